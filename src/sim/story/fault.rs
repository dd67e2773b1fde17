//! What is wrong with a story file, and where: printed as `file:line:col`, the line, a caret, and help.

use std::fmt;

/// A mistake in a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1.
    pub col: usize,
    /// The text of that line.
    pub text: String,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Fault {
    /// A fault of a whole file: it cannot be read, or lacks something.
    pub fn whole(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, col: 0, text: String::new(), what: what.into(), help: None }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return write!(f, "{}: {}", self.file, self.what);
        }
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.col, self.what)?;
        let number = self.line.to_string();
        write!(f, "\n {number} │ {}", self.text)?;
        write!(f, "\n {0:1$} │ {0:2$}^", "", number.len(), self.col.saturating_sub(1))?;
        match &self.help {
            Some(help) => write!(f, "\n help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

/// The entry of `known` most like `word`, when it is like enough to be a slip of the finger.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + word.chars().count() / 4;
    let ranked = known.into_iter().map(|entry| (distance(word, entry), entry));
    ranked.filter(|(far, _)| *far <= limit).min_by_key(|(far, _)| *far).map(|(_, entry)| entry)
}

/// Levenshtein distance, one row at a time.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = *cell;
            left = replaced.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_at_the_place_with_a_caret() {
        let fault = Fault {
            file: "a.story".into(),
            line: 12,
            col: 5,
            text: "bob rngs".into(),
            what: "a phone cannot `rngs`".into(),
            help: Some("did you mean `rings`?".into()),
        };
        let wanted = "a.story:12:5: a phone cannot `rngs`\n 12 │ bob rngs\n    │     ^\n help: did you mean `rings`?";
        assert_eq!(fault.to_string(), wanted);
    }

    #[test]
    fn knows_slips_from_other_words() {
        let known = ["rings", "answers", "refuses"];
        assert_eq!(nearest("rngs", known), Some("rings"));
        assert_eq!(nearest("answer", known), Some("answers"));
        assert_eq!(nearest("dances", known), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
