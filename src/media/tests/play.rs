//! What is played to a peer: clips, keys, the beep; when it ends, and what of it is heard.

use super::*;
use crate::audio::codec::Codec;
use crate::audio::{goertzel, level};
use crate::media::{ClipId, Piece, PlayId, Sounding, Tone};

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";
const CLIP: ClipId = ClipId(5);

fn alone(codec: Codec) -> Studio {
    let mut studio = if matches!(codec, Codec::Pcmu | Codec::Pcma) { Studio::new() } else { Studio::with_memory() };
    studio.open(A, 10_000);
    studio.shape(A, terms(AT_A, codec, 101));
    studio
}

fn feed(studio: &mut Studio, samples: &[i16], is_last: bool) {
    feed_at(studio, Rate::Narrow, samples, is_last);
}

fn feed_at(studio: &mut Studio, rate: Rate, samples: &[i16], is_last: bool) {
    studio.command(Command::Feed { group: GROUP, clip: CLIP, piece: Piece { rate, samples: samples.into(), is_last } });
}

fn play(studio: &mut Studio, play: u64, what: Sounding, times: u32) {
    studio.command(Command::Play { group: GROUP, line: A, play: PlayId(play), what, times });
}

fn played(play: u64) -> Event {
    Event::Played { group: GROUP, line: A, play: PlayId(play) }
}

/// What the peer of A hears, decoded.
fn heard(studio: &Studio) -> Vec<i16> {
    studio.rtp(A).iter().flat_map(|(_, payload)| Law::Mu.decode_all(payload)).collect()
}

#[test]
fn a_clip_is_heard_sample_by_sample_as_often_as_told_and_its_end_is_told_once() {
    let mut studio = alone(Codec::Pcmu);
    let said = voice::start(1, 1000);
    feed(&mut studio, &said[..7], false);
    play(&mut studio, 1, Sounding::Clip(CLIP), 3);
    feed(&mut studio, &said[7..500], false);
    feed(&mut studio, &said[500..], false);
    feed(&mut studio, &[], true);
    let start = studio.now;
    studio.pass(ms(5000));
    let thrice = [&said[..], &said, &said].concat();
    let heard = heard(&studio);
    assert_eq!(heard[..3000], coded(&thrice));
    assert_eq!(heard.len(), 3040, "to the end of a frame");
    assert_eq!(heard[3000..], coded(&[0; 40]));
    assert_eq!(studio.events, [played(1)]);
    let packets = studio.rtp(A);
    assert!(unbroken(&packets).iter().all(|step| *step == 160));
    assert_eq!(packets.iter().filter(|(header, _)| header.marker).count(), 1);
    let last = studio.sent.iter().rfind(|sent| sent.channel == Channel::Rtp).unwrap();
    assert_eq!(last.at - start, ms(18 * 20));
}

#[test]
fn a_late_piece_is_waited_for_in_silence() {
    let mut studio = alone(Codec::Pcmu);
    let said = voice::start(1, 640);
    play(&mut studio, 1, Sounding::Clip(CLIP), 1);
    studio.pass(ms(39));
    feed(&mut studio, &said[..320], false);
    studio.pass(ms(60));
    assert_eq!(studio.events, []);
    feed(&mut studio, &said[320..], true);
    studio.pass(ms(1000));
    let silence = coded(&[0; 160]);
    let expected = [&silence, &silence, &coded(&said[..320])[..], &silence, &coded(&said[320..])].concat();
    assert_eq!(heard(&studio), expected);
    assert_eq!(studio.events, [played(1)]);
}

#[test]
fn a_clip_without_sound_is_over_at_once_however_often() {
    for times in [0, 1, 9] {
        let mut studio = alone(Codec::Pcmu);
        feed(&mut studio, &[], true);
        play(&mut studio, 1, Sounding::Clip(CLIP), times);
        studio.pass(ms(0));
        assert_eq!(studio.events, [played(1)]);
        studio.pass(ms(100));
        assert_eq!((studio.rtp(A).len(), studio.events.len()), (0, 1));
        play(&mut studio, 2, Sounding::Keys(String::new()), times);
        studio.pass(ms(20));
        assert_eq!(studio.events, [played(1), played(2)]);
    }
}

#[test]
fn what_follows_a_play_follows_without_a_seam() {
    let mut studio = alone(Codec::Pcmu);
    let said = voice::start(1, 3200);
    feed(&mut studio, &said, true);
    play(&mut studio, 1, Sounding::Clip(CLIP), 1);
    studio.pass(ms(19 * 20));
    assert_eq!(studio.events, [played(1)], "told with its last frame");
    studio.pass(ms(3));
    play(&mut studio, 2, Sounding::Clip(CLIP), 1);
    studio.pass(ms(2000));
    let packets = studio.rtp(A);
    assert_eq!(heard(&studio), coded(&[&said[..], &said].concat()));
    assert!(unbroken(&packets).iter().all(|step| *step == 160));
    assert_eq!(packets.iter().filter(|(header, _)| header.marker).count(), 1);
    let at: Vec<Time> = studio.sent.iter().filter(|sent| sent.channel == Channel::Rtp).map(|sent| sent.at).collect();
    assert!(at.windows(2).all(|pair| pair[1] - pair[0] == ms(20)), "nobody's buffer grows");
}

