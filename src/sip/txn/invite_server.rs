//! The INVITE server transaction: RFC 3261 §17.2.1 with the Accepted state of RFC 6026 §7.1. Timers G, H, I, L.
//!
//! ```text
//!  Proceeding ──300–699──▶ Completed ──ACK──▶ Confirmed ──I──▶ gone     G repeats the response, H gives up
//!       └──────2xx───────▶ Accepted  ──L──▶ gone                        absorbs repetitions of the INVITE
//! ```
//!
//! A challenge is sent once for each INVITE that comes and soon forgotten (§26.3.2.4): whoever writes another's address
//! into a request must not make us send that address more than was sent to us.
//!
//! The 2xx is repeated by the dialog (§13.3.1.4), not here.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Io, Letter, Step, Tell};

/// Where the transaction stands, with what it still needs there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum InviteServer {
    Proceeding { last: Option<Bytes> },
    Completed { response: Bytes, interval: Duration },
    Confirmed,
    Accepted,
}

impl InviteServer {
    /// An INVITE that matches nothing has come.
    pub(super) const fn start() -> Self {
        Self::Proceeding { last: None }
    }

    /// The INVITE came again: the last response goes again, byte for byte (§17.2.1); after a 2xx nothing does, for the
    /// dialog repeats that one by its own clock (RFC 6026 §7.1).
    pub(super) fn on_request(&self, io: &mut Io<'_>) {
        match self {
            Self::Proceeding { last: Some(response) } | Self::Completed { response, .. } => io.send(response),
            Self::Proceeding { last: None } | Self::Confirmed | Self::Accepted => {}
        }
    }

    /// An ACK came with the INVITE's branch.
    pub(super) fn on_ack(self, io: &mut Io<'_>) -> Step<Self> {
        match self {
            // §17.2.1: I absorbs further ACKs; on a reliable transport there are none.
            Self::Completed { .. } => {
                io.stop(Letter::G);
                io.stop(Letter::H);
                if io.reliable() {
                    return Step(None, Tell::Nothing);
                }
                io.set(Letter::I, io.clocks.t4);
                Step(Some(Self::Confirmed), Tell::Nothing)
            }
            // RFC 6026 §7.1: some phones ACK a 2xx with the INVITE's branch; it belongs to the dialog.
            Self::Accepted => Step(Some(Self::Accepted), Tell::Pass),
            state => Step(Some(state), Tell::Nothing),
        }
    }

    /// Sends a response of ours; a second final one is not sent.
    pub(super) fn respond(self, status: u16, response: Bytes, io: &mut Io<'_>) -> Step<Self> {
        let Self::Proceeding { .. } = &self else { return Step(Some(self), Tell::Nothing) };
        io.send(&response);
        let next = match status {
            0..=199 => Self::Proceeding { last: Some(response) },
            200..=299 => Self::accept(io),
            _ => {
                // Who has a provisional response does not ask again, and would never learn of a challenge that is lost.
                let is_challenge = matches!((&self, status), (Self::Proceeding { last: None }, 401 | 407));
                let interval = io.clocks.t1;
                if !io.reliable() && !is_challenge {
                    io.set(Letter::G, interval);
                }
                io.set(Letter::H, if is_challenge { io.clocks.t4 } else { interval * 64 });
                Self::Completed { response, interval }
            }
        };
        Step(Some(next), Tell::Nothing)
    }

    /// No word more on this INVITE, yet its repetitions are absorbed as after a 2xx.
    pub(super) fn mute(self, io: &mut Io<'_>) -> Self {
        match self {
            Self::Proceeding { .. } => Self::accept(io),
            state => state,
        }
    }

    /// The last provisional response once more: proxies forget an INVITE after three silent minutes (§13.3.1.1).
    pub(super) fn repeat(&self, io: &mut Io<'_>) {
        if let Self::Proceeding { last: Some(response) } = self {
            io.send(response);
        }
    }

    /// A timer fired.
    pub(super) fn on_timer(self, letter: Letter, io: &mut Io<'_>) -> Step<Self> {
        match (self, letter) {
            // §17.2.1: doubling, but never more than T2 apart.
            (Self::Completed { response, interval }, Letter::G) => {
                io.send(&response);
                let interval = (interval * 2).min(io.clocks.t2);
                io.set(Letter::G, interval);
                Step(Some(Self::Completed { response, interval }), Tell::Nothing)
            }
            // §17.2.1: the ACK never came. A refusal needs no more than being forgotten.
            (Self::Completed { .. }, Letter::H) | (Self::Confirmed, Letter::I) | (Self::Accepted, Letter::L) => {
                Step(None, Tell::Nothing)
            }
            (state, _) => Step(Some(state), Tell::Nothing),
        }
    }

    /// RFC 6026 §7.1: a 2xx starts timer L.
    fn accept(io: &mut Io<'_>) -> Self {
        io.set(Letter::L, io.clocks.t1 * 64);
        Self::Accepted
    }
}
