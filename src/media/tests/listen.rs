//! What is told of the sound of a peer: speech, and who has answered. Keys as tones are in `tones`.

use super::*;
use crate::audio::level;
use crate::media::{Answerer, ClipId, Listening, Measures, Piece, PlayId, Sounding};

const AT_A: &str = "192.0.2.10:4000";

pub(super) fn alone(terms: Terms) -> Studio {
    let mut studio = Studio::with_memory();
    studio.open(A, 10_000);
    studio.shape(A, terms);
    studio
}

pub(super) fn listen(studio: &mut Studio, to: Listening) {
    studio.command(Command::Listen { group: GROUP, line: A, to });
}

/// Sends a sound at 8 kHz in frames of 20 ms.
pub(super) fn send(studio: &mut Studio, speaker: &mut Speaker, sound: &[i16]) {
    for frame in sound.chunks(160) {
        speaker.say(studio, frame);
        studio.pass(ms(20));
    }
}

/// Sends the frames until something is told; how long after the first packet that can be heard.
fn told(studio: &mut Studio, speaker: &mut Speaker, sound: &[i16]) -> Option<Duration> {
    let mut heard = None;
    for frame in sound.chunks(160) {
        heard = heard.or((level::dbm0(frame) > -38.0).then_some(studio.now));
        speaker.say(studio, frame);
        if !studio.events.is_empty() {
            return heard.map(|heard| studio.now - heard);
        }
        studio.pass(ms(20));
    }
    None
}

#[test]
fn speech_is_told_within_60_ms_of_the_first_packet_and_after_it_has_ended() {
    for codec in [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus] {
        for (seed, begin) in [(2, 0), (2, 4000), (1, 13_000), (3, 0), (5, 9000)] {
            let mut studio = alone(terms(AT_A, codec, 101));
            let mut a = Speaker::new(A, AT_A, codec, 1);
            listen(&mut studio, Listening { speech: true, ..Listening::default() });
            send(&mut studio, &mut a, &[0; 8000]);
            assert_eq!(studio.events, []);
            let late = told(&mut studio, &mut a, &voice::start(seed, begin + 8000).split_off(begin));
            let speech = |speaks| Event::Speech { group: GROUP, line: A, speaks };
            assert_eq!(studio.events, [speech(true)], "{codec:?} {seed} {begin}");
            assert!(late.unwrap() <= ms(60), "{codec:?} {seed} {begin}: {late:?}");
            let end = studio.now;
            while studio.events.len() < 2 && studio.now - end < ms(3000) {
                a.say(&mut studio, &[0; 160]);
                studio.pass(ms(20));
            }
            assert_eq!(studio.events[1..], [speech(false)]);
            assert!((ms(250)..ms(500)).contains(&(studio.now - end)), "{codec:?}: {:?}", studio.now - end);
        }
    }
}

#[test]
fn the_echo_of_a_prompt_is_nobody_and_who_speaks_over_it_is_told_within_60_ms() {
    for (seed, delay) in [(3, 400), (4, 1200), (6, 2400)] {
        let mut studio = alone(terms(AT_A, Codec::Pcmu, 101));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        listen(&mut studio, Listening { speech: true, ..Listening::default() });
        send(&mut studio, &mut a, &[0; 1600]);
        let prompt = voice::start(seed, 64_000);
        let piece = Piece { rate: Rate::Narrow, samples: prompt.clone().into(), is_last: true };
        studio.command(Command::Feed { group: GROUP, clip: ClipId(1), piece });
        let what = Sounding::Clip(ClipId(1));
        studio.command(Command::Play { group: GROUP, line: A, play: PlayId(1), what, times: 1 });
        let echo: Vec<i16> = vec![0; delay].into_iter().chain(prompt.iter().map(|sample| sample / 10)).collect();
        send(&mut studio, &mut a, &echo[..32_000]);
        assert_eq!(studio.events, [], "voice {seed}");
        let speaks = voice::start(seed + 10, 8000);
        let both: Vec<i16> = speaks.iter().zip(&echo[32_000..]).map(|(one, other)| one + other).collect();
        let late = told(&mut studio, &mut a, &both);
        assert!(late.is_some_and(|late| late <= ms(60)), "voice {seed}: {late:?}");
    }
}

#[test]
fn who_has_no_echo_is_told_within_60_ms_however_quietly_he_speaks_into_a_prompt() {
    for seed in [3, 4, 6] {
        let mut studio = alone(terms(AT_A, Codec::Pcmu, 101));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        listen(&mut studio, Listening { speech: true, ..Listening::default() });
        send(&mut studio, &mut a, &[0; 1600]);
        let piece = Piece { rate: Rate::Narrow, samples: voice::start(seed, 64_000).into(), is_last: true };
        studio.command(Command::Feed { group: GROUP, clip: ClipId(1), piece });
        let what = Sounding::Clip(ClipId(1));
        studio.command(Command::Play { group: GROUP, line: A, play: PlayId(1), what, times: 1 });
        // Somewhere in it it has been loud for a second.
        send(&mut studio, &mut a, &[0; 24_000]);
        // No louder than an echo may be.
        let quiet: Vec<i16> = voice::start(seed + 10, 8000).iter().map(|sample| sample / 8).collect();
        let late = told(&mut studio, &mut a, &quiet);
        assert!(late.is_some_and(|late| late <= ms(60)), "voice {seed}: {late:?}");
    }
}

#[test]
fn who_has_answered_is_told_once_and_silence_is_an_answer_too() {
    for (says, who) in [(700, Answerer::Human), (0, Answerer::Unknown)] {
        let mut studio = alone(terms(AT_A, Codec::Pcmu, 101));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        listen(&mut studio, Listening { answerer: Some(Measures::default()), ..Listening::default() });
        if says > 0 {
            send(&mut studio, &mut a, &[0; 4000]);
            send(&mut studio, &mut a, &voice::start(2, says * 8));
            send(&mut studio, &mut a, &[0; 24_000]);
        }
        studio.pass(ms(6000));
        assert_eq!(studio.events, [Event::AnsweredBy { group: GROUP, line: A, who }]);
    }
}

#[test]
fn who_stops_sending_stops_speaking() {
    let mut studio = alone(terms(AT_A, Codec::Pcmu, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    listen(&mut studio, Listening { speech: true, ..Listening::default() });
    send(&mut studio, &mut a, &voice::start(2, 8000));
    assert_eq!(studio.events.len(), 1);
    studio.pass(ms(1000));
    assert_eq!(studio.events.len(), 2);
}
