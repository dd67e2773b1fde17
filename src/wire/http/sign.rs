//! The signature of a request (spec §6.11): HMAC-SHA1, keyed by the account's AuthToken, over the URL exactly as
//! requested and the sorted form parameters. The receiver computes the same and knows who asks.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;

/// Signs what one account asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The AuthToken. `Debug` does not show it.
    pub auth_token: String,
}

impl Signer {
    /// A signer for this AuthToken.
    pub fn new(auth_token: impl Into<String>) -> Self {
        Self { auth_token: auth_token.into() }
    }

    /// The signature of a request for `url` with the form `params` (none for GET: they are in the URL).
    pub fn sign(&self, url: &str, params: &[(String, String)]) -> String {
        STANDARD.encode(self.mac(url, params).finalize().into_bytes())
    }

    /// Whether `signature` is that of the request; takes the same time for every wrong one.
    pub fn verify(&self, url: &str, params: &[(String, String)], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        self.mac(url, params).verify_slice(&signature).is_ok()
    }

    fn mac(&self, url: &str, params: &[(String, String)]) -> Hmac<Sha1> {
        let mut sorted: Vec<_> = params.iter().collect();
        sorted.sort();
        sorted.dedup();
        let mut mac = Hmac::<Sha1>::new_from_slice(self.auth_token.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(url.as_bytes());
        for (name, value) in sorted {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        mac
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(‹token›)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

    fn params() -> Vec<(String, String)> {
        let list = [
            ("To", "+18005551212"),
            ("CallSid", "CA1234567890ABCDE"),
            ("From", "+12349013030"),
            ("Digits", "1234"),
            ("Caller", "+12349013030"),
        ];
        list.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    #[test]
    fn matches_the_test_vector_of_the_specification() {
        let signer = Signer::new("12345");
        assert_eq!(signer.sign(URL, &params()), "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
        assert!(signer.verify(URL, &params(), "0/KCTR6DLpKmkAf8muzZqo1nDgQ="));
    }

    #[test]
    fn an_altered_request_is_refused() {
        let (signer, good) = (Signer::new("12345"), "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
        let mut altered = params();
        altered[3].1.push('5');
        assert!(!signer.verify(URL, &altered, good));
        assert!(!signer.verify("https://mycompany.com/myapp.php?foo=1", &params(), good));
        assert!(!Signer::new("12346").verify(URL, &params(), good));
        assert!(!signer.verify(URL, &params(), "not base64"));
    }

    #[test]
    fn repeated_values_count_once() {
        let (signer, mut twice) = (Signer::new("k"), params());
        twice.push(twice[0].clone());
        assert_eq!(signer.sign(URL, &twice), signer.sign(URL, &params()));
    }

    #[test]
    fn debug_hides_the_token() {
        assert!(!format!("{:?}", Signer::new("s3cret")).contains("s3cret"));
    }
}
