//! The ear of a Gather for speech: what the recogniser has told so far, and when the speaker is done (spec §3.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Order, Wait};
use crate::call::RequestId;
use crate::call::effect::Level;
use crate::call::family::VerbAlarm;
use crate::call::hook::{Param, param};
use crate::call::recogniser::{Heard, Wish, share};
use crate::call::stage::Stage;

/// Silence after which speech is over where the document leaves that to us; the detector adds its own hangover.
const AUTO: Duration = Duration::from_millis(700);
/// How long the recogniser may take for its last word.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often something may be heard that is no word before the input is over.
const NOISES: u32 = 5;

/// Speech that is being recognised.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Words {
    recognition: RequestId,
    /// What was said to its end.
    text: String,
    /// The least sure part of it.
    confidence: u16,
    /// What it is taken for beyond that.
    guess: String,
    partials: u32,
    /// How often there was something that is no word.
    noises: u32,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Nobody speaks.
    Silent,
    /// Somebody does.
    Speaking,
    /// Somebody did, and may go on.
    Pausing,
    /// The last word is waited for; the speaker may go on all the same.
    Concluding { speaks: bool },
}

impl Words {
    /// Begins to listen; without a recogniser speech counts as silence (13316, spec §3.3).
    pub(super) fn listen(order: &Order, stage: &mut Stage<'_, '_>) -> Option<Self> {
        let wish = Wish {
            language: order.language.clone(),
            hints: order.hints.clone(),
            model: order.model.clone(),
            wants_partials: order.partial.is_some(),
        };
        let Some(recognition) = stage.recognise(wish) else {
            let text = "Gather asks for speech, and no recogniser is configured: speech counts as silence";
            stage.note(Level::Warning, 13316, "no_recogniser", text);
            return None;
        };
        let (text, guess) = (String::new(), String::new());
        Some(Self { recognition, text, confidence: 1000, guess, partials: 0, noises: 0, state: State::Silent })
    }

    /// Listens anew after something that was no word; none when there was too much of it.
    pub(super) fn listen_again(self, order: &Order, stage: &mut Stage<'_, '_>) -> Option<Self> {
        stage.stop_hearing();
        stage.stop_alarm(VerbAlarm::Recogniser);
        let state = match self.state {
            State::Concluding { speaks: false } => State::Silent,
            state @ (State::Silent | State::Speaking | State::Pausing) => state,
            State::Concluding { speaks: true } => State::Speaking,
        };
        let (noises, partials) = (self.noises + 1, self.partials);
        let anew = if noises < NOISES { Self::listen(order, stage) } else { None };
        anew.map(|anew| Self { noises, partials, state, ..anew })
    }

    /// Whether words were heard, which goes before keys from then on.
    pub(super) fn has_words(&self) -> bool {
        !self.text.is_empty() || !self.guess.is_empty()
    }

    /// Whether the input is not over yet for the sake of somebody who speaks or has spoken.
    pub(super) fn holds(&self) -> bool {
        self.state != State::Silent
    }

    /// A key was pressed: who goes on without a word for so long as one may wait for the next key was no speaker.
    pub(super) fn hurry(&self, order: &Order, stage: &mut Stage<'_, '_>) {
        if self.state == State::Speaking {
            let patience = match order.timeout {
                Wait::Secs(secs) => Duration::from_secs(secs.into()),
                Wait::Auto => PATIENCE,
            };
            stage.set_alarm(VerbAlarm::Speech, stage.now() + patience);
        }
    }

    /// The speaker begins or pauses.
    pub(super) fn on_speech(&mut self, speaks: bool, order: &Order, stage: &mut Stage<'_, '_>) {
        match (self.state, speaks) {
            (State::Concluding { .. }, speaks) => self.state = State::Concluding { speaks },
            (_, true) => {
                self.state = State::Speaking;
                stage.stop_alarm(VerbAlarm::Speech);
                stage.stop_alarm(VerbAlarm::Input);
            }
            (_, false) => {
                self.state = State::Pausing;
                let pause = match order.speech_timeout {
                    Wait::Secs(secs) => Duration::from_secs(secs.into()),
                    Wait::Auto => AUTO,
                };
                stage.set_alarm(VerbAlarm::Speech, stage.now() + pause);
            }
        }
    }

    /// The pause was long enough: the last word is asked for.
    pub(super) fn conclude(&mut self, stage: &mut Stage<'_, '_>) {
        self.state = State::Concluding { speaks: false };
        stage.conclude(self.recognition);
        stage.set_alarm(VerbAlarm::Recogniser, stage.now() + PATIENCE);
    }

    /// Takes in what was heard; true when nothing more is to be expected.
    pub(super) fn on_heard(&mut self, heard: Heard, order: &Order, stage: &mut Stage<'_, '_>) -> bool {
        match heard {
            Heard::Partial { text, stability } => {
                self.guess = text;
                self.tell(stability, order, stage);
                false
            }
            Heard::Final { text, confidence } => {
                self.guess.clear();
                self.add(&text, confidence);
                // A provider that finds the end by itself need not be asked for it.
                matches!(self.state, State::Concluding { .. })
                    || (order.speech_timeout == Wait::Auto && !self.text.is_empty())
            }
            Heard::Failed(why) => {
                stage.note(Level::Warning, 13316, "recogniser_failed", format!("the recogniser has failed: {why}"));
                let guess = std::mem::take(&mut self.guess);
                self.add(&guess, 0);
                true
            }
        }
    }

    /// What the action is told; nothing where no word was heard.
    pub(super) fn result(&self) -> Vec<Param> {
        let (text, confidence) = if self.text.is_empty() { (&self.guess, 0) } else { (&self.text, self.confidence) };
        if text.is_empty() {
            return Vec::new();
        }
        vec![param("SpeechResult", text), param("Confidence", share(confidence))]
    }

    fn add(&mut self, text: &str, confidence: u16) {
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.confidence = self.confidence.min(confidence);
    }

    fn tell(&mut self, stability: u16, order: &Order, stage: &mut Stage<'_, '_>) {
        let Some((url, method)) = &order.partial else { return };
        let params = vec![
            param("UnstableSpeechResult", &self.guess),
            param("StableSpeechResult", &self.text),
            param("Stability", share(stability)),
            param("SequenceNumber", self.partials),
        ];
        self.partials += 1;
        stage.tell(url, *method, params);
    }
}

impl std::fmt::Debug for Words {
    /// Without the words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words")
            .field("recognition", &self.recognition)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
