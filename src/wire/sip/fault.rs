//! What can be wrong with a message, and what may be answered to it (S2, S4–S8).

use super::header::Name;
use super::{Malformed, Message, Method, UriFault};

/// A message that cannot be used, with as much of it as could be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{kind}")]
pub struct ParseFault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Start line and headers as far as they could be read; a start line that could not be read is not here at all.
    pub(super) salvage: Option<Box<Message>>,
}

/// The first thing that is wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// Nothing but blank lines.
    #[error("there is no message")]
    Empty,
    /// Neither request line nor status line.
    #[error("the first line is neither a request line nor a status line")]
    StartLine,
    /// Another version than SIP/2.0.
    #[error("the version is not SIP/2.0")]
    Version,
    /// The Request-URI cannot be read.
    #[error("the Request-URI is malformed: {0}")]
    RequestUri(UriFault),
    /// A header line without colon, or with a bare carriage return.
    #[error("a header line is malformed")]
    HeaderLine,
    /// The headers do not end with an empty line.
    #[error("the headers have no end")]
    Truncated,
    /// Content-Length is not a number, or is there twice.
    #[error("Content-Length is malformed or repeated")]
    ContentLength,
    /// Content-Length promises more than came.
    #[error("Content-Length is larger than what came")]
    BodyCut,
    /// A message on a stream without Content-Length: nobody knows where the next one begins.
    #[error("a message on a stream needs Content-Length")]
    NoContentLength,
    /// A WebSocket frame with more behind its message.
    #[error("a WebSocket frame holds more than one message")]
    Several,
    /// More bytes than the limits allow.
    #[error("the message or its header section is too large")]
    TooLarge,
    /// More header lines than the limits allow.
    #[error("there are too many headers")]
    TooManyHeaders,
    /// More Vias than the limits allow.
    #[error("there are too many Vias")]
    TooManyVias,
    /// A header every message needs is not there.
    #[error("{0} is missing")]
    Missing(Name),
    /// A header that may be there once is there twice.
    #[error("{0} is there more than once")]
    Repeated(Name),
    /// A header every message needs cannot be read.
    #[error(transparent)]
    Value(#[from] Malformed),
    /// CSeq names another method than the request line.
    #[error("CSeq names another method than the request line")]
    CSeqMethod,
}

impl ParseFault {
    pub(super) fn new(kind: FaultKind, salvage: Option<Message>) -> Self {
        Self { kind, salvage: salvage.map(Box::new) }
    }

    /// The status that says what is wrong: 400, 505 or 513.
    pub const fn status(&self) -> u16 {
        match self.kind {
            FaultKind::Version => 505,
            FaultKind::TooLarge => 513,
            _ => 400,
        }
    }

    /// The broken request, when it may be answered: it is no ACK and its topmost Via can be read, so that the response
    /// finds its way. Everything else is dropped.
    pub fn request(&self) -> Option<&Message> {
        let request = self.salvage.as_deref()?;
        let answerable = request.method().is_some_and(|method| *method != Method::Ack) && request.via().is_some();
        answerable.then_some(request)
    }

    /// The response, if there is to be one. Its To may still need a tag.
    pub fn reply(&self) -> Option<Message> {
        let phrase = match self.kind {
            FaultKind::Version | FaultKind::TooLarge => None,
            kind => Some(format!("Bad Request: {kind}")),
        };
        Some(Message::reply_to(self.request()?, self.status(), phrase.as_deref()))
    }
}
