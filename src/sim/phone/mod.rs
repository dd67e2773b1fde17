//! A phone of the town: a real user agent built on the SIP machines, with sound of its own and the manners that its
//! story gives it. It acts by its script when it is called, and by the play at any time.

mod act;
mod call;
mod change;
mod door;
mod event;
mod mouth;
mod outside;
mod quirk;
mod refer;
mod report;
mod sdp;
mod seal;
mod sound;
mod voice;
mod watched;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;

use bytes::Bytes;

use self::call::{Call, Stage};
use self::door::Door;
use self::outside::Registration;
use super::glimpse;
use super::judge::Received;
use super::story::{Habit, PhoneCard};
use crate::base::{Rng, Time};
use crate::media::offer::Codec;
use crate::sip::{self, Answer, DialogId, Local, Question, ResolveId, Sip};
use crate::wire::sip::{Flow, Replaces, Transport};

pub use sound::{Noticed, Tapes};

/// The RTP port of the first call in the town; the next ones are above it.
const FIRST_PORT: u16 = 4000;

/// What leaves a phone.
#[derive(Clone, Debug)]
pub enum Outgoing {
    /// A SIP message.
    Message {
        /// The way.
        flow: Flow,
        /// The message.
        bytes: Bytes,
    },
    /// A packet of sound.
    Packet {
        /// From its port.
        from: SocketAddr,
        /// To whom.
        to: SocketAddr,
        /// The packet.
        bytes: Vec<u8>,
    },
    /// A question to the name service.
    Resolve {
        /// Names the answer.
        id: ResolveId,
        /// The name.
        question: Question,
    },
    /// It closed the connection to the engine.
    Closed {
        /// Which.
        flow: Flow,
    },
    /// It heard something new.
    Noticed(Noticed),
    /// It pressed a key (RFC 4733).
    Pressed(char),
}

/// A phone.
#[derive(Debug)]
pub struct Phone {
    card: PhoneCard,
    /// Its number among the phones: its voice.
    index: usize,
    /// The names of all phones, by number.
    names: Vec<String>,
    addr: SocketAddr,
    target: SocketAddr,
    door: Door,
    sip: Sip,
    calls: BTreeMap<DialogId, Call>,
    registration: Registration,
    /// Its calls so far, in order, as somebody who shall take the engine's place in one knows them.
    known: Vec<(DialogId, Replaces)>,
    /// The RTP port of the first call.
    port: u16,
    lines: u16,
    gone: bool,
    seen: BTreeSet<Bytes>,
    out: VecDeque<Outgoing>,
    /// Whether the sound of its calls is kept.
    keeps_sound: bool,
    /// The sound of calls that are over.
    tapes: Vec<Tapes>,
    /// One of those had sound.
    had_sound: bool,
    /// Everything that reached it, repeats left out.
    pub received: Vec<Received>,
    /// The keys it was pressed at (RFC 4733), and when.
    pub keys: Vec<(Time, char)>,
    /// How many INVITEs have begun a call here.
    pub called: usize,
}

impl Phone {
    /// The phone of a card, at an address, calling through `target`.
    pub fn new(
        card: &PhoneCard,
        index: usize,
        names: &[String],
        addr: SocketAddr,
        target: SocketAddr,
        rng: Rng,
    ) -> Self {
        let shown = if card.is(Habit::Natted) { quirk::private(addr) } else { addr };
        let local = |transport| Local { transport, addr, advertised: shown.to_string() };
        // Who calls it by TLS without naming a port comes to the usual one.
        let usual = SocketAddr::new(addr.ip(), Transport::Tls.default_port());
        let secure = Local { transport: Transport::Tls, addr: usual, advertised: usual.to_string() };
        let locals = [Transport::Udp, Transport::Tcp, Transport::Tls].map(local).into_iter().chain([secure]);
        let config = sip::Config {
            product: card.agent.clone(),
            udp_limit: 65_000,
            reliable_provisional: card.reliable,
            session_timer: card.timer,
            ..sip::Config::new(locals.collect(), card.name.clone())
        };
        Self {
            card: card.clone(),
            index,
            names: names.to_vec(),
            addr,
            target,
            door: Door::new(addr, card.is(Habit::Natted)),
            sip: Sip::new(config, rng),
            calls: BTreeMap::new(),
            registration: Registration::default(),
            known: Vec::new(),
            port: FIRST_PORT,
            lines: 0,
            gone: false,
            seen: BTreeSet::new(),
            out: VecDeque::new(),
            keeps_sound: false,
            tapes: Vec::new(),
            had_sound: false,
            received: Vec::new(),
            keys: Vec::new(),
            called: 0,
        }
    }

