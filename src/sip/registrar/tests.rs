//! The registrar by the figure: what a REGISTER does and what it is told (RFC 3261 §10.3, spec §9.4).

use super::*;
use crate::sip::{Breach, Obstacle, Response};
use crate::wire::sip::{Flow, Message, Name, Transport};

const START: Time = Time::from_secs(1_800_000_000);

fn rules() -> Rules {
    let options_every = Some(Duration::from_secs(60));
    Rules { expires_default: 3600, expires_max: 3600, expires_min: 60, contacts: 5, options_every }
}

fn aor(login: &str) -> Aor {
    Aor { organization: String::new(), login: login.into() }
}

fn flow(transport: Transport, peer: &str) -> Flow {
    Flow { transport, local: "10.0.0.1:5060".parse().unwrap(), peer: peer.parse().unwrap() }
}

/// A registrar that is written out and read back after every step.
struct House {
    registrar: Registrar,
    now: Time,
    cseq: u32,
}

impl House {
    fn new() -> Self {
        Self { registrar: Registrar::new(rules(), Rng::seeded(1)), now: START, cseq: 0 }
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut Registrar, Time) -> T) -> (T, Vec<Output>) {
        let result = act(&mut self.registrar, self.now);
        let out = std::iter::from_fn(|| self.registrar.poll()).collect();
        let text = serde_json::to_string(&self.registrar).unwrap();
        self.registrar = serde_json::from_str(&text).unwrap();
        (result, out)
    }

    /// A REGISTER of kate's with these further lines, in a Call-ID of its own.
    fn register(&mut self, more: &str) -> Response {
        self.cseq += 1;
        self.ask(&format!("c{}", self.cseq), 1, more, flow(Transport::Udp, "192.0.2.9:4711"))
    }

    fn ask(&mut self, call_id: &str, cseq: u32, more: &str, flow: Flow) -> Response {
        let text = format!(
            "REGISTER sip:here SIP/2.0\nVia: SIP/2.0/UDP 192.168.0.7:5060;branch=z9hG4bK{call_id}{cseq}\n\
             Max-Forwards: 70\nFrom: <sip:kate@here>;tag=k\nTo: <sip:kate@here>\nCall-ID: {call_id}\n\
             CSeq: {cseq} REGISTER\n{more}Content-Length: 0\n\n"
        );
        let request = Message::parse(text.replace('\n', "\r\n").into_bytes().into()).unwrap();
        self.act(|registrar, now| registrar.register(now, &aor("kate"), &request, flow)).0
    }

    fn pass(&mut self, seconds: u64) -> Vec<Output> {
        let end = self.now + Duration::from_secs(seconds);
        let mut out = Vec::new();
        while let Some(at) = self.registrar.deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            out.extend(self.act(Registrar::timeout).1);
        }
        self.now = end;
        out
    }

    fn contacts(&self) -> Vec<String> {
        self.registrar.of(&aor("kate")).map(|binding| binding.contact.to_string()).collect()
    }
}

fn all(response: &Response, name: Name) -> Vec<&str> {
    response.headers.iter().filter(|(key, _)| key == name.as_str()).map(|(_, value)| value.as_str()).collect()
}

#[test]
fn every_contact_is_listed_with_the_time_it_has_left() {
    let mut house = House::new();
    let first = house.register("Contact: <sip:kate@192.168.0.7:5060;ob;line=1>;expires=120;q=0.5\n");
    assert_eq!(all(&first, Name::Contact), ["<sip:kate@192.168.0.7:5060;ob;line=1>;expires=120;q=0.500"]);
    assert_eq!(all(&first, Name::Date), ["Fri, 15 Jan 2027 08:00:00 GMT"]);
    house.pass(20);
    let second = house.register("Contact: <sip:kate@192.168.0.8>\nExpires: 90\n");
    let listed = ["<sip:kate@192.168.0.7:5060;ob;line=1>;expires=100;q=0.500", "<sip:kate@192.168.0.8>;expires=90"];
    assert_eq!(all(&second, Name::Contact), listed);
    assert_eq!(all(&house.register(""), Name::Contact), listed, "a REGISTER without Contact asks only");
    let ways: Vec<_> = house.registrar.destinations(&aor("kate")).into_iter().map(|way| way.uri.to_string()).collect();
    assert_eq!(ways, ["sip:kate@192.168.0.8", "sip:kate@192.168.0.7:5060;ob;line=1"], "by q");
}

