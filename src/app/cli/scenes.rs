//! What passes between a loop and its engine, told as scenes of a ladder: live by `demo`, from a journal by `replay`.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::base::CallSid;
use crate::call::RequestId;
use crate::edge::run::Seen;
use crate::engine::{Cdr, Input, Output};
use crate::sim::{ENGINE, Fate, Scene, reply_text};
use crate::wire::http::{Exchange, Fault, Reply, form};
use crate::wire::sip::Flow;

/// Who takes part, by name.
pub(super) trait Cast {
    /// The column of whoever is at the other end of `flow`.
    fn peer(&mut self, flow: &Flow, side: Side) -> String;
    /// Whose call a record is about, when that is known.
    fn whose(&self, cdr: &Cdr) -> Option<String>;
}

/// Which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// To the engine.
    In,
    /// From the engine.
    Out,
}

/// Tells scenes; remembers what it needs to tell a repeat or an answer.
#[derive(Debug)]
pub(super) struct Scenes<C> {
    cast: C,
    places: BTreeMap<RequestId, String>,
    seen: BTreeSet<Bytes>,
}

impl<C: Cast> Scenes<C> {
    /// Nothing has happened yet.
    pub(super) const fn new(cast: C) -> Self {
        Self { cast, places: BTreeMap::new(), seen: BTreeSet::new() }
    }

    /// The scene of something that passes, if it is one.
    pub(super) fn scene(&mut self, seen: Seen<'_>) -> Option<Scene> {
        match seen {
            Seen::In(Input::Message { flow, bytes }) => {
                let peer = self.cast.peer(flow, Side::In);
                Some(self.message(peer, ENGINE.into(), bytes))
            }
            Seen::Out(Output::Send { flow, bytes }) => {
                let peer = self.cast.peer(flow, Side::Out);
                Some(self.message(ENGINE.into(), peer, bytes))
            }
            Seen::Out(Output::Fetch { id, call, exchange }) => Some(self.request(*id, *call, exchange)),
            Seen::In(Input::Fetched { id, result }) => Some(self.response(*id, result)),
            Seen::Out(Output::Note(note)) => Some(Scene::Note(note.clone())),
            Seen::Out(Output::Cdr(cdr)) => Some(Scene::Over { phone: self.cast.whose(cdr), cdr: cdr.clone() }),
            Seen::In(_) | Seen::Out(_) => None,
        }
    }

    /// Who took part.
    pub(super) fn into_cast(self) -> C {
        self.cast
    }

    fn message(&mut self, from: String, to: String, bytes: &Bytes) -> Scene {
        let fate = if self.seen.insert(bytes.clone()) { Fate::Arrives } else { Fate::Repeats };
        Scene::Message { from, to, bytes: bytes.clone(), fate }
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

/// The path without server and query.
fn place(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or(url);
    let path = bare.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    path.map_or_else(|| bare.to_owned(), |(_, path)| format!("/{path}"))
}
