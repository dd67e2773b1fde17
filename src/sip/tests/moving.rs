//! Target refresh (RFC 3261 §12.2, RFC 3311, RFC 3515): a peer that moves in mid-call is reached where it is then,
//! whatever way it was reached by before, and only when what it asked for was agreed to.

use bytes::Bytes;

use super::*;

const NEW: &str = "198.51.100.44:40001";

/// Another place that the peer speaks from.
fn moved(transport: Transport) -> Flow {
    Flow { peer: address(NEW), ..flow(transport) }
}

/// A call of ours to a registered telephone, answered.
fn called() -> (Solo, DialogId, Message) {
    let mut solo = Solo::new();
    let to = Invite { flow: Some(flow(Transport::Udp)), ..call_to("sip:bob@192.0.2.9:5060", Transport::Udp) };
    let dialog = solo.invite(to);
    let invite = solo.take_one();
    solo.hear(flow(Transport::Udp), &respond(&invite, 200, "b", "Allow: INVITE, UPDATE", "v=0 theirs\n"));
    solo.take();
    solo.take_events();
    (solo, dialog, invite)
}

/// A call of theirs that rings, and whose offer is answered already: its dialog and our tag.
fn early() -> (Solo, DialogId, String) {
    let config = Config { reliable_provisional: Reliability::Supported, ..config("10.0.0.1", "a1") };
    let mut solo = Solo { sip: Sip::new(config, Rng::seeded(7)), ..Solo::new() };
    solo.hear(flow(Transport::Udp), &request("INVITE", "in", 1, "", "Supported: 100rel\n", "v=0\n"));
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    solo.act(|sip, now| sip.ring(now, dialog, 183, &[], Some(Bytes::from_static(b"v=0 ours\r\n"))));
    let ringing = solo.take().pop().unwrap();
    let tag = ringing.to().unwrap().tag().unwrap().to_owned();
    let rack = format!("RAck: {} 1 INVITE\n", ringing.rseq().unwrap());
    solo.hear(flow(Transport::Udp), &request("PRACK", "pr", 2, &tag, &rack, ""));
    assert_eq!(solo.said(), ["200 PRACK"]);
    solo.take_events();
    (solo, dialog, tag)
}

/// A request of whoever we called, with this Contact.
fn inside(invite: &Message, method: &str, cseq: u32, contact: &str, body: &str) -> String {
    let from = invite.from().unwrap();
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\n" };
    let refer = if method == "REFER" { "Refer-To: <sip:carol@192.0.2.20>\n" } else { "" };
    format!(
        "{method} sip:alice@10.0.0.1:5060 SIP/2.0\n\
         Via: SIP/2.0/UDP {contact};branch=z9hG4bK{method}{cseq};rport\n\
         Max-Forwards: 70\n\
         From: <sip:bob@192.0.2.9>;tag=b\n\
         To: {from}\n\
         Call-ID: {}\n\
         CSeq: {cseq} {method}\n\
         Contact: <sip:bob@{contact}>\n\
         {kind}{refer}Content-Length: {}\n\n{body}",
        invite.call_id(),
        body.len()
    )
}

/// Where our BYE goes, and what its Request-URI is.
fn bye(solo: &mut Solo, dialog: DialogId) -> (Flow, String) {
    solo.sent.clear();
    solo.act(|sip, now| sip.bye(now, dialog, None));
    let (_, way, bye) = solo.sent.pop().unwrap();
    assert_eq!(short(&bye), "BYE");
    (way, bye.uri().unwrap().as_str().to_owned())
}

#[test]
fn a_registered_telephone_that_moves_by_reinvite_or_update_is_reached_where_it_is_then() {
    for (method, body) in [("INVITE", "v=0 new\n"), ("UPDATE", "v=0 new\n"), ("UPDATE", "")] {
        for transport in [Transport::Udp, Transport::Tcp] {
            for contact in [NEW, "192.168.7.7:5060"] {
                let (mut solo, dialog, invite) = called();
                solo.hear(moved(transport), &inside(&invite, method, 5, contact, body));
                solo.act(|sip, now| sip.accept(now, dialog, Bytes::from_static(b"v=0 ours\r\n")));
                assert!(solo.said().contains(&format!("200 {method}")));
                let left = [flow(Transport::Udp), moved(transport)].map(|way| solo.sip.has_moved_from(dialog, way));
                assert_eq!(left, [true, false], "its call does not hang on its old place");
                assert_eq!(bye(&mut solo, dialog), (moved(transport), format!("sip:bob@{contact}")), "{method}");
            }
        }
    }
}

