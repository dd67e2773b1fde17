//! The kinds of values attributes may have (spec §1.2): what is accepted, what it reads as, how a refusal is worded.
//!
//! Which attribute has which kind, default and code is the business of the verbs' tables.

use super::suggest;

/// The largest integer of a document (spec §1.2).
pub const MAX: u32 = i32::MAX as u32;
/// Characters of a URL (spec §6.5).
const URL_LIMIT: usize = 4000;

/// What an attribute's value may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`, in any case.
    Flag,
    /// A whole number of that range.
    Integer(u32, u32),
    /// A whole number of that range, or a word.
    IntegerOr(u32, u32, &'static str),
    /// `GET` or `POST`, in any case.
    Method,
    /// An absolute http or https URL, or a relative one.
    Url,
    /// One of the words, in any case.
    Choice(&'static [&'static str]),
    /// Words of these, separated by commas or white space; unknown ones are dropped singly.
    Events(&'static [&'static str]),
    /// Telephone keys `0-9*#`, at most so many.
    Keys(usize),
    /// As `Keys`, or `-1`.
    KeysOrOff(usize),
    /// Keys and pauses: `0-9*#` and `w` for half a second.
    Digits,
    /// A comma list of at most so many entries of at most so many characters.
    List(usize, usize),
    /// Any text of at most so many characters.
    Text(usize),
    /// What a rule of the verb's own accepts; the words say what that is.
    Rule(fn(&str) -> bool, &'static str),
    /// Accepted without effect.
    Ignored,
    /// Without effect, which is worth a warning.
    Unsupported,
}

/// A value that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of a `Flag`.
    Flag(bool),
    /// Of an `Integer`.
    Integer(u32),
    /// Of a `Choice` or `Method`, in the spelling of the table.
    Word(&'static str),
    /// Of `Events`, each once, in the order of the table.
    Words(Vec<&'static str>),
    /// Of a `List`.
    List(Vec<String>),
    /// Of any other.
    Text(String),
}

/// What became of a value: accepted whole, accepted in part, or refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What was accepted.
    pub value: Option<Value>,
    /// What was not: one complaint and what may be done about it.
    pub complaints: Vec<(String, Option<String>)>,
}

impl Kind {
    /// Reads a value that is trimmed and not empty.
    pub fn read(self, text: &str) -> Reading {
        match self {
            Self::Flag => self.whole(flag(text).map(Value::Flag)),
            Self::Integer(least, most) => self.whole(integer(text, least, most).map(Value::Integer)),
            Self::IntegerOr(_, _, word) if text == word => Reading::of(Value::Word(word)),
            Self::IntegerOr(least, most, _) => self.whole(integer(text, least, most).map(Value::Integer)),
            Self::Method => self.whole(word(text, &["GET", "POST"]).map(Value::Word)),
            Self::Choice(words) => match word(text, words) {
                Some(word) => Reading::of(Value::Word(word)),
                None => Reading::refused(self.expected(), near(text, words)),
            },
            Self::Events(names) => events(text, names),
            Self::List(entries, length) => list(text, entries, length),
            Self::Url => url(text),
            Self::Ignored | Self::Unsupported => Reading::of(Value::Text(text.to_owned())),
            Self::Keys(_) | Self::KeysOrOff(_) | Self::Digits | Self::Text(_) | Self::Rule(..) => {
                self.whole(self.accepts(text).then(|| Value::Text(text.to_owned())))
            }
        }
    }

    /// What is accepted, in words that follow "expected".
    pub fn expected(self) -> String {
        match self {
            Self::Flag => "true or false".to_owned(),
            Self::Integer(least, MAX) => format!("a whole number from {least}"),
            Self::Integer(least, most) => format!("a whole number from {least} to {most}"),
            Self::IntegerOr(least, most, word) => format!("{} or {word}", Self::Integer(least, most).expected()),
            Self::Method => "GET or POST".to_owned(),
            Self::Url => "an http or https URL, or a relative one".to_owned(),
            Self::Choice(words) => one_of(words),
            Self::Events(names) => format!("a list of {}", names.join(", ")),
            Self::Keys(most) => format!("up to {most} keys of 0-9 * #"),
            Self::KeysOrOff(most) => format!("up to {most} keys of 0-9 * #, or -1"),
            Self::Digits => "keys of 0-9 * # and w for half a second".to_owned(),
            Self::List(entries, length) => format!("up to {entries} entries of up to {length} characters"),
            Self::Text(most) => format!("up to {most} characters"),
            Self::Rule(_, words) => words.to_owned(),
            Self::Ignored | Self::Unsupported => "any value; it has no effect".to_owned(),
        }
    }

    fn accepts(self, text: &str) -> bool {
        let key = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
        match self {
            Self::KeysOrOff(_) if text == "-1" => true,
            Self::Keys(most) | Self::KeysOrOff(most) => text.len() <= most && text.chars().all(key),
            Self::Digits => text.chars().all(|c| key(c) || matches!(c, 'w' | 'W')),
            Self::Text(most) => text.chars().count() <= most,
            Self::Rule(rule, _) => rule(text),
            _ => false,
        }
    }

    fn whole(self, value: Option<Value>) -> Reading {
        value.map_or_else(|| Reading::refused(self.expected(), None), Reading::of)
    }
}

impl Reading {
    fn of(value: Value) -> Self {
        Self { value: Some(value), complaints: Vec::new() }
    }

    fn refused(expected: impl Into<String>, help: Option<String>) -> Self {
        Self { value: None, complaints: vec![(format!("expected {}", expected.into()), help)] }
    }
}

