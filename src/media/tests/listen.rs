//! What is told of the sound of a peer: keys as tones, each once however it comes, and speech.

use super::*;
use crate::audio::{level, tone};
use crate::media::{Answerer, ClipId, Listening, Measures, Piece, PlayId, Sounding};

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

fn without_events(at: &str, codec: Codec) -> Terms {
    let mut terms = terms(at, codec, 101);
    terms.formats.events = None;
    terms
}

fn alone(terms: Terms) -> Studio {
    let mut studio = Studio::with_memory();
    studio.open(A, 10_000);
    studio.shape(A, terms);
    studio
}

fn listen(studio: &mut Studio, to: Listening) {
    studio.command(Command::Listen { group: GROUP, line: A, to });
}

/// Sends a sound at 8 kHz in frames of 20 ms.
fn send(studio: &mut Studio, speaker: &mut Speaker, sound: &[i16]) {
    for frame in sound.chunks(160) {
        speaker.say(studio, frame);
        studio.pass(ms(20));
    }
}

fn keys_sound(keys: &str, length: usize) -> Vec<i16> {
    keys.chars().flat_map(|key| [tone::digit(key, length), vec![0; 800]].concat()).collect()
}

#[test]
fn keys_as_tones_are_told_once_in_every_codec() {
    for entry in CODECS {
        let mut studio = alone(terms(AT_A, entry.codec, 101));
        let mut a = Speaker::new(A, AT_A, entry.codec, 1);
        listen(&mut studio, Listening { tones: true, ..Listening::default() });
        send(&mut studio, &mut a, &[0; 3200]);
        send(&mut studio, &mut a, &keys_sound("0123456789*#", 800));
        send(&mut studio, &mut a, &keys_sound("55", 8000));
        listen(&mut studio, Listening::default());
        send(&mut studio, &mut a, &keys_sound("9", 800));
        assert_eq!(studio.keys(A), "0123456789*#55", "{:?}", entry.codec);
    }
}

#[test]
fn m16_a_tone_that_is_held_while_who_waits_for_it_changes_is_one_key() {
    for held in [1600, 8000] {
        let mut studio = alone(without_events(AT_A, Codec::Pcmu));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        let waits = Listening { tones: true, ..Listening::default() };
        listen(&mut studio, waits);
        send(&mut studio, &mut a, &[0; 1600]);
        let (begin, rest) = (tone::digit('5', held)[..480].to_vec(), tone::digit('5', held)[480..].to_vec());
        send(&mut studio, &mut a, &begin);
        assert_eq!(studio.keys(A), "5", "it is told early");
        listen(&mut studio, Listening::default());
        send(&mut studio, &mut a, &rest[..160]);
        listen(&mut studio, waits);
        send(&mut studio, &mut a, &rest[160..]);
        send(&mut studio, &mut a, &[0; 800]);
        assert_eq!(studio.keys(A), "5", "{held}");
        send(&mut studio, &mut a, &keys_sound("5", 800));
        assert_eq!(studio.keys(A), "55", "the next press is another one");
        // Nobody waits, and soon nobody listens.
        listen(&mut studio, Listening::default());
        send(&mut studio, &mut a, &[0; 8000]);
        send(&mut studio, &mut a, &keys_sound("6", 800));
        assert_eq!(studio.keys(A), "55");
    }
}

#[test]
fn a_key_as_a_tone_is_told_within_60_ms_of_its_beginning() {
    for entry in CODECS {
        // Shifted against the packets by up to one of them.
        for late in [0, 30, 60, 90, 120, 150] {
            let mut studio = alone(without_events(AT_A, entry.codec));
            let mut a = Speaker::new(A, AT_A, entry.codec, 1);
            listen(&mut studio, Listening { tones: true, speech: true, ..Listening::default() });
            send(&mut studio, &mut a, &[0; 3200]);
            studio.events.clear();
            // When the first packet that has some of it is sent, it has gone on for less than 20 ms.
            let begun = studio.now;
            let sound = [vec![0; late], tone::digit('5', 800), vec![0; 1600]].concat();
            let mut told = None;
            for frame in sound.chunks_exact(160) {
                studio.pass(ms(20));
                a.say(&mut studio, frame);
                told = told.or((!studio.events.is_empty()).then_some(studio.now));
            }
            let after = told.expect("it is told") - begun - Duration::from_micros(late as u64 * 125);
            assert!(after <= ms(60), "{:?} {late}: {after:?}", entry.codec);
            assert!(matches!(studio.events[..], [Event::Key { key: '5', .. }]), "no speech: {:?}", studio.events);
        }
    }
}

