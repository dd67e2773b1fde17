//! What can be played to a peer.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::audio::Rate;
use crate::audio::tone::Country;

/// One thing being played, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlayId(pub u64);

/// A sound that the engine has asked the loader for, on behalf of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClipId(pub u64);

/// What to play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sounding {
    /// A clip; where its next piece is late, silence is heard until it comes. A clip that ends before it begins is over
    /// at once.
    Clip(ClipId),
    /// Keys of `0-9 * # A-D`, as events or as tones, 100 ms each with 100 ms between; `w` and `W` are half a second of
    /// silence (spec §3.2, §5.4).
    Keys(String),
    /// The beep before a recording: 1 kHz for a quarter of a second.
    Beep,
    /// Somebody has come into the room: two notes up.
    Coming,
    /// Somebody has left it: two notes down.
    Leaving,
}

/// Samples of a clip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// At which rate; the same for all pieces of a clip.
    pub rate: Rate,
    /// Mono, any number of them, also none.
    pub samples: Arc<[i16]>,
    /// Nothing follows.
    pub is_last: bool,
}

/// A tone that the group makes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Ringback as the caller of a European or generic network hears it: 425 Hz, 1 s on, 4 s off (ITU-T E.180).
    Ringback,
    /// The music of those who wait.
    Music,
    /// The ringback of a country, written as its code (ITU-T E.180 Supplement 2).
    RingbackOf(&'static Country),
}
