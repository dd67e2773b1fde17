//! What a line sends and tells by itself: tones, keys pressed out, reports, silence.

use super::*;
use crate::audio::tone::Country;
use crate::audio::{goertzel, level};
use crate::media::{Silence, Tone};
use crate::wire::rtcp;

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

fn alone(terms: Terms) -> Studio {
    let mut studio = Studio::new();
    studio.open(A, 10_000);
    studio.shape(A, terms);
    studio
}

fn sound(studio: &mut Studio, tone: Option<Tone>) {
    studio.command(Command::Sound { group: GROUP, line: A, tone });
}

#[test]
fn ringback_sounds_for_a_second_and_is_silent_for_four() {
    let mut studio = alone(terms(AT_A, Codec::Pcmu, 101));
    sound(&mut studio, Some(Tone::Ringback));
    studio.pass(ms(9999));
    sound(&mut studio, None);
    studio.pass(ms(1000));
    let frames = studio.rtp(A);
    assert_eq!(frames.len(), 500);
    assert!(unbroken(&frames).iter().all(|step| *step == 160));
    for (index, (_, payload)) in frames.iter().enumerate() {
        let silent = payload.iter().all(|byte| *byte == 0xff);
        assert_eq!((payload.len(), silent), (160, index % 250 >= 50), "frame {index}");
    }
}

#[test]
fn a_tone_is_coded_in_the_format_that_we_send() {
    for codec in [Codec::Pcma, Codec::G722, Codec::Opus] {
        let mut studio = Studio::with_memory();
        studio.open(A, 10_000);
        studio.shape(A, terms(AT_A, codec, 101));
        sound(&mut studio, Country::of("us").map(Tone::RingbackOf));
        studio.pass(ms(100));
        let packets = studio.rtp(A);
        assert_eq!(packets.len(), 6);
        assert!(packets.iter().all(|(header, _)| header.payload_type == codec.entry().payload), "{codec:?}");
        assert!(unbroken(&packets).iter().all(|step| *step == codec.entry().clock / 50));
    }
}

#[test]
fn a_tone_takes_the_place_of_the_other_line_and_gives_it_back() {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let mut b = Phone::new(B, AT_B);
    assert!(b.speak(&mut studio, 0).is_some());
    sound(&mut studio, Some(Tone::Ringback));
    assert_eq!(b.speak(&mut studio, 0), None);
    sound(&mut studio, None);
    assert!(b.speak(&mut studio, 0).is_some());
    unbroken(&studio.rtp(A));
}

#[test]
fn a_key_is_pressed_out_within_the_stream_of_sound() {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 96));
    let mut a = Phone::new(A, AT_A);
    (0..5).for_each(|_| assert!(a.speak(&mut studio, 0).is_some()));
    studio.command(Command::Press { group: GROUP, line: B, key: '#', lasting: ms(100) });
    for _ in 0..20 {
        a.speak(&mut studio, 0);
    }
    let heard = studio.rtp(B);
    unbroken(&heard);
    let events: Vec<_> = heard.iter().filter(|(header, _)| header.payload_type == 96).collect();
    let shown: Vec<_> = events.iter().map(|(_, payload)| dtmf::Event::read(payload).unwrap()).collect();
    assert!(shown.iter().all(|event| event.key() == Some('#')));
    assert_eq!(shown.iter().map(|event| event.duration).collect::<Vec<_>>(), [160, 320, 480, 640, 800, 800, 800]);
    assert_eq!(shown.iter().filter(|event| event.end).count(), 3);
    assert!(events.iter().all(|(header, _)| header.timestamp == events[0].0.timestamp));
    assert!(events[0].0.marker && !events[1].0.marker);
    assert!(heard.last().unwrap().0.payload_type == 0, "sound goes on");
    let total = heard.last().unwrap().0.timestamp.wrapping_sub(heard[0].0.timestamp);
    assert!((3800..=4100).contains(&total), "half a second of time line: {total}");
}

#[test]
fn a_key_is_not_pressed_out_towards_a_held_peer() {
    let mut held = terms(AT_A, Codec::Pcmu, 101);
    held.direction = Direction::Inactive;
    let mut studio = alone(held);
    studio.command(Command::Press { group: GROUP, line: A, key: '1', lasting: ms(100) });
    studio.pass(ms(1000));
    assert_eq!(studio.rtp(A), []);
}

#[test]
fn keys_are_tones_where_no_events_were_agreed_on() {
    let mut without = terms(AT_A, Codec::Pcmu, 101);
    without.formats.events = None;
    let mut studio = alone(without);
    for key in ['1', '#'] {
        studio.command(Command::Press { group: GROUP, line: A, key, lasting: ms(100) });
    }
    studio.pass(ms(1000));
    let packets = studio.rtp(A);
    assert_eq!(packets.len(), 10);
    unbroken(&packets);
    let heard: Vec<i16> = packets.iter().flat_map(|(_, payload)| Law::Mu.decode_all(payload)).collect();
    for (sound, low, high) in [(&heard[..800], 697.0, 1209.0), (&heard[800..], 941.0, 1477.0)] {
        let tones = goertzel::power(sound, low) + goertzel::power(sound, high);
        assert!(tones > 0.9 * level::rms(sound).powi(2) && level::dbm0(sound) > -10.0);
    }
    let step = packets[5].0.timestamp.wrapping_sub(packets[4].0.timestamp);
    assert!(step >= 160 * 4 && packets[5].0.marker, "60 ms between them");
}

