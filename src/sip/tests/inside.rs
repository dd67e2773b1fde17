//! Requests inside a dialog with the peer played by hand: later INVITEs, UPDATE, INFO, MESSAGE.

use bytes::Bytes;

use super::*;
use crate::wire::sip::Method;

const UDP: Transport = Transport::Udp;

fn answer_of(message: &Message) -> (u16, Option<String>) {
    (message.status().unwrap_or(0), message.header(Name::RetryAfter).map(|value| value.into_owned()))
}

#[test]
fn a_reinvite_is_accepted_with_the_dialogs_contact_and_acked() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.hear(flow(UDP), &request("INVITE", "re", 2, &tag, "", "v=0 hold\n"));
    let offer = Bytes::from_static(b"v=0 hold\r\n");
    assert!(
        matches!(solo.take_events().as_slice(), [Event::Reoffered { offer: it, .. }] if it.len() == offer.len() - 1 || *it == offer)
    );
    solo.act(|sip, now| sip.accept(now, dialog, Bytes::from_static(b"v=0 held\r\n")));
    let ok = solo.take().pop().unwrap();
    assert_eq!((ok.status(), ok.body.as_ref()), (Some(200), &b"v=0 held\r\n"[..]));
    assert_eq!(ok.contact().unwrap().uri.as_str(), "sip:service@10.0.0.1:5060");
    solo.hear(flow(UDP), &request("ACK", "reack", 2, &tag, "", ""));
    assert!(solo.take_events().is_empty());
    solo.pass(33.0);
    assert_eq!(solo.sip.census(), crate::sip::Census { dialogs: 1, ..Default::default() });
}

#[test]
fn s20_a_reinvite_without_offer_is_answered_by_the_ack() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.hear(flow(UDP), &request("INVITE", "re", 2, &tag, "", ""));
    assert_eq!(solo.take_events(), [Event::Reoffered { dialog, offer: Bytes::new() }]);
    solo.act(|sip, now| sip.accept(now, dialog, Bytes::from_static(b"v=0 fresh\r\n")));
    solo.hear(flow(UDP), &request("ACK", "reack", 2, &tag, "", "v=0 answer"));
    assert_eq!(solo.take_events(), [Event::Acked { dialog, body: Bytes::from_static(b"v=0 answer") }]);
}

#[test]
fn a_declined_reinvite_keeps_the_session() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let moved = request("INVITE", "re", 2, &tag, "", "v=0 odd\n").replace("Contact: <sip:", "Contact: <sip:moved.");
    assert!(moved.contains("moved."), "{moved}");
    solo.hear(flow(UDP), &moved);
    solo.act(|sip, now| sip.decline(now, dialog, 488));
    assert_eq!(solo.said(), ["100 INVITE", "488 INVITE"]);
    solo.hear(flow(UDP), &request("ACK", "re", 2, &tag, "", ""));
    solo.take_events();
    solo.pass(33.0);
    assert_eq!(solo.sip.census(), crate::sip::Census { dialogs: 1, ..Default::default() });
    solo.act(|sip, now| sip.bye(now, dialog, None));
    let bye = solo.take_one();
    assert!(bye.uri().is_some_and(|uri| !uri.as_str().contains("moved.")), "{bye:?}");
}

#[test]
fn another_invite_before_the_first_is_answered_gets_500_with_retry_after() {
    let mut solo = Solo::new();
    let (_, tag) = answered(&mut solo);
    solo.hear(flow(UDP), &request("INVITE", "re", 2, &tag, "", "v=0 1\n"));
    solo.take();
    solo.hear(flow(UDP), &request("INVITE", "re2", 3, &tag, "", "v=0 2\n"));
    let (status, wait) = answer_of(&solo.take_one());
    assert_eq!(status, 500);
    assert!(wait.unwrap().parse::<u32>().unwrap() <= 10);
}

#[test]
fn s22_an_invite_that_meets_ours_gets_491_and_ours_tries_once_more_after_491() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.pass(60.0);
    solo.act(|sip, now| sip.reinvite(now, dialog, Bytes::from_static(b"v=0 new\r\n")));
    let first = solo.take_one();
    solo.hear(flow(UDP), &request("INVITE", "re", 2, &tag, "", "v=0\n"));
    assert_eq!(solo.take_one().status(), Some(491));
    solo.hear(flow(UDP), &respond(&first, 491, "", "", ""));
    assert_eq!(solo.said(), ["ACK"]);
    // They chose the Call-ID: we wait less than 2 s (§14.1).
    solo.hear(flow(UDP), &request("ACK", "re", 2, &tag, "", ""));
    solo.pass(2.01);
    let second = solo.take().remove(0);
    assert_eq!((second.cseq().unwrap().number, &second.body), (2, &first.body));
    solo.hear(flow(UDP), &respond(&second, 491, "", "", ""));
    assert_eq!(solo.take_events(), [Event::Reanswered { dialog, result: Err(491) }]);
}

