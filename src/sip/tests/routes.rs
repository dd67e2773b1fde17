//! Ways of requests: names, several addresses, UDP too small, connections that break, NAT.

use bytes::Bytes;

use super::*;
use crate::sip::Breach;

#[test]
fn a_name_is_asked_for_and_the_next_address_tried_when_a_connection_fails() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@example.com;transport=tcp", Transport::Udp));
    let asked: Vec<String> = solo.asked.iter().map(|(_, question)| question.to_string()).collect();
    assert_eq!(asked, ["SRV _sip._tcp.example.com", "A/AAAA example.com"]);
    assert_eq!(solo.sip.census().questions, 1);
    solo.know("example.com", &["192.0.2.1", "2001:db8::1", "192.0.2.2"]);
    let (_, first, invite) = solo.sent.pop().unwrap();
    assert_eq!((first.peer, first.transport), (address("192.0.2.1:5060"), Transport::Tcp));
    assert_eq!(invite.via().unwrap().transport, "TCP");
    assert_eq!(invite.contact().unwrap().uri.as_str(), "sip:alice@10.0.0.1:5060;transport=tcp");
    solo.act(|sip, now| sip.on_closed(now, first));
    let (_, second, again) = solo.sent.pop().unwrap();
    assert_eq!(second.peer, address("192.0.2.2:5060"));
    assert_ne!(again.via(), invite.via());
    solo.act(|sip, now| sip.on_closed(now, second));
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 503, response: None, .. }]));
    solo.assert_empty();
}

#[test]
fn a_name_nobody_knows_is_408_and_a_canceled_question_487() {
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@example.com", Transport::Udp));
    solo.know("elsewhere", &[]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 408, response: None, .. }]));
    let dialog = solo.invite(call_to("sip:bob@example.org", Transport::Udp));
    solo.act(|sip, now| sip.cancel(now, dialog, None));
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 487, .. }]));
    solo.know("example.org", &["192.0.2.1"]);
    assert!(solo.sent.is_empty());
    solo.assert_empty();
}

/// Why the INVITE had no answer.
fn obstacle(solo: &mut Solo) -> String {
    match solo.take_events().as_slice() {
        [Event::Refused { response: None, obstacle: Some(obstacle), .. }] => obstacle.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_is_not_reached_is_told_by_what() {
    let peer = "192.0.2.9:5060";
    let mut solo = Solo::new();
    solo.invite(call_to("sip:bob@example.com", Transport::Udp));
    solo.know("elsewhere", &[]);
    assert_eq!(obstacle(&mut solo), "the name service knows no server example.com");
    solo.invite(call_to("sip:bob@example.org", Transport::Udp));
    solo.pass(3.0);
    assert_eq!(obstacle(&mut solo), "the name service did not say where example.org is");
    solo.invite(call_to("sip:bob@192.0.2.9;transport=tls", Transport::Udp));
    assert_eq!(obstacle(&mut solo), "192.0.2.9:5061 is called by tls, and no tls: of IPv4 is among sip.listen");
    solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    solo.pass(33.0);
    assert_eq!(obstacle(&mut solo), format!("nothing came from {peer} by udp"));
    for (why, told) in [
        (
            Breach::Connection("Connection refused".into()),
            format!("no connection by tcp to {peer}: Connection refused"),
        ),
        (
            Breach::Tls { reason: "unknown_issuer".into(), text: "invalid peer certificate".into() },
            format!("no TLS with {peer}: unknown_issuer (invalid peer certificate)"),
        ),
    ] {
        solo.invite(call_to("sip:bob@192.0.2.9;transport=tcp", Transport::Udp));
        let way = solo.sent.pop().unwrap().1;
        solo.act(|sip, now| sip.on_failed(now, way, &why));
        assert_eq!(obstacle(&mut solo), told);
    }
    solo.assert_empty();
}

#[test]
fn a_response_and_a_call_that_was_given_up_have_no_obstacle() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    solo.act(|sip, now| sip.cancel(now, dialog, None));
    solo.pass(33.0);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 487, obstacle: None, .. }]));
    let way = solo.sent.last().unwrap().1;
    solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    let invite = solo.sent.pop().unwrap().2;
    solo.hear(way, &respond(&invite, 503, "p", "", ""));
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 503, obstacle: None, .. }]));
}

