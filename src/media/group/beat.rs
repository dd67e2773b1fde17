//! The beat of a group: 20 ms of all its lines at once, so that both sides of a bridge stay aligned. A group in which
//! packets only pass sleeps.

use std::time::Duration;

use super::super::desk::Desk;
use super::super::line::Line;
use super::super::mouth::Beat;
use super::{Group, Place, Sounds};
use crate::base::Time;

/// Between two beats.
const TICK: Duration = Duration::from_millis(20);
/// When beats come later than this, what was missed stays missed: a burst would help nobody (M13).
const LATE: Duration = Duration::from_millis(100);

impl Group {
    /// 20 ms pass.
    pub(in crate::media) fn beat(&mut self, now: Time, desk: &mut Desk) {
        let beat = Beat { number: self.beats, now };
        self.beats += 1;
        self.next_beat += TICK;
        if now > self.next_beat + LATE {
            (self.next_beat, self.beats) = (now + TICK, self.beats + 1);
        }
        let mut sounds = std::mem::take(&mut self.sounds);
        sounds.clear();
        sounds.resize(self.places.len(), Sounds::default());
        self.hear(now, &mut sounds, desk);
        let said = self.mix(&mut sounds, desk);
        self.speak(beat, &mut sounds, desk);
        let recordings = self.recorders.len();
        self.take_down(&sounds, said.as_ref(), desk);
        self.hand_out(now, &sounds, desk);
        self.sounds = sounds;
        if self.recorders.len() != recordings {
            self.attend();
        }
        desk.beat(self.slot, self.is_awake().then_some(self.next_beat));
    }

    /// Beats as long as something needs them: at once, but not before the 20 ms of the last beat have passed.
    pub(super) fn settle(&mut self, now: Time, desk: &mut Desk) {
        if !self.is_awake() {
            desk.beat(self.slot, None);
        } else if !desk.beats(self.slot) {
            if now > self.next_beat {
                // Not the frame that follows the last one.
                (self.next_beat, self.beats) = (now, self.beats + 1);
            }
            desk.beat(self.slot, Some(self.next_beat));
        }
    }

    /// Every line with an ear yields what its peer says.
    fn hear(&mut self, now: Time, sounds: &mut [Sounds], desk: &mut Desk) {
        for (place, sounds) in self.places.iter_mut().zip(sounds) {
            if let Some(place) = place {
                sounds.said = place.line.hear(now, desk);
            }
        }
    }

    /// Every line that has to speak does; `heard` is what the room says to it.
    fn speak(&mut self, beat: Beat, sounds: &mut [Sounds], desk: &mut Desk) {
        for index in 0..sounds.len() {
            let joined = self.joined(index as u32);
            let other =
                joined.filter(|other| !self.is_withheld(*other, index as u32, |line| line.tone_in_ear(beat.now)));
            let other = other.and_then(|other| sounds.get(other as usize)?.said);
            let through = joined.and_then(|other| self.line(other)).is_some_and(Line::passes_through);
            let Self { places, clips, .. } = self;
            let Some(Some(Place { line, .. })) = places.get_mut(index) else { continue };
            let passed = other.filter(|_| !through && line.passes_on());
            let other = other.filter(|_| through).or(sounds[index].heard);
            let heard =
                if line.is_busy() || other.is_some() { line.speak(beat, other.as_ref(), clips, desk) } else { None };
            sounds[index].heard = heard.or(passed);
        }
    }

    /// Every fork takes its 20 ms.
    fn hand_out(&mut self, now: Time, sounds: &[Sounds], desk: &mut Desk) {
        for (place, sounds) in self.places.iter_mut().zip(sounds) {
            place
                .iter_mut()
                .for_each(|place| place.line.hand_out(now, sounds.said.as_ref(), sounds.heard.as_ref(), desk));
        }
    }

    fn is_awake(&self) -> bool {
        !self.recorders.is_empty()
            || self.places.iter().flatten().any(|place| {
                place.line.is_busy() || place.line.has_ear() || place.line.is_forked() || place.entered.is_some()
            })
    }
}
