//! Which payload number means what on our side: once given, a number keeps its meaning for the session (RFC 3264
//! §8.3.2), because packets of before may still be on their way.

use serde::{Deserialize, Serialize};

use super::Codec;

/// What a payload number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Meaning {
    /// Sound.
    Codec(Codec),
    /// Telephone-events with this clock.
    Events(u32),
}

/// The numbers given so far, by us or by the peer's offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Numbers(Vec<(u8, Meaning)>);

/// RFC 3551 §3 leaves 96 to 127 to be given.
const DYNAMIC: std::ops::RangeInclusive<u8> = 96..=127;

impl Numbers {
    /// Takes over the number of the peer's offer; it may change its mind.
    pub(super) fn adopt(&mut self, payload: u8, meaning: Meaning) {
        self.0.retain(|(known, meant)| *known != payload && *meant != meaning);
        self.0.push((payload, meaning));
    }

    /// The number of a meaning: the one it has, or `usual`, or a free one. `None` when all are given away.
    pub(super) fn give(&mut self, meaning: Meaning, usual: u8) -> Option<u8> {
        if let Some((payload, _)) = self.0.iter().find(|(_, meant)| *meant == meaning) {
            return Some(*payload);
        }
        let free = |payload: &u8| self.0.iter().all(|(taken, _)| taken != payload);
        let payload = std::iter::once(usual).chain(DYNAMIC).find(free)?;
        self.0.push((payload, meaning));
        Some(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_meaning_until_the_peer_changes_it() {
        let mut numbers = Numbers::default();
        numbers.adopt(107, Meaning::Events(8000));
        assert_eq!(numbers.give(Meaning::Codec(Codec::Opus), 107), Some(96));
        assert_eq!(numbers.give(Meaning::Codec(Codec::Opus), 107), Some(96));
        assert_eq!(numbers.give(Meaning::Events(8000), 101), Some(107));
        numbers.adopt(96, Meaning::Events(8000));
        assert_eq!(numbers.give(Meaning::Events(8000), 101), Some(96));
        assert_eq!(numbers.give(Meaning::Codec(Codec::Opus), 107), Some(107));
    }
}
