//! Bytes to message: one pass that notes where things are, then a check of what every message needs (RFC 3261 §7,
//! §8.1.1, §18.3).
//!
//! A line ends with CRLF; a bare LF is taken for one, a bare CR is refused, so that nobody behind us can see a header
//! where we saw none. A fault does not stop the pass: the headers behind it are needed to answer.

use std::ops::Range;

use bytes::Bytes;
use memchr::memchr;

use super::fault::{FaultKind, ParseFault};
use super::grammar::{self, malformed};
use super::header::{CSeq, Header, Name, NameAddr, Via, read_number};
use super::message::{Message, Start};
use super::{Limits, MaxForwards, Method, Uri};

impl Message {
    /// Reads a datagram, or one message cut out of a stream, within the default limits. Without Content-Length the
    /// body goes to the end; bytes behind it are dropped (RFC 3261 §18.3).
    pub fn parse(bytes: Bytes) -> Result<Self, ParseFault> {
        Self::parse_within(bytes, &Limits::default())
    }

    /// Like [`Message::parse`], within these limits.
    pub fn parse_within(bytes: Bytes, limits: &Limits) -> Result<Self, ParseFault> {
        let message = read(&bytes, limits)?;
        match check(&message, limits) {
            Ok(()) => Ok(message),
            Err(kind) => Err(ParseFault::new(kind, Some(message))),
        }
    }
}

/// Whether a datagram only keeps a binding open: blank lines, NULs, or nothing (RFC 5626 §4.4.1).
pub fn is_keep_alive(datagram: &[u8]) -> bool {
    datagram.iter().all(|b| matches!(b, b'\r' | b'\n' | 0 | b' '))
}

/// The message as it stands there, whatever is missing in it.
pub(super) fn read(bytes: &Bytes, limits: &Limits) -> Result<Message, ParseFault> {
    let at = bytes.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(bytes.len());
    if at == bytes.len() {
        return Err(ParseFault::new(FaultKind::Empty, None));
    }
    let line_end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |len| at + len);
    let (start, start_fault) = start_line(bytes, trim(bytes, at..line_end));
    let mut section = Section::new(bytes, line_end + 1);
    if bytes.len() > limits.message {
        section.blame(FaultKind::TooLarge);
    }
    section.collect(limits, at);
    let kind = start_fault.or(section.fault);
    let body = match section.body() {
        Ok(body) if kind.is_none() => body,
        Ok(_) => Bytes::new(),
        Err(fault) => {
            section.blame(fault);
            Bytes::new()
        }
    };
    let kind = kind.or(section.fault);
    let message = start.map(|start| Message { start, headers: section.headers, body });
    match (kind, message) {
        (None, Some(message)) => Ok(message),
        (kind, message) => Err(ParseFault::new(kind.unwrap_or(FaultKind::StartLine), message)),
    }
}

/// One header line: where its name and its value stand.
pub(super) struct Line {
    pub(super) label: Range<usize>,
    pub(super) value: Range<usize>,
}

/// What follows in a header section.
pub(super) enum Next {
    /// A header line.
    Header(Line),
    /// A line that is none.
    Broken,
    /// The empty line; the body begins here.
    End(usize),
    /// No more bytes.
    Cut,
}

/// Reads the line at `at`, folds included, and moves `at` behind it.
pub(super) fn next_line(bytes: &[u8], at: &mut usize) -> Next {
    let start = *at;
    let rest = bytes.get(start..).unwrap_or_default();
    if rest.starts_with(b"\n") || rest.starts_with(b"\r\n") {
        return Next::End(start + if rest[0] == b'\n' { 1 } else { 2 });
    }
    let mut end = start;
    loop {
        let Some(len) = memchr(b'\n', bytes.get(end..).unwrap_or_default()) else { return Next::Cut };
        end += len + 1;
        if !matches!(bytes.get(end), Some(b' ' | b'\t')) {
            break;
        }
    }
    *at = end;
    split_line(bytes, start..end)
}

