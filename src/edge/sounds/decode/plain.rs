//! Samples that stand in a file as they are: PCM of every width, floats, the two laws, and frames of GSM.

use std::io::Read;

use super::gsm::{Gsm, Packing};
use super::{DecodeFault, Sink, down_mix, fill};
use crate::audio::codec::Law;

/// Bytes that are read at once, at most: few, since a slow server is not waited for longer than that.
const BLOCK: usize = 2048;

/// How a sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Unsigned, 8 bits.
    U8,
    /// Signed, of so many bytes; only the upper two are heard.
    Signed { bytes: usize, is_big_endian: bool },
    /// IEEE 754, of four or eight bytes.
    Float { bytes: usize, is_big_endian: bool },
    /// G.711.
    Law(Law),
    /// GSM 06.10, frames of 33 bytes.
    Gsm,
    /// GSM 06.10 as in WAV: two frames in 65 bytes.
    GsmInWav,
}

/// Samples behind a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) form: Form,
    pub(super) channels: usize,
    pub(super) hz: u32,
    /// How many bytes of them the head promises.
    pub(super) bytes: Option<u64>,
}

impl Plain {
    /// Decodes to the promised length, or to the end where none is promised.
    pub(super) fn decode(self, mut from: impl Read, sink: &mut Sink<'_>) -> Result<(), DecodeFault> {
        let mut left = self.bytes.unwrap_or(u64::MAX);
        let unit = self.form.unit() * self.channels.max(1);
        let mut buffer = vec![0; BLOCK / unit.max(1) * unit];
        let (mut samples, mut mono, mut gsm) = (Vec::new(), Vec::new(), Gsm::default());
        while left > 0 {
            let room = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let read = fill(&mut from, buffer.get_mut(..room).unwrap_or_default())?;
            left -= read as u64;
            samples.clear();
            self.form.samples(buffer.get(..read).unwrap_or_default(), &mut gsm, &mut samples);
            down_mix(&samples, self.channels, &mut mono);
            if sink(self.hz, &mono).is_break() {
                return Ok(());
            }
            if read == 0 {
                break;
            }
        }
        match self.bytes {
            Some(promised) if left > 0 => Err(DecodeFault::new(format!("it ends {left} of {promised} bytes early"))),
            _ => Ok(()),
        }
    }
}

impl Form {
    /// Bytes that belong together, in one channel.
    const fn unit(self) -> usize {
        match self {
            Self::U8 | Self::Law(_) => 1,
            Self::Signed { bytes, .. } | Self::Float { bytes, .. } => bytes,
            Self::Gsm => Packing::Bare.bytes(),
            Self::GsmInWav => Packing::Wav.bytes(),
        }
    }

    /// Whole units become samples; what is left over at the end of a file is dropped.
    fn samples(self, bytes: &[u8], gsm: &mut Gsm, out: &mut Vec<i16>) {
        let units = bytes.chunks_exact(self.unit());
        match self {
            Self::U8 => out.extend(bytes.iter().map(|byte| (i16::from(*byte) - 128) << 8)),
            Self::Law(law) => out.extend(bytes.iter().map(|byte| law.decode(*byte))),
            Self::Signed { is_big_endian, .. } => out.extend(units.map(|unit| upper(unit, is_big_endian))),
            Self::Float { is_big_endian, .. } => out.extend(units.map(|unit| scaled(unit, is_big_endian))),
            Self::Gsm => units.for_each(|unit| gsm.decode(Packing::Bare, unit, out)),
            Self::GsmInWav => units.for_each(|unit| gsm.decode(Packing::Wav, unit, out)),
        }
    }
}

/// The upper sixteen bits.
fn upper(unit: &[u8], is_big_endian: bool) -> i16 {
    match (unit, is_big_endian) {
        ([high], _) => i16::from_be_bytes([*high, 0]),
        ([high, low, ..], true) => i16::from_be_bytes([*high, *low]),
        ([.., low, high], false) => i16::from_be_bytes([*high, *low]),
        ([], _) => 0,
    }
}

/// A float from -1 to 1; `as` saturates, and what is no number is silence.
fn scaled(unit: &[u8], is_big_endian: bool) -> i16 {
    let mut unit: Vec<u8> = unit.to_vec();
    if is_big_endian {
        unit.reverse();
    }
    let single = <[u8; 4]>::try_from(unit.as_slice()).map(|bytes| f64::from(f32::from_le_bytes(bytes)));
    let value = single.or_else(|_| <[u8; 8]>::try_from(unit.as_slice()).map(f64::from_le_bytes));
    (value.unwrap_or(0.0) * 32_768.0) as i16
}
