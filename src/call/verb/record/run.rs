//! `Record` at work: a beep, the recording, and the wait for its file, for the action is asked
//! when it can be read and not before (spec §3.4).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Order;
use crate::base::RecordingSid;
use crate::call::compat::{NoAction, RecordEmpty};
use crate::call::cue::Cue;
use crate::call::hook::param;
use crate::call::recording::{Entry, Source, Track, Wish};
use crate::call::script::{Hook, Step};
use crate::call::stage::Stage;
use crate::media::{PlayId, Sounding};
use crate::wire::http::Method;

/// So much of the end is left out where a key ended it: its tone may have sounded until it was told of.
const KEY: Duration = Duration::from_millis(100);

/// The machine of one Record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Taking {
    order: Order,
    state: State,
    /// What ended it, as the action is told: a key, or `hangup`.
    ended_by: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum State {
    Beeping(PlayId),
    Recording(RecordingSid),
    /// No more is recorded; the file is being closed.
    Filing(RecordingSid, Option<Box<Entry>>),
}

impl Taking {
    /// Answers the call and beeps, or records at once.
    pub fn start(order: Order, stage: &mut Stage<'_, '_>) -> (Option<Self>, Step) {
        if !stage.answer() {
            // Its script will hear that the call is over.
            return (None, Step::Stay);
        }
        let state = match order.beep {
            true => State::Beeping(stage.play(Sounding::Beep, 1)),
            false => match begin(&order, stage) {
                Some(state) => state,
                None => return (None, Step::Next),
            },
        };
        (Some(Self { order, state, ended_by: None }), Step::Stay)
    }

    /// Reacts to the end of the beep, a key, the end of the recording and of its file.
    pub fn on(&mut self, cue: &Cue, stage: &mut Stage<'_, '_>) -> Step {
        match (cue, &self.state) {
            (Cue::Played(play), State::Beeping(own)) if play == own => self.begin(stage),
            (Cue::Key(key), State::Beeping(_)) if self.order.finish_on.contains(*key) => {
                // As if it came right behind the beep: the recording begins and is over.
                stage.hush();
                let step = self.begin(stage);
                self.end_by(*key, stage);
                step
            }
            (Cue::Key(key), State::Recording(_)) if self.order.finish_on.contains(*key) => {
                self.end_by(*key, stage);
                Step::Stay
            }
            (Cue::Recorded { recording, .. }, State::Recording(own) | State::Filing(own, _)) if recording == own => {
                let entry = stage.recording(*recording).cloned().map(Box::new);
                self.state = State::Filing(*recording, entry);
                Step::Stay
            }
            (Cue::Filed { recording, is_whole }, State::Recording(own) | State::Filing(own, _)) if recording == own => {
                self.finish(*is_whole, stage)
            }
            _ => Step::Stay,
        }
    }

    /// The beep is over.
    fn begin(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        let Some(state) = begin(&self.order, stage) else { return Step::Next };
        self.state = state;
        Step::Stay
    }

    /// A key has ended the recording.
    fn end_by(&mut self, key: char, stage: &mut Stage<'_, '_>) {
        if let State::Recording(recording) = self.state {
            self.ended_by = Some(key.to_string());
            stage.stop_recording(recording, KEY);
            self.state = State::Filing(recording, None);
        }
    }

    /// The far party hung up: what it said is kept, and the action asked where the document wrote one (spec §3.4).
    pub fn leave(&mut self) -> Step {
        match self.state {
            State::Beeping(_) => Step::Next,
            State::Recording(_) | State::Filing(..) if self.order.action.is_none() => Step::Next,
            State::Recording(_) => {
                self.ended_by = Some("hangup".to_owned());
                Step::Stay
            }
            State::Filing(..) => Step::Stay,
        }
    }

    /// In words.
    pub fn describe(&self) -> String {
        let doing = match self.state {
            State::Beeping(_) => "beep",
            State::Recording(_) => "recording",
            State::Filing(..) => "closing the file",
        };
        format!("Record, {doing}")
    }

    /// The file can be read, or there is none: nothing was said, or it is lost (spec §3.4).
    fn finish(&self, is_whole: bool, stage: &mut Stage<'_, '_>) -> Step {
        let compat = &stage.rules().compat;
        if !is_whole && compat.record_empty() == RecordEmpty::Next {
            return Step::Next;
        }
        let own = || match compat.record_no_action() {
            NoAction::Document => stage.document(),
            NoAction::Next => None,
        };
        let Some(url) = self.order.action.clone().or_else(own) else { return Step::Next };
        let entry = match &self.state {
            State::Filing(_, Some(entry)) if is_whole => Some(entry),
            _ => None,
        };
        let mut params = entry.map(|entry| entry.told_to_verbs(stage.rules())).unwrap_or_default();
        params.extend(self.ended_by.iter().map(|by| param("Digits", by)));
        Step::Ask(Hook { url, method: self.method(), params })
    }

    const fn method(&self) -> Method {
        self.order.method
    }
}

/// The recording begins.
fn begin(order: &Order, stage: &mut Stage<'_, '_>) -> Option<State> {
    let secs = |secs: u32| Duration::from_secs(secs.into());
    let wish = Wish {
        source: Source::RecordVerb,
        track: Track::Inbound,
        is_dual: false,
        silence: (order.timeout > 0).then(|| secs(order.timeout)),
        longest: secs(order.max_length),
        is_trimmed: order.trim,
        told: order.told.clone(),
        transcript: order.transcribe.clone(),
        beside: None,
    };
    stage.record(wish).map(State::Recording)
}
