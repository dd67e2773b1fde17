//! What 20 ms of sound are, by their level and frequencies alone.

use crate::audio::goertzel::power;
use crate::audio::level::rms;
use crate::sim::story::Pitch;

/// Below this root mean square nobody speaks.
const QUIET: f64 = 50.0;
/// So much of the energy is that of the tones.
const SHARE: f64 = 0.8;
/// The same of two tones at once.
const SHARE_OF_TWO: f64 = 0.6;
/// The same in `TUNING`, in which a packet may be missing.
const TUNED: f64 = 0.7;
/// Samples of 100 ms, in which 5 Hz make a difference.
const TUNING: usize = 800;
/// So many of those are looked at.
const MOST: usize = 20;
/// The frequencies of keys (ITU-T Q.23).
const ROWS: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
const KEYS: [&[u8; 4]; 4] = [b"123A", b"456B", b"789C", b"*0#D"];

/// Whether there is nothing to hear.
pub fn is_quiet(frame: &[i16]) -> bool {
    rms(frame) < QUIET
}

/// Whether it is this tone and nothing else, as far as 20 ms tell: what is some twenty Hz off may be it, too.
pub(super) fn is_tone(frame: &[i16], Pitch(hz, other): Pitch) -> bool {
    if is_quiet(frame) {
        return false;
    }
    // What `power` says of a pure tone is its whole energy.
    let share = |hz: u16| power(frame, hz.into()) / rms(frame).powi(2);
    match other {
        None => share(hz) > SHARE,
        // In so short a time two that are near to each other take something of each other, or give it.
        Some(other) => share(hz) + share(other) > SHARE_OF_TWO,
    }
}

/// Whether a longer sound is on the frequencies of the tone and not on others near by, for most of what is looked at.
/// Nothing is said of one that is too short to tell.
pub(super) fn is_in_tune(sound: &[i16], Pitch(hz, other): Pitch) -> bool {
    let is_so = |piece: &&[i16]| {
        let share = |hz: u16| power(piece, hz.into()) / rms(piece).powi(2);
        match other {
            None => share(hz) > TUNED,
            Some(other) => share(hz).min(share(other)) > TUNED / 4.0 && share(hz) + share(other) > TUNED,
        }
    };
    let pieces = sound.chunks_exact(TUNING).take(MOST);
    let all = pieces.len();
    pieces.filter(is_so).count() * 2 >= all
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

    const fn single(hz: u16) -> Pitch {
        Pitch(hz, None)
    }

    #[test]
    fn tones_that_are_near_to_each_other_are_told_apart_in_a_tenth_of_a_second() {
        let tones = [single(420), single(425), single(440), Pitch(400, Some(450)), Pitch(440, Some(480))];
        let sound = |Pitch(low, high): Pitch| {
            let (low, high) = (synth::tone(low, 1600), high.map(|hz| synth::tone(hz, 1600)));
            low.iter().enumerate().map(|(n, a)| a / 2 + high.as_ref().map_or(0, |b| b[n] / 2)).collect::<Vec<i16>>()
        };
        for one in tones {
            let taken: Vec<Pitch> = tones.into_iter().filter(|other| is_in_tune(&sound(one), *other)).collect();
            assert_eq!(taken, [one]);
            assert!(sound(one).chunks(160).all(|frame| is_tone(frame, one)), "{one:?}");
        }
    }

    #[test]
    fn each_key_is_itself_alone() {
        for key in "0123456789*#ABCD".chars() {
            let heard = synth::digit_frame(key, 0);
            let taken: String = "0123456789*#ABCD".chars().filter(|other| is_key(&heard, *other)).collect();
            assert_eq!(taken, key.to_string());
            assert!(!is_tone(&heard, single(1000)));
        }
    }

    #[test]
    fn tones_silence_and_voices_are_told_apart() {
        assert!(is_tone(&synth::tone(440, 160), single(440)) && !is_tone(&synth::tone(440, 160), single(1000)));
        assert!(is_quiet(&[0; 160]) && is_quiet(&[40; 160]));
        let voice = synth::own_voice(0, 1600);
        assert!(voice.chunks(160).all(|frame| !is_tone(frame, single(1000)) && !is_key(frame, '5')));
    }
}
