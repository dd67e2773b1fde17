//! Several sounds at once, as loud as each is alone, and never clipped: a sum, the sum without one of its parts, and
//! the limiter that every output has.
//!
//! Sums are exact (32 bits hold 65,536 voices). Where one is too loud for 16 bits, the limiter turns the whole sound
//! down for as long as that takes, instead of cutting its tops off.

use serde::{Deserialize, Serialize};

use super::{Pcm, Rate};

/// The longest frame.
const WIDEST: usize = Rate::Wide.samples();
/// A frame is looked at in parts of 4 ms; the gain moves in a straight line through each.
const PARTS: usize = 5;
/// Samples that are looked at together; parts are made of them.
const LANES: usize = 8;
/// Full gain.
const UNITY: i64 = 1 << 16;
/// What the gain is turned for: -1.3 dB from full scale. Above it there is a bend up to full scale.
const CEILING: i64 = 28_200;
/// Full scale.
const FULL: i64 = i16::MAX as i64;
/// The share of what is missing that the gain regains in a part: back to full within half a second.
const RELEASE: i64 = 32;

/// The sum of frames of one rate.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    rate: Rate,
    total: [i32; WIDEST],
}

impl Sum {
    /// Nothing yet.
    pub fn new(rate: Rate) -> Self {
        Self { rate, total: [0; WIDEST] }
    }

    /// The rate of everything in it.
    pub fn rate(&self) -> Rate {
        self.rate
    }

    /// Adds a frame of the same rate.
    pub fn add(&mut self, frame: &Pcm) {
        debug_assert_eq!(frame.rate(), self.rate, "the owner resamples");
        self.total.iter_mut().zip(frame.as_slice()).for_each(|(sum, sample)| *sum += i32::from(*sample));
    }

    /// Takes a frame out again that is in it.
    pub fn remove(&mut self, frame: &Pcm) {
        debug_assert_eq!(frame.rate(), self.rate, "it was added");
        self.total.iter_mut().zip(frame.as_slice()).for_each(|(sum, sample)| *sum -= i32::from(*sample));
    }

    /// All of it, for one who only listens.
    pub fn whole(&self, limiter: &mut Limiter) -> Pcm {
        limiter.limit(self.rate, &self.total)
    }

    /// All but `own`, which must be in it: what its speaker hears (mix-minus).
    pub fn without(&self, own: &Pcm, limiter: &mut Limiter) -> Pcm {
        let mut rest = *self;
        rest.remove(own);
        rest.whole(limiter)
    }
}

/// How far one output is turned down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limiter {
    /// In 65,536th.
    gain: i64,
}

impl Default for Limiter {
    fn default() -> Self {
        Self { gain: UNITY }
    }
}

impl Limiter {
    /// Brings a sum into 16 bits.
    fn limit(&mut self, rate: Rate, sum: &[i32; WIDEST]) -> Pcm {
        let mut frame = Pcm::silence(rate);
        let (sum, _) = sum.split_at(rate.samples());
        let part = rate.samples() / PARTS;
        let peaks: [i64; PARTS] = std::array::from_fn(|n| peak(&sum[n * part..(n + 1) * part]));
        if self.gain == UNITY && peaks.iter().all(|peak| *peak <= CEILING) {
            frame.as_mut_slice().iter_mut().zip(sum).for_each(|(to, from)| *to = *from as i16);
            return frame;
        }
        let bearable = peaks.map(bearable);
        for (n, (from, onto)) in sum.chunks_exact(part).zip(frame.as_mut_slice().chunks_exact_mut(part)).enumerate() {
            // The end of this part is the beginning of the next, whose peak is known already: the gain arrives in time.
            let next = bearable[(n + 1).min(PARTS - 1)];
            let end = (self.gain + (UNITY - self.gain) / RELEASE + 1).min(bearable[n]).min(next).min(UNITY);
            slide(self.gain, end, from, onto);
            self.gain = end;
        }
        frame
    }
}

/// The gain at which a sample as loud as this is at the ceiling.
fn bearable(peak: i64) -> i64 {
    (CEILING * UNITY / peak.max(1)).min(UNITY)
}

/// How loud the loudest sample is. Here and in `slide` floating point and no branch let the processor do several
/// samples at once; sums of five hundred voices are exact in it.
fn peak(sum: &[i32]) -> i64 {
    let mut loudest = [0.0_f32; LANES];
    for samples in sum.chunks_exact(LANES) {
        for (loudest, sample) in loudest.iter_mut().zip(samples) {
            let loud = (*sample as f32).abs();
            *loudest = if loud > *loudest { loud } else { *loudest };
        }
    }
    loudest.into_iter().fold(0.0, f32::max) as i64
}

/// Writes samples while the gain goes from one value to another. A peak that comes before the gain is still above the
/// ceiling: from there on it is bent ever flatter up to full scale.
fn slide(from: i64, to: i64, sum: &[i32], out: &mut [i16]) {
    let (first, last) = (from as f32 / UNITY as f32, to as f32 / UNITY as f32);
    let step = (last - first) / out.len().max(1) as f32;
    let (ceiling, room) = (CEILING as f32, (FULL - CEILING) as f32);
    for (n, (out, sample)) in (1_i32..).zip(out.iter_mut().zip(sum)) {
        let turned = *sample as f32 * (first + step * n as f32);
        let over = (turned.abs() - ceiling).max(0.0);
        let loud = turned.abs().min(ceiling) + room * over / (room + over);
        *out = nearest(loud.copysign(turned));
    }
}

