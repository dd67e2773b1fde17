//! A request of ours before it is bound to a way, and its printing once it is (RFC 3261 §8.1.1).

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::config::{ALLOWED, Config, Local};
use super::peering::Peering;
use crate::wire::sip::{CSeq, Message, Method, Name, NameAddr, Transport, Uri, Via};

/// Everything about a request but its Via and the host of its Contact, which depend on the way it goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) route: Vec<NameAddr>,
    /// The address was given, so whatever comes out of this request goes there too.
    pub(super) bound: bool,
    /// What holds with whomever it goes to.
    pub(super) peering: Peering,
    pub(super) max_forwards: u8,
    /// The header value, tag and all.
    pub(super) from: String,
    /// The header value, with the tag inside a dialog.
    pub(super) to: String,
    pub(super) call_id: String,
    pub(super) cseq: u32,
    /// On requests that make or refresh a dialog.
    pub(super) contact: Option<Contact>,
    /// Answers to challenges: header names and values.
    pub(super) proof: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Body>,
}

/// The scheme of a Contact of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Sip,
    Sips,
}

impl Scheme {
    /// A request to a `sips:` URI, or by way of one, carries a `sips:` Contact (RFC 3261 §8.1.1.8, RFC 5630 §5.1.1).
    fn towards(uri: &Uri, route: &[NameAddr]) -> Self {
        Self::secure(uri.is_sips() || route.first().is_some_and(|first| first.uri.is_sips()))
    }

    /// The response to a request that came to a `sips:` URI, or by way of one, or without a proxy from one, has a
    /// `sips:` Contact too (RFC 3261 §12.1.1).
    pub(super) fn of_answer(request: &Message) -> Self {
        let last = request.record_routes().into_iter().next().or_else(|| request.contact());
        Self::secure(request.uri().is_some_and(Uri::is_sips) || last.is_some_and(|last| last.uri.is_sips()))
    }

    const fn secure(is_secure: bool) -> Self {
        if is_secure { Self::Sips } else { Self::Sip }
    }
}

/// Who our Contact says we are; where is said by the listener.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contact {
    pub(super) display: Option<String>,
    pub(super) user: String,
}

/// A body and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) media: String,
    pub(super) bytes: Bytes,
}

impl Body {
    /// An SDP body; nothing when there are no bytes.
    pub(super) fn sdp(bytes: Bytes) -> Option<Self> {
        (!bytes.is_empty()).then(|| Self { media: "application/sdp".to_owned(), bytes })
    }
}

impl Contact {
    /// The user that an incoming request calls us by.
    pub(super) fn of_callee(request: &Message) -> Self {
        let user = request.uri().and_then(|uri| uri.user().map(|user| user.into_owned()));
        Self { display: None, user: user.unwrap_or_default() }
    }

    /// Adds Contact, and with it what we understand, to a message sent from `local`.
    pub(super) fn push_to(&self, message: &mut Message, local: &Local, scheme: Scheme, config: &Config) {
        message.push(Name::Contact, self.at(local, scheme));
        message.push(Name::Allow, Allow::InDialog);
        message.push(Name::Supported, config.supported());
    }

    fn at(&self, local: &Local, scheme: Scheme) -> NameAddr {
        let user = Some(self.user.as_str()).filter(|user| !user.is_empty());
        let (host, port) = split_advertised(&local.advertised);
        let uri = Uri::sip(user, host, port);
        // `sips:` is TLS by itself, and `transport=tls` no word beside it (RFC 5630 §3.1.4); a WebSocket says so.
        let uri = match (scheme, local.transport) {
            (Scheme::Sips, Transport::Udp | Transport::Tcp | Transport::Tls) => uri.with_sips(),
            (Scheme::Sips, other) => uri.with_sips().with_param("transport", other.param()),
            (Scheme::Sip, Transport::Udp) => uri,
            (Scheme::Sip, other) => uri.with_param("transport", other.param()),
        };
        NameAddr::new(uri).with_display(self.display.as_deref().unwrap_or(""))
    }
}

impl Draft {
    /// The CANCEL of an INVITE: none of its further headers (RFC 3261 §9.1).
    pub(super) fn cancel(&self) -> Self {
        Self {
            method: Method::Cancel,
            contact: None,
            proof: Vec::new(),
            headers: Vec::new(),
            body: None,
            ..self.clone()
        }
    }

    /// The whole message, as it leaves from `local`.
    pub(super) fn print(&self, local: &Local, branch: &str, config: &Config) -> Bytes {
        let known = local.as_known_to(&self.peering);
        let local = known.as_ref();
        let mut message = Message::request(self.method.clone(), self.uri.clone());
        message.push(Name::Via, Via::new(local.transport, &local.advertised, branch));
        message.push(Name::MaxForwards, self.max_forwards);
        for route in &self.route {
            message.push(Name::Route, route);
        }
        message.push(Name::From, &self.from);
        message.push(Name::To, &self.to);
        message.push(Name::CallId, &self.call_id);
        message.push(Name::CSeq, CSeq::new(self.cseq, self.method.clone()));
        if let Some(contact) = &self.contact {
            contact.push_to(&mut message, local, Scheme::towards(&self.uri, &self.route), config);
        }
        message.push(Name::UserAgent, &config.product);
        for (name, value) in self.proof.iter().chain(&self.headers) {
            message.push(name, value);
        }
        if let Some(body) = &self.body {
            message.set_body(&body.media, body.bytes.clone());
        }
        message.to_bytes()
    }
}

/// The list of what we understand, as in `Allow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allow {
    /// In a dialog, or in one that is being made.
    InDialog,
    /// Where there is none: a telephone may register too.
    Outside,
}

impl Allow {
    /// What goes for a request where it came.
    pub(super) fn to(request: &Message) -> Self {
        if request.to().is_some_and(|to| to.tag().is_some()) { Self::InDialog } else { Self::Outside }
    }
}

impl fmt::Display for Allow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if *self == Self::Outside { &[Method::Register][..] } else { &[] };
        ALLOWED.iter().chain(more).enumerate().try_for_each(|(i, method)| {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{method}")
        })
    }
}

/// `host`, `host:port`, `[v6]:port` apart.
pub(super) fn split_advertised(text: &str) -> (&str, Option<u16>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            (host.trim_start_matches('[').trim_end_matches(']'), port.parse().ok())
        }
        _ => (text.trim_start_matches('[').trim_end_matches(']'), None),
    }
}
