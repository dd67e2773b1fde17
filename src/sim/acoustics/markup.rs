//! SSML as the town's own speech service understands it: a text in pieces that are spoken each in
//! its own manner, with pauses between them. Each piece is a sound of its own, so that a story can
//! say of it where it stands and how long it is.

use std::time::Duration;

use super::synth::{CHARACTER, plain};
use crate::call::source::Speech;

/// Elements whose text is spoken in another manner than what is around it.
const MANNERS: [&str; 4] = ["emphasis", "lang", "prosody", "say-as"];
/// How fast the names of rates are, in per cent.
const RATES: [(&str, f64); 5] =
    [("x-slow", 50.0), ("slow", 200.0 / 3.0), ("medium", 100.0), ("fast", 150.0), ("x-fast", 200.0)];
/// How long a pause without a time is, by its strength, in milliseconds.
const STRENGTHS: [(&str, u64); 5] = [("none", 0), ("x-weak", 100), ("weak", 250), ("strong", 750), ("x-strong", 1000)];
const MEDIUM: Duration = Duration::from_millis(500);
/// No pause of the town is longer.
const LONGEST: Duration = Duration::from_secs(60);

/// Words that are said in one go, and the pause after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// What is said; nothing where a text begins with a pause.
    pub words: String,
    /// In which language.
    pub language: String,
    /// How long each character takes.
    pub character: Duration,
    /// How long nothing is said afterwards.
    pub pause: Duration,
}

/// How the text of an element is spoken.
#[derive(Clone)]
struct Manner {
    element: String,
    language: String,
    character: Duration,
    are_digits: bool,
}

/// The pieces of a text; one of a text without marks.
pub(super) fn pieces(speech: &Speech) -> Vec<Piece> {
    let base =
        Manner { element: String::new(), language: speech.language.clone(), character: CHARACTER, are_digits: false };
    let mut reading = Reading { pieces: Vec::new(), words: String::new(), manners: vec![base] };
    if !speech.is_marked_up {
        reading.words.push_str(&speech.text);
        reading.finish(|_| true);
        return reading.pieces;
    }
    for part in speech.text.split('<') {
        let (mark, words) = part.split_once('>').unwrap_or(("", part));
        reading.mark(mark);
        reading.words.push_str(words);
    }
    reading.close();
    reading.pieces
}

struct Reading {
    pieces: Vec<Piece>,
    words: String,
    manners: Vec<Manner>,
}

impl Reading {
    fn mark(&mut self, mark: &str) {
        let name = mark.split([' ', '/']).find(|word| !word.is_empty()).unwrap_or_default();
        let is_end = mark.starts_with('/');
        if name == "break" && !is_end {
            self.close();
            return self.rest(pause(mark));
        }
        if !MANNERS.contains(&name) {
            return self.words.push(' ');
        }
        self.close();
        if is_end {
            if self.manners.last().is_some_and(|manner| manner.element == name) {
                self.manners.pop();
            }
        } else if !mark.ends_with('/') {
            let within = self.manner();
            self.manners.push(within.but(name, mark));
        }
    }

    fn manner(&self) -> Manner {
        self.manners.last().expect("the first is never taken out: no element has its name").clone()
    }

    /// Nobody says a comma that stands behind a mark.
    fn close(&mut self) {
        let begin = self.words.find(char::is_alphanumeric).unwrap_or(self.words.len());
        self.words.drain(..begin);
        self.finish(|words| !words.is_empty());
    }

    fn finish(&mut self, is_said: impl Fn(&str) -> bool) {
        let manner = self.manner();
        let mut words = plain(&std::mem::take(&mut self.words));
        if manner.are_digits {
            let digits: Vec<String> = words.chars().filter(|c| !c.is_whitespace()).map(String::from).collect();
            words = digits.join(" ");
        }
        if is_said(&words) {
            let Manner { language, character, .. } = manner;
            self.pieces.push(Piece { words, language, character, pause: Duration::ZERO });
        }
    }

    fn rest(&mut self, pause: Duration) {
        match self.pieces.last_mut() {
            Some(last) => last.pause += pause,
            None => {
                let Manner { language, character, .. } = self.manner();
                self.pieces.push(Piece { words: String::new(), language, character, pause });
            }
        }
    }
}

impl Manner {
    fn but(self, element: &str, mark: &str) -> Self {
        let rate = attribute(mark, "rate").and_then(|rate| {
            let named = RATES.iter().find(|(name, _)| *name == rate).map(|(_, percent)| *percent);
            named.or_else(|| rate.strip_suffix('%')?.trim().parse::<f64>().ok().filter(|percent| *percent >= 1.0))
        });
        let language = attribute(mark, "xml:lang").map_or(self.language, str::to_owned);
        let character = rate.map_or(self.character, |percent| CHARACTER.mul_f64(100.0 / percent));
        let are_digits = attribute(mark, "interpret-as") == Some("digits");
        Self { element: element.to_owned(), language, character, are_digits }
    }
}

fn pause(mark: &str) -> Duration {
    let time = attribute(mark, "time").and_then(|time| {
        let number = |unit: &str| time.strip_suffix(unit).and_then(|number| number.trim().parse::<f64>().ok());
        Duration::try_from_secs_f64(number("ms").map(|ms| ms / 1000.0).or_else(|| number("s"))?).ok()
    });
    let strength = attribute(mark, "strength");
    let named = STRENGTHS.iter().find(|(name, _)| strength == Some(name)).map(|(_, ms)| Duration::from_millis(*ms));
    time.or(named).unwrap_or(MEDIUM).min(LONGEST)
}

fn attribute<'m>(mark: &'m str, name: &str) -> Option<&'m str> {
    let (_, after) = mark.split_once(&format!(" {name}="))?;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after.get(1..)?.split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::source::Voice;

    fn read(text: &str) -> Vec<(String, String, u128, u128)> {
        let text = format!("<speak>{text}</speak>");
        let speech = Speech { voice: Voice::Man, language: "en-US".into(), text, is_marked_up: true };
        let told = |piece: Piece| (piece.words, piece.language, piece.character.as_millis(), piece.pause.as_millis());
        pieces(&speech).into_iter().map(told).collect()
    }

    #[test]
    fn a_text_is_divided_where_its_manner_changes_and_where_it_pauses() {
        let piece = |words: &str, language: &str, character, pause| (words.into(), language.into(), character, pause);
        let found = read(
            "A <say-as interpret-as=\"digits\">47</say-as>.<break time=\"200ms\"/> \
             <prosody rate=\"slow\">b <lang xml:lang=\"es-ES\">c</lang></prosody>, <p>d</p><p>e</p>",
        );
        let wanted = [
            piece("A", "en-US", 60, 0),
            piece("4 7", "en-US", 60, 200),
            piece("b", "en-US", 90, 0),
            piece("c", "es-ES", 90, 0),
            piece("d e", "en-US", 60, 0),
        ];
        assert_eq!(found, wanted);
        let found =
            read("<break strength=\"weak\"></break>a<break/><break time=\"1s\"/><prosody rate=\"200%\">b</prosody>");
        let wanted = [piece("", "en-US", 60, 250), piece("a", "en-US", 60, 1500), piece("b", "en-US", 30, 0)];
        assert_eq!(found, wanted);
    }
}
