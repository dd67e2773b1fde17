//! The search for one sound in what is heard, as it goes on: looked up where nothing is known, followed where it is found.

use std::sync::Arc;

use super::found::Passage;
use super::measure::is_quiet;
use super::template::Template;

/// What is compared at once: 20 ms.
const FRAME: usize = 160;
/// How far apart places are where the sound is looked up.
const HOP: usize = 800;
/// So much that is unlike in a row does not end it: lost packets.
const GAP: usize = 800;
/// What is left of a sound so short after its last like frame belongs to it.
const TAIL: usize = 320;

/// How far the search has come.
#[derive(Debug)]
pub(super) struct Search {
    template: Arc<Template>,
    next: usize,
    passages: Vec<Passage>,
    run: Option<Run>,
}

/// The sound, being heard.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where the sound would begin in what is heard.
    origin: isize,
    begin: usize,
    /// Behind the last frame that was like it.
    good: usize,
}

impl Search {
    pub(super) const fn new(template: Arc<Template>) -> Self {
        Self { template, next: 0, passages: Vec::new(), run: None }
    }

    /// Goes on as far as `heard` reaches; what comes later is longer.
    pub(super) fn go_on(&mut self, heard: &[i16], is_over: bool) {
        loop {
            let goes_on = match self.run {
                Some(run) => self.follow(run, heard),
                None => self.look_up(heard),
            };
            if !goes_on {
                break;
            }
        }
        if let Some(run) = self.run.filter(|_| is_over) {
            self.close(run, run.good);
        }
    }

    /// What was found so far, also what still goes on.
    pub(super) fn passages(&self) -> Vec<Passage> {
        let mut all = self.passages.clone();
        if let Some(run) = self.run {
            let passage = Self::passage(run, run.good);
            merge(&mut all, Passage { is_open: true, ..passage }, self.template.samples().len());
        }
        all
    }

    fn look_up(&mut self, heard: &[i16]) -> bool {
        let (at, length) = (self.next, self.template.piece());
        let Some(piece) = heard.get(at..at + length).filter(|_| length >= FRAME) else { return false };
        let found = match is_quiet(piece) {
            true => None,
            false if self.template.is_periodic() => return self.begin_with_onset(heard, at, length),
            false => self.template.locate(piece),
        };
        match found {
            Some(offset) => self.begin(heard, (at, length), at as isize - offset as isize),
            None => self.next += HOP.min(length),
        }
        true
    }

    /// What repeats itself could be heard from anywhere in it: it is heard from its beginning.
    fn begin_with_onset(&mut self, heard: &[i16], at: usize, length: usize) -> bool {
        let floor = self.passages.last().map_or(0, |passage| passage.end).max(at.saturating_sub(2 * HOP));
        let Some(piece) = heard.get(floor..at + length) else { return false };
        match self.template.onset(piece) {
            Some(place) => {
                let begin = floor + place;
                self.next = begin;
                self.run = Some(Run { origin: begin as isize, begin, good: begin });
            }
            None => self.next += HOP.min(length),
        }
        true
    }

    /// A piece is known although only a part of it is the sound.
    fn begin(&mut self, heard: &[i16], (at, length): (usize, usize), origin: isize) {
        let is_alike = |from: &usize| {
            let offset = usize::try_from(*from as isize - origin).unwrap_or(0);
            heard.get(*from..*from + FRAME).is_some_and(|frame| self.template.is_alike(offset, frame))
        };
        match (at..at + length).step_by(FRAME).find(is_alike) {
            Some(good) => {
                self.next = good;
                self.run = Some(Run { origin, begin: self.first(heard, good, origin), good });
            }
            None => self.next += HOP.min(length),
        }
    }

    /// The first sample before `at` that belongs to the sound.
    fn first(&self, heard: &[i16], at: usize, origin: isize) -> usize {
        let floor = self.passages.last().map_or(0, |passage| passage.end).max(usize::try_from(origin).unwrap_or(0));
        let (mut good, mut look) = (at, at);
        while look > floor && good - look <= GAP {
            let from = look.saturating_sub(FRAME).max(floor);
            let Some(frame) = heard.get(from..look) else { break };
            let offset = usize::try_from(from as isize - origin).unwrap_or(0);
            look = from;
            if self.template.is_alike(offset, frame) {
                good = from;
            }
        }
        good
    }

