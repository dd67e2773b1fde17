//! Prompts: what is said and played one after the other to whoever is on the call. `Say` and `Play` are one prompt
//! each, `Gather` has them inside, wait documents are lists of them.
//!
//! A sound is played while it is still being loaded; the one after it is asked for at the same time, so that no gap is
//! heard between them. What cannot be loaded is heard as far as it goes.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{pause, play, say};
use crate::call::compat::PlayFailure;
use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::family::VerbAlarm;
use crate::call::script::{Ending, Step};
use crate::call::source::{LoadFault, Source, Speech};
use crate::call::stage::Stage;
use crate::media::{ClipId, PlayId, Sounding};

/// No call lasts so long.
const FOR_EVER: Duration = Duration::from_secs(u32::MAX as u64);

/// One prompt, as read from the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// A text.
    Say(say::Order),
    /// A sound, or keys.
    Play(play::Order),
    /// Silence.
    Pause(pause::Order),
}

impl Prompt {
    /// How often it is heard; 0 is without end.
    pub const fn times(&self) -> u32 {
        match self {
            Self::Say(order) => order.times,
            Self::Play(order) => order.times,
            Self::Pause(_) => 1,
        }
    }
}

/// Prompts at work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prompting {
    parts: VecDeque<Part>,
    /// The sound of the first of `parts`, which is being loaded already.
    ahead: Option<ClipId>,
    /// What became of the loading of sounds.
    loaded: Vec<(ClipId, Option<LoadFault>)>,
    now: Now,
}

/// Whether anything is still to be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is.
    Playing,
    /// All of it was heard.
    Done,
    /// A sound of `Play` could not be had, and the call shall end for it (13233, spec §3.2).
    Failed,
}

/// A stretch of sound or silence.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Part {
    Speech(Speech, u32),
    Sound(String, u32),
    Keys(String, u32),
    Silence(Duration),
}

/// What is heard.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Now {
    Nothing,
    Silence,
    Keys(PlayId, u32),
    Clip(Clip),
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Clip {
    clip: ClipId,
    play: PlayId,
    times: u32,
    is_speech: bool,
    is_played: bool,
}

impl Prompting {
    /// Nothing is heard yet.
    pub fn new(prompts: Vec<Prompt>) -> Self {
        let parts = prompts.into_iter().flat_map(parts).collect();
        Self { parts, ahead: None, loaded: Vec::new(), now: Now::Nothing }
    }

    /// Begins.
    pub fn start(&mut self, stage: &mut Stage<'_, '_>) -> Progress {
        self.next(stage)
    }

    /// Reacts to what happened.
    pub fn on(&mut self, cue: &Cue, stage: &mut Stage<'_, '_>) -> Progress {
        match cue {
            Cue::Alarm(VerbAlarm::Pause) if matches!(self.now, Now::Silence) => self.next(stage),
            Cue::Played(play) => self.on_played(*play, stage),
            Cue::Loaded { clip, result } => self.on_loaded(*clip, result.clone().err(), stage),
            _ => Progress::Playing,
        }
    }

    /// Ends them at once; what was not heard is discarded.
    pub fn stop(&mut self, stage: &mut Stage<'_, '_>) {
        self.parts.clear();
        match std::mem::replace(&mut self.now, Now::Nothing) {
            Now::Nothing => {}
            Now::Silence => stage.stop_alarm(VerbAlarm::Pause),
            Now::Keys(..) | Now::Clip(_) => stage.hush(),
        }
    }

    /// Whether what is heard never ends by itself.
    pub fn is_endless(&self) -> bool {
        matches!(self.now, Now::Clip(Clip { times: 0, is_played: false, .. }) | Now::Keys(_, 0))
    }

    /// What is to come and would never end is left out, and what is behind it.
    pub fn leave_out_endless(&mut self) {
        if let Some(first) = self.parts.iter().position(Part::is_endless) {
            self.parts.truncate(first);
            self.ahead = self.ahead.filter(|_| first > 0);
        }
    }

    /// In words: what is heard and how much is to come.
    pub fn describe(&self) -> String {
        let now = match &self.now {
            Now::Nothing => "done",
            Now::Silence => "silence",
            Now::Keys(..) => "keys",
            Now::Clip(clip) if self.fault(clip.clip).is_none() => "loading",
            Now::Clip(_) => "playing",
        };
        match self.parts.len() {
            0 => now.to_owned(),
            more => format!("{now}, {more} to come"),
        }
    }

    fn on_played(&mut self, play: PlayId, stage: &mut Stage<'_, '_>) -> Progress {
        match &mut self.now {
            Now::Keys(own, _) if *own == play => self.next(stage),
            Now::Clip(clip) if clip.play == play => {
                clip.is_played = true;
                self.look(stage)
            }
            _ => Progress::Playing,
        }
    }

    fn on_loaded(&mut self, clip: ClipId, fault: Option<LoadFault>, stage: &mut Stage<'_, '_>) -> Progress {
        self.loaded.push((clip, fault.clone()));
        match &mut self.now {
            Now::Clip(own) if own.clip == clip => {
                if let Some(fault) = fault {
                    complain(own.is_speech, &fault, stage);
                    if own.times == 0 {
                        // What never ends by itself would be its beginning again and again.
                        stage.hush();
                        own.is_played = true;
                    }
                }
                self.look(stage)
            }
            _ => Progress::Playing,
        }
    }

