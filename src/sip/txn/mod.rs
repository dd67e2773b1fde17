//! Transactions: which message belongs to which machine, and the one timer table of them all (RFC 3261 §17, RFC 6026).
//!
//! Each of the four machines has a file; `key` says what matches what. Nothing here knows a dialog: the user hands in
//! whole printed requests and responses and hears what came, what timed out and what is gone. Final responses are kept
//! as printed, so a repetition is a lookup and a send.

mod client;
mod invite_client;
mod invite_server;
mod io;
mod key;
mod refusal_ack;
mod server;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use self::client::Client;
use self::invite_client::InviteClient;
use self::invite_server::InviteServer;
use self::io::{Io, Step, Tell};
use self::refusal_ack::refusal_ack;
use self::server::Server;
use crate::base::{Time, Timers};
use crate::wire::sip::{Flow, Message};

pub(super) use self::io::{Clocks, Letter};
pub(super) use self::key::Key;

/// One transaction of ours or theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct TxnId(pub(super) u64);

/// What a timer brought to a transaction that its user must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// No final response in time: B or F.
    TimedOut(TxnId),
    /// The transaction is over.
    Gone(TxnId),
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// It was seen before, or is an ACK to a refusal: nothing to do.
    Absorbed,
    /// An ACK that belongs to a dialog.
    Ack,
    /// It is new and has this transaction.
    New(TxnId),
}

/// All transactions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Transactions {
    clocks: Clocks,
    minted: u64,
    all: BTreeMap<TxnId, Txn>,
    keys: BTreeMap<Key, TxnId>,
    /// Client transactions by the way they went, for the day that way breaks.
    ways: BTreeSet<(Flow, TxnId)>,
    timers: Timers<(TxnId, Letter)>,
    #[serde(skip)]
    sent: VecDeque<(Flow, Bytes)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Txn {
    flow: Flow,
    key: Key,
    /// Call-ID, From tag and CSeq of a request without To tag (§8.2.2.2).
    origin: Option<Key>,
    machine: Machine,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Machine {
    InviteClient(InviteClient),
    InviteServer(InviteServer),
    Client(Client),
    Server(Server),
}

impl Machine {
    /// The timers it may have set.
    const fn letters(&self) -> &'static [Letter] {
        match self {
            Self::InviteClient(_) => &[Letter::A, Letter::B, Letter::D, Letter::M],
            Self::InviteServer(_) => &[Letter::G, Letter::H, Letter::I, Letter::L],
            Self::Client(_) => &[Letter::E, Letter::F, Letter::K],
            Self::Server(_) => &[Letter::J],
        }
    }
}

impl Transactions {
    /// None yet.
    pub(super) const fn new(clocks: Clocks) -> Self {
        Self {
            clocks,
            minted: 0,
            all: BTreeMap::new(),
            keys: BTreeMap::new(),
            ways: BTreeSet::new(),
            timers: Timers::new(),
            sent: VecDeque::new(),
        }
    }

    /// Sends an INVITE in a transaction of its own.
    pub(super) fn invite(&mut self, now: Time, flow: Flow, branch: &str, request: Bytes) -> TxnId {
        self.launch(now, flow, Key::client(branch, "INVITE"), |io| {
            Machine::InviteClient(InviteClient::start(request, io))
        })
    }

    /// Sends any other request but ACK in a transaction of its own.
    pub(super) fn request(&mut self, now: Time, flow: Flow, branch: &str, method: &str, request: Bytes) -> TxnId {
        self.launch(now, flow, Key::client(branch, method), |io| Machine::Client(Client::start(request, io)))
    }

    /// Takes a request in; a new one gets a server transaction that answers along `flow`.
    pub(super) fn on_request(&mut self, now: Time, flow: Flow, request: &Message) -> Option<Arrival> {
        let key = Key::server(request)?;
        let known = self.keys.get(&key).copied();
        if request.method().is_some_and(|method| method.as_str() == "ACK") {
            return Some(known.map_or(Arrival::Ack, |id| self.on_ack(now, id)));
        }
        if let Some(id) = known {
            self.repeat(now, id);
            return Some(Arrival::Absorbed);
        }
        let machine = match request.method()?.as_str() {
            "INVITE" => Machine::InviteServer(InviteServer::start()),
            _ => Machine::Server(Server::start()),
        };
        let id = self.launch(now, flow, key, |_| machine);
        self.remember_origin(id, request);
        Some(Arrival::New(id))
    }

    /// Whether a response is to a request of ours, repetitions included.
    pub(super) fn has_asked(&self, response: &Message) -> bool {
        Key::of_response(response).is_some_and(|key| self.keys.contains_key(&key))
    }

