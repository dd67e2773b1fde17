//! Lines without a common codec: what one says is decoded and coded again for the other. And an ear beside packets that
//! only pass.

use super::*;
use crate::audio::level;
use crate::media::{Listening, Tone};

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

#[test]
fn every_codec_is_heard_in_every_other() {
    let all = CODECS.iter().map(|entry| entry.codec);
    for (one, other) in all.clone().flat_map(|one| all.clone().map(move |other| (one, other))) {
        let mut studio = Studio::with_memory().bridge(terms(AT_A, one, 101), terms(AT_B, other, 101));
        let (mut a, mut b) = (Speaker::new(A, AT_A, one, 1), Speaker::new(B, AT_B, other, 2));
        for _ in 0..60 {
            a.speak(&mut studio);
            b.speak(&mut studio);
            studio.pass(ms(20));
        }
        for (said, line, codec) in [(&a, B, other), (&b, A, one)] {
            let heard = studio.heard(line, codec);
            let said = &said.said[4000..6000];
            let found = level::find(said, &heard[4000..], 720).unwrap();
            let name = format!("{one:?} and {other:?}: {found:?}");
            // The breath of the voice is noise, of which Opus keeps the colour and not the samples.
            let least = if [one, other].contains(&Codec::Opus) { 0.7 } else { 0.9 };
            assert!(found.likeness > least && found.lag < 8 * 90, "{name}");
            let there = &heard[4000 + found.lag..][..said.len()];
            assert!((level::dbm0(there) - level::dbm0(said)).abs() < 1.5, "{name}");
            let packets = studio.rtp(line);
            assert!(unbroken(&packets).iter().all(|step| *step == codec.entry().clock / 50), "{name}");
        }
    }
}

#[test]
fn m16_a_key_amid_sound_of_another_codec_is_one_event_and_the_sound_goes_on_right_behind() {
    use Codec::{G722, Opus, Pcma, Pcmu};
    for (one, other) in [(G722, Pcmu), (Pcma, G722), (Opus, Pcmu), (Pcma, Opus), (Opus, G722), (G722, Opus)] {
        let mut studio = Studio::with_memory().bridge(terms(AT_A, one, 101), terms(AT_B, other, 101));
        let name = format!("{one:?} to {other:?}");
        let mut a = Speaker::new(A, AT_A, one, 1);
        (0..50).for_each(|_| a.speak_on(&mut studio));
        a.press_amid(&mut studio, '7', 5);
        (0..50).for_each(|_| a.speak_on(&mut studio));
        assert_eq!(studio.keys(A), "7", "{name}");

        let packets = studio.rtp(B);
        unbroken(&packets);
        let is_key = |(header, _): &&(Header, Vec<u8>)| header.payload_type == 101;
        let begin = packets.iter().position(|packet| is_key(&packet)).unwrap();
        let event: Vec<_> = packets[begin..].iter().take_while(is_key).collect();
        assert_eq!(event.len(), packets.iter().filter(is_key).count(), "no sound between: {name}");
        assert!(event.iter().all(|(header, _)| header.timestamp == event[0].0.timestamp), "{name}");
        let last = dtmf::Event::read(&event.last().unwrap().1).unwrap();
        assert_eq!((event.len(), last.key(), last.end, last.duration), (7, Some('7'), true, 800), "{name}");
        assert!(packets.len() >= 105, "no beat without a packet: {name}");
        let is_sent = |sent: &&Sent| sent.line == B && sent.channel == Channel::Rtp && !rtp::is_rtcp(&sent.bytes);
        let times: Vec<Time> = studio.sent.iter().filter(is_sent).map(|sent| sent.at).collect();
        let (before, behind) = (begin - 1, begin + event.len());
        let passed = (times[behind] - times[before]).as_millis() as u32 * (other.entry().clock / 1000);
        let step = packets[behind].0.timestamp.wrapping_sub(packets[before].0.timestamp);
        assert_eq!(step, passed, "the key costs no time: {name}");

        // The key came in 160 ms, and an ear is up to 60 ms behind: from there on all is heard.
        let (from, heard) = (58 * 160, studio.heard(B, other));
        let found = level::find(&a.said[from..from + 4000], &heard[from - 9 * 160..], 2000).unwrap();
        let least = if [one, other].contains(&Codec::Opus) { 0.7 } else { 0.9 };
        assert!(found.likeness > least, "{name}: {found:?}");
    }
}

