//! What is given to the engine: everything that happens to it, as data, so
//! that it can be written down and played again.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::base::{CallSid, ConferenceSid, RecordingSid};
use crate::call::RequestId;
use crate::call::recogniser::Heard;
use crate::call::source::LoadFault;
use crate::call::stream;
use crate::engine::courier::Letter;
use crate::engine::room::Order;
use crate::media;
use crate::sip::registrar::Binding;
use crate::sip::{Answer, Breach, ResolveId};
use crate::wire::http;
use crate::wire::sip::Flow;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Input {
    /// A SIP datagram, or one whole message cut out of a stream.
    Message {
        /// The way it came.
        flow: Flow,
        /// Its bytes.
        bytes: Bytes,
    },
    /// A connection closed; what waits for it fails.
    FlowClosed {
        /// Which.
        flow: Flow,
    },
    /// A connection could not be opened, or TLS has ended it; what waits for it fails.
    FlowFailed {
        /// Which.
        flow: Flow,
        /// Why.
        why: Breach,
    },
    /// The name service answered.
    Resolved {
        /// Which question.
        id: ResolveId,
        /// What it said.
        answer: Answer,
    },
    /// An `Output::Fetch` came to its end.
    Fetched {
        /// Which request.
        id: RequestId,
        /// The answer.
        result: Result<http::Reply, http::Fault>,
    },
    /// An `Output::Load` came to its end.
    Loaded {
        /// Which request.
        id: RequestId,
        /// Whether all of it was fed.
        result: Result<(), LoadFault>,
    },
    /// The file of a recording is closed and can be read, or will never be.
    Filed {
        /// Where it was made.
        group: media::GroupId,
        /// Which.
        recording: RecordingSid,
        /// How large it is, or why there is none that is whole.
        result: Result<u64, String>,
    },
    /// An `Output::Recognise` has heard something.
    Heard {
        /// Which.
        id: RequestId,
        /// What.
        what: Heard,
    },
    /// An `Output::Transcribe` came to its end.
    Transcribed {
        /// Which request.
        id: RequestId,
        /// The words, or why there are none.
        result: Result<String, String>,
    },
    /// What became of a stream.
    Stream {
        /// Which.
        id: RequestId,
        /// What.
        news: stream::News,
    },
    /// An `Output::Mail` came to its end.
    Mailed {
        /// Which.
        id: RequestId,
        /// Whether the mail server took it, or why nobody did. Nothing personal in it.
        result: Result<(), String>,
    },
    /// A media group reports.
    Media(media::Event),
    /// Letters that an earlier engine could not deliver, in the order of
    /// their keeping; given once, before anything else.
    Recovered(Vec<Letter>),
    /// Contacts that an earlier engine wrote down; given once, before anything else.
    Registered(Vec<Binding>),
    /// The operator or a front door wants something.
    Command(Command),
    /// Nothing but that time has passed.
    Tick,
}

/// What an operator asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Refuse new calls from now on (O1).
    Drain,
    /// Something of a conference; nothing happens where
    /// [`Engine::check_order`](crate::engine::Engine::check_order) refuses it.
    Conference {
        /// Which.
        room: ConferenceSid,
        /// What.
        order: Order,
    },
    /// End one call, or all when none is named.
    Hangup {
        /// Which.
        call: Option<CallSid>,
    },
}
