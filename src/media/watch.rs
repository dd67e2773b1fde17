//! The watch over silence: how long the peer has sent nothing while it may send (spec §4.8; M14, M15).
//!
//! Coarse on purpose: a packet only notes its time, and the deadline moves when it is reached.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::command::Silence;
use crate::base::Time;

/// When the peer was last heard, and what was told about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Watch {
    last: Option<Time>,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// No limit, or the peer is on hold.
    #[default]
    Off,
    Listening {
        limit: Duration,
        since: Time,
    },
    Told {
        limit: Duration,
        at: Time,
    },
}

impl Watch {
    /// Begins anew with this limit; `None` while the peer need not send. Answers when to look.
    pub(super) fn start(&mut self, now: Time, limit: Option<Duration>) -> Option<Time> {
        let limit = limit.filter(|limit| !limit.is_zero());
        self.state = limit.map_or(State::Off, |limit| State::Listening { limit, since: now });
        limit.map(|limit| now + limit)
    }

    /// A packet was accepted.
    pub(super) fn heard(&mut self, now: Time) {
        self.last = Some(now);
    }

    /// The deadline is reached: what is to be told, and when to look again.
    pub(super) fn look(&mut self, now: Time) -> (Option<Silence>, Option<Time>) {
        match self.state {
            State::Off => (None, None),
            State::Listening { limit, since } => {
                let quiet_since = self.last.map_or(since, |last| last.max(since));
                if now < quiet_since + limit {
                    return (None, Some(quiet_since + limit));
                }
                self.state = State::Told { limit, at: now };
                let what = self.last.map_or(Silence::FromTheStart, |_| Silence::Since);
                (Some(what), Some(now + limit))
            }
            State::Told { limit, at } => {
                if let Some(last) = self.last.filter(|last| *last > at) {
                    self.state = State::Listening { limit, since: last };
                    return (None, Some((last + limit).max(now)));
                }
                (None, Some(now + limit))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Option<Duration> = Some(Duration::from_secs(3));

    fn s(secs: i64) -> Time {
        Time::from_secs(secs)
    }

    #[test]
    fn m14_silence_from_the_start_and_silence_since_are_told_once() {
        let mut watch = Watch::default();
        assert_eq!(watch.start(s(0), LIMIT), Some(s(3)));
        assert_eq!(watch.look(s(3)), (Some(Silence::FromTheStart), Some(s(6))));
        assert_eq!(watch.look(s(6)), (None, Some(s(9))));
        watch.heard(s(8));
        assert_eq!(watch.look(s(9)), (None, Some(s(11))));
        assert_eq!(watch.look(s(11)), (Some(Silence::Since), Some(s(14))));
    }

    #[test]
    fn packets_move_the_deadline_and_hold_switches_it_off() {
        let mut watch = Watch::default();
        watch.start(s(0), LIMIT);
        watch.heard(s(2));
        assert_eq!(watch.look(s(3)), (None, Some(s(5))));
        assert_eq!(watch.start(s(4), None), None);
        assert_eq!(watch.look(s(500)), (None, None));
        assert_eq!(watch.start(s(600), LIMIT), Some(s(603)));
        assert_eq!(watch.look(s(603)), (Some(Silence::Since), Some(s(606))));
        assert_eq!(watch.start(s(604), Some(Duration::ZERO)), None);
    }
}
