//! The lines of one family or room, and who hears whom: a packet in on one line goes out on the line it is joined to.

mod beat;
mod recording;
mod room;
mod tones;

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::room::{Entered, Room};
use super::clip::Clips;
use super::command::{ClipId, Command, Ended, GroupId, LineId};
use super::desk::{Alarm, Channel, Desk, Seat};
use super::fork::Fork;
use super::line::{Line, Passing};
use super::play::Playing;
use super::recorder::Recorder;
use crate::audio::Pcm;
use crate::base::Time;
use crate::wire::rtp;

/// The media machines of one family or room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Group {
    id: GroupId,
    /// Where it is on its board.
    slot: u32,
    /// A place is stable while its line lives.
    places: Vec<Option<Place>>,
    clips: Clips,
    recorders: Vec<Recorder>,
    room: Room,
    /// What was said and heard in the last beat, place by place: room that is used again.
    #[serde(skip)]
    sounds: Vec<Sounds>,
    /// When the beat after the last one is due, and its number.
    next_beat: Time,
    beats: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    line: Line,
    /// The place that hears this line and is heard by it.
    joined: Option<u32>,
    /// How it is in the room, if it is.
    entered: Option<Entered>,
}

/// 20 ms of one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sounds {
    /// What the peer says.
    said: Option<Pcm>,
    /// What it hears.
    heard: Option<Pcm>,
}

/// A packet that was rewritten in place and must leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forward {
    /// From whose socket.
    pub seat: Seat,
    /// From which of the two.
    pub channel: Channel,
    /// To whom.
    pub to: SocketAddr,
    /// How many bytes of the packet.
    pub len: usize,
}

impl Group {
    pub(super) fn new(id: GroupId, slot: u32) -> Self {
        Self {
            id,
            slot,
            places: Vec::new(),
            clips: Clips::default(),
            recorders: Vec::new(),
            room: Room::default(),
            sounds: Vec::new(),
            next_beat: Time::default(),
            beats: 0,
        }
    }

    /// Puts a line into the first free place.
    pub(super) fn open(&mut self, line: Line) -> u32 {
        let place = Some(Place { line, joined: None, entered: None });
        match self.places.iter().position(Option::is_none) {
            Some(free) => {
                self.places[free] = place;
                free as u32
            }
            None => {
                self.places.push(place);
                self.places.len() as u32 - 1
            }
        }
    }

    /// Takes in a line that comes from another group.
    pub(super) fn take_in(&mut self, now: Time, line: Line, desk: &mut Desk) -> u32 {
        let place = self.open(line);
        self.lay(place);
        self.attend();
        self.settle(now, desk);
        place
    }

    /// Takes a line out.
    pub(super) fn close(&mut self, now: Time, line: LineId, desk: &mut Desk) -> Option<Line> {
        let place = self.find(line)?;
        self.stop_of(line, desk);
        self.part(place);
        let closed = self.places.get_mut(place as usize)?.take().map(|place| place.line);
        self.attend();
        self.settle(now, desk);
        closed
    }

    /// Two lines change peers; answers which seat belongs to which place now.
    pub(super) fn exchange(
        &mut self,
        now: Time,
        line: LineId,
        with: LineId,
        desk: &mut Desk,
    ) -> Option<[(Seat, u32); 2]> {
        let places = [self.find(line)?, self.find(with)?];
        let Ok([Some(one), Some(other)]) = self.places.get_disjoint_mut(places.map(|place| place as usize)) else {
            return None;
        };
        one.line.exchange(&mut other.line);
        let seats = [one.line.name().seat, other.line.name().seat];
        places.into_iter().for_each(|place| self.lay(place));
        self.attend();
        self.settle(now, desk);
        let [a, b] = places;
        let [seat_a, seat_b] = seats;
        Some([(seat_a, a), (seat_b, b)])
    }

    /// Carries out a command about lines that are open; one about a line that is gone falls on the floor, since it may
    /// have crossed the event that told so.
    pub(super) fn command(&mut self, now: Time, command: Command, desk: &mut Desk) {
        self.carry_out(now, command, desk);
        self.attend();
        self.settle(now, desk);
    }

    fn carry_out(&mut self, now: Time, command: Command, desk: &mut Desk) -> Option<()> {
        match command {
            Command::Shape { line, terms, .. } => {
                let place = self.find(line)?;
                self.line_mut(place)?.shape(now, terms, desk);
                self.lay(place);
            }
            Command::Watch { line, limit, .. } => self.line_mut(self.find(line)?)?.watch_air(now, limit, desk),
            Command::Join { a, b, .. } => self.join(self.find(a)?, self.find(b)?),
            Command::Part { line, .. } => self.part(self.find(line)?),
            Command::Sound { line, tone, .. } => self.line_mut(self.find(line)?)?.sound(tone),
            Command::Play { line, play, what, times, .. } => {
                self.line_mut(self.find(line)?)?.play(Playing::new(play, what, times));
            }
            Command::Hush { line, .. } => self.line_mut(self.find(line)?)?.hush(),
            Command::Feed { clip, piece, .. } => self.clips.feed(clip, piece),
            Command::Drop { clip, .. } => self.drop(clip),
            Command::Keep { line, keys, .. } => self.line_mut(self.find(line)?)?.keep(keys),
            Command::PressBy { line, dtmf, .. } => self.line_mut(self.find(line)?)?.press_by(dtmf),
            Command::Press { line, key, lasting, .. } => self.line_mut(self.find(line)?)?.press(key, lasting),
            Command::Listen { line, to, .. } => self.line_mut(self.find(line)?)?.listen(to),
            Command::Fork { line, fork, tracks, rate, .. } => {
                self.line_mut(self.find(line)?)?.fork(Fork::new(fork, tracks, rate));
            }
            Command::Unfork { line, fork, .. } => self.line_mut(self.find(line)?)?.unfork(fork),
            Command::Inherit { line, from, .. } => self.inherit(self.find(line)?, self.find(from)?, (line, from)),
            Command::Pour { line, fork, samples, room, .. } => {
                self.line_mut(self.find(line)?)?.pour(fork, samples, room, desk);
            }
            Command::Mark { line, fork, name, .. } => self.line_mut(self.find(line)?)?.mark(fork, name),
            Command::Clear { line, fork, .. } => self.line_mut(self.find(line)?)?.clear(fork, desk),
            Command::Record { recording, plan, .. } => self.record(recording, plan, desk),
            Command::StopRecording { recording, cut, .. } => self.stop(recording, cut, desk),
            Command::Enter { line, muted, coach, .. } => self.enter(self.find(line)?, muted, coach),
            Command::Leave { line, .. } => self.leave(self.find(line)?),
            Command::Announce { play, what, times, but, .. } => self.room.announce(play, what, times, but),
            // Those concern the board as well.
            Command::Open { .. }
            | Command::Close { .. }
            | Command::Forget { .. }
            | Command::Move { .. }
            | Command::Exchange { .. } => {}
        }
        Some(())
    }

