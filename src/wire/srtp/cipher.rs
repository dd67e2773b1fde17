//! One packet under one master key, in place: RTP and RTCP, counter mode with HMAC-SHA1 and Galois counter mode. RFC
//! 3711 §3.1, §3.4, §4; RFC 7714 §8, §9, §17.
//!
//! Opening proves a packet before it changes a byte of what the caller believes; a packet that fails is to be dropped
//! whole. There is no MKI, no packet without a tag and no RTCP in the clear: none of them is ever agreed on.

use std::fmt;

use rtc_crypto::{AeadAlgorithm, AeadCipher, HmacAlgorithm, Mac, RTCCrypto, StreamCipher, constant_time_eq};
use serde::{Deserialize, Serialize};

use super::derive::{Label, counter, session_key};
use super::{MasterKey, Suite};
use crate::wire::rtp;

/// Header and sender of an RTCP packet: what is never encrypted.
const RTCP_CLEAR: usize = 8;
/// The index of SRTCP, with a bit on top that says that the packet is encrypted.
const RTCP_INDEX: usize = 4;
const ENCRYPTED: u32 = 1 << 31;
/// A whole HMAC-SHA1.
const SHA1_LEN: usize = 20;

/// It was not sealed under this key with this index, or was changed on its way, or is no packet at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the packet does not authenticate under the key agreed on")]
pub struct Forged;

/// Seals or opens the packets of one direction. Written out as its key alone, and made anew from it.
#[derive(Serialize, Deserialize)]
#[serde(from = "MasterKey", into = "MasterKey")]
pub struct Cipher {
    master: MasterKey,
    rtp: Transform,
    rtcp: Transform,
}

enum Transform {
    Counter { stream: Box<dyn StreamCipher>, salt: [u8; 14], mac: Box<dyn Mac>, tag_len: usize },
    Galois { aead: Box<dyn AeadCipher>, salt: [u8; 12] },
}

impl Cipher {
    /// The cipher of a key.
    pub fn new(master: MasterKey) -> Self {
        let provider = rtc_crypto::default_provider().expect("aws-lc is built in");
        let crypto = provider.crypto();
        let entry = master.suite().entry();
        let rtp = Transform::new(crypto, &master, [Label::RtpKey, Label::RtpTag, Label::RtpSalt], entry.tag_len);
        let rtcp =
            Transform::new(crypto, &master, [Label::RtcpKey, Label::RtcpTag, Label::RtcpSalt], entry.rtcp_tag_len);
        Self { master, rtp, rtcp }
    }

    /// The key it was made from.
    pub const fn master(&self) -> &MasterKey {
        &self.master
    }

    /// Encrypts a packet that `rtp::read` accepts and puts its tag behind it. No index may be sealed twice.
    ///
    /// # Errors
    ///
    /// It is no RTP packet; it stays as it was.
    pub fn seal_rtp(&mut self, packet: &mut Vec<u8>, index: u64) -> Result<(), Forged> {
        let clear = rtp::header_len(packet).map_err(|_| Forged)?;
        let ssrc = word(packet, 8).ok_or(Forged)?;
        self.rtp.seal(packet, clear, ssrc, index, &(index >> 16).to_be_bytes()[4..])
    }

    /// Proves and decrypts a packet and takes its tag off.
    ///
    /// # Errors
    ///
    /// It is not what was sealed; it may be garbled and is to be dropped.
    pub fn open_rtp(&mut self, packet: &mut Vec<u8>, index: u64) -> Result<(), Forged> {
        let clear = rtp::header_len(packet).map_err(|_| Forged)?;
        let ssrc = word(packet, 8).ok_or(Forged)?;
        self.rtp.open(packet, clear, ssrc, index, &(index >> 16).to_be_bytes()[4..])
    }

