//! Content-Type: what the body is (RFC 3261 §20.15).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::Params;
use crate::wire::sip::grammar::{Malformed, cut, is_blank, is_token, malformed};

/// `Content-Type: application/sdp`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentType {
    /// Type and subtype in lower case, such as `application/sdp`.
    pub media: String,
    /// `;boundary=…`.
    pub params: Params,
}

impl ContentType {
    /// Whether it is `media`, in any case.
    pub fn is(&self, media: &str) -> bool {
        self.media.eq_ignore_ascii_case(media)
    }
}

impl FromStr for ContentType {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (media, params) = cut(text, b';').unwrap_or((text, ""));
        let (main, sub) = media.split_once('/').ok_or(malformed("Content-Type", "it has no slash"))?;
        let (main, sub) = (main.trim_matches(is_blank), sub.trim_matches(is_blank));
        if !is_token(main.as_bytes()) || !is_token(sub.as_bytes()) {
            return Err(malformed("Content-Type", "it is not type/subtype"));
        }
        Ok(Self { media: format!("{main}/{sub}").to_ascii_lowercase(), params: Params::parse(params)? })
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.media, self.params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses() {
        let read: ContentType = r#"Multipart / Mixed ; boundary="a;b""#.parse().unwrap();
        assert!(read.is("multipart/mixed"));
        assert_eq!(read.params.unquoted("boundary").as_deref(), Some("a;b"));
        assert_eq!(read.to_string(), r#"multipart/mixed;boundary="a;b""#);
        for wrong in ["", "sdp", "/", "a/b c"] {
            assert!(wrong.parse::<ContentType>().is_err(), "{wrong}");
        }
    }
}
