//! What one call of a phone heard, or said: its packets on the line of time that their timestamps tell, decoded when
//! somebody asks.

use std::time::Duration;

use super::found::{Passage, Pattern, Searches};
use super::rate::{double, halve, halved};
use crate::audio::codec::{Codec, Decoder};
use crate::audio::{RATE, Rate};
use crate::base::Time;

/// Timestamps that are so far from the clock begin anew: 200 ms.
const ASTRAY: usize = 1600;
/// Nothing comes later than 200 ms after its time.
const LATE: usize = 1600;
/// A phone whose cable was cut hears silence for a minute, not for the rest of a story.
const LONGEST_SILENCE: usize = 480_000;
/// A packet as old as one of the last few may be the same once more.
const LAST_FEW: usize = 16;
/// How far the filter between the rates reaches, in samples at 8 kHz.
const REACH: usize = 16;

/// The sound of one direction of one call.
#[derive(Debug)]
pub struct Tape {
    began: Time,
    packets: Vec<Packet>,
    anchor: Option<Anchor>,
    is_over: bool,
    decoded: usize,
    decoder: Option<Decoder>,
    narrow: Vec<i16>,
    /// What came at 16 kHz, at its place; empty where nothing did.
    wide: Vec<i16>,
    searches: Searches,
}

/// A stretch of time in which something was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// When it began.
    pub begin: Time,
    /// When it ended, or until when it was heard so far.
    pub end: Time,
    /// How long it was heard in that time.
    pub sounding: Duration,
    /// It goes on.
    pub is_open: bool,
}

#[derive(Debug)]
struct Packet {
    /// Its first sample, at 8 kHz.
    at: usize,
    codec: Codec,
    payload: Vec<u8>,
}

/// The timestamp of a place.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    codec: Codec,
    timestamp: u32,
    at: usize,
}

impl Tape {
    /// A tape on which nothing is yet, of a call that began then.
    pub fn new(began: Time) -> Self {
        Self {
            began,
            packets: Vec::new(),
            anchor: None,
            is_over: false,
            decoded: 0,
            decoder: None,
            narrow: Vec::new(),
            wide: Vec::new(),
            searches: Searches::default(),
        }
    }

    /// A sound that is there already.
    pub fn of(began: Time, rate: Rate, samples: Vec<i16>) -> Self {
        let narrow = if rate == Rate::Wide { halve(&samples) } else { samples };
        Self { narrow, is_over: true, ..Self::new(began) }
    }

    /// When it began.
    pub const fn began(&self) -> Time {
        self.began
    }

    /// Nothing more comes.
    pub const fn end(&mut self) {
        self.is_over = true;
    }

    /// Keeps a packet of this codec.
    pub fn keep(&mut self, now: Time, codec: Codec, timestamp: u32, payload: &[u8]) {
        let by_clock = samples(now - self.began);
        let clock = codec.entry().clock;
        let by_stamp = self.anchor.filter(|anchor| anchor.codec == codec).and_then(|anchor| {
            let step = i64::from(timestamp.wrapping_sub(anchor.timestamp) as i32) * i64::from(RATE) / i64::from(clock);
            usize::try_from(anchor.at as i64 + step).ok()
        });
        let at = match by_stamp.filter(|at| at.abs_diff(by_clock) < ASTRAY) {
            Some(at) => at,
            None => {
                self.anchor = Some(Anchor { codec, timestamp, at: by_clock });
                by_clock
            }
        };
        if self.packets.iter().rev().take(LAST_FEW).any(|packet| packet.at == at && packet.codec == codec) {
            return;
        }
        let late = self.packets.iter().rev().take_while(|packet| packet.at > at).count();
        let place = (self.packets.len() - late).max(self.decoded);
        self.packets.insert(place, Packet { at, codec, payload: payload.to_vec() });
    }

    /// Lays linear sound behind what is there.
    pub fn append(&mut self, rate: Rate, sound: &[i16]) {
        if rate == Rate::Narrow {
            return self.narrow.extend_from_slice(sound);
        }
        self.wide.extend_from_slice(sound);
        // What is nearer to the end waits for what the filter wants to see behind it.
        let until = (self.wide.len() / 2).saturating_sub(REACH);
        let more: Vec<i16> = (self.narrow.len()..until).map(|at| halved(&self.wide, at)).collect();
        self.narrow.extend(more);
    }

    /// When one of these patterns was heard, until now. Where no packets come
    /// there is silence, as soon as they would be late.
    pub fn find(&mut self, now: Time, patterns: &[Pattern]) -> Vec<Stretch> {
        self.decode();
        let last = self.packets.last().map_or(0, |packet| packet.at);
        let silent = samples(now.since(self.began)).saturating_sub(LATE).min(last + LONGEST_SILENCE);
        if !self.is_over && silent > self.narrow.len() {
            self.narrow.resize(silent, 0);
        }
        let found = self.searches.find(patterns, &self.narrow, self.is_over);
        let began = self.began;
        found.into_iter().map(|passage| Stretch::of(&passage, began)).collect()
    }

