//! Music on hold: a quiet progression of chords, made by these lines and owned by nobody, in a loop of 20 seconds.
//!
//! Four chords of five seconds; each is a bass, three tones above it and a slow pattern of plucked notes. A note that
//! is still sounding at the end goes on at the beginning, so the loop has no seam.

use std::f64::consts::TAU;
use std::sync::LazyLock;

use crate::audio::{Pcm, Rate};

/// The length of the loop.
const SECONDS: f64 = 20.0;
/// From one chord to the next.
const CHORD: f64 = 5.0;
/// From one plucked note to the next.
const STEP: f64 = 0.625;

/// A minor seventh, F major seventh, C, G with a sixth: half-tones above the A of 110 Hz, the bass first.
const CHORDS: [[i32; 4]; 4] = [[0, 12, 19, 22], [-4, 12, 15, 20], [3, 15, 19, 22], [-2, 14, 17, 19]];
/// Which tone of the chord is plucked, step by step.
const PATTERN: [usize; 8] = [1, 2, 3, 2, 1, 3, 2, 3];

/// Bass, held tones and plucked notes: the peak of each, for about -20 dBm0 in all.
const BASS: f64 = 1300.0;
const HELD: f64 = 480.0;
const PLUCKED: f64 = 1500.0;

static NARROW: LazyLock<Box<[i16]>> = LazyLock::new(|| compose(Rate::Narrow));
static WIDE: LazyLock<Box<[i16]>> = LazyLock::new(|| compose(Rate::Wide));

/// The whole loop.
pub fn samples(rate: Rate) -> &'static [i16] {
    match rate {
        Rate::Narrow => &NARROW,
        Rate::Wide => &WIDE,
    }
}

/// The frame that begins `position` samples after the music began.
pub fn frame(rate: Rate, position: u64) -> Pcm {
    let music = samples(rate);
    let mut frame = Pcm::silence(rate);
    for (at, sample) in (position..).zip(frame.as_mut_slice()) {
        *sample = music[(at % music.len() as u64) as usize];
    }
    frame
}

fn compose(rate: Rate) -> Box<[i16]> {
    let mut sound = vec![0.0; (SECONDS * f64::from(rate.hz())) as usize];
    for (chord, begin) in CHORDS.iter().zip((0..).map(|n| f64::from(n) * CHORD)) {
        add(&mut sound, rate, begin, &Note::held(chord[0], BASS));
        chord[1..].iter().for_each(|tone| add(&mut sound, rate, begin, &Note::held(*tone, HELD)));
        for (which, step) in PATTERN.iter().zip((0..).map(|n| f64::from(n) * STEP)) {
            add(&mut sound, rate, begin + step, &Note::plucked(chord[*which] + 12, PLUCKED));
        }
    }
    sound.iter().map(|sample| sample.round() as i16).collect()
}

/// One note: it swells, and dies away.
struct Note {
    frequency: f64,
    peak: f64,
    attack: f64,
    /// After so long it is a third as loud.
    decay: f64,
    length: f64,
}

impl Note {
    fn held(tone: i32, peak: f64) -> Self {
        Self { frequency: frequency(tone), peak, attack: 0.8, decay: 2.6, length: 7.0 }
    }

    fn plucked(tone: i32, peak: f64) -> Self {
        Self { frequency: frequency(tone), peak, attack: 0.012, decay: 0.45, length: 2.5 }
    }

    fn at(&self, t: f64) -> f64 {
        let swell = (t / self.attack).min(1.0);
        let end = ((self.length - t) / 0.2).clamp(0.0, 1.0);
        let phase = TAU * self.frequency * t;
        let colour = phase.sin() + 0.3 * (2.0 * phase).sin() + 0.1 * (3.0 * phase).sin();
        self.peak * swell * end * (-t / self.decay).exp() * colour
    }
}

/// Half-tones above 110 Hz.
fn frequency(tone: i32) -> f64 {
    110.0 * (f64::from(tone) / 12.0).exp2()
}

/// Lays a note into the loop; what is longer than the loop goes on at its beginning.
fn add(sound: &mut [f64], rate: Rate, begin: f64, note: &Note) {
    let hz = f64::from(rate.hz());
    let (first, length, whole) = ((begin * hz) as usize, (note.length * hz) as usize, sound.len());
    for n in 0..length {
        sound[(first + n) % whole] += note.at(n as f64 / hz);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::level;

    #[test]
    fn the_music_is_quiet_everywhere_and_silent_nowhere() {
        let music = samples(Rate::Narrow);
        assert_eq!(music.len(), 160_000);
        let loudness = level::dbm0(music);
        assert!((-26.0..-16.0).contains(&loudness), "{loudness}");
        for part in music.chunks(1600) {
            assert!((-40.0..-10.0).contains(&level::dbm0(part)), "{}", level::dbm0(part));
        }
        let steepest = music.windows(2).map(|w| w[0].abs_diff(w[1])).max().unwrap();
        let seam = music[0].abs_diff(music[music.len() - 1]);
        assert!(seam <= steepest && steepest < 6000, "{seam} {steepest}");
    }

    #[test]
    fn frames_go_round_the_loop_and_both_rates_play_the_same() {
        let last = frame(Rate::Narrow, 159_920);
        assert_eq!(last.as_slice()[80..], samples(Rate::Narrow)[..80]);
        assert_eq!(frame(Rate::Wide, 1_600_000), frame(Rate::Wide, 0));
        let narrow: Vec<i16> = samples(Rate::Wide).iter().copied().step_by(2).collect();
        assert!(level::likeness(&narrow, samples(Rate::Narrow)).unwrap() > 0.999);
    }
}
