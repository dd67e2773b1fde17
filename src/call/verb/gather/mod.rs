//! `Gather` collects keys or speech while it plays prompts (spec §3.3). Here: the table and the reading; `run` is the
//! machine, `words` its part that listens to speech.
//!
//! ```xml
//! <Gather action="/menu" numDigits="1" timeout="8"><Say>Press one for sales.</Say></Gather>
//! ```

mod run;
mod words;

use serde::{Deserialize, Serialize};

use crate::rcml::attr::{Kind, MAX};
use crate::rcml::{Element, Fault};
use crate::wire::http::Method;

use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, fault_of, stray_text};
use super::prompt::Prompt;
use super::{Context, Verb, pause, play, say};

pub use run::Gathering;

/// `Gather` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Gather",
    about: "Collects keys or speech while prompts play.",
    section: "§3.3",
    run: Run::Reads(verb),
    contexts: &[Context::Main, Context::Screening, Context::QueueWait],
    attributes: &[
        Attr::url("action").by("§3.3", &[Restcomm, Twilio]),
        Attr::method("method").code(14104).by("§3.3", &[Restcomm, Twilio]),
        Attr::new("input", Kind::Rule(is_input, "dtmf, speech, or both"))
            .default("dtmf")
            .by("§3.3", &[Restcomm, Twilio]),
        Attr::new("timeout", Kind::IntegerOr(0, MAX, "auto")).default("5").code(13313).by("§3.3", &[Restcomm, Twilio]),
        Attr::new("finishOnKey", Kind::Keys(12))
            .default("#")
            .code(13310)
            .empty_counts()
            .by("§3.3", &[Restcomm, Twilio]),
        Attr::new("numDigits", Kind::Integer(1, MAX)).code(13314).by("§3.3", &[Restcomm, Twilio]),
        Attr::new("startInputKey", Kind::Keys(12)).default("0123456789*#").code(13315).by("§3.3", &[Restcomm]),
        Attr::new("language", Kind::Rule(is_tag, "a BCP-47 tag such as en-US"))
            .default("en-US")
            .by("§3.3", &[Restcomm, Twilio]),
        Attr::new("hints", Kind::List(50, 100)).by("§3.3", &[Restcomm, Twilio]),
        Attr::url("partialResultCallback").empty_counts().by("§3.3", &[Restcomm, Twilio]),
        Attr::method("partialResultCallbackMethod").by("§3.3", &[Restcomm, Twilio]),
        Attr::new("actionOnEmptyResult", Kind::Flag).default("false").by("§3.3", &[Twilio]),
        Attr::new("speechTimeout", Kind::IntegerOr(0, MAX, "auto")).by("§3.3", &[Twilio]),
        Attr::new("bargeIn", Kind::Flag).default("true").by("§3.3", &[Twilio]),
        Attr::new("profanityFilter", Kind::Ignored).by("§3.3", &[Twilio]),
        Attr::new("speechModel", Kind::Text(64)).by("§3.3", &[Twilio]),
        Attr::new("enhanced", Kind::Ignored).by("§3.3", &[Twilio]),
        Attr::new("debug", Kind::Ignored).by("§3.3", &[Twilio]),
    ],
    children: &["Say", "Play", "Pause"],
    text: "",
};

/// What to collect, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Asked with what was collected; the current document where there is none.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Keys count.
    pub keys: bool,
    /// Speech counts.
    pub speech: bool,
    /// From one key to the next, and from the end of the prompts to the first.
    pub timeout: Wait,
    /// Any of these ends the input; nothing where the document says that no key does.
    pub finish_on: String,
    /// So many keys end it.
    pub digits: Option<u32>,
    /// The first key must be one of these.
    pub start_with: String,
    /// Of speech.
    pub language: String,
    /// Words that are likely.
    pub hints: Vec<String>,
    /// The model of the recogniser.
    pub model: Option<String>,
    /// Told what speech is taken for while it goes on.
    pub partial: Option<(String, Method)>,
    /// The action is asked although nothing was collected.
    pub action_on_empty: bool,
    /// From the last word to the end of speech.
    pub speech_timeout: Wait,
    /// Input stops the prompts.
    pub barge_in: bool,
    /// What is heard meanwhile.
    pub prompts: Vec<Prompt>,
}