    /// All of it, at the rate that it had.
    pub fn samples(&mut self) -> (Rate, Vec<i16>) {
        self.decode();
        if self.wide.is_empty() {
            return (Rate::Narrow, self.narrow.clone());
        }
        let mut all = double(&self.narrow);
        all.resize(all.len().max(self.wide.len()), 0);
        for (at, own) in self.wide.iter().enumerate().filter(|(_, own)| **own != 0) {
            all[at] = *own;
        }
        (Rate::Wide, all)
    }

    /// All of it at 8 kHz.
    pub fn narrow(&mut self) -> &[i16] {
        self.decode();
        &self.narrow
    }

    fn decode(&mut self) {
        let mut sound = Vec::new();
        while let Some(packet) = self.packets.get(self.decoded) {
            self.decoded += 1;
            if self.decoder.as_ref().is_none_or(|decoder| decoder.codec() != packet.codec) {
                self.decoder = Some(Decoder::new(packet.codec));
            }
            sound.clear();
            if let Some(decoder) = &mut self.decoder {
                decoder.decode(&packet.payload, &mut sound);
            }
            match packet.codec.rate() {
                Rate::Narrow => lay(&mut self.narrow, packet.at, &sound),
                Rate::Wide => {
                    lay(&mut self.wide, 2 * packet.at, &sound);
                    let from = packet.at.saturating_sub(REACH);
                    let halves: Vec<i16> =
                        (from..packet.at + sound.len() / 2).map(|at| halved(&self.wide, at)).collect();
                    lay(&mut self.narrow, from, &halves);
                }
            }
        }
    }
}

impl Stretch {
    pub(super) fn of(passage: &Passage, began: Time) -> Self {
        Self {
            begin: began + span(passage.begin),
            end: began + span(passage.end),
            sounding: span(passage.sounding),
            is_open: passage.is_open,
        }
    }
}

/// So many samples at 8 kHz as time.
pub(super) fn span(samples: usize) -> Duration {
    Duration::from_micros(samples as u64 * 125)
}

fn samples(span: Duration) -> usize {
    (span.as_micros() / 125) as usize
}

fn lay(line: &mut Vec<i16>, at: usize, sound: &[i16]) {
    line.resize(line.len().max(at + sound.len()), 0);
    line[at..at + sound.len()].copy_from_slice(sound);
}

#[cfg(test)]
mod tests {
    use super::super::{Frames, synth};
    use super::*;
    use crate::audio::Pcm;
    use crate::audio::codec::Encoder;
    use crate::audio::level::find;
    use crate::sim::story::Pitch;

    const BEGAN: Time = Time::from_secs(1000);

    fn kept(codec: Codec, sound: &[i16], delay: impl Fn(usize) -> u64) -> Tape {
        let mut tape = Tape::new(BEGAN);
        let mut encoder = Encoder::new(codec);
        let sound = if codec.rate() == Rate::Wide { double(sound) } else { sound.to_vec() };
        let frames = sound.chunks(codec.rate().samples()).enumerate();
        let mut packets: Vec<(Time, u32, Vec<u8>)> = frames
            .map(|(n, frame)| {
                let mut payload = Vec::new();
                encoder.encode(&Pcm::from_slice(codec.rate(), frame), &mut payload);
                let at = BEGAN + Duration::from_millis(20 * n as u64 + delay(n));
                (at, 7_u32.wrapping_sub(100).wrapping_add(n as u32 * codec.entry().clock / 50), payload)
            })
            .collect();
        packets.sort_by_key(|(at, _, _)| *at);
        for (at, timestamp, payload) in packets {
            tape.keep(at, codec, timestamp, &payload);
            tape.keep(at, codec, timestamp, &payload);
        }
        tape
    }

    #[test]
    fn what_comes_early_late_or_twice_is_laid_where_it_belongs_in_every_codec() {
        let sound = synth::own_voice(1, 8000);
        for codec in [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus] {
            let mut tape = kept(codec, &sound, |n| [10, 30, 75, 20][n % 4]);
            let heard = tape.narrow().to_vec();
            let found = find(&sound, &heard, 400).unwrap();
            let least = if codec == Codec::Opus { 0.6 } else { 0.9 };
            assert!(found.likeness > least && (80..300).contains(&found.lag), "{codec:?} {found:?}");
        }
    }

    #[test]
    fn the_answer_is_told_in_time() {
        let mut tape = kept(Codec::Pcmu, &[vec![0; 8000], synth::tone(440, 4000)].concat(), |_| 0);
        tape.end();
        let found = tape.find(BEGAN, &[Pattern::Frames(Frames::Tone(Pitch(440, None)))]);
        let at = |ms| BEGAN + Duration::from_millis(ms);
        let [Stretch { begin, end, is_open: false, .. }] = found[..] else { panic!("{found:?}") };
        let off = [begin - at(999), end - at(1499)];
        assert!(off.iter().all(|off| *off <= Duration::from_millis(2)), "{found:?}");
    }
}
