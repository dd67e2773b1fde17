//! Speech of a call that becomes text while it is spoken (spec §3.3). A recognition belongs to the verb that asked for it
//! and ends with it.

use super::{Family, Means};
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::effect::Effect;
use crate::call::recogniser::{Heard, Wish};

impl Family {
    /// Begins to recognise what the far party says, which `Cue::Heard` tells; none where nobody can.
    pub(in crate::call) fn recognise(&mut self, means: &mut Means<'_>, id: CallId, wish: Wish) -> Option<RequestId> {
        let line = self.call(id).line().filter(|_| means.rules.recognises)?;
        let request = means.mint.request();
        self.want(Effect::Recognise { id: request, call: self.call(id).sid, line, wish });
        self.hearing.insert(request, id);
        Some(request)
    }

    /// The last of what a recognition has heard is wanted.
    pub(in crate::call) fn conclude(&mut self, request: RequestId) {
        if self.hearing.contains_key(&request) {
            self.want(Effect::Conclude(request));
        }
    }

    /// Nobody listens to the words of this call any more.
    pub(in crate::call) fn stop_hearing(&mut self, id: CallId) {
        let mine: Vec<_> = self.hearing.iter().filter(|(_, call)| **call == id).map(|(request, _)| *request).collect();
        for request in mine {
            self.hearing.remove(&request);
            self.want(Effect::Abandon(request));
        }
    }

    /// A recognition has heard something; what comes late falls on the floor.
    pub fn on_words(&mut self, means: &mut Means<'_>, request: RequestId, what: Heard) {
        let Some(&id) = self.hearing.get(&request) else { return };
        if what.is_end() {
            self.hearing.remove(&request);
        }
        self.cue(id, Cue::Heard(what));
        self.settle(means);
    }
}
