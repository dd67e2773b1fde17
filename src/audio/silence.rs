//! Whether a line is silent, by its level alone: what ends a recording, where a noise that never stops is silence, too.
//!
//! Whether somebody speaks is `voice_activity`; this also hears music and tones, and costs nothing.

use serde::{Deserialize, Serialize};

use super::{Pcm, level};

/// Whatever is quieter is silence, in dBm0.
const FLOOR: i32 = -50;
/// Whatever is louder is sound.
const LOUD: i32 = -25;
/// Sound is so much louder than the noise of the line, in dB.
const ABOVE_NOISE: i32 = 10;
/// Frames after which the noise of the line is measured anew: 1 s. The noise is the quietest of the last two.
const WINDOW: u32 = 50;
/// A sound of one frame is a click.
const CLICK: u32 = 2;

/// Listens to one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detector {
    /// The quietest frame of the window before this one and of this one, in dBm0.
    quietest: [i32; 2],
    /// Frames of this window.
    frames: u32,
    /// Frames in a row that were above the threshold.
    above: u32,
}

impl Default for Detector {
    fn default() -> Self {
        Self { quietest: [FLOOR; 2], frames: 0, above: 0 }
    }
}

impl Detector {
    /// Whether the frame is sound.
    pub fn feed(&mut self, frame: &Pcm) -> bool {
        let loudness = level::dbm0(frame.as_slice()).max(-100.0) as i32;
        if self.frames == WINDOW {
            *self = Self { quietest: [self.quietest[1], loudness], frames: 0, above: self.above };
        }
        self.frames += 1;
        self.quietest[1] = self.quietest[1].min(loudness);
        let noise = self.quietest[0].min(self.quietest[1]);
        let threshold = (noise + ABOVE_NOISE).clamp(FLOOR, LOUD);
        self.above = if loudness >= threshold { self.above + 1 } else { 0 };
        self.above >= CLICK
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Rate, voice};

    fn frames(sound: &[i16]) -> Vec<Pcm> {
        sound.chunks(160).map(|frame| Pcm::from_slice(Rate::Narrow, frame)).collect()
    }

    /// A hiss of about this amplitude.
    fn hiss(amplitude: i32, samples: usize) -> Vec<i16> {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 16) as i32 % (2 * amplitude + 1) - amplitude) as i16
        };
        (0..samples).map(|_| next()).collect()
    }

    fn share(detector: &mut Detector, sound: &[i16]) -> f64 {
        let frames = frames(sound);
        frames.iter().filter(|frame| detector.feed(frame)).count() as f64 / frames.len() as f64
    }

    #[test]
    fn a_voice_is_sound_and_a_quiet_line_is_not() {
        let mut detector = Detector::default();
        assert!(share(&mut detector, &voice::start(4, 24_000)) > 0.8);
        assert_eq!(share(&mut detector, &[0; 8000]), 0.0);
        assert_eq!(share(&mut detector, &hiss(20, 16_000)), 0.0);
        let mut click = vec![0; 8000];
        click[4000] = 30_000;
        assert_eq!(share(&mut detector, &click), 0.0);
    }

    #[test]
    fn a_noise_that_goes_on_becomes_silence_and_a_voice_over_it_is_heard() {
        let mut detector = Detector::default();
        share(&mut detector, &[0; 8000]);
        share(&mut detector, &hiss(600, 24_000));
        assert_eq!(share(&mut detector, &hiss(600, 16_000)), 0.0, "after three seconds");
        let loud: Vec<i16> = voice::start(4, 16_000).iter().zip(hiss(600, 16_000)).map(|(a, b)| a + b).collect();
        assert!(share(&mut detector, &loud) > 0.6);
    }
}
