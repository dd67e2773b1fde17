//! Session descriptions: the streams of a body, each with what it inherits from the session level. RFC 8866, RFC 4566.
//!
//! What an offer means and what is answered is in `media::offer`. The grammar is that of the sdp-types crate;
//! attributes that telephony needs are read here.

mod body;
mod crypto;
mod direction;
mod read;
mod write;

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

pub use body::find as find_in_body;
pub use crypto::{Crypto, Unfit};
pub use direction::Direction;
pub use read::{Malformed, read};
pub use write::{Origin, write};

/// One `m=` line and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    /// `audio`, `video`, `image`, …
    pub kind: String,
    /// Where RTP is wanted; zero is a stream that is refused or over.
    pub port: u16,
    /// The transport, such as `RTP/AVP`.
    pub profile: String,
    /// The formats as written: payload numbers for RTP.
    pub formats: Vec<String>,
    /// The address of the stream, or of the session when the stream has none of its own.
    pub address: Address,
    /// The direction of the stream, or of the session, or both ways, as its writer sees it.
    pub direction: Direction,
    /// All other attributes of the stream in order.
    pub attributes: Vec<Attribute>,
}

/// What a `c=` line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Address {
    /// There is none.
    Missing,
    /// An address.
    Ip(IpAddr),
    /// A host name, or an address of a network that is not the internet.
    Name(String),
}

/// One `a=` line. A key is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// What stands before the colon.
    pub name: String,
    /// What stands after it.
    pub value: Option<String>,
}

/// One `a=rtpmap` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The payload number.
    pub payload: u8,
    /// The encoding name.
    pub name: String,
    /// The RTP clock in Hz.
    pub clock: u32,
    /// The channels, if said.
    pub channels: Option<u8>,
}

impl Attribute {
    /// `a=name:value`.
    pub fn new(name: &str, value: impl ToString) -> Self {
        Self { name: name.to_owned(), value: Some(value.to_string()) }
    }

    /// `a=name`.
    pub fn flag(name: &str) -> Self {
        Self { name: name.to_owned(), value: None }
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = self.name.eq_ignore_ascii_case("crypto");
        let value = self.value.as_deref().map(|value| if secret { "‹secret›" } else { value });
        f.debug_struct("Attribute").field("name", &self.name).field("value", &value).finish()
    }
}

impl Stream {
    /// Whether the stream has an attribute, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }

    /// The values of all attributes of a name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        let named = self.attributes.iter().filter(move |attribute| attribute.name.eq_ignore_ascii_case(name));
        named.filter_map(|attribute| attribute.value.as_deref().map(str::trim))
    }

    /// The payload numbers, in the order of preference; what is no such number is passed over.
    pub fn payloads(&self) -> impl Iterator<Item = u8> + '_ {
        self.formats.iter().filter_map(|format| format.parse().ok()).filter(|payload| *payload < 128)
    }

    /// What `a=rtpmap` says of a payload number.
    pub fn mapping(&self, payload: u8) -> Option<Mapping> {
        self.values("rtpmap").filter_map(mapping).find(|mapping| mapping.payload == payload)
    }

    /// What `a=fmtp` says of a payload number.
    pub fn parameters(&self, payload: u8) -> Option<&str> {
        self.values("fmtp").find_map(|value| {
            let (number, parameters) = value.split_once(char::is_whitespace)?;
            (number.parse() == Ok(payload)).then(|| parameters.trim())
        })
    }

    /// Where `a=rtcp` wants RTCP (RFC 3605): a port and perhaps an address of its own.
    pub fn rtcp(&self) -> Option<(u16, Option<IpAddr>)> {
        let mut words = self.values("rtcp").next()?.split_whitespace();
        let port = words.next()?.parse().ok()?;
        Some((port, words.nth(2).and_then(|address| address.parse().ok())))
    }
}

/// `<payload> <name>/<clock>[/<channels>]`
fn mapping(value: &str) -> Option<Mapping> {
    let (payload, encoding) = value.split_once(char::is_whitespace)?;
    let mut parts = encoding.trim().split('/');
    let (name, clock) = (parts.next()?.to_owned(), parts.next()?.trim().parse().ok()?);
    let channels = parts.next().and_then(|channels| channels.trim().parse().ok());
    Some(Mapping { payload: payload.parse().ok()?, name, clock, channels })
}
