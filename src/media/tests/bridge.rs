//! Sound and keys from one line to the other.

use super::*;
use crate::media::Tone;

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

fn plain() -> Studio {
    Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 96))
}

#[test]
fn sound_goes_both_ways_as_it_is() {
    let mut studio = plain();
    let (mut a, mut b) = (Phone::new(A, AT_A), Phone::new(B, AT_B));
    for _ in 0..100 {
        let there = a.speak(&mut studio, 0).unwrap();
        assert_eq!((there.line, there.to), (B, b.at));
        let back = b.speak(&mut studio, 0).unwrap();
        assert_eq!((back.line, back.to), (A, a.at));
    }
    for line in [A, B] {
        let heard = studio.rtp(line);
        assert!(unbroken(&heard).iter().all(|step| *step == 160));
        assert!(heard.iter().all(|(header, payload)| header.payload_type == 0 && *payload == [0x7e; 160]));
        assert_eq!(heard.iter().filter(|(header, _)| header.marker).count(), 1, "one talk spurt");
        assert_ne!(heard[0].0.ssrc, a.ssrc, "our stream is our own");
    }
    let stats = studio.close(A);
    assert_eq!((stats.received, stats.sent, stats.dropped, stats.lost), (100, 100, 0, 0));
}

#[test]
fn the_two_laws_are_changed_into_each_other() {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcma, 101));
    let (header, payload) = read(&Phone::new(A, AT_A).speak(&mut studio, 0).unwrap().bytes);
    assert_eq!((header.payload_type, payload[0]), (8, audio_codec_algorithms::convert_ulaw_to_alaw(0x7e)));
    let (header, payload) = read(&Phone::new(B, AT_B).speak(&mut studio, 8).unwrap().bytes);
    assert_eq!((header.payload_type, payload[0]), (0, audio_codec_algorithms::convert_alaw_to_ulaw(0x7e)));
}

#[test]
fn payload_numbers_of_opus_are_mapped() {
    let (mut of_a, mut of_b) = (terms(AT_A, Codec::Opus, 101), terms(AT_B, Codec::Opus, 101));
    of_a.formats.formats = vec![Format { codec: Codec::Opus, send: 111, recv: 107 }];
    of_b.formats.formats = vec![Format { codec: Codec::Opus, send: 96, recv: 98 }];
    let mut studio = Studio::bridged(of_a, of_b);
    let there = Phone::new(A, AT_A).speak(&mut studio, 107).unwrap();
    let back = Phone::new(B, AT_B).speak(&mut studio, 98).unwrap();
    assert_eq!((read(&there.bytes).0.payload_type, read(&back.bytes).0.payload_type), (96, 111));
    assert_eq!(Phone::new(A, AT_A).speak(&mut studio, 111), None, "that is the number the peer receives");
}

#[test]
fn loss_and_reordering_before_us_are_seen_behind_us() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    let packets: Vec<_> = (0..6).map(|_| a.next(0, false, &[1; 160])).collect();
    let order = [0, 1, 3, 2, 5];
    let base = order.map(|index| studio.packet(A, Channel::Rtp, a.at, &packets[index]).unwrap());
    let numbers = base.map(|sent| read(&sent.bytes).0.sequence);
    assert_eq!(numbers.map(|number| number.wrapping_sub(numbers[0])), [0, 1, 3, 2, 5]);
    assert_eq!(studio.close(A).lost, 1);
}

#[test]
fn one_stream_goes_on_over_tone_bridge_hold_resume_and_a_new_source() {
    let mut studio = Studio::new();
    studio.open(A, 10_000);
    studio.open(B, 10_002);
    studio.shape(A, terms(AT_A, Codec::Pcma, 101));
    studio.command(Command::Sound { group: GROUP, line: A, tone: Some(Tone::Ringback) });
    studio.pass(ms(1990));
    assert_eq!(studio.rtp(A).len(), 100, "a frame each 20 ms");
    studio.shape(B, terms(AT_B, Codec::Pcmu, 101));
    studio.command(Command::Join { group: GROUP, a: A, b: B });
    let mut b = Phone::new(B, AT_B);
    (0..50).for_each(|_| assert!(b.speak(&mut studio, 0).is_some()));

    for (direction, remote) in [(Direction::Inactive, true), (Direction::RecvOnly, true), (Direction::SendRecv, false)]
    {
        let mut held = terms(AT_A, Codec::Pcma, 101);
        held.direction = direction;
        held.remote = held.remote.filter(|_| remote);
        studio.shape(A, held);
        let before = studio.sent.len();
        (0..50).for_each(|_| assert_eq!(b.speak(&mut studio, 0), None, "held: {direction:?}"));
        assert!(studio.sent[before..].iter().all(|sent| sent.channel == Channel::Rtcp));
        studio.shape(A, terms(AT_A, Codec::Pcma, 101));
        (0..50).for_each(|_| assert!(b.speak(&mut studio, 0).is_some()));
    }

    b.ssrc += 1;
    b.seq = 7;
    b.timestamp = 3;
    studio.shape(B, terms(AT_B, Codec::Pcmu, 101));
    (0..50).for_each(|_| assert!(b.speak(&mut studio, 0).is_some()));

    let heard = studio.rtp(A);
    let steps = unbroken(&heard);
    assert_eq!(heard.len(), 100 + 50 + 150 + 50);
    let long: Vec<u32> = steps.iter().copied().filter(|step| *step > 320).collect();
    assert_eq!(long, [8160; 3], "each second on hold is a second of the time line");
    let markers: Vec<usize> = (0..heard.len()).filter(|index| heard[*index].0.marker).collect();
    assert_eq!(markers, [0, 100, 150, 200, 250, 300]);
    assert!(heard.iter().all(|(header, _)| header.payload_type == 8));
}

