//! Whom a line listens to, and where it therefore sends: symmetric RTP (RFC 4961), learned under rules M1 to M3.
//!
//! The address named in SDP is believed at its first packet. Any other has to show three packets in order, is learned
//! only early in the call unless signalling comes from the same host, and never takes the place of one that stands
//! higher. Where offer and answer agree again the port of a host that is known may be another one, until somebody is
//! heard. So a spray of single packets over the port range learns nothing and is sent nothing.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;

/// For this long after the terms are agreed, hosts that signalling never named may be learned (M1).
const WINDOW: Duration = Duration::from_secs(3);
/// For this long after the peer has moved, packets of its old address are stragglers and prove nothing.
const STRAGGLERS: Duration = Duration::from_secs(1);
/// Who is not heard at its old place for so long has left it: ten packets.
const GONE: Duration = Duration::from_millis(200);
/// So many packets in order make a new SSRC or an unannounced address credible (M3; RFC 3550 §6.2.1 asks for two).
const IN_ORDER: u8 = 3;

/// The peer's sending side as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    signalled_from: Option<IpAddr>,
    named: Option<SocketAddr>,
    state: State,
    candidate: Option<Candidate>,
    /// Offer and answer have just agreed again: the next SSRC of the known address needs no proof.
    announced: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Nobody is learned yet; strangers may be until then.
    Waiting { until: Time },
    /// The peer was named elsewhere; the old address is still heard, no longer sent to.
    Moving { former: Known, since: Time },
    /// Learned; one that stands higher may still replace it until then.
    Learned { known: Known, until: Time },
    /// Offer and answer have agreed again, behind a hold perhaps, and a translator of addresses may have forgotten the
    /// peer: it is sent to where it was, and whoever is heard first is it, there or at another port. What was on its way
    /// from where it was, and when it was last `heard` there, decides nothing yet.
    Resumed { former: Known, since: Time, heard: Option<Time> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    from: SocketAddr,
    ssrc: u32,
    standing: Standing,
}

/// Whom we would rather believe; later is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Standing {
    /// A host that signalling never mentioned: a phone behind a proxy and a translator of addresses, or an attacker.
    Stranger,
    /// The host that signals, or the host of the SDP with another port.
    Host,
    /// Exactly the address of the SDP.
    Named,
}

/// Someone on the way to being believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Candidate {
    known: Known,
    next: u16,
    seen: u8,
}

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It continues the stream we know.
    Known,
    /// It begins a stream: first packet, new SSRC, or a jump that has proved itself.
    Begins,
    /// Drop and count it.
    Refused,
}

impl Source {
    pub(super) fn new(now: Time, signalled_from: Option<IpAddr>) -> Self {
        let state = State::Waiting { until: now };
        Self { signalled_from, named: None, state, candidate: None, announced: false }
    }

    /// Terms were agreed: `named` is where the peer wants its media, `None` while it holds in the old style. `is_again`
    /// when others were before it and the peer may send now.
    pub(super) fn shape(&mut self, now: Time, named: Option<SocketAddr>, is_again: bool) {
        let moved = named.is_some() && named != self.named;
        self.named = named.or(self.named);
        self.announced = true;
        self.candidate = None;
        self.state = match self.state {
            State::Waiting { .. } => State::Waiting { until: now + WINDOW },
            State::Learned { known: former, .. } | State::Resumed { former, .. }
                if moved && Some(former.from) != named =>
            {
                State::Moving { former, since: now }
            }
            State::Learned { known, until } => {
                let known = Known { standing: self.standing(known.from), ..known };
                match is_again {
                    true => State::Resumed { former: known, since: now, heard: None },
                    false => State::Learned { known, until },
                }
            }
            State::Resumed { former, .. } => {
                let former = Known { standing: self.standing(former.from), ..former };
                State::Resumed { former, since: now, heard: None }
            }
            State::Moving { former, .. } => State::Moving { former, since: now },
        };
    }

    /// Judges one well-formed packet of a format that was agreed; `fits` tells whether its sequence number follows.
    pub(super) fn admit(&mut self, now: Time, from: SocketAddr, ssrc: u32, seq: u16, fits: bool) -> Admission {
        match self.state {
            State::Learned { known, .. } if fits && known.from == from && known.ssrc == ssrc => Admission::Known,
            State::Moving { former, since } if fits && former.from == from && former.ssrc == ssrc => {
                self.still_there(now, former, since);
                Admission::Known
            }
            State::Resumed { former, since, .. } if fits && former.from == from && former.ssrc == ssrc => {
                self.state = match now > since + STRAGGLERS {
                    true => State::Learned { known: former, until: since + WINDOW },
                    false => State::Resumed { former, since, heard: Some(now) },
                };
                Admission::Known
            }
            _ => self.consider(now, from, ssrc, seq),
        }
    }

