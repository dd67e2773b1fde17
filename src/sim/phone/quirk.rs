//! What no decent phone sends: garbage, a second answer from a fork.

use std::net::SocketAddr;

use bytes::Bytes;

use crate::wire::sip::{Flow, Transport};

/// Datagrams that are no SIP, or nearly.
pub(super) const GARBAGE: &[&[u8]] = &[
    b"\x00\x01\x02\x03\xff\xfe",
    b"INVITE\r\n\r\n",
    b"INVITE sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP",
    b"SIP/2.0 999 What\r\n\r\n",
    b"BYE sip:x@y SIP/2.0\r\nContent-Length: -5\r\n\r\n",
];

/// Packets that are no RTP, or nearly.
pub(super) fn noise() -> impl Iterator<Item = Vec<u8>> {
    let packets: [&[u8]; 4] = [
        b"\x00",
        b"\x80\x00",
        b"\x8f\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x02",
        b"\xb0\x7f\x00\x01\x00\x00\x00\x01\x00\x00\x00\x02\xbe\xde\xff\xff",
    ];
    packets.into_iter().map(<[u8]>::to_vec)
}

/// The way of a datagram.
pub(super) const fn flow(local: SocketAddr, peer: SocketAddr) -> Flow {
    Flow { transport: Transport::Udp, local, peer }
}

/// The address that a phone behind a NAT believes to have.
pub(super) fn private(addr: SocketAddr) -> SocketAddr {
    let last = match addr.ip() {
        std::net::IpAddr::V4(ip) => ip.octets()[3],
        std::net::IpAddr::V6(_) => 7,
    };
    SocketAddr::from(([192, 168, 0, last], 5060))
}

/// The same 200 to an INVITE with another To tag, as a second branch downstream would send it.
pub(super) fn second_answer(bytes: &[u8]) -> Option<Bytes> {
    let text = std::str::from_utf8(bytes).ok()?;
    let invite = text.lines().any(|line| line.starts_with("CSeq:") && line.trim_end().ends_with("INVITE"));
    if !text.starts_with("SIP/2.0 200") || !invite {
        return None;
    }
    let to = text.lines().find(|line| line.starts_with("To:"))?;
    let other = to.replace(";tag=", ";tag=other-");
    Some(Bytes::from(text.replacen(to, &other, 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_answer_differs_in_its_tag_alone() {
        let answer = b"SIP/2.0 200 OK\r\nTo: <sip:a>;tag=x\r\nCSeq: 1 INVITE\r\n\r\n";
        assert_eq!(
            second_answer(answer).unwrap(),
            &b"SIP/2.0 200 OK\r\nTo: <sip:a>;tag=other-x\r\nCSeq: 1 INVITE\r\n\r\n"[..]
        );
        assert_eq!(second_answer(b"SIP/2.0 200 OK\r\nTo: <sip:a>;tag=x\r\nCSeq: 1 BYE\r\n\r\n"), None);
    }
}
