//! REFER inside a dialog (RFC 3515): theirs waits for `accept_refer` or `refuse_refer`, ours for its answer. What is
//! told about it afterwards is in `subscription.rs`. REFER outside a dialog makes no dialog here.

use std::time::Duration;

use super::subscription::{Awaited, Subscription, Teller};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::draft::Refer;
use crate::sip::event::{DialogId, Event, ReferId};
use crate::sip::request::Draft;
use crate::sip::response::{Asked, Reply};
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::{Flow, Message, Method, Name, Package, Reason, ReferSub};

/// REFERs of one dialog that may be open at once, in each direction: a phone has one, a flood has more.
const OPEN: usize = 8;
/// How long a subscription of ours lasts where no NOTIFY says it, and waits for its first one (spec §3.14).
const PATIENCE: Duration = Duration::from_secs(60);

impl Sip {
    /// Asks the peer to call somebody. `ReferAnswered` and `ReferNotified` carry the name; where the dialog is not
    /// confirmed or has too many of them open, the answer is 503 at once.
    pub fn refer(&mut self, now: Time, dialog: DialogId, refer: &Refer) -> ReferId {
        let draft = self.up(dialog).map(|up| (up.legs.request(Method::Refer), up.refers.awaited.len()));
        let id = ReferId(draft.as_ref().map_or(0, |(draft, _)| draft.cseq));
        match draft.filter(|(_, open)| *open < OPEN) {
            Some((draft, _)) => self.send_refer(now, dialog, refer, draft),
            None => self.tell(Event::ReferAnswered { dialog, id, status: 503, told: false }),
        }
        id
    }

    fn send_refer(&mut self, now: Time, dialog: DialogId, refer: &Refer, mut draft: Draft) {
        let Some(up) = self.up(dialog) else { return };
        let id = ReferId(draft.cseq);
        draft.contact = Some(up.legs.contact().clone());
        let mut add = |name: Name, value: String| draft.headers.push((name.as_str().to_owned(), value));
        add(Name::ReferTo, refer.to.to_string());
        if let Some(by) = &refer.referred_by {
            add(Name::ReferredBy, by.to_string());
        }
        if !refer.wants_notify {
            add(Name::ReferSub, ReferSub(false).to_string());
        }
        up.refers.awaited.push(Awaited { id, cseq: id.0, until: now + PATIENCE, is_done: false });
        let (next, auth) = (up.legs.next(), up.auth.clone());
        self.dispatch(now, Job::new(draft, Errand::Refer { dialog, id }).with_auth(auth), next);
        self.watch_refers(dialog);
    }

    /// Agrees to their REFER with 202. With `notify` a NOTIFY says 100 at once and `notify_refer` says the rest; one
    /// that wants no word of it (RFC 4488) gets none.
    pub fn accept_refer(&mut self, now: Time, dialog: DialogId, id: ReferId, notify: bool) {
        let Some(asked) = self.take_referred(dialog, id) else { return };
        // RFC 3515 §2.2: it is a target refresh like any other, once it is agreed to.
        if let Some(up) = self.up(dialog) {
            up.legs.refresh(&asked.message, asked.flow);
        }
        let wanted = asked.message.refer_sub() != Some(false);
        let mut headers = vec![(Name::Event.as_str().to_owned(), Package::refer(id.0).to_string())];
        if !wanted {
            headers.push((Name::ReferSub.as_str().to_owned(), ReferSub(false).to_string()));
        }
        self.reply_dialog(now, dialog, &asked, Reply::new(202).headers(&headers));
        if wanted && notify {
            self.begin_telling(now, dialog, id);
        }
    }

    /// Refuses their REFER.
    pub fn refuse_refer(
        &mut self,
        now: Time,
        dialog: DialogId,
        id: ReferId,
        status: u16,
        headers: &[(String, String)],
    ) {
        if let Some(asked) = self.take_referred(dialog, id) {
            self.reply_bare(now, &asked, status.clamp(300, 699), headers);
        }
    }

