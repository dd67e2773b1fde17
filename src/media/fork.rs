//! A fork: 20 ms of one or both tracks of a line for each beat of its group, handed to whoever carries it. It goes
//! where the line goes; the time line of what it hands out has no holes, whatever becomes of single beats.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::command::{ForkId, Track, Tracks};
use super::desk::{Desk, Output};
use super::fit::Fit;
use crate::audio::{Pcm, Rate};
use crate::base::Time;

/// What one beat is.
const FRAME: Duration = Duration::from_millis(20);
/// So many beats may be late before their place is filled with silence: what is only late comes still.
const LATE: u64 = 5;
/// More than this is not made up: the time line jumps.
const MOST: u64 = 50;

/// One fork of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fork {
    name: ForkId,
    tracks: Tracks,
    rate: Rate,
    said: Fit,
    heard: Fit,
    /// When its first beat was.
    began: Option<Time>,
    frames: u64,
}

impl Fork {
    pub(super) fn new(name: ForkId, tracks: Tracks, rate: Rate) -> Self {
        Self { name, tracks, rate, said: Fit::default(), heard: Fit::default(), began: None, frames: 0 }
    }

    pub(super) fn name(&self) -> ForkId {
        self.name
    }

    /// Whether this track is in it.
    pub(super) fn has(&self, track: Track) -> bool {
        self.tracks.has(track)
    }

    /// Takes the 20 ms of one beat.
    pub(super) fn take(&mut self, now: Time, said: Option<&Pcm>, heard: Option<&Pcm>, desk: &mut Desk) {
        self.fill(now, desk);
        for track in self.tracks.each() {
            let (frame, fit) = match track {
                Track::Said => (said, &mut self.said),
                Track::Heard => (heard, &mut self.heard),
            };
            let frame = frame.map_or(Pcm::silence(self.rate), |frame| fit.fit(*frame, self.rate));
            self.hand_out(*track, &frame, desk);
        }
        self.frames += 1;
    }

    /// Makes up for beats that were left out (M13) and for the way from group to group.
    fn fill(&mut self, now: Time, desk: &mut Desk) {
        let began = *self.began.get_or_insert(now);
        let due = (now.since(began).as_millis() / FRAME.as_millis()) as u64;
        if due <= self.frames + LATE {
            return;
        }
        self.frames = self.frames.max(due.saturating_sub(MOST));
        while self.frames < due {
            for track in self.tracks.each() {
                self.hand_out(*track, &Pcm::silence(self.rate), desk);
            }
            self.frames += 1;
        }
    }

    fn hand_out(&self, track: Track, frame: &Pcm, desk: &mut Desk) {
        let at = Duration::from_millis(self.frames * FRAME.as_millis() as u64);
        desk.outputs.push_back(Output::Forked { fork: self.name, track, at, samples: frame.as_slice().to_vec() });
    }
}
