//! Q.24, row by row: what must be heard and what must not.

use std::f64::consts::TAU;

use super::*;
use crate::audio::codec::Law;
use crate::audio::tone::key::{HIGH, KEYS, LOW, digit};
use crate::audio::{tone, voice};

/// A key that is not as it should be.
struct Bent {
    /// dBm0 of the stronger tone.
    level: f64,
    /// How much louder the low tone is than the high one, in dB.
    twist: f64,
    /// The deviation of the low and the high frequency.
    off: [f64; 2],
}

const STRAIGHT: Bent = Bent { level: -10.0, twist: 0.0, off: [0.0, 0.0] };

impl Bent {
    fn sound(&self, key: usize, samples: usize) -> Vec<i16> {
        let peak = |dbm0: f64| 32_768.0 * 10f64.powf((dbm0 - 3.17) / 20.0);
        let (low, high) = (self.level + self.twist.min(0.0), self.level - self.twist.max(0.0));
        let frequencies =
            [f64::from(LOW[key / 4]) * (1.0 + self.off[0]), f64::from(HIGH[key % 4]) * (1.0 + self.off[1])];
        let sample = |n: usize| {
            let sine = |frequency: f64, phase: f64| (TAU * frequency * n as f64 / 8000.0 + phase).sin();
            peak(low) * sine(frequencies[0], 0.3) + peak(high) * sine(frequencies[1], 1.1)
        };
        (0..samples).map(|n| sample(n).round() as i16).collect()
    }
}

fn silence(samples: usize) -> Vec<i16> {
    vec![0; samples]
}

/// A noise of a level that repeats with its seed.
fn noise(dbm0: f64, samples: usize, seed: u32) -> Vec<i16> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let scale = 32_768.0 * 10f64.powf((dbm0 - 3.17) / 20.0) * (3.0f64 / 2.0).sqrt();
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0
    };
    (0..samples).map(|_| (scale * next()).round() as i16).collect()
}

fn heard(sound: &[i16]) -> Vec<Press> {
    let mut detector = Detector::default();
    sound.chunks(160).flat_map(|frame| detector.feed(frame)).collect()
}

fn keys(sound: &[i16]) -> String {
    let key = |press| match press {
        Press::Began { digit, .. } => Some(digit),
        Press::Ended { .. } => None,
    };
    heard(sound).into_iter().filter_map(key).collect()
}

/// The keys heard of one press of every key, each at a place of its own against the blocks.
fn all_keys(bent: &Bent, samples: usize) -> Vec<String> {
    let press = |key: usize| keys(&[silence(400 + 37 * key), bent.sound(key, samples), silence(480)].concat());
    (0..16).map(press).collect()
}

fn each_once() -> Vec<String> {
    KEYS.iter().flatten().map(char::to_string).collect()
}

#[test]
fn every_key_of_forty_milliseconds_is_heard_at_every_level_twist_and_deviation() {
    for level in [0.0, -10.0, -20.0, -27.0] {
        for twist in [-4.0, 0.0, 8.0] {
            for off in [[0.0, 0.0], [0.015, 0.015], [-0.015, -0.015], [0.015, -0.015], [-0.015, 0.015]] {
                let found = all_keys(&Bent { level: level - 3.0, twist, off }, 320);
                assert_eq!(found, each_once(), "{level} {twist} {off:?}");
            }
        }
    }
}

#[test]
fn every_place_against_the_blocks_is_as_good() {
    for place in 0..102 {
        let sound = [silence(300 + place), STRAIGHT.sound(place % 16, 320), silence(400)].concat();
        assert_eq!(keys(&sound), each_once()[place % 16], "{place}");
        let short = [silence(300 + place), STRAIGHT.sound(place % 16, 159), silence(400)].concat();
        assert_eq!(keys(&short), "", "{place}");
    }
}

