//! Dialogs with the peer played by hand: forks, tags and numbers, routes, what is said eleven times.

use bytes::Bytes;

use super::*;

const UDP: Transport = Transport::Udp;

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
