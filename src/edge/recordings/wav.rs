//! A WAV file that grows. Its head is written anew every two seconds of sound, so that a crash leaves a file that is
//! read up to there; what a crash left behind that is mended at the next start.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use crate::wire::wav::{self, Format};

/// Bytes of the head.
const HEAD: u64 = 44;
/// Seconds of sound between two heads.
const SECONDS: u64 = 2;
/// Bytes of samples that wait for a write.
const BLOCK: usize = 16 << 10;

/// A file being written.
#[derive(Debug)]
pub(super) struct WavFile {
    file: File,
    rate: u32,
    channels: u8,
    waiting: Vec<u8>,
    /// Bytes of samples on disk, and those that the head tells of.
    written: u64,
    told: u64,
}

impl WavFile {
    /// Begins a file; there must be none of its name.
    pub(super) fn create(path: &Path, rate: u32, channels: u8) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(&head(rate, channels, 0))?;
        Ok(Self { file, rate, channels, waiting: Vec::with_capacity(2 * BLOCK), written: 0, told: 0 })
    }

    /// Appends samples.
    pub(super) fn write(&mut self, samples: &[i16]) -> io::Result<()> {
        self.waiting.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        if self.waiting.len() >= BLOCK {
            self.flush()?;
        }
        let second = u64::from(self.rate) * u64::from(self.channels) * 2;
        if self.written - self.told >= SECONDS * second { self.tell() } else { Ok(()) }
    }

    /// Writes the rest and the head. The file can be read after it, and is on the platter after `sync_all`.
    pub(super) fn finish(mut self) -> io::Result<File> {
        self.flush()?;
        self.tell()?;
        Ok(self.file)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.waiting)?;
        self.written += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    fn tell(&mut self) -> io::Result<()> {
        self.file.write_all_at(&head(self.rate, self.channels, self.written), 0)?;
        self.told = self.written;
        Ok(())
    }
}

/// Makes the head of a file tell of all its samples; whether it had to be mended.
pub(super) fn mend(path: &Path) -> io::Result<bool> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    let there = file.metadata()?.len().saturating_sub(HEAD);
    let mut old = [0; HEAD as usize];
    if file.read_at(&mut old, 0)? < old.len() || !old.starts_with(b"RIFF") {
        return Ok(false);
    }
    let field = |at: usize| old.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes);
    let channels = old.get(22).copied().unwrap_or(1);
    let whole = there - there % (2 * u64::from(channels.max(1)));
    if u64::from(field(40)) == whole && there == whole {
        return Ok(false);
    }
    file.set_len(HEAD + whole)?;
    file.write_all_at(&head(field(24), channels, whole), 0)?;
    file.sync_all()?;
    Ok(true)
}

/// Mends every file of the folder that a crash left.
pub(super) fn mend_all(folder: &Path) -> io::Result<usize> {
    let mut mended = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "wav") {
            mended += usize::from(mend(&path)?);
        }
    }
    Ok(mended)
}

/// A length beyond what WAV can say is told as the largest; readers then go to the end of the file.
fn head(rate: u32, channels: u8, bytes: u64) -> [u8; HEAD as usize] {
    wav::header(Format::Pcm16, u16::from(channels), rate, u32::try_from(bytes).unwrap_or(u32::MAX))
}
