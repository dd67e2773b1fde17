//! What is recorded, and what ends it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::LineId;

/// A recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// What is in it.
    pub of: Of,
    /// Two channels, what the peer says and what it hears, instead of one with the sum.
    pub is_dual: bool,
    /// So much silence ends it.
    pub silence: Option<Duration>,
    /// It ends when it is so long.
    pub longest: Duration,
    /// Silence at its beginning and its end is left out.
    pub is_trimmed: bool,
}

/// What is in a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Of {
    /// What the peer of the line says.
    Said(LineId),
    /// What the peer of the line hears: whom it is joined to, tones, plays.
    Heard(LineId),
    /// Both.
    Both(LineId),
    /// What is said in the room of the group, and played to all of it.
    Room,
}

impl Of {
    /// The line that it is about, where it is about one.
    pub fn line(self) -> Option<LineId> {
        match self {
            Self::Said(line) | Self::Heard(line) | Self::Both(line) => Some(line),
            Self::Room => None,
        }
    }

    /// The same of another line.
    pub(in crate::media) fn on(self, line: LineId) -> Self {
        match self {
            Self::Said(_) => Self::Said(line),
            Self::Heard(_) => Self::Heard(line),
            Self::Both(_) => Self::Both(line),
            Self::Room => Self::Room,
        }
    }
}

/// What ended a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// Silence for as long as was told.
    Silence,
    /// It is as long as was told.
    Longest,
    /// A command.
    Stopped,
    /// Its line is closed.
    Closed,
}
