//! How many calls a trunk carries: at once, and new ones in a second. What is too much is refused before it costs
//! anything; a carrier that is sent more than was agreed on refuses worse.

use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::engine::settings::Trunk;

/// The calls of one trunk.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Channels {
    /// At once; 0 is no limit.
    most: usize,
    /// In a second; 0 is no limit.
    rate: u32,
    open: usize,
    /// What is left of this second's calls, in thousandths, and when that was.
    credit: (u64, Time),
}

/// Why a trunk takes no more calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::engine) enum Full {
    /// `calls`.
    Calls,
    /// `calls_per_second`.
    Rate,
}

impl Full {
    /// As the setting is called.
    pub(in crate::engine) const fn setting(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Rate => "calls_per_second",
        }
    }
}

impl Channels {
    /// None yet.
    pub(super) fn new(own: &Trunk) -> Self {
        let (most, rate) = (own.calls, own.calls_per_second);
        Self { most, rate, open: 0, credit: (u64::from(rate) * 1000, Time::default()) }
    }

    /// Whether one more may begin now.
    pub(super) fn admit(&mut self, now: Time) -> Result<(), Full> {
        self.admit_beside(now, 0)
    }

    /// Whether one more may begin now that ends so many.
    pub(super) fn admit_beside(&mut self, now: Time, leaving: usize) -> Result<(), Full> {
        if self.most > 0 && self.open.saturating_sub(leaving) >= self.most {
            return Err(Full::Calls);
        }
        if self.rate == 0 {
            return Ok(());
        }
        let (left, since) = self.credit;
        let millis = u64::try_from(now.since(since).as_millis()).unwrap_or(u64::MAX);
        let earned = millis.saturating_mul(u64::from(self.rate));
        let credit = left.saturating_add(earned).min(u64::from(self.rate) * 1000);
        let rest = credit.checked_sub(1000);
        self.credit = (rest.unwrap_or(credit), now);
        rest.map(drop).ok_or(Full::Rate)
    }

    /// One more.
    pub(super) fn open(&mut self) {
        self.open += 1;
    }

    /// One less.
    pub(super) fn close(&mut self) {
        self.open = self.open.saturating_sub(1);
    }
}
