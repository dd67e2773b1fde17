//! `Dial` at work: branches ring at once or one after another, the first answer wins, is screened and bridged
//! (spec §4.3–§4.9). What is between an answer and the bridge is in `screening.rs`, who comes in the place
//! of a branch in `succession.rs`, what it came to in `outcome.rs`.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::branch::{self, Branch};
use super::outcome::{Outcome, result};
use super::plan::{Plan, nouns_of};
use super::ringback::Ringback;
use super::sleeper::Sleepers;
use super::tape::Tape;
use super::{Noun, Order};
use crate::call::call::CallId;
use crate::call::compat::DialEnd;
use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::family::VerbAlarm;
use crate::call::script::{Ending, Hook, Step};
use crate::call::stage::Stage;
use crate::call::verdict::{CallStatus, Cause, Verdict};
use crate::wire::http::Method;

/// The machine of one Dial.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dialing {
    pub(super) plan: Plan,
    /// Nouns still to be tried, when they are tried one after another.
    pub(super) waiting: VecDeque<Noun>,
    /// Nouns whose telephones were woken and have not come yet.
    pub(super) sleepers: Sleepers,
    pub(super) branches: Vec<Branch>,
    pub(super) state: State,
    pub(super) ringback: Ringback,
    tape: Tape,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    Ringing,
    /// `sendDigits` are pressed.
    Keying {
        child: CallId,
    },
    /// Nobody knows yet who has answered, and the screening document is to be told.
    Detecting {
        child: CallId,
    },
    Screening {
        child: CallId,
    },
    Bridged {
        child: CallId,
    },
    /// It is over but for the file of its recording, which the action is told of.
    Filing(Outcome),
}

impl Dialing {
    /// Dials. In normal mode the caller is answered first and hears ringback (spec §4.5).
    pub fn start(order: Order, stage: &mut Stage<'_, '_>) -> (Self, Step) {
        let wait_for_bridge = order.answer_on_bridge.unwrap_or(stage.rules().answer_on_bridge);
        let mut run = Self {
            plan: Plan::of(&order),
            ringback: Ringback::of(order.ring_tone.as_deref()),
            tape: Tape::of(&order),
            waiting: branch::legs(nouns_of(order, stage), stage),
            sleepers: Sleepers::default(),
            branches: Vec::new(),
            state: State::Ringing,
        };
        stage.set_refusal(None);
        if run.waiting.is_empty() {
            stage.note(Level::Error, 13200, "dial_without_target", "Dial has nothing to dial");
            let step = run.finish(stage, Outcome { status: CallStatus::Failed, reported: None, bridged: false });
            return (run, step);
        }
        if !wait_for_bridge && !stage.answer() {
            return (run, Step::Stay);
        }
        run.ringback.begin(stage);
        let together = if run.plan.sequential { 1 } else { run.waiting.len() };
        run.try_next(stage, together);
        let step = run.look_again(stage);
        (run, step)
    }

