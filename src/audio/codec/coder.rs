//! A codec at work on one direction of one line.
//!
//! Which codec is a value and is written out; what its library remembers is not (see `audio::memory`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::conceal::Concealer;
use super::{Codec, Decode, Encode};
use crate::audio::Pcm;
use crate::audio::memory::Memory;

/// Codes frame after frame.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoder {
    codec: Codec,
    /// Bits in a second, where the codec has a choice.
    bit_rate: u32,
    #[serde(skip)]
    memory: Memory<Box<dyn Encode>>,
}

impl Encoder {
    /// An encoder that has heard nothing.
    pub fn new(codec: Codec) -> Self {
        Self::at(codec, super::opus::BIT_RATE)
    }

    /// The same with so many bits in a second, where the codec has a choice: Opus.
    pub fn at(codec: Codec, bit_rate: u32) -> Self {
        Self { codec, bit_rate, memory: Memory::default() }
    }

    /// Which codec it is.
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// Appends the payload of one frame, which must have the rate of the codec.
    pub fn encode(&mut self, frame: &Pcm, out: &mut Vec<u8>) {
        debug_assert_eq!(frame.rate(), self.codec.rate(), "the owner resamples");
        self.encode_samples(frame.as_slice(), out);
    }

    /// The same of as many samples as there are; of Opus only one frame can be coded.
    pub(super) fn encode_samples(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let begin = || (self.codec.row().encoder)(self.bit_rate);
        self.memory.or_begin(begin).encode(samples, out);
    }
}

/// Decodes packet after packet and fills the gaps between them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decoder {
    codec: Codec,
    #[serde(skip)]
    memory: Memory<Box<dyn Decode>>,
    concealer: Concealer,
}

impl Decoder {
    /// A decoder that has heard nothing.
    pub fn new(codec: Codec) -> Self {
        Self { codec, memory: Memory::default(), concealer: Concealer::new(codec.rate()) }
    }

    /// Which codec it is.
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// Appends the sound of a packet of any length; of one that is longer than 240 ms the rest is left out, and one
    /// that is no packet of this codec is concealed as 20 ms.
    pub fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        let begin = out.len();
        let payload = &payload[..payload.len().min(self.codec.row().longest)];
        if self.memory.or_begin(self.codec.row().decoder).decode(payload, out).is_err() {
            out.truncate(begin);
            return self.conceal(out, self.codec.rate().samples());
        }
        self.concealer.on_sound(&mut out[begin..]);
    }

    /// Appends `samples` of likely sound for packets that are lost.
    pub fn conceal(&mut self, out: &mut Vec<i16>, samples: usize) {
        self.fill(None, out, samples);
    }

    /// Appends `samples` of likely sound for what was lost right before the packet `next`, which may tell of it (Opus,
    /// RFC 6716 §4.4 and in-band FEC); `next` itself is still to be decoded.
    pub fn recover(&mut self, next: &[u8], out: &mut Vec<i16>, samples: usize) {
        self.fill(Some(next), out, samples);
    }

    fn fill(&mut self, next: Option<&[u8]>, out: &mut Vec<i16>, samples: usize) {
        let begin = out.len();
        self.memory.or_begin(self.codec.row().decoder).recover(next, samples, out);
        if out.len() == begin {
            self.concealer.fill(out, samples);
        } else {
            self.concealer.on_sound(&mut out[begin..]);
        }
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoder({:?}, {:?})", self.codec, self.memory)
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decoder({:?}, {:?})", self.codec, self.memory)
    }
}
