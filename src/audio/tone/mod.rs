//! Sounds that are made and not loaded: tones with a cadence, as a function of the position (here), the tones of
//! countries, keys, chimes and the music on hold.
//!
//! Which tone a call hears is decided in `call`; here are the recipes. ITU-T E.180, ETSI TR 101 041-2.

pub mod chime;
pub mod country;
pub mod key;
pub mod music;

use std::f64::consts::TAU;
use std::sync::LazyLock;

use super::{FRAME, Frame, Pcm, RATE, Rate};

pub use country::Country;
pub use key::digit;

/// A tone: what sounds together, and when.
#[derive(Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Frequencies in Hz that sound together; empty is a pause without end.
    pub frequencies: &'static [u32],
    /// Milliseconds of sound and of silence in turn, repeated for ever; empty is sound without end.
    pub pattern: &'static [u32],
}

/// The ringback of most of Europe and the world: 425 Hz, 1 s on, 4 s off.
pub const RINGBACK: Cadence = cadence(&[425], &[1000, 4000]);
/// The ringback of North America: 440 and 480 Hz, 2 s on, 4 s off.
pub const RINGBACK_US: Cadence = cadence(&[440, 480], &[2000, 4000]);
/// The ringback of Britain: 400 and 450 Hz, 0.4 s on, 0.2 s off, 0.4 s on, 2 s off.
pub const RINGBACK_UK: Cadence = cadence(&[400, 450], &[400, 200, 400, 2000]);

const fn cadence(frequencies: &'static [u32], pattern: &'static [u32]) -> Cadence {
    Cadence { frequencies, pattern }
}

/// The peak of all frequencies together: -13 dBm0 for one, within what E.180 recommends for tones.
const PEAK: f64 = 4900.0;

/// One second of one sine at 1 Hz, at the higher rate: every whole frequency walks through it in its own stride, so no
/// phase is ever kept.
static SINE: LazyLock<Box<[f64]>> = LazyLock::new(|| {
    let second = Rate::Wide.hz();
    (0..second).map(|n| (TAU * f64::from(n) / f64::from(second)).sin()).collect()
});

impl Cadence {
    /// The frame at 8 kHz that begins `position` samples after the start of the tone.
    pub fn frame(&self, position: u64) -> Frame {
        let mut frame = [0; FRAME];
        self.write(RATE, position, &mut frame);
        frame
    }

    /// The frame that begins `position` samples of its rate after the start of the tone.
    pub fn pcm(&self, rate: Rate, position: u64) -> Pcm {
        let mut frame = Pcm::silence(rate);
        self.write(rate.hz(), position, frame.as_mut_slice());
        frame
    }

    /// Whether the tone sounds at a position, in samples of 8 kHz.
    pub fn sounds(&self, position: u64) -> bool {
        self.sounds_at(RATE, position)
    }

    fn write(&self, hz: u32, position: u64, onto: &mut [i16]) {
        for (sample, at) in onto.iter_mut().zip(position..) {
            if self.sounds_at(hz, at) {
                *sample = self.sample(hz, at);
            }
        }
    }

    fn sounds_at(&self, hz: u32, position: u64) -> bool {
        let samples = |ms: u32| u64::from(ms) * u64::from(hz) / 1000;
        let period: u64 = self.pattern.iter().map(|ms| samples(*ms)).sum();
        let Some(mut left) = position.checked_rem(period) else { return true };
        for (turn, ms) in self.pattern.iter().enumerate() {
            match left.checked_sub(samples(*ms)) {
                Some(rest) => left = rest,
                None => return turn % 2 == 0,
            }
        }
        false
    }

    fn sample(&self, hz: u32, position: u64) -> i16 {
        let second = SINE.len() as u64;
        let stride = second / u64::from(hz);
        let place = |frequency: &u32| position % u64::from(hz) * stride * u64::from(*frequency) % second;
        let sum: f64 = self.frequencies.iter().map(|frequency| SINE[place(frequency) as usize]).sum();
        (PEAK * sum / self.frequencies.len().max(1) as f64).round() as i16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{goertzel, level};

    /// Whether each 20 ms frame of the first `seconds` sounds, found by measuring.
    fn heard(cadence: &Cadence, seconds: u64) -> Vec<bool> {
        (0..seconds * 50).map(|n| level::dbm0(&cadence.frame(n * FRAME as u64)) > -40.0).collect()
    }

    #[test]
    fn each_ringback_has_its_frequencies_and_no_others() {
        for cadence in [RINGBACK, RINGBACK_US, RINGBACK_UK] {
            let second: Vec<i16> = (0..20).flat_map(|n| cadence.frame(n * FRAME as u64)).collect();
            let total = level::rms(&second).powi(2);
            let own: f64 = cadence.frequencies.iter().map(|f| goertzel::power(&second, f64::from(*f))).sum();
            assert!((own / total - 1.0).abs() < 0.01, "{cadence:?}: {own} of {total}");
            for stranger in [350.0, 620.0, 1000.0] {
                assert!(goertzel::power(&second, stranger) < total / 1000.0);
            }
            let loudness = level::dbm0(&second);
            assert!((-20.0..-10.0).contains(&loudness), "{loudness}");
        }
    }

    #[test]
    fn each_ringback_keeps_its_cadence() {
        for (cadence, seconds) in [(RINGBACK, 12), (RINGBACK_US, 14), (RINGBACK_UK, 7)] {
            let expected: Vec<bool> = (0..)
                .flat_map(|_| cadence.pattern.iter().enumerate())
                .flat_map(|(turn, ms)| vec![turn % 2 == 0; (*ms / 20) as usize])
                .take(seconds as usize * 50)
                .collect();
            assert_eq!(heard(&cadence, seconds), expected, "{cadence:?}");
        }
    }

    #[test]
    fn at_twice_the_rate_it_is_the_same_tone() {
        for position in [0, 16_000, 1_000_000] {
            let wide = RINGBACK_UK.pcm(Rate::Wide, 2 * position);
            let narrow: Vec<i16> = wide.as_slice().iter().copied().step_by(2).collect();
            assert_eq!(narrow, RINGBACK_UK.frame(position));
            assert_eq!(RINGBACK_UK.pcm(Rate::Narrow, position), Pcm::from(RINGBACK_UK.frame(position)));
        }
    }

    #[test]
    fn a_tone_without_pattern_never_stops_and_goes_on_after_ages() {
        let steady = Cadence { frequencies: &[1000], pattern: &[] };
        assert!(steady.sounds(0) && steady.sounds(u64::MAX));
        let late = steady.frame(u64::MAX - 1000);
        assert!(level::dbm0(&late) > -20.0);
    }
}
