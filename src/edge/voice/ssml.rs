//! What of SSML espeak-ng does not do, put into what it does: digits one by one, telephone numbers in their groups,
//! dates as words, `<lang>` as a voice, the units of `<prosody>` (`prosody`); and the text alone for services that take no
//! SSML. `break` and `emphasis` are left as they are.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::{date, language, prosody};

/// Elements that go to the voice.
const KEPT: [&str; 7] = ["break", "prosody", "emphasis", "p", "s", "say-as", "sub"];

/// A plain text as SSML.
pub(super) fn of_text(text: &str) -> String {
    format!("<speak>{}</speak>", escape(text))
}

/// SSML as espeak-ng understands it; `voice` is the one that speaks outside of `<lang>`, a man's or a woman's.
pub(super) fn for_espeak(text: &str, voice: &str, is_man: bool) -> String {
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
            element.print(&mut out, is_man);
        }
        Part::Spelled(text) => {
            says |= !text.trim().is_empty();
            // Letters one by one would be words to it: `a` is an article.
            out.push_str(&format!("<say-as interpret-as=\"characters\">{}</say-as>", escape(text)));
        }
        Part::Voice(name) => out.push_str(&format!("<voice xml:lang=\"{name}\">")),
        Part::Return => out.push_str("</voice>"),
        Part::Open(element) if KEPT.contains(&element.name.as_str()) => element.print(&mut out, is_man),
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
        Part::Spelled(text) => out.push_str(&one_by_one(text)),
        Part::Open(element) if element.name == "break" => out.push_str(", "),
        Part::Close("p" | "s") => out.push('\n'),
        Part::Voice(_) | Part::Return | Part::Open(_) | Part::Close(_) => {}
    });
    out.trim().to_owned()
}

