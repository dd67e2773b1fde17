//! Calls that are not answered: busy, no answer, given up.

use crate::house::{CALLER, House, patient_caller};
use crate::sipp::{Part, Sipp};

#[test]
fn the_action_hears_that_the_callee_is_busy() {
    let callee = Sipp::callee(Part::new("callee_is_busy", "desk"));
    let house = House::dialling(&[&callee], "");
    Sipp::caller(patient_caller(), house.engine.udp).succeeds();
    callee.succeeds();

    let done = house.outcome();
    for (name, value) in [
        ("DialCallStatus", "busy"),
        ("DialBridged", "false"),
        ("DialCallDuration", "0"),
        ("DialSipResponseCode", "486"),
        ("DialSipHeader_X-Desk", "desk"),
    ] {
        assert_eq!(done.param(name), value, "{name}: {:?}", done.params);
    }
    assert_eq!(house.told_of_caller(), CALLER);
    assert_eq!(house.told_of_callees(), [["initiated/initiated", "completed/busy"]]);
    assert_eq!(house.engine.records(2), ["inbound completed 200", "outbound-dial busy 486"]);
}

#[test]
fn a_caller_who_still_rings_hears_busy_itself() {
    let callee = Sipp::callee(Part::new("callee_is_busy", "desk"));
    let house = House::dialling(&[&callee], "answerOnBridge='true'");
    Sipp::caller(Part::new("caller_is_refused", "bob"), house.engine.udp).succeeds();
    callee.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "busy");
    assert_eq!(house.told_of_caller(), ["ringing/ringing", "completed/busy"]);
    assert_eq!(house.engine.records(2), ["inbound busy 486", "outbound-dial busy 486"]);
}

#[test]
fn nobody_answers_in_time() {
    let callee = Sipp::callee(Part::new("callee_is_cancelled", "desk"));
    let house = House::dialling(&[&callee], "timeout='1'");
    Sipp::caller(patient_caller(), house.engine.udp).succeeds();
    callee.succeeds();

    let done = house.outcome();
    assert_eq!((done.param("DialCallStatus"), done.param("DialSipResponseCode")), ("no-answer", "487"));
    assert_eq!(house.told_of_callees(), [["initiated/initiated", "ringing/ringing", "completed/no-answer"]]);
    assert_eq!(house.engine.records(2), ["inbound completed 200", "outbound-dial no-answer 487"]);
}

#[test]
fn the_caller_gives_up() {
    let callee = Sipp::callee(Part::new("callee_is_cancelled", "desk"));
    let house = House::dialling(&[&callee], "answerOnBridge='true'");
    // Long enough for the callee to ring, also on a busy machine.
    Sipp::caller(Part::new("caller_cancels", "bob").with("hold", 2500), house.engine.udp).succeeds();
    callee.succeeds();

    let done = house.outcome();
    assert_eq!((done.param("DialCallStatus"), done.param("DialSipResponseCode")), ("canceled", "487"));
    assert_eq!(house.told_of_caller(), ["ringing/ringing", "completed/canceled"]);
    assert_eq!(house.told_of_callees(), [["initiated/initiated", "ringing/ringing", "completed/canceled"]]);
    assert_eq!(house.engine.records(2), ["inbound canceled 487", "outbound-dial canceled 487"]);
}
