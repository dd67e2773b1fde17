//! The way bytes come and go: transport, our address, the peer's address.

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::Uri;

/// A SIP transport (RFC 3261 §18, RFC 7118).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Datagrams; the transactions repeat what gets lost.
    Udp,
    /// A stream; nothing is repeated.
    Tcp,
    /// A stream inside TLS.
    Tls,
    /// A WebSocket, one message in each of its messages.
    Ws,
    /// A WebSocket inside TLS.
    Wss,
}

impl Transport {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Udp, Self::Tcp, Self::Tls, Self::Ws, Self::Wss];

    /// Whether the transport itself repeats what gets lost, so that timers A, E and G stay off (RFC 3261 §17).
    pub const fn is_reliable(self) -> bool {
        !matches!(self, Self::Udp)
    }

    /// Whether nobody on the way can read along: what `sips:` asks for (RFC 5630 §3.1).
    pub const fn is_secure(self) -> bool {
        matches!(self, Self::Tls | Self::Wss)
    }

    /// Its like that is secure; a datagram has none but TLS (we do not speak DTLS, as nobody does).
    pub const fn secured(self) -> Self {
        match self {
            Self::Udp | Self::Tcp | Self::Tls => Self::Tls,
            Self::Ws | Self::Wss => Self::Wss,
        }
    }

    /// As in a Via header: `UDP`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
            Self::Ws => "WS",
            Self::Wss => "WSS",
        }
    }

    /// The same in small letters, as people write it: `udp`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Ws => "ws",
            Self::Wss => "wss",
        }
    }

    /// As in a `transport=` parameter: `udp`. A secure WebSocket is `ws` there as a plain one is (RFC 7118 §5.2).
    pub const fn param(self) -> &'static str {
        match self {
            Self::Wss => Self::Ws.label(),
            other => other.label(),
        }
    }

    /// The port where a URI or Via names none (RFC 3261 §19.1.2, RFC 7118 §5.1).
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Udp | Self::Tcp => 5060,
            Self::Tls => 5061,
            Self::Ws => 80,
            Self::Wss => 443,
        }
    }

    /// By its label, in any case.
    pub fn named(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| transport.label().eq_ignore_ascii_case(label))
    }

    /// What a URI asks for: its `transport` parameter, when it names one that we have, made secure by `sips:`. A
    /// `sips:` URI without one means TLS (RFC 5630 §3.1.3).
    pub fn of(uri: &Uri) -> Option<Self> {
        let named = uri.param("transport").and_then(Self::named);
        if uri.is_sips() { Some(named.unwrap_or(Self::Tls).secured()) } else { named }
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
        write!(f, "{} {} ⇄ {}", self.transport.label(), self.local, self.peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_asks_for_a_transport_by_parameter_and_scheme() {
        let table = [
            ("sip:a@h", None),
            ("sip:a@h;transport=TLS", Some(Transport::Tls)),
            ("sip:a@h;transport=ws", Some(Transport::Ws)),
            ("sip:a@h;transport=wss", Some(Transport::Wss)),
            ("sip:a@h;transport=sctp", None),
            ("sips:a@h", Some(Transport::Tls)),
            ("sips:a@h;transport=tcp", Some(Transport::Tls)),
            ("sips:a@h;transport=ws", Some(Transport::Wss)),
        ];
        for (uri, transport) in table {
            assert_eq!(Transport::of(&uri.parse().unwrap()), transport, "{uri}");
        }
    }

    #[test]
    fn what_is_secure_stays_so_and_is_reliable() {
        for transport in Transport::ALL {
            assert!(transport.secured().is_secure());
            assert_eq!(Transport::named(transport.name()), Some(transport));
            assert_eq!(transport.secured() == transport, transport.is_secure());
            assert_eq!(transport.is_reliable(), transport != Transport::Udp);
        }
    }
}
