//! Several servers behind one name: which is tried when, which refusals lead to the next, and what becomes of one that
//! wakes up late. A name service that is down.

use super::*;
use crate::sip::{Obstacle, Srv, Way};
use crate::wire::sip::Credentials;

const UDP: Transport = Transport::Udp;

/// Three servers in the order of their numbers.
fn three() -> Vec<(Question, Vec<Record>)> {
    let srv = |priority: u16, target: &str| Record::Srv(Srv { priority, weight: 0, port: 5060, target: target.into() });
    let host =
        |name: &str, last: u8| (Question::new(Kind::Address, name), vec![Record::Address([192, 0, 2, last].into())]);
    let servers = vec![srv(3, "three.example"), srv(1, "one.example"), srv(2, "two.example")];
    vec![
        (Question::new(Kind::Srv, "_sip._udp.carrier.example"), servers),
        host("one.example", 1),
        host("two.example", 2),
        host("three.example", 3),
    ]
}

fn call(solo: &mut Solo) -> DialogId {
    let dialog = solo.invite(call_to("sip:bob@carrier.example", UDP));
    solo.know_records(&three());
    dialog
}

/// The last octet of where the INVITEs went so far, and when.
fn tried(solo: &Solo) -> Vec<(u8, f64)> {
    let invites = solo.sent.iter().filter(|(.., message)| short(message) == "INVITE");
    let mut tried: Vec<(u8, f64)> = Vec::new();
    for (at, flow, _) in invites {
        let std::net::IpAddr::V4(ip) = flow.peer.ip() else { panic!("{flow}") };
        if tried.last().is_none_or(|(last, _)| *last != ip.octets()[3]) {
            tried.push((ip.octets()[3], at.as_secs_f64()));
        }
    }
    tried
}

fn latest(solo: &Solo) -> (Flow, Message) {
    let (_, flow, message) = solo.sent.iter().rfind(|(.., message)| short(message) == "INVITE").unwrap();
    (*flow, message.clone())
}

#[test]
fn s25_of_three_servers_one_refuses_one_says_nothing_and_the_third_answers_inside_four_seconds() {
    let mut solo = Solo::new();
    call(&mut solo);
    let (first, _) = latest(&solo);
    solo.act(|sip, now| sip.on_closed(now, first));
    solo.pass(4.0);
    let order = tried(&solo);
    assert_eq!(order.iter().map(|(last, _)| *last).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(order[2].1 < 3.6, "{order:?}");
    let (third, invite) = latest(&solo);
    solo.hear(third, &respond(&invite, 200, "c", "", "v=0\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { .. }]));
    // For a minute nobody asks the dead; then they get their chance again.
    for (pause, first) in [(10.0, 3), (70.0, 1)] {
        solo.pass(pause);
        solo.sent.clear();
        call(&mut solo);
        assert_eq!(tried(&solo)[0].0, first, "after {pause} s");
    }
}

#[test]
fn s25_even_where_all_but_the_last_say_nothing() {
    let mut solo = Solo::new();
    call(&mut solo);
    solo.pass(4.0);
    let order = tried(&solo);
    assert_eq!(order.iter().map(|(last, _)| *last).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(order[2].1 < 3.6, "{order:?}");
    // The last one has the time that a single server has.
    solo.pass(31.0);
    assert!(solo.take_events().is_empty());
    solo.pass(2.0);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 408, .. }]));
    solo.pass(40.0);
    solo.assert_empty();
}

#[test]
fn s24_only_503_and_silence_lead_to_the_next_server() {
    for (status, next) in [(486, false), (600, false), (603, false), (404, false), (503, true)] {
        let mut solo = Solo::new();
        call(&mut solo);
        let (way, invite) = latest(&solo);
        solo.hear(way, &respond(&invite, status, "a", "", ""));
        assert_eq!(tried(&solo).len(), if next { 2 } else { 1 }, "{status}");
        assert_eq!(solo.take_events().is_empty(), next, "{status}");
    }
}

