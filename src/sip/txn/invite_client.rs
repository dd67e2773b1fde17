//! The INVITE client transaction: RFC 3261 §17.1.1 with the Accepted state of RFC 6026 §7.2. Timers A, B, D, M.
//!
//! ```text
//!  Calling ──1xx──▶ Proceeding      A repeats the request, B gives up
//!     │  300–699 ▶ Completed ──D──▶ gone     repeats the ACK
//!     └──2xx─────▶ Accepted  ──M──▶ gone     lets every 2xx through: forks and repetitions
//! ```
//!
//! The ACK to a 2xx is not made here but by the dialog (§13.2.2.4).

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Io, Letter, Step, Tell, refusal_ack};
use crate::wire::sip::Message;

/// Where the transaction stands, with what it still needs there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum InviteClient {
    Calling { request: Bytes, interval: Duration },
    Proceeding { request: Bytes },
    Completed { ack: Bytes },
    Accepted,
}

impl InviteClient {
    /// Sends the request (§17.1.1.2).
    pub(super) fn start(request: Bytes, io: &mut Io<'_>) -> Self {
        io.send(&request);
        let interval = io.clocks.t1;
        if !io.reliable() {
            io.set(Letter::A, interval);
        }
        io.set(Letter::B, io.clocks.t1 * 64);
        Self::Calling { request, interval }
    }

    /// A response with our branch and CSeq method INVITE.
    pub(super) fn on_response(self, response: &Message, io: &mut Io<'_>) -> Step<Self> {
        let status = response.status().unwrap_or(0);
        match self {
            Self::Calling { request, .. } | Self::Proceeding { request } => match status {
                0..=199 => {
                    io.stop(Letter::A);
                    io.stop(Letter::B);
                    Step(Some(Self::Proceeding { request }), Tell::Pass)
                }
                200..=299 => Self::accept(io),
                _ => Self::complete(&request, response, io),
            },
            // §17.1.1.2: each repetition of the final response is answered by the same ACK and goes no further.
            Self::Completed { ack } => {
                if status >= 300 {
                    io.send(&ack);
                }
                Step(Some(Self::Completed { ack }), Tell::Nothing)
            }
            // RFC 6026 §7.2: 2xx go to the core whoever sent them; anything else is absorbed.
            Self::Accepted => {
                let tell = if (200..300).contains(&status) { Tell::Pass } else { Tell::Nothing };
                Step(Some(Self::Accepted), tell)
            }
        }
    }

    /// A timer fired.
    pub(super) fn on_timer(self, letter: Letter, io: &mut Io<'_>) -> Step<Self> {
        match (self, letter) {
            // §17.1.1.2: the interval doubles without a limit; B is the limit.
            (Self::Calling { request, interval }, Letter::A) => {
                io.send(&request);
                let interval = interval * 2;
                io.set(Letter::A, interval);
                Step(Some(Self::Calling { request, interval }), Tell::Nothing)
            }
            // After a provisional response B runs only where the user waits no longer (§9.1).
            (Self::Calling { .. } | Self::Proceeding { .. }, Letter::B) => Step(None, Tell::TimedOut),
            (Self::Completed { .. }, Letter::D) | (Self::Accepted, Letter::M) => Step(None, Tell::Nothing),
            (state, _) => Step(Some(state), Tell::Nothing),
        }
    }

    /// Whether a final response is still awaited.
    pub(super) const fn is_waiting(&self) -> bool {
        matches!(self, Self::Calling { .. } | Self::Proceeding { .. })
    }

    /// RFC 6026 §7.2: a 2xx starts timer M.
    fn accept(io: &mut Io<'_>) -> Step<Self> {
        io.stop(Letter::A);
        io.stop(Letter::B);
        io.set(Letter::M, io.clocks.t1 * 64);
        Step(Some(Self::Accepted), Tell::Pass)
    }

    /// §17.1.1.2: a refusal is ACKed at once; D is at least 32 s on unreliable transports, nothing on reliable ones.
    fn complete(request: &Bytes, response: &Message, io: &mut Io<'_>) -> Step<Self> {
        const AT_LEAST: Duration = Duration::from_secs(32);
        io.stop(Letter::A);
        io.stop(Letter::B);
        let Some(ack) = refusal_ack(request, response) else { return Step(None, Tell::Pass) };
        io.send(&ack);
        if io.reliable() {
            return Step(None, Tell::Pass);
        }
        io.set(Letter::D, AT_LEAST.max(io.clocks.t1 * 64));
        Step(Some(Self::Completed { ack }), Tell::Pass)
    }
}
