//! REFER and Replaces with the peer played by hand (RFC 3515, RFC 3891, RFC 4488, RFC 5057).

use super::*;
use crate::sip::{Refer, ReferId};

const UDP: Transport = Transport::Udp;

fn refer_to(text: &str) -> Refer {
    Refer { to: text.parse().unwrap(), referred_by: None, wants_notify: true }
}

/// A REFER of theirs in the dialog of `answered`, as number `cseq`.
fn referred(solo: &mut Solo, tag: &str, cseq: u32, more: &str) -> (ReferId, Refer) {
    let branch = format!("refer{cseq}");
    let more = format!("Refer-To: <sip:carol@h?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2>\n{more}");
    solo.hear(flow(UDP), &request("REFER", &branch, cseq, tag, &more, ""));
    match solo.take_events().pop() {
        Some(Event::Referred { id, refer, contact, .. }) => {
            assert_eq!(contact.as_str(), "sip:bob@192.0.2.9:5060");
            (id, *refer)
        }
        other => panic!("{other:?}"),
    }
}

fn told(message: &Message) -> (String, String, String) {
    let header = |name: Name| message.header(name).unwrap_or_default().into_owned();
    let body = String::from_utf8_lossy(&message.body).trim_end().to_owned();
    (header(Name::Event), header(Name::SubscriptionState), body)
}

fn told_as(event: &str, state: &str, body: &str) -> (String, String, String) {
    (event.to_owned(), state.to_owned(), body.to_owned())
}

fn notify(tag: &str, cseq: u32, event: &str, state: &str, status: &str) -> String {
    let more = format!("Event: {event}\nSubscription-State: {state}\n");
    let text = request("NOTIFY", &format!("notify{cseq}"), cseq, tag, &more, &format!("SIP/2.0 {status}\n"));
    text.replace("application/sdp", "message/sipfrag")
}

#[test]
fn a_refer_is_accepted_with_202_and_told_about_until_its_end() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let (id, refer) = referred(&mut solo, &tag, 2, "Referred-By: <sip:bob@h>\n");
    assert_eq!(refer.to.uri().as_str(), "sip:carol@h");
    assert_eq!(refer.to.replaces().unwrap().unwrap().call_id, "x");
    assert!(refer.referred_by.is_some() && refer.wants_notify);
    solo.act(|sip, now| sip.accept_refer(now, dialog, id, true));
    let sent = solo.take();
    assert_eq!(sent.iter().map(short).collect::<Vec<_>>(), ["202 REFER", "NOTIFY"]);
    assert_eq!(sent[0].header(Name::Event).as_deref(), Some("refer;id=2"));
    assert!(sent[0].contact().is_some() && sent[1].contact().is_some());
    assert_eq!(told(&sent[1]), told_as("refer;id=2", "active;expires=300", "SIP/2.0 100 Trying"));
    solo.hear(flow(UDP), &respond(&sent[1], 200, "", "", ""));
    solo.act(|sip, now| sip.notify_refer(now, dialog, id, 180, false));
    solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
    solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
    let sent = solo.take();
    assert_eq!(sent.len(), 2, "nothing is told after the end");
    assert_eq!(told(&sent[1]), told_as("refer;id=2", "terminated;reason=noresource", "SIP/2.0 200 OK"));
    for message in &sent {
        solo.hear(flow(UDP), &respond(message, 200, "", "", ""));
    }
    solo.pass(40.0);
    assert_eq!(solo.sip.census(), crate::sip::Census { dialogs: 1, ..Default::default() });
}

#[test]
fn a_refer_is_refused_with_the_headers_given() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let (id, _) = referred(&mut solo, &tag, 2, "");
    let headers = [("Reason".to_owned(), "SIP;cause=501".to_owned())];
    solo.act(|sip, now| sip.refuse_refer(now, dialog, id, 404, &headers));
    let refusal = solo.take_one();
    assert_eq!(
        (short(&refusal).as_str(), refusal.header(Name::Reason).as_deref()),
        ("404 REFER", Some("SIP;cause=501"))
    );
    solo.act(|sip, now| sip.accept_refer(now, dialog, id, true));
    assert!(solo.take().is_empty(), "it is answered once");
}

#[test]
fn a_refer_that_wants_no_word_gets_none() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let (id, refer) = referred(&mut solo, &tag, 2, "Refer-Sub: false\nRequire: norefersub\n");
    assert!(!refer.wants_notify);
    solo.act(|sip, now| sip.accept_refer(now, dialog, id, true));
    let accepted = solo.take_one();
    assert_eq!((short(&accepted).as_str(), accepted.refer_sub()), ("202 REFER", Some(false)));
    solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
    assert!(solo.take().is_empty());
}

