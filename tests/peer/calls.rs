//! Calls that are answered: who hangs up, forks, hold, TCP, IPv6.

use crate::house::{ANSWERED, CALLER, House, brief_callee, brief_caller, document, patient_callee, patient_caller};
use crate::sipp::{Part, Sipp};

#[test]
fn the_callee_hangs_up() {
    let callee = Sipp::callee(brief_callee());
    let house = House::dialling(&[&callee], "");
    Sipp::caller(patient_caller(), house.engine.udp).succeeds();
    let wire = callee.succeeds();

    let done = house.outcome();
    for (name, value) in [
        ("DialCallStatus", "completed"),
        ("DialBridged", "true"),
        ("DialSipResponseCode", "200"),
        ("DialSipHeader_X-Desk", "desk"),
        ("CallStatus", "in-progress"),
        ("Direction", "inbound"),
        ("From", "bob"),
        ("To", "100"),
    ] {
        assert_eq!(done.param(name), value, "{name}: {:?}", done.params);
    }
    assert!(wire.contains(&format!("Call-ID: {}", done.param("DialSipCallId"))), "{wire}");
    assert!(house.app.told("/leg").contains_key(done.param("DialCallSid")), "{:?}", done.params);
    assert_eq!(house.told_of_caller(), CALLER);
    assert_eq!(house.told_of_callees(), [ANSWERED]);
    assert_eq!(house.engine.records(2), ["inbound completed 200", "outbound-dial completed 200"]);
}

#[test]
fn the_caller_hangs_up() {
    let callee = Sipp::callee(patient_callee());
    let house = House::dialling(&[&callee], "answerOnBridge='true'");
    Sipp::caller(brief_caller(), house.engine.udp).succeeds();
    callee.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    assert_eq!(house.told_of_caller(), CALLER);
    assert_eq!(house.told_of_callees(), [ANSWERED]);
    assert_eq!(house.engine.records(2), ["inbound completed 200", "outbound-dial completed 200"]);
}

#[test]
fn the_first_of_a_fork_wins_and_the_others_are_cancelled() {
    let winner = Sipp::callee(patient_callee().with("ring", 500));
    let losers = ["one", "two"].map(|user| Sipp::callee(Part::new("callee_is_cancelled", user)));
    let house = House::dialling(&[&losers[0], &winner, &losers[1]], "answerOnBridge='true'");
    Sipp::caller(brief_caller(), house.engine.udp).succeeds();
    winner.succeeds();
    for loser in losers {
        loser.succeeds();
    }

    let done = house.outcome();
    assert_eq!((done.param("DialCallStatus"), done.param("DialSipHeader_X-Desk")), ("completed", "desk"));
    const LOST: [&str; 3] = ["initiated/initiated", "ringing/ringing", "completed/canceled"];
    assert_eq!(house.told_of_callees(), [ANSWERED.to_vec(), LOST.to_vec(), LOST.to_vec()]);
    let records = house.engine.records(4);
    assert_eq!(records[..2], ["inbound completed 200", "outbound-dial canceled 487"]);
}

#[test]
fn the_caller_holds_and_resumes() {
    let callee = Sipp::callee(patient_callee());
    let house = House::dialling(&[&callee], "answerOnBridge='true'");
    // The scenario asks for recvonly and sendrecv in the answers.
    Sipp::caller(Part::new("caller_holds_and_resumes", "bob").with("hold", 200), house.engine.udp).succeeds();
    let wire = callee.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    let invites = wire.lines().filter(|line| line.starts_with("INVITE ")).count();
    assert_eq!(invites, 1, "hold is the business of one side alone:\n{wire}");
    assert_eq!(house.told_of_callees(), [ANSWERED]);
}

#[test]
fn both_sides_are_on_tcp() {
    let callee = Sipp::callee(brief_callee().over_tcp());
    let mut house = House::dialling(&[&callee], "");
    Sipp::caller(patient_caller().over_tcp(), house.engine.tcp).succeeds();
    let wire = callee.succeeds();

    assert!(wire.contains("Via: SIP/2.0/TCP ") && !wire.contains("SIP/2.0/UDP"), "{wire}");
    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    assert_eq!(house.told_of_callees(), [ANSWERED]);
    if let Some(seen) = house.engine.looked_at() {
        assert_eq!(seen.connections, 2, "one that the caller opened and one that the engine did: {seen:?}");
    }
}

#[test]
fn both_sides_are_on_ipv6() {
    let callee = Sipp::callee(brief_callee().over_ipv6());
    let house = House::at("[::1]", &document(&[&callee], "", ""), "");
    Sipp::caller(patient_caller().over_ipv6(), house.engine.udp).succeeds();
    let wire = callee.succeeds();

    assert!(wire.contains("c=IN IP6 ::1"), "{wire}");
    let done = house.outcome();
    assert_eq!((done.param("DialCallStatus"), done.param("SipSourceIp")), ("completed", "::1"));
    assert_eq!(house.told_of_callees(), [ANSWERED]);
}
