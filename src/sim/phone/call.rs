//! One call of a phone: where it stands, what is left of its script, its sound.

use std::collections::VecDeque;

use bytes::Bytes;

use super::super::story::{Act, HoldBy};
use super::change::Changes;
use super::sdp::{Desk, Terms};
use super::sound::Sound;
use crate::base::Time;
use crate::sip::{DialogId, ReferId};

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// We were called and have not answered.
    Ringing,
    /// We call and were not answered.
    Calling,
    /// Answered.
    Up,
}

/// A call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) stage: Stage,
    pub(super) desk: Desk,
    pub(super) sound: Sound,
    /// The caller's offer, until we have answered it.
    pub(super) offer: Bytes,
    /// Our answer to it, once given: a 200 repeats that of the 183. Where they made
    /// none it is our offer, whose terms come later.
    pub(super) answer: Option<(String, Option<Terms>)>,
    /// It never answers the offer of a response.
    pub(super) withholds: bool,
    /// Every 200 is followed by one of another tag.
    pub(super) answers_twice: bool,
    /// How it is held by us.
    pub(super) hold: Option<HoldBy>,
    /// The REFER that it was made for, and in which call that came.
    pub(super) because: Option<(DialogId, ReferId)>,
    /// What shall become of it.
    pub(super) changes: Changes,
    script: VecDeque<Act>,
    due: Option<Time>,
}

impl Call {
    pub(super) fn new(stage: Stage, desk: Desk, sound: Sound) -> Self {
        Self {
            stage,
            desk,
            sound,
            offer: Bytes::new(),
            answer: None,
            withholds: false,
            answers_twice: false,
            hold: None,
            because: None,
            changes: Changes::default(),
            script: VecDeque::new(),
            due: None,
        }
    }

    /// Begins a script.
    pub(super) fn follow(&mut self, now: Time, script: &[Act]) {
        self.script = script.iter().cloned().collect();
        self.due = Some(now);
    }

    /// When the script goes on.
    pub(super) fn next_act(&self) -> Option<Time> {
        self.due.filter(|_| !self.script.is_empty())
    }

    /// The act that is due; a wait moves the next one.
    pub(super) fn take_act(&mut self, now: Time) -> Option<Act> {
        if self.due? > now {
            return None;
        }
        let act = self.script.pop_front()?;
        if let Act::Wait(span) = act {
            self.due = self.due.map(|due| due + span);
        }
        Some(act)
    }
}
