//! `&…;` → characters (spec §1.2): the five predefined entities and character references. A `&` that begins no
//! reference is itself, which is how SIP headers after `?` are joined in the wild.

/// Raw characters of a text or an attribute with references resolved and
/// line breaks as XML 1.0 §2.11, §3.3.3 want them.
///
/// On failure: the byte range of the reference in `raw`, what is wrong, what to do.
pub(super) fn resolve(raw: &str, kind: Kind) -> Result<String, Unresolved> {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr3(b'&', b'\r', if kind == Kind::Value { b'\n' } else { b'&' }, rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let (character, length) = match from.strip_prefix('&') {
            Some(after) => reference(after)
                .map_err(|(message, help)| {
                    let start = raw.len() - from.len();
                    Unresolved { start, end: start + from.find(';').unwrap_or(0) + 1, message, help }
                })?
                .map_or(('&', 1), |(character, length)| (character, length + 1)),
            None => (kind.line_break(), if from.starts_with("\r\n") { 2 } else { 1 }),
        };
        text.push(character);
        rest = from.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    Ok(if kind == Kind::Value { text.replace('\t', " ") } else { text })
}

/// Whose characters they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of a text: line breaks become `\n`.
    Text,
    /// Of an attribute: white space becomes spaces.
    Value,
}

impl Kind {
    const fn line_break(self) -> char {
        match self {
            Self::Text => '\n',
            Self::Value => ' ',
        }
    }
}

/// A reference that has the shape of one and means nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unresolved {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) message: String,
    pub(super) help: String,
}

/// Whether XML allows the character at all (XML 1.0 §2.2).
pub(super) const fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether the text is an XML name (XML 1.0 §2.3; colons are left to the reader).
pub(super) fn is_name(text: &str) -> bool {
    let first = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
    let later = |c: char| first(c) || c.is_numeric() || matches!(c, '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}');
    text.starts_with(first) && text.chars().all(later)
}

/// The character a reference stands for and the length of the reference after its `&`; none if it is not one.
fn reference(after: &str) -> Result<Option<(char, usize)>, (String, String)> {
    let Some((name, _)) = after.get(..after.len().min(64)).map_or_else(|| after.split_once(';'), |s| s.split_once(';'))
    else {
        return Ok(None);
    };
    let length = name.len() + 1;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match name.strip_prefix('#') {
            Some(digits) => match numbered(digits) {
                Some(character) => character?,
                None => return Ok(None),
            },
            None if is_name(name) => return Err(undefined(name)),
            None => return Ok(None),
        },
    };
    Ok(Some((character, length)))
}

fn numbered(digits: &str) -> Option<Result<char, (String, String)>> {
    let (digits, radix) = digits.strip_prefix('x').map_or((digits, 10), |hex| (hex, 16));
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let character = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|c| is_legal(*c));
    Some(
        character.ok_or_else(|| {
            ("the character reference names no character XML allows".to_owned(), "remove it".to_owned())
        }),
    )
}

fn undefined(name: &str) -> (String, String) {
    let help = match name {
        "nbsp" => "write &#160; for a no-break space".to_owned(),
        _ => format!("only amp, lt, gt, quot and apos are defined; write &amp;{name}; for the text itself"),
    };
    (format!("the entity {name} is not defined"), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters_and_a_raw_ampersand_stays() {
        for (raw, text) in [
            ("a &amp; b", "a & b"),
            ("&lt;&gt;&quot;&apos;&#65;&#x42;&#x1F4DE;", "<>\"'AB📞"),
            ("sip:a@b?x-a=1&x-b=2", "sip:a@b?x-a=1&x-b=2"),
            ("x-a=1&x-b=2;c", "x-a=1&x-b=2;c"),
            ("& &; &# &#; &#x; &#xG; &1; tail&", "& &; &# &#; &#x; &#xG; &1; tail&"),
            ("&amp;lt;", "&lt;"),
            ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
        ] {
            assert_eq!(resolve(raw, Kind::Text), Ok(text.to_owned()), "{raw}");
        }
        assert_eq!(resolve("a\r\nb\nc\td&#10;", Kind::Value).unwrap(), "a b c d\n");
    }

    #[test]
    fn undefined_entities_and_illegal_characters_are_refused_where_they_stand() {
        for (raw, message) in [
            ("ab&nbsp;c", "the entity nbsp is not defined"),
            ("ab&lol;c", "the entity lol is not defined"),
            ("ab&#0;c", "the character reference names no character XML allows"),
            ("ab&#xD800;c", "the character reference names no character XML allows"),
            ("ab&#99999999999;c", "the character reference names no character XML allows"),
        ] {
            let unresolved = resolve(raw, Kind::Text).unwrap_err();
            assert_eq!((unresolved.start, unresolved.end), (2, raw.len() - 1), "{raw}");
            assert_eq!(unresolved.message, message);
        }
    }
}
