//! Headers that are a number: Max-Forwards, Content-Length, Expires, Retry-After (RFC 3261 §20.14, §20.19, §20.22,
//! §20.33). A number is digits alone; one that does not fit is malformed and not the largest one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::grammar::{Malformed, is_blank, malformed};

/// Digits and nothing else.
pub(crate) fn read<N: FromStr>(text: &str) -> Option<N> {
    let text = text.trim_matches(is_blank);
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// How many hops a request may still take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MaxForwards(pub u8);

impl FromStr for MaxForwards {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        read(text).map(Self).ok_or(malformed("Max-Forwards", "it is not a number from 0 to 255"))
    }
}

impl fmt::Display for MaxForwards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// After how many seconds to try again; comment and parameters are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RetryAfter(pub u32);

impl FromStr for RetryAfter {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let digits = text.split([';', '(']).next().unwrap_or(text);
        read(digits).map(Self).ok_or(malformed("Retry-After", "it does not begin with a number of seconds"))
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_that_fit() {
        assert_eq!(" 070 ".parse(), Ok(MaxForwards(70)));
        for wrong in ["", "256", "-1", "+1", "1 2", "x", "٣"] {
            assert!(wrong.parse::<MaxForwards>().is_err(), "{wrong}");
        }
        assert_eq!("18000;duration=3600".parse(), Ok(RetryAfter(18000)));
        assert_eq!("120 (I'm in a meeting)".parse(), Ok(RetryAfter(120)));
        assert!("soon".parse::<RetryAfter>().is_err());
        assert!("".parse::<RetryAfter>().is_err());
    }
}
