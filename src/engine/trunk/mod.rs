//! Trunks at work (spec §9.6): which one carries calls to numbers, whether it is alive, whether it knows us, how many
//! calls it may carry. Made from `[trunks]` and `[outbound]`; what a call says to a trunk is in `call/family`.
//!
//! | file | holds |
//! | --- | --- |
//! | `setup` | a trunk's addresses and names, read from its settings |
//! | `registration` | REGISTER towards it |
//! | `health` | OPTIONS towards it |
//! | `failover` | which of two trunks numbers go to |
//! | `channels` | calls at once and calls a second |
//!
//! Here: all of them, and the requests they have on their way.

mod channels;
mod failover;
mod futile;
mod health;
mod registration;
mod setup;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use self::channels::Channels;
use self::failover::Failover;
use self::health::Health;
use self::registration::Registration;
use super::settings::{Settings, SettingsFault};
use super::{Level, Note};
use crate::base::{Rng, Time, Timers};
use crate::sip::{DialogId, Obstacle, Proof, Request, SentId};
use crate::wire::sip::{Flow, Message};

pub(super) use self::channels::Full;
pub(super) use self::setup::Setup;

/// All trunks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Trunks {
    all: BTreeMap<String, Trunk>,
    failover: Failover,
    /// Requests without an answer, and for what they were sent.
    asked: BTreeMap<SentId, (String, Errand)>,
    waits: Timers<(String, Errand)>,
    /// Dialogs whose calls they carry.
    carried: BTreeMap<DialogId, String>,
    rng: Rng,
    out: VecDeque<TrunkOutput>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Trunk {
    setup: Setup,
    registration: Registration,
    health: Health,
    channels: Channels,
}

/// What a trunk sends requests for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Errand {
    /// To be known there.
    Register,
    /// To know whether it is there.
    Options,
}

/// What trunks want.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum TrunkOutput {
    /// Send this and say under which name.
    Ask(String, Errand, Box<Request>),
    /// Calls come from this address from now on: the trunk that knows us is there.
    Trust(String, IpAddr),
    /// Numbers go to another trunk.
    Turned,
    /// For the counters.
    News(TrunkNews),
    /// For the log.
    Note(Note),
}

/// Something about a trunk that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrunkNews {
    /// Its name in the settings.
    pub trunk: String,
    /// What happened.
    pub what: TrunkEvent,
}

/// What can happen to a trunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrunkEvent {
    /// It answers OPTIONS, or does not any more.
    Alive(bool),
    /// It knows us, or does not any more.
    Registered(bool),
    /// Calls to numbers go to it, or do not any more.
    Active(bool),
    /// It refused a call in a way that counts (spec §9.6).
    Failed,
}

impl Trunks {
    /// The trunks of the settings. Nothing leaves before the first `timeout`.
    pub(super) fn new(settings: &Settings, rng: Rng) -> Result<Self, SettingsFault> {
        let mut trunks = Self {
            all: BTreeMap::new(),
            failover: Failover::new(settings)?,
            asked: BTreeMap::new(),
            waits: Timers::new(),
            carried: BTreeMap::new(),
            rng,
            out: VecDeque::new(),
        };
        for (name, own) in &settings.trunks {
            let trunk = Trunk {
                setup: Setup::of(name, own)?,
                registration: Registration::new(own),
                health: Health::new(own),
                channels: Channels::new(own),
            };
            trunks.begin(name, &trunk);
            trunks.all.insert(name.clone(), trunk);
        }
        Ok(trunks)
    }

    /// The trunk that calls to numbers go to.
    pub(super) fn active(&self) -> Option<&str> {
        self.failover.active()
    }

    /// The trunk that takes what this one does not: the other one of the two that numbers go to, unless it is down.
    pub(super) fn instead_of(&self, name: &str) -> Option<&str> {
        let other = self.failover.other_than(name)?;
        self.all.get(other).is_some_and(|trunk| !trunk.health.is_dead()).then_some(other)
    }

    /// The trunk that carries the call of this dialog.
    pub(super) fn carrier(&self, dialog: DialogId) -> Option<&str> {
        self.carried.get(&dialog).map(String::as_str)
    }

    /// Whether the trunk may send us the calls of our registration. Until its first answer it is in doubt: an earlier
    /// engine may have registered.
    pub(super) fn may_know_us(&self, now: Time, name: &str) -> bool {
        self.all.get(name).is_some_and(|trunk| trunk.registration.may_be_known(now))
    }

