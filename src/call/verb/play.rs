//! `Play` plays a sound or keys (spec §3.2).
//!
//! ```xml
//! <Play loop="3">/welcome.wav</Play>
//! ```

use serde::{Deserialize, Serialize};

use crate::call::cue::Cue;
use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::rcml::attr::{self, Kind, MAX};
use crate::rcml::{Element, Fault, code};

use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children};
use super::prompt::{Prompt, Prompting};
use super::{Context, Verb};

/// `Play` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Play",
    about: "Plays a sound, or telephone keys.",
    section: "§3.2",
    run: Run::Reads(verb),
    contexts: &Context::ALL,
    attributes: &[
        Attr::new("loop", Kind::Integer(0, MAX)).default("1").code(13410).by("§3.2", &[Restcomm, Twilio]),
        Attr::new("digits", Kind::Digits).by("§3.2", &[Twilio]),
    ],
    children: &[],
    text: "The URL of the sound, absolute or relative to the document.",
};

/// What to play, and how often.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// As written; nothing where there is none that could be asked.
    pub url: Option<String>,
    /// Pressed before it, or instead of it.
    pub keys: Option<String>,
    /// 0 is until the call ends.
    pub times: u32,
}

/// Reads the element.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    let text = element.text();
    let trouble = attr::url_trouble(&text).filter(|_| !text.is_empty());
    // The next verb goes on (spec §3.2); asking for it at run time would say no more.
    let url = (!text.is_empty() && trouble.is_none()).then_some(text);
    let message = |what| format!("Play: {what}: it is passed over");
    faults.extend(trouble.map(|what| Fault::error(code::BAD_URL, element.text_span(), message(what))));
    (Order { url, keys: form.text("digits"), times: form.integer("loop") }, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Play(order), faults)
}

/// A Play at work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Playing(Prompting);

impl Playing {
    /// Answers the call and plays.
    pub fn start(order: Order, stage: &mut Stage<'_, '_>) -> (Self, Step) {
        let mut run = Self(Prompting::new(vec![Prompt::Play(order)]));
        // A call that could not be answered is over, which its script will hear.
        let step = if stage.answer() { run.0.start(stage).into() } else { Step::Stay };
        (run, step)
    }

    /// Ends with the sound; the call ends with one that cannot be had (13233).
    pub fn on(&mut self, cue: &Cue, stage: &mut Stage<'_, '_>) -> Step {
        self.0.on(cue, stage).into()
    }

    /// In words.
    pub fn describe(&self) -> String {
        format!("Play, {}", self.0.describe())
    }
}

impl std::fmt::Debug for Order {
    /// Without the keys, which may be a PIN.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys = self.keys.as_ref().map(|keys| keys.len());
        f.debug_struct("Order").field("url", &self.url).field("keys", &keys).field("times", &self.times).finish()
    }
}