    fn follow(&mut self, run: Run, heard: &[i16]) -> bool {
        let offset = usize::try_from(self.next as isize - run.origin).unwrap_or(0);
        let left = self.template.samples().len().saturating_sub(offset);
        if left == 0 {
            let end = if self.next - run.good <= TAIL { self.next } else { run.good };
            self.close(run, end);
            return true;
        }
        let end = self.next + left.min(FRAME);
        let Some(frame) = heard.get(self.next..end) else { return false };
        if self.template.is_alike(offset, frame) {
            self.run = Some(Run { good: end, ..run });
        } else if end - run.good > GAP {
            self.close(run, run.good);
            return true;
        }
        self.next = end;
        true
    }

    fn close(&mut self, run: Run, end: usize) {
        self.run = None;
        // Behind the passage, but never back to where it was looked up: that would find it for ever.
        self.next = if end > run.begin + FRAME { end } else { self.next + HOP };
        merge(&mut self.passages, Self::passage(run, end), self.template.samples().len());
    }

    fn passage(run: Run, end: usize) -> Passage {
        let offset = |at: usize| usize::try_from(at as isize - run.origin).unwrap_or(0);
        Passage {
            begin: run.begin,
            end,
            sounding: end.saturating_sub(run.begin),
            from: offset(run.begin),
            to: offset(end),
            is_open: false,
        }
    }
}

/// A sound that went on after a pause where it had stopped is one passage.
fn merge(passages: &mut Vec<Passage>, more: Passage, whole: usize) {
    if more.sounding < FRAME {
        return;
    }
    match passages.last_mut() {
        Some(last) if last.to + TAIL < whole && last.to.abs_diff(more.from) <= TAIL => {
            last.end = more.end;
            last.to = more.to;
            last.sounding += more.sounding;
            last.is_open = more.is_open;
        }
        _ => passages.push(more),
    }
}

#[cfg(test)]
mod tests {
    use super::super::synth;
    use super::*;
    use crate::audio::codec::Law;

    fn all(sound: &[i16], heard: &[i16]) -> Vec<(usize, usize)> {
        let mut search = Search::new(Arc::new(Template::new(sound.to_vec())));
        // As it comes: a packet at a time.
        for end in (0..heard.len()).step_by(160) {
            search.go_on(&heard[..end], false);
        }
        search.go_on(heard, true);
        search.passages().iter().map(|passage| (passage.begin, passage.sounding)).collect()
    }

    #[test]
    fn a_sound_is_found_to_the_sample_as_often_as_it_is_heard() {
        let sound = synth::own_voice(5, 12_345);
        let stranger = synth::own_voice(6, 7000);
        let once = [vec![0; 1111], sound.clone(), stranger.clone()].concat();
        let once = Law::A.decode_all(&Law::A.encode_all(&once));
        assert_eq!(all(&sound, &once), [(1111, 12_345)]);
        let twice = [stranger, sound.clone(), sound.clone(), vec![0; 3000], sound.clone()].concat();
        assert_eq!(all(&sound, &twice), [(7000, 12_345), (19_345, 12_345), (34_690, 12_345)]);
    }

    #[test]
    fn what_is_cut_off_is_as_long_as_it_was_heard() {
        let sound = synth::own_voice(5, 24_000);
        let cut = [sound[..9600].to_vec(), vec![0; 4000]].concat();
        let found = all(&sound, &cut);
        assert_eq!(found.len(), 1);
        assert!(found[0].1.abs_diff(9600) <= 160, "{found:?}");
        let late = [sound[8000..].to_vec(), vec![0; 4000]].concat();
        assert_eq!(all(&sound, &late), [(0, 16_000)]);
    }

    #[test]
    fn a_tone_has_its_length_although_all_of_it_is_alike() {
        for (hz, length) in [(440, 8000), (1000, 4000), (555, 12_345)] {
            let tone = synth::tone(hz, length);
            let twice = [vec![0; 1111], tone.clone(), synth::own_voice(6, 7000), tone.clone(), vec![0; 2000]].concat();
            let twice = Law::A.decode_all(&Law::A.encode_all(&twice));
            assert_eq!(all(&tone, &twice), [(1111, length), (1111 + length + 7000, length)], "{hz}");
        }
    }

    #[test]
    fn lost_packets_and_a_pause_for_the_download_do_not_divide_it() {
        let sound = synth::own_voice(5, 16_000);
        let mut lossy = sound.clone();
        for at in [1600, 4800, 8160] {
            lossy[at..at + 320].fill(0);
        }
        assert_eq!(all(&sound, &lossy), [(0, 16_000)]);
        let halting = [sound[..8000].to_vec(), vec![0; 4000], sound[8000..].to_vec()].concat();
        let found = all(&sound, &halting);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.abs_diff(16_000) <= 160, "{found:?}");
    }
}
