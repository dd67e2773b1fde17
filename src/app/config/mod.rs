//! The configuration: one TOML file, every value of which a variable of the environment may replace.
//!
//! Here is its shape as far as it is the process's own; what the engine is told (`numbers`, `users`, `limits`, …) is
//! `engine::Settings`. `read` puts file and environment together, `check` looks for what parses but cannot work,
//! `fault` draws the picture.

mod check;
mod environment;
mod fault;
mod faults;
mod inline;
mod listen;
mod origin;
mod read;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::edge::{recordings, sip_tls, sounds, voice};
use crate::engine::Settings;

pub use environment::Environment;
pub use fault::{Fault, Place, Report, Severity};
pub use listen::Listen;
pub use read::{LoadError, load, read};

/// Everything `serve` is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Config {
    /// Tables of the process itself.
    #[serde(flatten)]
    pub process: Process,
    /// Tables of the engine.
    #[serde(flatten)]
    pub engine: Settings,
}

/// The tables that are not the engine's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Process {
    /// Where SIP is spoken.
    pub sip: Sip,
    /// The operator's port.
    pub admin: Admin,
    /// Disk.
    pub data: Data,
    /// The journal, when one is written.
    pub journal: Option<Journal>,
    /// Certificates of TLS.
    pub tls: sip_tls::Settings,
    /// The name service.
    pub dns: Dns,
    /// Log lines.
    pub log: Log,
    /// Threads and endings.
    pub run: Run,
    /// Sound files: fetching and keeping.
    pub sounds: sounds::Settings,
    /// Who speaks.
    pub voice: voice::Settings,
    /// Recordings on disk.
    pub recordings: recordings::Settings,
}

impl Process {
    /// The names of the tables above; all other keys of the file are the engine's.
    pub(crate) const KEYS: [&'static str; 11] =
        ["sip", "admin", "data", "journal", "log", "run", "tls", "dns", "sounds", "voice", "recordings"];
}

/// Where SIP is spoken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sip {
    /// Addresses such as `udp:127.0.0.1:5060` and `tls:[::1]:5061`.
    pub listen: Vec<Listen>,
    /// Host name or address for Via and Contact, instead of the one listened on.
    pub public_address: Option<String>,
    /// Requests longer than this many bytes go by TCP where the peer has it (RFC 3261 §18.1.1).
    pub udp_limit: usize,
    /// Header lines that a message may have; one with more is refused with 400.
    pub max_headers: usize,
    /// Vias that a message may have; one with more is refused with 400. The longest valid message of RFC 4475 has 34.
    pub max_vias: usize,
    /// Connections at once; more are closed as they come.
    pub connections: usize,
    /// Seconds a peer may take for one message, or for its first after it connected (S29).
    pub message_seconds: u64,
    /// Seconds without a byte after which a connection is closed.
    pub idle_seconds: u64,
    /// Seconds between pings on connections that we opened (RFC 5626 §4.4.1); 0 sends none.
    pub keep_alive_seconds: u64,
    /// Pages that may open a WebSocket, as `https://phone.example.com`; `*` is any, none those of our own host.
    pub origins: Vec<String>,
    /// Milliseconds after which a request with several servers to try has reached the last of them, however many say
    /// nothing (RFC 3263 §4.3).
    pub failover_ms: u64,
}

/// The name service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dns {
    /// Name servers such as `192.0.2.53` or `127.0.0.1:5353`; none are those of the system.
    pub servers: Vec<String>,
    /// Milliseconds for one try; a name has two, and two seconds in all.
    pub timeout_ms: u64,
}

impl Dns {
    /// The address of a server, with the usual port where none is written.
    pub fn server(text: &str) -> Option<SocketAddr> {
        text.parse().ok().or_else(|| Some(SocketAddr::new(text.parse().ok()?, 53)))
    }
}

impl Default for Dns {
    fn default() -> Self {
        Self { servers: Vec::new(), timeout_ms: 900 }
    }
}

/// The operator's port: `/health`, `/ready`, `/metrics`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Admin {
    /// Where it listens; loopback, for it asks nobody who they are.
    pub listen: SocketAddr,
}

/// Disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// The folder of the outbox, made when missing.
    pub directory: PathBuf,
}

/// The journal: what happened to the engine, to be played again by `callwright replay`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    /// The file that is being written; older ones get `.1`, `.2`, … It holds numbers, bodies and secrets.
    pub path: PathBuf,
    /// Bytes after which a new file is begun.
    #[serde(default = "Journal::megabytes")]
    pub max_bytes: u64,
    /// How many older files stay.
    #[serde(default = "Journal::some")]
    pub keep: u32,
}

impl Journal {
    fn megabytes() -> u64 {
        64 << 20
    }

    fn some() -> u32 {
        3
    }
}

/// Log lines, on standard error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// For people or for machines.
    pub format: Format,
    /// `error`, `warn`, `info`, `debug`, `trace`, or directives such as `info,callwright::edge=debug`.
    pub level: String,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One readable line.
    #[default]
    Text,
    /// One JSON object.
    Json,
}

/// Threads and endings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Run {
    /// Threads that carry RTP; 0 is one for each processor but one.
    pub media_threads: usize,
    /// Seconds after SIGTERM until calls still up are ended.
    pub drain_seconds: u64,
}

impl Default for Sip {
    fn default() -> Self {
        let local = SocketAddr::from(([127, 0, 0, 1], 5060));
        Self {
            listen: vec![Listen::udp(local), Listen::tcp(local)],
            public_address: None,
            udp_limit: 1_300,
            max_headers: 128,
            max_vias: 34,
            connections: 20_000,
            message_seconds: 10,
            idle_seconds: 3_600,
            keep_alive_seconds: 110,
            origins: Vec::new(),
            failover_ms: 3_500,
        }
    }
}

impl Default for Admin {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 9090)) }
    }
}

impl Default for Data {
    fn default() -> Self {
        Self { directory: PathBuf::from("callwright-data") }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: Format::Text, level: "info".into() }
    }
}

impl Default for Run {
    fn default() -> Self {
        Self { media_threads: 0, drain_seconds: 300 }
    }
}