    /// Whoever still plays the clip is silent from now on.
    fn drop(&mut self, clip: ClipId) {
        self.clips.drop(clip);
        self.places.iter_mut().flatten().for_each(|place| place.line.hush_clip(clip));
        self.room.hush_clip(clip);
    }

    /// One packet in, at most one out.
    #[inline]
    pub(super) fn receive(
        &mut self,
        now: Time,
        (place, channel): (u32, Channel),
        from: SocketAddr,
        packet: &mut Vec<u8>,
        desk: &mut Desk,
    ) -> Option<Forward> {
        let Place { line, joined, .. } = self.places.get_mut(place as usize)?.as_mut()?;
        if channel == Channel::Rtcp || rtp::is_rtcp(packet) {
            line.receive_rtcp(now, from, packet);
            return None;
        }
        let passing = line.receive(now, from, packet, desk)?;
        let Some(other) = *joined else {
            if !line.has_ear() {
                line.drop_one();
            }
            return None;
        };
        let passing = match line.tone() {
            None => passing,
            Some(_) => self.on_tone(now, (place, other), passing),
        };
        self.pass(now, other, &passing, packet, desk)
    }

    pub(super) fn timeout(&mut self, now: Time, place: u32, alarm: Alarm, desk: &mut Desk) {
        if let Some(line) = self.line_mut(place) {
            line.timeout(now, alarm, desk);
        }
    }

    pub(super) fn line(&self, place: u32) -> Option<&Line> {
        self.places.get(place as usize)?.as_ref().map(|place| &place.line)
    }

    /// Ends what is about no line: the group is forgotten.
    pub(super) fn end(&mut self, desk: &mut Desk) {
        self.recorders.drain(..).for_each(|recorder| recorder.end(Ended::Closed, Duration::ZERO, desk));
    }

    /// The names of all lines.
    pub(super) fn lines(&self) -> Vec<LineId> {
        self.places.iter().flatten().map(|place| place.line.name().line).collect()
    }

    pub(super) fn find(&self, line: LineId) -> Option<u32> {
        let is_it = |place: &Option<Place>| place.as_ref().is_some_and(|place| place.line.name().line == line);
        self.places.iter().position(is_it).map(|place| place as u32)
    }

    #[inline]
    fn pass(
        &mut self,
        now: Time,
        to: u32,
        passing: &Passing,
        packet: &mut Vec<u8>,
        desk: &mut Desk,
    ) -> Option<Forward> {
        let line = self.line_mut(to)?;
        let seat = line.name().seat;
        let Some(to) = line.pass(now, passing, packet) else {
            // A key that has to be pressed anew wakes the group, and so does what goes by ear and mouth.
            if (line.is_busy() || passing.is_through()) && !desk.beats(self.slot) {
                self.settle(now, desk);
            }
            return None;
        };
        Some(Forward { seat, channel: Channel::Rtp, to, len: packet.len() })
    }

    fn join(&mut self, a: u32, b: u32) {
        if a == b {
            return;
        }
        self.part(a);
        self.part(b);
        for (one, other) in [(a, b), (b, a)] {
            if let Some(Some(place)) = self.places.get_mut(one as usize) {
                place.joined = Some(other);
                place.line.turn();
                place.line.sound(None);
            }
        }
        self.lay(a);
    }

    fn part(&mut self, place: u32) {
        let Some(other) = self.joined(place) else { return };
        for place in [place, other] {
            if let Some(Some(place)) = self.places.get_mut(place as usize) {
                place.joined = None;
                place.line.turn();
            }
            self.lay(place);
        }
    }

    /// Lays the payload numbers of a line and of the one joined to it beside each other.
    fn lay(&mut self, place: u32) {
        let joined = self.joined(place);
        self.lay_beside(place, joined);
        if let Some(other) = joined {
            self.lay_beside(other, Some(place));
        }
    }

    fn lay_beside(&mut self, place: u32, other: Option<u32>) {
        let terms = other.and_then(|other| self.line(other)?.terms().cloned());
        if let Some(line) = self.line_mut(place) {
            line.lay(terms.as_ref());
        }
    }

    fn joined(&self, place: u32) -> Option<u32> {
        self.places.get(place as usize)?.as_ref()?.joined
    }

    fn line_mut(&mut self, place: u32) -> Option<&mut Line> {
        self.places.get_mut(place as usize)?.as_mut().map(|place| &mut place.line)
    }
}
