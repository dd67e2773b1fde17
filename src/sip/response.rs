//! A response of ours: what it takes from the request, what it adds, its printing (RFC 3261 §8.2.6). Which one to send
//! is decided in `dialog/` and `intake.rs`.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::config::{Config, Local};
use super::request::{Body, Contact, Scheme};
use super::txn::TxnId;
use crate::wire::sip::{Flow, Message, Name};

/// A request of theirs that waits for our answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) txn: TxnId,
    pub(super) message: Message,
    /// Where it came from.
    pub(super) flow: Flow,
}

/// What we answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply<'a> {
    pub(super) status: u16,
    /// `None` is the standard one.
    pub(super) phrase: Option<&'a str>,
    /// Our tag, for a To that has none.
    pub(super) tag: Option<&'a str>,
    /// On responses that make or refresh a dialog, with `Allow` and the request's Record-Route.
    pub(super) contact: Option<(&'a Contact, &'a Local)>,
    pub(super) headers: &'a [(String, String)],
    pub(super) body: Option<Body>,
}

impl<'a> Reply<'a> {
    /// A bare one.
    pub(super) fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// With our tag.
    pub(super) const fn tag(mut self, tag: &'a str) -> Self {
        self.tag = Some(tag);
        self
    }

    /// With more headers.
    pub(super) const fn headers(mut self, headers: &'a [(String, String)]) -> Self {
        self.headers = headers;
        self
    }

    /// With a body.
    pub(super) fn body(mut self, body: Option<Body>) -> Self {
        self.body = body;
        self
    }

    /// The whole message. A To without tag gets ours (§8.2.6.2).
    pub(super) fn print(&self, request: &Message, flow: Flow, config: &Config) -> Bytes {
        let mut message = Message::reply_to(request, self.status, self.phrase);
        message.note_source(flow.peer);
        if let (Some(tag), Some(to)) = (self.tag, message.to().filter(|to| to.tag().is_none())) {
            message.set(Name::To, to.with_tag(tag));
        }
        if let Some((contact, local)) = self.contact {
            message.copy(request, Name::RecordRoute);
            contact.push_to(&mut message, local, Scheme::of_answer(request), config);
        }
        message.push(Name::Server, &config.product);
        for (name, value) in self.headers {
            message.push(name, value);
        }
        if let Some(body) = &self.body {
            message.set_body(&body.media, body.bytes.clone());
        }
        message.to_bytes()
    }
}
