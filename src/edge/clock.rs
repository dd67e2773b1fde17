//! The only reader of the system's clocks: wall time that moves with the monotonic clock.
//!
//! It starts at wall time and counts monotonic time from there. Where wall time differs later, because it was set or a
//! leap second came, ours runs a little faster or slower until both agree; it never steps and never goes back, so that
//! no deadline passes by a change of the clock (threats and faults, O4).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::base::Time;

/// How often wall time is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// An error is made good over so many seconds.
const GOOD_IN: i64 = 10;
/// The most that our seconds may be longer or shorter, in millionths: media paced by them still plays well.
const MOST: i64 = 10_000;

/// A clock; its clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    started: Instant,
    slew: Arc<Mutex<Slew>>,
}

impl Clock {
    /// A clock that begins at wall time.
    pub fn start() -> Self {
        Self { started: monotonic(), slew: Arc::new(Mutex::new(Slew::new(wall()))) }
    }

    /// What time it is.
    pub fn now(&self) -> Time {
        // Taken under the lock: a reading from before another thread's must not be reckoned after it.
        let mut slew = self.slew.lock().unwrap_or_else(PoisonError::into_inner);
        slew.reading(monotonic().saturating_duration_since(self.started), wall)
    }
}

/// How monotonic time since the start becomes our time.
#[derive(Debug)]
struct Slew {
    /// Our time at the last look, and the monotonic time then.
    base: Time,
    looked: Duration,
    /// Millionths by which ours runs faster.
    rate: i64,
}

impl Slew {
    fn new(wall: Time) -> Self {
        Self { base: wall, looked: Duration::ZERO, rate: 0 }
    }

    fn reading(&mut self, monotonic: Duration, wall: impl FnOnce() -> Time) -> Time {
        let since = monotonic.saturating_sub(self.looked);
        let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX / 2 / MOST);
        let now = Time::from_micros(self.base.as_micros() + micros + micros * self.rate / 1_000_000);
        if since >= LOOK {
            let error = wall().as_micros() - now.as_micros();
            *self = Self { base: now, looked: monotonic, rate: (error / GOOD_IN).clamp(-MOST, MOST) };
        }
        now
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
fn monotonic() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
fn wall() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_700_000_000;

    /// Reads every 100 ms for `seconds` while wall time is `ahead` seconds before monotonic time; the last error in µs.
    fn run(ahead: i64, seconds: i64) -> i64 {
        let mut slew = Slew::new(Time::from_secs(START));
        let mut last = Time::from_secs(START);
        let mut error = 0;
        for tenth in 1..seconds * 10 {
            let wall = Time::from_micros((START + ahead) * 1_000_000 + tenth * 100_000);
            let now = slew.reading(Duration::from_millis(tenth as u64 * 100), || wall);
            let step = now.as_micros() - last.as_micros();
            assert!((99_000..=101_000).contains(&step), "a step of {step} µs");
            (last, error) = (now, now.as_micros() - wall.as_micros());
        }
        error
    }

    #[test]
    fn o4_a_step_of_an_hour_passes_no_deadline_and_is_made_good_slowly() {
        for ahead in [3600, -3600] {
            let left = run(ahead, 1000).abs();
            assert!((3_589_000_000..3_592_000_000).contains(&left), "{left}");
        }
    }

    #[test]
    fn o4_a_leap_second_is_smeared() {
        assert!(run(-1, 300).abs() < 1000);
        assert!(run(0, 300).abs() < 10);
    }

    #[test]
    fn clones_never_go_back() {
        let clock = Clock::start();
        let other = clock.clone();
        let mut last = clock.now();
        for _ in 0..1000 {
            let now = other.now();
            assert!(now >= last);
            last = clock.now();
            assert!(last >= now);
        }
    }
}
