//! Why the loop cannot start: ports, files, certificates and settings, each with what to look at. The starting itself is
//! in `plan`.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::edge::hooks::HooksError;
use crate::edge::mail::MailError;
use crate::edge::recogniser::RecogniserError;
use crate::edge::recordings::RecordingsError;
use crate::edge::sip_tls::TlsFault;
use crate::edge::sounds::SoundsError;
use crate::edge::store::StoreError;
use crate::engine::SettingsFault;

/// Why the loop cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be bound.
    #[error("{what} cannot listen on {addr}: {why}; is another engine running, or the address not of this machine?")]
    Listen {
        /// `SIP over UDP`, …
        what: &'static str,
        /// Where.
        addr: String,
        /// What the system said.
        why: io::Error,
    },
    /// The certificates.
    #[error("{0}\n  help: {help}", help = .0.help)]
    Tls(#[from] TlsFault),
    /// The outbox.
    #[error("the outbox: {0}")]
    Store(#[from] StoreError),
    /// The data folder or the journal.
    #[error("{path} cannot be written: {why}; see data.directory and journal.path")]
    Disk {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A setting that only the engine understands.
    #[error(transparent)]
    Settings(#[from] SettingsFault),
    /// The HTTP client.
    #[error(transparent)]
    Hooks(#[from] HooksError),
    /// The sender of mails.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The loader of sounds.
    #[error("sounds: {0}")]
    Sounds(#[from] SoundsError),
    /// The folder of recordings.
    #[error("recordings: {0}")]
    Recordings(#[from] RecordingsError),
    /// The recogniser of speech.
    #[error(transparent)]
    Recogniser(#[from] RecogniserError),
    /// Threads, entropy, metrics.
    #[error("the operating system refused {what}: {why}")]
    System {
        /// What.
        what: &'static str,
        /// What it said.
        why: String,
    },
}

pub(super) fn listen(what: &'static str, addrs: &[SocketAddr], why: io::Error) -> StartError {
    let addr = addrs.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(", ");
    StartError::Listen { what, addr, why }
}

pub(super) fn system(what: &'static str, why: impl ToString) -> StartError {
    StartError::System { what, why: why.to_string() }
}