    /// Encrypts a compound RTCP packet and puts index and tag behind it.
    ///
    /// # Errors
    ///
    /// It is too short for RTCP; it stays as it was.
    pub fn seal_rtcp(&mut self, packet: &mut Vec<u8>, index: u32) -> Result<(), Forged> {
        let ssrc = word(packet, 4).ok_or(Forged)?;
        let trailer = (index | ENCRYPTED).to_be_bytes();
        match &mut self.rtcp {
            Transform::Counter { stream, salt, mac, tag_len } => {
                apply(&mut **stream, salt, ssrc, index.into(), packet.get_mut(RTCP_CLEAR..).ok_or(Forged)?)?;
                packet.extend(trailer);
                let tag = sign(&mut **mac, &[packet])?;
                packet.extend(&tag[..*tag_len]);
            }
            Transform::Galois { aead, salt } => {
                let (clear, secret) = packet.split_at_mut_checked(RTCP_CLEAR).ok_or(Forged)?;
                let tag = seal(&mut **aead, &nonce(salt, ssrc, index.into()), &rtcp_aad(clear, trailer), secret)?;
                packet.extend(tag);
                packet.extend(trailer);
            }
        }
        Ok(())
    }

    /// The index that a packet claims; proved by `open_rtcp`. `None` when it is no encrypted RTCP.
    pub fn rtcp_index(&self, packet: &[u8]) -> Option<u32> {
        let behind = match &self.rtcp {
            Transform::Counter { tag_len, .. } => *tag_len,
            Transform::Galois { .. } => 0,
        };
        let at = packet.len().checked_sub(behind + RTCP_INDEX)?;
        word(packet, at).filter(|word| word & ENCRYPTED != 0).map(|word| word & !ENCRYPTED)
    }

    /// Proves and decrypts a compound RTCP packet and takes index and tag off.
    ///
    /// # Errors
    ///
    /// It is not what was sealed; it may be garbled and is to be dropped.
    pub fn open_rtcp(&mut self, packet: &mut Vec<u8>) -> Result<(), Forged> {
        let index = self.rtcp_index(packet).ok_or(Forged)?;
        let ssrc = word(packet, 4).ok_or(Forged)?;
        let grown = RTCP_INDEX + self.master.suite().entry().rtcp_tag_len;
        let length = packet.len().checked_sub(grown).filter(|length| *length >= RTCP_CLEAR).ok_or(Forged)?;
        match &mut self.rtcp {
            Transform::Counter { stream, salt, mac, tag_len } => {
                verify(&mut **mac, packet, *tag_len, &[])?;
                packet.truncate(length);
                apply(&mut **stream, salt, ssrc, index.into(), packet.get_mut(RTCP_CLEAR..).ok_or(Forged)?)?;
            }
            Transform::Galois { aead, salt } => {
                let (clear, rest) = packet.split_at_mut_checked(RTCP_CLEAR).ok_or(Forged)?;
                let aad = rtcp_aad(clear, (index | ENCRYPTED).to_be_bytes());
                let (secret, rest) = rest.split_at_mut_checked(length - RTCP_CLEAR).ok_or(Forged)?;
                let tag = rest.get(..16).ok_or(Forged)?;
                aead.open_in_place(&nonce(salt, ssrc, index.into()), &aad, secret, tag).map_err(|_| Forged)?;
                packet.truncate(length);
            }
        }
        Ok(())
    }
}

impl Transform {
    fn new(crypto: &dyn RTCCrypto, master: &MasterKey, [key, tag, salt]: [Label; 3], tag_len: usize) -> Self {
        const RIGHT: &str = "derived keys have the length that the suite wants";
        let entry = master.suite().entry();
        let key = session_key(crypto, master, key, entry.key_len);
        let salt = session_key(crypto, master, salt, entry.salt_len);
        let galois = |algorithm| Self::Galois {
            aead: crypto.new_aead(algorithm, &key).expect(RIGHT),
            salt: salt.as_slice().try_into().expect(RIGHT),
        };
        match master.suite() {
            Suite::Cm80 | Suite::Cm32 => {
                let mac = session_key(crypto, master, tag, SHA1_LEN);
                Self::Counter {
                    stream: counter(crypto, &key).expect(RIGHT),
                    salt: salt.as_slice().try_into().expect(RIGHT),
                    mac: crypto.new_hmac(HmacAlgorithm::Sha1, &mac).expect(RIGHT),
                    tag_len,
                }
            }
            Suite::Gcm128 => galois(AeadAlgorithm::Aes128Gcm),
            Suite::Gcm256 => galois(AeadAlgorithm::Aes256Gcm),
        }
    }

