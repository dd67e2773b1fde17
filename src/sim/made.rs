//! The sound files that stories describe: as samples, and as the bytes of a file.

use std::time::Duration;

use bytes::Bytes;

use super::acoustics::{seed, tone, wav};
use super::loader::Download;
use super::story::{Made, SoundFile};
use crate::audio::{RATE, Rate, voice};
use crate::call::source::LoadFault;

impl SoundFile {
    /// It on its way from its place on the web.
    pub(super) fn download(&self, place: &str) -> Result<Download, LoadFault> {
        let Some(mut samples) = self.samples(place) else {
            return Err(LoadFault::Unreadable("its bytes are no sound".into()));
        };
        let whole = samples.len().max(1);
        let mut result = Ok(());
        if let Some(cut) = self.cut {
            samples.truncate(count(cut));
            result = Err(LoadFault::Unreachable("the connection broke".into()));
        }
        let arriving = self.arriving.mul_f64(samples.len() as f64 / whole as f64);
        Ok(Download { samples, arriving, result })
    }

    /// It as a file.
    pub(super) fn bytes(&self, place: &str) -> Bytes {
        let samples = self.samples(place).map(|samples| wav::write(Rate::Narrow, 1, &samples));
        samples.map_or(Bytes::from_static(b"this is not a sound"), Bytes::from)
    }

    fn samples(&self, place: &str) -> Option<Vec<i16>> {
        match self.made {
            Made::Voice(span) => Some(voice::start(seed(&["file", place]), count(span))),
            Made::Tone(hz, span) => Some(tone(hz, count(span))),
            Made::Silence(span) => Some(vec![0; count(span)]),
            Made::Broken => None,
        }
    }
}

fn count(span: Duration) -> usize {
    span.as_millis() as usize * RATE as usize / 1000
}
