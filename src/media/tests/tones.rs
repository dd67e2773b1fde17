//! Keys of a peer, each told once however it comes, and how they reach the other side.

use super::listen::{alone, listen, send};
use super::*;
use crate::audio::tone;
use crate::media::{ClipId, Listening, Piece, PlayId, Sounding, Tone};

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

fn without_events(at: &str, codec: Codec) -> Terms {
    let mut terms = terms(at, codec, 101);
    terms.formats.events = None;
    terms
}

fn keys_sound(keys: &str, length: usize) -> Vec<i16> {
    keys.chars().flat_map(|key| [tone::digit(key, length), vec![0; 800]].concat()).collect()
}

#[test]
fn keys_as_tones_are_told_once_in_every_codec() {
    for entry in CODECS {
        let mut studio = alone(without_events(AT_A, entry.codec));
        let mut a = Speaker::new(A, AT_A, entry.codec, 1);
        send(&mut studio, &mut a, &[0; 3200]);
        send(&mut studio, &mut a, &keys_sound("0123456789*#", 800));
        send(&mut studio, &mut a, &keys_sound("55", 8000));
        // From now on its keys are events.
        studio.shape(A, terms(AT_A, entry.codec, 101));
        send(&mut studio, &mut a, &keys_sound("9", 800));
        assert_eq!(studio.keys(A), "0123456789*#55", "{:?}", entry.codec);
    }
}

#[test]
fn m16_a_tone_that_is_held_while_what_goes_on_changes_is_one_key() {
    for held in [1600, 8000] {
        let mut studio = alone(without_events(AT_A, Codec::Pcmu));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        send(&mut studio, &mut a, &[0; 1600]);
        let (begin, rest) = (tone::digit('5', held)[..480].to_vec(), tone::digit('5', held)[480..].to_vec());
        send(&mut studio, &mut a, &begin);
        assert_eq!(studio.keys(A), "5", "it is told early");
        studio.command(Command::Sound { group: GROUP, line: A, tone: Some(Tone::Music) });
        send(&mut studio, &mut a, &rest[..160]);
        studio.command(Command::Sound { group: GROUP, line: A, tone: None });
        studio.shape(A, without_events(AT_A, Codec::Pcmu));
        send(&mut studio, &mut a, &rest[160..]);
        send(&mut studio, &mut a, &[0; 800]);
        assert_eq!(studio.keys(A), "5", "{held}");
        send(&mut studio, &mut a, &keys_sound("5", 800));
        assert_eq!(studio.keys(A), "55", "the next press is another one");
    }
}

#[test]
fn m17_keys_as_tones_are_heard_whatever_goes_on_and_on_a_quiet_line_without_a_beat() {
    let mut studio = alone(without_events(AT_A, Codec::Pcmu));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    let mut press =
        |studio: &mut Studio, key: &str| send(studio, &mut a, &[keys_sound(key, 800), vec![0; 800]].concat());
    press(&mut studio, "1");
    let beats = studio.board.next_timeout().is_some_and(|at| at <= studio.now + ms(20));
    assert!(!beats, "nothing else has to be done");
    studio.command(Command::Sound { group: GROUP, line: A, tone: Some(Tone::Ringback) });
    press(&mut studio, "2");
    studio.command(Command::Sound { group: GROUP, line: A, tone: Some(Tone::Music) });
    press(&mut studio, "3");
    studio.command(Command::Sound { group: GROUP, line: A, tone: None });
    studio.command(Command::Enter { group: GROUP, line: A, muted: true, coach: None });
    press(&mut studio, "4");
    studio.command(Command::Leave { group: GROUP, line: A });
    press(&mut studio, "5");
    assert_eq!(studio.keys(A), "12345");
}

/// Passes so many frames of A, who hears us so much later, at 8 kHz, and sends that back ten times quieter beside this.
fn echoing(studio: &mut Studio, a: &mut Speaker, delay: usize, sound: &[i16]) {
    for frame in sound.chunks(160) {
        studio.pass(ms(20));
        let heard = studio.heard(A, Codec::Pcmu);
        let end = heard.len().saturating_sub(delay);
        let echo = heard.get(end.saturating_sub(160)..end).unwrap_or_default();
        let both: Vec<i16> = (0..160).map(|n| frame[n] + echo.get(n).map_or(0, |sample| sample / 10)).collect();
        a.say(studio, &both);
    }
}

