//! The head of WAV files. Our own, since real files are less tidy than a strict reader wants: extensions of every
//! length, chunks of every name before the samples, lengths that are unknown (a stream), too large (cut off) or odd.

use std::io::{self, Cursor, Read};

use super::plain::{Form, Plain};
use super::{DecodeFault, Sink, fill, foreign};
use crate::audio::codec::Law;
use crate::edge::sounds::body::Hint;

/// Bytes of a format chunk that are looked at; the longest known has 50.
const FORMAT: usize = 64;
/// Bytes of other chunks before the samples (pictures, edit lists), all together.
const CHUNKS: u64 = 4 << 20;
/// A length from here on is what a program writes that does not know it yet.
const UNKNOWN: u32 = 0x7fff_0000;

/// Decodes a file from its magic on.
pub(super) fn decode(from: impl Read + Send + Sync, sink: &mut Sink<'_>) -> Result<(), DecodeFault> {
    let mut from = Tee { from, seen: Vec::new() };
    let mut form = [0; 12];
    let whole = fill(&mut from, &mut form)? == form.len();
    if !whole || !form.ends_with(b"WAVE") || form.starts_with(b"RIFX") {
        return Err(DecodeFault::new("it begins as RIFF and is not WAVE"));
    }
    let mut format = None;
    let mut skipped = 0;
    loop {
        let mut head = [0; 8];
        if fill(&mut from, &mut head)? < head.len() {
            return Err(DecodeFault::new("it is WAV without samples"));
        }
        let [a, b, c, d, length @ ..] = head;
        let length = u32::from_le_bytes(length);
        match &[a, b, c, d] {
            b"data" => return samples(format, length, from, sink),
            b"fmt " => format = Some(Format::read(&mut from, length)?),
            _ => {
                skipped += u64::from(length);
                if skipped > CHUNKS {
                    return Err(DecodeFault::new("it is WAV with megabytes of other things before the samples"));
                }
                skip(&mut from, u64::from(length) + u64::from(length & 1))?;
            }
        }
    }
}

fn samples(
    format: Option<Format>,
    length: u32,
    from: Tee<impl Read + Send + Sync>,
    sink: &mut Sink<'_>,
) -> Result<(), DecodeFault> {
    let format = format.ok_or_else(|| DecodeFault::new("it is WAV that does not say of what kind"))?;
    if !(1..=8).contains(&format.channels) {
        return Err(DecodeFault::new(format!("it has {} channels", format.channels)));
    }
    let Some(form) = format.form() else {
        let hint = Hint { kind: "audio/wav".into(), extension: "wav".into() };
        return foreign::decode(Cursor::new(from.seen).chain(from.from), &hint, sink);
    };
    let bytes = (1..UNKNOWN).contains(&length).then_some(u64::from(length));
    Plain { form, channels: usize::from(format.channels), hz: format.hz, bytes }.decode(from.from, sink)
}

/// What a format chunk says.
#[derive(Clone, Copy, Debug)]
struct Format {
    tag: u16,
    channels: u16,
    hz: u32,
    bits: u16,
}

impl Format {
    fn read(from: &mut impl Read, length: u32) -> Result<Self, DecodeFault> {
        let mut bytes = [0; FORMAT];
        let kept = usize::try_from(length).unwrap_or(usize::MAX).min(FORMAT);
        if kept < 16 || fill(from, bytes.get_mut(..kept).unwrap_or_default())? < kept {
            return Err(DecodeFault::new("it is WAV with half a format chunk"));
        }
        skip(from, (u64::from(length) - kept as u64 + u64::from(length & 1)).min(CHUNKS))?;
        let short = |at: usize| bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes);
        let hz = u32::from(short(4)) | u32::from(short(6)) << 16;
        // The extensible form names its kind in the first two bytes of a GUID.
        let tag = if short(0) == 0xfffe { short(24) } else { short(0) };
        Ok(Self { tag, channels: short(2), hz, bits: short(14) })
    }

    /// `None` for what is left to symphonia: ADPCM, and what nobody reads.
    fn form(self) -> Option<Form> {
        let bytes = usize::from(self.bits).div_ceil(8);
        match (self.tag, self.bits) {
            (1, 1..=8) => Some(Form::U8),
            (1, 9..=32) => Some(Form::Signed { bytes, is_big_endian: false }),
            (3, 32 | 64) => Some(Form::Float { bytes, is_big_endian: false }),
            (6, _) => Some(Form::Law(Law::A)),
            (7, _) => Some(Form::Law(Law::Mu)),
            (0x31, _) => Some(Form::GsmInWav),
            _ => None,
        }
    }
}

fn skip(from: &mut impl Read, bytes: u64) -> io::Result<u64> {
    io::copy(&mut from.take(bytes), &mut io::sink())
}

/// Keeps what was read, for a second reader of the same head.
struct Tee<R> {
    from: R,
    seen: Vec<u8>,
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.seen.extend_from_slice(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
