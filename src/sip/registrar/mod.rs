//! The registrar: who can be reached where (RFC 3261 §10, RFC 3327, RFC 5626, spec §9.4). A value like the others:
//! REGISTERs whose login is proved go in, answers come back, and what changed, whom to ask for a sign of life and who
//! gave none is polled. Proving the login is the engine's business, sending is `outside/`'s.
//!
//! | file | holds |
//! | --- | --- |
//! | `binding` | one contact of one user |
//! | `register` | what a REGISTER asks for, and its answer |
//! | `alive` | OPTIONS to every contact, connections that break |
//!
//! Here: the bindings of all users and their time.

mod alive;
mod binding;
mod register;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::alive::Loss;
pub use self::binding::{Aor, Binding, BindingId, Destination, Reach};
use crate::base::{Rng, Time, Timers};
use crate::wire::sip::Flow;

/// What a registrar allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Seconds where a REGISTER does not say.
    pub expires_default: u32,
    /// Seconds at most; a longer wish is cut.
    pub expires_max: u32,
    /// Seconds at least; a shorter wish gets 423.
    pub expires_min: u32,
    /// Telephones of one user at most: instances, and contacts that name none.
    pub contacts: usize,
    /// How often each contact is asked for a sign of life; `None` never.
    pub options_every: Option<Duration>,
}

/// What leaves the registrar.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Write this down: a restart must not forget a phone.
    Changed(Change),
    /// Send OPTIONS there and tell the outcome by `on_pong`.
    Ping(Box<Destination>),
    /// This contact gave no sign of life: its calls are over (spec §9.4). Or its connection is gone, of which its calls
    /// need not know: their sound goes on, and the telephone may come back before it says anything in them.
    Lost {
        /// Which; it is forgotten already.
        binding: Box<Binding>,
        /// Why.
        loss: Loss,
    },
}

/// One change of what is written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// Write it, in the place of the one of the same name.
    Keep(Box<Binding>),
    /// Remove it.
    Forget(BindingId),
}

/// What a binding waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
enum Wait {
    Expiry,
    Ping,
}

/// All bindings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Registrar {
    rules: Rules,
    rng: Rng,
    bindings: BTreeMap<BindingId, Binding>,
    /// Organisation → login → bindings.
    users: BTreeMap<String, BTreeMap<String, Vec<BindingId>>>,
    /// Bindings by the connection they hang on.
    streams: BTreeSet<(Flow, BindingId)>,
    /// When those that were asked for a sign of life were asked.
    asked: BTreeMap<BindingId, Time>,
    waits: Timers<(BindingId, Wait)>,
    minted: u64,
    #[serde(skip)]
    out: VecDeque<Output>,
}

impl Registrar {
    /// Nobody is there yet.
    pub const fn new(rules: Rules, rng: Rng) -> Self {
        Self {
            rules,
            rng,
            bindings: BTreeMap::new(),
            users: BTreeMap::new(),
            streams: BTreeSet::new(),
            asked: BTreeMap::new(),
            waits: Timers::new(),
            minted: 0,
            out: VecDeque::new(),
        }
    }

    /// Takes over what an earlier engine wrote down. Datagrams find their way as before; a connection has died with
    /// that engine, so a new one is opened where the phone listens for one, else the phone is awaited. All are asked
    /// for a sign of life, spread over the usual span.
    pub fn recover(&mut self, now: Time, bindings: Vec<Binding>) {
        for mut binding in bindings {
            self.minted = self.minted.max(binding.id.0);
            if binding.expires <= now {
                self.out.push_back(Output::Changed(Change::Forget(binding.id)));
                continue;
            }
            binding.reach = binding.after_restart();
            let id = binding.id;
            self.put(now, binding);
            if let Some(every) = self.rules.options_every {
                let at = now + self.rng.span(Duration::ZERO, every);
                self.waits.set((id, Wait::Ping), at);
            }
        }
    }

