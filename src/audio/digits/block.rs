//! One block of 102 samples: is it a key, and nothing else?
//!
//! The eight frequencies are measured (Goertzel's question, answered by products with a table). A key is two tones that
//! are nearly all of the sound, one of each group, alike in strength, without the second harmonics that voices have.
//! ITU-T Q.24 gives the tolerances.

use std::f64::consts::TAU;
use std::sync::LazyLock;

use crate::audio::RATE;
use crate::audio::tone::key::{HIGH, KEYS, LOW};

/// The samples of a block: 12.75 ms, long enough to tell 697 Hz from 770.
pub(super) const LENGTH: usize = 102;
/// From one block to the next.
pub(super) const HOP: usize = LENGTH / 2;

/// Each of the tones is at least so strong in a block: -42 dBm0, so that a
/// key of -38 counts where it fills most of one.
const QUIETEST: f32 = 16_300.0;
/// The two tones are at least this share of the sound. A block of which so much is filled by a clean key is a hit.
const SHARE: f32 = 0.63;
/// The low tone is at most this much stronger than the high one: 8 dB, and 1.5 for what measuring adds.
const TWIST: f32 = 8.9;
/// The high tone is at most this much stronger than the low one: 4 dB, and one.
const REVERSE_TWIST: f32 = 3.2;
/// The other tones of a group are at most this share of the strongest: -7 dB.
const OTHERS: f32 = 0.2;
/// The second harmonic is at most this share: voices have it, keys do not.
const HARMONIC: f32 = 0.2;
/// The harmonic of a low tone that is so near (Hz) to the high tone cannot be told from it.
const BLURRED: u32 = 110;

/// A block that is a key.
pub(super) struct Hit {
    pub(super) digit: char,
    /// As many samples of the block as the key seems to fill.
    pub(super) covered: u64,
    /// How far the low and the high frequency are off, in thousandth.
    pub(super) off: [i64; 2],
}

/// Real and imaginary parts of the eight frequencies, for each sample of a block.
static WAVES: LazyLock<Vec<[[f32; 8]; 2]>> = LazyLock::new(|| {
    let phase = |n: usize, k: usize| TAU * f64::from(frequency(k)) * n as f64 / f64::from(RATE);
    let wave = |n| {
        let cosine = std::array::from_fn(|k| phase(n, k).cos() as f32);
        let sine = std::array::from_fn(|k| phase(n, k).sin() as f32);
        [cosine, sine]
    };
    (0..LENGTH).map(wave).collect()
});

/// The low four, then the high four.
fn frequency(k: usize) -> u32 {
    LOW.into_iter().chain(HIGH).nth(k).unwrap_or_default()
}

/// The key of a block, if it is one.
pub(super) fn look(block: &[i16]) -> Option<Hit> {
    let total = block.iter().map(|s| f32::from(*s) * f32::from(*s)).sum::<f32>() / LENGTH as f32;
    if total < 2.0 * QUIETEST {
        return None;
    }
    let halves = [measure(block, 0), measure(block, HOP)];
    let powers: [f32; 8] = std::array::from_fn(|k| {
        let (re, im) = (halves[0].0[k] + halves[1].0[k], halves[0].1[k] + halves[1].1[k]);
        2.0 * (re * re + im * im) / (LENGTH * LENGTH) as f32
    });
    let (row, column) = (strongest(&powers[..4])?, strongest(&powers[4..])?);
    let off = [row, 4 + column].map(|k| off(&halves, k));
    let [low, high] = [powers[row] / seen(off[0]), powers[4 + column] / seen(off[1])];
    let share = (low + high) / total;
    let is_key = share >= SHARE
        && low.min(high) >= QUIETEST
        && low <= TWIST * high
        && high <= REVERSE_TWIST * low
        && ((2 * LOW[row]).abs_diff(HIGH[column]) < BLURRED || harmonic(block, LOW[row]) <= HARMONIC * low)
        && harmonic(block, HIGH[column]) <= HARMONIC * high;
    let thousandth = |k: usize| (1000.0 * off[k / 4] / frequency(k) as f32).round() as i64;
    is_key.then(|| Hit {
        digit: KEYS[row][column],
        covered: (share.min(1.0) * LENGTH as f32) as u64,
        off: [thousandth(row), thousandth(4 + column)],
    })
}

type Spectrum = ([f32; 8], [f32; 8]);

/// The half of the block from `begin` on, against all eight waves.
fn measure(block: &[i16], begin: usize) -> Spectrum {
    let mut sums = ([0.0; 8], [0.0; 8]);
    for (sample, [cosine, sine]) in block[begin..begin + HOP].iter().zip(&WAVES[begin..]) {
        let sample = f32::from(*sample);
        for k in 0..8 {
            sums.0[k] += sample * cosine[k];
            sums.1[k] += sample * sine[k];
        }
    }
    sums
}

/// The place of the strongest, if the others are far below.
fn strongest(powers: &[f32]) -> Option<usize> {
    let best = (0..powers.len()).max_by(|a, b| powers[*a].total_cmp(&powers[*b]))?;
    let is_alone = (0..powers.len()).all(|k| k == best || powers[k] <= OTHERS * powers[best]);
    is_alone.then_some(best)
}

/// How far a tone is from the frequency it is measured at, in Hz: the phase that the second half is ahead.
fn off(halves: &[Spectrum; 2], k: usize) -> f32 {
    let [(a_re, a_im), (b_re, b_im)] = halves.map(|half| (half.0[k], half.1[k]));
    let ahead = (a_im * b_re - a_re * b_im).atan2(a_re * b_re + a_im * b_im);
    ahead * RATE as f32 / (std::f32::consts::TAU * HOP as f32)
}

/// How much of a tone is seen at a frequency that it is so far off from; from 40 Hz on it is another tone.
fn seen(off: f32) -> f32 {
    let turn = std::f32::consts::PI * off.abs().clamp(0.1, 40.0) * LENGTH as f32 / RATE as f32;
    (turn.sin() / turn).powi(2)
}

/// The power of twice the frequency.
fn harmonic(block: &[i16], frequency: u32) -> f32 {
    crate::audio::goertzel::power(block, 2.0 * f64::from(frequency)) as f32
}
