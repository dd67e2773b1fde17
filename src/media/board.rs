//! All groups of one media thread, or of a whole virtual town, as one value without sockets and without a clock.
//!
//! Lines sit on seats: small numbers by which the owner of the sockets finds them without searching. A seat outlives
//! its line while the port rests (M20). The law for callers: one mutation, then `poll` until it is empty.

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::command::{Command, Event, GroupId, LineId};
use super::desk::{Alarm, Channel, Desk, Due, Output, Seat};
use super::group::{Forward, Group};
use super::line::{Line, Name};
use super::rest::{Rest, Resting};
use crate::base::{Rng, Time, Timers};

/// Bits in a second of the Opus that is sent, unless it is said.
const OPUS: u32 = 32_000;

/// Groups, their seats, and what is due.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Board {
    names: BTreeMap<GroupId, u32>,
    groups: Vec<Option<Group>>,
    free_slots: Vec<u32>,
    seats: Vec<Occupant>,
    free_seats: Vec<Seat>,
    desk: Desk,
    resting: Resting,
    late: u64,
}

/// A line on its way to another group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Handover {
    line: Line,
    alarms: [(Alarm, Option<Time>); 3],
}

impl Handover {
    /// Where it has sat.
    pub fn seat(&self) -> Seat {
        self.line.name().seat
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Occupant {
    Nobody,
    Line { group: u32, place: u32 },
    Rest { local: SocketAddr, rest: Rest },
}

impl Board {
    /// An empty board.
    pub fn new(rng: Rng, resting: Resting) -> Self {
        let desk = Desk { timers: Timers::new(), outputs: VecDeque::new(), rng, opus_bit_rate: OPUS };
        Self {
            names: BTreeMap::new(),
            groups: Vec::new(),
            free_slots: Vec::new(),
            seats: Vec::new(),
            free_seats: Vec::new(),
            desk,
            resting,
            late: 0,
        }
    }

    /// The same with Opus of so many bits in a second.
    pub fn with_opus_at(mut self, bit_rate: u32) -> Self {
        self.desk.opus_bit_rate = bit_rate;
        self
    }

    /// Carries out a command; a group is there from its first `Open` to its `Forget`.
    pub fn command(&mut self, now: Time, command: Command) {
        match command {
            Command::Open { group, line, local, signalled_from } => self.open(now, group, line, local, signalled_from),
            Command::Close { group, line } => self.close(now, group, line),
            Command::Forget { group } => self.forget(now, group),
            Command::Move { line, from, to } => {
                if let Some(handover) = self.surrender(now, line, from) {
                    self.take_in(now, handover, to, None);
                }
            }
            Command::Exchange { group, line, with } => self.exchange(now, group, line, with),
            other => {
                let slot = self.names.get(&other.group()).copied();
                if let Some(group) = slot.and_then(|slot| self.groups.get_mut(slot as usize)?.as_mut()) {
                    group.command(now, other, &mut self.desk);
                }
            }
        }
    }

    /// Gives a line out of hand, with all that it is at: for another board, whose owner takes its sockets from this
    /// seat.
    pub fn surrender(&mut self, now: Time, line: LineId, from: GroupId) -> Option<Handover> {
        let slot = self.names.get(&from).copied()?;
        let line = self.groups.get_mut(slot as usize)?.as_mut()?.close(now, line, &mut self.desk)?;
        let seat = line.name().seat;
        let alarms = Alarm::OF_A_LINE.map(|alarm| (alarm, self.desk.take_alarm(seat, alarm)));
        self.seats[seat.0 as usize] = Occupant::Nobody;
        Some(Handover { line, alarms })
    }

    /// The seat of a line that has left for another board is free: its sockets are taken.
    pub fn vacate(&mut self, seat: Seat) {
        self.free_seats.push(seat);
    }

    /// Takes in a line of another board, into a group that is there from now on; answers its seat, to which its sockets
    /// belong.
    pub fn adopt(&mut self, now: Time, handover: Handover, to: GroupId) -> Seat {
        let seat = self.free_seat();
        self.take_in(now, handover, to, Some(seat));
        seat
    }

    /// One packet in; at most one out, rewritten in place. Nothing is allocated on the way of sound, if there is room
    /// behind the packet for the tag of SRTP.
    #[inline]
    pub fn receive(
        &mut self,
        now: Time,
        seat: Seat,
        channel: Channel,
        from: SocketAddr,
        packet: &mut Vec<u8>,
    ) -> Option<Forward> {
        match self.seats.get_mut(seat.0 as usize)? {
            Occupant::Line { group, place } => {
                let group = self.groups.get_mut(*group as usize)?.as_mut()?;
                group.receive(now, (*place, channel), from, packet, &mut self.desk)
            }
            Occupant::Rest { rest, .. } => {
                rest.disturb(now);
                self.late += 1;
                None
            }
            Occupant::Nobody => None,
        }
    }

    /// The ports of the seat could not be bound, or broke.
    pub fn unbound(&mut self, seat: Seat, why: String) {
        if let Some(&Occupant::Line { group, place }) = self.seats.get(seat.0 as usize)
            && let Some(line) = self.groups.get(group as usize).and_then(|group| group.as_ref()?.line(place))
        {
            let Name { group, line, .. } = *line.name();
            self.desk.tell(Event::Failed { group, line, why });
        }
    }

    /// Does what is due.
    pub fn timeout(&mut self, now: Time) {
        while let Some(due) = self.desk.timers.expired(now) {
            match due {
                Due::Beat(slot) => {
                    if let Some(Some(group)) = self.groups.get_mut(slot as usize) {
                        group.beat(now, &mut self.desk);
                    }
                }
                Due::Seat(seat, alarm) => self.ring(now, seat, alarm),
            }
        }
    }

    /// What is to be done next.
    pub fn poll(&mut self) -> Option<Output> {
        self.desk.outputs.pop_front()
    }

    /// When `timeout` wants to be called.
    pub fn next_timeout(&self) -> Option<Time> {
        self.desk.timers.next().map(|(at, _)| at)
    }

    /// How many lines are open.
    pub fn lines(&self) -> usize {
        self.seats.iter().filter(|seat| matches!(seat, Occupant::Line { .. })).count()
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.names.len()
    }

    /// How many packets came for lines that were closed.
    pub fn late(&self) -> u64 {
        self.late
    }

    /// How many ports rest.
    pub fn resting(&self) -> usize {
        self.seats.iter().filter(|seat| matches!(seat, Occupant::Rest { .. })).count()
    }

    fn ring(&mut self, now: Time, seat: Seat, alarm: Alarm) {
        match self.seats.get(seat.0 as usize) {
            Some(&Occupant::Line { group, place }) => {
                if let Some(Some(group)) = self.groups.get_mut(group as usize) {
                    group.timeout(now, place, alarm, &mut self.desk);
                }
            }
            Some(Occupant::Rest { local, rest }) => {
                let (local, due) = (*local, rest.due(&self.resting));
                self.wake(now, seat, local, due);
            }
            Some(Occupant::Nobody) | None => {}
        }
    }

    fn open(&mut self, now: Time, id: GroupId, line: LineId, local: SocketAddr, signalled_from: Option<IpAddr>) {
        let slot = self.slot(id);
        if self.groups.get(slot as usize).is_some_and(|group| group.as_ref().is_some_and(|g| g.find(line).is_some())) {
            return;
        }
        let seat = self.free_seat();
        let Some(Some(group)) = self.groups.get_mut(slot as usize) else { return };
        let name = Name { group: id, line, seat, slot, local };
        let place = group.open(Line::new(now, name, signalled_from, &mut self.desk));
        self.seats[seat.0 as usize] = Occupant::Line { group: slot, place };
        self.desk.outputs.push_back(Output::Bind { seat, local });
    }

    /// Two lines change seats, and all that their peers know of us with them. Deadlines are those of a seat.
    fn exchange(&mut self, now: Time, id: GroupId, line: LineId, with: LineId) {
        let Some(slot) = self.names.get(&id).copied() else { return };
        let Some(Some(group)) = self.groups.get_mut(slot as usize) else { return };
        for (seat, place) in group.exchange(now, line, with, &mut self.desk).into_iter().flatten() {
            self.seats[seat.0 as usize] = Occupant::Line { group: slot, place };
        }
    }

    /// Puts a line into a group, on its old seat if there is no new one.
    fn take_in(&mut self, now: Time, handover: Handover, to: GroupId, seat: Option<Seat>) {
        let Handover { mut line, alarms } = handover;
        let (slot, seat) = (self.slot(to), seat.unwrap_or(line.name().seat));
        line.settle_at(to, slot, seat);
        let Some(Some(group)) = self.groups.get_mut(slot as usize) else { return };
        let place = group.take_in(now, line, &mut self.desk);
        self.seats[seat.0 as usize] = Occupant::Line { group: slot, place };
        alarms.into_iter().for_each(|(alarm, at)| self.desk.alarm(seat, alarm, at));
    }

    fn close(&mut self, now: Time, id: GroupId, line: LineId) {
        let slot = self.names.get(&id).copied();
        let closed =
            slot.and_then(|slot| self.groups.get_mut(slot as usize)?.as_mut()?.close(now, line, &mut self.desk));
        let Some(line) = closed else { return };
        let Name { group, line: id, seat, local, .. } = *line.name();
        for alarm in Alarm::OF_A_LINE {
            self.desk.alarm(seat, alarm, None);
        }
        let rest = Rest::new(now);
        self.desk.alarm(seat, Alarm::Rested, Some(rest.due(&self.resting)));
        self.seats[seat.0 as usize] = Occupant::Rest { local, rest };
        self.desk.tell(Event::Closed { group, line: id, stats: line.stats() });
    }

    fn forget(&mut self, now: Time, id: GroupId) {
        let slot = self.names.get(&id).copied();
        let lines = slot.and_then(|slot| self.groups.get(slot as usize)?.as_ref().map(Group::lines));
        lines.into_iter().flatten().for_each(|line| self.close(now, id, line));
        if let Some(slot) = self.names.remove(&id) {
            self.desk.beat(slot, None);
            self.groups[slot as usize].iter_mut().for_each(|group| group.end(&mut self.desk));
            self.groups[slot as usize] = None;
            self.free_slots.push(slot);
        }
    }

    /// The port is free, or was disturbed and rests on.
    fn wake(&mut self, now: Time, seat: Seat, local: SocketAddr, due: Time) {
        if now < due {
            self.desk.alarm(seat, Alarm::Rested, Some(due));
            return;
        }
        self.seats[seat.0 as usize] = Occupant::Nobody;
        self.free_seats.push(seat);
        self.desk.outputs.push_back(Output::Unbind { seat });
        self.desk.tell(Event::Rested { local });
    }

    fn slot(&mut self, id: GroupId) -> u32 {
        if let Some(slot) = self.names.get(&id) {
            return *slot;
        }
        let slot = self.free_slots.pop().unwrap_or_else(|| {
            self.groups.push(None);
            self.groups.len() as u32 - 1
        });
        self.groups[slot as usize] = Some(Group::new(id, slot));
        self.names.insert(id, slot);
        slot
    }

    fn free_seat(&mut self) -> Seat {
        self.free_seats.pop().unwrap_or_else(|| {
            self.seats.push(Occupant::Nobody);
            Seat(self.seats.len() as u32 - 1)
        })
    }
}
