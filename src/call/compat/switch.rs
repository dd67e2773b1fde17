//! What each switch of compatibility can be set to. Which of them is the default, and which
//! the legacy, says the table in the module above.

use serde::{Deserialize, Serialize};

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
    /// So it does, unless it tries one noun after another and there is a next one.
    NextNoun,
    /// The caller's call ends.
    HangupCaller,
}

impl RecordDuration {
    /// Whether tenths are written.
    pub const fn is_decimal(self) -> bool {
        matches!(self, Self::Decimal)
    }
}

/// Which texts of a Dial name a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientPrefix {
    /// `client:kate`.
    Colon,
    /// `clientkate` as well.
    Bare,
}

/// What is sent for what there is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Nothing.
    Omit,
    /// The word `null`.
    Null,
}

/// What CallStatus of a callback says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallbackStatus {
    /// How it stands with the call.
    Status,
    /// What the callback is about.
    Event,
}

/// How callbacks are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallbackSequence {
    /// From 0, by one for each that is fired.
    Counter,
    /// Initiated 0, ringing 1, answered 2, completed 3.
    Fixed,
}

/// What an unusable offer in mid-call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReinviteFailure {
    /// It is refused with 488.
    Refuse,
    /// It is refused, and the call ends.
    Drop,
}

/// What the record of a refused caller says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CdrUnanswered {
    /// What the caller was told.
    Outcome,
    /// `completed`, as if answered.
    Completed,
}

/// Which records a call straight from client to client leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DirectRecord {
    /// One of the caller and one of each telephone that was called.
    All,
    /// That of the caller alone.
    Caller,
}

/// How a call is named outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallSidForm {
    /// `CA` and 32 digits.
    Plain,
    /// `ID` and 32 digits, a hyphen, and the plain one.
    Compound,
}

/// What becomes of the query of a URL that is posted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PostQuery {
    /// It stays in the URL.
    Keep,
    /// It goes before the parameters in the body.
    Body,
}
