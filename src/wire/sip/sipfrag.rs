//! `message/sipfrag`: the beginning of a response as a body, by which NOTIFY tells how a REFER goes (RFC 3420, RFC 3515
//! §2.4.5). Only the status line is written, and only that is read.

use bytes::Bytes;

use super::phrase;

/// The Content-Type.
pub const SIPFRAG: &str = "message/sipfrag;version=2.0";

/// `SIP/2.0 200 OK`.
pub fn sipfrag(status: u16) -> Bytes {
    format!("SIP/2.0 {status} {}\r\n", phrase(status)).into()
}

/// The status of the response that `body` begins.
pub fn read_sipfrag(body: &[u8]) -> Option<u16> {
    let line = body.split(|byte| matches!(byte, b'\r' | b'\n')).find(|line| !line.is_empty())?;
    let mut words = std::str::from_utf8(line).ok()?.split_ascii_whitespace();
    words.next().filter(|version| version.eq_ignore_ascii_case("SIP/2.0"))?;
    let status = words.next().filter(|status| status.len() == 3)?.parse().ok()?;
    (100..700).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for status in [100, 200, 486, 603] {
            assert_eq!(read_sipfrag(&sipfrag(status)), Some(status));
        }
        assert_eq!(read_sipfrag(b"\r\nsip/2.0 180 Ringing\r\nContact: <sip:a@h>\r\n\r\n"), Some(180));
    }

    #[test]
    fn no_status_is_read_from_anything_else() {
        for wrong in
            ["", "SIP/2.0", "SIP/2.0 20 OK", "SIP/2.0 999 No", "INVITE sip:a@h SIP/2.0", "HTTP/1.1 200 OK", "\u{0}"]
        {
            assert_eq!(read_sipfrag(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
