//! Whether a piece of sound is one pure tone, and which.
//!
//! In a pure tone each sample and the one two later add up to the one between, times a number that tells the frequency:
//! found by least squares, proved by how much of the sound that frequency is.

use std::f64::consts::TAU;

/// The frequency in Hz that a sound would have if it was one tone, and how much of the sound that tone is (0 to 1).
pub(super) fn tone(samples: &[i16], hz: u32) -> (f64, f64) {
    let (product, energy) = samples.windows(3).fold((0.0, 1.0), |(product, energy), window| {
        let [before, now, after] = [window[0], window[1], window[2]].map(f64::from);
        (product + now * (before + after), energy + now * now)
    });
    let turn = (product / (2.0 * energy)).clamp(-1.0, 1.0).acos();
    (turn / TAU * f64::from(hz), share(samples, turn))
}

/// How much of the sound turns by `turn` in each sample.
fn share(samples: &[i16], turn: f64) -> f64 {
    // Goertzel's recursion at any turn; the edges of a piece without whole turns may add a little more than all.
    let coefficient = 2.0 * turn.cos();
    let (mut last, mut before, mut energy) = (0.0, 0.0, 1.0);
    for sample in samples.iter().map(|sample| f64::from(*sample)) {
        (last, before) = (sample + coefficient * last - before, last);
        energy += sample * sample;
    }
    let power = last * last + before * before - coefficient * last * before;
    (2.0 * power / (energy * samples.len().max(1) as f64)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(frequency: f64, hz: u32) -> Vec<i16> {
        (0..320).map(|n| (5000.0 * (TAU * frequency * f64::from(n) / f64::from(hz)).sin()) as i16).collect()
    }

    #[test]
    fn a_tone_is_found_and_two_are_not_one() {
        for hz in [8000, 16_000] {
            for frequency in [400.0, 1000.0, 3000.0] {
                let (found, share) = tone(&sine(frequency, hz), hz);
                assert!((found - frequency).abs() < 2.0 && share > 0.97, "{frequency} at {hz}: {found} {share}");
            }
        }
        let two: Vec<i16> = sine(700.0, 8000).iter().zip(sine(1200.0, 8000)).map(|(a, b)| a + b).collect();
        assert!(tone(&two, 8000).1 < 0.6);
        assert_eq!(tone(&[0; 160], 8000).1, 0.0);
        assert_eq!(tone(&[], 8000).1, 0.0);
    }
}
