//! The ACKs to 2xx. Theirs: our 2xx goes again until it comes (RFC 3261 §13.3.1.4). Ours: one for every 2xx that our
//! INVITE brings, repeated with it, and a BYE behind it for forks that came too late (§13.2.2.4).

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::prack_caller::Fork;
use super::reinvite::Exchange;
use super::{Dialog, Legs, Wait};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::{DialogId, Event};
use crate::sip::request::{Body, Draft};
use crate::sip::response::Asked;
use crate::sip::route;
use crate::sip::sending::{Errand, Job};
use crate::sip::txn::TxnId;
use crate::wire::sip::{Flow, Message, Method, Name, NameAddr, Reason};

/// A 2xx of ours without its ACK.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Unacked {
    bytes: Bytes,
    flow: Flow,
    cseq: u32,
    interval: Duration,
    /// To the INVITE that made the dialog, or to a later one.
    pub(super) of: Of,
}

/// Which INVITE a 2xx answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::sip) enum Of {
    First,
    Later,
    /// The same, when our 2xx made the offer: the ACK must bring the answer.
    FirstWithOffer,
    LaterWithOffer,
}

impl Of {
    pub(super) const fn is_first(self) -> bool {
        matches!(self, Self::First | Self::FirstWithOffer)
    }
}

/// What our INVITE became once a 2xx came; lives as long as its transaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Forks {
    /// The INVITE, stripped of what an ACK does not have.
    draft: Draft,
    /// The way the INVITE went.
    flow: Option<Flow>,
    /// The tag of the one we talk to.
    kept: Option<String>,
    /// ACKs sent, by the tag they went to.
    acks: Vec<(Option<String>, Flow, Bytes)>,
    /// The last number used towards each of those who were PRACKed.
    used: Vec<(Option<String>, Legs)>,
}

impl Forks {
    pub(in crate::sip) fn new(job: Job, early: &[Fork]) -> Self {
        let flow = job.flow();
        let draft = Draft { headers: Vec::new(), body: None, ..job.draft };
        let used = early.iter().map(|fork| (fork.tag.clone(), fork.legs.clone())).collect();
        Self { draft, flow, kept: None, acks: Vec::new(), used }
    }

    /// The dialog with the peer that answered.
    pub(super) fn legs(&self, response: &Message, flow: Flow) -> Option<Legs> {
        let legs = Legs::of_caller(&self.draft, response, self.flow.unwrap_or(flow))?;
        let tag = tag_of(response);
        let early = self.used.iter().find(|(known, _)| *known == tag);
        Some(early.map_or(legs.clone(), |(_, early)| legs.after(early)))
    }

    pub(super) fn keep(&mut self, response: &Message) {
        self.kept = tag_of(response);
    }

    /// Whether a 2xx comes from somebody whose first one we have dealt with.
    fn is_known(&self, tag: Option<&str>) -> bool {
        self.kept.as_deref() == tag || self.acks.iter().any(|(known, ..)| known.as_deref() == tag)
    }
}

impl Sip {
    /// ACKs a 2xx inside `legs`.
    pub(super) fn send_ack(&mut self, now: Time, txn: TxnId, legs: &Legs, answer: Option<Body>) {
        let Some(forks) = self.forks.get(&txn) else { return };
        let mut ack = legs.ack(forks.draft.cseq);
        // §13.2.2.4: with the credentials of the INVITE.
        ack.proof.clone_from(&forks.draft.proof);
        ack.body = answer;
        let next = legs.next();
        self.dispatch(now, Job::new(ack, Errand::Ack(txn)), next);
    }

    /// Our answer to the offer in a response: in the PRACK or ACK that has waited for it.
    pub fn acknowledge(&mut self, now: Time, dialog: DialogId, answer: Bytes) {
        if self.answer_by_prack(now, dialog, &answer) {
            return;
        }
        let Some(up) = self.up(dialog) else { return };
        let Some(txn) = up.owed.take() else { return };
        up.exchange = Exchange::Quiet;
        let legs = up.legs.clone();
        self.send_ack(now, txn, &legs, Body::sdp(answer));
    }

    /// The same to a re-INVITE whose dialog ended meanwhile: the way the INVITE went.
    pub(super) fn send_orphan_ack(&mut self, now: Time, txn: TxnId, flow: Flow) {
        let Some(forks) = self.forks.get(&txn) else { return };
        let ack = Draft { method: Method::Ack, contact: None, ..forks.draft.clone() };
        let flow = forks.flow.unwrap_or(flow);
        self.resend(now, Job::new(ack, Errand::Ack(txn)), flow);
    }

    /// An ACK of ours has its bytes and its way: it goes, and is kept for repetitions.
    pub(in crate::sip) fn on_ack_made(&mut self, txn: TxnId, to: &str, flow: Flow, bytes: Bytes) {
        let tag = to.parse::<NameAddr>().ok().and_then(|to| to.tag().map(str::to_owned));
        if let Some(forks) = self.forks.get_mut(&txn) {
            forks.acks.push((tag, flow, bytes.clone()));
        }
        self.txns.send(flow, bytes);
    }

