//! Every attribute that the specification's tables name (docs/rcml.md §3 to §5) is in the tables of the verbs; `check`
//! takes it with a good value, and answers a wrong one with the code that the specification gives it and the default.

use std::collections::BTreeSet;

use callwright::call::verb::entry::{Attr, Empty, Entry};
use callwright::call::verb::form::Form;
use callwright::call::verb::lint::lint;
use callwright::call::verb::{Context, ENTRIES, document, entry};
use callwright::rcml::attr::{Kind, MAX};
use callwright::rcml::{Element, Fault, Limits, Source};

const SPECIFICATION: &str = include_str!("../docs/rcml.md");

/// Sections with a table of attributes, and whose they are.
const TABLES: &[(&str, &str)] = &[
    ("### 3.1 ", "Say"),
    ("### 3.2 ", "Play"),
    ("### 3.3 ", "Gather"),
    ("### 3.4 ", "Record"),
    ("### 3.9 ", "Sms"),
    ("### 4.1 ", "Dial"),
    ("### 5.1 ", "Sip"),
    ("### 5.6 ", "Conference"),
];

/// Attributes that sections name in their text.
const PROSE: &[(&str, &str, &[&str])] = &[
    ("### 3.5 ", "Pause", &["length"]),
    ("### 3.6 ", "Redirect", &["method"]),
    ("### 3.8 ", "Reject", &["reason"]),
    ("### 3.10 ", "Fax", &["to", "from", "action", "method", "statusCallback"]),
    ("### 3.11 ", "Email", &["from", "to", "cc", "bcc", "subject"]),
    ("### 3.12 ", "Enqueue", &["action", "method", "waitUrl", "waitUrlMethod", "workflowSid"]),
    ("### 3.14 ", "Refer", &["action", "method"]),
    ("### 3.15 ", "Stream", &["url", "name", "track", "statusCallback", "statusCallbackMethod"]),
    ("### 3.15 ", "Parameter", &["name", "value"]),
    (
        "### 5.4 ",
        "Number",
        &["url", "method", "statusCallback", "statusCallbackMethod", "statusCallbackEvent", "sendDigits", "byoc"],
    ),
    ("### 5.5 ", "Client", &["name", "url", "method", "statusCallback"]),
    ("### 5.7 ", "Queue", &["url", "method", "reservationSid", "postWorkActivitySid"]),
    ("### 5.8 ", "Video", &["enable", "mode", "resolution", "layout", "overlay"]),
];

/// Codes of §13, and of the text around the tables, for wrong values of attributes.
const CODES: &[(&str, &str, u32)] = &[
    ("Dial", "method", 13210),
    ("Dial", "timeout", 13212),
    ("Dial", "callerId", 13214),
    ("Dial", "timeLimit", 13216),
    ("Dial", "record", 13217),
    ("Number", "sendDigits", 13222),
    ("Sip", "statusCallbackEvent", 13254),
    ("Sip", "machineDetection", 12200),
    ("Number", "machineDetectionTimeout", 12200),
    ("Conference", "waitMethod", 13234),
    ("Gather", "method", 14104),
    ("Gather", "finishOnKey", 13310),
    ("Gather", "timeout", 13313),
    ("Gather", "numDigits", 13314),
    ("Gather", "startInputKey", 13315),
    ("Play", "loop", 13410),
    ("Say", "loop", 13510),
    ("Say", "voice", 13511),
    ("Say", "language", 13512),
    ("Record", "method", 13610),
    ("Record", "maxLength", 13612),
    ("Record", "timeout", 13612),
    ("Record", "media", 13612),
    ("Record", "finishOnKey", 13613),
    ("Record", "playBeep", 13614),
    ("Redirect", "method", 13710),
    ("Pause", "length", 13910),
    ("Sms", "to", 14101),
    ("Sms", "from", 14102),
    ("Sms", "method", 14104),
    ("Video", "layout", 15001),
    ("Video", "resolution", 15002),
    ("Video", "mode", 15003),
];

/// Rows whose code is about something else than a wrong value.
const OTHER_CODES: &[(&str, &str)] =
    &[("Gather", "input"), ("Conference", "coach"), ("Conference", "participantLabel"), ("Record", "media")];