#[test]
fn a14_the_time_is_cut_the_contacts_are_counted_and_the_received_address_is_called() {
    let mut house = House::new();
    let far = house.register("Contact: <sip:kate@203.0.113.66>;expires=999999999\n");
    assert_eq!(all(&far, Name::Contact), ["<sip:kate@203.0.113.66>;expires=3600"]);
    assert_eq!(house.registrar.destinations(&aor("kate"))[0].flow.peer, "192.0.2.9:4711".parse().unwrap());
    let many: String = (0..50).map(|n| format!("Contact: <sip:kate@192.168.1.{n}>\n")).collect();
    assert_eq!(house.register(&many).status, 603);
    assert_eq!(house.contacts().len(), 1, "all of a request or nothing of it");
    for n in 0..4 {
        assert_eq!(house.register(&format!("Contact: <sip:kate@192.168.1.{n}>\n")).status, 200);
    }
    assert_eq!(house.register("Contact: <sip:kate@192.168.1.9>\n").status, 603);
    assert_eq!(house.register("Contact: <sip:kate@192.168.1.0>\n").status, 200, "a refresh is not one more");
    let swap = "Contact: <sip:kate@192.168.1.0>;expires=0\nContact: <sip:kate@192.168.1.9>\n";
    assert_eq!(house.register(swap).status, 200);
}

#[test]
fn how_long_is_said_by_the_contact_then_by_the_header_then_by_the_rules() {
    for (lines, seconds) in [
        ("Contact: <sip:k@h>;expires=100\nExpires: 200\n", "100"),
        ("Contact: <sip:k@h>\nExpires: 200\n", "200"),
        ("Contact: <sip:k@h>\n", "3600"),
        ("Contact: <sip:k@h>;expires=soon\n", "3600"),
        ("Contact: <sip:k@h>;expires=60\n", "60"),
    ] {
        let response = House::new().register(lines);
        assert_eq!(all(&response, Name::Contact), [format!("<sip:k@h>;expires={seconds}")], "{lines}");
    }
    let brief = House::new().register("Contact: <sip:k@h>;expires=59\n");
    assert_eq!((brief.status, all(&brief, Name::MinExpires)), (423, vec!["60"]));
}

#[test]
fn expires_zero_removes_one_and_the_star_all() {
    let mut house = House::new();
    house.register("Contact: <sip:a@h>, <sip:b@h>, <sip:c@h>\n");
    assert_eq!(house.contacts(), ["sip:a@h", "sip:b@h", "sip:c@h"]);
    house.register("Contact: <sip:b@H;new=1>;expires=0\n");
    assert_eq!(house.contacts(), ["sip:a@h", "sip:c@h"], "the same address, however written");
    for wrong in ["Contact: *\n", "Contact: *\nExpires: 60\n", "Contact: *\nContact: <sip:a@h>\nExpires: 0\n"] {
        assert_eq!(house.register(wrong).status, 400, "{wrong}");
    }
    let none = house.register("Contact: *\nExpires: 0\n");
    assert_eq!((none.status, all(&none, Name::Contact).len()), (200, 0));
    assert_eq!(house.registrar.len(), 0);
    assert!(house.pass(7200).is_empty(), "nothing is left to wait for");
}

#[test]
fn what_is_no_sip_address_is_refused() {
    for wrong in ["Contact: <mailto:k@h>\n", "Contact: <tel:+1555>\n"] {
        assert_eq!(House::new().register(wrong).status, 400, "{wrong}");
    }
}

#[test]
fn an_older_request_changes_nothing() {
    let mut house = House::new();
    let way = flow(Transport::Udp, "192.0.2.9:4711");
    assert_eq!(house.ask("x", 5, "Contact: <sip:a@h>;expires=100\n", way).status, 200);
    assert_eq!(house.ask("x", 5, "Contact: <sip:a@h>;expires=200\n", way).status, 500);
    assert_eq!(house.ask("x", 4, "Contact: *\nExpires: 0\n", way).status, 500);
    assert_eq!(house.contacts().len(), 1);
    assert_eq!(house.ask("x", 6, "Contact: <sip:a@h>;expires=200\n", way).status, 200);
    assert_eq!(house.ask("y", 1, "Contact: *\nExpires: 0\n", way).status, 200, "another Call-ID is another phone");
}

