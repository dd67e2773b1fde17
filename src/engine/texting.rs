//! Text messages of documents on their way (spec §3.9): MESSAGE to every telephone of whom they are for; the first that
//! takes it speaks for all, and whoever wants to know is told.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::courier::{Kind, Letter};
use super::ledger::Purpose;
use super::{Engine, Level, Note, Output};
use crate::base::{CallSid, MessageSid, Time};
use crate::call::message::{By, Message, Outside, Told, Way};
use crate::sip::Request;
use crate::wire::sip::{Method, Transport};

/// A message that was sent and has not been answered by all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Texting {
    call: CallSid,
    waiting: usize,
    told: Option<Told>,
}

impl Engine {
    pub(super) fn send_text(&mut self, now: Time, message: Message) {
        let Message { sid, call, text, ways, told } = message;
        let texting = Texting { call, waiting: ways.len(), told };
        if ways.is_empty() {
            return self.end_text(now, texting, false);
        }
        self.ledger.text(sid, texting);
        let body = Bytes::from(text);
        for way in ways {
            let request = self.message_by(way, body.clone());
            let sent = self.sip.request(now, request);
            self.ledger.send(sent, Purpose::Text(sid));
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
    pub(super) fn on_text_answered(&mut self, now: Time, sid: MessageSid, status: u16) {
        let Some(mut texting) = self.ledger.texted(sid) else { return };
        texting.waiting = texting.waiting.saturating_sub(1);
        match ((200..300).contains(&status), texting.waiting) {
            (true, _) => self.end_text(now, texting, true),
            (false, 0) => {
                let text = format!("a text message was not taken: {status}");
                let name = "message_failed".to_owned();
                let note = Note { call: Some(texting.call), level: Level::Warning, code: 0, name, text };
                self.outputs.push_back(Output::Note(note));
                self.end_text(now, texting, false);
            }
            (false, _) => self.ledger.text(sid, texting),
        }
    }

    fn end_text(&mut self, now: Time, texting: Texting, is_sent: bool) {
        let Some(told) = texting.told else { return };
        let exchange = if is_sent { told.sent } else { told.failed };
        let (event, call) = (told.event, texting.call);
        self.courier.tell(now, Letter { event, call, written: now, exchange, kind: Kind::Progress, room: None });
        while self.pump_courier() {}
    }
}
