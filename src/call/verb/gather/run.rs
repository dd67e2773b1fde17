//! `Gather` at work: it listens from its first moment; the first key or word stops the prompts; a key, a number of keys,
//! silence or the end of speech ends it (spec §3.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::words::Words;
use super::{Order, Wait};
use crate::call::compat::{NoAction, NoFinishKey};
use crate::call::cue::Cue;
use crate::call::family::VerbAlarm;
use crate::call::hook::param;
use crate::call::recogniser::Heard;
use crate::call::script::{Hook, Step};
use crate::call::stage::Stage;
use crate::call::verb::prompt::{Progress, Prompting};
use crate::media::Listening;

/// What `auto` is as a time-out between keys.
const AUTO: u32 = 5;

/// The machine of one Gather.
#[derive(Clone, Serialize, Deserialize)]
pub struct Gathering {
    order: Order,
    prompts: Prompts,
    keys: String,
    words: Option<Words>,
}

/// How far the prompts are.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Prompts {
    /// They are heard.
    Heard(Prompting),
    /// The input is complete and they are heard to their end all the same: `bargeIn="false"`.
    Finishing(Prompting),
    /// They are over.
    Over,
}

impl Gathering {
    /// Answers the call, listens, and begins with the prompts.
    pub fn start(mut order: Order, stage: &mut Stage<'_, '_>) -> (Self, Step) {
        let mut prompting = Prompting::new(std::mem::take(&mut order.prompts));
        if !stage.answer() {
            // Its script will hear that the call is over.
            return (Self { order, prompts: Prompts::Over, keys: String::new(), words: None }, Step::Stay);
        }
        if order.finish_on.is_empty() && stage.rules().compat.gather_no_finish_key() == NoFinishKey::Hash {
            "#".clone_into(&mut order.finish_on);
        }
        let words = if order.speech { Words::listen(&order, stage) } else { None };
        // Keys as tones cost a detector and may be found in speech: only from a far party that has no events.
        let tones = order.keys && !stage.call().sends_key_events();
        stage.listen(Listening { tones, speech: words.is_some(), answerer: None });
        let progress = prompting.start(stage);
        let mut run = Self { order, prompts: Prompts::Heard(prompting), keys: String::new(), words };
        let step = run.go_on(progress, stage);
        (run, step)
    }

