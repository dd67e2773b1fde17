//! Datagrams that are no whole message, or hold something twice, with a trick, or too much of it: S4 to S9. What is a
//! message and wrong all the same is in `hostile`.

use super::*;

const UDP: Transport = Transport::Udp;

#[test]
fn s4_garbage_of_every_length_of_a_good_message_never_panics() {
    let text = request("INVITE", "in", 1, "", "", "v=0\n").replace('\n', "\r\n");
    let mut rng = Rng::seeded(5);
    for cut in 0..text.len() {
        let mut solo = Solo::new();
        let mut bytes = text.as_bytes()[..cut].to_vec();
        if let Some(byte) = bytes.get_mut(rng.below(cut as u64) as usize) {
            *byte = rng.next_u64() as u8;
        }
        solo.sip.receive(START, flow(UDP), bytes.into());
        while let Some(output) = solo.sip.poll() {
            assert!(matches!(output, Output::Send { .. } | Output::Event(Event::Incoming { .. })));
        }
    }
}

#[test]
fn s5_a_length_that_does_not_fit_its_datagram_is_400() {
    let invite = request("INVITE", "in", 1, "", "", "v=0\n");
    for length in ["400", "-4", "4\nContent-Length: 4", "4\nl: 5", "99999999999999999999", "four", ""] {
        let text = invite.replace("Content-Length: 4", &format!("Content-Length: {length}"));
        assert_eq!(answers(&text), [400], "{length}");
    }
}

#[test]
fn s5_a_datagram_without_length_goes_to_its_end() {
    let mut solo = Solo::new();
    solo.hear(flow(UDP), &request("INVITE", "in", 1, "", "", "v=0\n").replace("Content-Length: 4\n", ""));
    let Some(Event::Incoming { request, .. }) = solo.take_events().pop() else { panic!("no call") };
    assert_eq!(request.body, "v=0\r\n");
}

#[test]
fn s6_a_name_with_a_trick_in_it_is_another_header() {
    let invite = request("INVITE", "in", 1, "", "", "v=0\n");
    for name in ["To\x01:", "To\0:", "T\u{200b}o:", "To\x0b:", "\x01To:", "To\x7f:", "Tо:"] {
        assert_eq!(answers(&invite.replacen("To:", name, 1)), [400], "{name:?} was taken for To");
        // Beside the right one it is a stranger, not a second To.
        let mut solo = Solo::new();
        solo.hear(flow(UDP), &invite.replacen("To:", &format!("{name} <sip:eve@h>;tag=x\nTo:"), 1));
        let Some(Event::Incoming { request, .. }) = solo.take_events().pop() else { panic!("{name:?}: no call") };
        assert_eq!(request.to().unwrap().uri.user().as_deref(), Some("service"), "{name:?}");
    }
    // A blank in front makes the line a part of the one before it.
    let folded = invite.replacen("To:", " To:", 1);
    assert_eq!(answers(&folded), [400]);
}

#[test]
fn s7_what_may_be_there_once_is_not_there_twice() {
    let invite = request("INVITE", "in", 1, "", "", "v=0\n");
    for again in [
        "From: <sip:x@y>;tag=1",
        "f: <sip:x@y>;tag=1",
        "To: <sip:x@y>",
        "t: <sip:x@y>",
        "Call-ID: y",
        "i: y",
        "CSeq: 1 INVITE",
        "CSeq: 2 INVITE",
        "Max-Forwards: 70",
        "max-forwards: 5",
    ] {
        let sent = answers(&invite.replace("Contact:", &format!("{again}\nContact:")));
        assert_eq!(sent, [400], "{again}");
    }
}

#[test]
fn s8_a_message_past_the_limits_is_refused() {
    let limits = crate::wire::sip::Limits::default();
    let invite = request("INVITE", "in", 1, "", "", "v=0\n");
    let has = invite.lines().take_while(|line| !line.is_empty()).count() - 1;
    let with = |line: &str, count: usize| invite.replace("Contact:", &format!("{}Contact:", line.repeat(count)));
    let via = "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKx\n";
    let big = format!("X-Big: {}\n", "y".repeat(1000));
    for (text, status) in [
        (with(via, limits.vias), 400),
        (with("X-One: 1\n", limits.headers - has + 1), 400),
        (with(&big, limits.section / 1000 + 1), 513),
        (invite.replace("v=0\n", &"y".repeat(limits.message)).replace("Content-Length: 4\n", ""), 513),
    ] {
        assert_eq!(answers(&text), [status]);
    }
    for text in [with(via, limits.vias - 1), with("X-One: 1\n", limits.headers - has)] {
        let mut solo = Solo::new();
        solo.hear(flow(UDP), &text);
        assert!(matches!(solo.take_events().as_slice(), [Event::Incoming { .. }]), "what is within them is taken");
    }
}

#[test]
fn s8_the_limits_are_settings() {
    let mut config = config("10.0.0.1", "a1");
    config.limits.vias = 1;
    let mut sip = Sip::new(config, Rng::seeded(7));
    let text = request("OPTIONS", "o", 1, "", "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKx\n", "").replace('\n', "\r\n");
    sip.receive(START, flow(UDP), text.into());
    let Some(Output::Send { bytes, .. }) = sip.poll() else { panic!("no answer") };
    assert!(bytes.starts_with(b"SIP/2.0 400 "));
}

#[test]
fn s9_a_part_of_a_large_datagram_is_no_message() {
    let body = "v".repeat(65_400);
    let text = request("INVITE", "in", 1, "", "", &body).replace('\n', "\r\n");
    assert!(text.len() > 65_000);
    // The first fragments without the rest: 400, and nothing of it is kept. The second half alone: nothing at all.
    for cut in [1_472, 2_944, 30_000, 65_000] {
        assert_eq!(answers(&text[..cut]), [400], "{cut}");
        assert!(answers(&text[cut..]).is_empty());
    }
}