    /// Where to send. A stranger is sent to only when the address of the SDP cannot be reached from here at all.
    pub(super) fn target(&self) -> Option<SocketAddr> {
        match self.state {
            State::Learned { known, .. } | State::Resumed { former: known, .. }
                if known.standing > Standing::Stranger || self.named.is_none_or(|named| is_private(named.ip())) =>
            {
                Some(known.from)
            }
            _ => self.named,
        }
    }

    /// The address that packets are accepted from.
    pub(super) fn heard_from(&self) -> Option<SocketAddr> {
        self.known().map(|known| known.from)
    }

    /// The SSRC that packets are accepted from.
    pub(super) fn ssrc(&self) -> Option<u32> {
        self.known().map(|known| known.ssrc)
    }

    /// A peer that named another address yet keeps sending from the old one has not moved: its translator of addresses
    /// kept the binding.
    fn still_there(&mut self, now: Time, former: Known, since: Time) {
        let standing = self.standing(former.from);
        if now > since + STRAGGLERS && standing > Standing::Stranger {
            self.state = State::Learned { known: Known { standing, ..former }, until: since + WINDOW };
        }
    }

    #[cold]
    fn consider(&mut self, now: Time, from: SocketAddr, ssrc: u32, seq: u16) -> Admission {
        let known = Known { from, ssrc, standing: self.standing(from) };
        if !self.may_be_learned(now, known) {
            return Admission::Refused;
        }
        if !self.needs_no_proof(known) && !self.proves(known, seq) {
            return Admission::Refused;
        }
        self.learn(now, known);
        Admission::Begins
    }

    fn may_be_learned(&self, now: Time, new: Known) -> bool {
        match self.state {
            State::Waiting { until } => new.standing > Standing::Stranger || now < until,
            State::Moving { former, since } if former.from == new.from => {
                now > since + STRAGGLERS && new.standing > Standing::Stranger
            }
            State::Moving { since, .. } => new.standing > Standing::Stranger || now < since + WINDOW,
            State::Resumed { former, .. } if former.from == new.from => true,
            State::Resumed { heard: Some(heard), .. } if now < heard + GONE => false,
            State::Resumed { former, since, .. } => {
                let same_host = former.from.ip() == new.from.ip();
                new.standing > Standing::Stranger || (same_host && now < since + WINDOW)
            }
            State::Learned { known, .. } if known.from == new.from => true,
            State::Learned { known, until } => {
                new.standing > known.standing && (now < until || known.standing == Standing::Stranger)
            }
        }
    }

    /// The address of the SDP at its first packet, or the known address right after offer and answer.
    fn needs_no_proof(&self, new: Known) -> bool {
        match self.state {
            State::Learned { known, .. } | State::Resumed { former: known, .. } if known.from == new.from => {
                self.announced && known.ssrc != new.ssrc
            }
            _ => new.standing == Standing::Named,
        }
    }

    /// Counts packets in order; whoever stands lower cannot push a candidate out.
    fn proves(&mut self, known: Known, seq: u16) -> bool {
        let seen = match self.candidate {
            Some(other) if other.known == known && other.next == seq => other.seen + 1,
            Some(other) if other.known.standing > known.standing => return false,
            _ => 1,
        };
        self.candidate = Some(Candidate { known, next: seq.wrapping_add(1), seen });
        seen >= IN_ORDER
    }

    fn learn(&mut self, now: Time, known: Known) {
        let until = match self.state {
            State::Waiting { until } | State::Learned { until, .. } => until,
            State::Moving { since, .. } | State::Resumed { since, .. } => since + WINDOW,
        };
        self.state = State::Learned { known, until: until.max(now) };
        self.candidate = None;
        self.announced = false;
    }

    fn standing(&self, from: SocketAddr) -> Standing {
        let host = Some(from.ip());
        match self.named {
            Some(named) if named == from => Standing::Named,
            named if named.map(|named| named.ip()) == host || self.signalled_from == host => Standing::Host,
            _ => Standing::Stranger,
        }
    }

