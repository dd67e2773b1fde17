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
            vias += check_vias(&header.value())?;
        } else if let Some(at) = ONCE.iter().position(|once| *once == name)
            && found[at].replace(header).is_some()
        {
            return Err(FaultKind::Repeated(name));
        }
    }
    if vias > limits.vias {
        return Err(FaultKind::TooManyVias);
    }
    if vias == 0 {
        return Err(FaultKind::Missing(Name::Via));
    }
    let [from, to, call_id, cseq, max_forwards] = found;
    NameAddr::check(&from.ok_or(FaultKind::Missing(Name::From))?.value())?;
    NameAddr::check(&to.ok_or(FaultKind::Missing(Name::To))?.value())?;
    check_call_id(call_id.ok_or(FaultKind::Missing(Name::CallId))?.raw_value())?;
    check_cseq(message, &cseq.ok_or(FaultKind::Missing(Name::CSeq))?.value())?;
    max_forwards.map_or(Ok(()), |header| Ok(header.value().parse::<MaxForwards>().map(|_| ())?))
}

/// How many elements a Via line has; a response of ours will carry them all, so all must be well-formed.
fn check_vias(line: &str) -> Result<usize, FaultKind> {
    let mut count = 0;
    for element in grammar::list(line) {
        Via::check(element)?;
        count += 1;
    }
    Ok(count)
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

#[cfg(test)]
mod tests {
    use super::*;

    const INVITE: &str = "INVITE sip:bob@biloxi.com SIP/2.0\r\nVia: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776\r\n\
        Max-Forwards: 70\r\nTo: Bob <sip:bob@biloxi.com>\r\nFrom: Alice <sip:alice@atlanta.com>;tag=19\r\n\
        Call-ID: a84b4c76e66710\r\nCSeq: 314159 INVITE\r\n";

    fn parse(text: impl AsRef<[u8]>) -> Result<Message, ParseFault> {
        Message::parse(Bytes::copy_from_slice(text.as_ref()))
    }

    /// The INVITE with one line put in place of another.
    fn bent(line: &str, instead: &str) -> Vec<u8> {
        let bent = INVITE.replacen(line, instead, 1);
        assert!(line == instead || bent != INVITE, "{line} is not in the message");
        format!("{bent}\r\n").into_bytes()
    }

    fn kind(text: impl AsRef<[u8]>) -> FaultKind {
        parse(text).expect_err("broken").kind
    }

    #[test]
    fn the_shapes_that_break_others_are_read() {
        let text = "FANCY tel:+1-555;ext=9 sip/2.0\r\nv: SIP / 2.0 / UDP [2001:db8::9]:5070;branch=z9hG4bK1;rport,\r\n \
            SIP/2.0/TCP h2\r\nVia : SIP/2.0/TLS h3\r\nf: \"Do\\\"e; <x>, J\" <sip:a@h>\r\n\t;tag=7\r\nt: tel:+1555\r\n\
            i: 1@[::1]\r\nCSEQ: 1\tFANCY\r\nm: <sip:[2001:db8::9]>;+sip.instance=\"<urn:uuid:1>\", <sip:b@h?Replaces=x>\r\n\
            X-Custom: a\r\nx-other:  b \r\n\r\n\x01\x02";
        let message = parse(text).unwrap();
        assert_eq!(message.method(), Some(&Method::Other("FANCY".into())));
        assert_eq!(message.uri().unwrap().user().as_deref(), Some("+1-555"));
        let vias = message.vias();
        assert_eq!(vias.iter().map(|via| via.transport.as_str()).collect::<Vec<_>>(), ["UDP", "TCP", "TLS"]);
        assert_eq!((vias[0].host.as_str(), vias[0].port), ("[2001:db8::9]", Some(5070)));
        let from = message.from().unwrap();
        assert_eq!((from.display.as_deref(), from.tag()), (Some("Do\"e; <x>, J"), Some("7")));
        assert_eq!(message.call_id(), "1@[::1]");
        assert_eq!(message.contacts()[1].uri.headers(), Some("Replaces=x"));
        assert_eq!(message.contact().unwrap().params.unquoted("+sip.instance").as_deref(), Some("<urn:uuid:1>"));
        let custom: Vec<_> = message.x_headers().collect();
        assert_eq!(custom, [("X-Custom".into(), "a".into()), ("x-other".into(), "b".into())]);
        assert_eq!(message.body.as_ref(), b"\x01\x02");
    }

    #[test]
    fn what_was_received_leaves_as_it_came() {
        let text =
            b"SIP/2.0 486 Occup\xe9\r\nv:SIP/2.0/UDP h\r\nFrom: J\xf6rg <sip:*72%23@h>;tag=1\r\nTO :\r\n <sip:b@h>\r\n\
            i: c\r\nCSeq: 0001 INVITE\r\nX-%41: a\r\n  b\r\nContent-Length: 3\r\n\r\n\xff\x00z";
        let message = parse(text).unwrap();
        let printed = message.to_bytes();
        for kept in [
            &b" 486 Occup\xe9\r"[..],
            b"J\xf6rg <sip:*72%23@h>;",
            b"TO: <sip:b@h>",
            b"0001",
            b"X-%41: a\r\n  b",
            b"\xff\x00z",
        ] {
            assert!(memchr::memmem::find(&printed, kept).is_some(), "{kept:?}");
        }
        assert_eq!(message.header("x-%41").as_deref(), Some("a b"));
        assert_eq!(Message::parse(printed), Ok(message));
    }

    #[test]
    fn the_body_ends_where_content_length_says() {
        let body =
            |length: &str, rest: &str| parse(format!("{INVITE}{length}\r\n\r\n{rest}")).map(|message| message.body);
        assert_eq!(body("X: 1", "abc").unwrap(), "abc");
        assert_eq!(body("l: 2", "abc").unwrap(), "ab");
        for (length, fault) in [
            ("l: 4", FaultKind::BodyCut),
            ("l: -1", FaultKind::ContentLength),
            ("l: 3\r\nContent-Length: 3", FaultKind::ContentLength),
            ("l: 99999999999999999999", FaultKind::ContentLength),
            ("l: 18446744073709551615", FaultKind::BodyCut),
        ] {
            assert_eq!(body(length, "abc").unwrap_err().kind, fault, "{length}");
        }
    }

    #[test]
    fn broken_requests_are_told_what_is_wrong() {
        let table = [
            ("SIP/2.0\r\nVia", "SIP/7.0\r\nVia", FaultKind::Version, 505),
            ("SIP/2.0\r\nVia", "SIP/2.0 \r\nVia", FaultKind::StartLine, 400),
            ("INVITE sip", "INVITE  sip", FaultKind::RequestUri(super::super::UriFault::Scheme), 400),
            (
                "sip:bob@biloxi.com SIP",
                "<sip:bob@biloxi.com> SIP",
                FaultKind::RequestUri(super::super::UriFault::Scheme),
                400,
            ),
            ("To: Bob", "To: Bob", FaultKind::Repeated(Name::To), 400),
            ("From: Alice <sip:alice@atlanta.com>;tag=19\r\n", "", FaultKind::Missing(Name::From), 400),
            ("From: Alice", "From\x01: Alice", FaultKind::Missing(Name::From), 400),
            (
                "Max-Forwards: 70",
                "Max-Forwards: 300",
                FaultKind::Value(malformed("Max-Forwards", "it is not a number from 0 to 255")),
                400,
            ),
            (
                "Call-ID: a84b4c76e66710",
                "Call-ID: a b",
                FaultKind::Value(malformed("Call-ID", "it is empty or has other than visible characters")),
                400,
            ),
            ("314159 INVITE", "314159 BYE", FaultKind::CSeqMethod, 400),
            (
                "CSeq: 314159",
                "CSeq: 4294967296",
                FaultKind::Value(malformed("CSeq", "its number is not one of 32 bits")),
                400,
            ),
            ("Max-Forwards: 70", "Max-Forwards 70", FaultKind::HeaderLine, 400),
            ("Max-Forwards: 70", "X: a\rb", FaultKind::HeaderLine, 400),
        ];
        for (line, instead, fault, status) in table {
            let text = match fault {
                FaultKind::Repeated(_) => format!("{INVITE}t: <sip:x@h>\r\n\r\n").into_bytes(),
                _ => bent(line, instead),
            };
            let found = parse(text).unwrap_err();
            assert_eq!(found.kind, fault, "{instead}");
            assert_eq!(found.reply().and_then(|reply| reply.status()), Some(status), "{instead}");
        }
    }

    #[test]
    fn what_cannot_be_answered_is_dropped() {
        for text in [
            bent("INVITE sip:bob@biloxi.com SIP/2.0", "ACK sip:bob@biloxi.com SIP/7.0"),
            bent("INVITE sip:bob@biloxi.com SIP/2.0", "hello"),
            bent("INVITE sip:bob@biloxi.com SIP/2.0", "SIP/2.0 4294967301 x"),
            bent("INVITE sip:bob@biloxi.com SIP/2.0", "SIP/7.0 200 OK"),
            bent("Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776\r\n", ""),
            b"\r\n\r\n".to_vec(),
            b"\0".to_vec(),
        ] {
            assert_eq!(parse(text).unwrap_err().reply(), None);
        }
    }

    #[test]
    fn limits_hold() {
        let many = |line: &str, count: usize| format!("{INVITE}{}\r\n", line.repeat(count));
        assert_eq!(kind(many("X: y\r\n", 200)), FaultKind::TooManyHeaders);
        assert_eq!(kind(many("v: SIP/2.0/UDP h, SIP/2.0/UDP h\r\n", 17)), FaultKind::TooManyVias);
        assert_eq!(kind(many(&format!("X: {}\r\n", "y".repeat(1000)), 17)), FaultKind::TooLarge);
        assert_eq!(kind(format!("{INVITE}\r\n{}", "y".repeat(65_536))), FaultKind::TooLarge);
        assert_eq!(kind(INVITE), FaultKind::Truncated);
        assert!(parse(many("X: y\r\n", 120)).is_ok());
        let fault = parse(many(&format!("X: {}\r\n", "y".repeat(1000)), 17)).unwrap_err();
        assert_eq!(fault.reply().unwrap().status(), Some(513));
    }

    #[test]
    fn journals_keep_every_byte() {
        let text = parse(bent("To: Bob", "To: J\u{f6}rg")).unwrap();
        let mut binary = text.clone();
        binary.body = Bytes::from_static(b"\xff\x00");
        for message in [text, binary, Message::response(180, None)] {
            let json = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
        }
    }

    #[test]
    fn debug_tells_no_secrets() {
        let mut message = parse(format!("{INVITE}\r\n")).unwrap();
        message.push(Name::ProxyAuthorization, "Digest response=\"0123\"");
        let debug = format!("{message:?}");
        assert!(debug.contains("Proxy-Authorization") && !debug.contains("0123"), "{debug}");
    }

    #[test]
    fn keep_alives_are_no_messages() {
        for datagram in [&b""[..], b"\r\n\r\n", b"\0\0\0\0", b"\r\n"] {
            assert!(is_keep_alive(datagram));
        }
        assert!(!is_keep_alive(b"\r\nO"));
    }
}
