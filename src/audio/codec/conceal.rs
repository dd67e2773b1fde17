//! Likely sound in place of lost packets, for codecs that have no answer of their own: the last pitch period again and
//! again, fading to silence within 60 ms.
//!
//! In the spirit of ITU-T G.711 Appendix I: the period is where the past is most like itself, its seams are overlapped,
//! and the first sound after the gap is faded into, so that neither edge clicks. Unlike there nothing is delayed.

use serde::{Deserialize, Serialize};

use crate::audio::Rate;

/// The longest period, of a voice of 66 Hz.
const LONGEST_MS: u32 = 15;
/// The shortest period, of a voice of 400 Hz; a higher one repeats several periods at once.
const SHORTEST_MS: f64 = 2.5;
/// As much past as is compared with itself.
const WINDOW_MS: u32 = 15;
/// Loud for so long, then fading.
const LOUD_MS: u32 = 10;
/// Silent from here on.
const SILENT_MS: u32 = 60;
/// How long the first sound after a gap overlaps with what filled it.
const OVERLAP_MS: u32 = 4;

/// The past of one line, and its gap if it is in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Concealer {
    rate: Rate,
    /// The last `WINDOW_MS + LONGEST_MS` of sound.
    past: Vec<i16>,
    gap: Option<Gap>,
}

/// A gap being filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Gap {
    /// One period, of which the end goes over into the beginning.
    period: Vec<i16>,
    /// Samples filled so far.
    filled: usize,
}

impl Concealer {
    pub(super) fn new(rate: Rate) -> Self {
        Self { rate, past: Vec::new(), gap: None }
    }

    /// Sound has arrived: it is remembered, and its beginning is blended with the end of a gap.
    pub(super) fn on_sound(&mut self, sound: &mut [i16]) {
        if let Some(mut gap) = self.gap.take() {
            let overlap = self.rate.in_ms(OVERLAP_MS).min(sound.len());
            for (n, sample) in sound[..overlap].iter_mut().enumerate() {
                *sample = blend(gap.next(self.rate), *sample, n + 1, overlap + 1);
            }
        }
        self.remember(sound);
    }

    /// Appends `samples` of what may have been said.
    pub(super) fn fill(&mut self, out: &mut Vec<i16>, samples: usize) {
        let gap = self.gap.get_or_insert_with(|| Gap { period: period(&self.past, self.rate), filled: 0 });
        out.extend((0..samples).map(|_| gap.next(self.rate)));
    }

    fn remember(&mut self, sound: &[i16]) {
        let room = self.rate.in_ms(WINDOW_MS + LONGEST_MS);
        let newest = &sound[sound.len().saturating_sub(room)..];
        let surplus = (self.past.len() + newest.len()).saturating_sub(room);
        self.past.drain(..surplus.min(self.past.len()));
        self.past.extend_from_slice(newest);
    }
}

impl Gap {
    fn next(&mut self, rate: Rate) -> i16 {
        let (loud, silent) = (rate.in_ms(LOUD_MS), rate.in_ms(SILENT_MS));
        let at = self.filled;
        if self.period.is_empty() || at >= silent {
            return 0;
        }
        self.filled += 1;
        let sample = self.period[at % self.period.len()];
        blend(sample, 0, at.saturating_sub(loud), silent - loud)
    }
}

/// What goes on from `past`: its last period, blended over its last quarter with what stood before the period, so that
/// the end of each round leads into the beginning of the next. Empty without a past.
fn period(past: &[i16], rate: Rate) -> Vec<i16> {
    let shortest = (f64::from(rate.hz()) * SHORTEST_MS / 1000.0) as usize;
    let window = rate.in_ms(WINDOW_MS);
    if past.len() < window + rate.in_ms(LONGEST_MS) {
        return Vec::new();
    }
    let now = &past[past.len() - window..];
    let likeness = |lag: usize| {
        let then = &past[past.len() - window - lag..past.len() - lag];
        let (product, energy) = now.iter().zip(then).fold((0.0, 1.0), |(product, energy), (a, b)| {
            (product + f64::from(*a) * f64::from(*b), energy + f64::from(*b) * f64::from(*b))
        });
        product / f64::sqrt(energy)
    };
    let lags = (shortest..=rate.in_ms(LONGEST_MS)).map(|lag| (lag, likeness(lag)));
    let length = lags.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(shortest, |(lag, _)| lag);
    let begin = past.len() - length;
    let mut period = past[begin..].to_vec();
    let quarter = length / 4;
    for n in 0..quarter {
        let at = length - quarter + n;
        period[at] = blend(period[at], past[begin - quarter + n], n + 1, quarter);
    }
    period
}

/// `done` of `whole` parts of the way from one sample to another.
fn blend(from: i16, to: i16, done: usize, whole: usize) -> i16 {
    let (done, whole) = (done.min(whole) as i64, whole.max(1) as i64);
    let mixed = (i64::from(from) * (whole - done) + i64::from(to) * done) / whole;
    i16::try_from(mixed).expect("a sample between two samples is one")
}
