//! `Say` speaks a text (spec §3.1). Here: the table, the reading, the machine; `language` has
//! the languages, `markup` what of SSML is kept.
//!
//! ```xml
//! <Say language="en-gb" loop="2">Please hold the line.</Say>
//! ```

pub(super) mod language;
mod markup;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::cue::Cue;
use crate::call::script::Step;
use crate::call::source::{Speech, Voice, is_accent};
use crate::call::stage::Stage;
use crate::rcml::attr::{Kind, MAX};
use crate::rcml::{Element, Fault};

use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children};
use super::prompt::{Prompt, Prompting};
use super::{Context, Verb};

/// Characters of a text (spec §3.1).
const LIMIT: usize = 4096;

/// `Say` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Say",
    about: "Speaks a text.",
    section: "§3.1",
    run: Run::Reads(verb),
    contexts: &Context::ALL,
    attributes: &[
        Attr::new("voice", Kind::Rule(is_voice, "man, woman, alice, or the name of a vendor's voice"))
            .default("man")
            .code(13511)
            .by("§3.1", &[Restcomm, Twilio]),
        Attr::new("language", Kind::Rule(language::is_known, "a language of the table, or a BCP-47 tag"))
            .default("en")
            .code(13512)
            .by("§3.1", &[Restcomm, Twilio]),
        Attr::new("loop", Kind::Integer(0, MAX)).default("1").code(13510).by("§3.1", &[Restcomm, Twilio]),
    ],
    children: &[
        "audio", "break", "emphasis", "lang", "mark", "p", "phoneme", "prosody", "s", "say-as", "speak", "sub", "w",
    ],
    text: "The text, in which break, emphasis, lang, p, prosody, s, say-as and sub of SSML have effect; of other tags the text is kept.",
};

/// What to say, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Nothing where there is no text.
    pub speech: Option<Speech>,
    /// Silence in its place.
    pub pause: Duration,
    /// 0 is until the call ends.
    pub times: u32,
}

/// Reads the element.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1.into_iter().map(|fault| foreign(element, fault)));
    let spoken = markup::spoken(element, LIMIT);
    if spoken.is_cut {
        let message = format!("the text of Say has more than {LIMIT} characters: the rest is not spoken");
        faults.push(Fault::warning(13520, element.text_span(), message));
    }
    let voice = voice(&form.text("voice").unwrap_or_default());
    let speech = (!spoken.text.is_empty()).then(|| Speech {
        language: language_of(element, &form, &voice),
        voice,
        text: spoken.text,
        is_marked_up: spoken.is_marked_up,
    });
    (Order { speech, pause: spoken.pause, times: form.integer("loop") }, faults)
}

/// Of an unknown tag the text is spoken (spec §3.1), unlike elsewhere.
fn foreign(element: &Element, fault: Fault) -> Fault {
    let of = |child: &&Element| child.span == fault.span && markup::is_spoken(child);
    match element.elements().find(of) {
        Some(child) => Fault {
            message: format!("unknown element {} inside Say has no effect: its text is spoken", child.name),
            ..fault
        },
        None => fault,
    }
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Say(order), faults)
}

/// Voices beyond the plain ones are the vendors' and change without us: their shape is checked.
fn is_voice(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || is_accent(c) || matches!(c, '.' | '-' | '_' | ':');
    !matches!(voice(text), Voice::Named(_)) || (text.contains(['.', '-']) && text.chars().all(plain))
}

/// Plain voices are known in any case.
fn voice(written: &str) -> Voice {
    match written.to_ascii_lowercase().as_str() {
        "man" | "" => Voice::Man,
        "woman" | "alice" => Voice::Woman,
        _ => Voice::Named(written.to_owned()),
    }
}

/// The language that is written, though it be a wrong one; where none is, that of a vendor's voice.
fn language_of(element: &Element, form: &Form, voice: &Voice) -> String {
    let is_written = element.attribute("language").is_some_and(|written| !written.value.is_empty());
    match voice.language().filter(|_| !is_written) {
        Some(own) => language::tag(own),
        None => language::tag(&form.text("language").unwrap_or_default()),
    }
}

/// A Say at work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Saying(Prompting);

impl Saying {
    /// Answers the call and speaks.
    pub fn start(order: Order, stage: &mut Stage<'_, '_>) -> (Self, Step) {
        let mut run = Self(Prompting::new(vec![Prompt::Say(order)]));
        // A call that could not be answered is over, which its script will hear.
        let step = if stage.answer() { run.0.start(stage).into() } else { Step::Stay };
        (run, step)
    }

    /// Ends with the text, or where it cannot be spoken.
    pub fn on(&mut self, cue: &Cue, stage: &mut Stage<'_, '_>) -> Step {
        self.0.on(cue, stage).into()
    }

    /// In words.
    pub fn describe(&self) -> String {
        format!("Say, {}", self.0.describe())
    }
}
