//! Every case of the specification's threats and faults that concerns what is there (signalling, abuse, media,
//! documents and callbacks, XML) has a test or a story that carries its number: `fn s17_…`, `m15-….story`. Cases of
//! what is not there yet are named here with the reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Groups of cases, and how many each has.
const GROUPS: &[(char, u8)] = &[('s', 31), ('a', 17), ('m', 23), ('h', 19), ('x', 7)];

/// Cases without a test, and why.
const ABSENT: &[(&str, &str)] = &[
    ("m8", "DTLS is not spoken: keys come by SDES"),
    ("m9", "ICE is not spoken: peers are learned from their packets"),
    ("h17", "calls cannot be changed through the API yet"),
    ("h19", "there is neither a board nor a page for phones yet"),
];

#[test]
fn every_case_of_what_is_there_has_a_test() {
    let cases: BTreeSet<String> =
        GROUPS.iter().flat_map(|(group, count)| (1..=*count).map(move |n| format!("{group}{n}"))).collect();
    let mut shown = BTreeSet::new();
    for folder in ["src", "tests", "rcml-samples"] {
        look(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut shown);
    }
    let is_absent = |case: &String| ABSENT.iter().any(|(absent, _)| absent == case);
    let missing: Vec<_> = cases.difference(&shown).filter(|case| !is_absent(case)).collect();
    assert!(missing.is_empty(), "no test or story is named after {missing:?}");
    let both: Vec<_> = shown.iter().filter(|case| is_absent(case)).collect();
    assert!(both.is_empty(), "{both:?} have a test now: they are not absent any more");
    let beyond: Vec<_> = shown.difference(&cases).collect();
    assert!(beyond.is_empty(), "there are no cases {beyond:?}");
}

/// The numbers that test functions and stories below `folder` begin with.
fn look(folder: &Path, shown: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the project").map(|entry| entry.expect("its entries")) {
        let path = entry.path();
        if path.is_dir() {
            look(&path, shown);
        } else if path.extension().is_some_and(|kind| kind == "story") {
            shown.extend(path.file_stem().and_then(|stem| number(&stem.to_string_lossy(), '-')));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = fs::read_to_string(&path).expect("text");
            let mut lines = text.lines().map(str::trim);
            // Only what the test runner runs counts, whatever else is called like it.
            while let Some(line) = lines.next() {
                if line == "#[test]" || line.starts_with("#[tokio::test") {
                    let name = lines.find_map(|line| line.trim_start_matches("async ").strip_prefix("fn "));
                    shown.extend(name.and_then(|name| number(name, '_')));
                }
            }
        }
    }
}

/// `s17` of `s17_without_ack`.
fn number(name: &str, end: char) -> Option<String> {
    let (number, _) = name.split_once(end)?;
    let digits = number.strip_prefix(|group| GROUPS.iter().any(|(known, _)| *known == group))?;
    digits.parse::<u8>().is_ok().then(|| number.to_owned())
}
