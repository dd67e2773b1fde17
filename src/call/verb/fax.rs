//! `Fax` sends a document (spec §3.10). There is nothing yet that sends one: it says so, and the action hears `failed`.
//!
//! ```xml
//! <Fax to="+15551234567">/offer.pdf</Fax>
//! ```

use serde::{Deserialize, Serialize};

use crate::call::effect::Level;
use crate::call::hook::param;
use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::rcml::{Element, Fault};
use crate::wire::http::Method;

use super::entry::Origin::Restcomm;
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children};
use super::sms::PARTY;
use super::{Context, Verb};

/// `Fax` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Fax",
    about: "Would send a document by fax: tells its action that it cannot.",
    section: "§3.10",
    run: Run::Reads(verb),
    contexts: &[Context::Main, Context::Screening],
    attributes: &[
        Attr::new("to", PARTY).by("§3.10", &[Restcomm]),
        Attr::new("from", PARTY).by("§3.10", &[Restcomm]),
        Attr::url("action").by("§3.10", &[Restcomm]),
        Attr::method("method").by("§3.10", &[Restcomm]),
        Attr::url("statusCallback").by("§3.10", &[Restcomm]),
    ],
    children: &[],
    text: "The URL of a PDF or TIFF document.",
};

/// Who is told that it cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Asked at once.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Told the same.
    pub status_callback: Option<String>,
}

/// Reads the element.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    let order = Order {
        action: form.text("action"),
        method: form.method("method"),
        status_callback: form.text("statusCallback"),
    };
    (order, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Fax(order), faults)
}

/// Says that it cannot be sent.
pub fn send(order: Order, stage: &mut Stage<'_, '_>) -> Step {
    if stage.is_alive() && !stage.answer() {
        return Step::Stay;
    }
    stage.note(Level::Warning, 0, "no_fax", "Fax: nothing here can send one");
    let params = vec![param("FaxSid", stage.fax_sid()), param("FaxStatus", "failed")];
    if let Some(url) = &order.status_callback {
        stage.tell(url, Method::Post, params.clone());
    }
    Step::after(order.action, order.method, params)
}
