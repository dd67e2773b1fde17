//! Conferences (spec §5.6): rooms by account and name, who is in them, when they begin and when they end. A room is
//! there from its first participant to its last; whoever comes under its name afterwards comes into another one.
//!
//! Here: the rooms and their doors. `participant` is who is in one, `stage` how far one is and what follows from that,
//! `telling` its callbacks, `tape` its recording, `lock` who has guessed too many PINs, `order` what an operator wants
//! and `change` what follows from that, `announce` what all or one shall hear, `view` what is seen of rooms from
//! outside, `carry` their place in the engine. Rooms command media groups of their own and tell families by words that
//! the engine delivers; they know nothing of documents.

mod announce;
mod carry;
mod change;
mod lock;
mod order;
mod participant;
mod stage;
mod tape;
mod telling;
mod view;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::courier::Kind;
use super::loan::Loans;
use super::settings::Guard;
use crate::audio::Rate;
use crate::base::{CallSid, ConferenceSid, RecordingSid, Time, Timers};
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::family::{Family, Mint};
use crate::call::hook::Param;
use crate::call::recording::Entry;
use crate::call::room::{News, Refused, Subject, Told, Wish};
use crate::call::rules::Rules;
use crate::call::source::Source;
use crate::media::{self, ClipId, GroupId, LineId};
use crate::wire::http::{Exchange, Method};

use announce::Announcing;
use lock::Lock;
use participant::{Participant, Reason};
use stage::{Departure, Progress};
use tape::Tape;
use view::Past;

pub use order::{Change, Coaching, Holding, Notice, Order, OrderFault};
pub use view::{Attendant, Conference, ConferenceStatus};

/// All rooms.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Rooms {
    lock: Lock,
    rooms: BTreeMap<ConferenceSid, Room>,
    /// The room that each participant's line is in, or waits for.
    lines: BTreeMap<LineId, ConferenceSid>,
    tapes: BTreeMap<RecordingSid, Tape>,
    past: Past,
    dues: Timers<Due>,
    outputs: VecDeque<RoomOutput>,
}

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Due {
    /// The room is too old.
    Age(ConferenceSid),
    /// An announcement has been silent for as long as it wanted.
    Pause(ConferenceSid),
    /// The file of a recording must be closed by now.
    Filing(RecordingSid),
}

/// What rooms want done, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum RoomOutput {
    /// A command for a media group.
    Media(media::Command),
    /// The family hears this, when it has the word.
    Word(GroupId, CallId, News),
    /// A callback.
    Tell(Box<Telling>),
    /// A recording of a room has begun, or is over.
    Recording(Entry),
    /// A recording is lost.
    Lost(CallSid, String),
    /// Carry this out for an announcement; [`Rooms::on_fetched`] gets the answer.
    Fetch {
        /// Of this room.
        room: ConferenceSid,
        /// Names the answer.
        id: RequestId,
        /// On behalf of which call, for the log.
        call: CallSid,
        /// What to ask.
        exchange: Exchange,
    },
    /// Load a sound of an announcement; [`Rooms::on_loaded`] tells how that went.
    Load {
        /// Of this room.
        room: ConferenceSid,
        /// Names the answer.
        id: RequestId,
        /// On behalf of which call, for the log.
        call: CallSid,
        /// Where it is heard.
        group: GroupId,
        /// What it is called there.
        clip: ClipId,
        /// At which rate it is wanted.
        rate: Rate,
        /// From where.
        source: Source,
    },
    /// Such an answer is waited for no more.
    Abandon(RequestId),
}

/// A callback about a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Telling {
    pub(super) room: ConferenceSid,
    /// In the order of this call's.
    pub(super) call: CallSid,
    pub(super) url: String,
    pub(super) method: Method,
    pub(super) params: Vec<Param>,
    pub(super) kind: Kind,
}

/// Who knocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Guest {
    /// Whose call.
    pub(super) family: GroupId,
    /// Which.
    pub(super) call: CallId,
    /// Its name.
    pub(super) sid: CallSid,
    /// Its line.
    pub(super) line: LineId,
    /// At which rate it hears.
    pub(super) rate: Rate,
    /// Rooms of others are other rooms.
    pub(super) account: String,
    /// Who is at the other end, as far as anybody knows.
    pub(super) caller: String,
}

