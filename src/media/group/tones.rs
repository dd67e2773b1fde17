//! Keys that come as tones and leave as events (threats-and-faults M18), or do not leave at all.
//!
//! Nobody knows a tone before it has lasted 40 ms. Holding all sound back for so long would undo what came before, at
//! the price of a delay in the whole call; so what came before passes, and from the packet on in which the key is known
//! its tone does not. That is less than a receiver takes for a key (ITU-T Q.24), and what is decoded and coded again is
//! late enough to lose all of it.

use std::time::Duration;

use super::super::line::{Line, Passing};
use super::Group;
use crate::base::Time;

/// How long a key is pressed that was heard as a tone.
const PRESS: Duration = Duration::from_millis(100);

impl Group {
    /// A packet in which a key is down as a tone: what of it goes on to the other line, where the key may be pressed.
    #[cold]
    pub(super) fn on_tone(&mut self, now: Time, (place, other): (u32, u32), passing: Passing) -> Passing {
        if !self.is_withheld(place, other, Line::tone) {
            self.expect_echo(now, place, other);
            return passing;
        }
        let key = passing.tone().filter(|key| self.line(place).is_some_and(|line| !line.keeps(*key)));
        if let Some((key, other)) = key.zip(self.line_mut(other)) {
            other.press(key, PRESS);
        }
        passing.withheld()
    }

    /// The tone is heard by the other peer, and may come back from there.
    fn expect_echo(&mut self, now: Time, place: u32, other: u32) {
        let tone = self.line(place).and_then(|line| Some((line.tone()?, line.loudness_of_tone())));
        if let Some(((key, loudness), other)) = tone.zip(self.line_mut(other)) {
            other.on_passed_tone(now, key, loudness);
        }
    }

    /// Whether the other line does not hear the tone in what this one says: it is sent the key as it takes keys, or
    /// shall not know of it.
    pub(super) fn is_withheld(&self, place: u32, other: u32, tone: impl Fn(&Line) -> Option<char>) -> bool {
        let Some((line, other)) = self.line(place).zip(self.line(other)) else { return false };
        tone(line).is_some_and(|key| line.keeps(key) || line.presses_tones() && other.takes_events())
    }
}
