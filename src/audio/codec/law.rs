//! The two companding laws of G.711, one file and one row each.
//!
//! ITU-T G.711 (11/88). As codecs of a line, with frames and concealment, they are `codec::Codec`s.

use std::sync::LazyLock;

use super::tables::Tables;
use super::{Decode, Encode, Unreadable, pcma, pcmu};

/// How linear sound becomes bytes and back: one row of `LAWS`.
#[derive(Debug)]
struct Entry {
    law: Law,
    tables: &'static LazyLock<Tables>,
    silence: u8,
}

const LAWS: [Entry; 2] = [
    Entry { law: Law::Mu, tables: &pcmu::TABLES, silence: pcmu::SILENCE },
    Entry { law: Law::A, tables: &pcma::TABLES, silence: pcma::SILENCE },
];

/// A companding law of G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// µ-law, PCMU.
    Mu,
    /// A-law, PCMA.
    A,
}

impl Law {
    /// The byte of one sample.
    pub fn encode(self, sample: i16) -> u8 {
        self.tables().encode(sample)
    }

    /// The sample of one byte.
    pub fn decode(self, byte: u8) -> i16 {
        self.tables().decode(byte)
    }

    /// The bytes of many samples.
    pub fn encode_all(self, samples: &[i16]) -> Vec<u8> {
        let tables = self.tables();
        samples.iter().map(|sample| tables.encode(*sample)).collect()
    }

    /// The samples of many bytes.
    pub fn decode_all(self, bytes: &[u8]) -> Vec<i16> {
        let tables = self.tables();
        bytes.iter().map(|byte| tables.decode(*byte)).collect()
    }

    /// Turns bytes of this law into bytes of the other in their place, by the tables of G.711, which bring a byte back
    /// unchanged but for its last bit when it is turned twice.
    pub fn convert(self, bytes: &mut [u8]) {
        match self {
            Self::Mu => bytes.iter_mut().for_each(|byte| *byte = audio_codec_algorithms::convert_ulaw_to_alaw(*byte)),
            Self::A => bytes.iter_mut().for_each(|byte| *byte = audio_codec_algorithms::convert_alaw_to_ulaw(*byte)),
        }
    }

    /// The byte of silence.
    pub fn silence(self) -> u8 {
        self.entry().silence
    }

    fn tables(self) -> &'static Tables {
        self.entry().tables
    }

    fn entry(self) -> &'static Entry {
        let entry = &LAWS[self as usize];
        debug_assert_eq!(entry.law, self);
        entry
    }
}

impl Encode for Law {
    fn encode(&mut self, samples: &[i16], out: &mut Vec<u8>) {
        let tables = self.tables();
        out.extend(samples.iter().map(|sample| tables.encode(*sample)));
    }
}

impl Decode for Law {
    fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> Result<(), Unreadable> {
        let tables = self.tables();
        out.extend(payload.iter().map(|byte| tables.decode(*byte)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Law;

    /// G.711 by its definition, without tables: the value is put into its segment by comparing.
    fn reference(law: Law, sample: i16) -> u8 {
        match law {
            // 14-bit magnitude, bias 33, clipped at 8158 (G.711 table 2a).
            Law::Mu => {
                let magnitude = if sample < 0 { !sample >> 2 } else { sample >> 2 };
                let biased = (magnitude.min(8158) + 33).min(8191);
                let segment = (0..8).find(|s| biased < 64 << s).unwrap();
                let code = (segment << 4) | ((biased >> (segment + 1)) & 0x0f) as u8;
                if sample < 0 { !(code | 0x80) } else { !code }
            }
            // 13-bit magnitude, even bits inverted (G.711 table 1a).
            Law::A => {
                let magnitude = if sample < 0 { !sample >> 4 } else { sample >> 4 };
                let segment = (0..8).find(|s| magnitude < 16 << s).unwrap();
                let interval = if segment < 2 { magnitude & 0x0f } else { (magnitude >> (segment - 1)) & 0x0f };
                let code = (segment << 4) | interval as u8;
                if sample < 0 { code ^ 0x55 } else { code ^ 0xd5 }
            }
        }
    }

    #[test]
    fn every_sample_is_encoded_as_the_recommendation_and_the_library_say() {
        for sample in i16::MIN..=i16::MAX {
            assert_eq!(Law::Mu.encode(sample), audio_codec_algorithms::encode_ulaw(sample));
            assert_eq!(Law::A.encode(sample), audio_codec_algorithms::encode_alaw(sample));
            assert_eq!(Law::Mu.encode(sample), reference(Law::Mu, sample), "mu {sample}");
            assert_eq!(Law::A.encode(sample), reference(Law::A, sample), "a {sample}");
        }
    }

    #[test]
    fn a_byte_decoded_and_encoded_is_itself() {
        for byte in 0..=255u8 {
            // µ-law has two zeros, and the negative one is never written.
            let wanted = if byte == 0x7f { 0xff } else { byte };
            assert_eq!(Law::Mu.encode(Law::Mu.decode(byte)), wanted);
            assert_eq!(Law::A.encode(Law::A.decode(byte)), byte);
            assert_eq!(Law::Mu.decode(byte), audio_codec_algorithms::decode_ulaw(byte));
            assert_eq!(Law::A.decode(byte), audio_codec_algorithms::decode_alaw(byte));
        }
    }

    #[test]
    fn law_to_law_keeps_the_sound_and_survives_a_second_turn() {
        for byte in 0..=255u8 {
            for (from, to) in [(Law::Mu, Law::A), (Law::A, Law::Mu)] {
                let mut turned = [byte];
                from.convert(&mut turned);
                let (before, after) = (i32::from(from.decode(byte)), i32::from(to.decode(turned[0])));
                // Half a step of the coarser law, and A-law's smallest step of 16 near silence.
                assert!((before - after).abs() <= before.abs() / 16 + 16, "{byte} {before} {after}");
                to.convert(&mut turned);
                assert_eq!(turned[0] | 1, byte | 1, "{from:?}");
            }
        }
    }

    #[test]
    fn silence_is_the_quietest_byte_and_rows_are_in_the_order_of_the_laws() {
        for law in [Law::Mu, Law::A] {
            assert_eq!(law.encode(0), law.silence());
            assert!(law.decode(law.silence()).abs() <= 8);
            assert_eq!(law.decode_all(&law.encode_all(&[0, 1000, -1000])).len(), 3);
        }
    }
}
