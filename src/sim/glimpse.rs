//! A glimpse at a SIP message on the wire: its first line and its headers as text. Written without `wire/sip` on
//! purpose: what the engine writes is judged by other eyes than those it reads with.

use super::story::Mark;

/// What the first line says.
pub(super) fn mark(bytes: &[u8]) -> Option<Mark> {
    let text = text(bytes);
    let line = text.lines().next()?;
    match line.strip_prefix("SIP/2.0 ") {
        Some(rest) => rest.split(' ').next()?.parse().ok().map(Mark::Status),
        None => {
            let method = line.split(' ').next()?;
            let known = !method.is_empty() && method.chars().all(|c| c.is_ascii_uppercase());
            known.then(|| Mark::Method(method.into()))
        }
    }
}

/// The value of the first header of this name; `Body` is the body without the blanks around it.
pub(super) fn field(bytes: &[u8], name: &str) -> Option<String> {
    if name == "Body" { Some(body(bytes).trim().to_owned()) } else { header(bytes, name) }
}

/// The value of the first header of this name.
pub(super) fn header(bytes: &[u8], name: &str) -> Option<String> {
    let text = text(bytes);
    let head = text.split("\r\n\r\n").next()?;
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// The body.
pub(super) fn body(bytes: &[u8]) -> String {
    text(bytes).split_once("\r\n\r\n").map_or_else(String::new, |(_, body)| body.to_owned())
}

/// What an arrow of the ladder says: the method or the status with its phrase, and what is special about it.
pub(super) fn label(bytes: &[u8]) -> String {
    let text = text(bytes);
    let line = text.lines().next().unwrap_or_default();
    let Some(mark) = mark(bytes) else { return format!("garbage, {} bytes", bytes.len()) };
    let cseq = header(bytes, "CSeq").unwrap_or_default();
    let of = cseq.split(' ').nth(1).unwrap_or_default().to_owned();
    match mark {
        Mark::Method(method) => {
            let within = header(bytes, "To").is_some_and(|to| to.contains(";tag="));
            let again = if method == "INVITE" && within { "re-" } else { "" };
            format!("{again}{method}{}", remarks(bytes, &method))
        }
        Mark::Status(_) => {
            let phrase = line.strip_prefix("SIP/2.0 ").unwrap_or(line);
            let with_sound = if phrase.starts_with("18") && body(bytes).contains("m=") { " + sound" } else { "" };
            let of = if of == "INVITE" { String::new() } else { format!(" ({of})") };
            format!("{phrase}{of}{with_sound}")
        }
    }
}

/// What is worth knowing about a request beside its method.
fn remarks(bytes: &[u8], method: &str) -> String {
    let mut remarks = String::new();
    if header(bytes, "Authorization").or_else(|| header(bytes, "Proxy-Authorization")).is_some() {
        remarks.push_str(" + credentials");
    }
    let sdp = body(bytes);
    if method == "NOTIFY" {
        remarks.push_str(sdp.lines().next().map_or("", |line| line.trim_start_matches("SIP/2.0")));
    }
    if method == "INVITE" && (sdp.contains("a=sendonly") || sdp.contains("a=inactive") || sdp.contains("IP4 0.0.0.0")) {
        remarks.push_str(" hold");
    }
    if method == "INFO"
        && let Some(key) = sdp.lines().find_map(|line| line.strip_prefix("Signal="))
    {
        remarks.push_str(&format!(" key {}", key.trim()));
    }
    remarks
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYE: &[u8] = b"BYE sip:a@b SIP/2.0\r\nTo: <sip:a@b>;tag=1\r\nCSeq: 2 BYE\r\nX-A:  7 \r\n\r\n";

    #[test]
    fn sees_what_a_reader_of_the_wire_sees() {
        assert_eq!(mark(BYE), Some(Mark::Method("BYE".into())));
        assert_eq!(header(BYE, "x-a").as_deref(), Some("7"));
        assert_eq!(mark(b"SIP/2.0 486 Busy Here\r\n\r\n"), Some(Mark::Status(486)));
        assert_eq!(mark(b"\xff\xfe\x00"), None);
    }

    #[test]
    fn labels_tell_requests_responses_and_garbage_apart() {
        assert_eq!(label(BYE), "BYE");
        assert_eq!(label(b"SIP/2.0 200 OK\r\nCSeq: 2 BYE\r\n\r\n"), "200 OK (BYE)");
        assert_eq!(label(b"SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\n\r\n"), "180 Ringing");
        assert_eq!(label(b"INVITE sip:a SIP/2.0\r\nTo: <a>;tag=1\r\n\r\nv=0\r\na=sendonly\r\n"), "re-INVITE hold");
        assert_eq!(label(b"\x00\x01"), "garbage, 2 bytes");
    }
}
