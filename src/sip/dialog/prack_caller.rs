//! Reliable provisional responses and PRACK (RFC 3262) as the caller: each fork numbers its responses for itself, each
//! gets one PRACK, and an offer in one is answered in it (§4, §5). As the callee: `prack.rs`.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::accord::Accord;
use super::{Dialog, Legs};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::auth::Auth;
use crate::sip::event::{DialogId, Event};
use crate::sip::policy::Reliability;
use crate::sip::request::{Body, Draft};
use crate::sip::sending::{Errand, Job};
use crate::sip::txn::TxnId;
use crate::wire::sip::{CSeq, Flow, Message, Method, Name, RAck};

/// An early dialog with one of those whom our INVITE reached, made by its first reliable response.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Fork {
    pub(super) tag: Option<String>,
    pub(super) legs: Legs,
    pub(super) accord: Accord,
    /// The number of its last response.
    rseq: u32,
    /// The acknowledgement of a response whose offer has no answer yet.
    owed: Option<RAck>,
}

/// What a provisional response is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provisional {
    /// It is not reliable, or the next in order: it is told.
    New,
    /// It was here before, or came too early (§4): not a word.
    Out,
}

impl Sip {
    /// What we demand of callees: that they can PRACK, where the configuration says so.
    pub(super) fn demands(&self) -> Option<(String, String)> {
        let demands = self.config.reliable_provisional == Reliability::Required;
        demands.then(|| (Name::Require.as_str().to_owned(), "100rel".to_owned()))
    }

    /// Takes the number of a response; one that is new gets its PRACK by `acknowledge_provisional`.
    pub(super) fn take_provisional(
        &mut self,
        dialog: DialogId,
        txn: TxnId,
        flow: Flow,
        response: &Message,
    ) -> Provisional {
        let Some(number) = reliable(response) else { return Provisional::New };
        let Some(draft) = self.jobs.get(&txn).map(|job| job.draft.clone()) else { return Provisional::Out };
        let Some(Dialog::Calling(calling)) = self.dialogs.get_mut(&dialog) else { return Provisional::Out };
        let tag = response.to().and_then(|to| to.tag().map(str::to_owned));
        match calling.forks.iter_mut().find(|fork| fork.tag == tag) {
            // §4: a repetition has its PRACK already, and a gap means that one is still to come again.
            Some(fork) if number != fork.rseq.wrapping_add(1) => return Provisional::Out,
            Some(fork) => {
                fork.rseq = number;
                fork.legs.refresh(response, flow);
            }
            None => {
                let Some(legs) = Legs::of_caller(&draft, response, flow) else { return Provisional::Out };
                let accord = Accord::begin(draft.body.is_some(), true);
                calling.forks.push(Fork { tag, legs, accord, rseq: number, owed: None });
            }
        }
        Provisional::New
    }

    /// Whether the SDP of a provisional response is an offer: the first that comes reliably where ours made none (§5).
    pub(super) fn is_offer(&self, dialog: DialogId, response: &Message) -> bool {
        let Some(Dialog::Calling(calling)) = self.dialogs.get(&dialog) else { return false };
        let tag = response.to().and_then(|to| to.tag().map(str::to_owned));
        let fork = calling.forks.iter().find(|fork| fork.tag == tag);
        let is_blank = fork.is_some_and(|fork| matches!(fork.accord, Accord::Blank));
        is_blank && reliable(response).is_some() && !response.sdp().is_empty()
    }

    /// PRACKs a response that is about to be told; one with an offer waits for the answer (§5).
    pub(super) fn acknowledge_provisional(&mut self, now: Time, dialog: DialogId, txn: TxnId, response: &Message) {
        let (Some(number), Some(cseq)) = (reliable(response), response.cseq()) else { return };
        let rack = RAck { rseq: number, cseq: CSeq::new(cseq.number, Method::Invite) };
        let auth = self.jobs.get(&txn).and_then(|job| job.auth.as_ref()?.inside());
        let sdp = response.sdp();
        let Some(Dialog::Calling(calling)) = self.dialogs.get_mut(&dialog) else { return };
        let tag = response.to().and_then(|to| to.tag().map(str::to_owned));
        let is_wanted = !calling.is_given_up();
        let Some(fork) = calling.forks.iter_mut().find(|fork| fork.tag == tag) else { return };
        match fork.accord {
            Accord::Blank if !sdp.is_empty() => {
                fork.accord = Accord::Theirs;
                if is_wanted {
                    fork.owed = Some(rack);
                    return self.tell(Event::Offered { dialog, offer: sdp });
                }
            }
            Accord::Ours if !sdp.is_empty() => fork.accord = Accord::Settled(sdp),
            _ => {}
        }
        let draft = prack(&mut fork.legs, &rack, None);
        let next = fork.legs.next();
        self.dispatch(now, Job::new(draft, Errand::Prack(dialog)).with_auth(auth), next);
    }

    /// Our answer to the offer of a reliable response goes in its PRACK; `false` when none waits.
    pub(super) fn answer_by_prack(&mut self, now: Time, dialog: DialogId, sdp: &Bytes) -> bool {
        let Some(Dialog::Calling(calling)) = self.dialogs.get_mut(&dialog) else { return false };
        let Some(fork) = calling.forks.iter_mut().find(|fork| fork.owed.is_some()) else { return false };
        let Some(rack) = fork.owed.take() else { return false };
        fork.accord = Accord::Settled(Bytes::new());
        let draft = prack(&mut fork.legs, &rack, Body::sdp(sdp.clone()));
        let next = fork.legs.next();
        let of_dialog = |job: &&Job| job.errand == Errand::Invite(dialog);
        let auth: Option<Box<Auth>> = self.jobs.values().find(of_dialog).and_then(|job| job.auth.as_ref()?.inside());
        self.dispatch(now, Job::new(draft, Errand::Prack(dialog)).with_auth(auth), next);
        true
    }

    /// A reliable response to a later INVITE of ours: its PRACK goes through the dialog that stands.
    pub(super) fn on_provisional_inside(&mut self, now: Time, dialog: DialogId, response: &Message) {
        let (Some(number), Some(cseq)) = (reliable(response), response.cseq()) else { return };
        let Some(up) = self.up(dialog) else { return };
        if up.rseq.is_some_and(|last| number != last.wrapping_add(1)) {
            return;
        }
        up.rseq = Some(number);
        let rack = RAck { rseq: number, cseq: CSeq::new(cseq.number, Method::Invite) };
        let draft = prack(&mut up.legs, &rack, None);
        let (next, auth) = (up.legs.next(), up.auth.clone());
        self.dispatch(now, Job::new(draft, Errand::Prack(dialog)).with_auth(auth), next);
    }
}

/// The number of a response that is reliable (§4: `Require: 100rel` and an RSeq).
fn reliable(response: &Message) -> Option<u32> {
    let number = response.rseq()?;
    let is_reliable = response.has_word(Name::Require, "100rel") && response.status() != Some(100);
    is_reliable.then_some(number)
}

fn prack(legs: &mut Legs, rack: &RAck, body: Option<Body>) -> Draft {
    let mut draft = legs.request(Method::Prack);
    draft.headers.push((Name::RAck.as_str().to_owned(), rack.to_string()));
    draft.body = body;
    draft
}
