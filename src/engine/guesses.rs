//! Wrong guesses of one guesser: so many within a while lock it out for a while. Who guesses, at what, and what else comes
//! of it is the business of `gate/brute` (passwords) and `room/lock` (PINs).

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;

/// Guesses remembered at most: more than any limit says nothing new.
const MOST: usize = 1_000;

/// How many are too many, and what comes of it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Limit {
    /// Wrong ones within the window that lock out.
    pub(super) most: usize,
    /// How long a wrong one counts.
    pub(super) window: Duration,
    /// How long the lock is on.
    pub(super) lock: Duration,
}

/// What one guesser has guessed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Guesses {
    wrong: VecDeque<Time>,
    locked_until: Option<Time>,
}

impl Guesses {
    /// One more wrong one. Whether its guesser is locked out by it.
    pub(super) fn on_wrong(&mut self, now: Time, limit: &Limit) -> bool {
        while self.wrong.front().is_some_and(|first| now - *first >= limit.window) {
            self.wrong.pop_front();
        }
        if self.wrong.len() < MOST {
            self.wrong.push_back(now);
        }
        let is_enough = self.wrong.len() >= limit.most;
        if is_enough {
            self.wrong.clear();
            self.locked_until = Some(now + limit.lock);
        }
        is_enough
    }

    /// Whether its guesser is locked out.
    pub(super) fn is_locked(&self, now: Time) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }

    /// Whether it may be forgotten: nothing in it counts any more.
    pub(super) fn is_old(&self, now: Time, window: Duration) -> bool {
        !self.is_locked(now) && self.wrong.back().is_none_or(|last| now - *last >= window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { most: 3, window: Duration::from_secs(60), lock: Duration::from_secs(600) };

    fn at(secs: u64) -> Time {
        Time::from_secs(1_000_000) + Duration::from_secs(secs)
    }

    #[test]
    fn the_third_in_a_minute_locks_out_for_ten_and_then_it_begins_anew() {
        let mut guesses = Guesses::default();
        assert_eq!([0, 59, 61].map(|secs| guesses.on_wrong(at(secs), &LIMIT)), [false; 3], "the first has gone");
        assert!(
            guesses.on_wrong(at(62), &LIMIT) && guesses.is_locked(at(661)) && !guesses.is_old(at(661), LIMIT.window)
        );
        assert!(!guesses.is_locked(at(662)) && guesses.is_old(at(662), LIMIT.window));
        assert!(!guesses.on_wrong(at(700), &LIMIT) && !guesses.is_old(at(701), LIMIT.window));
    }

    #[test]
    fn whoever_is_never_locked_out_fills_no_memory() {
        let (mut guesses, never) = (Guesses::default(), Limit { most: usize::MAX, ..LIMIT });
        assert!(!(0..5_000).any(|_| guesses.on_wrong(at(0), &never)));
        assert_eq!(guesses.wrong.len(), MOST);
    }
}
