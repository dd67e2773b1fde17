//! Names of things: SIDs as the REST world knows them, two letters and 32 lower-case hex digits (spec §8.2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Rng;

/// A SID whose two letters are the bytes of `KIND`, for instance `CA` for a call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sid<const KIND: u16>(u128);

/// `CA…`: one call, one far party, one dialog.
pub type CallSid = Sid<{ u16::from_be_bytes(*b"CA") }>;
/// `RE…`: one recording.
pub type RecordingSid = Sid<{ u16::from_be_bytes(*b"RE") }>;
/// `TR…`: the text of one recording.
pub type TranscriptionSid = Sid<{ u16::from_be_bytes(*b"TR") }>;
/// `SM…`: one text message.
pub type MessageSid = Sid<{ u16::from_be_bytes(*b"SM") }>;
/// `FX…`: one fax.
pub type FaxSid = Sid<{ u16::from_be_bytes(*b"FX") }>;
/// `CF…`: one conference, from its first participant to its last.
pub type ConferenceSid = Sid<{ u16::from_be_bytes(*b"CF") }>;
/// `MZ…`: one stream of sound over a WebSocket.
pub type StreamSid = Sid<{ u16::from_be_bytes(*b"MZ") }>;
/// `QU…`: one queue, from its first caller on.
pub type QueueSid = Sid<{ u16::from_be_bytes(*b"QU") }>;
/// `EV…`: one status callback; stays the same when it is sent again.
pub type EventSid = Sid<{ u16::from_be_bytes(*b"EV") }>;

impl<const KIND: u16> Sid<KIND> {
    /// A new one out of `rng`.
    pub fn mint(rng: &mut Rng) -> Self {
        Self((u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64()))
    }
}

impl<const KIND: u16> fmt::Display for Sid<KIND> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = KIND.to_be_bytes();
        write!(f, "{}{}{:032x}", a as char, b as char, self.0)
    }
}

impl<const KIND: u16> fmt::Debug for Sid<KIND> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const KIND: u16> FromStr for Sid<KIND> {
    type Err = ParseSidError;

    /// Reads a SID; the compound `ID…-CA…` form is accepted by dropping the prefix (spec §8.2).
    fn from_str(text: &str) -> Result<Self, ParseSidError> {
        let own = text.rsplit('-').next().unwrap_or(text);
        let (kind, hex) = own.split_at_checked(2).ok_or(ParseSidError)?;
        let digits = hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if kind.as_bytes() != KIND.to_be_bytes() || !digits {
            return Err(ParseSidError);
        }
        u128::from_str_radix(hex, 16).map(Self).map_err(|_| ParseSidError)
    }
}

impl<const KIND: u16> Serialize for Sid<KIND> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const KIND: u16> Deserialize<'de> for Sid<KIND> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The text is not a SID of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a SID: expected two letters and 32 lower-case hex digits, such as CA0123…")]
pub struct ParseSidError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_reads_back() {
        let sid = CallSid::mint(&mut Rng::seeded(1));
        let text = sid.to_string();
        assert_eq!(text.len(), 34);
        assert!(text.starts_with("CA"));
        assert_eq!(text.parse(), Ok(sid));
        assert_eq!(format!("ID{:032x}-{text}", 7).parse(), Ok(sid));
    }

    #[test]
    fn refuses_other_kinds_and_shapes() {
        let event = EventSid::mint(&mut Rng::seeded(1)).to_string();
        for wrong in [event.as_str(), "", "CA", "CA12", "é", "CAA0000000000000000000000000000000"] {
            assert_eq!(wrong.parse::<CallSid>(), Err(ParseSidError), "{wrong}");
        }
    }
}
