//! The virtual town: one house with the engine, phones, a web server and the net between them, on a clock that jumps from
//! deadline to deadline. Nothing here reads a clock; the same story and seed give the same transcript, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;

use super::director::{Cue, Director};
use super::glimpse;
use super::house::{House, Leaving};
use super::judge::{Evidence, Failure, judge};
use super::names::Names;
use super::net::Net;
use super::phone::{Noticed, Outgoing, Phone};
use super::story::{Habit, PhoneCard, Story, Weather};
use super::transcript::{ENGINE, Fate, Scene, Transcript, reply_text};
use super::web::Web;
use crate::base::{Rng, Time};
use crate::call::RequestId;
use crate::engine::{Command, Input, SettingsFault};
use crate::sip::{Answer, Question, ResolveId};
use crate::wire::http::{Exchange, Fault, Reply};
use crate::wire::sip::{Flow, Transport};

/// 2024-03-05T10:15:00Z: every story begins then.
const START: Time = Time::from_secs(1_709_633_700);
/// How long after its last step a story may take to come to rest: callbacks are repeated for a day.
const REST: Duration = Duration::from_secs(30 * 3600);
/// Events that one story may take; more is a loop.
const EVENTS: usize = 20_000_000;
/// After a change of the way of the sound everybody says something this much later.
const AFTER_CHANGE: Duration = Duration::from_millis(100);

/// How a story is played, whatever it says itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Instead of the story's seed.
    pub seed: Option<u64>,
    /// Instead of the story's net.
    pub weather: Option<Weather>,
    /// Write the engine out and read it back before every input, and compare.
    pub through_disk: bool,
}

/// What came of a story.
#[derive(Debug)]
pub struct Performance {
    /// What happened.
    pub transcript: Transcript,
    /// What the judge was shown.
    pub evidence: Evidence,
    /// What is not as it should be; nothing is a success.
    pub failures: Vec<Failure>,
    /// How long it took on the virtual clock.
    pub took: Duration,
}

/// Plays a story.
pub fn play(story: &Story, options: &Options) -> Result<Performance, SettingsFault> {
    let mut town = Town::new(story, options)?;
    let mut failures = town.run();
    let rough = options.weather.unwrap_or(story.weather).is_rough();
    if failures.is_empty() {
        failures = judge(story, &town.evidence(), rough);
    }
    failures.extend(town.order());
    let took = town.now - START;
    Ok(Performance { evidence: town.evidence(), transcript: town.transcript, failures, took })
}

/// Something on its way.
#[derive(Debug)]
enum Happening {
    MessageToEngine { flow: Flow, bytes: Bytes },
    MessageToPhone { phone: usize, flow: Flow, bytes: Bytes },
    PacketToEngine { from: SocketAddr, to: SocketAddr, bytes: Vec<u8> },
    PacketToPhone { phone: usize, to: SocketAddr, bytes: Vec<u8> },
    Fetched { id: RequestId, place: String, result: Box<Result<Reply, Fault>> },
    Resolved { asker: Option<usize>, id: ResolveId, answer: Answer },
    ClosedToEngine { flow: Flow },
    ClosedToPhone { phone: usize, flow: Flow },
    Say,
}

struct Town {
    now: Time,
    house: House,
    phones: Vec<Phone>,
    addresses: BTreeMap<IpAddr, usize>,
    names: Names,
    web: Web,
    net: Net,
    director: Director,
    agenda: BTreeMap<(Time, u64), Happening>,
    queued: u64,
    say_due: Option<Time>,
    transcript: Transcript,
    sent: BTreeSet<(usize, Bytes)>,
    owners: BTreeMap<String, String>,
    evidence: Evidence,
    failures: Vec<Failure>,
}

impl Town {
    fn new(story: &Story, options: &Options) -> Result<Self, SettingsFault> {
        let mut rng = Rng::seeded(options.seed.unwrap_or(story.seed));
        let homes = engine_addrs();
        let names: Vec<String> = story.phones.iter().map(|phone| phone.name.clone()).collect();
        let house = House::new(story.settings.clone(), &homes, rng.fork(), options.through_disk)?;
        let net = Net::new(options.weather.unwrap_or(story.weather), rng.fork());
        let mut phones = Vec::new();
        let (mut addresses, mut service) = (BTreeMap::new(), Names::new(story.records.iter().cloned()));
        for (index, card) in story.phones.iter().enumerate() {
            let at = phone_addr(card, index);
            addresses.insert(at.ip(), index);
            service.add_host(&host(card), at.ip());
            phones.push(Phone::new(card, index, &names, at, homes[usize::from(card.ipv6)], rng.fork()));
        }
        Ok(Self {
            now: START,
            house,
            phones,
            addresses,
            names: service,
            web: Web::new(story),
            net,
            director: Director::new(START, story.steps.clone()),
            agenda: BTreeMap::new(),
            queued: 0,
            say_due: None,
            transcript: Transcript::new(START, story),
            sent: BTreeSet::new(),
            owners: BTreeMap::new(),
            evidence: Evidence::default(),
            failures: Vec::new(),
        })
    }

