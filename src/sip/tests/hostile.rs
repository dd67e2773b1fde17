//! Requests and responses that are wrong, late or meant for somebody else: RFC 3261 §8.2, S2, S5, S11 to S15.

use super::*;
use crate::sip::Response;

const UDP: Transport = Transport::Udp;

fn status_of(text: &str) -> Vec<Message> {
    let mut solo = Solo::new();
    solo.hear(flow(UDP), text);
    assert!(solo.take_events().is_empty());
    let sent = solo.take();
    solo.pass(33.0);
    solo.assert_empty();
    sent
}

#[test]
fn requests_that_cannot_be_served_are_told_why() {
    let invite = request("INVITE", "in", 1, "", "", "v=0\n");
    type Case = (&'static str, String, u16, Option<(Name, &'static str)>);
    let table: [Case; 16] = [
        ("no hops left", invite.replace("Max-Forwards: 70", "Max-Forwards: 0"), 483, None),
        (
            "unknown extension",
            request("INVITE", "in", 1, "", "Require: x-a, x-b\n", "v=0\n"),
            420,
            Some((Name::Unsupported, "x-a, x-b")),
        ),
        ("unknown method", request("FROB", "in", 1, "", "", ""), 501, Some((Name::Allow, "INVITE"))),
        ("method of others", request("PUBLISH", "in", 1, "nobody", "", ""), 405, Some((Name::Allow, "INVITE"))),
        ("scheme", invite.replace("sip:service@10.0.0.1 SIP", "urn:x:y SIP"), 416, None),
        ("version", invite.replace("10.0.0.1 SIP/2.0", "10.0.0.1 SIP/7.0"), 505, None),
        (
            "body",
            invite.replace("application/sdp", "text/plain"),
            415,
            Some((Name::Accept, "application/sdp, multipart/mixed")),
        ),
        ("coded body", request("INVITE", "in", 1, "", "Content-Encoding: gzip\n", "v=0\n"), 415, None),
        ("no contact", invite.replace("Contact: <sip:bob@192.0.2.9:5060>\n", ""), 400, None),
        ("length", invite.replace("Content-Length: 4", "Content-Length: 400"), 400, None),
        ("two From", invite.replace("Call-ID", "From: <sip:x@y>;tag=1\nCall-ID"), 400, None),
        ("stray BYE", request("BYE", "in", 1, "nobody", "", ""), 481, None),
        ("BYE without tag", request("BYE", "in", 1, "", "", ""), 481, None),
        ("stray re-INVITE", request("INVITE", "in", 1, "a1-0000000000000001", "", "v=0\n"), 481, None),
        ("stray CANCEL", request("CANCEL", "in", 1, "", "", ""), 481, None),
        ("stray NOTIFY", request("NOTIFY", "in", 1, "", "", ""), 481, None),
    ];
    for (name, text, status, header) in table {
        let sent = status_of(&text);
        assert_eq!(sent.first().and_then(Message::status), Some(status), "{name}");
        assert!(sent[0].to().unwrap().tag().is_some(), "{name}");
        if let Some((header, value)) = header {
            assert!(sent[0].header(header).unwrap().contains(value), "{name}");
        }
    }
}

#[test]
fn what_cannot_be_answered_is_dropped() {
    let ack = request("ACK", "in", 1, "nobody", "", "");
    let response = "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK-a1-1\nFrom: <sip:a@b>;tag=1\n\
                    To: <sip:c@d>;tag=2\nCall-ID: x\nCSeq: 1 INVITE\nContent-Length: 0\n\n";
    for text in [ack.as_str(), response, "", "\r\n\r\n", "hello", "INVITE\r\n\r\n", "ACK sip:x@y SIP/2.0\r\n\r\n"] {
        assert!(status_of(text).is_empty(), "{text}");
    }
}

#[test]
fn a_response_with_two_vias_was_not_meant_for_us() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    let busy = respond(&invite, 486, "b", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx", "");
    solo.hear(flow(UDP), &busy);
    assert!(solo.sent.is_empty() && solo.take_events().is_empty());
}

#[test]
fn options_are_answered_even_without_hops() {
    let text = request("OPTIONS", "o", 1, "", "", "").replace("Max-Forwards: 70", "Max-Forwards: 0");
    let sent = status_of(&text);
    assert_eq!(sent[0].status(), Some(200));
    assert_eq!(sent[0].header(Name::Accept).as_deref(), Some("application/sdp, multipart/mixed"));
    assert!(sent[0].allow().contains(&crate::wire::sip::Method::Invite));
}

