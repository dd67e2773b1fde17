//! Where one stream of G.722 goes on from another coder. A decoder predicts from what it has heard; from the bytes of a
//! coder that has heard something else it makes a burst, up to full scale. So at first the sound of the new coder is coded
//! anew by one that has heard the same as the listener. Meanwhile both predictors forget what was before (they leak, ITU-T
//! G.722 §3.6.3), and in the next quiet moment the bytes may go on as they are.

use serde::{Deserialize, Serialize};

use super::{Codec, Decode, Encoder};
use crate::audio::Pcm;
use crate::audio::memory::Memory;

/// Bytes of a millisecond.
const MILLISECOND: usize = 8;
/// So long is coded anew at least: what was before is forgotten.
const LEAST: usize = 100 * MILLISECOND;
/// And at most, where no moment is quiet.
const MOST: usize = 2000 * MILLISECOND;
/// What a coder has to hear of what has passed to be like the listener's decoder.
const HEARD: usize = 300 * MILLISECOND;
/// A packet whose samples all stay below this is quiet: -50 dBm0 and less.
const QUIET: u16 = 100;
/// Samples in which our own sound rises to what it is: 80 ms.
const RISE: usize = 1280;

/// The seam of one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seam {
    /// The listener has heard something in this stream.
    is_open: bool,
    /// Bytes that were coded anew since the source has changed, as long as any are.
    sewn: Option<usize>,
    /// Samples since we have the word again, as long as it rises.
    rising: Option<usize>,
    #[serde(skip)]
    memory: Memory<Sewing>,
}

struct Sewing {
    decoder: Box<dyn Decode>,
    /// The last bytes that went on as they were.
    passed: Vec<u8>,
    sound: Vec<i16>,
    coded: Vec<u8>,
}

impl Seam {
    /// A packet of somebody else's coder goes on, as it is or coded anew in its place by `ours`; `begins` says that
    /// whatever went before it in the stream was of another one.
    pub fn pass(&mut self, ours: &mut Encoder, begins: bool, payload: &mut [u8]) {
        if begins {
            self.catch_up(ours);
            self.sewn = self.is_open.then_some(0);
        }
        self.is_open = true;
        let sewing = self.memory.or_begin(Sewing::new);
        match self.sewn {
            None => sewing.keep(payload),
            Some(sewn) => {
                let is_quiet = sewing.code_anew(ours, payload);
                let sewn = sewn + payload.len();
                self.sewn = Some(sewn).filter(|sewn| *sewn < LEAST || *sewn < MOST && !is_quiet);
            }
        }
    }

    /// Our own coder has the word: where others had it before it rises for a moment, until the listener's decoder has
    /// forgotten those.
    pub fn speak(&mut self, ours: &mut Encoder, frame: &mut Pcm) {
        if self.catch_up(ours) {
            self.rising = Some(0);
        }
        self.is_open = true;
        if let Some(risen) = self.rising {
            let samples = frame.as_mut_slice();
            for (sample, at) in samples.iter_mut().zip(risen..) {
                *sample = (i64::from(*sample) * at.min(RISE) as i64 / RISE as i64) as i16;
            }
            self.rising = Some(risen + samples.len()).filter(|risen| *risen < RISE);
        }
    }

    /// It hears what others have said since it had the word last, if they have.
    fn catch_up(&mut self, ours: &mut Encoder) -> bool {
        let Some(mut sewing) = self.memory.take() else { return false };
        let passed = std::mem::take(&mut sewing.passed);
        let heard = &passed[passed.len().saturating_sub(HEARD)..];
        heard.chunks(20 * MILLISECOND).for_each(|bytes| sewing.hear(ours, bytes));
        !passed.is_empty()
    }
}

impl Sewing {
    fn new() -> Self {
        Self { decoder: (Codec::G722.row().decoder)(), passed: Vec::new(), sound: Vec::new(), coded: Vec::new() }
    }

    fn keep(&mut self, payload: &[u8]) {
        if self.passed.len() > 2 * HEARD {
            self.passed.drain(..self.passed.len() - HEARD);
        }
        self.passed.extend_from_slice(payload);
    }

    /// Whether its sound is quiet.
    fn code_anew(&mut self, ours: &mut Encoder, payload: &mut [u8]) -> bool {
        self.hear(ours, payload);
        if self.coded.len() == payload.len() {
            payload.copy_from_slice(&self.coded);
        }
        self.sound.iter().all(|sample| sample.unsigned_abs() < QUIET)
    }

    fn hear(&mut self, ours: &mut Encoder, payload: &[u8]) {
        self.sound.clear();
        self.coded.clear();
        // Any byte is one of G.722.
        if self.decoder.decode(payload, &mut self.sound).is_ok() {
            ours.encode_samples(&self.sound, &mut self.coded);
        }
    }
}
