//! Which packets of one stream have been: the index behind 16 bits of sequence, and the last 64 of them. RFC 3711
//! §3.3.1 (index), §3.3.2 (replay), appendix A.

use serde::{Deserialize, Serialize};

/// How far behind the highest index a packet may come (RFC 3711 §3.3.2 asks for at least 64).
const WIDTH: u64 = 64;
/// Where the index ends: 32 bits of roll-over and 16 of sequence.
const END: u64 = 1 << 48;

/// The window over one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Window(Option<Seen>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    highest: u64,
    /// The highest is the lowest bit, older ones are above.
    mask: u64,
}

impl Window {
    /// Whether anything was taken.
    pub(super) fn has_begun(&self) -> bool {
        self.0.is_some()
    }

    /// How often the sequence has rolled over.
    pub(super) fn rollovers(&self) -> u64 {
        self.0.map_or(0, |seen| seen.highest >> 16)
    }

    /// The index that a sequence number most probably has; none before the beginning and behind the end of all.
    pub(super) fn place(&self, sequence: u16) -> Option<u64> {
        let Some(Seen { highest, .. }) = self.0 else { return Some(sequence.into()) };
        let step = sequence.wrapping_sub(highest as u16) as i16;
        highest.checked_add_signed(step.into()).filter(|index| *index < END)
    }

    /// Whether the index is neither taken nor too old to tell.
    pub(super) fn is_new(&self, index: u64) -> bool {
        self.0.is_none_or(|Seen { highest, mask }| match highest.checked_sub(index) {
            None => true,
            Some(behind) => behind < WIDTH && mask & (1 << behind) == 0,
        })
    }

    /// Takes an index, which must have been proved; answers whether it was new.
    pub(super) fn take(&mut self, index: u64) -> bool {
        let new = self.is_new(index);
        let Seen { highest, mask } = *self.0.get_or_insert(Seen { highest: index, mask: 0 });
        self.0 = Some(match index.checked_sub(highest) {
            Some(ahead) => Seen { highest: index, mask: mask.checked_shl(ahead.min(WIDTH) as u32).unwrap_or(0) | 1 },
            None => Seen { highest, mask: mask | 1u64.checked_shl((highest - index).min(WIDTH) as u32).unwrap_or(0) },
        });
        new
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_index_follows_the_sequence_over_its_ends() {
        let mut window = Window::default();
        assert_eq!(window.place(65_534), Some(65_534));
        window.take(65_534);
        assert_eq!(
            [65_533, 65_535, 0, 5].map(|sequence| window.place(sequence)),
            [65_533, 65_535, 65_536, 65_541].map(Some)
        );
        window.take(65_541);
        assert_eq!((window.place(65_535), window.rollovers()), (Some(65_535), 1));
        let early = {
            let mut window = Window::default();
            window.take(3);
            window
        };
        assert_eq!(early.place(65_000), None, "before the beginning");
        let late = {
            let mut window = Window::default();
            window.take(END - 1);
            window
        };
        assert_eq!(late.place(0), None, "a key is used up");
    }

    #[test]
    fn each_index_is_new_once_and_old_ones_never() {
        let mut window = Window::default();
        for (index, new) in [
            (100, true),
            (100, false),
            (37, true),
            (36, false),
            (99, true),
            (99, false),
            (164, true),
            (100, false),
            (101, true),
            (1000, true),
            (164, false),
        ] {
            assert_eq!(window.take(index), new, "{index}");
        }
    }

    proptest! {
        #[test]
        fn no_index_is_new_twice(steps in prop::collection::vec(0u64..200, 1..200)) {
            let (mut window, mut taken) = (Window::default(), std::collections::BTreeSet::new());
            for (at, step) in steps.iter().enumerate() {
                let index = at as u64 + step;
                prop_assert_eq!(window.is_new(index), window.clone().take(index));
                if window.take(index) {
                    prop_assert!(taken.insert(index));
                }
            }
        }
    }
}