    /// Plays the steps, then lets everything come to rest.
    fn run(&mut self) -> Vec<Failure> {
        let mut end = None;
        for _ in 0..EVENTS {
            let wake = if end.is_none() { self.direct() } else { None };
            if wake.is_none() {
                end.get_or_insert(self.now + REST);
            }
            let next = self.next().into_iter().chain(wake).min();
            let over = end.is_some_and(|end| self.is_at_rest() || next.is_none_or(|next| next > end));
            let Some(next) = next.filter(|_| !over) else { return std::mem::take(&mut self.failures) };
            self.now = self.now.max(next);
            self.step();
        }
        self.fail("a story comes to an end", format!("it went on for {EVENTS} events"));
        std::mem::take(&mut self.failures)
    }

    /// Lets the director go on; returns when it wants to look again, nothing when the play is over.
    fn direct(&mut self) -> Option<Time> {
        loop {
            let cue = self.director.go_on(self.now, &mut self.phones);
            self.drain();
            match cue {
                Cue::Wait(at) => return Some(at),
                Cue::Listen(at) => {
                    self.say_all();
                    return Some(at);
                }
                Cue::Drain => {
                    self.house.handle(self.now, Input::Command(Command::Drain));
                    self.drain();
                }
                Cue::Names { are_down } => self.names.set_down(are_down),
                Cue::Failed(failure) => {
                    self.failures.push(failure);
                    for phone in &mut self.phones {
                        phone.hang_up_all(self.now);
                    }
                    self.drain();
                    return None;
                }
                Cue::Over => return None,
            }
        }
    }

    /// The next moment at which anything happens by itself.
    fn next(&self) -> Option<Time> {
        let agenda = self.agenda.first_key_value().map(|((at, _), _)| *at);
        let phones = self.phones.iter().filter_map(Phone::next_timeout);
        agenda.into_iter().chain(self.house.next_timeout()).chain(phones).min()
    }

