//! What is listened for in the sound of a peer: keys as tones, speech, who has answered. Which of it is told is the
//! engine's wish (`Listening`), but for keys of a peer that can send them in no other way.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::answerer::Detection;
use super::command::{Answerer, Listening};
use super::offer::Codec;
use crate::audio::codec::Decoder;
use crate::audio::digits::{Detector, Press};
use crate::audio::resample::Halver;
use crate::audio::voice_activity::Activity;
use crate::audio::{Pcm, Rate, level};

/// Beats without a packet after which a peer that spoke is taken to be silent.
const MISSED: u32 = 3;
/// Beats in which what we said may come back as an echo: 400 ms.
const ECHO: usize = 20;
/// An echo is so much quieter than what we said, in dB; telephones promise 20 and more.
const LOSS: i32 = 18;
/// As quiet as nothing, in dBm0.
const NOTHING: i32 = -100;

/// The detectors of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hearing {
    to: Listening,
    keys: Option<Box<Tones>>,
    speech: Option<Box<Speech>>,
    answerer: Option<Box<Detection>>,
}

/// What was found in 20 ms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) key: Option<char>,
    pub(super) answerer: Option<Answerer>,
}

/// Keys as tones are found at 8 kHz.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tones {
    halver: Halver,
    detector: Detector,
}

/// Speech is listened for as the packets come, ahead of the delay of the ear: who speaks into a prompt wants it to stop
/// now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Speech {
    decoder: Option<Decoder>,
    activity: Activity,
    samples: Vec<i16>,
    speaks: bool,
    missed: u32,
    /// How loud we were in the last beats, in dBm0.
    ours: VecDeque<i32>,
}

impl Hearing {
    /// What is listened for from now on; what goes on goes on where it is.
    pub(super) fn listen(&mut self, to: Listening) {
        if to.answerer != self.to.answerer {
            self.answerer = to.answerer.map(|measures| Box::new(Detection::new(measures)));
        }
        self.to = to;
        if !to.speech {
            self.speech = None;
        } else if self.speech.is_none() {
            self.speech = Some(Box::default());
        }
    }

    /// Whether an ear is needed for it.
    pub(super) fn needs_ear(&self) -> bool {
        self.to.tones || self.to.speech || self.answerer.as_ref().is_some_and(|detection| !detection.is_over())
    }

    /// Listens to the 20 ms of an ear; who has sent nothing yet is silent. `by_itself`: the peer knows no other keys than
    /// these.
    pub(super) fn hear(&mut self, frame: Option<&Pcm>, by_itself: bool) -> Found {
        let silence = Pcm::default();
        let answerer = self.answerer.as_mut().and_then(|detection| detection.feed(frame.unwrap_or(&silence)));
        let Some(frame) = frame else { return Found { key: None, answerer } };
        if !(self.to.tones || by_itself) {
            self.keys = None;
            return Found { key: None, answerer };
        }
        let Tones { halver, detector } = &mut **self.keys.get_or_insert_default();
        let presses = detector.feed(halver.frame(frame).as_slice());
        let began = |press| match press {
            Press::Began { digit, .. } => Some(digit),
            Press::Ended { .. } => None,
        };
        Found { key: presses.into_iter().find_map(began), answerer }
    }

    /// Listens to a packet that has just come; whether the peer speaks, when that has changed.
    pub(super) fn on_packet(&mut self, codec: Codec, payload: &[u8]) -> Option<bool> {
        let speech = self.speech.as_mut()?;
        speech.missed = 0;
        let coding = codec.coding();
        let decoder = match &mut speech.decoder {
            Some(decoder) if decoder.coding() == coding => decoder,
            other => other.insert(Decoder::new(coding)),
        };
        decoder.decode(payload, &mut speech.samples);
        speech.listen(coding.rate())
    }

    /// 20 ms have passed: who sends nothing says nothing.
    pub(super) fn on_beat(&mut self) -> Option<bool> {
        let speech = self.speech.as_mut()?;
        speech.missed = speech.missed.saturating_add(1);
        if speech.ours.len() == ECHO {
            speech.ours.pop_front();
        }
        speech.ours.push_back(NOTHING);
        if speech.missed <= MISSED || !speech.speaks {
            return None;
        }
        speech.samples.extend_from_slice(Pcm::silence(Rate::Narrow).as_slice());
        speech.listen(Rate::Narrow)
    }

    /// This goes to the peer in this beat: what comes back of it is not the peer.
    pub(super) fn on_said(&mut self, frame: &Pcm) {
        if let Some(last) = self.speech.as_mut().and_then(|speech| speech.ours.back_mut()) {
            *last = (level::dbm0(frame.as_slice()) as i32).max(NOTHING);
        }
    }
}

impl Speech {
    fn listen(&mut self, rate: Rate) -> Option<bool> {
        let before = self.speaks;
        let echo = f64::from(self.ours.iter().copied().max().unwrap_or(NOTHING) - LOSS);
        let whole = self.samples.len() - self.samples.len() % rate.samples();
        for frame in self.samples[..whole].chunks(rate.samples()) {
            self.speaks = self.activity.feed_over(&Pcm::from_slice(rate, frame), echo);
        }
        self.samples.drain(..whole);
        (self.speaks != before).then_some(self.speaks)
    }
}
