//! Carrying out what an operator wants of a conference (spec §8.6), with the callbacks of
//! §6.9. What is the same already is told to nobody.

use super::order::{Change, Coaching, Holding, Order};
use super::participant::{Participant, Reason};
use super::stage::{Departure, End};
use super::{Room, RoomMeans, Rooms};
use crate::base::{CallSid, ConferenceSid};
use crate::call::room::{Hold, News, Subject};
use crate::media::{Command, LineId, Listening};

impl Rooms {
    /// Does what is wanted, as far as it still can be done.
    pub(in crate::engine) fn order(&mut self, means: &mut RoomMeans<'_>, sid: ConferenceSid, order: Order) {
        if self.check(sid, &order).is_err() {
            return;
        }
        match order {
            Order::End => self.with_room(sid, |rooms, room| rooms.end(means, room, End::ByOperator)),
            Order::Announce(notice) => self.with_room(sid, |rooms, room| rooms.announce_to(means, room, None, notice)),
            Order::Change(call, change) => self.with_room(sid, |rooms, room| {
                if let Some(line) = room.line_of(call) {
                    rooms.change(means, room, line, *change);
                }
            }),
            Order::Kick(call) => {
                let line = self.rooms.get(&sid).and_then(|room| room.line_of(call));
                if let Some(line) = line {
                    self.depart(means, line, Departure { reason: Reason::Updated, status: "in-progress" });
                }
            }
        }
    }

    fn change(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, line: LineId, change: Change) {
        let Change { muted, hold, announce, ends, chimes, coach } = change;
        if let Some(muted) = muted {
            self.mute(means, room, line, muted);
        }
        match hold {
            Some(Holding::On(hold)) => self.hold(means, room, line, hold),
            Some(Holding::Off) => self.come_back(means, room, line),
            None => {}
        }
        let Some(person) = room.person_mut(line) else { return };
        let before = person.wish.clone();
        person.wish.ends = ends.unwrap_or(person.wish.ends);
        person.wish.chimes.leaving = chimes.unwrap_or(person.wish.chimes.leaving);
        person.wish.coach = coach.map_or(person.wish.coach, Coaching::coached);
        let coaches_anew = before.coach != person.wish.coach;
        if before != person.wish {
            person.changed = means.now;
            if coaches_anew {
                self.place(room, line);
            }
            self.tell_of(means, room, line, Subject::Modify, "participant-modify", Vec::new());
        }
        if let Some(notice) = announce {
            self.announce_to(means, room, Some(line), notice);
        }
    }

    fn mute(&mut self, means: &RoomMeans<'_>, room: &mut Room, line: LineId, muted: bool) {
        let Some(person) = room.person_mut(line).filter(|person| person.wish.muted != muted) else { return };
        (person.wish.muted, person.changed) = (muted, means.now);
        self.place(room, line);
        let event = if muted { "participant-mute" } else { "participant-unmute" };
        self.tell_of(means, room, line, Subject::Mute, event, Vec::new());
    }

    /// Its line is its own from now on, and hears something else. Whoever is on hold already may be given something
    /// else to hear, which is no news to anybody.
    fn hold(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, line: LineId, hold: Hold) {
        let Some(person) = room.person_mut(line).filter(|person| person.hold.as_ref() != Some(&hold)) else { return };
        let was_held = person.hold.replace(hold.clone()).is_some();
        person.changed = means.now;
        let guest = person.guest.clone();
        self.send_home(means, room, line);
        self.look_who_hears(means, room);
        self.word(&guest, News::Held(hold));
        if !was_held {
            self.tell_of(means, room, line, Subject::Hold, "participant-hold", Vec::new());
        }
    }

    fn come_back(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, line: LineId) {
        let Some(person) = room.person_mut(line).filter(|person| person.hold.is_some()) else { return };
        (person.hold, person.changed) = (None, means.now);
        let guest = person.guest.clone();
        if room.has_begun() {
            self.let_in(means, room, line);
        } else {
            self.word(&guest, News::Waiting(room.sid));
        }
        self.tell_of(means, room, line, Subject::Hold, "participant-unhold", Vec::new());
    }

    /// Whoever is in the sound of the room is in it as its wish says.
    pub(super) fn place(&mut self, room: &Room, line: LineId) {
        if let Some(person) = room.person(line).filter(|person| room.hears(person)) {
            let coach = person.wish.coach.and_then(|sid| room.line_of(sid));
            self.command(Command::Enter { group: room.group, line, muted: person.wish.muted, coach });
        }
    }

    /// A line goes back to its family, if it was in the sound of the room.
    pub(super) fn send_home(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, line: LineId) {
        self.stop_announcing(means, room, line);
        if let Some(home) = means.loans.give_back(line) {
            self.command(Command::Leave { group: room.group, line });
            self.command(Command::Listen { group: room.group, line, to: Listening::default() });
            self.command(home);
        }
    }
}

impl Room {
    /// The line of a call that is in it.
    pub(super) fn line_of(&self, sid: CallSid) -> Option<LineId> {
        self.people.iter().find(|person| person.guest.sid == sid).map(|person| person.guest.line)
    }

    /// Whether somebody hears the others.
    pub(super) fn hears(&self, person: &Participant) -> bool {
        self.has_begun() && person.hold.is_none()
    }

    fn person_mut(&mut self, line: LineId) -> Option<&mut Participant> {
        self.people.iter_mut().find(|person| person.guest.line == line)
    }
}

impl Coaching {
    const fn coached(self) -> Option<CallSid> {
        match self {
            Self::Of(sid) => Some(sid),
            Self::Off => None,
        }
    }
}
