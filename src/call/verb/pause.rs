//! `Pause` waits without a sound (spec §3.5). On a call that is not answered yet it delays the answer (spec §2.1).
//!
//! ```xml
//! <Pause length="3"/>
//! ```

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::cue::Cue;
use crate::call::family::VerbAlarm;
use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::rcml::attr::{Kind, MAX};
use crate::rcml::{Element, Fault};

use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, stray_text};
use super::{Context, Verb};

/// `Pause` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Pause",
    about: "Waits without a sound; delays the answer of a call that still rings.",
    section: "§3.5",
    run: Run::Reads(verb),
    contexts: &Context::ALL,
    attributes: &[Attr::new("length", Kind::Integer(0, MAX)).default("1").code(13910).by("§3.5", &[Restcomm, Twilio])],
    children: &[],
    text: "",
};

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Seconds; 0 does nothing.
    pub length: u32,
}

/// Reads the element.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    faults.extend(stray_text(&ENTRY, element));
    (Order { length: form.integer("length") }, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Pause(order), faults)
}

/// A Pause at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pausing;

impl Pausing {
    /// Waits; on a call that still rings the answer waits with it (spec §2.1 step 6).
    pub fn start(order: &Order, stage: &mut Stage<'_, '_>) -> Step {
        if order.length == 0 {
            return Step::Next;
        }
        stage.set_alarm(VerbAlarm::Pause, stage.now() + Duration::from_secs(order.length.into()));
        Step::Stay
    }

    /// Only its own deadline ends it.
    pub fn on(self, cue: &Cue) -> Step {
        if *cue == Cue::Alarm(VerbAlarm::Pause) { Step::Next } else { Step::Stay }
    }
}
