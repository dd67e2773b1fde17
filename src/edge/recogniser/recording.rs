//! A recording whose words are wanted: its closed file, whole, in a form that the recogniser takes.

use std::path::PathBuf;

use bytes::Bytes;

use super::Fault;
use super::form::File;
use crate::base::RecordingSid;
use crate::edge::recordings::{self, Format};
use crate::wire::wav;

/// Where recordings are.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    pub(super) folder: PathBuf,
    pub(super) most: u64,
}

impl Shelf {
    /// The file, for those that take files: as WAV, or where that is too large or none is, as Opus.
    pub(super) async fn file(&self, recording: RecordingSid) -> Result<File, Fault> {
        let whole = self.read(recording, Format::Wav).await;
        if let Ok(bytes) = whole {
            return Ok(File { name: "recording.wav", kind: "audio/wav", bytes });
        }
        match self.read(recording, Format::Opus).await {
            // Its ending elsewhere is that of the container.
            Ok(bytes) => Ok(File { name: "recording.ogg", kind: "audio/ogg", bytes }),
            Err(_) => whole.map(|bytes| File { name: "recording.wav", kind: "audio/wav", bytes }),
        }
    }

    /// Its samples with their rate, for those that take sound; two channels are one.
    pub(super) async fn samples(&self, recording: RecordingSid) -> Result<(u32, Vec<i16>), Fault> {
        let bytes = self.read(recording, Format::Wav).await?;
        let file = wav::read(&bytes).map_err(|why| Fault::Recording(why.to_string()))?;
        let channels = usize::from(file.channels.max(1));
        let mean =
            |all: &[i16]| (all.iter().map(|sample| i32::from(*sample)).sum::<i32>() / all.len().max(1) as i32) as i16;
        Ok((file.rate, file.samples().chunks(channels).map(mean).collect()))
    }

    async fn read(&self, recording: RecordingSid, format: Format) -> Result<Bytes, Fault> {
        let lost = |why: std::io::Error| Fault::Recording(why.to_string());
        let Some((path, _)) = recordings::find(&self.folder, recording, &[format]) else {
            return Err(Fault::Recording(format!(
                "there is no .{} file of it; see recordings.formats",
                format.extension()
            )));
        };
        let length = tokio::fs::metadata(&path).await.map_err(lost)?.len();
        if length > self.most {
            return Err(Fault::TooLarge(length));
        }
        Ok(tokio::fs::read(&path).await.map_err(lost)?.into())
    }
}
