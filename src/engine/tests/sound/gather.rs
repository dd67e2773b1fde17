//! Gather: keys, a pause, words of a recogniser.

use super::*;
use crate::call::compat::TypeAhead;
use crate::call::recogniser::Heard;

#[test]
fn a_key_stops_the_prompts_and_so_many_keys_make_the_input() {
    let mut ear = Ear::plain("<Gather numDigits='2' action='/g'><Pause/><Say>Press</Say></Gather><Hangup/>");
    ear.later(1000);
    assert_eq!(ear.doing(), "in-progress, Gather, prompting, 0 of 2 digits");
    assert!(ear.keys("4").hushed());
    assert_eq!(ear.doing(), "in-progress, Gather, listening, 1 of 2 digits");
    ear.keys("2").asks("/g", &["Digits=42"]);
}

#[test]
fn a_finish_key_ends_the_input_and_is_no_part_of_it() {
    for (attributes, keys, digits) in [
        ("", "12#", Some("12")),
        ("finishOnKey='*9'", "1#9", Some("1%23")),
        ("", "#", None),
        ("actionOnEmptyResult='true'", "#", Some("")),
        ("startInputKey='5' finishOnKey='#'", "12#5#", Some("5")),
    ] {
        let mut ear = Ear::plain(&format!("<Gather action='/g' {attributes}/><Pause/>"));
        ear.keys(keys);
        match digits {
            Some(digits) => ear.asks("/g", &[&format!("Digits={digits}")]),
            None => assert_eq!((ear.asked(), ear.doing().as_str()), (vec![], "in-progress, Pause"), "{attributes}"),
        }
    }
}

#[test]
fn without_a_finish_key_only_silence_ends_the_input() {
    let mut ear = Ear::plain("<Gather finishOnKey='' timeout='3'/>");
    ear.keys("1#").later(2900);
    assert_eq!(ear.doing(), "in-progress, Gather, listening, 2 digits");
    ear.later(100).asks("/voice", &["Digits=1%23"]);
}

#[test]
fn the_first_key_is_waited_for_from_the_end_of_the_prompts() {
    let mut ear = Ear::plain("<Gather timeout='2'><Pause length='9'/></Gather>");
    ear.later(9000).later(1900);
    assert!(!ear.ends());
    assert!(ear.later(100).ends(), "nothing was collected, nothing follows");
}

#[test]
fn without_barge_in_the_prompts_are_heard_to_their_end() {
    let mut ear = Ear::plain("<Gather numDigits='1' bargeIn='false' action='/g'><Pause length='4'/></Gather>");
    ear.later(1000).keys("7");
    assert_eq!(ear.asked(), []);
    ear.later(3000).asks("/g", &["Digits=7"]);
}

#[test]
fn keys_before_a_gather_are_for_it_only_where_that_is_set() {
    for (setting, digits) in [(None, "3"), (Some(TypeAhead::Keep), "123")] {
        let mut settings = settings();
        settings.compat.type_ahead = setting;
        let mut ear = Ear::new(settings, "<Say>Hello</Say><Gather action='/g'/>");
        let ((id, _, _), (play, _, _)) = (ear.load(), ear.play());
        ear.keys("12").give(Input::Loaded { id, result: Ok(()) }).played(play);
        ear.keys("3#").asks("/g", &[&format!("Digits={digits}")]);
    }
}

#[test]
fn without_a_recogniser_speech_is_silence() {
    let mut ear = Ear::plain("<Gather input='speech' timeout='2'/><Pause/>");
    assert!(ear.noted(13316));
    assert_eq!(ear.later(2000).doing(), "in-progress, Pause");
}

fn hearing(document: &str) -> (Ear, RequestId) {
    let mut settings = settings();
    settings.recogniser.url = Some("wss://speech.example".into());
    let ear = Ear::new(settings, document);
    let id = ear.last.iter().find_map(|output| match output {
        Output::Recognise { id, .. } => Some(*id),
        _ => None,
    });
    (ear, id.expect("speech is recognised"))
}

#[test]
fn speech_stops_the_prompts_is_told_in_part_and_goes_to_the_action() {
    let document = "<Gather input='dtmf speech' action='/g' partialResultCallback='/p' speechTimeout='auto'>\
        <Say>Speak</Say></Gather>";
    let (mut ear, id) = hearing(document);
    assert!(ear.speaks(true).hushed());
    ear.give(Input::Heard { id, what: Heard::Partial { text: "two".into(), stability: 500 } });
    ear.asks("/p", &["UnstableSpeechResult=two", "SequenceNumber=0", "Stability=0.50"]);
    ear.keys("1");
    assert_eq!(ear.asked(), [], "words came first");
    ear.speaks(false).later(700);
    assert!(ear.last.contains(&Output::Conclude { id }));
    ear.give(Input::Heard { id, what: Heard::Final { text: "two words".into(), confidence: 870 } });
    ear.asks("/g", &["SpeechResult=two+words", "Confidence=0.87"]);
    assert!(ear.last.contains(&Output::Abandon { id }), "nobody listens any more");
}

#[test]
fn a_key_before_anybody_speaks_ends_the_listening_for_words() {
    let (mut ear, id) = hearing("<Gather input='speech dtmf' action='/g' numDigits='1'/>");
    ear.keys("5").asks("/g", &["Digits=5"]);
    assert!(ear.last.contains(&Output::Abandon { id }));
}

#[test]
fn a_recogniser_that_fails_is_silence() {
    let (mut ear, id) = hearing("<Gather input='speech' timeout='2' action='/g'/><Pause/>");
    ear.give(Input::Heard { id, what: Heard::Failed("gone".into()) });
    assert!(ear.noted(13316));
    assert_eq!(ear.later(2000).doing(), "in-progress, Pause");
}
