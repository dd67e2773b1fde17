//! Session timers (RFC 4028): the peer played by hand, and two of ours over four hours.

use super::pair::{A, B, FAIR, Pair};
use super::*;
use crate::sip::{Refresher, TimerPolicy};

const UDP: Transport = Transport::Udp;
const POLICY: TimerPolicy = TimerPolicy { expires: 600, min_se: 120, refresher: Refresher::Auto };

fn solo(refresher: Refresher) -> Solo {
    let config = Config { session_timer: Some(TimerPolicy { refresher, ..POLICY }), ..config("10.0.0.1", "a1") };
    Solo { sip: Sip::new(config, Rng::seeded(7)), ..Solo::new() }
}

/// A call of theirs with these header lines, answered and ACKed: its dialog, our tag, our 200.
fn called(solo: &mut Solo, more: &str) -> (DialogId, String, Message) {
    solo.hear(flow(UDP), &request("INVITE", "in", 1, "", more, "v=0\n"));
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    let ok = solo.take().pop().unwrap();
    let tag = ok.to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(UDP), &request("ACK", "ack", 1, &tag, "", ""));
    solo.take_events();
    (dialog, tag, ok)
}

/// A call of ours whose 200 has these header lines.
fn calling(solo: &mut Solo, more: &str) -> (DialogId, Message) {
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    solo.hear(flow(UDP), &respond(&invite, 200, "b", more, "v=0 theirs\n"));
    solo.take();
    solo.take_events();
    (dialog, invite)
}

fn expires(message: &Message) -> String {
    message.header(Name::SessionExpires).map(|value| value.into_owned()).unwrap_or_default()
}

#[test]
fn s19_the_callee_answers_by_table_2() {
    let table = [
        // What the caller says, our preference, what the 200 says, whether timer is required.
        ("Supported: timer\nSession-Expires: 300;refresher=uac\n", Refresher::Us, "300;refresher=uac", true),
        ("Supported: timer\nSession-Expires: 300;refresher=uas\n", Refresher::Peer, "300;refresher=uas", true),
        ("Supported: timer\nSession-Expires: 300\n", Refresher::Auto, "300;refresher=uas", true),
        ("Supported: timer\nSession-Expires: 300\n", Refresher::Peer, "300;refresher=uac", true),
        ("Supported: timer\n", Refresher::Us, "600;refresher=uas", true),
        ("Require: timer\nSession-Expires: 4000;refresher=uac\n", Refresher::Auto, "600;refresher=uac", true),
        ("Supported: timer\nSession-Expires: 4000\nMin-SE: 900\n", Refresher::Auto, "900;refresher=uas", true),
        ("Session-Expires: 100\n", Refresher::Peer, "100;refresher=uas", false),
        ("Session-Expires: 60\n", Refresher::Auto, "60;refresher=uas", false),
        ("Session-Expires: 1\n", Refresher::Auto, "1;refresher=uas", false),
        ("", Refresher::Peer, "600;refresher=uas", false),
    ];
    for (more, refresher, said, required) in table {
        let mut solo = solo(refresher);
        let (_, _, ok) = called(&mut solo, more);
        assert_eq!((expires(&ok).as_str(), ok.has_word(Name::Require, "timer")), (said, required), "{more}");
    }
}

#[test]
fn s19_the_caller_asks_for_what_is_configured() {
    for (refresher, said) in
        [(Refresher::Auto, "600"), (Refresher::Us, "600;refresher=uac"), (Refresher::Peer, "600;refresher=uas")]
    {
        let mut solo = solo(refresher);
        solo.invite(call_to("sip:bob@192.0.2.9", UDP));
        let invite = solo.take_one();
        assert_eq!((expires(&invite).as_str(), invite.min_se()), (said, Some(120)));
        assert!(invite.has_word(Name::Supported, "timer"));
    }
}

#[test]
fn s19_an_interval_that_is_too_small_is_refused_and_ours_is_raised() {
    let mut solo = solo(Refresher::Auto);
    solo.hear(flow(UDP), &request("INVITE", "in", 1, "", "Supported: timer\nSession-Expires: 100\n", "v=0\n"));
    let refusal = solo.take_one();
    assert_eq!((refusal.status(), refusal.min_se()), (Some(422), Some(120)));
    // Ours: again with what they demand, and no oftener than that helps.
    solo.invite(call_to("sip:bob@192.0.2.9", UDP));
    let invite = solo.take_one();
    solo.hear(flow(UDP), &respond(&invite, 422, "b", "Min-SE: 1000\n", ""));
    let again = solo.take().pop().unwrap();
    assert_eq!((expires(&again).as_str(), again.min_se(), again.cseq().unwrap().number), ("1000", Some(1000), 2));
    assert_eq!(again.call_id(), invite.call_id());
    solo.hear(flow(UDP), &respond(&again, 422, "b", "Min-SE: 1000\n", ""));
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 422, .. }]));
    assert_eq!(solo.said(), ["ACK"]);
}

