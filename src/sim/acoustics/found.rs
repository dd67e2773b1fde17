//! What a sound is known by, and where it was heard: from where to where it was heard.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::measure::{is_in_tune, is_key, is_quiet, is_tone};
use super::ringing::{GAP, is_burst, may_ring};
use super::search::Search;
use super::template::Template;
use crate::sim::story::Pitch;

/// What is compared at once: 20 ms.
const FRAME: usize = 160;
/// A frame is still so if this much of it is something else; then an edge is that far inside of
/// the last such frame. Silence is wholly silent.
const FOREIGN: usize = 31;
/// The same of two frequencies at once, which take more from each other at an edge.
const FOREIGN_OF_TWO: usize = 64;
/// The same of what is in a band.
const FOREIGN_OF_BAND: usize = 120;
/// A key is longer than what is a key by chance.
const CHANCE: usize = FRAME + FRAME / 2;
/// How many samples a beep has: fewer are a key, more are a tone.
const BEEP: std::ops::Range<usize> = 1200..4800;
const BEEPING: Pitch = Pitch(1000, None);
/// A tone that goes on is not told from those near to it before so many samples are there; two at once never are, for
/// in a frame or two others may look like them.
const SOON: usize = 800;

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
    /// A tone.
    Tone(Pitch),
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

/// Frames in a row that are so, one after the other; where they begin and end is looked for between the frames.
#[derive(Debug, Default)]
struct Runs {
    /// The first frame that has not been looked at.
    next: usize,
    passages: Vec<Passage>,
    /// Behind the last frame of the last passage.
    last: usize,
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
                Pattern::Frames(kind @ Frames::Key(_)) => {
                    all.extend(self.runs(*kind, heard, is_over).into_iter().filter(|run| run.sounding >= CHANCE));
                }
                Pattern::Frames(kind) => all.extend(self.runs(*kind, heard, is_over)),
                Pattern::Beep => {
                    let found = self.runs(Frames::Tone(BEEPING), heard, is_over).into_iter();
                    all.extend(found.filter(|run| !run.is_open && BEEP.contains(&run.sounding)));
                }
            }
        }
        all.sort_by_key(|passage| (passage.begin, passage.end));
        all
    }

    fn runs(&mut self, kind: Frames, heard: &[i16], is_over: bool) -> Vec<Passage> {
        let runs = self.frames.entry(kind).or_default();
        runs.go_on(kind, heard);
        let mut passages = runs.passages.clone();
        if let Some(last) = passages.last_mut() {
            last.is_open = !is_over && runs.last + kind.gap() + FRAME > heard.len();
            if !last.is_open {
                *last = last.until(kind.end(heard, runs.last));
            }
        }
        passages.pop_if(|last| !kind.is_indeed(last, heard));
        passages
    }
}

impl Passage {
    /// The same with another end.
    fn until(self, end: usize) -> Self {
        Self { end, sounding: end.saturating_sub(self.begin), ..self }
    }
}

impl Frames {
    fn is(self, frame: &[i16]) -> bool {
        match self {
            Self::Tone(pitch) => is_tone(frame, pitch),
            Self::Key(key) => is_key(frame, key),
            Self::Ringback => may_ring(frame),
            Self::Silence => is_quiet(frame),
        }
    }

    /// Whether the whole is what its frames seem to be.
    fn is_indeed(self, passage: &Passage, heard: &[i16]) -> bool {
        let sound = heard.get(passage.begin..passage.end).unwrap_or_default();
        match self {
            Self::Tone(pitch) => {
                let is_told = sound.len() >= SOON || !passage.is_open && pitch.1.is_none();
                is_told && is_in_tune(sound, pitch)
            }
            // How long it is, is known when it is over.
            Self::Ringback => !passage.is_open && is_burst(sound),
            Self::Key(_) | Self::Silence => true,
        }
    }

    /// What is so short and not so does not part two stretches that are.
    const fn gap(self) -> usize {
        if matches!(self, Self::Ringback) { GAP } else { FRAME }
    }