#[test]
fn no_hop_left_and_no_listener_are_told_at_once() {
    let mut solo = Solo::new();
    solo.invite(Invite { max_forwards: 0, ..call_to("sip:bob@192.0.2.9", Transport::Udp) });
    solo.invite(call_to("sip:bob@[2001:db8::1]", Transport::Udp));
    let statuses: Vec<u16> = solo
        .take_events()
        .iter()
        .map(|event| match event {
            Event::Refused { status, .. } => *status,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(statuses, [483, 503]);
    solo.assert_empty();
}

#[test]
fn s10_a_request_too_large_for_udp_goes_by_tcp_and_by_udp_once_when_that_fails() {
    let mut solo = Solo::new();
    let offer = Bytes::from(vec![b'a'; 1200]);
    solo.invite(Invite { offer, ..call_to("sip:bob@192.0.2.9", Transport::Udp) });
    let (_, way, invite) = solo.sent.pop().unwrap();
    assert_eq!((way.transport, invite.via().unwrap().transport.as_str()), (Transport::Tcp, "TCP"));
    solo.act(|sip, now| sip.on_closed(now, way));
    let (_, way, invite) = solo.sent.pop().unwrap();
    assert_eq!((way.transport, invite.via().unwrap().transport.as_str()), (Transport::Udp, "UDP"));
    solo.act(|sip, now| sip.on_closed(now, way));
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 503, .. }]));
    solo.assert_empty();
}

#[test]
fn s24_a_large_request_that_its_server_refuses_by_tcp_does_not_come_again_by_udp() {
    let mut solo = Solo::new();
    let offer = Bytes::from(vec![b'a'; 1200]);
    solo.invite(Invite { offer, ..call_to("sip:bob@192.0.2.9", Transport::Udp) });
    let (_, way, invite) = solo.sent.pop().unwrap();
    assert_eq!(way.transport, Transport::Tcp);
    solo.hear(way, &respond(&invite, 503, "b", "Retry-After: 60\n", ""));
    assert_eq!(solo.said(), ["ACK"]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 503, .. }]));
}

#[test]
fn the_first_route_is_the_next_hop_and_a_target_beats_everything() {
    let mut solo = Solo::new();
    let route = vec!["<sip:192.0.2.50:5070;lr>".parse().unwrap()];
    solo.invite(Invite { route: route.clone(), ..call_to("sip:bob@example.com", Transport::Udp) });
    let (_, way, invite) = solo.sent.pop().unwrap();
    assert_eq!((way.peer, invite.routes().len()), (address("192.0.2.50:5070"), 1));
    assert_eq!(invite.uri().unwrap().as_str(), "sip:bob@example.com");
    let target = address("203.0.113.7:33333");
    let dialog = solo.invite(Invite { target: Some(target), ..call_to("sip:bob@192.168.1.2", Transport::Udp) });
    let (_, way, invite) = solo.sent.pop().unwrap();
    assert_eq!(way.peer, target);
    // A phone that was reached by its source address stays reached by it, whatever its Contact says.
    solo.hear(way, &respond(&invite, 200, "b", "", "v=0\n"));
    solo.act(|sip, now| sip.bye(now, dialog, None));
    assert!(solo.sent.iter().all(|(_, flow, _)| *flow == way));
}

#[test]
fn a_caller_behind_a_nat_is_answered_and_called_back_where_it_came_from() {
    let mut solo = Solo::new();
    let natted = Flow { peer: address("203.0.113.7:40000"), ..flow(Transport::Udp) };
    let behind = |text: String| text.replace("192.0.2.9:5060", "192.168.0.5:5060");
    solo.hear(natted, &behind(request("INVITE", "in", 1, "", "", "v=0\n")));
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    let ok = solo.sent.last().unwrap().2.clone();
    let via = ok.via().unwrap();
    assert_eq!((via.received(), via.rport()), (Some("203.0.113.7".parse().unwrap()), Some(Some(40000))));
    let tag = ok.to().unwrap().tag().unwrap().to_owned();
    solo.hear(natted, &behind(request("ACK", "ack", 1, &tag, "", "")));
    solo.act(|sip, now| sip.bye(now, dialog, None));
    assert!(solo.sent.iter().all(|(_, flow, _)| *flow == natted));
}

#[test]
fn a_bye_whose_connection_is_gone_goes_to_the_contact() {
    let mut solo = Solo::new();
    let natted = Flow { peer: address("192.0.2.9:40000"), ..flow(Transport::Tcp) };
    let by_tcp = |text: String| text.replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    solo.hear(natted, &by_tcp(request("INVITE", "in", 1, "", "", "v=0\n")));
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    let tag = solo.sent.last().unwrap().2.to().unwrap().tag().unwrap().to_owned();
    solo.hear(natted, &by_tcp(request("ACK", "ack", 1, &tag, "", "")));
    solo.act(|sip, now| sip.bye(now, dialog, None));
    assert_eq!(solo.sent.last().unwrap().1, natted);
    solo.act(|sip, now| sip.on_closed(now, natted));
    let (_, way, bye) = solo.sent.last().unwrap();
    assert_eq!((way.peer, bye.method().unwrap().as_str()), (address("192.0.2.9:5060"), "BYE"));
    let (way, said) = (*way, solo.sent.len());
    solo.act(|sip, now| sip.on_closed(now, way));
    // There is no third way.
    assert_eq!((solo.sent.len(), solo.sip.census().dialogs), (said, 0));
}

