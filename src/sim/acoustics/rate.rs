//! Between 8 and 16 kHz without delay, for whole sounds: a symmetric half-band filter that looks both ways.

use std::f64::consts::PI;
use std::sync::LazyLock;

/// Taps on each side of the middle.
const REACH: usize = 24;

/// One side of the filter, its middle first; every other tap but the middle is zero.
static TAPS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let tap = |k: usize| {
        let x = k as f64 * PI / 2.0;
        let sinc = if k == 0 { 1.0 } else { x.sin() / x };
        0.5 * sinc * (0.5 + 0.5 * (PI * k as f64 / (REACH + 1) as f64).cos())
    };
    (0..=REACH).map(tap).collect()
});

/// Every other sample of 16 kHz, after everything above 4 kHz is taken away.
pub fn halve(wide: &[i16]) -> Vec<i16> {
    (0..wide.len() / 2).map(|at| halved(wide, at)).collect()
}

/// The sample at 8 kHz with this number.
pub(super) fn halved(wide: &[i16], at: usize) -> i16 {
    let middle = 2 * at;
    let sample = |at: Option<usize>| at.and_then(|at| wide.get(at)).map_or(0.0, |sample| f64::from(*sample));
    let side = |k: usize| sample(middle.checked_sub(k)) + sample(middle.checked_add(k));
    let odd = (1..=REACH).step_by(2).map(|k| TAPS[k] * side(k)).sum::<f64>();
    round(TAPS[0] * sample(Some(middle)) + odd)
}

/// Twice as many samples, and nothing above 4 kHz.
pub fn double(narrow: &[i16]) -> Vec<i16> {
    narrow.iter().copied().zip(between(narrow)).flat_map(|(own, next)| [own, next]).collect()
}

/// What lies in the middle between each sample and the next one.
pub(super) fn between(narrow: &[i16]) -> Vec<i16> {
    let sample = |at: Option<usize>| at.and_then(|at| narrow.get(at)).map_or(0.0, |sample| f64::from(*sample));
    let middle = |at: usize| {
        let far = (1..=REACH).step_by(2).map(|k| {
            let sides = sample((at + 1).checked_sub(k.div_ceil(2))) + sample(at.checked_add(k.div_ceil(2)));
            2.0 * TAPS[k] * sides
        });
        round(far.sum())
    };
    (0..narrow.len()).map(middle).collect()
}

fn round(sample: f64) -> i16 {
    sample.round().clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

#[cfg(test)]
mod tests {
    use super::super::synth;
    use super::*;
    use crate::audio::level::likeness;

    #[test]
    fn there_and_back_is_the_same_sound_at_the_same_place() {
        for sound in [synth::own_voice(2, 4000), synth::tone(440, 4000), synth::tone(2600, 4000)] {
            let wide = double(&sound);
            assert_eq!(wide.len(), 8000);
            assert!(likeness(&sound, &halve(&wide)).unwrap() > 0.98);
        }
    }
}
