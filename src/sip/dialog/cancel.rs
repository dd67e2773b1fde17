//! CANCEL (RFC 3261 §9): giving up a call of ours, and the caller giving up on us. What crosses a 2xx is a BYE.

use super::outgoing::Stage;
use super::{Dialog, Wait};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::auth::Proof;
use crate::sip::event::{DialogId, Event};
use crate::sip::response::{Asked, Reply};
use crate::sip::txn::TxnId;
use crate::wire::sip::{Method, Name};

impl Sip {
    /// Gives an unanswered call of ours up. It ends with `Refused` 487, at the latest after 64·T1; when the answer was
    /// faster, with a BYE behind it. `reason` is the value of a Reason header (RFC 3326).
    pub fn cancel(&mut self, now: Time, dialog: DialogId, reason: Option<String>) {
        match self.dialogs.get_mut(&dialog) {
            Some(Dialog::Calling(calling)) if calling.is_given_up() => {}
            Some(Dialog::Calling(calling)) => {
                calling.reason = reason;
                self.give_up(now, dialog);
            }
            Some(Dialog::Up(_)) => {
                self.bye(now, dialog, reason);
                let (response, proof, obstacle) = (None, Proof::Unasked, None);
                self.tell(Event::Refused { dialog, status: 487, response, proof, obstacle });
            }
            Some(Dialog::Ringing(_) | Dialog::Leaving(_)) | None => {}
        }
    }

    fn give_up(&mut self, now: Time, dialog: DialogId) {
        let Some(stage) = self.calling(dialog).map(|calling| calling.stage) else { return };
        match stage {
            Stage::Leaving if self.unsent.remove(&dialog).is_some() => self.on_refused(dialog, 487, None),
            Stage::Leaving | Stage::Quitting(_) | Stage::Canceling(_) => {}
            Stage::Asking(question) => {
                self.give_up_search(question);
                self.on_refused(dialog, 487, None);
            }
            // §9.1: no CANCEL before a provisional response, or it may overtake the INVITE.
            Stage::Trying(txn) => self.set_stage(dialog, Stage::Quitting(txn)),
            Stage::Heard(txn) => self.send_cancel(now, dialog, txn),
        }
    }

    /// §9.1: CANCEL has the INVITE's branch and number, and none of its further headers; but it may say why (RFC 3326).
    pub(super) fn send_cancel(&mut self, now: Time, dialog: DialogId, txn: TxnId) {
        let Some(job) = self.jobs.get(&txn) else { return };
        let Some((flow, branch)) = job.sent.clone() else { return };
        let mut draft = job.draft.cancel();
        if let Some(Dialog::Calling(calling)) = self.dialogs.get(&dialog) {
            let reason = calling.reason.clone();
            draft.headers.extend(reason.map(|reason| (Name::Reason.as_str().to_owned(), reason)));
        }
        if let Some(bytes) = self.print(&draft, flow, &branch) {
            self.txns.request(now, flow, &branch, Method::Cancel.as_str(), bytes);
        }
        self.set_stage(dialog, Stage::Canceling(txn));
        self.waits.set((dialog, Wait::Canceled), now + self.config.t1 * 64);
    }

    /// §9.1: without a final response 64·T1 after the CANCEL the INVITE counts as canceled.
    pub(super) fn on_cancel_overdue(&mut self, dialog: DialogId) {
        let Some(Dialog::Calling(calling)) = self.dialogs.get(&dialog) else { return };
        if let Stage::Canceling(txn) = calling.stage {
            self.txns.forget(txn);
            self.take_job(txn);
            self.on_refused(dialog, 487, None);
        }
    }

    /// Their CANCEL (§9.2): 200 for itself, 487 for the INVITE when that has no final response yet; 481 when it names
    /// none that we know.
    pub(in crate::sip) fn on_cancel(&mut self, now: Time, asked: &Asked) {
        let Some(invite) = self.txns.canceled(&asked.message) else {
            return self.reply_bare(now, asked, 481, &[]);
        };
        let Some(dialog) = self.served.get(&invite).copied() else {
            return self.reply_bare(now, asked, 200, &[]);
        };
        let tag = self.minter.tag(dialog);
        self.reply(now, asked, &Reply::new(200).tag(&tag));
        match self.dialogs.get(&dialog) {
            Some(Dialog::Ringing(_)) => self.on_caller_gone(now, dialog, asked),
            Some(Dialog::Up(_)) => self.answer_pending(now, dialog, 487),
            _ => {}
        }
    }

    /// The caller of an unanswered INVITE left, by this CANCEL or BYE.
    pub(super) fn on_caller_gone(&mut self, now: Time, dialog: DialogId, by: &Asked) {
        self.terminate(now, dialog, by.message.passed_reason());
    }

    /// The time that the caller has given its INVITE is over (§13.3.1): as if it had taken it back.
    pub(super) fn on_lapsed(&mut self, now: Time, dialog: DialogId) {
        if matches!(self.dialogs.get(&dialog), Some(Dialog::Ringing(_))) {
            self.terminate(now, dialog, None);
        }
    }

    fn terminate(&mut self, now: Time, dialog: DialogId, reason: Option<String>) {
        let Some(Dialog::Ringing(ringing)) = self.close(dialog) else { return };
        self.served.remove(&ringing.asked.txn);
        let tag = self.minter.tag(dialog);
        self.reply(now, &ringing.asked, &Reply::new(487).tag(&tag).headers(&ringing.said));
        self.tell(Event::Canceled { dialog, reason });
    }
}
