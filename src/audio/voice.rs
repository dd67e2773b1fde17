//! A sound like a voice, for tests and the demo: a melody of harmonics and breath that never repeats.
//!
//! Two voices of different seeds are unlike each other, and a voice is unlike itself at any other moment, so that
//! finding it in what was heard proves that this sound arrived, and how late.

use std::f64::consts::TAU;

use super::{FRAME, Frame, RATE};

/// The frame of the voice `seed` that begins `position` samples after its start.
pub fn frame(seed: u64, position: u64) -> Frame {
    let mut frame = [0; FRAME];
    for (sample, at) in frame.iter_mut().zip(position..) {
        *sample = at_position(seed, at);
    }
    frame
}

/// The first `samples` of the voice.
pub fn start(seed: u64, samples: usize) -> Vec<i16> {
    (0..samples as u64).map(|at| at_position(seed, at)).collect()
}

fn at_position(seed: u64, position: u64) -> i16 {
    let t = position as f64 / f64::from(RATE);
    let character = unit(mix(seed));
    // Integrals of a pitch that wanders over more than an octave at rates without a common period.
    let pitch = 110.0 + 70.0 * character;
    let phase = pitch * t + 4.0 * (TAU * (0.61 + 0.2 * character) * t).sin() + 5.3 * (TAU * 1.618 * t).sin();
    let harmonics: f64 = (1..=6).map(|k| colour(k, t, character) * (TAU * f64::from(k) * phase).sin()).sum();
    let breath = unit(mix(seed ^ mix(position))) * 2.0 - 1.0;
    let sound = 0.75 * harmonics + 0.9 * breath * (1.05 - syllable(t + 0.13, character));
    (7000.0 * syllable(t, character) * sound) as i16
}

/// How strong a harmonic is: formants move.
fn colour(k: u32, t: f64, character: f64) -> f64 {
    let order = f64::from(k);
    (0.6 + 0.4 * (TAU * (0.9 + 0.37 * order) * t + order * (1.0 + character)).sin()) / order.sqrt() / 2.0
}

/// Loudness in the rhythm of speech, about four syllables in a second, never quite silent.
fn syllable(t: f64, character: f64) -> f64 {
    let beat = (TAU * (3.3 + character) * t).sin() + 0.5 * (TAU * 1.414 * t + character).sin();
    (0.55 + 0.3 * beat).clamp(0.08, 1.0)
}

/// A number that depends on every bit of `seed` (SplitMix64).
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Between 0 and 1.
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::codec::Law;
    use crate::audio::level::{self, dbm0};

    #[test]
    fn the_voice_is_as_loud_as_speech_and_continuous_over_frames() {
        for seed in 0..4 {
            let sound = start(seed, 16_000);
            assert!((-25.0..-8.0).contains(&dbm0(&sound)), "{}", dbm0(&sound));
            assert_eq!(frame(seed, 320), sound[320..480]);
            assert!(sound.iter().all(|sample| sample.unsigned_abs() < 32_000));
        }
    }

    #[test]
    fn a_voice_is_found_where_it_is_and_nowhere_else() {
        let said = start(1, 4800);
        let mut heard = vec![0; 777];
        heard.extend(Law::A.decode_all(&Law::A.encode_all(&said)));
        let found = level::find(&said, &heard, 1600).unwrap();
        assert_eq!(found.lag, 777);
        assert!(found.likeness > 0.99, "{found:?}");
        let stranger = level::find(&start(2, 4800), &heard, 1600).unwrap();
        assert!(stranger.likeness < 0.5, "{stranger:?}");
        let later: Vec<i16> = start(1, 24_000).split_off(12_000);
        let elsewhere = level::find(&said, &later, 1600).unwrap();
        assert!(elsewhere.likeness < 0.5, "{elsewhere:?}");
    }
}
