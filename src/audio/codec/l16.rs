//! Linear 16-bit sound in network byte order (RFC 3551 §4.5.11).

use super::{Decode, Encode, Unreadable};

/// Both directions; there is nothing to remember.
pub(super) struct L16;

impl Encode for L16 {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        out.extend(samples.iter().flat_map(|sample| sample.to_be_bytes()));
    }
}

impl Decode for L16 {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> Result<(), Unreadable> {
        let (samples, rest) = payload.as_chunks();
        out.extend(samples.iter().map(|bytes| i16::from_be_bytes(*bytes)));
        if rest.is_empty() { Ok(()) } else { Err(Unreadable) }
    }
}