#[test]
fn a_telephone_that_has_moved_is_refreshed_at_its_new_place() {
    let (mut solo, dialog, invite) = called();
    let update = inside(&invite, "UPDATE", 5, NEW, "");
    solo.hear(moved(Transport::Udp), &update);
    // A copy of it on its way from the old place is no news.
    solo.hear(flow(Transport::Udp), &update);
    assert_eq!(solo.said(), ["200 UPDATE"; 2]);
    solo.act(|sip, now| sip.update(now, dialog, Bytes::new()));
    let (_, way, update) = solo.sent.pop().unwrap();
    assert_eq!((short(&update).as_str(), way), ("UPDATE", moved(Transport::Udp)));
    // What answers it goes by the way it was asked by, wherever that comes from.
    solo.hear(flow(Transport::Udp), &respond(&update, 200, "b", "", ""));
    assert_eq!(bye(&mut solo, dialog).0, moved(Transport::Udp));
}

#[test]
fn a_caller_behind_a_nat_that_gives_it_another_port_is_reached_by_that() {
    let natted = |port| Flow { peer: SocketAddr::new("203.0.113.7".parse().unwrap(), port), ..flow(Transport::Udp) };
    let behind = |text: String| text.replace("192.0.2.9:5060", "192.168.0.5:5060");
    let mut solo = Solo::new();
    solo.hear(natted(40_000), &behind(request("INVITE", "in", 1, "", "", "v=0\n")));
    let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
    let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
    solo.hear(natted(40_000), &behind(request("ACK", "ack", 1, &tag, "", "")));
    solo.hear(natted(40_001), &behind(request("UPDATE", "u", 2, &tag, "", "")));
    assert_eq!(bye(&mut solo, dialog), (natted(40_001), "sip:bob@192.168.0.5:5060".to_owned()));
}

#[test]
fn a_caller_in_the_open_takes_its_call_with_it() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let old = flow(Transport::Udp);
    for (cseq, from, contact, left) in [(2, old, "192.0.2.9:5060;ob", false), (3, moved(Transport::Udp), NEW, true)] {
        let update = request("UPDATE", &format!("u{cseq}"), cseq, &tag, "", "");
        solo.hear(from, &update.replace("<sip:bob@192.0.2.9:5060>", &format!("<sip:bob@{contact}>")));
        assert_eq!(solo.sip.has_moved_from(dialog, old), left, "{contact}");
    }
    assert_eq!(bye(&mut solo, dialog).0.peer, address(NEW));
}

#[test]
fn a_caller_in_the_open_that_moves_behind_a_nat_is_reached_the_way_it_came() {
    let mut solo = Solo::new();
    let (dialog, tag) = answered(&mut solo);
    let behind = request("UPDATE", "u", 2, &tag, "", "").replace("192.0.2.9:5060", "192.168.0.5:5060");
    solo.hear(moved(Transport::Udp), &behind);
    assert_eq!(bye(&mut solo, dialog).0, moved(Transport::Udp));
}

#[test]
fn what_is_refused_moves_nobody() {
    let old = (flow(Transport::Udp), "sip:bob@192.0.2.9:5060;fork=b".to_owned());
    let refused = |method: &str, body: &str, status: u16| {
        let (mut solo, dialog, invite) = called();
        solo.hear(moved(Transport::Udp), &inside(&invite, method, 5, NEW, body));
        match solo.take_events().pop() {
            Some(Event::Referred { id, contact, .. }) => {
                assert_eq!(contact.as_str(), format!("sip:bob@{NEW}"));
                solo.act(|sip, now| sip.refuse_refer(now, dialog, id, status, &[]));
            }
            _ => solo.act(|sip, now| sip.decline(now, dialog, status)),
        }
        assert!(solo.said().contains(&format!("{status} {method}")));
        assert!(!solo.sip.has_moved_from(dialog, moved(Transport::Udp)));
        assert_eq!(bye(&mut solo, dialog), old, "{method} {status}");
    };
    refused("INVITE", "v=0 odd\n", 488);
    refused("UPDATE", "v=0 odd\n", 488);
    refused("REFER", "", 603);
    // Ours is on its way: 491.
    let (mut solo, dialog, invite) = called();
    solo.act(|sip, now| sip.reinvite(now, dialog, Bytes::from_static(b"v=0 ours\r\n")));
    solo.take();
    solo.hear(moved(Transport::Udp), &inside(&invite, "INVITE", 5, NEW, "v=0 new\n"));
    assert_eq!(solo.said(), ["491 INVITE"]);
    assert_eq!(bye(&mut solo, dialog), old);
    // Theirs is not answered yet: 500. What comes late with a lower number: 500.
    let (mut solo, dialog, invite) = called();
    solo.hear(flow(Transport::Udp), &inside(&invite, "INVITE", 5, "192.0.2.9:5060;fork=b", "v=0 new\n"));
    solo.take();
    for cseq in [6, 4] {
        solo.hear(moved(Transport::Udp), &inside(&invite, "UPDATE", cseq, NEW, "v=0 newer\n"));
        assert_eq!(solo.said(), ["500 UPDATE"]);
    }
    assert_eq!(bye(&mut solo, dialog), old);
}

