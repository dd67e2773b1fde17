//! The bodies of SIP INFO that mean a key: `application/dtmf-relay` and `application/dtmf` (spec §2.1 item 13).
//!
//! No RFC defines them; peers write them in many ways, all of which are read the same (M17).

use std::time::Duration;

/// What is assumed when the body does not say how long: what most senders write.
const USUAL: Duration = Duration::from_millis(160);

/// The longest press that is believed.
const LONGEST: Duration = Duration::from_secs(10);

/// A key press by SIP INFO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// One of `0-9 * # A-D`.
    pub key: char,
    /// How long the key was held.
    pub lasting: Duration,
}

/// The type of the body that is written.
pub const INFO: &str = "application/dtmf-relay";

/// The body that means this press: the form that everybody reads.
pub fn write_info(press: Press) -> String {
    format!("Signal={}\r\nDuration={}\r\n", press.key, press.lasting.as_millis())
}

/// The press that an INFO body means; `None` for other content types and for bodies without a key, such as a flash.
pub fn read_info(content_type: &str, body: &[u8]) -> Option<Press> {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    let known = ["application/dtmf-relay", "application/dtmf"].iter().any(|name| kind.eq_ignore_ascii_case(name));
    if !known {
        return None;
    }
    let text = String::from_utf8_lossy(body);
    let key = field(&text, "signal").or_else(|| bare(&text)).and_then(signal)?;
    let lasting = field(&text, "duration").and_then(milliseconds).unwrap_or(USUAL);
    Some(Press { key, lasting })
}

/// The value of a `name=value` line; some peers write a colon.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split(['\r', '\n']).find_map(|line| {
        let (key, value) = line.split_once(['=', ':'])?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A body that is nothing but the key.
fn bare(text: &str) -> Option<&str> {
    text.split(['\r', '\n']).map(str::trim).find(|line| !line.is_empty())
}

/// A key, or its event code in decimal as some gateways write it: 10 for `*`, 11 for `#`.
fn signal(text: &str) -> Option<char> {
    let text = text.trim_matches('"');
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => super::code(only).and_then(super::key),
        (Some('0'..='9'), Some('0'..='9')) => text.parse().ok().and_then(super::key),
        _ => None,
    }
}

fn milliseconds(text: &str) -> Option<Duration> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).next()?;
    let length = Duration::from_millis(digits.parse().ok()?);
    (!length.is_zero()).then(|| length.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bodies_of_many_senders_are_read_alike() {
        let rows = [
            ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", Some(('5', 160))),
            ("application/dtmf-relay", "Signal= 5\r\nDuration= 250", Some(('5', 250))),
            ("Application/DTMF-Relay; charset=utf-8", "signal=#\nduration=100\n", Some(('#', 100))),
            ("application/dtmf-relay", "Duration=90\r\nSignal=*", Some(('*', 90))),
            ("application/dtmf-relay", "Signal=11\r\nDuration=160", Some(('#', 160))),
            ("application/dtmf-relay", "Signal=a\r\n", Some(('A', 160))),
            ("application/dtmf-relay", "Signal=7\r\nDuration=0\r\n", Some(('7', 160))),
            ("application/dtmf-relay", "Signal=7\r\nDuration=abc\r\n", Some(('7', 160))),
            ("application/dtmf-relay", "Signal=7\r\nDuration=99999999\r\n", Some(('7', 10_000))),
            ("application/dtmf-relay", "Signal=7\r\nDuration=99999999999999999999999\r\n", Some(('7', 160))),
            ("application/dtmf-relay", "\r\nSignal:\"3\"\r\n\r\n", Some(('3', 160))),
            ("application/dtmf", "9", Some(('9', 160))),
            ("application/dtmf", "  *\r\n", Some(('*', 160))),
            ("application/dtmf", "Signal=2\r\nDuration=80", Some(('2', 80))),
            ("application/dtmf-relay", "Signal=16\r\n", None),
            ("application/dtmf-relay", "Signal=\r\nDuration=160", None),
            ("application/dtmf-relay", "Duration=160", None),
            ("application/dtmf", "", None),
            ("application/dtmf", "flash", None),
            ("text/plain", "Signal=5", None),
        ];
        for (kind, body, wanted) in rows {
            let wanted = wanted.map(|(key, ms)| Press { key, lasting: Duration::from_millis(ms) });
            assert_eq!(read_info(kind, body.as_bytes()), wanted, "{kind}: {body:?}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for key in "0123456789*#ABCD".chars() {
            let press = Press { key, lasting: Duration::from_millis(120) };
            assert_eq!(read_info(INFO, write_info(press).as_bytes()), Some(press));
        }
    }

    proptest! {
        #[test]
        fn no_body_panics(body in prop::collection::vec(any::<u8>(), 0..80), tail in "(Signal[=:].{0,3}\n)?Duration=[0-9]{0,25}") {
            read_info("application/dtmf", &body);
            read_info("application/dtmf-relay", tail.as_bytes());
        }
    }
}
