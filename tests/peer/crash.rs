//! kill -9 in the middle of 200 calls: after the restart every callback has arrived, in order per call.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::app::{App, Request};
use crate::engine::Engine;
use crate::house::{brief_callee, document, patient_caller};
use crate::program::Folder;
use crate::sipp::Sipp;

/// How long the application thinks about each callback.
const THOUGHT: Duration = Duration::from_millis(150);

#[test]
fn callbacks_survive_a_crash_in_the_middle_of_200_calls() {
    let callee = Sipp::callee(brief_callee().with("hold", 1500).args(&["-m", "200"]));
    let voice = document(&[&callee], "", "");
    let app = App::answering(move |request| {
        if request.path == "/voice" {
            return voice.clone();
        }
        std::thread::park_timeout(THOUGHT);
        String::new()
    });
    let folder = Folder::new();
    let engine = Engine::start(&folder, &app, "127.0.0.1", 500, "");
    let crowd = Sipp::caller(patient_caller().args(&["-m", "200", "-r", "100", "-l", "200"]), engine.udp);
    app.asked.until("200 calls, 20 of them over", |all| {
        let over = all.iter().filter(|request| request.is_last()).count();
        (all.iter().filter(|request| request.path == "/voice").count() == 200 && over >= 20).then_some(())
    });
    engine.kill();
    let before = app.asked.all();
    drop((crowd, callee));

    Engine::start(&folder, &app, "127.0.0.1", 500, "").is_at_rest();
    let calls = callbacks(&app.asked.all());
    for call in before.iter().map(|request| request.param("CallSid")) {
        assert!(calls.contains_key(call), "nothing was told about {call}");
    }
    assert!(calls.len() >= 200, "{} calls", calls.len());
    let repeats: usize = calls.iter().map(|(call, told)| told.len() - assert_complete(call, told)).sum();
    assert!(repeats > 0, "what was on its way when the engine died is sent again");
    let ended = |status: &str| {
        calls.values().flatten().filter(|one| one.is_last() && one.param("CallStatus") == status).count()
    };
    // The wills of calls that died with the engine, and the ends of calls that were over before.
    assert!(ended("failed") >= 20 && ended("completed") >= 20, "{} failed, {}", ended("failed"), ended("completed"));
}

/// The callbacks of each call, in order of arrival, repeats left in.
fn callbacks(all: &[Request]) -> BTreeMap<String, Vec<Request>> {
    let mut calls: BTreeMap<String, Vec<Request>> = BTreeMap::new();
    for request in all.iter().filter(|request| ["/number", "/leg"].contains(&request.path.as_str())) {
        calls.entry(request.param("CallSid").to_owned()).or_default().push(request.clone());
    }
    calls
}

/// Everything from number 0 to the end, first arrivals in order, each under a name of its own that a repeat keeps. Says
/// how many there are without repeats.
fn assert_complete(call: &str, told: &[Request]) -> usize {
    let mut first: Vec<&Request> = Vec::new();
    for one in told {
        match first.iter().find(|known| known.id == one.id) {
            Some(known) => assert_eq!(known.params, one.params, "a repeat says what was said"),
            None => first.push(one),
        }
    }
    let numbers: Vec<_> = first.iter().map(|one| one.sequence()).collect();
    assert_eq!(numbers, (0..first.len()).collect::<Vec<_>>(), "{call}: {told:#?}");
    let last: Vec<_> = first.iter().map(|one| one.is_last()).collect();
    assert_eq!(last.iter().position(|last| *last), Some(first.len() - 1), "{call} has one end: {told:#?}");
    first.len()
}
