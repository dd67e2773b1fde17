//! The text of `Say`: inner white space collapsed, cut at a limit, and of SSML what has effect (spec §3.1; W3C Speech
//! Synthesis Markup Language 1.1). Other tags are ignored and their text is kept, but for elements of RCML, which have
//! nothing to do in a text. Pauses without a word are silence, which needs no voice.

use std::time::Duration;

use super::super::entry;
use crate::rcml::{Element, Node};

/// Elements that are kept, with the attributes that are kept of each.
const KEPT: [(&str, &[&str]); 7] = [
    ("break", &["strength", "time"]),
    ("emphasis", &["level"]),
    ("lang", &["xml:lang"]),
    ("p", &[]),
    ("prosody", &["pitch", "range", "rate", "volume"]),
    ("s", &[]),
    ("say-as", &["interpret-as", "format"]),
];
/// Elements whose text is about the document and not to be spoken (SSML §3.1.4, §3.1.5, §3.3.3).
const UNSPOKEN: [&str; 5] = ["desc", "lexicon", "meta", "metadata", "title"];
/// Elements that part words although nothing is between them.
const APART: [&str; 3] = ["break", "p", "s"];
/// How long a pause is of which only the strength is said, in milliseconds.
const STRENGTHS: [(&str, u64); 5] = [("none", 0), ("x-weak", 100), ("weak", 250), ("strong", 750), ("x-strong", 1000)];
const MEDIUM: u64 = 500;
/// No pause is longer.
const LONGEST: Duration = Duration::from_secs(3600);

/// A text ready to be spoken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spoken {
    /// Plain, or from `<speak>` to `</speak>`; empty where nothing is to be said.
    pub(super) text: String,
    pub(super) is_marked_up: bool,
    /// How long nothing is to be heard, where there are pauses without a word.
    pub(super) pause: Duration,
    /// It was longer than the limit.
    pub(super) is_cut: bool,
}

/// Whether the text of an element inside a Say is spoken.
pub(super) fn is_spoken(element: &Element) -> bool {
    entry(&element.name).is_none() && !UNSPOKEN.contains(&element.name.as_str())
}

/// The text of `element`.
pub(super) fn spoken(element: &Element, limit: usize) -> Spoken {
    let is_marked_up = has_markup(element);
    let mut writer = Writer { is_marked_up, left: limit, out: String::new(), gap: false, says: false, cut: false };
    writer.inside(element);
    let Writer { out, says, cut, .. } = writer;
    let pause = if says { Duration::ZERO } else { pauses(element).min(LONGEST) };
    let text = match (says, is_marked_up) {
        (false, _) => String::new(),
        (true, false) => out,
        (true, true) => format!("<speak>{out}</speak>"),
    };
    Spoken { is_marked_up: is_marked_up && says, text, pause, is_cut: cut }
}

fn kept(element: &Element) -> Option<&'static [&'static str]> {
    KEPT.iter().find(|(name, _)| *name == element.name).map(|(_, attributes)| *attributes)
}

// The depth is bounded by the limit of reading.
fn has_markup(element: &Element) -> bool {
    element.elements().filter(|child| is_spoken(child)).any(|child| kept(child).is_some() || has_markup(child))
}

fn pauses(element: &Element) -> Duration {
    let inside = element.elements().filter(|child| is_spoken(child)).map(|child| match child.name.as_str() {
        "break" => pause(child),
        _ => pauses(child),
    });
    inside.fold(Duration::ZERO, Duration::saturating_add)
}

/// `5s`, `500ms`, or a strength.
fn pause(element: &Element) -> Duration {
    let written = |name: &str| element.attribute(name).map(|attribute| attribute.value.trim());
    let number = |text: &str, unit: f64| Duration::try_from_secs_f64(text.trim().parse::<f64>().ok()? * unit).ok();
    let time = written("time").and_then(|time| match time.strip_suffix("ms") {
        Some(ms) => number(ms, 0.001),
        None => number(time.strip_suffix('s')?, 1.0),
    });
    let strength = || {
        let known = STRENGTHS.iter().find(|(name, _)| written("strength") == Some(name));
        Duration::from_millis(known.map_or(MEDIUM, |(_, ms)| *ms))
    };
    time.unwrap_or_else(strength)
}

struct Writer {
    is_marked_up: bool,
    left: usize,
    out: String,
    /// White space was read and not written yet.
    gap: bool,
    /// There is text.
    says: bool,
    cut: bool,
}

