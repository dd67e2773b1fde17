//! Floor 4: the engine, which is a value. Things that happen are given to it with the time, things to do are taken from
//! it; inside it routes between the SIP machines, the media groups and the families of calls.
//!
//! ```text
//! engine.handle(now, input);
//! while let Some(output) = engine.poll() { … }
//! engine.next_timeout()            // give it Input::Tick then
//! ```
//!
//! Here: the engine and its one loop. `gate` lets in, `route` finds the application, `arrival` reads an
//! INVITE, `events` takes what SIP and media report to the right family, `outside` answers requests that are
//! no calls, `reading` takes messages to applications, `texting` sends those of documents, `mailing` mails,
//! `transfer` and `onward` deal with REFER, `forward` with 3xx, `known_as` with what we are called, `effects`
//! carries out what families want, `ledger` knows whose is what, `room` holds conferences, `queue` those who wait,
//! `loan` knows which lines are away from home, `guesses` counts wrong ones, `courier` delivers callbacks, `journal` writes it all down.

mod arrival;
pub mod courier;
mod effects;
mod events;
mod forward;
mod gate;
mod guard;
mod guesses;
mod input;
pub mod journal;
mod known_as;
mod ledger;
mod loan;
mod mailing;
mod onward;
mod output;
mod outside;
mod queue;
mod reading;
mod registrar;
mod room;
mod route;
mod rules;
mod settings;
mod stir;
mod texting;
mod transfer;
mod trunk;
mod trunking;
mod word;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::base::{Rng, Time, Timers};
use crate::call::compat::PostQuery;
use crate::call::family::{Family, Means, Mint};
use crate::call::rules::Rules;
use crate::media::{GroupId, Ports};
use crate::sip::registrar::Registrar;
use crate::sip::{self, Sip};

use courier::Courier;
use gate::Gate;
use guard::Warden;
use ledger::Ledger;
use loan::Loans;
use queue::Queues;
use room::Rooms;
use route::DialPlan;
use trunk::Trunks;
use word::Word;

pub use crate::call::{Cdr, Level, Note};
pub use input::{Command, Input};
pub use output::Output;
pub use room::{Attendant, Change, Coaching, Conference, ConferenceStatus, Holding, Notice, Order, OrderFault};
pub use route::{
    Caller, Challenger, Decision, Destination, Explanation, Finding, OwnHosts, Pattern, PatternFault, Route, Standing,
    UserId, Why, organization_of,
};
pub use settings::{
    Account, Api, Application, Bye, DEFAULT, Directory, Guard, Limits, Mail, MailTls, Media, Organization, Outbound,
    Recogniser, RecogniserKind, Registrar as RegistrarSettings, SessionTimer, Settings, SettingsFault, Stir, Streams,
    Transfer, Trunk, User,
};
pub use trunk::{TrunkEvent, TrunkNews};

/// Rounds of the inner loop that one input may cause; more is a fault of ours, noted and left for the next input.
const ROUNDS: usize = 100_000;

/// The engine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Engine {
    settings: Settings,
    rules: Rules,
    plan: DialPlan,
    guard: Warden,
    sip: Sip,
    gate: Gate,
    stir: stir::Stir,
    trunks: Trunks,
    ports: Ports,
    mint: Mint,
    courier: Courier,
    ledger: Ledger,
    registrar: Registrar,
    rooms: Rooms,
    queues: Queues,
    loans: Loans,
    words: VecDeque<Word>,
    readings: reading::Readings,
    families: BTreeMap<GroupId, Family>,
    wakes: Timers<GroupId>,
    born: u64,
    draining: bool,
    outputs: VecDeque<Output>,
}

/// What is alive in the engine; all zero in an empty house.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Census {
    /// Calls that are not over.
    pub calls: usize,
    /// Families, those that still wait for an answer included.
    pub families: usize,
    /// SIP transactions, lingering ones included.
    pub transactions: usize,
    /// SIP dialogs.
    pub dialogs: usize,
    /// RTP ports in use or at rest.
    pub ports: usize,
    /// HTTP answers waited for.
    pub requests: usize,
    /// Callbacks not delivered yet, wills included.
    pub letters: usize,
    /// Deadlines of calls.
    pub timers: usize,
    /// Registered contacts: they are there without any call.
    pub contacts: usize,
}

/// What families draw on, borrowed field by field so that the rest of the engine stays free.
macro_rules! means {
    ($engine:ident, $now:ident) => {
        Means {
            now: $now,
            rules: &$engine.rules,
            ports: &mut $engine.ports,
            mint: &mut $engine.mint,
            registrar: &$engine.registrar,
            is_hosted: &|organization: &str, number: &str| {
                $crate::engine::route::is_hosted(&$engine.settings, &$engine.plan, organization, number)
            },
            may_text: &|group, number: &str| {
                $engine.guard.texts($now, &$engine.settings, &$engine.plan.tolls, group, number).is_ok()
            },
        }
    };
}
use means;

