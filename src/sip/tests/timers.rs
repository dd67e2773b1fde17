//! Every letter of the four machines: RFC 3261 §17 and RFC 6026.

use bytes::Bytes;

use super::*;

/// T1 doubling up to T2, until 64·T1.
const UP_TO_T2: [f64; 11] = [0.0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5];

#[test]
fn a_doubles_and_b_ends_an_invite_nobody_answers() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    solo.pass(31.9);
    assert_eq!(solo.times("INVITE"), [0.0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
    assert!(solo.events.is_empty());
    solo.pass(0.2);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 408, response: None, .. }]));
    solo.assert_empty();
}

#[test]
fn over_a_stream_an_invite_goes_once_and_b_still_ends_it() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", Transport::Tcp));
    solo.pass(32.1);
    assert_eq!(solo.times("INVITE"), [0.0]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 408, .. }]));
    solo.assert_empty();
}

#[test]
fn a_100_is_told_once_and_not_behind_a_180() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    let invite = solo.take_one();
    for status in [100, 100, 180, 100] {
        solo.hear(flow(Transport::Udp), &respond(&invite, status, "b", "", ""));
    }
    assert!(matches!(solo.take_events().as_slice(), [Event::Heard { .. }, Event::Progress { .. }]));
}

#[test]
fn a_provisional_response_stops_a_and_b() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    let invite = solo.take_one();
    solo.hear(flow(Transport::Udp), &respond(&invite, 180, "b", "", ""));
    solo.pass(3600.0);
    assert!(solo.sent.is_empty());
    assert!(matches!(solo.take_events().as_slice(), [Event::Progress { .. }]));
    solo.act(|sip, now| sip.cancel(now, dialog, None));
    assert_eq!(solo.said(), ["CANCEL"]);
}

#[test]
fn d_answers_repeated_refusals_with_the_same_ack_for_32_s() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    let invite = solo.take_one();
    let busy = respond(&invite, 486, "b", "", "");
    solo.hear(flow(Transport::Udp), &busy);
    let ack = solo.take_one();
    assert_eq!(ack.via(), invite.via());
    assert_eq!(ack.to().unwrap().tag(), Some("b"));
    assert!(ack.header("X-One").is_none());
    solo.pass(31.0);
    solo.hear(flow(Transport::Udp), &busy);
    assert_eq!(solo.take_one(), ack);
    solo.pass(1.1);
    solo.assert_empty();
    solo.hear(flow(Transport::Udp), &busy);
    assert!(solo.sent.is_empty());
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 486, response: Some(_), .. }]));
}

#[test]
fn over_a_stream_d_is_zero() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@192.0.2.9", Transport::Tcp));
    let invite = solo.take_one();
    solo.hear(flow(Transport::Tcp), &respond(&invite, 486, "b", "", ""));
    assert_eq!(solo.said(), ["ACK"]);
    solo.assert_empty();
}

#[test]
fn m_lets_repeated_2xx_through_for_64_t1() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    let invite = solo.take_one();
    let ok = respond(&invite, 200, "b", "", "v=0\n");
    solo.hear(flow(Transport::Udp), &ok);
    let ack = solo.take_one();
    assert_ne!(ack.via(), invite.via());
    solo.pass(31.0);
    solo.hear(flow(Transport::Udp), &ok);
    assert_eq!(solo.take_one(), ack);
    solo.pass(1.1);
    solo.hear(flow(Transport::Udp), &ok);
    assert!(solo.sent.is_empty());
    assert_eq!(solo.sip.census(), crate::sip::Census { dialogs: 1, ..Default::default() });
    assert!(solo.sip.forks.is_empty());
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { dialog: it, .. }] if *it == dialog));
}

#[test]
fn e_doubles_up_to_t2_and_f_ends_a_request_nobody_answers() {
    let mut solo = Solo::new();
    let (dialog, _) = talking(&mut solo, Transport::Udp);
    solo.pass(60.0);
    let began = (solo.now - START).as_secs_f64();
    solo.act(|sip, now| sip.bye(now, dialog, None));
    solo.pass(31.9);
    let times: Vec<f64> = solo.times("BYE").iter().map(|at| at - began).collect();
    assert_eq!(times, UP_TO_T2);
    solo.pass(0.2);
    solo.assert_empty();
}

