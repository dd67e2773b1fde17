//! The whole document at once: every fault a call could ever meet in it, in the order of the text.
//!
//! It reads each verb as a call does (threats-and-faults X6) and adds what only shows from above: verbs that this
//! release does not run are checked by their tables, text between verbs, verbs that are never reached.

use crate::rcml::{Document, Element, Fault, code};

use super::form::inspect;
use super::{Context, Skip, Verb, entry, read};

/// All faults of a document of that kind.
pub fn lint(document: &Document, context: Context) -> Vec<Fault> {
    let mut faults = document.faults.clone();
    faults.extend(between_verbs(&document.root));
    let mut last: Option<&Element> = None;
    let mut told = false;
    for element in document.root.elements() {
        let (verb, found) = read(element, context);
        faults.extend(found);
        if matches!(verb, Verb::Skipped { why: Skip::NotRun, .. }) {
            faults.extend(entry(&element.name).into_iter().flat_map(|entry| inspect(entry, element)));
        }
        match last {
            Some(last) if !told => {
                faults.push(unreachable(element, last));
                told = true;
            }
            Some(_) => {}
            None => last = ends(&verb).then_some(element),
        }
    }
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    faults
}

/// Attributes and text of the root (spec §1.2: both without effect).
fn between_verbs(root: &Element) -> Vec<Fault> {
    let foreign = |name: &str| name == "xmlns" || name.contains(':');
    let attributes = root.attributes.iter().filter(|attribute| !foreign(&attribute.name)).map(|attribute| {
        Fault::warning(code::SCHEMA, attribute.name_span, format!("Response has no attribute {}", attribute.name))
    });
    let texts = root.texts().map(|text| {
        Fault::mistake(code::SCHEMA, text.span, "text between verbs has no effect").help("put it inside a verb")
    });
    attributes.chain(texts).collect()
}

/// Whether no verb after this one is ever reached (spec §3.6 to §3.8).
fn ends(verb: &Verb) -> bool {
    match verb {
        Verb::Hangup | Verb::Reject(_) | Verb::Leave | Verb::Forbidden { .. } => true,
        Verb::Redirect(order) => order.url.is_some(),
        _ => false,
    }
}

fn unreachable(element: &Element, last: &Element) -> Fault {
    let message = format!("{} is never reached: {} ends the document", element.name, last.name);
    Fault::warning(code::SCHEMA, element.span, message)
}
