//! What the language has is shown: every verb and noun in a sample, every attribute with an effect in a sample or a story, every
//! switch that the specification names in a story. What is not is named here with the reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use callwright::call::verb::ENTRIES;
use callwright::call::verb::entry::{Entry, Run};
use callwright::rcml::attr::Kind;

const SPECIFICATION: &str = include_str!("../docs/rcml.md");
const SETTINGS: &str = include_str!("../callwright.example.toml");

/// Verbs and nouns without a sample, and why.
const WITHOUT_SAMPLE: &[(&str, &str)] = &[
    ("Message", "another name of Sms"),
    ("Uri", "another name of Sip"),
    ("ReferSip", "another name of Sip in Refer"),
    ("Task", "read and without effect"),
];

/// Switches that the specification names: the setting, and the story that shows it.
const SWITCHES: &[(&str, &str, &str)] = &[
    ("allow-delayed-offer", "allow_delayed_offer", "switch-delayed-offer-before-the-profile"),
    ("media-failure-code", "media_failure_code", "switch-code-of-missing-media"),
    ("reinvite-failure", "compat.reinvite_failure", "ledger-37-offer-that-nobody-can-use-legacy"),
    ("play-failure", "compat.play_failure", "ledger-24-play-failure-continues"),
    ("gather-no-action", "compat.gather_no_action", "ledger-12-gather-without-action-legacy"),
    ("type-ahead", "compat.type_ahead", "switch-keys-before-a-gather-kept"),
    ("answer-on-bridge", "answer_on_bridge", "switch-answer-on-bridge-of-the-server"),
    ("strict-single-sip", "strict_single_sip", "ledger-1-strict-single-sip"),
    ("early-media", "early_media", "switch-own-ringback-instead-of-early-media"),
    ("follow-redirects", "follow_redirects", "ledger-28-moved-elsewhere-followed"),
    ("screening-decline", "compat.screening_decline", "ledger-8-screening-declined-legacy"),
    ("dial-end", "compat.dial_end", "ledger-6-dial-ended-legacy"),
    ("asserted-identity", "asserted_identity", "switch-asserted-identity-of-a-noun"),
    ("hairpin-local-numbers", "hairpin_local_numbers", "switch-hairpin-of-local-numbers"),
    ("post-query-to-body", "http.post_query", "ledger-20-query-of-a-post-legacy"),
    ("callback-callstatus", "compat.callback_status", "ledger-4-status-in-callbacks-legacy"),
    ("callback-sequence", "compat.callback_sequence", "ledger-5-sequence-numbers-legacy"),
    ("cdr-unanswered", "compat.cdr_unanswered", "ledger-34-record-of-a-refused-caller-legacy"),
    ("status-map", "status_map", "switch-status-map"),
    ("compound-call-sid", "compat.call_sid", "conference-callbacks-with-compound-names"),
    ("use-to", "use_to", "a5-registration-at-a-carrier"),
];

/// Switches that no story can show, and what does instead.
const SWITCHES_ELSEWHERE: &[(&str, &str)] = &[
    ("public-recordings", "files_are_public_only_where_the_settings_say_so of edge/api asks a real port"),
    ("rest-callback-all", "calls made by the REST API: there are none yet"),
];

#[test]
fn every_verb_and_noun_has_a_sample() {
    let samples = texts(&["rcml-samples"], "xml");
    let mut missing = Vec::new();
    for entry in ENTRIES.iter().filter(|entry| has_effect(entry)) {
        let is_named = WITHOUT_SAMPLE.iter().any(|(name, _)| *name == entry.name);
        let is_shown = samples.iter().any(|text| !elements(text, entry.name).is_empty());
        if !is_shown && !is_named {
            missing.push(entry.name);
        }
    }
    assert!(missing.is_empty(), "no sample of {missing:?}");
}

#[test]
fn every_attribute_with_an_effect_is_in_a_sample_or_a_story() {
    let mut texts = texts(&["rcml-samples", "tests/stories"], "xml");
    texts.extend(stories());
    let mut missing = Vec::new();
    for entry in ENTRIES.iter().filter(|entry| has_effect(entry) && !is_other_name(entry)) {
        for attr in entry.attributes {
            let is_without_effect = matches!(attr.kind, Kind::Ignored | Kind::Unsupported);
            let is_shown = || texts.iter().any(|text| elements(text, entry.name).iter().any(|tag| has(tag, attr.name)));
            if !is_without_effect && !is_shown() {
                missing.push(format!("{} of {}", attr.name, entry.name));
            }
        }
    }
    assert!(missing.is_empty(), "no sample or story has {missing:#?}");
}

#[test]
fn every_switch_of_the_specification_is_a_setting_with_a_story() {
    for (switch, setting, story) in SWITCHES {
        assert!(SPECIFICATION.contains(&format!("`{switch}")), "the specification does not name {switch}");
        let name = setting.rsplit('.').next().unwrap_or(setting);
        let written = [format!("#{name} = "), format!("{name} = "), format!("[{name}]")];
        assert!(written.iter().any(|line| SETTINGS.contains(line)), "{setting} is no setting");
        let shown = |text: &String| text.contains(&format!("{setting} = ")) || text.contains(&format!("{setting}."));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/stories/{story}.story"));
        let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let by_profile = text.contains("compat.profile = ");
        assert!(shown(&text) || by_profile, "{story} does not set {setting}");
    }
    let known: BTreeSet<&str> =
        SWITCHES.iter().map(|(name, ..)| *name).chain(SWITCHES_ELSEWHERE.iter().map(|(name, _)| *name)).collect();
    let unknown: Vec<String> = switches().into_iter().filter(|name| !known.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "switches of the specification that are in no table: {unknown:?}");
}

/// What the specification calls a switch, an option, or configurable: the name that follows, up to its value.
fn switches() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for word in ["switch `", "option `", "Option `", "configurable `"] {
        for after in SPECIFICATION.split(word).skip(1) {
            let name: String = after.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            found.insert(name);
        }
    }
    assert!(found.len() > 15, "{found:?}");
    found
}

fn has_effect(entry: &Entry) -> bool {
    !matches!(entry.run, Run::OutOfScope | Run::Later)
}

fn is_other_name(entry: &Entry) -> bool {
    WITHOUT_SAMPLE.iter().any(|(name, why)| *name == entry.name && why.starts_with("another name"))
}

fn stories() -> Vec<String> {
    texts(&["rcml-samples", "tests/stories"], "story")
}

fn texts(folders: &[&str], ending: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).expect("a folder"));
    let paths = entries.map(|entry| entry.expect("its entries").path());
    let paths = paths.filter(|path| path.extension().is_some_and(|kind| kind == ending));
    paths.map(|path| fs::read_to_string(path).expect("a text")).collect()
}

/// The opening tags of an element.
fn elements<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let begins = |tag: &&str| tag.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '>', '/', '\n']));
    text.split('<').filter(begins).map(|tag| tag.split('>').next().unwrap_or(tag)).collect()
}

fn has(tag: &str, attribute: &str) -> bool {
    tag.split([' ', '\n']).any(|word| word.strip_prefix(attribute).is_some_and(|rest| rest.starts_with('=')))
}
