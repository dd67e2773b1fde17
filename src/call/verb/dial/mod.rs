//! `Dial` calls one or more parties and bridges the first that answers with the caller (spec §4).
//!
//! ```xml
//! <Dial timeout="20" callerId="+15551234567" action="/done">
//!   <Sip>sip:kate@example.com</Sip>
//!   <Number>+15557654321</Number>
//! </Dial>
//! ```
//!
//! Here: the table and the reading. The nouns are files of their own, what they have in common is [`leg`], where they
//! point to is [`target`].

mod branch;
pub mod client;
pub mod conference;
mod detection;
pub mod foreign;
mod keys;
pub mod leg;
pub mod number;
mod outcome;
mod plan;
pub mod queue;
mod ringback;
mod run;
mod screening;
pub mod sip;
mod sleeper;
mod tape;
pub mod target;
pub mod video;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::audio::tone;
use crate::base::Pii;
use crate::call::call::{CallId, Destination};
use crate::call::recording::{Callback, Track};
use crate::call::stage::Stage;
use crate::rcml::attr::{Kind, MAX, url_trouble};
use crate::rcml::{Element, Fault, code};
use crate::wire::http::Method;

use super::entry::Origin::{Extension, Restcomm, Seed, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, fault_of, inspect, not_run};
use super::{Context, Verb, record};

pub use leg::{Leg, StatusEvent};
pub use run::Dialing;

/// Nouns of one Dial; more are ignored (spec §1.3).
pub const NOUNS: usize = 10;

/// `Dial` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Dial",
    about: "Calls one or more parties and bridges the first that answers.",
    section: "§4",
    run: Run::Reads(verb),
    contexts: &[Context::Main],
    attributes: &[
        Attr::url("action").by("§4.9", &[Seed, Restcomm, Twilio]),
        Attr::method("method").code(13210).by("§4.1", &[Seed, Restcomm, Twilio]),
        Attr::new("timeout", Kind::Integer(1, MAX)).default("30").code(13212).by("§4.1", &[Restcomm, Twilio]),
        Attr::new("timeLimit", Kind::Integer(1, MAX)).default("14400").code(13216).by("§4.1", &[Restcomm, Twilio]),
        Attr::new("callerId", Kind::Rule(is_caller_id, "a number, a client name, or a SIP address"))
            .code(13214)
            .by("§4.4", &[Seed, Restcomm, Twilio]),
        Attr::new("record", Kind::Choice(&RECORD)).default("do-not-record").code(13217).by("§4.1", &[Restcomm, Twilio]),
        Attr::new("hangupOnStar", Kind::Flag).default("false").by("§4.8", &[Restcomm, Twilio]),
        Attr::new("answerOnBridge", Kind::Flag).by("§4.5", &[Twilio]),
        Attr::new("ringTone", Kind::Rule(is_ring_tone, "a country such as us, or the URL of a sound"))
            .by("§4.1", &[Twilio, Extension]),
        record::STATUS_CALLBACK,
        record::STATUS_CALLBACK_METHOD,
        record::STATUS_CALLBACK_EVENT,
        Attr::new("recordingTrack", Kind::Choice(&["both", "inbound", "outbound"]))
            .default("both")
            .by("§4.1", &[Twilio]),
        record::TRIM,
        Attr::new("sequential", Kind::Flag).default("false").by("§4.1", &[Twilio]),
        Attr::url("referUrl").by("§10.3", &[Twilio]),
        Attr::method("referMethod").by("§10.3", &[Twilio]),
        Attr::new("callReason", Kind::Ignored).by("§4.1", &[Twilio]),
        Attr::new("events", Kind::Ignored).by("§4.1", &[Twilio]),
        Attr::new("recordingConfigurationId", Kind::Ignored).by("§4.1", &[Twilio]),
    ],
    children: &["Sip", "Uri", "Number", "Client", "Conference", "Queue", "Sim", "WhatsApp", "Application"],
    text: "A single target instead of a noun: a SIP address, client:name, or a number.",
};

