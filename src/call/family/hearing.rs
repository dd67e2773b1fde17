//! Speech of a call that becomes text while it is spoken (spec §3.3). A recognition belongs to the verb that asked for
//! it and ends with it. What it hears is a fork of the line that goes to whoever recognises and not by here.

use serde::{Deserialize, Serialize};

use super::{Family, Means};
use crate::audio::Rate;
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::effect::Effect;
use crate::call::recogniser::{Heard, Wish};
use crate::media::{Command, ForkId, Tracks};

/// A recognition.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Ear {
    /// Whose speech.
    call: CallId,
    fork: ForkId,
    /// It hears more and more, until it is to conclude.
    is_open: bool,
}

impl Family {
    /// Begins to recognise what the far party says, which `Cue::Heard` tells; none where nobody can.
    pub(in crate::call) fn recognise(&mut self, means: &mut Means<'_>, id: CallId, wish: Wish) -> Option<RequestId> {
        let line = self.call(id).line().filter(|_| means.rules.recognises)?;
        let (group, request, fork) = (self.group, means.mint.request(), means.mint.fork());
        // Told first, so that somebody carries the sound when it begins.
        self.want(Effect::Recognise { id: request, call: self.call(id).sid, line, wish, fork });
        self.want(Effect::Media(Command::Fork { group, line, fork, tracks: Tracks::Said, rate: Rate::Wide }));
        self.hearing.insert(request, Ear { call: id, fork, is_open: true });
        Some(request)
    }

    /// The last of what a recognition has heard is wanted.
    pub(in crate::call) fn conclude(&mut self, request: RequestId) {
        if self.hearing.contains_key(&request) {
            self.close_ear(request);
            self.want(Effect::Conclude(request));
        }
    }

    /// Nobody listens to the words of this call any more.
    pub(in crate::call) fn stop_hearing(&mut self, id: CallId) {
        let mine: Vec<_> = self.hearing.iter().filter(|(_, ear)| ear.call == id).map(|(request, _)| *request).collect();
        for request in mine {
            self.close_ear(request);
            self.hearing.remove(&request);
            self.want(Effect::Abandon(request));
        }
    }

    /// A recognition has heard something; what comes late falls on the floor.
    pub fn on_words(&mut self, means: &mut Means<'_>, request: RequestId, what: Heard) {
        let Some(Ear { call, .. }) = self.hearing.get(&request).copied() else { return };
        if what.is_end() {
            self.close_ear(request);
            self.hearing.remove(&request);
        }
        self.cue(call, Cue::Heard(what));
        self.settle(means);
    }

    /// No more sound goes there. A line that is closed has ended its forks by itself.
    fn close_ear(&mut self, request: RequestId) {
        let Some(ear) = self.hearing.get_mut(&request).filter(|ear| ear.is_open) else { return };
        ear.is_open = false;
        let (group, call, fork) = (self.group, ear.call, ear.fork);
        if let Some(line) = self.call(call).line() {
            self.want(Effect::Media(Command::Unfork { group, line, fork }));
        }
    }
}
