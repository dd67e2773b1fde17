//! A sound that is looked for: where in it a piece of something heard belongs. Coarsely by
//! an eighth of the samples, then to the sample.

use std::sync::{Arc, OnceLock};

use super::measure::is_quiet;
use super::rate::between;
use crate::audio::level::rms;

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

/// A part of what is heard that is so much louder than the sound would be drowns it.
const DROWNED: f64 = 0.75;
/// A piece that is so much alike is where it is; else it may lie between the samples.
const PLAINLY: f64 = 0.9;

/// How alike a sound is to itself a little later if it repeats itself, as a tone does.
const PERIODIC: f64 = 0.995;
/// The beginning of such a sound is looked for so exactly.
const ONSET: f64 = 0.003;

/// Where in a sound something belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// At which of its samples.
    pub offset: usize,
    /// How it lies against them.
    pub lie: Lie,
}

/// How what is heard lies against the samples of the sound: codecs and filters at 16 kHz move it by halves of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Sample upon sample.
    Upon,
    /// Half a sample later.
    Between,
}

/// A sound to be found.
#[derive(Debug)]
pub struct Template {
    samples: Arc<[i16]>,
    /// What lies between each of its samples and the next one.
    between: OnceLock<Vec<i16>>,
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
        Self { samples, between: OnceLock::new(), coarse, energy, is_periodic }
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

    /// Where in it this piece begins, if it is in it.
    pub fn locate(&self, piece: &[i16]) -> Option<Spot> {
        let needle = coarsely(piece);
        let energy: f64 = needle.iter().map(|value| f64::from(*value).powi(2)).sum();
        if needle.is_empty() || energy <= 0.0 {
            return None;
        }
        let scored = self.coarse.windows(needle.len()).enumerate().map(|(lag, window)| {
            let own = self.energy[lag + needle.len()] - self.energy[lag];
            (lag, f64::from(product(&needle, window)) / (energy * own.max(1.0)).sqrt())
        });
        let mut best: Vec<(usize, f64)> = scored.filter(|(_, like)| *like > ROUGHLY).collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1));
        best.iter().take(4).find_map(|(lag, _)| self.refine(lag * COARSE, piece))
    }

    /// Whether these samples are those from there on.
    pub fn is_alike(&self, at: Spot, frame: &[i16]) -> bool {
        let Some(own) = self.lying(at.lie).get(at.offset..at.offset + frame.len()) else { return false };
        if is_quiet(own) || is_quiet(frame) {
            return is_quiet(own) && is_quiet(frame);
        }
        let (like, gain) = compare(own, frame);
        like > FRAME_ALIKE && (1.0 / GAIN..GAIN).contains(&gain)
    }

    /// How alike this is to what follows there.
    pub fn likeness(&self, at: Spot, heard: &[i16]) -> f64 {
        self.lying(at.lie).get(at.offset..).map_or(0.0, |own| compare(own, heard).0)
    }

    /// Whether what is heard is so much louder than these samples that they could not be told in it.
    pub fn is_drowned(&self, at: Spot, frame: &[i16]) -> bool {
        let own = self.lying(at.lie).get(at.offset..at.offset + frame.len());
        own.is_some_and(|own| rms(own) < DROWNED * rms(frame))
    }

    fn lying(&self, lie: Lie) -> &[i16] {
        match lie {
            Lie::Upon => &self.samples,
            Lie::Between => self.between.get_or_init(|| between(&self.samples)),
        }
    }

    fn refine(&self, near: usize, piece: &[i16]) -> Option<Spot> {
        let best = |lie: Lie| {
            let sound = self.lying(lie);
            let lags = near.saturating_sub(COARSE)..=near + COARSE;
            let scored = lags.filter_map(|lag| Some((lag, compare(sound.get(lag..lag + piece.len())?, piece))));
            let (offset, (like, gain)) = scored.max_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
            Some((Spot { offset, lie }, like, gain))
        };
        let upon = best(Lie::Upon)?;
        let found = if upon.1 > PLAINLY { Some(upon) } else { best(Lie::Between).filter(|other| other.1 > upon.1) };
        let (spot, like, gain) = found.unwrap_or(upon);
        (like > ALIKE && (1.0 / GAIN..GAIN).contains(&gain)).then_some(spot)
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

/// Of two sounds of one length. Stories spend their time here and in `compare`, most of them in builds that are not
/// optimised, where an iterator takes ten times as long as an index.
fn product(one: &[f32], other: &[f32]) -> f32 {
    let (mut sum, mut at, end) = (0.0, 0, one.len().min(other.len()));
    while at < end {
        sum += one[at] * other[at];
        at += 1;
    }
    sum
}

/// Normalised correlation, and how much louder the second is.
fn compare(own: &[i16], heard: &[i16]) -> (f64, f64) {
    let (mut product, mut a, mut b) = (0_i64, 0_i64, 0_i64);
    let (mut at, end) = (0, own.len().min(heard.len()));
    while at < end {
        let (x, y) = (own[at] as i64, heard[at] as i64);
        product += x * y;
        a += x * x;
        b += y * y;
        at += 1;
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
            let spot = Some(Spot { offset: at, lie: Lie::Upon });
            assert_eq!(template.locate(piece), spot, "{at}");
            let soft: Vec<i16> = piece.iter().map(|sample| sample / 2).collect();
            assert_eq!(template.locate(&soft), spot);
        }
        for other in 4..12 {
            let stranger = synth::own_voice(other, 24_000);
            let taken = stranger.chunks_exact(1600).filter(|piece| template.locate(piece).is_some()).count();
            assert_eq!(taken, 0, "voice {other}");
        }
    }
}
