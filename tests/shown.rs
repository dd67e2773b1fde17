//! What the language has is shown: every verb and noun in a sample, every attribute with an effect in a sample or a story, every
//! switch that the specification names in a story; and where a document gives sound, the story says what of it was heard,
//! recorded or streamed, and how long. What is not is named here with the reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

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

/// Stories whose documents have sound that nobody can hear, and why.
const WITHOUT_SOUND: &[(&str, &str)] =
    &[("texts-and-documents", "its document is of a text message, which is read and not heard")];

/// Something in a document that gives sound.
struct Giver {
    what: &'static str,
    is_in: fn(&str) -> bool,
    /// One of these is in the line of a story that says what became of it.
    told: &'static [&'static str],
}

const GIVERS: &[Giver] = &[
    Giver {
        what: "a text",
        is_in: |document| has_text(document, "Say"),
        told: &[" hears \"", " heard \"", ", \"", " holds \""],
    },
    Giver { what: "a sound", is_in: |document| has_text(document, "Play"), told: &["/", "tone ", " hears key "] },
    Giver {
        what: "a recording",
        is_in: |document| has_any(document, &["Record"]) || has_with(document, &["Dial", "Conference"], &["record"]),
        told: &["recording "],
    },
    Giver {
        what: "a ringing of its own",
        is_in: |document| has_with(document, &["Dial"], &["ringback", "ringTone"]),
        told: &[" hears ", " heard "],
    },
    Giver {
        what: "a room, a queue or a stream",
        is_in: |document| has_any(document, &["Conference", "Queue", "Enqueue", "Stream"]),
        told: &[" hears ", " heard ", " is opened 0 times"],
    },
];

#[test]
fn every_story_whose_documents_give_sound_says_what_became_of_it() {
    let mut silent = Vec::new();
    for (name, text) in named_stories() {
        let documents = documents(&text);
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| is_about_sound(line)).collect();
        for Giver { what, is_in, told } in GIVERS {
            let is_told = lines.iter().any(|line| told.iter().any(|word| line.contains(word)));
            if documents.iter().any(|document| is_in(document)) && !is_told && !is_without_sound(&name) {
                silent.push(format!("{name}: {what}"));
            }
        }
    }
    assert!(silent.is_empty(), "nothing is said of what became of the sound of {silent:#?}");
    let unknown = WITHOUT_SOUND.iter().find(|(name, _)| !named_stories().iter().any(|(known, _)| known == name));
    assert_eq!(unknown, None, "a story of that name is there");
}

#[test]
fn what_is_said_played_or_recorded_is_measured() {
    let mut unmeasured = Vec::new();
    for (name, text) in named_stories().into_iter().filter(|(name, _)| !is_without_sound(name)) {
        let documents = documents(&text);
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| is_about_sound(line)).collect();
        let gives = |name: &str| documents.iter().any(|document| has_text(document, name));
        // Of what was not heard there is no length.
        let is_heard =
            |line: &&&str| !line.contains(" never ") && !line.contains(" not heard ") && line.contains(" hears ");
        let heard: Vec<&&str> = lines.iter().filter(is_heard).collect();
        if (gives("Say") || gives("Play")) && !heard.is_empty() && !heard.iter().any(|line| line.contains(" for ")) {
            unmeasured.push(format!("{name}: how long it was heard"));
        }
        let recorded: Vec<&&str> = lines.iter().filter(|line| line.starts_with("recording ")).collect();
        let is_measured = |line: &&&str| line.ends_with(" long") || line.ends_with(" never");
        if !recorded.is_empty() && !recorded.iter().any(is_measured) {
            unmeasured.push(format!("{name}: how long the recording is"));
        }
    }
    assert!(unmeasured.is_empty(), "not measured: {unmeasured:#?}");
}

fn is_without_sound(name: &str) -> bool {
    WITHOUT_SOUND.iter().any(|(own, _)| *own == name)
}

fn is_about_sound(line: &str) -> bool {
    let words = [" hears ", " heard ", " holds ", "recording ", " is opened 0 times"];
    !line.starts_with('#') && !line.starts_with("story ") && words.iter().any(|word| line.contains(word))
}

/// Whether one of these elements is in it.
fn has_any(document: &str, names: &[&str]) -> bool {
    names.iter().any(|name| !elements(document, name).is_empty())
}

/// Whether one of these elements is in it, with one of the attributes.
fn has_with(document: &str, names: &[&str], attributes: &[&str]) -> bool {
    let mut tags = names.iter().flat_map(|name| elements(document, name));
    tags.any(|tag| attributes.iter().any(|attribute| has(tag, attribute)))
}

/// Whether there is such an element with something in it.
fn has_text(document: &str, name: &str) -> bool {
    let opened = |part: &&str| part.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '>', '\n']));
    document.split('<').enumerate().any(|(at, part)| {
        let next = document.split('<').nth(at + 1).unwrap_or_default();
        let (tag, inside) = part.split_once('>').unwrap_or((part, ""));
        opened(&part) && !tag.ends_with('/') && !(inside.trim().is_empty() && next.starts_with('/'))
    })
}

/// Every document of a story: those that stand in it, and the files that it and they name.
fn documents(story: &str) -> Vec<String> {
    let mut all = vec![story.to_owned()];
    let mut known = BTreeSet::new();
    let mut next = 0;
    while let Some(text) = all.get(next).cloned() {
        next += 1;
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "./-_".contains(c)));
        for name in words.filter(|word| word.ends_with(".xml")).map(|word| word.trim_start_matches('/').to_owned()) {
            let paths = ["rcml-samples", "tests/stories"]
                .map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(&name));
            if known.insert(name) {
                all.extend(paths.iter().find_map(|path| fs::read_to_string(path).ok()));
            }
        }
    }
    all.iter().map(|text| without_comments(text)).collect()
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once("-->").map_or("", |(_, rest)| rest))
}

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

/// Name and text.
fn named_stories() -> Vec<(String, String)> {
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let paths = paths(&["rcml-samples", "tests/stories"], "story").into_iter();
    paths.map(|path| (name(&path), fs::read_to_string(&path).expect("a story"))).collect()
}

fn texts(folders: &[&str], ending: &str) -> Vec<String> {
    paths(folders, ending).iter().map(|path| fs::read_to_string(path).expect("a text")).collect()
}

fn paths(folders: &[&str], ending: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = folders.iter().flat_map(|folder| fs::read_dir(root.join(folder)).expect("a folder"));
    let paths = entries.map(|entry| entry.expect("its entries").path());
    paths.filter(|path| path.extension().is_some_and(|kind| kind == ending)).collect()
}

/// The opening tags of an element.
fn elements<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let begins = |tag: &&str| tag.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '>', '/', '\n']));
    text.split('<').filter(begins).map(|tag| tag.split('>').next().unwrap_or(tag)).collect()
}

fn has(tag: &str, attribute: &str) -> bool {
    tag.split([' ', '\n']).any(|word| word.strip_prefix(attribute).is_some_and(|rest| rest.starts_with('=')))
}
