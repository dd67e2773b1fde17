//! CANCEL and BYE with the peer played by hand: both ways, before the answer, and crossing what else is said.

use bytes::Bytes;

use super::*;
use crate::sip::Proof;

const UDP: Transport = Transport::Udp;

#[test]
fn a_cancel_waits_for_a_provisional_response() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    solo.act(|sip, now| sip.cancel(now, dialog, None));
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
    solo.act(|sip, now| sip.cancel(now, dialog, None));
    solo.take_events();
    solo.pass(31.9);
    assert!(solo.take_events().is_empty());
    solo.pass(0.2);
    let (response, proof, obstacle) = (None, Proof::Unasked, None);
    assert_eq!(solo.take_events(), [Event::Refused { dialog, status: 487, response, proof, obstacle }]);
    solo.assert_empty();
}

#[test]
fn a_2xx_that_crosses_our_cancel_is_acked_and_byed() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    solo.hear(flow(UDP), &respond(&invite, 180, "b", "", ""));
    solo.act(|sip, now| sip.cancel(now, dialog, None));
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
    assert_eq!(solo.take_events(), [Event::Canceled { dialog, reason: None }]);
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
    assert_eq!(solo.take_events(), [Event::Canceled { dialog, reason: None }]);
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
fn a_cancel_and_the_bye_to_an_answer_that_crosses_it_say_why() {
    let why = "SIP;cause=200;text=\"Call completed elsewhere\"";
    for crosses in [false, true] {
        let mut solo = Solo::new();
        let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
        let invite = solo.take_one();
        solo.act(|sip, now| sip.cancel(now, dialog, Some(why.to_owned())));
        solo.act(|sip, now| sip.cancel(now, dialog, None));
        solo.hear(flow(UDP), &respond(&invite, 180, "b", "", ""));
        let cancel = solo.take_one();
        assert_eq!((short(&cancel).as_str(), cancel.header(Name::Reason).as_deref()), ("CANCEL", Some(why)));
        if crosses {
            solo.hear(flow(UDP), &respond(&invite, 200, "b", "", "v=0\n"));
            let sent = solo.take();
            assert_eq!((short(&sent[1]).as_str(), sent[1].header(Name::Reason).as_deref()), ("BYE", Some(why)));
        }
    }
}

#[test]
fn a_fork_that_answers_second_hears_that_the_call_is_elsewhere() {
    let mut solo = Solo::new();
    let (_, invite) = talking(&mut solo, UDP);
    solo.hear(flow(UDP), &respond(&invite, 200, "c", "", "v=0 other\n"));
    let sent = solo.take();
    assert_eq!(sent.iter().map(short).collect::<Vec<_>>(), ["ACK", "BYE"]);
    assert!(sent[1].header(Name::Reason).unwrap().starts_with("SIP;cause=200;"));
}

#[test]
fn what_they_say_of_why_is_handed_up_without_what_nobody_should_hear() {
    let said = "Reason: SIP;cause=487;text=\"gone\", X-Ours;cause=1\nReason: Q.850;cause=16;x=y\n";
    let heard = Some("SIP;cause=487;text=\"gone\", Q.850;cause=16".to_owned());
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, UDP);
    solo.hear(flow(UDP), &request("CANCEL", "in", 1, "", said, ""));
    assert_eq!(solo.take_events(), [Event::Canceled { dialog, reason: heard.clone() }]);
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.hear(flow(UDP), &request("BYE", "bye", 2, &tag, said, ""));
    assert_eq!(solo.take_events(), [Event::Ended { dialog, reason: heard }]);
}

#[test]
fn an_invite_is_good_for_as_long_as_its_expires_says() {
    let called = |solo: &mut Solo| {
        solo.hear(flow(UDP), &request("INVITE", "in", 1, "", "Expires: 5\n", "v=0\n"));
        match solo.take_events().as_slice() {
            [Event::Incoming { dialog, .. }] => *dialog,
            other => panic!("{other:?}"),
        }
    };
    let mut solo = Solo::new();
    let dialog = called(&mut solo);
    let said = [("X-Said".to_owned(), "1".to_owned())];
    solo.act(|sip, now| sip.ring(now, dialog, 180, &said, None));
    solo.take();
    solo.pass(4.9);
    assert!(solo.events.is_empty());
    solo.pass(0.2);
    let refusal = solo.sent.first().unwrap().2.clone();
    assert_eq!((refusal.status(), refusal.header("X-Said").as_deref()), (Some(487), Some("1")));
    assert_eq!(solo.take_events(), [Event::Canceled { dialog, reason: None }]);
    solo.pass(40.0);
    solo.assert_empty();
    // Once it is answered it has done what it was for.
    let mut solo = Solo::new();
    let dialog = called(&mut solo);
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0 ours\r\n")));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &request("ACK", "ack", 1, &tag, "", ""));
    solo.take_events();
    solo.pass(60.0);
    assert!(solo.take_events().is_empty() && solo.sent.is_empty());
}
