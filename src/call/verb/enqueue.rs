//! `Enqueue` puts the caller into a queue (spec §3.12), with `Task` inside it. Not run in this release.
//!
//! ```xml
//! <Enqueue waitUrl="/waiting.xml">support</Enqueue>
//! ```

use crate::rcml::attr::Kind;

use super::Context;
use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};

/// `Enqueue` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Enqueue",
    about: "Puts the caller into a queue.",
    section: "§3.12",
    run: Run::Later,
    contexts: &[Context::Main],
    attributes: &[
        Attr::url("action").by("§3.12", &[Twilio]),
        Attr::method("method").by("§3.12", &[Twilio]),
        Attr::url("waitUrl").empty_counts().by("§3.12", &[Twilio]),
        Attr::method("waitUrlMethod").by("§3.12", &[Twilio]),
        Attr::new("workflowSid", Kind::Ignored).by("§3.12", &[Twilio]),
    ],
    children: &["Task"],
    text: "The name of the queue.",
};

/// `Task`: what a workflow is told.
pub const TASK: Entry = Entry {
    name: "Task",
    about: "Inside Enqueue: what a workflow is told.",
    section: "§1.3",
    run: Run::OutOfScope,
    contexts: &[],
    attributes: &[
        Attr::new("priority", Kind::Ignored).by("§1.3", &[Twilio]),
        Attr::new("timeout", Kind::Ignored).by("§1.3", &[Twilio]),
    ],
    children: &[],
    text: "JSON.",
};
