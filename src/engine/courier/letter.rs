//! A letter, what it is to its call, and what an answer to it means.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{CallSid, ConferenceSid, EventSid, Time};
use crate::wire::http::{Exchange, Fault, Method, Reply};

/// One status callback as it is kept on disk until it is delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// Its name; the same on every repeat (header `X-Request-Id`).
    pub event: EventSid,
    /// Whose order it keeps.
    pub call: CallSid,
    /// When it was written.
    pub written: Time,
    /// The request, signed; the courier stamps it anew whenever it leaves.
    pub exchange: Exchange,
    /// What it is to its call.
    pub kind: Kind,
    /// The conference that it is about instead of the call, if it is about one.
    #[serde(default)]
    pub room: Option<ConferenceSid>,
}

/// What a letter is to its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// News on the way, such as `ringing`: the first to be left out when there are too many letters (H14).
    Progress,
    /// The last one of its leg to this callback URL, such as `completed`.
    Last,
    /// To be delivered only if the engine dies before the last letter is written. A later letter or will of the same
    /// call and callback URL replaces it.
    Will,
}

/// Why a letter is not delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Loss {
    /// Too many letters wait.
    #[error("status callback left out: limits.letters callbacks are waiting")]
    NoRoom,
    /// It failed to the end of its time.
    #[error("status callback given up after {} h: its receiver never answered", age.as_secs() / 3600)]
    TooOld {
        /// Since it was written.
        age: Duration,
    },
    /// No one can be asked under its URL.
    #[error("status callback given up: its URL cannot be asked")]
    BadUrl,
}

impl Letter {
    /// Whether this one, being later, takes the place of `will`. What is told of a conference says nothing of its
    /// calls. The query of a GET is our parameters, so only what is before it names the callback.
    pub(super) fn replaces(&self, will: &Self) -> bool {
        self.call == will.call && self.room == will.room && self.callback() == will.callback()
    }

    fn callback(&self) -> &str {
        let url = self.exchange.url.as_str();
        match self.exchange.method {
            Method::Post => url,
            Method::Get => url.split('?').next().unwrap_or(url),
        }
    }
}

impl Loss {
    /// A short constant name for counters.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoRoom => "callback_no_room",
            Self::TooOld { .. } => "callback_too_old",
            Self::BadUrl => "callback_bad_url",
        }
    }
}

/// Turns the wills among the letters of one call into its last letters, behind all others. Void are those that a later
/// will or a last letter replaces; their names come second.
pub(super) fn execute_wills(letters: Vec<Letter>) -> (Vec<Letter>, Vec<EventSid>) {
    let (wills, mut letters): (Vec<_>, Vec<_>) = letters.into_iter().partition(|letter| letter.kind == Kind::Will);
    let mut void = Vec::new();
    let mut later = wills.into_iter();
    while let Some(will) = later.next() {
        let ended = letters.iter().any(|letter| letter.kind == Kind::Last && letter.replaces(&will));
        if ended || later.as_slice().iter().any(|other| other.replaces(&will)) {
            void.push(will.event);
        } else {
            letters.push(Letter { kind: Kind::Last, ..will });
        }
    }
    (letters, void)
}

/// What an answer to a letter means.
pub(super) enum Outcome<'a> {
    Delivered,
    Moved {
        status: u16,
        location: &'a str,
    },
    /// Try again, and not before `wait` (Retry-After, in seconds; RFC 9110 §10.2.3).
    Failed {
        wait: Duration,
    },
    Hopeless,
}

/// Reads an answer. `TooLarge` is delivery, since there was an answer and bodies do not matter. `Forbidden` is not
/// hopeless: a name service in trouble may give private addresses for a while.
pub(super) fn outcome(result: &Result<Reply, Fault>) -> Outcome<'_> {
    let reply = match result {
        Ok(reply) => reply,
        Err(Fault::TooLarge(_)) => return Outcome::Delivered,
        Err(Fault::BadUrl(_)) => return Outcome::Hopeless,
        Err(_) => return Outcome::Failed { wait: Duration::ZERO },
    };
    match (reply.status, reply.header("location")) {
        (status @ (301 | 302 | 303 | 307 | 308), Some(location)) => Outcome::Moved { status, location },
        (408 | 429 | 500.., _) => {
            let secs = reply.header("retry-after").and_then(|value| value.trim().parse().ok()).unwrap_or(0);
            Outcome::Failed { wait: Duration::from_secs(secs) }
        }
        (200..=299 | 400.., _) => Outcome::Delivered,
        (..=399, _) => Outcome::Failed { wait: Duration::ZERO },
    }
}
