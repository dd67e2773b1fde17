//! `a=crypto`: the key of one direction of a stream and how it is used. RFC 4568 §6, §9.1; suites of RFC 7714 §14.
//!
//! A line that asks for what is not done here is read as unfit with its reason, never as one that
//! asks for less: no MKI, no second key, no key derivation rate, no packet in the clear. Which of
//! several lines is taken is decided in `media::offer`.

use std::fmt;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{Attribute, Stream};
use crate::wire::srtp::{MasterKey, Suite};

/// Some peers leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Packets that a key must be good for: 50 a second for 4 hours are less. Nobody here makes a new key before.
const LEAST_LIFETIME: u64 = 1 << 20;
/// Where the index of SRTP ends (RFC 3711 §9.2); no lifetime is longer.
const MOST_LIFETIME: u64 = 1 << 48;

/// One line that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crypto {
    /// By which an answer names it.
    pub tag: u32,
    /// The key of whoever wrote it.
    pub key: MasterKey,
}

/// Why a line cannot be used. Says no word of the line itself: that may be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is not what RFC 4568 §9.1 writes.
    #[error("a=crypto does not follow RFC 4568")]
    Grammar,
    /// The suite is none of ours.
    #[error("a=crypto has a suite that is not known here")]
    Suite,
    /// The key has not the length of its suite, or is no base64.
    #[error("a=crypto has a key that its suite cannot have")]
    Key,
    /// There is an MKI, or several keys that would need one.
    #[error("a=crypto has an MKI or several keys, which are not done here")]
    Mki,
    /// The key is used up too early, or later than any can be.
    #[error("a=crypto has a lifetime shorter than the longest call or longer than any key's")]
    Lifetime,
    /// A session parameter that must not be passed over asks for what is not done.
    #[error("a=crypto has a session parameter that is not done here")]
    Parameter,
}

impl Crypto {
    /// Reads what stands behind `a=crypto:`.
    ///
    /// # Errors
    ///
    /// The line cannot be used; others of the stream may.
    pub fn read(value: &str) -> Result<Self, Unfit> {
        let mut words = value.split_whitespace();
        let (Some(tag), Some(suite), Some(keys)) = (words.next(), words.next(), words.next()) else {
            return Err(Unfit::Grammar);
        };
        let digits = (1..=9).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_digit());
        let tag = tag.parse().ok().filter(|_| digits).ok_or(Unfit::Grammar)?;
        let suite = Suite::named(suite).ok_or(Unfit::Suite)?;
        let key = key(suite, keys)?;
        words.try_for_each(parameter)?;
        Ok(Self { tag, key })
    }

    /// All lines of a stream; of two with one tag the first.
    pub fn all(stream: &Stream) -> Vec<Result<Self, Unfit>> {
        let mut found: Vec<Result<Self, Unfit>> = Vec::new();
        for line in stream.values("crypto").map(Self::read) {
            let known = |tag| found.iter().flatten().any(|other| other.tag == tag);
            if !line.as_ref().is_ok_and(|line| known(line.tag)) {
                found.push(line);
            }
        }
        found
    }

    /// The line itself. Without a lifetime the key is good for as long as any can be (RFC 4568 §6.1).
    pub fn attribute(&self) -> Attribute {
        Attribute::new("crypto", self)
    }
}

impl fmt::Display for Crypto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tag, suite) = (self.tag, self.key.suite().entry().name);
        write!(f, "{tag} {suite} inline:{}", BASE64.encode(self.key.bytes()))
    }
}

/// `inline:<key and salt>["|" lifetime]["|" MKI ":" length]`, one or more between semicolons.
fn key(suite: Suite, keys: &str) -> Result<MasterKey, Unfit> {
    let (method, info) = keys.split_once(':').ok_or(Unfit::Grammar)?;
    if !method.eq_ignore_ascii_case("inline") {
        return Err(Unfit::Grammar);
    }
    let mut parts = info.split('|');
    let bytes = parts.next().ok_or(Unfit::Grammar)?;
    if info.contains(';') {
        return Err(Unfit::Mki);
    }
    for part in parts {
        match part.contains(':') {
            true => return Err(Unfit::Mki),
            false => lifetime(part)?,
        }
    }
    let bytes = BASE64.decode(bytes).map_err(|_| Unfit::Key)?;
    MasterKey::new(suite, bytes).map_err(|_| Unfit::Key)
}

/// `2^31` or a plain number.
fn lifetime(text: &str) -> Result<(), Unfit> {
    let packets = match text.strip_prefix("2^") {
        Some(power) => power.parse().ok().and_then(|power| 1u64.checked_shl(power)),
        None => text.parse().ok(),
    };
    let packets: u64 = packets.ok_or(Unfit::Grammar)?;
    (LEAST_LIFETIME..=MOST_LIFETIME).contains(&packets).then_some(()).ok_or(Unfit::Lifetime)
}

