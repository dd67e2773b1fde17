//! `Sip`, inside `Dial`: a party reached by its SIP address (spec §5.1). `Uri` is its old name.
//!
//! ```xml
//! <Sip username="u" password="p" url="/screen">sip:kate@example.com;transport=tcp?x-order=7</Sip>
//! ```

use crate::call::verb::entry::Origin::{Extension, Restcomm, Seed, Twilio};
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::call::verb::form::{Form, children, inspect};
use crate::media::offer::Codec;
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault, Span, code};

use super::{Leg, Noun, detection, leg, target};

/// `Sip` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Sip",
    about: "Inside Dial: a party reached by its SIP address.",
    section: "§5.1",
    run: Run::Part,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Text(2048)).by("§5.1", &[Seed]),
        leg::URL,
        leg::METHOD,
        leg::STATUS_CALLBACK,
        leg::STATUS_CALLBACK_METHOD,
        leg::STATUS_CALLBACK_EVENT,
        Attr::new("username", Kind::Text(1024)).by("§5.3", &[Seed, Restcomm, Twilio]),
        Attr::new("password", Kind::Text(1024)).by("§5.3", &[Seed, Restcomm, Twilio]),
        leg::TIMEOUT,
        Attr::new("codecs", Kind::List(16, 32)).by("§5.1", &[Extension]),
        detection::MODE,
        detection::TIMEOUT,
        detection::SPEECH,
        detection::SPEECH_END,
        detection::SILENCE,
        detection::CALLBACK,
        detection::CALLBACK_METHOD,
    ],
    children: &["Video"],
    text: "The SIP address; headers for the INVITE may follow after ?.",
};

/// `Uri`, the deprecated synonym.
pub const URI: Entry = Entry { name: "Uri", about: "Inside Dial: the old name of Sip.", ..ENTRY };

/// Reads the element, by the entry of the name it has.
pub(super) fn read(entry: &'static Entry, element: &Element) -> (Noun, Vec<Fault>) {
    let (form, mut faults) = Form::of(entry, element);
    let (videos, strays) = children(entry, element);
    faults.extend(strays);
    faults.extend(videos.iter().flat_map(|(entry, video)| inspect(entry, video)));
    faults.extend(videos.iter().flat_map(|(_, video)| super::video::warning(video)));
    let (text, span) = address(&form, element, !videos.is_empty(), &mut faults);
    let (target, found) = target::sip(&text, span);
    faults.extend(found);
    let (username, password) = credentials(form.text("username"), form.text("password"));
    let codecs = codecs(&form, element, &mut faults);
    let leg = Leg { username, password, codecs, detection: detection::read(&form), ..Leg::of(&form, target) };
    (Noun::Sip(leg), faults)
}

/// The text; the name where a `Video` is nested, and only there (spec §5.1).
fn address(form: &Form, element: &Element, video: bool, faults: &mut Vec<Fault>) -> (String, Span) {
    let (text, span) = (element.text(), element.text_span());
    match (form.text("name"), element.attribute("name")) {
        (Some(name), Some(attribute)) if video => (name, attribute.span),
        (Some(_), Some(attribute)) => {
            let message = "the name of a Sip counts only beside a Video: it has no effect";
            let warning = Fault::warning(code::SCHEMA, attribute.name_span, message);
            faults.push(warning.help("write the address as the text of the element"));
            (text, span)
        }
        _ => (text, span),
    }
}

/// The codecs by name; those that nobody here speaks are left out with a warning.
fn codecs(form: &Form, element: &Element, faults: &mut Vec<Fault>) -> Vec<Codec> {
    let mut codecs = Vec::new();
    for name in form.list("codecs") {
        match (name.parse(), element.attribute("codecs")) {
            (Ok(codec), _) => codecs.push(codec),
            (Err(unknown), Some(attribute)) => {
                faults.push(Fault::warning(
                    code::SCHEMA,
                    attribute.span,
                    format!("codecs of {}: {unknown}", element.name),
                ));
            }
            (Err(_), None) => {}
        }
    }
    codecs
}

/// Half a pair of credentials is completed by an empty text (spec §5.3).
fn credentials(username: Option<String>, password: Option<String>) -> (Option<String>, Option<String>) {
    match (username, password) {
        (None, None) => (None, None),
        (username, password) => (Some(username.unwrap_or_default()), Some(password.unwrap_or_default())),
    }
}
