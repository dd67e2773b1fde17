//! The verbs and nouns of RCML: a file each, listed here. The order of [`ENTRIES`] is the order of the manual.
//!
//! An element becomes a [`Verb`] by [`read`], which a call uses verb by verb and [`lint`] uses for the whole document,
//! so that both complain alike. The machine of a verb stands in the verb's own file.

pub mod entry;
pub mod form;
pub mod lint;

pub mod connect;
pub mod dial;
pub mod email;
pub mod enqueue;
pub mod fax;
pub mod gather;
pub mod hangup;
pub mod leave;
pub mod others;
pub mod pause;
pub mod play;
pub mod prompt;
pub mod record;
pub mod redirect;
pub mod refer;
pub mod reject;
mod running;
pub mod say;
pub mod sms;
pub mod start;
pub mod stop;
pub mod stream;
pub mod wait;

use serde::{Deserialize, Serialize};

use crate::rcml::{self, Document, Element, Fault, code};

use entry::{Entry, Run};

pub use running::Running;

/// Every verb and noun, in the order of the manual.
pub static ENTRIES: &[Entry] = &[
    dial::ENTRY,
    dial::sip::ENTRY,
    dial::sip::URI,
    dial::number::ENTRY,
    dial::client::ENTRY,
    dial::client::IDENTITY,
    dial::conference::ENTRY,
    dial::queue::ENTRY,
    dial::video::ENTRY,
    dial::foreign::SIM,
    dial::foreign::WHATSAPP,
    dial::foreign::APPLICATION,
    pause::ENTRY,
    redirect::ENTRY,
    hangup::ENTRY,
    reject::ENTRY,
    say::ENTRY,
    play::ENTRY,
    gather::ENTRY,
    record::ENTRY,
    sms::ENTRY,
    sms::MESSAGE,
    fax::ENTRY,
    email::ENTRY,
    enqueue::ENTRY,
    enqueue::TASK,
    leave::ENTRY,
    refer::ENTRY,
    refer::REFER_SIP,
    start::ENTRY,
    stop::ENTRY,
    connect::ENTRY,
    stream::ENTRY,
    stream::PARAMETER,
    stream::SIPREC,
    stream::TRANSCRIPTION,
    others::USSD_COLLECT,
    others::USSD_MESSAGE,
    others::LANGUAGE,
    others::GEOLOCATION,
    others::PAY,
    others::PROMPT,
    others::VIRTUAL_AGENT,
];

/// The entry of that name.
pub fn entry(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// The names that may stand directly under `Response`.
pub fn names() -> Vec<&'static str> {
    ENTRIES.iter().filter(|entry| entry.is_verb()).map(|entry| entry.name).collect()
}

/// What kind of document is read (spec §1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
    /// A call's own document, and all that replace it.
    Main,
    /// On a dialled call before it is bridged: `url` of `Sip`, `Number`, `Client`.
    Screening,
    /// Heard while a conference has not begun.
    ConferenceWait,
    /// Heard while waiting in a queue.
    QueueWait,
    /// Heard by the caller taken out of a queue, before the bridge.
    Dequeued,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Main, Self::Screening, Self::ConferenceWait, Self::QueueWait, Self::Dequeued];

    const fn noun(self) -> &'static str {
        match self {
            Self::Main => "a main document",
            Self::Screening => "a screening document",
            Self::ConferenceWait => "the wait document of a conference",
            Self::QueueWait => "the wait document of a queue",
            Self::Dequeued => "the document of a dequeued caller",
        }
    }
}