#[test]
fn an_early_offer_that_is_refused_moves_nobody_and_one_that_is_agreed_to_does() {
    for (status, place) in [(488, flow(Transport::Udp).peer), (200, address(NEW))] {
        let (mut solo, dialog, tag) = early();
        let update = request("UPDATE", "u", 9, &tag, "", "v=0 new\n").replace("192.0.2.9:5060", NEW);
        solo.hear(moved(Transport::Udp), &update);
        assert!(matches!(solo.take_events().as_slice(), [Event::Reoffered { .. }]));
        match status {
            200 => solo.act(|sip, now| sip.accept(now, dialog, Bytes::from_static(b"v=0 yes\r\n"))),
            _ => solo.act(|sip, now| sip.decline(now, dialog, status)),
        }
        assert_eq!(solo.said(), [format!("{status} UPDATE")]);
        solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::new()));
        solo.hear(flow(Transport::Udp), &request("ACK", "ack", 1, &tag, "", ""));
        assert_eq!(bye(&mut solo, dialog).0.peer, place);
    }
}

#[test]
fn a_stranger_that_lacks_a_tag_or_the_call_id_moves_nobody() {
    let (mut solo, dialog, invite) = called();
    let genuine = inside(&invite, "UPDATE", 5, NEW, "");
    let ours = invite.from().unwrap().tag().unwrap().to_owned();
    let forged = [
        genuine.replace(";tag=b\n", ";tag=c\n"),
        genuine.replace(&format!(";tag={ours}"), ""),
        genuine.replace(&ours, &ours.replace(|c: char| c.is_ascii_digit(), "7")),
        genuine.replace(invite.call_id(), "another"),
    ];
    for text in forged {
        assert_ne!(text, genuine);
        solo.hear(moved(Transport::Udp), &text);
        assert_eq!(solo.take_one().status(), Some(481));
    }
    assert_eq!(bye(&mut solo, dialog).0, flow(Transport::Udp));
}

#[test]
fn a_route_set_stays_and_what_comes_through_other_hands_moves_no_way() {
    let mut solo = Solo::new();
    let (dialog, tag) = {
        let routed = "Record-Route: <sip:192.0.2.50:5070;lr>\n";
        solo.hear(flow(Transport::Udp), &request("INVITE", "in", 1, "", routed, "v=0\n"));
        let Some(Event::Incoming { dialog, .. }) = solo.take_events().pop() else { panic!("no call") };
        solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
        let tag = solo.take().pop().unwrap().to().unwrap().tag().unwrap().to_owned();
        solo.hear(flow(Transport::Udp), &request("ACK", "ack", 1, &tag, "", ""));
        (dialog, tag)
    };
    let update = request("UPDATE", "u", 2, &tag, "", "").replace("192.0.2.9:5060", "192.168.0.5:5060");
    solo.hear(moved(Transport::Udp), &update);
    let (way, uri) = bye(&mut solo, dialog);
    assert_eq!((way.peer, uri.as_str()), (address("192.0.2.50:5070"), "sip:bob@192.168.0.5:5060"));

    let (mut solo, dialog, invite) = called();
    let relayed = inside(&invite, "UPDATE", 5, "192.0.2.9:5099", "")
        .replace("Via: ", "Via: SIP/2.0/UDP 198.51.100.44:40001;branch=z9hG4bKproxy\nVia: ");
    solo.hear(moved(Transport::Udp), &relayed);
    assert_eq!(bye(&mut solo, dialog), (flow(Transport::Udp), "sip:bob@192.0.2.9:5099".to_owned()));
}