#[test]
fn a_server_that_rings_is_not_given_up() {
    let mut solo = Solo::new();
    call(&mut solo);
    let (way, invite) = latest(&solo);
    solo.hear(way, &respond(&invite, 100, "", "", ""));
    solo.pass(30.0);
    assert_eq!(tried(&solo).len(), 1);
}

#[test]
fn where_somebody_else_is_asked_behind_them_the_last_server_may_be_silent_no_longer_than_the_others() {
    let mut solo = Solo::new();
    solo.invite(Invite { in_haste: true, ..call_to("sip:bob@192.0.2.9", UDP) });
    solo.pass(3.4);
    assert!(solo.take_events().is_empty());
    solo.pass(0.2);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 408, response: None, .. }]));
    let (way, invite) = latest(&solo);
    solo.sent.clear();
    solo.hear(way, &respond(&invite, 180, "late", "", ""));
    assert_eq!(solo.said(), ["CANCEL"], "the call is elsewhere");
    solo.hear(way, &respond(&invite, 487, "late", "", ""));
    solo.pass(40.0);
    solo.assert_empty();
}

#[test]
fn a_server_that_wakes_up_late_is_canceled_and_one_that_answers_late_hung_up() {
    for status in [180, 200] {
        let mut solo = Solo::new();
        call(&mut solo);
        let (way, invite) = latest(&solo);
        solo.pass(2.0);
        let (second, again) = latest(&solo);
        assert_ne!(second, way);
        solo.sent.clear();
        solo.hear(way, &respond(&invite, status, "late", "", if status == 200 { "v=0\n" } else { "" }));
        assert!(solo.take_events().is_empty(), "the call is elsewhere");
        if status == 180 {
            assert_eq!((solo.sent[0].1, short(&solo.take_one()).as_str()), (way, "CANCEL"));
            solo.hear(way, &respond(&invite, 487, "late", "", ""));
            assert_eq!(solo.said(), ["ACK"]);
        } else {
            assert_eq!(solo.said(), ["ACK", "BYE"]);
        }
        solo.hear(second, &respond(&again, 486, "b", "", ""));
        assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 486, .. }]));
        solo.pass(40.0);
        solo.assert_empty();
    }
}

#[test]
fn other_requests_fail_over_too() {
    let mut solo = Solo::new();
    let me: NameAddr = "<sip:me@10.0.0.1>".parse().unwrap();
    let uri = "sip:carrier.example".parse().unwrap();
    let ask = crate::sip::Request::new(crate::wire::sip::Method::Options, uri, me.clone(), me);
    solo.act(|sip, now| sip.request(now, ask));
    solo.know_records(&three());
    solo.pass(4.0);
    let mut peers: Vec<_> = solo.sent.iter().map(|(_, flow, _)| flow.peer.ip()).collect();
    peers.dedup();
    assert_eq!(peers.len(), 3);
}

#[test]
fn a_challenge_is_answered_by_the_server_that_made_it() {
    let mut solo = Solo::new();
    let credentials = Some(Credentials::new("alice", "wonderland"));
    solo.invite(Invite { credentials, ..call_to("sip:bob@carrier.example", UDP) });
    solo.know_records(&three());
    let (way, invite) = latest(&solo);
    solo.hear(way, &respond(&invite, 401, "p", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"", ""));
    assert_eq!(latest(&solo).0, way);
}

#[test]
fn o6_while_the_name_service_is_down_known_names_go_on_and_new_ones_fail_in_two_seconds() {
    let mut solo = Solo::new();
    call(&mut solo);
    // Ten minutes later everything that was known is old.
    solo.pass(600.0);
    solo.take_events();
    solo.sent.clear();
    solo.invite(call_to("sip:bob@carrier.example", UDP));
    assert!(!solo.asked.is_empty() && solo.sent.is_empty());
    solo.pass(2.0);
    assert_eq!(tried(&solo)[0].0, 1, "the old answer is better than none");
    // The next call does not even wait.
    solo.sent.clear();
    solo.invite(call_to("sip:bob@carrier.example", UDP));
    assert_eq!(tried(&solo)[0].0, 1);
    solo.invite(call_to("sip:bob@new.example", UDP));
    solo.pass(1.9);
    assert!(solo.take_events().is_empty());
    solo.pass(0.2);
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 408, response: None, .. }]));
    // What is answered after that finds nobody, and no question is left.
    let asked = std::mem::take(&mut solo.asked);
    for (id, _) in asked {
        solo.act(|sip, now| sip.on_resolved(now, id, Answer::NotFound));
    }
    assert_eq!(solo.sip.census().questions, 0);
}

