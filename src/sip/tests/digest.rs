//! Digest as a client: spec §5.3, RFC 3261 §22, RFC 8760, and what a hostile challenger gets (A5 to A7).

use super::*;
use crate::sip::Proof;
use crate::wire::sip::{Authorization, Credentials, Method};

const UDP: Transport = Transport::Udp;

fn secret() -> Credentials {
    Credentials::new("alice", "wonderland")
}

fn call_with_secret() -> Invite {
    Invite { credentials: Some(secret()), ..call_to("sip:bob@192.0.2.9", UDP) }
}

fn challenge(realm: &str, nonce: &str, rest: &str) -> String {
    format!("Digest realm=\"{realm}\", nonce=\"{nonce}\"{rest}")
}

fn proofs(message: &Message, name: Name) -> Vec<Authorization> {
    message.authorizations(name)
}

#[test]
fn both_kinds_of_challenge_and_both_algorithms_are_answered() {
    let table = [
        (401, "WWW-Authenticate", Name::Authorization, ", qop=\"auth,auth-int\", algorithm=SHA-256, opaque=\"o\""),
        (407, "Proxy-Authenticate", Name::ProxyAuthorization, ", algorithm=md5"),
        (407, "Proxy-Authenticate", Name::ProxyAuthorization, ""),
    ];
    for (status, header, answer, rest) in table {
        let mut solo = Solo::new();
        solo.invite(call_with_secret());
        let first = solo.take_one();
        let line = format!("{header}: {}", challenge("r", "n1", rest));
        solo.hear(flow(UDP), &respond(&first, status, "p", &line, ""));
        let [ack, second]: [Message; 2] = solo.take().try_into().unwrap();
        assert_eq!((short(&ack), ack.via()), ("ACK".to_owned(), first.via()));
        assert_eq!(second.cseq().unwrap().number, 2);
        assert_ne!(second.via(), first.via());
        assert_eq!((second.call_id(), second.from(), second.to()), (first.call_id(), first.from(), first.to()));
        assert_eq!((&second.body, second.header("X-One").as_deref()), (&first.body, Some("1")));
        let [proof] = proofs(&second, answer).try_into().ok().unwrap();
        assert!(secret().verify(&proof, &Method::Invite));
        assert_eq!(proof.uri, second.uri().unwrap().as_str());
        solo.hear(flow(UDP), &respond(&second, 200, "b", "", "v=0\n"));
        // §13.2.2.4: the ACK carries the credentials of the INVITE.
        let ack = solo.take_one();
        assert_eq!((ack.cseq().unwrap().number, proofs(&ack, answer).len()), (2, 1));
        assert!(matches!(solo.take_events().as_slice(), [Event::Answered { .. }]));
    }
}

#[test]
fn a5_of_several_challenges_each_realm_is_answered_once_with_the_strongest_algorithm() {
    let mut solo = Solo::new();
    solo.invite(call_with_secret());
    let first = solo.take_one();
    let lines = [
        challenge("a", "n1", ", algorithm=MD5, qop=\"auth\""),
        challenge("a", "n2", ", algorithm=SHA-256, qop=\"auth\""),
        challenge("b", "n3", ", algorithm=MD5"),
        challenge("c", "n4", ", algorithm=SHA-512-256"),
    ];
    let lines: Vec<String> = lines.iter().map(|line| format!("WWW-Authenticate: {line}")).collect();
    solo.hear(flow(UDP), &respond(&first, 401, "p", &lines.join("\n"), ""));
    let second = solo.take().pop().unwrap();
    let mut found: Vec<_> = proofs(&second, Name::Authorization).into_iter().map(|p| (p.realm, p.nonce)).collect();
    found.sort();
    assert_eq!(found, [("a".to_owned(), "n2".to_owned()), ("b".to_owned(), "n3".to_owned())]);
}

