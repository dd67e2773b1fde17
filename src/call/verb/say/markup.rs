//! The text of `Say`: inner white space collapsed, cut at a limit, and of SSML what has effect (spec §3.1; W3C Speech
//! Synthesis Markup Language 1.1). Other tags of SSML are ignored and their text is kept.

use crate::rcml::{Element, Node};

/// Elements that are kept, with the attributes that are kept of each.
const KEPT: [(&str, &[&str]); 5] = [
    ("break", &["strength", "time"]),
    ("emphasis", &["level"]),
    ("lang", &["xml:lang"]),
    ("prosody", &["pitch", "range", "rate", "volume"]),
    ("say-as", &["interpret-as", "format"]),
];

/// A text ready to be spoken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spoken {
    /// Plain, or from `<speak>` to `</speak>`; empty where nothing is to be said.
    pub(super) text: String,
    pub(super) is_marked_up: bool,
    /// It was longer than the limit.
    pub(super) is_cut: bool,
}

/// The text of `element`; of elements that are not `known` nothing is kept.
pub(super) fn spoken(element: &Element, known: &[&str], limit: usize) -> Spoken {
    let is_marked_up = has_markup(element, known);
    let mut writer =
        Writer { known, is_marked_up, left: limit, out: String::new(), gap: false, says: false, cut: false };
    writer.inside(element);
    let Writer { out, says, cut, .. } = writer;
    let text = match (says, is_marked_up) {
        (false, _) => String::new(),
        (true, false) => out,
        (true, true) => format!("<speak>{out}</speak>"),
    };
    Spoken { is_marked_up: is_marked_up && says, text, is_cut: cut }
}

fn kept(element: &Element) -> Option<&'static [&'static str]> {
    KEPT.iter().find(|(name, _)| *name == element.name).map(|(_, attributes)| *attributes)
}

// The depth is bounded by the limit of reading.
fn has_markup(element: &Element, known: &[&str]) -> bool {
    let mut inside = element.elements().filter(|child| known.contains(&child.name.as_str()));
    inside.any(|child| kept(child).is_some() || has_markup(child, known))
}

struct Writer<'a> {
    known: &'a [&'a str],
    is_marked_up: bool,
    left: usize,
    out: String,
    /// White space was read and not written yet.
    gap: bool,
    /// There is text.
    says: bool,
    cut: bool,
}

impl Writer<'_> {
    fn inside(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(text) => text.value.chars().for_each(|c| self.character(c)),
                Node::Element(child) if self.known.contains(&child.name.as_str()) => self.element(child),
                Node::Element(_) => {}
            }
        }
    }

    fn element(&mut self, element: &Element) {
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
        spoken(root.elements().next().unwrap(), super::super::ENTRY.children, limit)
    }

    #[test]
    fn white_space_collapses_and_markup_is_kept_where_it_has_effect() {
        for (inner, text) in [
            ("  Hello,\n  world ", "Hello, world"),
            ("<![CDATA[ a < b ]]>", "a < b"),
            ("", ""),
            (" <p> Two </p> <s>words</s> ", "Two words"),
            ("One<break time='1s' foo='x'/> two", "<speak>One<break time=\"1s\"></break> two</speak>"),
            ("<break/>", ""),
            (
                "A <w><say-as interpret-as='digits'>12</say-as></w> &amp; <Blink>b</Blink>c",
                "<speak>A <say-as interpret-as=\"digits\">12</say-as> &amp; c</speak>",
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
    fn what_exceeds_the_limit_is_cut_and_tags_are_closed() {
        let spoken = said("12345", 5);
        assert_eq!((spoken.text.as_str(), spoken.is_cut), ("12345", false));
        let spoken = said("123456", 5);
        assert_eq!((spoken.text.as_str(), spoken.is_cut), ("12345", true));
        let spoken = said("12<emphasis>34567<break/></emphasis>8", 4);
        assert_eq!(spoken.text, "<speak>12<emphasis>34</emphasis></speak>");
    }
}
