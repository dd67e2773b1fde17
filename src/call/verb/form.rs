//! An element read by its entry's table: values with their defaults, and a fault for whatever does not fit.

use crate::rcml::attr::{Kind, Value};
use crate::rcml::{Attribute, Element, Fault, code, suggest};
use crate::wire::http::Method;

use super::entry::{Attr, Empty, Entry, Run};
use super::{ENTRIES, entry};

/// The values of an element's attributes, as far as they are legal.
#[derive(Debug)]
pub struct Form {
    entry: &'static Entry,
    values: Vec<(&'static str, Value)>,
}

impl Form {
    /// Reads the attributes of `element` and tells what does not fit the table.
    pub fn of(entry: &'static Entry, element: &Element) -> (Self, Vec<Fault>) {
        let mut form = Self { entry, values: Vec::new() };
        let mut faults: Vec<_> = unknown_attributes(entry, element).into_iter().collect();
        for attribute in &element.attributes {
            if let Some(attr) = entry.attribute(&attribute.name) {
                faults.extend(form.take(attr, attribute));
            }
        }
        (form, faults)
    }

    fn take(&mut self, attr: &'static Attr, attribute: &Attribute) -> Vec<Fault> {
        if attribute.value.is_empty() {
            if attr.empty == Empty::Value {
                self.values.push((attr.name, Value::Text(String::new())));
            }
            return Vec::new();
        }
        if matches!(attr.kind, Kind::Unsupported) {
            let message = format!("{} of {} has no effect in this release", attr.name, self.entry.name);
            return vec![Fault::warning(code::SCHEMA, attribute.name_span, message)];
        }
        let reading = attr.kind.read(&attribute.value);
        let refused = reading.value.is_none();
        // A URL that cannot be asked stays, so that asking it fails (spec §6.6): a callee whose screening nobody can
        // fetch must not be bridged unscreened.
        let kept = matches!(attr.kind, Kind::Url).then(|| Value::Text(attribute.value.clone()));
        self.values.extend(reading.value.or(kept).map(|value| (attr.name, value)));
        let complaints = reading.complaints.into_iter();
        complaints.map(|(what, help)| self.complaint(attr, attribute, &what, help, refused)).collect()
    }

    fn complaint(&self, attr: &Attr, attribute: &Attribute, what: &str, help: Option<String>, refused: bool) -> Fault {
        let instead = match (refused, attr.default) {
            (false, _) => String::new(),
            (true, _) if matches!(attr.kind, Kind::Url) => "; asking it fails".to_owned(),
            (true, _) if !attr.illegal.is_empty() => format!("; {}", attr.illegal),
            (true, "") => "; it counts as absent".to_owned(),
            (true, default) => format!("; {default} is used"),
        };
        let message = format!("{} of {}: {what}{instead}", attr.name, self.entry.name);
        fault_of(attr.code, attribute.span, message).maybe_help(help)
    }

    /// Whether a legal value was written.
    pub fn wrote(&self, name: &str) -> bool {
        self.written(name).is_some()
    }

    /// The value of a flag.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// The value of a whole number; tables give a default to each that is read here.
    pub fn integer(&self, name: &str) -> u32 {
        match self.value(name) {
            Some(Value::Integer(number)) => number,
            _ => 0,
        }
    }

    /// The value of a choice, in the spelling of the table.
    pub fn word(&self, name: &str) -> &'static str {
        match self.value(name) {
            Some(Value::Word(word)) => word,
            _ => "",
        }
    }

    /// The value of a list of events.
    pub fn words(&self, name: &str) -> Vec<&'static str> {
        match self.value(name) {
            Some(Value::Words(words)) => words,
            _ => Vec::new(),
        }
    }

    /// The value of a list.
    pub fn list(&self, name: &str) -> Vec<String> {
        match self.value(name) {
            Some(Value::List(list)) => list,
            _ => Vec::new(),
        }
    }

    /// The value of a text, URL, or the like.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a method.
    pub fn method(&self, name: &str) -> Method {
        match self.word(name) {
            "GET" => Method::Get,
            _ => Method::Post,
        }
    }

    fn value(&self, name: &str) -> Option<Value> {
        debug_assert!(self.entry.attribute(name).is_some(), "{} has no attribute {name}", self.entry.name);
        self.written(name).cloned().or_else(|| {
            let attr = self.entry.attribute(name).filter(|attr| !attr.default.is_empty())?;
            attr.kind.read(attr.default).value
        })
    }

    fn written(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(written, _)| *written == name).map(|(_, value)| value)
    }
}

