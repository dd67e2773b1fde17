//! Every flow in `rcml-samples` is a test: it has a story. `tests/stories` holds more of them, each for a sentence of
//! the specification that no user would want a sample of. Every story is played on a quiet net and on rough ones, and
//! at every step the engine is written out, read back, and must go on alike.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use callwright::app::cli::check;
use callwright::sim::{Options, Story, Weather, play};
use clap::Parser;

const SAMPLES: &str = "rcml-samples";
const STORIES: &str = "tests/stories";

/// A net on which a tenth is lost, a tenth comes twice, and a tenth comes late.
fn rough(story: &Story) -> Weather {
    Weather { loss: 0.1, duplicate: 0.1, reorder: 0.1, ..story.weather }
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the stories lie beside the tests");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == ending));
    files.sort();
    files
}

fn stories() -> Vec<Story> {
    let open = |path: &PathBuf| Story::open(path).unwrap_or_else(|fault| panic!("{fault}"));
    [SAMPLES, STORIES].into_iter().flat_map(|folder| files(folder, "story")).map(|path| open(&path)).collect()
}

fn stem(path: &Path) -> String {
    let name = path.file_name().expect("files have names").to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

/// Plays every story and tells all that failed at once.
fn all_pass(options: impl Fn(&Story) -> Options) {
    let mut failed = Vec::new();
    for story in stories() {
        let performance = play(&story, &options(&story)).unwrap_or_else(|fault| panic!("{}: {fault}", story.file));
        for failure in performance.failures {
            let text =
                format!("{}:{}: expected {}; instead {}", story.file, failure.line, failure.expected, failure.instead);
            failed.push(text);
        }
    }
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn there_are_enough_samples_and_every_one_has_a_story() {
    let told: BTreeSet<String> = files(SAMPLES, "story").iter().map(|path| stem(path)).collect();
    let documents = files(SAMPLES, "xml");
    let flows: BTreeSet<String> = documents.iter().map(|path| stem(path)).collect();
    assert!(flows.len() >= 15, "{}", flows.len());
    let silent: Vec<&String> = flows.difference(&told).collect();
    assert!(silent.is_empty(), "documents without a story: {silent:?}");
}

#[test]
fn every_document_passes_the_check_without_a_warning() {
    // A bare ampersand is what that sample is about.
    let documents = files(SAMPLES, "xml").into_iter().filter(|path| stem(path) != "raw-ampersand");
    let documents = documents.map(|path| path.to_string_lossy().into_owned());
    // Leave stands in the document of somebody who waits, and nowhere else.
    let (waits, documents): (Vec<_>, Vec<_>) = documents.partition(|path| path.ends_with("leave-queue.out.xml"));
    let passes = |context: &str, documents: Vec<String>| {
        let line = ["check", "--deny-warnings", "--context", context].map(str::to_owned).into_iter().chain(documents);
        assert_eq!(check::run(&check::Args::parse_from(line)), ExitCode::SUCCESS, "{context}");
    };
    passes("main", documents);
    passes("queue-wait", waits);
}

#[test]
fn every_story_passes() {
    all_pass(|_| Options::default());
}

#[test]
fn every_story_passes_on_a_rough_net() {
    for seed in [1, 2, 3] {
        all_pass(|story| Options { seed: Some(seed), weather: Some(rough(story)), ..Options::default() });
    }
}

#[test]
fn every_engine_goes_on_alike_after_being_written_out_and_read_back() {
    all_pass(|_| Options { through_disk: true, ..Options::default() });
}

#[test]
fn the_same_seed_gives_the_same_transcript() {
    for story in stories().into_iter().filter(|story| story.file.contains("fork") || story.file.contains("hold")) {
        let options = Options { seed: Some(5), weather: Some(rough(&story)), ..Options::default() };
        let transcript = |_| format!("{:?}", play(&story, &options).expect("playable settings").transcript);
        let [first, second] = [0, 1].map(transcript);
        assert!(first == second, "{}", story.file);
    }
}