    /// A request it asked for has left under this name.
    pub(super) fn sent(&mut self, name: String, errand: Errand, id: SentId) {
        self.asked.insert(id, (name, errand));
    }

    /// A request has come to its end; false when it was none of ours.
    pub(super) fn on_replied(&mut self, now: Time, id: SentId, reply: &Replied<'_>) -> bool {
        let Some((name, errand)) = self.asked.remove(&id) else { return false };
        match errand {
            Errand::Register => self.on_registered(now, &name, reply),
            Errand::Options => self.on_probed(now, &name, reply),
        }
        true
    }

    /// A connection is gone. Calls of a trunk that knows us by it would come by it, so that trunk is told of a new one
    /// before its registration runs out (RFC 5626 §4.5).
    pub(super) fn on_closed(&mut self, now: Time, flow: Flow) {
        let rng = &mut self.rng;
        let again =
            |(name, trunk): (&String, &mut Trunk)| Some((name.clone(), trunk.registration.on_closed(now, flow, rng)?));
        let lost: Vec<(String, Time)> = self.all.iter_mut().filter_map(again).collect();
        for (name, at) in lost {
            // However often connections are lost, the grant is renewed in time.
            let errand = (name.clone(), Errand::Register);
            let at = self.waits.due(&errand).map_or(at, |due| due.min(at));
            let pause = at.since(now).as_secs();
            let text =
                format!("trunk {name}: the connection it knows us by is gone; REGISTER over a new one in {pause} s");
            self.note(Level::Info, "trunk_connection_lost", text);
            self.waits.set(errand, at);
        }
    }

    /// A call of ours by this trunk was refused.
    pub(super) fn on_refused(&mut self, dialog: DialogId, status: u16) {
        let Some(name) = self.carried.get(&dialog).cloned() else { return };
        if !failover::counts(status) {
            return;
        }
        self.news(&name, TrunkEvent::Failed);
        if self.failover.on_failed(&name) {
            self.on_turned(&name, "too many of its calls failed");
        }
    }

    /// Whether the trunk takes one call more; of it or to it, that is all the same.
    pub(super) fn admit(&mut self, now: Time, name: &str) -> Result<(), Full> {
        self.all.get_mut(name).map_or(Ok(()), |trunk| trunk.channels.admit(now))
    }

    /// Whether one more may begin now that ends the call of that dialog.
    pub(super) fn admit_instead(&mut self, now: Time, name: &str, of: DialogId) -> Result<(), Full> {
        let leaving = usize::from(self.carrier(of) == Some(name));
        self.all.get_mut(name).map_or(Ok(()), |trunk| trunk.channels.admit_beside(now, leaving))
    }

    /// It carries the call of this dialog.
    pub(super) fn carry(&mut self, dialog: DialogId, name: &str) {
        if let Some(trunk) = self.all.get_mut(name) {
            trunk.channels.open();
            self.carried.insert(dialog, name.to_owned());
        }
    }

    /// That call is over.
    pub(super) fn drop_call(&mut self, dialog: DialogId) {
        let trunk = self.carried.remove(&dialog).and_then(|name| self.all.get_mut(&name));
        if let Some(trunk) = trunk {
            trunk.channels.close();
        }
    }

    /// The engine is shutting down: nobody shall send us calls any more.
    pub(super) fn drain(&mut self) {
        let names: Vec<String> = self.all.keys().cloned().collect();
        for name in names {
            self.waits.stop(&(name.clone(), Errand::Options));
            self.waits.stop(&(name.clone(), Errand::Register));
            let Some(trunk) = self.all.get_mut(&name) else { continue };
            if let Some(request) = trunk.registration.leave(&trunk.setup, &mut self.rng) {
                self.out.push_back(TrunkOutput::Ask(name, Errand::Register, Box::new(request)));
            }
        }
    }

    /// Sends what is due.
    pub(super) fn timeout(&mut self, now: Time) {
        while let Some((name, errand)) = self.waits.expired(now) {
            let Some(trunk) = self.all.get_mut(&name) else { continue };
            let request = match errand {
                Errand::Register => trunk.registration.request(now, &trunk.setup, &mut self.rng),
                Errand::Options => trunk.health.request(&trunk.setup),
            };
            let ask = |request| TrunkOutput::Ask(name, errand, Box::new(request));
            self.out.extend(request.map(ask));
        }
    }

    /// When `timeout` wants to be called, and for whom.
    pub(super) fn next_timeout(&self) -> Option<(Time, String)> {
        self.waits.next().map(|(at, (name, errand))| (at, format!("trunk {name}: {errand:?}")))
    }

