//! The forks of a line, which go where it goes, and what is poured into it from outside.

use std::time::Duration;

use super::super::command::{ForkId, Track};
use super::super::desk::{Desk, Output};
use super::super::fork::Fork;
use super::Line;
use crate::audio::Pcm;
use crate::base::Time;

impl Line {
    /// A fork begins, unless one has this name already.
    pub(in crate::media) fn fork(&mut self, fork: Fork) {
        if !self.has_fork(fork.name()) {
            self.forks.push(fork);
        }
    }

    /// A fork ends, with what was poured by it.
    pub(in crate::media) fn unfork(&mut self, fork: ForkId) {
        self.forks.retain(|known| known.name() != fork);
        self.mouth.stop_pouring(fork);
    }

    /// All forks, for another line.
    pub(in crate::media) fn give_forks(&mut self) -> Vec<Fork> {
        std::mem::take(&mut self.forks)
    }

    /// Whether a fork takes this track.
    pub(in crate::media) fn forks(&self, track: Track) -> bool {
        self.forks.iter().any(|fork| fork.has(track))
    }

    /// Whether there is a fork.
    pub(in crate::media) fn is_forked(&self) -> bool {
        !self.forks.is_empty()
    }

    /// Each fork takes its 20 ms.
    pub(in crate::media) fn hand_out(&mut self, now: Time, said: Option<&Pcm>, heard: Option<&Pcm>, desk: &mut Desk) {
        self.forks.iter_mut().for_each(|fork| fork.take(now, said, heard, desk));
    }

    /// Sound from outside.
    pub(in crate::media) fn pour(&mut self, fork: ForkId, samples: Vec<i16>, room: Duration, desk: &mut Desk) {
        if !self.has_fork(fork) {
            return;
        }
        let samples = self.mouth.pouring(fork).pour(samples, room);
        if samples > 0 {
            desk.outputs.push_back(Output::Spilled { fork, samples });
        }
    }

    /// A mark behind what was poured.
    pub(in crate::media) fn mark(&mut self, fork: ForkId, name: String) {
        if self.has_fork(fork) {
            self.mouth.pouring(fork).mark(name);
        }
    }

    /// What was poured is not heard.
    pub(in crate::media) fn clear(&mut self, fork: ForkId, desk: &mut Desk) {
        if self.has_fork(fork) {
            let marks = self.mouth.pouring(fork).clear();
            tell_marks(fork, marks, desk);
        }
    }

    /// Tells the marks whose time has come.
    pub(super) fn pass_marks(&mut self, desk: &mut Desk) {
        if let Some((fork, marks)) = self.mouth.passed_marks() {
            tell_marks(fork, marks, desk);
        }
    }

    fn has_fork(&self, fork: ForkId) -> bool {
        self.forks.iter().any(|known| known.name() == fork)
    }
}

fn tell_marks(fork: ForkId, marks: Vec<String>, desk: &mut Desk) {
    desk.outputs.extend(marks.into_iter().map(|name| Output::Marked { fork, name }));
}
