//! Whether somebody speaks: the network of `earshot`, which hears 16 ms at a time, with a memory for the gaps between
//! words.
//!
//! Loud hiss and pairs of tones are half speech to the network: keys are better heard by `digits`, and single tones are
//! sorted out here. What the network
//! remembers is not written out (see `memory`): it knows again after a few frames, while the answer itself is data.

use serde::{Deserialize, Serialize};

use super::memory::Memory;
use super::resample::Doubler;
use super::{Pcm, Rate, level, pure};

/// Samples that the network takes at once.
const STEP: usize = 256;
/// From this score on it is speech.
const SPEECH: f32 = 0.5;
/// Steps of speech in a row before somebody speaks: 48 ms, longer than a click.
const BEGIN: u32 = 3;
/// Steps without speech before nobody does: 304 ms, longer than a stop within a word.
const END: u32 = 19;
/// What is quieter is nobody, in dBm0, whatever the network says.
const FAINT: f64 = -55.0;
/// What is one tone to this share is nobody either.
const TONE: f64 = 0.95;

/// Listens to one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    doubler: Doubler,
    /// Samples at 16 kHz that make no step yet.
    waiting: Vec<i16>,
    state: State,
    #[serde(skip)]
    network: Memory<Box<earshot::Detector>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Nobody speaks, though the last steps were speech.
    Quiet { speech: u32 },
    /// Somebody speaks, though the last steps were not speech.
    Speaking { quiet: u32 },
}

impl Default for State {
    fn default() -> Self {
        Self::Quiet { speech: 0 }
    }
}

impl Activity {
    /// Whether somebody speaks, as far as is known with this frame.
    pub fn feed(&mut self, frame: &Pcm) -> bool {
        self.waiting.extend_from_slice(self.doubler.frame(frame).as_slice());
        while self.waiting.len() >= STEP {
            let step = &self.waiting[..STEP];
            let score = self.network.or_begin(earshot::Detector::default_boxed).predict_i16(step);
            self.state = self.state.after(score >= SPEECH && may_be_speech(step));
            self.waiting.drain(..STEP);
        }
        self.is_speaking()
    }

    /// What `feed` said last.
    pub fn is_speaking(&self) -> bool {
        matches!(self.state, State::Speaking { .. })
    }
}

/// Whether a step is loud enough for speech, and no tone.
fn may_be_speech(step: &[i16]) -> bool {
    level::dbm0(step) > FAINT && pure::tone(step, Rate::Wide.hz()).1 < TONE
}

impl State {
    fn after(self, is_speech: bool) -> Self {
        match (self, is_speech) {
            (Self::Quiet { speech }, true) if speech + 1 >= BEGIN => Self::Speaking { quiet: 0 },
            (Self::Quiet { speech }, true) => Self::Quiet { speech: speech + 1 },
            (Self::Quiet { .. }, false) => Self::Quiet { speech: 0 },
            (Self::Speaking { .. }, true) => Self::Speaking { quiet: 0 },
            (Self::Speaking { quiet }, false) if quiet + 1 >= END => Self::Quiet { speech: 0 },
            (Self::Speaking { quiet }, false) => Self::Speaking { quiet: quiet + 1 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{FRAME, Rate, tone, voice};

    fn narrow(sound: &[i16]) -> Vec<Pcm> {
        sound.chunks(FRAME).map(|frame| Pcm::from_slice(Rate::Narrow, frame)).collect()
    }

    fn share(activity: &mut Activity, sound: &[i16]) -> f64 {
        let frames = narrow(sound);
        frames.iter().filter(|frame| activity.feed(frame)).count() as f64 / frames.len() as f64
    }

    #[test]
    fn a_voice_is_speech() {
        for seed in 0..4 {
            let speech = share(&mut Activity::default(), &voice::start(seed, 40_000));
            assert!(speech > 0.9, "{seed}: {speech}");
        }
    }

    #[test]
    fn who_stops_has_stopped_within_half_a_second_and_who_begins_is_heard_within_a_fifth() {
        let sound = [vec![0; 8000], voice::start(1, 16_000), vec![0; 8000]].concat();
        let mut activity = Activity::default();
        let spoken: Vec<bool> = narrow(&sound).iter().map(|frame| activity.feed(frame)).collect();
        let (begin, end) = (spoken.iter().position(|s| *s).unwrap(), spoken.iter().rposition(|s| *s).unwrap());
        assert!((50..60).contains(&begin), "{begin}");
        assert!((150..175).contains(&end), "{end}");
        let mut back: Activity = serde_json::from_str(&serde_json::to_string(&activity).unwrap()).unwrap();
        assert_eq!(back, activity);
        assert!(!back.feed(&Pcm::silence(Rate::Wide)));
    }

    #[test]
    fn tones_and_silence_are_not_speech() {
        let ringback: Vec<i16> = (0..250).flat_map(|n| tone::RINGBACK.frame(n * 160)).collect();
        let busy: Vec<i16> = (0..250).flat_map(|n| tone::Country::of("de").unwrap().busy.frame(n * 160)).collect();
        let beep: Vec<i16> = tone::chime::beep(Rate::Narrow).repeat(4);
        for (name, sound) in [("ringback", ringback), ("busy", busy), ("beep", beep), ("silence", vec![0; 16_000])] {
            let speech = share(&mut Activity::default(), &sound);
            assert_eq!(speech, 0.0, "{name}");
        }
    }
}