impl Engine {
    /// An engine that has seen nothing yet. All its randomness comes from `rng`.
    ///
    /// # Errors
    ///
    /// A setting that cannot be used, by its name and with what to do about it.
    pub fn new(settings: Settings, sip: sip::Config, mut rng: Rng) -> Result<Self, SettingsFault> {
        let sip = sip::Config {
            session_timer: settings.session_timer.policy(),
            reliable_provisional: settings.reliable_provisional,
            ..sip
        };
        let rules = Rules::of(&settings, &sip, &mut rng)?;
        let media = &settings.media;
        Ok(Self {
            gate: Gate::new(&settings, rng.fork())?,
            stir: stir::Stir::new(&settings.stir)?,
            ports: Ports::new(media.addresses.clone(), media.port_min, media.port_max),
            mint: Mint::new(rng.fork()),
            courier: Courier::new(courier_rules(&settings), rules.signer.clone(), rng.fork()),
            trunks: Trunks::new(&settings, rng.fork())?,
            plan: DialPlan::of(&settings, &sip)?,
            guard: Warden::default(),
            sip: Sip::new(sip, rng.fork()),
            ledger: Ledger::default(),
            registrar: Registrar::new(settings.registrar.rules(), rng.fork()),
            rooms: Rooms::new(&settings.guard),
            queues: Queues::new(&settings.limits)?,
            loans: Loans::default(),
            words: VecDeque::new(),
            readings: reading::Readings::default(),
            families: BTreeMap::new(),
            wakes: Timers::new(),
            born: 0,
            draining: false,
            outputs: VecDeque::new(),
            settings,
            rules,
        })
    }

    /// Takes in one thing that happened, and lets time pass up to `now`.
    pub fn handle(&mut self, now: Time, input: Input) {
        match input {
            Input::Message { flow, bytes } => {
                // Nobody else can send from our own address: what says so is forged.
                let forged = self.plan.is_loop(&flow);
                let may_enter = !forged && !self.is_stray_ack(&flow, &bytes);
                if may_enter && (self.sip.is_expected(&bytes) || self.gate.admits(now, &flow, &bytes)) {
                    self.sip.receive(now, flow, bytes);
                }
            }
            Input::FlowClosed { flow } => {
                self.sip.on_closed(now, flow);
                self.registrar.on_closed(flow, None);
                self.trunks.on_closed(now, flow);
            }
            Input::FlowFailed { flow, why } => {
                self.sip.on_failed(now, flow, &why);
                self.registrar.on_closed(flow, Some(&why));
                self.trunks.on_closed(now, flow);
            }
            Input::Resolved { id, answer } => self.sip.on_resolved(now, id, answer),
            Input::Fetched { id, result } => self.on_fetched(now, id, result),
            Input::Loaded { id, result } => self.on_loaded(now, id, result),
            Input::Filed { group, recording, result } => self.on_filed(now, group, recording, result),
            Input::Heard { id, what } => self.on_heard(now, id, what),
            Input::Stream { id, news } => self.on_stream(now, id, news),
            Input::Transcribed { id, result } => self.on_transcribed(now, id, result),
            Input::Mailed { id, result } => self.on_mailed(id, result),
            Input::Media(event) => self.on_media(now, event),
            Input::Recovered(letters) => self.courier.recover(now, letters),
            Input::Registered(bindings) => self.registrar.recover(now, bindings),
            Input::Command(command) => self.on_command(now, command),
            Input::Tick => {}
        }
        self.timeout(now);
        self.pump(now);
    }

    /// Hands out the next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When the engine wants a `Tick` at the latest, and whose deadline that is.
    pub fn next_timeout(&self) -> Option<(Time, String)> {
        let family = self.wakes.next().and_then(|(_, id)| self.families.get(id));
        let calls = family.and_then(|family| family.next_timeout()).map(|(at, alarm)| (at, format!("call: {alarm:?}")));
        let courier = self.courier.next_timeout().map(|(at, call)| (at, format!("courier: back-off, {call}")));
        let stir = self.stir.next_timeout().map(|at| (at, "stir: the certificate is late".to_owned()));
        let contacts = self.registrar.next_timeout();
        let trunks = self.trunks.next_timeout();
        let rooms = self.rooms.next_timeout().map(|at| (at, "conference: age".to_owned()));
        [self.sip.next_timeout(), calls, courier, stir, contacts, trunks, rooms]
            .into_iter()
            .flatten()
            .min_by_key(|(at, _)| *at)
    }

