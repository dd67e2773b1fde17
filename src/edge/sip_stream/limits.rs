//! How many connections there may be, and how long things may take on one.

use std::time::Duration;

/// Limits on connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the first byte of a message (or from the accepting) to its last, handshakes included (S29).
    pub message: Duration,
    /// To open a connection, handshakes included.
    pub connect: Duration,
    /// To hand one message to the kernel.
    pub write: Duration,
    /// Without a byte received.
    pub idle: Duration,
    /// Between our pings on connections that we opened (RFC 5626 §4.4.1); `None` sends none.
    pub keep_alive: Option<Duration>,
    /// For the answer to a ping, from peers that answer them.
    pub pong: Duration,
    /// Connections at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: Duration::from_secs(10),
            connect: Duration::from_secs(4),
            write: Duration::from_secs(10),
            idle: Duration::from_secs(3600),
            keep_alive: Some(Duration::from_secs(110)),
            pong: Duration::from_secs(10),
            connections: 20_000,
        }
    }
}
