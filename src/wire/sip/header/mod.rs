//! Headers: the one table of names, and a file for each kind of value (RFC 3261 §7.3, §20).
//!
//! A header that is received keeps its name and its value byte for byte; the table only says which header it is. A
//! value is read when somebody asks for it.

mod authorization;
mod challenge;
mod content_type;
mod cseq;
mod event;
mod identity;
mod name_addr;
mod number;
mod rack;
mod reason;
mod refer_sub;
mod refer_to;
mod referred_by;
mod replaces;
mod session_expires;
mod subscription_state;
mod via;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

pub use authorization::Authorization;
pub use challenge::{Algorithm, Challenge};
pub use content_type::ContentType;
pub use cseq::CSeq;
pub use event::Package;
pub use identity::Identity;
pub use name_addr::NameAddr;
pub(super) use number::read as read_number;
pub use number::{MaxForwards, MinSe, RSeq, RetryAfter};
pub use rack::RAck;
pub use reason::Reason;
pub use refer_sub::ReferSub;
pub use refer_to::ReferTo;
pub use referred_by::ReferredBy;
pub use replaces::Replaces;
pub use session_expires::{RefresherRole, SessionExpires};
pub use subscription_state::SubscriptionState;
pub use via::Via;

use super::grammar::{clean, is_token_byte, unfold};

macro_rules! names {
    ($($variant:ident $long:literal $compact:literal $rfc:literal;)*) => {
        /// A header whose meaning we may want.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Name {
            $(#[doc = concat!("`", $long, "`, RFC ", $rfc, ".")] $variant,)*
        }

        /// (name, long form, compact form or nothing), the most frequent first.
        const NAMES: &[(Name, &str, &str)] = &[$((Name::$variant, $long, $compact),)*];
    };
}

names! {
    Via "Via" "v" "3261 §20.42";
    From "From" "f" "3261 §20.20";
    To "To" "t" "3261 §20.39";
    CallId "Call-ID" "i" "3261 §20.8";
    CSeq "CSeq" "" "3261 §20.16";
    Contact "Contact" "m" "3261 §20.10";
    ContentLength "Content-Length" "l" "3261 §20.14";
    ContentType "Content-Type" "c" "3261 §20.15";
    MaxForwards "Max-Forwards" "" "3261 §20.22";
    UserAgent "User-Agent" "" "3261 §20.41";
    Allow "Allow" "" "3261 §20.5";
    Supported "Supported" "k" "3261 §20.37";
    RecordRoute "Record-Route" "" "3261 §20.30";
    Route "Route" "" "3261 §20.34";
    Require "Require" "" "3261 §20.32";
    Server "Server" "" "3261 §20.35";
    Expires "Expires" "" "3261 §20.19";
    Accept "Accept" "" "3261 §20.1";
    Authorization "Authorization" "" "3261 §20.7";
    ProxyAuthorization "Proxy-Authorization" "" "3261 §20.28";
    WwwAuthenticate "WWW-Authenticate" "" "3261 §20.44";
    ProxyAuthenticate "Proxy-Authenticate" "" "3261 §20.27";
    AuthenticationInfo "Authentication-Info" "" "3261 §20.6";
    Unsupported "Unsupported" "" "3261 §20.40";
    ProxyRequire "Proxy-Require" "" "3261 §20.29";
    Reason "Reason" "" "3326";
    RetryAfter "Retry-After" "" "3261 §20.33";
    Warning "Warning" "" "3261 §20.43";
    Subject "Subject" "s" "3261 §20.36";
    Date "Date" "" "3261 §20.17";
    Timestamp "Timestamp" "" "3261 §20.38";
    ContentEncoding "Content-Encoding" "e" "3261 §20.12";
    ContentDisposition "Content-Disposition" "" "3261 §20.11";
    Path "Path" "" "3327 §4.1";
    MinExpires "Min-Expires" "" "3261 §20.23";
    SessionExpires "Session-Expires" "x" "4028 §4";
    MinSe "Min-SE" "" "4028 §5";
    RSeq "RSeq" "" "3262 §7.1";
    RAck "RAck" "" "3262 §7.2";
    ReferTo "Refer-To" "r" "3515 §2.1";
    ReferredBy "Referred-By" "b" "3892 §3";
    ReferSub "Refer-Sub" "" "4488 §4";
    Replaces "Replaces" "" "3891 §6.1";
    Event "Event" "o" "6665 §8.2.1";
    SubscriptionState "Subscription-State" "" "6665 §8.2.3";
    AllowEvents "Allow-Events" "u" "6665 §8.2.2";
    AcceptContact "Accept-Contact" "a" "3841 §9.2";
    RejectContact "Reject-Contact" "j" "3841 §9.2";
    RequestDisposition "Request-Disposition" "d" "3841 §9.1";
    Identity "Identity" "y" "8224 §4";
    Diversion "Diversion" "" "5806";
    PAssertedIdentity "P-Asserted-Identity" "" "3325 §9.1";
    PPreferredIdentity "P-Preferred-Identity" "" "3325 §9.2";
    RemotePartyId "Remote-Party-ID" "" "draft-ietf-sip-privacy";
    Privacy "Privacy" "" "3323 §4.2";
}

