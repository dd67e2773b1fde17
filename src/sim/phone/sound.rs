//! The sound of one call of a phone: packets out from its mouth, and whom it hears, packet by packet. Where a story
//! asks for more than that, both directions are kept on tape.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use super::super::story::{Heard, Utterance};
use super::mouth::{Made, Mouth, Portion};
use super::report::Reports;
use super::sdp::Terms;
use super::seal::Sealer;
use super::voice::{self, Ear};
use crate::audio::codec::Encoder;
use crate::audio::resample::Doubler;
use crate::audio::{Pcm, Rate};
use crate::base::Time;
use crate::media::offer::Codec;
use crate::sim::acoustics::Tape;
use crate::wire::dtmf;
use crate::wire::rtp;

/// So many frames of one kind within a second are heard as that.
const ENOUGH: usize = 3;

/// What a phone plays and hears in one call.
#[derive(Debug)]
pub(super) struct Sound {
    local: SocketAddr,
    phone: usize,
    terms: Option<Terms>,
    mouth: Mouth,
    since: Time,
    sealer: Option<Sealer>,
    /// Of the next packet, roll-overs above.
    index: u64,
    /// What codes sound that is made as it is sent.
    coder: Option<(Encoder, Doubler)>,
    ear: Ear,
    votes: VecDeque<(Time, Heard)>,
    now_heard: Option<Heard>,
    last_heard: BTreeMap<Heard, Time>,
    last_sound: Option<Time>,
    last_key: Option<u32>,
    tapes: Option<Tapes>,
    /// Its RTCP, once there is somebody to report to.
    reports: Option<Reports>,
    is_reporting: bool,
}

/// Both directions of a call, kept.
#[derive(Debug)]
pub struct Tapes {
    /// What it heard.
    pub heard: Tape,
    /// What it said.
    pub said: Tape,
}

/// What a packet told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Something else than before is heard.
    Hears(Heard),
    /// A key was pressed over there.
    Key(char),
}

/// The port of reports, beside that of sound.
fn above(rtp: SocketAddr) -> SocketAddr {
    SocketAddr::new(rtp.ip(), rtp.port().saturating_add(1))
}

impl Sound {
    /// The sound of a call that begins now, of the phone with this number.
    pub(super) fn new(now: Time, phone: usize, local: SocketAddr, mouth: Mouth, keeps: bool) -> Self {
        Self {
            local,
            phone,
            terms: None,
            mouth,
            since: now,
            sealer: None,
            index: 0,
            coder: None,
            ear: Ear::default(),
            votes: VecDeque::new(),
            now_heard: None,
            last_heard: BTreeMap::new(),
            last_sound: None,
            last_key: None,
            tapes: keeps.then(|| Tapes { heard: Tape::new(now), said: Tape::new(now) }),
            reports: None,
            is_reporting: false,
        }
    }

    /// Reports how it hears.
    pub(super) fn reporting(self, is_reporting: bool) -> Self {
        Self { is_reporting, ..self }
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
        let spoke = self.may_speak();
        if self.is_reporting {
            self.reports.get_or_insert_with(|| Reports::new(now));
        }
        self.terms = Some(terms);
        if !spoke && self.may_speak() {
            self.mouth.wake(now);
        }
        self.say(now);
    }

    /// Says the phrase, unless something is being said.
    pub(super) fn say(&mut self, now: Time) {
        self.mouth.say(now);
    }

    /// Stops speaking of itself, or begins again.
    pub(super) fn mute(&mut self, now: Time, mute: bool) {
        self.mouth.mute(now, mute);
    }

    /// Makes a sound; `name` is the phone's.
    pub(super) fn utter(&mut self, now: Time, name: &str, utterance: &Utterance) {
        self.mouth.utter(now, name, utterance);
    }

    /// Presses a key; as a tone when it is wanted so or the other side knows no events.
    pub(super) fn press(&mut self, now: Time, key: char, in_band: bool) {
        let knows_events = self.terms.as_ref().is_some_and(|terms| terms.event.is_some());
        self.mouth.press(now, key, in_band || !knows_events);
    }

    /// When `timeout` wants to be called.
    pub(super) fn next_timeout(&self) -> Option<Time> {
        let report = self.reports.as_ref().map(Reports::next_timeout);
        self.mouth.next_timeout(self.may_speak()).into_iter().chain(report).min()
    }

    /// The packets that leave now, and where to.
    pub(super) fn timeout(&mut self, now: Time) -> Vec<(SocketAddr, Vec<u8>)> {
        let portions = self.mouth.portions(now);
        portions.into_iter().filter_map(|(at, portion)| self.packet(at, &portion)).collect()
    }

    /// The report that is due, from the port above that of sound, and where to: the port above that of the other side,
    /// for it never says that it takes reports elsewhere (RFC 3550 §11).
    pub(super) fn report(&mut self, now: Time) -> Option<(SocketAddr, SocketAddr, Vec<u8>)> {
        let to = self.terms.as_ref()?.remote.map(above);
        let me = (self.ssrc(), self.ticks(now));
        let bytes = self.reports.as_mut()?.timeout(now, me, self.sealer.as_mut())?;
        Some((above(self.local), to?, bytes))
    }

