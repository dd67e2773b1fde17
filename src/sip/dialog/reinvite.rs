//! A later INVITE in a dialog (RFC 3261 §14): theirs waits for `accept` or `decline`, ours may meet theirs and then waits
//! a random while for its one second try (§14.1).

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::ack::Of;
use super::{Forks, Up, Wait};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::{DialogId, Event};
use crate::sip::request::Body;
use crate::sip::response::{Asked, Reply};
use crate::sip::sending::{Errand, Job};
use crate::sip::txn::TxnId;
use crate::wire::sip::{Flow, Message, Method};

/// Offers in the air.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) enum Exchange {
    /// None.
    Quiet,
    /// Theirs, by INVITE or UPDATE, waits for our answer.
    Asked(Box<Asked>),
    /// Ours waits for theirs.
    Asking,
}

impl Sip {
    /// Offers another session. The answer comes as `Reanswered`; only one of ours can be on its way.
    pub fn reinvite(&mut self, now: Time, dialog: DialogId, sdp: Bytes) {
        let Some(up) = self.up(dialog) else { return };
        if matches!(up.exchange, Exchange::Asking) || up.again.is_some() {
            return self.tell(Event::Reanswered { dialog, result: Err(491) });
        }
        // §14.1: not while another INVITE of this dialog is under way. We know what they would say.
        if !up.is_quiet() {
            return self.await_second_try(now, dialog, sdp);
        }
        self.send_reinvite(now, dialog, sdp, false);
    }

    /// Agrees to their offer with an answer, or to their request for an offer with one.
    pub fn accept(&mut self, now: Time, dialog: DialogId, sdp: Bytes) {
        let Some(asked) = self.take_asked(dialog) else { return };
        let bytes = self.reply_dialog(now, dialog, &asked, Reply::new(200).body(Body::sdp(sdp)));
        if asked.message.method() == Some(&Method::Invite) {
            let unacked = self.await_ack(now, dialog, &asked, bytes, Of::Later);
            if let Some(up) = self.up(dialog) {
                up.unacked = Some(unacked);
            }
        }
    }

    /// Refuses their offer; the session stays as it was (§14.2).
    pub fn decline(&mut self, now: Time, dialog: DialogId, status: u16) {
        self.answer_pending(now, dialog, status.clamp(300, 699));
    }

    /// Their INVITE or UPDATE with an offer, or INVITE without one.
    pub(in crate::sip) fn on_reoffer(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        let Some(up) = self.up(dialog) else { return };
        match up.exchange {
            // §14.2: ours is on its way.
            Exchange::Asking => return self.reply_bare(now, &asked, 491, &[]),
            // §14.2: theirs has no answer yet.
            Exchange::Asked(_) => return self.reply_later(now, &asked),
            Exchange::Quiet if up.unacked.is_some() => return self.reply_bare(now, &asked, 491, &[]),
            Exchange::Quiet => {}
        }
        up.legs.refresh(&asked.message, asked.flow);
        up.exchange = Exchange::Asked(Box::new(asked.clone()));
        if asked.message.method() == Some(&Method::Invite) {
            self.served.insert(asked.txn, dialog);
            self.reply(now, &asked, &Reply::new(100));
        }
        self.tell(Event::Reoffered { dialog, offer: asked.message.sdp() });
    }

    /// 500 with a Retry-After of up to ten seconds (§14.2).
    pub(in crate::sip) fn reply_later(&mut self, now: Time, asked: &Asked) {
        let seconds = self.minter.rng.below(11).to_string();
        self.reply_bare(now, asked, 500, &[("Retry-After".to_owned(), seconds)]);
    }

