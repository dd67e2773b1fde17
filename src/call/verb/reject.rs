//! `Reject` refuses a call that was not answered (spec §3.8); on an answered one it is `Hangup`.
//!
//! ```xml
//! <Reject reason="busy"/>
//! ```

use serde::{Deserialize, Serialize};

use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault};

use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, stray_text};
use super::{Context, Verb};

/// `Reject` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Reject",
    about: "Refuses a call that was not answered yet.",
    section: "§3.8",
    run: Run::Reads(verb),
    contexts: &[Context::Main, Context::Screening],
    attributes: &[Attr::new("reason", Kind::Choice(&["rejected", "busy"]))
        .default("rejected")
        .by("§3.8", &[Restcomm, Twilio])],
    children: &[],
    text: "",
};

/// How to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What the caller is told.
    pub reason: Reason,
}

/// What the caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// 603.
    Rejected,
    /// 486.
    Busy,
}

/// Reads the element.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    faults.extend(stray_text(&ENTRY, element));
    let reason = match form.word("reason") {
        "busy" => Reason::Busy,
        _ => Reason::Rejected,
    };
    (Order { reason }, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Reject(order), faults)
}
