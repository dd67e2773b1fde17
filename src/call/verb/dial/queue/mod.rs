//! `Queue`, inside `Dial`: the caller at the front of a queue (spec §5.7). Its machine
//! is `run`; who stands in the queue is `enqueue`.
//!
//! ```xml
//! <Queue url="/about-to-connect">support</Queue>
//! ```

mod run;

use serde::{Deserialize, Serialize};

use crate::call::verb::enqueue;
use crate::call::verb::entry::Origin::Twilio;
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::call::verb::form::{Form, children, fault_of};
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault};
use crate::wire::http::Method;

pub use run::Dequeuing;

/// `Queue` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Queue",
    about: "Inside Dial: the caller at the front of a queue.",
    section: "§5.7",
    run: Run::Part,
    contexts: &[],
    attributes: &[
        Attr::url("url").by("§5.7", &[Twilio]),
        Attr::method("method").by("§5.7", &[Twilio]),
        Attr::new("reservationSid", Kind::Ignored).by("§5.7", &[Twilio]),
        Attr::new("postWorkActivitySid", Kind::Ignored).by("§5.7", &[Twilio]),
    ],
    children: &[],
    text: "The name of the queue.",
};

/// Who is taken from which queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The queue.
    pub name: String,
    /// What whoever is taken hears before the bridge.
    pub greeting: Option<(String, Method)>,
}

/// Reads the element; what has no name is no queue that anybody knows.
pub(super) fn read(element: &Element) -> (Option<Order>, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    let Some(name) = enqueue::name(element) else {
        faults.push(fault_of(13320, element.span, "a Queue needs a name of 1 to 64 characters".to_owned()));
        return (None, faults);
    };
    let greeting = form.text("url").map(|url| (url, form.method("method")));
    (Some(Order { name, greeting }), faults)
}
