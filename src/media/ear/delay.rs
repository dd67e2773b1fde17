//! How long sound waits before it is heard: as long as the packets of this peer scatter, between 20 and 200 ms
//! (spec §11).
//!
//! The fastest packet of the last seconds is the measure: it has no delay but that of the path. How much longer others
//! take is followed from above and forgotten slowly; what is very late only when that happens again, for a path that
//! stood still once is no reason to wait. Clocks that drift apart move the fastest packet, and the delay
//! follows.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;

/// What packets are thought to scatter at first, in microseconds; with the margin and the 20 ms between two beats that
/// is a delay of 40 ms on average.
const FIRST: i64 = 15_000;
const MARGIN: i64 = 15_000;
/// The least and the most that is aimed at.
const LEAST: i64 = 20_000;
const MOST: i64 = 200_000;
/// Whoever is later than this is followed when another one has been, not together with it.
const STALL: i64 = 105_000;
/// Between these after each other, packets that are so late are late by themselves.
const AGAIN: std::ops::Range<i64> = 20_000..EPOCH;
/// The delay stays between these around the aim, which is more than the half frame by which it is corrected; so two
/// ears beside each other stay within 20 ms.
const SHORT: i64 = -5_000;
const LONG: i64 = 10_000;
/// So far from the aim, sound is left out even if it is heard.
const TOO_FAR: i64 = 60_000;
/// So far from the aim, nobody wants to hear what lies between: the path stood still and then brought all at once.
const STALLED: i64 = 300_000;
/// A packet that is so much off comes from another time line.
const JUMP: i64 = 1_000_000;
/// When all that comes for so long is late, the path has become longer.
const LONGER: i64 = 100_000;
/// How long the fastest packet counts: one to two of these.
const EPOCH: i64 = 4_000_000;
/// A packet's scatter counts half after 350 more.
const FORGET: i64 = 512;

/// The delay of one ear. Times are of the engine's clock, places of the peer's; both in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Delay {
    /// Arrival minus place of the fastest packet, in this epoch and the one before.
    fastest: [i64; 2],
    epoch: i64,
    /// How much longer than the fastest the slower ones take.
    scatter: i64,
    /// When one came that was later than a stall is thought to be.
    stalled_at: Option<i64>,
    /// Since when everything was late.
    late_since: Option<i64>,
    has_begun: bool,
}

/// How the next frame is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// It is not yet time.
    Early,
    /// The delay is too short: let something be heard twice, or wait for what has not come.
    Slow,
    /// One frame for one beat.
    Even,
    /// The delay is too long: leave something out that nobody misses.
    Fast,
    /// It is much too long: leave something out.
    Hurry,
    /// It is hopelessly long: go on at this place, in microseconds.
    Leap(i64),
    /// The time line is another one.
    Anew,
}

impl Delay {
    /// The first packet of a stream.
    pub(super) fn begin(&mut self, now: Time, place: i64) {
        let transit = now.as_micros() - place;
        let scatter = FIRST;
        *self = Self { fastest: [transit; 2], epoch: now.as_micros(), scatter, ..Self::default() };
    }

    /// A packet of this place has come, while `played` is the place that is heard next.
    pub(super) fn arrive(&mut self, now: Time, place: i64, played: i64) -> Pace {
        let now = now.as_micros();
        let transit = now - place;
        let slower = transit - self.reference();
        if slower.abs() > JUMP || self.stays_late(now, place < played) {
            return Pace::Anew;
        }
        if now - self.epoch > EPOCH {
            (self.fastest, self.epoch) = ([transit, self.fastest[0]], now);
        }
        self.fastest[0] = self.fastest[0].min(transit);
        let slower = if self.is_stall(now, slower) { STALL } else { slower.clamp(0, MOST) };
        self.scatter = (self.scatter - self.scatter / FORGET).max(slower);
        Pace::Even
    }

    /// How to take the frame of this place.
    pub(super) fn pace(&mut self, now: Time, played: i64) -> Pace {
        let delay = now.as_micros() - played - self.reference();
        let aim = aim(self.scatter);
        if !self.has_begun && delay < aim {
            return Pace::Early;
        }
        self.has_begun = true;
        match delay - aim {
            off if off > STALLED => Pace::Leap(played + off),
            off if off > TOO_FAR => Pace::Hurry,
            off if off > LONG => Pace::Fast,
            off if off < SHORT => Pace::Slow,
            _ => Pace::Even,
        }
    }

    /// How long sound waits.
    pub(super) fn aim(&self) -> Duration {
        Duration::from_micros(aim(self.scatter).unsigned_abs())
    }

    fn reference(&self) -> i64 {
        self.fastest[0].min(self.fastest[1])
    }

    /// Whether a packet that is so much slower is so for once, or together with others.
    fn is_stall(&mut self, now: i64, slower: i64) -> bool {
        if slower <= STALL {
            return false;
        }
        let again = self.stalled_at.is_some_and(|at| AGAIN.contains(&(now - at)));
        if self.stalled_at.is_none_or(|at| now - at >= AGAIN.start) {
            self.stalled_at = Some(now);
        }
        !again
    }

    fn stays_late(&mut self, now: i64, is_late: bool) -> bool {
        match (is_late, self.late_since) {
            (false, _) => {
                self.late_since = None;
                false
            }
            (true, None) => {
                self.late_since = Some(now);
                false
            }
            (true, Some(since)) => now - since > LONGER,
        }
    }
}

/// How long an ear like this one waits where the spacing of packets scatters so on average: of arrivals that are evenly
/// spread, two differ by a third of the spread.
pub(in crate::media) fn usual(jitter: Duration) -> Duration {
    let scatter = i64::try_from(jitter.as_micros()).unwrap_or(MOST).min(MOST) * 3;
    Duration::from_micros(aim(scatter).unsigned_abs())
}

fn aim(scatter: i64) -> i64 {
    (scatter + MARGIN).clamp(LEAST, MOST)
}
