//! Somebody in a room, and why somebody has left it.

use serde::{Deserialize, Serialize};

use super::Guest;
use crate::call::hook::{Param, param};
use crate::call::room::Wish;

/// Somebody in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Participant {
    pub(super) guest: Guest,
    pub(super) wish: Wish,
}

/// Why somebody has left (spec §6.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// By itself.
    HungUp,
    /// Somebody with endConferenceOnExit has left.
    ModeratorEnded,
    /// The room was too old.
    Ended,
}

impl Participant {
    pub(super) fn new(guest: Guest, wish: Wish) -> Self {
        Self { guest, wish }
    }

    /// What callbacks about it say (spec §6.9).
    pub(super) fn told(&self) -> Vec<Param> {
        let mut params = vec![
            param("CallSid", self.guest.sid),
            param("Muted", self.wish.muted),
            param("Hold", false),
            param("Coaching", self.wish.coach.is_some()),
            param("EndConferenceOnExit", self.wish.ends),
            param("StartConferenceOnEnter", self.wish.starts),
        ];
        params.extend(self.wish.coach.map(|sid| param("CallSidToCoach", sid)));
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
        }
    }
}