#[test]
fn an_update_with_an_offer_is_a_reoffer_and_one_without_refreshes_the_target() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.hear(flow(UDP), &request("UPDATE", "u1", 2, &tag, "", "v=0 new\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Reoffered { .. }]));
    solo.act(|sip, now| sip.accept(now, dialog, Bytes::from_static(b"v=0\r\n")));
    assert_eq!(solo.said(), ["200 UPDATE"]);
    let moved = request("UPDATE", "u2", 3, &tag, "", "")
        .replace("Contact: <sip:bob@192.0.2.9:5060>", "Contact: <sip:bob@192.0.2.77>");
    solo.hear(flow(UDP), &moved);
    assert_eq!(solo.said(), ["200 UPDATE"]);
    solo.act(|sip, now| sip.bye(now, dialog, None));
    assert_eq!(solo.sent[0].1.peer, address("192.0.2.77:5060"));
}

#[test]
fn an_info_brings_a_key() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let info = request("INFO", "i", 2, &tag, "Content-Type: Application/DTMF-Relay; x=y\n", "");
    let info = info.replace("Content-Length: 0\n\n", "Content-Length: 8\n\nSignal=5");
    solo.hear(flow(UDP), &info);
    assert_eq!(solo.said(), ["200 INFO"]);
    let expected = Event::Info {
        dialog,
        content_type: "application/dtmf-relay".to_owned(),
        body: Bytes::from_static(b"Signal=5"),
    };
    assert_eq!(solo.take_events(), [expected]);
}

#[test]
fn an_info_package_that_nobody_knows_gets_469_with_the_empty_list() {
    let mut solo = Solo::new();
    let (_, tag) = answered(&mut solo);
    solo.hear(flow(UDP), &request("INFO", "i", 2, &tag, "Info-Package: conference\n", ""));
    let refusal = solo.take_one();
    assert_eq!((refusal.status(), refusal.header("Recv-Info").as_deref()), (Some(469), Some("")));
    assert!(solo.take_events().is_empty());
}

#[test]
fn an_update_of_ours_is_answered_or_meets_theirs() {
    let mut solo = Solo::new();
    let dialog = incoming_with(&mut solo, "Allow: INVITE, UPDATE\n");
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &request("ACK", "ack", 1, &tag, "", ""));
    solo.take_events();
    let offer = Bytes::from_static(b"v=0 new\r\n");
    solo.act(|sip, now| sip.update(now, dialog, offer.clone()));
    let update = solo.take_one();
    assert_eq!((short(&update), &update.body), ("UPDATE".to_owned(), &offer));
    solo.hear(flow(UDP), &request("UPDATE", "u", 2, &tag, "", "v=0 theirs\n"));
    assert_eq!(solo.said(), ["491 UPDATE"]);
    solo.hear(flow(UDP), &respond(&update, 200, "", "", "v=0 yes"));
    let answer = Bytes::from_static(b"v=0 yes");
    assert_eq!(solo.take_events(), [Event::Reanswered { dialog, result: Ok(answer) }]);
    // Refused by 491, and by 500 with a time: once more, by INVITE, and never at once.
    for (status, more, wait) in [(491, "", 2.1), (500, "Retry-After: 3\n", 3.1), (500, "Retry-After: 0\n", 0.01)] {
        solo.act(|sip, now| sip.update(now, dialog, offer.clone()));
        let update = solo.take_one();
        solo.hear(flow(UDP), &respond(&update, status, "", more, ""));
        assert!(solo.take_events().is_empty());
        assert!(solo.sip.next_timeout().is_some_and(|(at, _)| at > solo.now), "Retry-After: 0 is one step");
        solo.pass(wait);
        let again = solo.take().remove(0);
        assert_eq!((short(&again), &again.body), ("INVITE".to_owned(), &offer));
        solo.hear(flow(UDP), &respond(&again, 488, "", "", ""));
        assert_eq!(solo.take_events(), [Event::Reanswered { dialog, result: Err(488) }]);
        solo.take();
    }
    // Without an offer it only moves the target.
    solo.act(|sip, now| sip.update(now, dialog, Bytes::new()));
    let refresh = solo.take_one();
    let moved = respond(&refresh, 200, "", "", "").replace("<sip:bob@192.0.2.9:5060;fork=>", "<sip:bob@192.0.2.50>");
    solo.hear(flow(UDP), &moved);
    solo.act(|sip, now| sip.bye(now, dialog, None));
    assert_eq!(solo.sent[0].1.peer, address("192.0.2.50:5060"));
}