#[test]
fn a_key_of_ours_that_comes_back_as_an_echo_is_no_key_of_the_peer() {
    for delay in [0, 50, 400, 1600, 2400] {
        let mut studio = alone(without_events(AT_A, Codec::Pcmu));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        // Silence, so that what was heard has a place for each frame.
        let quiet = Piece { rate: Rate::Narrow, samples: vec![0; 1600].into(), is_last: true };
        studio.command(Command::Feed { group: GROUP, clip: ClipId(1), piece: quiet });
        let sound = [vec![0; 1600], keys_sound("4", 800), vec![0; 800]].concat();
        let piece = Piece { rate: Rate::Narrow, samples: sound.into(), is_last: true };
        studio.command(Command::Feed { group: GROUP, clip: ClipId(2), piece });
        let play = |studio: &mut Studio, clip, times| {
            let what = Sounding::Clip(ClipId(clip));
            studio.command(Command::Play { group: GROUP, line: A, play: PlayId(clip), what, times });
        };
        // As a sound, and pressed.
        play(&mut studio, 2, 1);
        echoing(&mut studio, &mut a, delay, &[0; 3200]);
        play(&mut studio, 1, 0);
        echoing(&mut studio, &mut a, delay, &[0; 3200]);
        assert_eq!(studio.keys(A), "", "{delay}, played");
        for keys in ["5", "#", "44", "0123"] {
            for key in keys.chars() {
                studio.command(Command::Press { group: GROUP, line: A, key, lasting: ms(100) });
            }
            echoing(&mut studio, &mut a, delay, &[0; 12_800]);
        }
        assert_eq!(studio.keys(A), "", "{delay}, pressed");
        // Its own key meanwhile, and the same key later.
        studio.command(Command::Press { group: GROUP, line: A, key: '6', lasting: ms(100) });
        echoing(&mut studio, &mut a, delay, &[vec![0; 1600], keys_sound("7", 800), vec![0; 4800]].concat());
        echoing(&mut studio, &mut a, delay, &[keys_sound("6", 800), vec![0; 1600]].concat());
        assert_eq!(studio.keys(A), "76", "{delay}");
    }
}

#[test]
fn a_key_as_a_tone_that_passes_and_comes_back_is_no_key_of_who_heard_it() {
    let mut studio = Studio::bridged(without_events(AT_A, Codec::Pcmu), without_events(AT_B, Codec::Pcmu));
    let (mut a, mut b) = (Speaker::new(A, AT_A, Codec::Pcmu, 1), Speaker::new(B, AT_B, Codec::Pcmu, 2));
    let sound = [vec![0; 1600], keys_sound("5", 800), vec![0; 8000], keys_sound("3", 800), vec![0; 800]].concat();
    let echo = [vec![0; 800], sound.iter().map(|sample| sample / 10).collect()].concat();
    for (said, back) in sound.chunks_exact(160).zip(echo.chunks_exact(160)) {
        a.say(&mut studio, said);
        b.say(&mut studio, back);
        studio.pass(ms(20));
    }
    assert_eq!((studio.keys(A).as_str(), studio.keys(B).as_str()), ("53", ""));
    send(&mut studio, &mut b, &[vec![0; 4000], keys_sound("3", 800), vec![0; 800]].concat());
    assert_eq!((studio.keys(A).as_str(), studio.keys(B).as_str()), ("53", "3"));
}

#[test]
fn keys_as_tones_are_heard_in_a_stream_that_begins_anew_wherever_its_time_line_is() {
    for (jump, is_another) in [(-80_000, true), (80_000, true), (-80_000, false), (80_000, false), (i32::MIN, false)] {
        let mut studio = alone(without_events(AT_A, Codec::Pcmu));
        let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
        send(&mut studio, &mut a, &keys_sound("1", 800));
        a.phone.timestamp = a.phone.timestamp.wrapping_add_signed(jump);
        if is_another {
            studio.pass(ms(5000));
            (a.phone.ssrc, a.phone.seq) = (a.phone.ssrc + 1, a.phone.seq.wrapping_add(9000));
        }
        send(&mut studio, &mut a, &[vec![0; 8000], keys_sound("2", 800)].concat());
        assert_eq!(studio.keys(A), "12", "{jump} {is_another}");
    }
}

#[test]
fn a_key_as_a_tone_is_told_within_60_ms_of_its_beginning() {
    for entry in CODECS {
        // Shifted against the packets by up to one of them.
        for late in [0, 30, 60, 90, 120, 150] {
            let mut studio = alone(without_events(AT_A, entry.codec));
            let mut a = Speaker::new(A, AT_A, entry.codec, 1);
            listen(&mut studio, Listening { speech: true, ..Listening::default() });
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
fn a_key_as_an_event_is_told_within_60_ms_of_its_first_packet() {
    let mut studio = alone(terms(AT_A, Codec::Pcmu, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
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
}
