//! One line: what comes from its peer and what goes to it. How packets go from line to line is the group's business.
//!
//! Coming in: well-formed (M4), of an agreed format, from the peer (M1–M3), counted, keys told. Going out: one stream
//! whatever its source, only where and when the terms allow it (spec §2.1 item 12).

mod forking;
mod judging;
mod listening;
mod passing;
mod reporting;
mod saying;

use std::mem::swap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::passing::What;
use super::command::{ClipId, Event, GroupId, LineId, Stats, Terms, Tone};
use super::desk::{Alarm, Desk, Seat};
use super::ear::Ear;
use super::fork::Fork;
use super::guard::{Guard, Opened};
use super::hearing::Hearing;
use super::keys::{Goes, Keys};
use super::lane::{Carries, Lane, Way};
use super::mouth::Mouth;
use super::offer::{Codec, Direction, Dtmf};
use super::play::Playing;
use super::press::Pressing;
use super::reception::Reception;
use super::report::Reports;
use super::source::{Admission, Source};
use super::stream::Stream;
use super::watch::Watch;
use crate::base::Time;
use crate::wire::dtmf;
use crate::wire::rtp::{self, Header};

pub(super) use passing::Passing;

/// Which line this is, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Name {
    pub(super) group: GroupId,
    pub(super) line: LineId,
    pub(super) seat: Seat,
    /// Where the group is on its board.
    pub(super) slot: u32,
    pub(super) local: SocketAddr,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    name: Name,
    terms: Option<Terms>,
    lanes: Vec<Lane>,
    source: Source,
    guard: Guard,
    reception: Reception,
    keys: Keys,
    watch: Watch,
    stream: Stream,
    ear: Option<Box<Ear>>,
    hearing: Hearing,
    /// What came last is of no use to the other side as it is.
    passes_through: bool,
    mouth: Mouth,
    pressing: Pressing,
    forks: Vec<Fork>,
    dtmf: Dtmf,
    reports: Reports,
    /// Where the peer's RTCP was seen to come from, on the host that its RTP comes from.
    rtcp_from: Option<SocketAddr>,
    /// What the peer has spoken in last.
    spoken: Option<Codec>,
    stats: Stats,
}

impl Line {
    pub(super) fn new(now: Time, name: Name, signalled_from: Option<IpAddr>, desk: &mut Desk) -> Self {
        Self {
            name,
            terms: None,
            lanes: Vec::new(),
            source: Source::new(now, signalled_from),
            guard: Guard::default(),
            reception: Reception::default(),
            keys: Keys::default(),
            watch: Watch::default(),
            stream: Stream::new(&mut desk.rng),
            ear: None,
            hearing: Hearing::default(),
            passes_through: false,
            mouth: Mouth::default(),
            pressing: Pressing::default(),
            forks: Vec::new(),
            dtmf: Dtmf::default(),
            reports: Reports::new(&mut desk.rng),
            rtcp_from: None,
            spoken: None,
            stats: Stats::default(),
        }
    }

    /// Takes in one RTP packet of the peer.
    pub(super) fn receive(
        &mut self,
        now: Time,
        from: SocketAddr,
        packet: &mut Vec<u8>,
        desk: &mut Desk,
    ) -> Option<Passing> {
        let genuine = self.open(now, packet, desk);
        let passing = genuine.then(|| self.accept(now, from, packet, desk)).flatten();
        if passing.is_none() {
            self.drop_one();
            self.watch.strayed(now);
        }
        passing
    }

    /// Offer and answer have agreed.
    pub(super) fn shape(&mut self, now: Time, terms: Terms, desk: &mut Desk) {
        let is_again = terms.direction.receives() && self.terms.is_some();
        self.source.shape(now, terms.remote, is_again);
        self.guard.shape(terms.keys.as_ref());
        let active = is_to_send(&terms);
        let limit = active.then_some(terms.silence_limit);
        desk.alarm(self.name.seat, Alarm::Silence, self.watch.start(now, limit));
        desk.alarm(self.name.seat, Alarm::Air, self.watch.start_air(now, active));
        if self.terms.is_none() {
            self.plan_report(now, desk);
        }
        let had = self.terms.as_ref().map(|terms| terms.formats.events);
        if !terms.direction.sends() || had.is_some_and(|had| had != terms.formats.events) {
            self.pressing.abandon();
        }
        self.terms = Some(terms);
        self.expect_tones();
    }

