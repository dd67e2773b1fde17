//! REFER in a bridge that a queue has made, between two calls of two families with a document each (spec §3.12, §5.7,
//! §10). As in a bridge of one family whoever asks leaves, and its document is over without its action; the other one
//! stays in its family and runs what a ReferUrl says, or goes to where an attended transfer takes it.

use crate::base::Time;
use crate::call::call::{Call, CallId};
use crate::call::transfer::{Bye, Destiny, Owed, Wish};
use crate::engine::Engine;
use crate::engine::word::{Of, Word};
use crate::media::GroupId;
use crate::sip::{DialogId, ReferId};

impl Engine {
    /// Whom a call talks to.
    pub(in crate::engine) fn far_end(&self, here: (GroupId, CallId)) -> Option<(GroupId, CallId)> {
        let bridged = self.families.get(&here.0)?.bridged_with(here.1);
        bridged.map(|far| (here.0, far)).or_else(|| self.end_apart(here))
    }

    /// The same where a queue has connected the two.
    pub(super) fn end_apart(&self, here: (GroupId, CallId)) -> Option<(GroupId, CallId)> {
        let line = self.families.get(&here.0)?.call(here.1).line()?;
        self.queues.other_end(line).map(|far| (far.family, far.call))
    }

    /// A blind transfer, or one to somebody in a call elsewhere.
    pub(super) fn refer_apart(
        &mut self,
        now: Time,
        dialog: DialogId,
        here: (GroupId, CallId),
        far: (GroupId, CallId),
        wish: &Wish,
    ) {
        let document = self.document_apart(here, far, wish);
        let mut freed = None;
        self.with_family(now, here.0, |family, means| {
            freed = family.on_referred_apart(means, here.1, wish, document);
        });
        if let Some(destiny) = freed {
            self.leave_queue(now, far);
            let owed = Owed::Elsewhere(dialog, wish.refer);
            self.with_family(now, far.0, |family, means| family.on_set_free(means, far.1, wish, owed, destiny));
        }
    }

    /// A transfer of one family has come to its end that a call of another one has asked for.
    pub(in crate::engine) fn on_transferred(&mut self, now: Time, dialog: DialogId, refer: ReferId, status: u16) {
        if self.settings.tells_of_transfers() {
            self.sip.notify_refer(now, dialog, refer, status, true);
        }
        // One that has waited for that leaves now.
        if let Some((family, call)) = self.ledger.owner(dialog) {
            self.words.push_back(Word { family, call, of: Of::Transfer });
        }
    }

    /// The far party of `leaving` goes to another family, and `leaving` ends.
    pub(super) fn bring_out(&mut self, now: Time, leaving: (GroupId, CallId), to: GroupId, bye: Bye) -> Option<Call> {
        let mut far = None;
        match self.end_apart(leaving) {
            Some((group, call)) => {
                self.leave_queue(now, (group, call));
                self.with_family(now, group, |family, means| far = Some(family.give_away(means, call, to)));
                self.with_family(now, leaving.0, |family, means| family.dismiss(means, leaving.1, bye));
            }
            None => self.with_family(now, leaving.0, |family, means| far = family.release(means, leaving.1, to, bye)),
        }
        far
    }

    /// The document for the party that remains. The Dial that has taken somebody out of a queue says it for whoever it
    /// has taken, as for a party that it has called (spec §10.3); else the number that whoever asks has called, else
    /// that of the other.
    fn document_apart(&self, here: (GroupId, CallId), far: (GroupId, CallId), wish: &Wish) -> Option<Destiny> {
        let (own, other) = (self.families.get(&here.0)?, self.families.get(&far.0)?);
        let of_dial = other.document_of_dial(far.1, wish);
        of_dial.or_else(|| own.document_of_number()).or_else(|| other.document_of_number())
    }

    fn leave_queue(&mut self, now: Time, (group, call): (GroupId, CallId)) {
        if let Some(line) = self.families.get(&group).and_then(|family| family.call(call).line()) {
            self.with_queues(now, |queues, means| queues.leave(means, line));
        }
    }
}
