//! Session-Expires: how long a session lives without a refresh, and whose business that is (RFC 4028 §4).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::number;
use crate::wire::sip::Params;
use crate::wire::sip::grammar::{Malformed, cut, malformed};

/// Which side of a request refreshes: its sender or its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefresherRole {
    /// Whoever sent the request.
    Uac,
    /// Whoever answers it.
    Uas,
}

/// `Session-Expires: 1800;refresher=uac`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionExpires {
    /// The interval in seconds.
    pub seconds: u32,
    /// Who refreshes, where it says.
    pub refresher: Option<RefresherRole>,
}

impl FromStr for SessionExpires {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (digits, params) = cut(text, b';').unwrap_or((text, ""));
        let seconds = number::read(digits).ok_or(malformed("Session-Expires", "it is not a number of seconds"))?;
        let refresher = match Params::parse(params)?.get("refresher").map(str::to_ascii_lowercase).as_deref() {
            Some("uac") => Some(RefresherRole::Uac),
            Some("uas") => Some(RefresherRole::Uas),
            _ => None,
        };
        Ok(Self { seconds, refresher })
    }
}

impl fmt::Display for SessionExpires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.seconds.fmt(f)?;
        match self.refresher {
            Some(RefresherRole::Uac) => f.write_str(";refresher=uac"),
            Some(RefresherRole::Uas) => f.write_str(";refresher=uas"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_prints_and_refuses() {
        for (text, seconds, refresher) in [
            ("1800", 1800, None),
            ("90;refresher=uac", 90, Some(RefresherRole::Uac)),
            ("4000 ; x=y ; REFRESHER=UAS", 4000, Some(RefresherRole::Uas)),
            ("90;refresher=me", 90, None),
        ] {
            assert_eq!(text.parse(), Ok(SessionExpires { seconds, refresher }), "{text}");
        }
        let text = "90;refresher=uas";
        assert_eq!(text.parse::<SessionExpires>().unwrap().to_string(), text);
        for wrong in ["", ";refresher=uac", "-1", "4294967296", "soon"] {
            assert!(wrong.parse::<SessionExpires>().is_err(), "{wrong}");
        }
    }
}