    /// A further 2xx to an INVITE of ours: a repetition gets its ACK again, another fork an ACK and a BYE.
    pub(in crate::sip) fn on_more_2xx(&mut self, now: Time, txn: TxnId, flow: Flow, response: &Message) {
        let Some(forks) = self.forks.get(&txn) else { return };
        let tag = tag_of(response);
        if !forks.is_known(tag.as_deref()) {
            let is_answered = forks.kept.is_some();
            let reason = is_answered.then(|| Reason::sip(200, "Call completed elsewhere").to_string());
            return self.on_unwanted_2xx(now, txn, flow, response, reason);
        }
        let ack = forks.acks.iter().find(|(known, ..)| *known == tag);
        if let Some((_, way, bytes)) = ack.cloned() {
            self.txns.send(way, bytes);
        }
    }

    /// §13.2.2.4: a 2xx that nobody waits for is ACKed and its dialog ended.
    pub(in crate::sip) fn on_unwanted_2xx(
        &mut self,
        now: Time,
        txn: TxnId,
        flow: Flow,
        response: &Message,
        reason: Option<String>,
    ) {
        let Some(mut legs) = self.forks.get(&txn).and_then(|forks| forks.legs(response, flow)) else { return };
        self.send_ack(now, txn, &legs, None);
        let mut bye = legs.request(Method::Bye);
        bye.headers.extend(reason.map(|reason| (Name::Reason.as_str().to_owned(), reason)));
        let next = legs.next();
        self.dispatch(now, Job::new(bye, Errand::Silent), next);
    }

    /// Our 2xx has gone: until its ACK it goes again.
    pub(super) fn await_ack(
        &mut self,
        now: Time,
        dialog: DialogId,
        asked: &Asked,
        bytes: Bytes,
        of: Of,
    ) -> Box<Unacked> {
        let interval = self.config.t1;
        self.waits.set((dialog, Wait::Repeat), now + interval);
        self.waits.set((dialog, Wait::Ack), now + self.config.t1 * 64);
        let flow = asked.message.via().map_or(asked.flow, |via| route::way_back(asked.flow, &via));
        let cseq = asked.message.cseq().map_or(0, |cseq| cseq.number);
        Box::new(Unacked { bytes, flow, cseq, interval, of })
    }

    /// Their ACK, when it is one to our 2xx.
    pub(in crate::sip) fn on_ack(&mut self, now: Time, dialog: DialogId, ack: Message) {
        let number = ack.cseq().map(|cseq| cseq.number);
        let Some(unacked) = self.unacked(dialog) else { return };
        let Some(done) = unacked.take_if(|unacked| number == Some(unacked.cseq)) else { return };
        self.waits.stop(&(dialog, Wait::Repeat));
        self.waits.stop(&(dialog, Wait::Ack));
        if let Some(Dialog::Leaving(_)) = self.dialogs.get(&dialog) {
            return self.send_bye(now, dialog);
        }
        // The ACK to a later 2xx says something only when it answers the offer that our 2xx made.
        if done.of != Of::Later {
            self.tell(Event::Acked { dialog, body: ack.sdp() });
        }
    }

    /// Where the INVITE came from whose 2xx waits for the ACK that these bytes are.
    pub fn answered_to(&self, ack: &[u8]) -> Option<Flow> {
        let waiting = |dialog: &DialogId| match self.dialogs.get(dialog)? {
            Dialog::Up(up) => up.unacked.as_ref().map(|unacked| unacked.flow),
            Dialog::Leaving(leaving) => leaving.unacked.as_ref().map(|unacked| unacked.flow),
            Dialog::Calling(_) | Dialog::Ringing(_) => None,
        };
        self.named_in(ack).find_map(|dialog| waiting(&dialog)).filter(|_| ack.starts_with(b"ACK "))
    }

    /// §13.3.1.4: doubling from T1 up to T2, over streams too, for the next hop's transport may be another.
    pub(super) fn on_repeat_due(&mut self, now: Time, dialog: DialogId) {
        let t2 = self.config.t2;
        let Some(Some(unacked)) = self.unacked(dialog) else { return };
        unacked.interval = (unacked.interval * 2).min(t2);
        let (flow, bytes, interval) = (unacked.flow, unacked.bytes.clone(), unacked.interval);
        self.txns.send(flow, bytes);
        self.waits.set((dialog, Wait::Repeat), now + interval);
    }

    /// §13.3.1.4: after 64·T1 without ACK the dialog stands, but the session must be ended.
    pub(super) fn on_ack_overdue(&mut self, now: Time, dialog: DialogId) {
        match self.dialogs.get(&dialog) {
            Some(Dialog::Up(_)) => {
                self.depart(now, dialog, None);
                self.tell(Event::AckTimeout { dialog });
            }
            Some(Dialog::Leaving(_)) => self.send_bye(now, dialog),
            _ => {}
        }
    }

    fn unacked(&mut self, dialog: DialogId) -> Option<&mut Option<Box<Unacked>>> {
        match self.dialogs.get_mut(&dialog)? {
            Dialog::Up(up) => Some(&mut up.unacked),
            Dialog::Leaving(leaving) => Some(&mut leaving.unacked),
            Dialog::Calling(_) | Dialog::Ringing(_) => None,
        }
    }
}

fn tag_of(response: &Message) -> Option<String> {
    response.to().and_then(|to| to.tag().map(str::to_owned))
}