impl Name {
    /// The long form.
    pub fn as_str(self) -> &'static str {
        // The macro makes a row for each variant, in the same order.
        NAMES[self as usize].1
    }

    /// Which header a name as received means: any case, long or compact form, nothing else.
    pub fn find(text: &[u8]) -> Option<Self> {
        let same = |form: &str| form.len() == text.len() && form.as_bytes().eq_ignore_ascii_case(text);
        let row = match text.len() {
            1 => NAMES.iter().find(|(.., compact)| same(compact)),
            _ => NAMES.iter().find(|(_, long, _)| same(long)),
        };
        row.map(|(name, ..)| *name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A header asked for: one of the table, or by its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// In the table.
    Known(Name),
    /// Not in the table.
    Other(&'a str),
}

impl From<Name> for Key<'_> {
    fn from(name: Name) -> Self {
        Self::Known(name)
    }
}

impl From<&Name> for Key<'_> {
    fn from(name: &Name) -> Self {
        Self::Known(*name)
    }
}

impl<'a> From<&'a str> for Key<'a> {
    fn from(text: &'a str) -> Self {
        Name::find(text.as_bytes()).map_or(Self::Other(text), Self::Known)
    }
}

impl<'a> From<&'a String> for Key<'a> {
    fn from(text: &'a String) -> Self {
        Self::from(text.as_str())
    }
}

/// One header line.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    name: Option<Name>,
    label: Bytes,
    value: Bytes,
}

impl Header {
    /// As received.
    pub(super) fn received(label: Bytes, value: Bytes) -> Self {
        let name = Name::find(&label);
        // The usual spelling is at hand and needs no counting of references.
        let usual = name.map(|name| Bytes::from_static(name.as_str().as_bytes())).filter(|usual| *usual == label);
        Self { name, label: usual.unwrap_or(label), value }
    }

    /// One of ours. Nothing given here can end the line or begin another: controls in the value become spaces, in the
    /// name everything that is not a token character is left out; no header when no name remains.
    pub(super) fn composed(key: Key<'_>, value: &str) -> Option<Self> {
        let value = Bytes::copy_from_slice(clean(value).as_bytes());
        let (name, label) = match key {
            Key::Known(name) => (Some(name), Bytes::from_static(name.as_str().as_bytes())),
            Key::Other(text) => {
                let label: Bytes = text.bytes().filter(|b| is_token_byte(*b)).collect::<Vec<_>>().into();
                (Name::find(&label), label)
            }
        };
        (!label.is_empty()).then_some(Self { name, label, value })
    }

    /// Which header of the table it is.
    pub fn name(&self) -> Option<Name> {
        self.name
    }

    /// The name as received.
    pub fn label(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.label)
    }

    /// The value on one line.
    pub fn value(&self) -> Cow<'_, str> {
        unfold(&self.value)
    }

    /// The name, byte for byte.
    pub fn raw_label(&self) -> &Bytes {
        &self.label
    }

    /// The value, byte for byte: folds are still in it.
    pub fn raw_value(&self) -> &Bytes {
        &self.value
    }

    /// Whether it is the header asked for.
    pub fn is(&self, key: Key<'_>) -> bool {
        match key {
            Key::Known(name) => self.name == Some(name),
            Key::Other(text) => self.name.is_none() && self.label.eq_ignore_ascii_case(text.as_bytes()),
        }
    }

    /// Whether its value proves who somebody is, so that it must not be printed for people.
    fn is_secret(&self) -> bool {
        matches!(self.name, Some(Name::Authorization | Name::ProxyAuthorization))
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if self.is_secret() { Cow::Borrowed("‹hidden›") } else { self.value() };
        write!(f, "{}: {value}", self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_both_forms_and_any_case() {
        for (name, long, compact) in NAMES {
            assert_eq!(Name::find(long.to_uppercase().as_bytes()), Some(*name));
            assert_eq!(name.to_string(), *long);
            if !compact.is_empty() {
                assert_eq!(compact.len(), 1);
                assert_eq!(Name::find(compact.to_uppercase().as_bytes()), Some(*name));
            }
        }
    }

    #[test]
    fn a_name_with_tricks_in_it_is_another_header() {
        for trick in ["To\u{1}", "T o", " To", "To\0", "", "Tö"] {
            assert_eq!(Name::find(trick.as_bytes()), None, "{trick:?}");
        }
    }

    #[test]
    fn composing_cannot_inject() {
        let header = Header::composed("X-A\r\nVia: ".into(), "b\r\n\r\nEvil: c\0").unwrap();
        assert_eq!((header.label().as_ref(), header.value().as_ref()), ("X-AVia", "b    Evil: c"));
        assert_eq!(Header::composed("\r\n: ".into(), "x"), None);
    }

    #[test]
    fn credentials_do_not_print() {
        let header = Header::composed(Name::Authorization.into(), "Digest response=\"1\"").unwrap();
        assert_eq!(format!("{header:?}"), "Authorization: ‹hidden›");
    }
}
