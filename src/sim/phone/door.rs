//! The ports that a phone is seen at. They are its own until it moves: then all that it says over UDP comes from
//! others, and what goes to the old ones is lost. A phone that knows its address says the new port of its SIP in Via
//! and Contact; of one behind a NAT it is the translator that has forgotten it, and sound moves as well.

use std::net::SocketAddr;

use bytes::Bytes;

use super::Outgoing;
use crate::wire::sip::{Flow, Transport};

/// How far it is from the old ports to the new ones.
const STEP: u16 = 1000;

/// Between a phone and the net.
#[derive(Debug)]
pub(super) struct Door {
    /// The SIP port that the phone itself knows of.
    inner: SocketAddr,
    is_natted: bool,
    shift: u16,
}

impl Door {
    pub(super) const fn new(inner: SocketAddr, is_natted: bool) -> Self {
        Self { inner, is_natted, shift: 0 }
    }

    /// The phone moves, once more.
    pub(super) const fn shift(&mut self) {
        self.shift = self.shift.saturating_add(STEP);
    }

    /// What leaves, as the net sees it.
    pub(super) fn out(&self, outgoing: Outgoing) -> Outgoing {
        match outgoing {
            _ if self.shift == 0 => outgoing,
            Outgoing::Message { flow, bytes } if flow.transport == Transport::Udp => {
                let bytes = exchange(bytes, self.inner, self.outer(self.inner));
                Outgoing::Message { flow: Flow { local: self.outer(flow.local), ..flow }, bytes }
            }
            Outgoing::Packet { from, to, bytes } if self.is_natted => {
                Outgoing::Packet { from: self.outer(from), to, bytes }
            }
            outgoing => outgoing,
        }
    }

    /// A message as the phone itself would see it; nothing when it goes to where nobody is any more.
    pub(super) fn message(&self, flow: Flow, bytes: Bytes) -> Option<(Flow, Bytes)> {
        if self.shift == 0 || flow.transport != Transport::Udp {
            return Some((flow, bytes));
        }
        let reached = flow.local == self.outer(self.inner);
        reached.then(|| (Flow { local: self.inner, ..flow }, exchange(bytes, flow.local, self.inner)))
    }

    /// The port of the phone itself that a packet of sound goes to. One to an old port goes to where no call is.
    pub(super) fn packet(&self, to: SocketAddr) -> SocketAddr {
        let shift = if self.is_natted { self.shift } else { 0 };
        SocketAddr::new(to.ip(), to.port().saturating_sub(shift))
    }

    fn outer(&self, inner: SocketAddr) -> SocketAddr {
        SocketAddr::new(inner.ip(), inner.port().saturating_add(self.shift))
    }
}

/// One address for another, wherever it stands.
fn exchange(bytes: Bytes, from: SocketAddr, to: SocketAddr) -> Bytes {
    match std::str::from_utf8(&bytes) {
        Ok(text) => Bytes::from(text.replace(&from.to_string(), &to.to_string())),
        Err(_) => bytes,
    }
}