/// A time-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wait {
    /// Seconds.
    Secs(u32),
    /// As the recogniser and the detector of speech see fit.
    Auto,
}

/// Reads the element and its prompts.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(stray_text(&ENTRY, element));
    let prompts = prompts(element, &mut faults);
    let timeout = wait(&form, "timeout");
    let input = form.text("input").unwrap_or_default();
    let has = |kind: &str| input.split_whitespace().any(|word| word == kind);
    let order = Order {
        action: form.text("action"),
        method: form.method("method"),
        keys: has("dtmf"),
        speech: has("speech"),
        timeout,
        finish_on: form.text("finishOnKey").unwrap_or_default(),
        digits: form.wrote("numDigits").then(|| form.integer("numDigits")),
        start_with: form.text("startInputKey").unwrap_or_default(),
        language: say::language::tag(&form.text("language").unwrap_or_default()),
        hints: form.list("hints"),
        model: form.text("speechModel"),
        partial: partial(&form, element, &mut faults),
        action_on_empty: form.flag("actionOnEmptyResult").unwrap_or(false),
        speech_timeout: if form.wrote("speechTimeout") { wait(&form, "speechTimeout") } else { timeout },
        barge_in: form.flag("bargeIn").unwrap_or(true),
        prompts,
    };
    faults.extend(endless(&order, element));
    (order, faults)
}

/// A language and what narrows it down (RFC 5646 §2.1), as far as it shows without the registry: recognisers know other
/// ones than voices do.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let is_language = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphabetic());
    let is_more = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric());
    parts.next().is_some_and(is_language) && parts.all(is_more)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Gather(Box::new(order)), faults)
}

fn wait(form: &Form, name: &str) -> Wait {
    match form.word(name) {
        "auto" => Wait::Auto,
        _ => Wait::Secs(form.integer(name)),
    }
}

/// A callback that is there and empty is a fault of its own (11101, spec §13).
fn partial(form: &Form, element: &Element, faults: &mut Vec<Fault>) -> Option<(String, Method)> {
    let url = form.text("partialResultCallback")?;
    if url.is_empty() {
        let span = element.attribute("partialResultCallback").map_or(element.span, |attribute| attribute.span);
        faults.push(fault_of(11101, span, "partialResultCallback of Gather is empty: nobody is told".to_owned()));
        return None;
    }
    Some((url, form.method("partialResultCallbackMethod")))
}

fn prompts(element: &Element, faults: &mut Vec<Fault>) -> Vec<Prompt> {
    let (prompts, strays) = children(&ENTRY, element);
    faults.extend(strays);
    let read = prompts.into_iter().map(|(entry, child)| {
        let (prompt, found) = match entry.name {
            "Say" => {
                let (order, found) = say::read(child);
                (Prompt::Say(order), found)
            }
            "Play" => {
                let (order, found) = play::read(child);
                (Prompt::Play(order), found)
            }
            _ => {
                let (order, found) = pause::read(child);
                (Prompt::Pause(order), found)
            }
        };
        faults.extend(found.into_iter().map(|fault| Fault { code: nested(fault.code), ..fault }));
        prompt
    });
    read.collect()
}

/// A prompt without end that no key stops: the end of the input stops it all the same.
fn endless(order: &Order, element: &Element) -> Option<Fault> {
    let mut times = order.prompts.iter().map(Prompt::times);
    if order.barge_in || times.all(|times| times != 0) {
        return None;
    }
    let message = "a prompt with loop=\"0\" in a Gather with bargeIn=\"false\" has no end: it is heard until the input is \
                   complete, or the call is over";
    Some(fault_of(13322, element.span, message.to_owned()))
}

/// Inside a Gather some faults of its children have codes of their own (spec §13).
const fn nested(code: u32) -> u32 {
    match code {
        13511 => 13321,
        13410 | 13510 => 13322,
        11100 => 13325,
        code => code,
    }
}

fn is_input(text: &str) -> bool {
    let mut words: Vec<_> = text.split_whitespace().collect();
    words.sort_unstable();
    matches!(words.as_slice(), ["dtmf" | "speech"] | ["dtmf", "speech"])
}
