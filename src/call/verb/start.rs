//! `Start` begins what runs beside the document, and the next verb follows at once (spec §3.15).
//!
//! ```xml
//! <Start><Stream name="s" url="wss://example.com/audio"/></Start>
//! ```

use serde::{Deserialize, Serialize};

use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::rcml::{Element, Fault};
use crate::wire::http::Method;

use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};
use super::form::{Form, stray_text};
use super::{Context, Verb, stream};

/// `Start` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Start",
    about: "Begins what runs beside the document.",
    section: "§3.15",
    run: Run::Reads(verb),
    contexts: &[Context::Main],
    attributes: &[Attr::url("action").by("§3.15", &[Twilio]), Attr::method("method").by("§3.15", &[Twilio])],
    children: &["Stream", "Siprec", "Transcription"],
    text: "",
};

/// What begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Streams.
    pub streams: Vec<stream::Order>,
    /// Asked at once.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
}

/// Reads the element and its nouns.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(stray_text(&ENTRY, element));
    let (streams, found) = stream::nouns(&ENTRY, element);
    faults.extend(found);
    (Order { streams, action: form.text("action"), method: form.method("method") }, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Start(order), faults)
}

/// Begins all of it. The call is not answered for it: what is heard before is sent, too.
pub fn begin(order: Order, stage: &mut Stage<'_, '_>) -> Step {
    for stream in order.streams {
        stream.open(false, stage);
    }
    Step::after(order.action, order.method, Vec::new())
}