#[test]
fn s19_a_peer_that_never_refreshes_is_left_by_bye_before_the_interval_is_over() {
    let mut solo = solo(Refresher::Auto);
    let (dialog, _, _) = called(&mut solo, "Supported: timer\nSession-Expires: 600;refresher=uac\n");
    solo.pass(567.9);
    assert!(solo.sent.is_empty() && solo.take_events().is_empty());
    solo.pass(0.2);
    assert_eq!(solo.take_events(), [Event::Expired { dialog }]);
    let bye = solo.take_one();
    assert_eq!(short(&bye), "BYE");
    assert!(bye.header(Name::Reason).unwrap().contains("Session Expired"));
    solo.hear(flow(UDP), &respond(&bye, 200, "", "", ""));
    solo.pass(33.0);
    solo.assert_empty();
    // A third of a short interval is enough.
    let mut solo = self::solo(Refresher::Auto);
    called(&mut solo, "Session-Expires: 90\n");
    assert_eq!(solo.sip.deadline().map(|at| at - solo.now), Some(Duration::from_secs(32)), "the 200 lingers");
}

#[test]
fn s18_a_refresh_that_finds_nobody_ends_the_call() {
    for status in [408, 481] {
        let mut solo = solo(Refresher::Us);
        let (dialog, _, _) = called(&mut solo, "Supported: timer\nAllow: INVITE, UPDATE\n");
        solo.pass(300.1);
        let update = solo.take_one();
        assert_eq!((short(&update), expires(&update)), ("UPDATE".to_owned(), "600;refresher=uac".to_owned()));
        assert!(update.body.is_empty());
        solo.hear(flow(UDP), &respond(&update, status, "", "", ""));
        assert_eq!(solo.take_events(), [Event::Expired { dialog }]);
        assert_eq!(solo.said(), ["BYE"]);
    }
    // No answer at all.
    let mut solo = self::solo(Refresher::Us);
    let (dialog, _, _) = called(&mut solo, "Supported: timer\nAllow: UPDATE\n");
    solo.pass(340.0);
    assert_eq!(solo.take_events(), [Event::Expired { dialog }]);
}

#[test]
fn s19_without_update_the_session_is_refreshed_by_an_invite() {
    let mut solo = solo(Refresher::Us);
    let (dialog, _) = calling(&mut solo, "Require: timer\nSession-Expires: 400;refresher=uac\n");
    for _ in 0..3 {
        solo.pass(200.1);
        assert_eq!(solo.take_events(), [Event::RefreshDue { dialog }]);
        solo.act(|sip, now| sip.reinvite(now, dialog, Bytes::from_static(b"v=0 same\r\n")));
        let again = solo.take_one();
        assert_eq!(expires(&again), "400;refresher=uac");
        solo.hear(flow(UDP), &respond(&again, 200, "", "Session-Expires: 400;refresher=uac", "v=0 theirs\n"));
        assert!(matches!(solo.take_events().as_slice(), [Event::Reanswered { result: Ok(_), .. }]));
        assert_eq!(solo.said(), ["ACK"]);
    }
    solo.pass(200.1);
    solo.act(|sip, now| sip.reinvite(now, dialog, Bytes::from_static(b"v=0 same\r\n")));
    let again = solo.take_one();
    solo.take_events();
    solo.hear(flow(UDP), &respond(&again, 481, "", "", ""));
    assert_eq!(solo.take_events(), [Event::Expired { dialog }]);
    assert_eq!(solo.said(), ["ACK", "BYE"]);
}

#[test]
fn s19_a_peer_without_timers_is_refreshed_by_us_and_may_answer_what_it_likes() {
    let mut solo = solo(Refresher::Peer);
    let (_, _) = calling(&mut solo, "Allow: INVITE, UPDATE\n");
    for status in [200, 500, 488, 405] {
        solo.pass(300.1);
        let update = solo.take_one();
        assert_eq!(short(&update), "UPDATE", "before {status}");
        solo.hear(flow(UDP), &respond(&update, status, "", "", ""));
    }
    // 405: it allows what it does not know, so INVITE it is.
    solo.pass(300.1);
    assert!(matches!(solo.take_events().as_slice(), [Event::RefreshDue { .. }]));
}

