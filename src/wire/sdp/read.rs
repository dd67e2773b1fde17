//! Bytes → streams. Forgiving where peers are known to be sloppy and nothing depends on it.

use sdp_types::{Connection, Media, NetType, ParserError, Session};

use super::{Address, Attribute, Direction, Stream};

/// More streams than anybody offers; a bound for what is answered.
const MOST_STREAMS: usize = 32;

/// Why bytes are not a session description. The peer's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The grammar is broken.
    #[error("the SDP does not follow RFC 8866: {0}")]
    Grammar(String),
    /// There are too many `m=` lines.
    #[error("the SDP has {0} m= lines, more than the {MOST_STREAMS} that are read")]
    Streams(usize),
}

/// Reads the streams of a session description.
pub fn read(body: &[u8]) -> Result<Vec<Stream>, Malformed> {
    let session = parse(body).map_err(|error| Malformed::Grammar(told(&error)))?;
    if session.medias.len() > MOST_STREAMS {
        return Err(Malformed::Streams(session.medias.len()));
    }
    let inherited = session.attributes.iter().find_map(|attribute| Direction::named(&attribute.attribute));
    let streams = session.medias.iter().map(|media| stream(media, session.connection.as_ref(), inherited));
    Ok(streams.collect())
}

/// The fault without what stood there: a line of a peer may be a number or an address, and faults are logged.
fn told(error: &ParserError) -> String {
    match error {
        ParserError::InvalidVersion(line, _) => format!("Invalid version at line {line}"),
        error => error.to_string(),
    }
}

/// Parses, at the second try without `o=`: some peers write words into its numbers, and nothing here needs it. Bytes
/// that are not UTF-8 (a Latin-1 `s=`) are replaced.
fn parse(body: &[u8]) -> Result<Session, ParserError> {
    let text = String::from_utf8_lossy(body);
    Session::parse(text.as_bytes()).or_else(|error| {
        let rest: String =
            text.lines().filter(|line| !line.starts_with("o=")).flat_map(|line| [line, "\r\n"]).collect();
        Session::parse(rest.as_bytes()).map_err(|_| error)
    })
}

fn stream(media: &Media, session: Option<&Connection>, inherited: Option<Direction>) -> Stream {
    let own = media.attributes.iter().find_map(|attribute| Direction::named(&attribute.attribute));
    let others = media.attributes.iter().filter(|attribute| Direction::named(&attribute.attribute).is_none());
    Stream {
        kind: media.media.to_ascii_lowercase(),
        port: media.port,
        profile: media.proto.clone(),
        formats: media.fmt.split_whitespace().map(str::to_owned).collect(),
        address: media.connections.first().or(session).map_or(Address::Missing, address),
        direction: own.or(inherited).unwrap_or_default(),
        attributes: others.map(|a| Attribute { name: a.attribute.clone(), value: a.value.clone() }).collect(),
    }
}

fn address(connection: &Connection) -> Address {
    match (&connection.nettype, connection.try_address()) {
        (NetType::In, Ok(address)) => Address::Ip(address.ip),
        _ => Address::Name(connection.connection_address.clone()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::sdp::Mapping;

    #[test]
    fn a_stream_inherits_from_the_session_what_it_does_not_say() {
        let body = b"v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\na=sendonly\n\
            m=audio 4000 RTP/AVP 0 101\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\na=rtcp:4005 IN IP4 192.0.2.9\n\
            m=VIDEO 4002 RTP/AVP 96\nc=IN IP6 2001:db8::1\na=RECVONLY\na=rtpmap:96 VP8/90000/1\n";
        let streams = read(body).unwrap();
        let [audio, video] = &streams[..] else { panic!("{streams:?}") };
        assert_eq!(audio.address, Address::Ip("192.0.2.1".parse().unwrap()));
        assert_eq!(audio.direction, Direction::SendOnly);
        assert_eq!(audio.payloads().collect::<Vec<_>>(), [0, 101]);
        assert_eq!(audio.parameters(101), Some("0-15"));
        assert_eq!(audio.rtcp(), Some((4005, Some("192.0.2.9".parse().unwrap()))));
        assert_eq!((video.kind.as_str(), video.direction), ("video", Direction::RecvOnly));
        assert_eq!(video.address, Address::Ip("2001:db8::1".parse().unwrap()));
        let vp8 = Mapping { payload: 96, name: "VP8".into(), clock: 90000, channels: Some(1) };
        assert_eq!(video.mapping(96), Some(vp8));
        assert!(!audio.has("sendonly") && audio.has("RTCP"));
    }

    #[test]
    fn a_fault_does_not_quote_the_body() {
        for body in
            ["v=+15550100\r\ns=-\r\n", "v=0\r\nc=+15550100\r\n", "v=0\r\nm=audio +15550100\r\n", "+15550100\r\n"]
        {
            let fault = read(body.as_bytes()).unwrap_err().to_string();
            assert!(!fault.contains("5550100"), "{fault}");
        }
    }

    #[test]
    fn sloppy_bodies_are_read() {
        for body in [
            &b"v=0\r\nm=audio 9 RTP/AVP 0\r\n"[..],
            b"v=0\r\no=phone abc def IN IP4 host\r\ns= \r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n",
            b"v=0\no=- 1 1 IN IP4 1.2.3.4\ns=Gr\xfc\xdfe\nt=0 0\nm=audio 9 RTP/AVP  0\nx=unknown\n",
        ] {
            assert_eq!(read(body).unwrap().len(), 1, "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn impossible_bodies_are_refused_with_the_place() {
        let port = read(b"v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nt=0 0\r\nm=audio 70000 RTP/AVP 0\r\n");
        assert!(port.unwrap_err().to_string().contains("line 5"));
        assert!(matches!(read(b""), Err(Malformed::Grammar(_))));
        let many = "m=audio 9 RTP/AVP 0\r\n".repeat(33);
        assert_eq!(read(format!("v=0\r\n{many}").as_bytes()), Err(Malformed::Streams(33)));
    }

    #[test]
    fn a_name_or_another_network_is_no_address() {
        for connection in ["IN IP4 pbx.example.com", "ATM NSAP 47.0091"] {
            let body = format!("v=0\r\nc={connection}\r\nm=audio 9 RTP/AVP 0\r\n");
            assert!(matches!(read(body.as_bytes()).unwrap()[0].address, Address::Name(_)), "{connection}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
            let mut body = b"v=0\r\nm=audio 1 RTP/AVP 0\r\na=rtpmap:".to_vec();
            body.extend(bytes);
            if let Ok(streams) = read(&body) {
                for stream in streams {
                    let _ = (stream.mapping(0), stream.parameters(0), stream.rtcp(), stream.payloads().count());
                }
            }
        }
    }
}
