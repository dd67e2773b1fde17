//! One run of the matrix: who is there, what can be done, and what must be true in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use callwright::base::{CallSid, Rng, Time};
use callwright::call::rules::OnDeadAir;
use callwright::call::source::LoadFault;
use callwright::call::trunk::Offering;
use callwright::engine::{Change, Command, Input, Order, SessionTimer, Trunk, User};
use callwright::media::{Ended, Event};
use callwright::wire::http::{Fault, form};
use callwright::wire::sip::{Flow, Message, Replaces, Transport};

use super::deeds::{DEEDS, Deed, FORWARD, UNTOLD};
use super::house::{House, START, address, found, reply};
use super::scenes::{CALLER, KATE, SCENES};
use super::telephone::Telephone;

/// Seconds that a call of a run may last.
const CAP: u64 = 120;
/// No call lives longer than this: it may wait for documents, ring through Dials and then last until the cap.
const LONGEST: Duration = Duration::from_secs(CAP + 300);
/// How many deeds are tried until one comes to something.
const TRIES: u32 = 4;
/// In the end everything comes to rest: letters are repeated, transactions linger.
const REST: Duration = Duration::from_secs(4 * 3600);

/// Somebody's message on its way: to whom, the way as they see it, the bytes, and the deed it came of.
type Flight = (Option<usize>, Flow, Bytes, Option<&'static str>);

/// A run.
pub(crate) struct Play {
    seed: u64,
    now: Time,
    rng: Rng,
    pub(crate) house: House,
    /// The application lets everybody meet.
    pub(crate) is_meeting: bool,
    phones: Vec<Telephone>,
    air: BTreeMap<(Time, u64), Flight>,
    flights: u64,
    loss: f64,
    last: Vec<(Flow, Bytes)>,
    /// Connections that something came over.
    streams: BTreeSet<Flow>,
    calls: BTreeSet<CallSid>,
    /// Last callbacks that the application has taken, by call.
    told: BTreeMap<CallSid, u32>,
    /// What happened, when somebody wants to read it.
    diary: Option<Vec<(Time, String)>>,
    /// The deed that is being done, or has led to what the engine is given now.
    deed: Option<&'static str>,
    /// How many times a deed came to something.
    given: u64,
    /// The deeds that the engine was given something by, with the states of the calls in that moment.
    pub(crate) met: BTreeSet<(String, &'static str)>,
}

impl Play {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = Rng::seeded(seed);
        let ports = if rng.chance(0.1) { 2 } else { 200 };
        let transfers = rng.chance(0.5);
        let offer = if rng.chance(0.3) { Offering::Late } else { Offering::Early };
        let on_dead_air = if rng.chance(0.5) { OnDeadAir::End } else { OnDeadAir::Tell };
        let house = House::new(rng.next_u64(), |settings| {
            settings.media.on_dead_air = on_dead_air;
            settings.limits.call_duration = CAP;
            settings.follow_redirects = true;
            settings.media.port_max = settings.media.port_min + ports;
            let own = settings.numbers.get_mut("*").expect("the house has one application for all");
            own.refer_url = transfers.then(|| "http://app.example/refer".into());
            settings.users.insert("kate".into(), User { password: "secret".into(), ..User::default() });
            settings.session_timer = SessionTimer { expires: 90, min_se: 90, ..SessionTimer::default() };
            settings.registrar.options_every = 20;
            let trunk = |uri: &str| Trunk { uri: Some(uri.into()), register: true, offer, ..Trunk::default() };
            let main = Trunk { username: Some("us".into()), password: Some("x".into()), ..trunk("sip:192.0.2.11") };
            settings.trunks.insert("main".into(), main);
            settings.trunks.insert("spare".into(), Trunk { register: false, ..trunk("sip:192.0.2.12") });
            settings.outbound.trunk = Some("main".into());
            settings.outbound.fallback = Some("spare".into());
            settings.outbound.max_failed_calls = 2;
        });
        let is_meeting = rng.chance(0.2);
        let phones = (0..4).map(|index| Telephone::new(index, rng.fork())).collect();
        let loss = [0.0, 0.0, 0.1, 0.3][rng.below(4) as usize];
        Self {
            seed,
            now: START,
            rng,
            house,
            is_meeting,
            phones,
            air: BTreeMap::new(),
            flights: 0,
            loss,
            last: Vec::new(),
            streams: BTreeSet::new(),
            calls: BTreeSet::new(),
            told: BTreeMap::new(),
            diary: None,
            deed: None,
            given: 0,
            met: BTreeSet::new(),
        }
    }

    /// The same, writing down what happens.
    pub(crate) fn with_diary(self) -> Self {
        Self { diary: Some(Vec::new()), ..self }
    }

    /// Some things happen, then all is left to itself.
    pub(crate) fn run(&mut self) {
        if self.rng.chance(0.25) {
            self.wander();
        } else {
            self.visit();
        }
        self.rest();
        self.judge();
    }

    /// One call or two are led somewhere, and something happens to them there.
    fn visit(&mut self) {
        let mut callers = vec![CALLER, KATE];
        if self.rng.chance(0.5) {
            callers.reverse();
        }
        if self.rng.chance(0.25) {
            callers.truncate(1);
        }
        for caller in callers {
            let scene = self.pick(&SCENES);
            self.set(caller, scene);
        }
        for _ in 0..2 + self.rng.below(3) {
            // What can do nothing now gives way to something else.
            let given = self.given;
            for _ in 0..TRIES {
                let deed = self.pick(&DEEDS);
                self.act(&deed);
                if self.given > given {
                    break;
                }
            }
            let span = self.pick(&[0, 1, 15, 40, 200, 600]);
            self.pass(Duration::from_millis(span));
        }
    }

    /// A call comes, and things happen at chosen moments.
    fn wander(&mut self) {
        self.act(&DEEDS[0]);
        // A call without its document meets little: most have theirs soon.
        if self.rng.chance(0.7) {
            self.pass(Duration::from_millis(30));
            self.act(&named("application answers"));
        }
        if self.is_meeting {
            self.act(&named("kate calls"));
            self.pass(Duration::from_millis(30));
            self.act(&named("application answers"));
        }
        for _ in 0..2 + self.rng.below(6) {
            let span = self.pick(&[0, 1, 15, 40, 200, 600, 2_000, 6_000, 21_000]);
            self.pass(Duration::from_millis(span));
            // What moves a call on comes more often than what disturbs it.
            let deed = if self.rng.chance(0.5) { named(self.pick(&FORWARD)) } else { self.pick(&DEEDS) };
            self.act(&deed);
        }
    }

    /// What happened, for whoever looks into a failure.
    pub(crate) fn tell(&self) {
        for (at, line) in self.diary.iter().flatten() {
            eprintln!("{:9.3} {line}", (*at - START).as_secs_f64());
        }
    }

    fn act(&mut self, (name, deed): &Deed) {
        self.note(|| name.to_string());
        self.deed = Some(name);
        deed(self);
        self.settle();
        self.deed = None;
    }

    /// The deed has come to pass: something of it is given to the engine, or will never come to it.
    pub(crate) fn meet(&mut self) {
        let Some(deed) = self.deed else { return };
        self.given += 1;
        let calls: Vec<CallSid> = self.alive().collect();
        let states = calls.into_iter().filter_map(|call| self.house.engine.describe(call));
        self.met.extend(states.map(|described| (state(&described), deed)));
    }

    fn note(&mut self, line: impl FnOnce() -> String) {
        if let Some(diary) = &mut self.diary {
            diary.push((self.now, line()));
        }
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.rng.below(from.len() as u64) as usize]
    }

    pub(crate) fn alive(&self) -> impl Iterator<Item = CallSid> {
        self.calls.iter().copied().filter(|call| !self.house.cdrs.iter().any(|cdr| cdr.call == *call))
    }

    pub(crate) fn phone(&mut self, index: usize, act: impl FnOnce(&mut Telephone, Time)) {
        act(&mut self.phones[index], self.now);
    }

    /// An operator wants something of a conference that goes on, or of somebody in it.
    pub(crate) fn operate(&mut self, wish: &str) {
        let going_on = self.house.engine.conferences().into_iter().find(|room| !room.people.is_empty());
        let Some(room) = going_on else { return };
        let calls: Vec<CallSid> = room.people.iter().map(|one| one.call).collect();
        let (call, params) = (self.pick(&calls), form::parse(wish.as_bytes()));
        let order = match Order::of_conference(&params) {
            Ok(order) => order,
            Err(_) if params.is_empty() => Order::Kick(call),
            Err(_) => Order::Change(call, Box::new(Change::read(&params).expect("one of the wishes"))),
        };
        self.give(Input::Command(Command::Conference { room: room.sid, order }));
    }

    /// One of the callees that have something to do.
    pub(crate) fn callee(&mut self, act: impl FnOnce(&mut Telephone, Time)) {
        let busy = |phone: &Telephone| !phone.ringing.is_empty() || !phone.up.is_empty();
        let busy: Vec<usize> = (1..self.phones.len()).filter(|index| busy(&self.phones[*index])).collect();
        let index = if busy.is_empty() { 1 } else { self.pick(&busy) };
        self.phone(index, act);
    }

    /// Nothing comes from a callee any more, nor to it.
    pub(crate) fn cut_off(&mut self) {
        let mut was_there = false;
        self.callee(|phone, _| was_there = !std::mem::replace(&mut phone.gone, true));
        if was_there {
            self.meet();
        }
    }

    /// How a call of a telephone is named to whoever takes it over.
    pub(crate) fn name(&mut self) -> Option<Replaces> {
        let names: Vec<Replaces> = self.phones.iter().filter_map(Telephone::name).collect();
        (!names.is_empty()).then(|| names[self.rng.below(names.len() as u64) as usize].clone())
    }

    /// A connection breaks; the telephone opens another one when it says something again.
    pub(crate) fn cut(&mut self) {
        if let Some(flow) = self.streams.pop_first() {
            self.give(Input::FlowClosed { flow });
            let there = Flow { transport: flow.transport, local: flow.peer, peer: flow.local };
            for phone in self.phones.iter_mut().filter(|phone| phone.addr == there.local) {
                phone.sip.on_closed(self.now, there);
            }
        }
    }

    /// The sound that is waited for longest is there, or is nowhere.
    pub(crate) fn loaded(&mut self, found: bool) {
        if !self.house.loads.is_empty() {
            let id = self.house.loads.remove(0);
            let result = if found { Ok(()) } else { Err(LoadFault::Status(404)) };
            self.give(Input::Loaded { id, result });
        }
    }

    pub(crate) fn played(&mut self) {
        if !self.house.plays.is_empty() {
            let index = self.rng.below(self.house.plays.len() as u64) as usize;
            let (group, line, play) = self.house.plays.remove(index);
            let event = match line {
                Some(line) => Event::Played { group, line, play },
                None => Event::Announced { group, play },
            };
            self.give(Input::Media(event));
        }
    }

    pub(crate) fn recorded(&mut self, ended: Ended) {
        if !self.house.tapes.is_empty() {
            let tape = self.house.tapes.remove(0);
            for input in self.house.recorded(tape, ended) {
                self.give(input);
            }
        }
    }

    pub(crate) fn application(&mut self, result: Result<callwright::wire::http::Reply, Fault>) {
        if let Some(at) = self.house.questions.iter().position(|question| !question.is_letter()) {
            self.reply(at, result);
        }
    }

    /// What was asked last is answered.
    pub(crate) fn latest(&mut self, result: Result<callwright::wire::http::Reply, Fault>) {
        if let Some(at) = self.house.questions.iter().rposition(|question| !question.is_letter()) {
            self.reply(at, result);
        }
    }

    pub(crate) fn mail(&mut self, result: Result<callwright::wire::http::Reply, Fault>) {
        if let Some(at) = self.house.questions.iter().position(super::house::Question::is_letter) {
            self.reply(at, result);
        }
    }

    fn reply(&mut self, at: usize, result: Result<callwright::wire::http::Reply, Fault>) {
        let question = self.house.questions.remove(at);
        let taken = result.as_ref().is_ok_and(|reply| reply.status < 300);
        if taken && question.is_letter() && question.is_final() {
            *self.told.entry(question.call).or_default() += 1;
        }
        self.meet();
        self.note(|| format!("{} -> {:?}", question.exchange.url, result.as_ref().map(|reply| reply.status)));
        self.house.answer(self.now, &question, result);
    }

    pub(crate) fn line(&mut self, event: impl FnOnce(callwright::media::GroupId, callwright::media::LineId) -> Event) {
        let lines = self.house.lines.len() as u64;
        if lines > 0 {
            let (group, line) = self.house.lines[self.rng.below(lines) as usize];
            self.give(Input::Media(event(group, line)));
        }
    }

    pub(crate) fn give(&mut self, input: Input) {
        self.meet();
        self.house.give(self.now, input);
    }

    /// Whatever the engine has received comes once more.
    pub(crate) fn repeat(&mut self) {
        for (flow, bytes) in self.last.clone() {
            self.give(Input::Message { flow, bytes });
        }
    }

    /// Takes everything up and puts it into the air, until all are silent.
    pub(crate) fn settle(&mut self) {
        loop {
            self.calls.extend(self.house.questions.iter().map(|question| question.call));
            for (id, kind) in std::mem::take(&mut self.house.names) {
                let known = self.rng.chance(0.7);
                let answer = found(kind, known.then(|| self.phones[1].addr));
                self.give(Input::Resolved { id, answer });
            }
            if let Some((flow, bytes)) = self.house.sent.pop_front() {
                self.calls.extend(sid(&bytes));
                let phone = self.phones.iter().position(|phone| phone.addr.ip() == flow.peer.ip());
                self.fly(flow, bytes, phone);
                continue;
            }
            let (now, rng) = (self.now, &mut self.rng);
            let said = self.phones.iter_mut().find_map(|phone| phone.poll(now, rng));
            let Some((flow, bytes)) = said else { return };
            self.fly(flow, bytes, None);
        }
    }

    fn fly(&mut self, flow: Flow, bytes: Bytes, to: Option<usize>) {
        let there = Flow { transport: flow.transport, local: flow.peer, peer: flow.local };
        let lost = flow.transport == Transport::Udp && self.rng.chance(self.loss);
        if !lost && (to.is_some() || there.local == address()) {
            self.flights += 1;
            self.given += u64::from(self.deed.is_some());
            let at = self.now + self.rng.span(Duration::from_millis(1), Duration::from_millis(25));
            self.air.insert((at, self.flights), (to, there, bytes, self.deed));
        }
    }

    fn next(&self) -> Option<Time> {
        let air = self.air.keys().next().map(|(at, _)| *at);
        let phones = self.phones.iter().filter_map(|phone| phone.sip.deadline());
        air.into_iter().chain(self.house.engine.deadline()).chain(phones).min()
    }

    pub(crate) fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.next().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.step();
        }
        self.now = end;
    }

    fn step(&mut self) {
        while let Some(entry) = self.air.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let (to, flow, bytes, deed) = entry.remove();
            self.note(|| first_line(&bytes));
            match to {
                Some(phone) => self.phones[phone].receive(self.now, flow, bytes),
                None => {
                    if flow.transport == Transport::Tcp {
                        self.streams.insert(flow);
                    }
                    self.last.truncate(3);
                    self.last.insert(0, (flow, bytes.clone()));
                    self.deed = deed;
                    self.give(Input::Message { flow, bytes });
                    self.deed = None;
                }
            }
            self.settle();
        }
        if self.house.engine.deadline().is_some_and(|due| due <= self.now) {
            self.give(Input::Tick);
        }
        for phone in &mut self.phones {
            if phone.sip.deadline().is_some_and(|due| due <= self.now) {
                phone.sip.timeout(self.now);
            }
        }
        self.settle();
    }

    /// Everybody does nothing but what is due; the application says no more than it must. In one of five runs the
    /// telephones stay where they are until the engine has had enough of them.
    fn rest(&mut self) {
        if self.rng.chance(0.8) {
            for index in 0..self.phones.len() {
                for _ in 0..8 {
                    self.phone(index, Telephone::hang_up);
                }
            }
            self.settle();
        }
        let end = self.now + REST;
        while self.house.left_over().is_some() && self.now < end {
            while !self.house.questions.is_empty() {
                self.reply(0, reply(204, ""));
                self.settle();
            }
            while !self.house.loads.is_empty() {
                self.loaded(true);
                self.settle();
            }
            while !self.house.plays.is_empty() {
                self.played();
                self.settle();
            }
            let Some(due) = self.next() else { break };
            self.now = self.now.max(due);
            self.step();
        }
    }

    fn judge(&self) {
        assert_eq!(self.house.left_over(), None, "seed {}: something is left", self.seed);
        let faults: Vec<_> = self.house.notes.iter().filter(|note| note.name == "rounds").collect();
        assert!(faults.is_empty(), "seed {}: {faults:?}", self.seed);
        let mut records: BTreeMap<CallSid, u32> = BTreeMap::new();
        for cdr in &self.house.cdrs {
            *records.entry(cdr.call).or_default() += 1;
            let lived = cdr.end.since(cdr.start);
            assert!(lived <= LONGEST, "seed {}: a call lived {lived:?}", self.seed);
            let talked = cdr.answered.map_or(Duration::ZERO, |answered| cdr.end.since(answered));
            assert!(talked <= Duration::from_secs(CAP), "seed {}: a call lasted {talked:?}", self.seed);
        }
        assert!(records.values().all(|count| *count == 1), "seed {}: records {records:?}", self.seed);
        assert!(self.calls.iter().all(|call| records.contains_key(call)), "seed {}: a call without record", self.seed);
        assert!(self.told.values().all(|count| *count == 1), "seed {}: last callbacks {:?}", self.seed, self.told);
        let owed = self.house.cdrs.iter().filter(|cdr| cdr.cause != "bad_target" && !UNTOLD.contains(&cdr.to.as_str()));
        let untold: Vec<_> = owed.filter(|cdr| !self.told.contains_key(&cdr.call)).collect();
        assert!(untold.is_empty(), "seed {}: no last callback of {untold:?}", self.seed);
    }
}

fn named(name: &str) -> Deed {
    *DEEDS.iter().find(|deed| deed.0 == name).expect("deeds are asked for by their names")
}

/// The beginning of what the engine says about a call: its status, its verb, the state of the verb.
fn state(described: &str) -> String {
    described
        .split(", ")
        .take(3)
        .filter(|part| !part.starts_with(|c: char| c.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The call that an INVITE of the engine's begins.
fn sid(bytes: &Bytes) -> Option<CallSid> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.starts_with("INVITE "))?;
    let (_, rest) = text.split_once("X-RestComm-CallSid: ")?;
    rest.lines().next()?.parse().ok()
}

fn first_line(bytes: &Bytes) -> String {
    let message = Message::parse(bytes.clone());
    let cseq = message.as_ref().ok().and_then(Message::cseq).map(|cseq| cseq.to_string()).unwrap_or_default();
    let line = bytes.split(|b| *b == b'\r').next().unwrap_or_default();
    format!("    {} ({cseq})", String::from_utf8_lossy(line))
}
