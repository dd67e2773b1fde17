//! What is copied out of a line while the call goes on: for a stream, for a recogniser.

use serde::{Deserialize, Serialize};

/// One copy of the sound of a line, never used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ForkId(pub u64);

/// One direction of a line, seen from its peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Track {
    /// What the peer says.
    Said,
    /// What the peer hears: whom it is joined to, tones, plays, what is poured.
    Heard,
}

/// Which directions a fork has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tracks {
    /// What the peer says.
    #[default]
    Said,
    /// What the peer hears.
    Heard,
    /// Both, each by itself.
    Both,
}

impl Tracks {
    /// Them, in the order in which they are handed out.
    pub fn each(self) -> &'static [Track] {
        match self {
            Self::Said => &[Track::Said],
            Self::Heard => &[Track::Heard],
            Self::Both => &[Track::Said, Track::Heard],
        }
    }

    /// Whether this is one of them.
    pub fn has(self, track: Track) -> bool {
        self.each().contains(&track)
    }
}
