//! Transfers as values: what an application learns of one, whom somebody asked us to call, and what is allowed
//! (spec §10). What a family does about it is in `family/transfer.rs` and `family/replace.rs`.

use serde::{Deserialize, Serialize};

use crate::base::Pii;
use crate::call::call::CallId;
use crate::call::hook::Param;
use crate::call::verb::dial::Order;
use crate::sip::{DialogId, ReferId};
use crate::wire::http::Method;
use crate::wire::sip::{ReferredBy, Uri};

/// How a call came to be transferred (spec §10.1).
#[derive(Clone, Serialize, Deserialize)]
pub struct Transfer {
    /// User of Refer-To.
    pub target: String,
    /// User of the Contact of whoever asked.
    pub transferor: String,
    /// User of the party that remains.
    pub transferee: String,
    /// What the target's INVITE says of who asked (RFC 3892).
    pub referred_by: Option<ReferredBy>,
}

/// Who is to be told how a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owed {
    /// A call of the same family.
    Here(Report),
    /// One of another family, which the engine knows by its dialog.
    Elsewhere(DialogId, ReferId),
}

/// Whom to tell how a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The call that asked.
    pub to: CallId,
    /// By which of its REFERs.
    pub refer: ReferId,
}

/// A REFER of a party of the family, as far as calls care.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Its name in the dialog.
    pub refer: ReferId,
    /// Whom to call.
    pub to: Uri,
    /// Its host is what whoever asks calls us, although nobody has told us that name.
    pub is_ours: bool,
    /// The Contact of whoever asks.
    pub contact: Uri,
    /// Who asks, in their words.
    pub referred_by: Option<ReferredBy>,
    /// Where it leads, where no document decides.
    pub onward: Option<Onward>,
}

impl Transfer {
    /// As a REFER wants it, of that party.
    pub fn of(wish: &Wish, transferee: &str) -> Self {
        Self {
            target: user_of(&wish.to),
            transferor: user_of(&wish.contact),
            transferee: transferee.to_owned(),
            referred_by: wish.referred_by.clone(),
        }
    }
}

/// What is done about a REFER that is accepted.
#[derive(Clone, Debug)]
pub enum Course {
    /// Nothing changes, and whoever asked is told this status.
    Stay(u16),
    /// Somebody is called who then takes the place of whoever asked.
    Replace(Box<Order>),
    /// Whoever asked leaves, and the other one goes there.
    Free(Destiny),
}

/// What a party does that has been transferred.
#[derive(Clone, Debug)]
pub enum Destiny {
    /// It runs a document.
    Ask {
        /// Of the document.
        url: String,
        /// Of the document that says so.
        base: Option<String>,
        /// How it is asked.
        method: Method,
        /// Besides the parameters of every transfer.
        params: Vec<Param>,
    },
    /// It begins anew with an application.
    Begin(Box<Application>),
    /// It calls somebody by a Dial that no document says.
    Dial(Box<Order>),
}

/// Where a transfer leads that no document of the call decides about: as a call of whoever asks for it would be routed.
#[derive(Clone, Debug)]
pub enum Onward {
    /// To an application of ours.
    Ask(Box<Application>),
    /// To whom this calls.
    Dial(Box<Order>),
    /// The same, in the place of somebody in a call that is not ours: nothing is parted before the answer.
    Replace(Box<Order>),
    /// Nowhere, by this status: the call stays as it is.
    Nowhere(u16),
}

/// An application that a transfer leads to.
#[derive(Clone, Debug)]
pub struct Application {
    /// Whose it is.
    pub organization: String,
    /// The document.
    pub url: String,
    /// How it is asked.
    pub method: Method,
    /// Asked once when a document request fails.
    pub fallback: Option<(String, Method)>,
    /// The document of a party that is transferred again.
    pub refer_url: Option<(String, Method)>,
}

/// What is done about transfers, and which are allowed (`[transfer]` of the settings).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Whoever asks is told how it goes.
    pub notify: bool,
    /// When whoever asks gets BYE.
    pub bye: Bye,
    /// Hosts that a Refer-To may name; none of them matters where one is `*`.
    pub hosts: Vec<String>,
    /// Users that a Refer-To may name: whole, or a beginning with `*` behind it.
    pub targets: Vec<String>,
}

/// When the party that asked for a transfer gets its BYE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bye {
    /// With the 202.
    #[default]
    AtOnce,
    /// When the end of the transfer has been told, at the latest after 32 seconds.
    AfterNotify,
}

impl Rules {
    /// Whether a Refer-To stays inside the dial plan (threats-and-faults S28); `is_ours` says that its host is ours for
    /// whoever asks.
    pub fn allow(&self, to: &Uri, is_ours: bool) -> bool {
        let host = to.host();
        let is_here = |known: &String| known == "*" || known.eq_ignore_ascii_case(host);
        // A telephone number has no host; where it leads is for the document to say.
        let is_number = to.scheme().eq_ignore_ascii_case("tel");
        let placed = is_number || (to.is_sip() && (is_ours || self.hosts.iter().any(is_here)));
        placed && self.targets.iter().any(|pattern| fits(pattern, &user_of(to)))
    }
}

/// The user of a URI, or its host where it has none.
pub fn user_of(uri: &Uri) -> String {
    uri.user().map_or_else(|| uri.host().to_owned(), |user| user.into_owned())
}

fn fits(pattern: &str, user: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == user, |start| user.starts_with(start))
}

impl std::fmt::Debug for Transfer {
    /// Without names: what is printed may be logged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transfer").field("target", &Pii(&self.target)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s28_a_target_outside_the_dial_plan_is_not_allowed() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let rules = |hosts: &[&str], targets: &[&str]| Rules {
            notify: true,
            bye: Bye::AtOnce,
            hosts: texts(hosts),
            targets: texts(targets),
        };
        let own = rules(&["pbx.example", "10.0.0.1"], &["*"]);
        let narrow = rules(&["*"], &["+1*", "100"]);
        let table = [
            (&own, "sip:bob@PBX.example:5070", true),
            (&own, "sips:bob@10.0.0.1", true),
            (&own, "sip:bob@evil.example", false),
            (&own, "tel:+15550100", true),
            (&own, "mailto:bob@pbx.example", false),
            (&narrow, "sip:+15550100@any.example", true),
            (&narrow, "tel:+19005550100", true),
            (&narrow, "sip:100@any.example", true),
            (&narrow, "sip:1000@any.example", false),
            (&narrow, "sip:+3712345@any.example", false),
        ];
        for (rules, to, allowed) in table {
            assert_eq!(rules.allow(&to.parse().unwrap(), false), allowed, "{to}");
        }
        let named = |rules: &Rules, to: &str| rules.allow(&to.parse().unwrap(), true);
        assert!(named(&own, "sip:bob@town.example"), "whoever asks calls us so");
        assert!(!named(&own, "mailto:bob@town.example") && !named(&narrow, "sip:bob@town.example"));
    }
}
