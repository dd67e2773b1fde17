//! Looks at what passes between the loop and the engine, and tells it as scenes of a ladder.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;

use crate::base::{CallSid, Time};
use crate::call::RequestId;
use crate::edge::run::Seen;
use crate::engine::{Input, Output};
use crate::sim::{APP, ENGINE, Entry, Fate, Scene, reply_text};
use crate::wire::http::{Exchange, Fault, Reply, form};
use crate::wire::sip::{Flow, Transport};

/// The columns.
pub(super) const COLUMNS: [&str; 4] = [ALICE, ENGINE, KATE, APP];
/// Who calls, over UDP.
pub(super) const ALICE: &str = "alice";
/// Who is called, over TCP.
pub(super) const KATE: &str = "kate";

/// Stands beside the loop.
#[derive(Debug)]
pub(super) struct Watch {
    entries: UnboundedSender<Entry>,
    places: BTreeMap<RequestId, String>,
    seen: BTreeSet<Bytes>,
}

impl Watch {
    /// Tells `entries`.
    pub(super) const fn new(entries: UnboundedSender<Entry>) -> Self {
        Self { entries, places: BTreeMap::new(), seen: BTreeSet::new() }
    }

    /// Something passes.
    pub(super) fn see(&mut self, now: Time, seen: Seen<'_>) {
        if let Some(scene) = self.scene(seen) {
            // Nobody listens any more when the demo is interrupted.
            let _ = self.entries.send(Entry { at: now, scene });
        }
    }

    fn scene(&mut self, seen: Seen<'_>) -> Option<Scene> {
        match seen {
            Seen::In(Input::Message { flow, bytes }) => Some(self.message(phone(flow), ENGINE, bytes)),
            Seen::Out(Output::Send { flow, bytes }) => Some(self.message(ENGINE, phone(flow), bytes)),
            Seen::Out(Output::Fetch { id, call, exchange }) => Some(self.request(*id, *call, exchange)),
            Seen::In(Input::Fetched { id, result }) => Some(self.response(*id, result)),
            Seen::Out(Output::Note(note)) => Some(Scene::Note(note.clone())),
            Seen::Out(Output::Cdr(cdr)) => {
                let whose = if cdr.parent.is_none() { ALICE } else { KATE };
                Some(Scene::Over { phone: Some(whose.into()), cdr: cdr.clone() })
            }
            Seen::In(_) | Seen::Out(_) => None,
        }
    }

    fn message(&mut self, from: &str, to: &str, bytes: &Bytes) -> Scene {
        let fate = if self.seen.insert(bytes.clone()) { Fate::Arrives } else { Fate::Repeats };
        Scene::Message { from: from.into(), to: to.into(), bytes: bytes.clone(), fate }
    }

    fn request(&mut self, id: RequestId, call: CallSid, exchange: &Exchange) -> Scene {
        let place = place(&exchange.url);
        self.places.insert(id, place.clone());
        let params = form::parse(exchange.body.as_deref().unwrap_or_default().as_bytes());
        let value = |name: &str| params.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        let event = value("StatusCallbackEvent").zip(value("SequenceNumber"));
        let event = event.map(|(event, number)| format!("{event}, SequenceNumber {number}"));
        Scene::Request { call, method: exchange.method.as_str(), place, event }
    }

    fn response(&mut self, id: RequestId, result: &Result<Reply, Fault>) -> Scene {
        let place = self.places.remove(&id).unwrap_or_default();
        match result {
            Ok(reply) => {
                Scene::Response { place, text: reply_text(reply.status, &reply.body), good: reply.status < 400 }
            }
            Err(fault) => Scene::Response { place, text: fault.to_string(), good: false },
        }
    }
}

/// Alice speaks SIP over UDP, Kate over TCP: ports of connections are nobody's for long.
const fn phone(flow: &Flow) -> &'static str {
    match flow.transport {
        Transport::Udp => ALICE,
        Transport::Tcp => KATE,
    }
}

/// The path without server and query.
fn place(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or(url);
    let path = bare.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    path.map_or_else(|| bare.to_owned(), |(_, path)| format!("/{path}"))
}
