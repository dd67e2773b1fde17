//! What happened in the town, in order of time: every message, request, sound, key, note and record.

use bytes::Bytes;
use serde::Serialize;

use super::glimpse;
use super::story::{Heard, Story};
use crate::base::{CallSid, Time};
use crate::engine::{Cdr, Note};
use crate::media::{Score, Stats};

/// The engine's column.
pub const ENGINE: &str = "callwright";
/// The web server's column.
pub const APP: &str = "app";

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When it began.
    pub at: Time,
    /// What it was.
    pub scene: Scene,
}

/// What can happen.
#[derive(Clone, Debug)]
pub enum Scene {
    /// A SIP message was sent.
    Message {
        /// Who sent it.
        from: String,
        /// To whom; empty when nobody lives there.
        to: String,
        /// The message.
        bytes: Bytes,
        /// What became of it.
        fate: Fate,
    },
    /// A connection broke.
    Closed {
        /// Who closed it.
        from: String,
        /// To whom it led.
        to: String,
    },
    /// The engine asked or told the web server.
    Request {
        /// For which call.
        call: CallSid,
        /// `POST`.
        method: &'static str,
        /// Where.
        place: String,
        /// The event it tells, when it is a callback.
        event: Option<String>,
    },
    /// What came of it.
    Response {
        /// Where.
        place: String,
        /// The status and the first verbs, or the fault.
        text: String,
        /// Whether it was a 2xx or 3xx.
        good: bool,
    },
    /// A phone began to hear something.
    Hears {
        /// Which phone.
        phone: String,
        /// What.
        what: Heard,
    },
    /// A phone pressed a key (RFC 4733).
    Key {
        /// Which phone.
        phone: String,
        /// The key.
        key: char,
    },
    /// A phone was pressed a key at (RFC 4733).
    KeyHeard {
        /// Which phone.
        phone: String,
        /// The key.
        key: char,
    },
    /// The engine does something to the sound of a phone: plays, records.
    Deed {
        /// Which phone.
        phone: String,
        /// What.
        text: String,
    },
    /// The engine noted something.
    Note(Note),
    /// A call is over.
    Over {
        /// Whose call, when it is known.
        phone: Option<String>,
        /// The record.
        cdr: Cdr,
    },
    /// The line of a call is closed.
    LineClosed {
        /// Whose, when it is known.
        phone: Option<String>,
        /// What passed through it, and how it sounded.
        stats: Stats,
    },
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It arrives.
    Arrives,
    /// It was sent before, byte for byte.
    Repeats,
    /// The net lost it.
    Lost,
}

/// What happened, in order.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// When the story began.
    pub start: Time,
    /// The columns: callers, the engine, those who are called, the web server.
    pub columns: Vec<String>,
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Transcript {
    /// An empty one with the columns of a story.
    pub fn new(start: Time, story: &Story) -> Self {
        let (calling, called): (Vec<_>, Vec<_>) =
            story.phones.iter().map(|phone| phone.name.clone()).partition(|name| story.calls(name));
        let mut columns = calling;
        columns.push(ENGINE.into());
        columns.extend(called);
        columns.push(APP.into());
        Self { start, columns, entries: Vec::new() }
    }

    /// Writes something down.
    pub fn push(&mut self, at: Time, scene: Scene) {
        self.entries.push(Entry { at, scene });
    }
}

/// `200 Dial, Hangup`: the status and the first verbs of an RCML answer.
pub fn reply_text(status: u16, body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let inside = text.split_once("<Response").map_or("", |(_, inside)| inside);
    let elements = inside.split('<').skip(1).filter(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
    let names = elements.filter_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric()).next());
    let names: Vec<&str> = names.filter(|name| !matches!(*name, "Sip" | "Number" | "Client")).take(3).collect();
    match names.is_empty() {
        true => status.to_string(),
        false => format!("{status} {}", names.join(", ")),
    }
}

impl Scene {
    /// The text on the arrow or beside it.
    pub fn label(&self) -> String {
        match self {
            Self::Message { bytes, fate: Fate::Repeats, .. } => format!("{} again", glimpse::label(bytes)),
            Self::Message { bytes, .. } => glimpse::label(bytes),
            Self::Closed { .. } => "connection closed".into(),
            Self::Request { method, place, event: Some(event), .. } => format!("{method} {place} {event}"),
            Self::Request { method, place, .. } => format!("{method} {place}"),
            Self::Response { text, .. } => text.clone(),
            Self::Hears { what: Heard::Voice(name), .. } => format!("hears {name}"),
            Self::Hears { what, .. } => format!("hears {what}"),
            Self::Key { key, .. } | Self::KeyHeard { key, .. } => format!("key {key}"),
            Self::Deed { text, .. } => text.clone(),
            Self::Note(note) => match note.code {
                0 => note.text.clone(),
                code => format!("{code}: {}", note.text),
            },
            Self::Over { phone, cdr } => {
                let whose = phone.as_ref().map_or_else(|| cdr.call.to_string(), |phone| format!("call of {phone}"));
                let talk = cdr.answered.map_or(0.0, |answered| (cdr.end - answered).as_secs_f64());
                format!("{whose}: {}, {talk:.1} s, {}", cdr.status, cdr.cause)
            }
            Self::LineClosed { phone, stats } => {
                let whose = phone.as_deref().unwrap_or("somebody");
                let told = |score: Option<Score>| score.map_or_else(|| "-".to_owned(), |score| score.to_string());
                format!("sound of {whose}: MOS {}, to it {}", told(stats.from_peer), told(stats.to_peer))
            }
        }
    }
}
