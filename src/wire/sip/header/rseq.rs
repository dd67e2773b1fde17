//! RSeq: the number of a reliable provisional response (RFC 3262 §7.1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::number;
use crate::wire::sip::grammar::{Malformed, malformed};

/// `RSeq: 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RSeq(pub u32);

impl FromStr for RSeq {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        number::read(text).map(Self).ok_or(malformed("RSeq", "it is not a number of 32 bits"))
    }
}

impl fmt::Display for RSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses() {
        assert_eq!(" 007 ".parse(), Ok(RSeq(7)));
        for wrong in ["", "x", "-1", "4294967296", "1 2"] {
            assert!(wrong.parse::<RSeq>().is_err(), "{wrong}");
        }
    }
}