#[test]
fn reports_leave_every_five_seconds_or_so_with_the_true_figures() {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let (mut a, mut b) = (Phone::new(A, AT_A), Phone::new(B, AT_B));
    for n in 0..1500 {
        a.speak(&mut studio, 0);
        if n == 100 {
            let sender = rtcp::Sender {
                ssrc: a.ssrc,
                ntp: 0x1234_5678_9abc_def0,
                timestamp: 0,
                packets: 0,
                octets: 0,
                hears: vec![],
            };
            let report = rtcp::write(&[rtcp::Packet::Sender(sender)]);
            studio.packet(A, Channel::Rtcp, "192.0.2.10:4001".parse().unwrap(), &report);
        }
    }
    b.speak(&mut studio, 0);
    let of = |line| studio.sent.iter().filter(move |sent| sent.line == line && sent.channel == Channel::Rtcp);
    for (line, to) in [(A, "192.0.2.10:4001"), (B, "192.0.2.20:5001")] {
        let times: Vec<Time> = of(line).map(|sent| sent.at).collect();
        assert!((4..=12).contains(&times.len()), "{}", times.len());
        assert!(times.windows(2).all(|pair| (ms(2500)..=ms(7500)).contains(&(pair[1] - pair[0]))));
        assert!(of(line).all(|sent| sent.to == to.parse().unwrap()));
    }
    let to_a = rtcp::read(&of(A).next_back().unwrap().bytes);
    let [rtcp::Packet::Receiver { hears, .. }, rtcp::Packet::Name { .. }] = &to_a.packets[..] else {
        panic!("{to_a:?}")
    };
    assert_eq!((hears[0].ssrc, hears[0].lost, hears[0].last_report, hears[0].jitter), (99, 0, 0x5678_9abc, 0));
    let last = of(B).next_back().unwrap();
    let to_b = rtcp::read(&last.bytes);
    let [rtcp::Packet::Sender(sender), rtcp::Packet::Name { cname, .. }] = &to_b.packets[..] else {
        panic!("{to_b:?}")
    };
    let heard = studio.rtp(B);
    assert_eq!((sender.ntp, sender.ssrc, cname.len()), (last.at.ntp(), heard[0].0.ssrc, 24));
    assert_eq!(sender.octets, sender.packets * 160);
    let (first, at) = (heard[0].0.timestamp, Time::from_secs(1_000_000));
    let expected = first.wrapping_add(((last.at - at).as_millis() * 8) as u32);
    assert!(sender.timestamp.wrapping_sub(expected).wrapping_add(160) <= 320, "{} {expected}", sender.timestamp);
}

#[test]
fn reports_share_the_port_of_rtp_when_the_peer_wants_so() {
    let mut shared = terms(AT_A, Codec::Pcmu, 101);
    shared.remote_rtcp = shared.remote;
    let mut studio = alone(shared);
    studio.pass(ms(10_000));
    assert!(!studio.sent.is_empty());
    assert!(studio.sent.iter().all(|sent| sent.channel == Channel::Rtp && sent.to == AT_A.parse().unwrap()));
}

#[test]
fn silence_is_told_but_not_on_hold_and_terms_start_the_watch_anew() {
    let limited = |direction| Terms { silence_limit: ms(10_000), direction, ..terms(AT_A, Codec::Pcmu, 101) };
    let mut studio = alone(limited(Direction::SendRecv));
    studio.pass(ms(9000));
    studio.shape(A, limited(Direction::SendRecv));
    studio.pass(ms(9999));
    assert_eq!(studio.events, []);
    studio.pass(ms(1));
    let silent = |what| Event::Silent { group: GROUP, line: A, what };
    assert_eq!(studio.events, [silent(Silence::FromTheStart)]);
    Phone::new(A, AT_A).speak(&mut studio, 0);
    let old_style = Terms { remote: None, ..limited(Direction::SendRecv) };
    for held in [limited(Direction::RecvOnly), limited(Direction::Inactive), old_style] {
        studio.shape(A, held);
        studio.pass(ms(600_000));
    }
    assert_eq!(studio.events.len(), 1, "a peer on hold may be silent");
    studio.shape(A, limited(Direction::SendRecv));
    studio.pass(ms(10_000));
    assert_eq!(studio.events[1..], [silent(Silence::Since)]);
}

#[test]
fn a_relay_costs_no_ticks() {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Phone::new(A, AT_A);
    let mut deadlines = std::collections::BTreeSet::new();
    for _ in 0..500 {
        a.speak(&mut studio, 0);
        deadlines.extend(studio.board.next_timeout());
    }
    assert!(deadlines.len() <= 10, "ten seconds of two lines: {}", deadlines.len());
}