#[test]
fn a_binding_ends_with_its_time() {
    let mut house = House::new();
    house.register("Contact: <sip:a@h>;expires=61\n");
    let id = house.registrar.of(&aor("kate")).next().unwrap().id;
    let out = house.pass(61);
    assert_eq!(out.last(), Some(&Output::Changed(Change::Forget(id))));
    assert!(house.registrar.is_empty());
}

#[test]
fn two_flows_of_one_instance_are_two_bindings_and_one_way() {
    let mut house = House::new();
    let line = |reg, port| {
        format!(
            "Supported: path, outbound\nContact: <sip:k@10.1.1.1:{port};ob>;+sip.instance=\"<urn:uuid:1>\";reg-id={reg}\n"
        )
    };
    let first = house.ask("a", 1, &line(1, 1111), flow(Transport::Tcp, "192.0.2.9:1111"));
    assert_eq!(all(&first, Name::Require), ["outbound"]);
    assert!(all(&first, Name::Contact)[0].ends_with(";+sip.instance=\"<urn:uuid:1>\";reg-id=1"));
    house.pass(1);
    house.ask("b", 1, &line(2, 2222), flow(Transport::Tcp, "192.0.2.9:2222"));
    assert_eq!(house.contacts().len(), 2);
    assert_eq!(house.registrar.destinations(&aor("kate")).len(), 1);
    house.pass(1);
    house.ask("c", 1, &line(1, 3333), flow(Transport::Tcp, "192.0.2.9:3333"));
    assert_eq!(house.contacts(), ["sip:k@10.1.1.1:3333;ob", "sip:k@10.1.1.1:2222;ob"], "reg-id 1 came back");
    let ways = house.registrar.destinations(&aor("kate"));
    assert_eq!(ways[0].flow.peer.port(), 3333, "the latest");
}

#[test]
fn a_flow_without_a_number_of_its_own_is_none() {
    let mut house = House::new();
    let answer = house.ask("a", 1, &outbound(1, 0, 1111), flow(Transport::Tcp, "192.0.2.9:1111"));
    assert_eq!(all(&answer, Name::Require), [""; 0], "RFC 5626 §4.2: they are counted from 1");
    assert_eq!(all(&answer, Name::Contact).len(), 1);
    assert!(!all(&answer, Name::Contact)[0].contains("reg-id"));
}

#[test]
fn the_same_private_contact_of_two_instances_is_two_telephones() {
    let mut house = House::new();
    let contact = |instance: u32| format!("Contact: <sip:kate@192.168.1.10>;+sip.instance=\"<urn:{instance}>\"\n");
    let home = flow(Transport::Udp, "192.0.2.9:4711");
    let office = flow(Transport::Udp, "198.51.100.3:4711");
    house.ask("home", 1, &contact(1), home);
    house.ask("office", 1, &contact(2), office);
    assert_eq!(house.contacts().len(), 2);
    let ways: Vec<Flow> = house.registrar.destinations(&aor("kate")).iter().map(|way| way.flow).collect();
    assert!(ways.contains(&home) && ways.contains(&office));
    house.ask("office", 2, &format!("Expires: 0\n{}", contact(2)), office);
    let left: Vec<Option<Flow>> = house.registrar.of(&aor("kate")).map(Binding::flow).collect();
    assert_eq!(left, [Some(home)], "one removes itself and not the other");
    house.ask("home", 2, &contact(1), home);
    assert_eq!(house.contacts().len(), 1, "a refresh is no binding more");
}

#[test]
fn an_instance_without_flows_that_comes_from_another_address_is_one_telephone_called_at_the_latest() {
    let mut house = House::new();
    let at = |port: u16| format!("Contact: <sip:kate@192.168.1.10:{port}>;+sip.instance=\"<urn:1>\"\n");
    for port in 5061..5069 {
        assert_eq!(house.register(&at(port)).status, 200, "{port}");
        house.pass(1);
    }
    assert_eq!(house.contacts().len(), 5, "the oldest make room");
    let ways = house.registrar.destinations(&aor("kate"));
    assert_eq!(ways.len(), 1);
    assert_eq!((ways[0].uri.port(), ways[0].spare.len()), (Some(5068), 4));
}

