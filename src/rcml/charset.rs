//! Bytes → text (spec §1.1): the XML declaration decides, else the byte order mark, else the `charset` parameter, else
//! UTF-8. UTF-16 can only be told by its mark, since a declaration cannot be read before it. Encodings of one country
//! or vendor are those of the Encoding Standard of the web, by `encoding_rs`.

use encoding_rs::{DecoderResult, Encoding};

use super::{Fault, Lines, Source, code};

/// The text of a document without its byte order mark.
pub fn decode(source: &Source<'_>) -> Result<String, Fault> {
    let bytes = source.bytes;
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return utf_16(rest, u16::from_be_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return utf_16(rest, u16::from_le_bytes);
    }
    let unmarked = bytes.strip_prefix(b"\xEF\xBB\xBF");
    let rest = unmarked.unwrap_or(bytes);
    let marked = unmarked.map(|_| Charset::Utf8);
    let declared = declaration(rest).map(|(label, at)| Charset::named(label).ok_or((label.to_owned(), at)));
    match declared.transpose().map_err(|(label, at)| unknown(&label, at, rest))? {
        // A declaration that could be read byte by byte was not written in UTF-16, whatever it says of itself:
        // generators that build a string first write this, and their documents are UTF-8.
        Some(Charset::Utf16) | None => {}
        Some(charset) => return charset.decode(rest),
    }
    marked.or_else(|| source.charset_hint.and_then(Charset::named)).unwrap_or(Charset::Utf8).decode(rest)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    Utf8,
    Utf16,
    Latin1,
    Ascii,
    Other(&'static Encoding),
}

impl Charset {
    fn named(label: &str) -> Option<Self> {
        match label.trim().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "utf-16" | "utf-16le" | "utf-16be" | "utf16" => Some(Self::Utf16),
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" => Some(Self::Latin1),
            "us-ascii" | "ascii" => Some(Self::Ascii),
            // What the web decodes to nothing for safety is not known here.
            label => Encoding::for_label_no_replacement(label.as_bytes()).map(Self::Other),
        }
    }

    fn decode(self, bytes: &[u8]) -> Result<String, Fault> {
        match self {
            Self::Utf8 => utf_8(bytes),
            // Named by the Content-Type without a mark: the network order (RFC 2781 §4.3).
            Self::Utf16 => utf_16(bytes, u16::from_be_bytes),
            Self::Latin1 => Ok(bytes.iter().copied().map(char::from).collect()),
            Self::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(at) => Err(undecodable("US-ASCII", at, bytes)),
                None => utf_8(bytes),
            },
            Self::Other(encoding) => national(encoding, bytes),
        }
    }
}

/// The label of `<?xml … encoding="label"?>` and where it stands.
fn declaration(bytes: &[u8]) -> Option<(&str, usize)> {
    let blank = bytes.len() - bytes.trim_ascii_start().len();
    let bytes = bytes.get(blank..)?;
    let head = bytes.get(..bytes.len().min(256))?;
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(head.get(..end)?).ok()?;
    let (before, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?;
    let at = blank + before.len() + after.find(quote)? + "encoding".len() + 1;
    Some((label, at))
}

fn utf_8(bytes: &[u8]) -> Result<String, Fault> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(undecodable("UTF-8", error.valid_up_to(), bytes)),
    }
}

/// All of it or nothing: a byte that means nothing is refused here as in UTF-8.
fn national(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, Fault> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::Malformed(length, after), read) => {
            let at = read.saturating_sub(usize::from(length) + usize::from(after));
            Err(undecodable_after(encoding.name(), at, &text))
        }
        (DecoderResult::InputEmpty | DecoderResult::OutputFull, _) => Ok(text),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Fault> {
    let units = bytes.chunks(2).map(|pair| match pair {
        // An odd last byte becomes a lone surrogate, which is refused like any other.
        [a, b] => unit([*a, *b]),
        _ => 0xD800,
    });
    let mut text = String::with_capacity(bytes.len());
    for character in char::decode_utf16(units) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err(undecodable_after("UTF-16", 2 * text.encode_utf16().count(), &text)),
        }
    }
    Ok(text)
}

