//! The codecs we can name, and the payload numbers two sides have agreed on for them.
//!
//! A codec is one row of `CODECS`. Encoding and decoding is elsewhere (`audio::codec`): here a codec is a name in SDP,
//! a clock and a number. RFC 3551 §6 (static numbers), RFC 7587 (Opus), RFC 4733 (telephone-event).

use serde::{Deserialize, Serialize};

use crate::audio::codec::Codec;

/// What SDP and RTP need to know about a codec.
#[derive(Debug)]
pub struct CodecEntry {
    /// Which codec.
    pub codec: Codec,
    /// The encoding name of `a=rtpmap`; compared without regard to case.
    pub name: &'static str,
    /// The RTP clock rate in Hz. G.722 samples at 16 kHz but its RTP clock is 8000 by an old mistake (RFC 3551 §4.5.2).
    pub clock: u32,
    /// Channels in `a=rtpmap`. `opus/48000/2` is fixed text even for mono (RFC 7587 §7).
    pub channels: u8,
    /// The payload number of our offers. Below 96 it is the static one, valid without `a=rtpmap`.
    pub payload: u8,
    /// The `a=fmtp` of our offers and answers.
    pub fmtp: Option<&'static str>,
}

/// Every codec, one row each.
pub const CODECS: &[CodecEntry] = &[
    CodecEntry { codec: Codec::Pcmu, name: "PCMU", clock: 8000, channels: 1, payload: 0, fmtp: None },
    CodecEntry { codec: Codec::Pcma, name: "PCMA", clock: 8000, channels: 1, payload: 8, fmtp: None },
    CodecEntry { codec: Codec::G722, name: "G722", clock: 8000, channels: 1, payload: 9, fmtp: None },
    CodecEntry {
        codec: Codec::Opus,

        name: "opus",
        clock: 48000,
        channels: 2,
        payload: 107,
        fmtp: Some("useinbandfec=1"),
    },
    CodecEntry { codec: Codec::L16, name: "L16", clock: 8000, channels: 1, payload: 108, fmtp: None },
    CodecEntry { codec: Codec::L16Wide, name: "L16", clock: 16_000, channels: 1, payload: 109, fmtp: None },
];

impl Codec {
    /// The row of the codec.
    pub fn entry(self) -> &'static CodecEntry {
        CODECS.iter().find(|entry| entry.codec == self).expect("every codec has a row, as a test shows")
    }

    /// The codec that a static payload number means without `a=rtpmap`.
    pub fn of_static(payload: u8) -> Option<Self> {
        CODECS.iter().find(|entry| entry.payload < 96 && entry.payload == payload).map(|entry| entry.codec)
    }

    /// The codec of an `a=rtpmap`. A missing channel count is tolerated for Opus: some phones leave it out.
    pub fn of_map(name: &str, clock: u32, channels: Option<u8>) -> Option<Self> {
        let fits = |entry: &&CodecEntry| {
            entry.name.eq_ignore_ascii_case(name)
                && entry.clock == clock
                && channels.is_none_or(|channels| channels == entry.channels)
        };
        CODECS.iter().find(fits).map(|entry| entry.codec)
    }

    /// Whether the sample values of the two can be exchanged byte by byte: the two laws of G.711.
    pub fn transcodes_to(self, other: Self) -> bool {
        matches!((self, other), (Self::Pcmu, Self::Pcma) | (Self::Pcma, Self::Pcmu))
    }

    /// Whether packets of the one pass to a peer that knows the other, as they are or byte by byte. Between any other
    /// two the sound is decoded and coded again, which costs a hundred times as much and some of its quality.
    pub fn passes_to(self, other: Self) -> bool {
        self == other || self.transcodes_to(other)
    }
}

/// One agreed codec with its payload number each way; the numbers may differ (RFC 3264 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// Which codec.
    pub codec: Codec,
    /// The number the peer expects from us.
    pub send: u8,
    /// The number we expect from the peer.
    pub recv: u8,
}

/// The agreed telephone-event format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFormat {
    /// The number the peer expects from us.
    pub send: u8,
    /// The number we expect from the peer.
    pub recv: u8,
    /// The clock of durations, in Hz; that of the audio when the peer has it.
    pub clock: u32,
}

/// What both sides of a line understand; the first format is the one we send.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayloadMap {
    /// The codecs, best first.
    pub formats: Vec<Format>,
    /// Keys as RFC 4733 events, if both sides have them.
    pub events: Option<EventFormat>,
}

impl PayloadMap {
    /// The format we send.
    pub fn sending(&self) -> Option<&Format> {
        self.formats.first()
    }

    /// The rate of the time line of what we send.
    pub fn clock(&self) -> Option<u32> {
        self.sending().map(|format| format.codec.entry().clock)
    }

    /// The format that a received payload number means.
    pub fn receiving(&self, payload: u8) -> Option<&Format> {
        self.formats.iter().find(|format| format.recv == payload)
    }

    /// The format of a codec.
    pub fn of(&self, codec: Codec) -> Option<&Format> {
        self.formats.iter().find(|format| format.codec == codec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_has_a_row_that_names_it() {
        for codec in CODECS.iter().map(|entry| entry.codec) {
            let entry = codec.entry();
            assert_eq!(Codec::of_map(entry.name, entry.clock, Some(entry.channels)), Some(codec));
            assert_eq!(Codec::of_static(entry.payload), (entry.payload < 96).then_some(codec));
        }
        let payloads: std::collections::BTreeSet<u8> = CODECS.iter().map(|entry| entry.payload).collect();
        assert_eq!(payloads.len(), CODECS.len());
        assert!(Codec::Pcmu.passes_to(Codec::Pcma) && Codec::Opus.passes_to(Codec::Opus));
        assert!(!Codec::Pcmu.passes_to(Codec::G722) && !Codec::L16.passes_to(Codec::L16Wide));
    }

    #[test]
    fn a_name_with_another_clock_is_another_codec() {
        assert_eq!(Codec::of_map("PCMU", 16000, None), None);
        assert_eq!(Codec::of_map("G722", 16000, Some(1)), None);
        assert_eq!(Codec::of_map("pcma", 8000, Some(2)), None);
        assert_eq!(Codec::of_map("OPUS", 48000, None), Some(Codec::Opus));
    }
}
