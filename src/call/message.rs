//! A text message that a document sends (spec §3.9): where it goes, and what is told when it has arrived or has not. It
//! may outlive its call, so everything that is needed then is in it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, EventSid, MessageSid, Pii};
use crate::call::rules::Rules;
use crate::sip::{Peering, registrar};
use crate::wire::http::Exchange;
use crate::wire::sip::{Credentials, NameAddr, Uri};

/// One message.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its name.
    pub sid: MessageSid,
    /// The call that sends it.
    pub call: CallSid,
    /// What it says.
    pub text: String,
    /// Where it goes, all at once; nowhere where nobody can be reached.
    pub ways: Vec<Way>,
    /// Who is told how it went.
    pub told: Option<Told>,
}

/// One copy on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Way {
    /// The From header.
    pub from: NameAddr,
    /// The To header.
    pub to: NameAddr,
    /// Which way.
    pub by: By,
}

/// Which way a message takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum By {
    /// To a registered telephone.
    Client(Box<registrar::Destination>),
    /// To an address, or a number through a trunk.
    Uri(Box<Outside>),
}

impl Way {
    /// The number that it leads to, where it goes through a trunk.
    pub fn number(&self, rules: &Rules) -> Option<String> {
        let By::Uri(outside) = &self.by else { return None };
        rules.trunk_at(&outside.uri).and_then(|_| self.to.uri.user().map(|user| user.into_owned()))
    }
}

impl By {
    /// Straight to an address.
    pub fn address(uri: Uri) -> Self {
        Self::Uri(Box::new(Outside {
            uri,
            route: None,
            credentials: None,
            headers: Vec::new(),
            peering: Peering::default(),
        }))
    }
}

/// The way to an address that is not registered here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outside {
    /// The Request-URI.
    pub uri: Uri,
    /// The proxy before it.
    pub route: Option<NameAddr>,
    /// For challenges.
    pub credentials: Option<Credentials>,
    /// More headers.
    pub headers: Vec<(String, String)>,
    /// What holds with whoever gets it.
    pub peering: Peering,
}

/// The callback of either end, written while the call that it speaks of is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Its name.
    pub event: EventSid,
    /// Somebody has it.
    pub sent: Exchange,
    /// Nobody has.
    pub failed: Exchange,
}

impl fmt::Debug for Message {
    /// Without its text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("sid", &self.sid).field("text", &Pii(&self.text)).finish_non_exhaustive()
    }
}
