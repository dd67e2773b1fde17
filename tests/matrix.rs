//! O9: every event in every state, in random order, a hundred thousand times. Each run is a small call in virtual
//! time between the whole engine, a telephone that calls, telephones that are called, one that registers, an
//! application, a loader of sounds and an operator; what happens next is drawn from the seed of the run. A cell of
//! the matrix counts where the engine was given what came of the deed while a call was in that state. Whatever
//! happens, each run must end the same way: every call over before its deadlines let it last longer, one record and
//! one last callback for each, and an empty house.
//!
//! A run that fails tells its seed; `MATRIX_SEED=n cargo test --test matrix` plays that one alone and tells what
//! happened in it. `MATRIX_RUNS` is another number of runs.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

#[path = "matrix/deeds.rs"]
mod deeds;
#[path = "matrix/house.rs"]
mod house;
#[path = "matrix/play.rs"]
mod play;
#[path = "matrix/scenes.rs"]
mod scenes;
#[path = "matrix/telephone.rs"]
mod telephone;

use deeds::DEEDS;
use play::Play;

const RUNS: u64 = 100_000;
/// The states of a call, as `Engine::describe` begins to tell them, in which every deed must have been done.
const STATES: [&str; 19] = [
    "ringing, waiting for its document",
    "ringing, Dial, ringing",
    "ringing, Pause",
    "in-progress, waiting for its document",
    "in-progress, Dial, ringing",
    "in-progress, Dial, screening",
    "in-progress, Dial, bridged",
    "in-progress, Dial, waiting for a conference",
    "in-progress, Dial, in a conference",
    "in-progress, Enqueue, waiting",
    "in-progress, Enqueue, about to be connected",
    "in-progress, Gather, prompting",
    "in-progress, Gather, listening",
    "in-progress, Record, recording",
    "in-progress, Say, loading",
    "in-progress, Pause",
    "queued, no document",
    "ringing, no document",
    "in-progress, no document",
];

fn number(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "whoever looks into a failure says which run to play")]
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn o9_every_event_in_every_state_ends_in_order() {
    if let Some(seed) = number("MATRIX_SEED") {
        let mut play = Play::new(seed).with_diary();
        let outcome = catch_unwind(AssertUnwindSafe(|| play.run()));
        play.tell();
        assert!(outcome.is_ok(), "the run of seed {seed} fails");
        return;
    }
    let runs = number("MATRIX_RUNS").unwrap_or(RUNS);
    let (next, failed) = (AtomicU64::new(0), AtomicU64::new(u64::MAX));
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    let all: Vec<Met> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..hands).map(|_| scope.spawn(|| work(runs, &next, &failed))).collect();
        hands.into_iter().map(|hand| hand.join().expect("panics are caught below")).collect()
    });
    let seed = failed.into_inner();
    assert_eq!(seed, u64::MAX, "a run failed: MATRIX_SEED={seed} cargo test --test matrix");
    let missing = missing(&all);
    eprintln!("{runs} runs; cells never met: {missing:?}");
    assert!(runs < RUNS || missing.is_empty(), "the runs have not been everywhere: {missing:?}");
}

/// How often each deed was done in each state.
type Met = BTreeMap<(String, &'static str), u64>;

fn work(runs: u64, next: &AtomicU64, failed: &AtomicU64) -> Met {
    let mut met = Met::new();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= runs || failed.load(Ordering::Relaxed) != u64::MAX {
            return met;
        }
        let mut play = Play::new(seed);
        if catch_unwind(AssertUnwindSafe(|| play.run())).is_err() {
            eprintln!("the run of seed {seed} failed");
            failed.fetch_min(seed, Ordering::Relaxed);
        }
        for (state, deed) in play.met {
            *met.entry((state, deed)).or_default() += 1;
        }
    }
}

/// The cells of the matrix that no run has met: runs are worth something only when they have been everywhere.
fn missing(all: &[Met]) -> Vec<(&'static str, &'static str)> {
    let met =
        |cell: &(&'static str, &'static str)| all.iter().any(|met| met.contains_key(&(cell.0.to_owned(), cell.1)));
    let cells = STATES.iter().flat_map(|state| DEEDS.iter().map(move |(deed, _)| (*state, *deed)));
    cells.filter(|cell| !met(cell)).collect()
}
