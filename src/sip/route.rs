//! Ways: where a request goes (RFC 3261 §8.1.2, §18.1.1), which of our listeners it leaves from,
//! and where a response goes (§18.2.2, RFC 3581). Sending itself is in `sending.rs`.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::config::Local;
use super::locate::Hop;
use crate::wire::sip::{Flow, Transport, Uri, Via};

/// Where a request goes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The way is known, listener and all: the connection or NAT binding that the peer came by.
    Flow(Flow),
    /// The address is known.
    Target(Target),
    /// The name service must be asked.
    Name(Hop),
}

/// An address to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Target {
    pub(super) transport: Transport,
    pub(super) addr: SocketAddr,
    /// UDP whatever the size: TCP has been tried already (§18.1.1).
    pub(super) insist: bool,
}

impl Target {
    /// Not tried yet.
    pub(super) const fn new(transport: Transport, addr: SocketAddr) -> Self {
        Self { transport, addr, insist: false }
    }
}

/// The next hop of a request to `target`, by way of `route` when there is a first Route. The `transport` parameter of
/// whichever is next decides, `otherwise` without one; a `sips:` target takes TLS through any route (§26.2.2, RFC 5630
/// §3.1.3: on every hop).
pub(super) fn next_hop(route: Option<&Uri>, target: &Uri, otherwise: Transport) -> Next {
    let uri = route.unwrap_or(target);
    let named = Transport::of(uri);
    let transport = named.unwrap_or(otherwise);
    let transport = if target.is_sips() { transport.secured() } else { transport };
    // `maddr` is obsolete for unicast, yet where it stands it is where the request goes (§16.6 item 6).
    let host = uri.param("maddr").filter(|host| !host.is_empty()).unwrap_or(uri.host());
    match literal(host) {
        Some(ip) => {
            let port = uri.port().unwrap_or(transport.default_port());
            Next::Target(Target::new(transport, SocketAddr::new(ip, port)))
        }
        None => Next::Name(Hop {
            host: host.to_owned(),
            port: uri.port(),
            transport: named.filter(|_| uri.param("transport").is_some()),
            otherwise,
            secure: uri.is_sips() || target.is_sips(),
        }),
    }
}

/// The listener to leave from: of the right transport and address family.
pub(super) fn listener(locals: &[Local], transport: Transport, peer: SocketAddr) -> Option<&Local> {
    let fitting = || locals.iter().filter(|l| l.transport == transport && l.addr.is_ipv4() == peer.is_ipv4());
    // A peer on loopback is reached from loopback, where we listen on both.
    fitting().find(|local| local.addr.ip().is_loopback() == peer.ip().is_loopback()).or_else(|| fitting().next())
}

/// The listener a flow belongs to.
pub(super) fn listener_of(locals: &[Local], flow: Flow) -> Option<&Local> {
    locals.iter().find(|local| local.transport == flow.transport && local.addr == flow.local)
}

/// The way back for responses (§18.2.2): over a stream the stream; over UDP to the address the request came from, at
/// the port it came from when `rport` was asked for (RFC 3581 §4), else at the one of sent-by.
///
/// We deviate for `maddr`: a response never goes to a third address that a request names.
pub(super) fn way_back(flow: Flow, via: &Via) -> Flow {
    if flow.transport.is_reliable() || via.rport().is_some() {
        return flow;
    }
    let peer = SocketAddr::new(flow.peer.ip(), via.port.unwrap_or(flow.transport.default_port()));
    Flow { peer, ..flow }
}

