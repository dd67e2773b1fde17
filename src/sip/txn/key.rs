//! What belongs to which transaction (RFC 3261 §17.1.3, §17.2.3): branch, sent-by and method; for peers of RFC 2543,
//! whose branches are no names, everything that a repetition has in common with the first.

use serde::{Deserialize, Serialize};

use crate::wire::sip::{Message, Method, Via};

/// The name of a transaction among the others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::sip) struct Key(String);

impl Key {
    /// One of ours: we mint branches that are used once, so branch and method are enough (§17.1.3).
    pub(super) fn client(branch: &str, method: &str) -> Self {
        Self(format!("{branch} {method} client"))
    }

    /// The transaction of ours that a response answers.
    pub(super) fn of_response(response: &Message) -> Option<Self> {
        let via = response.via()?;
        Some(Self::client(via.branch()?, response.cseq()?.method.as_str()))
    }

    /// The transaction of theirs that a request belongs to. An ACK belongs to its INVITE.
    pub(super) fn server(request: &Message) -> Option<Self> {
        match request.method()? {
            Method::Ack => Self::server_invite(request),
            method => Self::theirs(request, method.as_str()),
        }
    }

    /// The INVITE with the branch of this ACK or CANCEL (§9.2, §17.2.3).
    pub(super) fn server_invite(request: &Message) -> Option<Self> {
        Self::theirs(request, Method::Invite.as_str())
    }

    /// What copies of one request have in common that reached us on different ways (§8.2.2.2).
    /// Only a request without To tag can be such a copy.
    pub(super) fn origin(request: &Message) -> Option<Self> {
        if request.to()?.tag().is_some() {
            return None;
        }
        let cseq = request.cseq()?;
        let from = request.from()?;
        let tag = from.tag().unwrap_or("");
        Some(Self(format!("{} {tag} {} {} origin", request.call_id(), cseq.number, cseq.method)))
    }

    fn theirs(request: &Message, method: &str) -> Option<Self> {
        let via = request.via()?;
        match via.branch().filter(|_| via.has_magic_cookie()) {
            Some(branch) => Some(Self(format!("{branch} {} {method} server", via.sent_by()))),
            None => Self::old(request, &via, method),
        }
    }

    /// §17.2.3 for RFC 2543. The To tag is left out: the INVITE did not have the one that its ACK has.
    fn old(request: &Message, via: &Via, method: &str) -> Option<Self> {
        let from = request.from()?;
        let (uri, tag, id) = (request.uri()?, from.tag().unwrap_or(""), request.call_id());
        Some(Self(format!("{id} {tag} {} {uri} {via} {method} server", request.cseq()?.number)))
    }
}