    /// Reacts to what happened to the caller, a branch or the clock.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Step {
        self.ringback.on(&cue, stage);
        match (self.tape.on(&cue, stage), self.state) {
            (true, State::Filing(outcome)) => return self.conclude(stage, &outcome),
            (_, State::Filing(_)) => return Step::Stay,
            _ => {}
        }
        match cue {
            Cue::Ringing { child, early } => self.on_ringing(child, early, stage),
            Cue::Answered { child } => self.on_answered(child, stage),
            Cue::Replaced { child, by } => self.on_replaced(child, by, stage),
            Cue::Seated => self.on_seated(stage),
            Cue::Detected { child } if self.state == (State::Detecting { child }) => self.screen(child, stage),
            Cue::Screened { child, accepted } => self.on_screened(child, accepted, stage),
            Cue::Forwarded { child } => self.on_forwarded(child, stage),
            Cue::Forked { child, of } => self.on_forked(child, of, stage),
            Cue::ChildOver { child } => self.on_child_over(child, stage),
            Cue::Registered { login } => self.on_registered(&login, stage),
            Cue::Key('*') => self.on_star(stage),
            Cue::Alarm(alarm) => self.on_alarm(alarm, stage),
            _ => Step::Stay,
        }
    }

    /// The caller is gone and its branches with it; the action is owed all the same (spec §4.9).
    pub fn leave(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        let outcome = match self.state {
            State::Filing(outcome) => outcome,
            State::Bridged { child } => Outcome { status: CallStatus::Completed, reported: Some(child), bridged: true },
            State::Keying { child } | State::Detecting { child } | State::Screening { child } => {
                Outcome { status: CallStatus::Canceled, reported: Some(child), bridged: false }
            }
            State::Ringing => {
                Outcome { status: CallStatus::Canceled, reported: self.last_to_finish(stage), bridged: false }
            }
        };
        if self.plan.action.is_some() && self.tape.end(stage) {
            self.state = State::Filing(outcome);
            return Step::Stay;
        }
        self.action(stage, &outcome).map_or(Step::Next, Step::Ask)
    }

    /// The star of hangupOnStar does not reach the callee (spec §4.8).
    pub fn keeps(&self, key: char) -> bool {
        key == '*' && self.plan.hangup_on_star && matches!(self.state, State::Bridged { .. })
    }

    /// Whom it has called, whether they are still there or not.
    pub fn branches(&self) -> Vec<CallId> {
        self.branches.iter().map(|branch| branch.child).collect()
    }

    /// The document for the caller when the callee asks for a transfer (spec §10.3).
    pub fn refer_url(&self) -> Option<(String, Method)> {
        self.plan.refer.clone()
    }

    /// In words.
    pub fn describe(&self) -> String {
        let branches = self.branches.len();
        match self.state {
            State::Ringing => format!("Dial, ringing, {branches} branches, {} waiting", self.waiting.len()),
            State::Keying { .. } => format!("Dial, pressing keys to the callee, {branches} branches"),
            State::Detecting { .. } => format!("Dial, finding out who has answered, {branches} branches"),
            State::Screening { .. } => format!("Dial, screening, {branches} branches"),
            State::Bridged { .. } => "Dial, bridged".to_owned(),
            State::Filing(_) => "Dial, closing the file of its recording".to_owned(),
        }
    }

    fn on_ringing(&mut self, child: CallId, early: bool, stage: &mut Stage<'_, '_>) -> Step {
        if self.state != State::Ringing {
            return Step::Stay;
        }
        self.tape.on_ringing(stage);
        let only = self.plan.sequential || self.branches.len() == 1;
        if early && only && stage.join_early(child) {
            self.ringback.end(stage);
        } else {
            stage.relay_ringing(child);
        }
        Step::Stay
    }

    /// The first answer wins; the others are taken back at this moment (spec §4.6, §4.7).
    fn on_answered(&mut self, child: CallId, stage: &mut Stage<'_, '_>) -> Step {
        if self.state != State::Ringing || !stage.child(child).is_up() {
            return Step::Stay;
        }
        stage.stop_alarm(VerbAlarm::DialTimeout);
        if !self.hunts(stage) {
            self.waiting.clear();
        }
        self.sleepers.forget(stage);
        self.take_back_others(child, stage);
        let branch = self.branches.iter().find(|branch| branch.child == child);
        if branch.is_some_and(|branch| branch.screen.is_some() || branch.keys.is_some()) {
            stage.part();
            self.ringback.begin(stage);
        }
        if let Some(wish) = branch.and_then(|branch| branch.detection.clone()) {
            stage.detect(child, wish);
        }
        self.state = State::Keying { child };
        self.press_on(child, stage)
    }

    pub(super) fn bridge(&mut self, child: CallId, stage: &mut Stage<'_, '_>) -> Step {
        self.state = State::Bridged { child };
        if !stage.answer_for(child) {
            return Step::Stay;
        }
        stage.set_refusal(None);
        self.ringback.end(stage);
        if self.plan.hangup_on_star {
            stage.keep_keys("*");
        }
        stage.join(child);
        self.tape.on_bridged(child, stage);
        stage.report_transfer(200);
        stage.set_alarm(VerbAlarm::DialLimit, stage.now() + self.plan.time_limit);
        Step::Stay
    }

    fn on_child_over(&mut self, child: CallId, stage: &mut Stage<'_, '_>) -> Step {
        match self.state {
            State::Bridged { child: bridged } if bridged == child => {
                self.finish(stage, Outcome { status: CallStatus::Completed, reported: Some(child), bridged: true })
            }
            State::Keying { child: answered }
            | State::Detecting { child: answered }
            | State::Screening { child: answered }
                if answered == child =>
            {
                self.declined(child, stage)
            }
            // The end of a child of the Dial before this one may be told late.
            State::Ringing if self.branches.iter().any(|branch| branch.child == child) => {
                self.put_last(child);
                self.take_back_siblings(child, stage);
                let has_declined = stage.child(child).verdict().is_some_and(|end| end.cause == Cause::Declined);
                if stage.child(child).answered.is_some() && !has_declined {
                    // It has won, and has no sound that we know: the
                    // others were taken back with its answer (spec §4.6).
                    self.take_back_others(child, stage);
                }
                self.look_again(stage)
            }
            _ => Step::Stay,
        }
    }

    /// The last to finish is the one that is reported: they are kept in order of their end.
    fn put_last(&mut self, child: CallId) {
        if let Some(at) = self.branches.iter().position(|branch| branch.child == child) {
            let branch = self.branches.remove(at);
            self.branches.push(branch);
        }
    }

    /// A 6xx speaks for the client, whichever of its telephones says it, or whoever one of them has sent the call on
    /// to: all the others ring no longer (RFC 3261 §16.7 step 5). Other nouns are other people.
    fn take_back_siblings(&self, refused: CallId, stage: &mut Stage<'_, '_>) {
        let is_global = |end: Verdict| end.cause == Cause::Refused && end.sip.is_some_and(|status| status >= 600);
        if !stage.child(refused).verdict().is_some_and(is_global) {
            return;
        }
        let clients = stage.child(refused).clients();
        for other in self.alive(stage) {
            if stage.child(other).clients().iter().any(|client| clients.contains(client)) {
                stage.hang_up(other, Verdict::canceled(Cause::Refused));
            }
        }
    }

    pub(super) fn take_back_others(&self, winner: CallId, stage: &mut Stage<'_, '_>) {
        for other in self.alive(stage).into_iter().filter(|&other| other != winner) {
            stage.hang_up(other, Verdict::canceled(Cause::AnsweredElsewhere));
        }
    }

    fn on_star(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        match self.state {
            State::Bridged { child } if self.plan.hangup_on_star => self.complete(child, Cause::Star, stage),
            _ => Step::Stay,
        }
    }

    fn on_alarm(&mut self, alarm: VerbAlarm, stage: &mut Stage<'_, '_>) -> Step {
        match (alarm, self.state) {
            (VerbAlarm::DialTimeout, State::Ringing) => {
                let asleep = self.sleepers.all(stage);
                self.dial_now(asleep, stage);
                let mut goes_on = false;
                for child in self.alive(stage) {
                    let has_next = stage.move_on(child);
                    goes_on |= has_next;
                    if !has_next {
                        stage.hang_up(child, Verdict::no_answer(stage.child(child).was_heard()));
                    }
                }
                // The time begins anew for contacts that are left.
                if goes_on {
                    stage.set_alarm(VerbAlarm::DialTimeout, stage.now() + self.plan.timeout);
                }
                self.look_again(stage)
            }
            (VerbAlarm::Push, State::Ringing) => {
                let late = self.sleepers.late(stage);
                self.dial_now(late, stage);
                self.look_again(stage)
            }
            (VerbAlarm::Keys, State::Keying { child }) => self.press_on(child, stage),
            (VerbAlarm::Screening, State::Screening { child }) => self.decline(child, stage),
            (VerbAlarm::DialLimit, State::Bridged { child }) => self.complete(child, Cause::TimeLimit, stage),
            _ => Step::Stay,
        }
    }

    fn complete(&mut self, child: CallId, cause: Cause, stage: &mut Stage<'_, '_>) -> Step {
        stage.hang_up(child, Verdict::completed(cause));
        self.finish(stage, Outcome { status: CallStatus::Completed, reported: Some(child), bridged: true })
    }

    /// Nobody rings any more: try the next noun, or end with the outcome of those that were tried.
    pub(super) fn look_again(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        while self.state == State::Ringing && self.sleepers.is_empty() && self.alive(stage).is_empty() {
            if self.waiting.is_empty() {
                let outcome = self.outcome(stage);
                return self.finish(stage, outcome);
            }
            self.try_next(stage, 1);
        }
        Step::Stay
    }

    fn try_next(&mut self, stage: &mut Stage<'_, '_>, count: usize) {
        for _ in 0..count {
            let Some(noun) = self.waiting.pop_front() else { break };
            let Some(noun) = self.sleepers.wake(noun, stage) else { continue };
            self.dial_now([noun], stage);
        }
        self.ringback.begin(stage);
        stage.set_alarm(VerbAlarm::DialTimeout, stage.now() + self.plan.timeout);
    }

    /// A telephone that was woken is there; the time to answer begins anew where nobody else rings (spec §4.3).
    fn on_registered(&mut self, login: &str, stage: &mut Stage<'_, '_>) -> Step {
        if self.state != State::Ringing {
            return Step::Stay;
        }
        if self.alive(stage).is_empty() {
            stage.set_alarm(VerbAlarm::DialTimeout, stage.now() + self.plan.timeout);
        }
        let awake = self.sleepers.awake(login, stage);
        self.dial_now(awake, stage);
        self.look_again(stage)
    }

    fn dial_now(&mut self, nouns: impl IntoIterator<Item = Noun>, stage: &mut Stage<'_, '_>) {
        for noun in nouns {
            let room = stage.rules().branches.saturating_sub(self.branches.len()).max(1);
            self.branches.extend(branch::dial(noun, self.plan.caller_id.as_deref(), room, stage));
        }
    }

    pub(super) fn alive(&self, stage: &Stage<'_, '_>) -> Vec<CallId> {
        self.branches().into_iter().filter(|&child| !stage.child(child).is_over()).collect()
    }

    /// The Dial is over: its action is asked once the file of a recording can be read, or the document goes on.
    pub(super) fn finish(&mut self, stage: &mut Stage<'_, '_>, outcome: Outcome) -> Step {
        self.ringback.end(stage);
        stage.keep_keys("");
        // A bridge has been reported as success already.
        let refusal = self.refusal(stage, &outcome);
        stage.report_transfer(refusal);
        if !stage.call().is_up() {
            stage.set_refusal(Some(refusal));
        }
        if self.tape.end(stage) && self.plan.action.is_some() {
            self.state = State::Filing(outcome);
            return Step::Stay;
        }
        self.conclude(stage, &outcome)
    }

    fn conclude(&self, stage: &Stage<'_, '_>, outcome: &Outcome) -> Step {
        let hangs_up = outcome.bridged && stage.rules().compat.dial_end() == DialEnd::Hangup;
        let next = if hangs_up { Step::End(Ending::Hangup) } else { Step::Next };
        self.action(stage, outcome).map_or(next, Step::Ask)
    }

    fn action(&self, stage: &Stage<'_, '_>, outcome: &Outcome) -> Option<Hook> {
        let url = self.plan.action.clone()?;
        let mut params = result(stage, outcome);
        params.extend(self.tape.params(stage));
        Some(Hook { url, method: self.plan.method, params })
    }
}