    /// Takes a response in; answers the transaction whose user must see it.
    pub(super) fn on_response(&mut self, now: Time, response: &Message) -> Option<TxnId> {
        let id = *self.keys.get(&Key::of_response(response)?)?;
        let status = response.status()?;
        let tell = self.step(now, id, |machine, io| match machine {
            Machine::InviteClient(state) => wrap(state.on_response(response, io), Machine::InviteClient),
            Machine::Client(state) => wrap(state.on_response(status, io), Machine::Client),
            server => Step(Some(server), Tell::Nothing),
        });
        (tell == Tell::Pass).then_some(id)
    }

    /// Sends a response in a server transaction.
    pub(super) fn respond(&mut self, now: Time, id: TxnId, status: u16, response: Bytes) {
        self.step(now, id, |machine, io| match machine {
            Machine::InviteServer(state) => wrap(state.respond(status, response, io), Machine::InviteServer),
            Machine::Server(state) => wrap(state.respond(status, response, io), Machine::Server),
            client => Step(Some(client), Tell::Nothing),
        });
    }

    /// Whether nothing at all was said yet on an INVITE of theirs.
    pub(super) fn is_unanswered(&self, id: TxnId) -> bool {
        matches!(
            self.all.get(&id).map(|txn| &txn.machine),
            Some(Machine::InviteServer(InviteServer::Proceeding { last: None }))
        )
    }

    /// Says nothing more on a request of theirs, repetitions included.
    pub(super) fn mute(&mut self, now: Time, id: TxnId) {
        self.step(now, id, |machine, io| match machine {
            Machine::InviteServer(state) => Step(Some(Machine::InviteServer(state.mute(io))), Tell::Nothing),
            Machine::Server(state) => wrap(state.mute(io), Machine::Server),
            other => Step(Some(other), Tell::Nothing),
        });
    }

    /// Sends the last provisional response of an INVITE of theirs again.
    pub(super) fn remind(&mut self, now: Time, id: TxnId) {
        self.step(now, id, |machine, io| {
            if let Machine::InviteServer(state) = &machine {
                state.repeat(io);
            }
            Step(Some(machine), Tell::Nothing)
        });
    }

    /// Repeats the request of a client transaction no more; what comes back still reaches its user.
    pub(super) fn hush(&mut self, id: TxnId) {
        self.timers.stop(&(id, Letter::A));
        self.timers.stop(&(id, Letter::E));
    }

    /// Waits for the final response to an INVITE of ours 64·T1 longer and not for ever.
    pub(super) fn give_up_soon(&mut self, now: Time, id: TxnId) {
        if self.is_waiting(id) {
            self.timers.set((id, Letter::B), now + self.clocks.t1 * 64);
        }
    }

    /// Forgets a transaction at once.
    pub(super) fn forget(&mut self, id: TxnId) {
        if let Some(Txn { flow, key, origin, machine }) = self.all.remove(&id) {
            self.unlink(id, flow, &key, origin.as_ref(), machine.letters());
        }
    }

    /// A way broke: forgets the client transactions that still waited on it and answers them.
    pub(super) fn on_closed(&mut self, flow: Flow) -> Vec<TxnId> {
        let range = (flow, TxnId(0))..=(flow, TxnId(u64::MAX));
        let waiting: Vec<TxnId> = self.ways.range(range).map(|(_, id)| *id).filter(|id| self.is_waiting(*id)).collect();
        for id in &waiting {
            self.forget(*id);
        }
        waiting
    }

    /// Works the timers off until one has something to tell.
    pub(super) fn timeout(&mut self, now: Time) -> Option<Told> {
        while let Some((id, letter)) = self.timers.expired(now) {
            let was_invite = self.all.get(&id).is_some_and(|txn| matches!(txn.machine, Machine::InviteClient(_)));
            let tell = self.step(now, id, |machine, io| match machine {
                Machine::InviteClient(state) => wrap(state.on_timer(letter, io), Machine::InviteClient),
                Machine::InviteServer(state) => wrap(state.on_timer(letter, io), Machine::InviteServer),
                Machine::Client(state) => wrap(state.on_timer(letter, io), Machine::Client),
                Machine::Server(state) => wrap(state.on_timer(letter), Machine::Server),
            });
            if tell == Tell::TimedOut {
                return Some(Told::TimedOut(id));
            }
            if was_invite && !self.all.contains_key(&id) {
                return Some(Told::Gone(id));
            }
        }
        None
    }

    /// What must be sent.
    pub(super) fn poll(&mut self) -> Option<(Flow, Bytes)> {
        self.sent.pop_front()
    }

