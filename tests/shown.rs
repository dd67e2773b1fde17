//! What the language has is shown: every verb and noun in a sample, every attribute with an effect in a sample or a
//! story, every switch that the specification names in a story; and where a document gives sound, the story says what
//! of it was heard, recorded or streamed, and how long. What is not is named here with the reason.

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

/// What is heard in other words than those that are written: the story, the words, and why.
const OTHERWISE: &[(&str, &str, &str)] = &[("ssml-tags-and-their-texts", "WWW", "its alias is spoken")];

/// Something in a document that gives sound, beside texts and sounds, each of which must be named.
struct Giver {
    what: &'static str,
    is_in: fn(&str) -> bool,
    /// One of these is in the line of a story that says what became of it.
    told: &'static [&'static str],
}

const GIVERS: &[Giver] = &[
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
        let lines: Vec<&str> = lines_about_sound(&text).collect();
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
fn every_text_and_every_sound_is_named_and_measured_where_it_was_heard() {
    let mut missing = Vec::new();
    for (name, text) in named_stories().into_iter().filter(|(name, _)| !is_without_sound(name)) {
        let told: Vec<Named> = lines_about_sound(&text).flat_map(names).collect();
        let documents = documents(&text);
        let texts = documents.iter().flat_map(|document| insides(document, "Say")).flat_map(|inside| {
            let parts: Vec<&str> = inside.split(['<', '>']).step_by(2).filter(|part| !plain(part).is_empty()).collect();
            let is_whole = parts.len() < 2;
            parts.into_iter().map(move |part| (part.trim(), plain(part), is_whole))
        });
        for (part, plain, is_whole) in texts.filter(|(part, ..)| !is_otherwise(&name, part)) {
            let is_it = |own: &str| own == plain || !is_whole && own.contains(&plain);
            missing.extend(untold(&told, is_it).map(|what| format!("{name}: \"{part}\" is {what}")));
        }
        for url in documents.iter().flat_map(|document| insides(document, "Play")) {
            let tone = tone_of(&text, url);
            let is_it =
                |own: &str| own == url || tone.as_deref() == Some(own) || own.starts_with('/') && is_path_of(own, url);
            missing.extend(untold(&told, is_it).map(|what| format!("{name}: {url} is {what}")));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn what_is_recorded_is_measured() {
    let mut unmeasured = Vec::new();
    for (name, text) in named_stories() {
        let recorded: Vec<&str> = lines_about_sound(&text).filter(|line| line.starts_with("recording ")).collect();
        if !recorded.is_empty() && !recorded.iter().any(|line| line.ends_with(" long") || line.ends_with(" never")) {
            unmeasured.push(name);
        }
    }
    assert!(unmeasured.is_empty(), "nothing is said of how long the recording is in {unmeasured:#?}");
}

/// A sound in a line that says what was heard, or not.
struct Named {
    /// A text as `plain` has it, `tone 440`, a path or a URL.
    what: String,
    /// It was not heard, so that there is no length of it.
    is_denied: bool,
    /// The line says how long.
    is_measured: bool,
}

/// The sounds of a line: texts between quotes, all others between commas.
fn names(line: &str) -> Vec<Named> {
    let segments: Vec<&str> = line.split('"').collect();
    let is_denied = segments.iter().step_by(2).any(|part| part.contains(" never ") || part.contains(" not heard "));
    let is_measured = |part: &str| part.split(' ').any(|word| word == "for");
    let mut all = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        if at % 2 == 1 {
            let rest = segments.get(at + 1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
            all.push(Named { what: plain(segment), is_denied, is_measured: is_measured(rest) });
            continue;
        }
        for part in segment.split(',') {
            let words: Vec<&str> = part.split_whitespace().collect();
            let tones = words.windows(2).filter(|pair| pair[0] == "tone").map(|pair| pair.join(" "));
            let urls = words.iter().filter(|word| word.contains('/')).map(|word| (*word).to_owned());
            let named = |what| Named { what, is_denied, is_measured: is_measured(part) };
            all.extend(tones.chain(urls).map(named));
        }
    }
    all
}

/// What is missing of a sound: that somebody hears it or not, or how long.
fn untold(told: &[Named], is_it: impl Fn(&str) -> bool) -> Option<&'static str> {
    let own: Vec<&Named> = told.iter().filter(|named| is_it(&named.what)).collect();
    if own.is_empty() {
        return Some("not named");
    }
    (!own.iter().any(|named| named.is_denied || named.is_measured)).then_some("not measured")
}

/// What is heard as a tone, where the page of the story is one.
fn tone_of(story: &str, url: &str) -> Option<String> {
    let page = story.lines().find_map(|line| line.strip_prefix("web ")?.strip_prefix(url)?.strip_prefix(':'))?;
    let (_, tone) = page.split_once(" sound tone ")?;
    Some(format!("tone {}", tone.split_whitespace().next()?))
}

fn is_path_of(path: &str, url: &str) -> bool {
    url.contains("://") && url.ends_with(path)
}

/// Letters and digits alone: punctuation is not heard, nor is how a text is spaced.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_otherwise(story: &str, part: &str) -> bool {
    OTHERWISE.iter().any(|(own, text, _)| *own == story && *text == part)
}

fn is_without_sound(name: &str) -> bool {
    WITHOUT_SOUND.iter().any(|(own, _)| *own == name)
}

/// The lines of the play and of what is expected that say what was heard.
fn lines_about_sound(story: &str) -> impl Iterator<Item = &str> {
    let words = [" hears ", " heard ", " holds ", "recording ", " is opened 0 times"];
    let lines = story.lines().map(str::trim).skip_while(|line| *line != "play");
    lines.filter(move |line| !line.starts_with('#') && words.iter().any(|word| line.contains(word)))
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

/// What stands in the elements of a name, where there is something.
fn insides<'t>(document: &'t str, name: &str) -> Vec<&'t str> {
    let (begin, end) = (format!("<{name}"), format!("</{name}>"));
    let inside = |after: &'t str| {
        let (tag, rest) = after.starts_with([' ', '>', '\n']).then(|| after.split_once('>'))??;
        let (inside, _) = rest.split_once(end.as_str()).filter(|_| !tag.ends_with('/'))?;
        Some(inside.trim()).filter(|inside| !inside.is_empty())
    };
    document.split(begin.as_str()).skip(1).filter_map(inside).collect()
}

