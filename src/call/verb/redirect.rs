//! `Redirect` goes on with another document; what follows it is never
//! reached (spec §3.6). Without a URL it does nothing.
//!
//! ```xml
//! <Redirect method="GET">/menu.xml</Redirect>
//! ```

use serde::{Deserialize, Serialize};

use crate::rcml::{Element, Fault, attr, code};
use crate::wire::http::Method;

use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children};
use super::{Context, Verb};

/// `Redirect` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Redirect",
    about: "Goes on with the document of another URL.",
    section: "§3.6",
    run: Run::Reads(verb),
    contexts: &Context::ALL,
    attributes: &[Attr::method("method").code(13710).by("§3.6", &[Restcomm, Twilio])],
    children: &[],
    text: "The URL, absolute or relative to the current document.",
};

/// Where to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// As written; none means that the next verb goes on.
    pub url: Option<String>,
    /// How to ask.
    pub method: Method,
}

/// Reads the element. A URL that cannot be asked stays: asking it fails by spec §6.6 and not in silence.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    let text = element.text();
    let trouble = attr::url_trouble(&text).filter(|_| !text.is_empty());
    faults.extend(trouble.map(|what| Fault::error(code::BAD_URL, element.text_span(), format!("Redirect: {what}"))));
    if text.is_empty() {
        faults.push(Fault::warning(code::SCHEMA, element.span, "Redirect without a URL does nothing"));
    }
    (Order { url: (!text.is_empty()).then_some(text), method: form.method("method") }, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Redirect(order), faults)
}
