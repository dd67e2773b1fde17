//! What `Sip` and `Number` have in common: screening, status callbacks, and the target (spec §5.1, §5.4).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::call::detection::Wish;
use crate::call::verb::entry::Attr;
use crate::call::verb::entry::Origin::{Restcomm, Seed, Twilio};
use crate::call::verb::form::Form;
use crate::media::offer::Codec;
use crate::rcml::attr::{Kind, MAX};
use crate::wire::http::Method;

use super::target::{Target, TargetFault};

/// Seconds a screening may last where the noun does not say (spec §4.7).
const SCREENING: u32 = 60;

/// One party to call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// Where to; an unusable target fails this branch alone.
    pub target: Result<Target, TargetFault>,
    /// The screening document, run on the answered call before the bridge.
    pub url: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Told about the branch's progress.
    pub status_callback: Option<String>,
    /// How it is told.
    pub status_callback_method: Method,
    /// What it is told.
    pub status_callback_event: Vec<StatusEvent>,
    /// Digest user; empty if only a password was written.
    pub username: Option<String>,
    /// Digest secret; empty if only a user was written.
    pub password: Option<String>,
    /// Seconds that screening may last.
    pub timeout: u32,
    /// Keys played to the callee after the answer; `w` pauses.
    pub send_digits: Option<String>,
    /// Codecs to offer instead of the server's list.
    pub codecs: Vec<Codec>,
    /// Whether and how it is found out who has answered.
    pub detection: Option<Wish>,
}

/// What a status callback may be told of a branch, in order of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusEvent {
    /// The INVITE left.
    Initiated,
    /// It rings.
    Ringing,
    /// It was answered.
    Answered,
    /// It is over, in whatever way.
    Completed,
}

const EVENTS: [&str; 4] = ["initiated", "ringing", "answered", "completed"];

pub(super) const URL: Attr = Attr::url("url").by("§4.7", &[Seed, Restcomm, Twilio]);
pub(super) const METHOD: Attr = Attr::method("method").by("§4.7", &[Seed, Restcomm, Twilio]);
pub(super) const STATUS_CALLBACK: Attr = Attr::url("statusCallback").by("§6.7", &[Seed, Restcomm, Twilio]);
pub(super) const STATUS_CALLBACK_METHOD: Attr =
    Attr::method("statusCallbackMethod").by("§6.7", &[Seed, Restcomm, Twilio]);
pub(super) const STATUS_CALLBACK_EVENT: Attr = Attr::new("statusCallbackEvent", Kind::Events(&EVENTS))
    .default("completed")
    .code(13254)
    .by("§6.7", &[Seed, Restcomm, Twilio]);
pub(super) const TIMEOUT: Attr =
    Attr::new("timeout", Kind::Integer(1, MAX)).default("60").code(13212).by("§4.7", &[Seed, Restcomm]);

impl Leg {
    /// A target with nothing said about it: the text of a Dial.
    pub fn plain(target: Result<Target, TargetFault>) -> Self {
        Self {
            target,
            url: None,
            method: Method::Post,
            status_callback: None,
            status_callback_method: Method::Post,
            status_callback_event: vec![StatusEvent::Completed],
            username: None,
            password: None,
            timeout: SCREENING,
            send_digits: None,
            codecs: Vec::new(),
            detection: None,
        }
    }

    /// The attributes all nouns have.
    pub(super) fn of(form: &Form, target: Result<Target, TargetFault>) -> Self {
        let events = form.words("statusCallbackEvent").into_iter().filter_map(StatusEvent::named).collect();
        Self {
            url: form.text("url"),
            method: form.method("method"),
            status_callback: form.text("statusCallback"),
            status_callback_method: form.method("statusCallbackMethod"),
            status_callback_event: events,
            timeout: form.integer("timeout"),
            ..Self::plain(target)
        }
    }
}

impl StatusEvent {
    /// As in documents and callbacks.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initiated => "initiated",
            Self::Ringing => "ringing",
            Self::Answered => "answered",
            Self::Completed => "completed",
        }
    }

    /// Its number where each event has one of its own (spec §6.7).
    pub const fn place(self) -> u32 {
        match self {
            Self::Initiated => 0,
            Self::Ringing => 1,
            Self::Answered => 2,
            Self::Completed => 3,
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Initiated, Self::Ringing, Self::Answered, Self::Completed].into_iter().find(|event| event.name() == name)
    }
}

impl fmt::Debug for Leg {
    /// Without user and password, and with no word of where it leads: what is printed may be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leg")
            .field("target", &self.target)
            .field("screened", &self.url.is_some())
            .field("status_callback_event", &self.status_callback_event)
            .field("credentials", &self.username.is_some())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
