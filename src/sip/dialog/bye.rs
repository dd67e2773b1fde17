//! BYE (RFC 3261 §15): ending the session of a dialog from either side, from both at once, and before the ACK came.
//! What a REFER made in the dialog is a usage of its own and outlives the session (RFC 5057 §3.2, §4.1): the dialog
//! stays until the last word about it.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::subscription::Refers;
use super::{Dialog, Legs, Unacked, Up};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::auth::Auth;
use crate::sip::draft::Refusal;
use crate::sip::event::{DialogId, Event};
use crate::sip::response::{Asked, Reply};
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::{Method, Name};

/// A dialog whose session is over: kept until our BYE is answered, and as long as there is something to tell.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Leaving {
    pub(super) legs: Legs,
    pub(super) auth: Option<Box<Auth>>,
    /// Our 2xx that has no ACK: the BYE must wait for it.
    pub(super) unacked: Option<Box<Unacked>>,
    reason: Option<String>,
    pub(super) refers: Refers,
    session: Session,
}

/// What is left of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Session {
    /// Our BYE is on its way or waits to go.
    Ending,
    /// Nothing.
    Over,
}

impl Leaving {
    /// Our BYE is on its way or waits to go.
    pub(super) const fn says_bye(&self) -> bool {
        matches!(self.session, Session::Ending)
    }

    /// Nothing is waited for any more, and nothing will be told.
    pub(super) const fn is_done(&self) -> bool {
        matches!(self.session, Session::Over) && self.refers.is_idle()
    }
}

impl Sip {
    /// Ends a dialog; nothing more is heard of it. `reason` is the value of a Reason header. A call of ours that was
    /// not answered is canceled instead, one of theirs refused with 480.
    pub fn bye(&mut self, now: Time, dialog: DialogId, reason: Option<String>) {
        match self.dialogs.get(&dialog) {
            Some(Dialog::Up(_)) => self.depart(now, dialog, reason),
            Some(Dialog::Calling(_)) => self.cancel(now, dialog, reason),
            Some(Dialog::Ringing(_)) => {
                let headers = reason.into_iter().map(|reason| (Name::Reason.as_str().to_owned(), reason)).collect();
                self.refuse(now, dialog, Refusal { status: 480, phrase: None, headers });
            }
            Some(Dialog::Leaving(_)) | None => {}
        }
    }

    /// §15: the callee must not send BYE before the ACK to its 2xx came or is overdue.
    pub(super) fn depart(&mut self, now: Time, dialog: DialogId, reason: Option<String>) {
        self.end_exchange(now, dialog);
        self.refuse_refers(now, dialog);
        // §13.2.2.4: a 2xx is ACKed whatever follows.
        self.acknowledge(now, dialog, Bytes::new());
        let is_overdue = self.waits.due(&(dialog, super::Wait::Ack)).is_none();
        let Some(Dialog::Up(up)) = self.dialogs.remove(&dialog) else { return };
        let Up { legs, auth, unacked, refers, .. } = *up;
        let unacked = unacked.filter(|unacked| unacked.of.is_first() && !is_overdue);
        for wait in [super::Wait::Glare, super::Wait::Refresh, super::Wait::Expiry] {
            self.waits.stop(&(dialog, wait));
        }
        let must_wait = unacked.is_some();
        let leaving = Leaving { legs, auth, unacked, reason, refers, session: Session::Ending };
        self.dialogs.insert(dialog, Dialog::Leaving(Box::new(leaving)));
        if !must_wait {
            self.send_bye(now, dialog);
        }
    }

    /// The BYE of a dialog that is being left.
    pub(super) fn send_bye(&mut self, now: Time, dialog: DialogId) {
        self.stop_waits(dialog);
        let Some(Dialog::Leaving(leaving)) = self.dialogs.get_mut(&dialog) else { return };
        leaving.unacked = None;
        let mut bye = leaving.legs.request(Method::Bye);
        if let Some(reason) = leaving.reason.take() {
            bye.headers.push((Name::Reason.as_str().to_owned(), reason));
        }
        let next = leaving.legs.next();
        let job = Job::new(bye, Errand::Bye(dialog)).with_auth(leaving.auth.clone());
        self.watch_refers(dialog);
        self.dispatch(now, job, next);
    }

    /// Our BYE has its answer, or never gets one: the session is over either
    /// way (§15.1.1), and with a refusal the dialog.
    pub(in crate::sip) fn on_bye_over(&mut self, now: Time, dialog: DialogId, status: u16) {
        match self.dialogs.get_mut(&dialog) {
            Some(Dialog::Leaving(leaving)) if status < 300 => {
                (leaving.session, leaving.unacked) = (Session::Over, None);
                self.tell_held(now, dialog);
                self.watch_refers(dialog);
            }
            _ => drop(self.close(dialog)),
        }
    }

    /// Their BYE (§15.1.2).
    pub(in crate::sip) fn on_bye(&mut self, now: Time, dialog: DialogId, asked: &Asked) {
        match self.dialogs.get(&dialog) {
            Some(Dialog::Up(_)) => {
                self.reply(now, asked, &Reply::new(200));
                self.end_session(now, dialog, asked.message.passed_reason());
            }
            Some(Dialog::Leaving(leaving)) if leaving.session == Session::Over => {
                self.reply_bare(now, asked, 481, &[]);
            }
            // Both said BYE at once, or they did before ours could go.
            Some(Dialog::Leaving(leaving)) => {
                let is_waiting = leaving.unacked.is_some();
                self.reply(now, asked, &Reply::new(200));
                if is_waiting {
                    self.stop_waits(dialog);
                    self.on_bye_over(now, dialog, 200);
                }
            }
            // §15: a caller may end an early dialog by BYE, which ends the INVITE too.
            Some(Dialog::Ringing(_)) => {
                self.reply(now, asked, &Reply::new(200));
                self.on_caller_gone(now, dialog, asked);
            }
            Some(Dialog::Calling(_)) | None => self.reply_bare(now, asked, 481, &[]),
        }
    }

    /// The peer does not know the dialog any more.
    pub(super) fn end(&mut self, now: Time, dialog: DialogId, reason: Option<String>) {
        // §15.1.2: requests that still wait for our answer get 487.
        self.end_exchange(now, dialog);
        self.refuse_refers(now, dialog);
        if self.close(dialog).is_some() {
            self.tell(Event::Ended { dialog, reason });
        }
    }

    /// The peer ended the session. What it asked for by REFER is told to the end all the same.
    fn end_session(&mut self, now: Time, dialog: DialogId, reason: Option<String>) {
        self.end_exchange(now, dialog);
        self.refuse_refers(now, dialog);
        let Some(Dialog::Up(up)) = self.close(dialog) else { return };
        let Up { legs, auth, refers, .. } = *up;
        if !refers.is_idle() {
            let leaving = Leaving { legs, auth, unacked: None, reason: None, refers, session: Session::Over };
            self.dialogs.insert(dialog, Dialog::Leaving(Box::new(leaving)));
            self.watch_refers(dialog);
        }
        self.tell(Event::Ended { dialog, reason });
    }
}