    fn known(&self) -> Option<&Known> {
        match &self.state {
            State::Waiting { .. } => None,
            State::Moving { former: known, .. }
            | State::Learned { known, .. }
            | State::Resumed { former: known, .. } => Some(known),
        }
    }
}

/// An address behind a translator (RFC 1918, RFC 6598, RFC 4193, link-local): nothing we send there would arrive.
fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            ip.is_private() || ip.is_link_local() || ip.is_unspecified() || (a == 100 && b & 0xC0 == 64)
        }
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified(),
    }
}

#[cfg(test)]
mod tests {
    use super::Admission::*;
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn ms(ms: i64) -> Time {
        Time::from_micros(ms * 1000)
    }

    /// Signalling from 192.0.2.1, SDP naming 192.0.2.9:4000, agreed at 0.
    fn source() -> Source {
        let mut source = Source::new(ms(0), Some("192.0.2.1".parse().unwrap()));
        source.shape(ms(0), Some(at("192.0.2.9:4000")), false);
        source
    }

    fn run(source: &mut Source, now: Time, from: &str, ssrc: u32, seqs: &[u16]) -> Vec<Admission> {
        seqs.iter().map(|seq| source.admit(now, at(from), ssrc, *seq, true)).collect()
    }

    #[test]
    fn the_named_address_is_believed_at_once() {
        let mut source = source();
        assert_eq!(source.target(), Some(at("192.0.2.9:4000")));
        assert_eq!(run(&mut source, ms(9000), "192.0.2.9:4000", 1, &[7, 8]), [Begins, Known]);
        assert_eq!(source.target(), Some(at("192.0.2.9:4000")));
    }

    #[test]
    fn m1_a_stranger_is_learned_early_only_and_never_redirects_afterwards() {
        let mut source = Source::new(ms(0), Some("192.0.2.1".parse().unwrap()));
        source.shape(ms(0), Some(at("10.0.0.9:4000")), false);
        assert_eq!(run(&mut source.clone(), ms(3000), "203.0.113.5:9", 1, &[1, 2, 3, 4]), [Refused; 4]);
        assert_eq!(run(&mut source, ms(2999), "203.0.113.5:9", 1, &[1, 2, 3, 4]), [Refused, Refused, Begins, Known]);
        assert_eq!(source.target(), Some(at("203.0.113.5:9")), "the SDP named an address we cannot reach");
        assert_eq!(run(&mut source, ms(2999), "203.0.113.6:9", 1, &[1, 2, 3, 4]), [Refused; 4]);
        assert_eq!(source.target(), Some(at("203.0.113.5:9")));
    }

    #[test]
    fn m1_the_signalled_host_goes_first() {
        let mut source = source();
        assert_eq!(run(&mut source, ms(10), "203.0.113.5:9", 1, &[1, 2, 3]), [Refused, Refused, Begins]);
        assert_eq!(source.target(), Some(at("192.0.2.9:4000")), "a stranger is heard, not sent to");
        assert_eq!(run(&mut source, ms(20), "192.0.2.1:6000", 2, &[1, 2, 3]), [Refused, Refused, Begins]);
        assert_eq!(source.target(), Some(at("192.0.2.1:6000")));
        assert_eq!(run(&mut source, ms(30), "203.0.113.5:9", 1, &[4, 5, 6, 7]), [Refused; 4]);
        assert_eq!(run(&mut source, ms(40), "192.0.2.9:4000", 3, &[1, 2]), [Begins, Known]);
        assert_eq!(run(&mut source, ms(50), "192.0.2.1:6000", 2, &[4, 5, 6, 7]), [Refused; 4]);
        assert_eq!(source.target(), Some(at("192.0.2.9:4000")));
    }

    #[test]
    fn m1_the_signalled_host_may_come_late() {
        let mut source = source();
        assert_eq!(run(&mut source, ms(60_000), "192.0.2.1:6000", 2, &[1, 2, 3]), [Refused, Refused, Begins]);
        assert_eq!(run(&mut source, ms(63_001), "192.0.2.9:4000", 3, &[1]), [Refused], "learned, and the time is over");
    }

    #[test]
    fn m2_a_spray_of_single_packets_learns_nothing() {
        let mut source = source();
        for seq in [5, 5, 5, 9, 1, 70] {
            assert_eq!(run(&mut source, ms(100), "192.0.2.1:7777", 5, &[seq]), [Refused]);
        }
        assert_eq!((source.target(), source.heard_from()), (Some(at("192.0.2.9:4000")), None));
    }