#[test]
fn words_in_a_dialog_are_handed_up_and_answered_by_whoever_has_them() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let says = |cseq: u32, more: &str| {
        let text = request("MESSAGE", &format!("m{cseq}"), cseq, &tag, more, "hello");
        text.replace("application/sdp", "text/plain;charset=UTF-8")
    };
    solo.hear(flow(Transport::Udp), &says(2, ""));
    let [Event::Messaged { dialog: heard, request: id, content_type, body }] = &solo.take_events()[..] else {
        panic!()
    };
    assert_eq!((*heard, content_type.as_str(), &body[..]), (dialog, "text/plain;charset=UTF-8", &b"hello"[..]));
    assert!(solo.take().is_empty(), "nobody has answered yet");
    let id = *id;
    solo.act(|sip, now| sip.respond(now, id, crate::sip::Response::new(202)));
    assert_eq!(solo.said(), ["202 MESSAGE"]);
    solo.hear(flow(Transport::Udp), &says(3, "Content-Encoding: gzip\n"));
    assert_eq!(solo.said(), ["415 MESSAGE"]);
    for cseq in 4..12 {
        solo.hear(flow(Transport::Udp), &says(cseq, ""));
    }
    assert_eq!((solo.take_events().len(), solo.take().len()), (8, 0));
    solo.hear(flow(Transport::Udp), &says(12, ""));
    let refused = solo.take_one();
    assert_eq!((short(&refused).as_str(), refused.header(Name::RetryAfter).is_some()), ("500 MESSAGE", true));
    solo.pass(31.0);
    assert_eq!(solo.said(), ["500 MESSAGE"; 8], "whoever never answers is not waited for");
}

#[test]
fn words_of_ours_in_a_dialog_have_one_end() {
    let mut solo = Solo::new();
    let (dialog, _) = answered(&mut solo);
    let say =
        |solo: &mut Solo| solo.act(|sip, now| sip.message(now, dialog, "text/plain", Bytes::from_static(b"hello")));
    let end = |solo: &mut Solo| match solo.take_events().remove(0) {
        Event::Replied { request, status, .. } => (request, status),
        other => panic!("{other:?}"),
    };
    let id = say(&mut solo);
    let sent = solo.take_one();
    assert_eq!((&sent.body[..], sent.content_type().unwrap().media.as_str()), (&b"hello"[..], "text/plain"));
    solo.hear(flow(Transport::Udp), &respond(&sent, 200, "", "", ""));
    assert_eq!(end(&mut solo), (id, 200));
    let id = say(&mut solo);
    let sent = solo.take_one();
    solo.hear(flow(Transport::Udp), &respond(&sent, 405, "", "", ""));
    assert_eq!((end(&mut solo), solo.sip.census().dialogs), ((id, 405), 1));
    // §12.2.1.2: the peer knows the dialog no more.
    let id = say(&mut solo);
    let sent = solo.take_one();
    solo.hear(flow(Transport::Udp), &respond(&sent, 481, "", "", ""));
    assert_eq!(end(&mut solo), (id, 481));
    let id = say(&mut solo);
    assert_eq!(end(&mut solo), (id, 481));
    solo.pass(40.0);
    solo.assert_empty();
}

#[test]
fn allow_names_message_everywhere_and_register_where_there_is_no_dialog() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, Transport::Udp);
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0 ours\r\n")));
    let ok = solo.take().pop().unwrap();
    let tag = ok.to().unwrap().tag().unwrap().to_owned();
    let named = |message: &Message| {
        let allow = message.allow();
        (allow.contains(&Method::Message), allow.contains(&Method::Register))
    };
    assert_eq!(named(&ok), (true, false));
    for (method, tag, wanted) in [
        ("OPTIONS", "", (true, true)),
        ("OPTIONS", tag.as_str(), (true, false)),
        ("FROB", "", (true, true)),
        ("REGISTER", tag.as_str(), (true, false)),
    ] {
        solo.hear(flow(Transport::Udp), &request(method, &format!("{method}{tag}"), 2, tag, "", ""));
        assert_eq!(named(&solo.take_one()), wanted, "{method} {tag}");
    }
}

/// A call of theirs with these headers, answered.
fn incoming_with(solo: &mut Solo, more: &str) -> DialogId {
    solo.hear(flow(UDP), &request("INVITE", "in", 1, "", more, "v=0\n"));
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    dialog
}