impl Guest {
    /// A call of a family, as long as it has a line.
    pub(super) fn of(family: &Family, call: CallId) -> Option<Self> {
        let own = family.call(call);
        let (sid, line, account) = (own.sid, own.line()?, family.organization().to_owned());
        // A login is proved, a number is only said.
        let caller = own.party.username.clone().unwrap_or_else(|| own.far_party().to_owned());
        Some(Self { family: family.group(), call, sid, line, rate: family.rate(call), account, caller })
    }
}

/// What rooms draw on while they are at work.
pub(super) struct RoomMeans<'a> {
    pub(super) now: Time,
    pub(super) mint: &'a mut Mint,
    pub(super) loans: &'a mut Loans,
    /// Media groups that were ever named.
    pub(super) born: &'a mut u64,
    /// How long a room may be there.
    pub(super) age: Duration,
    pub(super) rules: &'a Rules,
}

/// One room.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Room {
    sid: ConferenceSid,
    group: GroupId,
    account: String,
    name: String,
    progress: Progress,
    people: Vec<Participant>,
    most: usize,
    /// Whose letters its callbacks are: the first that came.
    first: CallSid,
    told: Option<Told>,
    sequence: u32,
    tape: Option<crate::call::room::Tape>,
    recording: Option<RecordingSid>,
    announcing: VecDeque<Announcing>,
    created: Time,
    changed: Time,
}

impl Rooms {
    /// No rooms yet.
    pub(super) const fn new(guard: &Guard) -> Self {
        Self {
            lock: Lock::new(guard),
            rooms: BTreeMap::new(),
            lines: BTreeMap::new(),
            tapes: BTreeMap::new(),
            past: Past(VecDeque::new()),
            dues: Timers::new(),
            outputs: VecDeque::new(),
        }
    }

    /// A call wants to come in.
    pub(super) fn join(&mut self, means: &mut RoomMeans<'_>, guest: Guest, mut wish: Wish) {
        // Before anything else: whoever has no key learns nothing of the room.
        if wish.key.take().is_some_and(|key| !self.lock.opens(means.now, &guest, &key)) {
            return self.word(&guest, News::Refused(Refused::Pin));
        }
        let known = self.find(&guest.account, &wish.name);
        let refused = match known.and_then(|sid| self.rooms.get(&sid)) {
            Some(room) => room.refuses(&wish),
            None => wish.coach.map(|_| Refused::Coach),
        };
        if let Some(why) = refused {
            return self.word(&guest, News::Refused(why));
        }
        let sid = known.unwrap_or_else(|| self.open(means, &guest, &wish));
        self.lines.insert(guest.line, sid);
        self.with_room(sid, |rooms, room| rooms.come_in(means, room, guest, wish));
    }

    /// A call leaves its room and goes on.
    pub(super) fn leave(&mut self, means: &mut RoomMeans<'_>, line: LineId) {
        self.depart(means, line, Departure { reason: Reason::HungUp, status: "in-progress" });
    }

    /// Another call has the line: callbacks tell that one has left and the
    /// other has come, and in the room nothing changes.
    pub(super) fn hand_over(&mut self, means: &mut RoomMeans<'_>, guest: Guest) {
        let line = guest.line;
        let Some(sid) = self.lines.get(&line).copied() else { return };
        self.with_room(sid, |rooms, room| {
            rooms.tell_left(means, room, line, Departure { reason: Reason::HungUp, status: "completed" });
            room.seat(means.now, guest);
            rooms.tell_of(means, room, line, Subject::Join, "participant-join", Vec::new());
        });
    }

    /// The line of a call is closed: it has hung up, or was.
    pub(super) fn on_closed(&mut self, means: &mut RoomMeans<'_>, line: LineId) {
        means.loans.forget(line);
        self.depart(means, line, Departure { reason: Reason::HungUp, status: "completed" });
    }

