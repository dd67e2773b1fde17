//! The switches of compatibility: where the specification takes one of several behaviours, another can be chosen, one by
//! one or all at once by a profile (spec §0, the lines that begin with TAKE).

use serde::{Deserialize, Serialize};

/// `[compat]` of the settings. What is not set is as the profile has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Compat {
    /// What is not set below: `default`, or `restcomm-legacy` for what RestComm's engine does.
    pub profile: Profile,
    /// What a Gather without action does with what it has collected: `document` asks the current document again, `next`
    /// goes on with the next verb (spec §3.3).
    pub gather_no_action: Option<NoAction>,
    /// What `finishOnKey=""` of a Gather means: `none`, or `hash` (spec §3.3).
    pub gather_no_finish_key: Option<NoFinishKey>,
    /// What becomes of keys pressed before a Gather begins: `discard` or `keep`, 32 of them (spec §3.3).
    pub type_ahead: Option<TypeAhead>,
    /// What a Play whose sound cannot be had does: `hangup` or `continue` (spec §3.2).
    pub play_failure: Option<PlayFailure>,
    /// What a Record without action does at its end: `document` or `next` (spec §3.4).
    pub record_no_action: Option<NoAction>,
    /// What a Record in which nobody spoke does: `next`, or `action` (spec §3.4).
    pub record_empty: Option<RecordEmpty>,
    /// How RecordingDuration is written: `integer`, or `decimal` (spec §3.4).
    pub record_duration: Option<RecordDuration>,
    /// What a Dial without action does when its bridge has ended: `next` verb, or `hangup` (spec §4.9).
    pub dial_end: Option<DialEnd>,
    /// What a called party that declines in its screening document does: `no-answer` ends the Dial, `hangup-caller` the
    /// caller's call (spec §4.7).
    pub screening_decline: Option<ScreeningDecline>,
}

/// What all switches are set to at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// What the specification takes.
    #[default]
    Default,
    /// What RestComm's engine is seen to do.
    RestcommLegacy,
}

/// What a verb without `action` does at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoAction {
    /// It asks the URL of the current document.
    Document,
    /// The next verb goes on.
    Next,
}

/// What `finishOnKey=""` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoFinishKey {
    /// No key ends the input.
    None,
    /// `#` does.
    Hash,
}

/// What becomes of keys pressed before a Gather.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypeAhead {
    /// They are forgotten.
    Discard,
    /// The next Gather gets them.
    Keep,
}

/// What follows a Play whose sound cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlayFailure {
    /// The call ends.
    Hangup,
    /// The next verb goes on.
    Continue,
}

/// What follows a Record in which nobody spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordEmpty {
    /// The next verb goes on.
    Next,
    /// The action is asked all the same.
    Action,
}

/// How a duration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordDuration {
    /// `7`.
    Integer,
    /// `7.0`.
    Decimal,
}

/// What follows the bridge of a Dial without action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DialEnd {
    /// The next verb goes on.
    Next,
    /// The call ends.
    Hangup,
}

/// What follows a screening that declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScreeningDecline {
    /// The Dial ends as not answered.
    NoAnswer,
    /// The caller's call ends.
    HangupCaller,
}

impl RecordDuration {
    /// Whether tenths are written.
    pub const fn is_decimal(self) -> bool {
        matches!(self, Self::Decimal)
    }
}

/// Each switch with what the specification takes and what RestComm does.
impl Compat {
    /// See the field of that name, as the next ones.
    pub fn gather_no_action(&self) -> NoAction {
        self.choose(self.gather_no_action, NoAction::Document, NoAction::Next)
    }

    /// See the field.
    pub fn gather_no_finish_key(&self) -> NoFinishKey {
        self.choose(self.gather_no_finish_key, NoFinishKey::None, NoFinishKey::Hash)
    }

    /// See the field.
    pub fn type_ahead(&self) -> TypeAhead {
        self.choose(self.type_ahead, TypeAhead::Discard, TypeAhead::Discard)
    }

    /// See the field.
    pub fn play_failure(&self) -> PlayFailure {
        self.choose(self.play_failure, PlayFailure::Hangup, PlayFailure::Hangup)
    }

    /// See the field.
    pub fn record_no_action(&self) -> NoAction {
        self.choose(self.record_no_action, NoAction::Document, NoAction::Next)
    }

    /// See the field.
    pub fn record_empty(&self) -> RecordEmpty {
        self.choose(self.record_empty, RecordEmpty::Next, RecordEmpty::Action)
    }

    /// See the field.
    pub fn record_duration(&self) -> RecordDuration {
        self.choose(self.record_duration, RecordDuration::Integer, RecordDuration::Decimal)
    }

    /// See the field.
    pub fn dial_end(&self) -> DialEnd {
        self.choose(self.dial_end, DialEnd::Next, DialEnd::Hangup)
    }

    /// See the field.
    pub fn screening_decline(&self) -> ScreeningDecline {
        self.choose(self.screening_decline, ScreeningDecline::NoAnswer, ScreeningDecline::HangupCaller)
    }

    fn choose<T>(&self, set: Option<T>, default: T, legacy: T) -> T {
        set.unwrap_or(match self.profile {
            Profile::Default => default,
            Profile::RestcommLegacy => legacy,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_that_is_set_goes_before_the_profile() {
        let compat = Compat { profile: Profile::RestcommLegacy, dial_end: Some(DialEnd::Next), ..Compat::default() };
        assert_eq!((compat.dial_end(), compat.record_no_action()), (DialEnd::Next, NoAction::Next));
        assert_eq!(Compat::default().record_no_action(), NoAction::Document);
    }
}
