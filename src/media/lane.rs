//! Payload numbers at work: what a received number carries, and as what it goes on to the other line.
//!
//! Agreeing on numbers is `offer`; here two agreements are laid side by side once, so that a packet needs one look.

use serde::{Deserialize, Serialize};

use super::offer::{Codec, PayloadMap};
use crate::audio::codec::Law;

/// Comfort noise, static (RFC 3389), and its number in old equipment: tolerated without being agreed (spec §11).
const NOISE: [u8; 2] = [13, 19];

/// One payload number that is accepted from the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lane {
    pub(super) payload: u8,
    pub(super) clock: u32,
    pub(super) carries: Carries,
}

/// What it carries and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Carries {
    /// Sound, in this codec.
    Sound(Codec, Way),
    /// Telephone events.
    Keys(Way),
    /// Comfort noise: counted, not passed on.
    Noise,
}

/// How it goes on to the other line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Way {
    /// Not joined.
    Nowhere,
    /// Under this number.
    As(u8),
    /// The same, of a codec that predicts from what went before: where the source changes it is sewn on.
    Sewn(u8),
    /// Under this number, in the other law of G.711.
    Recoded {
        /// The number over there.
        payload: u8,
        /// What comes from here.
        from: Codec,
    },
    /// The other side does not know the codec: by ear and mouth, decoded and coded again.
    Through,
    /// The other side's events run on another clock or do not exist, or the sound beside the key goes through: the key
    /// is pressed out anew.
    Anew,
}

/// The lanes of a line with these formats that passes on to a line with those of `other`.
pub(super) fn lanes(own: &PayloadMap, other: Option<&PayloadMap>) -> Vec<Lane> {
    let sounds = own.formats.iter().map(|format| Lane {
        payload: format.recv,
        clock: format.codec.entry().clock,
        carries: Carries::Sound(format.codec, other.map_or(Way::Nowhere, |other| sound_way(format.codec, other))),
    });
    let keys = own.events.iter().map(|events| Lane {
        payload: events.recv,
        clock: events.clock,
        carries: Carries::Keys(other.map_or(Way::Nowhere, |other| keys_way(events.clock, other))),
    });
    let noise = NOISE.map(|payload| Lane { payload, clock: 8000, carries: Carries::Noise });
    sounds.chain(keys).chain(noise).collect()
}

/// The law of G.711 that a codec is coded in, for those that pass into each other byte by byte.
pub(super) fn law(codec: Codec) -> Option<Law> {
    match codec {
        Codec::Pcmu => Some(Law::Mu),
        Codec::Pcma => Some(Law::A),
        Codec::G722 | Codec::Opus | Codec::L16 | Codec::L16Wide => None,
    }
}

fn sound_way(from: Codec, other: &PayloadMap) -> Way {
    match other.of(from) {
        Some(same) if from == Codec::G722 => return Way::Sewn(same.send),
        Some(same) => return Way::As(same.send),
        None => {}
    }
    let twin = other.formats.iter().find(|format| from.transcodes_to(format.codec));
    match twin {
        Some(format) => Way::Recoded { payload: format.send, from },
        None if other.formats.is_empty() => Way::Nowhere,
        None => Way::Through,
    }
}

fn keys_way(clock: u32, other: &PayloadMap) -> Way {
    match &other.events {
        Some(events) if events.clock == clock => Way::As(events.send),
        _ => Way::Anew,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::offer::{EventFormat, Format};

    fn map(formats: &[(Codec, u8, u8)], events: Option<(u8, u8, u32)>) -> PayloadMap {
        let formats = formats.iter().map(|(codec, send, recv)| Format { codec: *codec, send: *send, recv: *recv });
        let events = events.map(|(send, recv, clock)| EventFormat { send, recv, clock });
        PayloadMap { formats: formats.collect(), events }
    }

    fn ways(own: &PayloadMap, other: Option<&PayloadMap>) -> Vec<(u8, Carries)> {
        lanes(own, other).iter().map(|lane| (lane.payload, lane.carries)).filter(|(p, _)| !NOISE.contains(p)).collect()
    }

    #[test]
    fn numbers_are_mapped_from_what_we_receive_to_what_the_other_expects() {
        let own = map(&[(Codec::Opus, 111, 107), (Codec::Pcmu, 0, 0), (Codec::G722, 9, 9)], Some((101, 96, 8000)));
        let other = map(&[(Codec::Pcma, 8, 8), (Codec::Opus, 98, 99), (Codec::G722, 9, 9)], Some((97, 101, 8000)));
        let from = Codec::Pcmu;
        let expected = [
            (107, Carries::Sound(Codec::Opus, Way::As(98))),
            (0, Carries::Sound(from, Way::Recoded { payload: 8, from })),
            (9, Carries::Sound(Codec::G722, Way::Sewn(9))),
            (96, Carries::Keys(Way::As(97))),
        ];
        assert_eq!(ways(&own, Some(&other)), expected);
        let alone = [
            (107, Carries::Sound(Codec::Opus, Way::Nowhere)),
            (0, Carries::Sound(from, Way::Nowhere)),
            (9, Carries::Sound(Codec::G722, Way::Nowhere)),
            (96, Carries::Keys(Way::Nowhere)),
        ];
        assert_eq!(ways(&own, None), alone);
    }

    #[test]
    fn what_the_other_does_not_know_goes_through_and_keys_are_pressed_anew() {
        let own = map(&[(Codec::G722, 9, 9)], Some((101, 101, 48_000)));
        for other in [map(&[(Codec::Pcma, 8, 8)], None), map(&[(Codec::Pcma, 8, 8)], Some((101, 101, 8000)))] {
            let expected = [(9, Carries::Sound(Codec::G722, Way::Through)), (101, Carries::Keys(Way::Anew))];
            assert_eq!(ways(&own, Some(&other)), expected);
        }
    }
}