fn outbound(instance: u32, reg: u32, port: u16) -> String {
    format!(
        "Supported: path, outbound\n\
         Contact: <sip:k@10.1.1.{instance}:{port};ob>;+sip.instance=\"<urn:uuid:{instance}>\";reg-id={reg}\n"
    )
}

#[test]
fn telephones_are_counted_and_not_their_flows() {
    let mut house = House::new();
    for (instance, reg) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2)] {
        let port = 1000 + 10 * instance as u16 + reg as u16;
        assert_eq!(house.register(&outbound(instance, reg, port)).status, 200, "{instance} {reg}");
        house.pass(1);
    }
    assert_eq!(house.registrar.destinations(&aor("kate")).len(), 4, "one branch for each");
    assert_eq!(house.register("Contact: <sip:k@10.1.1.9>\n").status, 200, "the fifth");
    assert_eq!(house.register("Contact: <sip:k@10.1.1.10>\n").status, 603);
    assert_eq!(house.register(&outbound(6, 1, 1)).status, 603);
    assert_eq!(house.register(&outbound(1, 3, 1)).status, 200, "a flow more of one that is there");
}

#[test]
fn a_telephone_that_comes_from_ever_new_ports_is_not_locked_out() {
    let mut house = House::new();
    for port in 5001..5020 {
        let line = format!("Contact: <sip:k@10.1.1.1:{port}>;+sip.instance=\"<urn:uuid:1>\"\n");
        assert_eq!(house.register(&line).status, 200, "{port}");
        house.pass(1);
    }
    let ways = house.registrar.destinations(&aor("kate"));
    assert_eq!((ways.len(), ways[0].uri.port()), (1, Some(5019)), "one telephone, called at its latest port");
    assert_eq!(house.contacts().len(), 5, "what is older is forgotten");
}

#[test]
fn the_other_flows_of_an_instance_stand_by_the_latest_first() {
    let mut house = House::new();
    for (reg, port) in [(1, 1111), (2, 2222), (3, 3333)] {
        house.register(&outbound(1, reg, port));
        house.pass(1);
    }
    let ways = house.registrar.destinations(&aor("kate"));
    let spare: Vec<_> = ways[0].spare.iter().map(|way| way.uri.port().unwrap()).collect();
    assert_eq!((ways.len(), ways[0].uri.port(), spare), (1, Some(3333), vec![2222, 1111]));
    let lost = house.registrar.of(&aor("kate")).next().unwrap().clone();
    assert_ne!(house.registrar.sibling(&lost), None);
    assert_ne!(house.registrar.sibling(&lost), Some(lost.id));
}

#[test]
fn what_a_phone_calls_us_is_kept_and_a_binding_of_an_earlier_version_has_none() {
    let mut house = House::new();
    house.register("Contact: <sip:a@192.0.2.9>\n");
    let kept: Vec<Binding> = house.registrar.all().cloned().collect();
    assert_eq!(kept[0].domain.as_deref(), Some("here"));
    let mut written = serde_json::to_value(&kept[0]).unwrap();
    written.as_object_mut().unwrap().remove("domain");
    let old: Binding = serde_json::from_value(written).unwrap();
    assert_eq!(old, Binding { domain: None, ..kept[0].clone() });
}

