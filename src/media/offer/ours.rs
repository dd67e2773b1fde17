//! Our own audio stream as text: what an offer or an answer of ours looks like.

use std::net::SocketAddr;

use super::numbers::Meaning;
use super::{Codec, Direction};
use crate::wire::sdp::{Address, Attribute, Crypto, Stream};

/// What we want to say.
#[derive(Debug)]
pub(super) struct Ours<'a> {
    /// Where we listen.
    pub(super) advertised: SocketAddr,
    /// `RTP/AVP`, or the peer's word for it when we answer (RFC 3264 §6).
    pub(super) profile: &'a str,
    /// Payload numbers and what they mean, best first.
    pub(super) formats: &'a [(u8, Meaning)],
    /// As we see it.
    pub(super) direction: Direction,
    /// Our keys; none for plain RTP.
    pub(super) keys: &'a [Crypto],
    /// We answer to RTCP on the RTP port.
    pub(super) mux: bool,
}

impl Ours<'_> {
    /// The stream that says it.
    pub(super) fn stream(&self) -> Stream {
        let mut attributes: Vec<Attribute> =
            self.formats.iter().flat_map(|(n, meaning)| format_lines(*n, *meaning)).collect();
        attributes.push(Attribute::new("ptime", 20));
        attributes.push(match self.mux {
            true => Attribute::flag("rtcp-mux"),
            false => Attribute::new("rtcp", self.advertised.port().saturating_add(1)),
        });
        attributes.extend(self.keys.iter().map(Crypto::attribute));
        Stream {
            kind: "audio".to_owned(),
            port: self.advertised.port(),
            profile: self.profile.to_owned(),
            formats: self.formats.iter().map(|(payload, _)| payload.to_string()).collect(),
            address: Address::Ip(self.advertised.ip()),
            direction: self.direction,
            attributes,
        }
    }
}

/// The same stream refused or switched off: port 0 and nothing but what must be repeated (RFC 3264 §6).
pub(super) fn refusal(stream: &Stream) -> Stream {
    Stream { port: 0, attributes: Vec::new(), direction: Direction::Inactive, ..stream.clone() }
}

fn format_lines(payload: u8, meaning: Meaning) -> Vec<Attribute> {
    match meaning {
        Meaning::Codec(codec) => codec_lines(payload, codec),
        Meaning::Events(clock) => vec![
            Attribute::new("rtpmap", format!("{payload} telephone-event/{clock}")),
            // The sixteen keys and flash (RFC 4733 §2.4.1).
            Attribute::new("fmtp", format!("{payload} 0-16")),
        ],
    }
}

fn codec_lines(payload: u8, codec: Codec) -> Vec<Attribute> {
    let entry = codec.entry();
    // One channel is not written (RFC 8866 §6.6), and some peers stumble over it.
    let channels = if entry.channels > 1 { format!("/{}", entry.channels) } else { String::new() };
    let map = Attribute::new("rtpmap", format!("{payload} {}/{}{channels}", entry.name, entry.clock));
    let parameters = entry.fmtp.map(|fmtp| Attribute::new("fmtp", format!("{payload} {fmtp}")));
    std::iter::once(map).chain(parameters).collect()
}
