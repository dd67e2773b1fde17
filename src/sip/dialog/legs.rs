//! The state of a confirmed dialog (RFC 3261 §12): tags, sequence numbers, route set, remote target. How it begins on
//! either side, and what a request inside it looks like. Which procedures run in it is the business of `mod.rs`.

use serde::{Deserialize, Serialize};

use crate::sip::peering::Peering;
use crate::sip::request::{Contact, Draft};
use crate::sip::route::{self, Next};
use crate::wire::sip::{Flow, Message, Method, Name, NameAddr, Replaces, Transport, Uri};

/// What both sides agree on. Header values are kept as they go on the wire, for they are only ever printed again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Legs {
    call_id: String,
    /// Our From, tag and all.
    local: String,
    /// Our To, tag and all.
    remote: String,
    remote_tag: Option<String>,
    local_seq: u32,
    remote_seq: Option<u32>,
    route: Vec<NameAddr>,
    target: Uri,
    contact: Contact,
    /// What holds with the peer.
    pub(in crate::sip) peering: Peering,
    /// Used where the target names no transport: the one the dialog was made over.
    transport: Transport,
    /// The one way that reaches the peer, whatever its Contact says.
    way: Option<Flow>,
    /// The peer has moved in mid-call.
    #[serde(default)]
    moved: bool,
    /// We chose the Call-ID, so our second try after 491 waits longer (§14.1).
    pub(in crate::sip) is_owner: bool,
}

impl Legs {
    /// Our side as the callee (§12.1.1): the INVITE, and the tag we gave it.
    pub(in crate::sip) fn of_callee(invite: &Message, flow: Flow, tag: &str) -> Option<Self> {
        let target = target(invite)?;
        let from = invite.from()?;
        let route: Vec<NameAddr> = invite.record_routes();
        let stuck = route.is_empty() && route::is_only_way(flow, invite.via().as_ref(), &target);
        Some(Self {
            call_id: invite.call_id().to_owned(),
            local: invite.to()?.with_tag(tag).to_string(),
            remote: invite.header(Name::From)?.into_owned(),
            remote_tag: from.tag().map(str::to_owned),
            local_seq: 0,
            remote_seq: Some(invite.cseq()?.number),
            route,
            target,
            contact: Contact::of_callee(invite),
            peering: Peering::default(),
            transport: flow.transport,
            way: stuck.then_some(flow),
            moved: false,
            is_owner: false,
        })
    }

    /// Our side as the caller (§12.1.2): the INVITE as drafted, and the response that made the dialog. `flow` is the
    /// way the INVITE went: the only one where it was bound to it, and where it is a stream.
    pub(in crate::sip) fn of_caller(draft: &Draft, response: &Message, flow: Flow) -> Option<Self> {
        let to = response.to()?;
        let mut route: Vec<NameAddr> = response.record_routes();
        route.reverse();
        // A 2xx must have a Contact (§12.1.1); from a peer that forgets it, what we called is the best guess.
        let target = response.contact().map_or_else(|| draft.uri.clone(), |contact| contact.uri);
        let stuck = route.is_empty() && (draft.bound || flow.transport.is_reliable());
        Some(Self {
            call_id: draft.call_id.clone(),
            local: draft.from.clone(),
            remote: response.header(Name::To)?.into_owned(),
            remote_tag: to.tag().map(str::to_owned),
            local_seq: draft.cseq,
            remote_seq: None,
            route,
            target,
            contact: draft.contact.clone().unwrap_or_default(),
            peering: draft.peering.clone(),
            transport: flow.transport,
            way: stuck.then_some(flow),
            moved: false,
            is_owner: true,
        })
    }

    /// A new request inside the dialog (§12.2.1.1).
    pub(in crate::sip) fn request(&mut self, method: Method) -> Draft {
        self.local_seq = self.local_seq.wrapping_add(1) & 0x7fff_ffff;
        self.draft(method, self.local_seq)
    }

    /// The ACK to a 2xx: the number of its INVITE (§13.2.2.4).
    pub(in crate::sip) fn ack(&self, cseq: u32) -> Draft {
        self.draft(Method::Ack, cseq)
    }

    /// The same dialog once it is confirmed: numbers go on where they were (§12.1).
    pub(in crate::sip) fn after(self, early: &Self) -> Self {
        let local_seq = self.local_seq.max(early.local_seq);
        Self { local_seq, remote_seq: early.remote_seq, ..self }
    }

    /// A retry took a higher number.
    pub(in crate::sip) fn on_retried(&mut self, cseq: u32) {
        self.local_seq = self.local_seq.max(cseq);
    }