#[test]
fn e_goes_on_every_t2_after_a_provisional_response() {
    let mut solo = Solo::new();
    let (dialog, _) = talking(&mut solo, Transport::Udp);
    solo.pass(60.0);
    let began = (solo.now - START).as_secs_f64();
    solo.act(|sip, now| sip.bye(now, dialog, None));
    let bye = solo.sent[0].2.clone();
    solo.hear(flow(Transport::Udp), &respond(&bye, 100, "", "", ""));
    solo.pass(13.0);
    let times: Vec<f64> = solo.times("BYE").iter().map(|at| at - began).collect();
    assert_eq!(times, [0.0, 0.5, 4.5, 8.5, 12.5]);
}

#[test]
fn k_absorbs_repeated_responses_for_t4_and_is_zero_over_a_stream() {
    for (transport, left) in [(Transport::Udp, 1), (Transport::Tcp, 0)] {
        let mut solo = Solo::new();
        let (dialog, _) = talking(&mut solo, transport);
        solo.pass(60.0);
        solo.act(|sip, now| sip.bye(now, dialog, None));
        let bye = solo.take_one();
        solo.hear(flow(transport), &respond(&bye, 200, "", "", ""));
        assert_eq!(solo.sip.census().transactions, left);
        solo.pass(4.9);
        assert_eq!(solo.sip.census().transactions, left);
        solo.pass(0.2);
        solo.assert_empty();
    }
}

#[test]
fn g_repeats_a_refusal_up_to_t2_and_h_gives_its_ack_up() {
    // A challenge behind a 100 is a refusal like others.
    for status in [486, 407] {
        let mut solo = Solo::new();
        let dialog = incoming(&mut solo, Transport::Udp);
        let refusal = crate::sip::Refusal { status, phrase: None, headers: Vec::new() };
        solo.act(|sip, now| sip.refuse(now, dialog, refusal));
        solo.pass(31.9);
        assert_eq!(solo.times(&format!("{status} INVITE")), UP_TO_T2);
        solo.pass(0.2);
        solo.assert_empty();
    }
}

#[test]
fn a_challenge_goes_once_for_each_invite_and_is_soon_forgotten() {
    let mut solo = Solo::new();
    let invite = request("INVITE", "in", 1, "", "", "v=0\n");
    let bytes = Bytes::from(invite.replace('\n', "\r\n").into_bytes());
    solo.act(|sip, now| {
        sip.receive(now, flow(Transport::Udp), bytes);
        let Some(Output::Event(Event::Incoming { dialog, .. })) = sip.poll() else { panic!("it is told of first") };
        sip.refuse(now, dialog, crate::sip::Refusal { status: 401, phrase: None, headers: Vec::new() });
    });
    solo.pass(4.9);
    assert_eq!(solo.said(), ["401 INVITE"], "whose address a stranger wrote is not sent more than was sent to us");
    solo.hear(flow(Transport::Udp), &invite);
    assert_eq!(solo.said(), ["401 INVITE"], "it was lost, perhaps");
    solo.pass(0.2);
    solo.assert_empty();
}

#[test]
fn i_absorbs_acks_for_t4_after_the_first_stopped_g() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, Transport::Udp);
    let refusal = crate::sip::Refusal { status: 486, phrase: Some("Not now".to_owned()), headers: Vec::new() };
    solo.act(|sip, now| sip.refuse(now, dialog, refusal));
    let refused = solo.take().pop().unwrap();
    assert_eq!(refused.reason_phrase(), "Not now");
    let tag = refused.to().unwrap().tag().unwrap().to_owned();
    let ack = request("ACK", "in", 1, &tag, "", "");
    solo.hear(flow(Transport::Udp), &ack);
    solo.pass(4.9);
    solo.hear(flow(Transport::Udp), &ack);
    solo.hear(flow(Transport::Udp), &request("INVITE", "in", 1, "", "", "v=0\n"));
    assert!(solo.sent.is_empty() && solo.take_events().is_empty());
    assert_eq!(solo.sip.census().transactions, 1);
    solo.pass(0.2);
    solo.assert_empty();
}

