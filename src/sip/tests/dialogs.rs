//! Dialog procedures with the peer played by hand: forks, crossings, glare, routes inside the dialog.

use bytes::Bytes;

use super::*;

const UDP: Transport = Transport::Udp;

fn answer_of(message: &Message) -> (u16, Option<String>) {
    (message.status().unwrap_or(0), message.header(Name::RetryAfter).map(|value| value.into_owned()))
}

#[test]
fn s23_the_first_2xx_wins_and_other_forks_are_acked_and_byed_without_a_word() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    for tag in ["one", "two"] {
        solo.hear(flow(UDP), &respond(&invite, 180, tag, "", ""));
    }
    assert_eq!(solo.take_events().len(), 2);
    solo.hear(flow(UDP), &respond(&invite, 200, "two", "", "v=0\n"));
    assert_eq!(solo.said(), ["ACK"]);
    let late = respond(&invite, 200, "one", "", "v=0\n");
    solo.hear(flow(UDP), &late);
    let sent = solo.take();
    assert_eq!(sent.iter().map(short).collect::<Vec<_>>(), ["ACK", "BYE"]);
    for message in &sent {
        assert_eq!(message.to().unwrap().tag(), Some("one"));
        assert_eq!(message.uri().unwrap().as_str(), "sip:bob@192.0.2.9:5060;fork=one");
    }
    solo.hear(flow(UDP), &respond(&sent[1], 200, "", "", ""));
    solo.hear(flow(UDP), &late);
    assert_eq!(solo.take_one().to_bytes(), sent[0].to_bytes());
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { dialog: it, .. }] if *it == dialog));
    solo.pass(33.0);
    assert_eq!(solo.sip.census(), crate::sip::Census { dialogs: 1, ..Default::default() });
}

#[test]
fn a_cancel_waits_for_a_provisional_response() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    solo.act(|sip, now| sip.cancel(now, dialog));
    assert!(solo.sent.is_empty());
    solo.hear(flow(UDP), &respond(&invite, 100, "", "", ""));
    let cancel = solo.take_one();
    assert_eq!(short(&cancel), "CANCEL");
    assert_eq!((cancel.via(), cancel.cseq().unwrap().number), (invite.via(), invite.cseq().unwrap().number));
    assert_eq!((cancel.uri(), cancel.header("X-One"), cancel.contact()), (invite.uri(), None, None));
    solo.hear(flow(UDP), &respond(&cancel, 200, "b", "", ""));
    solo.hear(flow(UDP), &respond(&invite, 487, "b", "", ""));
    assert_eq!(solo.said(), ["ACK"]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 487, .. }]));
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn a_canceled_invite_without_final_response_ends_after_64_t1() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    solo.hear(flow(UDP), &respond(&invite, 180, "b", "", ""));
    solo.act(|sip, now| sip.cancel(now, dialog));
    solo.take_events();
    solo.pass(31.9);
    assert!(solo.take_events().is_empty());
    solo.pass(0.2);
    assert_eq!(solo.take_events(), [Event::Refused { dialog, status: 487, response: None }]);
    solo.assert_empty();
}

#[test]
fn a_2xx_that_crosses_our_cancel_is_acked_and_byed() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    solo.hear(flow(UDP), &respond(&invite, 180, "b", "", ""));
    solo.act(|sip, now| sip.cancel(now, dialog));
    solo.take();
    solo.take_events();
    solo.hear(flow(UDP), &respond(&invite, 200, "b", "", "v=0\n"));
    let sent = solo.take();
    assert_eq!(sent.iter().map(short).collect::<Vec<_>>(), ["ACK", "BYE"]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 200, .. }]));
    solo.hear(flow(UDP), &respond(&sent[1], 200, "", "", ""));
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn their_cancel_gets_200_and_the_invite_487() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, UDP);
    solo.act(|sip, now| sip.ring(now, dialog, 180, &[], None));
    solo.take();
    solo.hear(flow(UDP), &request("CANCEL", "in", 1, "", "", ""));
    assert_eq!(solo.said(), ["200 CANCEL", "487 INVITE"]);
    assert_eq!(solo.take_events(), [Event::Canceled { dialog }]);
    solo.hear(flow(UDP), &request("ACK", "in", 1, "x", "", ""));
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn s16_their_cancel_that_crosses_our_200_changes_nothing() {
    let mut solo = Solo::new();
    let (dialog, _) = answered(&mut solo);
    solo.hear(flow(UDP), &request("CANCEL", "in", 1, "", "", ""));
    assert_eq!(solo.said(), ["200 CANCEL"]);
    assert!(solo.take_events().is_empty());
    solo.act(|sip, now| sip.bye(now, dialog, None));
    assert_eq!(solo.said(), ["BYE"]);
}

#[test]
fn a_bye_before_the_answer_ends_the_invite_too() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, UDP);
    solo.act(|sip, now| sip.ring(now, dialog, 180, &[], None));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &request("BYE", "bye", 2, &tag, "", ""));
    assert_eq!(solo.said(), ["200 BYE", "487 INVITE"]);
    assert_eq!(solo.take_events(), [Event::Canceled { dialog }]);
}