const RECORD: [&str; 7] = [
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
    "true",
    "false",
];

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
    /// Whom to call, in order. More than [`NOUNS`] never; none is error 13200.
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
        let target = target::ClientTarget { login: login.to_owned(), headers: Vec::new() };
        let client = Leg::plain(Ok(target::Target::Client(target)));
        Self { nouns: vec![Noun::Client(client)], ..Self::to_nobody() }
    }

    /// Calls one SIP address.
    ///
    /// # Errors
    ///
    /// What is wrong with the address (spec §5.1).
    pub fn of_sip(address: &str) -> Result<Self, target::TargetFault> {
        let leg = Leg::plain(Ok(target::Target::Sip(target::sip_target(address)?)));
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

    /// Calls one number by a trunk, the outbound one unless another is named: what a user gets who dials out, and a peer
    /// whose calls are passed on (spec §9.2 steps 1d and 2c).
    pub fn of_number(number: &str, trunk: Option<&str>) -> Self {
        let trunk = trunk.map(str::to_owned);
        let number = target::NumberTarget { number: number.to_owned(), headers: Vec::new(), trunk };
        let leg = Leg::plain(Ok(target::Target::Number(number)));
        Self { nouns: vec![Noun::Number(leg)], ..Self::to_nobody() }
    }

    /// The room or the queue that it is about, if it is about one: these are never one of several.
    pub(super) fn take_lone(&mut self) -> Option<Noun> {
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

/// Calls the first target of an order for the call of the stage, with no Dial around it; nothing where there is none.
pub fn call_first(order: Order, stage: &mut Stage<'_, '_>) -> Option<CallId> {
    let noun = order.nouns.into_iter().next()?;
    branch::dial(noun, order.caller_id.as_deref(), 1, stage).first().map(|branch| branch.child)
}

/// All ways to the first target of an order, as far as there are branches; none where nobody can be called.
pub fn ways(order: Order, stage: &mut Stage<'_, '_>) -> Vec<Destination> {
    order.nouns.into_iter().next().map(|noun| branch::ways(&noun, stage)).unwrap_or_default()
}

/// Reads the element and its nouns.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    let nouns = nouns(element, &mut faults);
    if nouns.is_empty() {
        let fault = fault_of(13200, element.span, "Dial without a target".to_owned());
        faults.push(fault.help("put a noun inside, such as <Sip>sip:user@host</Sip> or <Number>+15551234567</Number>"));
    }
    let order = Order {
        action: form.text("action"),
        method: form.method("method"),
        timeout: form.integer("timeout"),
        time_limit: form.integer("timeLimit"),
        caller_id: form.text("callerId"),
        hangup_on_star: form.flag("hangupOnStar").unwrap_or(false),
        answer_on_bridge: form.flag("answerOnBridge"),
        sequential: form.flag("sequential").unwrap_or(false),
        ring_tone: form.text("ringTone"),
        refer_url: form.text("referUrl"),
        refer_method: form.method("referMethod"),
        record: when(form.word("record")),
        recording_track: track(form.word("recordingTrack")),
        trim: record::trim(&form),
        recording_told: record::callback(&form),
        bare_client: bare_client(element).filter(|_| matches!(nouns.as_slice(), [Noun::Number(_)])),
        nouns,
    };
    if order.record != Record::Off && matches!(order.nouns.as_slice(), [Noun::Conference(_)]) {
        let message = "record of a Dial does not record its Conference".to_owned();
        let fault = fault_of(13217, element.span, message);
        faults.push(fault.help("write record=\"record-from-start\" at the Conference"));
    }
    (order, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Dial(Box::new(order)), faults)
}

fn when(word: &str) -> Record {
    match word {
        "true" | "record-from-answer" => Record::FromAnswer(Tracks::Mixed),
        "record-from-answer-dual" => Record::FromAnswer(Tracks::Dual),
        "record-from-ringing" => Record::FromRinging(Tracks::Mixed),
        "record-from-ringing-dual" => Record::FromRinging(Tracks::Dual),
        _ => Record::Off,
    }
}

fn track(word: &str) -> Track {
    match word {
        "inbound" => Track::Inbound,
        "outbound" => Track::Outbound,
        _ => Track::Both,
    }
}

/// A number, `client:name`, a token, or an address with `@` that may be a whole URI (spec §4.4).
fn is_caller_id(text: &str) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '_' | '.' | '-' | '*' | '#');
    let name = text.strip_prefix("client:").unwrap_or(text);
    match text.contains('@') {
        true => target::sip_target(text).is_ok(),
        false => !name.is_empty() && name.len() <= 256 && name.chars().all(token),
    }
}

