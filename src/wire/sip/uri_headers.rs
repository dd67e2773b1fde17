//! The headers part of a URI: what it adds to the request that is made of it (RFC 3261 §19.1.1, §19.1.5). Of use in
//! Refer-To and Contact alone; in a Request-URI it has no place.

use super::Uri;
use super::grammar::{percent_decode, percent_encode};

impl Uri {
    /// The value of a header of the headers part, escapes resolved.
    pub fn header(&self, name: &str) -> Option<String> {
        let found = self.header_pairs().find(|(known, _)| percent_decode(known).eq_ignore_ascii_case(name));
        found.map(|(_, value)| percent_decode(value).into_owned())
    }

    /// Every header of the headers part, escapes resolved.
    pub fn header_fields(&self) -> Vec<(String, String)> {
        let plain = |text| percent_decode(text).into_owned();
        self.header_pairs().map(|(name, value)| (plain(name), plain(value))).collect()
    }

    /// With one header more.
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        let mark = if self.headers().is_some() { '&' } else { '?' };
        let (name, value) = (percent_encode(name, is_header_byte), percent_encode(value, is_header_byte));
        Self::composed(format!("{self}{mark}{name}={value}"))
    }

    /// Names and values as written.
    fn header_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.headers().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }
}

/// hnv-unreserved and unreserved of RFC 3261 §25.1.
const fn is_header_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(b, b'[' | b']' | b'/' | b'?' | b':' | b'+' | b'$' | b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'')
        || matches!(b, b'(' | b')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_escaped_and_found_again() {
        let uri: Uri = "sip:kate@h;transport=tcp".parse().unwrap();
        let with = uri.with_header("Replaces", "a@1;to-tag=2;from-tag=3").with_header("X-A", "b & c=d");
        assert_eq!(
            with.as_str(),
            "sip:kate@h;transport=tcp?Replaces=a%401%3Bto-tag%3D2%3Bfrom-tag%3D3&X-A=b%20%26%20c%3Dd"
        );
        assert_eq!(with.header("replaces").as_deref(), Some("a@1;to-tag=2;from-tag=3"));
        assert_eq!(with.header("x-a").as_deref(), Some("b & c=d"));
        assert_eq!((with.header("body"), uri.header("x-a")), (None, None));
        assert_eq!(with.without_headers(), uri);
    }
}
