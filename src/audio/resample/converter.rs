//! A whole sound or a long file from any rate to one of ours, by the FFT resampler of rubato: flat, alias-free, with a
//! delay that is taken out again.
//!
//! Works where sounds are loaded, on the floor of the edge; it is not written out. A rate that no sound has is refused
//! (M22), so that nobody makes a converter allocate without bound.

use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler};

use crate::audio::Rate;

/// Rates that sounds have.
const KNOWN: std::ops::RangeInclusive<u32> = 4000..=192_000;

/// Samples that go in at once, as long as the rates allow.
const CHUNK: usize = 512;

/// Why a sound cannot be converted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateFault {
    /// No sound has this rate.
    #[error("a sound of {0} samples in a second cannot be played: resample it to 8000, 16000, 44100 or 48000")]
    Unusual(u32),
    /// The library refuses.
    #[error("the sound cannot be resampled: {0}")]
    Refused(String),
}

/// The whole of a mono sound, at another rate; as long in time as before.
pub fn convert(samples: &[i16], from_hz: u32, to: Rate) -> Result<Vec<i16>, RateFault> {
    let mut converter = Converter::new(from_hz, to)?;
    let mut out = Vec::with_capacity(samples.len() * to.hz() as usize / from_hz.max(1) as usize + CHUNK);
    converter.feed(samples, &mut out)?;
    converter.finish(&mut out)?;
    Ok(out)
}

/// A mono sound on its way from one rate to another, piece by piece.
pub struct Converter {
    way: Option<Fft<f32>>,
    from: u32,
    to: u32,
    /// What waits for a whole chunk.
    waiting: Vec<f32>,
    /// Output that is only delay and still to be left out.
    skip: usize,
    /// Samples in and out so far.
    taken: u64,
    given: u64,
}

impl Converter {
    /// A converter from `from_hz`.
    pub fn new(from_hz: u32, to: Rate) -> Result<Self, RateFault> {
        if !KNOWN.contains(&from_hz) {
            return Err(RateFault::Unusual(from_hz));
        }
        let new = || Fft::new(from_hz as usize, to.hz() as usize, CHUNK, 1, FixedSync::Both);
        let way = (from_hz != to.hz()).then(new).transpose().map_err(refused)?;
        let skip = way.as_ref().map_or(0, Resampler::output_delay);
        Ok(Self { way, from: from_hz, to: to.hz(), waiting: Vec::new(), skip, taken: 0, given: 0 })
    }

    /// Appends what `samples` have become, as far as it is known already.
    pub fn feed(&mut self, samples: &[i16], out: &mut Vec<i16>) -> Result<(), RateFault> {
        self.taken += samples.len() as u64;
        let Some(size) = self.way.as_ref().map(Resampler::input_frames_next) else {
            out.extend_from_slice(samples);
            return Ok(());
        };
        self.waiting.extend(samples.iter().map(|sample| f32::from(*sample)));
        let whole = self.waiting.len() - self.waiting.len() % size;
        let chunks: Vec<f32> = self.waiting.drain(..whole).collect();
        chunks.chunks(size).try_for_each(|chunk| self.run(chunk, out))
    }

    /// Appends the rest, so that all of it is as long in time as what went in.
    pub fn finish(mut self, out: &mut Vec<i16>) -> Result<(), RateFault> {
        let whole = self.taken * u64::from(self.to) / u64::from(self.from);
        let mut last = std::mem::take(&mut self.waiting);
        while self.way.is_some() && self.given < whole {
            self.run(&last, out)?;
            last.clear();
        }
        if self.way.is_some() {
            let surplus = usize::try_from(self.given - whole).unwrap_or(usize::MAX);
            out.truncate(out.len().saturating_sub(surplus));
        }
        Ok(())
    }

    /// One chunk through the library; one that is not full is followed by silence.
    fn run(&mut self, chunk: &[f32], out: &mut Vec<i16>) -> Result<(), RateFault> {
        let Some(way) = &mut self.way else { return Ok(()) };
        let size = way.input_frames_next();
        let mut full = chunk.to_vec();
        full.resize(size, 0.0);
        let input = InterleavedSlice::new(full.as_slice(), 1, size).map_err(refused)?;
        let mut room = vec![0.0; way.output_frames_next()];
        let frames = room.len();
        let mut output = InterleavedSlice::new_mut(room.as_mut_slice(), 1, frames).map_err(refused)?;
        let (_, written) = way.process_into_buffer(&input, &mut output, None::<&Indexing>).map_err(refused)?;
        let kept = room.get(self.skip.min(written)..written).unwrap_or_default();
        self.skip -= written - kept.len();
        self.given += kept.len() as u64;
        out.extend(kept.iter().map(|sample| sample.round_ties_even() as i16));
        Ok(())
    }
}

fn refused(error: impl std::fmt::Display) -> RateFault {
    RateFault::Refused(error.to_string())
}
