//! An ear: the sound of one peer as 20 ms of linear samples for each beat of the group, whatever the network does to
//! its packets (threats-and-faults M12, M13).
//!
//! It is a tap: packets that pass go on passing while it listens. When a packet is played is the business of `delay`;
//! the packets wait in `queue`. What is lost is concealed by the decoder; what is late is lost.

mod delay;
mod queue;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(super) use self::delay::usual;
use self::delay::{Delay, Pace};
use self::queue::{Packet, Queue};
use super::offer::Codec;
use crate::audio::codec::Decoder;
use crate::audio::{Pcm, level};
use crate::base::Time;

/// Below this a frame may be left out or doubled without anybody hearing it.
const QUIET: f64 = -45.0;
/// Frames that are made up in a row before there is silence: concealment has faded by then.
const MADE_UP: u32 = 4;
/// Frames without a packet after which a peer is taken to be on hold.
const DRY: u32 = 50;

/// What an ear has met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Heard {
    /// Frames that were made up for lost packets.
    pub(super) concealed: u64,
    /// Packets that came when their time was over.
    pub(super) late: u64,
    /// How often half a frame was left out or put in to follow the clock of the peer.
    pub(super) left_out: u64,
    pub(super) put_in: u64,
}

/// The ear of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ear {
    queue: Queue,
    delay: Delay,
    decoder: Option<Decoder>,
    /// Decoded and not yet heard.
    samples: Vec<i16>,
    /// Where in the time line of the peer decoding goes on; `None` before the first packet.
    next: Option<i64>,
    /// The clock of that time line.
    clock: u32,
    /// Frames since the last packet was decoded.
    made_up: u32,
    /// The peer has said that it is silent (RFC 3389): a gap is no loss.
    is_quiet: bool,
    heard: Heard,
}

impl Ear {
    pub(super) fn new() -> Self {
        Self {
            queue: Queue::default(),
            delay: Delay::default(),
            decoder: None,
            samples: Vec::new(),
            next: None,
            clock: 8000,
            made_up: MADE_UP,
            is_quiet: false,
            heard: Heard::default(),
        }
    }

    /// Takes in one packet of sound.
    pub(super) fn push(&mut self, now: Time, timestamp: u32, codec: Codec, payload: &[u8]) {
        let clock = codec.entry().clock;
        if clock != self.clock {
            (self.clock, self.next) = (clock, None);
        }
        let Some(next) = self.next else { return self.begin(now, timestamp, codec, payload) };
        let at = unwrap(timestamp, next);
        let played = self.played(next);
        if self.delay.arrive(now, micros(at, clock), micros(played, clock)) == Pace::Anew {
            return self.begin(now, timestamp, codec, payload);
        }
        self.is_quiet = false;
        if at < next {
            self.heard.late += u64::from(!self.queue.knows(at));
            return;
        }
        self.queue.push(at, codec, payload);
    }

    /// The peer says that it is silent from now on.
    pub(super) fn hush(&mut self) {
        self.is_quiet = true;
    }

    /// The stream of the peer is another from now on.
    pub(super) fn forget(&mut self) {
        self.next = None;
    }

    /// 20 ms of what the peer says; `None` before its first packet has been waited for.
    pub(super) fn take(&mut self, now: Time) -> Option<Pcm> {
        let next = self.next?;
        let pace = self.delay.pace(now, micros(self.played(next), self.clock));
        match pace {
            Pace::Early => return None,
            Pace::Leap(place) => self.leap(next, place),
            _ => {}
        }
        let frame = self.frame(pace);
        let (_, second_half) = frame.as_slice().split_at(frame.as_slice().len() / 2);
        match pace {
            Pace::Slow if self.made_up == 0 && is_quiet(&frame) => {
                self.samples.splice(..0, second_half.iter().copied());
                self.heard.put_in += 1;
            }
            Pace::Fast if is_quiet(&frame) => {
                self.samples.splice(..0, second_half.iter().copied());
                self.heard.left_out += 1;
                return Some(self.frame(pace));
            }
            Pace::Hurry => {
                self.heard.left_out += 2;
                return Some(self.frame(pace));
            }
            _ => {}
        }
        Some(frame)
    }

    /// Whether nothing has come for so long that the peer is not expected to go on.
    pub(super) fn is_dry(&self) -> bool {
        self.next.is_none() || self.made_up > DRY
    }

    /// How long sound waits in it.
    pub(super) fn waits(&self) -> Duration {
        self.delay.aim()
    }

