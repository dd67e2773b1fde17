//! A mail of a document on its way out (spec §3.11): said by a verb, carried out by the edge. Nothing of it prints.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, Pii};

/// A mail, addressed and written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// On behalf of which call.
    pub call: CallSid,
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Who gets a copy and is seen to.
    pub cc: Vec<String>,
    /// Who gets one unseen.
    pub bcc: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// Whether mails can be sent, and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// There is a server that takes them.
    pub is_sent: bool,
    /// From whom, where the document does not say.
    pub from: Option<String>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("call", &self.call).field("to", &Pii(&self.to)).finish_non_exhaustive()
    }
}

/// `kate@example.com` or `Kate <kate@example.com>`. Whether anybody has that address is for mail servers to say.
pub fn is_address(text: &str) -> bool {
    let bare = match text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or_default(),
        None => text,
    };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>,;@".contains(c));
    let parts = bare.rsplit_once('@');
    !text.contains(char::is_control)
        && bare.len() <= 254
        && parts.is_some_and(|(user, host)| plain(user) && plain(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["kate@example.com", "Kate Bush <kate.bush+x@mail.example.com>", "a@b"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "kate", "@b", "a@", "a b@c", "Kate <kate@example.com", "a@b\r\nBcc: c@d", "a@b, c@d", "a@b@c"] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
