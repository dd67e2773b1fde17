//! Status callbacks on their way: per call in order, one in flight, repeated with back-off until delivered or too old
//! (spec §6.7, threats-and-faults H10–H14). A value: the disk and the sockets are the edge's.

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, EventSid, Time};
use crate::wire::http::Exchange;

/// One status callback as it is kept on disk until it is delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// Its name; the same on every repeat (header `X-Request-Id`).
    pub event: EventSid,
    /// Whose order it keeps.
    pub call: CallSid,
    /// When it was written.
    pub written: Time,
    /// The request, signed.
    pub exchange: Exchange,
    /// A will: to be delivered only if the engine dies before the call's last letter is written. A later letter or
    /// will of the same call and URL replaces it.
    pub will: bool,
}
