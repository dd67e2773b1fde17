//! What the peer's reports say of how it hears us, and how long it is there and back (RFC 3550 §6.4.1).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::stream::Left;
use crate::base::Time;
use crate::wire::rtcp::Hearing;

/// A way there and back that takes longer is no way: the peer has answered another report, or makes numbers up.
const LONGEST: i32 = 5 * SECOND;
/// A second of the clock of reports.
const SECOND: i32 = 65_536;
/// So much less than nothing is a way of no time: clocks are rounded.
const ROUNDING: i32 = SECOND / 500;
/// More numbers than this between two reports are of another stream.
const LEAP: i32 = 100_000;

/// What was said so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hearsay {
    /// Lost so far, and the highest number, as the last report has them, and what had not left until there.
    last: Option<(i32, u32, i64)>,
    expected: i64,
    lost: i64,
    jitter: Mean,
    round_trip: Mean,
}

/// An average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Mean {
    sum: Duration,
    count: u32,
}

impl Hearsay {
    /// What a report says of our stream, and what of that has `left`; `clock` is the rate of its timestamps. A gap of
    /// what we relay is a loss to whoever hears us, and none of the way there.
    pub(super) fn take(&mut self, now: Time, block: &Hearing, left: Left, clock: u32) {
        // 24 bits with a sign: repetitions may make it negative.
        let lost = (block.lost << 8).cast_signed() >> 8;
        let (lost_since, expected, unsent) = match self.last.replace((lost, block.highest, left.unsent)) {
            Some((before, highest, unsent)) => {
                (lost - before, block.highest.wrapping_sub(highest).cast_signed(), left.unsent - unsent)
            }
            None => (lost, i32::try_from(left.numbers).unwrap_or(i32::MAX), left.unsent),
        };
        if !(1..=LEAP).contains(&expected) {
            return;
        }
        let expected = i64::from(expected);
        self.expected += expected;
        self.lost += (i64::from(lost_since) - unsent).clamp(-expected, expected);
        self.jitter.add(Duration::from_secs(block.jitter.into()) / clock.max(1));
        if block.last_report != 0 {
            self.measure(now, block);
        }
    }

    /// The share of the numbers of our stream that were lost on the way to the peer; nothing where it never said.
    pub(super) fn lost(&self) -> Option<f64> {
        (self.expected > 0).then(|| (self.lost as f64 / self.expected as f64).clamp(0.0, 1.0))
    }

    /// How much the spacing of our packets has scattered on the way.
    pub(super) fn jitter(&self) -> Duration {
        self.jitter.value().unwrap_or_default()
    }

    /// The way there and back.
    pub(super) fn round_trip(&self) -> Option<Duration> {
        self.round_trip.value()
    }

    fn measure(&mut self, now: Time, block: &Hearing) {
        let arrival = (now.ntp() >> 16) as u32;
        let ticks = arrival.wrapping_sub(block.last_report).wrapping_sub(block.delay).cast_signed();
        if (-ROUNDING..=LONGEST).contains(&ticks) {
            self.round_trip.add(Duration::from_secs(ticks.max(0).unsigned_abs().into()) / SECOND.unsigned_abs());
        }
    }
}

impl Mean {
    fn add(&mut self, one: Duration) {
        (self.sum, self.count) = (self.sum.saturating_add(one), self.count.saturating_add(1));
    }

    fn value(self) -> Option<Duration> {
        self.sum.checked_div(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(lost: u32, highest: u32) -> Hearing {
        Hearing { ssrc: 1, lost, highest, jitter: 80, ..Hearing::default() }
    }

    fn whole(numbers: u64) -> Left {
        Left { numbers, unsent: 0 }
    }

    #[test]
    fn losses_are_those_between_reports_and_before_the_first() {
        let now = Time::from_secs(1_000_000);
        let mut hearsay = Hearsay::default();
        assert_eq!(hearsay.lost(), None);
        hearsay.take(now, &block(10, 70_100), whole(250), 8000);
        assert_eq!(hearsay.lost(), Some(0.04));
        hearsay.take(now, &block(40, 70_350), whole(500), 8000);
        assert_eq!(hearsay.lost(), Some(0.08));
        hearsay.take(now, &block(40, 70_350), whole(500), 8000);
        hearsay.take(now, &block(0, 5), whole(750), 8000);
        assert_eq!(hearsay.lost(), Some(0.08), "the same again, and another stream");
        hearsay.take(now, &block(0xFF_FFFF, 255), whole(1000), 8000);
        assert_eq!(hearsay.lost(), Some(39.0 / 750.0), "one came twice");
        assert_eq!(hearsay.jitter(), Duration::from_millis(10));
    }

    #[test]
    fn what_we_never_sent_was_not_lost_on_the_way() {
        let now = Time::from_secs(1_000_000);
        let mut hearsay = Hearsay::default();
        hearsay.take(now, &block(25, 250), Left { numbers: 250, unsent: 25 }, 8000);
        assert_eq!(hearsay.lost(), Some(0.0));
        hearsay.take(now, &block(60, 500), Left { numbers: 500, unsent: 50 }, 8000);
        assert_eq!(hearsay.lost(), Some(0.02));
        hearsay.take(now, &block(60, 750), Left { numbers: 750, unsent: 75 }, 8000);
        assert_eq!(hearsay.lost(), Some(0.0), "never less than nothing");
    }

    #[test]
    fn the_way_there_and_back_is_what_is_left_of_the_time_since_our_report() {
        let now = Time::from_micros(1_000_000_500_000);
        let sent = |ms: i64| (Time::from_micros(now.as_micros() - ms * 1000).ntp() >> 16) as u32;
        let mut hearsay = Hearsay::default();
        hearsay.take(now, &block(0, 1), whole(1), 8000);
        assert_eq!(hearsay.round_trip(), None, "it has seen no report of ours");
        for (ms, delay, expected) in
            [(1120, SECOND, 120), (1080, SECOND, 100), (1000, SECOND + 65, 66), (60_000, 0, 66)]
        {
            let asked = Hearing { last_report: sent(ms), delay: delay.unsigned_abs(), ..block(0, 1) };
            let mut next = hearsay;
            next.last = None;
            next.take(now, &asked, whole(1), 8000);
            hearsay = next;
            let round_trip = hearsay.round_trip().unwrap();
            assert!(round_trip.as_millis().abs_diff(expected) <= 1, "{round_trip:?} instead of {expected} ms");
        }
    }
}
