//! Packets of sound in the order of their time. Bounded whatever the peer sends; the room of each packet is used again.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::super::offer::Codec;

/// Packets that may wait: over 300 ms of the shortest usual ones.
const MOST: usize = 32;
/// The largest payload that can be sound of ours: 120 ms of L16 at 16 kHz.
const LARGEST: usize = 3840;
/// Places remembered of packets that were taken out, to tell a repetition from a latecomer.
const REMEMBERED: usize = 8;

/// The packets that wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Queue {
    packets: VecDeque<Packet>,
    taken: VecDeque<i64>,
    #[serde(skip)]
    spare: Vec<Vec<u8>>,
}

/// One packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Packet {
    pub(super) at: i64,
    pub(super) codec: Codec,
    pub(super) payload: Vec<u8>,
}

impl Queue {
    /// Puts a packet into its place, unless it is there. Without room the oldest has to go: after a stall it is what
    /// nobody waits for any more.
    pub(super) fn push(&mut self, at: i64, codec: Codec, payload: &[u8]) {
        let place = self.packets.iter().rposition(|packet| packet.at <= at).map_or(0, |before| before + 1);
        let known = place.checked_sub(1).and_then(|before| self.packets.get(before)).is_some_and(|one| one.at == at);
        let is_full = self.packets.len() >= MOST;
        if known || payload.len() > LARGEST || (is_full && place == 0) {
            return;
        }
        let oldest = if is_full { self.packets.pop_front() } else { None };
        let place = place - usize::from(oldest.is_some());
        self.spare.extend(oldest.map(|packet| packet.payload));
        let mut room = self.spare.pop().unwrap_or_default();
        room.clear();
        room.extend_from_slice(payload);
        self.packets.insert(place, Packet { at, codec, payload: room });
    }

    /// The packet whose place this is; what lies before it is over.
    pub(super) fn pop(&mut self, at: i64) -> Option<Packet> {
        while self.packets.front().is_some_and(|packet| packet.at < at) {
            if let Some(passed) = self.packets.pop_front() {
                self.give_back(passed);
            }
        }
        if self.peek()?.at == at { self.packets.pop_front() } else { None }
    }

    /// The first packet.
    pub(super) fn peek(&self) -> Option<&Packet> {
        self.packets.front()
    }

    /// The place of the first packet.
    pub(super) fn first(&self) -> Option<i64> {
        self.peek().map(|packet| packet.at)
    }

    /// The place of the last packet that is not behind this one, or else of the first.
    pub(super) fn last_until(&self, at: i64) -> Option<i64> {
        let before = self.packets.iter().rfind(|packet| packet.at <= at);
        before.or(self.packets.front()).map(|packet| packet.at)
    }

    /// Whether the packet of this place was taken out not long ago.
    pub(super) fn knows(&self, at: i64) -> bool {
        self.taken.contains(&at)
    }

    /// A packet has been used.
    pub(super) fn give_back(&mut self, packet: Packet) {
        if self.taken.len() == REMEMBERED {
            self.taken.pop_front();
        }
        self.taken.push_back(packet.at);
        self.spare.push(packet.payload);
    }

    /// Throws all away.
    pub(super) fn clear(&mut self) {
        self.packets.clear();
        self.taken.clear();
    }
}
