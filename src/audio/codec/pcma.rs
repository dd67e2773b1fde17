//! G.711 A-law.

use std::sync::LazyLock;

use super::tables::Tables;

/// The byte of the sample zero.
pub(super) const SILENCE: u8 = 0xd5;

/// Filled once.
pub(super) static TABLES: LazyLock<Tables> =
    LazyLock::new(|| Tables::new(audio_codec_algorithms::encode_alaw, audio_codec_algorithms::decode_alaw));
