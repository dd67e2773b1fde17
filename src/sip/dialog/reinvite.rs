//! A later INVITE in a dialog (RFC 3261 §14): theirs waits for `accept` or `decline`, ours may meet theirs and then
//! waits a random while for its one second try (§14.1).

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

/// The longest Retry-After that a second try waits for, in seconds: what §14.2 lets them ask.
const LATER: u32 = 10;

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
        if self.is_answer_held(dialog) {
            return self.tell(Event::Reanswered { dialog, result: Err(491) });
        }
        let Some(up) = self.up(dialog) else { return };
        if matches!(up.exchange, Exchange::Asking) || up.again.is_some() {
            return self.tell(Event::Reanswered { dialog, result: Err(491) });
        }
        // §14.1: not while another INVITE of this dialog is under way. We know what they would say.
        if !up.is_quiet() {
            return self.await_second_try(now, dialog, sdp, None);
        }
        self.send_reinvite(now, dialog, sdp, false);
    }

    /// Agrees to their offer with an answer, or to their request for an offer with one.
    pub fn accept(&mut self, now: Time, dialog: DialogId, sdp: Bytes) {
        let Some(asked) = self.take_asked(dialog) else { return self.answer_early(now, dialog, 200, sdp) };
        // §14.2 and RFC 6141 §4: only what is agreed to changes anything, the target too.
        if let Some(up) = self.up(dialog) {
            up.legs.refresh(&asked.message, asked.flow);
        }
        let current = self.up(dialog).and_then(|up| up.timer);
        let refreshes = asked.message.method() != Some(&Method::Prack);
        let (timer, headers) =
            if refreshes { self.timer_as_callee(&asked.message, current) } else { (current, Vec::new()) };
        let reply = Reply::new(200).headers(&headers).body(Body::sdp(sdp));
        let bytes = self.reply_dialog(now, dialog, &asked, reply);
        if asked.message.method() == Some(&Method::Invite) {
            let of = if asked.message.sdp().is_empty() { Of::LaterWithOffer } else { Of::Later };
            let unacked = self.await_ack(now, dialog, &asked, bytes, of);
            if let Some(up) = self.up(dialog) {
                up.unacked = Some(unacked);
            }
        }
        if refreshes {
            self.wind(now, dialog, timer);
        }
    }

    /// Refuses their offer; the session stays as it was (§14.2).
    pub fn decline(&mut self, now: Time, dialog: DialogId, status: u16) {
        let status = status.clamp(300, 699);
        self.answer_pending(now, dialog, status);
        self.answer_early(now, dialog, status, Bytes::new());
    }

    /// Their INVITE or UPDATE with an offer, or INVITE without one.
    pub(in crate::sip) fn on_reoffer(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        if let Some(least) = self.too_small(&asked.message) {
            return self.reply_bare(now, &asked, 422, &[least]);
        }
        let Some(up) = self.up(dialog) else { return };
        match up.exchange {
            // §14.2: ours is on its way.
            Exchange::Asking => return self.reply_bare(now, &asked, 491, &[]),
            // §14.2: theirs has no answer yet.
            Exchange::Asked(_) => return self.reply_later(now, &asked),
            Exchange::Quiet if up.unacked.is_some() => return self.reply_bare(now, &asked, 491, &[]),
            Exchange::Quiet => {}
        }
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
            422 => {
                if self.raise_inside(now, job, flow, &response).is_some() {
                    self.on_reinvite_refused(now, dialog, status);
                }
            }
            408 | 481 => self.on_reinvite_failed(now, dialog, status),
            _ if again => self.on_reinvite_refused(now, dialog, status),
            _ => {
                let sdp = job.draft.body.map(|body| body.bytes).unwrap_or_default();
                self.on_offer_refused(now, dialog, status, &response, sdp);
            }
        }
    }

    /// An offer that met another one has a second try (§14.1), as has one that came while theirs was being answered
    /// (§14.2); any other refusal leaves the session as it was.
    pub(super) fn on_offer_refused(
        &mut self,
        now: Time,
        dialog: DialogId,
        status: u16,
        response: &Message,
        sdp: Bytes,
    ) {
        let later = response.retry_after().filter(|seconds| status == 500 && *seconds <= LATER);
        if status != 491 && later.is_none() {
            return self.on_reinvite_refused(now, dialog, status);
        }
        if let Some(up) = self.up(dialog) {
            up.exchange = Exchange::Quiet;
            self.await_second_try(now, dialog, sdp, later);
        }
    }

    /// No answer at all ends the dialog, as 408 does (§12.2.1.2); a way that broke leaves it as it was.
    pub(in crate::sip) fn on_reinvite_failed(&mut self, now: Time, dialog: DialogId, status: u16) {
        match status {
            408 | 481 if self.is_refreshing(dialog) => self.expire(now, dialog),
            408 | 481 => self.end(now, dialog, None),
            _ => self.on_reinvite_refused(now, dialog, status),
        }
    }

    /// The wait after 491 is over: the second and last try, unless theirs is being answered.
    pub(super) fn on_glare_over(&mut self, now: Time, dialog: DialogId) {
        let Some(up) = self.up(dialog) else { return };
        let Some(sdp) = up.again.take() else { return };
        if up.is_quiet() {
            self.send_reinvite(now, dialog, sdp, true);
        } else {
            self.await_second_try(now, dialog, sdp, None);
        }
    }

    /// Answers what waits for our answer, if anything does.
    pub(super) fn answer_pending(&mut self, now: Time, dialog: DialogId, status: u16) {
        if let Some(asked) = self.take_asked(dialog) {
            self.reply(now, &asked, &Reply::new(status));
        }
    }

    /// The dialog is over: theirs gets 487, and ours waits for its final response no longer than one that was canceled
    /// (§9.1), for whoever has heard a BYE may say nothing more.
    pub(super) fn end_exchange(&mut self, now: Time, dialog: DialogId) {
        self.answer_pending(now, dialog, 487);
        if !self.up(dialog).is_some_and(|up| matches!(up.exchange, Exchange::Asking)) {
            return;
        }
        let is_ours = |job: &Job| matches!(job.errand, Errand::Reinvite { dialog: of, .. } if of == dialog);
        let ours: Vec<TxnId> = self.jobs.iter().filter(|(_, job)| is_ours(job)).map(|(txn, _)| *txn).collect();
        for txn in ours {
            self.txns.give_up_soon(now, txn);
        }
    }

    fn send_reinvite(&mut self, now: Time, dialog: DialogId, sdp: Bytes, again: bool) {
        let Some(up) = self.up(dialog) else { return };
        up.exchange = Exchange::Asking;
        up.rseq = None;
        let mut draft = up.legs.request(Method::Invite);
        draft.contact = Some(up.legs.contact().clone());
        draft.body = Body::sdp(sdp);
        let (next, auth, timer) = (up.legs.next(), up.auth.clone(), up.timer);
        draft.headers = self.timer_again(timer);
        self.dispatch(now, Job::new(draft, Errand::Reinvite { dialog, again }).with_auth(auth), next);
    }

    fn on_reinvite_answered(&mut self, now: Time, txn: TxnId, job: Job, flow: Flow, response: Message) {
        let Errand::Reinvite { dialog, .. } = job.errand else { return };
        let has_offered = job.draft.body.is_some();
        let mut forks = Forks::new(job, &[]);
        forks.keep(&response);
        self.forks.insert(txn, forks);
        let Some(up) = self.up(dialog) else { return self.send_orphan_ack(now, txn, flow) };
        up.legs.refresh(&response, flow);
        let (sdp, current, legs) = (response.sdp(), up.timer, up.legs.clone());
        let event = if has_offered || sdp.is_empty() {
            up.exchange = Exchange::Quiet;
            self.send_ack(now, txn, &legs, None);
            Event::Reanswered { dialog, result: Ok(sdp) }
        } else {
            // The exchange goes on until our answer has left in the ACK.
            up.owed = Some(txn);
            Event::Offered { dialog, offer: sdp }
        };
        let timer = self.timer_as_caller(&response, current);
        self.wind(now, dialog, timer);
        self.tell(event);
    }

    pub(super) fn on_reinvite_refused(&mut self, now: Time, dialog: DialogId, status: u16) {
        let Some(up) = self.up(dialog) else { return };
        up.exchange = Exchange::Quiet;
        self.on_refresh_refused(now, dialog);
        self.tell(Event::Reanswered { dialog, result: Err(status) });
    }

    /// §14.1: whoever chose the Call-ID waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms. One step at least:
    /// what is not quiet now is not quiet without time going on.
    fn await_second_try(&mut self, now: Time, dialog: DialogId, sdp: Bytes, later: Option<u32>) {
        let Some(up) = self.up(dialog) else { return };
        up.again = Some(sdp);
        let is_owner = up.legs.is_owner;
        let steps = if is_owner { 210 + self.minter.rng.below(191) } else { self.minter.rng.below(201) };
        let steps = later.map_or(steps, |seconds| u64::from(seconds) * 100);
        self.waits.set((dialog, Wait::Glare), now + Duration::from_millis(steps.max(1) * 10));
    }

    fn take_asked(&mut self, dialog: DialogId) -> Option<Asked> {
        let up = self.up(dialog)?;
        match std::mem::replace(&mut up.exchange, Exchange::Quiet) {
            Exchange::Asked(asked) => {
                self.served.remove(&asked.txn);
                Some(*asked)
            }
            other => {
                up.exchange = other;
                None
            }
        }
    }
}

impl Up {
    pub(super) const fn is_quiet(&self) -> bool {
        matches!(self.exchange, Exchange::Quiet) && self.unacked.is_none()
    }
}
