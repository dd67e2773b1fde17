//! Which addresses hooks may reach (threats-and-faults H8). It sits in the resolver, so that the address that was
//! checked is the one connected to, and looks at literal addresses, which never come to the resolver. Each hop of a
//! redirect is an exchange of its own and passes here again.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::wire::http::Fault;

/// The rule, and the resolver that obeys it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Public addresses only.
    Public,
    /// Loopback and private networks as well: for development.
    PrivateToo,
}

/// Why a name leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("host {0} not found")]
    Unknown(String),
    #[error("address of {0} is not allowed")]
    Forbidden(String),
}

/// How far an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Public,
    /// This machine, or a network of one's own.
    Private,
    /// Never meant by a hook: cloud metadata, link-local, multicast, unspecified, reserved.
    Never,
}

impl Guard {
    pub(crate) const fn new(allow_private: bool) -> Self {
        if allow_private { Self::PrivateToo } else { Self::Public }
    }

    /// Checks a URL whose host is an address; the URL parser has made decimal, octal and short forms plain.
    pub(super) fn check_literal(self, url: &Url) -> Result<(), Fault> {
        let text = url.host_str().unwrap_or_default();
        match text.trim_matches(['[', ']']).parse() {
            Ok(address) if !self.allows(address) => Err(Fault::Forbidden(text.to_owned())),
            _ => Ok(()),
        }
    }

    /// The addresses of a URL's host with its port, all of them allowed: for connections that are none of the client's.
    pub(crate) async fn addresses(self, url: &Url) -> Result<Vec<SocketAddr>, Fault> {
        self.check_literal(url)?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().unwrap_or_default();
        let found = tokio::net::lookup_host((host.as_str(), port)).await.map_or_else(|_| Vec::new(), Iterator::collect);
        self.check_all(&host, found).map_err(|refusal| match refusal {
            Refusal::Unknown(host) => Fault::Host(host),
            Refusal::Forbidden(host) => Fault::Forbidden(host),
        })
    }

    fn allows(self, address: IpAddr) -> bool {
        match place(address) {
            Place::Public => true,
            Place::Private => self == Self::PrivateToo,
            Place::Never => false,
        }
    }