    /// Reacts to a key, a word, the end of a prompt or the clock.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Step {
        match cue {
            Cue::Key(key) => self.on_key(key, stage),
            Cue::Speech { speaks } => self.on_speech(speaks, stage),
            Cue::Heard(heard) => self.on_heard(heard, stage),
            Cue::Alarm(VerbAlarm::Input | VerbAlarm::Recogniser) => self.finish(stage),
            Cue::Alarm(VerbAlarm::Speech) => {
                self.words.iter_mut().for_each(|words| words.conclude(stage));
                Step::Stay
            }
            cue => match &mut self.prompts {
                Prompts::Heard(prompting) | Prompts::Finishing(prompting) => {
                    let progress = prompting.on(&cue, stage);
                    self.go_on(progress, stage)
                }
                Prompts::Over => Step::Stay,
            },
        }
    }

    /// In words.
    pub fn describe(&self) -> String {
        let doing = match &self.prompts {
            Prompts::Heard(_) | Prompts::Finishing(_) => "prompting",
            Prompts::Over => "listening",
        };
        let speech = if self.words.is_some() { ", or speech" } else { "" };
        match self.order.digits {
            Some(most) => format!("Gather, {doing}, {} of {most} digits{speech}", self.keys.len()),
            None => format!("Gather, {doing}, {} digits{speech}", self.keys.len()),
        }
    }

    fn go_on(&mut self, progress: Progress, stage: &mut Stage<'_, '_>) -> Step {
        match (progress, &self.prompts) {
            (Progress::Playing, _) => Step::Stay,
            (Progress::Failed, _) => {
                self.deafen(stage);
                progress.into()
            }
            (Progress::Done, Prompts::Finishing(_)) => self.finish(stage),
            (Progress::Done, _) => {
                self.prompts = Prompts::Over;
                self.wait(stage)
            }
        }
    }

    fn on_key(&mut self, key: char, stage: &mut Stage<'_, '_>) -> Step {
        let decided =
            self.words.as_ref().is_some_and(Words::has_words) || matches!(self.prompts, Prompts::Finishing(_));
        let begins = !self.keys.is_empty() || self.order.start_with.contains(key);
        // The first kind of input that is there wins; a first key that may not be one is none (spec §3.3).
        if !self.order.keys || decided || !begins {
            return Step::Stay;
        }
        if self.words.take().is_some() {
            stage.stop_hearing();
            stage.stop_alarm(VerbAlarm::Speech);
        }
        self.barge_in(stage);
        if self.order.finish_on.contains(key) {
            return self.complete(stage);
        }
        self.keys.push(key);
        if self.order.digits.is_some_and(|most| self.keys.len() >= most as usize) {
            return self.complete(stage);
        }
        if matches!(self.prompts, Prompts::Over) { self.wait(stage) } else { Step::Stay }
    }

    fn on_speech(&mut self, speaks: bool, stage: &mut Stage<'_, '_>) -> Step {
        let Some(words) = &mut self.words else { return Step::Stay };
        words.on_speech(speaks, &self.order, stage);
        if speaks {
            self.barge_in(stage);
        }
        Step::Stay
    }

    fn on_heard(&mut self, heard: Heard, stage: &mut Stage<'_, '_>) -> Step {
        let Some(words) = &mut self.words else { return Step::Stay };
        let failed = heard.is_end();
        let is_over = words.on_heard(heard, &self.order, stage);
        if !is_over {
            return Step::Stay;
        }
        if !words.result().is_empty() {
            return self.complete(stage);
        }
        // From now on speech is silence, if it failed. A cough is no input: words and keys may still come.
        let again = self.words.take().filter(|_| !failed).map(|words| words.listen_again(&self.order, stage));
        match again {
            Some(None) => self.complete(stage),
            again => {
                self.words = again.flatten();
                if matches!(self.prompts, Prompts::Over) { self.wait(stage) } else { Step::Stay }
            }
        }
    }

    /// Input stops the prompts at once and discards the rest, unless the document wants them to be heard.
    fn barge_in(&mut self, stage: &mut Stage<'_, '_>) {
        if let (Prompts::Heard(prompting), true) = (&mut self.prompts, self.order.barge_in) {
            prompting.stop(stage);
            self.prompts = Prompts::Over;
        }
    }

    /// The input is complete.
    fn complete(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        match std::mem::replace(&mut self.prompts, Prompts::Over) {
            Prompts::Heard(prompting) | Prompts::Finishing(prompting) if !self.order.barge_in => {
                self.prompts = Prompts::Finishing(prompting);
                Step::Stay
            }
            Prompts::Heard(mut prompting) | Prompts::Finishing(mut prompting) => {
                prompting.stop(stage);
                self.finish(stage)
            }
            Prompts::Over => self.finish(stage),
        }
    }

    /// Waits for the next key, or the first word.
    fn wait(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        if self.words.as_ref().is_some_and(Words::holds) {
            return Step::Stay;
        }
        let secs = match self.order.timeout {
            Wait::Secs(0) => return self.finish(stage),
            Wait::Secs(secs) => secs,
            Wait::Auto => AUTO,
        };
        stage.set_alarm(VerbAlarm::Input, stage.now() + Duration::from_secs(secs.into()));
        Step::Stay
    }

    fn deafen(&mut self, stage: &mut Stage<'_, '_>) {
        stage.stop_hearing();
        stage.listen(Listening::default());
    }

    /// What was collected goes to the action; nothing goes on with the next verb (spec §3.3).
    fn finish(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        self.deafen(stage);
        let said = self.words.as_ref().map(Words::result).unwrap_or_default();
        if self.keys.is_empty() && said.is_empty() && !self.order.action_on_empty {
            return Step::Next;
        }
        let mut params = said;
        if params.is_empty() {
            params.push(param("Digits", &self.keys));
        }
        let own = || match stage.rules().compat.gather_no_action() {
            NoAction::Document => stage.document(),
            NoAction::Next => None,
        };
        match self.order.action.clone().or_else(own) {
            Some(url) => Step::Ask(Hook { url, method: self.order.method, params }),
            None => Step::Next,
        }
    }
}

impl std::fmt::Debug for Gathering {
    /// Without the keys, which may be a PIN.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.describe())
    }
}
