//! G.711 µ-law.

use std::sync::LazyLock;

use super::tables::Tables;

/// The byte of the sample zero.
pub(super) const SILENCE: u8 = 0xff;

/// Filled once.
pub(super) static TABLES: LazyLock<Tables> =
    LazyLock::new(|| Tables::new(audio_codec_algorithms::encode_ulaw, audio_codec_algorithms::decode_ulaw));
