//! `record` of a Dial: from the first ringing or from the bridge to the end of the bridge (spec §4.1).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Order, Record, Tracks};
use crate::base::RecordingSid;
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::hook::Param;
use crate::call::recording::{Callback, Entry, Source, Track, Wish};
use crate::call::stage::Stage;

/// The recording of one Dial.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Tape {
    record: Record,
    track: Track,
    is_trimmed: bool,
    told: Option<Callback>,
    state: State,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum State {
    /// It has not begun, or will never.
    Blank,
    /// It is being made.
    Running(RecordingSid),
    /// Its file is being closed.
    Filing(RecordingSid, Option<Box<Entry>>),
    /// Its file can be read.
    Filed(Box<Entry>),
}

impl Tape {
    pub(super) fn of(order: &Order) -> Self {
        Self {
            record: order.record,
            track: order.recording_track,
            is_trimmed: order.trim,
            told: order.recording_told.clone(),
            state: State::Blank,
        }
    }

    /// A branch rings.
    pub(super) fn on_ringing(&mut self, stage: &mut Stage<'_, '_>) {
        if matches!(self.record, Record::FromRinging(_)) {
            self.begin(None, stage);
        }
    }

    /// The bridge begins. One that was to begin with the ringing does so now if nothing ever rang.
    pub(super) fn on_bridged(&mut self, child: CallId, stage: &mut Stage<'_, '_>) {
        if self.record != Record::Off {
            self.begin(Some(child), stage);
        }
        if let State::Running(recording) = self.state {
            stage.record_beside(recording, child);
        }
    }

    /// The bridge with somebody out of a queue begins, who is no child of the call.
    pub(super) fn on_taken(&mut self, stage: &mut Stage<'_, '_>) {
        if self.record != Record::Off {
            self.begin(None, stage);
        }
    }

    /// The Dial is over. True when the file of a recording is worth waiting for.
    pub(super) fn end(&mut self, stage: &mut Stage<'_, '_>) -> bool {
        if let State::Running(recording) = self.state {
            stage.stop_recording(recording, Duration::ZERO);
            self.state = State::Filing(recording, None);
        }
        matches!(self.state, State::Filing(..))
    }

    /// Takes in what is told of the recording; true when nothing more will come.
    pub(super) fn on(&mut self, cue: &Cue, stage: &Stage<'_, '_>) -> bool {
        let (State::Running(own) | State::Filing(own, _)) = &self.state else { return false };
        match cue {
            Cue::Recorded { recording, .. } if recording == own => {
                self.state = State::Filing(*own, stage.recording(*own).cloned().map(Box::new));
                false
            }
            Cue::Filed { recording, is_whole } if recording == own => {
                self.state = match std::mem::replace(&mut self.state, State::Blank) {
                    State::Filing(_, Some(entry)) if *is_whole => State::Filed(entry),
                    _ => State::Blank,
                };
                true
            }
            _ => false,
        }
    }

    /// What the action is told (spec §4.9).
    pub(super) fn params(&self, stage: &Stage<'_, '_>) -> Vec<Param> {
        match &self.state {
            State::Filed(entry) => entry.told_to_verbs(stage.rules()),
            _ => Vec::new(),
        }
    }

    fn begin(&mut self, beside: Option<CallId>, stage: &mut Stage<'_, '_>) {
        if !matches!(self.state, State::Blank) {
            return;
        }
        let (Record::FromAnswer(tracks) | Record::FromRinging(tracks)) = self.record else { return };
        let wish = Wish {
            source: Source::DialVerb,
            track: self.track,
            is_dual: tracks == Tracks::Dual,
            silence: None,
            longest: stage.rules().call_duration,
            is_trimmed: self.is_trimmed,
            told: self.told.clone(),
            transcript: None,
            beside,
        };
        self.state = stage.record(wish).map_or(State::Blank, State::Running);
    }
}
