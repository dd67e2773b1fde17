//! Waiting longer after each failure, with jitter so that many callers do not come back together.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Rng;

/// Doubling delays from `first` up to `most`, each drawn from the upper half of its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    /// The delay after the first failure.
    pub first: Duration,
    /// No delay is longer than this.
    pub most: Duration,
}

impl Backoff {
    /// How long to wait after `failures` failures in a row (from 1).
    pub fn delay(&self, failures: u32, rng: &mut Rng) -> Duration {
        let doubled = self.first.saturating_mul(1 << failures.saturating_sub(1).min(20));
        let whole = doubled.min(self.most);
        rng.span(whole / 2, whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_most() {
        let backoff = Backoff { first: Duration::from_secs(1), most: Duration::from_secs(60) };
        let mut rng = Rng::seeded(1);
        for (failures, whole) in [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (1000, 60)] {
            let delay = backoff.delay(failures, &mut rng).as_secs_f64();
            assert!(delay >= f64::from(whole) / 2.0 && delay <= f64::from(whole), "{failures}: {delay}");
        }
    }
}
