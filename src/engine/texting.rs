//! Text messages of documents on their way (spec §3.9): MESSAGE to every telephone of whom they are for; the first that
//! takes it speaks for all, and whoever wants to know is told, and why where it failed.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::courier::{Kind, Letter};
use super::ledger::Purpose;
use super::registrar::of_contact;
use super::trunk::Replied;
use super::{Engine, Level, Note, Output};
use crate::base::{CallSid, MessageSid, Time};
use crate::call::ask;
use crate::call::hook::{Param, param};
use crate::call::message::{By, Message, Outside, Told, Way};
use crate::call::verdict::Cause;
use crate::sip::Request;
use crate::wire::sip::{Method, Transport};

/// A message that was sent and has not been answered by all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Texting {
    call: CallSid,
    waiting: usize,
    /// Whom each of its ways leads to, as the log says it.
    whom: Vec<String>,
    /// Why none has taken it so far.
    refusal: Option<Refusal>,
    told: Option<Told>,
}

/// Why one of them has not taken it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Refusal {
    status: u16,
    cause: Cause,
    text: String,
}

impl Engine {
    pub(super) fn send_text(&mut self, now: Time, message: Message) {
        let Message { sid, call, text, ways, told } = message;
        let whom = ways.iter().map(|way| self.whom(way)).collect();
        let texting = Texting { call, waiting: ways.len(), whom, refusal: None, told };
        if ways.is_empty() {
            return self.end_text(now, texting, false);
        }
        self.ledger.text(sid, texting);
        let body = Bytes::from(text);
        for (at, way) in ways.into_iter().enumerate() {
            let request = self.message_by(way, body.clone());
            let sent = self.sip.request(now, request);
            self.ledger.send(sent, Purpose::Text(sid, at));
        }
    }

    /// A telephone by its user and address, a trunk by its name; any other address is in what stands in its way.
    fn whom(&self, way: &Way) -> String {
        match &way.by {
            By::Client(destination) => self.registrar.binding(destination.binding).map(of_contact).unwrap_or_default(),
            By::Uri(outside) => {
                self.rules.trunk_at(&outside.uri).map(|trunk| format!("trunk={}", trunk.name)).unwrap_or_default()
            }
        }
    }

    fn message_by(&self, way: Way, body: Bytes) -> Request {
        let request = match way.by {
            By::Client(destination) => self.request_to(&destination, Method::Message, way.from, way.to),
            By::Uri(outside) => {
                let Outside { uri, route, credentials, headers, peering } = *outside;
                let first = route.as_ref().map_or(&uri, |route| &route.uri);
                let transport = Transport::of(first).unwrap_or(peering.usual());
                let request = Request::new(Method::Message, uri, way.from, way.to);
                Request { transport, route: route.into_iter().collect(), credentials, headers, peering, ..request }
            }
        };
        Request { body: Some(("text/plain;charset=UTF-8".to_owned(), body)), ..request }
    }

    /// One of them has answered, or never will.
    pub(super) fn on_text_answered(&mut self, now: Time, sid: MessageSid, way: usize, reply: &Replied<'_>) {
        let Some(mut texting) = self.ledger.texted(sid) else { return };
        texting.waiting = texting.waiting.saturating_sub(1);
        if (200..300).contains(&reply.status) {
            return self.end_text(now, texting, true);
        }
        let refusal = Refusal::of(reply, texting.whom.get(way).map(String::as_str).unwrap_or_default());
        if refusal.cause.is_unreached() {
            self.note_failed_text(texting.call, refusal.cause.name(), refusal.text.clone());
        }
        let refusal = refusal.or(texting.refusal.take());
        match texting.waiting {
            0 => {
                let text = format!("a text message was not taken: {}", refusal.text);
                self.note_failed_text(texting.call, "message_failed", text);
                self.end_text(now, Texting { refusal: Some(refusal), ..texting }, false);
            }
            _ => self.ledger.text(sid, Texting { refusal: Some(refusal), ..texting }),
        }
    }

    fn note_failed_text(&mut self, call: CallSid, name: &str, text: String) {
        let note = Note { call: Some(call), level: Level::Warning, code: 0, name: name.to_owned(), text };
        self.outputs.push_back(Output::Note(note));
    }

    fn end_text(&mut self, now: Time, texting: Texting, is_sent: bool) {
        let Some(told) = texting.told else { return };
        let why = texting.refusal.filter(|_| !is_sent).map(|refusal| refusal.params()).unwrap_or_default();
        let (policy, signer) = (&self.rules.http, &self.rules.signer);
        let exchange = match is_sent {
            true => told.sent,
            // A URL that our own words make too long is told without them.
            false => ask::adding(&told.failed, why, policy, signer).unwrap_or(told.failed),
        };
        let (event, call) = (told.event, texting.call);
        self.courier.tell(now, Letter { event, call, written: now, exchange, kind: Kind::Progress, room: None });
        while self.pump_courier() {}
    }
}

impl Refusal {
    fn of(reply: &Replied<'_>, whom: &str) -> Self {
        let cause = reply.obstacle.and_then(Cause::of).unwrap_or(Cause::Refused);
        let said = reply.refusal(Method::Message.as_str());
        let text = if whom.is_empty() { said } else { format!("{said}; {whom}") };
        Self { status: reply.status, cause, text }
    }

    /// Of two the one that a telephone has said itself.
    fn or(self, other: Option<Self>) -> Self {
        match other {
            Some(other) if self.cause.is_unreached() && !other.cause.is_unreached() => other,
            _ => self,
        }
    }

    /// What the callback is told of it.
    fn params(&self) -> Vec<Param> {
        vec![param("SipResponseCode", self.status), param("SmsError", self.cause.name())]
    }
}