#[test]
fn over_a_stream_a_refusal_goes_once_and_its_ack_ends_it() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, Transport::Tcp);
    let refusal = crate::sip::Refusal { status: 603, phrase: None, headers: Vec::new() };
    solo.act(|sip, now| sip.refuse(now, dialog, refusal));
    solo.pass(10.0);
    assert_eq!(solo.times("603 INVITE"), [0.0]);
    solo.hear(flow(Transport::Tcp), &request("ACK", "in", 1, "x", "", ""));
    solo.assert_empty();
}

#[test]
fn j_repeats_the_response_to_a_repeated_request_for_64_t1() {
    let mut solo = Solo::new();
    let options = request("OPTIONS", "o", 1, "", "", "");
    solo.hear(flow(Transport::Udp), &options);
    let first = solo.take_one();
    assert_eq!(first.status(), Some(200));
    for _ in 0..11 {
        solo.pass(2.8);
        solo.hear(flow(Transport::Udp), &options);
        assert_eq!(solo.take_one().to_bytes(), first.to_bytes());
    }
    solo.pass(1.3);
    solo.assert_empty();
}

#[test]
fn l_absorbs_the_invite_after_a_2xx_for_64_t1() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    solo.pass(31.0);
    solo.hear(flow(Transport::Udp), &request("INVITE", "in", 1, "", "", "v=0\n"));
    assert!(solo.sent.is_empty() && solo.events.is_empty());
    assert_eq!(solo.sip.census().transactions, 1);
    solo.pass(1.1);
    assert_eq!(solo.sip.census(), crate::sip::Census { dialogs: 1, ..Default::default() });
    solo.hear(flow(Transport::Udp), &request("BYE", "bye", 2, &tag, "Reason: Q.850;cause=16\n", ""));
    assert!(matches!(solo.take_events().as_slice(),
        [Event::Ended { dialog: it, reason: Some(reason) }] if *it == dialog && reason == "Q.850;cause=16"));
}

#[test]
fn the_same_last_provisional_answers_a_repeated_invite() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, Transport::Udp);
    let again = request("INVITE", "in", 1, "", "", "v=0\n");
    solo.hear(flow(Transport::Udp), &again);
    assert_eq!(solo.said(), ["100 INVITE", "100 INVITE"]);
    solo.act(|sip, now| sip.ring(now, dialog, 180, &[], None));
    let ringing = solo.take_one();
    for _ in 0..11 {
        solo.hear(flow(Transport::Udp), &again);
        assert_eq!(solo.take_one().to_bytes(), ringing.to_bytes());
    }
    assert!(solo.take_events().is_empty());
}

#[test]
fn a_ringing_call_reminds_the_proxies_every_minute() {
    let mut solo = Solo::new();
    let dialog = incoming(&mut solo, Transport::Udp);
    solo.act(|sip, now| sip.ring(now, dialog, 183, &[], Some(Bytes::from_static(b"v=0\r\n"))));
    solo.pass(150.0);
    assert_eq!(solo.times("183 INVITE"), [0.0, 60.0, 120.0]);
}

#[test]
fn s17_our_2xx_goes_again_until_64_t1_over_streams_too_and_then_bye() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let mut solo = Solo::new();
        let dialog = incoming(&mut solo, transport);
        solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
        solo.pass(31.9);
        assert_eq!(solo.times("200 INVITE"), UP_TO_T2);
        assert!(solo.take_events().is_empty());
        solo.pass(0.2);
        assert_eq!(solo.take_events(), [Event::AckTimeout { dialog }]);
        assert_eq!(solo.times("BYE"), [32.0]);
        solo.pass(33.0);
        solo.assert_empty();
    }
}
