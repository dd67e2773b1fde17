//! Replaces: the dialog whose place a new call takes (RFC 3891 §6.1).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::wire::sip::Params;
use crate::wire::sip::grammar::{Malformed, cut, is_blank, malformed};

/// `Replaces: 425928@bobster.example.org;to-tag=7743;from-tag=6472`, as whoever gets the INVITE sees the dialog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaces {
    /// The Call-ID of the dialog.
    pub call_id: String,
    /// The tag of whoever gets the INVITE.
    pub to_tag: String,
    /// The tag of the party that leaves.
    pub from_tag: String,
    /// Only while the dialog is early.
    pub early_only: bool,
}

impl FromStr for Replaces {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (call_id, params) = cut(text, b';').unwrap_or((text, ""));
        let call_id = call_id.trim_matches(is_blank);
        if call_id.is_empty() || call_id.contains(|c: char| is_blank(c) || c == ',') {
            return Err(malformed("Replaces", "it does not begin with a Call-ID"));
        }
        let params = Params::parse(params)?;
        let tag = |name| params.get(name).filter(|tag| !tag.is_empty()).map(str::to_owned);
        Ok(Self {
            call_id: call_id.to_owned(),
            to_tag: tag("to-tag").ok_or(malformed("Replaces", "it has no to-tag"))?,
            from_tag: tag("from-tag").ok_or(malformed("Replaces", "it has no from-tag"))?,
            early_only: params.has("early-only"),
        })
    }
}

impl fmt::Display for Replaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{};to-tag={};from-tag={}", self.call_id, self.to_tag, self.from_tag)?;
        f.write_str(if self.early_only { ";early-only" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_3891() {
        for text in [
            "98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff",
            "12adf2f34456gs5;to-tag=12345;from-tag=54321",
            "87134@171.161.34.23;to-tag=24796;from-tag=0;early-only",
        ] {
            let read: Replaces = text.parse().unwrap();
            assert_eq!(read.to_string().parse(), Ok(read.clone()), "{text}");
            assert_eq!(read.early_only, text.ends_with("only"));
        }
    }

    #[test]
    fn half_a_dialog_is_none() {
        for wrong in ["", ";to-tag=1;from-tag=2", "a;to-tag=1", "a;from-tag=1", "a;to-tag=;from-tag=2", "a b;to-tag=1"]
        {
            assert!(wrong.parse::<Replaces>().is_err(), "{wrong}");
        }
    }
}