/// Wrong values of attributes whose format is a rule of their own, beside the one that every rule refuses.
const WRONG: &[(&str, &str, &[&str])] = &[
    ("Sms", "to", &["nobody at all", "client:", "sip:@", "+1555,123", "bob;drop"]),
    ("Message", "to", &["nobody at all"]),
    ("Sms", "from", &["nobody at all", "sip:"]),
    ("Dial", "ringTone", &["xx", "loud", "ftp://x/y.wav", "us,de"]),
    ("Dial", "callerId", &["a b", "client:", "sip:a@"]),
    ("Gather", "language", &["en US", "e", "english", "en-", "en-US-toolongtag"]),
    ("Gather", "input", &["voice", "dtmf,speech,video"]),
    ("Say", "voice", &["child", "wo man"]),
    ("Say", "language", &["xx", "klingon"]),
    ("Conference", "coach", &["bob", "CA12"]),
    ("Conference", "pin", &["123", "12345678901234567", "12a4"]),
    ("Email", "to", &["kate", "kate@", "a b@example.com"]),
    ("Email", "from", &["kate"]),
    ("Fax", "to", &["nobody at all"]),
    ("Fax", "from", &["nobody at all"]),
    ("Stream", "url", &["https://example.com/", "/relative", "wss://"]),
];

/// Attributes that may be any text up to a length, and why nothing else is wrong with one.
const ANY_TEXT: &[(&str, &str, &str)] = &[
    ("Sip", "name", "an address, which is read where it is used: 13241"),
    ("Sip", "username", "the far side's"),
    ("Sip", "password", "the far side's"),
    ("Uri", "name", "as of Sip"),
    ("Uri", "username", "as of Sip"),
    ("Uri", "password", "as of Sip"),
    ("Client", "name", "a login"),
    ("Conference", "name", "a room may be called anything"),
    ("Conference", "participantLabel", "a label may be anything"),
    ("Video", "overlay", "a text"),
    ("Email", "subject", "a text"),
    ("Stream", "name", "a name may be anything"),
    ("Parameter", "name", "the program's"),
    ("Parameter", "value", "the program's"),
    ("Gather", "speechModel", "the recogniser's"),
];

