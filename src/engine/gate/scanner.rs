//! Programs that look for open exchanges, known by the name they give (threats-and-faults A15). The bytes are looked at
//! before anybody parses them.

/// A header further in than this is not looked for.
const NEAR: usize = 4_096;

/// Whether the User-Agent of these bytes has one of the names, which are in small letters.
pub(super) fn is_scanner(bytes: &[u8], names: &[String]) -> bool {
    let near = bytes.get(..NEAR).unwrap_or(bytes);
    let head = memchr::memmem::find(near, b"\r\n\r\n").map_or(near, |end| near.get(..end).unwrap_or(near));
    head.split(|byte| *byte == b'\n').filter_map(agent).any(|agent| {
        let agent = String::from_utf8_lossy(agent).to_ascii_lowercase();
        names.iter().any(|name| agent.contains(name.as_str()))
    })
}

/// The value of a User-Agent line.
fn agent(line: &[u8]) -> Option<&[u8]> {
    let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
    name.trim_ascii().eq_ignore_ascii_case(b"user-agent").then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a15_a_name_is_found_in_the_user_agent_and_nowhere_else() {
        let names = ["friendly-scanner".to_owned(), "sipvicious".to_owned()];
        for (message, scanner) in [
            ("OPTIONS sip:x SIP/2.0\r\nUser-Agent: friendly-scanner\r\n\r\n", true),
            ("INVITE sip:x SIP/2.0\r\nVia: x\r\nUSER-AGENT : SIPVicious 0.3\r\n\r\n", true),
            ("INVITE sip:x SIP/2.0\r\nSubject: friendly-scanner\r\n\r\n", false),
            ("INVITE sip:x SIP/2.0\r\n\r\nUser-Agent: friendly-scanner\r\n", false),
            ("INVITE sip:x SIP/2.0\r\nUser-Agent: Telephone\r\n\r\n", false),
            ("", false),
        ] {
            assert_eq!(is_scanner(message.as_bytes(), &names), scanner, "{message}");
        }
    }
}