    /// The peer of a line begins or ceases to speak.
    pub(super) fn on_speech(&mut self, means: &RoomMeans<'_>, line: LineId, speaks: bool) {
        if let Some(sid) = self.lines.get(&line).copied() {
            self.with_room(sid, |rooms, room| rooms.tell_speech(means, room, line, speaks));
        }
    }

    /// Rooms that are too old end, and recordings whose disk has had its time.
    pub(super) fn timeout(&mut self, means: &mut RoomMeans<'_>) {
        while let Some(due) = self.dues.expired(means.now) {
            match due {
                Due::Age(sid) => self.with_room(sid, |rooms, room| rooms.end(means, room, stage::End::Age)),
                Due::Pause(sid) => self.on_pause(means, sid),
                Due::Filing(recording) => {
                    let late = Err("its file was not closed in time".to_owned());
                    self.on_filed(means.rules, recording, &late);
                }
            }
        }
    }

    /// When `timeout` wants to be called.
    pub(super) fn next_timeout(&self) -> Option<Time> {
        self.dues.next().map(|(at, _)| at)
    }

    /// Hands out the next thing to do.
    pub(super) fn poll(&mut self) -> Option<RoomOutput> {
        self.outputs.pop_front()
    }

    /// Rooms and recordings that are not over.
    pub(super) fn len(&self) -> usize {
        self.rooms.len() + self.tapes.len()
    }

    fn find(&self, account: &str, name: &str) -> Option<ConferenceSid> {
        self.rooms.values().find(|room| room.account == account && room.name == name).map(|room| room.sid)
    }

    fn open(&mut self, means: &mut RoomMeans<'_>, guest: &Guest, wish: &Wish) -> ConferenceSid {
        let sid = ConferenceSid::mint(means.mint.rng());
        *means.born += 1;
        let room = Room {
            sid,
            group: GroupId(*means.born),
            account: guest.account.clone(),
            name: wish.name.clone(),
            progress: Progress::ModeratorAbsent,
            people: Vec::new(),
            most: wish.most,
            first: guest.sid,
            told: wish.told.clone(),
            sequence: 0,
            tape: None,
            recording: None,
            announcing: VecDeque::new(),
            created: means.now,
            changed: means.now,
        };
        if !means.age.is_zero() {
            self.dues.set(Due::Age(sid), means.now + means.age);
        }
        self.rooms.insert(sid, room);
        sid
    }

    /// Gives a room the word, and forgets it when it is over.
    fn with_room(&mut self, sid: ConferenceSid, act: impl FnOnce(&mut Self, &mut Room)) {
        let Some(mut room) = self.rooms.remove(&sid) else { return };
        act(self, &mut room);
        if room.progress == Progress::Over {
            self.dues.stop(&Due::Age(sid));
        } else {
            self.rooms.insert(sid, room);
        }
    }

    fn want(&mut self, output: RoomOutput) {
        self.outputs.push_back(output);
    }

    fn command(&mut self, command: media::Command) {
        self.want(RoomOutput::Media(command));
    }

    fn word(&mut self, guest: &Guest, news: News) {
        self.want(RoomOutput::Word(guest.family, guest.call, news));
    }
}

impl Room {
    /// Somebody has the seat of whoever had its line, also for those who are heard by that one alone.
    fn seat(&mut self, now: Time, guest: Guest) {
        let Some(former) = self.person(guest.line).map(|person| person.guest.sid) else { return };
        for person in &mut self.people {
            if person.wish.coach == Some(former) {
                person.wish.coach = Some(guest.sid);
            }
            if person.guest.line == guest.line {
                (person.guest, person.came) = (guest.clone(), now);
            }
        }
    }

    fn refuses(&self, wish: &Wish) -> Option<Refused> {
        let is_taken = |label: &String| self.people.iter().any(|person| person.wish.label.as_ref() == Some(label));
        let is_here = |sid: &CallSid| self.people.iter().any(|person| person.guest.sid == *sid);
        if self.people.len() >= self.most {
            return Some(Refused::Full);
        }
        if wish.label.as_ref().is_some_and(is_taken) {
            return Some(Refused::Label);
        }
        (!wish.coach.as_ref().is_none_or(is_here)).then_some(Refused::Coach)
    }
}