    /// The ways to a user, the preferred first: one for each instance. Of its flows the latest is used, and the others
    /// where that one is broken (RFC 5626 §5.3).
    pub fn destinations(&self, aor: &Aor) -> Vec<Destination> {
        let mut all: Vec<&Binding> = self.of(aor).filter(|binding| binding.flow().is_some()).collect();
        all.sort_by_key(|binding| (Reverse(binding.q.unwrap_or(1000)), Reverse(binding.refreshed), binding.id));
        let mut ways: Vec<(Option<&str>, Destination)> = Vec::new();
        for binding in all {
            let Some(way) = binding.destination() else { continue };
            let instance = binding.instance.as_deref();
            match ways.iter_mut().find(|(known, _)| known.is_some() && *known == instance) {
                Some((_, first)) => first.spare.push(way.into()),
                None => ways.push((instance, way)),
            }
        }
        ways.into_iter().map(|(_, way)| way).collect()
    }

    /// Another flow of the same telephone.
    pub fn sibling(&self, lost: &Binding) -> Option<BindingId> {
        let is_same =
            |other: &&Binding| other.id != lost.id && lost.instance.is_some() && other.instance == lost.instance;
        self.of(&lost.aor).filter(is_same).max_by_key(|other| other.refreshed).map(|other| other.id)
    }

    /// The bindings of a user in the order of their making.
    pub fn of(&self, aor: &Aor) -> impl Iterator<Item = &Binding> {
        let ids = self.users.get(&aor.organization).and_then(|logins| logins.get(&aor.login));
        ids.into_iter().flatten().filter_map(|id| self.bindings.get(id))
    }

    /// All bindings.
    pub fn all(&self) -> impl Iterator<Item = &Binding> {
        self.bindings.values()
    }

    /// One of them.
    pub fn binding(&self, id: BindingId) -> Option<&Binding> {
        self.bindings.get(&id)
    }

    /// Bindings of all users.
    pub fn len(&self) -> usize {
        self.bindings.len()
    }

    /// Whether nobody is there.
    pub fn is_empty(&self) -> bool {
        self.bindings.is_empty()
    }

    /// Works off everything that is due.
    pub fn timeout(&mut self, now: Time) {
        while let Some((id, wait)) = self.waits.expired(now) {
            match wait {
                Wait::Expiry => drop(self.remove(id)),
                Wait::Ping => self.on_ping_due(now, id),
            }
        }
    }

    /// When `timeout` wants to be called, and why.
    pub fn next_timeout(&self) -> Option<(Time, String)> {
        let (at, (id, wait)) = self.waits.next()?;
        Some((at, format!("{wait:?} of contact {}", id.0)))
    }

    /// The same without the reason.
    pub fn deadline(&self) -> Option<Time> {
        self.waits.next().map(|(at, _)| at)
    }

    /// What leaves next.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// A binding is there, new or refreshed.
    fn put(&mut self, now: Time, binding: Binding) {
        let id = binding.id;
        self.unbind_stream(id);
        self.streams.extend(binding.stream().map(|flow| (flow, id)));
        let logins = self.users.entry(binding.aor.organization.clone()).or_default();
        let ids = logins.entry(binding.aor.login.clone()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
        // What is asked now was asked of the old way.
        self.asked.remove(&id);
        self.waits.set((id, Wait::Expiry), binding.expires);
        if let Some(every) = self.rules.options_every {
            self.waits.set((id, Wait::Ping), now + every);
        }
        self.out.push_back(Output::Changed(Change::Keep(Box::new(binding.clone()))));
        self.bindings.insert(id, binding);
    }

    fn remove(&mut self, id: BindingId) -> Option<Binding> {
        self.unbind_stream(id);
        let binding = self.bindings.remove(&id)?;
        self.waits.stop(&(id, Wait::Expiry));
        self.waits.stop(&(id, Wait::Ping));
        self.asked.remove(&id);
        self.unlist(&binding.aor, id);
        self.out.push_back(Output::Changed(Change::Forget(id)));
        Some(binding)
    }

    fn unlist(&mut self, aor: &Aor, id: BindingId) {
        let Some(logins) = self.users.get_mut(&aor.organization) else { return };
        let Some(ids) = logins.get_mut(&aor.login) else { return };
        ids.retain(|other| *other != id);
        if ids.is_empty() {
            logins.remove(&aor.login);
        }
        if logins.is_empty() {
            self.users.remove(&aor.organization);
        }
    }

    fn unbind_stream(&mut self, id: BindingId) {
        if let Some(flow) = self.bindings.get(&id).and_then(Binding::stream) {
            self.streams.remove(&(flow, id));
        }
    }
}
