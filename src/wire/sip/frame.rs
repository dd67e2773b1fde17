//! Cutting messages out of a stream (RFC 3261 §18.3, RFC 5626 §4.4.1). What is inside a message is read by `parse`.

use bytes::{Bytes, BytesMut};
use memchr::memchr_iter;

use super::fault::{FaultKind, ParseFault};
use super::header::{Name, read_number};
use super::parse::{self, Next, next_line};
use super::{Limits, grammar};

/// What came out of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// One whole message.
    Message(Bytes),
    /// CRLFCRLF between messages: answer with CRLF.
    Ping,
    /// The CRLF that answers a ping of ours.
    Pong,
}

/// The bytes of one stream that are no frame yet. After a fault nobody knows where the next message begins: answer with
/// [`ParseFault::reply`] and close (S5, S8).
#[derive(Debug, Default)]
pub struct Framer {
    limits: Limits,
    buffer: BytesMut,
    /// Up to here there is no empty line.
    searched: usize,
    /// The length of the message whose headers are complete.
    needed: Option<usize>,
    /// A ping is out, so that a CRLF alone is its answer and not half a ping.
    pinged: bool,
}

impl Framer {
    /// An empty one with these limits.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes what was received.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// A ping was sent (RFC 5626 §4.4.1).
    pub const fn on_pinged(&mut self) {
        self.pinged = true;
    }

    /// The next frame; `None` when more bytes are needed.
    #[expect(clippy::should_implement_trait, reason = "a stream that has no frame now is not at its end")]
    pub fn next(&mut self) -> Result<Option<Frame>, ParseFault> {
        if self.needed.is_none() {
            if let Some(frame) = self.skip_blank_lines() {
                return Ok(Some(frame));
            }
            self.needed = self.measure()?;
        }
        match self.needed.filter(|needed| self.buffer.len() >= *needed) {
            Some(needed) => {
                (self.needed, self.searched) = (None, 0);
                Ok(Some(Frame::Message(self.buffer.split_to(needed).freeze())))
            }
            None => Ok(None),
        }
    }

    /// Whether a message has begun and is not complete: what a time limit on slow senders asks (S29). Half a ping is no
    /// message.
    pub fn is_waiting(&self) -> bool {
        !b"\r\n\r\n".starts_with(&self.buffer)
    }

    /// Takes line ends before a message away, one by one, so that the same pings are found however the stream is cut. A
    /// single CRLF is the answer to a ping, or a habit.
    fn skip_blank_lines(&mut self) -> Option<Frame> {
        loop {
            if self.buffer.starts_with(b"\r\n\r\n") {
                self.skip(4);
                return Some(Frame::Ping);
            }
            if self.pinged && self.buffer.starts_with(b"\r\n") {
                self.skip(2);
                self.pinged = false;
                return Some(Frame::Pong);
            }
            let partial = b"\r\n\r\n".starts_with(&self.buffer);
            if partial || !matches!(self.buffer.first(), Some(b'\r' | b'\n')) {
                return None;
            }
            self.skip(1);
        }
    }

    /// What was looked through so far was no message: its end is looked for anew.
    fn skip(&mut self, bytes: usize) {
        let _blank = self.buffer.split_to(bytes);
        self.searched = 0;
    }

    /// The length of the message at the front, once its headers are complete.
    fn measure(&mut self) -> Result<Option<usize>, ParseFault> {
        let Some(head) = self.head_end() else {
            let too_long = self.buffer.len() > self.limits.section;
            return if too_long { Err(self.fault(FaultKind::TooLarge)) } else { Ok(None) };
        };
        if head > self.limits.section + 2 {
            return Err(self.fault(FaultKind::TooLarge));
        }
        let body = content_length(&self.buffer[..head]).map_err(|kind| self.fault(kind))?;
        match head.checked_add(body).filter(|whole| *whole <= self.limits.message) {
            Some(whole) => Ok(Some(whole)),
            None => Err(self.fault(FaultKind::TooLarge)),
        }
    }

    /// Where the body begins. Remembers how far it looked: a slow sender costs no more than a fast one.
    fn head_end(&mut self) -> Option<usize> {
        let from = self.searched.saturating_sub(2);
        for at in memchr_iter(b'\n', &self.buffer[from..]).map(|at| from + at) {
            match (self.buffer.get(at + 1), self.buffer.get(at + 2)) {
                (Some(b'\n'), _) => return Some(at + 2),
                (Some(b'\r'), Some(b'\n')) => return Some(at + 3),
                _ => {}
            }
        }
        self.searched = self.buffer.len();
        None
    }