/// Whether the way a request came is the only way back to its sender: a stream, or UDP through a NAT that its Contact
/// does not know of. Only where no proxy stands between (§12.2.1.1 decides otherwise).
pub(super) fn is_only_way(flow: Flow, via: Option<&Via>, contact: &Uri) -> bool {
    if flow.transport.is_reliable() {
        return Transport::of(contact) != Some(Transport::Udp);
    }
    let named = literal(contact.host());
    named.is_some_and(|ip| ip != flow.peer.ip() && via.and_then(Via::address) == Some(ip))
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(transport: Transport) -> Flow {
        Flow { transport, local: "10.0.0.1:5060".parse().unwrap(), peer: "192.0.2.9:4711".parse().unwrap() }
    }

    #[test]
    fn literals_go_straight_and_names_are_asked() {
        let target = |transport, addr: &str| Next::Target(Target::new(transport, addr.parse().unwrap()));
        let name = |host: &str, port, transport, secure| {
            Next::Name(Hop { host: host.into(), port, transport, otherwise: Transport::Udp, secure })
        };
        let table = [
            ("sip:a@192.0.2.1", target(Transport::Udp, "192.0.2.1:5060")),
            ("sip:a@192.0.2.1:5070;transport=TCP", target(Transport::Tcp, "192.0.2.1:5070")),
            ("sip:[2001:db8::1]:5071;lr", target(Transport::Udp, "[2001:db8::1]:5071")),
            ("sip:a@example.com", name("example.com", None, None, false)),
            ("sip:a@example.com:5080;transport=tcp", name("example.com", Some(5080), Some(Transport::Tcp), false)),
            ("sip:a@example.com;maddr=192.0.2.1", target(Transport::Udp, "192.0.2.1:5060")),
            ("sip:a@192.0.2.1;transport=tls", target(Transport::Tls, "192.0.2.1:5061")),
            ("sips:a@192.0.2.1", target(Transport::Tls, "192.0.2.1:5061")),
            ("sips:a@192.0.2.1:5062;transport=udp", target(Transport::Tls, "192.0.2.1:5062")),
            ("sips:a@example.com;transport=ws", name("example.com", None, Some(Transport::Wss), true)),
        ];
        for (uri, next) in table {
            assert_eq!(next_hop(None, &uri.parse().unwrap(), Transport::Udp), next, "{uri}");
        }
    }

    #[test]
    fn a_secure_target_is_reached_through_tls_whatever_the_route_says() {
        let next = |route: &str, target: &str| {
            next_hop(Some(&route.parse().unwrap()), &target.parse().unwrap(), Transport::Udp)
        };
        let target = |transport, addr: &str| Next::Target(Target::new(transport, addr.parse().unwrap()));
        assert_eq!(next("sip:192.0.2.5;lr", "sips:a@h"), target(Transport::Tls, "192.0.2.5:5061"));
        assert_eq!(next("sip:192.0.2.5;lr;transport=tcp", "sip:a@h"), target(Transport::Tcp, "192.0.2.5:5060"));
        assert_eq!(next("sips:192.0.2.5;lr", "sip:a@h"), target(Transport::Tls, "192.0.2.5:5061"));
    }

    #[test]
    fn responses_go_to_the_source_and_to_its_port_when_rport_asks() {
        let table = [
            (Transport::Udp, "SIP/2.0/UDP 10.9.9.9:5070;branch=z9hG4bK1;rport", "192.0.2.9:4711"),
            (Transport::Udp, "SIP/2.0/UDP 10.9.9.9:5070;branch=z9hG4bK1", "192.0.2.9:5070"),
            (Transport::Udp, "SIP/2.0/UDP 10.9.9.9;branch=z9hG4bK1;maddr=6.6.6.6", "192.0.2.9:5060"),
            (Transport::Tcp, "SIP/2.0/TCP 10.9.9.9:5070;branch=z9hG4bK1", "192.0.2.9:4711"),
        ];
        for (transport, via, peer) in table {
            assert_eq!(way_back(flow(transport), &via.parse().unwrap()).peer, peer.parse().unwrap(), "{via}");
        }
    }

    #[test]
    fn a_contact_behind_a_nat_is_reached_the_way_it_came() {
        let behind: Via = "SIP/2.0/UDP 192.168.0.7:5060;branch=z9hG4bK1;rport".parse().unwrap();
        let private = "sip:a@192.168.0.7:5060".parse().unwrap();
        let elsewhere = "sip:a@198.51.100.1".parse().unwrap();
        assert!(is_only_way(flow(Transport::Udp), Some(&behind), &private));
        assert!(!is_only_way(flow(Transport::Udp), Some(&behind), &elsewhere));
        assert!(is_only_way(flow(Transport::Tcp), None, &private));
    }

    #[test]
    fn the_listener_fits_transport_family_and_side() {
        let local = |transport, addr: &str| Local { transport, addr: addr.parse().unwrap(), advertised: addr.into() };
        let locals = [
            local(Transport::Udp, "10.0.0.1:5060"),
            local(Transport::Udp, "127.0.0.1:5060"),
            local(Transport::Tcp, "10.0.0.1:5060"),
            local(Transport::Udp, "[::1]:5060"),
        ];
        let pick =
            |transport, peer: &str| listener(&locals, transport, peer.parse().unwrap()).map(|l| l.addr.to_string());
        assert_eq!(pick(Transport::Udp, "192.0.2.1:1").as_deref(), Some("10.0.0.1:5060"));
        assert_eq!(pick(Transport::Udp, "127.0.0.1:1").as_deref(), Some("127.0.0.1:5060"));
        assert_eq!(pick(Transport::Udp, "[2001:db8::1]:1").as_deref(), Some("[::1]:5060"));
        assert_eq!(pick(Transport::Tcp, "[2001:db8::1]:1"), None);
    }
}
