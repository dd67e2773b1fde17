//! What a script and its verb may have to react to.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::RecordingSid;
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::family::VerbAlarm;
use crate::call::hook::Param;
use crate::call::recogniser::Heard;
use crate::call::script::Page;
use crate::call::source::LoadFault;
use crate::call::{queue, room};
use crate::media::{ClipId, Ended, PlayId};

/// Something that happened and that a verb may care about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cue {
    /// A deadline of the verb.
    Alarm(VerbAlarm),
    /// The far party of the script's call pressed a key.
    Key(char),
    /// What the verb has played has come to its end.
    Played(PlayId),
    /// A clip is loaded, or cannot be.
    Loaded {
        /// Which.
        clip: ClipId,
        /// Whether all of it has been fed; what came before a fault is heard all the same.
        result: Result<(), LoadFault>,
    },
    /// The document that the verb has asked for beside its own, or nothing where it cannot be had.
    Page(Option<Box<Page>>),
    /// What happens in the conference that the verb is in.
    Room(room::News),
    /// What happens in the queue that the verb stands in or takes somebody from.
    Queue(queue::News),
    /// The far party of the script's call begins or ceases to speak.
    Speech {
        /// Whether it speaks.
        speaks: bool,
    },
    /// A recording of the verb has come to its end; its file has not yet.
    Recorded {
        /// Which.
        recording: RecordingSid,
        /// What ended it.
        ended: Ended,
        /// How long it is.
        length: Duration,
        /// How much of that is louder than silence.
        sounding: Duration,
    },
    /// The file of a recording can be read, or will never be.
    Filed {
        /// Which.
        recording: RecordingSid,
        /// Whether it can be read.
        is_whole: bool,
    },
    /// What the far party of the script's call says, in words.
    Heard(Heard),
    /// A stream of the call is over.
    StreamOver {
        /// Which.
        stream: RequestId,
        /// What an action is told of it.
        params: Vec<Param>,
    },
    /// A child rings; `early` when its response carried sound for the caller.
    Ringing {
        /// Which.
        child: CallId,
        /// Whether early media may be joined.
        early: bool,
    },
    /// A child answered, and its sound is agreed on.
    Answered {
        /// Which.
        child: CallId,
    },
    /// It is known who has answered a child.
    Detected {
        /// Which.
        child: CallId,
    },
    /// A child follows a 3xx: it calls somebody else from now on.
    Forwarded {
        /// Which.
        child: CallId,
    },
    /// A child follows a 3xx to somebody with several telephones: this call is to another one of them.
    Forked {
        /// The new one.
        child: CallId,
        /// The one that was sent on.
        of: CallId,
    },
    /// A child is over.
    ChildOver {
        /// Which.
        child: CallId,
    },
    /// The screening document on a child came to its end.
    Screened {
        /// Which.
        child: CallId,
        /// Whether it may be bridged.
        accepted: bool,
    },
    /// A child has given its place to another call.
    Replaced {
        /// Which.
        child: CallId,
        /// To whom.
        by: CallId,
    },
    /// The script's own call was not answered, and has given its place to one that is.
    Seated,
    /// A client that the verb waits for has registered.
    Registered {
        /// Which.
        login: String,
    },
    /// The REFER of the verb was answered.
    ReferAnswered {
        /// The status.
        status: u16,
        /// Whether the far party will tell how it goes.
        told: bool,
    },
    /// The far party tells how the REFER of the verb goes.
    ReferNotified {
        /// The status of the call that it asked for; nothing when it stops telling without one.
        status: Option<u16>,
        /// Nothing more is told.
        is_final: bool,
    },
    /// The script's own call is over.
    HungUp,
    /// A document arrived: begin with its first verb.
    Begin,
    /// The document cannot be had.
    NoDocument(Missing),
}

/// Why there is no document, as the caller is told (spec §6.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The refusal if the call is not answered yet: 404 when the application said 404, else 500.
    pub status: u16,
    /// The text of the Reason header.
    pub reason: String,
}
