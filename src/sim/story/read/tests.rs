//! The format by examples: what is read, and what is said about mistakes.

use std::path::PathBuf;
use std::time::Duration;

use super::*;
use crate::sim::story::{Act, Expect, Heard, Hearing, Mark, Step};

const WHOLE: &str = r#"
# a story with one of everything
story "the caller hears ringing until Bob accepts"
seed 7
net delay 40ms loss 5%
config answer_on_bridge = true
number +15550100 -> /main.xml by GET fallback /oops.xml status /status events ringing,completed
user alice secret
proxy sip:proxy.example;transport=tcp login u p
web /done: 500, after 2s 200 hangup.xml
  refused for 1h
phone alice number +15550001 login alice secret
phone bob at sip:bob@phones.example over tcp demands u p by 407:
  rings 2s, answers with X-Ext = 9
  talks 10s, hangs up
play
  alice calls +15550100 with X-Account=42
  bob is called with X-Account=42 within 5s
  alice hears ringback
  alice presses *
  after 2s
expect
  alice gets 180, 200, BYE
  asked /done with DialCallStatus=completed, no RecordingUrl
  told /status 3 times
  bob ends completed because hangup
"#;

fn read(text: &str) -> Result<Story, Fault> {
    Story::parse("a.story", PathBuf::new(), text)
}

#[test]
fn reads_one_of_everything() {
    let story = read(WHOLE).unwrap();
    assert_eq!(story.seed, 7);
    assert_eq!(story.weather.delay, Duration::from_millis(40));
    assert!(story.settings.answer_on_bridge);
    assert_eq!(story.settings.numbers["+15550100"].voice_url, "http://app.example/main.xml");
    assert_eq!(story.pages[0].turns.len(), 3);
    let bob = &story.phones[1];
    assert_eq!(bob.demands.as_ref().map(|demand| demand.status), Some(407));
    assert_eq!(bob.script.len(), 5);
    assert!(matches!(&bob.script[2], Act::Answer { headers, .. } if headers == &[("X-Ext".into(), "9".into())]));
    assert!(matches!(&story.steps[2].what, Step::Hears { what: Hearing { what: Heard::Ringback, .. }, .. }));
    assert!(matches!(&story.steps[1].what, Step::Called { within, .. } if within.as_secs() == 5));
    assert!(matches!(&story.expects[0].what, Expect::Gets { marks, .. } if marks[2] == Mark::Method("BYE".into())));
    assert!(matches!(&story.expects[1].what, Expect::Asked { with, .. } if with.len() == 2));
}

#[test]
fn says_where_a_mistake_is_and_what_was_meant() {
    let cases = [
        ("phnoe alice", 1, "did you mean `phone`?"),
        ("phone bob: rngs 2s", 12, "did you mean `rings`?"),
        ("phone bob att sip:b@c", 11, "did you mean `at`?"),
        ("phone alice\nplay\n  alcie calls 1", 3, "did you mean `alice`?"),
        ("net los 5%", 5, "did you mean `loss`?"),
    ];
    for (text, col, help) in cases {
        let fault = read(text).unwrap_err();
        assert_eq!((fault.col, fault.help.as_deref()), (col, Some(help)), "{text}: {fault}");
    }
}

#[test]
fn a_phone_that_could_not_be_called_is_refused() {
    for uri in ["sip:proxy.example", "sip:@proxy.example", "sip:proxy@", "sip:", "proxy@proxy.example"] {
        let fault = read(&format!("phone x at {uri}")).unwrap_err();
        assert_eq!((fault.line, fault.col), (1, 12), "{fault}");
        assert!(fault.what.contains("a user and a host"), "{fault}");
    }
}

#[test]
fn what_no_phone_would_tell_is_not_expected() {
    let told =
        |habits: &str| read(&format!("phone a {habits}\nplay\n  after 1s\nexpect\n  sound to a scores at least 4"));
    let fault = told("talkative").unwrap_err();
    assert_eq!(fault.line, 5, "{fault}");
    assert!(fault.what.contains("`phone a reporting`"), "{fault}");
    told("talkative reporting").unwrap();
}

#[test]
fn the_engine_itself_judges_settings() {
    for text in ["config answer_on_brige = true", "config limits.calls = \"many\"", "config ="] {
        let fault = read(text).unwrap_err();
        assert_eq!(fault.line, 1, "{fault}");
    }
}

#[test]
fn a_story_in_which_nobody_acts_is_refused() {
    assert!(read("story \"nothing\"").unwrap_err().what.contains("play"));
}

#[test]
fn the_manual_explains_every_keyword_and_its_example_is_a_story() {
    let manual = include_str!("../../../../docs/stories.md");
    let marked: Vec<&str> = manual.split('`').skip(1).step_by(2).collect();
    let explained = |word: &str| marked.iter().any(|text| text.split([' ', ',', ':']).any(|part| part == word));
    let missing: Vec<&str> = crate::sim::story::keywords().filter(|word| !explained(word)).collect();
    assert!(missing.is_empty(), "docs/stories.md does not explain {missing:?}");
    let example = manual.split("```").nth(1).unwrap();
    read(example).unwrap();
}
