//! The tree of a document: elements, attributes, texts, each with its place.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Fault, Span};

/// A document that could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// `Response`; a bare verb is put into one.
    pub root: Element,
    /// Warnings of the reading itself; what the verbs complain about comes with reading them.
    pub faults: Vec<Fault>,
    /// The decoded text that all spans point into, without byte order mark.
    pub text: String,
}

impl Document {
    /// A document of no verbs.
    pub fn empty(text: String) -> Self {
        Self { root: Element::named("Response"), faults: Vec::new(), text }
    }

    /// A document of one verb around `content`: what `audio/*` and `text/plain` answers behave like (spec §1.1).
    pub fn of_one(verb: &str, content: &str) -> Self {
        let text = Text { value: content.to_owned(), span: Span::default() };
        let verb = Element { children: vec![Node::Text(text)], ..Element::named(verb) };
        let root = Element { children: vec![Node::Element(verb)], ..Element::named("Response") };
        Self { root, faults: Vec::new(), text: String::new() }
    }
}

/// One element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// The name as written, with its prefix if it has one.
    pub name: String,
    /// The attributes as written, values trimmed.
    pub attributes: Vec<Attribute>,
    /// What it holds, in order.
    pub children: Vec<Node>,
    /// The place of the name in the start tag.
    pub span: Span,
}

impl Element {
    /// An element of nothing but a name.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), attributes: Vec::new(), children: Vec::new(), span: Span::default() }
    }

    /// The attribute of that name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The texts directly inside that are more than white space.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.children.iter().filter_map(|node| match node {
            Node::Text(text) if !text.value.trim().is_empty() => Some(text),
            Node::Text(_) | Node::Element(_) => None,
        })
    }

    /// The text directly inside, joined and trimmed, without that of child elements.
    pub fn text(&self) -> String {
        let whole: String = self.texts().map(|text| text.value.as_str()).collect();
        whole.trim().to_owned()
    }

    /// The place of the text, or of the name where there is none.
    pub fn text_span(&self) -> Span {
        let mut texts = self.texts().map(|text| text.span);
        let Some(first) = texts.next() else { return self.span };
        Span { end: texts.last().map_or(first.end, |last| last.end), ..first }
    }

    /// All text inside, that of descendants included: tags ignored, text kept (spec §3.1).
    pub fn deep_text(&self) -> String {
        let mut whole = String::new();
        self.gather_text(&mut whole);
        whole.trim().to_owned()
    }

    // The depth is bounded by the limit of reading.
    fn gather_text(&self, whole: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => whole.push_str(&text.value),
                Node::Element(element) => element.gather_text(whole),
            }
        }
    }
}

/// An attribute.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// The name as written.
    pub name: String,
    /// The value, references resolved, trimmed (spec §1.2).
    pub value: String,
    /// The place of the value between its quotes.
    pub span: Span,
    /// The place of the name.
    pub name_span: Span,
}

impl fmt::Debug for Attribute {
    /// Values may be numbers and passwords: only the name is printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=‹{} characters› at {}", self.name, self.value.chars().count(), self.span)
    }
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    /// A child.
    Element(Element),
    /// Text between children; comments and processing instructions do not divide it.
    Text(Text),
}

/// A run of text, references resolved, CDATA included.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The characters, white space as written.
    pub value: String,
    /// The place from its first to its last piece, white space around it left out.
    pub span: Span,
}

impl fmt::Debug for Text {
    /// A text may be a number, an address or a message: only its length is printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "‹{} characters› at {}", self.value.chars().count(), self.span)
    }
}
