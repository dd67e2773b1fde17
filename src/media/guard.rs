//! What stands between a line and the wire when keys are agreed on: packets are proved and decrypted before anything
//! else looks at them, and sealed last of all. RFC 3711 §3.2, §3.3; threats-and-faults M6, M7.
//!
//! A packet that does not authenticate teaches nothing: no address, no SSRC, no sequence. What is remembered of streams
//! is remembered of authenticated packets only, so nobody without the key can make it grow. All of it is plain numbers
//! beside the keys and is written out with the line.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::offer::Keys;
use super::window::Window;
use crate::base::Time;
use crate::wire::rtp;
use crate::wire::srtp::Cipher;

/// So long nothing but packets that fail, and somebody should know (M6).
const PATIENCE: Duration = Duration::from_secs(30);
/// Streams of one peer that are remembered under one key; the one that began or reported longest ago makes room. To
/// have one forgotten and then replayed takes as many changes of SSRC by the holder of the key.
const STREAMS: usize = 64;
/// Roll-overs of a stream whose beginning was not heard: those of the longest call.
const JOINED_LATE: u64 = 11;
/// 2^31 packets of RTCP under one key (RFC 3711 §9.2).
const LAST_REPORT: u32 = (1 << 31) - 1;

/// The guard of one line. What was sent is counted also while there are no keys: an index is never sealed twice under
/// one key, whatever comes and goes between.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Guard {
    sealing: Option<Sealing>,
    sent: Window,
    reports: u32,
    failing: Option<Failing>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sealing {
    send: Cipher,
    receive: Opening,
    /// The key before, until the first packet under the new one: what is still on its way is not lost, and a peer that
    /// changes its key later than it said is not deaf to (M7).
    former: Option<Opening>,
}

/// One key of the peer and what was heard under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Opening {
    cipher: Cipher,
    /// The one that began or reported last is last.
    streams: Vec<Heard>,
    /// Streams of the key before with their roll-overs: some peers count on under a new key as RFC 3711 §3.3.1 has it,
    /// some begin anew.
    before: Vec<(u32, u64)>,
}

/// What was heard of one SSRC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Heard {
    ssrc: u32,
    rtp: Window,
    rtcp: Window,
}

/// Nothing but failures since then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Failing {
    Since(Time),
    Told,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// It is the peer's and can be read now.
    Genuine,
    /// It is to be dropped.
    Forged,
    /// It is to be dropped, as all were for long; told once.
    StillForged,
}

impl Guard {
    /// Terms were agreed. A key that stays keeps all that is known under it (M7).
    pub(super) fn shape(&mut self, keys: Option<&Keys>) {
        let before = self.sealing.take();
        self.sealing = keys.map(|keys| match before {
            Some(before) => before.rekeyed(keys),
            None => Sealing { send: cipher(&keys.send), receive: Opening::new(&keys.receive), former: None },
        });
        self.failing = None;
    }

    /// Proves and decrypts an RTP packet in place; without keys it is left as it is.
    #[inline]
    pub(super) fn open_rtp(&mut self, now: Time, packet: &mut Vec<u8>) -> Opened {
        let Some(sealing) = &mut self.sealing else { return Opened::Genuine };
        if sealing.open_rtp(packet) {
            self.failing = None;
            return Opened::Genuine;
        }
        self.fail(now)
    }

    /// Proves and decrypts RTCP in place. Failures are dropped and no more: sound says whether the keys are right.
    pub(super) fn open_rtcp(&mut self, packet: &mut Vec<u8>) -> bool {
        self.sealing.as_mut().is_none_or(|sealing| sealing.open_rtcp(packet))
    }

    /// Seals an RTP packet of ours in place; false when it must not leave. A number that has left before would be
    /// sealed with the same key stream: a copy, or another payload under an old number, stays here.
    #[inline]
    pub(super) fn seal_rtp(&mut self, packet: &mut Vec<u8>, sequence: u16) -> bool {
        let index = self.sent.place(sequence);
        let fresh = index.filter(|index| self.sent.take(*index));
        match (&mut self.sealing, fresh) {
            (Some(sealing), Some(index)) => sealing.send.seal_rtp(packet, index).is_ok(),
            (sealing, _) => sealing.is_none(),
        }
    }

    /// Seals RTCP of ours in place; false when it must not leave.
    pub(super) fn seal_rtcp(&mut self, packet: &mut Vec<u8>) -> bool {
        let Some(sealing) = &mut self.sealing else { return true };
        if self.reports >= LAST_REPORT {
            return false;
        }
        self.reports += 1;
        sealing.send.seal_rtcp(packet, self.reports).is_ok()
    }

