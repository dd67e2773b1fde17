//! Digest authentication: the arithmetic of both sides (RFC 3261 §22, RFC 7616, RFC 8760). MD5 and SHA-256, `qop=auth`
//! or none. When to ask, whom to answer, and which nonces are good is the business of the machines.

use std::fmt;

use md5::Md5;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::grammar::{quote, strip_quotes};
use super::{Algorithm, Authorization, Challenge, Method};

/// A user and the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Who.
    pub username: String,
    /// The secret. Never printed.
    pub password: String,
    /// The only realm it is for, where it is not for any.
    #[serde(default)]
    pub realm: Option<String>,
}

impl Credentials {
    /// A pair.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self { username: username.into(), password: password.into(), realm: None }
    }

    /// Whether the secret may be told, as a proof, to this realm.
    pub fn is_for(&self, realm: &str) -> bool {
        self.realm.as_ref().is_none_or(|own| own == realm)
    }

    /// Answers `challenge` for a request: `uri` is its Request-URI byte for byte, `cnonce` fresh randomness, `nc` how
    /// often this nonce is used, from 1. `None` for a challenge that is not [supported](Challenge::is_supported) or of
    /// a realm that the secret is not for.
    pub fn answer(
        &self,
        challenge: &Challenge,
        method: &Method,
        uri: &str,
        cnonce: &str,
        nc: u32,
    ) -> Option<Authorization> {
        let algorithm = challenge.algorithm().filter(|_| challenge.is_supported())?;
        if !self.is_for(&challenge.realm) {
            return None;
        }
        let mut answer = Authorization {
            username: strip_quotes(&quote(&self.username)).unwrap_or_default().to_owned(),
            realm: challenge.realm.clone(),
            nonce: challenge.nonce.clone(),
            uri: uri.to_owned(),
            algorithm: challenge.algorithm.clone(),
            opaque: challenge.opaque.clone(),
            ..Authorization::default()
        };
        if challenge.offers_auth() {
            answer.qop = Some("auth".to_owned());
            answer.nc = Some(format!("{nc:08x}"));
            answer.cnonce = Some(cnonce.to_owned());
        }
        answer.response = answer.expected(algorithm, method, &self.ha1(algorithm, &challenge.realm))?;
        Some(answer)
    }

    /// Whether `answer` proves that its sender knows these credentials.
    pub fn verify(&self, answer: &Authorization, method: &Method) -> bool {
        let same_user = strip_quotes(&quote(&self.username)) == Some(answer.username.as_str());
        // The hash is computed for a wrong user too: the time taken tells nothing (A2).
        let proved = answer.algorithm().is_some_and(|alg| answer.proves(method, &self.ha1(alg, &answer.realm)));
        proved && same_user
    }

    fn ha1(&self, algorithm: Algorithm, realm: &str) -> String {
        ha1(algorithm, &self.username, realm, &self.password)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(hidden)")
    }
}

impl Authorization {
    /// The algorithm, if we can compute it.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm.as_deref().map_or(Some(Algorithm::Md5), Algorithm::find)
    }

    /// Whether the response was made with the password behind `ha1`. Compares in constant time.
    pub fn proves(&self, method: &Method, ha1: &str) -> bool {
        let expected = self.algorithm().and_then(|algorithm| self.expected(algorithm, method, ha1));
        expected.is_some_and(|expected| expected.as_bytes().ct_eq(self.response.to_ascii_lowercase().as_bytes()).into())
    }

    /// What the response must be; `None` for a qop other than `auth`, or one without its companions.
    fn expected(&self, algorithm: Algorithm, method: &Method, ha1: &str) -> Option<String> {
        let ha2 = hash(algorithm, &[method.as_str(), &self.uri]);
        match self.qop.as_deref() {
            None => Some(hash(algorithm, &[ha1, &self.nonce, &ha2])),
            Some(qop) if qop.eq_ignore_ascii_case("auth") => {
                let (nc, cnonce) = (self.nc.as_deref()?, self.cnonce.as_deref()?);
                Some(hash(algorithm, &[ha1, &self.nonce, nc, cnonce, qop, &ha2]))
            }
            Some(_) => None,
        }
    }
}

/// The hash of user, realm and password: what a server may store instead of the password.
pub fn ha1(algorithm: Algorithm, username: &str, realm: &str, password: &str) -> String {
    hash(algorithm, &[username, realm, password])
}