    /// Silence of the peer for so long is dead air.
    pub(super) fn watch_air(&mut self, now: Time, limit: Duration, desk: &mut Desk) {
        self.watch.limit_air(limit);
        let sends = self.terms.as_ref().is_some_and(is_to_send);
        desk.alarm(self.name.seat, Alarm::Air, self.watch.start_air(now, sends));
    }

    /// The two lines change peers. With a peer goes what it knows of us and what we know of it, its port, the numbers
    /// of both streams and what coding remembers of ours; of neither is anything continued for the other.
    pub(super) fn exchange(&mut self, other: &mut Self) {
        for line in [&mut *self, &mut *other] {
            line.turn();
            line.keys.forget();
            line.pressing.abandon();
            line.ear.iter_mut().for_each(|ear| ear.forget());
        }
        swap(&mut self.name.seat, &mut other.name.seat);
        swap(&mut self.name.local, &mut other.name.local);
        swap(&mut self.terms, &mut other.terms);
        swap(&mut self.source, &mut other.source);
        swap(&mut self.guard, &mut other.guard);
        swap(&mut self.reception, &mut other.reception);
        swap(&mut self.watch, &mut other.watch);
        swap(&mut self.stream, &mut other.stream);
        swap(&mut self.dtmf, &mut other.dtmf);
        swap(&mut self.reports, &mut other.reports);
        swap(&mut self.rtcp_from, &mut other.rtcp_from);
        swap(&mut self.spoken, &mut other.spoken);
        swap(&mut self.stats, &mut other.stats);
        self.mouth.exchange(&mut other.mouth);
        for line in [self, other] {
            line.hearing.expect_tones(false);
            line.expect_tones();
        }
    }

    /// Another line, or none, hears this one from now on.
    pub(super) fn turn(&mut self) {
        self.keys.interrupt();
        self.stream.cut();
    }

    /// It lives in another place from now on: its stream goes on, what was played does not.
    pub(super) fn settle_at(&mut self, group: GroupId, slot: u32, seat: Seat) {
        self.name = Name { group, slot, seat, ..self.name };
        self.mouth.uproot();
        self.turn();
    }

    /// Sounds a tone, or stops.
    pub(super) fn sound(&mut self, tone: Option<Tone>) {
        self.stream.cut();
        self.mouth.sound(tone);
    }

    /// Plays something.
    pub(super) fn play(&mut self, playing: Playing) {
        self.stream.cut();
        self.mouth.play(playing);
    }

    /// Stops playing.
    pub(super) fn hush(&mut self) {
        self.mouth.hush();
    }

    /// Stops playing, if it is this clip.
    pub(super) fn hush_clip(&mut self, clip: ClipId) {
        self.mouth.drop(clip);
    }

    /// Presses a key out.
    pub(super) fn press(&mut self, key: char, lasting: Duration) {
        if let Some(code) = dtmf::code(key) {
            self.press_event(code, lasting);
        }
    }

    /// The same by the code of an event; a flash has neither a tone nor a name, and goes out as an event or not at all.
    pub(super) fn press_event(&mut self, code: u8, lasting: Duration) {
        let otherwise = self.dtmf != Dtmf::Rfc4733 && dtmf::key(code).is_some();
        let takes = |events: bool| events || otherwise;
        if self.terms.as_ref().is_some_and(|own| own.direction.sends() && takes(own.formats.events.is_some())) {
            self.pressing.press_event(code, lasting);
        }
    }

    /// How keys go out from now on.
    pub(super) fn press_by(&mut self, dtmf: Dtmf) {
        self.pressing.abandon();
        self.dtmf = dtmf;
    }

    /// Which keys are told and not passed on.
    pub(super) fn keep(&mut self, keys: String) {
        self.keys.keep(keys);
    }

    /// Whether a key is told and not passed on.
    pub(super) fn keeps(&self, key: char) -> bool {
        self.keys.keeps(key)
    }

    /// A packet that could not go on.
    pub(super) fn drop_one(&mut self) {
        self.stats.dropped += 1;
    }

    pub(super) fn timeout(&mut self, now: Time, alarm: Alarm, desk: &mut Desk) {
        match alarm {
            Alarm::Report => self.report(now, desk),
            Alarm::Silence => {
                let (what, again) = self.watch.look(now);
                if let Some(what) = what {
                    desk.tell(Event::Silent { group: self.name.group, line: self.name.line, what });
                }
                desk.alarm(self.name.seat, Alarm::Silence, again);
            }
            Alarm::Air => {
                let (air, again) = self.watch.look_air(now);
                if let Some(air) = air {
                    desk.tell(Event::DeadAir { group: self.name.group, line: self.name.line, air });
                }
                desk.alarm(self.name.seat, Alarm::Air, again);
            }
            Alarm::Rested => {}
        }
    }

