//! Why a request of ours has no answer from the wire. The status that is told beside it (408, 483, 503) is our own reading
//! (RFC 3261 §8.1.3.1) and says too little to whoever has to mend it: a name, a listener, a certificate, a silent server.

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::{Flow, Transport};

/// Why a request got no answer. Of several servers tried, what became of the last that could be tried at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// The name service knows no server there.
    UnknownHost(String),
    /// The name service said nothing of use about that name.
    NameService(String),
    /// We listen on nothing by which it could be sent there.
    NoListener(Transport, SocketAddr),
    /// It would have to go by a transport that is not spoken with that peer.
    NotSpoken(Transport),
    /// No connection, or none any longer, to that peer.
    NoConnection(Transport, SocketAddr, String),
    /// No TLS with that peer.
    NoTls {
        /// Whose.
        peer: SocketAddr,
        /// One word: `unknown_issuer`.
        reason: String,
        /// What was said.
        text: String,
    },
    /// That peer said nothing in time.
    Silent(Transport, SocketAddr),
    /// That peer said this, which is no answer of the callee, and whoever else there was could not be tried.
    OutOfOrder(SocketAddr, u16),
    /// Max-Forwards was used up.
    NoHops,
}

/// Why a connection could not be opened, or broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Breach {
    /// In the words of the system: `Connection refused`.
    Connection(String),
    /// TLS was refused, by us or by the peer.
    Tls {
        /// One word: `unknown_issuer`.
        reason: String,
        /// What was said.
        text: String,
    },
}

impl Obstacle {
    /// Nothing came the way it went.
    pub(super) const fn silent(flow: Flow) -> Self {
        Self::Silent(flow.transport, flow.peer)
    }

    /// The connection it went by is gone, or was never there.
    pub(super) fn broken(flow: Flow, why: Option<&Breach>) -> Self {
        match why {
            Some(Breach::Tls { reason, text }) => {
                Self::NoTls { peer: flow.peer, reason: reason.clone(), text: text.clone() }
            }
            Some(Breach::Connection(why)) => Self::NoConnection(flow.transport, flow.peer, why.clone()),
            None => Self::NoConnection(flow.transport, flow.peer, "it was closed before an answer".to_owned()),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownHost(host) => write!(f, "the name service knows no server {host}"),
            Self::NameService(host) => write!(f, "the name service did not say where {host} is"),
            Self::NoListener(transport, peer) => {
                let (label, version) = (transport.label(), if peer.is_ipv4() { 4 } else { 6 });
                write!(f, "{peer} is called by {label}, and no {label}: of IPv{version} is among sip.listen")
            }
            Self::NotSpoken(transport) => {
                write!(f, "it leads to {}, which is not among the transports of that peer", transport.label())
            }
            Self::NoConnection(transport, peer, why) => {
                write!(f, "no connection by {} to {peer}: {why}", transport.label())
            }
            Self::NoTls { peer, reason, text } => write!(f, "no TLS with {peer}: {reason} ({text})"),
            Self::Silent(transport, peer) => write!(f, "nothing came from {peer} by {}", transport.label()),
            Self::OutOfOrder(peer, status) => write!(f, "{peer} said {status}, and no other server could be asked"),
            Self::NoHops => f.write_str("Max-Forwards is used up"),
        }
    }
}