/// A country whose ringing tone is known, or a URL, which has a path or an ending.
fn is_ring_tone(text: &str) -> bool {
    match text.contains(['/', '.']) {
        true => url_trouble(text).is_none(),
        false => tone::Country::of(&text.to_ascii_lowercase()).is_some(),
    }
}

fn nouns(element: &Element, faults: &mut Vec<Fault>) -> Vec<Noun> {
    let (all, strays) = children(&ENTRY, element);
    faults.extend(strays);
    if all.is_empty() {
        return shorthand(element, faults).into_iter().collect();
    }
    if let Some(text) = element.texts().next() {
        faults.push(Fault::mistake(code::SCHEMA, text.span, "text beside the nouns of a Dial has no effect"));
    }
    // A room or a queue is never one of several: the first of them wins over whatever stands beside it (spec §1.3).
    let alone = all.iter().position(|(entry, _)| matches!(entry.name, "Conference" | "Queue"));
    let mut nouns = Vec::new();
    for (at, (entry, child)) in all.into_iter().enumerate() {
        let message = match alone {
            Some(alone) if alone != at => format!("{} beside a Conference or Queue is ignored", entry.name),
            None if at >= NOUNS => format!("a Dial has at most {NOUNS} nouns: this {} is ignored", entry.name),
            _ => {
                nouns.push(noun(entry, child, faults));
                continue;
            }
        };
        faults.push(Fault::mistake(code::SCHEMA, child.span, message));
    }
    nouns
}

fn noun(entry: &'static Entry, element: &Element, faults: &mut Vec<Fault>) -> Noun {
    let (noun, found) = match entry.name {
        "Sip" | "Uri" => sip::read(entry, element),
        "Number" => number::read(element),
        "Client" => client::read(element),
        "Conference" => match conference::read(element) {
            (Some(order), faults) => (Noun::Conference(Box::new(order)), faults),
            (None, faults) => (Noun::Other("Conference".to_owned()), faults),
        },
        "Queue" => match queue::read(element) {
            (Some(order), faults) => (Noun::Queue(order), faults),
            (None, faults) => (Noun::Other("Queue".to_owned()), faults),
        },
        name => {
            let videos = element.elements().filter(|child| child.name == "Video").filter_map(video::warning);
            let faults = not_run(entry, element).into_iter().chain(inspect(entry, element)).chain(videos);
            (Noun::Other(name.to_owned()), faults.collect())
        }
    };
    faults.extend(found);
    noun
}

/// The text of a Dial without nouns (spec §4.2).
fn shorthand(element: &Element, faults: &mut Vec<Fault>) -> Option<Noun> {
    let text = element.text();
    let scheme = |name: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let (noun, found) = match &text {
        _ if text.is_empty() => return None,
        _ if text.starts_with("client:") => {
            let (target, found) = target::client(text["client:".len()..].trim(), element.text_span());
            (Noun::Client(Leg::plain(target)), found)
        }
        _ if text.contains('@') || scheme("sip:") || scheme("sips:") => {
            let (target, found) = target::sip(&text, element.text_span());
            (Noun::Sip(Leg::plain(target)), found)
        }
        _ => {
            let (target, found) = target::number(&text, element.text_span());
            (Noun::Number(Leg::plain(target)), found)
        }
    };
    faults.extend(found);
    Some(noun)
}

/// What a text without noun is where `client` needs no colon.
fn bare_client(element: &Element) -> Option<Leg> {
    let text = element.text();
    let login = text.strip_prefix("client")?.trim();
    Some(Leg::plain(target::client(login, element.text_span()).0))
}

#[cfg(test)]
mod tests;