    /// `rollover` goes into the tag of counter mode only; in Galois mode it is in the nonce (RFC 7714 §8.2).
    fn seal(
        &mut self,
        packet: &mut Vec<u8>,
        clear: usize,
        ssrc: u32,
        index: u64,
        rollover: &[u8],
    ) -> Result<(), Forged> {
        let (header, secret) = packet.split_at_mut_checked(clear).ok_or(Forged)?;
        match self {
            Self::Counter { stream, salt, mac, tag_len } => {
                apply(&mut **stream, salt, ssrc, index, secret)?;
                let tag = sign(&mut **mac, &[packet, rollover])?;
                packet.extend(&tag[..*tag_len]);
            }
            Self::Galois { aead, salt } => {
                let tag = seal(&mut **aead, &nonce(salt, ssrc, index), header, secret)?;
                packet.extend(tag);
            }
        }
        Ok(())
    }

    fn open(
        &mut self,
        packet: &mut Vec<u8>,
        clear: usize,
        ssrc: u32,
        index: u64,
        rollover: &[u8],
    ) -> Result<(), Forged> {
        match self {
            Self::Counter { stream, salt, mac, tag_len } => {
                let length = verify(&mut **mac, packet, *tag_len, rollover)?;
                packet.truncate(length);
                apply(&mut **stream, salt, ssrc, index, packet.get_mut(clear..).ok_or(Forged)?)
            }
            Self::Galois { aead, salt } => {
                let length = packet.len().checked_sub(16).filter(|length| *length >= clear).ok_or(Forged)?;
                let (sealed, tag) = packet.split_at_mut(length);
                let (header, secret) = sealed.split_at_mut(clear);
                aead.open_in_place(&nonce(salt, ssrc, index), header, secret, tag).map_err(|_| Forged)?;
                packet.truncate(length);
                Ok(())
            }
        }
    }
}

/// RFC 3711 §4.1.1: salt, sender and index laid over each other, the last two bytes counting blocks.
fn apply(stream: &mut dyn StreamCipher, salt: &[u8; 14], ssrc: u32, index: u64, data: &mut [u8]) -> Result<(), Forged> {
    let mut iv = [0; 16];
    iv[4..8].copy_from_slice(&ssrc.to_be_bytes());
    iv[8..14].copy_from_slice(&index.to_be_bytes()[2..]);
    iv.iter_mut().zip(salt).for_each(|(byte, salt)| *byte ^= salt);
    stream.apply_keystream(&iv, data).map_err(|_| Forged)
}

/// RFC 7714 §8.1 and §9.1; the index of RTCP has 31 bits, so that its upper bytes are the zeros wanted there.
fn nonce(salt: &[u8; 12], ssrc: u32, index: u64) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[2..6].copy_from_slice(&ssrc.to_be_bytes());
    nonce[6..12].copy_from_slice(&index.to_be_bytes()[2..]);
    nonce.iter_mut().zip(salt).for_each(|(byte, salt)| *byte ^= salt);
    nonce
}

fn rtcp_aad(clear: &[u8], trailer: [u8; RTCP_INDEX]) -> [u8; RTCP_CLEAR + RTCP_INDEX] {
    let mut aad = [0; RTCP_CLEAR + RTCP_INDEX];
    aad[..RTCP_CLEAR].copy_from_slice(&clear[..RTCP_CLEAR]);
    aad[RTCP_CLEAR..].copy_from_slice(&trailer);
    aad
}

fn seal(aead: &mut dyn AeadCipher, nonce: &[u8; 12], aad: &[u8], secret: &mut [u8]) -> Result<[u8; 16], Forged> {
    let mut tag = [0; 16];
    aead.seal_in_place(nonce, aad, secret, &mut tag).map_err(|_| Forged)?;
    Ok(tag)
}

fn sign(mac: &mut dyn Mac, input: &[&[u8]]) -> Result<[u8; SHA1_LEN], Forged> {
    let mut tag = [0; SHA1_LEN];
    mac.sign(input, &mut tag).map_err(|_| Forged)?;
    Ok(tag)
}

