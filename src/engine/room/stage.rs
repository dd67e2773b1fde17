//! How far a room is, and what follows (spec §5.6): it waits until somebody may begin it and two are there, begins
//! once, and ends with its last participant, with one that ends it, or with its age.

use serde::{Deserialize, Serialize};

use super::participant::{Participant, Reason};
use super::{Guest, Room, RoomMeans, Rooms};
use crate::base::CallSid;
use crate::call::room::{News, Subject, Wish};
use crate::media::{Command, LineId, Listening, Sounding};

/// How far a room is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Progress {
    /// Nobody who may begin it has come: RUNNING_MODERATOR_ABSENT.
    ModeratorAbsent,
    /// One has, and is or was alone: RUNNING_MODERATOR_PRESENT, but nobody is heard.
    ModeratorCame,
    /// It has begun; whoever comes now comes straight in, also when the moderator has left.
    Begun,
    /// COMPLETED.
    Over,
}

/// What ends a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The last one has left.
    Empty {
        /// Who that was.
        last: CallSid,
        /// It did not leave by itself.
        is_kicked: bool,
    },
    /// Somebody with endConferenceOnExit has left.
    ByParticipant {
        /// Who.
        who: CallSid,
        /// It did not leave by itself.
        is_kicked: bool,
    },
    /// It was too old.
    Age,
    /// Somebody has ended it from outside.
    ByOperator,
}

/// How somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Departure {
    /// Why.
    pub(super) reason: Reason,
    /// What its call is afterwards.
    pub(super) status: &'static str,
}

impl Rooms {
    /// Somebody has been let in: waits, begins the conference, or comes into it.
    pub(super) fn come_in(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, guest: Guest, wish: Wish) {
        let (line, starts) = (guest.line, wish.starts);
        room.tape = room.tape.take().or_else(|| wish.tape.clone());
        room.people.push(Participant::new(means.now, guest.clone(), wish));
        if room.people.len() == 1 && !room.is_told(Subject::Join) {
            self.leave_will(means, room);
        }
        self.tell_of(means, room, line, Subject::Join, "participant-join", Vec::new());
        if room.progress == Progress::ModeratorAbsent && starts {
            (room.progress, room.changed) = (Progress::ModeratorCame, means.now);
        }
        match room.progress {
            Progress::Begun => {
                self.begin_tape(means, room);
                self.enter(means, room, line);
            }
            Progress::ModeratorCame if room.people.len() > 1 => self.begin(means, room, line),
            _ => self.word(&guest, News::Waiting(room.sid)),
        }
    }

    /// Somebody leaves the room; nothing happens when the line is in none.
    pub(super) fn depart(&mut self, means: &mut RoomMeans<'_>, line: LineId, departure: Departure) {
        let Some(sid) = self.lines.get(&line).copied() else { return };
        self.with_room(sid, |rooms, room| {
            let Some(person) = rooms.take_out(means, room, line, departure) else { return };
            let CallEnd { sid, ends, chimes } = CallEnd::of(&person);
            let is_kicked = departure.reason == Reason::Updated;
            if is_kicked {
                rooms.word(&person.guest, News::Ended);
            }
            if room.people.is_empty() {
                rooms.end(means, room, End::Empty { last: sid, is_kicked });
            } else if ends {
                rooms.end(means, room, End::ByParticipant { who: sid, is_kicked });
            } else if chimes && room.progress == Progress::Begun {
                rooms.announce(means, room, Sounding::Leaving, None);
            }
        });
    }

    /// The conference is over: everybody's line is its own again, and their documents go on.
    pub(super) fn end(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, end: End) {
        let is_from_outside = matches!(end, End::Age | End::ByOperator);
        let reason = if is_from_outside { Reason::Ended } else { Reason::ModeratorEnded };
        self.stop_all_announcing(means, room);
        while let Some(line) = room.people.first().map(|person| person.guest.line) {
            if let Some(person) = self.take_out(means, room, line, Departure { reason, status: "in-progress" }) {
                self.word(&person.guest, News::Ended);
            }
        }
        self.stop_tape(means, room);
        if room.progress == Progress::Begun {
            self.command(Command::Forget { group: room.group });
        }
        self.tell_end(means, room, end);
        room.progress = Progress::Over;
        self.past.remember(means.now, room, means.rules);
    }

    /// Everybody who has waited comes in; `last` is the one that they have waited for.
    fn begin(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, last: LineId) {
        (room.progress, room.changed) = (Progress::Begun, means.now);
        self.tell(means, room, Subject::Start, "conference-start", Vec::new());
        let lines: Vec<LineId> = room.people.iter().map(|person| person.guest.line).collect();
        lines.into_iter().filter(|line| *line != last).for_each(|line| self.let_in(means, room, line));
        self.begin_tape(means, room);
        self.enter(means, room, last);
    }

    /// Somebody comes into a conference that has begun, and the others hear it.
    fn enter(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, line: LineId) {
        self.let_in(means, room, line);
        let chimes = room.person(line).is_some_and(|person| person.wish.chimes.coming);
        if chimes && room.people.len() > 1 {
            self.announce(means, room, Sounding::Coming, Some(line));
        }
    }

    /// Whoever is on hold stays there.
    pub(super) fn let_in(&mut self, means: &mut RoomMeans<'_>, room: &Room, line: LineId) {
        let Some(person) = room.person(line).filter(|person| room.hears(person)) else { return };
        let (group, guest) = (room.group, person.guest.clone());
        let lent = means.loans.lend(line, guest.family, group);
        self.command(lent);
        self.place(room, line);
        if room.is_told(Subject::Speaker) {
            let to = Listening { speech: true, ..Listening::default() };
            self.command(Command::Listen { group, line, to });
        }
        self.word(&guest, News::Begun(room.sid));
    }

    fn take_out(
        &mut self,
        means: &mut RoomMeans<'_>,
        room: &mut Room,
        line: LineId,
        departure: Departure,
    ) -> Option<Participant> {
        let place = room.people.iter().position(|person| person.guest.line == line)?;
        self.lines.remove(&line);
        self.send_home(means, room, line);
        self.tell_left(means, room, line, departure);
        let person = room.people.remove(place);
        room.changed = means.now;
        self.look_who_hears(means, room);
        Some(person)
    }

    fn announce(&mut self, means: &mut RoomMeans<'_>, room: &Room, what: Sounding, but: Option<LineId>) {
        let play = means.mint.play();
        self.command(Command::Announce { group: room.group, play, what, times: 1, but });
    }
}

/// What of somebody matters when it has left.
struct CallEnd {
    sid: CallSid,
    ends: bool,
    chimes: bool,
}

impl CallEnd {
    fn of(person: &Participant) -> Self {
        Self { sid: person.guest.sid, ends: person.wish.ends, chimes: person.wish.chimes.leaving }
    }
}

impl Room {
    pub(super) fn has_begun(&self) -> bool {
        self.progress == Progress::Begun
    }

    pub(super) fn person(&self, line: LineId) -> Option<&Participant> {
        self.people.iter().find(|person| person.guest.line == line)
    }
}
