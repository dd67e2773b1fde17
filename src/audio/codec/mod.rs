//! Codecs that are coded here and not only passed through: one file and one row of `ROWS` each.
//!
//! What a codec is called in SDP is in `media::offer`; lost packets of codecs without an answer of their own are filled
//! by `conceal`. ITU-T G.711, G.722; RFC 6716 (Opus); RFC 3551 §4.5.11 (L16).

mod coder;
mod conceal;
mod g722;
mod l16;
mod law;
mod name;
mod opus;
mod pcma;
mod pcmu;
mod seam;
mod tables;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::audio::Rate;

pub use coder::{Decoder, Encoder};
pub use law::Law;
pub use name::UnknownCodec;
pub use seam::Seam;

/// A codec that calls may agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Codec {
    /// G.711 µ-law.
    Pcmu,
    /// G.711 A-law.
    Pcma,
    /// G.722 at 64 kbit/s.
    G722,
    /// Opus, coded at 16 kHz.
    Opus,
    /// Linear 16 bits in network byte order at 8 kHz.
    L16,
    /// Linear 16 bits in network byte order at 16 kHz.
    L16Wide,
}

/// One row of `ROWS`.
struct Row {
    codec: Codec,
    /// What it is called in settings and documents; compared without regard to case.
    label: &'static str,
    rate: Rate,
    /// The most bytes of a payload that are looked at: 240 ms, or the largest packet that means less.
    longest: usize,
    /// At so many bits in a second, where the codec has a choice.
    encoder: fn(u32) -> Box<dyn Encode>,
    decoder: fn() -> Box<dyn Decode>,
}

const ROWS: [Row; 6] = [
    Row {
        codec: Codec::Pcmu,
        label: "PCMU",
        rate: Rate::Narrow,
        longest: 1920,
        encoder: |_| Box::new(Law::Mu),
        decoder: || Box::new(Law::Mu),
    },
    Row {
        codec: Codec::Pcma,
        label: "PCMA",
        rate: Rate::Narrow,
        longest: 1920,
        encoder: |_| Box::new(Law::A),
        decoder: || Box::new(Law::A),
    },
    Row {
        codec: Codec::G722,
        label: "G722",
        rate: Rate::Wide,
        longest: 1920,
        encoder: |_| Box::new(g722::Encoder::default()),
        decoder: || Box::new(g722::Decoder::default()),
    },
    Row {
        codec: Codec::Opus,
        label: "opus",
        rate: Rate::Wide,
        longest: usize::MAX,
        encoder: |bit_rate| Box::new(opus::Encoder::new(bit_rate)),
        decoder: || Box::new(opus::Decoder::new()),
    },
    Row {
        codec: Codec::L16,
        label: "L16/8000",
        rate: Rate::Narrow,
        longest: 3840,
        encoder: |_| Box::new(l16::L16),
        decoder: || Box::new(l16::L16),
    },
    Row {
        codec: Codec::L16Wide,
        label: "L16/16000",
        rate: Rate::Wide,
        longest: 7680,
        encoder: |_| Box::new(l16::L16),
        decoder: || Box::new(l16::L16),
    },
];

/// Sound to bytes, in one codec.
trait Encode: Send {
    /// Appends the bytes of one frame of 20 ms.
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>);
}

/// Bytes to sound, in one codec.
trait Decode: Send {
    /// Appends the sound of a packet.
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> Result<(), Unreadable>;

    /// Appends `samples` for lost packets, with the help of the packet after them if it is there; a codec that cannot
    /// appends nothing.
    fn recover(&mut self, _next: Option<&[u8]>, _samples: usize, _out: &mut Vec<i16>) {}
}

/// The payload is no packet of this codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unreadable;

impl Codec {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.codec)
    }

    /// The rate of the sound that goes in and comes out.
    pub fn rate(self) -> Rate {
        self.row().rate
    }

    fn row(self) -> &'static Row {
        let row = &ROWS[self as usize];
        debug_assert_eq!(row.codec, self);
        row
    }
}
