//! The search for one sound in what is heard, as it goes on: looked up where
//! nothing is known, followed where it is found.

use std::sync::Arc;

use super::found::Passage;
use super::measure::is_quiet;
use super::template::{Lie, Spot, Template};

/// What is compared at once: 20 ms.
const FRAME: usize = 160;
/// How far apart places are where the sound is looked up.
const HOP: usize = 800;
/// So much that is unlike in a row does not end it: lost packets.
const GAP: usize = 800;
/// So much in which something louder drowns it does not end it either.
const DROWNED: usize = 8000;
/// How alike what is around a piece must be that was found, for two voices may be alike for a moment.
const CONFIRMED: f64 = 0.35;
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
    origin: Origin,
    begin: usize,
    /// Behind the last frame that was like it.
    good: usize,
    /// How much was heard since then that was unlike it, and would not have drowned it.
    unlike: usize,
}

/// Where the sound would begin in what is heard.
#[derive(Clone, Copy, Debug)]
struct Origin {
    at: isize,
    lie: Lie,
}

impl Origin {
    /// The place in the sound of a place in what is heard.
    fn spot(self, at: usize) -> Spot {
        Spot { offset: usize::try_from(at as isize - self.at).unwrap_or(0), lie: self.lie }
    }
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
            Some(Spot { offset, lie }) => {
                self.begin(heard, (at, length), Origin { at: at as isize - offset as isize, lie });
            }
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
                let origin = Origin { at: begin as isize, lie: Lie::Upon };
                self.run = Some(Run { origin, begin, good: begin, unlike: 0 });
            }
            None => self.next += HOP.min(length),
        }
        true
    }

    /// A piece is known although only a part of it is the sound.
    fn begin(&mut self, heard: &[i16], (at, length): (usize, usize), origin: Origin) {
        let is_alike = |from: &usize| {
            heard.get(*from..*from + FRAME).is_some_and(|frame| self.template.is_alike(origin.spot(*from), frame))
        };
        let good = (at..at + length).step_by(FRAME).find(is_alike);
        match good.filter(|_| self.is_confirmed(heard, (at, length), origin)) {
            Some(good) => {
                self.next = good;
                self.run = Some(Run { origin, begin: self.first(heard, good, origin), good, unlike: 0 });
            }
            None => self.next += HOP.min(length),
        }
    }

    /// Whether as much again before and behind the piece is alike, as far as the sound goes.
    fn is_confirmed(&self, heard: &[i16], (at, length): (usize, usize), origin: Origin) -> bool {
        let begin = at.saturating_sub(length).max(usize::try_from(origin.at).unwrap_or(0));
        let rest = self.template.samples().len().saturating_sub(origin.spot(begin).offset);
        let end = (at + 2 * length).min(begin + rest).min(heard.len());
        heard.get(begin..end).is_some_and(|around| self.template.likeness(origin.spot(begin), around) > CONFIRMED)
    }

    /// The first sample before `at` that belongs to the sound.
    fn first(&self, heard: &[i16], at: usize, origin: Origin) -> usize {
        let floor = self.passages.last().map_or(0, |passage| passage.end).max(usize::try_from(origin.at).unwrap_or(0));
        let (mut good, mut look, mut unlike) = (at, at, 0);
        while look > floor && unlike <= GAP && good - look <= DROWNED {
            let from = look.saturating_sub(FRAME).max(floor);
            let Some(frame) = heard.get(from..look) else { break };
            if self.template.is_alike(origin.spot(from), frame) {
                (good, unlike) = (from, 0);
            } else if !self.template.is_drowned(origin.spot(from), frame) {
                unlike += look - from;
            }
            look = from;
        }
        // A beginning that something louder drowns is a beginning.
        if unlike == 0 && good - look <= DROWNED { look } else { good }
    }

    fn follow(&mut self, run: Run, heard: &[i16]) -> bool {
        let spot = run.origin.spot(self.next);
        let left = self.template.samples().len().saturating_sub(spot.offset);
        if left == 0 {
            let end = if run.unlike <= TAIL { self.next } else { run.good };
            self.close(run, end);
            return true;
        }
        let end = self.next + left.min(FRAME);
        let Some(frame) = heard.get(self.next..end) else { return false };
        if self.template.is_alike(spot, frame) {
            self.run = Some(Run { good: end, unlike: 0, ..run });
        } else {
            let unlike =
                if self.template.is_drowned(spot, frame) { run.unlike } else { run.unlike + (end - self.next) };
            if unlike > GAP || end - run.good > DROWNED {
                self.close(run, run.good);
                return true;
            }
            self.run = Some(Run { unlike, ..run });
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
        let offset = |at: usize| run.origin.spot(at).offset;
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
    use super::super::rate::between;
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
    fn three_who_speak_at_once_are_each_found_whole_and_a_fourth_is_not() {
        let voices = [5, 6, 7].map(|seed| synth::own_voice(seed, 16_000));
        let sum = |at: usize| voices.iter().map(|voice| i32::from(voice[at])).sum::<i32>();
        let mixed: Vec<i16> = (0..16_000).map(|at| (sum(at) / 2) as i16).collect();
        let heard = [vec![0; 1111], mixed, vec![0; 3000]].concat();
        for voice in &voices {
            let found = all(voice, &heard);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].0.abs_diff(1111) <= 160 && found[0].1.abs_diff(16_000) <= 160, "{found:?}");
        }
        assert_eq!(all(&synth::own_voice(8, 16_000), &heard), []);
    }

    #[test]
    fn what_lies_between_the_samples_is_found() {
        let sound = synth::own_voice(5, 16_000);
        let stranger = synth::own_voice(6, 16_000);
        let crowd: Vec<i16> = between(&sound).iter().zip(&stranger).map(|(a, b)| a / 2 + b / 2).collect();
        for heard in [between(&sound), crowd] {
            let found = all(&sound, &[vec![0; 1111], heard, vec![0; 3000]].concat());
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].0.abs_diff(1111) <= 160 && found[0].1.abs_diff(16_000) <= 160, "{found:?}");
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
