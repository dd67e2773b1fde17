//! Where everybody lives.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use crate::sim::story::{Habit, PhoneCard};

/// The engine by IPv4 and by IPv6.
pub(super) fn engine_addrs() -> [SocketAddr; 2] {
    [([198, 51, 100, 1], 5060).into(), ([0x2001, 0xdb8, 0x100, 0, 0, 0, 0, 1], 5060).into()]
}

/// Where the engine really is, for whoever knows it by a public address: the net translates one to one.
pub(super) fn behind(publics: &BTreeSet<IpAddr>, addr: SocketAddr) -> SocketAddr {
    let home = engine_addrs().into_iter().find(|home| home.is_ipv4() == addr.is_ipv4());
    let home = home.filter(|_| publics.contains(&addr.ip()));
    home.map_or(addr, |home| SocketAddr::new(home.ip(), addr.port()))
}

/// Phones live in a documentation network each (RFC 5737, RFC 3849): one
/// that the engine trusts and one that it does not.
pub(super) fn phone_addr(card: &PhoneCard, index: usize) -> SocketAddr {
    let last = 10 + (index % 200) as u8;
    let port = card.uri.rsplit('@').next().and_then(|host| host.split(';').next()?.rsplit_once(':')?.1.parse().ok());
    let stranger = card.is(Habit::Stranger);
    if card.ipv6 {
        let network = [0x2001, 0xdb8, if stranger { 0x666 } else { 0x200 }, 0, 0, 0, 0, last.into()];
        return (network, port.unwrap_or(5060)).into();
    }
    let network = if stranger { [203, 0, 113, last] } else { [192, 0, 2, last] };
    SocketAddr::from((network, port.unwrap_or(5060)))
}

pub(super) fn host(card: &PhoneCard) -> String {
    let host = card.uri.rsplit('@').next().unwrap_or_default();
    let host = host.split([';', '?']).next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}
