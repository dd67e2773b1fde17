//! Min-SE: the shortest session interval that somebody on the way agrees to (RFC 4028 §5).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::number;
use crate::wire::sip::grammar::{Malformed, cut, malformed};

/// `Min-SE: 90`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MinSe(pub u32);

impl FromStr for MinSe {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let digits = cut(text, b';').map_or(text, |(digits, _)| digits);
        number::read(digits).map(Self).ok_or(malformed("Min-SE", "it is not a number of seconds"))
    }
}

impl fmt::Display for MinSe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses() {
        assert_eq!(" 120 ;x=y".parse(), Ok(MinSe(120)));
        for wrong in ["", "x", "-1", "4294967296"] {
            assert!(wrong.parse::<MinSe>().is_err(), "{wrong}");
        }
    }
}
