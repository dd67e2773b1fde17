//! `Leave` takes the caller out of a queue (spec §3.13); it stands in the queue's wait document alone. Not run in this
//! release.
//!
//! ```xml
//! <Leave/>
//! ```

use super::Context;
use super::entry::{Entry, Run};

/// `Leave` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Leave",
    about: "Takes the caller out of the queue.",
    section: "§3.13",
    run: Run::Later,
    contexts: &[Context::QueueWait],
    attributes: &[],
    children: &[],
    text: "",
};