#[test]
fn a_refer_without_one_usable_refer_to_is_400() {
    let mut solo = Solo::new();
    let (_, tag) = answered(&mut solo);
    let wrong =
        ["", "Refer-To: <sip:a@h>\nRefer-To: <sip:b@h>\n", "Refer-To: nobody\n", "Refer-To: <sip:a@h?Replaces=x>\n"];
    for (cseq, more) in (2..).zip(wrong) {
        solo.hear(flow(UDP), &request("REFER", &format!("b{cseq}"), cseq, &tag, more, ""));
        assert_eq!(solo.said(), ["400 REFER"], "{more}");
        assert!(solo.take_events().is_empty());
    }
}

#[test]
fn several_refers_in_one_dialog_are_told_apart_by_their_numbers() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let (first, _) = referred(&mut solo, &tag, 2, "");
    solo.act(|sip, now| sip.accept_refer(now, dialog, first, true));
    let (second, _) = referred(&mut solo, &tag, 3, "");
    solo.act(|sip, now| sip.accept_refer(now, dialog, second, true));
    solo.take();
    solo.act(|sip, now| sip.notify_refer(now, dialog, second, 486, true));
    solo.act(|sip, now| sip.notify_refer(now, dialog, first, 200, true));
    let events: Vec<_> = solo.take().iter().map(|message| (told(message).0, told(message).2)).collect();
    let wanted = [("refer;id=3", "SIP/2.0 486 Busy Here"), ("refer;id=2", "SIP/2.0 200 OK")];
    assert_eq!(events, wanted.map(|(event, body)| (event.to_owned(), body.to_owned())));
}

#[test]
fn a_refer_subscription_ends_by_time_by_a_failed_notify_and_by_its_subscriber() {
    // by time
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let (id, _) = referred(&mut solo, &tag, 2, "");
    solo.act(|sip, now| sip.accept_refer(now, dialog, id, true));
    for message in solo.take().iter().filter(|message| message.is_request()) {
        solo.hear(flow(UDP), &respond(message, 200, "", "", ""));
    }
    solo.pass(301.0);
    let last = solo.take().remove(0);
    assert_eq!(told(&last), told_as("refer;id=2", "terminated;reason=timeout", "SIP/2.0 100 Trying"));
    // by a failed NOTIFY, which the call survives (RFC 5057 §5.1)
    let (id, _) = referred(&mut solo, &tag, 3, "");
    solo.act(|sip, now| sip.accept_refer(now, dialog, id, true));
    let sent = solo.take();
    solo.hear(flow(UDP), &respond(sent.last().unwrap(), 481, "", "", ""));
    solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
    assert!(solo.take().is_empty() && solo.take_events().is_empty());
    // by its subscriber, after it was prolonged
    let (id, _) = referred(&mut solo, &tag, 4, "");
    solo.act(|sip, now| sip.accept_refer(now, dialog, id, true));
    solo.take();
    let subscribe = |cseq: u32, expires: u32| {
        let more = format!("Event: refer;id=4\nExpires: {expires}\n");
        request("SUBSCRIBE", &format!("sub{cseq}"), cseq, &tag, &more, "")
    };
    solo.hear(flow(UDP), &subscribe(5, 120));
    let sent = solo.take();
    assert_eq!((short(&sent[0]).as_str(), sent[0].expires()), ("200 SUBSCRIBE", Some(120)));
    assert_eq!(told(&sent[1]), told_as("refer;id=4", "active;expires=120", "SIP/2.0 100 Trying"));
    solo.hear(flow(UDP), &subscribe(6, 0));
    assert_eq!(told(&solo.take()[1]).1, "terminated;reason=timeout");
    solo.hear(flow(UDP), &subscribe(7, 60));
    assert_eq!(solo.said(), ["481 SUBSCRIBE"]);
}

