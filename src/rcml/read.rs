//! Text → tree. quick-xml finds the tokens; what it lets pass is refused here: two roots, an unclosed
//! root, text outside the root, document types, undefined entities, illegal characters, and whatever is
//! larger than the limits (threats-and-faults X1–X3).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::element::{Attribute, Document, Element, Node, Text};
use super::fault::{Fault, code, suggest};
use super::place::{Lines, Span};
use super::reference::{self, Kind, Unresolved, is_legal, is_name};
use super::{Source, decode};

/// What a document may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Bytes of a name.
    pub name: usize,
    /// Bytes of a text node or an attribute's value.
    pub text: usize,
    /// Elements in all. No source has this limit; without it a document of the allowed size could hold a quarter of a
    /// million verbs to skip.
    pub elements: usize,
    /// Bytes of the document (spec §12).
    pub document: usize,
}

impl Limits {
    /// The limits of threats-and-faults X2 and spec §1.1.
    pub const DEFAULT: Self =
        Self { depth: 64, attributes: 64, name: 256, text: 64 << 10, elements: 10_000, document: 1 << 20 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The document in `source`. A root that is one of `verbs` counts as the only verb (spec §1.2). White space alone is an
/// empty document (spec §1.1).
pub fn read(source: &Source<'_>, verbs: &[&str], limits: Limits) -> Result<Document, Fault> {
    if source.bytes.len() > limits.document {
        let message = format!("the document has {} bytes, more than {}", source.bytes.len(), limits.document);
        return Err(Fault::error(code::TOO_LARGE, Lines::new("").span(0, 0), message));
    }
    let text = decode(source)?;
    if text.trim().is_empty() {
        return Ok(Document::empty(text));
    }
    let tree =
        Tree { lines: Lines::new(&text), text: &text, limits, open: Vec::new(), root: None, run: None, elements: 0 };
    let root = tree.grow()?;
    let (root, mut faults) = rooted(root, verbs)?;
    faults.extend(late_declaration(&text));
    Ok(Document { root, faults, text })
}

/// Templates often leave a blank line before the declaration; everything but XML itself reads over it, and so do we
/// (threats-and-faults H3).
fn late_declaration(text: &str) -> Option<Fault> {
    let start = text.len() - text.trim_start().len();
    let declared = text.trim_start().strip_prefix("<?xml")?.starts_with(char::is_whitespace);
    let message = "the XML declaration is not at the very start";
    let warning = Fault::warning(code::SCHEMA, Lines::new(text).span(start, start + "<?xml".len()), message);
    (declared && start > 0).then(|| warning.help("remove the white space and line breaks before <?xml"))
}

/// The root as a `Response`, and the warning where it had to be put into one.
fn rooted(root: Element, verbs: &[&str]) -> Result<(Element, Vec<Fault>), Fault> {
    if root.name == "Response" {
        return Ok((root, Vec::new()));
    }
    if verbs.contains(&root.name.as_str()) {
        let message = format!("the root is {} itself instead of Response around it", root.name);
        let warning = Fault::warning(code::SCHEMA, root.span, message).help("put it inside <Response>…</Response>");
        let response = Element { span: root.span, children: vec![Node::Element(root)], ..Element::named("Response") };
        return Ok((response, vec![warning]));
    }
    let near = suggest(&root.name, std::iter::once("Response").chain(verbs.iter().copied()));
    let help = match near {
        Some(name) => format!("did you mean <{name}>? Names are case-sensitive"),
        None => "put the verbs inside <Response>…</Response>".to_owned(),
    };
    Err(malformed(root.span, format!("the root element is {}, not Response", root.name)).help(help))
}

/// A tree in growth: the elements that are open, and the run of text that is not yet closed by a tag.
struct Tree<'t> {
    text: &'t str,
    lines: Lines<'t>,
    limits: Limits,
    open: Vec<Element>,
    root: Option<Element>,
    run: Option<Run>,
    elements: usize,
}

/// Text of several pieces: around comments, CDATA, references.
struct Run {
    value: String,
    start: usize,
    end: usize,
}

impl<'t> Tree<'t> {
    fn grow(mut self) -> Result<Element, Fault> {
        self.refuse_illegal_characters()?;
        let mut reader = Reader::from_str(self.text);
        reader.config_mut().enable_all_checks(true);
        reader.config_mut().allow_dangling_amp = true;
        loop {
            let start = offset(reader.buffer_position());
            let event = reader.read_event().map_err(|error| self.syntax(&error, offset(reader.error_position())))?;
            let end = offset(reader.buffer_position());
            if matches!(event, Event::Eof) {
                return self.finish();
            }
            self.receive(event, start, end)?;
        }
    }