    /// The fault with what can be read of the headers, for the answer.
    fn fault(&self, kind: FaultKind) -> ParseFault {
        let end = self.buffer.len().min(self.limits.section);
        let mut text = self.buffer[..end].to_vec();
        text.extend_from_slice(b"\r\n\r\n");
        parse::salvage(text.into(), kind)
    }
}

/// The Content-Length of a complete header section, in any of its spellings.
pub(super) fn content_length(head: &[u8]) -> Result<usize, FaultKind> {
    let mut at = memchr::memchr(b'\n', head).map_or(head.len(), |end| end + 1);
    let mut length = None;
    loop {
        match next_line(head, &mut at) {
            Next::Header(line) if Name::find(&head[line.label.clone()]) == Some(Name::ContentLength) => {
                let value = grammar::unfold(&head[line.value]);
                let number = read_number(&value).filter(|_| length.is_none());
                length = Some(number.ok_or(FaultKind::ContentLength)?);
            }
            Next::Header(_) | Next::Broken => {}
            Next::End(_) | Next::Cut => return length.ok_or(FaultKind::NoContentLength),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
                        To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n";

    fn framer(text: &str) -> Framer {
        let mut framer = Framer::default();
        framer.push(text.as_bytes());
        framer
    }

    fn message(length: &str, body: &str) -> String {
        format!("{HEAD}{length}\r\n\r\n{body}")
    }

    #[test]
    fn content_length_in_any_spelling() {
        for length in ["Content-Length: 3", "l:3", "CONTENT-LENGTH \t:\r\n  3  ", "L : 003"] {
            let text = message(length, "abc");
            let mut framer = framer(&format!("\r\n{text}{text}OPT"));
            for _ in 0..2 {
                assert_eq!(framer.next(), Ok(Some(Frame::Message(text.clone().into()))), "{length}");
            }
            assert_eq!(framer.next(), Ok(None));
            assert!(framer.is_waiting());
        }
    }

    #[test]
    fn byte_by_byte_gives_the_same() {
        let text = message("l: 3", "\r\n\r");
        let mut framer = Framer::default();
        let mut found = Vec::new();
        for b in format!("\r\n\r\n{text}\r\n\r\n{text}").bytes() {
            framer.push(&[b]);
            found.extend(framer.next().unwrap());
        }
        let text = Frame::Message(text.into());
        assert_eq!(found, [Frame::Ping, text.clone(), Frame::Ping, text]);
    }

    #[test]
    fn a_crlf_answers_a_ping_of_ours_and_is_half_a_ping_otherwise() {
        let mut framer = framer("\r\n");
        assert_eq!((framer.next(), framer.is_waiting()), (Ok(None), false));
        framer.push(b"\r\n");
        assert_eq!(framer.next(), Ok(Some(Frame::Ping)));
        framer.on_pinged();
        framer.push(b"\r\n");
        assert_eq!(framer.next(), Ok(Some(Frame::Pong)));
        framer.push(b"\r\nO");
        assert_eq!((framer.next(), framer.is_waiting()), (Ok(None), true));
    }

    #[test]
    fn pings_are_found_however_the_stream_is_cut() {
        for text in ["\n\r\n\r\n", "\r\r\n\r\n", "\r\n\r\n\r\n\r\n", "\r\n\n\r\n\r\n\r\n"] {
            let pings = |piece: usize| {
                let mut framer = Framer::default();
                let mut count = 0;
                for piece in text.as_bytes().chunks(piece) {
                    framer.push(piece);
                    while framer.next().unwrap().is_some() {
                        count += 1;
                    }
                }
                count
            };
            assert!((1..=text.len()).all(|piece| pings(piece) == pings(1) && pings(1) > 0), "{text:?}");
        }
    }

    #[test]
    fn faults_close_the_stream_with_an_answer() {
        let table = [
            (message("X: 1", ""), FaultKind::NoContentLength, 400),
            (message("l: -3", "abc"), FaultKind::ContentLength, 400),
            (message("l: 3\r\nContent-Length: 3", "abc"), FaultKind::ContentLength, 400),
            (message("l: 65536", ""), FaultKind::TooLarge, 513),
            (message("l: 18446744073709551615", ""), FaultKind::TooLarge, 513),
            (message("l: 99999999999999999999999", ""), FaultKind::ContentLength, 400),
            (format!("{HEAD}{}", "X: y\r\n".repeat(3000)), FaultKind::TooLarge, 513),
        ];
        for (text, kind, status) in table {
            let fault = framer(&text).next().unwrap_err();
            assert_eq!(fault.kind, kind);
            assert_eq!(fault.reply().and_then(|reply| reply.status()), Some(status), "{kind}");
        }
        assert_eq!(framer("garbage\r\n\r\n").next().unwrap_err().reply(), None);
    }
}
