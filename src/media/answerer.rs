//! Who has answered: a person says a few words and waits, a machine goes on talking and beeps, a fax whistles.
//!
//! Told by cadence alone, as the parameters of `machineDetection` describe it (spec §5.1): how long the first words
//! last and how long the silence behind them is. Nothing is known of words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::command::{Answerer, Measures};
use crate::audio::beep_detector::{Beep, BeepDetector};
use crate::audio::resample::Halver;
use crate::audio::voice_activity::Activity;
use crate::audio::{Pcm, goertzel, level};

/// 20 ms.
const FRAME: Duration = Duration::from_millis(20);
/// The voice detector says so much too late that somebody has ceased to speak.
const HANGOVER: Duration = Duration::from_millis(300);
/// The calling tone of a fax: 1100 Hz within 38 Hz, half a second long (ITU-T T.30 §4.2).
const CNG: std::ops::RangeInclusive<u32> = 1062..=1138;
const CNG_FRAMES: std::ops::RangeInclusive<u32> = 20..=30;
/// Its answer: 2100 Hz, from 2.6 s on (T.30 §4.1); a second of it is enough.
const CED: f64 = 2100.0;
const CED_FRAMES: u32 = 50;
/// The share of a tone in a frame that is nothing else.
const PURE: f64 = 0.85;
const FAINT: f64 = -40.0;
/// Who speaks is louder than the hiss of a line, in dBm0.
const SPOKEN: f64 = -42.0;
/// Tones of exchanges: ringing, dialling, busy. An exchange may answer before it rings.
const PROGRESS: [(f64, f64); 4] = [(440.0, 480.0), (400.0, 450.0), (350.0, 440.0), (480.0, 620.0)];
/// A single tone of these is ringing too, as long as nobody has spoken.
const RINGING: std::ops::RangeInclusive<u32> = 380..=500;
/// The share of such a pair in a frame that is nothing else; two tones so near are not told apart to the last bit.
const PAIR: f64 = 0.7;
/// Loud frames that make a voice, how much each counts, and how many frames it is held: the hangover above.
const LOUD: (u32, u32, u32) = (6, 3, 20);

/// A detection under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Detection {
    measures: Measures,
    elapsed: Duration,
    state: State,
    activity: Activity,
    beeps: BeepDetector,
    halver: Halver,
    /// Frames of the answer of a fax in a row.
    whistle: u32,
    /// How much of what came last was loud enough for a voice, and no tone.
    loud: u32,
}

/// When things were is counted from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Nobody has said anything.
    Waiting,
    /// Somebody speaks, or did a moment ago.
    Greeting { since: Duration, last: Duration },
    /// It is a machine, told so.
    Machine { last: Duration },
    /// Everything is told.
    Over,
}

impl Detection {
    /// Begins now.
    pub(super) fn new(measures: Measures) -> Self {
        Self {
            measures,
            elapsed: Duration::ZERO,
            state: State::Waiting,
            activity: Activity::default(),
            beeps: BeepDetector::default(),
            halver: Halver::default(),
            whistle: 0,
            loud: 0,
        }
    }

    /// Whether nothing more will be told.
    pub(super) fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Hears 20 ms; who has answered, when that is known now.
    pub(super) fn feed(&mut self, frame: &Pcm) -> Option<Answerer> {
        if self.state == State::Over {
            return None;
        }
        self.elapsed += FRAME;
        let narrow = self.halver.frame(frame);
        let (active, loud) = (self.activity.feed(frame), self.is_loud(narrow.as_slice()));
        let told = self.hear_tones(frame, narrow.as_slice()).or_else(|| self.follow(active && loud));
        match told {
            None if self.elapsed >= self.measures.timeout => self.end(match self.state {
                State::Machine { .. } => Answerer::MachineOther,
                _ => Answerer::Unknown,
            }),
            told => told,
        }
    }

    fn end(&mut self, who: Answerer) -> Option<Answerer> {
        self.state = State::Over;
        Some(who)
    }

    /// Whether what is heard is loud enough for somebody who speaks, and not the tone of an exchange.
    fn is_loud(&mut self, samples: &[i16]) -> bool {
        let (enough, each, most) = LOUD;
        let whole = level::rms(samples).powi(2);
        let is_pair = |(a, b): &(f64, f64)| goertzel::power(samples, *a) + goertzel::power(samples, *b) > PAIR * whole;
        let is_voice = level::dbm0(samples) > SPOKEN && !PROGRESS.iter().any(is_pair);
        self.loud = if is_voice { (self.loud + each).min(most) } else { self.loud.saturating_sub(1) };
        self.loud >= enough
    }

    fn hear_tones(&mut self, frame: &Pcm, samples: &[i16]) -> Option<Answerer> {
        let whistles =
            level::dbm0(samples) > FAINT && goertzel::power(samples, CED) > PURE * level::rms(samples).powi(2);
        self.whistle = if whistles { self.whistle + 1 } else { 0 };
        if self.whistle >= CED_FRAMES {
            return self.end(Answerer::Fax);
        }
        match self.beeps.feed(frame)? {
            Beep::Ended { frequency, frames } if CNG.contains(&frequency) && CNG_FRAMES.contains(&frames) => {
                self.end(Answerer::Fax)
            }
            Beep::Ended { frequency, .. } if self.state == State::Waiting && RINGING.contains(&frequency) => None,
            Beep::Ended { .. } => self.end(Answerer::MachineBeep),
            Beep::Began { .. } => None,
        }
    }