    /// Where it begins, for a frame at `at` that is the first of those that are so.
    fn begin(self, heard: &[i16], at: usize) -> usize {
        let is_so = |from: &usize| heard.get(*from..*from + FRAME).is_some_and(|frame| self.is(frame));
        let first = (at.saturating_sub(FRAME)..at).rev().take_while(is_so).last();
        first.map_or(at, |first| first + self.foreign())
    }

    /// Where it ends, for a frame before `at` that is the last of those that are so.
    fn end(self, heard: &[i16], at: usize) -> usize {
        let is_so = |end: &usize| heard.get(*end - FRAME..*end).is_some_and(|frame| self.is(frame));
        let last = (at + 1..at + FRAME).take_while(is_so).last();
        last.map_or(at, |last| last - self.foreign())
    }

    fn foreign(self) -> usize {
        match self {
            Self::Silence => 0,
            Self::Ringback => FOREIGN_OF_BAND,
            Self::Tone(Pitch(_, Some(_))) => FOREIGN_OF_TWO,
            _ => FOREIGN,
        }
    }
}

impl Runs {
    /// Whatever is over is kept if it is indeed what it seemed to be, so that it is looked at once.
    fn go_on(&mut self, kind: Frames, heard: &[i16]) {
        while let Some(frame) = heard.get(self.next * FRAME..(self.next + 1) * FRAME) {
            let (begin, end) = (self.next * FRAME, (self.next + 1) * FRAME);
            self.next += 1;
            if !kind.is(frame) {
                continue;
            }
            match self.passages.last_mut() {
                Some(last) if begin - self.last <= kind.gap() => *last = last.until(end),
                last => {
                    last.into_iter().for_each(|last| *last = last.until(kind.end(heard, self.last)));
                    self.passages.pop_if(|last| !kind.is_indeed(last, heard));
                    let begin = kind.begin(heard, begin);
                    let passage = Passage { begin, end, sounding: 0, from: 0, to: 0, is_open: false };
                    self.passages.push(passage.until(end));
                }
            }
            self.last = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::synth;
    use super::*;
    use crate::audio::tone::RINGBACK;

    /// Of all passages, which are not more than five milliseconds off.
    fn lengths(pattern: Pattern, heard: &[i16], expected: &[usize]) {
        let found = Searches::default().find(&[pattern], heard, true);
        let found: Vec<usize> = found.iter().map(|passage| passage.sounding).collect();
        let near = found.iter().zip(expected).all(|(found, expected)| found.abs_diff(*expected) <= 40);
        assert!(found.len() == expected.len() && near, "{found:?} instead of {expected:?}");
    }

    #[test]
    fn tones_keys_and_silence_have_their_lengths_to_milliseconds_wherever_their_frames_begin() {
        for shift in [0, 1, 31, 80, 159] {
            let key = (0..5).flat_map(|n| synth::digit_frame('5', 160 * n)).collect();
            let heard = [vec![0; 1600 + shift], synth::tone(440, 8000), vec![0; 800], key, vec![0; 1600]].concat();
            lengths(Pattern::Frames(Frames::Tone(Pitch(440, None))), &heard, &[8000]);
            lengths(Pattern::Frames(Frames::Key('5')), &heard, &[800]);
            lengths(Pattern::Frames(Frames::Key('6')), &heard, &[]);
            lengths(Pattern::Frames(Frames::Silence), &heard, &[1600 + shift, 800, 1600]);
            lengths(Pattern::Beep, &heard, &[]);
            let beep = [vec![0; 800 + shift], synth::tone(1000, 2000), vec![0; 800]].concat();
            lengths(Pattern::Beep, &beep, &[2000]);
            let rings = (0..50).flat_map(|n| RINGBACK.frame(160 * n)).collect();
            let ringing = [vec![0; 800 + shift], rings, vec![0; 1600]].concat();
            // What is in the band of all ringing tones has coarser edges than a tone.
            let found = Searches::default().find(&[Pattern::Frames(Frames::Ringback)], &ringing, true);
            assert!(found.len() == 1 && found[0].sounding.abs_diff(8000) < FRAME, "{found:?}");
        }
    }
}