#[test]
fn a_second_refusal_counts_unless_the_nonce_was_stale_and_three_invites_are_all() {
    // The same realm refuses our proof: no third try.
    let mut solo = Solo::new();
    solo.invite(call_with_secret());
    let first = solo.take_one();
    let again = |message: &Message, nonce: &str, rest: &str| {
        respond(message, 401, "p", &format!("WWW-Authenticate: {}", challenge("r", nonce, rest)), "")
    };
    solo.hear(flow(UDP), &again(&first, "n1", ""));
    let second = solo.take().pop().unwrap();
    solo.hear(flow(UDP), &again(&second, "n2", ""));
    assert_eq!(solo.said(), ["ACK"]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 401, response: Some(_), .. }]));
    // Stale for ever: three INVITEs, then the refusal.
    let mut solo = Solo::new();
    solo.invite(call_with_secret());
    let mut latest = solo.take_one();
    for round in 1..3 {
        solo.hear(flow(UDP), &again(&latest, &format!("n{round}"), ", stale=true"));
        latest = solo.take().pop().unwrap();
        assert_eq!(latest.cseq().unwrap().number, round + 1);
    }
    solo.hear(flow(UDP), &again(&latest, "n9", ", stale=true"));
    assert_eq!(solo.said(), ["ACK"]);
    let events = solo.take_events();
    assert!(matches!(&events[..], [Event::Refused { status: 401, proof: Proof::Disbelieved, .. }]));
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn what_became_of_the_login_is_told_with_the_refusal() {
    let for_r = Credentials { realm: Some("r".to_owned()), ..secret() };
    for (credentials, line, proof) in [
        (None, challenge("r", "n", ""), Proof::Unasked),
        (Some(for_r.clone()), challenge("other", "n", ""), Proof::OtherRealm("other".to_owned())),
        (Some(for_r.clone()), challenge("r", "n", ", algorithm=SHA-512"), Proof::Unanswerable),
        (Some(for_r), "Basic realm=\"r\"".to_owned(), Proof::Unanswerable),
    ] {
        let mut solo = Solo::new();
        solo.invite(Invite { credentials, ..call_to("sip:bob@192.0.2.9", UDP) });
        let first = solo.take_one();
        solo.hear(flow(UDP), &respond(&first, 407, "p", &format!("Proxy-Authenticate: {line}"), ""));
        assert_eq!(solo.said(), ["ACK"]);
        let events = solo.take_events();
        assert!(matches!(&events[..], [Event::Refused { status: 407, proof: it, .. }] if *it == proof), "{events:?}");
    }
}

#[test]
fn without_credentials_a_challenge_is_a_refusal() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let first = solo.take_one();
    let line = format!("Proxy-Authenticate: {}", challenge("r", "n", ""));
    solo.hear(flow(UDP), &respond(&first, 407, "p", &line, ""));
    assert_eq!(solo.said(), ["ACK"]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 407, .. }]));
}

/// A call that realm `r` challenged, answered.
fn authenticated(solo: &mut Solo) -> DialogId {
    let dialog = solo.invite(call_with_secret());
    let first = solo.take_one();
    let line = format!("Proxy-Authenticate: {}", challenge("r", "n1", ""));
    solo.hear(flow(UDP), &respond(&first, 407, "p", &line, ""));
    let second = solo.take().pop().unwrap();
    solo.hear(flow(UDP), &respond(&second, 200, "b", "", "v=0\n"));
    solo.take();
    solo.take_events();
    dialog
}

#[test]
fn a7_a_bye_is_proved_for_the_realm_of_the_invite_and_for_no_other() {
    for (realm, tries) in [("r", 2), ("harvester", 1)] {
        let mut solo = Solo::new();
        let dialog = authenticated(&mut solo);
        solo.act(|sip, now| sip.bye(now, dialog, None));
        let bye = solo.take_one();
        assert_eq!(bye.cseq().unwrap().number, 3);
        let line = format!("Proxy-Authenticate: {}", challenge(realm, "n2", ""));
        solo.hear(flow(UDP), &respond(&bye, 407, "", &line, ""));
        let more = solo.take();
        assert_eq!(more.len(), tries - 1);
        for again in &more {
            assert_eq!(again.cseq().unwrap().number, 4);
            assert!(secret().verify(&proofs(again, Name::ProxyAuthorization)[0], &Method::Bye));
            solo.hear(flow(UDP), &respond(again, 200, "", "", ""));
        }
        solo.pass(33.0);
        solo.assert_empty();
    }
}

