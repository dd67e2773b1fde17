//! A recogniser that takes whole files: a form by POST (RFC 7578), as OpenAI's
//! `/v1/audio/transcriptions` and the servers that do as it does.

use std::time::Duration;

use bytes::Bytes;

use super::reply::{self, Said};
use super::{Fault, Question};
use crate::edge::hooks::Hooks;
use crate::engine::Recogniser;
use crate::wire::http::{Exchange, Method, Reach};
use crate::wire::wav::{Format, header};

/// Bytes of an answer: hours of text.
const LONGEST: usize = 4 << 20;

/// A file to be understood.
pub(super) struct File {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) bytes: Bytes,
}

impl File {
    /// A WAV file of one channel.
    pub(super) fn wav(hz: u32, samples: &[i16]) -> Self {
        let data = samples.iter().flat_map(|sample| sample.to_le_bytes());
        let length = u32::try_from(samples.len().saturating_mul(2)).unwrap_or(u32::MAX);
        let bytes = header(Format::Pcm16, 1, hz, length).into_iter().chain(data).collect();
        Self { name: "speech.wav", kind: "audio/wav", bytes }
    }
}

/// Posts it, once.
pub(super) async fn ask(
    hooks: &Hooks,
    settings: &Recogniser,
    question: &Question,
    file: &File,
    patience: Duration,
) -> Result<Said, Fault> {
    let fields = fields(settings, question);
    let boundary = boundary(&file.bytes);
    let mut headers = vec![
        ("Content-Type".to_owned(), format!("multipart/form-data; boundary={boundary}")),
        ("Accept".to_owned(), "application/json".to_owned()),
    ];
    headers.extend(super::login(settings));
    let exchange = Exchange {
        method: Method::Post,
        url: question.place(settings).ok_or(Fault::Nobody)?.to_owned(),
        headers,
        body: None,
        connect_timeout: Duration::from_secs(settings.connect_timeout),
        first_byte_timeout: patience,
        total_timeout: patience,
        max_body: LONGEST,
        reach: Reach::default(),
    };
    let reply = hooks.send(exchange, body(&fields, file, &boundary)).await?;
    match reply.status {
        200 => reply::transcription(&reply.body),
        status => Err(Fault::Status(status)),
    }
}

fn fields(settings: &Recogniser, question: &Question) -> Vec<(&'static str, String)> {
    let mut fields = vec![("response_format", "json".to_owned())];
    let model = settings.model(question.model.as_deref());
    if !model.is_empty() {
        fields.push(("model", model.to_owned()));
    }
    // ISO 639 is what it knows: the country is too much.
    let language = question.language.split('-').next().unwrap_or_default();
    if !language.is_empty() {
        fields.push(("language", language.to_ascii_lowercase()));
    }
    if !question.hints.is_empty() {
        fields.push(("prompt", question.hints.join(", ")));
    }
    fields
}

fn body(fields: &[(&str, String)], file: &File, boundary: &str) -> Bytes {
    let mut body = Vec::with_capacity(file.bytes.len() + 1024);
    for (name, value) in fields {
        let part = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(part.as_bytes());
        // What a document says cannot make another part of it.
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        body.extend_from_slice(value.as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    let File { name, kind, bytes } = file;
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    body.into()
}

/// A boundary that the file does not have in it.
fn boundary(bytes: &[u8]) -> String {
    let mut number = 0_u64;
    loop {
        let boundary = format!("callwright-speech-{number:016x}");
        if memchr::memmem::find(bytes, boundary.as_bytes()).is_none() {
            return boundary;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_has_what_the_document_wants_and_cannot_be_broken_by_it() {
        let models = [("phone_call".to_owned(), "large".to_owned())].into();
        let settings = Recogniser { models, ..Recogniser::default() };
        let question = Question {
            language: "de-AT".into(),
            hints: vec!["ja".into(), "a\r\n--callwright-speech-0000000000000000".into()],
            model: Some("phone_call".into()),
        };
        let file = File::wav(16_000, &[1, 2]);
        let boundary = boundary(&file.bytes);
        let body = body(&fields(&settings, &question), &file, &boundary);
        let text = String::from_utf8_lossy(&body);
        for part in
            ["name=\"model\"\r\n\r\nlarge\r\n", "name=\"language\"\r\n\r\nde\r\n", "name=\"prompt\"\r\n\r\nja, a  --"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(text.matches(&format!("\r\n--{boundary}")).count(), 5, "{text}");
    }

    #[test]
    fn a_boundary_is_not_in_the_file() {
        assert_eq!(boundary(b"callwright-speech-0000000000000000"), "callwright-speech-0000000000000001");
    }
}
