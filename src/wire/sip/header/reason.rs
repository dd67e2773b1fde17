//! Reason: why a request is sent or a call is ended (RFC 3326).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::number;
use crate::wire::sip::Params;
use crate::wire::sip::grammar::{Malformed, cut, is_blank, is_token, malformed, quote};

/// `Reason: SIP;cause=200;text="Call completed elsewhere"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// `SIP` or `Q.850`.
    pub protocol: String,
    /// The status or cause code.
    pub cause: Option<u16>,
    /// Text for people.
    pub text: Option<String>,
}

impl Reason {
    /// One of ours in SIP's own codes.
    pub fn sip(cause: u16, text: &str) -> Self {
        Self { protocol: "SIP".into(), cause: Some(cause), text: Some(text.to_owned()) }
    }
}

impl FromStr for Reason {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (protocol, params) = cut(text, b';').unwrap_or((text, ""));
        let protocol = protocol.trim_matches(is_blank);
        if !is_token(protocol.as_bytes()) {
            return Err(malformed("Reason", "it does not begin with a protocol"));
        }
        let params = Params::parse(params)?;
        let cause = params.get("cause").filter(|cause| !cause.is_empty()).and_then(number::read);
        let text = params.unquoted("text").map(|text| text.into_owned());
        Ok(Self { protocol: protocol.to_owned(), cause, text })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.protocol)?;
        if let Some(cause) = self.cause {
            write!(f, ";cause={cause}")?;
        }
        self.text.as_deref().map_or(Ok(()), |text| write!(f, ";text={}", quote(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        let text = r#"SIP;cause=200;text="Call completed; elsewhere""#;
        let reason: Reason = text.parse().unwrap();
        assert_eq!(reason, Reason::sip(200, "Call completed; elsewhere"));
        assert_eq!(reason.to_string(), text);
        assert_eq!("Q.850 ; cause = 16".parse::<Reason>().unwrap().cause, Some(16));
        assert!(";cause=1".parse::<Reason>().is_err());
    }
}
