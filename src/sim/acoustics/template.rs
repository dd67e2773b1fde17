//! A sound that is looked for: where in it a piece of something heard belongs. Coarsely by an eighth of the samples, then
//! to the sample.

use std::sync::Arc;

use super::measure::is_quiet;

/// Samples that the coarse search takes for one.
const COARSE: usize = 8;
/// The piece that is looked up: 200 ms, or half of a shorter sound.
const PIECE: usize = 1600;
/// How alike the piece must be, coarsely and to the sample.
const ROUGHLY: f64 = 0.35;
const ALIKE: f64 = 0.6;
/// So much of a beginning is compared: 40 ms.
const BEGINNING: usize = 320;
/// How alike every single frame must be.
const FRAME_ALIKE: f64 = 0.5;
/// So many times louder or softer it may be.
const GAIN: f64 = 4.0;

/// How alike a sound is to itself a little later if it repeats itself, as a tone does.
const PERIODIC: f64 = 0.995;
/// The beginning of such a sound is looked for so exactly.
const ONSET: f64 = 0.003;

/// A sound to be found.
#[derive(Debug)]
pub struct Template {
    samples: Arc<[i16]>,
    coarse: Vec<f32>,
    /// The energy of `coarse` before each of its samples.
    energy: Vec<f64>,
    is_periodic: bool,
}

impl Template {
    /// Looks for these samples at 8 kHz.
    pub fn new(samples: impl Into<Arc<[i16]>>) -> Self {
        let samples = samples.into();
        let coarse = coarsely(&samples);
        let mut energy = vec![0.0];
        for value in &coarse {
            energy.push(energy.last().copied().unwrap_or(0.0) + f64::from(*value).powi(2));
        }
        let is_periodic = is_periodic(&samples);
        Self { samples, coarse, energy, is_periodic }
    }

    /// Its samples.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// How many samples are looked up at once.
    pub fn piece(&self) -> usize {
        PIECE.min(self.samples.len() / 2 / COARSE * COARSE)
    }

    /// Whether it is a tone or the like: a piece of it may be any piece of it.
    pub fn is_periodic(&self) -> bool {
        self.is_periodic
    }

    /// Where in what was heard it begins, if it does: the first place where its beginning is as much alike as anywhere.
    pub fn onset(&self, heard: &[i16]) -> Option<usize> {
        let begin = self.samples.get(..BEGINNING)?;
        let likes: Vec<f64> = heard.windows(BEGINNING).map(|window| compare(begin, window).0).collect();
        let best = likes.iter().copied().fold(ALIKE, f64::max);
        let first = likes.iter().position(|like| *like >= best - ONSET && *like > ALIKE)?;
        // Near the end it may be no more than a part of what comes yet.
        (first + BEGINNING <= likes.len()).then_some(first)
    }

    /// At which of its samples this piece begins, if it is in it.
    pub fn locate(&self, piece: &[i16]) -> Option<usize> {
        let needle = coarsely(piece);
        let energy: f64 = needle.iter().map(|value| f64::from(*value).powi(2)).sum();
        if needle.is_empty() || energy <= 0.0 {
            return None;
        }
        let scored = self.coarse.windows(needle.len()).enumerate().map(|(lag, window)| {
            let product: f32 = needle.iter().zip(window).map(|(a, b)| a * b).sum();
            let own = self.energy[lag + needle.len()] - self.energy[lag];
            (lag, f64::from(product) / (energy * own.max(1.0)).sqrt())
        });
        let mut best: Vec<(usize, f64)> = scored.filter(|(_, like)| *like > ROUGHLY).collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        best.iter().take(4).find_map(|(lag, _)| self.refine(lag * COARSE, piece))
    }

    /// Whether these samples are those from `at` on.
    pub fn is_alike(&self, at: usize, frame: &[i16]) -> bool {
        let Some(own) = self.samples.get(at..at + frame.len()) else { return false };
        if is_quiet(own) || is_quiet(frame) {
            return is_quiet(own) && is_quiet(frame);
        }
        let (like, gain) = compare(own, frame);
        like > FRAME_ALIKE && (1.0 / GAIN..GAIN).contains(&gain)
    }

    fn refine(&self, near: usize, piece: &[i16]) -> Option<usize> {
        let lags = near.saturating_sub(COARSE)..=near + COARSE;
        let scored = lags.filter_map(|lag| Some((lag, compare(self.samples.get(lag..lag + piece.len())?, piece))));
        let best = scored.max_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
        let (lag, (like, gain)) = best;
        (like > ALIKE && (1.0 / GAIN..GAIN).contains(&gain)).then_some(lag)
    }
}

/// Whether a piece at the beginning and one in the middle come again after the same time.
fn is_periodic(samples: &[i16]) -> bool {
    let comes_again = |at: usize, after: usize| {
        let pieces = samples.get(at..at + BEGINNING).zip(samples.get(at + after..at + after + BEGINNING));
        pieces.is_some_and(|(one, other)| !is_quiet(one) && compare(one, other).0 > PERIODIC)
    };
    (2 * COARSE..2 * BEGINNING).any(|after| comes_again(0, after) && comes_again(samples.len() / 2, after))
}

/// Normalised correlation, and how much louder the second is.
fn compare(own: &[i16], heard: &[i16]) -> (f64, f64) {
    let (mut product, mut a, mut b) = (0_i64, 0_i64, 0_i64);
    for (x, y) in own.iter().zip(heard) {
        let (x, y) = (i64::from(*x), i64::from(*y));
        product += x * y;
        a += x * x;
        b += y * y;
    }
    let (a, b) = (a.max(1) as f64, b.max(1) as f64);
    (product as f64 / (a * b).sqrt(), (b / a).sqrt())
}

fn coarsely(samples: &[i16]) -> Vec<f32> {
    let mean = |chunk: &[i16]| chunk.iter().map(|sample| i32::from(*sample)).sum::<i32>() as f32 / COARSE as f32;
    samples.chunks_exact(COARSE).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::super::synth;
    use super::*;

    #[test]
    fn every_piece_of_a_sound_is_found_at_its_place_and_no_other_sound_is() {
        let template = Template::new(synth::own_voice(3, 24_000));
        for at in (0..22_000).step_by(1237) {
            let piece = &template.samples()[at..at + 1600];
            assert_eq!(template.locate(piece), Some(at), "{at}");
            let soft: Vec<i16> = piece.iter().map(|sample| sample / 2).collect();
            assert_eq!(template.locate(&soft), Some(at));
        }
        for other in 4..12 {
            let stranger = synth::own_voice(other, 24_000);
            let taken = stranger.chunks_exact(1600).filter(|piece| template.locate(piece).is_some()).count();
            assert_eq!(taken, 0, "voice {other}");
        }
    }
}
