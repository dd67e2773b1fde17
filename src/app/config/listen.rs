//! An address to speak SIP on, written `udp:127.0.0.1:5060`.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::Transport;

/// Transport and address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Listen {
    /// How the bytes travel.
    pub transport: Transport,
    /// The address to bind.
    pub addr: SocketAddr,
}

impl Listen {
    /// Datagrams on `addr`.
    pub const fn udp(addr: SocketAddr) -> Self {
        Self { transport: Transport::Udp, addr }
    }

    /// Connections on `addr`.
    pub const fn tcp(addr: SocketAddr) -> Self {
        Self { transport: Transport::Tcp, addr }
    }
}

impl FromStr for Listen {
    type Err = ParseListenError;

    fn from_str(text: &str) -> Result<Self, ParseListenError> {
        let fault = || ParseListenError(text.to_owned());
        let (name, addr) = text.split_once(':').ok_or_else(fault)?;
        let transport = Transport::ALL.into_iter().find(|transport| transport.label() == name).ok_or_else(fault)?;
        Ok(Self { transport, addr: addr.parse().map_err(|_| fault())? })
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.transport.label(), self.addr)
    }
}

impl TryFrom<String> for Listen {
    type Error = ParseListenError;

    fn try_from(text: String) -> Result<Self, ParseListenError> {
        text.parse()
    }
}

impl From<Listen> for String {
    fn from(listen: Listen) -> Self {
        listen.to_string()
    }
}

/// The text is not an address to listen on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a listen address: write `udp:127.0.0.1:5060`, `tcp:0.0.0.0:5060`, `tls:[::]:5061`, `ws:…` or `wss:…`"
)]
pub struct ParseListenError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints_and_refuses_the_rest() {
        for text in ["udp:127.0.0.1:5060", "tcp:0.0.0.0:5080", "tls:[::1]:5061", "ws:127.0.0.1:80", "wss:[::]:443"] {
            assert_eq!(text.parse::<Listen>().unwrap().to_string(), text);
        }
        for text in ["", "127.0.0.1:5060", "udp:127.0.0.1", "sctp:127.0.0.1:5060", "udp:localhost:5060", "TLS:[::1]:1"]
        {
            assert!(text.parse::<Listen>().is_err(), "{text}");
        }
    }
}