#[test]
fn the_callee_does_not_say_bye_before_the_ack() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, UDP);
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    solo.act(|sip, now| sip.bye(now, dialog, Some("SIP;cause=200".to_owned())));
    assert!(solo.sent.is_empty());
    solo.hear(flow(UDP), &request("ACK", "ack", 1, &tag, "", ""));
    let bye = solo.take_one();
    assert_eq!(bye.header(Name::Reason).as_deref(), Some("SIP;cause=200"));
    solo.hear(flow(UDP), &respond(&bye, 200, "", "", ""));
    solo.pass(33.0);
    solo.assert_empty();
    assert!(solo.take_events().is_empty());
}

#[test]
fn s16_both_sides_say_bye_at_once() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.act(|sip, now| sip.bye(now, dialog, None));
    let bye = solo.take_one();
    solo.hear(flow(UDP), &request("BYE", "bye", 2, &tag, "", ""));
    assert_eq!(solo.said(), ["200 BYE"]);
    solo.hear(flow(UDP), &respond(&bye, 481, "", "", ""));
    assert!(solo.take_events().is_empty());
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn s16_a_bye_that_crosses_a_reinvite_ends_both() {
    // Theirs waits for our answer when their BYE comes.
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.hear(flow(UDP), &request("INVITE", "re", 2, &tag, "", "v=0 hold\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Reoffered { .. }]));
    solo.hear(flow(UDP), &request("BYE", "bye", 3, &tag, "", ""));
    assert_eq!(solo.said(), ["100 INVITE", "200 BYE", "487 INVITE"]);
    assert_eq!(solo.take_events(), [Event::Ended { dialog, reason: None }]);
    solo.hear(flow(UDP), &request("ACK", "re", 2, &tag, "", ""));
    solo.pass(33.0);
    solo.assert_empty();
    // Ours is on its way when their BYE comes; its 2xx is still ACKed.
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.act(|sip, now| sip.reinvite(now, dialog, Bytes::from_static(b"v=0 new\r\n")));
    let invite = solo.take_one();
    solo.hear(flow(UDP), &request("BYE", "bye", 2, &tag, "", ""));
    solo.take();
    solo.hear(flow(UDP), &respond(&invite, 200, "", "", "v=0\n"));
    assert_eq!(solo.said(), ["ACK"]);
    solo.pass(33.0);
    solo.assert_empty();
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
fn a_408_or_481_to_a_request_in_the_dialog_ends_it() {
    let mut solo = Solo::new();
    let (dialog, _) = answered(&mut solo);
    solo.act(|sip, now| sip.info(now, dialog, "application/dtmf-relay", Bytes::from_static(b"Signal=1\r\n")));
    let info = solo.take_one();
    assert_eq!(info.content_type().unwrap().media, "application/dtmf-relay");
    solo.hear(flow(UDP), &respond(&info, 481, "", "", ""));
    assert_eq!(solo.take_events(), [Event::Ended { dialog, reason: None }]);
    let mut solo = Solo::new();
    let (dialog, _) = answered(&mut solo);
    solo.act(|sip, now| sip.reinvite(now, dialog, Bytes::from_static(b"v=0\r\n")));
    solo.pass(33.0);
    assert_eq!(solo.take_events(), [Event::Ended { dialog, reason: None }]);
    solo.pass(33.0);
    solo.assert_empty();
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
fn loose_routes_stay_in_route_and_a_strict_one_takes_the_request_uri() {
    let loose = "Record-Route: <sip:192.0.2.1;lr>, <sip:192.0.2.2;lr>";
    let strict = "Record-Route: <sip:192.0.2.1;lr>, <sip:192.0.2.2>";
    let mut solo = Solo::new();
    let table = [
        (loose, "sip:bob@192.0.2.9:5060;fork=b", vec!["<sip:192.0.2.2;lr>", "<sip:192.0.2.1;lr>"]),
        (strict, "sip:192.0.2.2", vec!["<sip:192.0.2.1;lr>", "<sip:bob@192.0.2.9:5060;fork=b>"]),
    ];
    for (record, uri, routes) in table {
        let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
        let invite = solo.take_one();
        solo.hear(flow(UDP), &respond(&invite, 200, "b", record, "v=0\n"));
        solo.take();
        solo.act(|sip, now| sip.bye(now, dialog, None));
        let (_, way, bye) = solo.sent.pop().unwrap();
        assert_eq!(way.peer, address("192.0.2.2:5060"));
        assert_eq!(bye.uri().unwrap().as_str(), uri);
        assert_eq!(bye.routes().iter().map(ToString::to_string).collect::<Vec<_>>(), routes);
    }
}

#[test]
fn a_callees_route_set_keeps_the_order_of_record_route() {
    let mut solo = Solo::new();
    let more = "Record-Route: <sip:192.0.2.1:5070;lr>\nRecord-Route: <sip:192.0.2.2;lr>\n";
    solo.hear(flow(UDP), &request("INVITE", "in", 1, "", more, "v=0\n"));
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    let ok = solo.take().pop().unwrap();
    assert_eq!(ok.record_routes().len(), 2);
    let tag = ok.to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &request("ACK", "ack", 1, &tag, "", ""));
    solo.act(|sip, now| sip.bye(now, dialog, None));
    let (_, way, bye) = solo.sent.pop().unwrap();
    assert_eq!((way.peer, bye.routes().len()), (address("192.0.2.1:5070"), 2));
}

#[test]
fn an_ignored_call_is_never_heard_of_again() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, UDP);
    solo.take();
    solo.act(|sip, now| sip.ignore(now, dialog));
    solo.hear(flow(UDP), &request("INVITE", "in", 1, "", "", "v=0\n"));
    solo.pass(33.0);
    assert!(solo.sent.is_empty() && solo.take_events().is_empty());
    solo.assert_empty();
}

#[test]
fn what_we_mint_carries_the_instance() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    assert!(invite.from().unwrap().tag().unwrap().starts_with("a1-"));
    assert!(invite.via().unwrap().branch().unwrap().starts_with("z9hG4bK-a1-"));
    assert!(invite.call_id().starts_with("a1-"));
    assert_eq!(solo.sip.call_id(dialog).as_deref(), Some(invite.call_id()));
    assert_eq!(invite.via().unwrap().rport(), Some(None));
}

