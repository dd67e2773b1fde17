//! Doubling and halving the rate with a half-band filter of 63 taps: 2 ms of delay, flat to 3.4 kHz, everything from
//! 4.6 kHz on 70 dB down.
//!
//! Every second tap of such a filter is zero but for the middle one, so each direction costs 32 products for a sample
//! of 8 kHz. Between 3.4 and 4.6 kHz the filter falls through -6 dB at 4 kHz; what lies there mirrors into 3.4 to 4
//! kHz, where telephones carry nothing. The history is samples, not floats: equal pasts are equal values.

use std::f64::consts::PI;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::audio::{Pcm, Rate};

/// Taps that are not zero, the middle one aside.
const TAPS: usize = 32;
/// Samples of 8 kHz that the middle tap looks back.
const MIDDLE: usize = 15;
/// As much as is filtered at once, in samples of 8 kHz.
const BLOCK: usize = 160;
/// The shape of the Kaiser window: -70 dB.
const BETA: f64 = 6.8;

/// The taps beside the middle one, which is a half; their sum is a half, too.
static SIDE: LazyLock<[f32; TAPS]> = LazyLock::new(|| {
    let taps: [f64; TAPS] = std::array::from_fn(|k| {
        let x = 2.0 * k as f64 - 31.0;
        let window = bessel(BETA * (1.0 - (x / 32.0).powi(2)).sqrt()) / bessel(BETA);
        (PI * x / 2.0).sin() / (PI * x) * window
    });
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| (tap / sum / 2.0) as f32)
});

/// 8 kHz to 16 kHz.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubler {
    past: [i16; TAPS - 1],
}

/// 16 kHz to 8 kHz.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halver {
    /// The first of each two samples.
    even: [i16; TAPS - 1],
    /// The second.
    odd: [i16; MIDDLE + 1],
}

impl Doubler {
    /// A frame at 16 kHz; one that is so already passes.
    pub fn frame(&mut self, frame: &Pcm) -> Pcm {
        let mut wide = *frame;
        if frame.rate() == Rate::Narrow {
            wide = Pcm::silence(Rate::Wide);
            self.block(frame.as_slice(), wide.as_mut_slice());
        }
        wide
    }

    /// Appends two samples for each one.
    pub fn double(&mut self, narrow: &[i16], out: &mut Vec<i16>) {
        for block in narrow.chunks(BLOCK) {
            let begin = out.len();
            out.resize(begin + 2 * block.len(), 0);
            self.block(block, &mut out[begin..]);
        }
    }

    fn block(&mut self, narrow: &[i16], wide: &mut [i16]) {
        let mut line = [0.0; TAPS - 1 + BLOCK];
        let now = fill(&mut line, &mut self.past, narrow);
        let between = filter(&line);
        let onto = wide.as_chunks_mut::<2>().0;
        for (n, [first, second]) in onto.iter_mut().take(now).enumerate() {
            *first = round(2.0 * between[n]);
            *second = line[n + TAPS - 1 - MIDDLE] as i16;
        }
    }
}

impl Halver {
    /// A frame at 8 kHz; one that is so already passes.
    pub fn frame(&mut self, frame: &Pcm) -> Pcm {
        let mut narrow = *frame;
        if frame.rate() == Rate::Wide {
            narrow = Pcm::silence(Rate::Narrow);
            self.block(frame.as_slice(), narrow.as_mut_slice());
        }
        narrow
    }

    /// Appends one sample for each two; an odd one at the end is lost.
    pub fn halve(&mut self, wide: &[i16], out: &mut Vec<i16>) {
        for block in wide.chunks(2 * BLOCK) {
            let begin = out.len();
            out.resize(begin + block.len() / 2, 0);
            self.block(block, &mut out[begin..]);
        }
    }

    fn block(&mut self, wide: &[i16], narrow: &mut [i16]) {
        let pairs = wide.as_chunks::<2>().0;
        let (mut first, mut second) = ([0; BLOCK], [0; BLOCK]);
        for (n, [even, odd]) in pairs.iter().take(BLOCK).enumerate() {
            (first[n], second[n]) = (*even, *odd);
        }
        let now = pairs.len().min(BLOCK);
        let (mut even, mut odd) = ([0.0; TAPS - 1 + BLOCK], [0.0; MIDDLE + 1 + BLOCK]);
        fill(&mut even, &mut self.even, &first[..now]);
        fill(&mut odd, &mut self.odd, &second[..now]);
        let sides = filter(&even);
        for (n, sample) in narrow.iter_mut().take(now).enumerate() {
            *sample = round(sides[n] + 0.5 * odd[n]);
        }
    }
}

/// Lays the past and the new samples into one line, and keeps its end as the next past. How many are new.
fn fill<const PAST: usize, const LINE: usize>(line: &mut [f32; LINE], past: &mut [i16; PAST], new: &[i16]) -> usize {
    let both = past.iter().chain(new);
    line.iter_mut().zip(both).for_each(|(to, from)| *to = f32::from(*from));
    let now = new.len().min(LINE - PAST);
    past.iter_mut().zip(&line[now..]).for_each(|(to, from)| *to = *from as i16);
    now
}

/// The side taps over every place of the line. Tap by tap, so that the compiler takes several places at once.
fn filter(line: &[f32; TAPS - 1 + BLOCK]) -> [f32; BLOCK] {
    let mut sums = [0.0; BLOCK];
    for (back, tap) in SIDE.iter().enumerate() {
        let from = TAPS - 1 - back;
        sums.iter_mut().zip(&line[from..from + BLOCK]).for_each(|(sum, sample)| *sum += tap * sample);
    }
    sums
}

/// The nearest sample; louder than 16 bits is as loud as they go.
fn round(sample: f32) -> i16 {
    sample.round_ties_even() as i16
}

/// The modified Bessel function of the first kind and order zero, by its series.
fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..40 {
        term *= (x / 2.0 / f64::from(k)).powi(2);
        sum += term;
    }
    sum
}
