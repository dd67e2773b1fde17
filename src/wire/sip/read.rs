//! Typed headers of a message, read when asked for. A header that is missing or cannot be read is `None` or left out;
//! in a message that came through `parse` the ones every message needs are there and well-formed.

use std::net::SocketAddr;
use std::str::FromStr;

use bytes::Bytes;

use super::grammar::list;
use super::header::{
    Authorization, CSeq, Challenge, ContentType, MaxForwards, MinSe, NameAddr, Package, RAck, RSeq, Reason, ReferSub,
    ReferTo, ReferredBy, Replaces, RetryAfter, SessionExpires, SubscriptionState, Via,
};
use super::header::{Key, Name, read_number};
use super::{Message, Method};
use crate::wire::sdp;

impl Message {
    /// The topmost Via.
    pub fn via(&self) -> Option<Via> {
        list(&self.header(Name::Via)?).next()?.parse().ok()
    }

    /// All Vias, topmost first.
    pub fn vias(&self) -> Vec<Via> {
        self.elements(Name::Via)
    }

    /// Writes down in the topmost Via where the request came from (RFC 3261 §18.2.1, RFC 3581 §4).
    pub fn note_source(&mut self, peer: SocketAddr) {
        let Some(before) = self.via() else { return };
        let mut via = before.clone();
        via.note_source(peer);
        if via != before {
            self.replace_top_via(&via);
        }
    }

    /// From.
    pub fn from(&self) -> Option<NameAddr> {
        self.one(Name::From)
    }

    /// To.
    pub fn to(&self) -> Option<NameAddr> {
        self.one(Name::To)
    }

    /// Call-ID; empty when there is none.
    pub fn call_id(&self) -> &str {
        let header = self.headers.iter().find(|header| header.is(Name::CallId.into()));
        header.and_then(|header| std::str::from_utf8(header.raw_value()).ok()).unwrap_or("")
    }

    /// CSeq.
    pub fn cseq(&self) -> Option<CSeq> {
        self.one(Name::CSeq)
    }

    /// The first Contact.
    pub fn contact(&self) -> Option<NameAddr> {
        self.contacts().into_iter().next()
    }

    /// All Contacts in order; a `*` is none.
    pub fn contacts(&self) -> Vec<NameAddr> {
        self.elements(Name::Contact)
    }

    /// The Route set, topmost first.
    pub fn routes(&self) -> Vec<NameAddr> {
        self.elements(Name::Route)
    }

    /// The Record-Route set, topmost first.
    pub fn record_routes(&self) -> Vec<NameAddr> {
        self.elements(Name::RecordRoute)
    }

    /// Max-Forwards.
    pub fn max_forwards(&self) -> Option<u8> {
        self.one(Name::MaxForwards).map(|MaxForwards(hops)| hops)
    }

    /// The session description in the body, taken out of a multipart if need be; empty without one that can be read.
    pub fn sdp(&self) -> Bytes {
        if self.is_body_encoded() {
            return Bytes::new();
        }
        let content_type = self.header(Name::ContentType).unwrap_or_default();
        sdp::find_in_body(&content_type, &self.body).map(|part| self.body.slice_ref(part)).unwrap_or_default()
    }

    /// Content-Type.
    pub fn content_type(&self) -> Option<ContentType> {
        self.one(Name::ContentType)
    }

    /// Expires, in seconds.
    pub fn expires(&self) -> Option<u32> {
        read_number(&self.header(Name::Expires)?)
    }

    /// Retry-After, in seconds.
    pub fn retry_after(&self) -> Option<u32> {
        self.one(Name::RetryAfter).map(|RetryAfter(seconds)| seconds)
    }

    /// Refer-To.
    pub fn refer_to(&self) -> Option<ReferTo> {
        self.one(Name::ReferTo)
    }

    /// Referred-By.
    pub fn referred_by(&self) -> Option<ReferredBy> {
        self.one(Name::ReferredBy)
    }

