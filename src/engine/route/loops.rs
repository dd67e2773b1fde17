//! Calls to ourselves (spec §5.1): what we send to an address of ours comes in again without leaving the machine, as a
//! new call that Max-Forwards counts down.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::engine::settings::Settings;
use crate::sip;
use crate::wire::sip::{Flow, Transport};

/// The ends at which we listen.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Loops(Vec<(Transport, SocketAddr)>);

impl Loops {
    /// The addresses listened on and what they are called outside, by trunks too.
    pub(super) fn of(config: &sip::Config, settings: &Settings) -> Self {
        let mut ends = Vec::new();
        for local in &config.locals {
            ends.push((local.transport, local.addr));
            let publics = settings.public_addresses().filter(|public| public.is_ipv4() == local.addr.is_ipv4());
            ends.extend(publics.map(|public| (local.transport, SocketAddr::new(public, local.addr.port()))));
            ends.extend(local.advertised.parse().ok().map(|addr: SocketAddr| (local.transport, addr)));
        }
        Self(ends)
    }

    /// Whether we listen there. Whoever listens on all addresses listens on loopback.
    pub(super) fn has(&self, transport: Transport, addr: SocketAddr) -> bool {
        self.0.iter().any(|(own, end)| {
            let everywhere = end.ip().is_unspecified() && addr.ip().is_loopback() && end.port() == addr.port();
            *own == transport && (*end == addr || everywhere)
        })
    }

    /// The same way seen from its other end, when that end is ours.
    pub(super) fn turned(&self, flow: &Flow) -> Option<Flow> {
        let Flow { transport, local, peer } = *flow;
        self.has(transport, peer).then_some(Flow { transport, local: peer, peer: local })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_to_ourselves_is_turned_around_and_no_other() {
        let local = |transport, addr: &str, advertised: &str| sip::Local {
            transport,
            addr: addr.parse().unwrap(),
            advertised: advertised.into(),
        };
        let settings: Settings = toml::from_str("[trunks.one]\npublic_address = '198.51.100.9'").unwrap();
        let config = sip::Config::new(
            vec![
                local(Transport::Udp, "0.0.0.0:5060", "203.0.113.7:5060"),
                local(Transport::Tcp, "127.0.0.1:5070", "pbx.example:5070"),
            ],
            "x",
        );
        let loops = Loops::of(&config, &settings);
        for (transport, peer, ours) in [
            (Transport::Udp, "127.0.0.1:5060", true),
            (Transport::Udp, "0.0.0.0:5060", true),
            (Transport::Udp, "203.0.113.7:5060", true),
            (Transport::Udp, "198.51.100.9:5060", true),
            (Transport::Tcp, "198.51.100.9:5060", false),
            (Transport::Udp, "127.0.0.1:5070", false),
            (Transport::Tcp, "127.0.0.1:5070", true),
            (Transport::Udp, "192.0.2.1:5060", false),
        ] {
            let flow = Flow { transport, local: "127.0.0.1:5060".parse().unwrap(), peer: peer.parse().unwrap() };
            let turned = loops.turned(&flow);
            assert_eq!(
                turned.map(|turned| (turned.local, turned.peer)),
                ours.then_some((flow.peer, flow.local)),
                "{peer}"
            );
        }
    }
}
