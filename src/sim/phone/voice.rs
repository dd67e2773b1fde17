//! What phones say: every phone has a phrase of its own, a fifth of a second long, that it says after each change of
//! the way of the sound and now and then, instead of talking all the time. That is enough to know who hears whom, and
//! it is why a ten-minute call costs milliseconds.

use std::sync::{LazyLock, OnceLock};

use crate::audio::codec::{Codec, Decoder, Encoder};
use crate::audio::level::likeness;
use crate::audio::{FRAME, Frame, Pcm, RATE, Rate, voice};
use crate::sim::acoustics::{self, Ringing, Template, double, halve, is_quiet};

/// Frames of 20 ms in a phrase.
pub(super) const FRAMES: usize = 10;

/// Phones with a voice of their own; a story with more of them hears voices repeat.
const VOICES: usize = 16;

/// What is known of no frame alone is looked for in so many samples.
const PIECE: usize = 800;
/// Of sound that is unknown, every so many frames are looked at.
const EVERY: u32 = 3;

/// What one phone says, in every form that is heard.
struct Phrase {
    frames: Vec<Frame>,
    coded: [OnceLock<Vec<Vec<u8>>>; 6],
    template: Template,
}

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| (0..VOICES).map(Phrase::new).collect());

/// The payload of frame `frame` of the phone's phrase.
pub(super) fn payload(phone: usize, frame: usize, codec: Codec) -> &'static [u8] {
    &phrase(phone).coded(codec)[frame % FRAMES]
}

/// What a payload sounds like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The phrase of the phone with this number.
    Voice(usize),
    /// A ringing tone of any country.
    Ringback,
    /// Something else.
    Sound,
    /// Nothing.
    Silence,
}

/// What is remembered of sound that is unknown as yet.
#[derive(Debug, Default)]
pub(super) struct Ear {
    decoder: Option<Decoder>,
    /// The latest samples at 8 kHz.
    recent: Vec<i16>,
    frames: u32,
    ringing: Ringing,
}

impl Ear {
    /// What this payload is, where there are `phones` phones; `timestamp` is that of its packet.
    pub(super) fn listen(&mut self, timestamp: u32, payload: &[u8], codec: Codec, phones: usize) -> Kind {
        let phones = 0..phones.min(VOICES);
        // Nearly always the bytes are the very same; only what went through other codecs must be listened to.
        if let Some(phone) = phones.clone().find(|phone| phrase(*phone).coded(codec).iter().any(|said| said == payload))
        {
            self.recent.clear();
            self.ringing = Ringing::default();
            return Kind::Voice(phone);
        }
        let heard = self.decode(payload, codec);
        let at = i64::from(timestamp) * i64::from(RATE) / i64::from(codec.entry().clock);
        let rings = self.ringing.hear(at, &heard);
        if is_quiet(&heard) {
            return Kind::Silence;
        }
        if rings {
            return Kind::Ringback;
        }
        let says = |phone: &usize| {
            phrase(*phone).frames.iter().any(|said| likeness(said, &heard).is_some_and(|like| like > 0.95))
        };
        match phones.clone().find(says) {
            Some(phone) => Kind::Voice(phone),
            None => self.look_back(phones),
        }
    }

    fn decode(&mut self, payload: &[u8], codec: Codec) -> Vec<i16> {
        if self.decoder.as_ref().is_none_or(|decoder| decoder.codec() != codec) {
            self.decoder = Some(Decoder::new(codec));
            self.recent.clear();
        }
        let mut heard = Vec::new();
        if let Some(decoder) = &mut self.decoder {
            decoder.decode(payload, &mut heard);
        }
        if codec.rate() == Rate::Wide {
            heard = halve(&heard);
        }
        self.recent.extend(&heard);
        self.recent.drain(..self.recent.len().saturating_sub(PIECE));
        heard
    }

