//! Number patterns: regular expressions that are searched in what was dialled (spec §9.3). Matching takes time linear
//! in the number whatever the pattern; there are no back-references.

use std::fmt;
use std::str::FromStr;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes that one compiled pattern may take.
const SIZE: usize = 1 << 18;

/// A pattern, compiled when it is read.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    regex: Regex,
}

/// The text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}` is no regular expression: {why}")]
pub struct PatternFault {
    /// As written.
    pub pattern: String,
    /// What is wrong with it, on one line.
    pub why: String,
}

impl Pattern {
    /// Whether it is found in the number.
    pub fn finds(&self, number: &str) -> bool {
        self.regex.is_match(number)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The longer one first: it says more.
    pub(super) fn rank(&self) -> (std::cmp::Reverse<usize>, &str) {
        (std::cmp::Reverse(self.text.chars().count()), &self.text)
    }
}

impl FromStr for Pattern {
    type Err = PatternFault;

    fn from_str(text: &str) -> Result<Self, PatternFault> {
        let regex = RegexBuilder::new(&literal_where_nothing_repeats(text)).size_limit(SIZE).build();
        let fault = |error: regex::Error| PatternFault { pattern: text.to_owned(), why: last_line(&error.to_string()) };
        Ok(Self { regex: regex.map_err(fault)?, text: text.to_owned() })
    }
}

/// Star codes are written as they are dialled: a `*` or `+` at the beginning of a branch has nothing to repeat and is
/// meant literally. It would be an error otherwise, or repeat a mere anchor.
fn literal_where_nothing_repeats(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let (mut escaped, mut class, mut empty) = (false, false, true);
    for c in text.chars() {
        let begins = empty && !escaped && !class;
        if begins && matches!(c, '*' | '+') {
            out.push('\\');
        }
        out.push(c);
        empty = begins_branch(c) && !escaped && !class;
        class = !escaped && (c == '[' || (class && c != ']'));
        escaped = c == '\\' && !escaped;
    }
    out
}

const fn begins_branch(c: char) -> bool {
    matches!(c, '^' | '(' | '|')
}

/// The parser's picture of the place takes several lines; the last one says what is wrong.
fn last_line(text: &str) -> String {
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    last.trim().trim_start_matches("error: ").to_owned()
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_searched_and_its_star_codes_are_literal() {
        for (pattern, found, missed) in [
            ("555", "+15551234", "+1234"),
            (r"^\+1555.*", "+15551234", "15551234"),
            ("^(1|2)00$", "200", "300"),
            ("[79]..", "0912", "12345"),
            ("*72", "*72", "172"),
            ("^*72#$", "*72#", "72#"),
            ("+44", "+44123", "44123"),
            ("(*6|*7)1", "*71", "71"),
            ("^8+$", "888", "8+"),
            (r"\*9+", "*99", "99"),
            ("[*#]1", "#1", "1"),
        ] {
            let pattern: Pattern = pattern.parse().unwrap();
            assert!(pattern.finds(found), "{pattern:?} {found}");
            assert!(!pattern.finds(missed), "{pattern:?} {missed}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_the_reason() {
        for (pattern, why) in
            [("(1", "unclosed group"), ("[1", "unclosed character class"), (r"(.)\1", "backreference")]
        {
            let fault = pattern.parse::<Pattern>().unwrap_err();
            assert!(fault.to_string().contains(why), "{fault}");
            assert!(!fault.to_string().contains('\n'));
        }
    }
}