#[test]
fn s19_a_refresh_that_is_refused_for_now_is_tried_again() {
    let mut solo = solo(Refresher::Us);
    calling(&mut solo, "Allow: UPDATE\nSession-Expires: 600;refresher=uac\n");
    solo.pass(300.1);
    let update = solo.take_one();
    solo.hear(flow(UDP), &respond(&update, 503, "", "", ""));
    solo.pass(10.1);
    let update = solo.take_one();
    solo.hear(flow(UDP), &respond(&update, 422, "", "Min-SE: 800\n", ""));
    let raised = solo.take_one();
    assert_eq!((expires(&raised).as_str(), raised.cseq().unwrap().number), ("800;refresher=uac", 4));
    solo.hear(flow(UDP), &respond(&raised, 200, "", "Session-Expires: 800;refresher=uac\n", ""));
    solo.pass(390.0);
    assert_eq!(solo.said(), Vec::<String>::new());
    solo.pass(10.2);
    assert_eq!(solo.said(), ["UPDATE"]);
}

#[test]
fn s19_the_refresher_changes_when_the_peer_says_so() {
    let mut solo = solo(Refresher::Us);
    let (dialog, tag, ok) = called(&mut solo, "Supported: timer\nSession-Expires: 600\nAllow: UPDATE\n");
    assert_eq!(expires(&ok), "600;refresher=uas");
    solo.pass(100.0);
    let more = "Supported: timer\nSession-Expires: 600;refresher=uac\n";
    solo.hear(flow(UDP), &request("INVITE", "re", 2, &tag, more, "v=0 again\n"));
    solo.act(|sip, now| sip.accept(now, dialog, Bytes::from_static(b"v=0 yes\r\n")));
    assert_eq!(expires(&solo.take().pop().unwrap()), "600;refresher=uac");
    solo.hear(flow(UDP), &request("ACK", "reack", 2, &tag, "", ""));
    solo.take_events();
    solo.pass(567.0);
    assert_eq!(solo.said(), Vec::<String>::new(), "it is their turn");
    let update = request("UPDATE", "u", 3, &tag, more, "");
    solo.hear(flow(UDP), &update);
    assert_eq!(expires(&solo.take_one()), "600;refresher=uac");
    solo.pass(567.0);
    assert!(solo.take_events().is_empty());
    // Too short an interval is refused inside the dialog as well.
    solo.hear(flow(UDP), &request("UPDATE", "u2", 4, &tag, "Supported: timer\nSession-Expires: 91\n", ""));
    assert_eq!(solo.said(), ["422 UPDATE"]);
    solo.hear(flow(UDP), &request("INVITE", "re2", 5, &tag, "Supported: timer\nSession-Expires: 91\n", "v=0\n"));
    assert_eq!(solo.said(), ["422 INVITE"]);
}

#[test]
fn s19_all_pairings_of_refreshers_keep_a_call_of_four_hours_alive() {
    let with = |refresher| Some(TimerPolicy { refresher, ..POLICY });
    let (auto, us, peer) = (with(Refresher::Auto), with(Refresher::Us), with(Refresher::Peer));
    for (caller, callee, who) in [
        (us, auto, A),
        (us, us, A),
        (peer, auto, B),
        (peer, peer, B),
        (auto, us, B),
        (auto, auto, B),
        (auto, peer, A),
        (auto, None, A),
        (None, auto, B),
    ] {
        let mut pair = Pair::with(FAIR, 3, |side, config| {
            config.session_timer = if side == A { caller } else { callee };
        });
        let (a, b) = pair.talk().expect("a call");
        pair.run(14_400);
        let sent = |side: usize| {
            let mark = format!("{side} ");
            let of_side = pair.log.iter().filter(|line| line.starts_with(&mark));
            of_side.filter(|line| line.contains("Send") && line.contains("b\"UPDATE ")).count()
        };
        assert!((47..=48).contains(&sent(who)), "{caller:?} {callee:?}: {} refreshes", sent(who));
        assert_eq!(sent(1 - who), 0, "{caller:?} {callee:?}");
        assert!(pair.events.iter().all(|events| events.is_empty()));
        let (side, dialog) = if who == A { (B, b) } else { (A, a) };
        pair.act(side, |sip, now| sip.bye(now, dialog, None));
        pair.rest();
    }
}

#[test]
fn s19_a_session_that_is_too_short_is_refreshed_in_time_but_not_without_end() {
    for (asked, first) in [(60, 30.0), (1, 15.0), (0, 15.0)] {
        let mut solo = solo(Refresher::Auto);
        let (_, tag, _) = called(&mut solo, &format!("Session-Expires: {asked}\nAllow: INVITE, UPDATE\n"));
        solo.pass(first - 0.1);
        assert!(solo.sent.is_empty(), "{asked}");
        solo.pass(0.2);
        let update = solo.take_one();
        assert_eq!(short(&update), "UPDATE", "{asked}");
        // What we ask for ourselves nobody can find too small.
        assert_eq!((update.session_expires().unwrap().seconds, update.min_se()), (120, Some(120)), "{tag}");
    }
}