#[test]
fn a_phone_that_listens_where_it_came_from_is_called_after_a_restart() {
    let mut house = House::new();
    let from = flow(Transport::Tcp, "192.0.2.9:40001");
    house.ask("a", 1, "Contact: <sip:a@192.0.2.9:5070;transport=tcp>\n", from);
    house.ask("b", 1, "Contact: <sip:b@192.168.0.7:5070;transport=tcp>\n", from);
    house.ask("c", 1, "Contact: <sip:c@192.0.2.9:5070>\n", from);
    let kept: Vec<Binding> = house.registrar.all().cloned().collect();
    let mut reborn = House { now: START + Duration::from_secs(1), ..House::new() };
    reborn.act(|registrar, now| registrar.recover(now, kept));
    let ways = reborn.registrar.destinations(&aor("kate"));
    assert_eq!(ways.len(), 1, "the private address and the one for datagrams are awaited");
    assert_eq!(ways[0].flow, flow(Transport::Tcp, "192.0.2.9:5070"));
    let out = reborn.pass(61);
    let ping = out.iter().find_map(|output| match output {
        Output::Ping(way) => Some(way.binding),
        _ => None,
    });
    // A connection that we opened and that ends says nothing: another one can be opened.
    reborn.act(|registrar, _| registrar.on_closed(flow(Transport::Tcp, "192.0.2.9:5070"), None));
    assert_eq!(reborn.registrar.destinations(&aor("kate")).len(), 1);
    let (_, out) = reborn.act(|registrar, now| registrar.on_pong(now, ping.unwrap(), 503, None));
    assert!(out.is_empty() && reborn.registrar.len() == 3, "not lost, but awaited as before");
    assert_eq!(reborn.registrar.destinations(&aor("kate")).len(), 0);
}

#[test]
fn flows_are_not_promised_behind_a_proxy_that_does_not_know_them() {
    let mut house = House::new();
    let contact = "Supported: outbound\nContact: <sip:k@10.1.1.1>;+sip.instance=\"<urn:uuid:1>\";reg-id=1\n";
    let through = "Via: SIP/2.0/UDP 10.1.1.1;branch=z9hG4bKinner\n";
    assert_eq!(house.register(&format!("{through}{contact}")).status, 439);
    assert_eq!(house.register(&format!("{through}Path: <sip:edge;lr>\n{contact}")).status, 439);
    assert_eq!(house.register(&format!("{through}Path: <sip:edge;lr;ob>\n{contact}")).status, 200);
}

#[test]
fn a_path_is_the_route_to_the_contact() {
    let mut house = House::new();
    let response = house.register("Path: <sip:edge2;lr>, <sip:edge1;lr>\nContact: <sip:k@10.1.1.1>\n");
    assert_eq!(all(&response, Name::Path), ["<sip:edge2;lr>, <sip:edge1;lr>"]);
    let ways = house.registrar.destinations(&aor("kate"));
    let route: Vec<String> = ways[0].route.iter().map(ToString::to_string).collect();
    assert_eq!(route, ["<sip:edge2;lr>", "<sip:edge1;lr>"]);
}

#[test]
fn who_gives_no_sign_of_life_is_forgotten_and_who_is_busy_is_not() {
    for (status, stays) in [(200, true), (486, true), (600, true), (404, false), (408, false), (503, false)] {
        let mut house = House::new();
        house.register("Contact: <sip:a@h>\n");
        let out = house.pass(60);
        let [Output::Ping(way)] = out.as_slice() else { panic!("{out:?}") };
        let id = way.binding;
        let (_, out) = house.act(|registrar, now| registrar.on_pong(now, id, status, None));
        assert_eq!(house.registrar.len() == 1, stays, "{status}");
        assert_eq!(out.iter().any(|output| matches!(output, Output::Lost { .. })), !stays, "{status}");
        let again = house.pass(60);
        assert_eq!(again.iter().any(|output| matches!(output, Output::Ping(_))), stays, "{status}");
    }
}

#[test]
fn why_a_contact_is_lost_is_what_stood_in_the_way_of_its_answer() {
    let peer = "192.0.2.9:5060".parse().unwrap();
    for (status, obstacle, told) in [
        (
            408,
            Some(Obstacle::Silent(Transport::Udp, peer)),
            "OPTIONS was not answered: nothing came from 192.0.2.9:5060 by udp",
        ),
        (408, None, "OPTIONS was answered with 408"),
        (503, None, "OPTIONS was answered with 503"),
        (
            503,
            Some(Obstacle::NoConnection(Transport::Tcp, peer, "Connection refused".to_owned())),
            "OPTIONS was not answered: no connection by tcp to 192.0.2.9:5060: Connection refused",
        ),
    ] {
        let mut house = House::new();
        house.register("Contact: <sip:a@h>\n");
        house.pass(60);
        let id = house.registrar.of(&aor("kate")).next().unwrap().id;
        let (_, out) = house.act(|registrar, now| registrar.on_pong(now, id, status, obstacle.clone()));
        let [Output::Changed(_), Output::Lost { loss, .. }] = out.as_slice() else { panic!("{out:?}") };
        assert_eq!(loss.to_string(), told);
    }
}

