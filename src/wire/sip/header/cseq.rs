//! CSeq: the number and method of a request (RFC 3261 §20.16, §8.1.1.5).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::number;
use crate::wire::sip::Method;
use crate::wire::sip::grammar::{Malformed, is_blank, malformed};

/// `CSeq: 1 INVITE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CSeq {
    /// Below 2³¹ when we choose it; any 32 bits when received.
    pub number: u32,
    /// The method of the request, in its responses too.
    pub method: Method,
}

impl CSeq {
    /// One of ours.
    pub const fn new(number: u32, method: Method) -> Self {
        Self { number, method }
    }

    /// Number and method, without making anything.
    pub(crate) fn split(text: &str) -> Result<(u32, &str), Malformed> {
        let (digits, method) = text.split_once(is_blank).ok_or(malformed("CSeq", "it is not a number and a method"))?;
        let number = number::read(digits).ok_or(malformed("CSeq", "its number is not one of 32 bits"))?;
        Ok((number, method.trim_matches(is_blank)))
    }
}

impl FromStr for CSeq {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (number, method) = Self::split(text)?;
        let method = method.parse().map_err(|_| malformed("CSeq", "its method is not a token"))?;
        Ok(Self { number, method })
    }
}

impl fmt::Display for CSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses() {
        assert_eq!("0009   INVITE".parse(), Ok(CSeq::new(9, Method::Invite)));
        assert_eq!("4294967295 X".parse::<CSeq>().unwrap().to_string(), "4294967295 X");
        for wrong in ["", "1", "INVITE", "INVITE 1", "4294967296 INVITE", "-1 INVITE", "+1 INVITE", "1 IN VITE"] {
            assert!(wrong.parse::<CSeq>().is_err(), "{wrong}");
        }
    }
}