/// One instruction, ready to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verb {
    /// Call somebody.
    Dial(Box<dial::Order>),
    /// Wait.
    Pause(pause::Order),
    /// Ask the far party to call somebody.
    Refer(refer::Order),
    /// Speak.
    Say(say::Order),
    /// Play a sound, or keys.
    Play(play::Order),
    /// Collect keys or speech.
    Gather(Box<gather::Order>),
    /// Record the far party.
    Record(record::Order),
    /// Send a text message.
    Sms(Box<sms::Order>),
    /// Send a mail.
    Email(Box<email::Order>),
    /// Say that no fax can be sent.
    Fax(fax::Order),
    /// Begin streams.
    Start(start::Order),
    /// End streams.
    Stop(stop::Order),
    /// Connect the call with a program.
    Connect(Box<connect::Order>),
    /// Wait in a queue.
    Enqueue(Box<enqueue::Order>),
    /// Leave the queue.
    Leave,
    /// Go on with another document.
    Redirect(redirect::Order),
    /// End the call.
    Hangup,
    /// Refuse the call.
    Reject(reject::Order),
    /// Without effect: go on with the next.
    Skipped {
        /// The element's name.
        name: String,
        /// Why it has no effect.
        why: Skip,
    },
    /// Ends a screening as declined: the verb may not stand there (13201, spec §1.4).
    Forbidden {
        /// The element's name.
        name: String,
    },
}

/// Why an element under `Response` has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Skip {
    /// No such verb.
    Unknown,
    /// It exists, but not here.
    Misplaced,
    /// This release does not run it.
    NotRun,
}

/// The document in `source`, any known verb being accepted as its root.
pub fn document(source: &rcml::Source<'_>, limits: rcml::Limits) -> Result<Document, Fault> {
    rcml::read(source, &names(), limits)
}

/// The document that an answer of `url` is, by its Content-Type (spec §1.1).
pub fn answer(url: &str, content_type: Option<&str>, body: &[u8], limits: rcml::Limits) -> Result<Document, Fault> {
    let charset_hint = content_type.and_then(rcml::charset_of);
    let source = rcml::Source { name: url, bytes: body, charset_hint };
    match rcml::Content::of(content_type, body) {
        rcml::Content::Rcml => {
            let mut document = document(&source, limits)?;
            if content_type.is_none() && !body.is_empty() {
                let message = "no Content-Type: read as RCML, because it begins with <";
                document.faults.push(Fault::warning(code::CONTENT_TYPE, rcml::Span::default(), message));
            }
            Ok(document)
        }
        rcml::Content::Audio => Ok(Document::of_one("Play", url)),
        rcml::Content::Text => Ok(Document::of_one("Say", rcml::decode(&source)?.trim())),
        rcml::Content::Unsupported => {
            let message = "the Content-Type is not one of a document";
            Err(Fault::error(code::CONTENT_TYPE, rcml::Span::default(), message).help("answer with text/xml"))
        }
    }
}

/// The verb in `element`, which stands directly under the root of a document of that kind.
pub fn read(element: &Element, context: Context) -> (Verb, Vec<Fault>) {
    let Some(entry) = entry(&element.name).filter(|entry| entry.is_verb()) else {
        let why = if entry(&element.name).is_some() { Skip::Misplaced } else { Skip::Unknown };
        return skip(element, why, form::stray(element, "Response", &names()));
    };
    if !entry.contexts.contains(&context) {
        return refuse(element, context);
    }
    match (entry.run, form::not_run(entry, element)) {
        (Run::Reads(read), _) => read(element),
        (_, Some(warning)) => skip(element, Skip::NotRun, warning),
        (_, None) => skip(element, Skip::Misplaced, form::stray(element, "Response", &names())),
    }
}

fn skip(element: &Element, why: Skip, fault: Fault) -> (Verb, Vec<Fault>) {
    (Verb::Skipped { name: element.name.clone(), why }, vec![fault])
}

/// Verbs that end a screening instead of being skipped: the seed forbids `Dial`, the others move the call away.
const ENDS_SCREENING: [&str; 5] = ["Dial", "Enqueue", "Leave", "Refer", "Connect"];

fn refuse(element: &Element, context: Context) -> (Verb, Vec<Fault>) {
    let name = element.name.clone();
    if context == Context::Screening && ENDS_SCREENING.contains(&name.as_str()) {
        let message = format!("{name} may not stand in a screening document: the dialled call is declined");
        let fault = Fault::error(13201, element.span, message)
            .help("let the document end to accept the call, or use Hangup to decline it");
        return (Verb::Forbidden { name }, vec![fault]);
    }
    let message = format!("{name} may not stand in {}: it is skipped", context.noun());
    skip(element, Skip::Misplaced, Fault::warning(code::SCHEMA, element.span, message))
}

#[cfg(test)]
mod tests;
