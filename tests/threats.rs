//! Every case of the S and A groups of the specification's threats and faults has a test or a story that carries its
//! number: `fn s17_…`, `a5-….story`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_case_of_signalling_and_of_abuse_has_a_test() {
    let cases: BTreeSet<String> = (1..=31).map(|n| format!("s{n}")).chain((1..=17).map(|n| format!("a{n}"))).collect();
    let mut shown = BTreeSet::new();
    for folder in ["src", "tests", "rcml-samples"] {
        look(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut shown);
    }
    let missing: Vec<_> = cases.difference(&shown).collect();
    assert!(missing.is_empty(), "no test or story is named after {missing:?}");
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
    let digits = number.strip_prefix(['s', 'a'])?;
    digits.parse::<u8>().is_ok().then(|| number.to_owned())
}