#[test]
fn a_contact_with_a_name_is_asked_for_before_the_ack_goes() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    let invite = solo.take_one();
    let ok = respond(&invite, 200, "b", "", "v=0\n").replace("bob@192.0.2.9:5060;fork=b", "bob@phone.example.com");
    solo.hear(flow(Transport::Udp), &ok);
    solo.hear(flow(Transport::Udp), &ok);
    assert!(solo.sent.is_empty());
    solo.know("phone.example.com", &["192.0.2.33"]);
    assert_eq!(solo.sent[0].1.peer, address("192.0.2.33:5060"));
    solo.hear(flow(Transport::Udp), &ok);
    assert_eq!(solo.said(), ["ACK", "ACK"]);
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { dialog: it, .. }] if *it == dialog));
}

#[test]
fn s10_a_large_request_without_a_body_goes_by_tcp_too() {
    let mut solo = Solo::new();
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", Transport::Udp));
    let invite = solo.take_one();
    let hop = |n: u32| format!("Record-Route: <sip:192.0.2.9:5060;lr;hop={n};cookie={}>\n", "x".repeat(150));
    let routes: String = (0..10).map(hop).collect();
    solo.hear(flow(Transport::Udp), &respond(&invite, 200, "b", routes.trim_end(), "v=0\n"));
    solo.sent.clear();
    solo.act(|sip, now| sip.bye(now, dialog, None));
    let (_, way, bye) = solo.sent.pop().unwrap();
    assert!(bye.to_bytes().len() > 1300 && bye.body.is_empty());
    assert_eq!((short(&bye).as_str(), way.transport), ("BYE", Transport::Tcp));
    solo.act(|sip, now| sip.on_closed(now, way));
    assert_eq!(solo.sent.pop().unwrap().1.transport, Transport::Udp, "back once");
}

#[test]
fn s10_a_large_request_goes_by_udp_where_something_takes_connections_and_says_nothing() {
    let mut solo = Solo::new();
    let offer = Bytes::from(vec![b'a'; 1400]);
    solo.invite(Invite { offer, ..call_to("sip:bob@192.0.2.9", Transport::Udp) });
    assert_eq!(solo.sent.pop().unwrap().1.transport, Transport::Tcp);
    solo.pass(3.6);
    let (at, way, invite) = solo.sent.first().cloned().unwrap();
    assert_eq!((short(&invite).as_str(), way.transport), ("INVITE", Transport::Udp));
    assert!(at <= Duration::from_millis(3500), "{at:?}");
    solo.hear(way, &respond(&invite, 200, "b", "", "v=0\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { .. }]));
}

/// A call too large for UDP.
fn large(uri: &str) -> Invite {
    Invite { offer: Bytes::from(vec![b'a'; 1200]), ..call_to(uri, Transport::Udp) }
}

#[test]
fn s10_a_large_call_does_not_pay_twice_for_a_dead_tcp() {
    let mut solo = Solo::new();
    let last = |solo: &Solo| solo.sent.last().map(|(_, way, _)| *way).unwrap();
    // Refused at once, or as silent as a firewall.
    for dies in [true, false] {
        solo.pass(70.0);
        solo.invite(large("sip:bob@192.0.2.9"));
        let by_tcp = last(&solo);
        assert_eq!(by_tcp.transport, Transport::Tcp, "a minute later it may be there");
        if dies {
            solo.act(|sip, now| sip.on_closed(now, by_tcp));
        }
        solo.pass(3.6);
        assert_eq!(last(&solo).transport, Transport::Udp);
        let (_, way, invite) = solo.sent.pop().unwrap();
        solo.hear(way, &respond(&invite, 486, "b", "", ""));
        solo.invite(large("sip:bob@192.0.2.9"));
        assert_eq!(last(&solo).transport, Transport::Udp, "the next call does not try it");
        let (_, way, invite) = solo.sent.pop().unwrap();
        solo.hear(way, &respond(&invite, 486, "c", "", ""));
    }
    // Where UDP is as dead there is nothing to lose.
    solo.act(|sip, now| sip.dead.bury(now, flow(Transport::Udp)));
    solo.invite(large("sip:bob@192.0.2.9"));
    assert_eq!(last(&solo).transport, Transport::Tcp);
}
