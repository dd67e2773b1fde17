//! What a peer's audio stream says, checked and put into values. RFC 3264, RFC 3605 (a=rtcp), RFC 5761 (a=rtcp-mux).

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;

use super::{Codec, Direction, OfferFault};
use crate::wire::sdp::{self, Address, Stream};

/// Clocks of sound, and so of events beside it (RFC 4733 §2.1).
const CLOCKS: RangeInclusive<u32> = 8000..=96_000;

/// Which stream of an offer or answer is the call's, and what its peer wants.
#[derive(Debug)]
pub(super) struct Peer {
    /// Where RTP is wanted; `None` on hold in the old way.
    pub(super) remote: Option<SocketAddr>,
    /// Where RTCP is wanted, if not multiplexed.
    pub(super) rtcp: Option<SocketAddr>,
    /// RTCP on the RTP port is offered or accepted.
    pub(super) mux: bool,
    /// As the peer sees it.
    pub(super) direction: Direction,
    /// Codecs known here with the peer's numbers, in its order; each once.
    pub(super) codecs: Vec<(u8, Codec)>,
    /// Telephone-events with the peer's numbers and clocks.
    pub(super) events: Vec<Events>,
}

/// A telephone-event format of the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Events {
    /// Its payload number.
    pub(super) payload: u8,
    /// Its clock.
    pub(super) clock: u32,
}

/// Reads a stream; `ours` is the address that its packets would reach. Its transport and its keys are judged elsewhere
/// (`security`).
pub(super) fn read(stream: &Stream, ours: SocketAddr) -> Result<Peer, OfferFault> {
    let remote = remote(stream, ours)?;
    let mux = stream.has("rtcp-mux");
    // RFC 3264 §8.4: sound must not be sent to a stream without address, whatever its direction says.
    let direction = match remote {
        Some(_) => stream.direction,
        None => stream.direction.and(Direction::SendOnly),
    };
    let rtcp = remote.and_then(|remote| rtcp(stream, remote));
    Ok(Peer { remote, rtcp, mux, direction, codecs: codecs(stream), events: events(stream) })
}

/// Where the first open audio stream of an offer wants its sound: its version of IP is the one that is answered with.
pub fn address_in(offer: &[u8]) -> Option<IpAddr> {
    let streams = sdp::read(offer).ok()?;
    let mut audio = streams.iter().filter(|stream| stream.kind == "audio" && stream.port != 0);
    audio.find_map(|stream| match stream.address {
        Address::Ip(ip) => Some(ip),
        Address::Missing | Address::Name(_) => None,
    })
}

/// The codecs of a stream that are in the table, each with the first number it has.
pub(super) fn codecs(stream: &Stream) -> Vec<(u8, Codec)> {
    let mut found: Vec<(u8, Codec)> = Vec::new();
    for payload in stream.payloads() {
        let codec = match stream.mapping(payload) {
            Some(mapping) => Codec::of_map(&mapping.name, mapping.clock, mapping.channels),
            None => Codec::of_static(payload),
        };
        match codec {
            Some(codec) if found.iter().all(|(_, known)| *known != codec) => found.push((payload, codec)),
            _ => {}
        }
    }
    found
}

/// The telephone-event formats of a stream, each clock once; a clock that no sound has is none.
pub(super) fn events(stream: &Stream) -> Vec<Events> {
    let mut found: Vec<Events> = Vec::new();
    for mapping in stream.payloads().filter_map(|payload| stream.mapping(payload)) {
        let is_event = mapping.name.eq_ignore_ascii_case("telephone-event") && CLOCKS.contains(&mapping.clock);
        if is_event && found.iter().all(|known| known.clock != mapping.clock) {
            found.push(Events { payload: mapping.payload, clock: mapping.clock });
        }
    }
    found
}

/// The formats of a stream for a message.
pub(super) fn described(stream: &Stream) -> String {
    let name = |payload| match stream.mapping(payload) {
        Some(mapping) => format!("{payload} {}/{}", mapping.name, mapping.clock),
        None => payload.to_string(),
    };
    bounded(&stream.payloads().map(name).collect::<Vec<_>>().join(", "))
}

fn remote(stream: &Stream, ours: SocketAddr) -> Result<Option<SocketAddr>, OfferFault> {
    let ip = match &stream.address {
        Address::Ip(ip) => *ip,
        // A stream that is over needs no address.
        Address::Missing | Address::Name(_) if stream.port == 0 => return Ok(None),
        Address::Missing => return Err(OfferFault::NoAddress),
        Address::Name(_) => return Err(OfferFault::HostName),
    };
    if stream.port == 0 || ip.is_unspecified() {
        return Ok(None);
    }
    if ip.is_multicast() || ip == IpAddr::from([255; 4]) {
        return Err(OfferFault::NotUnicast);
    }
    if ip.is_ipv4() != ours.is_ipv4() {
        return Err(OfferFault::Family(ours.ip()));
    }
    Ok(Some(SocketAddr::new(ip, stream.port)))
}

/// Where RTCP goes; an address of the other kind or port zero in `a=rtcp` is no place.
fn rtcp(stream: &Stream, remote: SocketAddr) -> Option<SocketAddr> {
    let (port, ip) = match stream.rtcp() {
        Some((port, ip)) => (port, ip.unwrap_or(remote.ip())),
        None => (remote.port().checked_add(1)?, remote.ip()),
    };
    let sound = port != 0 && ip.is_ipv4() == remote.is_ipv4() && !ip.is_multicast() && !ip.is_unspecified();
    sound.then(|| SocketAddr::new(ip, port))
}

/// The peer's words in our messages: not longer than a line.
pub(super) fn bounded(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(120).collect()
}