    /// Takes a report.
    pub(super) fn on_report(&mut self, now: Time, bytes: &[u8]) {
        let opened = match &mut self.sealer {
            Some(sealer) => sealer.open_report(bytes),
            None => Some(bytes.to_vec()),
        };
        if let (Some(reports), Some(bytes)) = (&mut self.reports, opened) {
            reports.on_report(now, &bytes);
        }
    }

    /// Where it listens to reports.
    pub(super) fn reported_at(&self) -> SocketAddr {
        above(self.local)
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
        let known = terms.receiving.iter().find(|(known, _)| *known == number).copied();
        if let Some(reports) = &mut self.reports {
            reports.on_packet(now, &packet.header, known.map(|(_, codec)| codec.entry().clock));
        }
        let Some((_, codec)) = known else {
            return self.key(now, &packet.header, payload);
        };
        if let Some(tapes) = &mut self.tapes {
            tapes.heard.keep(now, codec, packet.header.timestamp, payload);
        }
        let kind = self.ear.listen(packet.header.timestamp, payload, codec, names.len());
        if kind != voice::Kind::Silence {
            self.last_sound = Some(now);
        }
        match kind {
            voice::Kind::Voice(who) => self.vote(now, Heard::Voice(names.get(who)?.clone())),
            // It is known from more than one packet: no others need vote for it.
            voice::Kind::Ringback => self.notice(now, Heard::Ringback),
            voice::Kind::Sound | voice::Kind::Silence => None,
        }
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
    pub(super) const fn last_sound(&self) -> Option<Time> {
        self.last_sound
    }

    /// Both directions, where they are kept.
    pub(super) const fn tapes_mut(&mut self) -> Option<&mut Tapes> {
        self.tapes.as_mut()
    }

    /// Both directions, when the call is over.
    pub(super) fn into_tapes(self) -> Option<Tapes> {
        let mut tapes = self.tapes?;
        tapes.heard.end();
        tapes.said.end();
        Some(tapes)
    }

    /// Whether there ever was something to hear in it.
    pub(super) const fn has_begun(&self) -> bool {
        self.terms.is_some()
    }

    fn may_speak(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.listens && terms.remote.is_some())
    }

    fn packet(&mut self, at: Time, portion: &Portion) -> Option<(SocketAddr, Vec<u8>)> {
        let terms = self.terms.as_ref().filter(|terms| terms.listens)?;
        let (remote, codec, number, event) = (terms.remote?, terms.codec, terms.payload, terms.event);
        let stamp = self.ticks(at);
        let pressed = |began: Time| ((began - self.since).as_micros() * 8000 / 1_000_000) as u32;
        let (payload_type, timestamp, marker, payload) = match portion {
            Portion::Phrase(frame) => (number, stamp, *frame == 0, voice::payload(self.phone, *frame, codec).to_vec()),
            Portion::Made { sound, frame } => (number, stamp, *frame == 0, self.code(*sound, *frame, codec)),
            Portion::Key { event: key, began, marker } => (event?, pressed(*began), *marker, key.write().to_vec()),
        };
        if !matches!(portion, Portion::Key { .. })
            && let Some(tapes) = &mut self.tapes
        {
            tapes.said.keep(at, codec, timestamp, &payload);
        }
        let ssrc = self.ssrc();
        let header = rtp::Header { marker, payload_type, sequence: self.index as u16, timestamp, ssrc };
        if let Some(reports) = &mut self.reports {
            reports.on_sent(payload.len());
        }
        let (packet, index) = (rtp::write(&header, &payload), self.index);
        self.index += 1;
        let packet = match &mut self.sealer {
            Some(sealer) => sealer.seal(packet, index)?,
            None => packet,
        };
        Some((remote, packet))
    }

    const fn ssrc(&self) -> u32 {
        0x0c0f_fee0 + self.phone as u32
    }

    /// The timestamp of sound at that moment.
    fn ticks(&self, at: Time) -> u32 {
        let clock = self.terms.as_ref().map_or(8000, |terms| terms.codec.entry().clock);
        ((at - self.since).as_micros() * u128::from(clock) / 1_000_000) as u32
    }

    fn code(&mut self, sound: Made, frame: usize, codec: Codec) -> Vec<u8> {
        if self.coder.as_ref().is_none_or(|(encoder, _)| encoder.codec() != codec) {
            self.coder = Some((Encoder::new(codec), Doubler::default()));
        }
        let mut payload = Vec::new();
        if let Some((encoder, doubler)) = &mut self.coder {
            let narrow = Pcm::from(sound.frame(frame));
            let pcm = if codec.rate() == Rate::Wide { doubler.frame(&narrow) } else { narrow };
            encoder.encode(&pcm, &mut payload);
        }
        payload
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
        self.notice(now, heard)
    }

    fn notice(&mut self, now: Time, heard: Heard) -> Option<Noticed> {
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
