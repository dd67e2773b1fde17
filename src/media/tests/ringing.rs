//! The ringing tones of all countries, measured on what leaves a line: frequencies and cadence.

use std::f64::consts::TAU;

use super::*;
use crate::audio::tone::Country;
use crate::audio::tone::country::COUNTRIES;
use crate::audio::{goertzel, level};
use crate::media::Tone;

const AT_A: &str = "192.0.2.10:4000";
/// Samples of 5 ms, in which sound is told from silence.
const PIECE: usize = 40;
/// Samples of the shortest ring, 400 ms.
const RING: usize = 3200;

/// What a caller hears of a ringing tone for so long.
fn heard(tone: Tone, span: Duration) -> Vec<i16> {
    let mut studio = Studio::with_memory();
    studio.open(A, 10_000);
    studio.shape(A, terms(AT_A, Codec::Pcmu, 101));
    studio.command(Command::Sound { group: GROUP, line: A, tone: Some(tone) });
    studio.pass(span);
    studio.heard(A, Codec::Pcmu)
}

/// Milliseconds of sound and of silence in turn.
fn turns(sound: &[i16]) -> Vec<u32> {
    let mut turns = vec![0];
    let mut sounds = true;
    for piece in sound.chunks(PIECE) {
        if (level::rms(piece) > 100.0) != sounds {
            sounds = !sounds;
            turns.push(0);
        }
        *turns.last_mut().unwrap() += 5;
    }
    turns
}

/// The frequencies that are in a sound, to one Hz.
fn frequencies(sound: &[i16]) -> Vec<u32> {
    // A window lets no side of one frequency be taken for another (von Hann).
    let window = |n: usize| 0.5 - 0.5 * (TAU * n as f64 / sound.len() as f64).cos();
    let faded: Vec<i16> = sound.iter().enumerate().map(|(n, sample)| (f64::from(*sample) * window(n)) as i16).collect();
    let powers: Vec<f64> = (300..=700).map(|hz| goertzel::power(&faded, f64::from(hz))).collect();
    let loudest = powers.iter().copied().fold(0.0, f64::max);
    let is_peak = |near: &[f64]| near[1] > near[0] && near[1] >= near[2] && near[1] > loudest / 20.0;
    (301..).zip(powers.windows(3)).filter(|(_, near)| is_peak(near)).map(|(hz, _)| hz).collect()
}

/// Of the ringing tone that is heard: its frequencies, and its cadence for as many turns as are asked for.
fn measured(tone: Tone, pattern: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let period: u32 = pattern.iter().sum();
    let sound = heard(tone, ms(2 * u64::from(period)));
    let mut turns = turns(&sound);
    turns.truncate(2 * pattern.len());
    (frequencies(&sound[..RING]), turns)
}

fn is_near(found: &[u32], expected: &[u32], by: u32) -> bool {
    found.len() == expected.len() && found.iter().zip(expected).all(|(one, other)| one.abs_diff(*other) <= by)
}

#[test]
fn every_country_rings_in_its_frequencies_and_its_cadence() {
    for country in COUNTRIES {
        let (pattern, own) = (country.ringback.pattern, country.ringback.frequencies);
        let (frequencies, turns) = measured(Tone::RingbackOf(country), pattern);
        assert!(is_near(&frequencies, own, 1), "{}: {frequencies:?} Hz instead of {own:?}", country.code);
        assert!(is_near(&turns, &pattern.repeat(2), 20), "{}: {turns:?} ms instead of {pattern:?}", country.code);
    }
}

#[test]
fn known_ringing_tones_are_what_their_callers_know() {
    let known: [(&str, &[u32], &[u32]); 7] = [
        ("us", &[440, 480], &[2000, 4000]),
        ("us-old", &[420], &[2000, 4000]),
        ("uk", &[400, 450], &[400, 200, 400, 2000]),
        ("de", &[425], &[1000, 4000]),
        ("fr", &[440], &[1500, 3500]),
        ("jp", &[384, 400, 416], &[1000, 2000]),
        ("au", &[413, 438], &[400, 200, 400, 2000]),
    ];
    for (code, own, pattern) in known {
        let (frequencies, turns) = measured(Tone::RingbackOf(Country::of(code).unwrap()), pattern);
        assert!(is_near(&frequencies, own, 1), "{code}: {frequencies:?} Hz");
        assert!(is_near(&turns, &pattern.repeat(2), 20), "{code}: {turns:?} ms");
    }
    assert_eq!(measured(Tone::Ringback, &[1000, 4000]).0, [425]);
}
