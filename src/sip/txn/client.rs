//! The non-INVITE client transaction: RFC 3261 §17.1.2. Timers E, F, K.
//!
//! ```text
//!  Trying ──1xx──▶ Proceeding      E repeats the request, F gives up
//!     └────200–699────▶ Completed ──K──▶ gone     absorbs repetitions of the response
//! ```

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Io, Letter, Step, Tell};

/// Where the transaction stands, with what it still needs there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Client {
    Trying { request: Bytes, interval: Duration },
    Proceeding { request: Bytes },
    Completed,
}

impl Client {
    /// Sends the request (§17.1.2.2).
    pub(super) fn start(request: Bytes, io: &mut Io<'_>) -> Self {
        io.send(&request);
        let interval = io.clocks.t1;
        if !io.reliable() {
            io.set(Letter::E, interval);
        }
        io.set(Letter::F, io.clocks.t1 * 64);
        Self::Trying { request, interval }
    }

    /// A response with our branch and method.
    pub(super) fn on_response(self, status: u16, io: &mut Io<'_>) -> Step<Self> {
        match self {
            Self::Trying { request, .. } | Self::Proceeding { request } if status < 200 => {
                // §17.1.2.2: the next firing of E finds Proceeding and goes on every T2.
                Step(Some(Self::Proceeding { request }), Tell::Pass)
            }
            Self::Trying { .. } | Self::Proceeding { .. } => {
                io.stop(Letter::E);
                io.stop(Letter::F);
                if io.reliable() {
                    return Step(None, Tell::Pass);
                }
                io.set(Letter::K, io.clocks.t4);
                Step(Some(Self::Completed), Tell::Pass)
            }
            Self::Completed => Step(Some(Self::Completed), Tell::Nothing),
        }
    }

    /// A timer fired.
    pub(super) fn on_timer(self, letter: Letter, io: &mut Io<'_>) -> Step<Self> {
        match (self, letter) {
            // §17.1.2.2: doubling up to T2.
            (Self::Trying { request, interval }, Letter::E) => {
                io.send(&request);
                let interval = (interval * 2).min(io.clocks.t2);
                io.set(Letter::E, interval);
                Step(Some(Self::Trying { request, interval }), Tell::Nothing)
            }
            (Self::Proceeding { request }, Letter::E) => {
                io.send(&request);
                io.set(Letter::E, io.clocks.t2);
                Step(Some(Self::Proceeding { request }), Tell::Nothing)
            }
            (Self::Trying { .. } | Self::Proceeding { .. }, Letter::F) => Step(None, Tell::TimedOut),
            (Self::Completed, Letter::K) => Step(None, Tell::Nothing),
            (state, _) => Step(Some(state), Tell::Nothing),
        }
    }

    /// Whether a final response is still awaited.
    pub(super) const fn is_waiting(&self) -> bool {
        !matches!(self, Self::Completed)
    }
}