    /// Goes on when the sound was heard and it is known whether that was all of it.
    fn look(&mut self, stage: &mut Stage<'_, '_>) -> Progress {
        let Now::Clip(clip) = self.now else { return Progress::Playing };
        match self.fault(clip.clip) {
            Some(fault) if clip.is_played => {
                let fatal = fault && !clip.is_speech && stage.rules().compat.play_failure() == PlayFailure::Hangup;
                if fatal { Progress::Failed } else { self.next(stage) }
            }
            _ => Progress::Playing,
        }
    }

    /// Whether the loading of a clip failed, once it is over.
    fn fault(&self, clip: ClipId) -> Option<bool> {
        self.loaded.iter().find(|(own, _)| *own == clip).map(|(_, fault)| fault.is_some())
    }

    fn next(&mut self, stage: &mut Stage<'_, '_>) -> Progress {
        self.now = Now::Nothing;
        while let Some(part) = self.parts.pop_front() {
            self.now = match part {
                Part::Silence(span) => {
                    stage.set_alarm(VerbAlarm::Pause, stage.now() + span);
                    Now::Silence
                }
                Part::Keys(keys, times) => Now::Keys(stage.play(Sounding::Keys(keys), times), times),
                Part::Speech(_, times) | Part::Sound(_, times) => {
                    let Some(clip) = self.ahead.take().or_else(|| load(&part, stage)) else { continue };
                    let is_speech = matches!(part, Part::Speech(..));
                    let play = stage.play(Sounding::Clip(clip), times);
                    Now::Clip(self.begin(Clip { clip, play, times, is_speech, is_played: false }, stage))
                }
            };
            self.look_ahead(stage);
            return Progress::Playing;
        }
        Progress::Done
    }

    /// A clip that was loaded ahead may have failed meanwhile.
    fn begin(&self, clip: Clip, stage: &mut Stage<'_, '_>) -> Clip {
        let fault = self.loaded.iter().find(|(own, _)| *own == clip.clip).and_then(|(_, fault)| fault.clone());
        fault.iter().for_each(|fault| complain(clip.is_speech, fault, stage));
        Clip { times: if fault.is_some() { clip.times.max(1) } else { clip.times }, ..clip }
    }

    /// Asks for the next sound, unless nothing is ever next.
    fn look_ahead(&mut self, stage: &mut Stage<'_, '_>) {
        if matches!(self.now, Now::Clip(Clip { times: 0, .. })) {
            return;
        }
        while let Some(part @ (Part::Speech(..) | Part::Sound(..))) = self.parts.front() {
            self.ahead = load(part, stage);
            if self.ahead.is_some() {
                return;
            }
            self.parts.pop_front();
        }
    }
}

impl Part {
    const fn is_endless(&self) -> bool {
        matches!(self, Self::Speech(_, 0) | Self::Sound(_, 0) | Self::Keys(_, 0) | Self::Silence(FOR_EVER))
    }
}

impl From<Progress> for Step {
    /// What a verb does that is nothing but prompts.
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Playing => Self::Stay,
            Progress::Done => Self::Next,
            Progress::Failed => Self::End(Ending::Hangup),
        }
    }
}

fn parts(prompt: Prompt) -> Vec<Part> {
    match prompt {
        Prompt::Say(say::Order { speech: Some(speech), times, .. }) => vec![Part::Speech(speech, times)],
        Prompt::Say(say::Order { pause: Duration::ZERO, .. }) => Vec::new(),
        Prompt::Say(say::Order { pause, times: 0, .. }) => vec![Part::Silence(pause.max(FOR_EVER))],
        Prompt::Say(say::Order { pause, times, .. }) => vec![Part::Silence(pause.saturating_mul(times).min(FOR_EVER))],
        Prompt::Play(play::Order { url, keys, times }) => {
            // Before a sound the keys are pressed once (spec §3.2).
            let pressed = if url.is_some() { 1 } else { times };
            let keys = keys.map(|keys| Part::Keys(keys, pressed));
            keys.into_iter().chain(url.map(|url| Part::Sound(url, times))).collect()
        }
        Prompt::Pause(pause::Order { length: 0 }) => Vec::new(),
        Prompt::Pause(pause::Order { length }) => vec![Part::Silence(Duration::from_secs(length.into()))],
    }
}

/// Asks for the sound of a part; none where its URL leads nowhere.
fn load(part: &Part, stage: &mut Stage<'_, '_>) -> Option<ClipId> {
    let source = match part {
        Part::Speech(speech, _) => Source::Speech(speech.clone()),
        Part::Sound(url, _) => match stage.absolute(url) {
            Ok(url) => Source::Url(url),
            Err(fault) => {
                stage.note(Level::Error, 11100, "invalid_url", format!("Play: {fault}"));
                return None;
            }
        },
        Part::Keys(..) | Part::Silence(_) => return None,
    };
    Some(stage.load(source))
}

fn complain(is_speech: bool, fault: &LoadFault, stage: &mut Stage<'_, '_>) {
    match is_speech {
        true => stage.note(Level::Warning, 13521, "say_failed", format!("a text of Say: {fault}")),
        false => stage.note(Level::Warning, 13233, "play_failed", format!("a sound of Play: {fault}")),
    }
}