#[test]
fn a_request_that_comes_on_two_ways_is_served_once() {
    let mut solo = Solo::new();
    incoming(&mut solo, UDP);
    solo.take();
    solo.hear(flow(UDP), &request("INVITE", "other", 1, "", "", "v=0\n"));
    assert_eq!(solo.said(), ["482 INVITE"]);
    assert!(solo.take_events().is_empty());
}

#[test]
fn wrong_tags_are_481_and_lower_numbers_500() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let bye = |branch: &str, cseq: u32| request("BYE", branch, cseq, &tag, "", "");
    solo.hear(flow(UDP), &bye("b1", 9).replace("tag=bob", "tag=eve"));
    assert_eq!(solo.said(), ["481 BYE"]);
    solo.hear(flow(UDP), &bye("b2", 9).replace("from-bob", "from-eve"));
    assert_eq!(solo.said(), ["481 BYE"]);
    solo.hear(flow(UDP), &request("OPTIONS", "o", 20, &tag, "", ""));
    solo.take();
    solo.hear(flow(UDP), &bye("b3", 9));
    assert_eq!(solo.said(), ["500 BYE"]);
    assert!(solo.take_events().is_empty());
    for _ in 0..11 {
        solo.hear(flow(UDP), &bye("b4", 21));
        assert_eq!(solo.said(), ["200 BYE"]);
    }
    assert_eq!(solo.take_events(), [Event::Ended { dialog, reason: None }]);
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn a_peer_of_rfc_2543_without_branch_is_still_one_call() {
    let mut solo = Solo::new();
    let old = |method: &str, tag: &str| request(method, "", 1, tag, "", "").replace(";branch=z9hG4bK;rport", "");
    solo.hear(flow(UDP), &old("INVITE", ""));
    solo.hear(flow(UDP), &old("INVITE", ""));
    assert_eq!(solo.said(), ["100 INVITE", "100 INVITE"]);
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    let refusal = crate::sip::Refusal { status: 486, phrase: None, headers: Vec::new() };
    solo.act(|sip, now| sip.refuse(now, dialog, refusal));
    let tag = solo.take_one().to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &old("ACK", &tag));
    solo.pass(5.1);
    assert!(solo.sent.is_empty());
    solo.assert_empty();
}

#[test]
fn an_ack_with_the_invites_branch_still_confirms_the_dialog() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, UDP);
    solo.act(|sip, now| sip.answer(now, dialog, &[], bytes::Bytes::from_static(b"v=0\r\n")));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &request("ACK", "in", 1, &tag, "", ""));
    assert!(matches!(solo.take_events().as_slice(), [Event::Acked { .. }]));
}

#[test]
fn headers_from_above_cannot_begin_another() {
    let mut solo = Solo::new();
    let headers = vec![("X-A".to_owned(), "1\r\nX-Evil: 2".to_owned()), ("X B".to_owned(), "3".to_owned())];
    solo.invite(Invite { headers, ..call_to("sip:bob@192.0.2.9", UDP) });
    let invite = solo.take_one();
    assert!(invite.header("X-Evil").is_none());
}

#[test]
fn garbage_of_every_length_of_a_good_message_never_panics() {
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
fn a_request_outside_dialogs_is_answered_by_whoever_it_was_handed_to_or_with_500() {
    let mut solo = Solo::new();
    let ask = |solo: &mut Solo, branch: &str| {
        solo.hear(flow(Transport::Udp), &request("REGISTER", branch, 1, "", "Require: path, outbound\n", ""));
        match solo.take_events().as_slice() {
            [Event::Requested { request, .. }] => *request,
            other => panic!("{other:?}"),
        }
    };
    let id = ask(&mut solo, "one");
    solo.act(|sip, now| sip.respond(now, id, Response::new(200)));
    solo.hear(flow(Transport::Udp), &request("REGISTER", "one", 1, "", "Require: path, outbound\n", ""));
    assert_eq!(solo.said(), ["200 REGISTER", "200 REGISTER"], "the repetition is absorbed");
    solo.pass(40.0);
    ask(&mut solo, "two");
    solo.pass(29.9);
    assert_eq!(solo.said(), Vec::<String>::new());
    solo.pass(0.2);
    assert_eq!(solo.said(), ["500 REGISTER"]);
    solo.pass(40.0);
    let id = ask(&mut solo, "three");
    solo.act(|sip, now| sip.ignore_request(now, id));
    solo.pass(40.0);
    assert_eq!(solo.said(), Vec::<String>::new());
    solo.assert_empty();
}
