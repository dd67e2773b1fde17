//! `Record` records the caller (spec §3.4). Here: the table and the reading, and what
//! `Dial` has in common with it; `run` is the machine.
//!
//! ```xml
//! <Record action="/recorded" maxLength="60" finishOnKey="#"/>
//! ```

mod run;

use serde::{Deserialize, Serialize};

use crate::call::recording::{Callback, Status};
use crate::rcml::attr::{Kind, MAX};
use crate::rcml::{Element, Fault, code};
use crate::wire::http::Method;

use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, stray_text};
use super::{Context, Verb};

pub use run::Taking;

/// Told about the progress of a recording (spec §6.10).
pub(super) const STATUS_CALLBACK: Attr = Attr::url("recordingStatusCallback").by("§6.10", &[Twilio]);
/// How that is told.
pub(super) const STATUS_CALLBACK_METHOD: Attr = Attr::method("recordingStatusCallbackMethod").by("§6.10", &[Twilio]);
/// What is told.
pub(super) const STATUS_CALLBACK_EVENT: Attr = Attr::new("recordingStatusCallbackEvent", Kind::Events(&Status::NAMES))
    .default("completed")
    .code(13254)
    .by("§6.10", &[Twilio]);
/// Whether silence at both ends is left out.
pub(super) const TRIM: Attr =
    Attr::new("trim", Kind::Choice(&["trim-silence", "do-not-trim"])).default("do-not-trim").by("§3.4", &[Twilio]);

/// `Record` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Record",
    about: "Records the caller.",
    section: "§3.4",
    run: Run::Reads(verb),
    contexts: &[Context::Main, Context::Screening],
    attributes: &[
        Attr::url("action").by("§3.4", &[Restcomm, Twilio]),
        Attr::method("method").code(13610).by("§3.4", &[Restcomm, Twilio]),
        Attr::new("timeout", Kind::Integer(0, MAX)).default("5").code(13612).by("§3.4", &[Restcomm, Twilio]),
        Attr::new("finishOnKey", Kind::KeysOrOff(12))
            .default(ANY_KEY)
            .code(13613)
            .empty_counts()
            .by("§3.4", &[Restcomm, Twilio]),
        Attr::new("maxLength", Kind::Integer(2, 14_400)).default("3600").code(13612).by("§3.4", &[Restcomm, Twilio]),
        Attr::new("playBeep", Kind::Flag).default("true").code(13614).by("§3.4", &[Restcomm, Twilio]),
        TRIM,
        Attr::new("transcribe", Kind::Flag).default("false").by("§3.4", &[Restcomm, Twilio]),
        Attr::url("transcribeCallback").by("§3.4", &[Restcomm, Twilio]),
        Attr::new("media", Kind::Choice(&["audio_only", "video_only", "audio_video"]))
            .default("audio_only")
            .code(13612)
            .by("§3.4", &[Restcomm]),
        STATUS_CALLBACK,
        STATUS_CALLBACK_METHOD,
        STATUS_CALLBACK_EVENT,
        Attr::new("timeLimit", Kind::Ignored).by("§3.4", &[Restcomm]),
    ],
    children: &[],
    text: "",
};

const ANY_KEY: &str = "1234567890*#";

/// What to record, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Asked with the recording; the current document where it is not written.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Seconds of silence that end it; 0 never.
    pub timeout: u32,
    /// Any of these ends it.
    pub finish_on: String,
    /// Seconds at most.
    pub max_length: u32,
    /// A beep is heard before it.
    pub beep: bool,
    /// Silence at both ends is left out.
    pub trim: bool,
    /// Told the text of it.
    pub transcribe: Option<Callback>,
    /// Told about its progress.
    pub told: Option<Callback>,
}

/// Reads the element.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    faults.extend(stray_text(&ENTRY, element));
    faults.extend(silent(&form, element));
    let transcribe = form.text("transcribeCallback").map(|url| Callback {
        url,
        method: Method::Post,
        events: vec![Status::Completed],
    });
    let order = Order {
        action: form.text("action"),
        method: form.method("method"),
        timeout: form.integer("timeout"),
        finish_on: finish_on(&form, element, &mut faults),
        max_length: form.integer("maxLength"),
        beep: form.flag("playBeep").unwrap_or(true),
        trim: trim(&form),
        transcribe,
        told: callback(&form),
    };
    (order, faults)
}

/// Whether `trim` says so.
pub(super) fn trim(form: &Form) -> bool {
    form.word("trim") == "trim-silence"
}

/// Who is told about the progress of a recording.
pub(super) fn callback(form: &Form) -> Option<Callback> {
    let events = form.words("recordingStatusCallbackEvent").into_iter().filter_map(Status::named).collect();
    let url = form.text("recordingStatusCallback")?;
    Some(Callback { url, method: form.method("recordingStatusCallbackMethod"), events })
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Record(order), faults)
}

/// Any key where nothing is written, and `#` where something else is written than keys (spec §3.4).
fn finish_on(form: &Form, element: &Element, faults: &mut Vec<Fault>) -> String {
    let Some(written) = element.attribute("finishOnKey") else { return ANY_KEY.to_owned() };
    match form.text("finishOnKey").filter(|_| form.wrote("finishOnKey")) {
        Some(off) if off == "-1" => return String::new(),
        Some(keys) if !keys.is_empty() => return keys,
        _ => {}
    }
    faults.retain(|fault| fault.code != 13613);
    let message = format!("finishOnKey of Record: expected {}; # is used", Kind::KeysOrOff(12).expected());
    faults.push(Fault::warning(13613, written.span, message));
    "#".to_owned()
}

/// Warnings of what is written and does not happen.
fn silent(form: &Form, element: &Element) -> Vec<Fault> {
    let warning = |name: &str, message: &str| {
        let attribute = element.attribute(name)?;
        Some(Fault::warning(if name == "media" { 15000 } else { code::SCHEMA }, attribute.span, message))
    };
    let video =
        (form.word("media") != "audio_only").then(|| warning("media", "Record has no video: audio alone is recorded"));
    let untold = form.flag("transcribe") == Some(true) && !form.wrote("transcribeCallback");
    let untold =
        untold.then(|| warning("transcribe", "transcribe without transcribeCallback: nobody is told the text"));
    [video, untold].into_iter().flatten().flatten().collect()
}
