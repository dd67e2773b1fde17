//! A message: start line, headers in order, body. One form for what was received and for what is composed (RFC 3261
//! §7). Reading is in `parse.rs`, printing in `print.rs`, typed headers in `read.rs`.
//!
//! Content-Length is no header here: it is how `body` is framed, checked
//! and taken off when read, computed when printed.

use std::borrow::Cow;

use bytes::Bytes;

use super::grammar::clean;
use super::header::{Header, Key, Name};
use super::{Method, Uri, Via, grammar, status};

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// `INVITE sip:a@h SIP/2.0`.
    Request {
        /// What is wanted.
        method: Method,
        /// Of whom, byte for byte.
        uri: Uri,
    },
    /// `SIP/2.0 486 Busy Here`.
    Response {
        /// 100–699.
        status: u16,
        /// The phrase, byte for byte.
        reason: Bytes,
    },
}

/// A SIP message. Header lines that were received are kept and printed byte for byte.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The first line.
    pub start: Start,
    pub(super) headers: Vec<Header>,
    /// The body; its length is its Content-Length.
    pub body: Bytes,
}

impl Message {
    /// A request without headers.
    pub fn request(method: Method, uri: Uri) -> Self {
        Self { start: Start::Request { method, uri }, headers: Vec::with_capacity(16), body: Bytes::new() }
    }

    /// A response without headers; the standard phrase unless another is given.
    pub fn response(status: u16, reason: Option<&str>) -> Self {
        let reason = match reason {
            Some(reason) => Bytes::copy_from_slice(clean(reason).as_bytes()),
            None => Bytes::from_static(status::phrase(status).as_bytes()),
        };
        Self { start: Start::Response { status, reason }, headers: Vec::with_capacity(16), body: Bytes::new() }
    }

    /// A response with what it has from its request: Via, From, To, Call-ID and CSeq byte for byte, and Timestamp in a
    /// 100 (RFC 3261 §8.2.6). The To tag is the caller's affair.
    pub fn reply_to(request: &Self, status: u16, reason: Option<&str>) -> Self {
        let mut response = Self::response(status, reason);
        for name in [Name::Via, Name::From, Name::To, Name::CallId, Name::CSeq] {
            response.copy(request, name);
        }
        if status == 100 {
            response.copy(request, Name::Timestamp);
        }
        response
    }

    /// Adds a header behind the others. Neither name nor value can end the line: controls in the value become spaces,
    /// what is no token character in the name is left out (A12, H9). Content-Length is never added: it is computed.
    pub fn push<'a>(&mut self, key: impl Into<Key<'a>>, value: impl ToString) {
        let header = compose(key.into(), &value.to_string());
        self.headers.extend(header);
    }

    /// Adds a header before the first of its name, or before all headers when there is none: Via, Record-Route.
    pub fn push_front<'a>(&mut self, key: impl Into<Key<'a>>, value: impl ToString) {
        let key = key.into();
        if let Some(header) = compose(key, &value.to_string()) {
            let at = self.headers.iter().position(|known| known.is(key)).unwrap_or(0);
            self.headers.insert(at, header);
        }
    }

    /// Makes it the only header of its name, where the first one stood or behind the others.
    pub fn set<'a>(&mut self, key: impl Into<Key<'a>>, value: impl ToString) {
        let key = key.into();
        let Some(header) = compose(key, &value.to_string()) else { return };
        let at = self.headers.iter().position(|known| known.is(key)).unwrap_or(self.headers.len());
        self.remove(key);
        self.headers.insert(at, header);
    }

    /// Takes all headers of a name away.
    pub fn remove<'a>(&mut self, key: impl Into<Key<'a>>) {
        let key = key.into();
        self.headers.retain(|known| !known.is(key));
    }

    /// Adds all headers of a name of another message, byte for byte and in order.
    pub fn copy<'a>(&mut self, from: &Self, key: impl Into<Key<'a>>) {
        let key = key.into();
        self.headers.extend(from.headers.iter().filter(|header| header.is(key)).cloned());
    }

    /// Puts `via` in the place of the topmost one; others on the same line stay behind it.
    pub fn replace_top_via(&mut self, via: &Via) {
        let Some(at) = self.headers.iter().position(|header| header.is(Name::Via.into())) else {
            return self.push_front(Name::Via, via);
        };
        let line = self.headers[at].value().into_owned();
        let rest = grammar::cut(&line, b',').map_or(String::new(), |(_, rest)| format!(",{rest}"));
        if let Some(header) = compose(Name::Via.into(), &format!("{via}{rest}")) {
            self.headers[at] = header;
        }
    }

    /// Sets body and Content-Type.
    pub fn set_body(&mut self, content_type: &str, body: Bytes) {
        self.set(Name::ContentType, content_type);
        self.body = body;
    }

    /// Whether it is a request.
    pub const fn is_request(&self) -> bool {
        matches!(self.start, Start::Request { .. })
    }

    /// The method of a request.
    pub const fn method(&self) -> Option<&Method> {
        match &self.start {
            Start::Request { method, .. } => Some(method),
            Start::Response { .. } => None,
        }
    }

    /// The Request-URI of a request.
    pub const fn uri(&self) -> Option<&Uri> {
        match &self.start {
            Start::Request { uri, .. } => Some(uri),
            Start::Response { .. } => None,
        }
    }

    /// The status of a response.
    pub const fn status(&self) -> Option<u16> {
        match &self.start {
            Start::Request { .. } => None,
            Start::Response { status, .. } => Some(*status),
        }
    }

    /// The phrase of a response; empty for a request.
    pub fn reason_phrase(&self) -> Cow<'_, str> {
        match &self.start {
            Start::Request { .. } => Cow::Borrowed(""),
            Start::Response { reason, .. } => String::from_utf8_lossy(reason),
        }
    }

    /// All header lines in order.
    pub fn headers(&self) -> impl Iterator<Item = &Header> {
        self.headers.iter()
    }

    /// The first value of a header, on one line.
    pub fn header<'a>(&self, key: impl Into<Key<'a>>) -> Option<Cow<'_, str>> {
        let key = key.into();
        self.headers.iter().find(|header| header.is(key)).map(Header::value)
    }

    /// The values of all lines of a header.
    pub fn all<'s, 'a: 's>(&'s self, key: impl Into<Key<'a>>) -> impl Iterator<Item = Cow<'s, str>> {
        let key = key.into();
        self.headers.iter().filter(move |header| header.is(key)).map(Header::value)
    }

    /// Headers whose name begins with `X-` in any case: (name as received, value).
    pub fn x_headers(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        let ours =
            |header: &&Header| header.raw_label().get(..2).is_some_and(|start| start.eq_ignore_ascii_case(b"x-"));
        self.headers.iter().filter(ours).map(|header| (header.label(), header.value()))
    }
}

