//! The clips of a group: pieces of sound from the loader, kept while they may be played. Playing one is `play`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::command::{ClipId, Piece};
use crate::audio::Rate;

/// All clips of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Clips {
    clips: BTreeMap<ClipId, Clip>,
    /// Dropped before they were whole: their loader may still be at it.
    dropped: BTreeSet<ClipId>,
}

/// One clip, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Clip {
    rate: Rate,
    pieces: Vec<Arc<[i16]>>,
    is_whole: bool,
}

/// How far a clip has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    piece: usize,
    offset: usize,
}

impl Clips {
    /// Adds a piece behind those that are there; what is empty, follows the last or has another rate adds nothing.
    pub(super) fn feed(&mut self, id: ClipId, piece: Piece) {
        if self.dropped.contains(&id) {
            if piece.is_last {
                self.dropped.remove(&id);
            }
            return;
        }
        let clip = self.clips.entry(id).or_insert(Clip { rate: piece.rate, pieces: Vec::new(), is_whole: false });
        if clip.is_whole {
            return;
        }
        if !piece.samples.is_empty() && piece.rate == clip.rate {
            clip.pieces.push(piece.samples);
        }
        clip.is_whole = piece.is_last;
    }

    /// Forgets a clip, also what of it is still to come.
    pub(super) fn drop(&mut self, id: ClipId) {
        if !self.clips.remove(&id).is_some_and(|clip| clip.is_whole) {
            self.dropped.insert(id);
        }
    }

    /// A clip of which something has come.
    pub(super) fn get(&self, id: ClipId) -> Option<&Clip> {
        self.clips.get(&id)
    }
}

impl Clip {
    pub(super) fn rate(&self) -> Rate {
        self.rate
    }

    /// Whether nothing comes after what is there.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether there is no sound in it so far.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether the cursor stands behind all that is there.
    pub(super) fn is_read(&self, cursor: &Cursor) -> bool {
        cursor.piece >= self.pieces.len()
    }

    /// Reads what is there, at most as much as there is room for; answers how many samples.
    pub(super) fn read(&self, cursor: &mut Cursor, room: &mut [i16]) -> usize {
        let mut filled = 0;
        while let (Some(piece), Some(room)) = (self.pieces.get(cursor.piece), room.get_mut(filled..))
            && !room.is_empty()
        {
            let left = piece.get(cursor.offset..).unwrap_or_default();
            let count = left.len().min(room.len());
            room[..count].copy_from_slice(&left[..count]);
            filled += count;
            cursor.offset += count;
            if count == left.len() {
                *cursor = Cursor { piece: cursor.piece + 1, offset: 0 };
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(samples: &[i16], is_last: bool) -> Piece {
        Piece { rate: Rate::Narrow, samples: samples.into(), is_last }
    }

    #[test]
    fn pieces_are_read_as_one_sound_and_on_when_more_has_come() {
        let mut clips = Clips::default();
        let id = ClipId(1);
        clips.feed(id, piece(&[1, 2, 3], false));
        clips.feed(id, piece(&[], false));
        clips.feed(id, Piece { rate: Rate::Wide, ..piece(&[9], false) });
        let (mut cursor, mut room) = (Cursor::default(), [0; 2]);
        assert_eq!((clips.get(id).unwrap().read(&mut cursor, &mut room), room), (2, [1, 2]));
        assert_eq!(clips.get(id).unwrap().read(&mut cursor, &mut room), 1);
        assert!(clips.get(id).unwrap().is_read(&cursor) && !clips.get(id).unwrap().is_whole());
        clips.feed(id, piece(&[4, 5], true));
        clips.feed(id, piece(&[6], true));
        assert_eq!((clips.get(id).unwrap().read(&mut cursor, &mut room), room), (2, [4, 5]));
        assert_eq!(clips.get(id).unwrap().read(&mut cursor, &mut room), 0);
        assert!(clips.get(id).unwrap().is_whole());
    }

    #[test]
    fn what_comes_for_a_dropped_clip_is_not_kept() {
        let mut clips = Clips::default();
        clips.feed(ClipId(1), piece(&[1], false));
        clips.drop(ClipId(1));
        clips.drop(ClipId(2));
        for id in [ClipId(1), ClipId(2)] {
            clips.feed(id, piece(&[1], false));
            clips.feed(id, piece(&[1], true));
        }
        assert_eq!(clips, Clips::default(), "nothing is left, not even the memory of the dropping");
    }
}