    /// The cadence of speech.
    fn follow(&mut self, speaks: bool) -> Option<Answerer> {
        let (now, measures) = (self.elapsed, self.measures);
        match &mut self.state {
            State::Waiting if speaks => self.state = State::Greeting { since: now, last: now },
            State::Waiting if now >= measures.silence => return self.end(Answerer::Unknown),
            State::Greeting { last, .. } | State::Machine { last } if speaks => *last = now,
            _ => {}
        }
        match self.state {
            State::Greeting { since, last } => {
                if last.saturating_sub(since + HANGOVER) >= measures.speech {
                    self.state = if measures.to_the_end { State::Machine { last } } else { State::Over };
                    return Some(Answerer::Machine);
                }
                if now - last + HANGOVER >= measures.speech_end && !speaks && !self.beeps.hears_a_beep() {
                    return self.end(Answerer::Human);
                }
            }
            // A machine takes a breath before its beep: wait twice as long.
            State::Machine { last }
                if now - last + HANGOVER >= measures.speech_end * 2 && !self.beeps.hears_a_beep() =>
            {
                return self.end(Answerer::MachineSilence);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Rate, tone, voice};

    /// What is told of a sound at 8 kHz, and after how many milliseconds.
    fn told(sound: &[i16]) -> Vec<(Answerer, usize)> {
        let mut detection = Detection::new(Measures::default());
        let frames = sound.chunks(160).enumerate();
        let tell = |(n, frame): (usize, &[i16])| Some((detection.feed(&Pcm::from_slice(Rate::Narrow, frame))?, n * 20));
        frames.filter_map(tell).collect()
    }

    fn who(parts: &[Vec<i16>]) -> Vec<Answerer> {
        told(&parts.concat()).into_iter().map(|(who, _)| who).collect()
    }

    fn sine(frequency: f64, ms: usize) -> Vec<i16> {
        (0..ms * 8).map(|n| (8000.0 * (std::f64::consts::TAU * frequency * n as f64 / 8000.0).sin()) as i16).collect()
    }

    fn quiet(ms: usize) -> Vec<i16> {
        vec![0; ms * 8]
    }

    fn speech(ms: usize) -> Vec<i16> {
        voice::start(2, ms * 8)
    }

    #[test]
    fn persons_machines_faxes_and_nobody_are_told_apart() {
        use Answerer::{Fax, Human, Machine, MachineBeep, MachineSilence, Unknown};
        let beep = tone::chime::beep(Rate::Narrow);
        type Case = (&'static str, Vec<Vec<i16>>, Vec<Answerer>);
        let cases: [Case; 10] = [
            ("hello", vec![quiet(600), speech(700), quiet(4000)], vec![Human]),
            ("hello, hello", vec![quiet(300), speech(600), quiet(700), speech(600), quiet(4000)], vec![Human]),
            (
                "machine with beep",
                vec![quiet(500), speech(6000), quiet(900), beep.clone(), quiet(3000)],
                vec![Machine, MachineBeep],
            ),
            (
                "machine with a late and long beep",
                vec![quiet(500), speech(6000), quiet(1800), sine(1000.0, 900), quiet(3000)],
                vec![Machine, MachineBeep],
            ),
            (
                "short greeting with a late beep",
                vec![quiet(500), speech(1500), quiet(900), sine(1000.0, 900), quiet(3000)],
                vec![MachineBeep],
            ),
            ("machine without", vec![quiet(500), speech(6000), quiet(6000)], vec![Machine, MachineSilence]),
            ("nothing", vec![quiet(9000)], vec![Unknown]),
            ("fax that calls", vec![quiet(700), sine(1100.0, 500), quiet(3000)], vec![Fax]),
            ("fax that answers", vec![quiet(700), sine(2100.0, 3000), quiet(3000)], vec![Fax]),
            ("a beep alone", vec![quiet(700), beep.clone(), quiet(3000)], vec![MachineBeep]),
        ];
        for (name, parts, expected) in cases {
            assert_eq!(who(&parts), expected, "{name}");
        }
    }

    #[test]
    fn a_person_is_told_when_the_silence_is_long_enough_and_who_never_ends_at_the_time_out() {
        let human = told(&[quiet(500), speech(800), quiet(3000)].concat());
        assert!((2300..2800).contains(&human[0].1), "{human:?}");
        let endless = told(&speech(40_000));
        assert_eq!(
            endless.iter().map(|(who, _)| *who).collect::<Vec<_>>(),
            [Answerer::Machine, Answerer::MachineOther]
        );
        assert!((2400..3000).contains(&endless[0].1) && endless[1].1.abs_diff(30_000) <= 20, "{endless:?}");
    }
}
