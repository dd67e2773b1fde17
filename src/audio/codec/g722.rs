//! G.722 at 64 kbit/s: two sub-bands of ADPCM at 16 kHz (ITU-T G.722 mode 1, RFC 3551 §4.5.2), by `audio-codec`.

use audio_codec::Encoder as _;
use audio_codec::g722::{G722Decoder, G722Encoder};

use super::{Decode, Encode, Unreadable};

/// The most samples of one packet: 240 ms.
const LONGEST: usize = 3840;

/// The library's encoder.
#[derive(Default)]
pub(super) struct Encoder(G722Encoder);

/// The library's decoder.
#[derive(Default)]
pub(super) struct Decoder(G722Decoder);

impl Encode for Encoder {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let begin = out.len();
        out.resize(begin + samples.len() / 2, 0);
        let written = self.0.encode_into(samples, &mut out[begin..]).unwrap_or(0);
        out.truncate(begin + written);
    }
}

impl Decode for Decoder {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> Result<(), Unreadable> {
        let begin = out.len();
        out.resize(begin + (payload.len() * 2).min(LONGEST), 0);
        let written = self.0.decode_frame_into(payload, &mut out[begin..]).map_err(|_| Unreadable)?;
        out.truncate(begin + written);
        Ok(())
    }
}