#[test]
fn a_key_as_a_tone_is_one_key_where_packets_are_lost_late_or_left_out() {
    // Of ten packets with a key in the six of the middle: which come, in which order.
    let cases: [(&[usize], &str); 5] = [
        (&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "5"),
        (&[0, 1, 2, 4, 5, 6, 7, 8, 9], "5"),
        (&[0, 1, 2, 3, 6, 7, 8, 9], "5"),
        (&[0, 1, 2, 4, 3, 5, 7, 6, 8, 9], "5"),
        (&[0, 2, 3, 4, 5, 6, 7], "5"),
    ];
    for (order, keys) in cases {
        let mut studio = alone(without_events(AT_A, Codec::Pcmu));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        listen(&mut studio, Listening { tones: true, ..Listening::default() });
        send(&mut studio, &mut a, &[0; 3200]);
        let begin = (a.phone.seq, a.phone.timestamp);
        let sound = [vec![0; 320], tone::digit('5', 960), vec![0; 320]].concat();
        for place in order {
            a.phone.seq = begin.0.wrapping_add(*place as u16);
            a.phone.timestamp = begin.1.wrapping_add(*place as u32 * 160);
            a.say(&mut studio, &sound[place * 160..][..160]);
            studio.pass(ms(20));
        }
        // Who sends nothing while nobody presses: the next packets are those of the same key again.
        for place in 30..34 {
            a.phone.seq = begin.0.wrapping_add(place - 20);
            a.phone.timestamp = begin.1.wrapping_add(u32::from(place) * 160);
            a.say(&mut studio, &tone::digit('5', 640)[usize::from(place - 30) * 160..][..160]);
            studio.pass(ms(20));
        }
        assert_eq!(studio.keys(A), format!("{keys}5"), "{order:?}");
    }
}

