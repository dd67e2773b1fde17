//! Encrypted lines: what is forged, replayed or under another key, roll-over, and bridges that seal anew (M6, M7, M1).

use super::*;
use crate::media::offer::Keys;
use crate::wire::srtp::{Cipher, MasterKey, SUITES, Suite};

const AT_A: &str = "192.0.2.1:4000";
const AT_B: &str = "192.0.2.2:4000";

fn key(suite: Suite, seed: u8) -> MasterKey {
    let length = suite.entry().key_len + suite.entry().salt_len;
    MasterKey::new(suite, vec![seed; length]).unwrap()
}

/// Terms of a phone that seals with `theirs` and is sent to with `ours`.
fn sealed(remote: &str, suite: Suite, ours: u8, theirs: u8) -> Terms {
    let keys = Keys { send: key(suite, ours), receive: key(suite, theirs) };
    Terms { keys: Some(keys), ..terms(remote, Codec::Pcmu, 101) }
}

/// A phone that seals what it sends.
struct Sealer {
    phone: Phone,
    cipher: Cipher,
    index: u64,
}

impl Sealer {
    fn new(line: LineId, at: &str, suite: Suite, seed: u8, index: u64) -> Self {
        let mut phone = Phone::new(line, at);
        phone.seq = (index as u16).wrapping_sub(1);
        Self { phone, cipher: Cipher::new(key(suite, seed)), index }
    }

    fn next(&mut self) -> Vec<u8> {
        self.phone.timestamp = self.phone.timestamp.wrapping_add(160);
        let mut packet = self.phone.next(0, false, &[0x7e; 160]);
        self.cipher.seal_rtp(&mut packet, self.index).unwrap();
        self.index += 1;
        packet
    }

    fn speak(&mut self, studio: &mut Studio) -> Option<Sent> {
        let packet = self.next();
        let sent = studio.packet(self.phone.line, Channel::Rtp, self.phone.at, &packet);
        studio.pass(Duration::from_millis(20));
        sent
    }
}

#[test]
fn a_bridge_between_every_suite_and_plain_rtp_seals_anew() {
    for entry in SUITES {
        let mut studio = Studio::bridged(sealed(AT_A, entry.suite, 1, 2), terms(AT_B, Codec::Pcmu, 101));
        let mut a = Sealer::new(A, AT_A, entry.suite, 2, 65_000);
        let mut b = Phone::new(B, AT_B);
        let mut opener = Cipher::new(key(entry.suite, 1));
        let mut index = 0;
        for _ in 0..600 {
            let plain = a.speak(&mut studio).unwrap();
            assert_eq!((plain.to, read(&plain.bytes).1), (AT_B.parse().unwrap(), vec![0x7e; 160]));
            let mut secret = b.speak(&mut studio, 0).unwrap();
            assert_eq!(secret.bytes.len(), 172 + entry.tag_len);
            let (_, sequence) = rtp::sender(&secret.bytes).unwrap();
            assert_ne!(&secret.bytes[12..172], [0x7e; 160]);
            index = (index & !0xffff) + u64::from(sequence);
            opener.open_rtp(&mut secret.bytes, index).unwrap();
            assert_eq!(read(&secret.bytes).1, vec![0x7e; 160]);
        }
        assert_eq!((studio.close(A).dropped, studio.close(B).dropped), (0, 0), "{}", entry.name);
    }
}

#[test]
fn m6_bad_tags_replays_and_wrong_keys_are_dropped_and_the_call_stays() {
    for entry in SUITES {
        let suite = entry.suite;
        let mut studio = Studio::bridged(sealed(AT_A, suite, 1, 2), sealed(AT_B, suite, 3, 4));
        let mut a = Sealer::new(A, AT_A, suite, 2, 100);
        for _ in 0..5 {
            assert!(a.speak(&mut studio).is_some());
        }
        let at = a.phone.at;
        let genuine = a.next();
        let mut bent = genuine.clone();
        *bent.last_mut().unwrap() ^= 1;
        assert_eq!(studio.packet(A, Channel::Rtp, at, &bent), None, "a bad tag");
        assert!(studio.packet(A, Channel::Rtp, at, &genuine).is_some());
        assert_eq!(studio.packet(A, Channel::Rtp, at, &genuine), None, "a replay");
        let mut other = Sealer::new(A, AT_A, suite, 9, a.index);
        assert!((0..5).all(|_| other.speak(&mut studio).is_none()), "another key");
        let plain = Phone::new(A, AT_A).next(0, false, &[0x7e; 160]);
        assert_eq!(studio.packet(A, Channel::Rtp, at, &plain), None, "no key");
        assert!(a.speak(&mut studio).is_some());
        assert_eq!((studio.close(A).dropped, studio.events.len()), (8, 0), "{}", entry.name);
    }
}

