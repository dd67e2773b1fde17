//! `Enqueue` puts the caller into a queue (spec §3.12), with `Task` inside it. Its machine is
//! `run`; who takes the caller out is `dial/queue`.
//!
//! ```xml
//! <Enqueue waitUrl="/waiting.xml" action="/after.xml">support</Enqueue>
//! ```

mod run;

use serde::{Deserialize, Serialize};

use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault};
use crate::wire::http::Method;

use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, fault_of};
use super::wait::Source;
use super::{Context, Verb};

pub use run::Queuing;

/// The longest name of a queue.
const NAME: usize = 64;

/// `Enqueue` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Enqueue",
    about: "Puts the caller into a queue.",
    section: "§3.12",
    run: Run::Reads(verb),
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

/// Where to wait, and what follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The queue; none where the name is none.
    pub name: Option<String>,
    /// Asked with what became of the wait.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// What is heard meanwhile.
    pub wait: Source,
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    let (tasks, strays) = children(&ENTRY, element);
    faults.extend(strays);
    faults.extend(tasks.into_iter().filter_map(|(entry, task)| super::form::not_run(entry, task)));
    let name = name(element);
    if name.is_none() {
        faults.push(fault_of(13320, element.span, format!("Enqueue needs a name of 1 to {NAME} characters")));
    }
    let order = Order {
        name,
        action: form.text("action"),
        method: form.method("method"),
        wait: Source::of(form.text("waitUrl"), form.method("waitUrlMethod")),
    };
    (Verb::Enqueue(Box::new(order)), faults)
}

/// The name of a queue, where the text of the element can be one.
pub(super) fn name(element: &Element) -> Option<String> {
    let text = element.text();
    (1..=NAME).contains(&text.chars().count()).then_some(text)
}
