//! The value of a Content-Type header, as far as documents need it: what it is, and in which charset (RFC 9110 §8.3).

/// A media type. Parameters other than `charset` are of no interest (spec §1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaType {
    /// `type/subtype` in lower case.
    pub essence: String,
    /// The `charset` parameter in lower case, without quotes.
    pub charset: Option<String>,
}

impl MediaType {
    /// Reads a header value; a value that is not a media type keeps its text as the essence, and matches nothing.
    pub fn parse(value: &str) -> Self {
        let mut pieces = value.split(';');
        let essence = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = pieces.find_map(|piece| {
            let (name, value) = piece.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']);
            (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_ascii_lowercase())
        });
        Self { essence, charset }
    }

    /// Whether a document of this type is read as RCML (spec §1.1).
    pub fn is_xml(&self) -> bool {
        matches!(self.essence.as_str(), "text/xml" | "application/xml" | "text/html") || self.essence.ends_with("+xml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_type_and_charset() {
        let table = [
            ("text/xml", "text/xml", None, true),
            ("Text/XML; Charset=\"ISO-8859-1\"; x=y", "text/xml", Some("iso-8859-1"), true),
            ("application/atom+xml;charset=utf-8", "application/atom+xml", Some("utf-8"), true),
            ("text/html ; charset=", "text/html", None, true),
            ("text/plain", "text/plain", None, false),
            ("", "", None, false),
            (";;=;", "", None, false),
        ];
        for (value, essence, charset, xml) in table {
            let read = MediaType::parse(value);
            assert_eq!(
                (read.essence.as_str(), read.charset.as_deref(), read.is_xml()),
                (essence, charset, xml),
                "{value}"
            );
        }
    }
}
