//! Short sounds with a meaning: the beep before a recording, somebody coming into a room or leaving it.

use std::f64::consts::TAU;

use crate::audio::Rate;

/// The peak of every chime: -10 dBm0.
const PEAK: f64 = 7190.0;
/// Each note rises and falls in so many milliseconds.
const RAMP_MS: u32 = 8;
/// A note of the chimes of a room.
const NOTE_MS: u32 = 140;

/// 1 kHz for a quarter of a second.
pub fn beep(rate: Rate) -> Vec<i16> {
    note(rate, 1000, 250)
}

/// Two notes up: somebody has come.
pub fn enter(rate: Rate) -> Vec<i16> {
    [note(rate, 523, NOTE_MS), note(rate, 659, NOTE_MS)].concat()
}

/// Two notes down: somebody has left.
pub fn leave(rate: Rate) -> Vec<i16> {
    [note(rate, 659, NOTE_MS), note(rate, 523, NOTE_MS)].concat()
}

fn note(rate: Rate, frequency: u32, ms: u32) -> Vec<i16> {
    let (length, ramp) = (rate.in_ms(ms), rate.in_ms(RAMP_MS));
    let turn = TAU * f64::from(frequency) / f64::from(rate.hz());
    let sample = |n: usize| {
        let edge = n.min(length - n).min(ramp) as f64 / ramp as f64;
        (PEAK * edge * (turn * n as f64).sin()).round() as i16
    };
    (0..length).map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{goertzel, level};

    #[test]
    fn the_beep_is_a_kilohertz_for_a_quarter_of_a_second_without_a_click() {
        for rate in [Rate::Narrow, Rate::Wide] {
            let sound = beep(rate);
            assert_eq!(sound.len(), rate.in_ms(250));
            assert!((level::dbm0(&sound) + 10.0).abs() < 1.0, "{}", level::dbm0(&sound));
            assert!(sound[0] == 0 && sound.last().unwrap().abs() < 300);
        }
        let sound = beep(Rate::Narrow);
        assert!(goertzel::power(&sound, 1000.0) > 0.9 * level::rms(&sound).powi(2));
    }

    #[test]
    fn coming_goes_up_and_leaving_goes_down() {
        let strong = |sound: &[i16], frequency| goertzel::power(sound, frequency) > 0.8 * level::rms(sound).powi(2);
        let (up, down) = (enter(Rate::Narrow), leave(Rate::Narrow));
        let half = up.len() / 2;
        assert!(strong(&up[..half], 523.0) && strong(&up[half..], 659.0));
        assert!(strong(&down[..half], 659.0) && strong(&down[half..], 523.0));
    }
}
