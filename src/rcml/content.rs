//! What an answer is by its Content-Type (spec §1.1).

/// What to do with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Read it as RCML.
    Rcml,
    /// It behaves as one `Play` of its URL.
    Audio,
    /// It behaves as one `Say` of its text.
    Text,
    /// Refuse it with 12300.
    Unsupported,
}

/// Audio a document request may be answered with.
const AUDIO: [&str; 11] = [
    "audio/wav",
    "audio/wave",
    "audio/x-wav",
    "audio/mpeg",
    "audio/mp3",
    "audio/aiff",
    "audio/x-aiff",
    "audio/x-gsm",
    "audio/gsm",
    "audio/ulaw",
    "audio/basic",
];

impl Content {
    /// By the header, or by the first character where there is none. An empty body is an empty document whatever the
    /// header says.
    pub fn of(content_type: Option<&str>, body: &[u8]) -> Self {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Self::Rcml;
        }
        let Some(header) = content_type else { return Self::by_first_character(body) };
        let kind = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "text/xml" | "application/xml" | "text/html" => Self::Rcml,
            "text/plain" => Self::Text,
            "" => Self::by_first_character(body),
            _ if kind.ends_with("+xml") => Self::Rcml,
            _ if AUDIO.contains(&kind.as_str()) => Self::Audio,
            _ => Self::Unsupported,
        }
    }

    fn by_first_character(body: &[u8]) -> Self {
        let unmarked =
            [&b"\xEF\xBB\xBF"[..], b"\xFE\xFF\0", b"\xFF\xFE"].iter().find_map(|mark| body.strip_prefix(*mark));
        match unmarked.unwrap_or(body).iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'<') => Self::Rcml,
            _ => Self::Unsupported,
        }
    }
}

/// The `charset` parameter of a Content-Type.
pub fn charset_of(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_decides_and_parameters_and_case_do_not() {
        for (header, body, content) in [
            (Some("text/xml"), "<R/>", Content::Rcml),
            (Some("Application/XML; charset=utf-8"), "<R/>", Content::Rcml),
            (Some("text/html;charset=x"), "<R/>", Content::Rcml),
            (Some("application/rcml+xml"), "<R/>", Content::Rcml),
            (Some("audio/x-wav"), "RIFF", Content::Audio),
            (Some("audio/mpeg"), "ID3", Content::Audio),
            (Some("audio/opus"), "OggS", Content::Unsupported),
            (Some("text/plain"), "Hello", Content::Text),
            (Some("application/json"), "{}", Content::Unsupported),
            (Some("application/json"), " \r\n", Content::Rcml),
            (Some(""), " <R/>", Content::Rcml),
            (None, "\n <R/>", Content::Rcml),
            (None, "\u{FEFF}<R/>", Content::Rcml),
            (None, "Hello", Content::Unsupported),
        ] {
            assert_eq!(Content::of(header, body.as_bytes()), content, "{header:?} {body}");
        }
    }

    #[test]
    fn the_charset_is_a_parameter_like_any_other() {
        for (header, charset) in [
            ("text/xml; charset=utf-8", Some("utf-8")),
            ("text/xml;version=1; CharSet = \"ISO-8859-1\" ", Some("ISO-8859-1")),
            ("text/xml; charset=", None),
            ("text/xml", None),
        ] {
            assert_eq!(charset_of(header), charset, "{header}");
        }
    }
}
