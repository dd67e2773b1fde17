//! How a phone changes a call that is up: one re-INVITE at a time, and what is wanted meanwhile waits for its answer
//! (RFC 3261 §14.1), in order. What was refused is tried again: the machines have done so once already; whoever holds
//! the phone presses the key once more.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use super::Phone;
use super::call::{Call, Stage};
use crate::base::Time;
use crate::media::offer::Codec;
use crate::sim::story::HoldBy;
use crate::sip::DialogId;

/// How long after a refused re-INVITE the next one is sent.
const AGAIN: Duration = Duration::from_secs(2);

/// What a call shall be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Held in this way, or not any more.
    Hold(Option<HoldBy>),
    /// With these codecs alone from now on.
    Switch(Vec<Codec>),
    /// With these codecs alone, this once.
    Offer(Vec<Codec>),
    /// As it is.
    Refresh,
    /// The same by UPDATE.
    Update,
    /// As the other side likes.
    Ask,
}

/// The changes of one call that are not done yet; the first of them is under way.
#[derive(Debug, Default)]
pub(super) struct Changes {
    waiting: VecDeque<Change>,
    /// When the first is tried again.
    pub(super) again_at: Option<Time>,
}

impl Phone {
    /// Changes a call as soon as all that was wanted before is done.
    pub(super) fn change(&mut self, now: Time, dialog: DialogId, change: Change) {
        let Some(call) = self.calls.get_mut(&dialog) else { return };
        // Before the answer nothing can be asked for.
        if call.stage != Stage::Up {
            return drop(call.make(&change));
        }
        // What goes on keeps the session alive, too.
        if change == Change::Refresh && !call.changes.waiting.is_empty() {
            return;
        }
        call.changes.waiting.push_back(change);
        if call.changes.waiting.len() == 1 {
            self.ask_for_change(now, dialog);
        }
    }

    /// The other side has agreed, or has offered what we asked it for: the next change has its turn.
    pub(super) fn on_changed(&mut self, now: Time, dialog: DialogId) {
        let Some(call) = self.calls.get_mut(&dialog) else { return };
        call.changes.waiting.pop_front();
        self.ask_for_change(now, dialog);
    }

    /// The other side has refused.
    pub(super) fn on_change_refused(&mut self, now: Time, dialog: DialogId) {
        let Some(call) = self.calls.get_mut(&dialog) else { return };
        // Nobody offers the same alone twice.
        if let Some(first @ Change::Offer(_)) = call.changes.waiting.front_mut() {
            *first = Change::Refresh;
        }
        call.changes.again_at = Some(now + AGAIN);
    }

    /// Asks for the first change that waits, if any does.
    pub(super) fn ask_for_change(&mut self, now: Time, dialog: DialogId) {
        let Some(call) = self.calls.get_mut(&dialog) else { return };
        call.changes.again_at = None;
        let Some(change) = call.changes.waiting.front().cloned() else { return };
        let offer = call.make(&change);
        match change {
            Change::Update => self.sip.update(now, dialog, offer),
            _ => self.sip.reinvite(now, dialog, offer),
        }
    }

    /// Whether the first change is that the other side shall offer something.
    pub(super) fn asks_for_offer(&self, dialog: DialogId) -> bool {
        self.calls.get(&dialog).is_some_and(|call| call.changes.waiting.front() == Some(&Change::Ask))
    }
}

impl Call {
    /// The offer of a change, which is what we want from then on.
    fn make(&mut self, change: &Change) -> Bytes {
        match change {
            Change::Hold(way) => self.hold = *way,
            Change::Switch(codecs) => self.desk.switch(codecs.clone()),
            Change::Offer(codecs) => return self.desk.offer_alone(codecs.clone()).into(),
            Change::Ask => return Bytes::new(),
            Change::Refresh | Change::Update => {}
        }
        self.desk.offer(self.hold).into()
    }
}
