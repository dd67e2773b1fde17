//! G.711 µ-law: a table of every sample for encoding, because a look-up is cheaper than counting bits.

use std::sync::LazyLock;

/// The byte of the sample zero.
pub(super) const SILENCE: u8 = 0xff;

/// Indexed by the sample's bits; filled once.
static BYTES: LazyLock<Box<[u8]>> =
    LazyLock::new(|| (0..=u16::MAX).map(|bits| audio_codec_algorithms::encode_ulaw(bits.cast_signed())).collect());

pub(super) fn encode(sample: i16) -> u8 {
    BYTES[usize::from(sample.cast_unsigned())]
}

pub(super) fn decode(byte: u8) -> i16 {
    audio_codec_algorithms::decode_ulaw(byte)
}
