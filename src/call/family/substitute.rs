//! Somebody in a call that is not ours takes the place of a party here (RFC 3891, RFC 5589 §7): a party that talks to
//! both asks for it by REFER with a Replaces that we do not know. Whoever is named there is called with that Replaces,
//! and the bridge stays until it has answered: a refusal is told by NOTIFY and changes nothing (threats-and-faults
//! S26).

use std::time::Duration;

use super::{Alarm, Family, Means, Place};
use crate::call::call::CallId;
use crate::call::effect::{Effect, Signal};
use crate::call::stage::Stage;
use crate::call::transfer::{Report, Wish};
use crate::call::verb::dial::{self, Order};
use crate::call::verdict::{Cause, Verdict};

/// How long the answer is waited for. Whoever is named is in a call and need only be taken over.
const PATIENCE: Duration = Duration::from_secs(32);

impl Family {
    /// Calls whoever shall take the place of `from`, on behalf of `other` at the other end; of `from` itself where that
    /// end is of another family.
    pub(super) fn begin_substitute(
        &mut self,
        means: &mut Means<'_>,
        from: CallId,
        other: CallId,
        wish: &Wish,
        order: Order,
    ) {
        let notify = means.rules.transfer.notify;
        self.want(Effect::Signal(from, Signal::AcceptRefer { refer: wish.refer, notify }));
        let child = dial::call_first(order, &mut Stage::new(self, means, other, None, None));
        let report = Report { to: from, refer: wish.refer };
        match child.filter(|child| !self.call(*child).is_over()) {
            Some(child) => {
                // No verb has called it, and none hears of it before it has its place.
                self.call_mut(child).holder = None;
                self.substitutes.insert(child, report);
                self.set_alarm(Alarm::Substitute(child), means.now + PATIENCE);
            }
            None => {
                let end = child.and_then(|child| self.call(child).verdict());
                self.tell_refer(means, report, end.and_then(|end| end.sip).unwrap_or(404));
            }
        }
    }

    /// A call was answered: where it is a substitute it takes its place.
    pub(super) fn take_place(&mut self, means: &mut Means<'_>, id: CallId) -> bool {
        let Some(report) = self.substitutes.remove(&id) else { return false };
        self.stop_alarm(Alarm::Substitute(id));
        let is_apart = self.call(id).parent() == Some(report.to);
        match self.other_party(report.to) {
            Some(partner) => {
                self.tell_refer(means, report, 200);
                self.give_place(means, report.to, partner, id);
            }
            None if is_apart && self.place_of(report.to) == Some(Place::Own) => {
                self.tell_refer(means, report, 200);
                self.seat(means, report.to, id);
            }
            None => {
                self.tell_refer(means, report, 487);
                self.hang_up(means, id, Verdict::completed(Cause::CallerGone), None);
            }
        }
        true
    }

    /// A call is over: a substitute has failed, or is called for nobody.
    pub(super) fn give_up_place(&mut self, means: &mut Means<'_>, id: CallId, verdict: Verdict) {
        if let Some(report) = self.substitutes.remove(&id) {
            self.stop_alarm(Alarm::Substitute(id));
            self.tell_refer(means, report, verdict.sip.filter(|status| *status >= 300).unwrap_or(487));
        }
        self.call_off_substitutes(means, id);
    }

    /// A call has left its bridge: nobody is called any more on behalf of it or in its place.
    pub(super) fn call_off_substitutes(&mut self, means: &mut Means<'_>, id: CallId) {
        let is_of = |(child, report): (&CallId, &Report)| {
            (report.to == id || self.call(*child).parent() == Some(id)).then_some(*child)
        };
        let orphans: Vec<CallId> = self.substitutes.iter().filter_map(is_of).collect();
        for child in orphans {
            self.hang_up(means, child, Verdict::canceled(Cause::CallerGone), None);
        }
    }
}