#[test]
fn a_server_whose_name_is_not_answered_is_no_unknown_host() {
    let servers = Record::Srv(Srv { priority: 1, weight: 0, port: 5060, target: "one.example".into() });
    let service = [(Question::new(Kind::Srv, "_sip._udp.carrier.example"), vec![servers])];
    // What the name service says of each question; of the others it knows nothing. Silence is named by nothing.
    type Said<'a> = (&'a [(Question, Vec<Record>)], &'a [&'a str]);
    let table: [(Said<'_>, bool); 4] = [
        ((&service, &["A/AAAA one.example"]), true),
        ((&service, &[]), false),
        ((&[], &["SRV _sip._udp.carrier.example"]), true),
        ((&[], &[]), false),
    ];
    for ((known, silent), is_down) in table {
        let mut solo = Solo::new();
        solo.invite(call_to("sip:bob@carrier.example", UDP));
        while let Some((id, question)) = solo.asked.pop() {
            let found = known.iter().find(|(known, _)| *known == question);
            let said =
                found.map_or(Answer::NotFound, |(_, records)| Answer::Found { records: records.clone(), ttl: 60 });
            if !silent.contains(&question.to_string().as_str()) {
                solo.act(|sip, now| sip.on_resolved(now, id, said));
            }
        }
        solo.pass(2.1);
        let events = solo.take_events();
        let [Event::Refused { status: 408, obstacle: Some(why), .. }] = events.as_slice() else { panic!("{events:?}") };
        match is_down {
            true => assert_eq!(why, &Obstacle::NameService("carrier.example".into()), "{silent:?}"),
            false => assert_eq!(why, &Obstacle::UnknownHost("carrier.example".into())),
        }
    }
}

/// A telephone with three flows, the first of which its INVITE takes.
fn call_by_flows(solo: &mut Solo) -> [Flow; 3] {
    let flow = |last: u8| Flow {
        transport: UDP,
        local: "10.0.0.1:5060".parse().unwrap(),
        peer: ([192, 0, 2, last], 4000).into(),
    };
    let flows = [flow(1), flow(2), flow(3)];
    let way = |flow: &Flow| Way {
        uri: format!("sip:bob@10.1.1.{}", flow.peer.port()).parse().unwrap(),
        route: Vec::new(),
        flow: *flow,
    };
    let spare = flows[1..].iter().map(way).collect();
    solo.invite(Invite { flow: Some(flows[0]), spare, ..call_to("sip:bob@10.1.1.1", UDP) });
    flows
}

