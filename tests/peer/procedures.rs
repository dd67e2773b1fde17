//! Procedures of SIP that the telephones of other tests lack or do not let a test choose, played by sipp: UPDATE, late
//! offers, reliable ringing, session timers, and re-INVITEs that meet. The scenarios ask for what the answers must say.

use crate::house::{House, document, patient_callee};
use crate::sipp::{Part, Sipp};

/// A call between the two, where the engine waits for the callee before it answers; what each said on its wire.
fn call(caller: Part, callee: Part, more: &str) -> [String; 2] {
    let callee = Sipp::callee(callee);
    let house = House::at("127.0.0.1", &document(&[&callee], "answerOnBridge='true'", ""), more);
    let caller = Sipp::caller(caller, house.engine.udp).succeeds();
    let wires = [caller, callee.succeeds()];
    assert_eq!(house.outcome().param("DialCallStatus"), "completed");
    assert_eq!(house.engine.records(2), ["inbound completed 200", "outbound-dial completed 200"]);
    wires
}

fn part(scenario: &'static str) -> Part {
    Part::new(scenario, "bob").with("hold", 200)
}

#[test]
fn a_caller_holds_and_resumes_by_update() {
    let [_, callee] = call(part("caller_updates"), patient_callee(), "");
    assert!(!callee.contains("UPDATE sip:"), "hold is the business of one side alone:\n{callee}");
}

#[test]
fn a_caller_without_an_offer_answers_in_its_ack() {
    let callee = Part::new("callee_makes_an_offer", "desk").with("ring", 50).with("linger", 0);
    call(part("caller_waits_for_an_offer"), callee, "");
}

#[test]
fn a_callee_asks_for_an_offer_in_mid_call_and_gets_the_callers() {
    let caller = Part::new("caller_makes_an_offer", "bob").with("linger", 0);
    let [caller, _] = call(caller, part("callee_asks_for_an_offer"), "");
    assert_eq!(caller.lines().filter(|line| line.starts_with("INVITE sip:")).count(), 2, "{caller}");
}

#[test]
fn early_media_is_acknowledged_on_both_sides() {
    let callee = Part::new("callee_rings_reliably", "desk").with("ring", 300).with("linger", 0);
    let [caller, _] = call(part("caller_acknowledges_ringing"), callee, "");
    assert_eq!(caller.lines().filter(|line| line.starts_with("PRACK sip:")).count(), 1, "{caller}");
}

#[test]
fn a_caller_refreshes_its_session_by_update_and_reinvite() {
    let [_, callee] = call(part("caller_refreshes"), patient_callee(), "");
    assert_eq!(callee.lines().filter(|line| line.starts_with("INVITE sip:")).count(), 1, "{callee}");
}

#[test]
fn re_invites_that_meet_are_refused_and_come_again() {
    let caller = part("caller_changes_its_codec").with("linger", 0);
    let [_, callee] = call(caller, part("callee_meets_a_reinvite"), "");
    let refused = callee.lines().filter(|line| line.starts_with("SIP/2.0 491 ")).count();
    assert_eq!(refused, 2, "{callee}");
}
