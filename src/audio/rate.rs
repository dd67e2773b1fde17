//! How densely sound is sampled: the two rates that telephones have.

use serde::{Deserialize, Serialize};

/// Samples in a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rate {
    /// 8 kHz: G.711.
    #[default]
    Narrow,
    /// 16 kHz: G.722, Opus as we open it, L16.
    Wide,
}

impl Rate {
    /// In samples per second.
    pub const fn hz(self) -> u32 {
        match self {
            Self::Narrow => 8000,
            Self::Wide => 16_000,
        }
    }

    /// Samples in a frame of 20 ms.
    pub const fn samples(self) -> usize {
        self.in_ms(20)
    }

    /// Samples in so many milliseconds.
    pub const fn in_ms(self, ms: u32) -> usize {
        (self.hz() / 1000 * ms) as usize
    }
}
