//! WWW-Authenticate and Proxy-Authenticate: what a server wants to have proved (RFC 3261 §20.27, §20.44; RFC 7616 §3.3;
//! RFC 8760). Several challenges may stand in one header; schemes other than Digest are skipped.

use std::cmp::Reverse;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::wire::sip::grammar::{is_blank, is_token, list, quote, strip_quotes};

/// A digest algorithm we can compute, the weaker first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// `MD5`, and what a missing parameter means.
    Md5,
    /// `SHA-256` (RFC 8760).
    Sha256,
}

impl Algorithm {
    /// As in a header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// By its name in any case; `None` for one we cannot compute, such as `MD5-sess`.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Md5, Self::Sha256].into_iter().find(|known| known.as_str().eq_ignore_ascii_case(name))
    }
}

/// One Digest challenge. Texts are what stands between the quotes, escapes untouched, since they go back as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Whose password is wanted.
    pub realm: String,
    /// Goes into the answer.
    pub nonce: String,
    /// Comes back with the answer.
    pub opaque: Option<String>,
    /// As written; see [`Challenge::algorithm`].
    pub algorithm: Option<String>,
    /// The list as written, such as `auth,auth-int`.
    pub qop: Option<String>,
    /// Only the nonce was too old.
    pub stale: bool,
}

impl Challenge {
    /// One of ours, with `qop="auth"`.
    pub fn new(realm: &str, nonce: &str, algorithm: Algorithm) -> Self {
        let inner = |text: &str| strip_quotes(&quote(text)).unwrap_or("").to_owned();
        Self {
            realm: inner(realm),
            nonce: inner(nonce),
            opaque: None,
            algorithm: Some(algorithm.as_str().to_owned()),
            qop: Some("auth".to_owned()),
            stale: false,
        }
    }

    /// The Digest challenges of one header value, in order.
    pub fn list(text: &str) -> Vec<Self> {
        let mut found: Vec<(bool, Self)> = Vec::new();
        for element in list(text) {
            let (scheme, param) = split_scheme(element);
            if let Some(scheme) = scheme {
                found.push((scheme.eq_ignore_ascii_case("Digest"), Self::default()));
            }
            if let (Some((_, challenge)), Some((name, value))) = (found.last_mut(), split_param(param)) {
                challenge.take(name, value);
            }
        }
        let complete = |challenge: &Self| !challenge.nonce.is_empty();
        found.into_iter().filter(|(digest, one)| *digest && complete(one)).map(|(_, one)| one).collect()
    }

    /// The one to answer: the strongest algorithm we support, of equals the first (RFC 8760 §2.4).
    pub fn strongest(challenges: &[Self]) -> Option<&Self> {
        let supported = challenges.iter().filter(|challenge| challenge.is_supported());
        supported.min_by_key(|challenge| Reverse(challenge.algorithm()))
    }

    /// The algorithm, if we can compute it.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm.as_deref().map_or(Some(Algorithm::Md5), Algorithm::find)
    }

    /// Whether `auth` is among the offered qualities of protection.
    pub fn offers_auth(&self) -> bool {
        self.qop.as_deref().is_some_and(|qop| list(qop).any(|one| one.eq_ignore_ascii_case("auth")))
    }

    /// Whether we can answer it: an algorithm we know, and `auth` or no qop at all.
    pub fn is_supported(&self) -> bool {
        self.algorithm().is_some() && (self.qop.is_none() || self.offers_auth())
    }

    fn take(&mut self, name: &str, value: &str) {
        let value = value.to_owned();
        match name.to_ascii_lowercase().as_str() {
            "realm" => self.realm = value,
            "nonce" => self.nonce = value,
            "opaque" => self.opaque = Some(value),
            "algorithm" => self.algorithm = Some(value),
            "qop" => self.qop = Some(value),
            "stale" => self.stale = value.eq_ignore_ascii_case("true"),
            _ => {}
        }
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest realm=\"{}\", nonce=\"{}\"", self.realm, self.nonce)?;
        if let Some(opaque) = &self.opaque {
            write!(f, ", opaque=\"{opaque}\"")?;
        }
        if let Some(algorithm) = &self.algorithm {
            write!(f, ", algorithm={algorithm}")?;
        }
        if let Some(qop) = &self.qop {
            write!(f, ", qop=\"{qop}\"")?;
        }
        if self.stale { f.write_str(", stale=true") } else { Ok(()) }
    }
}

/// `Digest realm="x"` is a scheme and a parameter, `realm = "x"` a parameter alone.
pub(super) fn split_scheme(element: &str) -> (Option<&str>, &str) {
    let (word, rest) = element.split_once(is_blank).unwrap_or((element, ""));
    let rest = rest.trim_matches(is_blank);
    if is_token(word.as_bytes()) && !rest.starts_with('=') { (Some(word), rest) } else { (None, element) }
}

/// Name and value, the quotes off; nothing where the value could not be put between quotes again as it is.
pub(super) fn split_param(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let value = value.trim_matches(is_blank);
    let value = strip_quotes(value).unwrap_or(value);
    is_quotable(value).then_some((name.trim_matches(is_blank), value))
}

/// Whether every quote in it is escaped, and no escape is left open.
fn is_quotable(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'"' || (byte == b'\\' && bytes.next().is_none()) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_with_a_stray_quote_counts_as_missing() {
        let text = r#"Digest realm="z", nonce="w realm="x", Digest realm="a", nonce="n\"#;
        assert_eq!(Challenge::list(text), []);
        let escaped = Challenge::list(r#"Digest realm="a \"b\"", nonce="n""#);
        assert_eq!(escaped[0].realm, r#"a \"b\""#);
    }

    #[test]
    fn several_challenges_in_one_header() {
        let text = r#"DIGEST realm="a, b", nonce = "n1", algorithm=SHA-256, qop="auth,auth-int", Basic realm="x",
 Digest realm="c",nonce="n2",stale=TRUE,opaque="", NTLM, digest nonce="n3", algorithm=MD5-sess"#;
        let found = Challenge::list(text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!((found[0].realm.as_str(), found[0].nonce.as_str()), ("a, b", "n1"));
        assert_eq!(found[0].algorithm(), Some(Algorithm::Sha256));
        assert!(found[0].offers_auth() && !found[0].stale);
        assert!(found[1].stale && found[1].is_supported());
        assert_eq!(found[1].opaque.as_deref(), Some(""));
        assert!(!found[2].is_supported());
        assert_eq!(Challenge::strongest(&found), Some(&found[0]));
        assert_eq!(Challenge::strongest(&found[1..]), Some(&found[1]));
        assert_eq!(Challenge::strongest(&found[2..]), None);
    }

    #[test]
    fn auth_int_alone_cannot_be_answered() {
        let found = Challenge::list(r#"Digest realm="a", nonce="n", qop="auth-int""#);
        assert!(!found[0].is_supported());
    }

    #[test]
    fn prints_what_it_reads() {
        let ours = Challenge { stale: true, ..Challenge::new(r#"the "realm""#, "n", Algorithm::Sha256) };
        let text = r#"Digest realm="the \"realm\"", nonce="n", algorithm=SHA-256, qop="auth", stale=true"#;
        assert_eq!(ours.to_string(), text);
        assert_eq!(Challenge::list(text), [ours]);
    }
}
