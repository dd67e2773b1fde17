//! One line of a story as words, and a cursor that takes them one by one. Words are cut at blanks; quotes keep blanks;
//! a comma or colon at the end of a word is a word of its own; `#` between blanks begins a comment.

use std::time::Duration;

use super::fault::{Fault, nearest};

/// A word and the column it begins at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    col: usize,
    quoted: bool,
}

/// The words of one line, taken from the left.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    file: &'a str,
    number: usize,
    text: &'a str,
    words: Vec<Word>,
    next: usize,
}

impl<'a> Cursor<'a> {
    /// Cuts line `number` of `file` into words.
    pub fn new(file: &'a str, number: usize, text: &'a str) -> Result<Self, Fault> {
        let mut cursor = Self { file, number, text, words: Vec::new(), next: 0 };
        match cut(text) {
            Ok(words) => cursor.words = words,
            Err(col) => return Err(cursor.fault_at(col, "the quote is never closed", None)),
        }
        Ok(cursor)
    }

    /// The number of the line.
    pub const fn number(&self) -> usize {
        self.number
    }

    /// Whether the line begins with a blank: it belongs to a section.
    pub fn is_indented(&self) -> bool {
        self.text.starts_with([' ', '\t'])
    }

    /// Whether no word is left.
    pub fn is_at_end(&self) -> bool {
        self.next >= self.words.len()
    }

    /// The next word, left where it is. A quoted word is never a keyword and shows as empty.
    pub fn peek(&self) -> &str {
        self.words.get(self.next).filter(|word| !word.quoted).map_or("", |word| &word.text)
    }

    /// Whether the next word stands in quotes.
    pub fn is_quoted(&self) -> bool {
        self.words.get(self.next).is_some_and(|word| word.quoted)
    }

    /// The next word, quoted or not; `what` says what was wanted there.
    pub fn word(&mut self, what: &str) -> Result<String, Fault> {
        match self.words.get(self.next) {
            Some(word) => {
                self.next += 1;
                Ok(word.text.clone())
            }
            None => Err(self.fault(format!("expected {what} here"))),
        }
    }

    /// Takes the next word when it is this keyword.
    pub fn take(&mut self, keyword: &str) -> bool {
        let found = self.peek() == keyword;
        self.next += usize::from(found);
        found
    }

    /// Takes these keywords when all of them come next, in this order.
    pub fn take_all(&mut self, keywords: &[&str]) -> bool {
        let start = self.next;
        let found = keywords.iter().all(|keyword| self.take(keyword));
        if !found {
            self.next = start;
        }
        found
    }

    /// The keyword must come next.
    pub fn need(&mut self, keyword: &str) -> Result<(), Fault> {
        if self.take(keyword) { Ok(()) } else { Err(self.fault(format!("expected `{keyword}` here"))) }
    }

    /// The next word as a span of time: `500ms`, `2s`, `5m`, `1h`.
    pub fn span(&mut self) -> Result<Duration, Fault> {
        let read = span(self.peek());
        self.convert(read, "a time such as `500ms`, `2s`, `5m` or `1h`")
    }

    /// The next word as a span of time, when it is one.
    pub fn maybe_span(&mut self) -> Option<Duration> {
        let found = span(self.peek());
        self.next += usize::from(found.is_some());
        found
    }

    /// The next word as a whole number.
    pub fn count(&mut self) -> Result<u64, Fault> {
        let read = self.peek().parse().ok();
        self.convert(read, "a number")
    }

    /// The next word as a SIP or HTTP status.
    pub fn status(&mut self) -> Result<u16, Fault> {
        let read = self.peek().parse().ok().filter(|status| (100..700).contains(status));
        self.convert(read, "a status such as `486`")
    }

    /// The next word as a share: `5%`.
    pub fn share(&mut self) -> Result<f64, Fault> {
        let percent = self.peek().strip_suffix('%').and_then(|text| text.parse::<f64>().ok());
        let read = percent.filter(|percent| (0.0..=100.0).contains(percent)).map(|percent| percent / 100.0);
        self.convert(read, "a share such as `5%`")
    }

