//! What phones say: every phone has a phrase of its own, a fifth of a second long, that it says after each change of the
//! way of the sound and now and then, instead of talking all the time. That is enough to know who hears whom, and it is
//! why a ten-minute call costs milliseconds.

use std::sync::LazyLock;

use crate::audio::codec::Law;
use crate::audio::goertzel::power;
use crate::audio::level::{likeness, rms};
use crate::audio::{FRAME, Frame, voice};
use crate::media::offer::Codec;

/// Frames of 20 ms in a phrase.
pub(super) const FRAMES: usize = 10;

/// Phones with a voice of their own; a story with more of them hears voices repeat.
const VOICES: usize = 16;

/// Below this root mean square nobody speaks.
const QUIET: f64 = 50.0;

/// What one phone says, in every form that is heard.
struct Phrase {
    samples: Vec<Frame>,
    mu: Vec<Vec<u8>>,
    a: Vec<Vec<u8>>,
    opaque: Vec<Vec<u8>>,
}

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| (0..VOICES).map(Phrase::new).collect());

/// The payload of frame `frame` of the phone's phrase. Codecs that we cannot code carry a signature instead of sound: the
/// engine must pass them on byte for byte.
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
    /// Nothing that is known.
    Unknown,
}

/// What this payload is, where there are `phones` phones.
pub(super) fn listen(payload: &[u8], codec: Codec, phones: usize) -> Kind {
    let phones = 0..phones.min(VOICES);
    // Nearly always the bytes are the very same; only what was transcoded must be listened to.
    if let Some(phone) = phones.clone().find(|phone| phrase(*phone).coded(codec).iter().any(|said| said == payload)) {
        return Kind::Voice(phone);
    }
    let heard = law(codec).map(|law| law.decode_all(payload)).unwrap_or_default();
    let loudness = rms(&heard);
    if loudness < QUIET {
        return Kind::Unknown;
    }
    if is_ringback(&heard, loudness) {
        return Kind::Ringback;
    }
    let says = |phone: &usize| {
        phrase(*phone).samples.iter().any(|said| likeness(said, &heard).is_some_and(|like| like > 0.95))
    };
    phones.into_iter().find(says).map_or(Kind::Unknown, Kind::Voice)
}

fn is_ringback(heard: &[i16], loudness: f64) -> bool {
    // What `power` says of a pure tone is its whole energy.
    let share = |frequency: f64| power(heard, frequency) / loudness.powi(2);
    share(425.0) > 0.8 || share(440.0) + share(480.0) > 0.8 || share(400.0) + share(450.0) > 0.8
}

impl Phrase {
    fn new(phone: usize) -> Self {
        let frame = |n: usize| voice::frame(phone as u64 + 1, (n * FRAME) as u64);
        let samples: Vec<Frame> = (0..FRAMES).map(frame).collect();
        let coded = |law: Law| samples.iter().map(|frame| law.encode_all(frame)).collect();
        let (mu, a) = (coded(Law::Mu), coded(Law::A));
        let signature = |frame: usize| [vec![phone as u8, frame as u8], vec![0x5a; 58]].concat();
        Self { samples, mu, a, opaque: (0..FRAMES).map(signature).collect() }
    }

    fn coded(&self, codec: Codec) -> &[Vec<u8>] {
        match law(codec) {
            Some(Law::Mu) => &self.mu,
            Some(Law::A) => &self.a,
            None => &self.opaque,
        }
    }
}

fn phrase(phone: usize) -> &'static Phrase {
    &PHRASES[phone % VOICES]
}

const fn law(codec: Codec) -> Option<Law> {
    match codec {
        Codec::Pcmu => Some(Law::Mu),
        Codec::Pcma => Some(Law::A),
        Codec::G722 | Codec::Opus | Codec::L16 | Codec::L16Wide => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::tone;

    #[test]
    fn every_voice_is_known_in_every_codec_and_after_transcoding() {
        for phone in 0..VOICES {
            for frame in 0..FRAMES {
                for codec in [Codec::Pcmu, Codec::Pcma, Codec::G722, Codec::Opus] {
                    let said = payload(phone, frame, codec);
                    assert_eq!(listen(said, codec, VOICES), Kind::Voice(phone), "{phone} {frame} {codec:?}");
                }
                let mut said = payload(phone, frame, Codec::Pcmu).to_vec();
                Law::Mu.convert(&mut said);
                assert_eq!(listen(&said, Codec::Pcma, VOICES), Kind::Voice(phone));
            }
        }
    }

    #[test]
    fn ringing_tones_are_known_and_silence_is_nothing() {
        for cadence in [tone::RINGBACK, tone::RINGBACK_US] {
            let heard = Law::A.encode_all(&cadence.frame(320));
            assert_eq!(listen(&heard, Codec::Pcma, VOICES), Kind::Ringback);
        }
        assert_eq!(listen(&[0xff; 160], Codec::Pcmu, VOICES), Kind::Unknown);
        assert_eq!(listen(&[0x5a; 160], Codec::Opus, VOICES), Kind::Unknown);
    }
}
