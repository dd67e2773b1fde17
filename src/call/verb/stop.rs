//! `Stop` ends what Start began, by its name (spec §3.15).
//!
//! ```xml
//! <Stop><Stream name="s"/></Stop>
//! ```

use serde::{Deserialize, Serialize};

use crate::call::effect::Level;
use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::rcml::{Element, Fault, code};

use super::entry::{Entry, Run};
use super::form::{Form, children, not_run, stray_text};
use super::{Context, Verb, stream};

/// `Stop` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Stop",
    about: "Ends what Start began.",
    section: "§3.15",
    run: Run::Reads(verb),
    contexts: &[Context::Main],
    attributes: &[],
    children: &["Stream", "Siprec", "Transcription"],
    text: "",
};

/// What ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The names of streams.
    pub names: Vec<String>,
}

/// Reads the element and its nouns.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (_, mut faults) = Form::of(&ENTRY, element);
    faults.extend(stray_text(&ENTRY, element));
    let (nouns, strays) = children(&ENTRY, element);
    faults.extend(strays);
    let mut names = Vec::new();
    for (entry, noun) in nouns {
        if entry.name != stream::ENTRY.name {
            faults.extend(not_run(entry, noun));
            continue;
        }
        let (form, found) = Form::of(entry, noun);
        faults.extend(found);
        match form.text("name") {
            Some(name) => names.push(name),
            None => {
                let message = "Stream of Stop has no name: it ends nothing";
                faults.push(Fault::mistake(code::SCHEMA, noun.span, message));
            }
        }
    }
    (Order { names }, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Stop(order), faults)
}

/// Ends all of it.
pub fn end(order: &Order, stage: &mut Stage<'_, '_>) -> Step {
    for name in &order.names {
        if !stage.stop_stream(name) {
            stage.note(
                Level::Warning,
                code::SCHEMA,
                "no_such_stream",
                "Stop: no stream of that name runs on this call",
            );
        }
    }
    Step::Next
}
