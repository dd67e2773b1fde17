//! The sound of one call of a phone: what it says and what it hears, as RTP (RFC 3550, RFC 4733).

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use super::super::story::Heard;
use super::sdp::Terms;
use super::seal::Sealer;
use super::voice;
use crate::base::Time;
use crate::wire::dtmf;
use crate::wire::rtp;

/// One frame.
const TICK: Duration = Duration::from_millis(20);
/// How long after a phrase the next one is said unasked: more often than any watch for silence looks.
const PAUSE: Duration = Duration::from_secs(20);
/// So many frames of one kind within a second are heard as that.
const ENOUGH: usize = 3;
/// How long a key is held, and how long the finger rests.
const PRESS: Duration = Duration::from_millis(100);

/// What a phone plays and hears in one call.
#[derive(Debug)]
pub(super) struct Sound {
    local: SocketAddr,
    phone: usize,
    terms: Option<Terms>,
    mouth: Mouth,
    queue: VecDeque<(Time, Utterance)>,
    keys_until: Time,
    since: Time,
    sealer: Option<Sealer>,
    /// Of the next packet, roll-overs above.
    index: u64,
    votes: VecDeque<(Time, Heard)>,
    now_heard: Option<Heard>,
    last_heard: BTreeMap<Heard, Time>,
    last_key: Option<u32>,
}

/// Whether and when it speaks of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mouth {
    Shut,
    Open { next: Time },
    Always { next: Time, frame: usize },
}

/// One packet to come.
#[derive(Clone, Debug)]
enum Utterance {
    Frame(usize),
    Key { event: dtmf::Event, began: Time, marker: bool },
}

/// What a packet told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Something else than before is heard.
    Hears(Heard),
    /// A key was pressed over there.
    Key(char),
}

impl Sound {
    /// The sound of a call that begins now, of the phone with this number.
    pub(super) fn new(now: Time, phone: usize, local: SocketAddr, talkative: bool, mute: bool) -> Self {
        let mouth = match (mute, talkative) {
            (true, _) => Mouth::Shut,
            (_, true) => Mouth::Always { next: now, frame: 0 },
            _ => Mouth::Open { next: now },
        };
        Self {
            local,
            phone,
            terms: None,
            mouth,
            queue: VecDeque::new(),
            keys_until: now,
            since: now,
            sealer: None,
            index: 0,
            votes: VecDeque::new(),
            now_heard: None,
            last_heard: BTreeMap::new(),
            last_key: None,
        }
    }

    /// Where it listens.
    pub(super) const fn local(&self) -> SocketAddr {
        self.local
    }

    /// New terms from offer and answer; the phone says something at once.
    pub(super) fn shape(&mut self, now: Time, terms: Terms) {
        match &terms.keys {
            Some(keys) if self.sealer.as_ref().is_some_and(|sealer| sealer.has(keys)) => {}
            keys => self.sealer = keys.as_ref().map(Sealer::new),
        }
        self.terms = Some(terms);
        self.say(now);
    }

    /// Says the phrase, unless it is being said.
    pub(super) fn say(&mut self, now: Time) {
        let speaking = self.queue.iter().any(|(_, utterance)| matches!(utterance, Utterance::Frame(_)));
        if !matches!(self.mouth, Mouth::Open { .. }) || speaking {
            return;
        }
        let mut at = now;
        for frame in 0..voice::FRAMES {
            self.enqueue(at, Utterance::Frame(frame));
            at += TICK;
        }
        self.mouth = Mouth::Open { next: at + PAUSE };
    }

    /// Stops speaking of itself, or begins again.
    pub(super) fn mute(&mut self, now: Time, mute: bool) {
        self.mouth = if mute { Mouth::Shut } else { Mouth::Open { next: now } };
        if mute {
            self.queue.retain(|(_, utterance)| !matches!(utterance, Utterance::Frame(_)));
        }
    }

    /// Presses a key once those before it are up.
    pub(super) fn press(&mut self, now: Time, key: char) {
        let Some(code) = dtmf::code(key) else { return };
        let began = now.max(self.keys_until);
        let ticks = PRESS.as_millis() / TICK.as_millis();
        for tick in 0..ticks + 3 {
            let end = tick >= ticks;
            let held = TICK * (tick.min(ticks - 1) as u32 + 1);
            let event = dtmf::Event { code, end, volume: 10, duration: (held.as_millis() * 8) as u16 };
            self.enqueue(began + TICK * tick as u32, Utterance::Key { event, began, marker: tick == 0 });
        }
        self.keys_until = began + PRESS * 2;
    }

    /// When `timeout` wants to be called.
    pub(super) fn next_timeout(&self) -> Option<Time> {
        let own = match self.mouth {
            Mouth::Open { next } | Mouth::Always { next, .. } if self.may_speak() => Some(next),
            _ => None,
        };
        own.into_iter().chain(self.queue.front().map(|(at, _)| *at)).min()
    }

