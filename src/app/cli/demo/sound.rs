//! What a telephone of the demo says, what it hears, and how alike the two are.
//!
//! The town's phones repeat a short phrase, which is enough to know who speaks. Here the microphone says an endless
//! melody (`audio::voice`) instead, so that every frame has its own place in time and a delay shows without doubt.

use std::time::Duration;

use crate::audio::codec::Law;
use crate::audio::{FRAME, Frame, RATE, level, voice};
use crate::base::Time;
use crate::wire::rtp;

/// Frames back from now among which a heard one is looked for: half a second.
const BACK: usize = 25;
/// Two sounds of one frame that are so alike are the same; the law's coarseness costs less.
const SAME: f64 = 0.95;
/// So much of what was heard is laid on what was said to find the place of the rest.
const SAMPLE: usize = 8 * FRAME;
/// Ticks that a jump of the timestamp may have: more is no gap but another stream.
const FURTHEST: u32 = 60 * RATE;

/// An endless voice, cut into packets.
#[derive(Debug)]
pub(super) struct Microphone {
    seed: u64,
    said: Vec<(Time, Frame)>,
}

impl Microphone {
    /// The voice of this seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self { seed, said: Vec::new() }
    }

    /// Puts the next 20 ms into a packet that is about to leave; what is no G.711 stays as it is.
    pub(super) fn speak(&mut self, now: Time, packet: &mut [u8]) {
        let Ok(read) = rtp::read(packet) else { return };
        let (Some(law), Some(payload)) = (law(read.header.payload_type), packet.get_mut(read.payload)) else { return };
        let frame = voice::frame(self.seed, (self.said.len() * FRAME) as u64);
        for (byte, sample) in payload.iter_mut().zip(frame) {
            *byte = law.encode(sample);
        }
        self.said.push((now, frame));
    }

    /// Whether this sound was said within the last half second.
    fn said_lately(&self, sound: &[i16]) -> bool {
        let same = |(_, said): &(Time, Frame)| level::likeness(said, sound).is_some_and(|alike| alike > SAME);
        self.said.iter().rev().take(BACK).any(same)
    }

    /// Everything from frame `first` on.
    fn sound(&self, first: usize) -> Vec<i16> {
        self.said.iter().skip(first).flat_map(|(_, frame)| frame).copied().collect()
    }
}

/// One packet with sound.
#[derive(Debug)]
struct Heard {
    at: Time,
    timestamp: u32,
    sound: Vec<i16>,
}

/// Keeps what arrives, from the first frame of the other's voice on: what comes before is a ringing tone.
#[derive(Debug, Default)]
pub(super) struct Ear {
    heard: Vec<Heard>,
}

/// How the voice arrived.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hearing {
    /// The normalised correlation of the whole: 1 is the same.
    pub(super) alike: f64,
    /// From the sending of a packet to its arrival, on average.
    pub(super) late: Duration,
    /// Packets that arrived.
    pub(super) packets: usize,
    /// Packets between the first and the last that did not.
    pub(super) lost: usize,
}

impl Ear {
    /// Takes a packet while `speaker` may be heard.
    pub(super) fn hear(&mut self, now: Time, packet: &[u8], speaker: &Microphone) {
        let Ok(read) = rtp::read(packet) else { return };
        let (Some(law), Some(payload)) = (law(read.header.payload_type), packet.get(read.payload)) else { return };
        let sound = law.decode_all(payload);
        if !self.heard.is_empty() || speaker.said_lately(&sound) {
            self.heard.push(Heard { at: now, timestamp: read.header.timestamp, sound });
        }
    }

    /// How many packets there are.
    pub(super) const fn packets(&self) -> usize {
        self.heard.len()
    }

    /// The loudness of packets `from..`, in dBm0.
    pub(super) fn loudness(&self, from: usize) -> impl Iterator<Item = f64> {
        self.heard.iter().skip(from).map(|heard| level::dbm0(&heard.sound))
    }

