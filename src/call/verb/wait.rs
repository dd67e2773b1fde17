//! What a caller hears while it waits for a conference or in a queue (spec §5.6, §3.12): music, silence, a sound again
//! and again, or a document whose verbs run here one after the other, and which is asked for again at its end. The
//! document that somebody hears who is taken out of a queue is one of them, heard once (spec §5.7).
//!
//! The document of the call stands still meanwhile. Whoever waits asks for pages as this says ([`Progress::Ask`]),
//! because what such a request tells is its own affair.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Running, Verb, play};
use crate::call::cue::Cue;
use crate::call::family::VerbAlarm;
use crate::call::script::{Hook, Page, Step};
use crate::call::stage::Stage;
use crate::media::{Listening, Tone};
use crate::wire::http::Method;

/// A document in which nothing takes time is asked for again after so long.
const REST: Duration = Duration::from_secs(5);

/// What is heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The built-in music.
    Music,
    /// Nothing.
    Silence,
    /// What is under a URL, which is as it was written.
    Url(String, Method),
    /// The same, once.
    Once(String, Method),
}

/// Somebody who waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Waiting {
    source: Source,
    /// Where the page at work came from.
    base: Option<String>,
    verbs: VecDeque<Verb>,
    running: Option<Box<Running>>,
    /// Pages in a row in which nothing took time.
    idle: u32,
    /// Something of this page took time.
    took_time: bool,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing: it is heard.
    Waits,
    /// Ask for this page, relative to the one at work; [`Waiting::on`] wants it.
    Ask(Hook, Option<String>),
    /// `Leave`: whoever waits leaves the queue.
    Leave,
    /// `Hangup`: whoever waits is hung up.
    HangUp,
    /// What was to be heard once was heard.
    Done,
}

impl Source {
    /// What `waitUrl` says: nothing written is music, an empty URL is silence.
    pub fn of(written: Option<String>, method: Method) -> Self {
        match written {
            None => Self::Music,
            Some(url) if url.is_empty() => Self::Silence,
            Some(url) => Self::Url(url, method),
        }
    }

    /// A sound file, which is no document.
    fn is_sound(url: &str) -> bool {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        path.len() > 4 && path.get(path.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".wav"))
    }
}

impl Waiting {
    /// Nothing is heard yet.
    pub const fn new(source: Source) -> Self {
        Self { source, base: None, verbs: VecDeque::new(), running: None, idle: 0, took_time: false }
    }

    /// Begins.
    pub fn start(&mut self, stage: &mut Stage<'_, '_>) -> Progress {
        match self.source.clone() {
            Source::Silence => Progress::Waits,
            Source::Music => {
                stage.sound(Some(Tone::Music));
                Progress::Waits
            }
            Source::Url(url, _) if Source::is_sound(&url) => {
                self.verbs.push_back(Verb::Play(play::Order { url: Some(url), keys: None, times: 0 }));
                self.source = Source::Silence;
                self.base = stage.document();
                self.next(stage)
            }
            Source::Url(url, method) | Source::Once(url, method) => {
                Progress::Ask(Hook { url, method, params: Vec::new() }, stage.document())
            }
        }
    }

    /// Reacts to what happened.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Progress {
        match cue {
            Cue::Page(page) => self.on_page(page, stage),
            Cue::Alarm(VerbAlarm::Wait) => self.again(),
            cue => {
                let Some(mut running) = self.running.take() else { return Progress::Waits };
                match running.on(cue, &mut stage.beside(self.base.as_deref())) {
                    Step::Stay => {
                        self.running = Some(running);
                        Progress::Waits
                    }
                    step => self.go(step, stage),
                }
            }
        }
    }

    /// It is over; nothing of it is heard any more.
    pub fn stop(&mut self, stage: &mut Stage<'_, '_>) {
        self.verbs.clear();
        if let Some(running) = self.running.take() {
            stage.hush();
            if running.collects_keys() {
                stage.listen(Listening::default());
                stage.stop_hearing();
            }
        }
        stage.sound(None);
        stage.stop_consulting();
        stage.stop_wait_alarms();
        stage.drop_clips();
        self.source = Source::Silence;
    }

    /// In words.
    pub fn describe(&self) -> String {
        match (&self.running, &self.source) {
            (Some(running), _) => running.describe(),
            (None, Source::Music) => "music".to_owned(),
            (None, Source::Silence) => "silence".to_owned(),
            (None, Source::Url(..) | Source::Once(..)) => "between documents".to_owned(),
        }
    }

    /// A page that cannot be had, or is empty, is silence from now on (spec §6.6, §1.1).
    fn on_page(&mut self, page: Option<Box<Page>>, stage: &mut Stage<'_, '_>) -> Progress {
        let Some(page) = page.filter(|page| !page.verbs.is_empty()) else { return self.fall_silent() };
        (self.base, self.verbs, self.took_time) = (Some(page.url), page.verbs.into(), false);
        self.next(stage)
    }

    fn next(&mut self, stage: &mut Stage<'_, '_>) -> Progress {
        while let Some(verb) = self.verbs.pop_front() {
            match verb {
                Verb::Leave => return Progress::Leave,
                Verb::Hangup => return Progress::HangUp,
                _ => {}
            }
            match verb.start(&mut stage.beside(self.base.as_deref())) {
                (Some(running), Step::Stay) => {
                    (self.running, self.took_time, self.idle) = (Some(Box::new(running)), true, 0);
                    return Progress::Waits;
                }
                (_, Step::Ask(hook)) => return self.turn_to(hook, stage),
                // What cannot be heard is left out: nobody is hung up on for a sound that is missing.
                _ => {}
            }
        }
        self.at_the_end(stage)
    }

    fn go(&mut self, step: Step, stage: &mut Stage<'_, '_>) -> Progress {
        stage.drop_clips();
        match step {
            Step::Ask(hook) => self.turn_to(hook, stage),
            _ => self.next(stage),
        }
    }

    /// Another document of the same kind. Documents that lead to each other without end end in silence.
    fn turn_to(&mut self, hook: Hook, stage: &Stage<'_, '_>) -> Progress {
        self.verbs.clear();
        self.idle += 1;
        if self.idle > stage.rules().documents_at_once {
            return self.fall_silent();
        }
        Progress::Ask(hook, self.base.clone())
    }

    fn fall_silent(&mut self) -> Progress {
        match std::mem::replace(&mut self.source, Source::Silence) {
            Source::Once(..) => Progress::Done,
            _ => Progress::Waits,
        }
    }

    fn at_the_end(&mut self, stage: &mut Stage<'_, '_>) -> Progress {
        if matches!(self.source, Source::Once(..)) {
            return self.fall_silent();
        }
        if self.took_time {
            return self.again();
        }
        if matches!(self.source, Source::Url(..)) {
            stage.set_alarm(VerbAlarm::Wait, stage.now() + REST);
        }
        Progress::Waits
    }

    fn again(&self) -> Progress {
        match &self.source {
            Source::Url(url, method) => {
                let hook = Hook { url: url.clone(), method: *method, params: Vec::new() };
                Progress::Ask(hook, None)
            }
            _ => Progress::Waits,
        }
    }
}
