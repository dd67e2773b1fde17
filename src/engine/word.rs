//! What families hear of the rooms and queues that their calls are in, and of each other: words, which they get when
//! they have the word next, since a family may be at work just now.

use serde::{Deserialize, Serialize};

use super::Engine;
use crate::base::Time;
use crate::call::call::CallId;
use crate::call::{queue, room};
use crate::media::GroupId;

/// Something that a family hears.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Word {
    pub(super) family: GroupId,
    pub(super) call: CallId,
    pub(super) of: Of,
}

/// Of what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Of {
    Room(room::News),
    Queue(queue::News),
    /// The transfer that the call has asked for is over.
    Transfer,
}

impl Engine {
    /// Gives a family its next word; false when there is none.
    pub(super) fn pump_words(&mut self, now: Time) -> bool {
        let Some(Word { family, call, of }) = self.words.pop_front() else { return false };
        self.with_family(now, family, |family, means| match of {
            Of::Room(news) => family.on_room(means, call, news),
            Of::Queue(news) => family.on_queue(means, call, news),
            Of::Transfer => family.on_transfer_over(means, call),
        });
        true
    }
}
