//! Reliable provisional responses, PRACK and UPDATE before the answer, with the peer played by hand.

use super::pair::{A, B, FOUL, Pair};
use super::*;
use crate::sip::Refusal;

const UDP: Transport = Transport::Udp;
const OURS: Bytes = Bytes::from_static(b"v=0 ours\r\n");

fn solo(mode: Reliability) -> Solo {
    let config = Config { reliable_provisional: mode, ..config("10.0.0.1", "a1") };
    Solo { sip: Sip::new(config, Rng::seeded(7)), ..Solo::new() }
}

/// A call of theirs with these further header lines.
fn called(solo: &mut Solo, more: &str, body: &str) -> DialogId {
    solo.hear(flow(UDP), &request("INVITE", "in", 1, "", more, body));
    match solo.take_events().as_slice() {
        [Event::Incoming { dialog, .. }] => *dialog,
        other => panic!("{other:?}"),
    }
}

fn ring(solo: &mut Solo, dialog: DialogId, status: u16, sdp: Option<Bytes>) {
    solo.act(|sip, now| sip.ring(now, dialog, status, &[], sdp));
}

/// The last response, its RSeq and our tag.
fn last(solo: &mut Solo) -> (Message, u32, String) {
    let message = solo.take().pop().expect("something was sent");
    let tag = message.to().unwrap().tag().unwrap().to_owned();
    let rseq = message.rseq().expect("it is reliable");
    assert!(message.has_word(Name::Require, "100rel"));
    (message, rseq, tag)
}

fn prack(solo: &mut Solo, cseq: u32, tag: &str, rack: &str, body: &str) {
    let branch = format!("prack{cseq}{}", rack.replace(' ', "-"));
    solo.hear(flow(UDP), &request("PRACK", &branch, cseq, tag, &format!("RAck: {rack}\n"), body));
}

/// A request of the callee's in the dialog that our INVITE made with it.
fn of_callee(invite: &Message, method: &str, tag: &str, cseq: u32, body: &str) -> String {
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\n" };
    let (from, call_id) = (invite.header(Name::From).unwrap(), invite.call_id());
    let (uri, length) = (invite.contact().unwrap().uri, body.len());
    format!(
        "{method} {uri} SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKc{tag}{cseq};rport\nMax-Forwards: 70\n\
         From: <sip:bob@192.0.2.9>;tag={tag}\nTo: {from}\nCall-ID: {call_id}\nCSeq: {cseq} {method}\n\
         Contact: <sip:bob@192.0.2.9:5066>\n{kind}Content-Length: {length}\n\n{body}"
    )
}