    /// Their REFER in a confirmed dialog.
    pub(in crate::sip) fn on_refer(&mut self, now: Time, dialog: DialogId, asked: Asked) {
        let message = &asked.message;
        // RFC 3515 §2.4.2: exactly one Refer-To.
        let to = message.refer_to().filter(|to| message.all(Name::ReferTo).count() == 1 && to.replaces().is_ok());
        let Some(to) = to else { return self.reply_bare(now, &asked, 400, &[]) };
        // §2.4.2 leaves us the choice of what we do not want to send; a call is all that we make for others.
        if to.method() != Some(Method::Invite) {
            let reason = Reason::sip(603, "only INVITE is sent for a REFER").to_string();
            return self.reply_bare(now, &asked, 603, &[(Name::Reason.as_str().to_owned(), reason)]);
        }
        let Some(up) = self.up(dialog) else { return };
        if up.refers.told.len() >= OPEN {
            return self.reply_later(now, &asked);
        }
        let contact = message.contact().map_or_else(|| up.legs.target().clone(), |contact| contact.uri);
        let id = ReferId(message.cseq().map_or(0, |cseq| cseq.number));
        let referred_by = message.referred_by();
        let refer = Refer { to, referred_by, wants_notify: message.refer_sub() != Some(false) };
        up.refers.told.push(Subscription { id, teller: Teller::Asked(Box::new(asked)) });
        self.tell(Event::Referred { dialog, id, refer: Box::new(refer), contact });
    }

    /// The final response to our REFER.
    pub(in crate::sip) fn on_refer_final(&mut self, now: Time, job: Job, flow: Flow, response: &Message) {
        let Errand::Refer { dialog, id } = job.errand else { return };
        match response.status().unwrap_or(0) {
            401 | 407 => self.on_inner_challenge(now, job, flow, response),
            status => {
                // RFC 4488 §4: who answers so will not tell how it goes.
                let told = status < 300 && response.refer_sub() != Some(false);
                self.on_refer_over(now, dialog, id, status, told);
            }
        }
    }

    /// Our REFER has its answer, or none (§12.2.1.2: 408 and 481 end the dialog).
    pub(in crate::sip) fn on_refer_over(&mut self, now: Time, dialog: DialogId, id: ReferId, status: u16, told: bool) {
        let Some(talk) = self.talk(dialog) else { return };
        match talk.refers.awaited.iter_mut().find(|awaited| awaited.id == id) {
            Some(awaited) if told => awaited.until = awaited.until.max(now + PATIENCE),
            _ => talk.refers.awaited.retain(|awaited| awaited.id != id),
        }
        self.watch_refers(dialog);
        self.tell(Event::ReferAnswered { dialog, id, status, told });
        if matches!(status, 408 | 481) && self.up(dialog).is_some() {
            self.end(now, dialog, None);
        }
    }

    /// Our REFER went again with proofs: its number names it to the peer (RFC 3515 §2.4.6).
    pub(in crate::sip) fn on_refer_retried(&mut self, dialog: DialogId, id: ReferId, cseq: u32) {
        let Some(talk) = self.talk(dialog) else { return };
        if let Some(awaited) = talk.refers.awaited.iter_mut().find(|awaited| awaited.id == id) {
            awaited.cseq = cseq;
        }
    }

    /// The session ends: what waits for our answer gets 487 (§15.1.2). What was accepted is told to its end.
    pub(super) fn refuse_refers(&mut self, now: Time, dialog: DialogId) {
        let Some(up) = self.up(dialog) else { return };
        let told = std::mem::take(&mut up.refers.told);
        let (asked, live) = told.into_iter().partition(|known| matches!(known.teller, Teller::Asked(_)));
        up.refers.told = live;
        let asked: Vec<Subscription> = asked;
        for subscription in asked {
            if let Teller::Asked(asked) = subscription.teller {
                self.reply_bare(now, &asked, 487, &[]);
            }
        }
    }

    fn take_referred(&mut self, dialog: DialogId, id: ReferId) -> Option<Asked> {
        let told = &mut self.up(dialog)?.refers.told;
        let is_it = |known: &Subscription| known.id == id && matches!(known.teller, Teller::Asked(_));
        let at = told.iter().position(is_it)?;
        match told.remove(at).teller {
            Teller::Asked(asked) => Some(*asked),
            Teller::Live { .. } => None,
        }
    }
}
