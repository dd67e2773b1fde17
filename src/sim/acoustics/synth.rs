//! Sounds that the town makes: voices by seed, spoken texts, tones, keys. The same words by the same voice are the same
//! samples, and other words are unlike them.

use std::f64::consts::TAU;
use std::time::Duration;

use super::markup::{Piece, pieces};
use super::measure::frequencies;
use crate::audio::{Frame, RATE, voice};
use crate::call::source::{Speech, Voice};

/// How long a character takes to be said.
pub(super) const CHARACTER: Duration = Duration::from_millis(60);
/// No text is shorter.
const SHORTEST: Duration = Duration::from_millis(300);
/// The peak of a tone: -13 dBm0.
const PEAK: f64 = 4900.0;

/// How long a text takes to be said: 60 ms for each character, 300 ms at least.
pub fn spoken_length(text: &str) -> Duration {
    (CHARACTER * plain(text).chars().count() as u32).max(SHORTEST)
}

/// The voice of the phone with this number.
pub fn own_voice(phone: usize, samples: usize) -> Vec<i16> {
    voice::start(phone as u64 + 1, samples)
}

/// What a phone says, in words.
pub fn said(phone: &str, text: &str) -> Vec<i16> {
    voice::start(seed(&["phone", phone, &plain(text)]), samples(spoken_length(text)))
}

/// A text as the town's own speech service speaks it, one piece after the other.
pub fn spoken(speech: &Speech) -> Vec<i16> {
    let mut sound = Vec::new();
    for piece in pieces(speech) {
        sound.extend(piece_spoken(speech, &piece));
        sound.resize(sound.len() + samples(piece.pause), 0);
    }
    sound
}

/// One piece of it, without the pause after it.
pub(super) fn piece_spoken(speech: &Speech, piece: &Piece) -> Vec<i16> {
    if piece.words.is_empty() {
        return Vec::new();
    }
    let name = match &speech.voice {
        Voice::Man => "man",
        Voice::Woman => "woman",
        Voice::Named(name) => name,
    };
    // What is said slower is another sound and not only a longer one.
    let pace = piece.character.as_millis().to_string();
    let seed = seed(&["speech", name, &piece.language, &pace, &piece.words]);
    let length = (piece.character * piece.words.chars().count() as u32).max(SHORTEST);
    voice::start(seed, samples(length))
}

/// The words alone: without marks, with one blank between two.
pub fn plain(text: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' if text.contains('>') => inside = true,
            '>' if inside => {
                inside = false;
                words.push(' ');
            }
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number that depends on every byte (FNV-1a).
pub fn seed(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A single tone.
pub fn tone(hz: u16, samples: usize) -> Vec<i16> {
    (0..samples).map(|at| mix(&[hz.into()], at)).collect()
}

/// The frame of a tone that begins with this sample.
pub fn tone_frame(hz: u16, at: usize) -> Frame {
    std::array::from_fn(|n| mix(&[hz.into()], at + n))
}

/// The frame of a key as a tone that begins with this sample.
pub fn digit_frame(key: char, at: usize) -> Frame {
    let pair = frequencies(key).unwrap_or_default();
    std::array::from_fn(|n| mix(&pair, at + n))
}

fn mix(frequencies: &[f64], at: usize) -> i16 {
    let sine = |hz: &f64| (TAU * hz * at as f64 / f64::from(RATE)).sin();
    (PEAK * frequencies.iter().map(sine).sum::<f64>()).round() as i16
}

fn samples(span: Duration) -> usize {
    span.as_millis() as usize * RATE as usize / 1000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::level::likeness;

    fn speech(text: &str, voice: Voice) -> Speech {
        Speech { voice, language: "en-US".into(), text: text.into(), is_marked_up: text.starts_with("<speak>") }
    }

    #[test]
    fn the_same_words_are_the_same_sound_and_others_are_not() {
        let hold = spoken(&speech("Please  hold", Voice::Man));
        assert_eq!(hold, spoken(&speech("Please hold", Voice::Man)));
        assert_eq!(hold.len(), 11 * 480);
        for other in [speech("Please hole", Voice::Man), speech("Please hold", Voice::Woman)] {
            assert!(likeness(&hold, &spoken(&other)).unwrap() < 0.5);
        }
    }

    #[test]
    fn marks_are_not_said_but_breaks_are_kept() {
        let marked = spoken(&speech("<speak>One<break time=\"2s\"/><emphasis>two</emphasis></speak>", Voice::Man));
        assert_eq!(marked.len(), 2 * 2400 + 16_000);
        let slow = spoken(&speech("<speak><prosody rate=\"slow\">Hold on</prosody></speak>", Voice::Man));
        let plainly = spoken(&speech("Hold on", Voice::Man));
        assert_eq!(slow.len(), plainly.len() / 2 * 3);
        assert!(likeness(&plainly, &slow).unwrap() < 0.5);
        assert_eq!(plain("<speak>One<break time='2s'/> two</speak>"), "One two");
        assert_eq!(plain("1 < 2"), "1 < 2");
    }
}
