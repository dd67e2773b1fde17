//! What a transaction machine may see and touch: the clock's settings, its timers, the wire. And what it says back.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::TxnId;
use crate::base::{Time, Timers};
use crate::wire::sip::Flow;

/// The timers of RFC 3261 table 4, and L and M of RFC 6026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(in crate::sip) enum Letter {
    /// INVITE request repeated.
    A,
    /// INVITE given up.
    B,
    /// Refusals of our INVITE absorbed.
    D,
    /// Request repeated.
    E,
    /// Request given up.
    F,
    /// Refusal of their INVITE repeated.
    G,
    /// ACK to our refusal given up.
    H,
    /// ACKs absorbed.
    I,
    /// Repeated requests absorbed.
    J,
    /// Repeated responses absorbed.
    K,
    /// Repeated INVITEs after our 2xx absorbed.
    L,
    /// 2xx to our INVITE let through.
    M,
}

/// T1, T2 and T4 (RFC 3261 §17.1.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::sip) struct Clocks {
    pub(in crate::sip) t1: Duration,
    pub(in crate::sip) t2: Duration,
    pub(in crate::sip) t4: Duration,
}

/// The narrow door through which one machine acts.
pub(super) struct Io<'a> {
    pub(super) now: Time,
    pub(super) id: TxnId,
    pub(super) flow: Flow,
    pub(super) clocks: Clocks,
    pub(super) timers: &'a mut Timers<(TxnId, Letter)>,
    pub(super) sent: &'a mut VecDeque<(Flow, Bytes)>,
}

impl Io<'_> {
    /// Sends one whole message the transaction's way.
    pub(super) fn send(&mut self, bytes: &Bytes) {
        self.sent.push_back((self.flow, bytes.clone()));
    }

    /// Sets or moves a timer of this transaction.
    pub(super) fn set(&mut self, letter: Letter, span: Duration) {
        self.timers.set((self.id, letter), self.now + span);
    }

    /// Takes a timer of this transaction away.
    pub(super) fn stop(&mut self, letter: Letter) {
        self.timers.stop(&(self.id, letter));
    }

    /// Whether the transport repeats by itself.
    pub(super) const fn reliable(&self) -> bool {
        self.flow.transport.is_reliable()
    }
}

/// The next state, `None` for the end, and what the user of the transaction must hear.
pub(super) struct Step<M>(pub(super) Option<M>, pub(super) Tell);

/// What a step wants told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tell {
    /// Nothing: the message was absorbed.
    Nothing,
    /// The message itself goes up.
    Pass,
    /// B or F fired.
    TimedOut,
}
