//! Kamailio as a carrier: it challenges, stays in the way, forks, fails over, and takes registrations.

use std::net::UdpSocket;

use crate::app::App;
use crate::engine::Engine;
use crate::house::{House, brief_callee, brief_caller, document, patient_callee, patient_caller};
use crate::kamailio::{Carrier, LOGIN, SECRET};
use crate::names::Names;
use crate::program::{Folder, ports, until};
use crate::sipp::{Part, Sipp};

/// A house whose numbers go to a carrier.
fn house(carrier: &Carrier, number: &str, more: &str) -> House {
    let dial = format!("<Dial action='/done' answerOnBridge='true'><Number>{number}</Number></Dial>");
    let document = format!("<Response>{dial}</Response>");
    House::at("127.0.0.1", &document, &trunk(carrier, more))
}

fn trunk(carrier: &Carrier, more: &str) -> String {
    let addr = carrier.addr;
    format!(
        "[outbound]\ntrunk = 'carrier'\n[trunks.carrier]\nuri = 'sip:{addr}'\nsources = ['127.0.0.1']\n\
         username = '{LOGIN}'\npassword = '{SECRET}'\nrealm = 'carrier'\n{more}\n"
    )
}

#[test]
fn a_carrier_that_challenges_stays_in_the_way_of_the_whole_call() {
    let callee = Sipp::callee(brief_callee());
    let carrier = Carrier::with_lines(callee.port, ports(2));
    let house = house(&carrier, "100", "");
    Sipp::caller(patient_caller(), house.engine.udp).succeeds();
    let wire = callee.succeeds();

    let (invite, _) = wire.split_once("SIP/2.0 180").expect("it rings");
    assert!(!invite.contains("Authorization"), "the carrier keeps our login for itself:\n{wire}");
    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    let saw = carrier.saw();
    let begin = ["INVITE 100", "INVITE 100", "ACK", "BYE"];
    assert_eq!(saw.len(), begin.len(), "{saw:#?}");
    assert!(saw.iter().zip(begin).all(|(line, begin)| line.starts_with(begin)), "{saw:#?}");
    assert!(saw[1].ends_with("login=account"), "{saw:#?}");
}

#[test]
fn a_carrier_that_forks_is_one_call_for_us() {
    let winner = Sipp::callee(patient_callee().with("ring", 500));
    let loser = Sipp::callee(Part::new("callee_is_cancelled", "other"));
    let carrier = Carrier::with_lines(winner.port, loser.port);
    let house = house(&carrier, "200", "");
    Sipp::caller(brief_caller(), house.engine.udp).succeeds();
    winner.succeeds();
    loser.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    assert_eq!(house.engine.records(2), ["inbound completed 200", "outbound-dial completed 200"]);
}

#[test]
fn a_carrier_that_finds_its_first_line_dead_has_a_second() {
    let callee = Sipp::callee(patient_callee());
    let carrier = Carrier::with_lines(callee.port, ports(2));
    let house = house(&carrier, "300", "");
    Sipp::caller(brief_caller(), house.engine.udp).succeeds();
    callee.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    carrier.sees("the next line");
}

#[test]
fn the_login_of_a_carrier_is_of_no_use_to_another() {
    let carrier = Carrier::with_lines(ports(2), ports(2));
    let document = "<Response><Dial action='/done'><Number>100</Number></Dial></Response>";
    let more = trunk(&carrier, "").replace("realm = 'carrier'", "realm = 'elsewhere'");
    let house = House::at("127.0.0.1", document, &more);
    Sipp::caller(patient_caller(), house.engine.udp).succeeds();

    let done = house.outcome();
    assert_eq!((done.param("DialCallStatus"), done.param("DialSipResponseCode")), ("failed", "407"));
    assert!(carrier.saw().iter().all(|line| line.ends_with("login=<null>")), "{:#?}", carrier.saw());
}

#[test]
fn a_trunk_registers_and_is_called_by_way_of_its_carrier() {
    let carrier = Carrier::with_lines(ports(2), ports(2));
    let callee = Sipp::callee(brief_callee());
    let app = App::start(&[("/voice", document(&[&callee], "", ""))]);
    let folder = Folder::new();
    let more = trunk(&carrier, "register = true");
    let engine = Engine::start(&folder, &app, "127.0.0.1", 20, &more);
    carrier.sees("REGISTER <null> from account login=account");
    until("the carrier knows where we are", || {
        // A probe by the network: refused with 404 until the registration is complete.
        carrier.saw().iter().filter(|line| line.starts_with("REGISTER")).count() >= 2
    });
    let network = Part::new("caller_hears_bye", "network").with("linger", 0).calling(LOGIN);
    Sipp::caller(network, carrier.addr).succeeds();
    callee.succeeds();

    let asked = app.wait("/voice", 1);
    assert_eq!((asked[0].param("To"), asked[0].param("From")), (LOGIN, "network"), "{:?}", asked[0].params);
    engine.is_at_rest();
}

#[test]
fn a_name_leads_by_naptr_and_srv_past_a_line_that_refuses_and_one_that_is_silent() {
    let callee = Sipp::callee(brief_callee());
    let carrier = Carrier::with_lines(callee.port, ports(2));
    // Bound, and never read.
    let silent = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    let places = [ports(2), silent.local_addr().expect("bound").port(), carrier.addr.port()];
    let mut records: Vec<_> = places
        .iter()
        .enumerate()
        .map(|(at, port)| format!("srv-host=_sip._udp.carrier.test,line{at}.carrier.test,{port},{at},1"))
        .collect();
    records.push("naptr-record=carrier.test,10,10,s,SIP+D2U,,_sip._udp.carrier.test".into());
    records.push("address=/carrier.test/127.0.0.1".into());
    let names = Names::with(&records);
    let document = "<Response><Dial action='/done'><Number>100</Number></Dial></Response>";
    let dns = format!("[dns]\nservers = ['{}']\n", names.addr);
    let trunk = trunk(&carrier, &dns).replace(&format!("sip:{}", carrier.addr), "sip:carrier.test");
    let house = House::at("127.0.0.1", document, &trunk);
    Sipp::caller(patient_caller(), house.engine.udp).succeeds();
    callee.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    carrier.sees("INVITE 100 from");
    let mut packet = [0; 2048];
    silent.set_nonblocking(true).expect("a socket");
    assert!(silent.recv(&mut packet).is_ok_and(|length| packet[..length].starts_with(b"INVITE ")), "it was tried");
}