    /// Everything that is due now.
    fn step(&mut self) {
        while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let happening = entry.remove();
            self.happen(happening);
            self.drain();
        }
        self.house.timeout(self.now);
        for phone in &mut self.phones {
            if phone.next_timeout().is_some_and(|at| at <= self.now) {
                phone.timeout(self.now);
            }
        }
        self.drain();
    }

    fn happen(&mut self, happening: Happening) {
        let now = self.now;
        match happening {
            Happening::MessageToEngine { flow, bytes } => self.house.handle(now, Input::Message { flow, bytes }),
            Happening::MessageToPhone { phone, flow, bytes } => {
                if let Some(phone) = self.phones.get_mut(phone) {
                    phone.receive(now, flow, bytes);
                }
            }
            Happening::PacketToEngine { from, to, bytes } => self.house.hear(now, from, to, bytes),
            Happening::PacketToPhone { phone, to, bytes } => {
                if let Some(phone) = self.phones.get_mut(phone) {
                    phone.hear(now, to, &bytes);
                }
            }
            Happening::Fetched { id, place, result } => {
                let (text, good) = match result.as_ref() {
                    Ok(reply) => (reply_text(reply.status, &reply.body), reply.status < 400),
                    Err(fault) => (fault.to_string(), false),
                };
                self.transcript.push(now, Scene::Response { place, text, good });
                self.house.handle(now, Input::Fetched { id, result: *result });
            }
            Happening::Resolved { asker: None, id, answer } => self.house.handle(now, Input::Resolved { id, answer }),
            Happening::Resolved { asker: Some(phone), id, answer } => {
                if let Some(phone) = self.phones.get_mut(phone) {
                    phone.on_resolved(now, id, answer);
                }
            }
            Happening::ClosedToEngine { flow } => self.house.handle(now, Input::FlowClosed { flow }),
            Happening::ClosedToPhone { phone, flow } => {
                if let Some(phone) = self.phones.get_mut(phone) {
                    phone.on_closed(now, flow);
                }
            }
            Happening::Say => {
                self.say_due = None;
                self.say_all();
            }
        }
    }

    /// Carries on what the house and the phones let out, until all are silent.
    fn drain(&mut self) {
        loop {
            if let Some(leaving) = self.house.poll() {
                self.let_out_of_house(leaving);
                continue;
            }
            let speaking = self.phones.iter_mut().enumerate().find_map(|(index, phone)| Some((index, phone.poll()?)));
            let Some((index, outgoing)) = speaking else { return };
            self.let_out_of_phone(index, outgoing);
        }
    }

    fn let_out_of_house(&mut self, leaving: Leaving) {
        match leaving {
            Leaving::Message { flow, bytes } => self.message_from_engine(flow, bytes),
            Leaving::Packet { from, to, bytes } => {
                if engine_addrs().iter().any(|own| own.ip() == to.ip()) {
                    // From one of its calls to another one; that never leaves the machine.
                    return self.at(self.now, Happening::PacketToEngine { from, to, bytes });
                }
                let Some(phone) = self.addresses.get(&to.ip()).copied() else { return };
                for at in self.net.datagram(self.now) {
                    self.at(at, Happening::PacketToPhone { phone, to, bytes: bytes.clone() });
                }
            }
            Leaving::Resolve { id, question } => self.resolve(None, id, &question),
            Leaving::Fetch { id, call, exchange } => self.fetch(id, call, &exchange),
            Leaving::NewSound if self.say_due.is_none() => {
                let at = self.now + AFTER_CHANGE;
                self.say_due = Some(at);
                self.at(at, Happening::Say);
            }
            Leaving::NewSound => {}
            Leaving::Note(note) => {
                self.evidence.notes.push(note.clone());
                self.transcript.push(self.now, Scene::Note(note));
            }
            Leaving::Cdr(cdr) => {
                let phone = self.owners.get(&cdr.call.to_string()).cloned();
                self.evidence.over.push((phone.clone(), cdr.clone()));
                self.transcript.push(self.now, Scene::Over { phone, cdr });
            }
        }
    }

    fn message_from_engine(&mut self, flow: Flow, bytes: Bytes) {
        let Some(phone) = self.addresses.get(&flow.peer.ip()).copied() else {
            let scene = Scene::Message { from: ENGINE.into(), to: String::new(), bytes, fate: Fate::Arrives };
            self.transcript.push(self.now, scene);
            if flow.transport.is_reliable() {
                self.at(self.now + self.net.round_trip(), Happening::ClosedToEngine { flow });
            }
            return;
        };
        let name = self.phones.get(phone).map_or_else(String::new, |phone| phone.name().to_owned());
        if let Some(sid) = glimpse::header(&bytes, "X-RestComm-CallSid") {
            self.owners.entry(sid).or_insert_with(|| name.clone());
        }
        let there = Flow { transport: flow.transport, local: flow.peer, peer: flow.local };
        let arrivals = self.arrivals(flow.transport, flow.local, flow.peer);
        self.write_down(ENGINE, &name, usize::MAX, &bytes, arrivals.is_empty());
        for at in arrivals {
            self.at(at, Happening::MessageToPhone { phone, flow: there, bytes: bytes.clone() });
        }
    }

    fn let_out_of_phone(&mut self, index: usize, outgoing: Outgoing) {
        let name = self.phones.get(index).map_or_else(String::new, |phone| phone.name().to_owned());
        match outgoing {
            Outgoing::Message { flow, bytes } => {
                let there = Flow { transport: flow.transport, local: flow.peer, peer: flow.local };
                let arrivals = self.arrivals(flow.transport, flow.local, flow.peer);
                self.write_down(&name, ENGINE, index, &bytes, arrivals.is_empty());
                for at in arrivals {
                    self.at(at, Happening::MessageToEngine { flow: there, bytes: bytes.clone() });
                }
            }
            Outgoing::Packet { from, to, bytes } => {
                for at in self.net.datagram(self.now) {
                    self.at(at, Happening::PacketToEngine { from, to, bytes: bytes.clone() });
                }
            }
            Outgoing::Resolve { id, question } => self.resolve(Some(index), id, &question),
            Outgoing::Noticed(Noticed::Hears(what)) => {
                self.transcript.push(self.now, Scene::Hears { phone: name, what });
            }
            Outgoing::Noticed(Noticed::Key(key)) => {
                self.transcript.push(self.now, Scene::KeyHeard { phone: name, key });
            }
            Outgoing::Closed { flow } => {
                let there = Flow { transport: flow.transport, local: flow.peer, peer: flow.local };
                let at = self.net.stream(self.now, flow.local, flow.peer);
                self.at(at, Happening::ClosedToEngine { flow: there });
                self.at(self.now, Happening::ClosedToPhone { phone: index, flow });
                let to = ENGINE.into();
                self.transcript.push(self.now, Scene::Closed { from: name, to });
            }
            Outgoing::Pressed(key) => self.transcript.push(self.now, Scene::Key { phone: name, key }),
        }
    }

    fn arrivals(&mut self, transport: Transport, from: SocketAddr, to: SocketAddr) -> Vec<Time> {
        match transport {
            Transport::Udp => self.net.datagram(self.now),
            _ => vec![self.net.stream(self.now, from, to)],
        }
    }

    fn write_down(&mut self, from: &str, to: &str, sender: usize, bytes: &Bytes, lost: bool) {
        let again = !self.sent.insert((sender, bytes.clone()));
        let fate = match (lost, again) {
            (true, _) => Fate::Lost,
            (_, true) => Fate::Repeats,
            _ => Fate::Arrives,
        };
        let scene = Scene::Message { from: from.into(), to: to.into(), bytes: bytes.clone(), fate };
        self.transcript.push(self.now, scene);
    }

    fn resolve(&mut self, asker: Option<usize>, id: ResolveId, question: &Question) {
        if let Some(answer) = self.names.answer(question) {
            self.at(self.now + self.net.round_trip(), Happening::Resolved { asker, id, answer });
        }
    }

    fn fetch(&mut self, id: RequestId, call: crate::base::CallSid, exchange: &Exchange) {
        let seen = self.web.asked.len();
        let (thinks, result) = self.web.receive(self.now, call, exchange);
        let bare = exchange.url.split(['?', '#']).next().unwrap_or_default();
        let place = bare.strip_prefix(super::story::APP).unwrap_or(bare).to_owned();
        let asked = self.web.asked.get(seen).filter(|asked| asked.is_callback());
        let event = asked.and_then(|asked| asked.value("StatusCallbackEvent").or_else(|| asked.value("CallStatus")));
        let event = event.map(str::to_owned);
        let method = exchange.method.as_str();
        self.transcript.push(self.now, Scene::Request { call, method, place: place.clone(), event });
        let at = self.now + self.net.round_trip() + thinks;
        self.at(at, Happening::Fetched { id, place, result: Box::new(result) });
    }

    fn say_all(&mut self) {
        for phone in &mut self.phones {
            phone.say(self.now);
        }
    }

    fn at(&mut self, at: Time, happening: Happening) {
        self.queued += 1;
        self.agenda.insert((at, self.queued), happening);
    }

    /// Whether nothing is left to happen: no call, no port, no timer, nothing on its way.
    fn is_at_rest(&self) -> bool {
        let idle = |phone: &Phone| phone.is_gone() || (phone.calls() == 0 && !phone.is_acting());
        self.agenda.is_empty() && self.phones.iter().all(idle) && self.house.left_over().is_empty()
    }

    fn evidence(&self) -> Evidence {
        let received = self.phones.iter().map(|phone| (phone.name().to_owned(), phone.received.clone()));
        Evidence { received: received.collect(), asked: self.web.asked.clone(), ..self.evidence.clone() }
    }

    /// What must hold at the end of every story: the house is empty, the phones know it, the disk told nothing new.
    fn order(&mut self) -> Vec<Failure> {
        let left = self.house.left_over();
        if !left.is_empty() {
            self.fail("the house is empty when all is over", format!("left are {}", left.join(", ")));
        }
        let stuck: Vec<String> = self
            .phones
            .iter()
            .filter(|phone| !phone.is_gone() && phone.calls() > 0)
            .map(|phone| phone.name().to_owned())
            .collect();
        for name in stuck {
            self.fail("no phone is left in a call", format!("{name} still is"));
        }
        for difference in std::mem::take(&mut self.house.differences).into_iter().take(3) {
            self.fail("an engine that was written out and read back goes on alike", difference);
        }
        std::mem::take(&mut self.failures)
    }

    fn fail(&mut self, expected: &str, instead: String) {
        self.failures.push(Failure { line: 0, expected: expected.into(), instead });
    }
}

/// The engine by IPv4 and by IPv6.
fn engine_addrs() -> [SocketAddr; 2] {
    [([198, 51, 100, 1], 5060).into(), ([0x2001, 0xdb8, 0x100, 0, 0, 0, 0, 1], 5060).into()]
}

/// Phones live in a documentation network each (RFC 5737, RFC 3849): one that the engine trusts and one that it does not.
fn phone_addr(card: &PhoneCard, index: usize) -> SocketAddr {
    let last = 10 + (index % 200) as u8;
    let port = card.uri.rsplit('@').next().and_then(|host| host.split(';').next()?.rsplit_once(':')?.1.parse().ok());
    let stranger = card.is(Habit::Stranger);
    if card.ipv6 {
        let network = [0x2001, 0xdb8, if stranger { 0x666 } else { 0x200 }, 0, 0, 0, 0, last.into()];
        return (network, port.unwrap_or(5060)).into();
    }
    let network = if stranger { [203, 0, 113, last] } else { [192, 0, 2, last] };
    SocketAddr::from((network, port.unwrap_or(5060)))
}

fn host(card: &PhoneCard) -> String {
    let host = card.uri.rsplit('@').next().unwrap_or_default();
    let host = host.split([';', '?']).next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}
