//! Referred-By: who asked for a call (RFC 3892 §3). Its signature is not looked at: what it says is a claim.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::NameAddr;
use crate::wire::sip::grammar::{Malformed, malformed};

/// `Referred-By: <sip:bob@example.com>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferredBy(pub NameAddr);

impl FromStr for ReferredBy {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        text.parse().map(Self).map_err(|_| malformed("Referred-By", "it is not one address"))
    }
}

impl fmt::Display for ReferredBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        let text = r#""Bob" <sip:bob@h>;cid="2@h""#;
        let read: ReferredBy = text.parse().unwrap();
        assert_eq!((read.0.uri.as_str(), read.to_string().as_str()), ("sip:bob@h", text));
        assert!("nobody".parse::<ReferredBy>().is_err());
    }
}
