//! The one outgoing stream of a line: one SSRC, one sequence, one time line, whatever is sent on it (RFC 3550 §5.1).
//!
//! Relayed packets keep their distances, so that the receiver sees the losses and the reordering of the path before us;
//! where the source changes, the numbers go on behind what was sent last and time goes on by the clock.

use serde::{Deserialize, Serialize};

use super::gaps::Gaps;
use crate::base::{Rng, Time};

/// A change of source moves time on by at least this share of a second: one packet of 20 ms.
const PACKETS_PER_SECOND: u32 = 50;

/// Numbers of what we send to one peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stream {
    ssrc: u32,
    /// Highest number sent so far.
    seq: u16,
    /// Timestamp that belongs to it, and when it was sent.
    timestamp: u32,
    sent_at: Option<Time>,
    clock: u32,
    packets: u64,
    octets: u64,
    splice: Option<Splice>,
    /// Which of its numbers were sent.
    gaps: Gaps,
}

/// What has left of a stream up to one of its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// How many numbers there are from the first on.
    pub(super) numbers: u64,
    /// How many of them were not sent, for they were missing of what was relayed; less what was sent twice.
    pub(super) unsent: i64,
}

/// How the numbers of the source being relayed translate to ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Splice {
    /// Highest number of the source so far, and what it became.
    theirs: u16,
    ours: u16,
    /// How many numbers the splice has gone on; a straggler from before it has no place.
    run: u32,
    shift: u32,
}

/// The numbers of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) ssrc: u32,
    pub(super) seq: u16,
    pub(super) timestamp: u32,
    /// The first packet after a change of source: it carries the marker (RFC 3551 §4.1).
    pub(super) begins: bool,
}

/// By which rate the timestamp of a relayed packet is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Its own, which is that of the time line.
    Own(u32),
    /// It is an event with another one (RFC 4733 §2.1), beside sound of this rate: it does not move the time line.
    Beside(u32),
}

impl Clock {
    const fn rate(self) -> u32 {
        let (Self::Own(rate) | Self::Beside(rate)) = self;
        rate
    }
}

impl Stream {
    pub(super) fn new(rng: &mut Rng) -> Self {
        let random = rng.next_u64();
        Self {
            ssrc: random as u32,
            // The upper half is left free at the start: some receivers misread an early wrap.
            seq: (random >> 32) as u16 >> 1,
            timestamp: (rng.next_u64() >> 33) as u32,
            sent_at: None,
            clock: 8000,
            packets: 0,
            octets: 0,
            splice: None,
            gaps: Gaps::default(),
        }
    }

    /// The numbers under which a packet of the current source goes on; `None` for a straggler from before it.
    pub(super) fn relay(&mut self, now: Time, seq: u16, timestamp: u32, clock: Clock) -> Option<Numbers> {
        let Some(splice) = &mut self.splice else { return Some(self.join(now, seq, timestamp, clock.rate())) };
        let step = seq.wrapping_sub(splice.theirs) as i16;
        if step < 0 && u32::from(step.unsigned_abs()) > splice.run {
            return None;
        }
        let ours = splice.ours.wrapping_add(step as u16);
        self.gaps.come(step.into());
        let timestamp = timestamp.wrapping_add(splice.shift);
        if step > 0 {
            *splice = Splice { theirs: seq, ours, run: splice.run.saturating_add(step as u32), ..*splice };
            self.seq = ours;
            // All packets of an event have the timestamp of its beginning, while time goes on, and perhaps the sound
            // beside it.
            if let Clock::Own(rate) = clock
                && self.has_yet_to_come(timestamp)
            {
                (self.timestamp, self.sent_at, self.clock) = (timestamp, Some(now), rate);
            }
        }
        Some(Numbers { ssrc: self.ssrc, seq: ours, timestamp, begins: false })
    }

    /// The source ends or is withheld: what comes next follows without a gap in numbers.
    pub(super) fn cut(&mut self) {
        self.splice = None;
    }

    /// The timestamp of something of our own that begins now.
    pub(super) fn timestamp_now(&self, now: Time, clock: u32) -> u32 {
        self.timestamp.wrapping_add(self.elapsed(now, clock).max(clock / PACKETS_PER_SECOND))
    }

    /// Whether the timestamp lies behind all that was sent.
    pub(super) fn has_yet_to_come(&self, timestamp: u32) -> bool {
        (timestamp.wrapping_sub(self.timestamp) as i32) > 0
    }

