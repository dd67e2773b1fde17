//! The head of Sun audio files (`.au`, `.snd`), which audio/basic often is: six big-endian words.

use std::io::{self, Read};

use super::plain::{Form, Plain};
use super::{DecodeFault, Sink};
use crate::audio::codec::Law;

/// A comment behind the head is skipped, if it is no longer than this.
const COMMENT: u32 = 1 << 16;

/// Decodes a file from its magic on.
pub(super) fn decode(mut from: impl Read, sink: &mut Sink<'_>) -> Result<(), DecodeFault> {
    let mut head = [0; 24];
    from.read_exact(&mut head)?;
    let word =
        |at: usize| head.get(at * 4..at * 4 + 4).and_then(|word| word.try_into().ok()).map_or(0, u32::from_be_bytes);
    let (start, length, coding, hz, channels) = (word(1), word(2), word(3), word(4), word(5));
    let form = match coding {
        1 => Form::Law(Law::Mu),
        27 => Form::Law(Law::A),
        2..=5 => Form::Signed { bytes: coding as usize - 1, is_big_endian: true },
        6 => Form::Float { bytes: 4, is_big_endian: true },
        7 => Form::Float { bytes: 8, is_big_endian: true },
        other => return Err(DecodeFault::new(format!("it is coded in a way that is not known (AU coding {other})"))),
    };
    let comment = start.checked_sub(24).filter(|comment| *comment <= COMMENT);
    let comment = comment.ok_or_else(|| DecodeFault::new("its head has an impossible length"))?;
    io::copy(&mut from.by_ref().take(u64::from(comment)), &mut io::sink())?;
    if !(1..=8).contains(&channels) {
        return Err(DecodeFault::new(format!("it has {channels} channels")));
    }
    let bytes = (length != u32::MAX).then_some(u64::from(length));
    Plain { form, channels: channels as usize, hz, bytes }.decode(from, sink)
}
