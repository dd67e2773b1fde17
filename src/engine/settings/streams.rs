//! `[streams]`: what the sockets of `Start`, `Stop` and `Connect` may take (spec §3.15, threats-and-faults H15).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::stream::Limits;

/// Streams of sound to programs elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Streams {
    /// Streams of one call at a time.
    pub per_call: usize,
    /// Seconds for connection, TLS and handshake together.
    pub connect_timeout: u64,
    /// How often the connection is tried again after it was refused or took too long.
    pub retries: u32,
    /// Bytes of the largest message that a server may send; a larger one closes its stream.
    pub largest_message: usize,
    /// Seconds of a server's sound that may wait to be played; what goes beyond is left out and counted.
    pub playout: u64,
    /// Marks of a server that may be pending; more are left out and counted.
    pub marks: usize,
    /// Milliseconds of the call's sound that may wait for a server to read; of more the oldest is left out and counted.
    pub backlog_ms: u64,
    /// Bytes of servers' sound that may be on their way to a media thread; beyond that
    /// servers are not read on until it has caught up.
    pub pour_bytes: usize,
    /// Certificates in PEM of authorities whose servers are believed beside those
    /// of the system, or the path of a file with them.
    pub roots: String,
    /// Seconds between pings; a server that says nothing at all between three of them is gone. 0 sends none.
    pub ping: u64,
}

impl Default for Streams {
    fn default() -> Self {
        Self {
            per_call: 4,
            connect_timeout: 5,
            retries: 1,
            largest_message: 1 << 20,
            playout: 300,
            marks: 1000,
            backlog_ms: 5000,
            pour_bytes: 1 << 20,
            roots: String::new(),
            ping: 20,
        }
    }
}

impl Streams {
    /// What the other side of a stream may take up.
    pub const fn limits(&self) -> Limits {
        Limits { room: Duration::from_secs(self.playout), marks: self.marks }
    }
}