    /// The same without the reason: for the loop, which asks after every input.
    pub fn deadline(&self) -> Option<Time> {
        let calls = self.wakes.next().map(|(at, _)| at);
        let courier = self.courier.next_timeout().map(|(at, _)| at);
        let (stir, contacts) = (self.stir.next_timeout(), self.registrar.deadline());
        let trunks = self.trunks.next_timeout().map(|(at, _)| at);
        [self.sip.deadline(), calls, courier, stir, contacts, trunks, self.rooms.next_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

    /// What is alive.
    pub fn census(&self) -> Census {
        let (sip, letters) = (self.sip.census(), self.courier.census());
        let families = self.families.values();
        Census {
            calls: self.ledger.calls(),
            families: self.families.len(),
            transactions: sip.transactions,
            dialogs: sip.dialogs,
            ports: self.ports.in_use() + self.ports.resting(),
            requests: self.ledger.requests(),
            letters: letters.letters + letters.wills,
            timers: sip.timers
                + self.wakes.len()
                + self.rooms.len()
                + self.queues.len()
                + self.loans.len()
                + families.map(Family::deadlines).sum::<usize>(),
            contacts: self.registrar.len(),
        }
    }

    /// Calls that are not over, for the overload decision and the drain; cheap.
    pub fn calls(&self) -> usize {
        self.ledger.calls()
    }

    /// What one call is doing, in words: `in-progress, Dial, ringing, 2 branches, 0 waiting`.
    pub fn describe(&self, call: crate::base::CallSid) -> Option<String> {
        let (family, id) = self.families.values().find_map(|family| Some((family, family.find(call)?)))?;
        let call = family.call(id);
        let script = call.script.as_ref().map(|script| script.describe());
        Some(format!("{}, {}", call.status().name(), script.unwrap_or_else(|| "no document".to_owned())))
    }

    /// Whether new calls are refused (O1).
    pub const fn is_draining(&self) -> bool {
        self.draining
    }

    /// Callbacks not delivered yet.
    pub fn letters(&self) -> usize {
        self.courier.census().letters
    }

    /// Mails that are not sent yet.
    pub fn mails(&self) -> usize {
        self.ledger.mails()
    }

    fn timeout(&mut self, now: Time) {
        self.sip.timeout(now);
        self.registrar.timeout(now);
        self.courier.timeout(now);
        self.trunks.timeout(now);
        self.with_rooms(now, Rooms::timeout);
        while let Some((id, incoming)) = self.stir.timeout(now) {
            self.abandon(id);
            self.on_incoming(now, &incoming);
        }
        while let Some(id) = self.wakes.expired(now) {
            self.with_family(now, id, Family::timeout);
        }
    }

    /// Takes events up and effects down until nothing moves (bounded and counted).
    fn pump(&mut self, now: Time) {
        for _ in 0..ROUNDS {
            let engine =
                self.pump_sip(now) || self.pump_registrar(now) || self.pump_trunks(now) || self.pump_words(now);
            if !engine && !self.pump_courier() && !self.pump_gate() {
                return;
            }
        }
        self.complain("rounds", "one input caused more work than is sane; the rest waits for the next input");
    }

    fn pump_sip(&mut self, now: Time) -> bool {
        let Some(output) = self.sip.poll() else { return false };
        match output {
            sip::Output::Send { flow, bytes } => match self.plan.turned(&flow) {
                Some(back) => self.sip.receive(now, back, bytes),
                None => self.outputs.push_back(Output::Send { flow, bytes }),
            },
            sip::Output::Resolve { id, question } => self.outputs.push_back(Output::Resolve { id, question }),
            sip::Output::Event(event) => self.on_sip(now, event),
            sip::Output::Stray(stray) => self.outputs.push_back(Output::Stray(stray)),
        }
        true
    }

    fn pump_gate(&mut self) -> bool {
        let Some(note) = self.gate.poll() else { return false };
        self.outputs.push_back(Output::Note(note));
        true
    }

    /// Gives a family the word, carries out what it wants, and forgets it when it is over.
    fn with_family(&mut self, now: Time, id: GroupId, act: impl FnOnce(&mut Family, &mut Means<'_>)) {
        let Some(mut family) = self.families.remove(&id) else { return };
        let mut means = means!(self, now);
        act(&mut family, &mut means);
        self.settle(now, id, family);
    }

    fn settle(&mut self, now: Time, id: GroupId, mut family: Family) {
        while let Some(effect) = family.poll() {
            self.carry_out(now, &mut family, effect);
        }
        if family.is_over() {
            self.wakes.stop(&id);
            self.ledger.forget_family(id);
            self.guard.forget_family(id);
            self.outputs.push_back(Output::Media(crate::media::Command::Forget { group: id }));
            return;
        }
        match family.next_timeout() {
            Some((at, _)) => self.wakes.set(id, at),
            None => drop(self.wakes.stop(&id)),
        }
        self.families.insert(id, family);
    }

    fn complain(&mut self, name: &str, text: &str) {
        let note = Note { call: None, level: Level::Error, code: 0, name: name.into(), text: text.into() };
        self.outputs.push_back(Output::Note(note));
    }
}

fn courier_rules(settings: &Settings) -> courier::Rules {
    let limits = &settings.limits;
    let rules = courier::Rules::new(limits.letters, limits.letter_hours, settings.http.redirects);
    courier::Rules { moves_query: settings.asking().post_query == Some(PostQuery::Body), ..rules }
}

#[cfg(test)]
mod tests;
