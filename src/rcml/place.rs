//! Where something stands in a document: a range of bytes, and the line and column a person counts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A range of bytes of the decoded text, with the line and column of its first character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The starts of a text's lines: one per document, asked for each span. A span costs the same wherever it stands, also
/// in a document that is one long line.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Characters before each block of [`BLOCK`] bytes.
    before: Vec<u32>,
}

const BLOCK: usize = 64;

impl<'t> Lines<'t> {
    /// The table of `text`.
    pub fn new(text: &'t str) -> Self {
        let after_breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let blocks = text.as_bytes().chunks(BLOCK).scan(0, |sum, block| {
            let before = *sum;
            *sum += characters(block);
            Some(count(before))
        });
        Self { text, starts: std::iter::once(0).chain(after_breaks).collect(), before: blocks.collect() }
    }

    /// The span of the bytes from `start` to `end`; both are moved to the nearest place inside the text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let start = floor(self.text, start);
        let end = floor(self.text, end).max(start);
        let line = self.starts.partition_point(|&first| first <= start);
        let first = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.characters_before(start).saturating_sub(self.characters_before(first));
        Span { start, end, line: count(line), column: count(column + 1) }
    }

    fn characters_before(&self, at: usize) -> usize {
        let block = (at / BLOCK).min(self.before.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(block * BLOCK..at).unwrap_or_default();
        self.before.get(block).map_or(0, |before| *before as usize) + characters(rest)
    }

    /// The span of `part`, when it is a slice of the text.
    pub fn of(&self, part: &str) -> Span {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        self.span(start, start.saturating_add(part.len()))
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Characters that begin in these bytes: all but the continuations of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_and_lines_end_with_their_break() {
        let text = "añb\r\n☎x\n";
        let lines = Lines::new(text);
        for (part, line, column) in [("b", 1, 3), ("☎", 2, 1), ("x", 2, 2)] {
            let start = text.find(part).unwrap();
            let span = lines.of(&text[start..start + part.len()]);
            assert_eq!((span.line, span.column, span.start), (line, column, start), "{part}");
        }
        assert_eq!(lines.span(text.len(), text.len() + 9).to_string(), "3:1");
        assert_eq!(lines.span(2, 2).start, 1, "inside a character: its first byte");
    }

    #[test]
    fn columns_hold_in_long_lines_and_after_them() {
        let text = format!("{}\n{}", "é☎𝄞x".repeat(1000), "ñ".repeat(2000));
        let lines = Lines::new(&text);
        let mut place = (1, 1);
        for (at, character) in text.char_indices() {
            let span = lines.span(at, at);
            assert_eq!((span.line, span.column), place);
            place = if character == '\n' { (place.0 + 1, 1) } else { (place.0, place.1 + 1) };
        }
        assert_eq!(lines.span(usize::MAX, usize::MAX).line, 2);
    }
}
