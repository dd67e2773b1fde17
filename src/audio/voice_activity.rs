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
/// From this score on it may become speech: the network needs three steps to be sure of what begins.
const LIKELY: f32 = 0.4;
/// Somebody speaks when two of the last three steps may be speech. That is told with the second or third packet of 20
/// ms, so that a prompt stops within 60 ms, and a click, which fills one step at most, is never enough.
const BEGIN: u32 = 2;
const LAST_THREE: u8 = 0b111;
/// Steps without speech before nobody does: 304 ms, longer than a stop within a word.
const END: u32 = 19;
/// Nobody begins to speak more quietly than this, in dBm0: a line may hiss.
const HISS: f64 = -41.0;
/// What is quieter does not go on speaking.
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
    /// Nobody speaks, though one of the last steps may have been speech: a bit for each.
    Quiet { steps: u8 },
    /// Somebody speaks, though the last steps were not speech.
    Speaking { quiet: u32 },
}

impl Default for State {
    fn default() -> Self {
        Self::Quiet { steps: 0 }
    }
}

impl Activity {
    /// Whether somebody speaks, as far as is known with this frame.
    pub fn feed(&mut self, frame: &Pcm) -> bool {
        self.feed_over(frame, HISS)
    }

    /// The same where our own sound may come back as loud as `echo`, in dBm0: who begins to speak is louder.
    pub fn feed_over(&mut self, frame: &Pcm, echo: f64) -> bool {
        self.waiting.extend_from_slice(self.doubler.frame(frame).as_slice());
        while self.waiting.len() >= STEP {
            let step = &self.waiting[..STEP];
            let score = self.network.or_begin(earshot::Detector::default_boxed).predict_i16(step);
            self.state = self.state.after(score, step, echo.max(HISS));
            self.waiting.drain(..STEP);
        }
        self.is_speaking()
    }

    /// What `feed` said last.
    pub fn is_speaking(&self) -> bool {
        matches!(self.state, State::Speaking { .. })
    }
}

impl State {
    fn after(self, score: f32, step: &[i16], least: f64) -> Self {
        match self {
            Self::Quiet { steps } => {
                let steps = ((steps << 1) | u8::from(score >= LIKELY && may_begin(step, least))) & LAST_THREE;
                if steps.count_ones() >= BEGIN { Self::Speaking { quiet: 0 } } else { Self::Quiet { steps } }
            }
            Self::Speaking { .. } if score >= SPEECH && level::dbm0(step) > FAINT && !is_tone(step) => {
                Self::Speaking { quiet: 0 }
            }
            Self::Speaking { quiet } if quiet + 1 >= END => Self::default(),
            Self::Speaking { quiet } => Self::Speaking { quiet: quiet + 1 },
        }
    }
}

/// Whether somebody may begin to speak in this step. Both its halves must be loud, for a click is shorter, and no tone,
/// for a tone begins or ends in the middle of a step.
fn may_begin(step: &[i16], least: f64) -> bool {
    step.chunks(STEP / 2).all(|half| level::dbm0(half) > least && !is_tone(half))
}

fn is_tone(step: &[i16]) -> bool {
    pure::tone(step, Rate::Wide.hz()).1 >= TONE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{FRAME, Rate, tone, voice};
    use crate::base::Rng;

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

    /// A hiss of this loudness, in dBm0.
    fn hiss(loudness: f64, samples: usize) -> Vec<i16> {
        let (mut rng, peak) = (Rng::seeded(5), 32768.0 * 1.5f64.sqrt() * 10f64.powf((loudness - 3.17) / 20.0));
        let mut next = || (rng.next_u64() >> 11) as f64 / (1u64 << 52) as f64 - 1.0;
        (0..samples).map(|_| (next() * peak) as i16).collect()
    }

    /// How many milliseconds after the first packet that can be heard over the hiss it is told that somebody speaks.
    fn lateness(line: f64, voice: &[i16]) -> usize {
        let mut sound = hiss(line, 4000 + voice.len());
        sound[4000..].iter_mut().zip(voice).for_each(|(sample, voice)| *sample += *voice);
        let mut activity = Activity::default();
        let frames = narrow(&sound);
        let heard = frames.iter().position(|frame| level::dbm0(frame.as_slice()) > -38.0).unwrap();
        let told = frames.iter().position(|frame| activity.feed(frame)).unwrap();
        20 * told.saturating_sub(heard)
    }

    #[test]
    fn who_begins_is_told_within_60_ms_of_the_first_packet() {
        let mut late = Vec::new();
        for (seed, begin) in (0..8).flat_map(|seed| [0, 4000, 9000, 13_000, 17_500].map(|begin| (seed, begin))) {
            let voice = voice::start(seed, begin + 4000).split_off(begin);
            for (line, parts) in [(-90.0, 1), (-90.0, 2), (-60.0, 1), (-60.0, 2), (-50.0, 1), (-50.0, 2)] {
                let quieter: Vec<i16> = voice.iter().map(|sample| sample / parts).collect();
                late.push(lateness(line, &quieter));
            }
        }
        late.sort_unstable();
        let part = |tenths: usize| late[(late.len() - 1) * tenths / 10];
        assert!(part(5) <= 40 && part(9) <= 60 && part(10) <= 120, "{} {} {}", part(5), part(9), part(10));
    }

    #[test]
    fn hiss_and_clicks_are_not_speech() {
        for (line, then) in [(-90.0, -45.0), (-60.0, -45.0), (-45.0, -45.0)] {
            let sound = [hiss(line, 8000), hiss(then, 24_000)].concat();
            assert_eq!(share(&mut Activity::default(), &sound), 0.0, "{line} {then}");
        }
        for (line, length) in [(-90.0, 1), (-90.0, 8), (-90.0, 80), (-60.0, 8), (-45.0, 8), (-45.0, 80)] {
            let mut sound = hiss(line, 40_000);
            // Each lies elsewhere in its step.
            (5..49).for_each(|n| sound[n * 807..][..length].fill(16_000));
            assert_eq!(share(&mut Activity::default(), &sound), 0.0, "{line} {length}");
        }
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
