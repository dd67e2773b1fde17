//! Bad manners and bad networks: no ACK, requests twice, messages lost. Its name makes its long tests the first to run,
//! the refresh of a session among them.

use crate::house::{ANSWERED, CALLER, House, brief_caller, patient_callee};
use crate::sipp::{Part, Sipp};

/// Takes the 32 seconds of RFC 3261 §13.3.1.4, beside the other tests.
#[test]
fn an_answer_that_is_never_acknowledged_is_repeated_and_the_call_ended() {
    let callee = Sipp::callee(patient_callee());
    let house = House::dialling(&[&callee], "answerOnBridge='true'");
    let wire = Sipp::caller(Part::new("caller_never_acks", "bob"), house.engine.udp).succeeds();
    callee.succeeds();

    let answers = wire.lines().filter(|line| line.starts_with("SIP/2.0 200")).count();
    assert!((10..=12).contains(&answers), "{answers} answers:\n{wire}");
    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    assert_eq!(house.told_of_caller().len(), 3);
    assert_eq!(house.told_of_callees(), [ANSWERED]);
}

/// Takes 45 seconds, beside the one above.
#[test]
fn a_session_that_is_left_to_us_is_refreshed_at_half_time() {
    let callee = Sipp::callee(patient_callee());
    let house = House::dialling(&[&callee], "answerOnBridge='true'");
    Sipp::caller(Part::new("caller_is_refreshed", "bob"), house.engine.udp).succeeds();
    callee.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    assert_eq!(house.engine.records(2), ["inbound completed 200", "outbound-dial completed 200"]);
}

#[test]
fn an_invite_that_comes_twice_is_one_call() {
    let callee = Sipp::callee(patient_callee());
    let house = House::dialling(&[&callee], "answerOnBridge='true'");
    Sipp::caller(Part::new("caller_repeats_itself", "bob").with("hold", 200), house.engine.udp).succeeds();
    callee.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    assert_eq!(house.told_of_caller(), CALLER);
    assert_eq!(house.told_of_callees(), [ANSWERED]);
    assert_eq!(house.engine.records(2).len(), 2);
}

#[test]
fn calls_survive_the_loss_of_messages() {
    // After its last message a party stays to repeat it. The caller talks long enough for an ACK that got lost to be
    // sent again three times: sipp takes a BYE before it for a fault.
    let callee = Sipp::callee(patient_callee().with("linger", 5000).args(&["-lost", "5"]));
    let house = House::dialling(&[&callee], "answerOnBridge='true'");
    Sipp::caller(brief_caller().with("hold", 5000).args(&["-lost", "5"]), house.engine.udp).succeeds();
    callee.succeeds();

    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    assert_eq!(house.told_of_caller(), CALLER);
    assert_eq!(house.engine.records(2), ["inbound completed 200", "outbound-dial completed 200"]);
}
