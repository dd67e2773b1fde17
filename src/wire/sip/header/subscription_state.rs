//! Subscription-State: whether more will be told, for how long, and if not why (RFC 6665 §8.2.3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::number;
use crate::wire::sip::Params;
use crate::wire::sip::grammar::{Malformed, cut, is_blank, is_token, malformed};

/// `Subscription-State: terminated;reason=noresource`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionState {
    /// `active`, `pending`, `terminated`, or a word of others, in lower case.
    pub word: String,
    /// Seconds that it lasts from now.
    pub expires: Option<u32>,
    /// Why it is over.
    pub reason: Option<String>,
}

impl SubscriptionState {
    /// More will be told, for so many seconds.
    pub fn active(seconds: u32) -> Self {
        Self { word: "active".to_owned(), expires: Some(seconds), reason: None }
    }

    /// Nothing more will be told.
    pub fn terminated(reason: &str) -> Self {
        Self { word: "terminated".to_owned(), expires: None, reason: Some(reason.to_owned()) }
    }

    /// Whether nothing more will be told.
    pub fn is_terminated(&self) -> bool {
        self.word == "terminated"
    }
}

impl FromStr for SubscriptionState {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (word, params) = cut(text, b';').unwrap_or((text, ""));
        let word = word.trim_matches(is_blank);
        if !is_token(word.as_bytes()) {
            return Err(malformed("Subscription-State", "it does not begin with a state"));
        }
        let params = Params::parse(params)?;
        let expires = params.get("expires").filter(|expires| !expires.is_empty()).and_then(number::read);
        let reason = params.get("reason").filter(|reason| !reason.is_empty()).map(str::to_ascii_lowercase);
        Ok(Self { word: word.to_ascii_lowercase(), expires, reason })
    }
}

impl fmt::Display for SubscriptionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)?;
        if let Some(expires) = self.expires {
            write!(f, ";expires={expires}")?;
        }
        self.reason.as_deref().map_or(Ok(()), |reason| write!(f, ";reason={reason}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        assert_eq!("Active;expires=60".parse(), Ok(SubscriptionState::active(60)));
        let over: SubscriptionState = "terminated;reason=NoResource;retry-after=1".parse().unwrap();
        assert!(over.is_terminated());
        assert_eq!(over.to_string(), "terminated;reason=noresource");
        assert!(";expires=1".parse::<SubscriptionState>().is_err());
    }
}