    /// Where requests of this dialog go first.
    pub(in crate::sip) fn next(&self) -> Next {
        match self.way {
            Some(way) => Next::Flow(way),
            None => route::next_hop(self.route.first().map(|first| &first.uri), &self.target, self.transport),
        }
    }

    /// Whether a request's From tag and Call-ID are the peer's (§12.2.2).
    pub(in crate::sip) fn has_sent(&self, request: &Message) -> bool {
        let tag = request.from().and_then(|from| from.tag().map(str::to_owned));
        tag == self.remote_tag && request.call_id() == self.call_id
    }

    /// Takes a request's number; `false` when it is lower than the last (§12.2.2).
    pub(in crate::sip) fn take_seq(&mut self, number: u32) -> bool {
        let is_in_order = self.remote_seq.is_none_or(|last| number >= last);
        if is_in_order {
            self.remote_seq = Some(number);
        }
        is_in_order
    }

    /// A target refresh: the peer moved (§12.2.1.2, §12.2.2). Whom a way alone reaches is reached by the way that this
    /// came; over UDP only a request says which that is, for a response says no more than that ours has arrived.
    pub(in crate::sip) fn refresh(&mut self, message: &Message, flow: Flow) {
        let Some(contact) = message.contact() else { return };
        // What came through the hands of a proxy says nothing of the way to the peer.
        let is_own = message.is_request() && message.vias().len() == 1;
        let renews = self.way.is_some() && (is_own || flow.transport.is_reliable());
        let is_lost = || route::is_only_way(flow, message.via().as_ref(), &contact.uri);
        let before = self.next();
        if renews || (is_own && self.route.is_empty() && contact.uri != self.target && is_lost()) {
            self.way = Some(flow);
        }
        self.target = contact.uri;
        self.moved |= self.next() != before;
    }

    /// Whether the peer has moved, and not to there.
    pub(in crate::sip) fn has_moved_from(&self, flow: Flow) -> bool {
        let is_there = match self.next() {
            Next::Flow(way) => way == flow,
            Next::Target(target) => target.addr == flow.peer,
            Next::Name(_) => false,
        };
        self.moved && !is_there
    }

    /// The Call-ID.
    pub(in crate::sip) fn call_id(&self) -> &str {
        &self.call_id
    }

    /// Where requests of this dialog are sent to.
    pub(in crate::sip) const fn target(&self) -> &Uri {
        &self.target
    }

    /// Whether a Replaces means this dialog. A peer of old has no tag, which a Replaces calls 0 (RFC 3891 §3).
    pub(in crate::sip) fn is_named_by(&self, replaces: &Replaces) -> bool {
        self.call_id == replaces.call_id && self.remote_tag.as_deref().unwrap_or("0") == replaces.from_tag
    }

    /// How this dialog is named to whoever shall take our place at the peer's.
    pub(in crate::sip) fn replaces(&self, local_tag: String) -> Replaces {
        let to_tag = self.remote_tag.clone().unwrap_or_else(|| "0".to_owned());
        Replaces { call_id: self.call_id.clone(), to_tag, from_tag: local_tag, early_only: false }
    }

    /// What our Contact says.
    pub(in crate::sip) const fn contact(&self) -> &Contact {
        &self.contact
    }

    /// §12.2.1.1: a loose first route leaves the target in the Request-URI; a strict one takes its place there and
    /// sends the target to the end of the routes.
    fn draft(&self, method: Method, cseq: u32) -> Draft {
        let strict = self.route.first().filter(|first| first.uri.param("lr").is_none());
        let (uri, route) = match strict {
            None => (self.target.clone(), self.route.clone()),
            Some(first) => {
                let mut rest: Vec<NameAddr> = self.route.iter().skip(1).cloned().collect();
                rest.push(NameAddr::new(self.target.clone()));
                (first.uri.without_headers().without_param("method"), rest)
            }
        };
        Draft {
            method,
            uri,
            route,
            bound: false,
            peering: self.peering.clone(),
            max_forwards: 70,
            from: self.local.clone(),
            to: self.remote.clone(),
            call_id: self.call_id.clone(),
            cseq,
            contact: None,
            proof: Vec::new(),
            headers: Vec::new(),
            body: None,
        }
    }
}

/// Where requests to the sender of an INVITE go. A peer of RFC 2543 need not say it: there it is the From (RFC 4475
/// §3.4.1).
fn target(invite: &Message) -> Option<Uri> {
    let is_old = invite.via().is_some_and(|via| !via.has_magic_cookie());
    let from = || invite.from().map(|from| from.uri).filter(|uri| is_old && uri.is_sip());
    invite.contact().map(|contact| contact.uri).or_else(from)
}
