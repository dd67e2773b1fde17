//! Decoded sounds in memory: those that are being decoded, so that everybody who asks gets the same one, and as many of
//! the finished ones as the limit allows, the longest unused going first.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use super::sound::Sound;
use crate::audio::Rate;

/// A sound: which bytes, at which rate.
pub(super) type Name = (u64, Rate);

/// The decoded sounds.
#[derive(Debug)]
pub(super) struct Memory {
    limit: usize,
    size: usize,
    turn: u64,
    slots: HashMap<Name, Slot>,
}

#[derive(Debug)]
enum Slot {
    /// Lives as long as somebody listens.
    Decoding(Weak<Sound>),
    Kept {
        sound: Arc<Sound>,
        size: usize,
        used: u64,
    },
}

impl Memory {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, size: 0, turn: 0, slots: HashMap::new() }
    }

    /// The sound, if it is there or on its way.
    pub(super) fn find(&mut self, name: Name) -> Option<Arc<Sound>> {
        self.turn += 1;
        match self.slots.get_mut(&name)? {
            Slot::Decoding(sound) => sound.upgrade(),
            Slot::Kept { sound, used, .. } => {
                *used = self.turn;
                Some(Arc::clone(sound))
            }
        }
    }

    /// A sound is about to be decoded.
    pub(super) fn begin(&mut self, name: Name, sound: &Arc<Sound>) {
        self.forget(name);
        self.slots.insert(name, Slot::Decoding(Arc::downgrade(sound)));
    }

    /// It is decoded. One that takes more than a quarter of the room is not kept.
    pub(super) fn keep(&mut self, name: Name, sound: Arc<Sound>) {
        self.forget(name);
        let size = sound.size();
        if size > self.limit / 4 {
            return;
        }
        self.turn += 1;
        self.size += size;
        self.slots.insert(name, Slot::Kept { sound, size, used: self.turn });
        while self.size > self.limit {
            let used = |(name, slot): (&Name, &Slot)| match slot {
                Slot::Kept { used, .. } => Some((*used, *name)),
                Slot::Decoding(_) => None,
            };
            let Some((_, oldest)) = self.slots.iter().filter_map(used).min() else { break };
            self.forget(oldest);
        }
    }

    /// It could not be decoded, or nobody waited for it.
    pub(super) fn forget(&mut self, name: Name) {
        if let Some(Slot::Kept { size, .. }) = self.slots.remove(&name) {
            self.size -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(samples: usize) -> Arc<Sound> {
        let sound = Sound::empty();
        sound.add(&vec![0; samples]);
        Arc::new(sound)
    }

    #[test]
    fn the_longest_unused_goes_first_and_large_ones_are_not_kept() {
        let mut memory = Memory::new(800);
        for id in 1..=4 {
            memory.keep((id, Rate::Narrow), sound(100));
        }
        assert!(memory.find((1, Rate::Narrow)).is_some());
        memory.keep((5, Rate::Narrow), sound(100));
        let there: Vec<u64> = (1..=5).filter(|id| memory.find((*id, Rate::Narrow)).is_some()).collect();
        assert_eq!(there, [1, 3, 4, 5]);
        memory.keep((6, Rate::Wide), sound(101));
        assert!(memory.find((6, Rate::Wide)).is_none());
        assert_eq!(memory.size, 800);
    }

    #[test]
    fn a_sound_on_its_way_is_shared_until_nobody_listens() {
        let mut memory = Memory::new(800);
        let own = sound(1);
        memory.begin((1, Rate::Wide), &own);
        assert!(memory.find((1, Rate::Wide)).is_some_and(|found| Arc::ptr_eq(&found, &own)));
        assert!(memory.find((1, Rate::Narrow)).is_none());
        drop(own);
        assert!(memory.find((1, Rate::Wide)).is_none());
    }
}