/// Compares the tag at the end; answers how long the packet is without it.
fn verify(mac: &mut dyn Mac, packet: &[u8], tag_len: usize, rollover: &[u8]) -> Result<usize, Forged> {
    let length = packet.len().checked_sub(tag_len).ok_or(Forged)?;
    let (sealed, tag) = packet.split_at(length);
    let wanted = sign(mac, &[sealed, rollover])?;
    constant_time_eq(tag, &wanted[..tag_len]).then_some(length).ok_or(Forged)
}

fn word(packet: &[u8], at: usize) -> Option<u32> {
    packet.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

impl From<MasterKey> for Cipher {
    fn from(master: MasterKey) -> Self {
        Self::new(master)
    }
}

impl From<Cipher> for MasterKey {
    fn from(cipher: Cipher) -> Self {
        cipher.master
    }
}

impl Clone for Cipher {
    fn clone(&self) -> Self {
        Self::new(self.master.clone())
    }
}

impl PartialEq for Cipher {
    fn eq(&self, other: &Self) -> bool {
        self.master == other.master
    }
}

impl Eq for Cipher {}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cipher({:?})", self.master)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rtc_srtp::context::Context;
    use rtc_srtp::protection_profile::ProtectionProfile;

    use super::*;
    use crate::wire::srtp::SUITES;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> =
            text.bytes().filter_map(|byte| (byte as char).to_digit(16)).map(|digit| digit as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    fn key(suite: Suite) -> MasterKey {
        let length = suite.entry().key_len + suite.entry().salt_len;
        MasterKey::new(suite, (1..=length as u8).collect()).unwrap()
    }

    /// The other implementation.
    fn stranger(suite: Suite) -> Context {
        let profile = match suite {
            Suite::Cm80 => ProtectionProfile::Aes128CmHmacSha1_80,
            Suite::Cm32 => ProtectionProfile::Aes128CmHmacSha1_32,
            Suite::Gcm128 => ProtectionProfile::AeadAes128Gcm,
            Suite::Gcm256 => ProtectionProfile::AeadAes256Gcm,
        };
        let master = key(suite);
        let (key, salt) = master.parts();
        let provider = rtc_crypto::default_provider().unwrap();
        Context::new(key, salt, profile, None, None, provider.crypto()).unwrap()
    }

    /// The packet of RFC 7714 §16, whose session keys are given outright.
    fn galois(key: &str) -> Cipher {
        let provider = rtc_crypto::default_provider().unwrap();
        let key = hex(key);
        let (suite, algorithm) = match key.len() {
            16 => (Suite::Gcm128, AeadAlgorithm::Aes128Gcm),
            _ => (Suite::Gcm256, AeadAlgorithm::Aes256Gcm),
        };
        let salt = hex("517569642070726f2071756f").try_into().unwrap();
        let transform = || Transform::Galois { aead: provider.crypto().new_aead(algorithm, &key).unwrap(), salt };
        Cipher { master: super::tests::key(suite), rtp: transform(), rtcp: transform() }
    }

    const QUID: &str =
        "8040f17b8041f8d35501a0b2 47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";

    #[test]
    fn rfc7714_section_16_1_and_16_2() {
        for (key, sealed) in [
            (
                "000102030405060708090a0b0c0d0e0f",
                "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
            ),
            (
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
            ),
        ] {
            let (mut cipher, mut packet) = (galois(key), hex(QUID));
            cipher.seal_rtp(&mut packet, 0xf17b).unwrap();
            assert_eq!(packet, hex(sealed));
            cipher.open_rtp(&mut packet, 0xf17b).unwrap();
            assert_eq!(packet, hex(QUID));
        }
    }

    #[test]
    fn what_one_implementation_seals_the_other_opens() {
        for entry in SUITES {
            let (mut ours, mut theirs) = (Cipher::new(key(entry.suite)), stranger(entry.suite));
            let (mut open_theirs, mut open_ours) = (Cipher::new(key(entry.suite)), stranger(entry.suite));
            // The edges of two roll-overs, and steps between them that leave no doubt.
            for index in (65_000..65_600).chain((65_600..130_900).step_by(20_000)).chain(130_900..131_200u64) {
                let sequence = index as u16;
                let header =
                    rtp::Header { marker: false, payload_type: 8, sequence, timestamp: sequence.into(), ssrc: 7 };
                let plain = rtp::write(&header, &[0x5a; 33]);
                let mut sealed = plain.clone();
                ours.seal_rtp(&mut sealed, index).unwrap();
                assert_eq!(sealed, theirs.encrypt_rtp(&plain).unwrap(), "{} {index}", entry.name);
                assert_eq!(sealed.len(), plain.len() + entry.tag_len);
                assert_eq!(open_ours.decrypt_rtp(&sealed).unwrap(), plain);
                open_theirs.open_rtp(&mut sealed, index).unwrap();
                assert_eq!(sealed, plain);
            }
        }
    }

    #[test]
    fn reports_are_sealed_as_the_other_implementation_does() {
        let plain = [&[0x81, 200, 0, 6][..], &[7; 24]].concat();
        for entry in SUITES {
            let (mut ours, mut theirs) = (Cipher::new(key(entry.suite)), stranger(entry.suite));
            for index in 1..5 {
                let mut sealed = plain.clone();
                ours.seal_rtcp(&mut sealed, index).unwrap();
                assert_eq!(sealed, theirs.encrypt_rtcp(&plain).unwrap(), "{}", entry.name);
                assert_eq!(ours.rtcp_index(&sealed), Some(index));
                ours.open_rtcp(&mut sealed).unwrap();
                assert_eq!(sealed, plain);
            }
        }
    }

    #[test]
    fn a_changed_bit_another_index_and_another_key_are_found_out() {
        let packet =
            rtp::write(&rtp::Header { marker: false, payload_type: 0, sequence: 9, timestamp: 1, ssrc: 7 }, b"voice");
        let report = [&[0x81, 201, 0, 7][..], &[7; 28]].concat();
        for entry in SUITES {
            let mut cipher = Cipher::new(key(entry.suite));
            let (mut sealed, mut told) = (packet.clone(), report.clone());
            cipher.seal_rtp(&mut sealed, 9).unwrap();
            cipher.seal_rtcp(&mut told, 1).unwrap();
            for at in 0..sealed.len() * 8 {
                let mut bad = sealed.clone();
                bad[at / 8] ^= 1 << (at % 8);
                assert!(cipher.open_rtp(&mut bad, 9).is_err(), "{} bit {at}", entry.name);
            }
            for at in 0..told.len() * 8 {
                let mut bad = told.clone();
                bad[at / 8] ^= 1 << (at % 8);
                assert!(cipher.open_rtcp(&mut bad).is_err(), "{} bit {at}", entry.name);
            }
            assert!(cipher.open_rtp(&mut sealed.clone(), 9 + (1 << 16)).is_err());
            let length = entry.key_len + entry.salt_len;
            let mut other = Cipher::new(MasterKey::new(entry.suite, vec![3; length]).unwrap());
            assert!(other.open_rtp(&mut sealed, 9).is_err() && other.open_rtcp(&mut told).is_err());
        }
    }

    #[test]
    fn reports_in_the_clear_are_forged() {
        let mut cipher = Cipher::new(key(Suite::Cm80));
        let mut packet = [&[0x81, 201, 0, 7][..], &[7; 28], &[0, 0, 0, 1], &[0; 10]].concat();
        assert_eq!((cipher.rtcp_index(&packet), cipher.open_rtcp(&mut packet)), (None, Err(Forged)));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), v in any::<bool>()) {
            for entry in SUITES {
                let mut cipher = Cipher::new(key(entry.suite));
                let mut packet = bytes.clone();
                if let (true, Some(first)) = (v, packet.first_mut()) {
                    *first = (*first & 0x3f) | 0x80;
                }
                prop_assert!(cipher.open_rtp(&mut packet.clone(), 5).is_err());
                prop_assert!(cipher.open_rtcp(&mut packet.clone()).is_err());
                let _ = (cipher.seal_rtp(&mut packet.clone(), 5), cipher.seal_rtcp(&mut packet, 5));
            }
        }
    }
}
