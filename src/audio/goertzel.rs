//! How strong one frequency is in a piece of sound (the Goertzel algorithm).

use std::f64::consts::TAU;

use super::RATE;

/// The power of `frequency` in `samples`: half the square of its amplitude, so that the powers of all its sines add up
/// to the mean square of a sound.
pub fn power(samples: &[i16], frequency: f64) -> f64 {
    let turn = TAU * frequency / f64::from(RATE);
    let coefficient = 2.0 * turn.cos();
    let (mut last, mut before) = (0.0, 0.0);
    for sample in samples {
        (last, before) = (f64::from(*sample) + coefficient * last - before, last);
    }
    let length = samples.len().max(1) as f64;
    2.0 * (last * last + before * before - coefficient * last * before) / (length * length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_has_its_power_at_its_own_frequency_only() {
        let sine: Vec<i16> = (0..800).map(|n| (1000.0 * (TAU * 697.5 * f64::from(n) / 8000.0).sin()) as i16).collect();
        assert!((power(&sine, 697.5) / 500_000.0 - 1.0).abs() < 0.02);
        assert!(power(&sine, 770.0) < 5_000.0);
        assert!(power(&sine, 1394.0) < 500.0);
        assert_eq!(power(&[], 1000.0), 0.0);
    }
}