    /// Codecs and jitter buffers move what was said against the frames it is heard in.
    fn look_back(&mut self, mut phones: std::ops::Range<usize>) -> Kind {
        self.frames = self.frames.wrapping_add(1);
        if self.recent.len() < PIECE || !self.frames.is_multiple_of(EVERY) {
            return Kind::Sound;
        }
        let says = |phone: &usize| phrase(*phone).template.locate(&self.recent).is_some();
        phones.find(says).map_or(Kind::Sound, Kind::Voice)
    }
}

impl Phrase {
    fn new(phone: usize) -> Self {
        let frame = |n: usize| voice::frame(phone as u64 + 1, (n * FRAME) as u64);
        let frames: Vec<Frame> = (0..FRAMES).map(frame).collect();
        let template = Template::new(acoustics::own_voice(phone, FRAMES * FRAME));
        Self { frames, coded: std::array::from_fn(|_| OnceLock::new()), template }
    }

    fn coded(&self, codec: Codec) -> &[Vec<u8>] {
        self.coded[codec as usize].get_or_init(|| {
            let sound = self.frames.as_flattened();
            let sound = if codec.rate() == Rate::Wide { double(sound) } else { sound.to_vec() };
            let mut encoder = Encoder::new(codec);
            let frames = sound.chunks(codec.rate().samples());
            frames
                .map(|frame| {
                    let mut payload = Vec::new();
                    encoder.encode(&Pcm::from_slice(codec.rate(), frame), &mut payload);
                    payload
                })
                .collect()
        })
    }
}

fn phrase(phone: usize) -> &'static Phrase {
    &PHRASES[phone % VOICES]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::codec::Law;
    use crate::audio::tone;

    #[test]
    fn every_voice_is_known_in_every_codec() {
        for phone in 0..VOICES {
            for codec in [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus] {
                for frame in 0..FRAMES {
                    let said = payload(phone, frame, codec);
                    let kind = Ear::default().listen(0, said, codec, VOICES);
                    assert_eq!(kind, Kind::Voice(phone), "{phone} {frame} {codec:?}");
                }
            }
            let mut said = payload(phone, 3, Codec::Pcmu).to_vec();
            Law::Mu.convert(&mut said);
            assert_eq!(Ear::default().listen(0, &said, Codec::Pcma, VOICES), Kind::Voice(phone));
        }
    }

    #[test]
    fn a_voice_is_known_after_other_codecs_and_somewhere_between_the_frames() {
        for (phone, from) in [(0, Codec::G722), (1, Codec::Opus), (2, Codec::Pcmu)] {
            let mut decoder = Decoder::new(from);
            let mut sound = vec![0; 77];
            for frame in 0..FRAMES {
                decoder.decode(payload(phone, frame, from), &mut sound);
            }
            if from.rate() == Rate::Wide {
                sound = halve(&sound);
            }
            let mut ear = Ear::default();
            let coded = Law::A.encode_all(&sound);
            let heard: Vec<Kind> =
                coded.chunks_exact(160).map(|said| ear.listen(0, said, Codec::Pcma, VOICES)).collect();
            assert!(heard.contains(&Kind::Voice(phone)), "{from:?}: {heard:?}");
            let other = |kind: &Kind| matches!(kind, Kind::Voice(other) if *other != phone);
            assert!(!heard.iter().any(other), "{from:?}: {heard:?}");
        }
    }

    #[test]
    fn ringing_tones_are_known_when_enough_is_there_and_silence_is_nothing() {
        for cadence in [tone::RINGBACK, tone::RINGBACK_US] {
            let mut ear = Ear::default();
            let mut heard = |n: u64| {
                let (stamp, said) = (160 * n as u32, Law::A.encode_all(&cadence.frame(160 * n)));
                ear.listen(stamp, &said, Codec::Pcma, VOICES)
            };
            assert_eq!((0..50).position(|n| heard(n) == Kind::Ringback), Some(16), "{cadence:?}");
        }
        assert_eq!(Ear::default().listen(0, &[0xff; 160], Codec::Pcmu, VOICES), Kind::Silence);
    }
}