fn split_line(bytes: &[u8], line: Range<usize>) -> Next {
    let text = &bytes[line.clone()];
    let Some(colon) = memchr(b':', text).filter(|colon| *colon > 0 && !text[0].is_ascii_whitespace()) else {
        return Next::Broken;
    };
    let label = trim(bytes, line.start..line.start + colon);
    let value = trim(bytes, line.start + colon + 1..line.end);
    let newline_in_label = bytes[label.clone()].iter().any(|b| matches!(b, b'\r' | b'\n'));
    if newline_in_label || has_bare_cr(&bytes[value.clone()]) {
        return Next::Broken;
    }
    Next::Header(Line { label, value })
}

fn has_bare_cr(value: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', value).any(|at| value.get(at + 1) != Some(&b'\n'))
}

/// The range without blanks and line ends around it.
fn trim(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let text = &bytes[range.clone()];
    let Some(first) = text.iter().position(|b| !blank(b)) else { return range.start..range.start };
    let last = text.iter().rposition(|b| !blank(b)).unwrap_or(first);
    range.start + first..range.start + last + 1
}

/// The header section while it is read.
struct Section<'a> {
    bytes: &'a Bytes,
    at: usize,
    body_at: Option<usize>,
    headers: Vec<Header>,
    length: Option<usize>,
    fault: Option<FaultKind>,
}

impl<'a> Section<'a> {
    fn new(bytes: &'a Bytes, at: usize) -> Self {
        Self { bytes, at, body_at: None, headers: Vec::with_capacity(20), length: None, fault: None }
    }

    /// The first fault is the one that is told.
    fn blame(&mut self, kind: FaultKind) {
        self.fault.get_or_insert(kind);
    }

    fn collect(&mut self, limits: &Limits, begin: usize) {
        loop {
            match next_line(self.bytes, &mut self.at) {
                Next::End(body_at) => {
                    self.body_at = Some(body_at);
                    return;
                }
                Next::Cut => return self.blame(FaultKind::Truncated),
                _ if self.at - begin > limits.section => return self.blame(FaultKind::TooLarge),
                _ if self.headers.len() >= limits.headers => return self.blame(FaultKind::TooManyHeaders),
                Next::Broken => self.blame(FaultKind::HeaderLine),
                Next::Header(line) => self.take(line),
            }
        }
    }

    fn take(&mut self, line: Line) {
        let header = Header::received(self.bytes.slice(line.label), self.bytes.slice(line.value));
        if header.name() != Some(Name::ContentLength) {
            return self.headers.push(header);
        }
        match read_number(&header.value()) {
            Some(length) if self.length.is_none() => self.length = Some(length),
            _ => self.blame(FaultKind::ContentLength),
        }
    }

    fn body(&self) -> Result<Bytes, FaultKind> {
        let at = self.body_at.unwrap_or(self.bytes.len());
        let here = self.bytes.len() - at;
        match self.length {
            Some(length) if length > here => Err(FaultKind::BodyCut),
            length => Ok(self.bytes.slice(at..at + length.unwrap_or(here))),
        }
    }
}

/// The start line, and what is wrong with it. A request whose version or URI is wrong is still a request, so that it
/// can be answered.
fn start_line(bytes: &Bytes, line: Range<usize>) -> (Option<Start>, Option<FaultKind>) {
    let text = &bytes[line.clone()];
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"SIP/")) {
        return status_line(bytes, line);
    }
    // trim() took blanks at the end away: they make the line another one (RFC 4475 §3.1.2.11).
    let blank_behind = bytes.get(line.end).is_some_and(|b| matches!(b, b' ' | b'\t'));
    let Ok(text) = std::str::from_utf8(text) else { return (None, Some(FaultKind::StartLine)) };
    let parts = text.split_once(' ').and_then(|(method, rest)| Some((method, rest.rsplit_once(' ')?)));
    let Some((method, (uri, version))) = parts else { return (None, Some(FaultKind::StartLine)) };
    let Ok(method) = method.parse::<Method>() else { return (None, Some(FaultKind::StartLine)) };
    let fault = version_fault(version).or(blank_behind.then_some(FaultKind::StartLine));
    match uri.parse::<Uri>() {
        Ok(uri) => (Some(Start::Request { method, uri }), fault),
        Err(why) => {
            let uri = Uri::sip(None, "invalid", None);
            (Some(Start::Request { method, uri }), fault.or(Some(FaultKind::RequestUri(why))))
        }
    }
}

