//! `Client`, inside `Dial`: a party registered with this server (spec §5.5), and `Identity` inside
//! it. Every place where it is registered rings.
//!
//! ```xml
//! <Client url="/screen">alice?x-order=7</Client>
//! <Client><Identity>alice</Identity><Parameter name="order" value="7"/></Client>
//! ```

use crate::call::verb::entry::Origin::Restcomm;
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::call::verb::form::{Form, children, fault_of, inspect};
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault};

use super::{Leg, Noun, leg, target, video};

/// `Client` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Client",
    about: "Inside Dial: a party registered with this server.",
    section: "§5.5",
    run: Run::Part,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Text(256)).by("§5.5", &[Restcomm]),
        leg::URL,
        leg::METHOD,
        leg::STATUS_CALLBACK,
        leg::STATUS_CALLBACK_METHOD,
        leg::STATUS_CALLBACK_EVENT,
        leg::TIMEOUT,
    ],
    children: &["Video", "Identity", "Parameter"],
    text: "The client's login; headers for the INVITE may follow after ?.",
};

/// `Identity`: the login where `Parameter`s stand beside it.
pub const IDENTITY: Entry = Entry {
    name: "Identity",
    about: "Inside Client: the login, where Parameters stand beside it.",
    section: "§5.5",
    run: Run::Part,
    contexts: &[],
    attributes: &[],
    children: &[],
    text: "The client's login.",
};

/// Reads the element.
pub(super) fn read(element: &Element) -> (Noun, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    let (parts, strays) = children(&ENTRY, element);
    faults.extend(strays);
    faults.extend(parts.iter().flat_map(|(entry, part)| inspect(entry, part)));
    let named = |name: &'static str| parts.iter().filter(move |(entry, _)| entry.name == name).map(|(_, part)| *part);
    faults.extend(named("Video").filter_map(video::warning));
    let (text, span) = match named("Identity").next() {
        Some(identity) => (identity.text(), identity.text_span()),
        // Beside a Video the login is the name, as in Sip (spec §5.5).
        None if named("Video").next().is_some() && form.wrote("name") => {
            (form.text("name").unwrap_or_default(), element.span)
        }
        None => (element.text(), element.text_span()),
    };
    let (mut target, found) = target::client(&text, span);
    faults.extend(found);
    if let Ok(target::Target::Client(client)) = &mut target {
        for part in named("Parameter") {
            let value = |name: &str| part.attribute(name).map(|attribute| attribute.value.trim()).unwrap_or_default();
            match target::parameter(value("name"), value("value")) {
                Ok(header) => client.headers.push(header),
                Err((code, why)) => faults.push(fault_of(code, part.span, why)),
            }
        }
    }
    (Noun::Client(Leg::of(&form, target)), faults)
}
