//! What is told of the sound of a line when it is closed (threats-and-faults M12).

use super::*;
use crate::media::Scale;
use crate::wire::rtcp;

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

/// What is told of a line whose peer sends 20 s of which these packets never come.
fn told(is_lost: impl Fn(u32) -> bool) -> Stats {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Phone::new(A, AT_A);
    for n in 0..1000 {
        if is_lost(n) {
            a.timestamp = a.timestamp.wrapping_add(160);
            a.next(0, false, &[]);
            studio.pass(ms(20));
        } else {
            a.speak(&mut studio, 0);
        }
    }
    studio.close(A)
}

fn mos(stats: &Stats) -> f64 {
    stats.from_peer.unwrap().mos.value()
}

#[test]
fn m12_what_is_told_of_a_line_falls_with_loss_as_computed() {
    for (percent, expected) in [(0, 4.41), (1, 4.33), (2, 4.23), (5, 3.92)] {
        let stats = told(|n| percent > 0 && n % (100 / percent) == 7);
        assert_eq!((stats.lost, mos(&stats)), (10 * u64::from(percent), expected));
        assert_eq!(stats.from_peer.unwrap().scale, Scale::Narrow);
        assert_eq!((stats.jitter, stats.round_trip, stats.to_peer), (Duration::ZERO, None, None));
    }
    let (single, fives) = (told(|n| n % 10 == 5), told(|n| n % 50 / 5 == 5));
    assert_eq!((single.lost, fives.lost), (100, 100));
    assert!(mos(&fives) < mos(&single) - 0.3, "{fives:?} {single:?}");
}

#[test]
fn m12_packets_that_come_too_late_for_the_ear_count_like_lost_ones() {
    let mut studio = Studio::with_memory().bridge(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let to = crate::media::Listening { speech: true, ..Default::default() };
    studio.command(Command::Listen { group: GROUP, line: A, to });
    let (mut a, mut held) = (Speaker::new(A, AT_A, Codec::Pcmu, 1), None);
    for n in 0..1000 {
        if n % 20 == 7 {
            a.phone.timestamp = a.phone.timestamp.wrapping_add(160);
            held = Some(a.phone.next(0, false, &[0x7e; 160]));
        } else {
            a.speak(&mut studio);
        }
        if n % 20 == 17 {
            studio.packet(A, Channel::Rtp, a.phone.at, &held.take().unwrap());
        }
        studio.pass(ms(20));
    }
    let stats = studio.close(A);
    assert_eq!((stats.received, stats.lost), (1000, 0));
    assert!(stats.late > 40 && mos(&stats) < 4.05, "{stats:?}");
}

#[test]
fn what_the_peer_reports_is_told_of_what_was_sent_to_it() {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Opus, 101));
    studio.shape(B, terms(AT_B, Codec::Pcmu, 101));
    let (mut a, mut b) = (Phone::new(A, AT_A), Phone::new(B, AT_B));
    for _ in 0..500 {
        b.timestamp = b.timestamp.wrapping_add(160);
        let bytes = b.next(0, false, &[0x7e; 160]);
        studio.packet(B, Channel::Rtp, b.at, &bytes);
        a.speak(&mut studio, 0);
    }
    let report = studio.sent.iter().rfind(|sent| sent.line == B && sent.channel == Channel::Rtcp).unwrap();
    let rtcp::Packet::Sender(sender) = &rtcp::read(&report.bytes).packets[0] else { panic!("{report:?}") };
    let (last_report, ssrc, since) = ((sender.ntp >> 16) as u32, sender.ssrc, studio.now - report.at);
    let last = studio.rtp(B).last().unwrap().0.sequence;
    studio.pass(ms(1000));
    let delay = ((since + ms(920)).as_micros() * 65_536 / 1_000_000) as u32;
    let heard =
        rtcp::Hearing { ssrc, lost: 25, highest: last.into(), jitter: 40, last_report, delay, fraction_lost: 13 };
    let other = rtcp::Hearing { ssrc: ssrc.wrapping_add(1), lost: 400, ..heard };
    let bytes = rtcp::write(&[rtcp::Packet::Receiver { ssrc: b.ssrc, hears: vec![other, heard] }]);
    studio.packet(B, Channel::Rtcp, "192.0.2.20:5001".parse().unwrap(), &bytes);
    let stats = studio.close(B);
    assert_eq!((stats.to_peer.unwrap().mos.value(), mos(&stats)), (3.92, 4.41));
    assert!(stats.round_trip.unwrap().as_millis().abs_diff(80) <= 1, "{stats:?}");
}

/// What is told of B, which says to have missed `lost` of what A has sent without these packets.
fn told_of_a_relay(is_lost: impl Fn(u32) -> bool, lost: u32) -> Stats {
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let (mut a, mut b) = (Phone::new(A, AT_A), Phone::new(B, AT_B));
    for n in 0..500 {
        b.speak(&mut studio, 0);
        if is_lost(n) {
            a.timestamp = a.timestamp.wrapping_add(160);
            a.next(0, false, &[]);
        } else {
            let bytes = a.next(0, false, &[0x7e; 160]);
            a.timestamp = a.timestamp.wrapping_add(160);
            studio.packet(A, Channel::Rtp, a.at, &bytes);
        }
    }
    let (first, last) = (studio.rtp(B)[0].0, studio.rtp(B).last().unwrap().0);
    let highest = u32::from(first.sequence) + u32::from(last.sequence.wrapping_sub(first.sequence));
    let heard = rtcp::Hearing { ssrc: first.ssrc, lost, highest, ..Default::default() };
    let bytes = rtcp::write(&[rtcp::Packet::Receiver { ssrc: b.ssrc, hears: vec![heard] }]);
    studio.packet(B, Channel::Rtcp, "192.0.2.20:5001".parse().unwrap(), &bytes);
    studio.close(B)
}

#[test]
fn m12_what_one_side_loses_before_us_is_no_loss_on_the_way_to_the_other() {
    let to_peer = |stats: Stats| stats.to_peer.unwrap().mos.value();
    assert_eq!(to_peer(told_of_a_relay(|n| n % 10 == 5, 50)), 4.41, "all that it misses is what A has lost");
    assert_eq!(to_peer(told_of_a_relay(|n| n % 10 == 5, 75)), 3.92, "5 % more");
    assert_eq!(to_peer(told_of_a_relay(|_| false, 25)), 3.92, "nothing of A was lost");
}
