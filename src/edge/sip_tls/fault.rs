//! Why a certificate file cannot be used.

use std::path::{Path, PathBuf};

use tokio_rustls::rustls;

/// A file of the `[tls]` table, and what is wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {path}: {why}")]
pub struct TlsFault {
    /// Which setting names the file: `tls.certificates`.
    pub setting: &'static str,
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub why: String,
    /// What to do.
    pub help: &'static str,
}

impl TlsFault {
    /// A file that cannot be read as what it should be.
    pub(super) fn file(setting: &'static str, path: &Path, why: impl ToString) -> Self {
        let help = "a PEM file that this user may read; see docs/tls.md for how to make one";
        Self { setting, path: path.to_owned(), why: why.to_string(), help }
    }

    /// A file that says nothing.
    pub(super) fn empty(setting: &'static str, path: &Path, what: &'static str) -> Self {
        let help = "the file must hold blocks that begin with -----BEGIN";
        Self { setting, path: path.to_owned(), why: format!("there is no {what} in it"), help }
    }

    /// A certificate and a key that cannot be used together.
    pub(super) fn pair(setting: &'static str, path: &Path, why: rustls::Error) -> Self {
        let help = "certificate and key must belong together: make both with one command, or renew both";
        Self { setting, path: path.to_owned(), why: format!("it cannot be used with its key: {why}"), help }
    }
}
