//! `Dial` calls one or more parties and bridges the first that answers with the caller (spec §4).
//!
//! ```xml
//! <Dial timeout="20" callerId="+15551234567" action="/done">
//!   <Sip>sip:kate@example.com</Sip>
//!   <Number>+15557654321</Number>
//! </Dial>
//! ```
//!
//! Here: the table and the reading; what is read is an [`Order`]. The nouns are files of their own, what they have in
//! common is [`leg`], where they point to is [`target`].

mod branch;
pub mod client;
pub mod conference;
mod detection;
pub mod foreign;
mod keys;
pub mod leg;
pub mod number;
mod order;
mod outcome;
mod plan;
pub mod queue;
mod ringback;
mod run;
mod screening;
pub mod sip;
mod sleeper;
mod succession;
mod tape;
pub mod target;
pub mod video;

use crate::audio::tone;
use crate::call::call::CallId;
use crate::call::destination::Destination;
use crate::call::recording::Track;
use crate::call::stage::Stage;
use crate::rcml::attr::{Kind, MAX, url_trouble};
use crate::rcml::{Element, Fault, code};

use super::entry::Origin::{Extension, Restcomm, Seed, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, fault_of, inspect, not_run};
use super::{Context, Verb, record};

pub use leg::{Leg, StatusEvent};
pub use order::{Noun, Order, Record, Tracks};
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