/// A call in which a REFER of theirs was accepted and told about once.
fn telling(solo: &mut Solo) -> (DialogId, String, ReferId) {
    let (dialog, tag) = answered(solo);
    let (id, _) = referred(solo, &tag, 2, "");
    solo.act(|sip, now| sip.accept_refer(now, dialog, id, true));
    let sent = solo.take();
    solo.hear(flow(UDP), &respond(sent.last().unwrap(), 200, "", "", ""));
    (dialog, tag, id)
}

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
fn a_notify_that_came_out_of_order_ends_nothing() {
    let mut solo = Solo::new();
    let (dialog, _, id) = telling(&mut solo);
    solo.act(|sip, now| sip.notify_refer(now, dialog, id, 180, false));
    let late = solo.take_one();
    solo.hear(flow(UDP), &respond(&late, 500, "", "", ""));
    solo.act(|sip, now| sip.notify_refer(now, dialog, id, 200, true));
    assert_eq!(told(&solo.take_one()).2, "SIP/2.0 200 OK");
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
fn a_refer_for_another_method_than_invite_is_declined() {
    for (parameter, said) in [("BYE", "603 REFER"), ("SUBSCRIBE", "603 REFER"), ("X", "603 REFER")] {
        let mut solo = Solo::new();
        let (_, tag) = answered(&mut solo);
        let more = format!("Refer-To: <sip:carol@h;method={parameter}>\n");
        solo.hear(flow(UDP), &request("REFER", "refer", 2, &tag, &more, ""));
        let refusal = solo.take_one();
        assert_eq!(short(&refusal), said);
        assert!(refusal.header(Name::Reason).unwrap().contains("only INVITE"));
        assert!(solo.take_events().is_empty());
        solo.hear(flow(UDP), &request("REFER", "other", 3, &tag, "Refer-To: <sip:carol@h;method=INVITE>\n", ""));
        assert!(
            matches!(&solo.take_events()[..], [Event::Referred { refer, .. }] if refer.to.uri().as_str() == "sip:carol@h")
        );
    }
}

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

#[test]
fn s26_a_replaces_finds_confirmed_dialogs_and_calls_of_ours_that_ring() {
    let mut solo = Solo::new();
    let (up, tag) = answered(&mut solo);
    let named = |text: String| text.parse().unwrap();
    let ours = named(format!("from-bob;to-tag={tag};from-tag=bob"));
    assert_eq!(solo.sip.find_replaced(&ours), Ok(up));
    assert_eq!(solo.sip.replaces(up).unwrap().to_string(), format!("from-bob;to-tag=bob;from-tag={tag}"));
    let early_only = named(format!("from-bob;to-tag={tag};from-tag=bob;early-only"));
    assert_eq!(solo.sip.find_replaced(&early_only), Err(486));
    for wrong in ["other;to-tag={};from-tag=bob", "from-bob;to-tag={};from-tag=eve", "from-bob;to-tag=x;from-tag=bob"] {
        assert_eq!(solo.sip.find_replaced(&named(wrong.replace("{}", &tag))), Err(481), "{wrong}");
    }
    let calling = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    let early = || named(format!("{};to-tag={};from-tag=x", invite.call_id(), invite.from().unwrap().tag().unwrap()));
    assert_eq!(solo.sip.find_replaced(&early()), Err(481), "nobody rings yet");
    solo.hear(flow(UDP), &respond(&invite, 180, "x", "", ""));
    assert_eq!(solo.sip.find_replaced(&early()), Ok(calling));
    solo.hear(flow(UDP), &request("BYE", "bye", 2, &tag, "", ""));
    assert_eq!(solo.sip.find_replaced(&ours), Err(603));
}

#[test]
fn s26_an_early_dialog_that_they_began_cannot_be_replaced() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, UDP);
    solo.act(|sip, now| sip.ring(now, dialog, 180, &[], None));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    let replaces = format!("from-bob;to-tag={tag};from-tag=bob").parse().unwrap();
    assert_eq!(solo.sip.find_replaced(&replaces), Err(481));
}

#[test]
fn an_invite_says_what_it_replaces() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let good = format!("Replaces: from-bob;to-tag={tag};from-tag=bob\n");
    let table = [
        (String::new(), None),
        (good.clone(), Some(Ok(dialog))),
        (format!("Require: replaces\n{good}"), Some(Ok(dialog))),
        (format!("{good}{good}"), Some(Err(400))),
        ("Replaces: nonsense\n".to_owned(), Some(Err(400))),
        ("Replaces: a;to-tag=b;from-tag=c\n".to_owned(), Some(Err(481))),
    ];
    for (number, (more, wanted)) in table.into_iter().enumerate() {
        let invite = request("INVITE", &format!("other{number}"), 1, "", &more, "v=0\n");
        solo.hear(flow(UDP), &invite.replace("from-bob\nCSeq", &format!("other{number}\nCSeq")));
        let Some(Event::Incoming { replaces, .. }) = solo.take_events().pop() else { panic!("{more}") };
        assert_eq!(replaces, wanted, "{more}");
    }
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
