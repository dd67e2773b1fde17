//! Hostile and broken packets (threats and faults M1 to M5, M20), and rubbish of every kind.

use proptest::prelude::*;

use super::*;
use crate::audio::tone::country::COUNTRIES;
use crate::media::{ClipId, Listening, Of, Piece, PlayId, Recording, Sounding, Tone};
use crate::wire::rtcp;

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

fn plain() -> Studio {
    Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101))
}

/// Whether every packet went to the addresses of the SDP.
fn only_to_peers(studio: &Studio) -> bool {
    let peers = [AT_A, AT_B].map(|at| at.parse::<SocketAddr>().unwrap());
    studio.sent.iter().all(|sent| peers.iter().any(|peer| peer.ip() == sent.to.ip()))
}

#[test]
fn m1_a_third_address_never_redirects_sound() {
    let mut studio = plain();
    let (mut a, mut b) = (Phone::new(A, AT_A), Phone::new(B, AT_B));
    let mut third = Phone::new(A, "203.0.113.66:4000");
    for _ in 0..200 {
        assert_eq!(third.speak(&mut studio, 0), None);
        assert_eq!(a.speak(&mut studio, 0).unwrap().to, b.at);
        assert_eq!(b.speak(&mut studio, 0).unwrap().to, a.at);
    }
    assert!(only_to_peers(&studio));
    assert_eq!(studio.close(A).dropped, 200);
}

#[test]
fn m1_a_translated_peer_is_learned_from_the_signalled_host() {
    let mut studio = Studio::bridged(terms("10.0.0.5:4000", Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Phone::new(A, "192.0.2.1:61000");
    let mut b = Phone::new(B, AT_B);
    assert_eq!(b.speak(&mut studio, 0).unwrap().to, "10.0.0.5:4000".parse().unwrap());
    assert_eq!([a.speak(&mut studio, 0), a.speak(&mut studio, 0)], [None, None]);
    assert!(a.speak(&mut studio, 0).is_some());
    assert_eq!(b.speak(&mut studio, 0).unwrap().to, a.at);
}

#[test]
fn m2_a_spray_over_the_ports_is_sent_nothing() {
    let mut studio = plain();
    let mut b = Phone::new(B, AT_B);
    for port in 1..200u16 {
        let mut sprayer = Phone::new(A, &format!("203.0.113.66:{port}"));
        (sprayer.seq, sprayer.ssrc) = (port, u32::from(port));
        sprayer.speak(&mut studio, 0);
        b.speak(&mut studio, 0);
    }
    assert!(only_to_peers(&studio));
    let mut host = Phone::new(A, "192.0.2.1:9");
    for _ in 0..20 {
        host.seq = 500;
        host.speak(&mut studio, 0);
        assert_eq!(b.speak(&mut studio, 0).unwrap().to, AT_A.parse().unwrap(), "the same packet again proves nothing");
    }
}

#[test]
fn m3_wrong_payload_ssrc_and_sequence_are_dropped() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    assert_eq!(a.speak(&mut studio, 9), None, "G.722 was not agreed");
    let mut forged = a.clone();
    forged.ssrc = 5;
    assert_eq!(forged.speak(&mut studio, 0), None);
    let mut jumped = a.clone();
    jumped.seq = a.seq.wrapping_add(20_000);
    assert_eq!(jumped.speak(&mut studio, 0), None);
    assert!(a.speak(&mut studio, 0).is_some());
    let accepted: Vec<bool> = (0..4).map(|_| jumped.speak(&mut studio, 0).is_some()).collect();
    assert_eq!(accepted, [false, true, true, true], "three in order, the first before the peer's own");
    unbroken(&studio.rtp(B)[1..]);
    assert_eq!(studio.close(A).dropped, 4);
}

#[test]
fn m4_malformed_packets_are_dropped_and_counted() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    let sound = a.clone().next(0, false, &[0; 20]);
    let with = |at: usize, value: u8| {
        let mut bytes = sound.clone();
        bytes[at] = value;
        bytes
    };
    let mut padded = with(0, 0xa0);
    padded[31] = 200;
    let broken = [sound[..11].to_vec(), Vec::new(), with(0, 0x40), with(0, 0x8f), with(0, 0xa0), padded, with(0, 0x9f)];
    for bytes in &broken {
        assert_eq!(studio.packet(A, Channel::Rtp, a.at, bytes), None);
    }
    assert!(a.speak(&mut studio, 0).is_some());
    assert_eq!(studio.close(A).dropped, broken.len() as u64);
}

