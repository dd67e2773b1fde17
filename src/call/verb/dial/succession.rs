//! Who comes in the place of a branch, or of the caller, while the `Dial` goes on: by Replaces and by transfers (RFC 3891),
//! and where a branch is sent on by a 3xx (RFC 3261 §8.1.3.4). How that comes about is the family's.

use super::branch::Branch;
use super::run::{Dialing, State};
use crate::call::call::CallId;
use crate::call::family::VerbAlarm;
use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::call::verdict::{Cause, Verdict};

impl Dialing {
    /// A call has taken the place of a branch: of the one in the bridge, or of one that still rings (RFC 3891 §3).
    pub(super) fn on_replaced(&mut self, child: CallId, by: CallId, stage: &mut Stage<'_, '_>) -> Step {
        let place = self.branches.iter().position(|branch| branch.child == child);
        if let Some(branch) = place.and_then(|place| self.branches.get_mut(place)) {
            *branch = Branch::bare(by);
        }
        match self.state {
            State::Bridged { child: bridged } => {
                self.state = State::Bridged { child: if bridged == child { by } else { bridged } };
                if self.plan.hangup_on_star {
                    stage.keep_keys("*");
                }
                Step::Stay
            }
            State::Ringing if place.is_some() => {
                stage.stop_alarm(VerbAlarm::DialTimeout);
                self.waiting.clear();
                self.sleepers.forget(stage);
                self.take_back_others(by, stage);
                self.bridge(by, stage)
            }
            _ => Step::Stay,
        }
    }

    /// Somebody who is answered has the place of a caller who was not, and hears what that one heard.
    pub(super) fn on_seated(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        self.ringback.resume(stage);
        Step::Stay
    }

    /// A branch was sent on. Where nobody else rings, whoever is called now has the whole time to answer (spec §4.3);
    /// of whoever was called before, nothing is heard any more.
    pub(super) fn on_forwarded(&mut self, child: CallId, stage: &mut Stage<'_, '_>) -> Step {
        if self.state != State::Ringing || !self.branches.iter().any(|branch| branch.child == child) {
            return Step::Stay;
        }
        if self.alive(stage) == [child] {
            stage.set_alarm(VerbAlarm::DialTimeout, stage.now() + self.plan.timeout);
        }
        self.ringback.resume(stage);
        Step::Stay
    }

    /// A branch was sent on to somebody with several telephones: each is a branch like it.
    pub(super) fn on_forked(&mut self, child: CallId, of: CallId, stage: &mut Stage<'_, '_>) -> Step {
        let branch = self.branches.iter().find(|branch| branch.child == of).cloned();
        let has_room = self.state == State::Ringing && self.branches.len() < stage.rules().branches;
        match branch.filter(|_| has_room) {
            Some(branch) => self.branches.push(Branch { child, ..branch }),
            None => stage.hang_up(child, Verdict::canceled(Cause::Canceled)),
        }
        self.look_again(stage)
    }
}
