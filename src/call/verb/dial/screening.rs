//! From the answer of a branch to its bridge: digits are pressed to it, who has answered is found out, and a screening
//! document decides (spec §4.7, §5.1, §5.4).

use super::outcome::Outcome;
use super::run::{Dialing, State};
use crate::call::call::CallId;
use crate::call::compat::ScreeningDecline;
use crate::call::family::VerbAlarm;
use crate::call::script::{Ending, Hook, Step};
use crate::call::stage::Stage;
use crate::call::verdict::{CallStatus, Cause, Verdict};

impl Dialing {
    /// The next of `sendDigits`; after the last one screening begins (spec §5.4).
    pub(super) fn press_on(&mut self, child: CallId, stage: &mut Stage<'_, '_>) -> Step {
        let branch = self.branches.iter_mut().find(|branch| branch.child == child);
        if let Some(wait) = branch.and_then(|branch| branch.keys.as_mut()?.press(child, stage)) {
            stage.set_alarm(VerbAlarm::Keys, stage.now() + wait);
            return Step::Stay;
        }
        self.screen(child, stage)
    }

    pub(super) fn screen(&mut self, child: CallId, stage: &mut Stage<'_, '_>) -> Step {
        let branch = self.branches.iter().find(|branch| branch.child == child);
        let Some(screen) = branch.and_then(|branch| branch.screen.clone()) else { return self.bridge(child, stage) };
        // The document hears who has answered, unless somebody else is told of that (spec §5.1).
        if stage.child(child).detection.as_ref().is_some_and(|detection| detection.is_awaited()) {
            self.state = State::Detecting { child };
            return Step::Stay;
        }
        self.state = State::Screening { child };
        stage.set_alarm(VerbAlarm::Screening, stage.now() + screen.limit);
        stage.screen(child, Hook { url: screen.url, method: screen.method, params: Vec::new() });
        Step::Stay
    }

    pub(super) fn on_screened(&mut self, child: CallId, accepted: bool, stage: &mut Stage<'_, '_>) -> Step {
        if self.state != (State::Screening { child }) || !stage.child(child).is_up() {
            return Step::Stay;
        }
        stage.stop_alarm(VerbAlarm::Screening);
        if accepted { self.bridge(child, stage) } else { self.decline(child, stage) }
    }

    /// The callee did not want the call: the Dial ends unanswered (spec §4.7 step 5).
    pub(super) fn decline(&mut self, child: CallId, stage: &mut Stage<'_, '_>) -> Step {
        stage.hang_up(child, Verdict::completed(Cause::Declined));
        self.declined(child, stage)
    }

    pub(super) fn declined(&mut self, child: CallId, stage: &mut Stage<'_, '_>) -> Step {
        match stage.rules().compat.screening_decline() {
            ScreeningDecline::HangupCaller => return Step::End(Ending::Hangup),
            ScreeningDecline::NextNoun if self.hunts(stage) => {
                stage.stop_alarm(VerbAlarm::Screening);
                self.state = State::Ringing;
                return self.look_again(stage);
            }
            ScreeningDecline::NextNoun | ScreeningDecline::NoAnswer => {}
        }
        self.finish(stage, Outcome { status: CallStatus::NoAnswer, reported: Some(child), bridged: false })
    }

    /// Whether nouns that wait are still to be tried when somebody has answered.
    pub(super) fn hunts(&self, stage: &Stage<'_, '_>) -> bool {
        self.plan.sequential && stage.rules().compat.screening_decline() == ScreeningDecline::NextNoun
    }
}