#[test]
fn a_provisional_response_with_sdp_is_repeated_until_its_prack() {
    let mut solo = solo(Reliability::Supported);
    let dialog = called(&mut solo, "Supported: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 180, None);
    assert_eq!(solo.take().pop().unwrap().rseq(), None, "nothing in it is worth it");
    ring(&mut solo, dialog, 183, Some(OURS));
    let (_, rseq, tag) = last(&mut solo);
    solo.pass(8.0);
    assert_eq!(solo.times("183 INVITE"), [0.5, 1.5, 3.5, 7.5]);
    let repeats = solo.take();
    assert!(repeats.iter().all(|message| message.rseq() == Some(rseq)));
    prack(&mut solo, 2, &tag, &format!("{rseq} 1 INVITE"), "");
    assert_eq!(solo.said(), ["200 PRACK"]);
    solo.pass(30.0);
    assert!(solo.sent.is_empty());
    solo.act(|sip, now| sip.answer(now, dialog, &[], OURS));
    let ok = solo.take_one();
    assert_eq!((ok.status(), ok.body.len()), (Some(200), 0), "the answer was given already");
    solo.hear(flow(UDP), &request("ACK", "ack", 1, &tag, "", ""));
    solo.act(|sip, now| sip.bye(now, dialog, None));
    let bye = solo.take_one();
    solo.hear(flow(UDP), &respond(&bye, 200, "", "", ""));
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn an_answer_waits_for_the_prack_of_a_response_with_sdp_and_for_no_other() {
    let mut solo = solo(Reliability::Supported);
    let dialog = called(&mut solo, "Require: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 183, Some(OURS));
    let (_, rseq, tag) = last(&mut solo);
    solo.act(|sip, now| sip.answer(now, dialog, &[], OURS));
    assert_eq!(solo.said(), Vec::<String>::new());
    solo.act(|sip, now| sip.reinvite(now, dialog, OURS));
    assert_eq!(solo.take_events(), [Event::Reanswered { dialog, result: Err(491) }]);
    prack(&mut solo, 2, &tag, &format!("{rseq} 1 INVITE"), "");
    assert_eq!(solo.said(), ["200 PRACK", "200 INVITE"]);
    // Without SDP nothing waits, and the PRACK may come behind the 200.
    let mut solo = self::solo(Reliability::Supported);
    let dialog = called(&mut solo, "Require: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 180, None);
    let (_, rseq, tag) = last(&mut solo);
    solo.act(|sip, now| sip.answer(now, dialog, &[], OURS));
    assert_eq!(solo.take_one().body, OURS);
    prack(&mut solo, 2, &tag, &format!("{rseq} 1 INVITE"), "");
    assert_eq!(solo.said(), ["200 PRACK"]);
}

#[test]
fn reliable_responses_leave_one_after_the_other() {
    let mut solo = solo(Reliability::Required);
    let dialog = called(&mut solo, "Supported: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 180, None);
    let (_, first, tag) = last(&mut solo);
    ring(&mut solo, dialog, 183, Some(OURS));
    assert!(solo.sent.is_empty());
    prack(&mut solo, 2, &tag, &format!("{first} 1 INVITE"), "");
    let (second, rseq, _) = last(&mut solo);
    assert_eq!((second.status(), rseq), (Some(183), first + 1));
}

#[test]
fn a_prack_that_matches_nothing_gets_481() {
    let mut solo = solo(Reliability::Supported);
    let dialog = called(&mut solo, "Require: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 180, None);
    let (_, rseq, tag) = last(&mut solo);
    for (at, wrong) in
        [format!("{} 1 INVITE", rseq + 1), format!("{rseq} 2 INVITE"), format!("{rseq} 1 BYE")].iter().enumerate()
    {
        prack(&mut solo, 2 + at as u32, &tag, wrong, "");
        assert_eq!(solo.said(), ["481 PRACK"], "{wrong}");
    }
    prack(&mut solo, 9, &tag, &format!("{rseq} 1 INVITE"), "");
    prack(&mut solo, 10, &tag, &format!("{rseq} 1 INVITE"), "");
    assert_eq!(solo.said(), ["200 PRACK", "481 PRACK"], "a second PRACK for the same response is none");
}

#[test]
fn without_prack_the_call_is_refused_with_504() {
    let mut solo = solo(Reliability::Supported);
    let dialog = called(&mut solo, "Require: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 180, None);
    solo.pass(31.9);
    assert!(solo.take_events().is_empty());
    solo.take();
    solo.pass(0.2);
    assert_eq!(solo.said(), ["504 INVITE"]);
    assert_eq!(solo.take_events(), [Event::PrackTimeout { dialog }]);
    solo.hear(flow(UDP), &request("ACK", "in", 1, "x", "", ""));
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn a_refusal_does_not_wait_for_a_prack() {
    let mut solo = solo(Reliability::Supported);
    let dialog = called(&mut solo, "Require: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 183, Some(OURS));
    solo.take();
    solo.act(|sip, now| sip.refuse(now, dialog, Refusal { status: 486, phrase: None, headers: Vec::new() }));
    assert_eq!(solo.said(), ["486 INVITE"]);
    solo.hear(flow(UDP), &request("ACK", "in", 1, "x", "", ""));
    solo.pass(33.0);
    assert_eq!(solo.said(), Vec::<String>::new());
    solo.assert_empty();
}

#[test]
fn who_wants_what_we_have_not_is_told_so() {
    let mut off = solo(Reliability::Off);
    off.hear(flow(UDP), &request("INVITE", "in", 1, "", "Require: 100rel\n", "v=0\n"));
    let refusal = off.take_one();
    assert_eq!((refusal.status(), refusal.header(Name::Unsupported).as_deref()), (Some(420), Some("100rel")));
    let mut required = solo(Reliability::Required);
    required.hear(flow(UDP), &request("INVITE", "in", 1, "", "", "v=0\n"));
    let refusal = required.take_one();
    assert_eq!((refusal.status(), refusal.header(Name::Require).as_deref()), (Some(421), Some("100rel")));
    required.invite(call_to("sip:bob@192.0.2.9", UDP));
    assert!(required.take_one().has_word(Name::Require, "100rel"));
}

#[test]
fn s20_an_offer_in_a_prack_is_answered_in_its_200() {
    let mut solo = solo(Reliability::Supported);
    let dialog = called(&mut solo, "Supported: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 183, Some(OURS));
    let (_, rseq, tag) = last(&mut solo);
    prack(&mut solo, 2, &tag, &format!("{rseq} 1 INVITE"), "v=0 other\n");
    assert!(solo.sent.is_empty());
    assert!(matches!(solo.take_events().as_slice(), [Event::Reoffered { offer, .. }] if !offer.is_empty()));
    // The answer to the INVITE does not overtake the one to the offer.
    solo.act(|sip, now| sip.answer(now, dialog, &[], OURS));
    assert!(solo.sent.is_empty());
    solo.act(|sip, now| sip.accept(now, dialog, Bytes::from_static(b"v=0 yes\r\n")));
    let sent = solo.take();
    assert_eq!(sent.iter().map(short).collect::<Vec<_>>(), ["200 PRACK", "200 INVITE"]);
    assert_eq!((&sent[0].body[..], sent[1].body.len()), (&b"v=0 yes\r\n"[..], 0));
}

#[test]
fn s20_our_offer_in_a_provisional_response_is_answered_in_the_prack() {
    let mut solo = solo(Reliability::Supported);
    let dialog = called(&mut solo, "Require: 100rel\n", "");
    ring(&mut solo, dialog, 180, Some(OURS));
    let (_, rseq, tag) = last(&mut solo);
    prack(&mut solo, 2, &tag, &format!("{rseq} 1 INVITE"), "v=0 answer");
    assert_eq!(solo.said(), ["200 PRACK"]);
    assert_eq!(solo.take_events(), [Event::Pracked { dialog, answer: Bytes::from_static(b"v=0 answer") }]);
    solo.act(|sip, now| sip.answer(now, dialog, &[], OURS));
    assert!(solo.take_one().body.is_empty());
}

#[test]
fn each_reliable_response_gets_one_prack_and_a_gap_none() {
    let mut solo = solo(Reliability::Supported);
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    assert!(invite.has_word(Name::Supported, "100rel"));
    let reliable = |rseq: u32| format!("Require: 100rel\nRSeq: {rseq}\n");
    let first = respond(&invite, 183, "b", &reliable(7), "v=0 early\n");
    solo.hear(flow(UDP), &first);
    let ack = solo.take_one();
    assert_eq!((short(&ack), ack.rack().unwrap().to_string()), ("PRACK".into(), "7 1 INVITE".into()));
    assert_eq!((ack.cseq().unwrap().number, ack.to().unwrap().tag()), (2, Some("b")));
    solo.hear(flow(UDP), &respond(&ack, 200, "", "", ""));
    solo.take_events();
    solo.hear(flow(UDP), &first);
    solo.hear(flow(UDP), &respond(&invite, 180, "b", &reliable(9), ""));
    assert!(solo.sent.is_empty() && solo.take_events().is_empty(), "a repetition, and a gap");
    solo.hear(flow(UDP), &respond(&invite, 180, "b", &reliable(8), ""));
    let ack = solo.take_one();
    assert_eq!((ack.rack().unwrap().rseq, ack.cseq().unwrap().number), (8, 3));
    solo.hear(flow(UDP), &respond(&ack, 200, "", "", ""));
    solo.take_events();
    // The answer was in the first one; numbers go on behind the PRACKs.
    solo.hear(flow(UDP), &respond(&invite, 200, "b", "", ""));
    assert_eq!(solo.said(), ["ACK"]);
    match solo.take_events().as_slice() {
        [Event::Answered { response, .. }] => assert!(response.sdp().starts_with(b"v=0 early")),
        other => panic!("{other:?}"),
    }
    solo.act(|sip, now| sip.bye(now, dialog, None));
    let bye = solo.take_one();
    assert_eq!(bye.cseq().unwrap().number, 4);
    solo.hear(flow(UDP), &respond(&bye, 200, "", "", ""));
    solo.pass(33.0);
    solo.assert_empty();
}

#[test]
fn forks_number_their_responses_for_themselves_and_the_loser_is_byed_behind_its_prack() {
    let mut solo = solo(Reliability::Supported);
    solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    for (tag, rseq) in [("one", 100), ("two", 5)] {
        let more = format!("Require: 100rel\nRSeq: {rseq}\n");
        solo.hear(flow(UDP), &respond(&invite, 180, tag, &more, ""));
        let ack = solo.take_one();
        assert_eq!((ack.to().unwrap().tag(), ack.rack().unwrap().rseq), (Some(tag), rseq));
        solo.hear(flow(UDP), &respond(&ack, 200, "", "", ""));
    }
    solo.hear(flow(UDP), &respond(&invite, 200, "one", "", "v=0\n"));
    solo.take();
    solo.hear(flow(UDP), &respond(&invite, 200, "two", "", "v=0\n"));
    let sent = solo.take();
    assert_eq!(sent.iter().map(short).collect::<Vec<_>>(), ["ACK", "BYE"]);
    assert_eq!(sent[1].cseq().unwrap().number, 3);
}

#[test]
fn s20_an_offer_in_a_reliable_response_is_answered_in_its_prack() {
    let mut solo = solo(Reliability::Supported);
    let dialog = solo.invite(Invite { offer: Bytes::new(), ..call_to("sip:bob@192.0.2.9", UDP) });
    let invite = solo.take_one();
    assert!(invite.body.is_empty());
    solo.hear(flow(UDP), &respond(&invite, 183, "b", "Require: 100rel\nRSeq: 1\n", "v=0 theirs\n"));
    assert!(solo.sent.is_empty());
    assert!(
        matches!(solo.take_events().as_slice(), [Event::Offered { .. }, Event::Progress { response, .. }] if response.sdp().is_empty())
    );
    solo.act(|sip, now| sip.acknowledge(now, dialog, OURS));
    let ack = solo.take_one();
    assert_eq!((short(&ack), &ack.body), ("PRACK".to_owned(), &OURS));
    solo.hear(flow(UDP), &respond(&ack, 200, "", "", ""));
    solo.hear(flow(UDP), &respond(&invite, 200, "b", "", ""));
    assert_eq!(solo.said(), ["ACK"]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { .. }]));
}

#[test]
fn s20_an_offer_in_the_2xx_is_answered_in_the_ack() {
    let mut solo = solo(Reliability::Supported);
    let dialog = solo.invite(Invite { offer: Bytes::new(), ..call_to("sip:bob@192.0.2.9", UDP) });
    let invite = solo.take_one();
    let ok = respond(&invite, 200, "b", "", "v=0 theirs\n");
    solo.hear(flow(UDP), &ok);
    solo.hear(flow(UDP), &ok);
    assert!(solo.sent.is_empty(), "the ACK waits for the answer");
    assert!(
        matches!(solo.take_events().as_slice(), [Event::Offered { .. }, Event::Answered { response, .. }] if response.sdp().is_empty())
    );
    solo.hear(flow(UDP), &of_callee(&invite, "INVITE", "b", 1, "v=0 hasty\n"));
    assert_eq!(solo.said(), ["491 INVITE"]);
    solo.act(|sip, now| sip.acknowledge(now, dialog, OURS));
    let ack = solo.take_one();
    assert_eq!((short(&ack), &ack.body), ("ACK".to_owned(), &OURS));
    solo.hear(flow(UDP), &ok);
    assert_eq!(solo.take_one().to_bytes(), ack.to_bytes());
    // A re-INVITE of ours without offer goes the same way.
    solo.act(|sip, now| sip.reinvite(now, dialog, Bytes::new()));
    let again = solo.take_one();
    solo.hear(flow(UDP), &respond(&again, 200, "", "", "v=0 fresh\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Offered { offer, .. }] if offer.starts_with(b"v=0 fresh")));
    assert!(solo.sent.is_empty());
    // Nobody answers: the ACK goes without, before the BYE.
    solo.act(|sip, now| sip.bye(now, dialog, None));
    assert_eq!(solo.said(), ["ACK", "BYE"]);
}

#[test]
fn an_update_before_the_answer_waits_for_the_first_round_of_offer_and_answer() {
    // As the callee.
    let mut solo = solo(Reliability::Supported);
    let dialog = called(&mut solo, "Supported: 100rel\n", "v=0\n");
    ring(&mut solo, dialog, 180, None);
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &request("UPDATE", "u1", 2, &tag, "", "v=0 new\n"));
    let refusal = solo.take_one();
    assert_eq!(refusal.status(), Some(500));
    assert!(refusal.retry_after().is_some());
    solo.hear(flow(UDP), &request("UPDATE", "u2", 3, &tag, "", ""));
    assert_eq!(solo.said(), ["200 UPDATE"]);
    ring(&mut solo, dialog, 183, Some(OURS));
    let (_, rseq, tag) = last(&mut solo);
    prack(&mut solo, 4, &tag, &format!("{rseq} 1 INVITE"), "");
    solo.take();
    solo.hear(flow(UDP), &request("UPDATE", "u3", 5, &tag, "", "v=0 new\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Reoffered { .. }]));
    solo.hear(flow(UDP), &request("UPDATE", "u4", 6, &tag, "", "v=0 newer\n"));
    assert_eq!(solo.said(), ["500 UPDATE"], "one after the other");
    solo.act(|sip, now| sip.decline(now, dialog, 488));
    assert_eq!(solo.said(), ["488 UPDATE"]);
}

#[test]
fn an_update_of_a_callee_meets_our_offer_until_a_reliable_answer() {
    let mut solo = solo(Reliability::Supported);
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    solo.hear(flow(UDP), &respond(&invite, 180, "b", "Require: 100rel\nRSeq: 1\n", ""));
    solo.take();
    solo.hear(flow(UDP), &of_callee(&invite, "UPDATE", "b", 1, "v=0 new\n"));
    solo.hear(flow(UDP), &of_callee(&invite, "UPDATE", "nobody", 2, ""));
    assert_eq!(solo.said(), ["491 UPDATE", "481 UPDATE"]);
    solo.hear(flow(UDP), &respond(&invite, 183, "b", "Require: 100rel\nRSeq: 2\n", "v=0 early\n"));
    solo.take();
    solo.take_events();
    solo.hear(flow(UDP), &of_callee(&invite, "UPDATE", "b", 3, "v=0 new\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Reoffered { .. }]));
    solo.act(|sip, now| sip.accept(now, dialog, OURS));
    assert_eq!(solo.take_one().body, OURS);
    solo.hear(flow(UDP), &of_callee(&invite, "UPDATE", "b", 2, ""));
    assert_eq!(solo.said(), ["500 UPDATE"], "a number lower than the last");
    // What the UPDATE said stands: the 200 has nothing to add, and the target is the new one.
    solo.hear(flow(UDP), &respond(&invite, 200, "b", "", "v=0 early\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { response, .. }] if response.sdp().is_empty()));
}

#[test]
fn a_reliable_response_to_a_later_invite_is_pracked_too() {
    let mut solo = solo(Reliability::Supported);
    let (dialog, _) = talking(&mut solo, UDP);
    solo.act(|sip, now| sip.reinvite(now, dialog, OURS));
    let again = solo.take_one();
    let early = respond(&again, 183, "", "Require: 100rel\nRSeq: 3\n", "");
    solo.hear(flow(UDP), &early);
    solo.hear(flow(UDP), &early);
    assert_eq!(solo.said(), ["PRACK"]);
}

#[test]
fn calls_with_reliable_responses_converge_while_three_in_ten_datagrams_are_lost() {
    let (mut up, mut pracked) = (0, 0);
    for seed in 0..60 {
        let mut pair = Pair::with(FOUL, seed, |_, config| config.reliable_provisional = Reliability::Required);
        let Some((a, b)) = pair.talk() else {
            pair.rest();
            continue;
        };
        up += 1;
        // A 180 that is lost until the 200 is there needs none.
        pracked += usize::from(pair.log.iter().any(|line| line.contains("b\"PRACK ")));
        let (side, dialog) = if seed % 2 == 0 { (A, a) } else { (B, b) };
        pair.act(side, |sip, now| sip.bye(now, dialog, None));
        pair.rest();
    }
    assert!(up >= 55 && pracked >= 50, "{up} of 60 calls came up, {pracked} with PRACK");
}
