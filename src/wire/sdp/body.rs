//! Where in a SIP body the session description is: the body itself, or a part of a multipart (RFC 2046 §5.1, RFC 5621).

/// How many multiparts inside each other are searched.
const DEPTH: u8 = 3;

/// The session description in a body of this content type. A body without a content
/// type is taken for one when it begins like one.
pub fn find<'a>(content_type: &str, body: &'a [u8]) -> Option<&'a [u8]> {
    search(content_type, body, DEPTH)
}

fn search<'a>(content_type: &str, body: &'a [u8], depth: u8) -> Option<&'a [u8]> {
    let (kind, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let kind = kind.trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/sdp" => (!body.is_empty()).then_some(body),
        "" => body.starts_with(b"v=0").then_some(body),
        _ if kind.starts_with("multipart/") && depth > 0 => {
            let boundary = boundary(parameters)?;
            parts(body, boundary).find_map(|part| search_part(part, depth - 1))
        }
        _ => None,
    }
}

fn boundary(parameters: &str) -> Option<&str> {
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    })?;
    (!value.is_empty()).then_some(value)
}

/// What stands between the delimiters. The line end before a delimiter belongs to it by RFC 2046, but is left to the
/// part: the last line of a description needs one.
fn parts<'a>(body: &'a [u8], boundary: &str) -> impl Iterator<Item = &'a [u8]> {
    let delimiter = format!("--{boundary}");
    let starts: Vec<usize> = memchr::memmem::find_iter(body, delimiter.as_bytes())
        .filter(|at| *at == 0 || body.get(at - 1) == Some(&b'\n'))
        .collect();
    let ends = starts.clone().into_iter().skip(1).chain([body.len()]);
    let spans: Vec<(usize, usize)> = starts.into_iter().map(|at| at + delimiter.len()).zip(ends).collect();
    spans.into_iter().filter_map(|(start, end)| {
        let part = body.get(start..end)?;
        // `--boundary--` closes; what follows is an epilogue.
        (!part.starts_with(b"--")).then_some(part)
    })
}

fn search_part(part: &[u8], depth: u8) -> Option<&[u8]> {
    // The rest of the delimiter line is padding.
    let part = part.get(memchr::memchr(b'\n', part)? + 1..)?;
    let (head, body) = split_head(part);
    let content_type = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let name = name.trim();
        (name.eq_ignore_ascii_case("content-type") || name.eq_ignore_ascii_case("c")).then(|| value.trim().to_owned())
    });
    search(&content_type.unwrap_or_default(), body, depth)
}

/// Headers and body of a part, with or without carriage returns.
fn split_head(part: &[u8]) -> (String, &[u8]) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut from = 0;
    while let Some(length) = part.get(from..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        let line = part.get(from..from + length).unwrap_or_default();
        let next = from + length + 1;
        if line.is_empty() || line == b"\r" {
            return (text(&part[..from]), &part[next..]);
        }
        from = next;
    }
    (text(part), &[])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SDP: &[u8] = b"v=0\r\nm=audio 1 RTP/AVP 0\r\n";

    fn mixed(inner_type: &str) -> Vec<u8> {
        let head = format!(
            "preamble\r\n--b1\r\nContent-Type: application/isup\r\n\r\n\x01--b1\x02\r\n--b1 \r\n{inner_type}\r\n\r\n"
        );
        [head.as_bytes(), SDP, b"--b1--\r\nepilogue v=0"].concat()
    }

    #[test]
    fn the_description_is_found_alone_and_among_parts() {
        assert_eq!(find("application/sdp", SDP), Some(SDP));
        assert_eq!(find(" Application/SDP ;charset=utf-8", SDP), Some(SDP));
        assert_eq!(find("", SDP), Some(SDP));
        for inner in
            ["Content-Type: application/sdp", "c: application/sdp", "Content-Length: 3\r\ncontent-type:application/sdp"]
        {
            assert_eq!(find("multipart/mixed; boundary=\"b1\"", &mixed(inner)), Some(SDP), "{inner}");
            assert_eq!(find("multipart/mixed;x=y;Boundary=b1", &mixed(inner)), Some(SDP), "{inner}");
        }
        let bare = String::from_utf8(mixed("Content-Type: application/sdp")).unwrap().replace("\r\n", "\n");
        assert!(find("multipart/mixed;boundary=b1", bare.as_bytes()).is_some_and(|sdp| sdp.starts_with(b"v=0\n")));
    }

    #[test]
    fn a_multipart_inside_a_multipart_is_searched() {
        let inner = mixed("Content-Type: application/sdp");
        let outer =
            [b"--out\r\nContent-Type: multipart/alternative;boundary=b1\r\n\r\n", &inner[..], b"\r\n--out--"].concat();
        assert_eq!(find("multipart/mixed;boundary=out", &outer), Some(SDP));
    }

    #[test]
    fn where_there_is_none_none_is_found() {
        assert_eq!(find("application/sdp", b""), None);
        assert_eq!(find("text/plain", SDP), None);
        assert_eq!(find("", b"hello"), None);
        assert_eq!(find("multipart/mixed", &mixed("Content-Type: application/sdp")), None);
        assert_eq!(find("multipart/mixed;boundary=other", &mixed("Content-Type: application/sdp")), None);
        assert_eq!(find("multipart/mixed;boundary=b1", &mixed("Content-Type: text/plain")), None);
    }

    proptest! {
        #[test]
        fn no_body_panics(body in "(--b1|--|b1|\r\n|\n|c:|multipart/mixed;boundary=b1|v=0|.){0,40}") {
            let _ = find("multipart/mixed;boundary=b1", body.as_bytes());
        }
    }
}
