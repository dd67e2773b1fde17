//! Via: the way a request came, and the way its response goes back (RFC 3261 §20.42, §18.2; RFC 3581).

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::grammar::{Malformed, cut, is_blank, is_token, malformed};
use crate::wire::sip::uri::{is_host, read_port};
use crate::wire::sip::{Params, Transport};

/// What every branch of RFC 3261 begins with (§8.1.1.7).
const MAGIC_COOKIE: &str = "z9hG4bK";

/// One element of a Via header.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Via {
    /// `UDP`, `TCP`, … as written.
    pub transport: String,
    /// The sent-by host as written, IPv6 in brackets.
    pub host: String,
    /// The sent-by port.
    pub port: Option<u16>,
    /// `;branch=…;received=…;rport=…`.
    pub params: Params,
}

impl Via {
    /// One of ours, with `rport` asked for. `sent_by` is host and port as they are to stand there.
    pub fn new(transport: Transport, sent_by: &str, branch: &str) -> Self {
        let (host, port) = split_port(sent_by).unwrap_or((sent_by, None));
        let mut params = Params::NONE;
        params.set("branch", Some(branch));
        params.set("rport", None);
        // RFC 5923 §7.2: requests to us may come on this connection, whose name the peer can verify.
        if transport == Transport::Tls {
            params.set("alias", None);
        }
        Self { transport: transport.name().to_owned(), host: host.to_owned(), port, params }
    }

    /// Writes down where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4): `received` when sent-by says
    /// otherwise or `rport` asks for it, `rport` when asked for.
    pub fn note_source(&mut self, peer: SocketAddr) {
        let asked = self.params.has("rport");
        if asked {
            self.params.set("rport", Some(&peer.port().to_string()));
        }
        if asked || self.address() != Some(peer.ip()) {
            self.params.set("received", Some(&peer.ip().to_string()));
        } else {
            self.params.remove("received");
        }
    }

    /// The branch; it may lack the magic cookie.
    pub fn branch(&self) -> Option<&str> {
        self.params.get("branch").filter(|branch| !branch.is_empty())
    }

    /// Whether the branch is one of RFC 3261, so that it names the transaction; the bare cookie names nothing.
    pub fn has_magic_cookie(&self) -> bool {
        let rest = self.branch().and_then(|branch| branch.split_at_checked(MAGIC_COOKIE.len()));
        rest.is_some_and(|(cookie, rest)| cookie.eq_ignore_ascii_case(MAGIC_COOKIE) && !rest.is_empty())
    }

    /// The `received` address.
    pub fn received(&self) -> Option<IpAddr> {
        self.params.get("received").and_then(read_address)
    }

    /// `None`: not there. `Some(None)`: asked for. `Some(Some(port))`: filled in.
    pub fn rport(&self) -> Option<Option<u16>> {
        self.params.get("rport").map(read_port)
    }

    /// The sent-by host when it is an address.
    pub fn address(&self) -> Option<IpAddr> {
        read_address(&self.host)
    }

    /// Host and port as written: what tells a transaction apart besides the branch.
    pub fn sent_by(&self) -> String {
        self.port.map_or_else(|| self.host.clone(), |port| format!("{}:{port}", self.host))
    }

    /// Whether `text` would be read.
    pub(crate) fn check(text: &str) -> Result<(), Malformed> {
        let (version, .., params) = split(text)?;
        if version != "2.0" {
            return Err(malformed("Via", "the protocol is not SIP/2.0"));
        }
        // What we say to it carries it back, and a control character would not leave as it came.
        if text.chars().any(|c| c.is_control() && c != '\t') {
            return Err(malformed("Via", "it has control characters"));
        }
        Params::check(params)
    }
}

impl FromStr for Via {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (_, transport, host, port, params) = split(text)?;
        Ok(Self { transport: transport.to_owned(), host: host.to_owned(), port, params: Params::parse(params)? })
    }
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SIP/2.0/{} {}{}", self.transport, self.sent_by(), self.params)
    }
}

