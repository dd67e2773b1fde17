//! One message in one WebSocket frame (RFC 7118 §4): the frame is the message, whatever
//! Content-Length says. Streams are cut in `frame.rs`.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use memchr::memmem;

use super::fault::{FaultKind, ParseFault};
use super::frame::content_length;
use super::header::Name;
use super::parse::{self, Next, is_keep_alive, next_line};

/// What one frame held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// Blank lines: a ping where there are two (RFC 5626 §4.4.1).
    KeepAlive,
    /// One message as it came.
    Message(Bytes),
    /// One message whose Content-Length told another length than it has. It is put right here: some phones count
    /// characters instead of bytes (S5).
    Corrected(Bytes),
}

impl Whole {
    /// Reads a frame. Two messages in one and half of one are faults (S31).
    pub fn read(frame: Bytes) -> Result<Self, ParseFault> {
        if is_keep_alive(&frame) {
            return Ok(Self::KeepAlive);
        }
        let Some(head) = head_end(&frame) else { return Err(parse::salvage(frame, FaultKind::Truncated)) };
        let body = &frame[head..];
        match content_length(&frame[..head]) {
            Ok(said) if said < body.len() && begins_message(&body[said..]) => {
                Err(parse::salvage(frame.slice(..head), FaultKind::Several))
            }
            Ok(said) if said != body.len() => Ok(Self::Corrected(with_length(&frame, head))),
            // What is wrong in another way is answered as for a datagram.
            Ok(_) | Err(_) => Ok(Self::Message(frame)),
        }
    }
}

fn head_end(frame: &[u8]) -> Option<usize> {
    let ends = ["\r\n\r\n", "\n\n", "\n\r\n"];
    ends.iter().filter_map(|end| memmem::find(frame, end.as_bytes()).map(|at| at + end.len())).min()
}

/// Whether `rest` looks like the start of another message.
fn begins_message(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    let line = rest.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii_end();
    line.starts_with(b"SIP/2.0 ") || line.ends_with(b" SIP/2.0")
}

/// The message with the Content-Length that it has.
fn with_length(frame: &Bytes, head: usize) -> Bytes {
    let Some(value) = length_value(&frame[..head]) else { return frame.clone() };
    let mut text = BytesMut::with_capacity(frame.len() + 8);
    text.extend_from_slice(&frame[..value.start]);
    text.extend_from_slice((frame.len() - head).to_string().as_bytes());
    text.extend_from_slice(&frame[value.end..]);
    text.freeze()
}

fn length_value(head: &[u8]) -> Option<Range<usize>> {
    let mut at = memchr::memchr(b'\n', head)? + 1;
    loop {
        match next_line(head, &mut at) {
            Next::Header(line) if Name::find(&head[line.label.clone()]) == Some(Name::ContentLength) => {
                return Some(line.value);
            }
            Next::Header(_) | Next::Broken => {}
            Next::End(_) | Next::Cut => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "MESSAGE sip:a@h SIP/2.0\r\nVia: SIP/2.0/WS h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
                        To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 MESSAGE\r\n";

    fn message(length: &str, body: &str) -> Bytes {
        format!("{HEAD}{length}\r\n{body}").into()
    }

    #[test]
    fn the_frame_is_the_message_and_a_differing_length_is_put_right() {
        let right = message("Content-Length: 4\r\n", "a\u{e4}b");
        assert_eq!(Whole::read(right.clone()), Ok(Whole::Message(right.clone())));
        for length in ["Content-Length: 3\r\n", "Content-Length: 9\r\n"] {
            assert_eq!(Whole::read(message(length, "a\u{e4}b")), Ok(Whole::Corrected(right.clone())));
        }
        let without = message("", "abc");
        assert_eq!(Whole::read(without.clone()), Ok(Whole::Message(without)));
        assert_eq!(Whole::read(Bytes::from_static(b"\r\n\r\n")), Ok(Whole::KeepAlive));
    }

    #[test]
    fn two_messages_and_half_of_one_are_refused_with_400() {
        let one = message("l: 3\r\n", "abc");
        let two = [&one[..], b"\r\n", &one[..]].concat();
        let half = one.slice(..HEAD.len());
        for (frame, kind) in [(two.into(), FaultKind::Several), (half, FaultKind::Truncated)] {
            let fault = Whole::read(frame).unwrap_err();
            assert_eq!((fault.kind, fault.reply().and_then(|reply| reply.status())), (kind, Some(400)));
        }
    }
}
