//! RAck: which reliable provisional response a PRACK acknowledges (RFC 3262 §7.2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{CSeq, number};
use crate::wire::sip::grammar::{Malformed, is_blank, malformed};

/// `RAck: 1 314159 INVITE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RAck {
    /// The number of the response.
    pub rseq: u32,
    /// The request that it answered.
    pub cseq: CSeq,
}

impl FromStr for RAck {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = text.trim_matches(is_blank);
        let (digits, rest) =
            text.split_once(is_blank).ok_or(malformed("RAck", "it is not two numbers and a method"))?;
        let rseq = number::read(digits).ok_or(malformed("RAck", "its first number is not one of 32 bits"))?;
        Ok(Self { rseq, cseq: rest.trim_matches(is_blank).parse()? })
    }
}

impl fmt::Display for RAck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rseq, self.cseq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sip::Method;

    #[test]
    fn reads_prints_and_refuses() {
        let ack = RAck { rseq: 776_656, cseq: CSeq::new(1, Method::Invite) };
        assert_eq!(" 776656  1   INVITE".parse(), Ok(ack.clone()));
        assert_eq!(ack.to_string(), "776656 1 INVITE");
        for wrong in ["", "1", "1 INVITE", "1 1", "x 1 INVITE", "4294967296 1 INVITE", "1 -1 INVITE"] {
            assert!(wrong.parse::<RAck>().is_err(), "{wrong}");
        }
    }
}
