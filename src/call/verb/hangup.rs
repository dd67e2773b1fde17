//! `Hangup` ends the call (spec §3.7): with BYE, or with a final response where it was not answered. In a screening
//! document it declines the dialled call.
//!
//! ```xml
//! <Hangup/>
//! ```

use crate::rcml::{Element, Fault};

use super::entry::{Entry, Run};
use super::form::inspect;
use super::{Context, Verb};

/// `Hangup` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Hangup",
    about: "Ends the call; declines it in a screening document.",
    section: "§3.7",
    run: Run::Reads(verb),
    contexts: &[Context::Main, Context::Screening, Context::QueueWait],
    attributes: &[],
    children: &[],
    text: "",
};

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    (Verb::Hangup, inspect(&ENTRY, element))
}