/// Version, transport, host, port, parameters. Another version can be read, so that its 505 finds the way back.
fn split(text: &str) -> Result<(&str, &str, &str, Option<u16>, &str), Malformed> {
    let (head, params) = cut(text, b';').unwrap_or((text, ""));
    let (name, rest) = word(head, '/')?;
    let (version, rest) = word(rest, '/')?;
    if !name.eq_ignore_ascii_case("SIP") {
        return Err(malformed("Via", "the protocol is not SIP"));
    }
    let rest = rest.trim_matches(is_blank);
    let (transport, sent_by) = rest.split_once(is_blank).ok_or(malformed("Via", "no sent-by behind the transport"))?;
    if !is_token(transport.as_bytes()) {
        return Err(malformed("Via", "the transport is not a token"));
    }
    let (host, port) = split_port(sent_by.trim_matches(is_blank)).ok_or(malformed("Via", "sent-by is malformed"))?;
    Ok((version, transport, host, port, params))
}

fn word(text: &str, end: char) -> Result<(&str, &str), Malformed> {
    let (word, rest) = text.split_once(end).ok_or(malformed("Via", "it does not begin with SIP/2.0/transport"))?;
    Ok((word.trim_matches(is_blank), rest))
}

/// `host [ : port ]`, blanks around the colon allowed.
fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    let end = match text.starts_with('[') {
        true => text.find(']')? + 1,
        false => text.find(':').unwrap_or(text.len()),
    };
    let (host, rest) = (text[..end].trim_end_matches(is_blank), text[end..].trim_start_matches(is_blank));
    let port = match rest.strip_prefix(':') {
        Some(digits) => Some(read_port(digits.trim_matches(is_blank))?),
        None if rest.is_empty() => None,
        None => return None,
    };
    is_host(host).then_some((host, port))
}

/// An address with or without brackets.
fn read_address(text: &str) -> Option<IpAddr> {
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Via {
        text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    #[test]
    fn shapes() {
        let via = read("SIP / 2.0 / UDP  first.example.com : 4000 ; ttl = 16 ;maddr=224.2.0.1 ; branch = z9hG4bKa7");
        assert_eq!((via.transport.as_str(), via.sent_by().as_str()), ("UDP", "first.example.com:4000"));
        assert_eq!(via.branch(), Some("z9hG4bKa7"));
        assert!(via.has_magic_cookie());
        let via = read("SIP/2.0/TCP [2001:db8::1]:5070;branch=1;rport=9;received=2001:db8::2");
        assert_eq!(via.address(), Some("2001:db8::1".parse().unwrap()));
        assert_eq!(via.received(), Some("2001:db8::2".parse().unwrap()));
        assert_eq!(via.rport(), Some(Some(9)));
        assert!(!via.has_magic_cookie());
        assert!(!read("SIP/2.0/UDP h;branch=z9hG4bK").has_magic_cookie());
        assert_eq!(read(&via.to_string()), via);
    }

    #[test]
    fn refusals() {
        assert!(Via::check("SIP/7.0/UDP h").is_err());
        for wrong in ["", "SIP/2.0/UDP", "HTTP/2.0/UDP h", "SIP/2.0/UDP h:x", "SIP/2.0/U,P h", "SIP/2.0/UDP h h", "h"] {
            assert!(wrong.parse::<Via>().is_err(), "{wrong}");
            assert!(Via::check(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_source_is_written_down_where_rfc_3581_wants_it() {
        let peer: SocketAddr = "192.0.2.9:4711".parse().unwrap();
        let table = [
            ("SIP/2.0/UDP 10.0.0.1;branch=b;rport", "SIP/2.0/UDP 10.0.0.1;branch=b;rport=4711;received=192.0.2.9"),
            ("SIP/2.0/UDP 192.0.2.9;rport;branch=b", "SIP/2.0/UDP 192.0.2.9;rport=4711;branch=b;received=192.0.2.9"),
            ("SIP/2.0/UDP 192.0.2.9;branch=b", "SIP/2.0/UDP 192.0.2.9;branch=b"),
            ("SIP/2.0/UDP phone.local;branch=b", "SIP/2.0/UDP phone.local;branch=b;received=192.0.2.9"),
            ("SIP/2.0/UDP 192.0.2.9;branch=b;received=6.6.6.6", "SIP/2.0/UDP 192.0.2.9;branch=b"),
        ];
        for (before, after) in table {
            let mut via = read(before);
            via.note_source(peer);
            assert_eq!(via.to_string(), after);
        }
    }
}
