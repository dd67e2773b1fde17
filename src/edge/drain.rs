//! How the engine ends (O1): no new calls, the old ones finish or are ended, the last callbacks leave. A value; the
//! loop tells it what is still there.

use std::time::Duration;

use crate::base::Time;
use crate::engine::Command;

/// Time for the BYEs of calls that were ended to be answered.
const PARTING: Duration = Duration::from_secs(5);
/// Time for the last callbacks. What is not delivered by then is in the outbox for the next start.
const POST: Duration = Duration::from_secs(10);

/// Where the ending stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drain {
    /// Nobody wants it.
    Serving,
    /// New calls are refused; the old ones go on until then.
    Waiting(Time),
    /// The calls still there were ended.
    Parting(Time),
    /// No call is left; callbacks leave.
    Posting(Time),
    /// The loop may end.
    Over,
}

impl Drain {
    /// Somebody wants the end; wanted twice, it comes at once.
    pub fn begin(&mut self, now: Time, patience: Duration) -> Option<Command> {
        if *self != Self::Serving {
            *self = Self::Over;
            return None;
        }
        *self = Self::Waiting(now + patience);
        Some(Command::Drain)
    }

    /// Goes on, `calls` calls and `letters` callbacks being left. To be called after every turn of the loop.
    pub fn turn(&mut self, now: Time, calls: usize, letters: usize) -> Option<Command> {
        match *self {
            Self::Waiting(_) | Self::Parting(_) if calls == 0 => *self = Self::Posting(now + POST),
            Self::Waiting(until) if now >= until => {
                *self = Self::Parting(now + PARTING);
                return Some(Command::Hangup { call: None });
            }
            Self::Parting(until) if now >= until => *self = Self::Posting(now + POST),
            _ => {}
        }
        if matches!(*self, Self::Posting(until) if letters == 0 || now >= until) {
            *self = Self::Over;
        }
        None
    }

    /// When to call `turn` at the latest.
    pub const fn next_timeout(&self) -> Option<Time> {
        match *self {
            Self::Waiting(until) | Self::Parting(until) | Self::Posting(until) => Some(until),
            Self::Serving | Self::Over => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: fn(i64) -> Time = Time::from_secs;
    const PATIENCE: Duration = Duration::from_secs(300);
    const HANGUP: Option<Command> = Some(Command::Hangup { call: None });

    fn begun() -> Drain {
        let mut drain = Drain::Serving;
        assert_eq!(drain.turn(S(0), 0, 0), None);
        assert_eq!(drain.begin(S(0), PATIENCE), Some(Command::Drain));
        drain
    }

    #[test]
    fn ends_when_the_last_call_and_the_last_callback_are_gone() {
        let mut drain = begun();
        assert_eq!(drain.turn(S(1), 5, 9), None);
        assert_eq!((drain.turn(S(2), 0, 1), drain), (None, Drain::Posting(S(12))));
        assert_eq!((drain.turn(S(3), 0, 0), drain), (None, Drain::Over));
    }

    #[test]
    fn calls_that_stay_are_ended_and_nothing_is_waited_for_without_end() {
        let mut drain = begun();
        assert_eq!(drain.next_timeout(), Some(S(300)));
        assert_eq!(drain.turn(S(300), 2, 0), HANGUP);
        assert_eq!(drain.turn(S(301), 2, 4), None);
        assert_eq!((drain.turn(S(305), 1, 4), drain), (None, Drain::Posting(S(315))));
        assert_eq!((drain.turn(S(315), 1, 4), drain), (None, Drain::Over));
        assert_eq!(drain.next_timeout(), None);
    }

    #[test]
    fn an_empty_house_ends_at_once_and_so_does_one_that_is_told_twice() {
        let mut empty = begun();
        assert_eq!((empty.turn(S(0), 0, 0), empty), (None, Drain::Over));
        let mut busy = begun();
        busy.turn(S(1), 5, 9);
        assert_eq!((busy.begin(S(1), PATIENCE), busy), (None, Drain::Over));
    }
}
