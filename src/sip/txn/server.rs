//! The non-INVITE server transaction: RFC 3261 §17.2.2. Timer J.
//!
//! ```text
//!  Trying ──1xx──▶ Proceeding ──200–699──▶ Completed ──J──▶ gone     repeats the response when asked again
//! ```

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Io, Letter, Step, Tell};

/// Where the transaction stands, with what it still needs there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Server {
    Trying,
    Proceeding {
        response: Bytes,
    },
    Completed {
        response: Bytes,
    },
    /// Nothing is said, ever.
    Muted,
}

impl Server {
    /// A request that matches nothing has come.
    pub(super) const fn start() -> Self {
        Self::Trying
    }

    /// The request came again: the last response goes again, byte for byte; before the first there is none (§17.2.2).
    pub(super) fn on_request(&self, io: &mut Io<'_>) {
        if let Self::Proceeding { response } | Self::Completed { response } = self {
            io.send(response);
        }
    }

    /// Sends a response of ours; a second final one is not sent (§17.2.2).
    pub(super) fn respond(self, status: u16, response: Bytes, io: &mut Io<'_>) -> Step<Self> {
        if matches!(self, Self::Completed { .. } | Self::Muted) {
            return Step(Some(self), Tell::Nothing);
        }
        io.send(&response);
        if status < 200 {
            return Step(Some(Self::Proceeding { response }), Tell::Nothing);
        }
        // §17.2.2: J is 64·T1 where requests may come again, zero where they may not.
        if io.reliable() {
            return Step(None, Tell::Nothing);
        }
        io.set(Letter::J, io.clocks.t1 * 64);
        Step(Some(Self::Completed { response }), Tell::Nothing)
    }

    /// No word on this request, yet its repetitions are absorbed.
    pub(super) fn mute(self, io: &mut Io<'_>) -> Step<Self> {
        match self {
            Self::Trying if io.reliable() => Step(None, Tell::Nothing),
            Self::Trying => {
                io.set(Letter::J, io.clocks.t1 * 64);
                Step(Some(Self::Muted), Tell::Nothing)
            }
            state => Step(Some(state), Tell::Nothing),
        }
    }

    /// A timer fired.
    pub(super) fn on_timer(self, letter: Letter) -> Step<Self> {
        match (self, letter) {
            (Self::Completed { .. } | Self::Muted, Letter::J) => Step(None, Tell::Nothing),
            (state, _) => Step(Some(state), Tell::Nothing),
        }
    }
}