    /// The numbers of a packet of our own with this timestamp.
    pub(super) fn originate(&mut self, now: Time, timestamp: u32, clock: u32) -> Numbers {
        self.cut();
        self.seq = self.seq.wrapping_add(1);
        self.gaps.come(1);
        if timestamp != self.timestamp || self.sent_at.is_none() {
            (self.timestamp, self.sent_at, self.clock) = (timestamp, Some(now), clock);
        }
        Numbers { ssrc: self.ssrc, seq: self.seq, timestamp, begins: false }
    }

    /// Counts what was really sent, for sender reports: payload bytes only (RFC 3550 §6.4.1).
    pub(super) fn count(&mut self, octets: usize) {
        self.packets += 1;
        self.octets += octets as u64;
    }

    pub(super) fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// Packets and octets so far, truncated as the wire has them.
    pub(super) fn counts(&self) -> (u32, u32) {
        (self.packets as u32, self.octets as u32)
    }

    /// The rate of its timestamps.
    pub(super) fn clock(&self) -> u32 {
        self.clock
    }

    /// Packets so far.
    pub(super) fn packets(&self) -> u64 {
        self.packets
    }

    /// What has left up to the number that a report calls the highest: packets behind it are still on their way. One
    /// that is none of ours is taken for the last.
    pub(super) fn left(&self, highest: u32) -> Left {
        let behind = self.seq.wrapping_sub(highest as u16).cast_signed();
        let (numbers, missing) = self.gaps.before(u32::try_from(behind).unwrap_or(0));
        let repeated = (self.packets + self.gaps.missing()).saturating_sub(self.gaps.numbers());
        Left { numbers, unsent: missing as i64 - repeated as i64 }
    }

    /// The timestamp that a sample taken at `now` would carry: the pair of a sender report.
    pub(super) fn timestamp_at(&self, now: Time) -> u32 {
        self.timestamp.wrapping_add(self.elapsed(now, self.clock))
    }

    #[cold]
    fn join(&mut self, now: Time, theirs: u16, timestamp: u32, clock: u32) -> Numbers {
        let ours = self.seq.wrapping_add(1);
        self.gaps.come(1);
        let begin = self.timestamp_now(now, clock);
        self.splice = Some(Splice { theirs, ours, run: 0, shift: begin.wrapping_sub(timestamp) });
        (self.seq, self.timestamp, self.sent_at, self.clock) = (ours, begin, Some(now), clock);
        Numbers { ssrc: self.ssrc, seq: ours, timestamp: begin, begins: true }
    }

    fn elapsed(&self, now: Time, clock: u32) -> u32 {
        let micros = self.sent_at.map_or(0, |sent_at| now.since(sent_at).as_micros());
        (micros * u128::from(clock) / 1_000_000) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: i64) -> Time {
        Time::from_micros(ms * 1000)
    }

    fn pair(numbers: Option<Numbers>, base: (u16, u32)) -> Option<(u16, u32, bool)> {
        let n = numbers?;
        Some((n.seq.wrapping_sub(base.0), n.timestamp.wrapping_sub(base.1), n.begins))
    }

    #[test]
    fn relayed_packets_keep_their_distances() {
        let mut stream = Stream::new(&mut Rng::seeded(1));
        let first = stream.relay(ms(0), 65_535, u32::MAX, Clock::Own(8000)).unwrap();
        let base = (first.seq, first.timestamp);
        assert!(first.begins);
        assert_eq!(pair(stream.relay(ms(40), 1, 319, Clock::Own(8000)), base), Some((2, 320, false)));
        assert_eq!(
            pair(stream.relay(ms(41), 0, 159, Clock::Own(8000)), base),
            Some((1, 160, false)),
            "a late one has its place"
        );
        assert_eq!(stream.relay(ms(42), 65_534, 0, Clock::Own(8000)), None, "older than the splice");
        assert_eq!(pair(stream.relay(ms(60), 2, 479, Clock::Own(8000)), base), Some((3, 480, false)));
    }

