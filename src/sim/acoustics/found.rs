//! What a sound is known by, and where it was heard: from where to where it was heard.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::measure::{is_key, is_quiet, is_ringback, is_tone};
use super::search::Search;
use super::template::Template;

/// What is compared at once: 20 ms.
const FRAME: usize = 160;
/// How many samples a beep has: fewer are a key, more are a tone.
const BEEP: std::ops::Range<usize> = 1200..4800;

/// What may be in what was heard.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// A sound that is known; the number names it.
    Sound(usize, Arc<Template>),
    /// Something that each frame tells.
    Frames(Frames),
    /// The beep before a recording: 1 kHz for a fraction of a second.
    Beep,
}

/// What 20 ms alone are known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frames {
    /// A tone of so many Hz.
    Tone(u16),
    /// A key as a tone.
    Key(char),
    /// A ringing tone.
    Ringback,
    /// Nothing.
    Silence,
}

/// A stretch of what was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its first sample.
    pub begin: usize,
    /// Behind its last sample.
    pub end: usize,
    /// How many samples of it were heard: a pause for a download is none.
    pub sounding: usize,
    /// Which sample of the sound came first.
    pub(super) from: usize,
    /// Behind which it ended.
    pub(super) to: usize,
    /// It has not come to its end.
    pub is_open: bool,
}

/// Everything that was asked so far, so that each sample is compared once.
#[derive(Debug, Default)]
pub(super) struct Searches {
    sounds: BTreeMap<usize, Search>,
    frames: BTreeMap<Frames, Runs>,
}

/// Frames in a row that are so.
#[derive(Debug, Default)]
struct Runs {
    /// The first frame that has not been looked at.
    next: usize,
    passages: Vec<Passage>,
}

impl Searches {
    /// Where one of the patterns was heard, in order.
    pub(super) fn find(&mut self, patterns: &[Pattern], heard: &[i16], is_over: bool) -> Vec<Passage> {
        let mut all = Vec::new();
        for pattern in patterns {
            match pattern {
                Pattern::Sound(name, template) => {
                    let search = self.sounds.entry(*name).or_insert_with(|| Search::new(template.clone()));
                    search.go_on(heard, is_over);
                    all.extend(search.passages());
                }
                // A single frame like a key is chance.
                Pattern::Frames(kind @ Frames::Key(_)) => {
                    all.extend(self.runs(*kind, heard, is_over).into_iter().filter(|run| run.sounding >= 2 * FRAME));
                }
                Pattern::Frames(kind) => all.extend(self.runs(*kind, heard, is_over)),
                Pattern::Beep => {
                    let found = self.runs(Frames::Tone(1000), heard, is_over).into_iter();
                    all.extend(found.filter(|run| !run.is_open && BEEP.contains(&run.sounding)));
                }
            }
        }
        all.sort_by_key(|passage| (passage.begin, passage.end));
        all
    }

    fn runs(&mut self, kind: Frames, heard: &[i16], is_over: bool) -> Vec<Passage> {
        let runs = self.frames.entry(kind).or_default();
        runs.go_on(heard, |frame| kind.is(frame));
        let mut passages = runs.passages.clone();
        if let Some(last) = passages.last_mut() {
            last.is_open = !is_over && last.end + 2 * FRAME > heard.len();
        }
        passages
    }
}

impl Frames {
    fn is(self, frame: &[i16]) -> bool {
        match self {
            Self::Tone(hz) => is_tone(frame, hz),
            Self::Key(key) => is_key(frame, key),
            Self::Ringback => is_ringback(frame),
            Self::Silence => is_quiet(frame),
        }
    }
}

impl Runs {
    /// A single frame that is not so does not part two that are.
    fn go_on(&mut self, heard: &[i16], is_so: impl Fn(&[i16]) -> bool) {
        while let Some(frame) = heard.get(self.next * FRAME..(self.next + 1) * FRAME) {
            let (begin, end) = (self.next * FRAME, (self.next + 1) * FRAME);
            self.next += 1;
            if !is_so(frame) {
                continue;
            }
            match self.passages.last_mut().filter(|last| begin - last.end <= FRAME) {
                Some(last) => {
                    last.end = end;
                    last.sounding = end - last.begin;
                }
                None => {
                    self.passages.push(Passage { begin, end, sounding: FRAME, from: 0, to: 0, is_open: false });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::synth;
    use super::*;

    #[test]
    fn tones_keys_and_silence_have_their_lengths() {
        let heard = [
            vec![0; 1600],
            synth::tone(440, 8000),
            vec![0; 800],
            (0..5).flat_map(|n| synth::digit_frame('5', 160 * n)).collect(),
            vec![0; 1600],
        ]
        .concat();
        let mut searches = Searches::default();
        let mut lengths = |pattern: Pattern| -> Vec<usize> {
            searches.find(&[pattern], &heard, true).iter().map(|passage| passage.sounding).collect()
        };
        assert_eq!(lengths(Pattern::Frames(Frames::Tone(440))), [8000]);
        assert_eq!(lengths(Pattern::Frames(Frames::Key('5'))), [800]);
        assert_eq!(lengths(Pattern::Frames(Frames::Key('6'))), [] as [usize; 0]);
        assert_eq!(lengths(Pattern::Frames(Frames::Silence)), [1600, 800, 1600]);
        assert_eq!(lengths(Pattern::Beep), [] as [usize; 0]);
        let beep = [vec![0; 800], synth::tone(1000, 2000), vec![0; 800]].concat();
        assert_eq!(Searches::default().find(&[Pattern::Beep], &beep, true).len(), 1);
    }
}