    /// Compares what was heard with what was said; `None` when the voice was never heard.
    pub(super) fn measure(&self, speaker: &Microphone) -> Option<Hearing> {
        let first = self.heard.first()?;
        let heard = self.whole();
        // The frame at most half a second before the first one arrived, and what was said from there.
        let spoken = speaker.said.partition_point(|(at, _)| *at <= first.at);
        let base = spoken.saturating_sub(BACK);
        let said = speaker.sound(base);
        let found = level::find(heard.get(..SAMPLE.min(heard.len()))?, &said, BACK * FRAME)?;
        let alike = level::likeness(said.get(found.lag..)?, &heard)?;
        let frame = |heard: &Heard| base + (found.lag + self.place(heard)) / FRAME;
        let ways = self.heard.iter().filter_map(|heard| Some(heard.at - speaker.said.get(frame(heard))?.0));
        let packets = self.packets();
        let late = ways.sum::<Duration>() / u32::try_from(packets).ok()?;
        Some(Hearing { alike, late, packets, lost: (heard.len() / FRAME).saturating_sub(packets) })
    }

    /// The sound in one piece, silence where a packet is missing.
    fn whole(&self) -> Vec<i16> {
        let mut whole: Vec<i16> = Vec::new();
        for heard in &self.heard {
            let place = self.place(heard);
            whole.resize(whole.len().max(place + heard.sound.len()), 0);
            whole[place..place + heard.sound.len()].copy_from_slice(&heard.sound);
        }
        whole
    }

    /// How many samples after the first one a packet begins.
    fn place(&self, heard: &Heard) -> usize {
        let first = self.heard.first().map_or(0, |first| first.timestamp);
        let ticks = heard.timestamp.wrapping_sub(first);
        if ticks <= FURTHEST { ticks as usize } else { 0 }
    }
}

/// The law of a static payload number (RFC 3551 §6).
const fn law(payload_type: u8) -> Option<Law> {
    match payload_type {
        0 => Some(Law::Mu),
        8 => Some(Law::A),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_millis(20);
    const LATE: Duration = Duration::from_millis(57);

    fn packet(n: u16) -> Vec<u8> {
        let timestamp = u32::from(n) * 160;
        rtp::write(&rtp::Header { marker: false, payload_type: 0, sequence: n, timestamp, ssrc: 1 }, &[0xff; FRAME])
    }

    /// What an ear keeps of 100 packets that travel 57 ms, when `arrives` decides about each.
    fn call(arrives: impl Fn(u16) -> bool) -> (Microphone, Ear) {
        let (mut speaker, mut ear) = (Microphone::new(1), Ear::default());
        let start = Time::from_secs(1);
        let mut under_way = std::collections::VecDeque::new();
        for n in 0..100 {
            let now = start + TICK * u32::from(n);
            let mut bytes = packet(n);
            speaker.speak(now, &mut bytes);
            under_way.push_back((now + LATE, n, bytes));
            while under_way.front().is_some_and(|(at, ..)| *at <= now) {
                let (at, n, bytes) = under_way.pop_front().unwrap();
                if arrives(n) {
                    ear.hear(at, &bytes, &speaker);
                }
            }
        }
        (speaker, ear)
    }

    #[test]
    fn a_voice_that_arrives_is_alike_and_as_late_as_it_is() {
        let (speaker, ear) = call(|_| true);
        let hearing = ear.measure(&speaker).unwrap();
        assert!(hearing.alike > 0.99, "{hearing:?}");
        assert_eq!((hearing.late, hearing.packets, hearing.lost), (LATE, 97, 0));
    }

    #[test]
    fn lost_packets_are_counted_and_the_rest_still_lies_in_its_place() {
        let (speaker, ear) = call(|n| n < 20 || n % 10 != 0);
        let hearing = ear.measure(&speaker).unwrap();
        assert!(hearing.alike > 0.9, "{hearing:?}");
        assert_eq!((hearing.late, hearing.packets, hearing.lost), (LATE, 89, 8));
    }

    #[test]
    fn silence_a_ringing_tone_and_a_stranger_are_not_the_voice() {
        let mut speaker = Microphone::new(1);
        let mut stranger = Microphone::new(2);
        let mut ear = Ear::default();
        for n in 0..100 {
            let now = Time::from_secs(1) + TICK * u32::from(n);
            speaker.speak(now, &mut packet(n));
            let mut other = packet(n);
            stranger.speak(now, &mut other);
            ear.hear(now, &packet(n), &speaker);
            ear.hear(now, &other, &speaker);
            let tone = Law::Mu.encode_all(&crate::audio::tone::RINGBACK.frame(u64::from(n) * 160));
            let header = rtp::Header { marker: false, payload_type: 0, sequence: n, timestamp: 0, ssrc: 1 };
            ear.hear(now, &rtp::write(&header, &tone), &speaker);
        }
        assert_eq!((ear.packets(), ear.measure(&speaker)), (0, None));
    }
}
