//! A journal of `serve` played again: the engine as it was, the same inputs at the same times, and the digests of the
//! outputs compared. A field report becomes a test.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::Duration;

use super::Shown;
use crate::engine::journal::Player;
use crate::sim::Failure;

/// Failures that are shown; after the first difference the rest are its consequences.
const SHOWN: usize = 3;

/// Plays a journal.
pub(super) fn replay(path: &Path) -> Result<Shown, String> {
    let whole = |what: String| format!("{}: {what}", path.display());
    let file = File::open(path).map_err(|error| whole(error.to_string()))?;
    let mut lines = Lines { text: BufReader::new(file) }.enumerate();
    let (_, opening) = lines.next().ok_or_else(|| whole("the journal is empty".into()))?;
    let opening = opening.map_err(|error| whole(error.to_string()))?;
    let mut player = Player::open(&opening).map_err(|fault| whole(fault.to_string()))?;
    let mut failures = Vec::new();
    let (mut first, mut last) = (None, None);
    for (index, line) in lines {
        let number = index + 1;
        let at_line = |what: String| format!("{}:{number}: {what}", path.display());
        let line = line.map_err(|error| at_line(error.to_string()))?;
        let played = player.play(&line).map_err(|fault| at_line(fault.to_string()))?;
        first.get_or_insert(played.at);
        last = Some(played.at);
        if !played.same && failures.len() < SHOWN {
            let instead = format!("{:?}", played.outputs);
            let expected = "the outputs that the journal holds".to_owned();
            failures.push(Failure { line: number, expected, instead });
        }
    }
    let virtual_time = first.zip(last).map_or(Duration::ZERO, |(first, last)| last - first);
    Ok(Shown { story: None, performance: None, failures, runs: 1, virtual_time })
}

/// The whole lines of a journal. One that was torn when its engine was killed is left out: what it wanted never left.
struct Lines<R> {
    text: R,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = String::new();
        match self.text.read_line(&mut line) {
            Ok(_) if line.ends_with('\n') => Some(Ok(line)),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        }
    }
}