#[test]
fn m5_rtcp_never_ends_a_call() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    let bye = rtcp::write(&[
        rtcp::Packet::Receiver { ssrc: a.ssrc, hears: Vec::new() },
        rtcp::Packet::Bye { ssrcs: vec![a.ssrc] },
    ]);
    let bad_reason = [0x81, 203, 0, 2, 0, 0, 0, 99, 200, b'x', b'y', b'z'];
    let junk = [0x80, 207, 0, 2, 1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff];
    let at_rtcp = "192.0.2.10:4001".parse().unwrap();
    for bytes in [&bye[..], &bad_reason, &junk, &bye[..bye.len() - 3], &[]] {
        assert_eq!(studio.packet(A, Channel::Rtcp, at_rtcp, bytes), None);
        assert_eq!(studio.packet(A, Channel::Rtp, a.at, bytes), None, "on a shared port");
        assert_eq!(studio.packet(A, Channel::Rtcp, "203.0.113.66:1".parse().unwrap(), bytes), None);
    }
    assert!(a.speak(&mut studio, 0).is_some());
    assert_eq!(studio.events, []);
}

#[test]
fn m20_a_port_rests_until_it_is_quiet_and_old_sound_reaches_nobody() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    a.speak(&mut studio, 0);
    let (seat, closed) = (studio.seats[&A], studio.now);
    studio.close(A);
    studio.close(B);
    let left = studio.sent.len();
    for _ in 0..20 {
        studio.pass(ms(1000));
        assert_eq!(a.speak(&mut studio, 0), None);
    }
    let quiet = studio.now;
    studio.command(Command::Forget { group: GROUP });
    studio.pass(ms(29_900));
    assert_eq!((studio.board.resting(), studio.unbound.contains(&seat)), (1, false));
    studio.pass(ms(200));
    assert!(studio.unbound.contains(&seat) && studio.now - quiet > ms(30_000) && studio.now - closed > ms(50_000));
    assert!(studio.events.contains(&Event::Rested { local: "198.51.100.1:10000".parse().unwrap() }));
    assert_eq!((studio.sent.len(), studio.board.next_timeout()), (left, None), "nothing is left");
    assert_eq!(studio.board.late(), 20);
    assert_eq!((studio.board.lines(), studio.board.groups(), studio.board.resting()), (0, 0, 0));
}

#[test]
fn m20_a_port_that_is_never_quiet_rests_two_minutes() {
    let mut studio = plain();
    let mut a = Phone::new(A, AT_A);
    studio.close(A);
    let closed = studio.now;
    while studio.unbound.is_empty() && studio.now - closed < ms(200_000) {
        a.speak(&mut studio, 0);
        studio.pass(ms(5000));
    }
    assert!((ms(120_000)..ms(126_000)).contains(&(studio.now - closed)), "{:?}", studio.now - closed);
}

#[test]
fn a_new_line_takes_the_seat_of_a_rested_one() {
    let mut studio = plain();
    let seat = studio.seats[&A];
    studio.close(A);
    studio.pass(ms(31_000));
    studio.open(LineId(3), 10_004);
    assert_eq!(studio.seats[&LineId(3)], seat);
}

#[test]
fn commands_about_lines_that_are_gone_do_nothing() {
    let mut studio = plain();
    studio.close(A);
    let group = GROUP;
    let tone = Some(Tone::Ringback);
    let lasting = ms(100);
    for command in [
        Command::Join { group, a: A, b: B },
        Command::Sound { group, line: A, tone },
        Command::Press { group, line: A, key: '1', lasting },
        Command::Close { group, line: A },
        Command::Part { group: GroupId(9), line: A },
        Command::Forget { group: GroupId(9) },
    ] {
        studio.command(command);
    }
    assert_eq!(studio.events, []);
    studio.command(Command::Forget { group });
    assert!(matches!(studio.events[..], [Event::Closed { line: B, .. }]), "forgetting closes what was left open");
}

