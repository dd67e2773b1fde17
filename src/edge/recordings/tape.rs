//! One recording on its way to disk, in all its forms. The first fault ends the writing and not the call; what is on
//! disk by then is kept under another name, since it is a part and no recording.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::opus::OpusFile;
use super::settings::Format;
use super::wav::WavFile;
use crate::base::RecordingSid;
use crate::media::GroupId;

/// A recording being written.
#[derive(Debug)]
pub(super) struct Tape {
    pub(super) group: GroupId,
    pub(super) recording: RecordingSid,
    paths: Vec<PathBuf>,
    wav: Option<WavFile>,
    opus: Option<OpusFile>,
    fault: Option<String>,
    missing: usize,
}

/// A recording that is written and not yet safe.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) group: GroupId,
    pub(super) recording: RecordingSid,
    paths: Vec<PathBuf>,
    files: Vec<File>,
    fault: Option<String>,
}

impl Tape {
    /// Begins all forms.
    pub(super) fn begin(
        folder: &Path,
        formats: &[Format],
        group: GroupId,
        recording: RecordingSid,
        (rate, channels): (u32, u8),
    ) -> Self {
        let path = |format: Format| file(folder, recording, format);
        let paths = formats.iter().map(|format| path(*format)).collect();
        let mut tape = Self { group, recording, paths, wav: None, opus: None, fault: None, missing: 0 };
        if formats.contains(&Format::Wav) {
            tape.wav = tape.or_fault(WavFile::create(&path(Format::Wav), rate, channels));
        }
        if formats.contains(&Format::Opus) {
            // Any number will do that differs between streams.
            let serial = group.0 as u32 ^ 0x5eed;
            tape.opus = tape.or_fault(OpusFile::create(&path(Format::Opus), rate, channels, serial));
        }
        tape
    }

    /// A recording whose beginning nobody has seen.
    pub(super) fn lost(group: GroupId, recording: RecordingSid) -> Self {
        let fault = Some("its file was never begun".into());
        Self { group, recording, paths: Vec::new(), wav: None, opus: None, fault, missing: 0 }
    }

    /// Appends samples, until a fault.
    pub(super) fn write(&mut self, samples: &[i16]) {
        if self.fault.is_some() {
            return;
        }
        let wav = self.wav.as_mut().map_or(Ok(()), |file| file.write(samples));
        let opus = self.opus.as_mut().map_or(Ok(()), |file| file.write(samples));
        self.or_fault(wav.and(opus));
    }

    /// Silence in place of what the disk was too slow for.
    pub(super) fn skip(&mut self, samples: usize) {
        self.missing += samples;
        self.rest(samples);
    }

    /// Silence.
    pub(super) fn rest(&mut self, mut samples: usize) {
        while samples > 0 {
            let part = samples.min(16_000);
            self.write(&vec![0; part]);
            samples -= part;
        }
    }

    /// Writes the rest.
    pub(super) fn end(mut self) -> Written {
        let (wav, opus) = (self.wav.take().map(WavFile::finish), self.opus.take().map(OpusFile::finish));
        let finished: Vec<io::Result<File>> = wav.into_iter().chain(opus).collect();
        let files = finished.into_iter().filter_map(|finished| self.or_fault(finished)).collect();
        if self.missing > 0 && self.fault.is_none() {
            self.fault = Some(format!("the disk was too slow: {} samples are silence instead", self.missing));
        }
        Written { group: self.group, recording: self.recording, paths: self.paths, files, fault: self.fault }
    }

    fn or_fault<T>(&mut self, result: io::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault.get_or_insert_with(|| error.to_string());
                None
            }
        }
    }
}

impl Written {
    /// Waits for the platter: how many bytes there are, or why it is no whole recording.
    pub(super) fn settle(self) -> Result<u64, String> {
        let sizes = self.files.iter().map(|file| file.sync_all().and_then(|()| Ok(file.metadata()?.len())));
        let bytes = sizes.sum::<io::Result<u64>>().map_err(|error| error.to_string());
        match (self.fault, bytes) {
            (None, Ok(bytes)) if bytes > 0 => Ok(bytes),
            (None, Ok(_)) => Err("no file was written".into()),
            (Some(fault), _) | (None, Err(fault)) => {
                self.paths.iter().for_each(|path| set_aside(path));
                Err(fault)
            }
        }
    }
}

/// Where a form of a recording is.
pub(super) fn file(folder: &Path, recording: RecordingSid, format: Format) -> PathBuf {
    folder.join(format!("{recording}.{}", format.extension()))
}

/// `RE….wav` becomes `RE….partial.wav`: nobody is told of it, and the operator finds it.
fn set_aside(path: &Path) {
    let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
    match fs::rename(path, path.with_extension(format!("partial.{end}"))) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "a part of a recording cannot be set aside");
        }
        _ => {}
    }
}