enum Part<'a> {
    Text(&'a str),
    /// Each character by itself.
    Spelled(&'a str),
    /// The voice of a `lang`.
    Voice(&'a str),
    /// The voice around it again.
    Return,
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

    fn print(&self, out: &mut String, is_man: bool) {
        out.push_str(&format!("<{}", self.name));
        for (name, value) in &self.attributes {
            let value = if self.name == "prosody" { prosody::value(name, value, is_man) } else { value.into() };
            out.push_str(&format!(" {name}=\"{}\"", escape(&*value)));
        }
        out.push_str(if self.is_empty { "/>" } else { ">" });
    }

    /// How the text of a `say-as` is spoken, where espeak-ng would not speak it so.
    fn spoken(&self, text: &str, voice: &str) -> Option<String> {
        match self.attribute("interpret-as")? {
            "digits" | "number:digits" => Some(one_by_one(text)),
            "telephone" => Some(telephone(text)),
            "date" => date::words(text, self.attribute("format").unwrap_or_default(), voice),
            _ => None,
        }
    }
}

fn one_by_one(text: &str) -> String {
    let spaced = text.chars().filter(|c| !c.is_whitespace()).map(|c| format!("{c} "));
    spaced.collect::<String>().trim_end().to_owned()
}

/// Digit by digit with a breath where the number is divided; words such as `ext` stay whole.
fn telephone(text: &str) -> String {
    let is_said = |c: char| c.is_alphanumeric() || matches!(c, '+' | '*' | '#');
    let group = |group: &str| {
        let mut out = String::new();
        for c in group.chars() {
            let goes_on = c.is_alphabetic() && out.ends_with(char::is_alphabetic);
            if !out.is_empty() && !goes_on {
                out.push(' ');
            }
            out.push(c);
        }
        out
    };
    let groups = text.split(|c| !is_said(c)).filter(|part| !part.is_empty());
    groups.map(group).collect::<Vec<_>>().join(", ")
}

/// Goes through the text, as far as it is XML.
fn walk(text: &str, voice: &str, each: &mut dyn FnMut(Part<'_>)) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut walk = Walk { voices: vec![voice], said_as: None, each };
    loop {
        match reader.read_event() {
            Ok(Event::Text(text)) => walk.words(&text),
            Ok(Event::CData(text)) => walk.words(&text),
            Ok(Event::GeneralRef(name)) => {
                let named = resolve_predefined_entity(&name);
                let numbered = || name.resolve_char_ref().ok().flatten().map(String::from);
                walk.words(&named.map(str::to_owned).or_else(numbered).unwrap_or_default());
            }
            Ok(Event::Start(start)) => walk.open(Element::read(&start, false)),
            Ok(Event::Empty(start)) => walk.open(Element::read(&start, true)),
            Ok(Event::End(end)) => walk.close(end.name().as_ref()),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if let Some((_, rest)) = walk.said_as.take() {
        each(Part::Text(&rest));
    }
}

/// Where in the text we are.
struct Walk<'w> {
    /// Who speaks, the innermost `lang` last.
    voices: Vec<&'w str>,
    /// A `say-as` that is open, and its text so far.
    said_as: Option<(Element, String)>,
    each: &'w mut dyn FnMut(Part<'_>),
}

impl Walk<'_> {
    fn voice(&self) -> &str {
        self.voices.last().copied().unwrap_or_default()
    }

    fn words(&mut self, words: &str) {
        match &mut self.said_as {
            Some((_, text)) => text.push_str(words),
            None if !words.is_empty() => (self.each)(Part::Text(words)),
            None => {}
        }
    }

    fn open(&mut self, element: Element) {
        match (element.name.as_str(), element.is_empty) {
            ("say-as", false) => self.said_as = Some((element, String::new())),
            ("lang", true) => {}
            ("lang", false) => {
                let voice = element.attribute("xml:lang").map(language::voice);
                self.voices.extend(voice.or(self.voices.last().copied()));
                (self.each)(Part::Voice(self.voices.last().copied().unwrap_or_default()));
            }
            _ => (self.each)(Part::Open(&element)),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "say-as" => self.say_as(),
            "lang" if self.voices.len() > 1 => {
                self.voices.pop();
                (self.each)(Part::Return);
            }
            "lang" => {}
            name => (self.each)(Part::Close(name)),
        }
    }

    fn say_as(&mut self) {
        let Some((element, text)) = self.said_as.take() else { return };
        let spoken = element.spoken(&text, self.voice());
        match (spoken, element.attribute("interpret-as")) {
            (Some(words), _) => (self.each)(Part::Text(&words)),
            // Amazon has two names for it, Google a third.
            (None, Some("characters" | "spell-out" | "verbatim")) => (self.each)(Part::Spelled(&text)),
            (None, _) => {
                (self.each)(Part::Open(&element));
                (self.each)(Part::Text(&text));
                (self.each)(Part::Close("say-as"));
            }
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
            ("<speak><prosody volume=\"-6dB\">a</prosody></speak>", "<prosody volume=\"-50%\">a</prosody>"),
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
            assert_eq!(for_espeak(ssml, "en-us", true), format!("<speak>{said}</speak>"), "{ssml}");
        }
    }

    #[test]
    fn what_is_inside_lang_is_said_in_its_language() {
        let date = "<say-as interpret-as=\"date\" format=\"dmy\">5/3/2024</say-as>";
        let ssml =
            format!("<speak><lang xml:lang=\"es-MX\">el {date} <lang xml:lang=\"de\">{date}</lang></lang> {date}");
        let said = "<speak><voice xml:lang=\"es-419\">el 5 de marzo de 2024 \
            <voice xml:lang=\"de\">5. März 2024</voice></voice> March 5th 2024</speak>";
        assert_eq!(for_espeak(&ssml, "en-us", true), said);
        assert_eq!(plain(&ssml, "en-us"), "el 5 de marzo de 2024 5. März 2024 March 5th 2024");
        let odd = "<speak>a <lang xml:lang=\"fr\"/>b</lang> <lang>c</lang></speak>";
        assert_eq!(for_espeak(odd, "de", true), "<speak>a b <voice xml:lang=\"de\">c</voice></speak>");
    }

    #[test]
    fn telephone_numbers_and_spelled_words_are_said_one_by_one() {
        let table = [
            ("telephone", "+1 (415) 555-1212", "+ 1, 4 1 5, 5 5 5, 1 2 1 2"),
            ("telephone", "5551212", "5 5 5 1 2 1 2"),
            ("telephone", "555.1212 ext. 7x9", "5 5 5, 1 2 1 2, ext, 7 x 9"),
            ("telephone", "*72#", "* 7 2 #"),
            ("characters", "ab 12", "a b 1 2"),
            ("spell-out", "ab12", "a b 1 2"),
            ("verbatim", "Ab1", "A b 1"),
        ];
        for (kind, text, said) in table {
            let ssml = format!("<speak><say-as interpret-as=\"{kind}\">{text}</say-as></speak>");
            assert_eq!(plain(&ssml, "en-us"), said, "{ssml}");
            let by_espeak = match kind {
                "telephone" => said.to_owned(),
                _ => format!("<say-as interpret-as=\"characters\">{text}</say-as>"),
            };
            assert_eq!(for_espeak(&ssml, "en-us", true), format!("<speak>{by_espeak}</speak>"), "{ssml}");
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
