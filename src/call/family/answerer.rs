//! Who has answered a dialled call (spec §5.1): the detector is set to work with the answer, and what it finds goes to
//! the Dial and to whoever is to be told, once, also where the call ends before anything was found.

use super::{Family, Means};
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::detection::{Detection, Wish};
use crate::call::effect::Letter;
use crate::media::{Answerer, Listening};

impl Family {
    /// Begins to find out who has answered.
    pub(in crate::call) fn detect(&mut self, means: &Means<'_>, id: CallId, wish: Wish) {
        self.call_mut(id).detection = Some(Box::new(Detection::new(wish, means.now)));
        self.listen(id, Listening::default());
    }

    /// The detector has found something.
    pub fn on_answerer(&mut self, means: &mut Means<'_>, id: CallId, who: Answerer) {
        self.found(means, id, who);
        self.settle(means);
    }

    /// The call is over: what was not found never will be.
    pub(super) fn end_detection(&mut self, means: &mut Means<'_>, id: CallId) {
        self.found(means, id, Answerer::Unknown);
    }

    fn found(&mut self, means: &mut Means<'_>, id: CallId, who: Answerer) {
        let Some(detection) = &mut self.call_mut(id).detection else { return };
        if !detection.on_found(means.now, who) {
            return;
        }
        let (told, found) = (detection.told().cloned(), detection.params());
        if let Some((url, method)) = told {
            let mut params = self.standard(means, id, self.call(id).status().name());
            params.extend(found);
            self.write(means, id, url, method, params, Letter::Progress);
        }
        if let Some(holder) = self.call(id).holder {
            self.cue(holder, Cue::Detected { child: id });
        }
    }
}
