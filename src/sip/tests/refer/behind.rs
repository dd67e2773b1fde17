//! The subscription is a usage of the dialog of its own: it outlives the BYE of either side (RFC 5057 §4.1, §5.1).

use super::*;

/// Ends the session, by them or by us.
fn end_session(solo: &mut Solo, dialog: DialogId, tag: &str, by_them: bool) {
    if by_them {
        solo.hear(flow(UDP), &request("BYE", "bye", 3, tag, "", ""));
        assert_eq!(solo.said(), ["200 BYE"]);
        assert_eq!(solo.take_events(), [Event::Ended { dialog, reason: None }]);
    } else {
        solo.act(|sip, now| sip.bye(now, dialog, None));
        let bye = solo.take_one();
        solo.hear(flow(UDP), &respond(&bye, 200, "", "", ""));
    }
}

#[test]
fn a_refer_is_told_to_its_end_after_the_bye_of_either_side() {
    for by_them in [true, false] {
        let mut solo = Solo::new();
        let (dialog, tag, id) = telling(&mut solo);
        end_session(&mut solo, dialog, &tag, by_them);
        // The session is over, whatever is left of the dialog (RFC 5057 §4.1).
        solo.hear(flow(UDP), &request("BYE", "again", 4, &tag, "", ""));
        solo.hear(flow(UDP), &request("INVITE", "later", 5, &tag, "", "v=0\n"));
        assert_eq!(solo.said(), ["481 BYE", "481 INVITE"]);
        solo.act(|sip, now| sip.notify_refer(now, dialog, id, 180, false));
        solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
        let sent = solo.take();
        assert_eq!(told(&sent[0]).2, "SIP/2.0 180 Ringing");
        assert_eq!(told(&sent[1]), told_as("refer;id=2", "terminated;reason=noresource", "SIP/2.0 200 OK"));
        assert!(sent[1].cseq().unwrap().number > sent[0].cseq().unwrap().number);
        for message in &sent {
            solo.hear(flow(UDP), &respond(message, 200, "", "", ""));
        }
        solo.pass(40.0);
        solo.assert_empty();
    }
}

#[test]
fn what_is_told_while_our_bye_is_on_its_way_goes_behind_it() {
    let mut solo = Solo::new();
    let (dialog, _, id) = telling(&mut solo);
    solo.act(|sip, now| sip.bye(now, dialog, None));
    solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
    let bye = solo.take_one();
    assert_eq!(short(&bye), "BYE");
    solo.hear(flow(UDP), &respond(&bye, 200, "", "", ""));
    let last = solo.take_one();
    assert_eq!(told(&last).2, "SIP/2.0 200 OK");
    assert!(last.cseq().unwrap().number > bye.cseq().unwrap().number);
    solo.hear(flow(UDP), &respond(&last, 200, "", "", ""));
    solo.pass(40.0);
    solo.assert_empty();
}

#[test]
fn a_subscription_without_a_session_ends_by_481_by_its_subscriber_and_by_time() {
    for (how, by_them) in [("481", true), ("481", false), ("subscribe", true), ("time", false)] {
        let mut solo = Solo::new();
        let (dialog, tag, id) = telling(&mut solo);
        end_session(&mut solo, dialog, &tag, by_them);
        match how {
            "481" => {
                solo.act(|sip, now| sip.notify_refer(now, dialog, id, 180, false));
                let notify = solo.take_one();
                solo.hear(flow(UDP), &respond(&notify, 481, "", "", ""));
            }
            "subscribe" => {
                let more = "Event: refer;id=2\nExpires: 0\n";
                solo.hear(flow(UDP), &request("SUBSCRIBE", "sub", 6, &tag, more, ""));
                let sent = solo.take();
                assert_eq!(short(&sent[0]), "200 SUBSCRIBE");
                solo.hear(flow(UDP), &respond(&sent[1], 200, "", "", ""));
            }
            _ => {
                solo.pass(301.0);
                let last = solo.take().remove(0);
                assert_eq!(told(&last).1, "terminated;reason=timeout");
                solo.hear(flow(UDP), &respond(&last, 200, "", "", ""));
            }
        }
        solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
        assert!(solo.take().is_empty(), "{how}");
        solo.pass(40.0);
        solo.assert_empty();
    }
}

#[test]
fn what_they_tell_of_our_refer_after_the_bye_is_taken() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let id = solo.act(|sip, now| sip.refer(now, dialog, &refer_to("<sip:kate@h>")));
    let sent = solo.take_one();
    solo.hear(flow(UDP), &respond(&sent, 202, "", "", ""));
    solo.hear(flow(UDP), &request("BYE", "bye", 3, &tag, "", ""));
    solo.take();
    solo.take_events();
    solo.hear(flow(UDP), &notify(&tag, 4, "refer", "terminated;reason=noresource", "200 OK"));
    assert_eq!(solo.said(), ["200 NOTIFY"]);
    assert_eq!(solo.take_events(), [Event::ReferNotified { dialog, id, status: Some(200), is_final: true }]);
    solo.pass(40.0);
    solo.assert_empty();
}

#[test]
fn a_refer_behind_the_end_of_the_call_is_declined_and_ends_no_subscription() {
    for by_them in [true, false] {
        let mut solo = Solo::new();
        let (dialog, tag, id) = telling(&mut solo);
        end_session(&mut solo, dialog, &tag, by_them);
        solo.hear(flow(UDP), &request("REFER", "second", 9, &tag, "Refer-To: <sip:dave@h>\n", ""));
        assert_eq!((solo.said(), solo.take_events()), (vec!["603 REFER".to_owned()], Vec::new()));
        solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
        assert_eq!(told(&solo.take_one()).2, "SIP/2.0 200 OK");
    }
}