    /// What it has met so far.
    pub(super) fn heard(&self) -> Heard {
        self.heard
    }

    fn rate(&self) -> crate::audio::Rate {
        self.decoder.as_ref().map(|decoder| decoder.codec().rate()).unwrap_or_default()
    }

    /// A stream begins, or jumps: what was there before has nothing to do with it.
    #[cold]
    fn begin(&mut self, now: Time, timestamp: u32, codec: Codec, payload: &[u8]) {
        let at = i64::from(timestamp);
        self.queue.clear();
        self.samples.clear();
        self.made_up = MADE_UP;
        self.is_quiet = false;
        self.next = Some(at);
        self.delay.begin(now, micros(at, self.clock));
        self.queue.push(at, codec, payload);
    }

    /// Goes on near this place, in microseconds; what lies before it is not heard.
    #[cold]
    fn leap(&mut self, next: i64, place: i64) {
        let place = place.saturating_mul(i64::from(self.clock)) / 1_000_000;
        let Some(to) = self.queue.last_until(place).filter(|to| *to > next) else { return };
        let frame = i64::from(self.clock / 50);
        self.heard.left_out += ((to - self.played(next)) / frame * 2).unsigned_abs();
        self.samples.clear();
        self.next = Some(to);
    }

    /// The place in the time line that is heard next.
    fn played(&self, next: i64) -> i64 {
        next - self.units(self.samples.len())
    }

    fn frame(&mut self, pace: Pace) -> Pcm {
        let mut rate = self.rate();
        while self.samples.len() < rate.samples() {
            if !self.fill(pace) {
                self.samples.resize(rate.samples(), 0);
            }
            rate = self.rate();
        }
        let frame = Pcm::from_slice(rate, &self.samples);
        self.samples.drain(..rate.samples());
        frame
    }

    /// Decodes the packet whose turn it is, or makes something up; false when nothing is to be heard and the time line
    /// stands still.
    fn fill(&mut self, pace: Pace) -> bool {
        let Some(next) = self.next else { return false };
        match self.queue.pop(next) {
            Some(packet) => self.decode(next, packet),
            None => {
                let gap = self.queue.first().map(|first| first - next);
                let missing = gap.map_or(i64::MAX, |gap| gap).min(self.units(self.rate().samples())).max(1);
                self.make_up(missing);
                // Where nothing waits and the delay is too short the packet may still come: its time is put off.
                if gap.is_some() || pace != Pace::Slow {
                    self.next = Some(next + missing);
                }
            }
        }
        true
    }

    fn decode(&mut self, next: i64, packet: Packet) {
        let codec = packet.codec;
        let before = self.samples.len();
        let decoder = match &mut self.decoder {
            Some(decoder) if decoder.codec() == codec => decoder,
            other => {
                self.samples.clear();
                other.insert(Decoder::new(codec))
            }
        };
        let begin = self.samples.len().min(before);
        decoder.decode(&packet.payload, &mut self.samples);
        let came = self.samples.len() - begin;
        self.next = Some(next + self.units(came).max(1));
        self.made_up = 0;
        self.queue.give_back(packet);
    }

    fn make_up(&mut self, missing: i64) {
        let count = (missing * i64::from(self.rate().hz()) / i64::from(self.clock)).max(1) as usize;
        let lost = !self.is_quiet && self.made_up < MADE_UP;
        self.made_up = self.made_up.saturating_add(1);
        match &mut self.decoder {
            Some(decoder) if lost => {
                self.heard.concealed += 1;
                match self.queue.peek() {
                    Some(packet) if packet.codec == decoder.codec() => {
                        decoder.recover(&packet.payload, &mut self.samples, count);
                    }
                    _ => decoder.conceal(&mut self.samples, count),
                }
            }
            _ => self.samples.resize(self.samples.len() + count, 0),
        }
    }

    /// So many samples in the clock of the peer.
    fn units(&self, samples: usize) -> i64 {
        samples as i64 * i64::from(self.clock) / i64::from(self.rate().hz())
    }
}

fn is_quiet(frame: &Pcm) -> bool {
    level::dbm0(frame.as_slice()) < QUIET
}

/// A timestamp as a place in a line without end, near `near`.
fn unwrap(timestamp: u32, near: i64) -> i64 {
    near + i64::from(timestamp.wrapping_sub(near as u32).cast_signed())
}

fn micros(place: i64, clock: u32) -> i64 {
    place.saturating_mul(1_000_000) / i64::from(clock)
}
