//! Whom to call: what a branch of a Dial amounts to, or why it amounts to nobody.

use serde::{Deserialize, Serialize};

use crate::call::verdict::{Cause, Verdict};
use crate::media::offer::{Codec, Dtmf, Security};
use crate::sip::registrar;
use crate::wire::sip::{Credentials, Uri};

/// Whom to call and how: what a branch of a Dial amounts to after all rules have been applied.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Destination {
    /// The Request-URI.
    pub uri: Uri,
    /// Custom headers, ready.
    pub headers: Vec<(String, String)>,
    /// For challenges.
    pub credentials: Option<Credentials>,
    /// The trunk it leads to, by name.
    pub trunk: Option<String>,
    /// It is a number, which the trunk is told in the trunk's own way; else only the sound is as the trunk wants it.
    pub is_number: bool,
    /// The name for `To`.
    pub called: String,
    /// The codecs to offer, where the noun says which.
    pub codecs: Vec<Codec>,
    /// The way to a registered client, which goes before whatever the URI says.
    pub way: Option<Box<registrar::Destination>>,
    /// Whether its sound is encrypted, where whoever is called has a policy of its own.
    pub security: Option<Security>,
    /// How it gets its keys, where whoever is called has a way of its own.
    pub dtmf: Option<Dtmf>,
}

/// A branch that cannot be dialled: what its record calls it, and why.
#[derive(Clone, Debug)]
pub struct Unreachable {
    /// The name for `To`.
    pub name: String,
    /// Why.
    pub cause: Cause,
}

impl Unreachable {
    /// A target that means nothing.
    pub const fn named(name: String) -> Self {
        Self { name, cause: Cause::BadTarget }
    }

    /// The ending of its record.
    pub const fn verdict(&self) -> Verdict {
        let sip = if matches!(self.cause, Cause::NotRegistered) { Some(480) } else { None };
        Verdict::failed(sip, self.cause)
    }
}

impl Default for Unreachable {
    fn default() -> Self {
        Self::named(String::new())
    }
}