#[test]
fn an_answer_along_the_old_way_says_nothing_of_the_new_one() {
    let mut house = House::new();
    house.register("Contact: <sip:a@h>\n");
    house.pass(60);
    house.register("Contact: <sip:a@h>\n");
    let id = house.registrar.of(&aor("kate")).next().unwrap().id;
    house.act(|registrar, now| registrar.on_pong(now, id, 408, None));
    assert_eq!(house.registrar.len(), 1);
}

#[test]
fn a_connection_takes_its_bindings_with_it() {
    let mut house = House::new();
    let (one, other) = (flow(Transport::Tcp, "192.0.2.9:1111"), flow(Transport::Tcp, "192.0.2.9:2222"));
    house.ask("a", 1, "Contact: <sip:a@h>\n", one);
    house.ask("b", 1, "Contact: <sip:b@h>\n", other);
    let why = Breach::Connection("connection reset".to_owned());
    let (_, out) = house.act(|registrar, _| registrar.on_closed(one, Some(&why)));
    assert_eq!(house.contacts(), ["sip:b@h"]);
    let lost = out.iter().find_map(|output| match output {
        Output::Lost { binding, loss } => Some((binding.peer(), loss.to_string())),
        _ => None,
    });
    assert_eq!(lost, Some((one.peer, "its connection is lost: connection reset".to_owned())));
}

#[test]
fn a_register_takes_effect_as_a_whole_or_not_at_all() {
    let mut house = House::new();
    for odd in ["<sip:a@h>, <<odd", "*, <sip:a@h>", "<sip:a@h>, *"] {
        assert_eq!(house.register(&format!("Contact: {odd}\n")).status, 400, "{odd}");
        assert_eq!(house.registrar.len(), 0, "{odd}");
    }
}

#[test]
fn the_same_contact_twice_is_one_binding() {
    let mut house = House::new();
    assert_eq!(house.register("Contact: <sip:a@h>, <sip:a@h>;expires=100\n").status, 200);
    assert_eq!(house.contacts(), ["sip:a@h"]);
}

#[test]
fn a_restart_forgets_no_phone() {
    let mut house = House::new();
    house.ask("a", 1, "Contact: <sip:a@h>;expires=100\n", flow(Transport::Udp, "192.0.2.9:1111"));
    house.ask("b", 1, "Contact: <sip:b@h>\n", flow(Transport::Tcp, "192.0.2.9:2222"));
    house.ask("c", 1, "Contact: <sip:c@h>;expires=60\n", flow(Transport::Udp, "192.0.2.9:3333"));
    let kept: Vec<Binding> = house.registrar.all().cloned().collect();
    let mut reborn = House { now: START + Duration::from_secs(70), ..House::new() };
    reborn.act(|registrar, now| registrar.recover(now, kept));
    assert_eq!(reborn.contacts(), ["sip:a@h", "sip:b@h"]);
    let ways = reborn.registrar.destinations(&aor("kate"));
    assert_eq!(ways.len(), 1, "the connection is awaited");
    assert_eq!(ways[0].flow.peer.port(), 1111);
    let out = reborn.pass(60);
    assert!(out.iter().any(|output| matches!(output, Output::Ping(way) if way.uri.as_str() == "sip:a@h")));
    reborn.ask("d", 1, "Contact: <sip:b@h>\n", flow(Transport::Tcp, "192.0.2.9:4444"));
    assert_eq!(reborn.registrar.destinations(&aor("kate")).last().unwrap().flow.peer.port(), 4444);
}

#[test]
fn the_same_login_elsewhere_is_another_user() {
    let mut house = House::new();
    house.register("Contact: <sip:a@h>\n");
    let other = Aor { organization: "other".into(), login: "kate".into() };
    assert_eq!(house.registrar.of(&other).count(), 0);
}
