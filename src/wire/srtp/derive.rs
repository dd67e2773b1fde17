//! Session keys from a master key, once per key: the key derivation rate is always zero here. RFC 3711 §4.3, RFC 6188,
//! RFC 7714 §11.

use rtc_crypto::{RTCCrypto, StreamCipherAlgorithm};

use super::MasterKey;

/// What a session key is for (RFC 3711 §4.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Label {
    RtpKey = 0,
    RtpTag = 1,
    RtpSalt = 2,
    RtcpKey = 3,
    RtcpTag = 4,
    RtcpSalt = 5,
}

/// The first `length` bytes of the key stream of a label.
pub(super) fn session_key(crypto: &dyn RTCCrypto, master: &MasterKey, label: Label, length: usize) -> Vec<u8> {
    let (key, salt) = master.parts();
    // A salt of 96 bits is as one of 112 that ends in zeros (RFC 7714 §11).
    let mut iv = [0; 16];
    iv.iter_mut().zip(salt).for_each(|(byte, salt)| *byte = *salt);
    iv[7] ^= label as u8;
    let mut stream = vec![0; length];
    counter(crypto, key)
        .and_then(|mut cipher| cipher.apply_keystream(&iv, &mut stream))
        .expect("the key has the length of its suite, and 16 bytes are a counter");
    stream
}

/// AES in counter mode with a key of 16 or 32 bytes.
pub(super) fn counter(
    crypto: &dyn RTCCrypto,
    key: &[u8],
) -> Result<Box<dyn rtc_crypto::StreamCipher>, rtc_crypto::CryptoError> {
    let algorithm = if key.len() == 32 { StreamCipherAlgorithm::Aes256Ctr } else { StreamCipherAlgorithm::Aes128Ctr };
    crypto.new_stream_cipher(algorithm, key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::srtp::Suite;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> =
            text.bytes().filter_map(|byte| (byte as char).to_digit(16)).map(|digit| digit as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    #[test]
    fn rfc3711_appendix_b3() {
        let provider = rtc_crypto::default_provider().unwrap();
        let master = hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6");
        let master = MasterKey::new(Suite::Cm80, master).unwrap();
        let derived = |label, length| session_key(provider.crypto(), &master, label, length);
        assert_eq!(derived(Label::RtpKey, 16), hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assert_eq!(derived(Label::RtpSalt, 14), hex("30CBBC08863D8C85D49DB34A9AE1"));
        let tag = "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2DC68";
        assert_eq!(derived(Label::RtpTag, 94), hex(tag)[..94]);
    }

    #[test]
    fn rfc3711_appendix_b2_key_stream() {
        let provider = rtc_crypto::default_provider().unwrap();
        let mut cipher = counter(provider.crypto(), &hex("2B7E151628AED2A6ABF7158809CF4F3C")).unwrap();
        let mut stream = vec![0; 48];
        cipher.apply_keystream(&hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), &mut stream).unwrap();
        let wanted =
            "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0";
        assert_eq!(stream, hex(wanted));
    }
}
