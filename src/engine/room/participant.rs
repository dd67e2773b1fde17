//! Somebody in a room, and why somebody has left it.

use serde::{Deserialize, Serialize};

use super::Guest;
use crate::base::Time;
use crate::call::hook::{Param, param};
use crate::call::room::{Hold, Wish};
use crate::call::rules::Rules;

/// Somebody in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Participant {
    pub(super) guest: Guest,
    /// How it is in the room: as it came, but for what an operator has changed.
    pub(super) wish: Wish,
    /// What it hears instead of the others.
    pub(super) hold: Option<Hold>,
    pub(super) came: Time,
    pub(super) changed: Time,
}

/// Why somebody has left (spec §6.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// By itself.
    HungUp,
    /// Somebody with endConferenceOnExit has left.
    ModeratorEnded,
    /// The room was too old, or somebody has ended it from outside.
    Ended,
    /// Somebody has taken it out from outside.
    Updated,
}

impl Participant {
    pub(super) fn new(now: Time, guest: Guest, wish: Wish) -> Self {
        Self { guest, wish, hold: None, came: now, changed: now }
    }

    /// What callbacks about it say (spec §6.9).
    pub(super) fn told(&self, rules: &Rules) -> Vec<Param> {
        let mut params = vec![
            param("CallSid", rules.call_sid(self.guest.sid)),
            param("Muted", self.wish.muted),
            param("Hold", self.hold.is_some()),
            param("Coaching", self.wish.coach.is_some()),
            param("EndConferenceOnExit", self.wish.ends),
            param("StartConferenceOnEnter", self.wish.starts),
        ];
        params.extend(self.wish.coach.map(|sid| param("CallSidToCoach", rules.call_sid(sid))));
        params.extend(self.wish.label.as_ref().map(|label| param("ParticipantLabel", label)));
        params
    }
}

impl Reason {
    /// As callbacks have it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::HungUp => "participant_hung_up",
            Self::ModeratorEnded => "moderator_ended_conference",
            Self::Ended => "conference_ended_via_api",
            Self::Updated => "participant_updated_via_api",
        }
    }
}
