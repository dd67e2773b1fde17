//! What a family hears of the conference that one of its calls is in.

use super::{Family, Means};
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::room::News;

impl Family {
    /// Something happens in the conference of the call.
    pub fn on_room(&mut self, means: &mut Means<'_>, id: CallId, news: News) {
        self.cue(id, Cue::Room(news));
        self.settle(means);
    }
}
