//! What the town sees of a phone: what it has heard and when, and whether it is still busy.

use super::super::acoustics::{Pattern, Stretch};
use super::super::story::Heard;
use super::{Phone, Tapes};
use crate::base::Time;

impl Phone {
    /// Says something in every call, so that it can be heard who hears whom.
    pub(in crate::sim) fn say(&mut self, now: Time) {
        for call in self.calls.values_mut() {
            call.sound.say(now);
        }
    }

    /// When it last heard this, in any call.
    pub(in crate::sim) fn last_heard(&self, what: &Heard) -> Option<Time> {
        self.calls.values().filter_map(|call| call.sound.last_heard(what)).max()
    }

    /// When it last heard anything.
    pub(in crate::sim) fn last_sound(&self) -> Option<Time> {
        self.calls.values().filter_map(|call| call.sound.last_sound()).max()
    }

    /// When it heard one of these patterns, in any call, in order.
    pub(in crate::sim) fn heard(&mut self, now: Time, patterns: &[Pattern]) -> Vec<Stretch> {
        let mut all: Vec<Stretch> = self.tapes_mut().flat_map(|tapes| tapes.heard.find(now, patterns)).collect();
        all.sort_by_key(|stretch| (stretch.begin, stretch.end));
        all
    }

    /// The sound of its calls, in their order, as far as it is kept.
    pub(in crate::sim) fn tapes_mut(&mut self) -> impl Iterator<Item = &mut Tapes> {
        let current = self.calls.values_mut().filter_map(|call| call.sound.tapes_mut());
        self.tapes.iter_mut().chain(current)
    }

    /// Its name.
    pub(in crate::sim) fn name(&self) -> &str {
        &self.card.name
    }

    /// Whether its cable is cut.
    pub(in crate::sim) const fn is_gone(&self) -> bool {
        self.gone
    }

    /// Whether there was anything that it could have heard: a call with sound.
    pub(in crate::sim) fn could_hear(&self) -> bool {
        self.had_sound || self.calls.values().any(|call| call.sound.has_begun())
    }

    /// How many calls it believes to be in.
    pub(in crate::sim) fn calls(&self) -> usize {
        self.calls.len()
    }

    /// Whether its script still has something to do.
    pub(in crate::sim) fn is_acting(&self) -> bool {
        !self.gone && self.calls.values().any(|call| call.next_act().is_some())
    }
}
