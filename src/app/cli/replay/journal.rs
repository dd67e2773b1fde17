//! A journal of `serve` played again: the engine as it was, the same inputs at the same times, and the digests of the
//! outputs compared. A field report becomes a test.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::Duration;

use super::Shown;
use crate::app::cli::scenes::{Cast, Scenes, Side};
use crate::base::Time;
use crate::edge::run::Seen;
use crate::engine::Cdr;
use crate::engine::journal::{Played, Player};
use crate::sim::{APP, ENGINE, Entry, Failure, Transcript};
use crate::wire::sip::Flow;

/// Failures that are shown; after the first difference the rest are its consequences.
const SHOWN: usize = 3;

/// Plays a journal; `ladder` wants to see it.
pub(super) fn replay(path: &Path, ladder: bool) -> Result<Shown, String> {
    let whole = |what: String| format!("{}: {what}", path.display());
    let file = File::open(path).map_err(|error| whole(error.to_string()))?;
    let mut lines = Lines { text: BufReader::new(file) }.enumerate();
    let (_, opening) = lines.next().ok_or_else(|| whole("the journal is empty".into()))?;
    let opening = opening.map_err(|error| whole(error.to_string()))?;
    let mut player = Player::open(&opening).map_err(|fault| whole(fault.to_string()))?;
    let mut failures = Vec::new();
    let (mut first, mut last) = (None, None);
    let mut sketch = ladder.then(Sketch::default);
    for (index, line) in lines {
        let number = index + 1;
        let at_line = |what: String| format!("{}:{number}: {what}", path.display());
        let line = line.map_err(|error| at_line(error.to_string()))?;
        let played = player.play(&line).map_err(|fault| at_line(fault.to_string()))?;
        if let Some(sketch) = &mut sketch {
            sketch.add(&played);
        }
        first.get_or_insert(played.at);
        last = Some(played.at);
        if !played.same && failures.len() < SHOWN {
            let instead = format!("{:?}", played.outputs);
            let expected = "the outputs that the journal holds".to_owned();
            failures.push(Failure { line: number, expected, instead });
        }
    }
    let virtual_time = first.zip(last).map_or(Duration::ZERO, |(first, last)| last - first);
    let transcript = sketch.zip(first).map(|(sketch, start)| sketch.finish(start));
    Ok(Shown { story: None, performance: None, transcript, failures, runs: 1, virtual_time })
}

/// The ladder of a journal in the making.
struct Sketch {
    scenes: Scenes<Neighbours>,
    entries: Vec<Entry>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { scenes: Scenes::new(Neighbours::default()), entries: Vec::new() }
    }
}

impl Sketch {
    fn add(&mut self, played: &Played) {
        let seen = std::iter::once(Seen::In(&played.input)).chain(played.outputs.iter().map(Seen::Out));
        for seen in seen {
            self.entries.extend(self.scenes.scene(seen).map(|scene| Entry { at: played.at, scene }));
        }
    }

    /// Who spoke first stands left of the engine, who was spoken to first right of it.
    fn finish(self, start: Time) -> Transcript {
        let Neighbours { callers, callees } = self.scenes.into_cast();
        let engine = [ENGINE.to_owned()];
        let columns = callers.into_iter().chain(engine).chain(callees).chain([APP.to_owned()]).collect();
        Transcript { start, columns, entries: self.entries }
    }
}

/// Whoever is named by nothing but an address.
#[derive(Debug, Default)]
struct Neighbours {
    callers: Vec<String>,
    callees: Vec<String>,
}

impl Cast for Neighbours {
    fn peer(&mut self, flow: &Flow, side: Side) -> String {
        let name = flow.peer.to_string();
        if !self.callers.contains(&name) && !self.callees.contains(&name) {
            let column = if side == Side::In { &mut self.callers } else { &mut self.callees };
            column.push(name.clone());
        }
        name
    }

    fn whose(&self, _: &Cdr) -> Option<String> {
        None
    }
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