fn flag(text: &str) -> Option<bool> {
    match word(text, &["true", "false"])? {
        "true" => Some(true),
        _ => Some(false),
    }
}

/// Decimal digits only: no sign, no point (spec §1.2).
fn integer(text: &str, least: u32, most: u32) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && (least..=most).contains(number))
}

fn word(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().copied().find(|word| word.eq_ignore_ascii_case(text))
}

fn near(text: &str, words: &[&'static str]) -> Option<String> {
    suggest(text, words.iter().copied()).map(|word| format!("did you mean {word}?"))
}

fn one_of(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => words.concat(),
    }
}

fn events(text: &str, names: &[&'static str]) -> Reading {
    let mut reading = Reading::default();
    let mut known = Vec::new();
    for name in text.split(|c: char| c == ',' || c.is_whitespace()).filter(|name| !name.is_empty()) {
        match word(name, names) {
            Some(name) => known.push(name),
            None => {
                let help = near(name, names).unwrap_or_else(|| format!("the events are {}", names.join(", ")));
                reading.complaints.push((format!("there is no event {name}"), Some(help)));
            }
        }
    }
    let in_order: Vec<_> = names.iter().copied().filter(|name| known.contains(name)).collect();
    reading.value = (!in_order.is_empty()).then_some(Value::Words(in_order));
    reading
}

fn list(text: &str, entries: usize, length: usize) -> Reading {
    let all: Vec<_> = text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
    let kept = all.iter().take(entries).map(|entry| entry.chars().take(length).collect()).collect();
    let cut = all.len() > entries || all.iter().any(|entry| entry.chars().count() > length);
    let complaint = (format!("expected {}: the rest is cut", Kind::List(entries, length).expected()), None);
    Reading { value: Some(Value::List(kept)), complaints: cut.then_some(complaint).into_iter().collect() }
}

fn url(text: &str) -> Reading {
    match url_trouble(text) {
        None => Reading::of(Value::Text(text.to_owned())),
        Some(trouble) => Reading { value: None, complaints: vec![(trouble, None)] },
    }
}

/// Why `text` can be no URL of a document (spec §6.5), as far as it shows without a base.
pub fn url_trouble(text: &str) -> Option<String> {
    if text.chars().count() > URL_LIMIT {
        return Some(format!("expected a URL of up to {URL_LIMIT} characters"));
    }
    // Relative to any base: what is wrong with it there is wrong everywhere.
    let base = url::Url::parse("http://base.invalid/").ok()?;
    match base.join(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => None,
        Ok(url) => Some(format!("expected {}, not {}:", Kind::Url.expected(), url.scheme())),
        Err(error) => Some(format!("not a URL: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 3] = ["initiated", "ringing", "answered"];

    #[test]
    fn each_kind_accepts_and_refuses() {
        let long = "x".repeat(4001);
        for (kind, good, bad) in [
            (Kind::Flag, &["true", "FALSE", "True"][..], &["yes", "1", "tru e"][..]),
            (Kind::Integer(1, MAX), &["1", "007", "2147483647"], &["0", "-1", "+1", "1.0", "2147483648", "x", "１"]),
            (Kind::Integer(2, 40), &["2", "40"], &["1", "41", "99999999999999999999"]),
            (Kind::IntegerOr(0, MAX, "auto"), &["0", "auto"], &["automatic", "-1"]),
            (Kind::Method, &["GET", "post"], &["PUT", "GE T"]),
            (
                Kind::Url,
                &["/a", "b?c=d e", "https://x/", "?q", "//h/p"],
                &["ftp://x/", "http://", "tel:1", long.as_str()],
            ),
            (Kind::Choice(&["busy", "rejected"]), &["busy", "REJECTED"], &["bussy", "b"]),
            (Kind::Events(&WORDS), &["ringing", "ringing,answered", " answered , initiated"], &["hangup", ","]),
            (Kind::Keys(12), &["#", "0123456789*#"], &["A", "0123456789*#1"]),
            (Kind::KeysOrOff(12), &["-1", "1"], &["-2", "w"]),
            (Kind::Digits, &["1w2W*#"], &["1,2", "A"]),
            (Kind::Text(3), &["abc", "äöü"], &["abcd"]),
            (Kind::Rule(|text| text.starts_with('x'), "an x"), &["x1"], &["1x"]),
        ] {
            for text in good {
                assert!(kind.read(text).value.is_some(), "{kind:?} {text}");
                assert!(kind.read(text).complaints.is_empty(), "{kind:?} {text}");
            }
            for text in bad {
                assert_eq!(kind.read(text).value, None, "{kind:?} {text}");
                assert!(kind.expected().len() > 2);
            }
        }
    }

    #[test]
    fn events_are_taken_singly_in_any_separation_and_each_once() {
        let reading = Kind::Events(&WORDS).read("answered, Ringing\tringing,,anwsered bye");
        assert_eq!(reading.value, Some(Value::Words(vec!["ringing", "answered"])));
        let helps: Vec<_> = reading.complaints.iter().filter_map(|(_, help)| help.as_deref()).collect();
        assert_eq!(helps, ["did you mean answered?", "the events are initiated, ringing, answered"]);
    }

    #[test]
    fn a_list_over_its_limits_is_cut() {
        let reading = Kind::List(2, 3).read("abcd, ,ef,gh");
        assert_eq!(reading.value, Some(Value::List(vec!["abc".into(), "ef".into()])));
        assert_eq!(
            reading.complaints,
            [("expected up to 2 entries of up to 3 characters: the rest is cut".into(), None)]
        );
    }
}