    /// Sends a message that no transaction repeats: an ACK to a 2xx, a 2xx again, an answer to what is no request.
    pub(super) fn send(&mut self, flow: Flow, bytes: Bytes) {
        self.sent.push_back((flow, bytes));
    }

    /// The earliest deadline and whose it is.
    pub(super) fn next_timeout(&self) -> Option<(Time, &(TxnId, Letter))> {
        self.timers.next()
    }

    /// The INVITE that a CANCEL of theirs names: the same branch, the other method (§9.2).
    pub(super) fn canceled(&self, cancel: &Message) -> Option<TxnId> {
        self.keys.get(&Key::server_invite(cancel)?).copied()
    }

    /// Whether another transaction began with the same Call-ID, From tag and CSeq: the request reached us on two
    /// ways (§8.2.2.2).
    pub(super) fn is_merged(&self, id: TxnId, request: &Message) -> bool {
        Key::origin(request).and_then(|key| self.keys.get(&key)).is_some_and(|first| *first != id)
    }

    /// Transactions alive, and timers set.
    pub(super) fn count(&self) -> (usize, usize) {
        (self.all.len(), self.timers.len())
    }

    fn is_waiting(&self, id: TxnId) -> bool {
        self.all.get(&id).is_some_and(|txn| match &txn.machine {
            Machine::InviteClient(state) => state.is_waiting(),
            Machine::Client(state) => state.is_waiting(),
            Machine::InviteServer(_) | Machine::Server(_) => false,
        })
    }

    fn on_ack(&mut self, now: Time, id: TxnId) -> Arrival {
        let tell = self.step(now, id, |machine, io| match machine {
            Machine::InviteServer(state) => wrap(state.on_ack(io), Machine::InviteServer),
            other => Step(Some(other), Tell::Nothing),
        });
        if tell == Tell::Pass { Arrival::Ack } else { Arrival::Absorbed }
    }

    fn repeat(&mut self, now: Time, id: TxnId) {
        self.step(now, id, |machine, io| {
            match &machine {
                Machine::InviteServer(state) => state.on_request(io),
                Machine::Server(state) => state.on_request(io),
                Machine::InviteClient(_) | Machine::Client(_) => {}
            }
            Step(Some(machine), Tell::Nothing)
        });
    }

    fn remember_origin(&mut self, id: TxnId, request: &Message) {
        let Some(origin) = Key::origin(request) else { return };
        if self.keys.contains_key(&origin) {
            return;
        }
        self.keys.insert(origin.clone(), id);
        if let Some(txn) = self.all.get_mut(&id) {
            txn.origin = Some(origin);
        }
    }

    fn launch(&mut self, now: Time, flow: Flow, key: Key, start: impl FnOnce(&mut Io<'_>) -> Machine) -> TxnId {
        self.minted += 1;
        let id = TxnId(self.minted);
        let machine = start(&mut self.io(now, id, flow));
        if matches!(machine, Machine::InviteClient(_) | Machine::Client(_)) {
            self.ways.insert((flow, id));
        }
        self.keys.insert(key.clone(), id);
        self.all.insert(id, Txn { flow, key, origin: None, machine });
        id
    }

    /// Takes the machine out, lets it step, puts it back or forgets it.
    fn step(&mut self, now: Time, id: TxnId, act: impl FnOnce(Machine, &mut Io<'_>) -> Step<Machine>) -> Tell {
        let Some(Txn { flow, key, origin, machine }) = self.all.remove(&id) else { return Tell::Nothing };
        let letters = machine.letters();
        let Step(next, tell) = act(machine, &mut self.io(now, id, flow));
        match next {
            Some(machine) => {
                self.all.insert(id, Txn { flow, key, origin, machine });
            }
            None => self.unlink(id, flow, &key, origin.as_ref(), letters),
        }
        tell
    }

    fn unlink(&mut self, id: TxnId, flow: Flow, key: &Key, origin: Option<&Key>, letters: &[Letter]) {
        self.keys.remove(key);
        if let Some(origin) = origin {
            self.keys.remove(origin);
        }
        self.ways.remove(&(flow, id));
        for letter in letters {
            self.timers.stop(&(id, *letter));
        }
    }

    fn io(&mut self, now: Time, id: TxnId, flow: Flow) -> Io<'_> {
        Io { now, id, flow, clocks: self.clocks, timers: &mut self.timers, sent: &mut self.sent }
    }
}

fn wrap<M>(Step(state, tell): Step<M>, as_machine: impl FnOnce(M) -> Machine) -> Step<Machine> {
    Step(state.map(as_machine), tell)
}