    /// Refer-Sub.
    pub fn refer_sub(&self) -> Option<bool> {
        self.one(Name::ReferSub).map(|ReferSub(wanted)| wanted)
    }

    /// Replaces.
    pub fn replaces(&self) -> Option<Replaces> {
        self.one(Name::Replaces)
    }

    /// Event.
    pub fn event(&self) -> Option<Package> {
        self.one(Name::Event)
    }

    /// Subscription-State.
    pub fn subscription_state(&self) -> Option<SubscriptionState> {
        self.one(Name::SubscriptionState)
    }

    /// Session-Expires (RFC 4028).
    pub fn session_expires(&self) -> Option<SessionExpires> {
        self.one(Name::SessionExpires)
    }

    /// Min-SE, in seconds (RFC 4028).
    pub fn min_se(&self) -> Option<u32> {
        self.one(Name::MinSe).map(|MinSe(seconds)| seconds)
    }

    /// RSeq (RFC 3262).
    pub fn rseq(&self) -> Option<u32> {
        self.one(Name::RSeq).map(|RSeq(number)| number)
    }

    /// RAck (RFC 3262).
    pub fn rack(&self) -> Option<RAck> {
        self.one(Name::RAck)
    }

    /// The Reason headers.
    pub fn reasons(&self) -> Vec<Reason> {
        self.elements(Name::Reason)
    }

    /// Why, as whoever is at the other end of a call may be told (RFC 3326).
    pub fn passed_reason(&self) -> Option<String> {
        Reason::passed_on(self.reasons(), !self.is_request())
    }

    /// Whether nobody need understand the body (RFC 3261 §20.11).
    pub fn is_body_optional(&self) -> bool {
        let disposition = self.header(Name::ContentDisposition).unwrap_or_default();
        let handling = disposition.split(';').skip(1).filter_map(|param| param.split_once('='));
        let is_optional = |(name, value): (&str, &str)| {
            name.trim().eq_ignore_ascii_case("handling") && value.trim().eq_ignore_ascii_case("optional")
        };
        handling.into_iter().any(is_optional)
    }

    /// Whether the body is coded in a way that nobody here reads (RFC 3261 §20.12).
    pub fn is_body_encoded(&self) -> bool {
        self.words(Name::ContentEncoding).iter().any(|word| !word.eq_ignore_ascii_case("identity"))
    }

    /// The methods of Allow.
    pub fn allow(&self) -> Vec<Method> {
        self.elements(Name::Allow)
    }

    /// The words of a list such as Require, Supported, Unsupported, Accept.
    pub fn words<'a>(&self, key: impl Into<Key<'a>>) -> Vec<String> {
        let key = key.into();
        let lines = self.headers.iter().filter(|header| header.is(key));
        lines.flat_map(|line| list(&line.value()).map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// Whether the list has this word, in any case.
    pub fn has_word<'a>(&self, key: impl Into<Key<'a>>, word: &str) -> bool {
        self.words(key).iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// The Digest challenges of a response: WWW-Authenticate with 401, Proxy-Authenticate with 407 (RFC 3261 §22).
    pub fn challenges(&self) -> Vec<Challenge> {
        let name = match self.status() {
            Some(401) => Name::WwwAuthenticate,
            Some(407) => Name::ProxyAuthenticate,
            _ => return Vec::new(),
        };
        self.all(name).flat_map(|line| Challenge::list(&line)).collect()
    }

    /// The Digest answers of a request: `Name::Authorization` or `Name::ProxyAuthorization`.
    pub fn authorizations(&self, name: Name) -> Vec<Authorization> {
        self.all(name).filter_map(|line| line.parse().ok()).collect()
    }

    fn one<T: FromStr>(&self, name: Name) -> Option<T> {
        self.header(name)?.parse().ok()
    }

    fn elements<T: FromStr>(&self, name: Name) -> Vec<T> {
        let mut found = Vec::new();
        for line in self.all(name) {
            found.extend(list(&line).filter_map(|element| element.parse::<T>().ok()));
        }
        found
    }
}
