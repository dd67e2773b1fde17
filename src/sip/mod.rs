//! Floor 2: SIP transactions and dialogs as values (RFC 3261, RFC 6026). Knows `DialogId`, never a call.
//!
//! | file | holds |
//! | --- | --- |
//! | `event`, `draft`, `config` | what comes out of the door, what is ordered at it, what it is set up with |
//! | `intake` | messages that come in, up to their procedure |
//! | `txn/` | the four transaction machines and their timers |
//! | `dialog/` | dialogs, a procedure in each file; the commands stand there |
//! | `outside/` | requests that belong to no dialog |
//! | `registrar/` | who can be reached where: a machine of its own |
//! | `failover` | the next server when one says nothing |
//! | `sending` | requests on their way: names, addresses, transports |
//! | `request`, `response` | what we say, before and as it is printed |
//! | `locate/` | servers by name, and which of them are dead |
//! | `route` | next hops, listeners, ways back |
//! | `auth` | digest as a client |
//! | `obstacle` | why nobody answered |
//! | `policy` | which extensions we use, and how far |
//! | `minter` | tags, branches, Call-IDs |
//!
//! Here: the state of them all, time, and what leaves.

mod auth;
mod config;
mod dialog;
mod draft;
mod event;
mod failover;
mod intake;
mod locate;
mod minter;
mod obstacle;
mod outside;
mod peering;
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

use serde::{Deserialize, Serialize};

use self::dialog::{Dialog, Forks, Wait};
use self::locate::{Dead, Locator};
use self::minter::Minter;
use self::outside::Outside;
use self::response::{Asked, Reply};
use self::sending::Job;
use self::txn::{Clocks, Told, Transactions, TxnId};
use crate::base::{Rng, Time, Timers};
use crate::wire::sip::Flow;

pub use self::auth::Proof;
pub use self::config::{Config, Local};
pub use self::draft::{Invite, Refer, Refusal, Way};
pub use self::event::{Census, DialogId, Event, Output, ReferId, ResolveId, Stray};
pub use self::locate::{Answer, Kind, Naptr, Question, Record, Srv};
pub use self::obstacle::{Breach, Obstacle};
pub use self::outside::{Request, Response, SentId, ServedId};
pub use self::peering::Peering;
pub use self::policy::{Refresher, Reliability, TimerPolicy};
pub use self::request::Allow;

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
    locator: Locator,
    dead: Dead,
    /// When a server that says nothing is passed over for the next.
    patience: Timers<TxnId>,
    asked: u64,
    dialogs: BTreeMap<DialogId, Dialog>,
    /// INVITEs of ours that wait for an offer of the other version of IP, and where they will go.
    unsent: BTreeMap<DialogId, (Job, Flow)>,
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
    /// INVITEs of theirs that have just come and are owed a 100.
    #[serde(skip)]
    untried: VecDeque<(Time, Asked)>,
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
            locator: Locator::default(),
            dead: Dead::default(),
            patience: Timers::new(),
            asked: 0,
            dialogs: BTreeMap::new(),
            unsent: BTreeMap::new(),
            forks: BTreeMap::new(),
            served: BTreeMap::new(),
            waits: Timers::new(),
            outside: Outside::default(),
            past: VecDeque::new(),
            out: VecDeque::new(),
            untried: VecDeque::new(),
        }
    }

    /// A connection was lost: requests that wait on it go elsewhere or fail.
    pub fn on_closed(&mut self, now: Time, flow: Flow) {
        self.on_gone(now, flow, None);
    }

    /// The same where it is known why: it could not be opened, or TLS has ended it.
    pub fn on_failed(&mut self, now: Time, flow: Flow, why: &Breach) {
        self.on_gone(now, flow, Some(why));
    }

    fn on_gone(&mut self, now: Time, flow: Flow, why: Option<&Breach>) {
        for txn in self.txns.on_closed(flow) {
            self.on_broken(now, txn, flow, why);
        }
    }

    /// The name service answered.
    pub fn on_resolved(&mut self, now: Time, id: ResolveId, answer: Answer) {
        self.on_answer(now, id, answer);
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
            } else if let Some(wait) = self.locator.expired(now) {
                self.on_search_due(now, wait);
            } else if let Some(txn) = self.patience.expired(now) {
                self.on_impatient(now, txn);
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
        if let Some(output) = self.out.pop_front() {
            return Some(output);
        }
        let (now, asked) = self.untried.pop_front()?;
        if self.txns.is_unanswered(asked.txn) {
            self.reply(now, &asked, &Reply::new(100));
        }
        self.poll()
    }

    /// When `timeout` wants to be called, and why.
    pub fn next_timeout(&self) -> Option<(Time, String)> {
        let txn = self
            .txns
            .next_timeout()
            .map(|(at, (id, letter))| (at, format!("timer {letter:?} of transaction {}", id.0)));
        let wait = self.waits.next().map(|(at, (dialog, wait))| (at, format!("{wait:?} of dialog {:016x}", dialog.0)));
        let overdue = self.outside.overdue.next().map(|(at, id)| (at, format!("answer to request {}", id.0)));
        let search = self.locator.waits().next().map(|(at, wait)| (at, format!("name service: {wait:?}")));
        let patience = self.patience.next().map(|(at, id)| (at, format!("patience with transaction {}", id.0)));
        [txn, wait, overdue, search, patience].into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// The same without the reason: for a loop that asks after every input.
    pub fn deadline(&self) -> Option<Time> {
        let txn = self.txns.next_timeout().map(|(at, _)| at);
        let wait = self.waits.next().map(|(at, _)| at);
        let overdue = self.outside.overdue.next().map(|(at, _)| at);
        let search = self.locator.waits().next().map(|(at, _)| at);
        let patience = self.patience.next().map(|(at, _)| at);
        [txn, wait, overdue, search, patience].into_iter().flatten().min()
    }

    /// What is alive inside.
    pub fn census(&self) -> Census {
        let (transactions, timers) = self.txns.count();
        Census {
            transactions,
            dialogs: self.dialogs.len(),
            timers: timers
                + self.waits.len()
                + self.outside.overdue.len()
                + self.locator.waits().len()
                + self.patience.len(),
            questions: self.locator.len(),
            requests: self.outside.len(),
        }
    }

    fn on_told(&mut self, now: Time, told: Told) {
        match told {
            Told::TimedOut(txn) => self.on_lost(now, txn, 408, Obstacle::silent),
            Told::Gone(txn) => {
                self.forks.remove(&txn);
            }
        }
    }
}