    /// The packets that leave now, and where to.
    pub(super) fn timeout(&mut self, now: Time) -> Vec<(SocketAddr, Vec<u8>)> {
        match self.mouth {
            Mouth::Open { next } if next <= now => self.say(now),
            Mouth::Always { next, frame } if next <= now => {
                // Not `now`: on a real clock that is a little late, and timestamps go by whole frames.
                self.enqueue(next, Utterance::Frame(frame));
                self.mouth = Mouth::Always { next: next + TICK, frame: frame + 1 };
            }
            _ => {}
        }
        let mut packets = Vec::new();
        while self.queue.front().is_some_and(|(at, _)| *at <= now) {
            if let Some((at, utterance)) = self.queue.pop_front() {
                packets.extend(self.packet(at, &utterance));
            }
        }
        packets
    }

    /// Takes a packet; `names` are those of all phones, by number.
    pub(super) fn receive(&mut self, now: Time, bytes: &[u8], names: &[String]) -> Option<Noticed> {
        let opened = match &mut self.sealer {
            Some(sealer) => sealer.open(bytes)?,
            None => bytes.to_vec(),
        };
        let bytes = opened.as_slice();
        let packet = rtp::read(bytes).ok()?;
        let payload = bytes.get(packet.payload.clone())?;
        let terms = self.terms.as_ref()?;
        let number = packet.header.payload_type;
        let Some((_, codec)) = terms.receiving.iter().find(|(known, _)| *known == number) else {
            return self.key(now, &packet.header, payload);
        };
        let heard = match voice::listen(payload, *codec, names.len()) {
            voice::Kind::Voice(who) => Heard::Voice(names.get(who)?.clone()),
            voice::Kind::Ringback => Heard::Ringback,
            voice::Kind::Unknown => return None,
        };
        self.vote(now, heard)
    }

    /// Where it sends.
    pub(super) fn remote(&self) -> Option<SocketAddr> {
        self.terms.as_ref().and_then(|terms| terms.remote)
    }

    /// When this was last heard.
    pub(super) fn last_heard(&self, what: &Heard) -> Option<Time> {
        self.last_heard.get(what).copied()
    }

    /// When anything was last heard.
    pub(super) fn last_anything(&self) -> Option<Time> {
        let sounds = self.last_heard.iter().filter(|(what, _)| !matches!(what, Heard::Key(_)));
        sounds.map(|(_, at)| *at).max()
    }

    fn may_speak(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.listens && terms.remote.is_some())
    }

    fn enqueue(&mut self, at: Time, utterance: Utterance) {
        let place = self.queue.partition_point(|(other, _)| *other <= at);
        self.queue.insert(place, (at, utterance));
    }

    fn packet(&mut self, at: Time, utterance: &Utterance) -> Option<(SocketAddr, Vec<u8>)> {
        let terms = self.terms.as_ref().filter(|terms| terms.listens)?;
        let remote = terms.remote?;
        let ticks = |at: Time, clock: u32| ((at - self.since).as_micros() * u128::from(clock) / 1_000_000) as u32;
        let (payload_type, timestamp, marker, payload) = match utterance {
            Utterance::Frame(frame) => {
                let timestamp = ticks(at, terms.codec.entry().clock);
                (terms.payload, timestamp, *frame == 0, voice::payload(self.phone, *frame, terms.codec).to_vec())
            }
            Utterance::Key { event, began, marker } => {
                (terms.event?, ticks(*began, 8000), *marker, event.write().to_vec())
            }
        };
        let ssrc = 0x0c0f_fee0 + self.phone as u32;
        let header = rtp::Header { marker, payload_type, sequence: self.index as u16, timestamp, ssrc };
        let (packet, index) = (rtp::write(&header, &payload), self.index);
        self.index += 1;
        let packet = match &mut self.sealer {
            Some(sealer) => sealer.seal(packet, index)?,
            None => packet,
        };
        Some((remote, packet))
    }

    /// A key counts once, however often its end is told.
    fn key(&mut self, now: Time, header: &rtp::Header, payload: &[u8]) -> Option<Noticed> {
        let event = dtmf::Event::read(payload)?;
        if !event.end || self.last_key == Some(header.timestamp) {
            return None;
        }
        self.last_key = Some(header.timestamp);
        let key = event.key()?;
        self.last_heard.insert(Heard::Key(key), now);
        Some(Noticed::Key(key))
    }

    fn vote(&mut self, now: Time, heard: Heard) -> Option<Noticed> {
        self.votes.push_back((now, heard.clone()));
        while self.votes.front().is_some_and(|(at, _)| now - *at > Duration::from_secs(1)) {
            self.votes.pop_front();
        }
        if self.votes.iter().filter(|(_, vote)| *vote == heard).count() < ENOUGH {
            return None;
        }
        self.last_heard.insert(heard.clone(), now);
        if self.now_heard.as_ref() == Some(&heard) {
            return None;
        }
        // The rest of what was heard before must not bring it back.
        self.votes.retain(|(_, vote)| *vote == heard);
        self.now_heard = Some(heard.clone());
        Some(Noticed::Hears(heard))
    }
}
