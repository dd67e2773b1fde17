//! Refer-To: whom somebody is asked to call (RFC 3515 §2.1), with what the URI's headers part adds to that INVITE
//! (RFC 3261 §19.1.5), above all a Replaces (RFC 3891 §6.1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::grammar::{Malformed, malformed};
use crate::wire::sip::{Method, NameAddr, Replaces, Uri};

/// `Refer-To: <sip:kate@example.com?Replaces=…>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferTo(pub NameAddr);

impl ReferTo {
    /// Whom to call: the URI without its headers part and without `method`.
    pub fn uri(&self) -> Uri {
        self.0.uri.without_headers().without_param("method")
    }

    /// What to send there; INVITE where nothing is said.
    pub fn method(&self) -> Option<Method> {
        self.0.uri.param("method").map_or(Some(Method::Invite), |method| method.parse().ok())
    }

    /// The dialog that the new call shall take the place of.
    ///
    /// # Errors
    ///
    /// There is a Replaces, and it cannot be read.
    pub fn replaces(&self) -> Result<Option<Replaces>, Malformed> {
        self.0.uri.header("Replaces").map(|text| text.parse()).transpose()
    }
}

impl FromStr for ReferTo {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        text.parse().map(Self).map_err(|_| malformed("Refer-To", "it is not one address; a URI with ? needs brackets"))
    }
}

impl fmt::Display for ReferTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blind_and_an_attended_transfer() {
        let blind: ReferTo = "sip:+15550101@h".parse().unwrap();
        assert_eq!((blind.uri().as_str(), blind.method()), ("sip:+15550101@h", Some(Method::Invite)));
        assert_eq!(blind.replaces(), Ok(None));
        // RFC 3891 §1, with its percent escapes.
        let text = "<sip:carol@h;method=INVITE?Replaces=a%401%3Bto-tag%3D2%3Bfrom-tag%3D3&X-A=b%20c>";
        let attended: ReferTo = text.parse().unwrap();
        assert_eq!(attended.uri().as_str(), "sip:carol@h");
        assert_eq!(attended.replaces(), Ok(Some("a@1;to-tag=2;from-tag=3".parse().unwrap())));
        assert_eq!(attended.to_string(), text);
    }

    #[test]
    fn what_cannot_be_called_or_replaced_is_a_fault() {
        for wrong in ["", "sip:a@h?Replaces=x", "<sip:a@h>, <sip:b@h>", "sip:"] {
            assert!(wrong.parse::<ReferTo>().is_err(), "{wrong}");
        }
        assert!("<sip:a@h?Replaces=x>".parse::<ReferTo>().unwrap().replaces().is_err());
        assert_eq!("<sip:a@h;method=BYE>".parse::<ReferTo>().unwrap().method(), Some(Method::Bye));
    }
}
