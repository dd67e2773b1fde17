//! A phone's encryption: one stream out, one in, counted as simply as a phone does it (RFC 3711 §3.3.1).

use crate::wire::rtp;
use crate::wire::srtp::{Cipher, MasterKey};

/// The keys of one call at work.
#[derive(Debug)]
pub(super) struct Sealer {
    keys: (MasterKey, MasterKey),
    send: Cipher,
    receive: Cipher,
    /// The highest index that came.
    highest: u64,
}

impl Sealer {
    pub(super) fn new(keys: &(MasterKey, MasterKey)) -> Self {
        let (send, receive) = (Cipher::new(keys.0.clone()), Cipher::new(keys.1.clone()));
        Self { keys: keys.clone(), send, receive, highest: 0 }
    }

    /// Whether these are its keys.
    pub(super) fn has(&self, keys: &(MasterKey, MasterKey)) -> bool {
        self.keys == *keys
    }

    /// Seals the packet with this index.
    pub(super) fn seal(&mut self, mut packet: Vec<u8>, index: u64) -> Option<Vec<u8>> {
        self.send.seal_rtp(&mut packet, index).ok()?;
        Some(packet)
    }

    /// Seals the report with this number.
    pub(super) fn seal_report(&mut self, mut packet: Vec<u8>, index: u32) -> Option<Vec<u8>> {
        self.send.seal_rtcp(&mut packet, index).ok()?;
        Some(packet)
    }

    /// Opens a report.
    pub(super) fn open_report(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let mut packet = packet.to_vec();
        self.receive.open_rtcp(&mut packet).ok()?;
        Some(packet)
    }

    /// Opens a packet.
    pub(super) fn open(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let (_, sequence) = rtp::sender(packet)?;
        let step = sequence.wrapping_sub(self.highest as u16) as i16;
        let index = match self.highest {
            0 => sequence.into(),
            highest => highest.checked_add_signed(step.into())?,
        };
        let mut packet = packet.to_vec();
        self.receive.open_rtp(&mut packet, index).ok()?;
        self.highest = self.highest.max(index);
        Some(packet)
    }
}
