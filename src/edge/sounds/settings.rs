//! The `[sounds]` table: what sound files may take of time, memory and disk.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Fetching and keeping of sounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The folder of the cache; `sounds` in the data directory unless set.
    pub directory: Option<PathBuf>,
    /// Bytes of sound files and spoken texts on disk; the longest unused go first. 0 keeps none.
    pub cache_bytes: u64,
    /// Bytes of decoded sounds in memory, shared by all calls that play them.
    pub memory_bytes: usize,
    /// Bytes of one file.
    pub max_bytes: u64,
    /// Seconds of one sound; what is longer is played so far.
    pub max_seconds: u64,
    /// Seconds that a server may say nothing, before its answer and within it.
    pub timeout: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            directory: None,
            cache_bytes: 1 << 30,
            memory_bytes: 64 << 20,
            max_bytes: 64 << 20,
            max_seconds: 3600,
            timeout: 10,
        }
    }
}
