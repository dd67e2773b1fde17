//! What a family hears of the conference or the queue that one of its calls is in, or of a transfer that another family
//! has seen to, when it has the word.

use super::{Alarm, Family, Means};
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::verdict::{Cause, Verdict};
use crate::call::{queue, room};

impl Family {
    /// Something happens in the conference of the call.
    pub fn on_room(&mut self, means: &mut Means<'_>, id: CallId, news: room::News) {
        self.cue(id, Cue::Room(news));
        self.settle(means);
    }

    /// Something happens in the queue of the call.
    pub fn on_queue(&mut self, means: &mut Means<'_>, id: CallId, news: queue::News) {
        if news == queue::News::Parted {
            self.call_off_substitutes(means, id);
        }
        self.cue(id, Cue::Queue(news));
        self.settle(means);
    }

    /// The transfer that the call has asked for in a bridge with a call of another family has come to its end.
    pub fn on_transfer_over(&mut self, means: &mut Means<'_>, id: CallId) {
        self.stop_alarm(Alarm::Transferor(id));
        self.hang_up(means, id, Verdict::completed(Cause::Transferred), None);
        self.settle(means);
    }
}
