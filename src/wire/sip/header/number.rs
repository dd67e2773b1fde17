//! Headers that are a number: Max-Forwards, Content-Length, Expires, Retry-After, Min-SE, RSeq (RFC 3261 §20.14,
//! §20.19, §20.22, §20.33). A number is digits alone; one that does not fit is malformed and not the largest one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::grammar::{Malformed, is_blank, malformed};

/// Digits and nothing else.
pub(crate) fn read<N: FromStr>(text: &str) -> Option<N> {
    let text = text.trim_matches(is_blank);
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Headers that are one number: its size, and the characters behind which a header says more that nobody needs.
macro_rules! numbers {
    ($($(#[$doc:meta])+ $header:ident($number:ty) $name:literal, up to $more:expr, else $fault:literal;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $header(pub $number);

        impl FromStr for $header {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                let more: &[char] = &$more;
                let digits = text.split(more).next().unwrap_or(text);
                read(digits).map(Self).ok_or(malformed($name, $fault))
            }
        }

        impl fmt::Display for $header {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

numbers! {
    /// How many hops a request may still take (RFC 3261 §20.22).
    MaxForwards(u8) "Max-Forwards", up to [], else "it is not a number from 0 to 255";
    /// After how many seconds to try again; comment and parameters are dropped (RFC 3261 §20.33).
    RetryAfter(u32) "Retry-After", up to [';', '('], else "it does not begin with a number of seconds";
    /// The shortest session interval that somebody on the way agrees to (RFC 4028 §5).
    MinSe(u32) "Min-SE", up to [';'], else "it is not a number of seconds";
    /// The number of a reliable provisional response (RFC 3262 §7.1).
    RSeq(u32) "RSeq", up to [], else "it is not a number of 32 bits";
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
        assert_eq!((" 120 ;x=y".parse(), " 007 ".parse()), (Ok(MinSe(120)), Ok(RSeq(7))));
        for wrong in ["", "x", "-1", "4294967296", "1 2"] {
            assert!(wrong.parse::<MinSe>().is_err() && wrong.parse::<RSeq>().is_err(), "{wrong}");
        }
    }
}
