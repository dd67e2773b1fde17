//! From the rate of a sound to the rate of who takes it, frame by frame and without a seam.

use serde::{Deserialize, Serialize};

use crate::audio::resample::{Doubler, Halver};
use crate::audio::{Pcm, Rate};

/// The converters of one taker; there are none while its sound has the right rate already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fit {
    up: Option<Box<Doubler>>,
    down: Option<Box<Halver>>,
}

impl Fit {
    /// The next frame of the sound at this rate.
    pub(super) fn fit(&mut self, frame: Pcm, rate: Rate) -> Pcm {
        match (frame.rate(), rate) {
            (Rate::Narrow, Rate::Wide) => self.up.get_or_insert_default().frame(&frame),
            (Rate::Wide, Rate::Narrow) => self.down.get_or_insert_default().frame(&frame),
            _ => frame,
        }
    }
}
