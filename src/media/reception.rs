//! What a line knows about the stream it receives: extended sequence, losses, jitter (RFC 3550 §6.4.1, A.1, A.3, A.8).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::gaps::Gaps;
use crate::base::Time;

/// A larger step forward is a jump that must prove itself (RFC 3550 A.1).
const MAX_DROPOUT: u16 = 3000;
/// A step back of up to this many is mere reordering (RFC 3550 A.1).
const MAX_MISORDER: u16 = 100;

/// Statistics of one received stream, and the losses of those before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reception {
    current: Option<Current>,
    lost_before: u64,
    gaps: Gaps,
    /// All differences between the spacings of two packets that came and that were sent, and how many there were.
    shaken: (Duration, u32),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Current {
    first: u64,
    highest: u64,
    received: u64,
    transit: Option<u32>,
    /// The rate of what follows.
    clock: u32,
    /// Scaled by 16, as in RFC 3550 A.8.
    jitter: u32,
    expected_prior: u64,
    received_prior: u64,
}

/// The figures of a report block (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) fraction_lost: u8,
    pub(super) lost: u32,
    pub(super) highest: u32,
    pub(super) jitter: u32,
}

impl Reception {
    /// Whether the number continues the stream, allowing for loss and reordering.
    pub(super) fn fits(&self, seq: u16) -> bool {
        let step = self.current.as_ref().map_or(0, |current| seq.wrapping_sub(current.highest as u16));
        !(MAX_DROPOUT..=u16::MAX - MAX_MISORDER).contains(&step)
    }

    /// A stream begins with this number.
    pub(super) fn begin(&mut self, seq: u16) {
        self.lost_before = self.lost();
        self.gaps.begin();
        // One cycle up, so that a packet older than the first has a number too.
        let first = (1 << 16) + u64::from(seq);
        self.current = Some(Current {
            first,
            highest: first,
            received: 0,
            transit: None,
            clock: 0,
            jitter: 0,
            expected_prior: 0,
            received_prior: 0,
        });
    }

    /// Whether the packet follows the last one, and has come as much later than that as it was sent later: the sender
    /// has paused, and nothing is missing.
    #[cold]
    pub(super) fn resumes(&self, now: Time, seq: u16, timestamp: u32, clock: u32) -> bool {
        self.current.as_ref().is_some_and(|current| {
            let same = current.transit.filter(|_| current.clock == clock);
            let drift = same.map(|before| transit(now, timestamp, clock).wrapping_sub(before) as i32);
            let is_steady = drift.is_some_and(|drift| drift.unsigned_abs() < clock / 10);
            seq.wrapping_sub(current.highest as u16) == 1 && is_steady
        })
    }

    /// Counts one packet of the stream; `sampled` is its timestamp and the rate of it, where that tells when it was
    /// sent: all packets of a key have that of its beginning.
    pub(super) fn count(&mut self, now: Time, seq: u16, sampled: Option<(u32, u32)>) {
        let Some(current) = &mut self.current else { return };
        current.received += 1;
        let step = seq.wrapping_sub(current.highest as u16);
        if step >= MAX_DROPOUT {
            return self.gaps.come(-i32::from(step.wrapping_neg()));
        }
        current.highest += u64::from(step);
        self.gaps.come(step.into());
        let shaken = sampled.and_then(|(timestamp, clock)| current.measure(now, timestamp, clock));
        if let Some(shaken) = shaken {
            let (sum, count) = self.shaken;
            self.shaken = (sum + shaken, count.saturating_add(1));
        }
    }

    /// Which numbers never came.
    pub(super) fn gaps(&self) -> &Gaps {
        &self.gaps
    }

    /// How much the spacing of packets scattered, on average.
    pub(super) fn jitter(&self) -> Duration {
        let (sum, count) = self.shaken;
        sum.checked_div(count).unwrap_or_default()
    }

    /// Packets missing so far, in this stream and those before; duplicates do not make up for losses below zero.
    pub(super) fn lost(&self) -> u64 {
        self.lost_before + self.current.as_ref().map_or(0, Current::lost)
    }

    /// The figures since the last report; asking begins the next interval.
    pub(super) fn report(&mut self) -> Option<Figures> {
        let current = self.current.as_mut()?;
        let expected = current.expected() - current.expected_prior;
        let received = current.received - current.received_prior;
        (current.expected_prior, current.received_prior) = (current.expected(), current.received);
        let lost = expected.saturating_sub(received);
        Some(Figures {
            fraction_lost: (lost * 256).checked_div(expected).unwrap_or(0).min(255) as u8,
            lost: current.lost().min(0x7F_FFFF) as u32,
            highest: (current.highest - (1 << 16)) as u32,
            jitter: current.jitter >> 4,
        })
    }
}

impl Current {
    fn expected(&self) -> u64 {
        self.highest - self.first + 1
    }

    fn lost(&self) -> u64 {
        self.expected().saturating_sub(self.received)
    }

