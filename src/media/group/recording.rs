//! The recordings of a group, and which of its lines need an ear: for recordings, for forks, for others that hear them.

use std::time::Duration;

use super::super::command::{Ended, LineId, Of, Recording, Track};
use super::super::desk::Desk;
use super::super::line::Line;
use super::super::recorder::Recorder;
use super::room::Entered;
use super::{Group, Place, Sounds};
use crate::audio::Pcm;
use crate::base::RecordingSid;

impl Group {
    /// Begins a recording; one of a line that is gone is over at once.
    pub(super) fn record(&mut self, recording: RecordingSid, plan: Recording, desk: &mut Desk) {
        if self.recorders.iter().any(|known| known.name() == recording) {
            return;
        }
        let place = plan.of.line().and_then(|line| self.find(line));
        let lines = [place, place.and_then(|place| self.joined(place))];
        let rates = lines.into_iter().flatten().filter_map(|place| self.line(place)).map(Line::rate);
        let of_nobody = plan.of.line().is_some() && place.is_none();
        let rate = if plan.of == Of::Room { self.widest() } else { rates.max().unwrap_or_default() };
        let recorder = Recorder::begin(recording, self.id, plan, rate, desk);
        match of_nobody {
            false => self.recorders.push(recorder),
            true => recorder.end(Ended::Closed, Duration::ZERO, desk),
        }
    }

    /// Ends a recording.
    pub(super) fn stop(&mut self, recording: RecordingSid, cut: Duration, desk: &mut Desk) {
        if let Some(at) = self.recorders.iter().position(|known| known.name() == recording) {
            self.recorders.remove(at).end(Ended::Stopped, cut, desk);
        }
    }

    /// Ends the recordings of a line that closes.
    pub(super) fn stop_of(&mut self, line: LineId, desk: &mut Desk) {
        while let Some(at) = self.recorders.iter().position(|known| known.line() == Some(line)) {
            self.recorders.remove(at).end(Ended::Closed, Duration::ZERO, desk);
        }
    }

    /// What is copied of the second line is copied of the first one.
    pub(super) fn inherit(&mut self, place: u32, from: u32, (line, of): (LineId, LineId)) {
        self.recorders.iter_mut().filter(|known| known.line() == Some(of)).for_each(|known| known.follow(line));
        let forks = self.line_mut(from).map(Line::give_forks).unwrap_or_default();
        if let Some(line) = self.line_mut(place) {
            forks.into_iter().for_each(|fork| line.fork(fork));
        }
    }

    /// Each recording takes its 20 ms; `room` is what is said in the room.
    pub(super) fn take_down(&mut self, sounds: &[Sounds], room: Option<&Pcm>, desk: &mut Desk) {
        let mut at = 0;
        while let Some(recorder) = self.recorders.get_mut(at) {
            let line = recorder.line();
            let is_it = |place: &Option<Place>| place.as_ref().is_some_and(|it| Some(it.line.name().line) == line);
            let place = self.places.iter().position(is_it);
            let sounds = place.and_then(|place| sounds.get(place)).copied().unwrap_or_default();
            let heard = if line.is_none() { room } else { sounds.heard.as_ref() };
            match recorder.take(sounds.said.as_ref(), heard, desk) {
                Some(ended) => self.recorders.remove(at).end(ended, Duration::ZERO, desk),
                None => at += 1,
            }
        }
    }

    /// Opens the ears that are needed and closes the others.
    pub(super) fn attend(&mut self) {
        for index in 0..self.places.len() {
            let wanted = self.places.get(index).and_then(Option::as_ref).is_some_and(|place| {
                let name = place.line.name().line;
                let joined = place.joined.and_then(|other| self.line(other));
                let other = joined.map(|line| line.name().line);
                let forked = place.line.forks(Track::Said) || joined.is_some_and(|line| line.forks(Track::Heard));
                let recorded = self.recorders.iter().any(|recorder| {
                    let of = recorder.line();
                    of == Some(name) && recorder.says() || of.is_some() && of == other && recorder.hears()
                });
                let speaks = place.entered.as_ref().is_some_and(Entered::speaks);
                recorded || forked || speaks
            });
            if let Some(Some(place)) = self.places.get_mut(index) {
                place.line.attend(wanted);
            }
        }
    }
}
