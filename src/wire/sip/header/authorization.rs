//! Authorization and Proxy-Authorization: the answer to a challenge (RFC 3261 §20.7, §20.28; RFC 7616 §3.4). What it is
//! made of is computed in `digest.rs`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::challenge::{split_param, split_scheme};
use crate::wire::sip::grammar::{Malformed, list, malformed};

/// A Digest answer. Texts are what stands between the quotes, escapes untouched.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// Who claims to be calling.
    pub username: String,
    /// Of the challenge.
    pub realm: String,
    /// Of the challenge.
    pub nonce: String,
    /// The Request-URI as its sender wrote it.
    pub uri: String,
    /// The proof.
    pub response: String,
    /// Of the challenge, as written.
    pub algorithm: Option<String>,
    /// The client's own nonce; with qop only.
    pub cnonce: Option<String>,
    /// Of the challenge.
    pub opaque: Option<String>,
    /// `auth`, or absent with servers of RFC 2069.
    pub qop: Option<String>,
    /// How often the nonce was used, eight hex digits; with qop only.
    pub nc: Option<String>,
}

impl Authorization {
    /// How often the nonce was used.
    pub fn nonce_count(&self) -> Option<u32> {
        let digits = self.nc.as_deref().filter(|nc| nc.len() == 8 && nc.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    }

    fn take(&mut self, name: &str, value: &str) {
        let value = value.to_owned();
        match name.to_ascii_lowercase().as_str() {
            "username" => self.username = value,
            "realm" => self.realm = value,
            "nonce" => self.nonce = value,
            "uri" => self.uri = value,
            "response" => self.response = value,
            "algorithm" => self.algorithm = Some(value),
            "cnonce" => self.cnonce = Some(value),
            "opaque" => self.opaque = Some(value),
            "qop" => self.qop = Some(value),
            "nc" => self.nc = Some(value),
            _ => {}
        }
    }
}

impl FromStr for Authorization {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (scheme, rest) = split_scheme(text);
        if !scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("Digest")) {
            return Err(malformed("Authorization", "the scheme is not Digest"));
        }
        let mut read = Self::default();
        for (name, value) in list(rest).filter_map(split_param) {
            read.take(name, value);
        }
        let needed = [&read.username, &read.realm, &read.nonce, &read.uri, &read.response];
        if needed.iter().any(|text| text.is_empty()) {
            return Err(malformed("Authorization", "username, realm, nonce, uri or response is missing"));
        }
        Ok(read)
    }
}

impl fmt::Display for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { username, realm, nonce, uri, response, .. } = self;
        write!(f, "Digest username=\"{username}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\"")?;
        write!(f, ", response=\"{response}\"")?;
        let plain = [("algorithm", &self.algorithm), ("qop", &self.qop), ("nc", &self.nc)];
        for (name, value) in plain.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            write!(f, ", {name}={value}")?;
        }
        let quoted = [("cnonce", &self.cnonce), ("opaque", &self.opaque)];
        for (name, value) in quoted.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            write!(f, ", {name}=\"{value}\"")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorization for realm {} (hidden)", self.realm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_reads_and_hides_it_from_people() {
        let text = concat!(
            r#"Digest username="bob", realm="r, \"x\"", nonce="n", uri="sip:a@h;x=1,2", response="00", "#,
            r#"algorithm=MD5, qop=auth, nc=0000000a, cnonce="c", opaque="o""#
        );
        let read: Authorization = text.parse().unwrap();
        assert_eq!(read.uri, "sip:a@h;x=1,2");
        assert_eq!(read.nonce_count(), Some(10));
        assert_eq!(read.to_string(), text);
        assert!(!format!("{read:?}").contains("bob"));
    }

    #[test]
    fn refusals() {
        for wrong in ["", "Basic abc", "Digest", r#"Digest username="a""#, "NoOneKnowsThisScheme opaque-data=here"] {
            assert!(wrong.parse::<Authorization>().is_err(), "{wrong}");
        }
    }
}
