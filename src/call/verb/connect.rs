//! `Connect` connects the call with a program by WebSocket, which hears it and speaks to it, until either is gone
//! (spec §3.15).
//!
//! ```xml
//! <Connect action="/after"><Stream url="wss://example.com/bot"/></Connect>
//! ```

use serde::{Deserialize, Serialize};

use crate::call::RequestId;
use crate::call::cue::Cue;
use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::rcml::{Element, Fault, code};
use crate::wire::http::Method;

use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};
use super::form::{Form, stray_text};
use super::{Context, Verb, stream};

/// `Connect` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Connect",
    about: "Connects the call with a program by WebSocket.",
    section: "§3.15",
    run: Run::Reads(verb),
    contexts: &[Context::Main],
    attributes: &[Attr::url("action").by("§3.15", &[Twilio]), Attr::method("method").by("§3.15", &[Twilio])],
    children: &["Stream"],
    text: "",
};

/// With whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The stream; without one the verb is over at once.
    pub stream: Option<stream::Order>,
    /// Asked when the stream is over.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
}

/// Reads the element and its noun.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(stray_text(&ENTRY, element));
    let (streams, found) = stream::nouns(&ENTRY, element);
    faults.extend(found);
    let mut streams = streams.into_iter();
    let mut stream = streams.next();
    if stream.is_none() || streams.next().is_some() {
        let message = "Connect needs exactly one Stream; it uses the first";
        faults.push(Fault::mistake(code::SCHEMA, element.span, message));
    }
    if let Some(stream) = &mut stream {
        faults.extend(stream.hear_only(element.span));
    }
    (Order { stream, action: form.text("action"), method: form.method("method") }, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Connect(Box::new(order)), faults)
}

/// A Connect at work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Connecting {
    action: Option<String>,
    method: Method,
    stream: RequestId,
}

impl Connecting {
    /// Answers the call and opens the stream.
    pub fn start(order: Order, stage: &mut Stage<'_, '_>) -> (Option<Self>, Step) {
        if !stage.answer() {
            // Its script will hear that the call is over.
            return (None, Step::Stay);
        }
        let Order { stream, action, method } = order;
        match stream.and_then(|stream| stream.open(true, stage)) {
            Some(stream) => (Some(Self { action, method, stream }), Step::Stay),
            None => (None, Step::after(action, method, Vec::new())),
        }
    }

    /// Reacts to the end of the stream.
    pub fn on(&mut self, cue: Cue) -> Step {
        match cue {
            Cue::StreamOver { stream, params } if stream == self.stream => {
                Step::after(self.action.take(), self.method, params)
            }
            _ => Step::Stay,
        }
    }
}
