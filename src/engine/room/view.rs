//! What can be seen of conferences from outside (spec §8.6): those that go on, and the last of those that are over.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::stage::Progress;
use super::{Participant, Room, Rooms};
use crate::base::{CallSid, ConferenceSid, Time};
use crate::call::rules::Rules;

/// Conferences that are over and are remembered.
const REMEMBERED: usize = 500;

/// A conference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conference {
    /// Its name in the API.
    pub sid: ConferenceSid,
    /// Its name in documents.
    pub name: String,
    /// How far it is.
    pub status: ConferenceStatus,
    /// When it came about.
    pub created: Time,
    /// When anything of it has changed for the last time.
    pub updated: Time,
    /// Who is in it, in the order of their coming.
    pub people: Vec<Attendant>,
}

/// How far a conference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConferenceStatus {
    /// Nobody who may begin it has come.
    ModeratorAbsent,
    /// Somebody has; it begins with the next one, or has begun.
    ModeratorPresent {
        /// Whether it has begun.
        has_begun: bool,
    },
    /// It is over.
    Completed,
}

/// Somebody in a conference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendant {
    /// Which call.
    pub call: CallSid,
    /// Its name outside (spec §8.2).
    pub name: String,
    /// A name of its own in the room.
    pub label: Option<String>,
    /// It hears and is not heard.
    pub muted: bool,
    /// It neither hears nor is heard.
    pub held: bool,
    /// The name of the call that alone it is heard by.
    pub coached: Option<String>,
    /// The conference may begin with it.
    pub starts: bool,
    /// The conference ends with it.
    pub ends: bool,
    /// When it came.
    pub created: Time,
    /// When anything of it has changed for the last time.
    pub updated: Time,
}

/// Conferences that are over, the oldest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Past(pub(super) VecDeque<Conference>);

impl Past {
    pub(super) fn remember(&mut self, now: Time, room: &Room, rules: &Rules) {
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(Conference { status: ConferenceStatus::Completed, updated: now, ..room.view(rules) });
    }
}

impl Rooms {
    /// All that are known, the latest first.
    pub(in crate::engine) fn views(&self, rules: &Rules) -> Vec<Conference> {
        let alive = self.rooms.values().map(|room| room.view(rules));
        let mut all: Vec<Conference> = alive.chain(self.past.0.iter().cloned()).collect();
        all.sort_by_key(|one| (std::cmp::Reverse(one.created), one.sid));
        all
    }

    /// One of them.
    pub(in crate::engine) fn view(&self, sid: ConferenceSid, rules: &Rules) -> Option<Conference> {
        let past = || self.past.0.iter().find(|one| one.sid == sid).cloned();
        self.rooms.get(&sid).map(|room| room.view(rules)).or_else(past)
    }
}

impl Room {
    fn view(&self, rules: &Rules) -> Conference {
        let status = match self.progress {
            Progress::ModeratorAbsent => ConferenceStatus::ModeratorAbsent,
            Progress::ModeratorCame => ConferenceStatus::ModeratorPresent { has_begun: false },
            Progress::Begun => ConferenceStatus::ModeratorPresent { has_begun: true },
            Progress::Over => ConferenceStatus::Completed,
        };
        let people: Vec<Attendant> = self.people.iter().map(|person| attendant(person, rules)).collect();
        let updated = people.iter().map(|one| one.updated).fold(self.changed, Time::max);
        let (sid, name, created) = (self.sid, self.name.clone(), self.created);
        Conference { sid, name, status, created, updated, people }
    }
}

fn attendant(person: &Participant, rules: &Rules) -> Attendant {
    let Participant { guest, wish, hold, came, changed } = person;
    Attendant {
        call: guest.sid,
        name: rules.call_sid(guest.sid),
        label: wish.label.clone(),
        muted: wish.muted,
        held: hold.is_some(),
        coached: wish.coach.map(|sid| rules.call_sid(sid)),
        starts: wish.starts,
        ends: wish.ends,
        created: *came,
        updated: *changed,
    }
}
