//! The deadlines of a family.

use serde::{Deserialize, Serialize};

use super::{Family, Means};
use crate::base::{RecordingSid, Time};
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::verdict::{Cause, Verdict};

/// A deadline of a family, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Alarm {
    /// One of the running verb of a call's script.
    Verb(CallId, VerbAlarm),
    /// The cap on every call (spec §2.3).
    Cap(CallId),
    /// The file of a recording must be closed by now.
    Filing(RecordingSid),
    /// Whoever asked for a transfer has waited long enough for its end (spec §10.1).
    Transferor(CallId),
    /// Whoever shall take a place in the bridge has not answered.
    Substitute(CallId),
    /// A question for an offer that was passed on has had no answer.
    Passing,
}

/// A deadline of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum VerbAlarm {
    /// `Pause` is over.
    Pause,
    /// A wait document that was nothing but empty is asked for again.
    Wait,
    /// `timeout` of Dial: nobody answered.
    DialTimeout,
    /// A telephone that was woken has not registered.
    Push,
    /// The next of `sendDigits` is due.
    Keys,
    /// The noun's screening limit.
    Screening,
    /// `timeLimit` of Dial.
    DialLimit,
    /// `Refer` has heard nothing final.
    Refer,
    /// `Gather` has waited long enough for the next key, or for a word.
    Input,
    /// What was said to `Gather` is over.
    Speech,
    /// The recogniser has had time enough for its last word.
    Recogniser,
}

impl VerbAlarm {
    pub(super) const ALL: [Self; 11] = [
        Self::Pause,
        Self::Wait,
        Self::DialTimeout,
        Self::Push,
        Self::Keys,
        Self::Screening,
        Self::DialLimit,
        Self::Refer,
        Self::Input,
        Self::Speech,
        Self::Recogniser,
    ];
}

impl Family {
    /// The earliest deadline and what it is for.
    pub fn next_timeout(&self) -> Option<(Time, &Alarm)> {
        self.timers.next()
    }

    /// Lets pass what `means.now` has reached.
    pub fn timeout(&mut self, means: &mut Means<'_>) {
        while let Some(alarm) = self.timers.expired(means.now) {
            match alarm {
                Alarm::Verb(id, alarm) => self.cue(id, Cue::Alarm(alarm)),
                Alarm::Transferor(id) => self.hang_up(means, id, Verdict::completed(Cause::Transferred), None),
                Alarm::Filing(recording) => self.on_filing_late(means, recording),
                Alarm::Substitute(id) => {
                    let heard = self.call(id).was_heard();
                    self.hang_up(means, id, Verdict::no_answer(heard), None);
                }
                Alarm::Passing => self.on_passing_late(),
                Alarm::Cap(id) => self.hang_up(means, id, Verdict::completed(Cause::TimeLimit), None),
            }
            self.settle(means);
        }
    }

    pub(in crate::call) fn set_alarm(&mut self, alarm: Alarm, at: Time) {
        self.timers.set(alarm, at);
    }

    pub(in crate::call) fn stop_alarm(&mut self, alarm: Alarm) {
        self.timers.stop(&alarm);
    }

    /// The verb on this call has left: none of its deadlines matters.
    pub(in crate::call) fn stop_verb_alarms(&mut self, id: CallId) {
        for alarm in VerbAlarm::ALL {
            self.stop_alarm(Alarm::Verb(id, alarm));
        }
    }
}
