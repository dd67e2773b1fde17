//! Keys heard as tones in the sound of a line (ITU-T Q.23, Q.24), at 8 kHz.
//!
//! Every 6 ms a block is looked at (`block`); here blocks become presses. Four blocks that agree are a press: 40 ms are
//! always enough, 20 ms never. A break of 10 ms does not end a press, one of 40 ms does.

mod block;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use block::{HOP, Hit, LENGTH};

/// So many blocks make a press.
const ENOUGH: u32 = 4;
/// So many blocks without the key are a break that a press survives before it counts.
const GAP: u32 = 3;
/// So many end a press.
const OVER: u32 = 5;
/// The mean frequencies of a press are this near to the key's, in thousandth: 1.5 % must be taken, 3.5 % must not.
const TOLERANCE: i64 = 26;

/// What was heard; places are samples since the detector began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Press {
    /// A key was pressed and is still down.
    Began {
        /// One of `0-9 * # A-D`.
        digit: char,
        /// Where its tone began.
        at: u64,
    },
    /// The key is up again.
    Ended {
        /// Which key.
        digit: char,
        /// Where its tone began.
        at: u64,
        /// For so many samples.
        lasting: u64,
    },
}

/// Listens to one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detector {
    /// Samples that are not looked at yet, or will be once more.
    waiting: Vec<i16>,
    /// The place of the first of them.
    at: u64,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    #[default]
    Quiet,
    /// Perhaps a key.
    Rising { tone: Tone, hits: u32, misses: u32, off: [i64; 2] },
    /// A key, told already.
    Down { tone: Tone, misses: u32 },
}

/// What is known of one tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tone {
    digit: char,
    began: u64,
    ended: u64,
}

impl Detector {
    /// Listens to what follows; nearly always there is nothing to tell.
    pub fn feed(&mut self, samples: &[i16]) -> Vec<Press> {
        let mut presses = Vec::new();
        self.waiting.extend_from_slice(samples);
        let mut begin = 0;
        while let Some(block) = self.waiting.get(begin..begin + LENGTH) {
            let hit = block::look(block);
            let place = self.at + begin as u64;
            let state = std::mem::take(&mut self.state);
            self.state = match hit {
                Some(hit) => state.on_hit(hit, place, &mut presses),
                None => state.on_miss(&mut presses),
            };
            begin += HOP;
        }
        self.waiting.drain(..begin);
        self.at += begin as u64;
        presses
    }

    /// Whether a key is down.
    pub fn is_down(&self) -> bool {
        matches!(self.state, State::Down { .. })
    }

    /// Whether a key is down, or may be: what is heard now should not be taken for speech.
    pub fn hears_a_key(&self) -> bool {
        self.state != State::Quiet
    }
}

impl State {
    fn on_hit(self, hit: Hit, place: u64, presses: &mut Vec<Press>) -> Self {
        let end = place + hit.covered;
        match self {
            Self::Down { tone, .. } if tone.digit == hit.digit => {
                Self::Down { tone: Tone { ended: end, ..tone }, misses: 0 }
            }
            // The old key must be over before another is believed.
            Self::Down { .. } => self.on_miss(presses),
            Self::Rising { tone, hits, off, .. } if tone.digit == hit.digit => {
                let off = [off[0] + hit.off[0], off[1] + hit.off[1]];
                let tone = Tone { ended: end, ..tone };
                Self::risen(tone, hits + 1, off, presses)
            }
            Self::Rising { .. } | Self::Quiet => {
                let began = place + LENGTH as u64 - hit.covered;
                let tone = Tone { digit: hit.digit, began, ended: end };
                Self::Rising { tone, hits: 1, misses: 0, off: hit.off }
            }
        }
    }

    fn risen(tone: Tone, hits: u32, off: [i64; 2], presses: &mut Vec<Press>) -> Self {
        let is_true = off.iter().all(|off| off.abs() <= TOLERANCE * i64::from(hits));
        if hits < ENOUGH || !is_true {
            return Self::Rising { tone, hits, misses: 0, off };
        }
        presses.push(Press::Began { digit: tone.digit, at: tone.began });
        Self::Down { tone, misses: 0 }
    }

    fn on_miss(self, presses: &mut Vec<Press>) -> Self {
        match self {
            Self::Quiet => Self::Quiet,
            Self::Rising { misses: GAP, .. } => Self::Quiet,
            Self::Rising { tone, hits, misses, off } => Self::Rising { tone, hits, misses: misses + 1, off },
            Self::Down { tone, misses } if misses + 1 < OVER => Self::Down { tone, misses: misses + 1 },
            Self::Down { tone: Tone { digit, began, ended }, .. } => {
                presses.push(Press::Ended { digit, at: began, lasting: ended - began });
                Self::Quiet
            }
        }
    }
}