#[test]
fn a_held_dialog_is_small() {
    use crate::sip::dialog::{Dialog, Up};
    let (slot, up) = (size_of::<Dialog>(), size_of::<Up>());
    assert!(slot <= 64, "{slot} bytes in the table");
    assert!(up <= 800, "{up} bytes behind it");
}

#[test]
fn s13_an_invite_an_answer_and_a_bye_that_come_eleven_times_count_once() {
    let mut solo = Solo::new();
    let invite = request("INVITE", "in", 1, "", "", "v=0\n");
    for _ in 0..11 {
        solo.hear(flow(UDP), &invite);
    }
    let events = solo.take_events();
    let [Event::Incoming { dialog, .. }] = events.as_slice() else { panic!("{events:?}") };
    let dialog = *dialog;
    let sent = solo.take();
    assert!(sent.len() == 11 && sent.iter().all(|message| message.to_bytes() == sent[0].to_bytes()));
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    for _ in 0..11 {
        solo.hear(flow(UDP), &request("ACK", "ack", 1, &tag, "", ""));
    }
    assert!(matches!(solo.take_events().as_slice(), [Event::Acked { .. }]));
    for _ in 0..11 {
        solo.hear(flow(UDP), &request("BYE", "bye", 2, &tag, "", ""));
    }
    assert!(matches!(solo.take_events().as_slice(), [Event::Ended { .. }]));
    let sent = solo.take();
    assert!(sent.len() == 11 && sent.iter().all(|message| message.to_bytes() == sent[0].to_bytes()));
    // Ours: the 200 comes eleven times, and every time gets the same ACK.
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    for _ in 0..11 {
        solo.hear(flow(UDP), &respond(&invite, 200, "b", "", "v=0\n"));
    }
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { .. }]));
    let sent = solo.take();
    assert!(sent.len() == 11 && sent.iter().all(|message| message.to_bytes() == sent[0].to_bytes()));
}

#[test]
fn s15_wrong_tags_get_481_and_old_numbers_500() {
    let mut solo = Solo::new();
    let (_, tag) = answered(&mut solo);
    for (at, method) in ["BYE", "INVITE", "UPDATE", "INFO", "PRACK", "OPTIONS"].into_iter().enumerate() {
        let wrong = request(method, &format!("w{at}"), 5, "a1-00000000000000aa", "", "");
        solo.hear(flow(UDP), &wrong);
        let stranger = request(method, &format!("s{at}"), 5, &tag, "", "").replace("tag=bob", "tag=eve");
        solo.hear(flow(UDP), &stranger);
        assert_eq!(solo.said(), [format!("481 {method}"), format!("481 {method}")]);
    }
    solo.hear(flow(UDP), &request("OPTIONS", "o1", 7, &tag, "", ""));
    assert_eq!(solo.said(), ["200 OPTIONS"]);
    for (at, method) in ["BYE", "INVITE", "UPDATE", "INFO"].into_iter().enumerate() {
        solo.hear(flow(UDP), &request(method, &format!("o{at}x"), 6, &tag, "", ""));
        assert_eq!(solo.said(), [format!("500 {method}")]);
    }
    assert!(solo.take_events().is_empty());
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
    // Refused by 491, and by 500 with a time: once more, by INVITE.
    for (status, more, wait) in [(491, "", 2.1), (500, "Retry-After: 3\n", 3.1)] {
        solo.act(|sip, now| sip.update(now, dialog, offer.clone()));
        let update = solo.take_one();
        solo.hear(flow(UDP), &respond(&update, status, "", more, ""));
        assert!(solo.take_events().is_empty());
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

/// A call of theirs with these headers, answered.
fn incoming_with(solo: &mut Solo, more: &str) -> DialogId {
    solo.hear(flow(UDP), &request("INVITE", "in", 1, "", more, "v=0\n"));
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    dialog
}
