//! What a successful answer is, by its Content-Type (the table of spec §1.1).

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Failure;
use crate::wire::http::{MediaType, Reply};

/// The content of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A document to be read.
    Rcml {
        /// Its bytes.
        bytes: Bytes,
        /// What the Content-Type says about them; the XML declaration and a BOM come first.
        charset: Option<String>,
    },
    /// Stands for a document with one Play of this URL.
    Audio(String),
    /// Stands for a document with one Say of this text.
    Text(String),
    /// No verbs.
    Empty,
}

/// Audio types that can be played; the other audio types of spec §1.1 need codecs that are not built in.
const PLAYABLE: [&str; 5] = ["audio/wav", "audio/wave", "audio/x-wav", "audio/basic", "audio/ulaw"];

type Notes = Vec<(u32, String)>;

/// Reads an answer of status 2xx; `url` is what was asked.
pub(super) fn read(reply: &Reply, url: impl FnOnce() -> String) -> Result<(Content, Notes), Failure> {
    if reply.status == 204 || reply.body.is_empty() {
        return Ok((Content::Empty, Vec::new()));
    }
    let Some(header) = reply.header("content-type") else { return sniff(reply) };
    let media_type = MediaType::parse(header);
    let content = match media_type.essence.as_str() {
        _ if media_type.is_xml() => Content::Rcml { bytes: reply.body.clone(), charset: media_type.charset },
        "text/plain" => Content::Text(text(&reply.body, media_type.charset.as_deref()).ok_or_else(|| bad_text(reply))?),
        audio if PLAYABLE.contains(&audio) => Content::Audio(url()),
        other => return Err(bad_type(reply, &format!("Content-Type {other:.80} cannot be used as a document"))),
    };
    Ok((content, Vec::new()))
}

/// Without a Content-Type, what begins like XML is RCML (spec §1.1).
fn sniff(reply: &Reply) -> Result<(Content, Notes), Failure> {
    let body = reply.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&reply.body);
    if body.trim_ascii_start().first() != Some(&b'<') {
        return Err(bad_type(reply, "no Content-Type, and the body does not begin like XML"));
    }
    let note = (12300, "no Content-Type: read as RCML, because it begins with <".to_owned());
    Ok((Content::Rcml { bytes: reply.body.clone(), charset: None }, vec![note]))
}

fn text(body: &[u8], charset: Option<&str>) -> Option<String> {
    match charset {
        Some("iso-8859-1" | "latin1" | "windows-1252") => Some(body.iter().map(|byte| char::from(*byte)).collect()),
        _ => {
            let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
            std::str::from_utf8(body).ok().map(str::to_owned)
        }
    }
}

fn bad_text(reply: &Reply) -> Failure {
    Failure { status: Some(reply.status), ..Failure::new(12100, "the text is not valid UTF-8".to_owned()) }
}

fn bad_type(reply: &Reply, why: &str) -> Failure {
    Failure { status: Some(reply.status), ..Failure::new(12300, why.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(content_type: Option<&str>, body: &'static [u8]) -> Result<Content, u32> {
        let headers = content_type.map(|value| ("content-type".to_owned(), value.to_owned())).into_iter().collect();
        let reply = Reply { status: 200, headers, body: Bytes::from_static(body) };
        read(&reply, || "http://a.example/x".into()).map(|(content, _)| content).map_err(|failure| failure.code)
    }

    fn rcml(bytes: &'static [u8], charset: Option<&str>) -> Result<Content, u32> {
        Ok(Content::Rcml { bytes: Bytes::from_static(bytes), charset: charset.map(str::to_owned) })
    }

    #[test]
    fn the_type_decides() {
        let xml = b"<Response/>";
        let audio = || Ok(Content::Audio("http://a.example/x".into()));
        let table = [
            (Some("text/xml"), rcml(xml, None)),
            (Some("APPLICATION/XML; charset=ISO-8859-1"), rcml(xml, Some("iso-8859-1"))),
            (Some("text/html"), rcml(xml, None)),
            (Some("application/rcml+xml"), rcml(xml, None)),
            (Some("audio/x-wav"), audio()),
            (Some("audio/basic"), audio()),
            (Some("audio/mpeg"), Err(12300)),
            (Some("text/plain"), Ok(Content::Text("<Response/>".into()))),
            (Some("application/json"), Err(12300)),
            (Some(""), Err(12300)),
            (None, rcml(xml, None)),
        ];
        for (content_type, expected) in table {
            assert_eq!(read_as(content_type, xml), expected, "{content_type:?}");
        }
    }

    #[test]
    fn without_a_type_only_xml_is_taken_and_with_a_warning() {
        assert_eq!(read_as(None, b"hello"), Err(12300));
        assert_eq!(read_as(None, b" \n\t"), Err(12300));
        assert_eq!(read_as(None, b"\xef\xbb\xbf \r\n<R/>"), rcml(b"\xef\xbb\xbf \r\n<R/>", None));
        let reply = Reply { status: 200, headers: Vec::new(), body: Bytes::from_static(b"<R/>") };
        assert_eq!(read(&reply, String::new).unwrap().1[0].0, 12300);
    }

    #[test]
    fn text_is_decoded() {
        assert_eq!(read_as(Some("text/plain"), b"\xef\xbb\xbfhi \xc3\xa9"), Ok(Content::Text("hi é".into())));
        assert_eq!(read_as(Some("text/plain; charset=latin1"), b"\xe9"), Ok(Content::Text("é".into())));
        assert_eq!(read_as(Some("text/plain"), b"\xe9"), Err(12100));
    }
}
