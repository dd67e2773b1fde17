//! UPDATE (RFC 3311), both ways. With an offer it is handled as a re-INVITE is, before the answer too where offer and
//! answer have had their first round; without one it refreshes target and session at once.

use bytes::Bytes;

use super::Refreshing;
use super::reinvite::Exchange;
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::{DialogId, Event};
use crate::sip::request::Body;
use crate::sip::response::{Asked, Reply};
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::{Flow, Message, Method};

impl Sip {
    /// Offers another session by UPDATE where the peer allows it, by INVITE where not; the answer comes as
    /// `Reanswered`. Without an offer it refreshes the session.
    pub fn update(&mut self, now: Time, dialog: DialogId, sdp: Bytes) {
        let Some(up) = self.up(dialog) else { return };
        match up.refreshing {
            Refreshing::ByUpdate if sdp.is_empty() => self.refresh(now, dialog),
            // What another offer in the air means is the same for both.
            Refreshing::ByUpdate if up.is_quiet() && up.again.is_none() => {
                up.exchange = Exchange::Asking;
                self.send_update(now, dialog, sdp);
            }
            _ => self.reinvite(now, dialog, sdp),
        }
    }

    /// An UPDATE that changes nothing (RFC 4028 §7.4).
    pub(super) fn refresh(&mut self, now: Time, dialog: DialogId) {
        self.send_update(now, dialog, Bytes::new());
    }

    /// Their UPDATE, before or after the answer.
    pub(in crate::sip) fn on_update(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        if self.up(dialog).is_none() {
            return self.on_early_update(now, dialog, asked);
        }
        if !asked.message.sdp().is_empty() {
            return self.on_reoffer(now, dialog, asked);
        }
        if let Some(least) = self.too_small(&asked.message) {
            return self.reply_bare(now, &asked, 422, &[least]);
        }
        let Some(up) = self.up(dialog) else { return };
        up.legs.refresh(&asked.message, asked.flow);
        let current = up.timer;
        let (timer, headers) = self.timer_as_callee(&asked.message, current);
        self.reply_dialog(now, dialog, &asked, Reply::new(200).headers(&headers));
        self.wind(now, dialog, timer);
    }

    /// Our UPDATE is over; without a response it was not answered or could not be sent.
    pub(in crate::sip) fn on_update_over(
        &mut self,
        now: Time,
        mut job: Job,
        status: u16,
        response: Option<(Flow, Message)>,
    ) {
        if let (422, Some((flow, refusal))) = (status, &response) {
            match self.raise_inside(now, job, *flow, refusal) {
                Some(back) => job = back,
                None => return,
            }
        }
        let Errand::Update { dialog } = job.errand else { return };
        match (response, job.draft.body) {
            (Some((flow, response)), body) if (200..300).contains(&status) => {
                self.on_updated(now, dialog, body.is_some(), flow, &response);
            }
            (_, None) if matches!(status, 408 | 481) => self.expire(now, dialog),
            (_, None) => {
                // §5.2 of RFC 3311 lets us trust Allow; peers that refuse what they allow are asked in the old way.
                if let Some(up) = self.up(dialog).filter(|_| matches!(status, 405 | 501)) {
                    up.refreshing = Refreshing::ByInvite;
                }
                self.on_refresh_refused(now, dialog);
            }
            (_, Some(_)) if matches!(status, 408 | 481) => self.end(now, dialog, None),
            (Some((_, response)), Some(offer)) => self.on_offer_refused(now, dialog, status, &response, offer.bytes),
            (None, Some(_)) => self.on_reinvite_refused(now, dialog, status),
        }
    }

    fn on_early_update(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        let Some((_, legs)) = self.early(dialog, &asked) else { return self.reply_bare(now, &asked, 481, &[]) };
        // As the caller: the numbers of a callee belong to its fork.
        if !legs.take_seq(asked.message.cseq().map_or(0, |cseq| cseq.number)) {
            return self.reply_bare(now, &asked, 500, &[]);
        }
        if !asked.message.sdp().is_empty() {
            return self.on_early_offer(now, dialog, asked);
        }
        legs.refresh(&asked.message, asked.flow);
        self.reply_dialog(now, dialog, &asked, Reply::new(200));
    }

    fn on_updated(&mut self, now: Time, dialog: DialogId, has_offered: bool, flow: Flow, response: &Message) {
        let Some(up) = self.up(dialog) else { return };
        up.legs.refresh(response, flow);
        let current = up.timer;
        if has_offered {
            up.exchange = Exchange::Quiet;
        }
        let timer = self.timer_as_caller(response, current);
        self.wind(now, dialog, timer);
        if has_offered {
            self.tell(Event::Reanswered { dialog, result: Ok(response.sdp()) });
        }
    }

    fn send_update(&mut self, now: Time, dialog: DialogId, sdp: Bytes) {
        let Some(up) = self.up(dialog) else { return };
        let mut draft = up.legs.request(Method::Update);
        draft.contact = Some(up.legs.contact().clone());
        draft.body = Body::sdp(sdp);
        let (next, auth, timer) = (up.legs.next(), up.auth.clone(), up.timer);
        draft.headers = self.timer_again(timer);
        self.dispatch(now, Job::new(draft, Errand::Update { dialog }).with_auth(auth), next);
    }
}
