//! Peers that are not heard (threats-and-faults M14, M15). A short silence is dead air, which is told with its
//! direction and what it looks like; a long one ends the call. What silence is, the media side knows (`media/watch`).

use super::{Family, Means};
use crate::call::call::{CallId, Side};
use crate::call::effect::{Effect, Level};
use crate::call::rules::OnDeadAir;
use crate::call::verdict::{Cause, Verdict};
use crate::media::{Command, DeadAir};

impl Family {
    /// Dead air counts from the answer: before it nobody has to send anything.
    pub(super) fn watch_air(&mut self, means: &Means<'_>, id: CallId) {
        let (group, limit) = (self.group, means.rules.dead_air);
        if let Some(line) = self.call(id).line().filter(|_| !limit.is_zero()) {
            self.want(Effect::Media(Command::Watch { group, line, limit }));
        }
    }

    /// Nothing is heard of one side.
    pub fn on_dead_air(&mut self, means: &mut Means<'_>, id: CallId, air: DeadAir) {
        if !self.call(id).is_up() {
            return;
        }
        let (name, side) = match self.call(id).side {
            Side::Inbound { .. } => ("dead_air_from_caller", "caller"),
            Side::Outbound { .. } => ("dead_air_from_callee", "callee"),
        };
        let text =
            format!("dead air: no RTP from the {side} for {} s: {}", means.rules.dead_air.as_secs(), look_of(air));
        self.note(id, Level::Warning, 13292, name, text);
        if means.rules.on_dead_air == OnDeadAir::End && air != DeadAir::OnlyReports {
            self.end_silent(means, id, Cause::DeadAir);
        }
    }

    /// No RTP for too long: both sides of the bridge end (spec §4.8).
    pub fn on_silent(&mut self, means: &mut Means<'_>, id: CallId) {
        self.note(id, Level::Warning, 13291, "media_timeout", "no RTP for the configured time; the call is ended");
        self.end_silent(means, id, Cause::MediaTimeout);
    }

    fn end_silent(&mut self, means: &mut Means<'_>, id: CallId, cause: Cause) {
        let both = [Some(id), self.peer(id)];
        for id in both.into_iter().flatten() {
            self.hang_up(means, id, Verdict::completed(cause), None);
        }
        self.settle(means);
    }
}

/// What is likely, in words.
const fn look_of(air: DeadAir) -> &'static str {
    match air {
        DeadAir::NeverCame => "none has ever come; a firewall or a translator of addresses may keep it out",
        DeadAir::NotTaken => {
            "packets come, but from another address, in another format or under another key than agreed on"
        }
        DeadAir::Stopped => "it has stopped, and no RTCP comes either; the peer or the way to it may be gone",
        DeadAir::OnlyReports => "RTCP goes on to come; the peer is there and may be muted",
    }
}
