//! How far a room is, and what follows (spec §5.6): it waits until somebody may begin it and two are there, begins once,
//! and ends with its last participant, with one that ends it, or with its age.

use serde::{Deserialize, Serialize};

use super::participant::{Participant, Reason};
use super::{Room, RoomMeans, Rooms};
use crate::base::CallSid;
use crate::call::room::{News, Subject};
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
    Empty(CallSid),
    /// Somebody with endConferenceOnExit has left.
    ByParticipant(CallSid),
    /// It was too old.
    Age,
}

impl Rooms {
    /// Somebody has been let in: waits, begins the conference, or comes into it.
    pub(super) fn come_in(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, person: Participant) {
        let (guest, line) = (person.guest.clone(), person.guest.line);
        let starts = person.wish.starts;
        room.people.push(person);
        self.tell_of(means, room, line, Subject::Join, "participant-join", Vec::new());
        if room.progress == Progress::ModeratorAbsent && starts {
            room.progress = Progress::ModeratorCame;
        }
        match room.progress {
            Progress::Begun => self.enter(means, room, line),
            Progress::ModeratorCame if room.people.len() > 1 => self.begin(means, room, line),
            _ => self.word(&guest, News::Waiting(room.sid)),
        }
    }

    /// Somebody leaves the room; nothing happens when the line is in none.
    pub(super) fn depart(&mut self, means: &mut RoomMeans<'_>, line: LineId, reason: Reason, status: &str) {
        let Some(sid) = self.lines.get(&line).copied() else { return };
        self.with_room(sid, |rooms, room| {
            let Some(person) = rooms.take_out(means, room, line, reason, status) else { return };
            let CallEnd { sid, ends, chimes } = CallEnd::of(&person);
            if room.people.is_empty() {
                rooms.end(means, room, End::Empty(sid));
            } else if ends {
                rooms.end(means, room, End::ByParticipant(sid));
            } else if chimes && room.progress == Progress::Begun {
                rooms.announce(means, room, Sounding::Leaving, None);
            }
        });
    }

    /// The conference is over: everybody's line is its own again, and their documents go on.
    pub(super) fn end(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, end: End) {
        let reason = if end == End::Age { Reason::Ended } else { Reason::ModeratorEnded };
        while let Some(line) = room.people.first().map(|person| person.guest.line) {
            if let Some(person) = self.take_out(means, room, line, reason, "in-progress") {
                self.word(&person.guest, News::Ended);
            }
        }
        self.stop_tape(means, room);
        if room.progress == Progress::Begun {
            self.command(Command::Forget { group: room.group });
        }
        self.tell_end(means, room, end);
        room.progress = Progress::Over;
    }

    /// Everybody who has waited comes in; `last` is the one that they have waited for.
    fn begin(&mut self, means: &mut RoomMeans<'_>, room: &mut Room, last: LineId) {
        room.progress = Progress::Begun;
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

    fn let_in(&mut self, means: &mut RoomMeans<'_>, room: &Room, line: LineId) {
        let Some(person) = room.person(line) else { return };
        let (group, muted) = (room.group, person.wish.muted);
        let coached = person.wish.coach.and_then(|sid| room.people.iter().find(|other| other.guest.sid == sid));
        let coach = coached.map(|other| other.guest.line);
        let guest = person.guest.clone();
        let lent = means.loans.lend(line, guest.family, group);
        self.command(lent);
        self.command(Command::Enter { group, line, muted, coach });
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
        reason: Reason,
        status: &str,
    ) -> Option<Participant> {
        let place = room.people.iter().position(|person| person.guest.line == line)?;
        self.lines.remove(&line);
        if let Some(home) = means.loans.give_back(line) {
            self.command(Command::Leave { group: room.group, line });
            self.command(Command::Listen { group: room.group, line, to: Listening::default() });
            self.command(home);
        }
        self.tell_left(means, room, line, reason, status);
        Some(room.people.remove(place))
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
    pub(super) fn person(&self, line: LineId) -> Option<&Participant> {
        self.people.iter().find(|person| person.guest.line == line)
    }
}
