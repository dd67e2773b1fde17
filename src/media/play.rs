//! A tone on its way to the peer: frame after frame of 20 ms in the outgoing stream.
//!
//! The recipes are in `audio::tone`. A tone needs a format that we code ourselves; a line without one hears silence.

use serde::{Deserialize, Serialize};

use super::command::Tone;
use super::lane;
use super::offer::PayloadMap;
use super::stream::{Numbers, Stream};
use crate::audio::{FRAME, RATE, tone};
use crate::base::Time;

/// A tone and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Play {
    tone: Tone,
    /// Samples since the start.
    position: u64,
    /// The timestamp of the next frame; `None` at the start and after a gap, when the clock decides.
    timestamp: Option<u32>,
}

impl Play {
    pub(super) fn new(tone: Tone) -> Self {
        Self { tone, position: 0, timestamp: None }
    }

    /// Something else took the turn: the tone goes on, its frames do not follow each other.
    pub(super) fn skip(&mut self) {
        self.position += FRAME as u64;
        self.timestamp = None;
    }

    /// The next frame, its payload number and the coded sound.
    pub(super) fn tick(
        &mut self,
        now: Time,
        stream: &mut Stream,
        formats: &PayloadMap,
    ) -> Option<(Numbers, u8, Vec<u8>)> {
        let coded = formats.formats.iter().find_map(|format| Some((format.send, lane::law(format.codec)?)));
        let Some((payload, law)) = coded else {
            self.skip();
            return None;
        };
        let begins = self.timestamp.is_none();
        let timestamp = self.timestamp.unwrap_or_else(|| stream.timestamp_now(now, RATE));
        let frame = law.encode_all(&self.cadence().frame(self.position));
        self.position += FRAME as u64;
        self.timestamp = Some(timestamp.wrapping_add(FRAME as u32));
        Some((Numbers { begins, ..stream.originate(now, timestamp, RATE) }, payload, frame))
    }

    fn cadence(&self) -> &'static tone::Cadence {
        match self.tone {
            Tone::Ringback => &tone::RINGBACK,
            Tone::RingbackUs => &tone::RINGBACK_US,
            Tone::RingbackUk => &tone::RINGBACK_UK,
        }
    }
}