    /// Answers the difference to the spacing of the packet before. Another rate is another beginning.
    fn measure(&mut self, now: Time, timestamp: u32, clock: u32) -> Option<Duration> {
        if clock != self.clock {
            let jitter = u64::from(self.jitter) * u64::from(clock) / u64::from(self.clock.max(1));
            (self.clock, self.jitter, self.transit) = (clock, jitter as u32, None);
        }
        let transit = transit(now, timestamp, clock);
        let before = self.transit.replace(transit)?;
        let difference = (transit.wrapping_sub(before) as i32).unsigned_abs();
        // A pause of the sender is not jitter: beyond a second the sample says nothing.
        if difference >= clock {
            return None;
        }
        self.jitter = self.jitter + difference - ((self.jitter + 8) >> 4);
        Some(Duration::from_micros(u64::from(difference) * 1_000_000 / u64::from(clock)))
    }
}

/// How much later than it was sent a packet comes, beside a constant (RFC 3550 §6.4.1).
fn transit(now: Time, timestamp: u32, clock: u32) -> u32 {
    let micros = now.as_micros().max(0) as u64;
    let (secs, rest) = (micros / 1_000_000, micros % 1_000_000);
    let arrival = secs.wrapping_mul(u64::from(clock)).wrapping_add(rest * u64::from(clock) / 1_000_000) as u32;
    arrival.wrapping_sub(timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(reception: &mut Reception, seqs: impl IntoIterator<Item = u16>) {
        for (index, seq) in seqs.into_iter().enumerate() {
            let now = Time::from_micros(index as i64 * 20_000);
            reception.count(now, seq, Some((index as u32 * 160, 8000)));
        }
    }

    #[test]
    fn losses_are_counted_over_the_wrap_and_reordering_is_none() {
        let mut reception = Reception::default();
        reception.begin(65_533);
        feed(&mut reception, [65_533, 65_535, 65_534, 2, 3]);
        assert_eq!(reception.lost(), 2);
        let figures = reception.report().unwrap();
        assert_eq!((figures.lost, figures.fraction_lost, figures.highest), (2, 73, 65_539));
        feed(&mut reception, [4, 5]);
        assert_eq!(reception.report().unwrap().fraction_lost, 0);
    }

    #[test]
    fn duplicates_do_not_hide_losses_below_zero() {
        let mut reception = Reception::default();
        reception.begin(1);
        feed(&mut reception, [1, 1, 1, 1]);
        assert_eq!((reception.lost(), reception.report().unwrap().lost), (0, 0));
    }

    #[test]
    fn losses_of_an_earlier_stream_are_kept() {
        let mut reception = Reception::default();
        reception.begin(1);
        feed(&mut reception, [1, 4]);
        reception.begin(500);
        feed(&mut reception, [500, 502]);
        assert_eq!(reception.lost(), 3);
    }

    #[test]
    fn a_jump_does_not_fit_but_a_gap_and_a_straggler_do() {
        let mut reception = Reception::default();
        assert!(reception.fits(9));
        reception.begin(1000);
        for (seq, fits) in [(1001, true), (3999, true), (4000, false), (900, true), (899, false), (40_000, false)] {
            assert_eq!(reception.fits(seq), fits, "{seq}");
        }
    }

    #[test]
    fn m14_a_sender_that_pauses_is_told_from_a_network_that_stalls_or_loses() {
        let mut reception = Reception::default();
        reception.begin(0);
        feed(&mut reception, 0..50);
        let later = Time::from_micros(49 * 20_000 + 2_000_000);
        let table = [(50, 49 * 160 + 16_000, true), (50, 50 * 160, false), (51, 49 * 160 + 16_000, false)];
        for (seq, timestamp, resumes) in table {
            assert_eq!(reception.resumes(later, seq, timestamp, 8000), resumes, "{seq} {timestamp}");
        }
    }

    #[test]
    fn jitter_follows_the_spacing_of_arrivals() {
        let mut steady = Reception::default();
        steady.begin(0);
        feed(&mut steady, 0..100);
        assert_eq!(steady.report().unwrap().jitter, 0);
        let mut shaky = Reception::default();
        shaky.begin(0);
        for seq in 0..200u16 {
            let late = i64::from(seq % 2) * 10_000;
            let now = Time::from_micros(i64::from(seq) * 20_000 + late);
            shaky.count(now, seq, Some((u32::from(seq) * 160, 8000)));
        }
        let jitter = shaky.report().unwrap().jitter;
        assert!((70..=80).contains(&jitter), "{jitter} of 80 samples");
        assert_eq!(shaky.jitter(), Duration::from_millis(10));
    }

    #[test]
    fn a_key_beside_sound_shakes_nothing_and_another_clock_begins_anew() {
        let mut reception = Reception::default();
        reception.begin(0);
        for seq in 0..100u16 {
            let now = Time::from_micros(i64::from(seq) * 20_000);
            let sampled = match seq {
                40..50 => None,
                ..60 => Some((u32::from(seq) * 160, 8000)),
                _ => Some((u32::from(seq) * 960, 48_000)),
            };
            reception.count(now, seq, sampled);
        }
        assert_eq!((reception.jitter(), reception.report().unwrap().jitter), (Duration::ZERO, 0));
    }
}
