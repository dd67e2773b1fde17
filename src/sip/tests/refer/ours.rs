//! REFERs of ours, and what we hear of them.

use super::*;

#[test]
fn our_refer_is_answered_and_its_notifys_are_told() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let refer = Refer { referred_by: "<sip:us@h>".parse().ok(), ..refer_to("<sip:kate@h?X-A=1>") };
    let id = solo.act(|sip, now| sip.refer(now, dialog, &refer));
    let sent = solo.take_one();
    assert_eq!(sent.header(Name::ReferTo).as_deref(), Some("<sip:kate@h?X-A=1>"));
    assert_eq!(sent.header(Name::ReferredBy).as_deref(), Some("<sip:us@h>"));
    // A NOTIFY may overtake the 202.
    let event = format!("refer;id={}", sent.cseq().unwrap().number);
    solo.hear(flow(UDP), &notify(&tag, 2, "refer", "active;expires=60", "100 Trying"));
    solo.hear(flow(UDP), &respond(&sent, 202, "", "", ""));
    solo.hear(flow(UDP), &notify(&tag, 3, &event, "active;expires=60", "180 Ringing"));
    solo.hear(flow(UDP), &notify(&tag, 4, &event, "terminated;reason=noresource", "200 OK"));
    assert_eq!(solo.said(), ["200 NOTIFY"; 3]);
    let told = |status, is_final| Event::ReferNotified { dialog, id, status: Some(status), is_final };
    let answer = Event::ReferAnswered { dialog, id, status: 202, told: true };
    assert_eq!(solo.take_events(), [told(100, false), answer, told(180, false), told(200, true)]);
    for (cseq, (event, status)) in (5..).zip([("refer", "481 NOTIFY"), ("presence", "489 NOTIFY")]) {
        solo.hear(flow(UDP), &notify(&tag, cseq, event, "active", "200 OK"));
        assert_eq!(solo.said(), [status]);
    }
    solo.pass(70.0);
    assert_eq!(solo.sip.census(), crate::sip::Census { dialogs: 1, ..Default::default() });
}

#[test]
fn our_refer_that_nobody_tells_of_ends_after_a_minute() {
    let mut solo = Solo::new();
    let (dialog, _) = answered(&mut solo);
    let id = solo.act(|sip, now| sip.refer(now, dialog, &refer_to("<sip:kate@h>")));
    let sent = solo.take_one();
    solo.hear(flow(UDP), &respond(&sent, 202, "", "", ""));
    solo.take_events();
    solo.pass(59.0);
    assert!(solo.take_events().is_empty());
    solo.pass(2.0);
    assert_eq!(solo.take_events(), [Event::ReferNotified { dialog, id, status: None, is_final: true }]);
}

#[test]
fn our_refer_may_be_refused_or_answered_with_no_word_to_follow() {
    for (status, more, told) in [(603, "", false), (202, "Refer-Sub: false", false), (202, "", true)] {
        let mut solo = Solo::new();
        let (dialog, _) = answered(&mut solo);
        let id = solo.act(|sip, now| sip.refer(now, dialog, &refer_to("<sip:kate@h>")));
        let sent = solo.take_one();
        solo.hear(flow(UDP), &respond(&sent, status, "", more, ""));
        assert_eq!(solo.take_events(), [Event::ReferAnswered { dialog, id, status, told }]);
    }
}

#[test]
fn a_challenged_refer_is_named_by_its_second_number() {
    let mut solo = Solo::new();
    let mut invite = call_to("sip:bob@192.0.2.9", UDP);
    invite.credentials = Some(crate::wire::sip::Credentials::new("u", "p"));
    let dialog = solo.invite(invite);
    let challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5";
    let first = solo.take_one();
    solo.hear(flow(UDP), &respond(&first, 401, "b", challenge, ""));
    let second = solo.take().pop().unwrap();
    solo.hear(flow(UDP), &respond(&second, 200, "b", "", "v=0 theirs\n"));
    solo.take();
    solo.take_events();
    let id = solo.act(|sip, now| sip.refer(now, dialog, &refer_to("<sip:kate@h>")));
    let plain = solo.take_one();
    solo.hear(flow(UDP), &respond(&plain, 401, "", &challenge.replace("\"n\"", "\"m\""), ""));
    let proved = solo.take().pop().unwrap();
    assert_eq!(proved.cseq().unwrap().number, plain.cseq().unwrap().number + 1);
    let text =
        notify(first.from().unwrap().tag().unwrap(), 9, &format!("refer;id={}", id.0 + 1), "active", "100 Trying");
    let text = text.replace("from-bob", first.call_id()).replace("tag=bob", "tag=b");
    solo.hear(flow(UDP), &text);
    assert_eq!(solo.said(), ["200 NOTIFY"]);
}