#[test]
fn the_flows_of_a_telephone_are_tried_in_turn_where_one_is_broken() {
    let mut solo = Solo::new();
    let flows = call_by_flows(&mut solo);
    solo.pass(3.9);
    assert_eq!(tried(&solo).iter().map(|(last, _)| *last).collect::<Vec<_>>(), [1, 2, 3], "silence leads on");
    let (third, invite) = latest(&solo);
    assert_eq!((third, invite.uri().unwrap().as_str()), (flows[2], "sip:bob@10.1.1.4000"));
    solo.hear(third, &respond(&invite, 200, "c", "", "v=0\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { .. }]));

    for (status, leads_on) in [(430, true), (408, true), (486, false), (503, false)] {
        let mut solo = Solo::new();
        let flows = call_by_flows(&mut solo);
        let (way, invite) = latest(&solo);
        solo.hear(way, &respond(&invite, status, "b", "", ""));
        assert_eq!(latest(&solo).0 == flows[1], leads_on, "{status}");
        assert_eq!(solo.take_events().is_empty(), leads_on, "{status}");
    }

    let mut solo = Solo::new();
    let flows = call_by_flows(&mut solo);
    for flow in flows {
        assert_eq!(latest(&solo).0, flow);
        solo.act(|sip, now| sip.on_closed(now, flow));
    }
    assert!(matches!(solo.take_events().as_slice(), [Event::Refused { status: 503, .. }]));
    solo.pass(40.0);
    solo.assert_empty();
}

#[test]
fn a_server_out_of_order_is_left_alone_for_as_long_as_it_says() {
    for (header, rests) in [("Retry-After: 90", true), ("", false)] {
        let mut solo = Solo::new();
        call(&mut solo);
        let (first, invite) = latest(&solo);
        solo.hear(first, &respond(&invite, 503, "b", header, ""));
        assert_eq!(tried(&solo).last().unwrap().0, 2, "the next server at once");
        let next_call = |solo: &mut Solo| {
            solo.sent.clear();
            call(solo);
            tried(solo)[0].0
        };
        assert_eq!(next_call(&mut solo), if rests { 2 } else { 1 }, "{header}");
        if rests {
            // The second is as silent here as it was asked to be.
            solo.pass(91.0);
            assert_eq!(next_call(&mut solo), 1);
        }
    }
}

/// So many servers of one name.
fn many(count: u8) -> Vec<(Question, Vec<Record>)> {
    let addresses = (1..=count).map(|last| Record::Address([192, 0, 2, last].into())).collect();
    vec![(Question::new(Kind::Address, "carrier.example"), addresses)]
}

#[test]
fn s25_however_many_say_nothing_the_last_is_asked_in_time() {
    for (count, failover) in [(2, 3500), (7, 3500), (12, 3500), (16, 3500), (16, 1000), (3, 100)] {
        let mut solo = Solo::new();
        solo.sip.config.failover = Duration::from_millis(failover);
        solo.invite(call_to("sip:bob@carrier.example", UDP));
        solo.know_records(&many(count));
        solo.pass(10.0);
        let order = tried(&solo);
        // Each has a quarter of a second at least, where the whole time is as long; who would have less is left out.
        let most = 1 + (failover / 250).max(1);
        assert_eq!(order.len() as u64, u64::from(count).min(most), "{count} in {failover} ms");
        assert!(order.last().unwrap().1 <= failover as f64 / 1000.0, "{count} in {failover} ms: {order:?}");
    }
}

#[test]
fn a_server_out_of_order_rests_whichever_transport_its_request_took() {
    let mut solo = Solo::new();
    solo.invite(Invite { offer: Bytes::from(vec![b'a'; 1200]), ..call_to("sip:bob@carrier.example", UDP) });
    solo.know_records(&three());
    let (first, invite) = latest(&solo);
    assert_eq!(first.transport, Transport::Tcp, "for its size");
    solo.hear(first, &respond(&invite, 503, "b", "Retry-After: 90", ""));
    assert_eq!(tried(&solo).last().unwrap().0, 2);
    solo.sent.clear();
    call(&mut solo);
    assert_eq!((tried(&solo)[0].0, latest(&solo).0.transport), (2, UDP), "a small one does not go there by UDP");
}

#[test]
fn s25_the_time_of_the_name_service_is_part_of_the_four_seconds() {
    for (slow, failover) in [(0.0, 3500), (1.5, 3500), (1.9, 2000), (1.9, 1000)] {
        let mut solo = Solo::new();
        solo.sip.config.failover = Duration::from_millis(failover);
        solo.invite(call_to("sip:bob@carrier.example", UDP));
        solo.pass(slow);
        solo.know_records(&many(3));
        solo.pass(10.0);
        let order = tried(&solo);
        let end = failover as f64 / 1000.0;
        let last = order.last().unwrap().1;
        assert!(order.len() > 1 && last <= end.max(slow + 0.25), "{slow} s, {failover} ms: {order:?}");
        assert_eq!(order.len() == 3, end - slow >= 0.5, "{slow} s, {failover} ms: {order:?}");
    }
}
