//! Refer-Sub: whether a REFER makes a subscription (RFC 4488 §4).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::grammar::{Malformed, cut, is_blank, malformed};

/// `Refer-Sub: false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferSub(pub bool);

impl FromStr for ReferSub {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (word, _) = cut(text, b';').unwrap_or((text, ""));
        match word.trim_matches(is_blank) {
            word if word.eq_ignore_ascii_case("true") => Ok(Self(true)),
            word if word.eq_ignore_ascii_case("false") => Ok(Self(false)),
            _ => Err(malformed("Refer-Sub", "it is neither true nor false")),
        }
    }
}

impl fmt::Display for ReferSub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        assert_eq!("False ;x=1".parse(), Ok(ReferSub(false)));
        assert_eq!(ReferSub(true).to_string().parse(), Ok(ReferSub(true)));
        assert!("0".parse::<ReferSub>().is_err());
    }
}
