//! Silence at the beginning and the end of a recording, taken off (spec §3.9, `trim`).

use super::{Rate, level};

/// What is quieter in a piece of 10 ms is silence, in dBm0.
const SILENCE: f64 = -45.0;
/// The pieces looked at.
const PIECE_MS: u32 = 10;
/// So much silence stays at each end, or a word would lose its breath.
const KEPT_MS: u32 = 100;

/// Where the sound is, with a little silence around it; empty if there is none.
pub fn trim(samples: &[i16], rate: Rate) -> std::ops::Range<usize> {
    let piece = rate.in_ms(PIECE_MS);
    let sounds = |piece: &[i16]| level::dbm0(piece) >= SILENCE;
    let Some(first) = samples.chunks(piece).position(sounds) else { return 0..0 };
    let last = samples.chunks(piece).rposition(sounds).unwrap_or(first);
    let kept = rate.in_ms(KEPT_MS);
    (first * piece).saturating_sub(kept)..((last + 1) * piece + kept).min(samples.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::voice;

    #[test]
    fn silence_goes_but_for_a_tenth_of_a_second_and_pauses_stay() {
        let word = voice::start(1, 4000);
        let hiss: Vec<i16> = (0..8000).map(|n| if n % 2 == 0 { 60 } else { -60 }).collect();
        let sound = [&hiss[..], &word, &[0; 8000], &word, &hiss].concat();
        let kept = trim(&sound, Rate::Narrow);
        assert!(kept.start.abs_diff(8000 - 800) <= 80, "{kept:?}");
        assert!(kept.end.abs_diff(24_000 + 800) <= 80, "{kept:?}");
    }

    #[test]
    fn what_has_no_silence_stays_and_what_has_no_sound_goes() {
        let word = voice::start(2, 4000);
        assert_eq!(trim(&word, Rate::Narrow), 0..4000);
        assert_eq!(trim(&word, Rate::Wide), 0..4000);
        assert_eq!(trim(&[0; 16_000], Rate::Wide), 0..0);
        assert_eq!(trim(&[], Rate::Narrow), 0..0);
    }
}