/// Everything about `element` that its table forbids: attributes, children, text, down to the last descendant.
pub fn inspect(entry: &'static Entry, element: &Element) -> Vec<Fault> {
    let (_, mut faults) = Form::of(entry, element);
    faults.extend(stray_text(entry, element));
    let (children, strays) = children(entry, element);
    faults.extend(strays);
    for (entry, child) in children {
        faults.extend(not_run(entry, child));
        faults.extend(inspect(entry, child));
    }
    faults
}

/// Strays told of in one element: a document of nothing else must not cost more than it is worth.
const STRAYS: usize = 32;

/// The children that may stand in `element`, with their entries, and a fault for each of the others (spec §1.3). What
/// is inside of those others is not looked at (spec §1.2).
pub fn children<'e>(entry: &'static Entry, element: &'e Element) -> (Vec<(&'static Entry, &'e Element)>, Vec<Fault>) {
    let mut known = Vec::new();
    let mut faults = Vec::new();
    for child in element.elements() {
        match entry.children.contains(&child.name.as_str()) {
            true => known.extend(self::entry(&child.name).map(|entry| (entry, child))),
            false if faults.len() < STRAYS => faults.push(stray(child, entry.name, entry.children)),
            false => {}
        }
    }
    (known, faults)
}

/// A fault where text stands in an element whose table gives text no meaning.
pub fn stray_text(entry: &Entry, element: &Element) -> Option<Fault> {
    let text = element.texts().next().filter(|_| entry.text.is_empty())?;
    Some(Fault::mistake(code::SCHEMA, text.span, format!("text inside {} has no effect", entry.name)))
}

/// A warning where this release does not run an entry that otherwise fits.
pub fn not_run(entry: &Entry, element: &Element) -> Option<Fault> {
    let message = match entry.run {
        Run::Reads(_) | Run::Part => return None,
        Run::Later => format!("{} does not run in this release: it is skipped", entry.name),
        Run::OutOfScope => format!("{} is not supported: it is skipped", entry.name),
    };
    Some(Fault::warning(code::SCHEMA, element.span, message))
}

/// The fault of an element that may not stand in `parent`: unknown, or known elsewhere.
pub fn stray(element: &Element, parent: &str, allowed: &[&'static str]) -> Fault {
    let name = &element.name;
    if entry(name).is_some() {
        let homes: Vec<_> = homes(name).collect();
        let message = format!("{name} may not stand inside {parent}: it is skipped");
        let help = (!homes.is_empty()).then(|| format!("{name} belongs inside {}", homes.join(", ")));
        return Fault::mistake(code::SCHEMA, element.span, message).maybe_help(help);
    }
    let near = suggest(name, allowed.iter().copied()).map(|near| match near.eq_ignore_ascii_case(name) {
        true => format!("did you mean {near}? Names are case-sensitive"),
        false => format!("did you mean {near}?"),
    });
    let message = format!("unknown element {name} inside {parent}: it is skipped with all it holds");
    Fault::mistake(code::SCHEMA, element.span, message).maybe_help(near)
}

/// The elements inside which `name` may stand.
fn homes(name: &str) -> impl Iterator<Item = &'static str> {
    let root = entry(name).filter(|entry| entry.is_verb()).map(|_| "Response");
    root.into_iter().chain(ENTRIES.iter().filter(move |home| home.children.contains(&name)).map(|home| home.name))
}

/// A fault of a code, as severe as the specification has that code (spec §13).
pub fn fault_of(code: u32, span: crate::rcml::Span, message: String) -> Fault {
    match code {
        11100 | 11101 | 13200 | 13201 | 13214 | 13223 | 13240 | 13241 | 13252 | 13253 | 13290 | 13320 | 13325
        | 14101 | 14102 | 14103 | 16025 | 21227 => Fault::error(code, span, message),
        _ => Fault::warning(code, span, message),
    }
}

/// One fault for all unknown attributes of an element (spec §1.2): surely a mistake where a known name is near.
fn unknown_attributes(entry: &Entry, element: &Element) -> Option<Fault> {
    // Names of namespaces and from them belong to tools, not to us (threats-and-faults X7).
    let ours = |name: &str| name != "xmlns" && !name.contains(':');
    let unknown = || element.attributes.iter().filter(move |a| ours(&a.name) && entry.attribute(&a.name).is_none());
    let first = unknown().next()?;
    let names: Vec<_> = unknown().map(|attribute| attribute.name.as_str()).collect();
    let known = || entry.attributes.iter().map(|attr| attr.name);
    let near: Vec<_> = names.iter().filter_map(|name| suggest(name, known())).collect();
    let plural = if names.len() > 1 { "s" } else { "" };
    let message = format!("unknown attribute{plural} {} of {}", names.join(", "), entry.name);
    Some(match near.is_empty() {
        true => Fault::warning(code::SCHEMA, first.name_span, message),
        false => {
            Fault::mistake(code::SCHEMA, first.name_span, message).help(format!("did you mean {}?", near.join(", ")))
        }
    })
}