#[test]
fn hushed_replaced_and_dropped_plays_end_within_a_frame_and_tell_nothing() {
    let ends: [fn(&mut Studio); 3] = [
        |studio| studio.command(Command::Hush { group: GROUP, line: A }),
        |studio| studio.command(Command::Drop { group: GROUP, clip: CLIP }),
        |studio| studio.command(Command::Close { group: GROUP, line: A }),
    ];
    for end in ends {
        let mut studio = alone(Codec::Pcmu);
        feed(&mut studio, &voice::start(1, 8000), true);
        play(&mut studio, 1, Sounding::Clip(CLIP), 0);
        studio.pass(ms(3010));
        play(&mut studio, 2, Sounding::Clip(CLIP), 0);
        studio.pass(ms(1000));
        let before = studio.rtp(A).len();
        end(&mut studio);
        studio.pass(ms(1000));
        assert_eq!((studio.rtp(A).len(), before), (before, 201));
        assert!(!studio.events.iter().any(|event| matches!(event, Event::Played { .. })));
    }
}

#[test]
fn a_play_goes_before_the_tone_and_the_other_side_which_are_heard_again_afterwards() {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let mut b = Phone::new(B, AT_B);
    (0..5).for_each(|_| assert!(b.speak(&mut studio, 0).is_some()));
    feed(&mut studio, &voice::start(1, 1600), true);
    play(&mut studio, 1, Sounding::Clip(CLIP), 1);
    let passed: Vec<bool> = (0..15).map(|_| b.speak(&mut studio, 0).is_some()).collect();
    assert_eq!(passed, [vec![false; 9], vec![true; 6]].concat(), "from the last frame on");
    let packets = studio.rtp(A);
    assert_eq!(packets.len(), 5 + 10 + 6);
    assert!(unbroken(&packets).iter().all(|step| (160..=320).contains(step)), "one time line");

    let mut studio = alone(Codec::Pcmu);
    studio.command(Command::Sound { group: GROUP, line: A, tone: Some(Tone::Ringback) });
    feed(&mut studio, &[0; 1600], true);
    play(&mut studio, 1, Sounding::Clip(CLIP), 1);
    studio.pass(ms(599));
    let loud: Vec<bool> = heard(&studio).chunks(160).map(|frame| level::dbm0(frame) > -30.0).collect();
    assert_eq!(loud, [vec![false; 10], vec![true; 20]].concat());
}

#[test]
fn keys_are_pressed_as_events_100_ms_long_with_as_much_between_and_pauses() {
    let mut studio = alone(Codec::Pcmu);
    let start = studio.now;
    play(&mut studio, 1, Sounding::Keys("1w2".into()), 2);
    studio.pass(ms(5000));
    let events = studio.sent.iter().filter_map(|sent| {
        let (header, payload) = read(&sent.bytes);
        let event = (header.payload_type == 101 && header.marker).then(|| dtmf::Event::read(&payload))??;
        Some(((sent.at - start).as_millis(), event.key()?))
    });
    assert_eq!(events.collect::<Vec<_>>(), [(0, '1'), (700, '2'), (900, '1'), (1600, '2')]);
    assert_eq!(studio.events, [played(1)]);
    unbroken(&studio.rtp(A));
    let last = studio.sent.iter().rfind(|sent| sent.channel == Channel::Rtp).unwrap();
    assert_eq!(last.at - start, ms(1780));
}

#[test]
fn a_sound_that_begins_while_a_key_is_down_is_heard_from_its_beginning() {
    let mut studio = alone(Codec::Pcmu);
    let clip = voice::start(3, 3200);
    feed(&mut studio, &clip, true);
    play(&mut studio, 1, Sounding::Keys("1".into()), 1);
    studio.pass(ms(50));
    play(&mut studio, 2, Sounding::Clip(CLIP), 1);
    studio.pass(ms(1000));
    let found = level::find(&clip, &heard(&studio), 800).unwrap();
    assert!(found.likeness > 0.99, "{found:?}");
    assert_eq!(studio.events, [played(2)]);
}

#[test]
fn the_beep_is_a_quarter_of_a_second_of_1000_hz() {
    let mut studio = alone(Codec::Pcmu);
    play(&mut studio, 1, Sounding::Beep, 1);
    studio.pass(ms(1000));
    let heard = heard(&studio);
    assert_eq!((heard.len(), studio.events.as_slice()), (2080, &[played(1)][..]));
    let (beep, rest) = (&heard[100..1900], &heard[2060..]);
    assert!(goertzel::power(beep, 1000.0) > 0.95 * level::rms(beep).powi(2));
    assert!(level::dbm0(beep) > -20.0 && level::dbm0(rest) < -50.0);
}

#[test]
fn a_clip_of_the_other_rate_sounds_alike() {
    for (codec, coding, rate) in [
        (Codec::Pcma, Codec::Pcma, Rate::Wide),
        (Codec::G722, Codec::G722, Rate::Narrow),
        (Codec::Opus, Codec::Opus, Rate::Narrow),
    ] {
        let mut studio = alone(codec);
        let sine =
            |n: u32| (6000.0 * (std::f64::consts::TAU * 440.0 * f64::from(n) / f64::from(rate.hz())).sin()) as i16;
        let said: Vec<i16> = (0..rate.hz()).map(sine).collect();
        feed_at(&mut studio, rate, &said, true);
        play(&mut studio, 1, Sounding::Clip(CLIP), 1);
        studio.pass(ms(2000));
        let (mut decoder, mut heard) = (Decoder::new(coding), Vec::new());
        studio.rtp(A).iter().for_each(|(_, payload)| decoder.decode(payload, &mut heard));
        assert_eq!(heard.len(), coding.rate().hz() as usize, "{codec:?}");
        let frequency = 440.0 * 8000.0 / f64::from(coding.rate().hz());
        let middle = &heard[2000..heard.len() - 2000];
        let share = goertzel::power(middle, frequency) / level::rms(middle).powi(2);
        assert!(share > 0.98 && (level::dbm0(middle) - level::dbm0(&said)).abs() < 1.5, "{codec:?} {share}");
    }
}