    /// Listens for the sound of its first call on this port: real sockets take what is free.
    pub const fn with_sound_at(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Keeps what it hears and says, as long as it lives.
    pub const fn keeping_sound(mut self, keeps: bool) -> Self {
        self.keeps_sound = keeps;
        self
    }

    /// A SIP message came.
    pub fn receive(&mut self, now: Time, flow: Flow, bytes: Bytes) {
        if self.gone {
            return;
        }
        let Some((flow, inner)) = self.door.message(flow, bytes.clone()) else { return };
        if let Some(mark) = glimpse::mark(&bytes)
            && self.seen.insert(bytes.clone())
        {
            self.received.push(Received { at: now, mark, bytes: bytes.clone() });
        }
        if let Some(answer) = self.own_answer(&bytes) {
            self.out.push_back(Outgoing::Message { flow, bytes: answer });
            return;
        }
        self.sip.receive(now, flow, inner);
        self.settle(now);
    }

    /// A packet came to one of its ports.
    pub fn hear(&mut self, now: Time, to: SocketAddr, bytes: &[u8]) {
        if self.gone {
            return;
        }
        let to = self.door.packet(to);
        if let Some(call) = self.calls.values_mut().find(|call| call.sound.reported_at() == to) {
            return call.sound.on_report(now, bytes);
        }
        let Some(call) = self.calls.values_mut().find(|call| call.sound.local() == to) else { return };
        let noticed = call.sound.receive(now, bytes, &self.names);
        if let Some(Noticed::Key(key)) = noticed {
            self.keys.push((now, key));
        }
        self.out.extend(noticed.map(Outgoing::Noticed));
    }

    /// The name service answered.
    pub fn on_resolved(&mut self, now: Time, id: ResolveId, answer: Answer) {
        self.sip.on_resolved(now, id, answer);
        self.settle(now);
    }

    /// A connection broke.
    pub fn on_closed(&mut self, now: Time, flow: Flow) {
        self.sip.on_closed(now, flow);
        self.settle(now);
    }

    /// Does what is due.
    pub fn timeout(&mut self, now: Time) {
        if self.sip.next_timeout().is_some_and(|(at, _)| at <= now) {
            self.sip.timeout(now);
            self.settle(now);
        }
        let due = |call: &Call| call.next_act().is_some_and(|at| at <= now);
        let scripts: Vec<DialogId> = self.calls.iter().filter(|(_, call)| due(call)).map(|(id, _)| *id).collect();
        for dialog in scripts {
            self.go_on(now, dialog);
        }
        let again = |call: &Call| call.changes.again_at.is_some_and(|at| at <= now);
        let again: Vec<DialogId> = self.calls.iter().filter(|(_, call)| again(call)).map(|(id, _)| *id).collect();
        for dialog in again {
            self.ask_for_change(now, dialog);
            self.settle(now);
        }
        for call in self.calls.values_mut() {
            let from = call.sound.local();
            let packets = call.sound.timeout(now).into_iter();
            self.out.extend(packets.map(|(to, bytes)| Outgoing::Packet { from, to, bytes }));
            let report = call.sound.report(now);
            self.out.extend(report.map(|(from, to, bytes)| Outgoing::Packet { from, to, bytes }));
        }
        if self.gone {
            self.out.clear();
        }
    }

    /// When `timeout` wants to be called.
    pub fn next_timeout(&self) -> Option<Time> {
        let calls = self.calls.values().filter(|_| !self.gone);
        let due = |call: &Call| [call.next_act(), call.changes.again_at, call.sound.next_timeout()];
        let calls = calls.flat_map(due).flatten();
        self.sip.next_timeout().map(|(at, _)| at).into_iter().chain(calls).min()
    }

    /// What leaves next.
    pub fn poll(&mut self) -> Option<Outgoing> {
        self.out.pop_front().map(|outgoing| self.door.out(outgoing))
    }

    /// A call is over.
    fn let_go(&mut self, dialog: DialogId) -> Option<Stage> {
        let call = self.calls.remove(&dialog)?;
        self.had_sound |= call.sound.has_begun();
        self.tapes.extend(call.sound.into_tapes());
        Some(call.stage)
    }

    fn new_call(&mut self, now: Time, stage: Stage) -> Call {
        let port = self.port + 2 * self.lines;
        self.lines = (self.lines + 1) % 1000;
        let local = SocketAddr::new(self.addr.ip(), port);
        let codecs: Vec<Codec> = self.card.codecs.iter().filter_map(|name| name.parse().ok()).collect();
        let (talkative, mute) = (self.card.is(Habit::Talkative), self.card.is(Habit::Mute));
        let mouth = mouth::Mouth::new(now, self.index, talkative, mute);
        let sound = sound::Sound::new(now, self.index, local, mouth, self.keeps_sound);
        let sound = sound.reporting(self.card.is(Habit::Reporting));
        let knows_events = !self.card.is(Habit::WithoutEvents);
        Call::new(stage, sdp::Desk::new(local, codecs, self.card.seal, knows_events), sound)
    }

    /// Works off what the SIP machines say, and lets out what they send.
    fn settle(&mut self, now: Time) {
        while let Some(output) = self.sip.poll() {
            match output {
                sip::Output::Send { flow, bytes } => self.send(flow, bytes),
                sip::Output::Resolve { id, question } => {
                    self.out.push_back(Outgoing::Resolve { id, question });
                }
                sip::Output::Event(event) => self.on_event(now, event),
                sip::Output::Stray(_) => {}
            }
        }
        if self.gone {
            self.out.clear();
        }
    }

    fn send(&mut self, flow: Flow, bytes: Bytes) {
        let is_ack = bytes.starts_with(b"ACK ");
        if is_ack && self.card.is(Habit::Careless) {
            return;
        }
        let copies = 1 + usize::from(self.card.is(Habit::Stuttering));
        for _ in 0..copies {
            self.out.push_back(Outgoing::Message { flow, bytes: bytes.clone() });
        }
        if self.calls.values().any(|call| call.answers_twice)
            && let Some(bytes) = quirk::second_answer(&bytes)
        {
            self.out.push_back(Outgoing::Message { flow, bytes });
        }
    }
}