    /// Hands out what is wanted.
    pub(super) fn poll(&mut self) -> Option<TrunkOutput> {
        self.out.pop_front()
    }

    fn begin(&mut self, name: &str, trunk: &Trunk) {
        // The beginning of all time is over at the first look.
        if trunk.registration.is_wanted() {
            // So that its gauge is there before the first answer, which may never come.
            self.news(name, TrunkEvent::Registered(false));
            self.waits.set((name.to_owned(), Errand::Register), Time::default());
        }
        if trunk.health.is_wanted() {
            self.waits.set((name.to_owned(), Errand::Options), Time::default());
        }
        if self.failover.active() == Some(name) {
            self.news(name, TrunkEvent::Active(true));
        }
    }

    fn on_registered(&mut self, now: Time, name: &str, reply: &Replied<'_>) {
        let Some(trunk) = self.all.get_mut(name) else { return };
        let outcome = trunk.registration.on_reply(now, &trunk.setup, reply, &mut self.rng);
        let is_known = trunk.registration.is_known(now);
        if let Some(at) = outcome.again {
            self.waits.set((name.to_owned(), Errand::Register), at);
        }
        if let (true, Some(flow)) = (is_known, reply.flow) {
            self.out.push_back(TrunkOutput::Trust(name.to_owned(), flow.peer.ip()));
        }
        if outcome.changed {
            self.news(name, TrunkEvent::Registered(is_known));
        }
        if let Some(text) = outcome.said {
            let level = if is_known { Level::Info } else { Level::Warning };
            self.note(
                level,
                if is_known { "trunk_registered" } else { "trunk_unregistered" },
                format!("trunk {name}: {text}"),
            );
        }
    }

    fn on_probed(&mut self, now: Time, name: &str, reply: &Replied<'_>) {
        let Some(trunk) = self.all.get_mut(name) else { return };
        let change = trunk.health.on_reply(reply.status);
        let at = now + trunk.health.pause(&mut self.rng);
        self.waits.set((name.to_owned(), Errand::Options), at);
        let Some(alive) = change else { return };
        self.news(name, TrunkEvent::Alive(alive));
        let (level, noted, text) = match alive {
            true => (Level::Info, "trunk_up", "it answers".to_owned()),
            false => (Level::Error, "trunk_down", reply.refusal("OPTIONS")),
        };
        self.note(level, noted, format!("trunk {name}: {text}"));
        let others: Vec<&str> =
            self.all.iter().filter(|(_, trunk)| trunk.health.is_dead()).map(|(name, _)| name.as_str()).collect();
        if self.failover.on_health(&others) {
            self.on_turned(name, "it is down");
        }
    }

    /// Calls to numbers go elsewhere.
    fn on_turned(&mut self, from: &str, why: &str) {
        let Some(to) = self.failover.active().map(str::to_owned) else { return };
        if let Some(before) = self.failover.standby().map(str::to_owned) {
            self.news(&before, TrunkEvent::Active(false));
        }
        self.news(&to, TrunkEvent::Active(true));
        self.note(Level::Error, "trunk_swapped", format!("trunk {from}: {why}; calls to numbers go to {to} now"));
        self.out.push_back(TrunkOutput::Turned);
    }

    fn news(&mut self, trunk: &str, what: TrunkEvent) {
        self.out.push_back(TrunkOutput::News(TrunkNews { trunk: trunk.to_owned(), what }));
    }

    fn note(&mut self, level: Level, name: &str, text: String) {
        self.out.push_back(TrunkOutput::Note(Note { call: None, level, code: 0, name: name.to_owned(), text }));
    }
}

/// The end of a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Replied<'a> {
    /// As in `sip::Event::Replied`.
    pub(super) status: u16,
    /// The response, when there was one.
    pub(super) response: Option<&'a Message>,
    /// The number of the last try.
    pub(super) cseq: u32,
    /// The way the last try went.
    pub(super) flow: Option<Flow>,
    /// What became of our login.
    pub(super) proof: &'a Proof,
    /// Why there is no response.
    pub(super) obstacle: Option<&'a Obstacle>,
}

impl Replied<'_> {
    /// What became of a request, in words.
    pub(super) fn refusal(&self, method: &str) -> String {
        match (self.obstacle, self.proof.why()) {
            (Some(obstacle), _) => format!("{method} was not answered: {obstacle}"),
            (None, Some(why)) => format!("{method} was refused with {}: {why}", self.status),
            (None, None) => format!("{method} was refused with {}", self.status),
        }
    }
}
