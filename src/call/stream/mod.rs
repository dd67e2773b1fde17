//! Streams of sound to programs elsewhere (spec §3.15): what is wanted, what is asked of whoever holds the socket, what
//! comes of it. Whose they are is `family/streaming`; what is said over the socket is `session`.

mod session;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, StreamSid};
use crate::media::{ForkId, GroupId, LineId, Tracks};
use crate::wire::http::Method;

pub use session::{Limits, Session};

/// A stream that a verb asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Where, `ws` or `wss`.
    pub url: String,
    /// Its name in the call, where the document gives one.
    pub name: Option<String>,
    /// Whose sound.
    pub tracks: Tracks,
    /// The other side may speak, too.
    pub is_duplex: bool,
    /// What the document hands over.
    pub parameters: Vec<(String, String)>,
    /// Told about it.
    pub told: Option<(String, Method)>,
}

/// What whoever holds the sockets is asked; the stream is named beside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Open the socket and speak; `News` tells how it goes.
    Open(Box<Opening>),
    /// The far party has pressed a key.
    Press(char),
    /// Say that it is over, and close. No `News` follows.
    Close,
}

/// All that is needed to open a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Whose.
    pub call: CallSid,
    /// Where the line lives.
    pub group: GroupId,
    /// Which line.
    pub line: LineId,
    /// What will be copied of it, once the socket is open.
    pub fork: ForkId,
    /// Whose sound that is.
    pub tracks: Tracks,
    /// The other side may speak, too.
    pub is_duplex: bool,
    /// Its name to the world.
    pub sid: StreamSid,
    /// Where to connect.
    pub url: String,
    /// Of the upgrade request.
    pub headers: Vec<(String, String)>,
    /// `AC…`.
    pub account: String,
    /// The call as applications know it.
    pub call_name: String,
    /// What the document hands over.
    pub parameters: Vec<(String, String)>,
}

/// What becomes of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// The socket is open and has been greeted; sound may come.
    Opened,
    /// The other side has closed it. Nothing follows.
    Closed,
    /// It could not be opened, or broke. Nothing follows.
    Failed(String),
}
