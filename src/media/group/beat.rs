//! The beat of a group: 20 ms of all its lines at once, so that both sides of a bridge stay aligned. A group in which
//! packets only pass sleeps.

use std::time::Duration;

use super::super::desk::Desk;
use super::super::mouth::Beat;
use super::Group;
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
        let Self { places, clips, .. } = self;
        for place in places.iter_mut().flatten() {
            if place.line.is_busy() {
                place.line.speak(beat, None, clips, desk);
            }
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

    fn is_awake(&self) -> bool {
        self.places.iter().flatten().any(|place| place.line.is_busy())
    }
}