    /// All addresses of a name, or a refusal when any of them is forbidden: a name that points both ways is an attack
    /// or a mistake, and the connection must not depend on which address comes first.
    fn check_all(self, host: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Refusal> {
        match found.iter().all(|address| self.allows(address.ip())) {
            _ if found.is_empty() => Err(Refusal::Unknown(host.to_owned())),
            true => Ok(found),
            false => Err(Refusal::Forbidden(host.to_owned())),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = *self;
        Box::pin(async move {
            let host = name.as_str();
            let found = tokio::net::lookup_host((host, 0)).await.map_or_else(|_| Vec::new(), Iterator::collect);
            let allowed = guard.check_all(host, found)?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn place(address: IpAddr) -> Place {
    match address {
        IpAddr::V4(address) => place_v4(address),
        IpAddr::V6(address) => place_v6(address),
    }
}

/// The special-purpose registry of RFC 6890.
fn place_v4(address: Ipv4Addr) -> Place {
    match address.octets() {
        // One provider's metadata service stands in the shared address space.
        [100, 100, 100, 200] => Place::Never,
        [0, ..] | [169, 254, ..] | [192, 0, 0, _] | [224..=255, ..] => Place::Never,
        [10, ..] | [127, ..] | [100, 64..=127, ..] | [172, 16..=31, ..] | [192, 168, ..] => Place::Private,
        // Benchmarks and documentation: nobody's, but people build test networks of them.
        [198, 18..=19, ..] | [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Place::Private,
        _ => Place::Public,
    }
}

fn place_v6(address: Ipv6Addr) -> Place {
    /// Metadata of a provider, inside the unique local addresses.
    const METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
    let tail = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        place_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        _ if address == METADATA => Place::Never,
        [0, 0, 0, 0, 0, 0, 0, 1] => Place::Private,
        // IPv4 in other clothes: mapped (RFC 4291 §2.5.5.2), NAT64 (RFC 6052), 6to4 (RFC 3056).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => tail(high, low),
        [0x2002, high, low, ..] => tail(high, low),
        // Unspecified and IPv4-compatible; local NAT64; Teredo.
        [0, ..] | [0x64, 0xff9b, 1, ..] | [0x2001, 0, ..] => Place::Never,
        [0xfc00..=0xfdff, ..] | [0x2001, 0xdb8, ..] => Place::Private,
        // Only 2000::/3 is given out to the public; link-local, site-local and multicast are beyond it.
        [0x2000..=0x3fff, ..] => Place::Public,
        _ => Place::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forms of a host, and whether they are reached by default and with private addresses allowed.
    const TABLE: [(&str, bool, bool); 37] = [
        ("93.184.216.34", true, true),
        ("[2606:2800:220:1:248:1893:25c8:1946]", true, true),
        ("127.0.0.1", false, true),
        ("127.1", false, true),
        ("2130706433", false, true),
        ("0177.0.0.1", false, true),
        ("0x7f.1", false, true),
        ("10.1.2.3", false, true),
        ("012.1.2.3", false, true),
        ("172.16.0.1", false, true),
        ("172.32.0.1", true, true),
        ("192.168.1.1", false, true),
        ("100.64.0.1", false, true),
        ("198.18.0.1", false, true),
        ("[::1]", false, true),
        ("[fd12::1]", false, true),
        ("[::ffff:127.0.0.1]", false, true),
        ("[::ffff:10.0.0.1]", false, true),
        ("[::ffff:8.8.8.8]", true, true),
        ("[64:ff9b::10.0.0.1]", false, true),
        ("[2002:0a00:0001::]", false, true),
        ("0.0.0.0", false, false),
        ("0", false, false),
        ("[::]", false, false),
        ("169.254.1.1", false, false),
        ("169.254.169.254", false, false),
        ("0xa9fea9fe", false, false),
        ("2852039166", false, false),
        ("[::ffff:169.254.169.254]", false, false),
        ("[64:ff9b::a9fe:a9fe]", false, false),
        ("[::a9fe:a9fe]", false, false),
        ("[fd00:ec2::254]", false, false),
        ("100.100.100.200", false, false),
        ("224.0.0.1", false, false),
        ("255.255.255.255", false, false),
        ("[fe80::1]", false, false),
        ("[ff02::1]", false, false),
    ];

    #[test]
    fn h8_literal_addresses_are_refused_in_every_form() {
        for (host, public, private_too) in TABLE {
            let url = Url::parse(&format!("http://{host}/")).unwrap();
            for (allow_private, reached) in [(false, public), (true, private_too)] {
                let checked = Guard::new(allow_private).check_literal(&url);
                assert_eq!(checked.is_ok(), reached, "{host} with allow_private {allow_private}");
            }
        }
    }

    #[test]
    fn h8_a_name_with_one_forbidden_address_is_refused_whole() {
        let addresses = |list: &[&str]| list.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 0)).collect();
        let forbidden = Err(Refusal::Forbidden("x".into()));
        let table: [(Guard, &[&str], bool); 4] = [
            (Guard::Public, &["93.184.216.34", "2606:2800:220::1"], true),
            (Guard::Public, &["93.184.216.34", "10.0.0.1"], false),
            (Guard::PrivateToo, &["93.184.216.34", "10.0.0.1"], true),
            (Guard::PrivateToo, &["10.0.0.1", "169.254.169.254"], false),
        ];
        for (guard, list, allowed) in table {
            let found: Vec<_> = addresses(list);
            assert_eq!(guard.check_all("x", found.clone()), if allowed { Ok(found) } else { forbidden.clone() });
        }
        assert_eq!(Guard::Public.check_all("x", Vec::new()), Err(Refusal::Unknown("x".into())));
    }
}
