//! What the engine hands out: everything that must be done, in the order in which it must be begun.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::audio::Rate;
use crate::base::{CallSid, EventSid, RecordingSid};
use crate::call::mail::Mail;
use crate::call::source::Source;
use crate::call::{Cdr, Note, RequestId, recogniser, recording, stream};
use crate::engine::courier::Letter;
use crate::engine::trunk::TrunkNews;
use crate::media;
use crate::sip::registrar::Change;
use crate::sip::{Question, ResolveId, Stray};
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
    /// Ask the name service; answer with `Input::Resolved`.
    Resolve {
        /// Names the answer.
        id: ResolveId,
        /// One kind of record of one name.
        question: Question,
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
    /// Get a sound: feed it to the group piece by piece (`media::Command::Feed`), then answer with `Input::Loaded`.
    Load {
        /// Names the answer.
        id: RequestId,
        /// On behalf of which call, for the log.
        call: CallSid,
        /// Where it is heard.
        group: media::GroupId,
        /// What it is called there.
        clip: media::ClipId,
        /// At which rate it is wanted.
        rate: Rate,
        /// From where.
        source: Source,
    },
    /// Listen to the peer of a line and tell by `Input::Heard` what it says, until `Abandon`.
    Recognise {
        /// Names what is heard.
        id: RequestId,
        /// On behalf of which call, for the log.
        call: CallSid,
        /// Where the line lives.
        group: media::GroupId,
        /// Whose speech.
        line: media::LineId,
        /// How.
        wish: recogniser::Wish,
        /// By which fork the speech comes; it is ordered behind this.
        fork: media::ForkId,
    },
    /// That recognition shall come to its end: one last `Input::Heard` is waited for.
    Conclude {
        /// Which.
        id: RequestId,
    },
    /// Write down what is said in a recording; answer with `Input::Transcribed`.
    Transcribe {
        /// Names the answer.
        id: RequestId,
        /// On behalf of which call, for the log.
        call: CallSid,
        /// Which; its file is closed.
        recording: RecordingSid,
    },
    /// Something for the socket of a stream; `Input::Stream` tells what becomes of it.
    Stream {
        /// Which stream.
        id: RequestId,
        /// What.
        request: stream::Request,
    },
    /// Send a mail; answer with `Input::Mailed`.
    Mail {
        /// Names the answer.
        id: RequestId,
        /// What, and to whom.
        mail: Box<Mail>,
    },
    /// A recording has begun, is complete, or is no recording after all: then its file goes.
    Recording(recording::Entry),
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
    /// Write down, or strike out, where somebody is registered. On disk before anything after it leaves.
    Bindings(Change),
    /// A command for a media group.
    Media(media::Command),
    /// A line for the log and the counters.
    Note(Note),
    /// A call is over: its record.
    Cdr(Cdr),
    /// The line of a call is closed, which is after its end: what passed through it, and how it sounded.
    Line {
        /// Whose it was.
        call: CallSid,
        /// What the media side has counted.
        stats: media::Stats,
    },
    /// Something happened to a trunk, for the counters.
    Trunk(TrunkNews),
    /// A SIP message that belongs to nothing was dropped, for the counters.
    Stray(Stray),
}