    #[cold]
    fn fail(&mut self, now: Time) -> Opened {
        match *self.failing.get_or_insert(Failing::Since(now)) {
            Failing::Since(since) if now.since(since) >= PATIENCE => {
                self.failing = Some(Failing::Told);
                Opened::StillForged
            }
            _ => Opened::Forged,
        }
    }
}

impl Sealing {
    fn rekeyed(self, keys: &Keys) -> Self {
        let send = if *self.send.master() == keys.send { self.send } else { cipher(&keys.send) };
        let is_it = |opening: &Opening| *opening.cipher.master() == keys.receive;
        match self.former {
            former if is_it(&self.receive) => Self { send, receive: self.receive, former },
            Some(former) if is_it(&former) => Self { send, receive: former, former: Some(self.receive) },
            _ => {
                let before = self.receive.streams.iter().map(|heard| (heard.ssrc, heard.rtp.rollovers())).collect();
                let receive = Opening { before, ..Opening::new(&keys.receive) };
                Self { send, receive, former: Some(self.receive) }
            }
        }
    }

    fn open_rtp(&mut self, packet: &mut Vec<u8>) -> bool {
        let Some(former) = &mut self.former else { return self.receive.open_rtp(packet) };
        let mut copy = packet.clone();
        if self.receive.open_rtp(packet) {
            self.former = None;
            return true;
        }
        let opened = former.open_rtp(&mut copy);
        *packet = copy;
        opened
    }

    fn open_rtcp(&mut self, packet: &mut Vec<u8>) -> bool {
        let Some(former) = &mut self.former else { return self.receive.open_rtcp(packet) };
        let mut copy = packet.clone();
        if self.receive.open_rtcp(packet) {
            return true;
        }
        let opened = former.open_rtcp(&mut copy);
        *packet = copy;
        opened
    }
}

impl Opening {
    fn new(master: &crate::wire::srtp::MasterKey) -> Self {
        Self { cipher: cipher(master), streams: Vec::new(), before: Vec::new() }
    }

    fn open_rtp(&mut self, packet: &mut Vec<u8>) -> bool {
        let Some((ssrc, sequence)) = rtp::sender(packet) else { return false };
        match self.streams.iter_mut().find(|heard| heard.ssrc == ssrc) {
            Some(heard) if heard.rtp.has_begun() => {
                let Some(index) = heard.rtp.place(sequence).filter(|index| heard.rtp.is_new(*index)) else {
                    return false;
                };
                self.cipher.open_rtp(packet, index).is_ok() && heard.rtp.take(index)
            }
            _ => self.open_first(packet, ssrc, sequence),
        }
    }

    /// The first packet of a stream has not rolled over, except where the stream is older than the key, or than the
    /// line: one that goes on for another that was there before has heard nothing of it.
    #[cold]
    fn open_first(&mut self, packet: &mut Vec<u8>, ssrc: u32, sequence: u16) -> bool {
        let rollovers = self.before.iter().find(|(known, _)| *known == ssrc).map(|(_, rollovers)| *rollovers);
        let heard = self.streams.iter().any(|heard| heard.rtp.has_begun());
        let late = if heard { 0..=0 } else { 0..=JOINED_LATE };
        let indices = rollovers.into_iter().flat_map(|rollovers| [rollovers, rollovers + 1]).filter(|high| *high > 0);
        for high in indices.chain(late) {
            let (index, mut copy) = ((high << 16) | u64::from(sequence), packet.clone());
            if self.cipher.open_rtp(&mut copy, index).is_ok() {
                *packet = copy;
                return self.heard(ssrc).rtp.take(index);
            }
        }
        false
    }

    fn open_rtcp(&mut self, packet: &mut Vec<u8>) -> bool {
        let Some(ssrc) = packet.get(4..).and_then(|rest| rest.first_chunk()).map(|word| u32::from_be_bytes(*word))
        else {
            return false;
        };
        let Some(index) = self.cipher.rtcp_index(packet).map(u64::from) else { return false };
        let old = self.streams.iter().any(|heard| heard.ssrc == ssrc && !heard.rtcp.is_new(index));
        !old && self.cipher.open_rtcp(packet).is_ok() && self.heard(ssrc).rtcp.take(index)
    }

    /// The stream of an SSRC that has just authenticated.
    fn heard(&mut self, ssrc: u32) -> &mut Heard {
        let known = self.streams.iter().position(|heard| heard.ssrc == ssrc);
        let heard = match known {
            Some(at) => self.streams.remove(at),
            None => Heard { ssrc, rtp: Window::default(), rtcp: Window::default() },
        };
        if self.streams.len() >= STREAMS {
            self.streams.remove(0);
        }
        self.streams.push(heard);
        self.streams.last_mut().expect("it was just put there")
    }
}

fn cipher(master: &crate::wire::srtp::MasterKey) -> Cipher {
    Cipher::new(master.clone())
}