#[test]
fn wrong_formats_have_their_codes() {
    let mut missing = Vec::new();
    for (name, attribute, values) in WRONG {
        let (entry, attr) = (named(name), named(name).attribute(attribute).expect("an attribute of the table"));
        for value in *values {
            let faults = about(entry, attr, value);
            if faults.len() != 1 || faults[0].code != attr.code {
                missing.push(format!("{attribute} of {name} = {value:?}: {faults:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_attribute_that_may_be_any_text_says_why() {
    let mut free = Vec::new();
    for entry in ENTRIES {
        for attr in entry.attributes.iter().filter(|attr| matches!(attr.kind, Kind::Text(_))) {
            if !ANY_TEXT.iter().any(|(name, attribute, _)| *name == entry.name && *attribute == attr.name) {
                free.push(format!("{} of {}", attr.name, entry.name));
            }
        }
        for attr in entry.attributes.iter().filter(|attr| matches!(attr.kind, Kind::Rule(..))) {
            let known = |(name, attribute, _): &(&str, &str, _)| {
                (*name == entry.name || entry.name == "Message") && *attribute == attr.name
            };
            if !WRONG.iter().any(known) {
                free.push(format!("{} of {}: a rule without wrong values", attr.name, entry.name));
            }
        }
    }
    assert!(free.is_empty(), "{free:#?}");
}

#[test]
fn the_tables_of_the_specification_are_the_tables_of_the_verbs() {
    let mut missing = Vec::new();
    for (section, name) in TABLES {
        let names = rows(section).into_iter().flat_map(|row| row.names).collect::<Vec<_>>();
        assert!(names.len() > 1, "{section} has no table that can be read");
        missing.extend(
            names.iter().filter(|attribute| named(name).attribute(attribute).is_none()).map(|a| (*name, a.clone())),
        );
    }
    for (section, name, attributes) in PROSE {
        let text = text_of(section);
        for attribute in *attributes {
            assert!(text.contains(attribute), "{section} does not speak of {attribute}");
            if named(name).attribute(attribute).is_none() {
                missing.push((*name, (*attribute).to_owned()));
            }
        }
    }
    assert!(missing.is_empty(), "no such attribute in the table of the verb: {missing:?}");
}

#[test]
fn codes_of_wrong_values_are_those_of_the_specification() {
    for (name, attribute, code) in CODES {
        let attr = named(name).attribute(attribute).unwrap_or_else(|| panic!("{attribute} of {name}"));
        assert_eq!(attr.code, *code, "{attribute} of {name}");
    }
    for (section, name) in TABLES {
        for row in rows(section) {
            for attribute in row.names.iter().filter(|own| !OTHER_CODES.contains(&(*name, own.as_str()))) {
                let Some(attr) = named(name).attribute(attribute) else { continue };
                // The code of a row is that of its first attribute which can be wrong at all.
                let fits = row.codes.is_empty() || row.names.len() > 1 || row.codes.contains(&attr.code);
                assert!(fits, "{attribute} of {name} has {}, the specification {:?}", attr.code, row.codes);
            }
        }
    }
}

#[test]
fn check_takes_every_attribute_and_answers_wrong_values_with_their_codes() {
    let mut checked = 0;
    for entry in ENTRIES {
        for attr in entry.attributes {
            let Some((good, bad)) = samples(entry, attr.kind) else { continue };
            let what = format!("{} of {}", attr.name, entry.name);
            assert_eq!(about(entry, attr, &good), Vec::<Fault>::new(), "{what} = {good:?}");
            assert!(
                about(entry, attr, "").iter().all(|fault| attr.empty == Empty::Value && fault.code != 12200),
                "{what}"
            );
            let Some(bad) = bad else { continue };
            let faults = about(entry, attr, &bad);
            assert_eq!(faults.len(), 1, "{what} = {bad:?}: {faults:?}");
            assert_eq!(faults[0].code, attr.code, "{what} = {bad:?}");
            falls_back(entry, attr, &bad);
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

/// A wrong value counts as the default; a URL is kept, so that asking it fails, and a list is cut.
fn falls_back(entry: &'static Entry, attr: &Attr, bad: &str) {
    let element = element(&format!("<{} {}='{bad}'/>", entry.name, attr.name));
    let (form, _) = Form::of(entry, &element);
    let default = attr.kind.read(attr.default).value.filter(|_| !attr.default.is_empty());
    let what = format!("{} of {}", attr.name, entry.name);
    match attr.kind {
        Kind::Flag => assert_eq!(form.flag(attr.name).map(callwright::rcml::attr::Value::Flag), default, "{what}"),
        Kind::Integer(..) if default.is_some() => {
            assert_eq!(Some(callwright::rcml::attr::Value::Integer(form.integer(attr.name))), default, "{what}");
        }
        Kind::Method | Kind::Choice(_) if default.is_some() => {
            assert_eq!(Some(callwright::rcml::attr::Value::Word(form.word(attr.name))), default, "{what}");
        }
        Kind::Url | Kind::List(..) | Kind::Events(_) => {}
        _ => assert!(!form.wrote(attr.name), "{what}"),
    }
}

/// What the check says of one attribute of a document in which its element stands where it may.
fn about(entry: &'static Entry, attr: &Attr, value: &str) -> Vec<Fault> {
    let text = format!("<{} {}='{value}'>x</{}>", entry.name, attr.name, entry.name);
    let (body, context) = placed(entry, &text);
    let text = format!("<Response>{body}</Response>");
    let source = Source { name: "test", bytes: text.as_bytes(), charset_hint: None };
    let faults = lint(&document(&source, Limits::DEFAULT).expect("a document"), context);
    let prefix = format!("{} of {}", attr.name, entry.name);
    faults.into_iter().filter(|fault| fault.message.starts_with(&prefix)).collect()
}

/// The element inside the verbs that it needs around it.
fn placed(entry: &'static Entry, text: &str) -> (String, Context) {
    if let Some(context) = entry.contexts.first() {
        return (text.to_owned(), *context);
    }
    let home = ENTRIES.iter().find(|home| home.children.contains(&entry.name)).expect("it stands in something");
    placed(home, &format!("<{0}>{text}</{0}>", home.name))
}

fn element(text: &str) -> Element {
    let text = format!("<Response>{text}</Response>");
    let source = Source { name: "test", bytes: text.as_bytes(), charset_hint: None };
    document(&source, Limits::DEFAULT).expect("a document").root.elements().next().expect("an element").clone()
}

fn named(name: &str) -> &'static Entry {
    entry(name).unwrap_or_else(|| panic!("no entry {name}"))
}

/// A value that is accepted, and one that is not where there is any; nothing for attributes without effect.
fn samples(entry: &Entry, kind: Kind) -> Option<(String, Option<String>)> {
    let (good, bad) = match kind {
        Kind::Flag => ("true".to_owned(), Some("yes".to_owned())),
        Kind::Integer(least, most) => {
            (least.to_string(), Some(if most < MAX { (most + 1).to_string() } else { "-1".into() }))
        }
        Kind::IntegerOr(_, _, word) => (word.to_owned(), Some("soon".into())),
        Kind::Method => ("GET".into(), Some("DELETE".into())),
        Kind::Url => ("/next".into(), Some("mailto:bob@example.com".into())),
        Kind::Choice(words) => (words.last().copied().unwrap_or_default().into(), Some("no-such-word".into())),
        Kind::Events(names) => (names.join(" "), Some("nothing".into())),
        Kind::Keys(_) | Kind::KeysOrOff(_) => ("1*#".into(), Some("A".into())),
        Kind::Digits => ("1w#".into(), Some("1-2".into())),
        Kind::List(entries, _) => {
            let one = if entry.name == "Email" { "kate@example.com" } else { "PCMU" };
            (one.into(), Some(vec![one; entries + 1].join(",")))
        }
        Kind::Text(most) => ("text".into(), Some("x".repeat(most + 1))),
        Kind::Rule(rule, _) => {
            let candidates = [
                "man",
                "en-gb",
                "dtmf",
                "4711",
                "+15551234",
                "wss://example.com/",
                "kate@example.com",
                "CA00000000000000000000000000000000",
                "us",
            ];
            let good = candidates.into_iter().find(|text| rule(text)).expect("a rule accepts one of these");
            (good.into(), Some("no such thing!".into()))
        }
        Kind::Ignored | Kind::Unsupported => return None,
    };
    Some((good, bad))
}

/// A row of a table of attributes.
struct Row {
    names: Vec<String>,
    codes: BTreeSet<u32>,
}

fn rows(section: &str) -> Vec<Row> {
    let lines = text_of(section).lines().skip_while(|line| !line.starts_with("| Attribute"));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|line| {
        let first = line.split('|').nth(1).unwrap_or_default();
        let digits = line.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 5);
        Row {
            names: names(first),
            codes: digits.filter_map(|run| run.parse().ok()).filter(|code| *code > 11_000 && *code != 14_400).collect(),
        }
    })
    .collect()
}

/// `a / …Method (x), b(+Method,+Event) [extension]`: the attributes a first cell stands for.
fn names(cell: &str) -> Vec<String> {
    let cell = cell.replace("& co.", "").replace("[extension]", "");
    let mut names: Vec<String> = Vec::new();
    for part in cell.split([',', '/', '(', ')']).map(|part| part.trim().trim_matches('`')) {
        let ending = part.strip_prefix('…').or_else(|| part.strip_prefix('+'));
        match (ending, names.last().cloned()) {
            (Some(ending), Some(_)) => {
                let stem = names.iter().rev().find(|name| name.ends_with("Callback")).cloned().unwrap_or_default();
                names.push(format!("{stem}{ending}"));
            }
            _ if part == "text" || part.is_empty() || part.contains(' ') || part.contains('`') => {}
            _ => names.push(part.to_owned()),
        }
    }
    names
}

fn text_of(section: &str) -> &'static str {
    let (_, after) =
        SPECIFICATION.split_once(&format!("\n{section}")).unwrap_or_else(|| panic!("no section {section}"));
    after.split("\n##").next().unwrap_or(after)
}
