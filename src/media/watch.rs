//! The watch over silence: how long the peer has sent nothing while it may send. A long silence ends calls (spec §4.8;
//! M15); a short one is dead air, which somebody should know of (M14). Whoever holds need not send, and neither need a
//! peer that is known to send nothing while nobody speaks (RFC 3551 §4.1, RFC 3389): of such a one its RTCP is missed
//! instead.
//!
//! Coarse on purpose: a packet only notes its time, and the deadline moves when it is reached.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::command::{DeadAir, Silence};
use crate::base::Time;

/// A shorter gap between two packets is the network's.
const PAUSE: Duration = Duration::from_millis(200);
/// Longer than the longest time between two reports of a peer (RFC 3550 §6.2).
const REPORTS: Duration = Duration::from_secs(10);

/// When the peer was last heard, and what was told about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Watch {
    last: Option<Time>,
    silence: Vigil,
    air: Vigil,
    /// Silence for so long is dead air.
    air_limit: Duration,
    manner: Manner,
    /// Its last RTCP.
    reported: Option<Time>,
    /// The last packet that could not be taken for the peer's.
    strayed: Option<Time>,
}

/// One limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Vigil {
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

/// What silence of this peer means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Manner {
    /// It sends all the time, as far as we know.
    #[default]
    Steady,
    /// It has paused and gone on without having lost anything.
    Pausing,
    /// It has said that it pauses now.
    Resting,
}

impl Watch {
    /// Begins anew with this limit; `None` while the peer need not send. Answers when to look.
    pub(super) fn start(&mut self, now: Time, limit: Option<Duration>) -> Option<Time> {
        self.silence.start(now, limit)
    }

    /// Begins anew to wait for dead air, if the peer is to send. Answers when to look.
    pub(super) fn start_air(&mut self, now: Time, sends: bool) -> Option<Time> {
        self.air.start(now, sends.then_some(self.air_limit))
    }

    /// From now on silence for so long is dead air; never for zero.
    pub(super) fn limit_air(&mut self, limit: Duration) {
        self.air_limit = limit;
    }

    /// A packet was accepted. Answers whether it is the first after a pause.
    #[inline]
    pub(super) fn heard(&mut self, now: Time) -> bool {
        let last = self.last.replace(now);
        last.is_some_and(|last| now.since(last) >= PAUSE && self.air.has_watched(last))
    }

    /// It had paused of its own will: nothing of its stream is missing.
    #[cold]
    pub(super) fn paused(&mut self) {
        self.manner = Manner::Pausing;
    }

    /// A packet of comfort noise, behind which there may be nothing until somebody speaks, or one of sound.
    #[inline]
    pub(super) fn rests(&mut self, is_noise: bool) {
        if is_noise {
            self.manner = Manner::Resting;
        } else if self.manner == Manner::Resting {
            self.manner = Manner::Pausing;
        }
    }

    /// RTCP of the peer has come.
    pub(super) fn reported(&mut self, now: Time) {
        self.reported = Some(now);
    }

    /// Something came that could not be taken for the peer's.
    pub(super) fn strayed(&mut self, now: Time) {
        self.strayed = Some(now);
    }

    /// The deadline is reached: what is to be told, and when to look again.
    pub(super) fn look(&mut self, now: Time) -> (Option<Silence>, Option<Time>) {
        let (is_silent, again) = self.silence.look(now, self.last);
        (is_silent.then(|| self.last.map_or(Silence::FromTheStart, |_| Silence::Since)), again)
    }

    /// The same for dead air.
    pub(super) fn look_air(&mut self, now: Time) -> (Option<DeadAir>, Option<Time>) {
        let heard = match (self.manner, self.reported) {
            (Manner::Steady, _) => self.last,
            // As good as heard: nothing could tell its silence from any other.
            (_, None) => Some(now),
            (_, Some(reported)) => self.last.max(Some(reported + REPORTS)),
        };
        let (is_dead, again) = self.air.look(now, heard);
        (is_dead.then(|| self.dead(now)), again)
    }