/// The parts with colons between, hashed, in lower-case hex.
fn hash(algorithm: Algorithm, parts: &[&str]) -> String {
    #[cfg(test)]
    work::count();
    let text = parts.join(":");
    match algorithm {
        Algorithm::Md5 => hex(&Md5::digest(text.as_bytes())),
        Algorithm::Sha256 => hex(&Sha256::digest(text.as_bytes())),
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// What digests cost: how many hashes were made, so that a test can see that two answers took the same (A2).
#[cfg(test)]
pub(crate) mod work {
    use std::cell::Cell;

    thread_local! {
        static HASHES: Cell<u32> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        HASHES.set(HASHES.get() + 1);
    }

    /// The hashes that `act` makes on this thread, and what it comes to.
    pub(crate) fn of<T>(act: impl FnOnce() -> T) -> (u32, T) {
        let before = HASHES.get();
        let result = act();
        (HASHES.get() - before, result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get() -> Method {
        Method::Other("GET".into())
    }

    fn answer_7616(algorithm: &str) -> Authorization {
        let challenge = Challenge {
            realm: "http-auth@example.org".into(),
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v".into(),
            opaque: Some("FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS".into()),
            algorithm: Some(algorithm.into()),
            qop: Some("auth, auth-int".into()),
            stale: false,
        };
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let mufasa = Credentials::new("Mufasa", "Circle of Life");
        mufasa.answer(&challenge, &get(), "/dir/index.html", cnonce, 1).expect("supported")
    }

    #[test]
    fn vectors_of_rfc_7616() {
        assert_eq!(answer_7616("MD5").response, "8ca523f5e9506fed4657c9700eebdbec");
        let sha = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert_eq!(answer_7616("SHA-256").response, sha);
    }

    #[test]
    fn vector_of_rfc_2617_with_and_without_qop() {
        let text = concat!(
            r#"Digest realm="testrealm@host.com", qop="auth,auth-int", "#,
            r#"nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#
        );
        let mut challenge = Challenge::list(text).remove(0);
        let mufasa = Credentials::new("Mufasa", "Circle Of Life");
        let with = mufasa.answer(&challenge, &get(), "/dir/index.html", "0a4f113b", 1).unwrap();
        assert_eq!(with.response, "6629fae49393a05397450978507c4ef1");
        assert_eq!(with.algorithm, None);
        assert_eq!(with.opaque.as_deref(), Some("5ccc069c403ebaf9f0171e9517f40e41"));
        challenge.qop = None;
        let without = mufasa.answer(&challenge, &get(), "/dir/index.html", "", 1).unwrap();
        assert_eq!(without.response, "670fd8c2df070c60b045671b8b24ff02");
        assert_eq!((without.qop, without.cnonce, without.nc), (None, None, None));
    }

    #[test]
    fn only_the_right_secret_user_method_and_uri_verify() {
        let bob = Credentials::new(r#"b"ob"#, "zanzibar");
        for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
            let challenge = Challenge::new("biloxi.com", "n", algorithm);
            let answer = bob.answer(&challenge, &Method::Invite, "sip:a@h", "c", 1).unwrap();
            let answer: Authorization = answer.to_string().parse().unwrap();
            assert!(bob.verify(&answer, &Method::Invite));
            assert!(!bob.verify(&answer, &Method::Bye));
            assert!(!Credentials::new(r#"b"ob"#, "x").verify(&answer, &Method::Invite));
            assert!(!Credentials::new("eve", "zanzibar").verify(&answer, &Method::Invite));
            let bent = [
                Authorization { uri: "sip:b@h".into(), ..answer.clone() },
                Authorization { nc: Some("00000002".into()), ..answer.clone() },
                Authorization { qop: Some("auth-int".into()), ..answer.clone() },
                Authorization { cnonce: None, ..answer.clone() },
                Authorization { algorithm: Some("MD5-sess".into()), ..answer.clone() },
                Authorization { response: String::new(), ..answer },
            ];
            assert!(bent.iter().all(|answer| !bob.verify(answer, &Method::Invite)));
        }
    }

    #[test]
    fn secrets_do_not_print() {
        assert!(!format!("{:?}", Credentials::new("bob", "zanzibar")).contains("zanzibar"));
    }
}