#[test]
fn a_reinvite_is_proved_too_and_the_numbers_go_on_behind_it() {
    let mut solo = Solo::new();
    let dialog = authenticated(&mut solo);
    solo.act(|sip, now| sip.reinvite(now, dialog, bytes::Bytes::from_static(b"v=0 new\r\n")));
    let first = solo.take_one();
    let line = format!("Proxy-Authenticate: {}", challenge("r", "n2", ""));
    solo.hear(flow(UDP), &respond(&first, 407, "", &line, ""));
    let second = solo.take().pop().unwrap();
    solo.hear(flow(UDP), &respond(&second, 200, "", "", "v=0 ok"));
    assert_eq!(solo.said(), ["ACK"]);
    let result = Ok(bytes::Bytes::from_static(b"v=0 ok"));
    assert_eq!(solo.take_events(), [Event::Reanswered { dialog, result }]);
    solo.act(|sip, now| sip.bye(now, dialog, None));
    assert_eq!(solo.take_one().cseq().unwrap().number, second.cseq().unwrap().number + 1);
}

#[test]
fn a7_a_reinvite_challenged_by_a_foreign_realm_is_not_proved_and_the_session_stays() {
    let mut solo = Solo::new();
    let dialog = authenticated(&mut solo);
    for (status, header) in [(407, "Proxy-Authenticate"), (401, "WWW-Authenticate")] {
        solo.act(|sip, now| sip.reinvite(now, dialog, bytes::Bytes::from_static(b"v=0 new\r\n")));
        let sent = solo.take_one();
        let line = format!("{header}: {}", challenge("harvester", "n2", ""));
        solo.hear(flow(UDP), &respond(&sent, status, "", &line, ""));
        assert_eq!(solo.said(), ["ACK"], "no second try, and no proof");
        assert_eq!(solo.take_events(), [Event::Reanswered { dialog, result: Err(status) }]);
    }
    // Beside one that is known only that one is answered.
    solo.act(|sip, now| sip.reinvite(now, dialog, bytes::Bytes::from_static(b"v=0 new\r\n")));
    let sent = solo.take_one();
    let lines = ["harvester", "r"].map(|realm| format!("Proxy-Authenticate: {}", challenge(realm, "n3", "")));
    solo.hear(flow(UDP), &respond(&sent, 407, "", &lines.join("\n"), ""));
    let again = solo.take().pop().unwrap();
    let realms: Vec<String> = proofs(&again, Name::ProxyAuthorization).into_iter().map(|proof| proof.realm).collect();
    assert_eq!(realms, ["r"]);
}

#[test]
fn a5_the_scheme_in_any_case_is_answered_with_the_uri_of_the_request_line() {
    for scheme in ["DIGEST", "digest", "DiGeSt"] {
        let mut solo = Solo::new();
        let uri = "sip:bob%20b@192.0.2.9;user=phone;x=A%2fb";
        solo.invite(Invite { credentials: Some(secret()), ..call_to(uri, UDP) });
        let first = solo.take_one();
        let line =
            format!("WWW-Authenticate: {}", challenge("r", "n1", ", qop=\"AUTH\"").replacen("Digest", scheme, 1));
        solo.hear(flow(UDP), &respond(&first, 401, "p", &line, ""));
        let second = solo.take().pop().unwrap();
        let [proof] = proofs(&second, Name::Authorization).try_into().ok().unwrap();
        assert!(secret().verify(&proof, &Method::Invite), "{scheme}");
        assert_eq!((proof.uri.as_str(), second.uri().unwrap().as_str()), (uri, uri));
    }
}

#[test]
fn a5_auth_int_beside_auth_gives_auth_and_alone_it_is_a_refusal() {
    let asked = |qop: &str| {
        let mut solo = Solo::new();
        solo.invite(call_with_secret());
        let first = solo.take_one();
        let line = format!("WWW-Authenticate: {}", challenge("r", "n1", &format!(", qop=\"{qop}\"")));
        solo.hear(flow(UDP), &respond(&first, 401, "p", &line, ""));
        (solo.take(), solo.take_events())
    };
    for qop in ["auth-int,auth", "auth, auth-int", "token,auth"] {
        let (sent, _) = asked(qop);
        let [proof] = proofs(sent.last().unwrap(), Name::Authorization).try_into().ok().unwrap();
        assert_eq!(proof.qop.as_deref(), Some("auth"), "{qop}");
    }
    let (sent, events) = asked("auth-int");
    assert_eq!(sent.iter().map(short).collect::<Vec<_>>(), ["ACK"]);
    assert!(matches!(&events[..], [Event::Refused { status: 401, .. }]));
}
