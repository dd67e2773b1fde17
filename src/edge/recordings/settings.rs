//! The `[recordings]` table: where recordings are, in which forms, and for how long.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Recordings on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Their folder; `recordings` in the data directory unless set.
    pub directory: Option<PathBuf>,
    /// What is written of each: `wav`, `opus`, or both.
    pub formats: Vec<Format>,
    /// Days after which they are removed; 0 keeps them for ever.
    pub keep_days: u64,
}

/// A form of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// 16-bit PCM.
    Wav,
    /// Opus in Ogg (RFC 7845).
    Opus,
}

impl Format {
    /// Every form, the one of a URL without ending first.
    pub const ALL: [Self; 2] = [Self::Wav, Self::Opus];

    /// The ending of its files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Opus => "opus",
        }
    }

    /// What it is called over HTTP.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Wav => "audio/x-wav",
            Self::Opus => "audio/ogg",
        }
    }
}

impl Settings {
    /// The folder, where `data` is the data directory.
    pub fn folder(&self, data: &Path) -> PathBuf {
        self.directory.clone().unwrap_or_else(|| data.join("recordings"))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self { directory: None, formats: vec![Format::Wav], keep_days: 0 }
    }
}