    #[test]
    fn a_new_source_goes_on_behind_the_last_with_the_clock() {
        let mut stream = Stream::new(&mut Rng::seeded(1));
        let first = stream.relay(ms(0), 10, 0, Clock::Own(8000)).unwrap();
        let base = (first.seq, first.timestamp);
        stream.cut();
        assert_eq!(pair(stream.relay(ms(1000), 40_000, 77, Clock::Own(8000)), base), Some((1, 8000, true)));
        let own = stream.timestamp_now(ms(1005), 8000);
        assert_eq!(own.wrapping_sub(base.1), 8160, "at least one packet further");
        assert_eq!(pair(Some(stream.originate(ms(1005), own, 8000)), base), Some((2, 8160, false)));
        assert_eq!(pair(stream.relay(ms(1025), 40_001, 237, Clock::Own(8000)), base), Some((3, 8320, true)));
    }

    #[test]
    fn what_follows_a_relayed_key_begins_when_the_key_has_ended_and_behind_the_sound_beside_it() {
        for beside in [false, true] {
            let mut stream = Stream::new(&mut Rng::seeded(1));
            let first = stream.relay(ms(0), 1, 0, Clock::Own(8000)).unwrap();
            let mut seq = 1;
            let mut pass = |at: i64, timestamp: u32| {
                seq += 1;
                stream.relay(ms(at), seq, timestamp, Clock::Own(8000)).unwrap();
            };
            for at in (20..=160).step_by(20) {
                if beside {
                    pass(at, at as u32 * 8);
                }
                pass(at, 160);
            }
            let next = stream.timestamp_now(ms(180), 8000);
            assert_eq!(next.wrapping_sub(first.timestamp), 180 * 8, "sound beside it: {beside}");
        }
    }

    #[test]
    fn a_relayed_key_of_another_clock_begins_and_ends_where_the_sound_does() {
        let mut stream = Stream::new(&mut Rng::seeded(1));
        let own = stream.originate(ms(0), stream.timestamp_now(ms(0), 48_000), 48_000);
        let base = (own.seq, own.timestamp);
        // The first thing that the source sends is a key, 100 ms after something of our own.
        let key = stream.relay(ms(100), 70, 5000, Clock::Beside(48_000));
        assert_eq!(pair(key, base), Some((1, 4800, true)));
        let repeated = stream.relay(ms(120), 71, 5000, Clock::Beside(48_000));
        assert_eq!(pair(repeated, base), Some((2, 4800, false)));
        assert_eq!(pair(stream.relay(ms(200), 72, 9800, Clock::Own(48_000)), base), Some((3, 9600, false)));
        assert_eq!(stream.timestamp_now(ms(220), 48_000).wrapping_sub(base.1), 10_560);
        assert_eq!(stream.clock(), 48_000);
    }

    #[test]
    fn what_was_missing_of_the_source_has_not_left() {
        let mut stream = Stream::new(&mut Rng::seeded(1));
        let mut highest = 0;
        for (at, seq) in [500, 501, 504, 503, 505, 505, 508].into_iter().enumerate() {
            let numbers = stream.relay(ms(at as i64 * 20), seq, u32::from(seq) * 160, Clock::Own(8000)).unwrap();
            stream.count(160);
            highest = u32::from(numbers.seq);
        }
        assert_eq!(stream.left(highest), Left { numbers: 9, unsent: 2 }, "502, 506, 507, and one twice");
        assert_eq!(stream.left(highest - 3), Left { numbers: 6, unsent: 0 }, "502, and one twice");
        assert_eq!(stream.left(highest | 7 << 16), stream.left(highest), "cycles are the peer's");
        stream.cut();
        stream.originate(ms(200), stream.timestamp_now(ms(200), 8000), 8000);
        stream.count(160);
        assert_eq!(stream.left(highest + 1), Left { numbers: 10, unsent: 2 }, "what is withheld leaves no gap");
    }

    #[test]
    fn a_long_splice_survives_many_wraps() {
        let mut stream = Stream::new(&mut Rng::seeded(1));
        let first = stream.relay(ms(0), 0, 0, Clock::Own(8000)).unwrap();
        for index in 1..200_000u32 {
            let numbers = stream.relay(ms(i64::from(index) * 20), index as u16, index * 160, Clock::Own(8000)).unwrap();
            assert_eq!(numbers.seq, first.seq.wrapping_add(index as u16));
        }
    }

    #[test]
    fn the_report_pair_follows_the_clock_from_the_last_packet() {
        let mut stream = Stream::new(&mut Rng::seeded(1));
        let first = stream.relay(ms(0), 0, 0, Clock::Own(48_000)).unwrap();
        assert_eq!(stream.timestamp_at(ms(500)).wrapping_sub(first.timestamp), 24_000);
    }
}
