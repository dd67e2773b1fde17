//! `docs/sip.md` promises; here it is looked whether what it names as proof exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../docs/sip.md");

/// One row of a table: the RFCs, or what else it is about, how far, and what shows it.
struct Row<'p> {
    rfc: &'p str,
    state: &'p str,
    proofs: Vec<&'p str>,
}

fn rows() -> Vec<Row<'static>> {
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
    let rows = PAGE.lines().filter(|line| line.starts_with('|')).map(cells);
    rows.filter(|cells| !cells[0].starts_with("---") && !["RFC", "what"].contains(&cells[0]))
        .map(|cells| {
            let (rfc, state, proofs) = match cells[..] {
                [rfc, _, state, _, proofs] => (rfc, state, proofs),
                [what, proofs] => (what, "yes", proofs),
                _ => panic!("two cells or five: {cells:?}"),
            };
            Row { rfc, state, proofs: proofs.split('`').skip(1).step_by(2).collect() }
        })
        .collect()
}

/// Every Rust file of the product and of its tests.
fn sources() -> String {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder of the tree") {
            let path = entry.expect("readable").path();
            match path.is_dir() {
                true => collect(&path, into),
                false if path.extension().is_some_and(|ending| ending == "rs") => into.push(path),
                false => {}
            }
        }
    }
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        collect(Path::new(folder), &mut files);
    }
    files.iter().map(|file| std::fs::read_to_string(file).expect("readable")).collect()
}

/// Every function that is run as a test: an attribute says so among those right above it.
fn tests_of(sources: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut is_test = false;
    for line in sources.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
            continue;
        }
        let signature = line.trim_start_matches("pub ").trim_start_matches("async ");
        if let Some((name, _)) = signature.strip_prefix("fn ").and_then(|rest| rest.split_once('(')) {
            found.extend(is_test.then_some(name));
        }
        is_test &= line.starts_with("#[") || line.starts_with("//");
    }
    found
}

#[test]
fn only_what_is_run_as_a_test_counts_as_one() {
    let sources = "#[test]\nfn a_test() {}\nfn a_helper() {}\n#[test]\n#[should_panic]\nfn another() {}\n\
                   #[tokio::test]\nasync fn a_third() {}\n#[test]\nconst X: u8 = 1;\nfn behind_it() {}\n";
    assert_eq!(tests_of(sources).into_iter().collect::<Vec<_>>(), ["a_test", "a_third", "another"]);
}

#[test]
fn every_proof_on_the_page_exists() {
    let sources = sources();
    let tests = tests_of(&sources);
    let exists = |proof: &str| match proof {
        story if story.ends_with(".story") => {
            ["tests/stories", "rcml-samples"].iter().any(|folder| Path::new(folder).join(story).exists())
        }
        path if path.contains('/') => Path::new(path).exists(),
        test => tests.contains(test),
    };
    let missing: Vec<String> = rows()
        .iter()
        .flat_map(|row| row.proofs.iter().map(move |proof| (row.rfc, *proof)))
        .filter(|(_, proof)| !exists(proof))
        .map(|(rfc, proof)| format!("RFC {rfc}: {proof}"))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn whatever_is_claimed_is_shown() {
    for row in rows() {
        match row.state {
            "yes" | "part" => assert!(!row.proofs.is_empty(), "RFC {}: nothing shows it", row.rfc),
            "no" => {}
            other => panic!("RFC {}: {other:?} is neither yes nor part nor no", row.rfc),
        }
    }
}

#[test]
fn the_page_speaks_of_every_rfc_that_one_would_ask_for() {
    let asked = [
        "3261", "3262", "3263", "3264", "3265", "3311", "3323", "3325", "3326", "3327", "3329", "3515", "3581", "3891",
        "3892", "4028", "4475", "4568", "4733", "4961", "5118", "5393", "5621", "5626", "5627", "5630", "5806", "5923",
        "5954", "6026", "6086", "6141", "6665", "7044", "7118", "7616", "8224", "8760", "3420", "3550", "3605", "3711",
        "3966", "4488", "4566", "5761", "5922", "6188", "6432", "7714", "8866",
    ];
    let named: String = rows().iter().map(|row| format!("{} ", row.rfc)).collect();
    let missing: Vec<_> = asked.iter().filter(|rfc| !named.contains(**rfc)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
