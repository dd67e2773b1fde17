//! What a verb may do with the calls that its own call has dialled: make them, screen them, join them, end them.

use std::time::Duration;

use super::Stage;
use crate::call::call::{Call, CallId};
use crate::call::destination::{Destination, Unreachable};
use crate::call::detection;
use crate::call::hook::Subscription;
use crate::call::script::Hook;
use crate::call::verb::dial::target::Target;
use crate::call::verdict::Verdict;

impl Stage<'_, '_> {
    /// Calls a destination on behalf of the call. A target that cannot be called is an `Err`; the child
    /// exists all the same and is over at once.
    pub fn dial(
        &mut self,
        wish: Result<Destination, Unreachable>,
        caller_id: Option<&str>,
        subscription: Option<Subscription>,
    ) -> CallId {
        self.family.dial(self.means, self.call, wish, caller_id, subscription)
    }

    /// Where the noun of a child leads.
    pub fn aim(&mut self, child: CallId, target: &Target) {
        self.family.aim(child, target);
    }

    /// Has the telephone of a client woken; false where nobody can. `Cue::Registered` tells when it is there.
    pub fn wake(&mut self, login: &str) -> bool {
        self.family.wake(self.means, self.call, login)
    }

    /// Ends a child.
    pub fn hang_up(&mut self, child: CallId, verdict: Verdict) {
        self.family.hang_up(self.means, child, verdict, None);
    }

    /// A child that has not been answered in time goes on to the next contact that a 3xx has named; false without one.
    pub fn move_on(&mut self, child: CallId) -> bool {
        self.family.move_on(child)
    }

    /// Runs the document of `hook` on a child that has answered (spec §4.7); `Cue::Screened` tells how it ended.
    pub fn screen(&mut self, child: CallId, hook: Hook) {
        self.family.screen(self.means, child, hook, self.base);
    }

    /// Answers the call, as far as codecs go, for this child; false when the call is not up afterwards.
    pub fn answer_for(&mut self, child: CallId) -> bool {
        self.family.answer_for(self.means, self.call, child)
    }

    /// Begins to find out who has answered a child; `Cue::Detected` tells.
    pub fn detect(&mut self, child: CallId, wish: detection::Wish) {
        self.family.detect(self.means, child, wish);
    }

    /// Passes sound between the call and a child.
    pub fn join(&mut self, child: CallId) {
        self.family.join(self.call, child);
    }

    /// Passes a child's early media to the call, answered or not (spec §4.5); false when the caller cannot have it.
    pub fn join_early(&mut self, child: CallId) -> bool {
        self.family.join_early(self.means, self.call, child)
    }

    /// Lets a caller that is not answered yet hear that a child rings, where no document is between them (spec §9.5).
    pub fn relay_ringing(&mut self, child: CallId) {
        self.family.relay_ringing(self.means, self.call, child);
    }

    /// Ends the passing of sound.
    pub fn part(&mut self) {
        self.family.part(self.call);
    }

    /// Presses a key to a child.
    pub fn press(&mut self, child: CallId, key: char, lasting: Duration) {
        self.family.press(child, key, lasting);
    }

    /// A call that this one dialled.
    pub fn child(&self, id: CallId) -> &Call {
        self.family.call(id)
    }
}
