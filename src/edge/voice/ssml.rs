//! What of SSML espeak-ng does not do, put into what it does: digits one by one, dates as words, `<lang>` as a voice;
//! and the text alone for services that take no SSML. `break`, `prosody`, `emphasis` and `say-as` for characters and
//! telephone numbers are left as they are.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::{date, language};

/// Elements that go to the voice.
const KEPT: [&str; 7] = ["break", "prosody", "emphasis", "p", "s", "say-as", "sub"];

/// A plain text as SSML.
pub(super) fn of_text(text: &str) -> String {
    format!("<speak>{}</speak>", escape(text))
}

/// SSML as espeak-ng understands it; `voice` is the one that speaks outside of `<lang>`.
pub(super) fn for_espeak(text: &str, voice: &str) -> String {
    let mut out = String::from("<speak>");
    let mut says = false;
    walk(text, voice, &mut |part| match part {
        Part::Text(text) => {
            says |= !text.trim().is_empty();
            out.push_str(&escape(text));
        }
        // It leaves out a pause before the first word, but for one behind something that is no blank to it.
        Part::Open(element) if element.name == "break" && !says => {
            out.push('\u{a0}');
            element.print(&mut out);
        }
        Part::Open(element) if element.name == "lang" => {
            let name = element.attribute("xml:lang").map_or(voice, |tag| language::voice(tag));
            out.push_str(&format!("<voice xml:lang=\"{name}\">"));
        }
        Part::Close("lang") => out.push_str("</voice>"),
        Part::Open(element) if KEPT.contains(&element.name.as_str()) => element.print(&mut out),
        Part::Close(name) if KEPT.contains(&name) => out.push_str(&format!("</{name}>")),
        // Unknown elements are transparent: their text is spoken.
        Part::Open(_) | Part::Close(_) => {}
    });
    out.push_str("</speak>");
    out
}

/// The text alone; a pause becomes a comma, and a paragraph or a sentence a line.
pub(super) fn plain(text: &str, voice: &str) -> String {
    let mut out = String::new();
    walk(text, voice, &mut |part| match part {
        Part::Text(text) => out.push_str(text),
        Part::Open(element) if element.name == "break" => out.push_str(", "),
        Part::Close("p" | "s") => out.push('\n'),
        Part::Open(_) | Part::Close(_) => {}
    });
    out.trim().to_owned()
}

enum Part<'a> {
    Text(&'a str),
    Open(&'a Element),
    Close(&'a str),
}

struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    is_empty: bool,
}

impl Element {
    fn read(start: &BytesStart<'_>, is_empty: bool) -> Self {
        let name = start.name().as_ref().to_owned();
        let attributes = start.attributes().flatten().map(|attribute| {
            let value = attribute.value.into_owned();
            let plain = unescape(&value).map(Cow::into_owned);
            (attribute.key.as_ref().to_owned(), plain.unwrap_or(value))
        });
        Self { attributes: attributes.collect(), name, is_empty }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn print(&self, out: &mut String) {
        out.push_str(&format!("<{}", self.name));
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
        out.push_str(if self.is_empty { "/>" } else { ">" });
    }

    /// How the text of a `say-as` is spoken, where espeak-ng would not speak it so.
    fn spoken(&self, text: &str, voice: &str) -> Option<String> {
        match self.attribute("interpret-as")? {
            "digits" | "number:digits" => {
                let spaced = text.trim().chars().filter(|c| !c.is_whitespace()).map(|c| format!("{c} "));
                Some(spaced.collect::<String>().trim_end().to_owned())
            }
            "date" => date::words(text, self.attribute("format").unwrap_or_default(), voice),
            _ => None,
        }
    }
}

/// Goes through the text, as far as it is XML.
fn walk(text: &str, voice: &str, each: &mut dyn FnMut(Part<'_>)) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut said_as: Option<(Element, String)> = None;
    loop {
        let mut words = String::new();
        match reader.read_event() {
            Ok(Event::Text(text)) => words.push_str(&text),
            Ok(Event::CData(text)) => words.push_str(&text),
            Ok(Event::GeneralRef(name)) => {
                let named = resolve_predefined_entity(&name);
                let numbered = || name.resolve_char_ref().ok().flatten().map(String::from);
                words.push_str(&named.map(str::to_owned).or_else(numbered).unwrap_or_default());
            }
            Ok(Event::Start(start)) if start.name().as_ref() == "say-as" => {
                said_as = Some((Element::read(&start, false), String::new()));
            }
            Ok(Event::End(end)) if end.name().as_ref() == "say-as" => {
                if let Some((element, text)) = said_as.take() {
                    say_as(&element, &text, voice, each);
                }
            }
            Ok(Event::Start(start)) => each(Part::Open(&Element::read(&start, false))),
            Ok(Event::Empty(start)) => each(Part::Open(&Element::read(&start, true))),
            Ok(Event::End(end)) => each(Part::Close(end.name().as_ref())),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        match &mut said_as {
            Some((_, text)) => text.push_str(&words),
            None if !words.is_empty() => each(Part::Text(&words)),
            None => {}
        }
    }
    if let Some((_, rest)) = said_as {
        each(Part::Text(&rest));
    }
}

fn say_as(element: &Element, text: &str, voice: &str, each: &mut dyn FnMut(Part<'_>)) {
    match element.spoken(text, voice) {
        Some(words) => each(Part::Text(&words)),
        None => {
            each(Part::Open(element));
            each(Part::Text(text));
            each(Part::Close("say-as"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_espeak_lacks_is_put_into_what_it_has() {
        let table = [
            ("<speak>a <break time=\"2s\"/> b</speak>", "a <break time=\"2s\"/> b"),
            ("<speak><prosody rate=\"slow\">a &amp; b</prosody></speak>", "<prosody rate=\"slow\">a &amp; b</prosody>"),
            ("<speak><say-as interpret-as=\"digits\">123</say-as></speak>", "1 2 3"),
            ("<speak><say-as interpret-as=\"date\" format=\"mdy\">9/21/2010</say-as></speak>", "September 21st 2010"),
            (
                "<speak><say-as interpret-as=\"characters\">ab</say-as></speak>",
                "<say-as interpret-as=\"characters\">ab</say-as>",
            ),
            ("<speak>hi <lang xml:lang=\"fr-FR\">salut</lang></speak>", "hi <voice xml:lang=\"fr-fr\">salut</voice>"),
            ("<speak>a <mark name=\"x\"/><w>b</w></speak>", "a b"),
            ("<speak><break time=\"2s\"/>a", "\u{a0}<break time=\"2s\"/>a"),
            ("<speak>1 &lt; 2 &#233;", "1 &lt; 2 é"),
            ("<speak><say-as interpret-as=\"digits\">12", "12"),
        ];
        for (ssml, said) in table {
            assert_eq!(for_espeak(ssml, "en-us"), format!("<speak>{said}</speak>"), "{ssml}");
        }
    }

    #[test]
    fn services_without_ssml_get_the_text() {
        let ssml =
            "<speak>Your code is <say-as interpret-as=\"digits\">12</say-as><break/><emphasis>now</emphasis></speak>";
        assert_eq!(plain(ssml, "en-us"), "Your code is 1 2, now");
        assert_eq!(plain("<speak><p>One.</p><p>Two.</p></speak>", "en-us"), "One.\nTwo.");
        assert_eq!(of_text("1 < 2"), "<speak>1 &lt; 2</speak>");
    }
}
