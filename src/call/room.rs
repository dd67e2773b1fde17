//! What a call wants of a conference, and what it hears of it (spec §5.6). The rooms themselves are the engine's:
//! families share them and own none; a family lends a room the line of its call and stays the owner of call and script.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, ConferenceSid};
use crate::call::recording;
use crate::wire::http::Method;

/// What a call asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// To come in.
    Join(Box<Wish>),
    /// To leave; the call goes on.
    Leave,
}

/// How a call wants to be in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The room.
    pub name: String,
    /// It hears and is not heard.
    pub muted: bool,
    /// It is heard by this call alone.
    pub coach: Option<CallSid>,
    /// A name of its own in the room.
    pub label: Option<String>,
    /// The conference may begin with it.
    pub starts: bool,
    /// The conference ends with it.
    pub ends: bool,
    /// The others hear it come, and leave.
    pub chimes: Chimes,
    /// So many calls at most; of the first that comes in.
    pub most: usize,
    /// How the room is recorded; of the first that wants it.
    pub tape: Option<Tape>,
    /// Who is told of the room; of the first that comes in.
    pub told: Option<Told>,
    /// What was said at the door, where there is a PIN.
    pub key: Option<Key>,
}

/// A PIN and what somebody has entered for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The PIN.
    pub wanted: Pin,
    /// What was entered.
    pub said: Pin,
}

/// Digits that open a door.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin(pub String);

impl fmt::Debug for Pin {
    /// Without the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

/// When a participant is announced by a chime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chimes {
    /// When it comes.
    pub coming: bool,
    /// When it leaves.
    pub leaving: bool,
}

/// A recording of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tape {
    /// Silence at both ends is left out.
    pub is_trimmed: bool,
    /// Told about its progress, at an absolute URL.
    pub told: Option<recording::Callback>,
}

/// Who is told of a room (spec §6.9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Absolute.
    pub url: String,
    /// How.
    pub method: Method,
    /// About what.
    pub events: Vec<Subject>,
}

/// What `statusCallbackEvent` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// The conference has begun.
    Start,
    /// It is over.
    End,
    /// Somebody has come.
    Join,
    /// Somebody has left.
    Leave,
    /// Somebody was muted or may speak again.
    Mute,
    /// Somebody is on hold or back.
    Hold,
    /// Something else of a participant was changed.
    Modify,
    /// Somebody begins or ceases to speak.
    Speaker,
    /// An announcement has ended.
    Announcement,
}

impl Subject {
    /// Their names, in order.
    pub const NAMES: [&'static str; 9] =
        ["start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"];
    const ALL: [Self; 9] = [
        Self::Start,
        Self::End,
        Self::Join,
        Self::Leave,
        Self::Mute,
        Self::Hold,
        Self::Modify,
        Self::Speaker,
        Self::Announcement,
    ];

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().zip(Self::ALL).find(|(own, _)| **own == name).map(|(_, subject)| subject)
    }
}

/// What somebody on hold hears: music where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// A sound or a document, under an absolute URL.
    pub url: Option<(String, Method)>,
}

/// What a call hears of its room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// It is in, and waits for the conference to begin.
    Waiting(ConferenceSid),
    /// The conference has begun, or it has come into one: its line is in the room.
    Begun(ConferenceSid),
    /// It is on hold: its line is its own until it comes back, which is one of the two above.
    Held(Hold),
    /// It may not come in.
    Refused(Refused),
    /// The conference is over and its line is its own again.
    Ended,
}

/// Why a call may not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// The room is full.
    Full,
    /// Somebody in it has the same label.
    Label,
    /// Nobody in it is the call to be coached.
    Coach,
    /// Not with this PIN, or not by this caller for a while.
    Pin,
}