impl Writer {
    fn inside(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(text) => text.value.chars().for_each(|c| self.character(c)),
                Node::Element(child) if is_spoken(child) => self.element(child),
                Node::Element(_) => {}
            }
        }
    }

    fn element(&mut self, element: &Element) {
        if let ("sub", Some(alias)) = (element.name.as_str(), element.attribute("alias")) {
            return alias.value.chars().for_each(|c| self.character(c));
        }
        let Some(attributes) = kept(element) else { return self.inside(element) };
        if self.cut {
            return;
        }
        self.fill_gap();
        self.out.push('<');
        self.out.push_str(&element.name);
        let written = element.attributes.iter().filter(|written| attributes.contains(&written.name.as_str()));
        for attribute in written {
            self.out.push_str(&format!(" {}=\"", attribute.name));
            attribute.value.chars().for_each(|c| self.escaped(c));
            self.out.push('"');
        }
        self.out.push('>');
        self.inside(element);
        self.out.push_str(&format!("</{}>", element.name));
        self.gap |= APART.contains(&element.name.as_str());
    }

    fn character(&mut self, c: char) {
        if c.is_whitespace() {
            self.gap = true;
            return;
        }
        self.fill_gap();
        if self.left == 0 {
            self.cut = true;
            return;
        }
        self.left -= 1;
        self.says = true;
        // What XML cannot hold has no sound either.
        if !c.is_control() {
            if self.is_marked_up { self.escaped(c) } else { self.out.push(c) }
        }
    }

    fn fill_gap(&mut self) {
        if std::mem::take(&mut self.gap) && self.says && self.left > 0 {
            self.out.push(' ');
            self.left -= 1;
        }
    }

    fn escaped(&mut self, c: char) {
        match c {
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            '&' => self.out.push_str("&amp;"),
            '"' => self.out.push_str("&quot;"),
            c => self.out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rcml::{Limits, Source};

    fn said(inner: &str, limit: usize) -> Spoken {
        let text = format!("<Say>{inner}</Say>");
        let source = Source { name: "test", bytes: text.as_bytes(), charset_hint: None };
        let root = super::super::super::document(&source, Limits::DEFAULT).unwrap().root;
        spoken(root.elements().next().unwrap(), limit)
    }

    #[test]
    fn white_space_collapses_and_markup_is_kept_where_it_has_effect() {
        for (inner, text) in [
            ("  Hello,\n  world ", "Hello, world"),
            ("<![CDATA[ a < b ]]>", "a < b"),
            ("", ""),
            (" <p> Two </p> <s>words</s> ", "<speak><p>Two</p> <s>words</s></speak>"),
            ("<p>Two</p><p>words</p>", "<speak><p>Two</p> <p>words</p></speak>"),
            ("One<break time='1s' foo='x'/>two", "<speak>One<break time=\"1s\"></break> two</speak>"),
            ("<break/>", ""),
            ("Hello <voice name='x'>big</voice> <span>wide</span> world", "Hello big wide world"),
            ("<sub alias='World Wide Web'>WWW</sub> is <sub>here</sub>", "World Wide Web is here"),
            ("<audio src='a.wav'>Ding<desc>a bell</desc></audio>", "Ding"),
            ("Hello <Play>a.wav</Play><Blink>there</Blink>", "Hello there"),
            (
                "A <w><say-as interpret-as='digits'>12</say-as></w> &amp; <Blink>b</Blink>c",
                "<speak>A <say-as interpret-as=\"digits\">12</say-as> &amp; bc</speak>",
            ),
            ("<lang xml:lang='fr-FR'>Oui</lang>", "<speak><lang xml:lang=\"fr-FR\">Oui</lang></speak>"),
        ] {
            let spoken = said(inner, 100);
            assert_eq!(spoken.text, text, "{inner}");
            assert_eq!(spoken.is_marked_up, text.starts_with("<speak>"), "{inner}");
            assert!(!spoken.is_cut, "{inner}");
        }
    }

    #[test]
    fn pauses_without_a_word_are_silence() {
        for (inner, ms) in [
            ("<break time='5s'/>", 5000),
            ("<break time=' 1500 ms '/><p><break/></p>", 2000),
            ("<break strength='x-strong'/><break strength='none'/><break strength='?'/>", 1500),
            ("<break time='-1s'/>", 500),
            ("<break time='99999h'/>", 500),
            ("<break time='999999s'/>", 3_600_000),
            ("Hello <break time='5s'/>", 0),
            ("", 0),
        ] {
            assert_eq!(said(inner, 100).pause, Duration::from_millis(ms), "{inner}");
        }
    }

    #[test]
    fn what_exceeds_the_limit_is_cut_and_tags_are_closed() {
        let spoken = said("12345", 5);
        assert_eq!((spoken.text.as_str(), spoken.is_cut), ("12345", false));
        let spoken = said("123456", 5);
        assert_eq!((spoken.text.as_str(), spoken.is_cut), ("12345", true));
        let spoken = said("12<emphasis>34567<break/></emphasis>8", 4);
        assert_eq!(spoken.text, "<speak>12<emphasis>34</emphasis></speak>");
    }
}