fn version_fault(version: &str) -> Option<FaultKind> {
    let (name, number) = version.split_at_checked(4)?;
    match name.eq_ignore_ascii_case("SIP/") {
        true if number == "2.0" => None,
        true => Some(FaultKind::Version),
        false => Some(FaultKind::StartLine),
    }
}

fn status_line(bytes: &Bytes, line: Range<usize>) -> (Option<Start>, Option<FaultKind>) {
    let text = &bytes[line.clone()];
    if !text[4..].starts_with(b"2.0 ") {
        return (None, Some(FaultKind::Version));
    }
    let digits = text.get(8..11).and_then(|digits| std::str::from_utf8(digits).ok());
    let ends = matches!(text.get(11), None | Some(b' '));
    match digits.and_then(read_number::<u16>).filter(|status| ends && (100..700).contains(status)) {
        Some(status) => {
            let from = (line.start + 12).min(line.end);
            (Some(Start::Response { status, reason: bytes.slice(from..line.end) }), None)
        }
        None => (None, Some(FaultKind::StartLine)),
    }
}

/// What every message needs, and what may be there once only (RFC 3261 §8.1.1, §20; S7).
fn check(message: &Message, limits: &Limits) -> Result<(), FaultKind> {
    const ONCE: [Name; 5] = [Name::From, Name::To, Name::CallId, Name::CSeq, Name::MaxForwards];
    let mut found: [Option<&Header>; 5] = [None; 5];
    let mut vias = 0;
    for header in &message.headers {
        let Some(name) = header.name() else { continue };
        if name == Name::Via {
            vias += grammar::list(&header.value()).count();
        } else if let Some(at) = ONCE.iter().position(|once| *once == name)
            && found[at].replace(header).is_some()
        {
            return Err(FaultKind::Repeated(name));
        }
    }
    if vias > limits.vias {
        return Err(FaultKind::TooManyVias);
    }
    check_via(message)?;
    let [from, to, call_id, cseq, max_forwards] = found;
    NameAddr::check(&from.ok_or(FaultKind::Missing(Name::From))?.value())?;
    NameAddr::check(&to.ok_or(FaultKind::Missing(Name::To))?.value())?;
    check_call_id(call_id.ok_or(FaultKind::Missing(Name::CallId))?.raw_value())?;
    check_cseq(message, &cseq.ok_or(FaultKind::Missing(Name::CSeq))?.value())?;
    max_forwards.map_or(Ok(()), |header| Ok(header.value().parse::<MaxForwards>().map(|_| ())?))
}

/// The topmost Via; those below are other people's.
fn check_via(message: &Message) -> Result<(), FaultKind> {
    let line = message.header(Name::Via).ok_or(FaultKind::Missing(Name::Via))?;
    let top = grammar::list(&line).next().ok_or(FaultKind::Missing(Name::Via))?;
    Ok(Via::check(top)?)
}

/// By the grammar a Call-ID is words of visible characters.
fn check_call_id(value: &[u8]) -> Result<(), FaultKind> {
    match !value.is_empty() && value.iter().all(u8::is_ascii_graphic) {
        true => Ok(()),
        false => Err(malformed("Call-ID", "it is empty or has other than visible characters").into()),
    }
}

fn check_cseq(message: &Message, value: &str) -> Result<(), FaultKind> {
    let (_, method) = CSeq::split(value)?;
    if !grammar::is_token(method.as_bytes()) {
        return Err(malformed("CSeq", "its method is not a token").into());
    }
    match message.method() {
        Some(wanted) if wanted.as_str() != method => Err(FaultKind::CSeqMethod),
        _ => Ok(()),
    }
}

/// A fault that was found elsewhere, with what can be read of the message.
pub(super) fn salvage(bytes: Bytes, kind: FaultKind) -> ParseFault {
    match read(&bytes, &Limits::default()) {
        Ok(message) => ParseFault::new(kind, Some(message)),
        Err(fault) => ParseFault { kind, ..fault },
    }
}