fn unknown(label: &str, at: usize, bytes: &[u8]) -> Fault {
    let text = String::from_utf8_lossy(bytes);
    let span = Lines::new(&text).span(at, at + label.len());
    Fault::error(code::MALFORMED, span, "the encoding of the XML declaration is not known")
        .help("write the document in UTF-8; the encodings of the web are read too, such as windows-1252 or Shift_JIS")
}

/// `at` is both the byte offset and, since all before it was valid, the place in the text read leniently.
fn undecodable(charset: &str, at: usize, bytes: &[u8]) -> Fault {
    let readable = bytes.get(..at).unwrap_or_default();
    undecodable_after(charset, at, &String::from_utf8_lossy(readable))
}

fn undecodable_after(charset: &str, at: usize, readable: &str) -> Fault {
    let span = Lines::new(readable).span(readable.len(), readable.len());
    Fault::error(code::MALFORMED, span, format!("not {charset}: the byte at offset {at} begins no character"))
        .help("write the document in UTF-8, or name its encoding in the XML declaration")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], charset_hint: Option<&str>) -> Result<String, String> {
        decode(&Source { name: "t", bytes, charset_hint }).map_err(|fault| fault.message)
    }

    #[test]
    fn the_declaration_wins_then_the_mark_then_the_parameter_then_utf_8() {
        let latin = b"<?xml version='1.0' encoding = 'ISO-8859-1'?><Say>caf\xE9</Say>";
        assert!(decoded(latin, Some("utf-8")).unwrap().ends_with("café</Say>"));
        assert_eq!(decoded("\u{FEFF}é".as_bytes(), Some("iso-8859-1")).unwrap(), "é");
        assert_eq!(decoded(b"\xE9", Some("Latin1")).unwrap(), "é");
        assert_eq!(decoded("é".as_bytes(), Some("x-unheard-of")).unwrap(), "é");
        assert_eq!(decoded("é".as_bytes(), None).unwrap(), "é");
    }

    #[test]
    fn h3_encodings_of_countries_and_vendors_are_read() {
        for (label, bytes, text) in [
            ("windows-1252", &b"\x80 5\x85 caf\xE9"[..], "€ 5… café"),
            ("Windows-1251", b"\xCF\xF0\xE8\xE2\xE5\xF2", "Привет"),
            ("ISO-8859-15", b"\xA4", "€"),
            ("shift_jis", b"\x82\xB1\x82\xF1", "こん"),
            ("GB18030", b"\xC4\xE3\xBA\xC3", "你好"),
        ] {
            assert_eq!(decoded(bytes, Some(label)).unwrap(), text, "{label} as a parameter");
            let declared = [format!("<?xml version='1.0' encoding='{label}'?>").as_bytes(), bytes].concat();
            assert!(decoded(&declared, Some("utf-8")).unwrap().ends_with(text), "{label} declared");
        }
    }

    #[test]
    fn utf_16_is_read_by_its_mark_in_both_orders() {
        let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><Say>☎𝄞</Say>";
        for (mark, order) in [([0xFF, 0xFE], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xFE, 0xFF], u16::to_be_bytes)]
        {
            let mut bytes = mark.to_vec();
            bytes.extend(text.encode_utf16().flat_map(order));
            assert_eq!(decoded(&bytes, None).unwrap(), text);
        }
        assert_eq!(decoded(text.as_bytes(), None).unwrap(), text, "a declaration that lies");
    }

    #[test]
    fn what_cannot_be_decoded_is_refused_with_its_byte_offset() {
        for (bytes, hint, part) in [
            (&b"ab\xFF"[..], None, "not UTF-8: the byte at offset 2"),
            (b"ab\xED\xA0\x80", None, "not UTF-8: the byte at offset 2"),
            (b"ab\xC3", Some("us-ascii"), "not US-ASCII: the byte at offset 2"),
            (b"\xFF\xFEa\0\0\xD8", None, "not UTF-16: the byte at offset 2"),
            (b"ab\x82", Some("shift_jis"), "not Shift_JIS: the byte at offset 2"),
            (b"\xFE\xFF\0a\0", None, "not UTF-16: the byte at offset 2"),
            (b"<?xml version='1.0' encoding='EBCDIC'?>", None, "the encoding of the XML declaration is not known"),
        ] {
            let message = decoded(bytes, hint).unwrap_err();
            assert!(message.starts_with(part), "{message}");
        }
    }
}