/// One thing that may happen to a board.
#[derive(Clone, Debug)]
enum Happening {
    Command(u8, u8),
    Packet(u8, bool, u8, u8, u16, Vec<u8>),
    Pass(u16),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        (any::<u8>(), any::<u8>()).prop_map(|(kind, seed)| Happening::Command(kind, seed)),
        (0..2u8, any::<bool>(), 0..3u8, 0..5u8, any::<u16>(), prop::collection::vec(any::<u8>(), 0..30))
            .prop_map(|(line, rtcp, from, kind, seq, bytes)| Happening::Packet(line, rtcp, from, kind, seq, bytes)),
        (0..300u16).prop_map(Happening::Pass),
    ]
}

fn any_command(kind: u8, seed: u8) -> Command {
    let (group, line) = (GROUP, if seed & 1 == 0 { A } else { B });
    let mut terms = terms(AT_A, if seed & 2 == 0 { Codec::Pcmu } else { Codec::Pcma }, 101);
    terms.direction = Direction::of(seed & 4 == 0, seed & 8 == 0);
    terms.silence_limit = ms(u64::from(seed & 16) * 200);
    let recording = crate::base::RecordingSid::mint(&mut crate::base::Rng::seeded(u64::from(seed & 2)));
    let clip = ClipId(u64::from(seed & 3));
    match kind % 16 {
        0 => Command::Shape { group, line, terms },
        1 => Command::Join { group, a: A, b: B },
        2 => Command::Part { group, line },
        3 => Command::Sound { group, line, tone: (seed & 2 == 0).then_some(Tone::RingbackOf(&COUNTRIES[0])) },
        4 => Command::Keep { group, line, keys: "*5".into() },
        5 => Command::Press { group, line, key: (b'/' + (seed >> 4)).into(), lasting: ms(u64::from(seed)) },
        7 => {
            let samples = voice::start(1, usize::from(seed) * 9).into();
            let rate = if seed & 4 == 0 { Rate::Narrow } else { Rate::Wide };
            Command::Feed { group, clip, piece: Piece { rate, samples, is_last: seed & 8 == 0 } }
        }
        8 => Command::Play {
            group,
            line,
            play: PlayId(seed.into()),
            what: Sounding::Clip(clip),
            times: (seed >> 5).into(),
        },
        9 => Command::Play { group, line, play: PlayId(seed.into()), what: Sounding::Keys("1w*".into()), times: 1 },
        10 => Command::Hush { group, line },
        11 => Command::Drop { group, clip },
        12 => {
            let to = Listening { speech: seed & 4 == 0, answerer: None };
            Command::Listen { group, line, to }
        }
        13 => {
            let of = [Of::Said(line), Of::Heard(line), Of::Both(line)][usize::from(seed) % 3];
            let silence = (seed & 16 == 0).then_some(ms(1000));
            let plan = Recording { of, is_dual: seed & 4 == 0, silence, longest: ms(3000), is_trimmed: seed & 8 == 0 };
            Command::Record { group, recording, plan }
        }
        14 => Command::StopRecording { group, recording, cut: ms(seed.into()) },
        6 if seed == 6 => Command::Close { group, line },
        _ => Command::Press { group, line, key: '#', lasting: ms(50) },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_nothing_panics_and_both_boards_agree(happenings in prop::collection::vec(happening(), 0..40)) {
        let mut studio = plain();
        for happening in happenings {
            match happening {
                Happening::Command(kind, seed) => studio.command(any_command(kind, seed)),
                Happening::Pass(span) => studio.pass(ms(u64::from(span))),
                Happening::Packet(line, rtcp, from, kind, sequence, mut bytes) => {
                    let header = Header { marker: false, payload_type: [0, 8, 101, 13, 64][usize::from(kind)], sequence: sequence % 50, timestamp: u32::from(sequence), ssrc: 3 };
                    if sequence % 7 != 0 {
                        bytes = rtp::write(&header, &bytes);
                    }
                    let line = if line == 0 { A } else { B };
                    let from = [AT_A, AT_B, "203.0.113.66:1"][usize::from(from)].parse().unwrap();
                    let channel = if rtcp { Channel::Rtcp } else { Channel::Rtp };
                    studio.packet(line, channel, from, &bytes);
                }
            }
        }
        prop_assert!(studio.sent.iter().all(|sent| !sent.to.ip().to_string().starts_with("203.")));
    }
}
