//! What 20 ms of sound are, by their level and frequencies alone.

use crate::audio::goertzel::power;
use crate::audio::level::rms;

/// Below this root mean square nobody speaks.
const QUIET: f64 = 50.0;
/// So much of the energy is that of the tones.
const SHARE: f64 = 0.8;
/// The frequencies of keys (ITU-T Q.23).
const ROWS: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
const KEYS: [&[u8; 4]; 4] = [b"123A", b"456B", b"789C", b"*0#D"];

/// Whether there is nothing to hear.
pub fn is_quiet(frame: &[i16]) -> bool {
    rms(frame) < QUIET
}

/// Whether it is the ringing tone of some country.
pub fn is_ringback(frame: &[i16]) -> bool {
    let loudness = rms(frame);
    // What `power` says of a pure tone is its whole energy.
    let share = |frequency: f64| power(frame, frequency) / loudness.powi(2);
    loudness >= QUIET
        && (share(425.0) > SHARE || share(440.0) + share(480.0) > SHARE || share(400.0) + share(450.0) > SHARE)
}

/// Whether it is this tone and nothing else.
pub(super) fn is_tone(frame: &[i16], hz: u16) -> bool {
    !is_quiet(frame) && power(frame, hz.into()) / rms(frame).powi(2) > SHARE
}

/// The two frequencies of a key.
pub(super) fn frequencies(key: char) -> Option<[f64; 2]> {
    KEYS.iter().zip(ROWS).find_map(|(keys, row)| {
        let column = keys.iter().position(|other| char::from(*other) == key)?;
        Some([row, COLUMNS[column]])
    })
}

/// Whether it is this key as a tone.
pub(super) fn is_key(frame: &[i16], key: char) -> bool {
    let Some(pair) = frequencies(key).filter(|_| !is_quiet(frame)) else { return false };
    let energy = rms(frame).powi(2);
    let [row, column] = pair.map(|hz| power(frame, hz) / energy);
    row + column > SHARE && row > SHARE / 8.0 && column > SHARE / 8.0
}

#[cfg(test)]
mod tests {
    use super::super::synth;
    use super::*;

    #[test]
    fn each_key_is_itself_alone() {
        for key in "0123456789*#ABCD".chars() {
            let heard = synth::digit_frame(key, 0);
            let taken: String = "0123456789*#ABCD".chars().filter(|other| is_key(&heard, *other)).collect();
            assert_eq!(taken, key.to_string());
            assert!(!is_tone(&heard, 1000) && !is_ringback(&heard));
        }
    }

    #[test]
    fn tones_silence_and_voices_are_told_apart() {
        assert!(is_tone(&synth::tone(440, 160), 440) && !is_tone(&synth::tone(440, 160), 1000));
        assert!(is_quiet(&[0; 160]) && is_quiet(&[40; 160]));
        let voice = synth::own_voice(0, 1600);
        assert!(voice.chunks(160).all(|frame| !is_tone(frame, 1000) && !is_key(frame, '5')));
    }
}
