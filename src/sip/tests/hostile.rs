//! Requests and responses that are wrong, late or meant for somebody else: RFC 3261 §8.2, S2, S11 to S15. Those that
//! cannot be read are in `broken`.

use super::*;
use crate::sip::{Response, Stray};

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
fn s12_requests_that_cannot_be_served_are_told_why() {
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
fn s14_what_nobody_waits_for_is_dropped() {
    let ack = request("ACK", "in", 1, "nobody", "", "");
    let response = "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK-a1-1\nFrom: <sip:a@b>;tag=1\n\
                    To: <sip:c@d>;tag=2\nCall-ID: x\nCSeq: 1 INVITE\nContent-Length: 0\n\n";
    for text in [ack.as_str(), response, "", "\r\n\r\n", "hello", "INVITE\r\n\r\n", "ACK sip:x@y SIP/2.0\r\n\r\n"] {
        assert!(status_of(text).is_empty(), "{text}");
    }
}

#[test]
fn s14_a_response_with_two_vias_was_not_meant_for_us() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    let busy = respond(&invite, 486, "b", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx", "");
    solo.hear(flow(UDP), &busy);
    assert!(solo.sent.is_empty() && solo.take_events().is_empty());
}

#[test]
fn s11_options_are_answered_even_without_hops() {
    let text = request("OPTIONS", "o", 1, "", "", "").replace("Max-Forwards: 70", "Max-Forwards: 0");
    let sent = status_of(&text);
    assert_eq!(sent[0].status(), Some(200));
    assert_eq!(sent[0].header(Name::Accept).as_deref(), Some("application/sdp, multipart/mixed, text/plain"));
    assert!(sent[0].allow().contains(&crate::wire::sip::Method::Invite));
}

#[test]
fn s11_a_request_that_comes_on_two_ways_is_served_once() {
    let mut solo = Solo::new();
    incoming(&mut solo, UDP);
    solo.take();
    solo.hear(flow(UDP), &request("INVITE", "other", 1, "", "", "v=0\n"));
    assert_eq!(solo.said(), ["482 INVITE"]);
    assert!(solo.take_events().is_empty());
}

#[test]
fn s15_wrong_tags_are_481_and_lower_numbers_500() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    for method in ["BYE", "INVITE", "UPDATE", "INFO", "PRACK", "OPTIONS"] {
        let good = |branch: &str| request(method, &format!("{branch}{method}"), 9, &tag, "", "");
        let theirs = good("theirs").replace("tag=bob", "tag=eve");
        let call = good("call").replace("from-bob", "from-eve");
        let ours = request(method, &format!("ours{method}"), 9, "a1-00000000000000aa", "", "");
        for wrong in [theirs, call, ours] {
            solo.hear(flow(UDP), &wrong);
            assert_eq!(solo.said(), [format!("481 {method}")]);
        }
    }
    solo.hear(flow(UDP), &request("OPTIONS", "o", 20, &tag, "", ""));
    assert_eq!(solo.said(), ["200 OPTIONS"]);
    for method in ["BYE", "INVITE", "UPDATE", "INFO"] {
        solo.hear(flow(UDP), &request(method, &format!("late{method}"), 9, &tag, "", ""));
        assert_eq!(solo.said(), [format!("500 {method}")]);
    }
    assert!(solo.take_events().is_empty());
    for _ in 0..11 {
        solo.hear(flow(UDP), &request("BYE", "b4", 21, &tag, "", ""));
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

#[test]
fn s11_a_call_to_ourselves_that_comes_back_changed_ends_in_482_or_483() {
    let mut solo = Solo::new();
    incoming(&mut solo, UDP);
    solo.take();
    let again = request("INVITE", "through-a-loop", 1, "", "", "v=0\n");
    solo.hear(flow(UDP), &again.replace("Max-Forwards: 70", "Max-Forwards: 69"));
    assert_eq!(solo.said(), ["482 INVITE"]);
    let spent = request("INVITE", "spent", 2, "", "", "v=0\n").replace("from-bob", "another");
    solo.hear(flow(UDP), &spent.replace("Max-Forwards: 70", "Max-Forwards: 0"));
    assert_eq!(solo.said(), ["483 INVITE"]);
}

#[test]
fn s12_methods_and_extensions_that_we_do_not_know_are_named() {
    let mut solo = Solo::new();
    let (_, tag) = answered(&mut solo);
    for (at, tag) in ["", tag.as_str()].into_iter().enumerate() {
        solo.hear(flow(UDP), &request("FROB", &format!("f{at}"), 10, tag, "", ""));
        let reply = solo.take_one();
        assert_eq!(reply.status(), Some(501));
        assert!(reply.allow().contains(&crate::wire::sip::Method::Invite));
        let more = "Require: x-new\nRequire: x-newer\n";
        solo.hear(flow(UDP), &request("OPTIONS", &format!("r{at}"), 11, tag, more, ""));
        let reply = solo.take_one();
        assert_eq!(
            (reply.status(), reply.words(Name::Unsupported)),
            (Some(420), vec!["x-new".into(), "x-newer".into()])
        );
    }
    assert!(solo.take_events().is_empty(), "the call goes on");
}

#[test]
fn s12_an_invite_that_takes_no_sdp_for_an_answer_is_406() {
    let asks = |accept: &str| request("INVITE", "in", 1, "", &format!("Accept: {accept}\n"), "v=0\n");
    assert_eq!(answers(&asks("text/nobodyKnowsThis")), [406]);
    for accept in ["application/sdp", "text/plain, Application/SDP;level=1", "application/*", "*/*", ""] {
        let mut solo = Solo::new();
        solo.hear(flow(UDP), &asks(accept));
        assert!(matches!(solo.take_events().as_slice(), [Event::Incoming { .. }]), "{accept}");
    }
}

#[test]
fn s14_an_answer_or_ack_without_a_question_leaves_no_trace() {
    let mut solo = Solo::new();
    let (_, tag) = answered(&mut solo);
    let before = solo.sip.census();
    let stray = |status: &str, method: &str| {
        format!(
            "SIP/2.0 {status}\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK-a1-99\nFrom: <sip:service@10.0.0.1>;tag={tag}\n\
             To: <sip:bob@192.0.2.9>;tag=bob\nCall-ID: from-bob\nCSeq: 1 {method}\nContent-Length: 0\n\n"
        )
    };
    for status in ["100 Trying", "180 Ringing", "200 OK", "407 Proxy Authentication Required", "503 No"] {
        for method in ["INVITE", "BYE", "CANCEL", "FROB"] {
            solo.hear(flow(UDP), &stray(status, method));
        }
    }
    assert_eq!(std::mem::take(&mut solo.strays), [Stray::Response; 20], "each is counted");
    solo.hear(flow(UDP), &request("ACK", "nobody", 1, "nobody", "", ""));
    assert_eq!(std::mem::take(&mut solo.strays), [Stray::Ack]);
    solo.hear(flow(UDP), &request("ACK", "stray", 1, &tag, "", "").replace("from-bob", "from-eve"));
    // One that comes twice is none.
    solo.hear(flow(UDP), &request("ACK", "again", 1, &tag, "", ""));
    assert_eq!(solo.strays, [Stray::Ack]);
    assert!(solo.sent.is_empty() && solo.take_events().is_empty());
    assert_eq!(solo.sip.census(), before);
}

#[test]
fn s12_a_body_that_nobody_need_understand_is_passed_over() {
    let mut solo = Solo::new();
    let odd = |text: String, how: &str| {
        let kind = format!("Content-Type: application/x-odd\nContent-Disposition: session;handling={how}");
        text.replace("Content-Type: application/sdp", &kind)
    };
    let invite = request("INVITE", "in", 1, "", "", "v=0\n");
    assert_eq!(answers(&odd(invite.clone(), "required")), [415]);
    solo.hear(flow(UDP), &odd(invite, "Optional"));
    let [Event::Incoming { dialog, request: heard, .. }] = &solo.take_events()[..] else { panic!("no call") };
    assert!(heard.sdp().is_empty(), "the offer is ours to make");
    let dialog = *dialog;
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0 ours\r\n")));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &request("ACK", "ack", 1, &tag, "", "v=0\n"));
    solo.take_events();
    // In an UPDATE it is no offer either.
    solo.hear(flow(UDP), &odd(request("UPDATE", "up", 2, &tag, "", "v=0\n"), "optional"));
    assert_eq!((solo.said(), solo.take_events()), (vec!["200 UPDATE".to_owned()], Vec::new()));
    let coded = "Content-Encoding: gzip\nContent-Disposition: session;handling=optional\n";
    solo.hear(flow(UDP), &request("UPDATE", "coded", 3, &tag, coded, "v=0\n"));
    assert_eq!((solo.said(), solo.take_events()), (vec!["200 UPDATE".to_owned()], Vec::new()));
}
