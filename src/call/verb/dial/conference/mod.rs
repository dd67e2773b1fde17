//! `Conference`, inside `Dial`: a room that several calls share (spec §5.6). Its
//! machine is `run`; the PIN is asked at its `door`.
//!
//! ```xml
//! <Conference startConferenceOnEnter="false" waitUrl="/music.xml">Board</Conference>
//! ```

mod door;
mod run;

use serde::{Deserialize, Serialize};

use crate::base::CallSid;
use crate::call::recording::Callback;
use crate::call::room::{Chimes, Pin, Subject};
use crate::call::verb::entry::Origin::{Extension, Restcomm, Twilio};
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::call::verb::form::{Form, children, fault_of};
use crate::call::verb::record;
use crate::call::verb::wait::Source;
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault};
use crate::wire::http::Method;

pub use run::Conferencing;

/// The longest name of a room.
const NAME: usize = 128;

/// What becomes of a room whose `pin` or `coach` is none.
const SHUT: &str = "the Conference lets nobody in";

/// `Conference` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Conference",
    about: "Inside Dial: a room that several calls share.",
    section: "§5.6",
    run: Run::Part,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Text(128)).by("§5.6", &[Restcomm]),
        Attr::new("muted", Kind::Flag).default("false").by("§5.6", &[Restcomm, Twilio]),
        Attr::new("beep", Kind::Choice(&["true", "false", "onEnter", "onExit"]))
            .default("true")
            .by("§5.6", &[Restcomm, Twilio]),
        Attr::new("startConferenceOnEnter", Kind::Flag).default("true").by("§5.6", &[Restcomm, Twilio]),
        Attr::new("endConferenceOnExit", Kind::Flag).default("false").by("§5.6", &[Restcomm, Twilio]),
        Attr::url("waitUrl").empty_counts().by("§5.6", &[Restcomm, Twilio]),
        Attr::method("waitMethod").code(13234).by("§5.6", &[Restcomm, Twilio]),
        Attr::new("maxParticipants", Kind::Integer(2, 250)).default("40").by("§5.6", &[Restcomm, Twilio]),
        Attr::new("record", Kind::Choice(&["do-not-record", "record-from-start"]))
            .default("do-not-record")
            .by("§5.6", &[Twilio]),
        Attr::new("trim", Kind::Choice(&["trim-silence", "do-not-trim"])).default("do-not-trim").by("§5.6", &[Twilio]),
        Attr::url("recordingStatusCallback").by("§6.10", &[Twilio]),
        Attr::method("recordingStatusCallbackMethod").by("§6.10", &[Twilio]),
        Attr::new("recordingStatusCallbackEvent", Kind::Events(&["in-progress", "completed", "absent"]))
            .default("completed")
            .code(13254)
            .by("§6.10", &[Twilio]),
        Attr::new("coach", Kind::Rule(is_call_sid, "the SID of a call: CA and 32 hex digits"))
            .illegal(SHUT)
            .code(13240)
            .by("§5.6", &[Twilio]),
        Attr::new("participantLabel", Kind::Text(128)).by("§5.6", &[Twilio]),
        Attr::url("statusCallback").by("§6.9", &[Twilio]),
        Attr::method("statusCallbackMethod").by("§6.9", &[Twilio]),
        Attr::new("statusCallbackEvent", Kind::Events(&Subject::NAMES)).code(13254).by("§6.9", &[Twilio]),
        Attr::new("pin", Kind::Rule(is_pin, "4 to 16 digits")).illegal(SHUT).code(13200).by("§5.6", &[Extension]),
        Attr::new("region", Kind::Ignored).by("§5.6", &[Twilio]),
        Attr::new("jitterBufferSize", Kind::Ignored).by("§5.6", &[Twilio]),
        Attr::new("eventCallbackUrl", Kind::Ignored).by("§5.6", &[Twilio]),
    ],
    children: &["Video"],
    text: "The name of the room.",
};

/// How a call comes into which room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The room.
    pub name: String,
    /// It hears and is not heard.
    pub muted: bool,
    /// When the others hear a chime.
    pub chimes: Chimes,
    /// The conference may begin with it.
    pub starts: bool,
    /// The conference ends with it.
    pub ends: bool,
    /// What it hears until the conference begins.
    pub wait: Source,
    /// So many at most.
    pub most: usize,
    /// The room is recorded from its begin; silence at both ends is left out, or is not.
    pub record: Option<bool>,
    /// Told about the recording.
    pub recording_told: Option<Callback>,
    /// It is heard by this call alone.
    pub coach: Option<CallSid>,
    /// A name of its own in the room.
    pub label: Option<String>,
    /// Told about the room.
    pub told: Option<(String, Method, Vec<Subject>)>,
    /// What the caller has to enter first.
    pub pin: Option<Pin>,
}

/// Reads the element; a room without a name is none.
pub(super) fn read(element: &Element) -> (Option<Order>, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    let (inside, strays) = children(&ENTRY, element);
    faults.extend(strays);
    faults.extend(inside.iter().filter_map(|(_, child)| super::video::warning(child)));
    let text = element.text();
    let name = if text.is_empty() { form.text("name").unwrap_or_default() } else { text };
    if name.is_empty() || name.chars().count() > NAME {
        let message = format!("a Conference needs a name of 1 to {NAME} characters");
        faults.push(fault_of(13200, element.span, message));
        return (None, faults);
    }
    // Not the default of the table: a door whose lock is broken stays shut, and whoever should be heard by one is not
    // heard by all because of a misprint.
    for name in ["pin", "coach"] {
        if element.attribute(name).is_some_and(|written| !written.value.is_empty()) && !form.wrote(name) {
            return (None, faults);
        }
    }
    let order = Order {
        name,
        muted: form.flag("muted").unwrap_or(false),
        chimes: Chimes {
            coming: matches!(form.word("beep"), "true" | "onEnter"),
            leaving: matches!(form.word("beep"), "true" | "onExit"),
        },
        starts: form.flag("startConferenceOnEnter").unwrap_or(true),
        ends: form.flag("endConferenceOnExit").unwrap_or(false),
        wait: Source::of(form.text("waitUrl"), form.method("waitMethod")),
        most: form.integer("maxParticipants") as usize,
        record: (form.word("record") == "record-from-start").then(|| record::trim(&form)),
        recording_told: record::callback(&form),
        coach: form.text("coach").and_then(|sid| sid.parse().ok()),
        label: form.text("participantLabel").filter(|label| !label.is_empty()),
        told: told(&form),
        pin: form.text("pin").map(Pin),
    };
    (Some(order), faults)
}

fn told(form: &Form) -> Option<(String, Method, Vec<Subject>)> {
    let events = form.words("statusCallbackEvent").into_iter().filter_map(Subject::named).collect();
    Some((form.text("statusCallback")?, form.method("statusCallbackMethod"), events))
}

fn is_pin(text: &str) -> bool {
    (4..=16).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_call_sid(text: &str) -> bool {
    text.parse::<crate::base::CallSid>().is_ok()
}
