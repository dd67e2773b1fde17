//! RTCP of a line: reports that come, reports that leave and where to (RFC 3550 §6, RFC 3605, RFC 5761).

use std::net::SocketAddr;

use super::super::desk::{Alarm, Channel, Desk, Output};
use super::Line;
use crate::base::Time;

impl Line {
    /// Takes in one RTCP packet.
    pub(in crate::media) fn receive_rtcp(&mut self, now: Time, from: SocketAddr, packet: &mut Vec<u8>) {
        let known = self.source.heard_from().is_some_and(|peer| peer.ip() == from.ip());
        if known && self.guard.open_rtcp(packet) && self.reports.hear(now, packet, self.source.ssrc(), &self.stream) {
            self.rtcp_from = Some(from);
            self.watch.reported(now);
        } else {
            self.drop_one();
            self.hear_of_nobody(now, from);
        }
    }

    /// RTCP that teaches nothing, since no sound has come before it, says all the same that somebody is there (M14).
    fn hear_of_nobody(&mut self, now: Time, from: SocketAddr) {
        let named = self.terms.as_ref().and_then(|terms| terms.remote_rtcp);
        if self.source.heard_from().is_none() && named.is_some_and(|named| named.ip() == from.ip()) {
            self.watch.reported(now);
        }
    }

    /// Writes the report that is due.
    pub(super) fn report(&mut self, now: Time, desk: &mut Desk) {
        if let Some((to, channel)) = self.rtcp_target() {
            let heard = self.source.ssrc();
            let mut bytes = self.reports.write(now, &self.stream, &mut self.reception, heard);
            if self.guard.seal_rtcp(&mut bytes) {
                desk.outputs.push_back(Output::Send { seat: self.name.seat, channel, to, bytes });
            }
        }
        self.plan_report(now, desk);
    }

    /// Sets the time of the next one.
    pub(super) fn plan_report(&self, now: Time, desk: &mut Desk) {
        let next = self.reports.next(now, &mut desk.rng);
        desk.alarm(self.name.seat, Alarm::Report, Some(next));
    }

    /// Where reports go: with RTP on a shared port, else where the SDP says, else where the peer's own come from. The
    /// port behind a translator of addresses cannot be guessed.
    fn rtcp_target(&self) -> Option<(SocketAddr, Channel)> {
        let terms = self.terms.as_ref()?;
        let (remote, rtcp) = terms.remote.zip(terms.remote_rtcp)?;
        if remote == rtcp {
            return Some((self.source.target()?, Channel::Rtp));
        }
        let translated = self.source.target().is_some_and(|target| target.ip() != rtcp.ip());
        let to = if translated { self.rtcp_from } else { Some(rtcp) };
        to.map(|to| (to, Channel::Rtcp))
    }
}
