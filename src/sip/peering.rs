//! What holds between us and one peer, whatever holds for others: what we are called there, and which transports are
//! spoken. Whoever sends or takes a call says it; the dialog keeps it. Where requests go is in `route.rs`.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::config::Local;
use super::request::split_advertised;
use crate::wire::sip::Transport;

/// What was agreed on with a peer. The default holds for everybody else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peering {
    /// Our address as the peer sees it, for Via and Contact; what the listener is called without it.
    pub public: Option<IpAddr>,
    /// The transports that the peer is spoken to by, the usual one first; all of them where none is named.
    pub transports: Vec<Transport>,
}

impl Peering {
    /// Whether a request may go there by this transport.
    pub fn allows(&self, transport: Transport) -> bool {
        self.transports.is_empty() || self.transports.contains(&transport)
    }

    /// The transport where neither a URI nor the name service says one.
    pub fn usual(&self) -> Transport {
        self.transports.first().copied().unwrap_or(Transport::Udp)
    }
}

impl Local {
    /// The same listener as that peer knows it. An address of the other version of IP is no name for it.
    pub(super) fn as_known_to(&self, peering: &Peering) -> Cow<'_, Self> {
        let Some(public) = peering.public.filter(|public| public.is_ipv4() == self.addr.is_ipv4()) else {
            return Cow::Borrowed(self);
        };
        let port = split_advertised(&self.advertised).1.unwrap_or(self.addr.port());
        Cow::Owned(Self { advertised: SocketAddr::new(public, port).to_string(), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_has_the_name_that_the_peer_knows_it_by() {
        let name = |addr: &str, advertised: &str, public: Option<&str>| {
            let local = Local { transport: Transport::Udp, addr: addr.parse().unwrap(), advertised: advertised.into() };
            let peering = Peering { public: public.map(|ip| ip.parse().unwrap()), ..Peering::default() };
            local.as_known_to(&peering).advertised.clone()
        };
        for (addr, advertised, public, known) in [
            ("10.0.0.1:5060", "10.0.0.1:5060", None, "10.0.0.1:5060"),
            ("10.0.0.1:5060", "10.0.0.1:5060", Some("203.0.113.7"), "203.0.113.7:5060"),
            ("10.0.0.1:5062", "pbx.example:5070", Some("203.0.113.7"), "203.0.113.7:5070"),
            ("10.0.0.1:5062", "pbx.example", Some("203.0.113.7"), "203.0.113.7:5062"),
            ("[fd00::1]:5060", "[fd00::1]:5060", Some("203.0.113.7"), "[fd00::1]:5060"),
            ("[fd00::1]:5060", "[fd00::1]:5060", Some("2001:db8::7"), "[2001:db8::7]:5060"),
        ] {
            assert_eq!(name(addr, advertised, public), known, "{addr} {public:?}");
        }
    }

    #[test]
    fn without_a_word_about_transports_all_are_spoken() {
        let peering = |transports: &[Transport]| Peering { transports: transports.to_vec(), public: None };
        assert!(peering(&[]).allows(Transport::Tls));
        assert_eq!(peering(&[]).usual(), Transport::Udp);
        let narrow = peering(&[Transport::Tls, Transport::Tcp]);
        assert!(narrow.allows(Transport::Tcp) && !narrow.allows(Transport::Udp));
        assert_eq!(narrow.usual(), Transport::Tls);
    }
}