#[test]
fn m6_the_edge_of_a_roll_over_in_and_out_of_order() {
    let mut studio = Studio::bridged(sealed(AT_A, Suite::Cm80, 1, 2), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Sealer::new(A, AT_A, Suite::Cm80, 2, 65_500);
    let at = a.phone.at;
    let packets: Vec<Vec<u8>> = std::iter::repeat_with(|| a.next()).take(80).collect();
    let mut order: Vec<usize> = (0..80).collect();
    order.chunks_mut(2).for_each(|pair| pair.reverse());
    order.swap(0, 1);
    let passed = order.iter().filter(|packet| studio.packet(A, Channel::Rtp, at, &packets[**packet]).is_some()).count();
    assert_eq!(passed, 80);
    assert!(packets.iter().all(|packet| studio.packet(A, Channel::Rtp, at, packet).is_none()), "all are replays");
    // Much later, after 2^16 more.
    a.index += 65_000;
    a.phone.seq = a.phone.seq.wrapping_add(65_000);
    assert_eq!(a.speak(&mut studio), None, "65000 missing packets cannot be told from 536 late ones");
}

#[test]
fn m6_half_a_minute_of_nothing_but_bad_packets_is_told_once() {
    let mut studio = Studio::bridged(sealed(AT_A, Suite::Gcm128, 1, 2), terms(AT_B, Codec::Pcmu, 101));
    let mut bad = Sealer::new(A, AT_A, Suite::Gcm128, 9, 0);
    for _ in 0..1490 {
        bad.speak(&mut studio);
    }
    assert_eq!(studio.events, []);
    for _ in 0..1000 {
        bad.speak(&mut studio);
    }
    assert_eq!(studio.events, [Event::SrtpFailed { group: GROUP, line: A }]);
    let mut good = Sealer::new(A, AT_A, Suite::Gcm128, 2, 0);
    assert!(good.speak(&mut studio).is_some(), "the call stays");
    for _ in 0..1600 {
        bad.speak(&mut studio);
    }
    assert_eq!(studio.events.len(), 2, "it began again");
    // One good packet among them is a peer that is there.
    for round in 0..3000 {
        bad.speak(&mut studio);
        if round % 1000 == 0 {
            good.speak(&mut studio);
        }
    }
    assert_eq!(studio.events.len(), 2);
}

#[test]
fn m1_a_packet_that_does_not_authenticate_teaches_no_address() {
    let mut studio = Studio::bridged(sealed(AT_A, Suite::Cm80, 1, 2), terms(AT_B, Codec::Pcmu, 101));
    let mut b = Phone::new(B, AT_B);
    // From the host that signals, in order, before the peer: without keys it would be learned.
    let mut thief = Sealer::new(A, "192.0.2.1:6666", Suite::Cm80, 9, 0);
    for _ in 0..10 {
        assert_eq!(thief.speak(&mut studio), None);
    }
    assert_eq!(b.speak(&mut studio, 0).unwrap().to, AT_A.parse().unwrap());
    // A phone behind a translator of addresses is learned by what it has sealed, recorded packets of it teach nothing.
    let mut moved = Sealer::new(A, "192.0.2.1:5555", Suite::Cm80, 2, 0);
    for _ in 0..5 {
        moved.speak(&mut studio);
    }
    assert_eq!(b.speak(&mut studio, 0).unwrap().to, "192.0.2.1:5555".parse().unwrap());
    let recorded = moved.next();
    studio.packet(A, Channel::Rtp, moved.phone.at, &recorded);
    for _ in 0..5 {
        studio.packet(A, Channel::Rtp, AT_A.parse().unwrap(), &recorded);
    }
    assert_eq!(b.speak(&mut studio, 0).unwrap().to, "192.0.2.1:5555".parse().unwrap());
}

#[test]
fn m7_roll_overs_go_with_a_peer_to_another_line() {
    let (suite, other) = (Suite::Cm80, LineId(3));
    let mut studio = Studio::bridged(sealed(AT_A, suite, 1, 2), terms(AT_B, Codec::Pcmu, 101));
    studio.open(other, 10_004);
    studio.shape(other, terms("192.0.2.3:4000", Codec::Pcmu, 101));
    let mut a = Sealer::new(A, AT_A, suite, 2, 65_530);
    let mut b = Phone::new(B, AT_B);
    let mut opener = Cipher::new(key(suite, 1));
    let mut hears = |studio: &mut Studio, b: &mut Phone, index: u64| {
        let mut packet = b.speak(studio, 0).unwrap().bytes;
        opener.open_rtp(&mut packet, index).is_ok()
    };
    let first = (0..20).map(|_| a.speak(&mut studio)).filter(Option::is_some).count();
    assert_eq!(first, 20, "over the edge of 2^16");
    let sequence = |sent: &Sent| u64::from(rtp::sender(&sent.bytes).unwrap().1);
    let before = b.speak(&mut studio, 0).unwrap();
    // A goes to the other line, which is joined to B then.
    studio.command(Command::Exchange { group: GROUP, line: other, with: A });
    studio.command(Command::Join { group: GROUP, a: other, b: B });
    assert!(a.speak(&mut studio).is_some_and(|sent| sent.line == B), "its roll-over is known");
    assert!(hears(&mut studio, &mut b, sequence(&before) + 1), "ours goes on, too");
}

#[test]
fn m7_the_same_key_agreed_again_goes_on_where_it_was() {
    let mut studio = Studio::bridged(sealed(AT_A, Suite::Cm80, 1, 2), terms(AT_B, Codec::Pcmu, 101));
    let mut a = Sealer::new(A, AT_A, Suite::Cm80, 2, 65_530);
    let before: Vec<Vec<u8>> = (0..20).map(|_| a.next()).collect();
    let at = a.phone.at;
    assert!(before.iter().all(|packet| studio.packet(A, Channel::Rtp, at, packet).is_some()));
    studio.shape(A, sealed(AT_A, Suite::Cm80, 1, 2));
    assert!(a.speak(&mut studio).is_some(), "the roll-over is kept");
    assert!(
        before.iter().all(|packet| studio.packet(A, Channel::Rtp, at, packet).is_none()),
        "and so is what was seen"
    );
}

#[test]
fn m7_a_key_changed_by_agreement_leaves_no_deaf_direction() {
    for counts_on in [false, true] {
        let mut studio = Studio::bridged(sealed(AT_A, Suite::Cm80, 1, 2), terms(AT_B, Codec::Pcmu, 101));
        let mut old = Sealer::new(A, AT_A, Suite::Cm80, 2, 65_530);
        (0..20).for_each(|_| assert!(old.speak(&mut studio).is_some()));
        studio.shape(A, sealed(AT_A, Suite::Cm80, 1, 5));
        assert!(old.speak(&mut studio).is_some(), "what is on its way under the old key is heard");
        let index = if counts_on { old.index } else { old.index & 0xffff };
        let mut new = Sealer::new(A, AT_A, Suite::Cm80, 5, index);
        (0..5).for_each(|_| assert!(new.speak(&mut studio).is_some(), "counting on: {counts_on}"));
        assert_eq!(old.speak(&mut studio), None, "the old key is over");
    }
}

#[test]
fn no_number_is_sealed_twice() {
    let mut studio = Studio::bridged(sealed(AT_A, Suite::Gcm128, 1, 2), terms(AT_B, Codec::Pcmu, 101));
    let mut b = Phone::new(B, AT_B);
    (0..3).for_each(|_| assert!(b.speak(&mut studio, 0).is_some()));
    let again = rtp::write(
        &Header { marker: false, payload_type: 0, sequence: b.seq, timestamp: b.timestamp, ssrc: b.ssrc },
        &[1; 160],
    );
    assert_eq!(studio.packet(B, Channel::Rtp, b.at, &again), None, "another payload under the same number");
    // Plain RTP in between does not make numbers new.
    studio.shape(A, terms(AT_A, Codec::Pcmu, 101));
    assert!(b.speak(&mut studio, 0).is_some());
    studio.shape(A, sealed(AT_A, Suite::Gcm128, 1, 2));
    let again = Phone { seq: b.seq.wrapping_sub(1), ..b.clone() }.next(0, false, &[1; 160]);
    assert_eq!(studio.packet(B, Channel::Rtp, b.at, &again), None);
}

#[test]
fn reports_are_sealed_and_forged_ones_dropped() {
    for entry in SUITES {
        let mut studio = Studio::bridged(sealed(AT_A, entry.suite, 1, 2), terms(AT_B, Codec::Pcmu, 101));
        let mut a = Sealer::new(A, AT_A, entry.suite, 2, 1);
        (0..600).for_each(|_| assert!(a.speak(&mut studio).is_some()));
        let mut opener = Cipher::new(key(entry.suite, 1));
        let reports: Vec<_> =
            studio.sent.iter().filter(|sent| (sent.line, sent.channel) == (A, Channel::Rtcp)).collect();
        assert!(reports.len() >= 2);
        for (report, index) in reports.into_iter().zip(1..) {
            let mut bytes = report.bytes.clone();
            assert_eq!(opener.rtcp_index(&bytes), Some(index));
            opener.open_rtcp(&mut bytes).unwrap();
            assert!(!crate::wire::rtcp::read(&bytes).packets.is_empty());
        }
        let mut report = vec![0x80, 201, 0, 1, 0, 0, 0, 99];
        let at = SocketAddr::new(a.phone.at.ip(), 4001);
        studio.packet(A, Channel::Rtcp, at, &report);
        a.cipher.seal_rtcp(&mut report, 1).unwrap();
        studio.packet(A, Channel::Rtcp, at, &report);
        studio.packet(A, Channel::Rtcp, at, &report);
        assert_eq!(studio.close(A).dropped, 2, "{}: one in the clear, one twice", entry.name);
    }
}
