//! What the engine hands out: everything that must be done, in the order in which it must be begun.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::base::{CallSid, EventSid, Time};
use crate::call::RequestId;
use crate::engine::courier::Letter;
use crate::media;
use crate::sip::{Hop, ResolveId};
use crate::wire::http::Exchange;
use crate::wire::sip::Flow;

/// One thing to do. Order matters twice: `Keep` is on disk before anything after it leaves, and messages of one flow
/// are sent in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// Send these bytes.
    Send {
        /// The way.
        flow: Flow,
        /// One whole message.
        bytes: Bytes,
    },
    /// Resolve a name; answer with `Input::Resolved`.
    Resolve {
        /// Names the answer.
        id: ResolveId,
        /// The name.
        hop: Hop,
    },
    /// Carry out one HTTP exchange; answer with `Input::Fetched`.
    Fetch {
        /// Names the answer.
        id: RequestId,
        /// On behalf of which call, for the log.
        call: CallSid,
        /// What to ask.
        exchange: Exchange,
    },
    /// Nobody waits for this answer any more.
    Abandon {
        /// Which request.
        id: RequestId,
    },
    /// Write this letter to disk, replacing the one of the same event.
    Keep(Letter),
    /// The letter is delivered or void: remove it from disk.
    Forget {
        /// Which.
        event: EventSid,
    },
    /// A command for a media group.
    Media(media::Command),
    /// A line for the log and the counters.
    Note(Note),
    /// A call is over: its record.
    Cdr(Cdr),
}

/// Something a developer or operator should know about a call: spec §13, or a refusal at the door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The call, when there is one.
    pub call: Option<CallSid>,
    /// Error or warning (spec §13), or a mere fact.
    pub level: Level,
    /// The code of spec §13; 0 for facts of our own.
    pub code: u32,
    /// A short constant name for counters, such as `unknown_source`.
    pub name: String,
    /// One sentence for a person. Nothing personal in it.
    pub text: String,
}

/// How bad a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Of interest when looking closely.
    Info,
    /// The document goes on.
    Warning,
    /// Something did not happen that the document asked for.
    Error,
}

/// The record of one call, written when it is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cdr {
    /// The call.
    pub call: CallSid,
    /// The call that dialled it.
    pub parent: Option<CallSid>,
    /// `inbound` or `outbound-dial`.
    pub direction: String,
    /// Caller as sent to the application.
    pub from: String,
    /// Called as sent to the application.
    pub to: String,
    /// When the INVITE came or left.
    pub start: Time,
    /// When 2xx was sent or received.
    pub answered: Option<Time>,
    /// The end.
    pub end: Time,
    /// From the first 18x to the final response.
    pub ring: Duration,
    /// The final status: `completed`, `busy`, … (spec §7.1).
    pub status: String,
    /// The final SIP status of the INVITE.
    pub sip_status: Option<u16>,
    /// Why it ended, a short constant name such as `hangup`, `media_timeout`, `ack_timeout`.
    pub cause: String,
}