    pub(super) fn name(&self) -> &Name {
        &self.name
    }

    pub(super) fn terms(&self) -> Option<&Terms> {
        self.terms.as_ref()
    }

    /// Proves a packet before anything is believed of it (M6).
    #[inline]
    fn open(&mut self, now: Time, packet: &mut Vec<u8>, desk: &mut Desk) -> bool {
        let opened = self.guard.open_rtp(now, packet);
        if opened == Opened::StillForged {
            desk.tell(Event::SrtpFailed { group: self.name.group, line: self.name.line });
        }
        opened == Opened::Genuine
    }

    #[inline]
    fn accept(&mut self, now: Time, from: SocketAddr, packet: &[u8], desk: &mut Desk) -> Option<Passing> {
        let rtp::Packet { header, payload } = rtp::read(packet).ok()?;
        let lane = *self.lanes.iter().find(|lane| lane.payload == header.payload_type)?;
        let fits = self.reception.fits(header.sequence);
        let begins = match self.source.admit(now, from, header.ssrc, header.sequence, fits) {
            Admission::Known => false,
            Admission::Begins => true,
            Admission::Refused => return None,
        };
        if begins {
            self.begin(header.sequence, desk);
        }
        let resumed = || self.reception.resumes(now, header.sequence, header.timestamp, lane.clock);
        if self.watch.heard(now) && resumed() {
            self.watch.paused();
        }
        self.watch.rests(matches!(lane.carries, Carries::Noise));
        let is_sound = matches!(lane.carries, Carries::Sound(..));
        self.reception.count(now, header.sequence, is_sound.then_some((header.timestamp, lane.clock)));
        self.stats.received += 1;
        let sound = packet.get(payload.clone())?;
        let what = if self.receives() { self.understand(now, &lane, &header, sound, desk) } else { What::Nothing };
        Some(Passing { header, payload, clock: lane.clock, begins, what })
    }

    fn understand(&mut self, now: Time, lane: &Lane, header: &Header, payload: &[u8], desk: &mut Desk) -> What {
        match lane.carries {
            Carries::Sound(codec, way) => {
                let tone = self.on_sound(now, header.timestamp, (codec, way), payload, desk);
                if self.keys.pending() {
                    let key = self.keys.sound(header.timestamp, lane.clock);
                    self.tell_keys(key, desk);
                }
                What::Sound { way, tone }
            }
            Carries::Keys(way) => self.hear_key(way, (header.timestamp, lane.clock), payload, desk),
            Carries::Noise => {
                self.ear.iter_mut().for_each(|ear| ear.hush());
                What::Nothing
            }
        }
    }

    fn hear_key(&mut self, way: Way, (timestamp, clock): (u32, u32), payload: &[u8], desk: &mut Desk) -> What {
        let Some(event) = dtmf::Event::read(payload) else { return What::Nothing };
        let goes = if self.passes_through { Goes::Anew } else { Goes::Along };
        let meaning = self.keys.hear(timestamp, &event, clock, goes);
        self.tell_keys(meaning.before.into_iter().chain(meaning.key), desk);
        let way = match meaning.goes {
            Goes::Nowhere => return What::Nothing,
            Goes::Along => way,
            Goes::Anew => Way::Anew,
        };
        What::Keys { way, begins: meaning.begins, event, held: meaning.held }
    }

    fn tell_keys(&self, keys: impl IntoIterator<Item = char>, desk: &mut Desk) {
        let Name { group, line, .. } = self.name;
        keys.into_iter().for_each(|key| desk.tell(Event::Key { group, line, key }));
    }

    /// A stream of the peer begins: nothing of the one before is continued.
    #[cold]
    fn begin(&mut self, seq: u16, desk: &mut Desk) {
        self.reception.begin(seq);
        self.ear.iter_mut().for_each(|ear| ear.forget());
        self.reports.forget();
        self.hearing.forget();
        let key = self.keys.forget();
        self.tell_keys(key, desk);
    }

    /// Where RTP may be sent now; nowhere while the peer is held.
    fn target(&self) -> Option<SocketAddr> {
        let open = self.terms.as_ref().is_some_and(|terms| terms.direction.sends() && terms.remote.is_some());
        open.then(|| self.source.target())?
    }

    fn receives(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.direction.receives())
    }
}

/// Who holds may be silent, also where it could send music (spec §4.8).
fn is_to_send(terms: &Terms) -> bool {
    terms.direction == Direction::SendRecv && terms.remote.is_some()
}