#[test]
fn early_media_is_passed_before_the_answer() {
    let mut studio = plain();
    let early = Phone::new(B, AT_B).speak(&mut studio, 0).unwrap();
    assert_eq!(early.to, AT_A.parse().unwrap(), "the caller has sent nothing yet: to the address of its SDP");
}

#[test]
fn parted_lines_are_silent_to_each_other_and_can_be_joined_again() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    assert!(a.speak(&mut studio, 0).is_some());
    studio.command(Command::Part { group: GROUP, line: B });
    (0..10).for_each(|_| assert_eq!(a.speak(&mut studio, 0), None));
    studio.command(Command::Join { group: GROUP, a: B, b: A });
    assert!(a.speak(&mut studio, 0).is_some());
    assert_eq!(unbroken(&studio.rtp(B)), [8000 * 11 / 50]);
    assert_eq!(studio.close(A).dropped, 10);
    assert_eq!(Phone::new(B, AT_B).speak(&mut studio, 0), None, "the other side is gone");
}

#[test]
fn m16_each_key_is_told_once_and_relayed_with_one_timestamp() {
    let all = [true; 7];
    let cases = [
        ("everything arrives", all),
        ("the end is lost", [true, true, true, true, false, false, false]),
        ("the begin is lost", [false, false, false, true, true, true, true]),
        ("one end arrives", [false, false, false, false, false, true, false]),
    ];
    for (name, arrives) in cases {
        let mut studio = plain();
        let mut a = Phone::new(A, AT_A);
        a.speak(&mut studio, 0);
        let sent = a.press(&mut studio, 101, '5', arrives);
        a.speak(&mut studio, 0);
        a.press(&mut studio, 101, '5', all);
        a.speak(&mut studio, 0);
        assert_eq!(studio.keys(A), "55", "{name}");
        let relayed: Vec<_> = sent.iter().map(|sent| read(&sent.bytes)).collect();
        assert_eq!(relayed.len(), arrives.iter().filter(|arrives| **arrives).count());
        assert!(relayed.iter().all(|(header, _)| header.payload_type == 96), "{name}");
        assert!(relayed.iter().all(|(header, _)| header.timestamp == relayed[0].0.timestamp), "{name}");
        let markers: Vec<bool> = relayed.iter().map(|(header, _)| header.marker).collect();
        assert_eq!(markers.iter().position(|marker| *marker), Some(0), "{name}");
        assert_eq!(markers.iter().filter(|marker| **marker).count(), 1, "{name}");
    }
}

#[test]
fn m16_a_key_without_end_is_told_when_sound_goes_on() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    a.press(&mut studio, 101, '9', [true, false, false, false, false, false, false]);
    assert_eq!(studio.keys(A), "");
    a.speak(&mut studio, 0);
    assert_eq!(studio.keys(A), "9");
}

#[test]
fn kept_keys_are_told_and_not_passed_on_and_leave_no_gap() {
    let mut studio = plain();
    studio.command(Command::Keep { group: GROUP, line: A, keys: "*".into() });
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    assert_eq!(a.press(&mut studio, 101, '*', [true; 7]), []);
    a.speak(&mut studio, 0);
    assert_eq!(a.press(&mut studio, 101, '1', [true; 7]).len(), 7);
    a.speak(&mut studio, 0);
    assert_eq!(studio.keys(A), "*1");
    unbroken(&studio.rtp(B));
    assert_eq!(studio.close(A).lost, 0);
}

#[test]
fn a_key_that_began_before_the_bridge_is_not_passed_on_in_halves() {
    let mut studio = plain();
    studio.command(Command::Part { group: GROUP, line: A });
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    a.press(&mut studio, 101, '4', [true, true, true, false, false, false, false]);
    studio.command(Command::Join { group: GROUP, a: A, b: B });
    let event = dtmf::Event { code: 4, end: true, volume: 10, duration: 640 };
    a.timestamp = a.timestamp.wrapping_sub(960);
    let end = a.next(101, false, &event.write());
    assert_eq!(studio.packet(A, Channel::Rtp, a.at, &end), None);
    assert_eq!(studio.keys(A), "4");
}

#[test]
fn a_key_is_pressed_anew_where_the_other_clock_differs() {
    let mut opus = terms(AT_B, Codec::Opus, 96);
    opus.formats.formats.push(Format { codec: Codec::Pcmu, send: 0, recv: 0 });
    opus.formats.events = Some(EventFormat { send: 96, recv: 96, clock: 48_000 });
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), opus);
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    assert_eq!(a.press(&mut studio, 101, '7', [true; 7]), []);
    studio.pass(ms(200));
    let events: Vec<_> = studio.rtp(B).into_iter().filter(|(header, _)| header.payload_type == 96).collect();
    let last = dtmf::Event::read(&events.last().unwrap().1).unwrap();
    assert_eq!((last.key(), last.end, last.duration, studio.keys(A).as_str()), (Some('7'), true, 4800, "7"));
    unbroken(&studio.rtp(B));
}

#[test]
fn comfort_noise_is_tolerated_and_not_passed_on() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    assert_eq!(a.speak(&mut studio, 13), None);
    assert!(a.speak(&mut studio, 0).is_some());
    unbroken(&studio.rtp(B));
    let stats = studio.close(A);
    assert_eq!((stats.received, stats.dropped, stats.lost), (3, 0, 0));
}
