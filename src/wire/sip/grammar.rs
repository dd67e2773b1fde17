//! The small words of the grammar: tokens, quoted strings, folding, lists (RFC 3261 §25.1). Text in, slices out; what
//! the slices mean is the business of the header files.

use std::borrow::Cow;

use memchr::{memchr2, memchr3};

/// One header value, or a part of one, cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Malformed {
    /// The thing that was read, such as `Via`.
    pub what: &'static str,
    /// What is wrong with it.
    pub why: &'static str,
}

/// Shorthand for a `Malformed`.
pub(super) const fn malformed(what: &'static str, why: &'static str) -> Malformed {
    Malformed { what, why }
}

/// Whether `b` may stand in a token.
pub(super) const fn is_token_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~')
}

/// Whether `text` is one token.
pub(super) fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|b| is_token_byte(*b))
}

/// Linear white space inside a line.
pub(super) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// A header value as one line of text: folds become a space (RFC 3261 §7.3.1), bytes that are not UTF-8 become U+FFFD.
/// What was received stays as it is; this is a reading of it.
pub(super) fn unfold(value: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(value);
    if memchr2(b'\r', b'\n', value).is_none() {
        return text;
    }
    let mut line = String::with_capacity(text.len());
    for part in text.split(['\r', '\n']).map(|part| part.trim_matches(is_blank)).filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    Cow::Owned(line)
}

/// The length of the quoted string at the start of `text`, both quotes included; `None` when it does not end.
pub(super) fn quoted_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The content of a quoted string with its escapes resolved; other text as it is.
pub(super) fn unquote(text: &str) -> Cow<'_, str> {
    let Some(inner) = strip_quotes(text) else { return Cow::Borrowed(text) };
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    Cow::Owned(plain)
}

/// What stands between the quotes, escapes untouched.
pub(super) fn strip_quotes(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

/// `text` as a quoted string. Controls cannot stand in one and become spaces.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(if c.is_control() { ' ' } else { c });
    }
    quoted.push('"');
    quoted
}

/// Cuts `text` at the first `mark` that stands neither in quotes nor in angle brackets.
pub(super) fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let mut at = 0;
    loop {
        at += memchr3(b'"', b'<', mark, text.as_bytes().get(at..)?)?;
        match text.as_bytes()[at] {
            b'"' => at += quoted_len(&text[at..])?,
            b'<' if mark != b'<' => at += text[at..].find('>')?,
            _ => return Some((&text[..at], &text[at + 1..])),
        }
    }
}

/// The elements of a comma list, blanks trimmed; commas in quotes and angle brackets do not count. Empty elements are
/// kept out, as in `a,,b`.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (head, tail) = cut(text, b',').map_or((text, None), |(head, tail)| (head, Some(tail)));
        rest = tail;
        Some(head.trim_matches(is_blank))
    })
    .filter(|element| !element.is_empty())
}

/// Text without what could end a header line: controls become spaces, blanks around it go.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c: char| is_blank(c) || c.is_control());
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
}

/// Percent escapes resolved; one that is broken stays as it is, and so does a text that would not be UTF-8.
pub(super) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&b) = bytes.get(at) {
        match bytes.get(at + 1..at + 3).filter(|_| b == b'%').and_then(hex_byte) {
            Some(decoded) => {
                plain.push(decoded);
                at += 3;
            }
            None => {
                plain.push(b);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |b: u8| char::from(b).to_digit(16);
    Some((digit(*digits.first()?)? * 16 + digit(*digits.get(1)?)?) as u8)
}

/// Every byte that `keep` does not want as a percent escape.
pub(super) fn percent_encode(text: &str, keep: impl Fn(u8) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for b in text.bytes() {
        if keep(b) {
            escaped.push(char::from(b));
        } else {
            escaped.push_str(&format!("%{b:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_respect_quotes_and_brackets() {
        let found: Vec<_> = list(r#""a, \"b" <sip:x,y@h>;q=1 ,, <sip:c@d>,e"#).collect();
        assert_eq!(found, [r#""a, \"b" <sip:x,y@h>;q=1"#, "<sip:c@d>", "e"]);
        assert_eq!(list("").count(), 0);
        assert_eq!(list(r#""never, ends"#).count(), 1);
        assert_eq!(list("<sip:never, ends").count(), 1);
    }

    #[test]
    fn folds_become_one_space_and_foreign_bytes_a_mark() {
        assert_eq!(unfold(b"a\r\n  b\r\n\tc"), "a b c");
        assert_eq!(unfold(b"J\xf6rg"), "J\u{fffd}rg");
    }

    #[test]
    fn quoting_goes_both_ways() {
        for text in ["plain", r#"a "b" \c"#, "", "ü"] {
            assert_eq!(unquote(&quote(text)), text);
        }
        assert_eq!(quoted_len(r#""a\"b" c"#), Some(6));
        assert_eq!(quoted_len(r#""a\"#), None);
        assert_eq!(quoted_len("\"a\\ü\""), Some(6));
    }

    #[test]
    fn controls_cannot_leave() {
        assert_eq!(clean(" a\r\nEvil: b\0c \0"), "a  Evil: b c");
        assert_eq!(quote("a\r\nb"), "\"a  b\"");
    }

    #[test]
    fn percent_escapes() {
        assert_eq!(percent_decode("*72%23"), "*72#");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%zz%4"), "%zz%4");
        assert_eq!(percent_decode("%ff"), "%ff");
        assert_eq!(percent_encode("a b", |b| b.is_ascii_alphanumeric()), "a%20b");
    }
}
