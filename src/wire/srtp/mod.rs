//! SRTP and SRTCP packets: sealed and opened in place under one master key. RFC 3711, RFC 7714 (AES-GCM).
//!
//! Here are suites, keys and transforms, all functions of key and index. Which index a packet has, what was seen before
//! and who sent it is the line's business (`media::secure`); how keys are agreed on is in `wire::sdp` (RFC 4568). The
//! ciphers themselves are those of aws-lc. The packets are not left to a library because none puts its counters where
//! they can be written out and read back, and none works in place.

mod cipher;
mod derive;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use cipher::{Cipher, Forged};

/// A crypto suite: which cipher, which tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Suite {
    /// AES-128 in counter mode with HMAC-SHA1, tags of 80 bits: the one that everybody has.
    Cm80,
    /// The same with tags of 32 bits on RTP.
    Cm32,
    /// AES-128 in Galois counter mode.
    Gcm128,
    /// AES-256 in Galois counter mode.
    Gcm256,
}

/// What is to be known about a suite.
#[derive(Debug)]
pub struct SuiteEntry {
    /// Which suite.
    pub suite: Suite,
    /// Its name in `a=crypto`.
    pub name: &'static str,
    /// Bytes of its master key.
    pub key_len: usize,
    /// Bytes of its master salt.
    pub salt_len: usize,
    /// Bytes that an RTP packet grows by.
    pub tag_len: usize,
    /// Bytes that an RTCP packet grows by, without its index.
    pub rtcp_tag_len: usize,
}

/// Every suite, one row each.
pub const SUITES: &[SuiteEntry] = &[
    row(Suite::Cm80, "AES_CM_128_HMAC_SHA1_80", (16, 14), (10, 10)),
    // The tag of SRTCP is never cut to 32 bits (RFC 4568 §6.2.2).
    row(Suite::Cm32, "AES_CM_128_HMAC_SHA1_32", (16, 14), (4, 10)),
    row(Suite::Gcm128, "AEAD_AES_128_GCM", (16, 12), (16, 16)),
    row(Suite::Gcm256, "AEAD_AES_256_GCM", (32, 12), (16, 16)),
];

const fn row(
    suite: Suite,
    name: &'static str,
    (key_len, salt_len): (usize, usize),
    tags: (usize, usize),
) -> SuiteEntry {
    SuiteEntry { suite, name, key_len, salt_len, tag_len: tags.0, rtcp_tag_len: tags.1 }
}

impl Suite {
    /// The row of the suite.
    pub fn entry(self) -> &'static SuiteEntry {
        SUITES.iter().find(|entry| entry.suite == self).expect("every suite has a row, as a test shows")
    }

    /// The suite of a name; names are compared as written (RFC 4568 §9.1).
    pub fn named(name: &str) -> Option<Self> {
        SUITES.iter().find(|entry| entry.name == name).map(|entry| entry.suite)
    }
}

/// A master key with its salt. Never printed; written out with the state of the line that it belongs to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct MasterKey {
    suite: Suite,
    /// Key, then salt, as in `inline:`.
    bytes: Vec<u8>,
}

/// A key whose length is not that of its suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key of {present} bytes was given for {}, which has {wanted} with its salt", suite.entry().name)]
pub struct WrongLength {
    /// The suite it was for.
    pub suite: Suite,
    /// What came.
    pub present: usize,
    /// What the suite has.
    pub wanted: usize,
}

#[derive(Serialize, Deserialize)]
struct Written {
    suite: Suite,
    bytes: Vec<u8>,
}

impl MasterKey {
    /// The key that these bytes are, key first, then salt.
    ///
    /// # Errors
    ///
    /// There are not as many bytes as the suite has.
    pub fn new(suite: Suite, bytes: Vec<u8>) -> Result<Self, WrongLength> {
        let wanted = suite.entry().key_len + suite.entry().salt_len;
        let fits = bytes.len() == wanted;
        fits.then_some(()).ok_or(WrongLength { suite, present: bytes.len(), wanted })?;
        Ok(Self { suite, bytes })
    }

    /// What it is for.
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// Key and salt as `inline:` has them.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key, and the salt.
    fn parts(&self) -> (&[u8], &[u8]) {
        self.bytes.split_at(self.suite.entry().key_len)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({}, ‹secret›)", self.suite.entry().name)
    }
}

impl TryFrom<Written> for MasterKey {
    type Error = WrongLength;

    fn try_from(Written { suite, bytes }: Written) -> Result<Self, WrongLength> {
        Self::new(suite, bytes)
    }
}

impl From<MasterKey> for Written {
    fn from(MasterKey { suite, bytes }: MasterKey) -> Self {
        Self { suite, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_has_a_row_and_a_key_of_its_length() {
        for suite in [Suite::Cm80, Suite::Cm32, Suite::Gcm128, Suite::Gcm256] {
            let entry = suite.entry();
            assert_eq!(Suite::named(entry.name), Some(suite));
            let length = entry.key_len + entry.salt_len;
            let key = MasterKey::new(suite, vec![0xa5; length]).unwrap();
            let text = serde_json::to_string(&key).unwrap();
            assert_eq!(serde_json::from_str::<MasterKey>(&text).unwrap(), key);
            assert!(MasterKey::new(suite, vec![0; length - 1]).is_err());
        }
        assert_eq!(Suite::named("F8_128_HMAC_SHA1_80"), None);
    }

    #[test]
    fn a_key_is_not_printed() {
        let key = MasterKey::new(Suite::Cm80, vec![0xa5; 30]).unwrap();
        let text = format!("{key:?}");
        assert!(text.contains("AES_CM_128_HMAC_SHA1_80") && !text.contains("165") && !text.contains("a5"), "{text}");
        assert!(serde_json::from_str::<MasterKey>(r#"{"suite":"Cm80","bytes":[1]}"#).is_err());
    }
}