#[test]
fn m16_a_key_that_comes_as_event_and_as_tone_is_one_key() {
    let mut studio = alone(terms(AT_A, Codec::Pcmu, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    listen(&mut studio, Listening { tones: true, ..Listening::default() });
    send(&mut studio, &mut a, &[0; 3200]);
    for key in ['5', '5', '6'] {
        for n in 0..5u16 {
            let event =
                dtmf::Event { code: dtmf::code(key).unwrap(), end: n == 4, volume: 10, duration: 160 * (n + 1) };
            let mut beside = a.phone.clone();
            beside.timestamp = a.phone.timestamp.wrapping_sub(u32::from(n) * 160);
            let bytes = beside.next(101, n == 0, &event.write());
            a.phone.seq = beside.seq;
            studio.packet(A, Channel::Rtp, a.phone.at, &bytes);
            let sound = tone::digit(key, 800);
            a.say(&mut studio, &sound[usize::from(n) * 160..][..160]);
            studio.pass(ms(20));
        }
        send(&mut studio, &mut a, &[0; 1600]);
    }
    assert_eq!(studio.keys(A), "556");
}

#[test]
fn m18_keys_reach_the_other_side_in_the_way_it_takes_them() {
    for (by_event, as_event) in [(true, true), (true, false), (false, true), (false, false)] {
        let of = |at, events: bool| if events { terms(at, Codec::Pcmu, 101) } else { without_events(at, Codec::Pcmu) };
        let mut studio = Studio::bridged(of(AT_A, by_event), of(AT_B, as_event));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        send(&mut studio, &mut a, &[0; 3200]);
        for key in ['7', '#'] {
            if by_event {
                a.phone.press(&mut studio, 101, key, [true; 7]);
            } else {
                send(&mut studio, &mut a, &tone::digit(key, 960));
            }
            send(&mut studio, &mut a, &[0; 3200]);
        }
        let name = format!("{by_event} {as_event}");
        assert_eq!(studio.keys(A), "7#", "{name}");
        let events: String = studio
            .rtp(B)
            .iter()
            .filter(|(header, _)| header.payload_type == 101 && header.marker)
            .filter_map(|(_, payload)| dtmf::Event::read(payload)?.key())
            .collect();
        let mut detector = crate::audio::digits::Detector::default();
        let heard = studio.heard(B, Codec::Pcmu);
        let tones = detector.feed(&heard).into_iter().filter_map(|press| match press {
            crate::audio::digits::Press::Began { digit, .. } => Some(digit),
            crate::audio::digits::Press::Ended { .. } => None,
        });
        let tones: String = tones.collect();
        assert_eq!(if as_event { (events, tones) } else { (tones, events) }, ("7#".into(), "".into()), "{name}");
    }
}

/// How many milliseconds of a key B hears as a tone, and the keys that it is sent as events. A presses one as a tone, so long
/// after the beginning of a packet and for so long.
fn relayed(a: Terms, b: Terms, keep: &str, (late, length): (usize, usize)) -> (usize, String) {
    let [(codec, _), (other, _)] = [&a, &b].map(|terms| (terms.formats.formats[0].codec, ()));
    let mut studio = Studio::with_memory().bridge(a, b);
    studio.command(Command::Keep { group: GROUP, line: A, keys: keep.into() });
    let mut a = Speaker::new(A, AT_A, codec, 1);
    let sound = [vec![0; 3200 + late], tone::digit('*', length), vec![0; 8000 - late - length % 160]].concat();
    send(&mut studio, &mut a, &sound);
    assert_eq!(studio.keys(A), "*");
    let heard = studio.heard(B, other);
    let loud = heard.chunks(8).filter(|ms| ms.iter().any(|sample| sample.unsigned_abs() > 500)).count();
    let events = studio.rtp(B).into_iter().filter(|(header, _)| header.payload_type == 101 && header.marker);
    (loud, events.filter_map(|(_, payload)| dtmf::Event::read(&payload)?.key()).collect())
}

#[test]
fn m18_a_key_as_a_tone_is_silenced_as_soon_as_it_is_known_where_it_goes_on_as_an_event_or_is_kept() {
    let law = |at, codec| (without_events(at, codec), terms(at, codec, 101));
    for late in [0, 50, 110, 159] {
        for length in [560, 800, 4000] {
            let name = format!("{late} {length}");
            let (told, kept) = ("*".to_owned(), String::new());
            for (ours, theirs) in [(Codec::Pcmu, Codec::Pcmu), (Codec::Pcma, Codec::Pcmu)] {
                let (a, b) = (law(AT_A, ours).0, law(AT_B, theirs));
                let (heard, events) = relayed(a.clone(), b.1.clone(), "", (late, length));
                assert!(heard <= 40 && events == told, "{name}: {heard} ms, {events:?}");
                for b in [b.0, b.1] {
                    let (heard, events) = relayed(a.clone(), b, "*", (late, length));
                    assert!(heard <= 40 && events == kept, "{name}, kept: {heard} ms, {events:?}");
                }
            }
            // What is decoded and coded again is heard later than the key is known.
            let (heard, events) = relayed(law(AT_A, Codec::Pcmu).0, law(AT_B, Codec::G722).1, "", (late, length));
            assert!(heard <= 20 && events == told, "{name}, coded again: {heard} ms, {events:?}");
        }
    }
}

#[test]
fn what_is_said_behind_a_key_as_a_tone_is_heard() {
    let mut studio = Studio::bridged(without_events(AT_A, Codec::Pcmu), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    let words = voice::start(4, 8000);
    send(&mut studio, &mut a, &[vec![0; 1600], tone::digit('5', 800), vec![0; 480], words.clone()].concat());
    let heard = studio.heard(B, Codec::Pcmu);
    assert_eq!(heard[heard.len() - words.len()..], coded(&words));
}

#[test]
fn a_kept_key_as_a_tone_is_told_and_not_pressed_on() {
    let mut studio = Studio::bridged(without_events(AT_A, Codec::Pcmu), terms(AT_B, Codec::Pcmu, 101));
    studio.command(Command::Keep { group: GROUP, line: A, keys: "*".into() });
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    send(&mut studio, &mut a, &[0; 1600]);
    send(&mut studio, &mut a, &keys_sound("*1", 800));
    assert_eq!(studio.keys(A), "*1");
    assert_eq!(studio.rtp(B).iter().filter(|(header, _)| header.payload_type == 101 && header.marker).count(), 1);
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

#[test]
fn m17_keys_are_the_same_while_something_is_played_and_recorded() {
    for events in [true, false] {
        let mut studio = alone(if events { terms(AT_A, Codec::Pcmu, 101) } else { without_events(AT_A, Codec::Pcmu) });
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        let piece = Piece { rate: crate::audio::Rate::Narrow, samples: voice::start(3, 80_000).into(), is_last: true };
        studio.command(Command::Feed { group: GROUP, clip: ClipId(1), piece });
        let what = Sounding::Clip(ClipId(1));
        studio.command(Command::Play { group: GROUP, line: A, play: PlayId(1), what, times: 1 });
        send(&mut studio, &mut a, &[0; 1600]);
        if events {
            a.phone.press(&mut studio, 101, '4', [true; 7]);
        } else {
            send(&mut studio, &mut a, &keys_sound("4", 800));
        }
        send(&mut studio, &mut a, &[0; 1600]);
        assert_eq!(studio.keys(A), "4");
    }
}

#[test]
fn a_key_is_told_within_60_ms_of_its_first_packet_and_a_tone_when_the_ear_has_heard_it() {
    let mut studio = alone(terms(AT_A, Codec::Pcmu, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    listen(&mut studio, Listening { tones: true, ..Listening::default() });
    send(&mut studio, &mut a, &[0; 3200]);
    let begin = studio.now;
    a.phone.timestamp = a.phone.timestamp.wrapping_add(160);
    while studio.events.is_empty() {
        assert!(studio.now - begin <= ms(60), "the key is not told");
        let duration = 160 * ((studio.now - begin).as_millis() as u16 / 20 + 1);
        let event = dtmf::Event { code: dtmf::code('4').unwrap(), end: false, volume: 10, duration };
        let bytes = a.phone.next(101, duration == 160, &event.write());
        studio.packet(A, Channel::Rtp, a.phone.at, &bytes);
        studio.pass(ms(20));
    }
    assert_eq!(studio.keys(A), "4");
    a.phone.timestamp = a.phone.timestamp.wrapping_add(800);
    send(&mut studio, &mut a, &[0; 8000]);
    studio.events.clear();
    let late = told(&mut studio, &mut a, &tone::digit('5', 2400));
    assert!(late.is_some_and(|late| late <= ms(160)), "{late:?}");
}
