//! Floor 2: SIP transactions and dialogs as values (RFC 3261, RFC 6026). Knows `DialogId`, never a call.
//!
//! | file | holds |
//! | --- | --- |
//! | `event` | the values of the door |
//! | `intake` | messages that come in, up to their procedure |
//! | `txn/` | the four transaction machines and their timers |
//! | `dialog/` | dialogs, a procedure in each file; the commands stand there |
//! | `outside/` | requests that belong to no dialog |
//! | `registrar/` | who can be reached where: a machine of its own |
//! | `sending` | requests on their way: names, addresses, transports |
//! | `request`, `response` | what we say, before and as it is printed |
//! | `route` | next hops, listeners, ways back |
//! | `auth` | digest as a client |
//! | `policy` | which extensions we use, and how far |
//! | `minter` | tags, branches, Call-IDs |
//!
//! Here: the state of them all, time, and what leaves.

mod auth;
mod dialog;
mod event;
mod intake;
mod minter;
mod outside;
mod policy;
pub mod registrar;
mod request;
mod response;
mod route;
mod sending;
mod txn;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use self::dialog::{Dialog, Forks, Wait};
use self::minter::Minter;
use self::outside::Outside;
use self::sending::Job;
use self::txn::{Clocks, Told, Transactions, TxnId};
use crate::base::{Rng, Time, Timers};
use crate::wire::sip::{Flow, Transport};

pub use self::event::{
    ALLOWED, Census, Config, DialogId, Event, Hop, Invite, Local, Output, Refer, ReferId, Refusal, ResolveId,
};
pub use self::outside::{Request, Response, SentId, ServedId};
pub use self::policy::{Refresher, Reliability, TimerPolicy};

/// All of SIP: every transaction and every dialog of one engine.
///
/// The law of the house holds: one mutation, then `poll` until it is empty. Written out between two mutations and read
/// back it goes on with the same outputs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sip {
    config: Config,
    minter: Minter,
    txns: Transactions,
    /// Requests of ours without a final response.
    jobs: BTreeMap<TxnId, Job>,
    /// Requests of ours that wait for the name service.
    questions: BTreeMap<ResolveId, (Transport, Job)>,
    asked: u64,
    dialogs: BTreeMap<DialogId, Dialog>,
    /// INVITEs of ours that brought a 2xx, as long as another may come.
    forks: BTreeMap<TxnId, Forks>,
    /// INVITEs of theirs without a final response: whom a CANCEL is for.
    served: BTreeMap<TxnId, DialogId>,
    waits: Timers<(DialogId, Wait)>,
    outside: Outside,
    /// Dialogs that are over, the latest last.
    past: VecDeque<DialogId>,
    #[serde(skip)]
    out: VecDeque<Output>,
}

impl Sip {
    /// An empty house.
    pub fn new(config: Config, rng: Rng) -> Self {
        let clocks = Clocks { t1: config.t1, t2: config.t2, t4: config.t4 };
        Self {
            minter: Minter::new(&config.instance, rng),
            config,
            txns: Transactions::new(clocks),
            jobs: BTreeMap::new(),
            questions: BTreeMap::new(),
            asked: 0,
            dialogs: BTreeMap::new(),
            forks: BTreeMap::new(),
            served: BTreeMap::new(),
            waits: Timers::new(),
            outside: Outside::default(),
            past: VecDeque::new(),
            out: VecDeque::new(),
        }
    }

    /// A connection was lost or could not be opened: requests that wait on it go elsewhere or fail.
    pub fn on_closed(&mut self, now: Time, flow: Flow) {
        for txn in self.txns.on_closed(flow) {
            self.on_broken(now, txn, flow);
        }
    }

    /// The name service answered; with nothing when it does not know or did not answer.
    pub fn on_resolved(&mut self, now: Time, id: ResolveId, found: Vec<SocketAddr>) {
        self.on_found(now, id, found);
    }

    /// Works off everything that is due.
    pub fn timeout(&mut self, now: Time) {
        loop {
            if let Some(told) = self.txns.timeout(now) {
                self.on_told(now, told);
            } else if let Some((dialog, wait)) = self.waits.expired(now) {
                self.on_wait(now, dialog, wait);
            } else if let Some(request) = self.outside.overdue.expired(now) {
                self.on_served_overdue(now, request);
            } else {
                return;
            }
        }
    }

    /// What must leave next.
    pub fn poll(&mut self) -> Option<Output> {
        if let Some((flow, bytes)) = self.txns.poll() {
            return Some(Output::Send { flow, bytes });
        }
        self.out.pop_front()
    }

    /// When `timeout` wants to be called, and why.
    pub fn next_timeout(&self) -> Option<(Time, String)> {
        let txn = self.txns.next_timeout();
        let wait = self.waits.next();
        let overdue = self.outside.overdue.next();
        if let Some((at, request)) = overdue.filter(|(at, _)| self.deadline() == Some(*at)) {
            return Some((at, format!("answer to request {}", request.0)));
        }
        match (txn, wait) {
            (Some((at, (id, letter))), other) if other.is_none_or(|(wait, _)| at <= wait) => {
                Some((at, format!("timer {letter:?} of transaction {}", id.0)))
            }
            (_, Some((at, (dialog, wait)))) => Some((at, format!("{wait:?} of dialog {:016x}", dialog.0))),
            (_, None) => None,
        }
    }

    /// The same without the reason: for a loop that asks after every input.
    pub fn deadline(&self) -> Option<Time> {
        let txn = self.txns.next_timeout().map(|(at, _)| at);
        let wait = self.waits.next().map(|(at, _)| at);
        let overdue = self.outside.overdue.next().map(|(at, _)| at);
        txn.into_iter().chain(wait).chain(overdue).min()
    }

    /// What is alive inside.
    pub fn census(&self) -> Census {
        let (transactions, timers) = self.txns.count();
        Census {
            transactions,
            dialogs: self.dialogs.len(),
            timers: timers + self.waits.len() + self.outside.overdue.len(),
            questions: self.questions.len(),
            requests: self.outside.len(),
        }
    }

    fn on_told(&mut self, now: Time, told: Told) {
        match told {
            Told::TimedOut(txn) => self.on_lost(now, txn, 408),
            Told::Gone(txn) => {
                self.forks.remove(&txn);
            }
        }
    }
}