    #[test]
    fn m2_a_spray_does_not_keep_the_peer_from_being_learned() {
        let mut source = source();
        for (seq, admission) in [(1, Refused), (2, Refused), (3, Begins)] {
            assert_eq!(run(&mut source, ms(100), "192.0.2.1:6000", 5, &[seq]), [admission]);
            assert_eq!(run(&mut source, ms(100), "203.0.113.5:9", 6, &[seq]), [Refused]);
        }
    }

    #[test]
    fn m3_a_new_ssrc_needs_three_in_order_or_a_new_offer() {
        let mut source = source();
        let peer = "192.0.2.9:4000";
        assert_eq!(run(&mut source, ms(0), peer, 1, &[1, 2]), [Begins, Known]);
        assert_eq!(run(&mut source, ms(0), peer, 2, &[50, 52, 53, 54]), [Refused, Refused, Refused, Begins]);
        assert_eq!(run(&mut source, ms(0), peer, 3, &[9, 10]), [Refused, Refused]);
        source.shape(ms(1), Some(at(peer)), false);
        assert_eq!(run(&mut source, ms(2), peer, 3, &[11, 12]), [Begins, Known]);
        assert_eq!(run(&mut source, ms(3), peer, 4, &[1]), [Refused], "one offer announces one stream");
    }

    #[test]
    fn m3_a_jump_in_sequence_needs_three_in_order() {
        let mut source = source();
        assert_eq!(run(&mut source, ms(0), "192.0.2.9:4000", 1, &[1]), [Begins]);
        let jumps: Vec<_> =
            [9000, 9001, 9002].map(|seq| source.admit(ms(0), at("192.0.2.9:4000"), 1, seq, false)).into();
        assert_eq!(jumps, [Refused, Refused, Begins]);
    }

    #[test]
    fn a_peer_that_moves_is_sent_to_at_its_new_place_while_stragglers_are_heard() {
        let mut source = source();
        run(&mut source, ms(0), "192.0.2.9:4000", 1, &[1]);
        source.shape(ms(100), Some(at("192.0.2.9:5000")), false);
        assert_eq!(run(&mut source, ms(120), "192.0.2.9:4000", 1, &[2, 3, 4]), [Known; 3]);
        assert_eq!(source.target(), Some(at("192.0.2.9:5000")));
        assert_eq!(run(&mut source, ms(140), "192.0.2.9:5000", 2, &[1]), [Begins]);
        assert_eq!(run(&mut source, ms(160), "192.0.2.9:4000", 1, &[5]), [Refused]);
    }

    #[test]
    fn a_translated_peer_that_keeps_its_binding_is_found_again() {
        let mut source = source();
        run(&mut source, ms(0), "192.0.2.1:6000", 1, &[1, 2, 3]);
        source.shape(ms(100), Some(at("192.0.2.9:5000")), false);
        assert_eq!(run(&mut source, ms(1200), "192.0.2.1:6000", 1, &[4]), [Known]);
        assert_eq!(source.target(), Some(at("192.0.2.1:6000")));
    }

    #[test]
    fn hold_in_the_old_style_forgets_nothing() {
        let mut source = source();
        run(&mut source, ms(0), "192.0.2.1:6000", 1, &[1, 2, 3]);
        source.shape(ms(100), None, false);
        source.shape(ms(9000), Some(at("192.0.2.9:4000")), true);
        assert_eq!(run(&mut source, ms(9001), "192.0.2.1:6000", 1, &[4]), [Known]);
        assert_eq!(source.target(), Some(at("192.0.2.1:6000")));
    }

    /// Signalling from 192.0.2.1, SDP naming 10.0.0.9:4000; `from` has been learned, then there was a hold for a minute.
    fn resumed(from: &str) -> Source {
        let mut source = Source::new(ms(0), Some("192.0.2.1".parse().unwrap()));
        source.shape(ms(0), Some(at("10.0.0.9:4000")), false);
        assert_eq!(run(&mut source, ms(10), from, 1, &[1, 2, 3]).last(), Some(&Begins));
        source.shape(ms(100), Some(at("10.0.0.9:4000")), false);
        source.shape(ms(60_000), Some(at("10.0.0.9:4000")), true);
        assert_eq!(source.target(), Some(at(from)), "until somebody else is heard");
        source
    }

