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
    /// What it is to its call.
    pub kind: Kind,
}

/// What a letter is to its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// News on the way, such as `ringing`: the first to be left out when there are too many letters (H14).
    Progress,
    /// The last one of its leg to this callback URL, such as `completed`.
    Last,
    /// To be delivered only if the engine dies before the last letter is written. A later letter or will of the same
    /// call and callback URL replaces it.
    Will,
}