    /// The rest of the line as it stands, and no word left.
    pub fn rest(&mut self) -> &'a str {
        let col = self.words.get(self.next).map_or(usize::MAX, |word| word.col);
        self.next = self.words.len();
        let start = self.text.char_indices().nth(col.saturating_sub(1)).map_or(self.text.len(), |(at, _)| at);
        self.text.get(start..).unwrap_or_default()
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), Fault> {
        if self.is_at_end() { Ok(()) } else { Err(self.fault("nothing more was expected on this line")) }
    }

    /// Something is wrong with the next word.
    pub fn fault(&self, what: impl Into<String>) -> Fault {
        let col = self.words.get(self.next).map_or(self.text.trim_end().chars().count() + 1, |word| word.col);
        self.fault_at(col, what, None)
    }

    /// Something is wrong with the word just taken.
    pub fn fault_back(&self, what: impl Into<String>) -> Fault {
        let col = self.words.get(self.next.saturating_sub(1)).map_or(1, |word| word.col);
        self.fault_at(col, what, None)
    }

    /// The next word is none of `known`: say which it may be.
    pub fn unknown(&self, what: &str, known: &[&str]) -> Fault {
        let word = self.peek();
        let mut fault = match word {
            "" => self.fault(format!("expected {what} here")),
            word => self.fault(format!("`{word}` is not {what}")),
        };
        fault.help = Some(match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of: {}", known.join(", ")),
        });
        fault
    }

    fn convert<T>(&mut self, read: Option<T>, what: &str) -> Result<T, Fault> {
        match read {
            Some(value) => {
                self.next += 1;
                Ok(value)
            }
            None => Err(self.fault(format!("expected {what} here"))),
        }
    }

    fn fault_at(&self, col: usize, what: impl Into<String>, help: Option<String>) -> Fault {
        let (file, text) = (self.file.to_owned(), self.text.trim_end().to_owned());
        Fault { file, line: self.number, col, text, what: what.into(), help }
    }
}

/// Reads `500ms`, `2s`, `5m`, `1h`, `1.5s`.
pub(super) fn span(text: &str) -> Option<Duration> {
    let at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(at);
    let number: f64 = number.parse().ok().filter(|number: &f64| (0.0..1e9).contains(number))?;
    let unit = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    Some(Duration::from_secs_f64(number * unit))
}

/// The words of a line, or the column of a quote that is never closed.
fn cut(text: &str) -> Result<Vec<Word>, usize> {
    let mut words = Vec::new();
    let mut chars = text.chars().enumerate().peekable();
    while let Some(&(at, c)) = chars.peek() {
        if c.is_whitespace() {
            chars.next();
            continue;
        }
        let mut word = Word { text: String::new(), col: at + 1, quoted: c == '"' };
        let mut quote = None;
        while let Some((at, c)) = chars.next_if(|(_, c)| quote.is_some() || !c.is_whitespace()) {
            match (c, quote) {
                ('"', None) => quote = Some(at + 1),
                ('"', Some(_)) => quote = None,
                ('\\', Some(_)) => word.text.extend(chars.next().map(|(_, c)| c)),
                (c, _) => word.text.push(c),
            }
        }
        if let Some(col) = quote {
            return Err(col);
        }
        let begins_comment = word.text == "#" && !word.quoted && (words.is_empty() || chars.peek().is_some());
        if begins_comment || (words.is_empty() && word.text.starts_with('#')) {
            break;
        }
        push(&mut words, word);
    }
    Ok(words)
}

/// A comma or colon at the end of a word is a word of its own.
fn push(words: &mut Vec<Word>, mut word: Word) {
    let mark = word.text.chars().last().filter(|c| matches!(c, ',' | ':'));
    let Some(mark) = mark.filter(|_| word.text.len() > 1) else {
        return words.push(word);
    };
    word.text.pop();
    let col = word.col + word.text.chars().count() + if word.quoted { 2 } else { 0 };
    words.push(word);
    words.push(Word { text: mark.into(), col, quoted: false });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        cut(text).unwrap().into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn cuts_at_blanks_quotes_commas_and_colons() {
        assert_eq!(
            words("phone bob at sip:bob@x.example: rings 2s, answers"),
            ["phone", "bob", "at", "sip:bob@x.example", ":", "rings", "2s", ",", "answers"]
        );
        assert_eq!(words(r#"web /a: 200 "<Response/> \"x\"""#), ["web", "/a", ":", "200", "<Response/> \"x\""]);
        assert_eq!(words(r#"told /a with Name="a b""#), ["told", "/a", "with", "Name=a b"]);
    }

    #[test]
    fn a_hash_is_a_comment_between_blanks_and_a_key_at_the_end() {
        assert_eq!(words("# all of it"), Vec::<String>::new());
        assert_eq!(words("#all of it"), Vec::<String>::new());
        assert_eq!(words("alice presses 1 # then waits"), ["alice", "presses", "1"]);
        assert_eq!(words("alice presses #"), ["alice", "presses", "#"]);
    }

    #[test]
    fn reads_spans() {
        for (text, millis) in [("500ms", 500), ("2s", 2000), ("1.5s", 1500), ("5m", 300_000), ("1h", 3_600_000)] {
            assert_eq!(span(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "2", "s", "2x", "-1s", "99999999999s", "NaNs"] {
            assert_eq!(span(text), None, "{text}");
        }
    }

    #[test]
    fn an_open_quote_is_shown_where_it_opens() {
        let fault = Cursor::new("a", 3, "story \"half").unwrap_err();
        assert_eq!((fault.line, fault.col), (3, 7));
    }
}
