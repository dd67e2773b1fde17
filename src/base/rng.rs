//! Seeded randomness: what a machine draws depends on its seed alone, so that a replay draws the same.
//!
//! ChaCha, because tags, branches and nonces must not be guessable from the ones seen before (RFC 3261 §19.3). The seed
//! comes from the operating system in `edge`, from the story in `sim`.

use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::{Deserialize, Serialize};

/// A stream of random values that is a function of its seed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rng(ChaCha8Rng);

impl Rng {
    /// The stream of a small seed: stories and tests.
    pub fn seeded(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// The stream of 32 random bytes: production.
    pub fn from_entropy(seed: [u8; 32]) -> Self {
        Self(ChaCha8Rng::from_seed(seed))
    }

    /// A stream of its own for a part, so that parts do not disturb each other's draws.
    pub fn fork(&mut self) -> Self {
        let mut seed = [0; 32];
        self.0.fill_bytes(&mut seed);
        Self::from_entropy(seed)
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `bound`; zero when `bound` is zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// A span between `low` and `high`.
    pub fn span(&mut self, low: Duration, high: Duration) -> Duration {
        let width = high.saturating_sub(low).as_micros() as u64;
        low + Duration::from_micros(self.below(width + 1))
    }

    /// True with the probability `share` (0 to 1).
    pub fn chance(&mut self, share: f64) -> bool {
        ((self.next_u64() >> 11) as f64) < share * (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides_the_stream_even_after_writing_out() {
        let (mut a, mut b) = (Rng::seeded(9), Rng::seeded(9));
        assert_eq!(a.next_u64(), b.next_u64());
        let text = serde_json::to_string(&a).unwrap();
        let mut back: Rng = serde_json::from_str(&text).unwrap();
        assert_eq!(back.next_u64(), b.next_u64());
        assert_ne!(Rng::seeded(10).next_u64(), Rng::seeded(9).next_u64());
    }

    #[test]
    fn bounds_hold() {
        let mut rng = Rng::seeded(3);
        for _ in 0..1000 {
            assert!(rng.below(7) < 7);
            let span = rng.span(Duration::from_secs(2), Duration::from_secs(4));
            assert!((2.0..=4.0).contains(&span.as_secs_f64()));
        }
        assert!(!rng.chance(0.0));
        assert!(rng.chance(1.0));
    }
}
