//! Every row of the specification's conflict ledger (§14) and every defect of its list (§15) is a story named after it:
//! `ledger-5-….story`, `defect-12-….story`. Rows that no story can show yet are named here with the reason. Every
//! switch of compatibility has a story that sets it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use callwright::call::compat::Compat;

const SPECIFICATION: &str = include_str!("../docs/rcml.md");

/// Rows of §14 without a story, and why.
const LEDGER_ABSENT: &[(u32, &str)] = &[
    (22, "video is not mixed: no caller sees a layout"),
    (26, "the event list of the REST API's calls: there is no REST API yet"),
    (27, "modifying a call that nobody knows: there is no REST API yet"),
    (36, "hanging up by the REST API: there is no REST API yet"),
];

/// Defects of §15 without a story, and why.
const DEFECTS_ABSENT: &[(u32, &str)] = &[
    (21, "muting by the REST API: there is no REST API yet"),
    (22, "participant lists of the REST API: there is no REST API yet"),
    (31, "pages of the REST API: there is no REST API yet"),
    (32, "the REST API's answer to an unknown call: there is no REST API yet"),
    (
        35,
        "recordings are served on a real socket: h18_no_recording_without_login… of edge/api asks for one without credentials",
    ),
];

#[test]
fn every_conflict_of_the_ledger_has_a_story() {
    complete("ledger", &ledger(), LEDGER_ABSENT);
}

#[test]
fn every_defect_of_the_list_has_a_story() {
    complete("defect", &defects(), DEFECTS_ABSENT);
}

#[test]
fn every_switch_is_set_by_a_story() {
    let text: String = stories().iter().map(|path| fs::read_to_string(path).expect("a story")).collect();
    let switches = serde_json::to_value(Compat::default()).expect("settings are data");
    let names = switches.as_object().expect("a table").keys();
    let elsewhere = ["post_query", "allow_delayed_offer"].map(str::to_owned);
    let unset: Vec<String> =
        names.cloned().chain(elsewhere).filter(|name| !text.contains(&format!("{name} = "))).collect();
    assert!(unset.is_empty(), "no story sets {unset:?}");
}

/// Each row is shown or named as absent, and nothing is both or beyond the rows.
fn complete(kind: &str, rows: &BTreeMap<u32, String>, absent: &[(u32, &str)]) {
    let shown: BTreeSet<u32> = stories().iter().filter_map(|path| number(path, kind)).collect();
    let absent: BTreeSet<u32> = absent.iter().map(|(row, _)| *row).collect();
    let missing: Vec<_> = rows.iter().filter(|(row, _)| !shown.contains(row) && !absent.contains(row)).collect();
    assert!(missing.is_empty(), "no story shows {missing:#?}");
    let both: Vec<_> = shown.intersection(&absent).collect();
    assert!(both.is_empty(), "{kind} {both:?} has a story now: it is not absent any more");
    let beyond: Vec<_> = shown.union(&absent).filter(|row| !rows.contains_key(row)).collect();
    assert!(beyond.is_empty(), "the specification has no {kind} {beyond:?}");
}

fn stories() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/stories", "rcml-samples"].map(|folder| fs::read_dir(root.join(folder)).expect("a folder"));
    let paths = folders.into_iter().flatten().map(|entry| entry.expect("its entries").path());
    paths.filter(|path| path.extension().is_some_and(|kind| kind == "story")).collect()
}

/// 5 of `ledger-5-sequence-numbers.story`.
fn number(path: &Path, kind: &str) -> Option<u32> {
    let name = path.file_stem()?.to_str()?;
    name.strip_prefix(kind)?.strip_prefix('-')?.split('-').next()?.parse().ok()
}

/// Number → subject of the rows of §14.
fn ledger() -> BTreeMap<u32, String> {
    let rows = section("14").lines().filter_map(|line| {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        Some((cells.next()?.parse().ok()?, cells.next()?.to_owned()))
    });
    let rows: BTreeMap<u32, String> = rows.collect();
    assert!(rows.keys().copied().eq(1..=39), "{:?}", rows.keys());
    rows
}

/// Number → text of the list of §15, whose items follow each other within lines: each is the next number and a point.
fn defects() -> BTreeMap<u32, String> {
    let mut items = BTreeMap::new();
    let mut rest = section("15");
    for item in 1.. {
        let Some((_, after)) = rest.split_once(&format!("{item}. ")) else { break };
        let end = after.find(&format!(" {}. ", item + 1)).or_else(|| after.find(&format!("\n{}. ", item + 1)));
        items.insert(item, after[..end.unwrap_or(after.len())].trim().to_owned());
        rest = after;
    }
    assert!(items.keys().copied().eq(1..=35), "{:?}", items.keys());
    items
}

fn section(number: &str) -> &'static str {
    let (_, after) = SPECIFICATION.split_once(&format!("\n## {number}. ")).expect("the section is there");
    after.split("\n## ").next().unwrap_or(after)
}
