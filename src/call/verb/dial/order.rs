//! What a Dial is told: read from a document, or made by routing for a call without one.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::target::{self, ClientTarget, NumberTarget, Target, TargetFault};
use super::{Leg, conference, queue};
use crate::base::Pii;
use crate::call::recording::{Callback, Track};
use crate::wire::http::Method;

/// What to dial, and how.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Asked once at the end with the result.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Seconds from the INVITEs to an answer.
    pub timeout: u32,
    /// Seconds from the bridge to its end.
    pub time_limit: u32,
    /// Who calls, if not the caller.
    pub caller_id: Option<String>,
    /// `*` of the caller ends the bridge.
    pub hangup_on_star: bool,
    /// The caller is answered at the bridge; the server's option where the document does not say.
    pub answer_on_bridge: Option<bool>,
    /// One noun after another instead of all at once.
    pub sequential: bool,
    /// What the caller hears: a country's ringback or a WAV URL.
    pub ring_tone: Option<String>,
    /// The document for a REFER of the called party.
    pub refer_url: Option<String>,
    /// How it is asked.
    pub refer_method: Method,
    /// When to record.
    pub record: Record,
    /// Whose sound is recorded.
    pub recording_track: Track,
    /// Silence at both ends of the recording is left out.
    pub trim: bool,
    /// Told about the recording.
    pub recording_told: Option<Callback>,
    /// Whom to call, in order. More than [`super::NOUNS`] never; none is error 13200.
    pub nouns: Vec<Noun>,
    /// The text instead of a noun begins with `client` and no colon: the client that some systems take it for.
    pub bare_client: Option<Leg>,
}

/// When a bridge is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// Never.
    Off,
    /// From the answer.
    FromAnswer(Tracks),
    /// From the first ringing, ringback included.
    FromRinging(Tracks),
}

/// How the two parties share a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tracks {
    /// Mixed.
    Mixed,
    /// Two channels, the caller first.
    Dual,
}

/// Whom to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Noun {
    /// A SIP address.
    Sip(Leg),
    /// A number behind the outbound proxy.
    Number(Leg),
    /// A client of this server, wherever it is registered.
    Client(Leg),
    /// A room.
    Conference(Box<conference::Order>),
    /// Whoever stands first in a queue.
    Queue(queue::Order),
    /// What this release does not dial: its branch fails.
    Other(String),
}

impl Order {
    /// Calls one client: what a caller gets who dials a client straight (spec §9.2, §9.5).
    pub fn of_client(login: &str) -> Self {
        let target = ClientTarget { login: login.to_owned(), headers: Vec::new() };
        let client = Leg::plain(Ok(Target::Client(target)));
        Self { nouns: vec![Noun::Client(client)], ..Self::to_nobody() }
    }

    /// Calls one SIP address.
    ///
    /// # Errors
    ///
    /// What is wrong with the address (spec §5.1).
    pub fn of_sip(address: &str) -> Result<Self, TargetFault> {
        let leg = Leg::plain(Ok(Target::Sip(target::sip_target(address)?)));
        Ok(Self { nouns: vec![Noun::Sip(leg)], ..Self::to_nobody() })
    }

    /// With more headers on every INVITE.
    pub fn with_headers(mut self, headers: &[(String, String)]) -> Self {
        for noun in &mut self.nouns {
            let (Noun::Sip(leg) | Noun::Number(leg) | Noun::Client(leg)) = noun else { continue };
            let Ok(target) = &mut leg.target else { continue };
            target.headers_mut().extend(headers.iter().cloned());
        }
        self
    }

    /// Calls one number by a trunk, the outbound one unless another is named: what a user gets who dials out, and a
    /// peer whose calls are passed on (spec §9.2 steps 1d and 2c).
    pub fn of_number(number: &str, trunk: Option<&str>) -> Self {
        let trunk = trunk.map(str::to_owned);
        Self::of_number_target(NumberTarget { number: number.to_owned(), headers: Vec::new(), trunk, uri: None })
    }

    /// Calls a number at an address that its trunk has given: with the login and in the manner of that trunk.
    ///
    /// # Errors
    ///
    /// What is wrong with the address (spec §5.1).
    pub fn of_number_at(address: &str, number: &str, trunk: &str) -> Result<Self, TargetFault> {
        let uri = Some(target::sip_target(address)?.uri);
        let (number, trunk) = (number.to_owned(), Some(trunk.to_owned()));
        Ok(Self::of_number_target(NumberTarget { number, headers: Vec::new(), trunk, uri }))
    }

    fn of_number_target(number: NumberTarget) -> Self {
        let leg = Leg::plain(Ok(Target::Number(number)));
        Self { nouns: vec![Noun::Number(leg)], ..Self::to_nobody() }
    }

    /// Where its first noun leads; nothing where that is nowhere, or a room or a queue.
    pub fn target(&self) -> Option<&Target> {
        let (Noun::Sip(leg) | Noun::Number(leg) | Noun::Client(leg)) = self.nouns.first()? else { return None };
        leg.target.as_ref().ok()
    }

    /// The room or the queue that it is about, if it is about one: these are never one of several.
    pub(in crate::call::verb) fn take_lone(&mut self) -> Option<Noun> {
        self.nouns.pop_if(|noun| matches!(noun, Noun::Conference(_) | Noun::Queue(_)))
    }

    /// The defaults of the table.
    const fn to_nobody() -> Self {
        Self {
            action: None,
            method: Method::Post,
            timeout: 30,
            time_limit: 14_400,
            caller_id: None,
            hangup_on_star: false,
            answer_on_bridge: None,
            sequential: false,
            ring_tone: None,
            refer_url: None,
            refer_method: Method::Post,
            record: Record::Off,
            recording_track: Track::Both,
            trim: false,
            recording_told: None,
            nouns: Vec::new(),
            bare_client: None,
        }
    }
}

impl fmt::Debug for Order {
    /// Without numbers and addresses: what is printed may be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("timeout", &self.timeout)
            .field("time_limit", &self.time_limit)
            .field("caller_id", &self.caller_id.as_ref().map(Pii))
            .field("sequential", &self.sequential)
            .field("hangup_on_star", &self.hangup_on_star)
            .field("answer_on_bridge", &self.answer_on_bridge)
            .field("nouns", &self.nouns)
            .finish_non_exhaustive()
    }
}
