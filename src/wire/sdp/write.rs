//! Streams → bytes: our own descriptions, one address for all of them at session level.

use std::net::IpAddr;

use bytes::Bytes;
use sdp_types::{Connection, Media, Session, Time};

use super::{Attribute, Stream};

/// What our `o=` line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The session.
    pub id: u64,
    /// Rises by one with every change (RFC 3264 §8).
    pub version: u64,
    /// Where the session lives and, in `c=`, where its streams are.
    pub address: IpAddr,
}

/// Writes a description; the streams' own addresses are not written, `origin` speaks for all.
pub fn write(origin: &Origin, streams: &[Stream]) -> Bytes {
    // Some peers read o= and refuse a missing user name, so there is always the dash of RFC 8866 §5.2.
    let mut line = sdp_types::Origin::with_ip_addr(origin.id, origin.version, origin.address);
    line.set_username("-");
    let mut session = Session::new(line, "-");
    session.set_connection(Connection::from_ip_addr(origin.address));
    session.add_time(Time::new(0, 0));
    session.add_medias(streams.iter().map(media));
    let mut bytes = Vec::with_capacity(512);
    session.write(&mut bytes).expect("writing into a vector never fails");
    bytes.into()
}

fn media(stream: &Stream) -> Media {
    let attribute = |a: &Attribute| match &a.value {
        Some(value) => sdp_types::Attribute::with_value(&a.name, value),
        None => sdp_types::Attribute::new(&a.name),
    };
    let mut attributes: Vec<_> = stream.attributes.iter().map(attribute).collect();
    if stream.port != 0 {
        attributes.push(sdp_types::Attribute::new(stream.direction.name()));
    }
    Media {
        media: stream.kind.clone(),
        port: stream.port,
        num_ports: None,
        proto: stream.profile.clone(),
        fmt: stream.formats.join(" "),
        media_title: None,
        connections: Vec::new(),
        bandwidths: Vec::new(),
        key: None,
        attributes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sdp::{Address, Direction, read};

    #[test]
    fn what_is_written_is_exact_and_is_read_again() {
        let audio = Stream {
            kind: "audio".into(),
            port: 40000,
            profile: "RTP/AVP".into(),
            formats: vec!["0".into(), "101".into()],
            address: Address::Ip("192.0.2.5".parse().unwrap()),
            direction: Direction::RecvOnly,
            attributes: vec![Attribute::new("rtpmap", "0 PCMU/8000"), Attribute::flag("rtcp-mux")],
        };
        let over = Stream { port: 0, direction: Direction::SendRecv, attributes: vec![], ..audio.clone() };
        let origin = Origin { id: 7, version: 3, address: "192.0.2.5".parse().unwrap() };
        let bytes = write(&origin, &[audio.clone(), over.clone()]);
        let wanted = "v=0\r\no=- 7 3 IN IP4 192.0.2.5\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\n\
            m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtcp-mux\r\na=recvonly\r\nm=audio 0 RTP/AVP 0 101\r\n";
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), wanted);
        assert_eq!(read(&bytes).unwrap(), [audio, over]);
    }
}
