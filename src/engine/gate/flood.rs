//! How many INVITEs a stranger may send, and how many come from the address of a trunk (threats-and-faults A9, A13).

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;

/// INVITEs are counted over this span.
const WINDOW: Duration = Duration::from_secs(2);
/// Sources remembered at most; the oldest windows go first.
const SOURCES: usize = 10_000;

/// The counters of all sources of a kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Floods {
    most: u32,
    excess: Excess,
    sources: BTreeMap<IpAddr, Source>,
}

/// What becomes of whoever sends more.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Excess {
    /// It rests for so long.
    Rests(Duration),
    /// What is too much is dropped and no more: whoever forges an address shall not silence its owner.
    IsDropped,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Source {
    Counted { since: Time, invites: u32 },
    Banned { until: Time },
}

impl Floods {
    /// `per_second` on average over the window; who sends more rests for `rest` seconds.
    pub(super) const fn new(per_second: u32, rest: u64) -> Self {
        Self::of(per_second, Excess::Rests(Duration::from_secs(rest)))
    }

    /// `per_second` on average over the window of each of our trunks; 0 is no limit.
    pub(super) const fn of_trunks(per_second: u32) -> Self {
        Self::of(if per_second == 0 { u32::MAX } else { per_second }, Excess::IsDropped)
    }

    const fn of(per_second: u32, excess: Excess) -> Self {
        Self { most: per_second.saturating_mul(WINDOW.as_secs() as u32), excess, sources: BTreeMap::new() }
    }

    /// Counts one INVITE; false when the source has to rest.
    pub(super) fn lets(&mut self, now: Time, source: IpAddr) -> bool {
        self.make_room(now);
        let counted = self.sources.entry(source).or_insert(Source::Counted { since: now, invites: 0 });
        match *counted {
            Source::Banned { until } if now < until => false,
            Source::Counted { since, invites } if now - since < WINDOW => {
                if invites >= self.most {
                    if let Excess::Rests(rest) = self.excess {
                        *counted = Source::Banned { until: now + rest };
                    }
                    return false;
                }
                *counted = Source::Counted { since, invites: invites + 1 };
                true
            }
            _ => {
                *counted = Source::Counted { since: now, invites: 1 };
                true
            }
        }
    }

    fn make_room(&mut self, now: Time) {
        if self.sources.len() < SOURCES {
            return;
        }
        self.sources.retain(|_, source| match source {
            Source::Counted { since, .. } => now - *since < WINDOW,
            Source::Banned { until } => now < *until,
        });
        // Still full: so many sources at once that counting each is hopeless; begin anew rather than grow.
        if self.sources.len() >= SOURCES {
            self.sources.clear();
        }
    }
}