/// One that is not understood is passed over only when its writer allows it by a dash (RFC 4568 §6.3.7).
fn parameter(word: &str) -> Result<(), Unfit> {
    let harmless = word.starts_with('-')
        || word.eq_ignore_ascii_case("KDR=0")
        // A hint to receivers about how far packets may come out of order.
        || word.split_once('=').is_some_and(|(name, size)| {
            name.eq_ignore_ascii_case("WSH") && size.parse().is_ok_and(|size: u16| size >= 64)
        });
    harmless.then_some(()).ok_or(Unfit::Parameter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The key of the example in RFC 4568 §4.
    const KEY: &str = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

    fn line(rest: &str) -> Result<Crypto, Unfit> {
        Crypto::read(&format!("1 AES_CM_128_HMAC_SHA1_80 {rest}"))
    }

    #[test]
    fn the_lines_of_rfc4568_are_read_or_refused_as_it_says() {
        let plain = line(&format!("inline:{KEY}")).unwrap();
        assert_eq!((plain.tag, plain.key.suite()), (1, Suite::Cm80));
        assert_eq!(plain.key.bytes(), b"YS___semctl () {\t220;}\n}\nunles");
        assert_eq!(plain.to_string(), format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}"));
        for (rest, wanted) in [
            (format!("inline:{KEY}|2^20"), Ok(plain.clone())),
            (format!("INLINE:{KEY}|2^48"), Ok(plain.clone())),
            (format!("inline:{KEY}|2147483648 WSH=128 -FUTURE=1"), Ok(plain.clone())),
            (format!("inline:{KEY} KDR=0"), Ok(plain)),
            // §4 and §6.1: MKI of one byte, and two keys.
            (format!("inline:{KEY}|2^20|1:4"), Err(Unfit::Mki)),
            (format!("inline:{KEY}|1:32"), Err(Unfit::Mki)),
            (format!("inline:{KEY}|2^20|1:4;inline:{KEY}|2^20|2:4"), Err(Unfit::Mki)),
            (format!("inline:{KEY};inline:{KEY}"), Err(Unfit::Mki)),
            (format!("inline:{KEY}|2^19"), Err(Unfit::Lifetime)),
            (format!("inline:{KEY}|1000"), Err(Unfit::Lifetime)),
            (format!("inline:{KEY}|2^49"), Err(Unfit::Lifetime)),
            (format!("inline:{KEY}|2^99"), Err(Unfit::Grammar)),
            (format!("inline:{KEY}|soon"), Err(Unfit::Grammar)),
            (format!("inline:{KEY} KDR=4"), Err(Unfit::Parameter)),
            (format!("inline:{KEY} UNENCRYPTED_SRTP"), Err(Unfit::Parameter)),
            (format!("inline:{KEY} UNENCRYPTED_SRTCP"), Err(Unfit::Parameter)),
            (format!("inline:{KEY} UNAUTHENTICATED_SRTP"), Err(Unfit::Parameter)),
            (format!("inline:{KEY} FEC_ORDER=FEC_SRTP"), Err(Unfit::Parameter)),
            (format!("inline:{KEY} WSH=8"), Err(Unfit::Parameter)),
            (format!("inline:{KEY} FUTURE"), Err(Unfit::Parameter)),
            (format!("uri:{KEY}"), Err(Unfit::Grammar)),
            ("inline:short".into(), Err(Unfit::Key)),
            (format!("inline:{KEY}AAAA"), Err(Unfit::Key)),
            ("inline:".into(), Err(Unfit::Key)),
            ("inline".into(), Err(Unfit::Grammar)),
        ] {
            assert_eq!(line(&rest), wanted, "{rest}");
        }
        assert_eq!(Crypto::read(&format!("1 F8_128_HMAC_SHA1_80 inline:{KEY}")), Err(Unfit::Suite));
        for tag in ["", "x", "1234567890", "+1", "-1"] {
            assert_eq!(Crypto::read(&format!("{tag} AES_CM_128_HMAC_SHA1_80 inline:{KEY}")).ok(), None, "{tag}");
        }
    }

    #[test]
    fn keys_of_every_suite_are_written_and_read_with_and_without_padding() {
        for entry in crate::wire::srtp::SUITES {
            let key = MasterKey::new(entry.suite, vec![0xfe; entry.key_len + entry.salt_len]).unwrap();
            let crypto = Crypto { tag: 7, key };
            let text = crypto.to_string();
            assert_eq!(Crypto::read(&text).as_ref(), Ok(&crypto));
            assert_eq!(Crypto::read(text.trim_end_matches('=')), Ok(crypto));
        }
    }

    #[test]
    fn of_two_lines_with_one_tag_the_first_counts() {
        let body = format!(
            "v=0\r\nm=audio 4 RTP/SAVP 0\r\na=crypto:1 NONE inline:x\r\na=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:{KEY}\r\n\
             a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\na=crypto:02 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\n"
        );
        let streams = crate::wire::sdp::read(body.as_bytes()).unwrap();
        let found = Crypto::all(&streams[0]);
        let tags: Vec<_> = found.iter().flatten().map(|line| (line.tag, line.key.suite())).collect();
        assert_eq!(tags, [(1, Suite::Cm32), (2, Suite::Cm80)]);
        assert_eq!(found[0], Err(Unfit::Suite));
    }

    #[test]
    fn neither_a_line_nor_its_attribute_prints_its_key() {
        let crypto = line(&format!("inline:{KEY}")).unwrap();
        let text = format!("{crypto:?} {:?}", crypto.attribute());
        assert!(!text.contains("WVNf") && text.contains("crypto"), "{text}");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9]{0,3} ?(AES_CM_128_HMAC_SHA1_80|AEAD_AES_128_GCM)? ?(inline)?:?[A-Za-z|:;^0-9=+/]{0,60}.{0,20}") {
            let _ = Crypto::read(&text);
        }
    }
}
