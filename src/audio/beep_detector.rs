//! The beep of an answering machine: one steady tone between 400 and 1600 Hz for at least 120 ms.
//!
//! Telephone tones are beeps here, too; whoever listens after the answer does not hear them. Works at either rate.

use serde::{Deserialize, Serialize};

use super::{Pcm, level, pure};

/// Frames of a tone that make a beep: 120 ms.
const ENOUGH: u32 = 6;
/// Frequencies of beeps in Hz.
const BEEPS: std::ops::RangeInclusive<u32> = 400..=1600;
/// A tone is at least so loud, in dBm0.
const QUIETEST: f64 = -40.0;
/// The tone is at least this share of the frame.
const PURE: f64 = 0.9;
/// A steady tone moves by at most so many Hz and so many dB from its first frame.
const STEADY: (u32, i32) = (12, 4);

/// What was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beep {
    /// A tone has lasted for 120 ms.
    Began {
        /// In Hz.
        frequency: u32,
    },
    /// It is over.
    Ended {
        /// In Hz.
        frequency: u32,
        /// How many frames of 20 ms it filled.
        frames: u32,
    },
}

/// Listens to one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeepDetector {
    tone: Option<Tone>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tone {
    frequency: u32,
    /// dBm0.
    loudness: i32,
    frames: u32,
}

impl BeepDetector {
    /// Listens to the next frame.
    pub fn feed(&mut self, frame: &Pcm) -> Option<Beep> {
        let heard = pure_tone(frame);
        match (self.tone, heard) {
            (Some(tone), Some(heard)) if tone.goes_on_as(heard) => {
                let frames = tone.frames.saturating_add(1);
                self.tone = Some(Tone { frames, ..tone });
                (frames == ENOUGH).then_some(Beep::Began { frequency: tone.frequency })
            }
            (last, heard) => {
                self.tone = heard;
                let Tone { frequency, frames, .. } = last?;
                (frames >= ENOUGH).then_some(Beep::Ended { frequency, frames })
            }
        }
    }
}

impl BeepDetector {
    /// Whether a beep goes on: `Began` was told, and its end was not.
    pub fn hears_a_beep(&self) -> bool {
        self.tone.is_some_and(|tone| tone.frames >= ENOUGH)
    }
}

impl Tone {
    fn goes_on_as(self, other: Self) -> bool {
        self.frequency.abs_diff(other.frequency) <= STEADY.0 && (self.loudness - other.loudness).abs() <= STEADY.1
    }
}

/// The tone that the frame is, if it is one of a beep.
fn pure_tone(frame: &Pcm) -> Option<Tone> {
    let samples = frame.as_slice();
    let loudness = level::dbm0(samples);
    if loudness < QUIETEST {
        return None;
    }
    let (frequency, share) = pure::tone(samples, frame.rate().hz());
    let tone = Tone { frequency: frequency.round() as u32, loudness: loudness as i32, frames: 1 };
    (BEEPS.contains(&tone.frequency) && share >= PURE).then_some(tone)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::audio::codec::Law;
    use crate::audio::{Rate, tone, voice};

    fn sine(rate: Rate, frequency: f64, amplitude: f64, ms: u32) -> Vec<i16> {
        let turn = TAU * frequency / f64::from(rate.hz());
        (0..rate.in_ms(ms)).map(|n| (amplitude * (turn * n as f64).sin()).round() as i16).collect()
    }

    fn heard(rate: Rate, sound: &[i16]) -> Vec<Beep> {
        let mut detector = BeepDetector::default();
        sound.chunks(rate.samples()).filter_map(|frame| detector.feed(&Pcm::from_slice(rate, frame))).collect()
    }

    #[test]
    fn every_usual_beep_is_heard_with_its_frequency_and_its_length() {
        for rate in [Rate::Narrow, Rate::Wide] {
            for frequency in [420.0, 440.0, 850.0, 1000.0, 1400.0, 1580.0] {
                for amplitude in [600.0, 8000.0, 30_000.0] {
                    let mut sound = vec![0; rate.in_ms(205)];
                    sound.extend(sine(rate, frequency, amplitude, 400));
                    sound.extend(vec![0; rate.in_ms(200)]);
                    let beeps = heard(rate, &sound);
                    let [Beep::Began { frequency: found }, Beep::Ended { frames, .. }] = beeps[..] else {
                        panic!("{frequency} {amplitude}: {beeps:?}");
                    };
                    assert!(f64::from(found) - frequency < 8.0 && frequency - f64::from(found) < 8.0, "{found}");
                    assert!((18..=20).contains(&frames), "{frames}");
                }
            }
        }
    }

    #[test]
    fn a_beep_is_heard_through_the_coarser_law_and_over_noise() {
        let beep = [voice::start(3, 8000), sine(Rate::Narrow, 1000.0, 4000.0, 300), vec![0; 800]].concat();
        let coded = Law::A.decode_all(&Law::A.encode_all(&beep));
        let noisy: Vec<i16> = coded.iter().enumerate().map(|(n, s)| s + ((n * n * 31) % 401) as i16 - 200).collect();
        assert_eq!(heard(Rate::Narrow, &noisy).len(), 2);
    }

    #[test]
    fn voices_keys_music_and_short_tones_are_no_beeps() {
        for seed in 0..6 {
            assert_eq!(heard(Rate::Narrow, &voice::start(seed, 160_000)), [], "voice {seed}");
        }
        let keys: Vec<i16> = "0123456789*#".chars().flat_map(|key| tone::digit(key, 3200)).collect();
        assert_eq!(heard(Rate::Narrow, &keys), []);
        for rate in [Rate::Narrow, Rate::Wide] {
            assert_eq!(heard(rate, tone::music::samples(rate)), []);
        }
        assert_eq!(heard(Rate::Narrow, &[sine(Rate::Narrow, 1000.0, 8000.0, 100), vec![0; 1600]].concat()), []);
        assert_eq!(heard(Rate::Narrow, &sine(Rate::Narrow, 300.0, 8000.0, 1000)), []);
        assert_eq!(heard(Rate::Narrow, &sine(Rate::Narrow, 2100.0, 8000.0, 1000)), []);
        assert_eq!(heard(Rate::Narrow, &[0; 8000]), []);
    }
}
