//! What the virtual web server answers under one path: replies in turn, the last one again and again.

use std::time::Duration;

use super::fault::Fault;
use super::line::Cursor;
use super::sound::SoundFile;

/// The words of a reply.
pub(super) const WORDS: &[&str] = &["refused", "silent", "cut", "for", "header", "type"];

/// One path and its replies.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The path, or a whole URL on another host.
    pub path: String,
    /// The replies in turn.
    pub turns: Vec<Turn>,
}

/// One reply and how long it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// What is replied.
    pub reply: PageReply,
    /// How long the server thinks.
    pub after: Duration,
    /// Until this long after the first request, instead of once.
    pub stands_for: Option<Duration>,
}

/// What the server does with a request.
#[derive(Clone, Debug, PartialEq)]
pub enum PageReply {
    /// Answers.
    Answer {
        /// The status.
        status: u16,
        /// Headers.
        headers: Vec<(String, String)>,
        /// Where the body comes from.
        body: Body,
    },
    /// No connection.
    Refused,
    /// Connects and never answers.
    Silent,
    /// Breaks off in the middle of the answer.
    Cut,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// None.
    Empty,
    /// A file beside the story.
    File(String),
    /// The text in the story.
    Text(String),
    /// A sound file that the story describes.
    Sound(SoundFile),
}

/// Reads `web PATH: REPLY, REPLY…` after its keyword.
pub(super) fn page(line: &mut Cursor) -> Result<Page, Fault> {
    let path = line.word("a path such as `/done`")?;
    line.need(":")?;
    Ok(Page { path, turns: turns(line)? })
}

/// Reads `REPLY, REPLY…` to the end of the line.
pub(super) fn turns(line: &mut Cursor) -> Result<Vec<Turn>, Fault> {
    let mut turns = vec![turn(line)?];
    while line.take(",") {
        turns.push(turn(line)?);
    }
    line.end()?;
    Ok(turns)
}

fn turn(line: &mut Cursor) -> Result<Turn, Fault> {
    let after = if line.take("after") { line.span()? } else { Duration::ZERO };
    let plain = [("refused", PageReply::Refused), ("silent", PageReply::Silent), ("cut", PageReply::Cut)];
    let reply = match plain.into_iter().find(|(word, _)| line.take(word)) {
        Some((_, reply)) => reply,
        None => answer(line)?,
    };
    let stands_for = if line.take("for") { Some(line.span()?) } else { None };
    Ok(Turn { reply, after, stands_for })
}

fn answer(line: &mut Cursor) -> Result<PageReply, Fault> {
    if line.peek().parse::<u16>().is_err() {
        return Err(
            line.unknown("a reply", &["200 file.xml", "200 sound voice 3s", "refused", "silent", "cut", "after"])
        );
    }
    let status = line.status()?;
    let mut body = Body::Empty;
    let mut headers = Vec::new();
    while !line.is_at_end() && !matches!(line.peek(), "," | "for") {
        if line.take("header") {
            headers.push(header(line)?);
        } else if line.take("type") {
            headers.push(("content-type".into(), line.word("a content type")?));
        } else if line.take("sound") {
            body = Body::Sound(SoundFile::read(line)?);
        } else if line.peek().is_empty() || line.peek().starts_with('<') {
            body = Body::Text(line.word("a text")?);
        } else {
            body = Body::File(line.word("a file")?.trim_start_matches('/').to_owned());
        }
    }
    Ok(PageReply::Answer { status, headers, body })
}

fn header(line: &mut Cursor) -> Result<(String, String), Fault> {
    let text = line.word("a header such as \"Location: /b\"")?;
    match text.split_once(':') {
        Some((name, value)) => Ok((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
        None => Err(line.fault_back("a header is written in quotes, with a colon: `header \"Location: /b\"`")),
    }
}
