//! Bytes of a sound file → mono samples, as they come. What a file is shows in its first bytes; the Content-Type and
//! the name decide only where bytes have no head (audio/basic, audio/x-gsm).
//!
//! Memory is bounded whatever a file says of itself (M22): blocks are small, and nothing is allocated by a length that
//! was read. `wav` and `au` are their heads, `plain` the samples behind them, `gsm` the codec of GSM 06.10, `foreign`
//! MP3, Ogg/Vorbis, FLAC, AIFF and the rest of WAV by symphonia.

mod au;
mod foreign;
mod gsm;
mod plain;
mod wav;

#[cfg(test)]
mod tests;

use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;

use super::body::Hint;
use crate::audio::codec::Law;
use plain::{Form, Plain};

/// As much of the beginning as tells the kinds apart.
const HEAD: usize = 12;

/// Takes samples at a rate in Hz; says when no more are wanted.
pub(super) type Sink<'a> = dyn FnMut(u32, &[i16]) -> ControlFlow<()> + 'a;

/// Why a file is not a sound, or not to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum DecodeFault {
    /// It is, as far as can be told, no sound.
    #[error("{0}")]
    Unreadable(String),
    /// The bytes do not come.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl DecodeFault {
    fn new(text: impl Into<String>) -> Self {
        Self::Unreadable(text.into())
    }
}

/// Decodes `from` to its end or until the sink wants no more.
pub(super) fn decode(mut from: impl Read + Send + Sync, hint: &Hint, sink: &mut Sink<'_>) -> Result<(), DecodeFault> {
    let mut head = Vec::with_capacity(HEAD);
    from.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(DecodeFault::new("it is empty"));
    }
    let kind = kind(&head, hint);
    let from = Cursor::new(head).chain(from);
    match kind {
        Kind::Wav => wav::decode(from, sink),
        Kind::Au => au::decode(from, sink),
        Kind::Foreign => foreign::decode(from, hint, sink),
        Kind::Bare(form) => Plain { form, channels: 1, hz: 8000, bytes: None }.decode(from, sink),
        Kind::None => Err(DecodeFault::new(format!("its type is {}, and it begins like no sound", shown(&hint.kind)))),
    }
}

/// What to read a file as.
enum Kind {
    Wav,
    Au,
    Foreign,
    Bare(Form),
    None,
}

fn kind(head: &[u8], hint: &Hint) -> Kind {
    match head {
        [b'R', b'I', b'F', b'F' | b'X', ..] | [b'R', b'F', b'6', b'4', ..] => Kind::Wav,
        [b'.', b's', b'n', b'd', ..] => Kind::Au,
        [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', b'F' | b'C', ..] => Kind::Foreign,
        [b'f', b'L', b'a', b'C', ..] | [b'O', b'g', b'g', b'S', ..] | [b'I', b'D', b'3', ..] => Kind::Foreign,
        // The eleven bits that begin an MPEG audio frame.
        [0xff, second, ..] if second & 0xe0 == 0xe0 && !is_bare(hint) => Kind::Foreign,
        _ => by_name(hint),
    }
}

fn is_bare(hint: &Hint) -> bool {
    matches!(by_name(hint), Kind::Bare(_))
}

/// Bytes without a head are what they are called; the type goes before the name, unless it says nothing.
fn by_name(hint: &Hint) -> Kind {
    match hint.kind.as_str() {
        "audio/basic" | "audio/ulaw" | "audio/x-ulaw" | "audio/pcmu" => Kind::Bare(Form::Law(Law::Mu)),
        "audio/alaw" | "audio/x-alaw" | "audio/pcma" => Kind::Bare(Form::Law(Law::A)),
        "audio/x-gsm" | "audio/gsm" => Kind::Bare(Form::Gsm),
        "audio/mpeg" | "audio/mp3" | "audio/x-mpeg" | "audio/mpeg3" => Kind::Foreign,
        "" | "application/octet-stream" | "binary/octet-stream" => match hint.extension.as_str() {
            "ulaw" | "ul" | "pcmu" => Kind::Bare(Form::Law(Law::Mu)),
            "alaw" | "al" | "pcma" => Kind::Bare(Form::Law(Law::A)),
            "gsm" => Kind::Bare(Form::Gsm),
            "mp3" => Kind::Foreign,
            _ => Kind::None,
        },
        _ => Kind::None,
    }
}

fn shown(kind: &str) -> &str {
    if kind.is_empty() { "not told" } else { kind }
}

/// One channel: the mean of all.
fn down_mix(samples: &[i16], channels: usize, mono: &mut Vec<i16>) {
    mono.clear();
    if channels <= 1 {
        return mono.extend_from_slice(samples);
    }
    let mean = |frame: &[i16]| frame.iter().map(|sample| i64::from(*sample)).sum::<i64>() / channels as i64;
    mono.extend(samples.chunks_exact(channels).map(|frame| mean(frame) as i16));
}

/// Reads until the buffer is full or the end is there; how much.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match from.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // What came before a fault is heard; the fault comes again.
            Err(_) if filled > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
