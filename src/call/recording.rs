//! Recordings as the application and the store know them (spec §3.4, §4.1, §6.10): what is wanted,
//! what is known of one, what is told about it. How one is made is `family/taping`; its samples
//! are the media group's, its file is the edge's.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, RecordingSid, Time};
use crate::call::call::CallId;
use crate::call::hook::{Param, param};
use crate::call::rules::Rules;
use crate::media::Ended;
use crate::wire::http::Method;

/// Less sound than this is no recording (spec §3.4).
const LEAST: Duration = Duration::from_millis(500);
/// What noise may add up to in a recording in which nobody says a word.
const NOISE: Duration = Duration::from_millis(100);

/// One recording: the row of the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name, also that of its file.
    pub sid: RecordingSid,
    /// The call it belongs to: the one whose document asked for it.
    pub call: CallSid,
    /// Whose it is.
    pub account: String,
    /// What made it.
    pub source: Source,
    /// 1 or 2.
    pub channels: u8,
    /// When it began.
    pub began: Time,
    /// How long it is; zero until it is complete.
    pub duration: Duration,
    /// How far it is.
    pub status: Status,
}

/// What made a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// `record` of a Dial.
    DialVerb,
    /// `Record`.
    RecordVerb,
    /// `record` of a Conference.
    Conference,
    /// A call made through REST that is recorded as a whole.
    OutboundApi,
    /// The REST API, in mid-call.
    StartCallRecordingApi,
}

/// How far a recording is (spec §6.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is being made.
    InProgress,
    /// Its file can be read.
    Completed,
    /// There is none: nothing was said, or the file could not be written. Whatever was stored is of no use.
    Absent,
}

/// A recording that a verb asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// What makes it.
    pub source: Source,
    /// Whose sound.
    pub track: Track,
    /// Two channels: the call first, then whom it hears.
    pub is_dual: bool,
    /// So much silence ends it.
    pub silence: Option<Duration>,
    /// It ends when it is so long.
    pub longest: Duration,
    /// Silence at both ends is left out.
    pub is_trimmed: bool,
    /// Told about its progress.
    pub told: Option<Callback>,
    /// Told the text of it.
    pub transcript: Option<Callback>,
    /// The child that it is recorded with, whose last callback tells of it (spec §6.7).
    pub beside: Option<CallId>,
}

/// Whose sound is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Track {
    /// What the far party of the call says.
    Inbound,
    /// What it hears.
    Outbound,
    /// Both.
    Both,
}

/// Who is told about a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// As written in the document; absolute once the recording has begun.
    pub url: String,
    /// How.
    pub method: Method,
    /// About what.
    pub events: Vec<Status>,
}

impl Entry {
    /// Where the application finds it; `.wav` may be appended (spec §3.4).
    pub fn url(&self, rules: &Rules) -> String {
        format!("{}/Recordings/{}", account_url(rules), self.sid)
    }

    /// Whole seconds, at least one (spec §3.4).
    pub fn secs(&self) -> u64 {
        crate::call::call::rounded_secs(self.duration).max(1)
    }

    /// What action requests and the last callback of a call tell of it (spec §3.4, §4.9, §6.7).
    pub fn told_to_verbs(&self, rules: &Rules) -> Vec<Param> {
        let url = self.url(rules);
        let duration = if rules.compat.record_duration().is_decimal() {
            format!("{:.1}", self.duration.as_secs_f64())
        } else {
            self.secs().to_string()
        };
        vec![
            param("RecordingUrl", &url),
            param("PublicRecordingUrl", &url),
            param("RecordingSid", self.sid),
            param("RecordingDuration", duration),
        ]
    }

    /// What its own callback tells, every parameter each time (spec §6.10).
    pub fn told(&self, rules: &Rules) -> Vec<Param> {
        let url = if self.status == Status::Absent { String::new() } else { self.url(rules) };
        let secs = if self.status == Status::Completed { self.secs() } else { 0 };
        vec![
            param("AccountSid", &self.account),
            param("CallSid", rules.call_sid(self.call)),
            param("RecordingSid", self.sid),
            param("RecordingUrl", url),
            param("RecordingStatus", self.status.name()),
            param("RecordingDuration", secs),
            param("RecordingChannels", self.channels),
            param("RecordingStartTime", self.began.rfc2822()),
            param("RecordingSource", self.source.name()),
        ]
    }
}

impl Source {
    /// As callbacks have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DialVerb => "DialVerb",
            Self::RecordVerb => "RecordVerb",
            Self::Conference => "Conference",
            Self::OutboundApi => "OutboundAPI",
            Self::StartCallRecordingApi => "StartCallRecordingAPI",
        }
    }
}

impl Status {
    /// Those of callbacks, in order of time.
    pub const NAMES: [&'static str; 3] = ["in-progress", "completed", "absent"];

    /// As callbacks have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Absent => "absent",
        }
    }

    /// The status of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::InProgress, Self::Completed, Self::Absent].into_iter().find(|status| status.name() == name)
    }
}

/// The place of the account in the REST API.
pub fn account_url(rules: &Rules) -> String {
    format!("{}/restcomm/2012-04-24/Accounts/{}", rules.api_url, rules.account)
}

/// Whether a recording that came to this is none: too short, or nothing but the silence that ended it (spec §3.4).
pub fn is_empty(ended: Ended, length: Duration, sounding: Duration) -> bool {
    length < LEAST || (ended == Ended::Silence && sounding < NOISE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_second_or_nothing_but_silence_is_no_recording() {
        for (ended, length, sounding, empty) in [
            (Ended::Stopped, 499, 499, true),
            (Ended::Stopped, 500, 0, false),
            (Ended::Silence, 5000, 60, true),
            (Ended::Silence, 5000, 400, false),
            (Ended::Closed, 0, 0, true),
            (Ended::Longest, 2000, 0, false),
        ] {
            let [length, sounding] = [length, sounding].map(Duration::from_millis);
            assert_eq!(is_empty(ended, length, sounding), empty, "{ended:?} {length:?} {sounding:?}");
        }
    }
}