    #[test]
    fn m1_after_a_hold_the_port_of_the_signalled_host_may_be_another() {
        let mut source = resumed("192.0.2.1:6000");
        assert_eq!(run(&mut source, ms(80_000), "192.0.2.1:6001", 1, &[4, 5, 6, 7]), [Refused, Refused, Begins, Known]);
        assert_eq!(source.target(), Some(at("192.0.2.1:6001")));
        assert_eq!(run(&mut source, ms(80_100), "192.0.2.1:6000", 1, &[8, 9, 10, 11]), [Refused; 4]);
        assert_eq!(run(&mut source, ms(80_100), "192.0.2.1:6002", 1, &[8, 9, 10, 11]), [Refused; 4], "once for a hold");
    }

    #[test]
    fn m1_after_a_hold_whoever_goes_on_from_the_old_place_keeps_it() {
        let mut source = resumed("192.0.2.1:6000");
        assert_eq!(run(&mut source, ms(60_020), "192.0.2.1:6001", 9, &[70, 71]), [Refused; 2]);
        assert_eq!(run(&mut source, ms(60_030), "192.0.2.1:6000", 1, &[4]), [Known]);
        assert_eq!(run(&mut source, ms(60_040), "192.0.2.1:6001", 9, &[72, 73, 74]), [Refused; 3]);
        let mut anew = resumed("192.0.2.1:6000");
        assert_eq!(run(&mut anew, ms(60_030), "192.0.2.1:6000", 2, &[900, 901]), [Begins, Known], "announced");
        assert_eq!(run(&mut anew, ms(60_040), "192.0.2.1:6001", 9, &[72, 73, 74]), [Refused; 3]);
        assert_eq!((source.target(), anew.target()), (Some(at("192.0.2.1:6000")), Some(at("192.0.2.1:6000"))));
    }

    #[test]
    fn m1_packets_on_their_way_from_the_old_port_do_not_bind_whoever_has_another_one() {
        let mut source = resumed("192.0.2.1:6000");
        assert_eq!(run(&mut source, ms(60_030), "192.0.2.1:6000", 1, &[4, 5]), [Known; 2]);
        assert_eq!(run(&mut source, ms(60_229), "192.0.2.1:6001", 1, &[6, 7, 8]), [Refused; 3]);
        assert_eq!(run(&mut source, ms(60_230), "192.0.2.1:6001", 1, &[9, 10, 11]), [Refused, Refused, Begins]);
        assert_eq!(source.target(), Some(at("192.0.2.1:6001")));
        let mut stays = resumed("192.0.2.1:6000");
        assert_eq!(run(&mut stays, ms(61_001), "192.0.2.1:6000", 1, &[4]), [Known]);
        assert_eq!(run(&mut stays, ms(62_000), "192.0.2.1:6001", 9, &[1, 2, 3]), [Refused; 3], "it was still there");
    }

    #[test]
    fn m1_after_a_hold_no_other_host_is_learned() {
        for known in ["192.0.2.1:6000", "203.0.113.5:9"] {
            let mut source = resumed(known);
            assert_eq!(run(&mut source, ms(60_001), "203.0.113.6:9", 5, &[1, 2, 3, 4]), [Refused; 4]);
            assert_eq!(source.target(), Some(at(known)));
        }
    }

    #[test]
    fn m1_after_a_hold_a_host_that_never_signalled_may_have_another_port_early_only() {
        let mut source = resumed("203.0.113.5:9");
        assert_eq!(run(&mut source.clone(), ms(63_000), "203.0.113.5:10", 1, &[4, 5, 6, 7]), [Refused; 4]);
        assert_eq!(run(&mut source, ms(62_999), "203.0.113.5:10", 1, &[4, 5, 6]), [Refused, Refused, Begins]);
        assert_eq!(source.target(), Some(at("203.0.113.5:10")));
        assert_eq!(run(&mut source, ms(62_999), "192.0.2.1:6000", 2, &[1, 2, 3]), [Refused, Refused, Begins]);
    }

    #[test]
    fn m2_after_a_hold_a_spray_of_single_packets_learns_nothing() {
        let mut source = resumed("192.0.2.1:6000");
        for seq in [5, 5, 5, 9, 1, 70] {
            assert_eq!(run(&mut source, ms(60_100), "192.0.2.1:7777", 5, &[seq]), [Refused]);
        }
        assert_eq!(source.target(), Some(at("192.0.2.1:6000")));
        assert_eq!(run(&mut source, ms(60_200), "192.0.2.1:6000", 1, &[4]), [Known]);
    }
}