#[test]
fn m16_keys_pressed_faster_than_they_are_pressed_anew_all_arrive_once_and_in_order() {
    let mut studio = Studio::with_memory().bridge(terms(AT_A, Codec::G722, 101), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Speaker::new(A, AT_A, Codec::G722, 1);
    (0..20).for_each(|_| a.speak_on(&mut studio));
    "4711".chars().for_each(|key| a.press_amid(&mut studio, key, 2));
    (0..60).for_each(|_| a.speak_on(&mut studio));
    let events = studio.rtp(B).into_iter().filter(|(header, _)| header.payload_type == 101);
    let ends = events.filter_map(|(header, payload)| Some((header.timestamp, dtmf::Event::read(&payload)?)));
    let mut ends: Vec<_> = ends.filter(|(_, event)| event.end).map(|(at, event)| (at, event.key())).collect();
    ends.dedup();
    let keys: String = ends.into_iter().filter_map(|(_, key)| key).collect();
    assert_eq!((keys.as_str(), studio.keys(A).as_str()), ("4711", "4711"));
}

#[test]
fn m16_a_key_goes_one_way_from_its_begin_to_its_end_whatever_the_sound_beside_it_does() {
    // The codec of the sound beside it changes while it is down: from one that passes to one that does not, and back.
    for (before, after) in [(Codec::Pcmu, Codec::G722), (Codec::G722, Codec::Pcmu)] {
        let mut both = terms(AT_A, Codec::Pcmu, 101);
        both.formats.formats.push(Format { codec: Codec::G722, send: 9, recv: 9 });
        let mut studio = Studio::with_memory().bridge(both, terms(AT_B, Codec::Pcmu, 96));
        let mut a = Speaker::new(A, AT_A, before, 1);
        (0..20).for_each(|_| a.speak_on(&mut studio));
        a.press_amid_of(&mut studio, '5', 20, |a, index| {
            if index == 3 {
                a.turn(after);
            }
        });
        (0..20).for_each(|_| a.speak_on(&mut studio));
        let events: Vec<_> = studio.rtp(B).into_iter().filter(|(header, _)| header.payload_type == 96).collect();
        let mut begins: Vec<u32> = events.iter().map(|(header, _)| header.timestamp).collect();
        begins.dedup();
        assert_eq!(begins.len(), 1, "{before:?} then {after:?}");
    }
}

/// What a line is sent of events that are held by one whose other codec has another clock: code, seconds, ends.
fn held(from: Codec, to: Codec, code: u8, frames: u32) -> (u8, f64, usize) {
    let clocked = |at: &str, codec: Codec| {
        let mut terms = terms(at, codec, 101);
        terms.formats.events = Some(EventFormat { send: 101, recv: 101, clock: codec.entry().clock });
        terms
    };
    let mut studio = Studio::with_memory().bridge(clocked(AT_A, from), clocked(AT_B, to));
    let mut a = Speaker::new(A, AT_A, from, 1);
    (0..50).for_each(|_| a.speak_on(&mut studio));
    a.hold(&mut studio, code, frames);
    (0..50).for_each(|_| a.speak_on(&mut studio));
    assert_eq!(studio.keys(A), dtmf::key(code).map(String::from).unwrap_or_default());
    let mut segments: BTreeMap<u32, u16> = BTreeMap::new();
    let mut last = None;
    let mut ends = 0;
    for (header, payload) in studio.rtp(B).into_iter().filter(|(header, _)| header.payload_type == 101) {
        let event = dtmf::Event::read(&payload).unwrap();
        segments.insert(header.timestamp, event.duration);
        (last, ends) = (Some(event.code), ends + usize::from(event.end));
    }
    let ticks: u32 = segments.values().map(|duration| u32::from(*duration)).sum();
    (last.unwrap(), f64::from(ticks) / f64::from(to.entry().clock), ends)
}

#[test]
fn m16_a_key_that_is_held_over_segments_is_as_long_in_the_other_codec() {
    for (from, to) in [(Codec::Opus, Codec::Pcmu), (Codec::Pcmu, Codec::Opus), (Codec::Pcmu, Codec::G722)] {
        let (code, seconds, ends) = held(from, to, 7, 500);
        assert!(code == 7 && ends == 3 && (seconds - 10.0).abs() < 0.05, "{from:?} to {to:?}: {seconds} s, {ends}");
    }
}

#[test]
fn m16_a_flash_is_a_flash_in_the_other_codec_and_no_key() {
    let (code, seconds, ends) = held(Codec::Opus, Codec::Pcmu, 16, 25);
    assert!(code == 16 && ends == 3 && (seconds - 0.5).abs() < 0.05, "{seconds} s, {ends}");
}

#[test]
fn a_peer_that_changes_its_codec_goes_on_in_one_stream() {
    let mut both = terms(AT_A, Codec::Pcmu, 101);
    both.formats.formats.push(Format { codec: Codec::G722, send: 9, recv: 9 });
    let mut studio = Studio::with_memory().bridge(both, terms(AT_B, Codec::Pcmu, 101));
    let mut narrow = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    for n in 0..200 {
        if n == 100 {
            narrow.turn(Codec::G722);
        }
        narrow.speak(&mut studio);
        studio.pass(ms(20));
    }
    let heard = studio.heard(B, Codec::Pcmu);
    assert!(studio.rtp(B).iter().all(|(header, _)| header.payload_type == 0));
    unbroken(&studio.rtp(B));
    for second in [1, 3] {
        let from = second * 8000 - 4000;
        let found = level::find(&narrow.said[from..from + 4000], &heard[from..], 1200).unwrap();
        assert!(found.likeness > 0.9, "{second}: {found:?}");
    }
}

#[test]
fn a_peer_on_hold_is_not_sent_silence_for_ever_and_comes_back() {
    let mut studio = Studio::with_memory().bridge(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::G722, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    (0..50).for_each(|_| a.speak_on(&mut studio));
    studio.pass(ms(10_000));
    let before = studio.rtp(B).len();
    assert!((95..120).contains(&before), "{before}");
    a.phone.timestamp = a.phone.timestamp.wrapping_add(80_000);
    (0..50).for_each(|_| a.speak_on(&mut studio));
    assert!(studio.rtp(B).len() >= before + 48);
    unbroken(&studio.rtp(B));
}

#[test]
fn what_only_passes_does_not_click_when_somebody_begins_and_ceases_to_listen() {
    let mut studio = Studio::with_memory().bridge(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Speaker::new(A, AT_A, Codec::Pcmu, 1);
    for n in 0..150 {
        let to = Listening { speech: (50..100).contains(&n), ..Listening::default() };
        studio.command(Command::Listen { group: GROUP, line: A, to });
        a.speak_on(&mut studio);
    }
    let heard = studio.heard(B, Codec::Pcmu);
    assert_eq!(heard, coded(&a.said), "byte by byte");
    assert!(unbroken(&studio.rtp(B)).iter().all(|step| *step == 160));
    assert_eq!(studio.rtp(B).iter().filter(|(header, _)| header.marker).count(), 1);
    assert_eq!(studio.close(A).dropped, 0);
}

#[test]
fn g722_behind_another_source_is_coded_anew_until_a_quiet_moment_and_passes_as_it_is_from_then_on() {
    let mut studio = Studio::with_memory().bridge(terms(AT_A, Codec::G722, 101), terms(AT_B, Codec::G722, 101));
    let mut a = Speaker::new(A, AT_A, Codec::G722, 1);
    let sound = |tone| Command::Sound { group: GROUP, line: B, tone };
    studio.command(sound(Some(Tone::Ringback)));
    (0..50).for_each(|_| a.speak_on(&mut studio));
    studio.command(sound(None));
    let begin = studio.rtp(B).len();
    (0..50).for_each(|_| a.speak_on(&mut studio));
    for _ in 0..10 {
        a.say(&mut studio, &[0; 160]);
        studio.pass(ms(20));
    }
    (0..50).for_each(|_| a.speak_on(&mut studio));
    let end = studio.rtp(B).len();
    studio.command(sound(Some(Tone::Ringback)));
    studio.pass(ms(1000));

    let (mut encoder, mut doubler) = (Encoder::new(Codec::G722), Doubler::default());
    let coded_by_a = a.said.chunks(160).map(|frame| {
        let mut payload = Vec::new();
        encoder.encode(&doubler.frame(&Pcm::from_slice(Rate::Narrow, frame)), &mut payload);
        payload
    });
    let packets = studio.rtp(B);
    let is_as_it_was: Vec<bool> =
        packets[begin..end].iter().zip(coded_by_a.skip(50)).map(|((_, now), before)| *now == before).collect();
    assert_eq!(is_as_it_was.len(), 110);
    assert!(!is_as_it_was[..5].contains(&true), "{is_as_it_was:?}");
    assert!(!is_as_it_was[60..].contains(&false), "{is_as_it_was:?}");
    let peak = |sound: &[i16]| sound.iter().map(|sample| sample.unsigned_abs()).max().unwrap();
    let (heard, said) = (peak(&studio.heard(B, Codec::G722)), peak(&a.said));
    assert!(heard < said + said / 2, "no burst: {heard} of {said}");
}
