//! REFER with the peer played by hand (RFC 3515, RFC 4488): here those of theirs, in `ours` ours, in `behind` what is
//! told when the call is over already (RFC 5057).

mod behind;
mod ours;

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

/// A call in which a REFER of theirs was accepted and told about once.
fn telling(solo: &mut Solo) -> (DialogId, String, ReferId) {
    let (dialog, tag) = answered(solo);
    let (id, _) = referred(solo, &tag, 2, "");
    solo.act(|sip, now| sip.accept_refer(now, dialog, id, true));
    let sent = solo.take();
    solo.hear(flow(UDP), &respond(sent.last().unwrap(), 200, "", "", ""));
    (dialog, tag, id)
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