#[test]
fn a_key_far_off_its_frequencies_or_twisted_is_no_key() {
    for off in [[0.035, 0.035], [-0.035, -0.035], [0.0, 0.035], [0.0, -0.035], [0.035, 0.0], [-0.035, 0.0]] {
        let found = all_keys(&Bent { off, ..STRAIGHT }, 800).concat();
        assert_eq!(found, "", "{off:?}");
    }
    for twist in [-8.0, 14.0] {
        assert_eq!(all_keys(&Bent { twist, ..STRAIGHT }, 800).concat(), "", "{twist}");
    }
    assert_eq!(all_keys(&Bent { level: -45.0, ..STRAIGHT }, 800).concat(), "");
}

#[test]
fn m16_a_break_of_ten_milliseconds_is_one_press_and_a_pause_of_forty_makes_two() {
    for key in 0..16 {
        for place in [0, 20, 40] {
            let tone = |samples| STRAIGHT.sound(key, samples);
            let broken = [silence(300 + place), tone(400), silence(80), tone(400), silence(500)].concat();
            assert_eq!(keys(&broken), each_once()[key]);
            let twice = [silence(300 + place), tone(320), silence(320), tone(320), silence(500)].concat();
            assert_eq!(keys(&twice), each_once()[key].repeat(2), "{place}");
        }
    }
}

#[test]
fn m16_the_length_of_a_press_is_true_within_ten_milliseconds() {
    for samples in [320usize, 400, 800, 1600, 8000] {
        let presses = heard(&[silence(1000), digit('5', samples), silence(1000)].concat());
        let [Press::Began { digit: '5', at }, Press::Ended { digit: '5', at: same, lasting }] = presses[..] else {
            panic!("{presses:?}");
        };
        assert_eq!(at, same);
        assert!(at.abs_diff(1000) <= 60, "{at}");
        assert!(lasting.abs_diff(samples as u64) <= 80, "{lasting} {samples}");
    }
}

#[test]
fn keys_are_heard_through_codecs_and_noise() {
    for law in [Law::Mu, Law::A] {
        for seed in 1..6 {
            let said: Vec<i16> = "159D*0#8".chars().flat_map(|key| [digit(key, 400), silence(400)].concat()).collect();
            let coded = law.decode_all(&law.encode_all(&said));
            // 15 dB below the tones, as Q.24 asks for.
            let noisy: Vec<i16> =
                coded.iter().zip(noise(-21.0, coded.len(), seed)).map(|(a, b)| a.saturating_add(b)).collect();
            assert_eq!(keys(&noisy), "159D*0#8", "{law:?} {seed}");
        }
    }
}

#[test]
fn the_detector_goes_on_where_it_was_written_out() {
    let said = [silence(333), digit('7', 700), silence(700), digit('7', 333), silence(500)].concat();
    let mut detector = Detector::default();
    let listen = |frame: &[i16]| {
        let text = serde_json::to_string(&detector).unwrap();
        detector = serde_json::from_str(&text).unwrap();
        detector.feed(frame)
    };
    let presses: Vec<Press> = said.chunks(80).flat_map(listen).collect();
    assert_eq!(presses, heard(&said));
    assert_eq!(presses.len(), 4);
}

#[test]
fn nothing_but_keys_is_a_key() {
    for seed in 0..4 {
        assert_eq!(keys(&voice::start(seed, 240_000)), "", "voice {seed}");
    }
    for level in [0.0, -20.0] {
        assert_eq!(keys(&noise(level, 80_000, 9)), "", "noise");
    }
    assert_eq!(keys(tone::music::samples(crate::audio::Rate::Narrow)), "", "music");
    for country in tone::country::COUNTRIES {
        for cadence in [&country.ringback, &country.busy] {
            let sound: Vec<i16> = (0..250).flat_map(|n| cadence.frame(n * 160)).collect();
            assert_eq!(keys(&sound), "", "{}", country.code);
        }
    }
}
