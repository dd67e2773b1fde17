//! What can be wrong with the outbox, and what to do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the outbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another engine has it.
    #[error("outbox {}: in use by another engine; give each engine an outbox of its own", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// Not an outbox, or damaged.
    #[error("outbox {}: not a database or damaged ({error}); move it away to start with an empty one", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        error: rusqlite::Error,
    },
    /// Written by another version of the program.
    #[error(
        "outbox {}: has schema {found}, this version reads {expected}; let the version that wrote it empty it, or move \
         it away", path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The version of the file.
        found: i64,
        /// Ours.
        expected: i64,
    },
    /// A row that is no letter.
    #[error("outbox {}: row {row} cannot be read ({error}); delete that row or move the file away", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The row.
        row: i64,
        /// Why not.
        error: serde_json::Error,
    },
    /// The file cannot be opened, read or written.
    #[error("outbox {}: {error}; check the directory, its permissions and the space left", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        error: rusqlite::Error,
    },
}

impl StoreError {
    pub(super) fn new(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Corrupt { path, error },
            _ => Self::Disk { path, error },
        }
    }
}
