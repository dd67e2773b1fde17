//! The way bytes come and go: transport, our address, the peer's address.

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// A SIP transport (RFC 3261 §18). TLS and WebSocket join when their edges do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Datagrams; the transactions repeat what gets lost.
    Udp,
    /// A stream; nothing is repeated.
    Tcp,
}

impl Transport {
    /// Whether the transport itself repeats what gets lost, so that timers A, E and G stay off (RFC 3261 §17).
    pub const fn is_reliable(self) -> bool {
        matches!(self, Self::Tcp)
    }

    /// As in a Via header: `UDP`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        }
    }

    /// As in a `transport=` parameter: `udp`.
    pub const fn param(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
        }
    }
}

/// One way between us and a peer. `local` is always an address we listen on, for a connection too, so that a flow names
/// the same thing whoever opened the connection; the edge keeps the connection behind it and opens one when there is
/// none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Flow {
    /// How the bytes travel.
    pub transport: Transport,
    /// Our listening address.
    pub local: SocketAddr,
    /// The peer's address as seen on the wire.
    pub peer: SocketAddr,
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ⇄ {}", self.transport.param(), self.local, self.peer)
    }
}
