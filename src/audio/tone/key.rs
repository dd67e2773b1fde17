//! The sixteen keys as pairs of tones (ITU-T Q.23), made here; found again by `audio::digits`.

use std::f64::consts::TAU;

use crate::audio::{Pcm, Rate};

/// The frequencies of the rows of keys.
pub const LOW: [u32; 4] = [697, 770, 852, 941];
/// The frequencies of the columns.
pub const HIGH: [u32; 4] = [1209, 1336, 1477, 1633];
/// The keys, row by row.
pub const KEYS: [[char; 4]; 4] =
    [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];

/// The low tone at -8 dBm0 and the high one at -6 dBm0: the line takes more of the high one (ETSI ES 201 235-2).
const PEAKS: [f64; 2] = [9055.0, 11_399.0];
/// Both rise and fall in so many milliseconds, so that the key does not click.
const RAMP_MS: u32 = 2;

/// The sound of a key at 8 kHz, so many samples long; nothing of what is no key.
pub fn digit(key: char, samples: usize) -> Vec<i16> {
    let Some(key) = Key::of(key) else { return Vec::new() };
    (0..samples as u64).map(|at| key.sample(Rate::Narrow, at, samples as u64)).collect()
}

/// A key of the dial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    low: u32,
    high: u32,
}

impl Key {
    /// The key of `0-9 * # A-D`, in any case.
    pub fn of(key: char) -> Option<Self> {
        let key = key.to_ascii_uppercase();
        let (row, column) = KEYS.iter().enumerate().find_map(|(row, keys)| {
            let column = keys.iter().position(|other| *other == key)?;
            Some((row, column))
        })?;
        Some(Self { low: LOW[row], high: HIGH[column] })
    }

    /// The frame that begins `position` samples after the key was pressed, which lasts `length` samples.
    pub fn frame(self, rate: Rate, position: u64, length: u64) -> Pcm {
        let mut frame = Pcm::silence(rate);
        for (at, sample) in (position..).zip(frame.as_mut_slice()) {
            *sample = self.sample(rate, at, length);
        }
        frame
    }

    fn sample(self, rate: Rate, at: u64, length: u64) -> i16 {
        let ramp = rate.in_ms(RAMP_MS) as u64;
        let edge = (at + 1).min(length.saturating_sub(at)).min(ramp);
        let sine = |frequency: u32| {
            (TAU * ((at * u64::from(frequency)) % u64::from(rate.hz())) as f64 / f64::from(rate.hz())).sin()
        };
        let sum = PEAKS[0] * sine(self.low) + PEAKS[1] * sine(self.high);
        (sum * edge as f64 / ramp as f64).round() as i16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{goertzel, level};

    #[test]
    fn each_key_is_its_two_tones_at_their_levels() {
        for (row, keys) in KEYS.iter().enumerate() {
            for (column, key) in keys.iter().enumerate() {
                let sound = digit(*key, 1600);
                let full = 32_768f64.powi(2) / 2.0;
                let decibels =
                    |frequency: u32| 10.0 * (goertzel::power(&sound, f64::from(frequency)) / full).log10() + 3.17;
                let (low, high) = (decibels(LOW[row]), decibels(HIGH[column]));
                assert!((low + 8.0).abs() < 0.4 && (high + 6.0).abs() < 0.4, "{key}: {low} {high}");
            }
        }
        assert!(digit('E', 1600).is_empty());
    }

    #[test]
    fn a_key_begins_and_ends_softly_and_frames_make_the_whole() {
        let whole = digit('d', 800);
        assert!(whole[0].abs() < 1000 && whole[799].abs() < 1500);
        let key = Key::of('D').unwrap();
        let frames: Vec<i16> = (0..5).flat_map(|n| key.frame(Rate::Narrow, n * 160, 800).as_slice().to_vec()).collect();
        assert_eq!(frames, whole);
        assert_eq!(key.frame(Rate::Narrow, 800, 800), Pcm::silence(Rate::Narrow));
        let wide = key.frame(Rate::Wide, 320, 3200);
        assert!((level::dbm0(wide.as_slice()) + 3.9).abs() < 1.0, "{}", level::dbm0(wide.as_slice()));
    }
}
