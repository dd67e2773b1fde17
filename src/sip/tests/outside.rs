//! Requests of ours that belong to no dialog: what goes out, challenges, silence, servers that are out of order.

use super::*;
use crate::sip::{Proof, Request, SentId};
use crate::wire::sip::{Credentials, Method};

const UDP: Transport = Transport::Udp;

fn ask(uri: &str) -> Request {
    let me: NameAddr = "<sip:me@10.0.0.1>".parse().unwrap();
    let to: NameAddr = format!("<{uri}>").parse().unwrap();
    Request::new(Method::Options, uri.parse().unwrap(), me, to)
}

fn end(solo: &mut Solo, id: SentId) -> (u16, bool, u32) {
    match solo.take_events().as_slice() {
        [Event::Replied { request, status, response, cseq, .. }] if *request == id => {
            (*status, response.is_some(), *cseq)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_became_of_the_login_is_told_with_the_reply() {
    let for_r = Credentials { realm: Some("r".to_owned()), ..Credentials::new("me", "secret") };
    for (line, proof) in [
        ("Digest realm=\"other\", nonce=\"n\"", Proof::OtherRealm("other".to_owned())),
        ("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512", Proof::Unanswerable),
        ("Digest realm=\"r\", nonce=\"n\"", Proof::Disbelieved),
    ] {
        let mut solo = Solo::new();
        solo.act(|sip, now| sip.request(now, Request { credentials: Some(for_r.clone()), ..ask("sip:192.0.2.9") }));
        let (_, way, mut last) = solo.sent.pop().unwrap();
        let line = format!("WWW-Authenticate: {line}");
        solo.hear(way, &respond(&last, 401, "p", &line, ""));
        if proof == Proof::Disbelieved {
            last = solo.take_one();
            solo.hear(way, &respond(&last, 401, "p", &line, ""));
        }
        let events = solo.take_events();
        assert!(matches!(&events[..], [Event::Replied { status: 401, proof: it, .. }] if *it == proof), "{events:?}");
    }
}

#[test]
fn a_request_is_sent_as_told_and_its_answer_comes_back() {
    let mut solo = Solo::new();
    let id = solo.act(|sip, now| {
        let call = Request {
            method: Method::Register,
            call_id: Some("always-the-same".to_owned()),
            cseq: Some(41),
            contact: Some("me@home".to_owned()),
            headers: vec![("Expires".to_owned(), "600".to_owned())],
            ..ask("sip:192.0.2.9")
        };
        sip.request(now, call)
    });
    let sent = solo.take_one();
    assert_eq!((sent.uri().unwrap().as_str(), sent.call_id()), ("sip:192.0.2.9", "always-the-same"));
    assert_eq!((short(&sent).as_str(), sent.cseq().unwrap().number), ("REGISTER", 41));
    assert_eq!(sent.contact().unwrap().uri.as_str(), "sip:me%40home@10.0.0.1:5060");
    assert!(sent.from().unwrap().tag().is_some() && sent.header("Expires").as_deref() == Some("600"));
    solo.hear(flow(UDP), &respond(&sent, 100, "", "", ""));
    assert!(solo.take_events().is_empty());
    solo.hear(flow(UDP), &respond(&sent, 200, "r", "", ""));
    assert_eq!(end(&mut solo, id), (200, true, 41));
    solo.pass(6.0);
    solo.assert_empty();
}

#[test]
fn a_challenge_is_answered_under_the_same_call_id_with_the_next_number() {
    let mut solo = Solo::new();
    let credentials = Some(Credentials::new("alice", "wonderland"));
    let id = solo.act(|sip, now| sip.request(now, Request { credentials, ..ask("sip:192.0.2.9") }));
    let first = solo.take_one();
    solo.hear(flow(UDP), &respond(&first, 401, "r", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"", ""));
    let second = solo.take_one();
    let [proof] = second.authorizations(Name::Authorization).try_into().ok().unwrap();
    assert!(Credentials::new("alice", "wonderland").verify(&proof, &Method::Options));
    assert_eq!((second.call_id(), second.from()), (first.call_id(), first.from()));
    solo.hear(flow(UDP), &respond(&second, 403, "r", "", ""));
    assert_eq!(end(&mut solo, id), (403, true, 2));
    solo.pass(6.0);
    solo.assert_empty();
}

#[test]
fn silence_is_408_and_no_way_503() {
    let mut solo = Solo::new();
    let id = solo.act(|sip, now| sip.request(now, ask("sip:192.0.2.9")));
    solo.pass(33.0);
    assert_eq!(end(&mut solo, id), (408, false, 1));
    let id = solo.act(|sip, now| sip.request(now, ask("sip:[2001:db8::1]")));
    assert_eq!(end(&mut solo, id), (503, false, 1));
    let id = solo.act(|sip, now| sip.request(now, Request { max_forwards: 0, ..ask("sip:192.0.2.9") }));
    assert_eq!(end(&mut solo, id), (483, false, 1));
    solo.assert_empty();
}

#[test]
fn a_phone_is_asked_along_the_way_it_came_by() {
    let mut solo = Solo::new();
    let behind = Flow { peer: address("203.0.113.7:40000"), ..flow(UDP) };
    solo.act(|sip, now| sip.request(now, Request { flow: Some(behind), ..ask("sip:kate@192.168.1.2") }));
    assert_eq!(solo.sent.pop().unwrap().1, behind);
}