    /// The final response to our re-INVITE.
    pub(in crate::sip) fn on_reinvite_final(&mut self, now: Time, txn: TxnId, job: Job, flow: Flow, response: Message) {
        let Errand::Reinvite { dialog, again } = job.errand else { return };
        let status = response.status().unwrap_or(0);
        match status {
            200..=299 => self.on_reinvite_answered(now, txn, job, flow, response),
            401 | 407 => self.on_inner_challenge(now, job, flow, &response),
            491 if !again => {
                if let Some(up) = self.up(dialog) {
                    up.exchange = Exchange::Quiet;
                    let sdp = job.draft.body.map(|body| body.bytes).unwrap_or_default();
                    self.await_second_try(now, dialog, sdp);
                }
            }
            408 | 481 => self.end(now, dialog, None),
            _ => self.on_reinvite_refused(dialog, status),
        }
    }

    /// No answer at all ends the dialog, as 408 does (§12.2.1.2); a way that broke leaves it as it was.
    pub(in crate::sip) fn on_reinvite_failed(&mut self, now: Time, dialog: DialogId, status: u16) {
        match status {
            408 | 481 => self.end(now, dialog, None),
            _ => self.on_reinvite_refused(dialog, status),
        }
    }

    /// The wait after 491 is over: the second and last try, unless theirs is being answered.
    pub(super) fn on_glare_over(&mut self, now: Time, dialog: DialogId) {
        let Some(up) = self.up(dialog) else { return };
        let Some(sdp) = up.again.take() else { return };
        if up.is_quiet() {
            self.send_reinvite(now, dialog, sdp, true);
        } else {
            self.await_second_try(now, dialog, sdp);
        }
    }

    /// Answers what waits for our answer, if anything does.
    pub(super) fn answer_pending(&mut self, now: Time, dialog: DialogId, status: u16) {
        if let Some(asked) = self.take_asked(dialog) {
            self.reply(now, &asked, &Reply::new(status));
        }
    }

    fn send_reinvite(&mut self, now: Time, dialog: DialogId, sdp: Bytes, again: bool) {
        let Some(up) = self.up(dialog) else { return };
        up.exchange = Exchange::Asking;
        let mut draft = up.legs.request(Method::Invite);
        draft.contact = Some(up.legs.contact().clone());
        draft.body = Body::sdp(sdp);
        let (next, auth) = (up.legs.next(), up.auth.clone());
        self.dispatch(now, Job::new(draft, Errand::Reinvite { dialog, again }).with_auth(auth), next);
    }

    fn on_reinvite_answered(&mut self, now: Time, txn: TxnId, job: Job, flow: Flow, response: Message) {
        let Errand::Reinvite { dialog, .. } = job.errand else { return };
        let mut forks = Forks::new(job);
        forks.keep(&response);
        self.forks.insert(txn, forks);
        let Some(up) = self.up(dialog) else { return self.send_orphan_ack(now, txn, flow) };
        up.exchange = Exchange::Quiet;
        up.legs.refresh(&response, flow);
        let legs = up.legs.clone();
        self.send_ack(now, txn, &legs);
        self.tell(Event::Reanswered { dialog, result: Ok(response.body) });
    }

    fn on_reinvite_refused(&mut self, dialog: DialogId, status: u16) {
        let Some(up) = self.up(dialog) else { return };
        up.exchange = Exchange::Quiet;
        self.tell(Event::Reanswered { dialog, result: Err(status) });
    }

    /// §14.1: whoever chose the Call-ID waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms.
    fn await_second_try(&mut self, now: Time, dialog: DialogId, sdp: Bytes) {
        let Some(up) = self.up(dialog) else { return };
        up.again = Some(sdp);
        let is_owner = up.legs.is_owner;
        let steps = if is_owner { 210 + self.minter.rng.below(191) } else { self.minter.rng.below(201) };
        self.waits.set((dialog, Wait::Glare), now + Duration::from_millis(steps * 10));
    }

    fn take_asked(&mut self, dialog: DialogId) -> Option<Asked> {
        let up = self.up(dialog)?;
        let Exchange::Asked(asked) = std::mem::replace(&mut up.exchange, Exchange::Quiet) else { return None };
        self.served.remove(&asked.txn);
        Some(*asked)
    }
}

impl Up {
    const fn is_quiet(&self) -> bool {
        matches!(self.exchange, Exchange::Quiet) && self.unacked.is_none()
    }
}