fn compose(key: Key<'_>, value: &str) -> Option<Header> {
    Header::composed(key, value).filter(|header| header.name() != Some(Name::ContentLength))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(message: &Message) -> Vec<String> {
        message.headers().map(|header| format!("{header:?}")).collect()
    }

    fn request() -> Message {
        Message::request(Method::Invite, Uri::sip(Some("a"), "h", None))
    }

    #[test]
    fn headers_are_put_where_they_belong() {
        let mut message = request();
        message.push(Name::Via, "SIP/2.0/UDP one;branch=1");
        message.push("X-One", 1);
        message.push_front("v", "SIP/2.0/UDP two;branch=2, SIP/2.0/UDP three");
        message.push_front("X-Top", "t");
        message.push("x-one", 2);
        message.push("Content-Length", 7);
        message.set("X-ONE", 3);
        message.replace_top_via(&"SIP/2.0/UDP four".parse().unwrap());
        let expected =
            ["X-Top: t", "Via: SIP/2.0/UDP four, SIP/2.0/UDP three", "Via: SIP/2.0/UDP one;branch=1", "X-ONE: 3"];
        assert_eq!(labels(&message), expected);
        message.remove(Name::Via);
        assert_eq!(message.x_headers().count(), 2);
        assert_eq!(message.headers().count(), 2);
    }

    #[test]
    fn nothing_given_can_begin_a_line() {
        let mut message = request();
        message.push("X-A: 1\r\nX-B", "c\r\n\r\nd");
        message.push("\r\n", "never");
        assert_eq!(labels(&message), ["X-A1X-B: c    d"]);
        let response = Message::response(200, Some("OK\r\nEvil: 1"));
        assert_eq!(response.reason_phrase(), "OK  Evil: 1");
    }

    #[test]
    fn a_reply_takes_from_the_request_what_rfc_3261_says() {
        let mut message = request();
        for (name, value) in [
            ("v", "SIP/2.0/UDP a;branch=1"),
            ("Via", "SIP/2.0/UDP b;branch=2"),
            ("f", "<sip:x@h>;tag=1"),
            ("t", "<sip:y@h>"),
            ("i", "c"),
            ("CSeq", "1 INVITE"),
            ("Timestamp", "54"),
            ("X-A", "1"),
        ] {
            message.push(name, value);
        }
        assert_eq!(Message::reply_to(&message, 100, None).headers().count(), 7);
        let busy = Message::reply_to(&message, 486, None);
        assert_eq!((busy.status(), busy.reason_phrase().as_ref(), busy.headers().count()), (Some(486), "Busy Here", 6));
    }
}
