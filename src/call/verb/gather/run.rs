//! `Gather` at work: it listens from its first moment; the first key or word stops the prompts; a key, a number of
//! keys, silence or the end of speech ends it (spec §3.3).

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
/// The keys of an input: A to D are on no telephone that is asked for one.
const KEYS: &str = "0123456789*#";

/// The machine of one Gather.
#[derive(Clone, Serialize, Deserialize)]
pub struct Gathering {
    order: Order,
    prompts: Prompts,
    keys: String,
    /// Pressed while somebody spoke: they count if no word comes of it.
    held: String,
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
            return (Self::new(order, Prompts::Over, None), Step::Stay);
        }
        if order.finish_on.is_empty() && stage.rules().compat.gather_no_finish_key() == NoFinishKey::Hash {
            "#".clone_into(&mut order.finish_on);
        }
        let words = if order.speech { Words::listen(&order, stage) } else { None };
        stage.listen(Listening { speech: words.is_some(), ..Listening::default() });
        let progress = prompting.start(stage);
        let mut run = Self::new(order, Prompts::Heard(prompting), words);
        let step = run.go_on(progress, stage);
        (run, step)
    }

    const fn new(order: Order, prompts: Prompts, words: Option<Words>) -> Self {
        Self { order, prompts, keys: String::new(), held: String::new(), words }
    }

    /// Reacts to a key, a word, the end of a prompt or the clock.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Step {
        match cue {
            Cue::Key(key) => self.on_key(key, stage),
            Cue::Speech { speaks } => self.on_speech(speaks, stage),
            Cue::Heard(heard) => self.on_heard(heard, stage),
            Cue::Alarm(VerbAlarm::Input) => self.complete(stage),
            Cue::Alarm(VerbAlarm::Recogniser) => self.on_silent_recogniser(stage),
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
            (Progress::Playing, _) if self.keys.is_empty() => Step::Stay,
            (Progress::Playing, _) => self.wait_unless_prompted(stage),
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

    /// The first kind of input that is there wins: who speaks may press keys meanwhile, which count only if no word was
    /// said (spec §3.3).
    fn on_key(&mut self, key: char, stage: &mut Stage<'_, '_>) -> Step {
        if !self.order.keys || !KEYS.contains(key) || matches!(self.prompts, Prompts::Finishing(_)) {
            return Step::Stay;
        }
        match &self.words {
            Some(words) if words.has_words() => Step::Stay,
            Some(words) if words.holds() => {
                self.held.push(key);
                words.hurry(&self.order, stage);
                Step::Stay
            }
            _ => self.take_key(key, stage),
        }
    }

    /// A key of the input; a first one that may not be one is none.
    fn take_key(&mut self, key: char, stage: &mut Stage<'_, '_>) -> Step {
        let begins = !self.keys.is_empty() || self.order.start_with.contains(key);
        if !begins || matches!(self.prompts, Prompts::Finishing(_)) {
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
        self.wait_unless_prompted(stage)
    }

    /// Nothing was said after all: the keys that were pressed meanwhile are the input.
    fn take_held_keys(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        for key in std::mem::take(&mut self.held).chars() {
            match self.take_key(key, stage) {
                Step::Stay => {}
                step => return step,
            }
        }
        Step::Stay
    }

    /// It gives no last word: what it has guessed counts, or else the keys.
    fn on_silent_recogniser(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        if self.held.is_empty() || self.words.as_ref().is_some_and(Words::has_words) {
            return self.complete(stage);
        }
        self.take_held_keys(stage)
    }

    fn on_speech(&mut self, speaks: bool, stage: &mut Stage<'_, '_>) -> Step {
        let Some(words) = &mut self.words else { return Step::Stay };
        words.on_speech(speaks, &self.order, stage);
        if speaks {
            if !self.held.is_empty() {
                words.hurry(&self.order, stage);
            }
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
        if !self.held.is_empty() {
            return self.take_held_keys(stage);
        }
        // From now on speech is silence, if it failed. A cough is no input: words and keys may still come.
        let again = self.words.take().filter(|_| !failed).map(|words| words.listen_again(&self.order, stage));
        match again {
            Some(None) => self.complete(stage),
            again => {
                self.words = again.flatten();
                self.wait_unless_prompted(stage)
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

    /// The input is complete. With `bargeIn="false"` the prompts are heard to their end, if they have one.
    fn complete(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        let (Prompts::Heard(mut prompting) | Prompts::Finishing(mut prompting)) =
            std::mem::replace(&mut self.prompts, Prompts::Over)
        else {
            return self.finish(stage);
        };
        prompting.leave_out_endless();
        if self.order.barge_in || prompting.is_endless() {
            prompting.stop(stage);
            return self.finish(stage);
        }
        self.prompts = Prompts::Finishing(prompting);
        Step::Stay
    }

    /// The time between keys counts when the prompts are over, or where they never will be.
    fn wait_unless_prompted(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        match &self.prompts {
            Prompts::Over => self.wait(stage),
            Prompts::Heard(prompting) if prompting.is_endless() => self.wait(stage),
            Prompts::Heard(_) | Prompts::Finishing(_) => Step::Stay,
        }
    }

    /// Waits for the next key, or the first word.
    fn wait(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        if self.words.as_ref().is_some_and(Words::holds) {
            return Step::Stay;
        }
        let secs = match self.order.timeout {
            Wait::Secs(0) => return self.complete(stage),
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
