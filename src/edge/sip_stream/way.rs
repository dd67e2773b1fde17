//! Which connection a message takes when the one it was meant for is not there: one that the peer opened and named
//! (RFC 5923), or a new one for a response (RFC 3261 §18.2.2). And the host that a new one leads to.

use std::net::SocketAddr;

use bytes::Bytes;
use memchr::memmem;
use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::edge::sip_tls::is_for;
use crate::wire::sip::{Flow, Message, Via};

/// Who sent a message on a connection that they opened.
pub(super) struct Sender<'a> {
    pub(super) flow: Flow,
    /// What the peer proved to be.
    pub(super) proof: Option<&'a CertificateDer<'static>>,
}

impl Sender<'_> {
    /// The address that the sender of this request wants to be reached at on its connection, where it may say so: over
    /// TLS the name must be in its certificate (RFC 5923 §9.1); over TCP, where nothing is proven, sent-by must be the
    /// address it speaks from.
    pub(super) fn alias(&self, bytes: &[u8]) -> Option<Flow> {
        // Nearly no request has it: a look at the bytes spares the reading.
        memmem::find(bytes, b"alias").filter(|_| !bytes.starts_with(b"SIP/2.0"))?;
        let via = read(bytes)?.via().filter(|via| via.params.has("alias"))?;
        let flow = self.flow;
        let is_allowed = match self.proof {
            Some(certificate) => is_for(certificate, &via.host),
            None => !flow.transport.is_secure() && via.address() == Some(flow.peer.ip()),
        };
        is_allowed.then(|| Flow { peer: sent_by(flow, &via), ..flow })
    }
}

/// Where a response goes whose connection is gone: to the address it came from, at the port of sent-by (§18.2.2).
/// Requests have no other way.
pub(super) fn of_orphan(flow: Flow, bytes: &[u8]) -> Option<Flow> {
    if !bytes.starts_with(b"SIP/2.0 ") {
        return None;
    }
    let via = read(bytes)?.via()?;
    Some(Flow { peer: sent_by(flow, &via), ..flow })
}

/// The host that a message is meant for, as its certificate must name it (RFC 5922 §4, §7.3): of the first Route or the
/// Request-URI; of sent-by for a response.
pub(super) fn next_host(bytes: &[u8]) -> Option<String> {
    let message = read(bytes)?;
    if !message.is_request() {
        return message.via().map(|via| via.host.trim_start_matches('[').trim_end_matches(']').to_owned());
    }
    // A strict first hop stands in the Request-URI itself (RFC 3261 §12.2.1.1).
    let loose = message.routes().into_iter().next().filter(|route| route.uri.param("lr").is_some());
    let host = loose.map(|route| route.uri.host().to_owned());
    host.or_else(|| Some(message.uri()?.host().to_owned())).filter(|host| !host.is_empty())
}

fn sent_by(flow: Flow, via: &Via) -> SocketAddr {
    SocketAddr::new(flow.peer.ip(), via.port.unwrap_or(flow.transport.default_port()))
}

fn read(bytes: &[u8]) -> Option<Message> {
    Message::parse(Bytes::copy_from_slice(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::sip_tls::tests::Authority;
    use crate::wire::sip::Transport;

    fn flow(transport: Transport) -> Flow {
        Flow { transport, local: "10.0.0.1:5061".parse().unwrap(), peer: "192.0.2.9:40123".parse().unwrap() }
    }

    fn options(uri: &str, via: &str, more: &str) -> String {
        format!(
            "OPTIONS {uri} SIP/2.0\r\nVia: SIP/2.0/{via};branch=z9hG4bK1\r\n{more}From: <sip:a@h>;tag=1\r\n\
             To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
        )
    }

    fn alias(transport: Transport, proof: Option<&CertificateDer<'static>>, via: &str) -> Option<String> {
        let sender = Sender { flow: flow(transport), proof };
        sender.alias(options("sip:h", via, "").as_bytes()).map(|flow| flow.peer.to_string())
    }

    #[test]
    fn an_alias_counts_where_the_name_is_proven_or_is_the_address_itself() {
        let good = |port: &str| Some(format!("192.0.2.9:{port}"));
        assert_eq!(alias(Transport::Tcp, None, "TCP 192.0.2.9:5080;alias"), good("5080"));
        assert_eq!(alias(Transport::Tcp, None, "TCP 192.0.2.9;alias"), good("5060"));
        assert_eq!(alias(Transport::Tcp, None, "TCP 192.0.2.8;alias"), None);
        assert_eq!(alias(Transport::Tcp, None, "TCP pbx.example.com;alias"), None);
        assert_eq!(alias(Transport::Tcp, None, "TCP 192.0.2.9:5080"), None);

        let certificate = Authority::new().issue(&["pbx.example.com"]).der;
        assert_eq!(alias(Transport::Tls, Some(&certificate), "TLS pbx.example.com;alias"), good("5061"));
        assert_eq!(alias(Transport::Tls, Some(&certificate), "TLS bank.example.com;alias"), None);
        assert_eq!(alias(Transport::Tls, None, "TLS 192.0.2.9;alias"), None);
    }

    #[test]
    fn a_response_without_its_connection_goes_to_the_port_of_sent_by() {
        let ok = "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP h:5099;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
                  To: <sip:b@h>;tag=2\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
        let way = of_orphan(flow(Transport::Tcp), ok.as_bytes()).unwrap();
        assert_eq!(way.peer, "192.0.2.9:5099".parse().unwrap());
        assert_eq!(of_orphan(flow(Transport::Tcp), options("sip:h", "TCP h", "").as_bytes()), None);
    }

    #[test]
    fn the_name_to_prove_is_the_next_hops() {
        let table = [
            ("sips:bob@example.com", "", "example.com"),
            ("sips:bob@[2001:db8::1]", "", "2001:db8::1"),
            ("sip:bob@example.com", "Route: <sip:proxy.example.net:5061;transport=tls;lr>\r\n", "proxy.example.net"),
            ("sip:strict.example.org", "Route: <sip:bob@example.com>\r\n", "strict.example.org"),
        ];
        for (uri, route, host) in table {
            assert_eq!(next_host(options(uri, "TLS h", route).as_bytes()).as_deref(), Some(host));
        }
    }
}
