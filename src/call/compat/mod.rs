//! The switches of compatibility: where the specification takes one of several behaviours, another can be chosen, one
//! by one or all at once by a profile (spec §0, the lines that begin with TAKE). Here: the table; what each can be set
//! to is in `switch`. Five settings of other tables follow the profile too where they are not set:
//! `allow_delayed_offer`, `media_failure_code`, `http.post_query`, `registrar.challenge_status`, `transfer.notify`.
//! Where a TAKE names no switch, what it takes holds in either profile.

mod switch;

use serde::{Deserialize, Serialize};

pub use switch::{
    Absent, CallSidForm, CallbackSequence, CallbackStatus, CdrUnanswered, ClientPrefix, DialEnd, DirectRecord,
    NoAction, NoFinishKey, PlayFailure, PostQuery, RecordDuration, RecordEmpty, ReinviteFailure, ScreeningDecline,
    TypeAhead,
};

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
    /// caller's call (spec §4.7), `next-noun` lets a Dial with `sequential` try the next one.
    pub screening_decline: Option<ScreeningDecline>,
    /// Which texts of a Dial name a client: `colon` those that begin with `client:`,
    /// `bare` those that begin with `client` (spec §4.2).
    pub client_prefix: Option<ClientPrefix>,
    /// What is sent for DialCallSid, CallerName, ForwardedFrom where there
    /// is none: `omit`, or `null` (spec §4.3, §6.1).
    pub absent_parameters: Option<Absent>,
    /// What CallStatus of a leg's callback says: its `status`, or the `event` (spec §6.7).
    pub callback_status: Option<CallbackStatus>,
    /// How a leg's callbacks are numbered: by a `counter`, or `fixed` by event (spec §6.7).
    pub callback_sequence: Option<CallbackSequence>,
    /// What an offer in mid-call that cannot be answered does: `refuse` leaves
    /// all as it was, `drop` ends the call (spec §2.1).
    pub reinvite_failure: Option<ReinviteFailure>,
    /// What the record of a caller says who was refused by his document: `outcome`, or `completed` (spec §7.1).
    pub cdr_unanswered: Option<CdrUnanswered>,
    /// Which records a call straight from client to client leaves: `all`, or that of the `caller` alone (spec §9.5).
    pub direct_record: Option<DirectRecord>,
    /// How a call is named outside: `plain`, or `compound` with the SID of the engine before it (spec §8.2).
    pub call_sid: Option<CallSidForm>,
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

    /// See the field.
    pub fn client_prefix(&self) -> ClientPrefix {
        self.choose(self.client_prefix, ClientPrefix::Colon, ClientPrefix::Bare)
    }

    /// See the field.
    pub fn absent_parameters(&self) -> Absent {
        self.choose(self.absent_parameters, Absent::Omit, Absent::Null)
    }

    /// See the field.
    pub fn callback_status(&self) -> CallbackStatus {
        self.choose(self.callback_status, CallbackStatus::Status, CallbackStatus::Event)
    }

    /// See the field.
    pub fn callback_sequence(&self) -> CallbackSequence {
        self.choose(self.callback_sequence, CallbackSequence::Counter, CallbackSequence::Fixed)
    }

    /// See the field.
    pub fn reinvite_failure(&self) -> ReinviteFailure {
        self.choose(self.reinvite_failure, ReinviteFailure::Refuse, ReinviteFailure::Drop)
    }

    /// See the field.
    pub fn cdr_unanswered(&self) -> CdrUnanswered {
        self.choose(self.cdr_unanswered, CdrUnanswered::Outcome, CdrUnanswered::Completed)
    }

    /// See the field.
    pub fn direct_record(&self) -> DirectRecord {
        self.choose(self.direct_record, DirectRecord::All, DirectRecord::Caller)
    }

    /// See the field.
    pub fn call_sid(&self) -> CallSidForm {
        self.choose(self.call_sid, CallSidForm::Plain, CallSidForm::Compound)
    }

    /// What is sent of a parameter that has no value.
    pub fn or_null(&self, value: Option<String>) -> Option<String> {
        value.or_else(|| (self.absent_parameters() == Absent::Null).then(|| "null".to_owned()))
    }

    /// What is set, else what the profile has: for settings of other tables too.
    pub fn choose<T>(&self, set: Option<T>, default: T, legacy: T) -> T {
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
