//! What a family wants done: values that the engine carries out in order.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::audio::Rate;
use crate::base::{CallSid, EventSid, RecordingSid, Time};
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::mail::Mail;
use crate::call::message::Message;
use crate::call::source::Source;
use crate::call::{queue, recogniser, recording, room, stream};
use crate::media;
use crate::sip::{DialogId, Invite, Refer, ReferId, Refusal};
use crate::wire::http::Exchange;

/// One thing to do for a family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// There is one call more.
    Conceived,
    /// A call that was sent on rings at one more telephone.
    Forked {
        /// The call there.
        child: CallId,
        /// The one that was sent on.
        of: CallId,
    },
    /// Something to do in the dialog of a call.
    Signal(CallId, Signal),
    /// A command for the family's media group.
    Media(media::Command),
    /// Ask a customer's server; `Family::on_fetched` gets the answer.
    Fetch {
        /// Names the answer.
        id: RequestId,
        /// For which call.
        call: CallSid,
        /// The request.
        exchange: Exchange,
    },
    /// `Family::on_registered` is to be told when this client of the family's organisation registers.
    Await(String),
    /// The answer is not waited for any more.
    Abandon(RequestId),
    /// Get a sound and feed it to the family's group; `Family::on_loaded` tells how that went.
    Load {
        /// Names the answer.
        id: RequestId,
        /// For which call.
        call: CallSid,
        /// What it is called in the group.
        clip: media::ClipId,
        /// At which rate.
        rate: Rate,
        /// From where.
        source: Source,
    },
    /// Listen to the peer of a line and tell what it says; `Family::on_words` gets it.
    Recognise {
        /// Names what is heard.
        id: RequestId,
        /// For which call.
        call: CallSid,
        /// Whose speech.
        line: media::LineId,
        /// How.
        wish: recogniser::Wish,
        /// By which fork the speech comes.
        fork: media::ForkId,
    },
    /// No more is waited for: the last of what a recognition has heard is wanted.
    Conclude(RequestId),
    /// Write down what is said in a recording; `Family::on_transcribed` gets it.
    Transcribe {
        /// Names the answer.
        id: RequestId,
        /// For which call.
        call: CallSid,
        /// Which; its file is closed.
        recording: RecordingSid,
    },
    /// Something for whoever holds the socket of a stream; `Family::on_stream` gets what comes of it.
    Stream {
        /// Which stream.
        id: RequestId,
        /// What.
        request: stream::Request,
    },
    /// A recording has begun, or is over.
    Recording(recording::Entry),
    /// Send a text message.
    Message(Box<Message>),
    /// Send a mail.
    Mail(Box<Mail>),
    /// Something that a call wants of a conference; `Family::on_room` gets what comes of it.
    Room(CallId, room::Request),
    /// Another call has this place, and its line: whoever knows the place by its call learns the new one.
    Seated(CallId),
    /// A transfer that a call of another family has asked for is over, with this status.
    Transferred(DialogId, ReferId, u16),
    /// Something that a call wants of a queue; `Family::on_queue` gets what comes of it.
    Queue(CallId, queue::Request),
    /// A status callback.
    Tell {
        /// Its name on every repeat.
        event: EventSid,
        /// Whose order it keeps.
        call: CallSid,
        /// The request.
        exchange: Exchange,
        /// Its weight on the way.
        kind: Letter,
    },
    /// Something worth a log line.
    Note(Note),
    /// The line of a call is of no use any more.
    CloseLine {
        /// Whose it is.
        call: CallSid,
        /// Which.
        line: media::LineId,
    },
    /// A call is over.
    Cdr(Cdr),
    /// A call is over of which no record is wanted.
    Unrecorded(Cdr),
}

/// What kind of callback a `Tell` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Letter {
    /// More will follow.
    Progress,
    /// The last one of the call.
    Last,
    /// To be sent only if the engine dies before the last one is written.
    Will,
}

/// What to do in a dialog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Signal {
    /// 18x.
    Ring {
        /// 180 or 183.
        status: u16,
        /// More headers.
        headers: Vec<(String, String)>,
        /// Early media.
        sdp: Option<Bytes>,
    },
    /// 200.
    Answer {
        /// More headers.
        headers: Vec<(String, String)>,
        /// Answer, or offer when the INVITE had none.
        sdp: Bytes,
    },
    /// A final refusal.
    Refuse(Refusal),
    /// Make the dialog.
    Invite(Box<Invite>),
    /// The offer of an INVITE that leaves over the other version of IP than was thought; `None` keeps the one it has.
    OfferAnew(Option<Bytes>),
    /// Nobody has said a word, and the call goes on to its next contact without waiting for one.
    PassBy,
    /// Take the INVITE back.
    Cancel {
        /// Value of the Reason header.
        reason: Option<String>,
    },
    /// End it.
    Bye {
        /// Value of the Reason header.
        reason: Option<String>,
    },
    /// 200 to a re-INVITE.
    Accept(Bytes),
    /// A refusal of a re-INVITE.
    Decline(u16),
    /// A key, by INFO.
    Press {
        /// Which.
        key: char,
        /// How long it lasts.
        lasting: std::time::Duration,
    },
    /// A re-INVITE of ours with this offer.
    Reinvite(Bytes),
    /// Our answer to an offer in a response of theirs.
    Acknowledge(Bytes),
    /// 202 to a REFER.
    AcceptRefer {
        /// Which.
        refer: ReferId,
        /// Whether it is told how it goes.
        notify: bool,
    },
    /// A refusal of a REFER.
    RefuseRefer {
        /// Which.
        refer: ReferId,
        /// The status.
        status: u16,
        /// Value of the Reason header.
        reason: String,
    },
    /// How a REFER of theirs goes.
    NotifyRefer {
        /// Which.
        refer: ReferId,
        /// The status of the call it asked for.
        status: u16,
        /// Nothing more will be told.
        is_final: bool,
    },
    /// A REFER of ours.
    Refer(Box<Refer>),
}

/// Something a developer or operator should know about a call (spec §13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The call, when there is one.
    pub call: Option<CallSid>,
    /// How bad it is.
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
    pub ring: std::time::Duration,
    /// The final status: `completed`, `busy`, … (spec §7.1).
    pub status: String,
    /// The final SIP status of the INVITE.
    pub sip_status: Option<u16>,
    /// Why it ended: `hangup`, `media_timeout`, `ack_timeout`, …
    pub cause: String,
}
