//! A port at rest: its line is closed, its socket still drinks what the old peer sends, until that is quiet (M20).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;

/// How long ports rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resting {
    /// So long nothing may have come.
    pub quiet: Duration,
    /// No port rests longer than this, whatever comes.
    pub most: Duration,
}

impl Default for Resting {
    fn default() -> Self {
        Self { quiet: Duration::from_secs(30), most: Duration::from_secs(120) }
    }
}

/// One port at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rest {
    since: Time,
    last: Time,
}

impl Rest {
    pub(super) fn new(now: Time) -> Self {
        Self { since: now, last: now }
    }

    /// Something came for the old line.
    pub(super) fn disturb(&mut self, now: Time) {
        self.last = now;
    }

    /// When it is over, as far as is known now.
    pub(super) fn due(&self, limits: &Resting) -> Time {
        (self.last + limits.quiet).min(self.since + limits.most)
    }
}