/// The nearest whole number to one of 16 bits: so far above zero the last bits of a float count whole numbers.
fn nearest(sample: f32) -> i16 {
    (sample + 12_582_912.0).to_bits() as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{goertzel, level, voice};

    fn sine(frequency: f64, amplitude: f64, samples: usize) -> Vec<i16> {
        let turn = std::f64::consts::TAU * frequency / 8000.0;
        (0..samples).map(|n| (amplitude * (turn * n as f64).sin()).round() as i16).collect()
    }

    /// What a listener hears of these sounds.
    fn mixed(sounds: &[Vec<i16>]) -> Vec<i16> {
        let mut limiter = Limiter::default();
        let frames = sounds[0].len() / 160;
        let tick = |n: usize| {
            let mut sum = Sum::new(Rate::Narrow);
            sounds.iter().for_each(|s| sum.add(&Pcm::from_slice(Rate::Narrow, &s[n * 160..(n + 1) * 160])));
            limiter = serde_json::from_str(&serde_json::to_string(&limiter).unwrap()).unwrap();
            sum.whole(&mut limiter).as_slice().to_vec()
        };
        (0..frames).flat_map(tick).collect()
    }

    #[test]
    fn quiet_sounds_are_added_to_the_bit() {
        let (a, b) = (sine(300.0, 9000.0, 1600), sine(1100.0, 9000.0, 1600));
        let sum: Vec<i16> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
        assert_eq!(mixed(&[a, b]), sum);
    }

    #[test]
    fn who_speaks_hears_all_but_himself() {
        let frames: Vec<Pcm> = (0..3).map(|n| Pcm::from(voice::frame(n, 0))).collect();
        let mut sum = Sum::new(Rate::Narrow);
        frames.iter().for_each(|frame| sum.add(frame));
        let mut others = Sum::new(Rate::Narrow);
        frames[1..].iter().for_each(|frame| others.add(frame));
        let heard = sum.without(&frames[0], &mut Limiter::default());
        assert_eq!(heard, others.whole(&mut Limiter::default()));
    }

    #[test]
    fn too_loud_a_sum_is_turned_down_and_not_cut() {
        let loud: Vec<Vec<i16>> = [500.0, 500.0, 500.0, 500.0].map(|f| sine(f, 20_000.0, 16_000)).to_vec();
        let heard = mixed(&loud);
        let steady = &heard[1600..];
        assert!(steady.iter().all(|sample| sample.unsigned_abs() <= 28_300));
        // A cut sine has harmonics of -9 dB and less; this one has none that is heard.
        let (own, third) = (goertzel::power(steady, 500.0), goertzel::power(steady, 1500.0));
        let distortion = 10.0 * (third / own).log10();
        assert!(distortion < -40.0, "{distortion} dB");
        assert!(10.0 * (own / level::rms(steady).powi(2)).log10() > -0.05);
    }

    #[test]
    fn no_step_is_heard_when_the_gain_falls_and_when_it_rises() {
        let mut burst = sine(400.0, 30_000.0, 32_000);
        burst[..8000].fill(0);
        burst[16_000..].fill(0);
        let heard = mixed(&[burst.clone(), burst, sine(200.0, 6000.0, 32_000)]);
        let steepest = |sound: &[i16]| sound.windows(2).map(|w| w[0].abs_diff(w[1])).max().unwrap();
        // The sum itself climbs by 19,800 in a sample, and turned down by less than 10,000.
        assert!(steepest(&heard) < 19_800, "{}", steepest(&heard));
        assert!(steepest(&heard[8040..]) < 10_000, "{}", steepest(&heard[8040..]));
        let after = level::dbm0(&heard[24_000..]) - level::dbm0(&sine(200.0, 6000.0, 8000));
        assert!(after.abs() < 0.5, "half a second later the gain is back: {after}");
    }

    #[test]
    fn what_is_far_too_loud_is_bent_below_full_scale_and_keeps_its_sign() {
        let sum: [i32; 16] = std::array::from_fn(|n| (n as i32 - 8) * 800_000);
        let mut out = [0; 16];
        slide(UNITY, UNITY, &sum, &mut out);
        assert!(out.is_sorted(), "{out:?}");
        assert_eq!((out[8], out[0] < -32_700, out[15] > 32_700), (0, true, true), "{out:?}");
        for sample in [-28_200, -1, 0, 1, 28_200] {
            assert_eq!(nearest(sample as f32), sample);
        }
        assert_eq!((nearest(f32::from(i16::MAX)), peak(&[0, 7, -6_553_600, 9, 0, 0, 0, 0])), (i16::MAX, 6_553_600));
    }

    #[test]
    fn two_hundred_at_full_voice_stay_within_sixteen_bits() {
        let shout: Vec<Vec<i16>> = (0..200).map(|n| sine(f64::from(200 + 7 * n), 32_767.0, 3200)).collect();
        let heard = mixed(&shout);
        assert!(level::dbm0(&heard[800..]) > -25.0);
        assert!(heard.iter().any(|sample| sample.unsigned_abs() > 20_000));
    }
}