    fn dead(&self, now: Time) -> DeadAir {
        let lately = |at: Option<Time>, within| at.is_some_and(|at| now.since(at) <= within);
        if lately(self.reported, REPORTS) {
            return DeadAir::OnlyReports;
        }
        match self.last {
            _ if lately(self.strayed, self.air_limit) => DeadAir::NotTaken,
            None => DeadAir::NeverCame,
            Some(_) => DeadAir::Stopped,
        }
    }
}

impl Vigil {
    fn start(&mut self, now: Time, limit: Option<Duration>) -> Option<Time> {
        let limit = limit.filter(|limit| !limit.is_zero());
        *self = limit.map_or(Self::Off, |limit| Self::Listening { limit, since: now });
        limit.map(|limit| now + limit)
    }

    /// Whether the peer was to send at that time already.
    fn has_watched(&self, at: Time) -> bool {
        match self {
            Self::Off => false,
            Self::Listening { since, .. } => *since <= at,
            Self::Told { .. } => true,
        }
    }

    /// Whether the silence is to be told, and when to look again; `last` is when the peer was heard.
    fn look(&mut self, now: Time, last: Option<Time>) -> (bool, Option<Time>) {
        match *self {
            Self::Off => (false, None),
            Self::Listening { limit, since } => {
                let quiet_since = last.map_or(since, |last| last.max(since));
                if now < quiet_since + limit {
                    return (false, Some(quiet_since + limit));
                }
                *self = Self::Told { limit, at: now };
                (true, Some(now + limit))
            }
            Self::Told { limit, at } => {
                if let Some(last) = last.filter(|last| *last > at) {
                    *self = Self::Listening { limit, since: last };
                    return (false, Some((last + limit).max(now)));
                }
                (false, Some(now + limit))
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

    /// A watch over dead air of a peer that is to send from second 0 on.
    fn air() -> Watch {
        let mut watch = Watch::default();
        watch.limit_air(Duration::from_secs(3));
        assert_eq!(watch.start_air(s(0), true), Some(s(3)));
        watch
    }

    #[test]
    fn m14_dead_air_is_told_after_its_limit_with_what_it_looks_like() {
        let mut never = air();
        assert_eq!(never.look_air(s(3)), (Some(DeadAir::NeverCame), Some(s(6))));
        assert_eq!(never.look_air(s(6)), (None, Some(s(9))));
        let mut strange = air();
        strange.strayed(s(2));
        assert_eq!(strange.look_air(s(3)).0, Some(DeadAir::NotTaken));
        let mut dumb = air();
        dumb.reported(s(1));
        assert_eq!(dumb.look_air(s(3)).0, Some(DeadAir::OnlyReports));
        let mut stopped = air();
        for second in 1..=20 {
            stopped.heard(s(second));
        }
        assert_eq!(stopped.look_air(s(20)), (None, Some(s(23))));
        assert_eq!(stopped.look_air(s(23)), (Some(DeadAir::Stopped), Some(s(26))));
        stopped.heard(s(25));
        assert_eq!(stopped.look_air(s(26)), (None, Some(s(28))));
        assert_eq!(stopped.look_air(s(28)).0, Some(DeadAir::Stopped), "it is told anew");
    }

    #[test]
    fn m14_a_peer_that_holds_or_pauses_makes_no_dead_air() {
        let mut held = air();
        assert_eq!(held.start_air(s(1), false), None);
        assert_eq!(held.look_air(s(100)), (None, None));
        let mut resting = air();
        resting.heard(s(1));
        resting.rests(true);
        assert_eq!(resting.look_air(s(3)), (None, Some(s(6))));
        resting.heard(s(20));
        resting.rests(false);
        assert_eq!(resting.look_air(s(23)), (None, Some(s(26))), "it is known to pause");
        resting.reported(s(26));
        assert_eq!(resting.look_air(s(30)), (None, Some(s(39))));
        assert_eq!(resting.look_air(s(39)).0, Some(DeadAir::Stopped), "its RTCP has ceased, too");
        let mut pausing = air();
        assert!(!pausing.heard(s(1)) && pausing.heard(s(2)), "a gap of a second");
        pausing.paused();
        assert_eq!(pausing.look_air(s(9)).0, None);
        let mut resumed = air();
        resumed.heard(s(1));
        resumed.start_air(s(8), true);
        assert!(!resumed.heard(s(9)), "what lay in between was a hold");
    }
}