/// Every document of a story: those that stand in it, and the files that it and they name, unless a page of it has that
/// name.
fn documents(story: &str) -> Vec<String> {
    let lines = story.lines().filter(|line| !line.trim().starts_with('#'));
    let mut all = vec![lines.collect::<Vec<_>>().join("\n")];
    let mut known = BTreeSet::new();
    let mut next = 0;
    while let Some(text) = all.get(next).cloned() {
        next += 1;
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "./-_".contains(c)));
        for name in words.filter(|word| word.ends_with(".xml")).map(|word| word.trim_start_matches('/').to_owned()) {
            let paths = ["rcml-samples", "tests/stories"]
                .map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(&name));
            let is_page = story.contains(&format!("web /{name}:"));
            if known.insert(name) && !is_page {
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
        // A profile sets many at once, most of which its story never meets.
        let sets = |line: &str| {
            let named = line.strip_prefix("config ").and_then(|line| line.strip_prefix(setting));
            named.is_some_and(|rest| rest.starts_with([' ', '.']))
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/stories/{story}.story"));
        let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        assert!(text.lines().any(sets), "{story} does not set {setting}");
    }
    let known: BTreeSet<&str> =
        SWITCHES.iter().map(|(name, ..)| *name).chain(SWITCHES_ELSEWHERE.iter().map(|(name, _)| *name)).collect();
    let unknown: Vec<String> = switches().into_iter().filter(|name| !known.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "switches of the specification that are in no table: {unknown:?}");
}

#[test]
fn every_switch_of_compat_is_set_by_name_in_a_story() {
    let table = SETTINGS.split("[compat]").nth(1).and_then(|after| after.split("\n[").next()).expect("its table");
    let names = table.lines().filter_map(|line| line.strip_prefix('#').unwrap_or(line).split_once(" = "));
    let names: Vec<&str> =
        names.map(|(name, _)| name).filter(|name| !name.contains(' ') && *name != "profile").collect();
    assert!(names.len() > 15, "{names:?}");
    let stories = stories();
    let sets = |name: &str| stories.iter().any(|text| text.contains(&format!("\nconfig compat.{name} = ")));
    let unset: Vec<&str> = names.into_iter().filter(|name| !sets(name)).collect();
    assert!(unset.is_empty(), "no story sets {unset:?}");
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
