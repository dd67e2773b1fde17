//! `Leave` takes the caller out of a queue (spec §3.13); it stands in the queue's wait document alone, whose machine
//! (`wait`) ends with it.
//!
//! ```xml
//! <Leave/>
//! ```

use crate::rcml::{Element, Fault};

use super::entry::{Entry, Run};
use super::form::inspect;
use super::{Context, Verb};

/// `Leave` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Leave",
    about: "Takes the caller out of the queue.",
    section: "§3.13",
    run: Run::Reads(verb),
    contexts: &[Context::QueueWait],
    attributes: &[],
    children: &[],
    text: "",
};

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    (Verb::Leave, inspect(&ENTRY, element))
}
