//! What a family hears of the conference or the queue that one of its calls is in, when it has the word.

use super::{Family, Means};
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::{queue, room};

impl Family {
    /// Something happens in the conference of the call.
    pub fn on_room(&mut self, means: &mut Means<'_>, id: CallId, news: room::News) {
        self.cue(id, Cue::Room(news));
        self.settle(means);
    }

    /// Something happens in the queue of the call.
    pub fn on_queue(&mut self, means: &mut Means<'_>, id: CallId, news: queue::News) {
        self.cue(id, Cue::Queue(news));
        self.settle(means);
    }
}