    fn receive(&mut self, event: Event<'t>, start: usize, end: usize) -> Result<(), Fault> {
        match event {
            Event::Text(_) | Event::GeneralRef(_) => self.text_piece(start, end),
            Event::CData(data) => self.cdata(&data, start, end),
            Event::Start(tag) => self.start(&tag),
            Event::Empty(tag) => self.start(&tag).map(|()| self.end()),
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Decl(_) if self.text.get(..start).is_none_or(|before| !before.trim().is_empty()) => {
                Err(malformed(self.lines.span(start, end), "the XML declaration is not at the very start")
                    .help("remove what stands before <?xml, white space and line breaks included"))
            }
            Event::DocType(_) => Err(malformed(self.lines.span(start, end), "a DOCTYPE is not accepted")
                .help("remove it: RCML has none, and entities are not expanded")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, tag: &BytesStart<'t>) -> Result<(), Fault> {
        self.close_run();
        let element = self.element(tag)?;
        if self.root.is_some() {
            let message = format!("a second root element {} after the end of the first", element.name);
            return Err(malformed(element.span, message).help("a document has exactly one Response"));
        }
        if self.open.len() >= self.limits.depth {
            let message = format!("elements are nested more than {} deep", self.limits.depth);
            return Err(malformed(element.span, message));
        }
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(malformed(element.span, format!("more than {} elements", self.limits.elements)));
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) {
        self.close_run();
        match (self.open.pop(), self.open.last_mut()) {
            (Some(element), Some(parent)) => parent.children.push(Node::Element(element)),
            (element, None) => self.root = element,
            (None, Some(_)) => {}
        }
    }

    fn element(&self, tag: &BytesStart<'t>) -> Result<Element, Fault> {
        let name = tag.name().into_inner();
        // The name stands right behind the `<` of the tag that was read last, and is a slice of the text.
        let span = self.lines.of(name);
        self.name(name, span)?;
        let mut attributes: Vec<Attribute> = Vec::new();
        for found in tag.attributes() {
            let found = found.map_err(|error| {
                malformed(span, format!("the attributes of {name} are malformed: {error}"))
                    .help("write name=\"value\", each name once, with white space between them")
            })?;
            if attributes.len() >= self.limits.attributes {
                return Err(malformed(span, format!("{name} has more than {} attributes", self.limits.attributes)));
            }
            attributes.push(self.attribute(found.key.into_inner(), &found.value)?);
        }
        Ok(Element { name: name.to_owned(), attributes, children: Vec::new(), span })
    }

    fn attribute(&self, name: &str, raw: &str) -> Result<Attribute, Fault> {
        let (name_span, span) = (self.lines.of(name), self.lines.of(raw));
        self.name(name, name_span)?;
        let apart = self.text.get(..name_span.start).is_some_and(|before| before.ends_with(char::is_whitespace));
        if !apart {
            return Err(malformed(name_span, format!("no white space before the attribute {name}")));
        }
        if let Some(at) = raw.find('<') {
            let span = self.lines.span(span.start + at, span.start + at + 1);
            return Err(malformed(span, format!("a < inside the value of {name}")).help("write &lt;"));
        }
        self.length(raw.len(), span.start, span.end)?;
        let value = reference::resolve(raw, Kind::Value).map_err(|why| self.unresolved(why, span.start))?;
        Ok(Attribute { name: name.to_owned(), value: value.trim().to_owned(), span, name_span })
    }

    fn name(&self, name: &str, span: Span) -> Result<(), Fault> {
        if name.len() > self.limits.name {
            return Err(malformed(span, format!("a name of more than {} bytes", self.limits.name)));
        }
        match is_name(name) {
            true => Ok(()),
            false => Err(malformed(span, "this is not an XML name").help(
                "a name begins with a letter and has letters, digits, hyphens, points; write &lt; for a < in text",
            )),
        }
    }

    fn text_piece(&mut self, start: usize, end: usize) -> Result<(), Fault> {
        let raw = self.text.get(start..end).unwrap_or_default();
        if self.open.is_empty() {
            return self.outside(raw, start, end);
        }
        // No piece ends inside a reference: each begins at a `&` or behind markup.
        let resolved = reference::resolve(raw, Kind::Text).map_err(|why| self.unresolved(why, start))?;
        self.piece(&resolved, start, end)
    }

    fn cdata(&mut self, data: &str, start: usize, end: usize) -> Result<(), Fault> {
        match self.open.is_empty() {
            true => Err(malformed(self.lines.span(start, end), "text outside the root element")),
            false => self.piece(&data.replace("\r\n", "\n").replace('\r', "\n"), start, end),
        }
    }

    fn piece(&mut self, resolved: &str, start: usize, end: usize) -> Result<(), Fault> {
        let run = self.run.get_or_insert(Run { value: String::new(), start, end });
        run.value.push_str(resolved);
        run.end = end;
        let length = run.value.len();
        self.length(length, start, end)
    }

    fn outside(&self, raw: &str, start: usize, end: usize) -> Result<(), Fault> {
        if raw.trim_matches(['\t', '\n', '\r', ' ']).is_empty() {
            return Ok(());
        }
        let from = start + raw.len() - raw.trim_start().len();
        Err(malformed(self.lines.span(from, end), "text outside the root element")
            .help("a document is one <Response>…</Response> and nothing else"))
    }
}

impl Tree<'_> {
    /// Puts the run into the open element.
    fn close_run(&mut self) {
        let (Some(run), Some(parent)) = (self.run.take(), self.open.last_mut()) else { return };
        let raw = self.text.get(run.start..run.end).unwrap_or_default();
        let start = run.start + (raw.len() - raw.trim_start().len());
        let span = self.lines.span(start, start + raw.trim().len());
        parent.children.push(Node::Text(Text { value: run.value, span }));
    }

    fn finish(self) -> Result<Element, Fault> {
        if let Some(open) = self.open.last() {
            return Err(malformed(open.span, format!("{} is not closed", open.name))
                .help(format!("the document ends before </{}>", open.name)));
        }
        let end = self.text.len();
        self.root.ok_or_else(|| malformed(self.lines.span(0, end), "there is no root element"))
    }

    fn refuse_illegal_characters(&self) -> Result<(), Fault> {
        match self.text.char_indices().find(|(_, character)| !is_legal(*character)) {
            None => Ok(()),
            Some((at, character)) => {
                let span = self.lines.span(at, at + character.len_utf8());
                let message = format!("the character U+{:04X} at byte offset {at} is illegal", u32::from(character));
                Err(malformed(span, message).help("remove it: XML 1.0 allows no control characters"))
            }
        }
    }

    fn length(&self, length: usize, start: usize, end: usize) -> Result<(), Fault> {
        match length > self.limits.text {
            true => {
                let message = format!("a text of more than {} bytes", self.limits.text);
                Err(malformed(self.lines.span(start, end), message))
            }
            false => Ok(()),
        }
    }

    fn unresolved(&self, why: Unresolved, base: usize) -> Fault {
        malformed(self.lines.span(base + why.start, base + why.end), why.message).help(why.help)
    }

    fn syntax(&self, error: &quick_xml::Error, at: usize) -> Fault {
        let end = self.text.get(at..).and_then(|rest| rest.find(['\n', '>'])).map_or(at + 1, |length| at + length + 1);
        malformed(self.lines.span(at, end), format!("not well-formed: {error}"))
    }
}

fn malformed(span: Span, message: impl Into<String>) -> Fault {
    Fault::error(code::MALFORMED, span, message)
}

/// Documents are far smaller than what fits.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
