//! INVITE as the caller (RFC 3261 §13.2): provisional responses, the first 2xx, refusals, challenges. 2xx of other
//! forks are in `ack.rs`, giving up is in `cancel.rs`.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::accord::Accord;
use super::prack_caller::{Fork, Provisional};
use super::reinvite::Exchange;
use super::{Dialog, Forks, Up};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::auth::{Auth, Proof};
use crate::sip::draft::Invite;
use crate::sip::event::{DialogId, Event};
use crate::sip::locate::SearchId;
use crate::sip::obstacle::Obstacle;
use crate::sip::request::{Body, Contact, Draft};
use crate::sip::route::{self, Next, Target};
use crate::sip::sending::{Errand, Job};
use crate::sip::txn::TxnId;
use crate::wire::sip::{Flow, Message, Method, Replaces, Transport, Uri};

/// Our INVITE has no final response yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Calling {
    pub(super) call_id: String,
    pub(super) stage: Stage,
    /// The tags of those who rang.
    rang: Vec<String>,
    /// Those who have sent a reliable response.
    pub(super) forks: Vec<Fork>,
    /// Why it was given up, for the CANCEL.
    pub(super) reason: Option<String>,
    /// What became of our login.
    proof: Proof,
    /// Why nobody answered.
    #[serde(default)]
    obstacle: Option<Obstacle>,
}

/// How far it got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    /// On its way to the first transaction.
    Leaving,
    /// The name service was asked.
    Asking(SearchId),
    /// Nothing came yet.
    Trying(TxnId),
    /// A provisional response came, so a CANCEL may go.
    Heard(TxnId),
    /// Given up, but the CANCEL must wait for a provisional response (§9.1).
    Quitting(TxnId),
    /// CANCEL is out.
    Canceling(TxnId),
}

/// Forks that are remembered by their tags.
const RANG: usize = 32;

impl Calling {
    /// Whether a request may be the callee's, who speaks before answering.
    pub(super) fn is_of(&self, request: &Message) -> bool {
        request.call_id() == self.call_id
    }

    /// Whether a Replaces means this call as long as it rings (RFC 3891 §3).
    pub(super) fn is_named_by(&self, replaces: &Replaces) -> bool {
        self.call_id == replaces.call_id && self.rang.contains(&replaces.from_tag) && !self.is_given_up()
    }

    pub(super) const fn is_given_up(&self) -> bool {
        matches!(self.stage, Stage::Quitting(_) | Stage::Canceling(_))
    }
}

impl Sip {
    /// Calls somebody. Resolves the next hop itself when it is a name.
    pub fn invite(&mut self, now: Time, mut invite: Invite) -> DialogId {
        let dialog = self.minter.dialog();
        let call_id = self.minter.call_id();
        let next = first_hop(&invite);
        let auth = invite.credentials.clone().map(|credentials| Box::new(Auth::new(credentials)));
        let call = call_id.clone();
        let calling = Calling {
            call_id: call,
            stage: Stage::Leaving,
            rang: Vec::new(),
            forks: Vec::new(),
            reason: None,
            proof: Proof::Unasked,
            obstacle: None,
        };
        self.dialogs.insert(dialog, Dialog::Calling(Box::new(calling)));
        let out_of_hops = invite.max_forwards == 0;
        let (spare, media, in_haste) = (std::mem::take(&mut invite.spare), invite.media, invite.in_haste);
        let mut draft = draft(invite, call_id, &self.minter.tag(dialog));
        draft.headers.extend(self.demands());
        draft.headers.extend(self.timer_wishes());
        let mut job = Job::new(draft, Errand::Invite(dialog)).with_auth(auth).with_spare(spare);
        (job.media, job.in_haste) = (media, in_haste);
        if out_of_hops {
            job.obstacle = Some(Obstacle::NoHops);
            self.fail(now, job, 483);
        } else {
            self.dispatch(now, job, next);
        }
        dialog
    }

    /// The Call-ID we gave to a call of ours, until it is answered or over.
    pub fn call_id(&self, dialog: DialogId) -> Option<String> {
        match self.dialogs.get(&dialog)? {
            Dialog::Calling(calling) => Some(calling.call_id.clone()),
            Dialog::Up(up) => Some(up.legs.call_id().to_owned()),
            Dialog::Leaving(leaving) => Some(leaving.legs.call_id().to_owned()),
            Dialog::Ringing(ringing) => Some(ringing.asked.message.call_id().to_owned()),
        }
    }

    /// The name service is asked for the INVITE's next hop.
    pub(in crate::sip) fn on_asking(&mut self, dialog: DialogId, search: SearchId) {
        self.set_stage(dialog, Stage::Asking(search));
    }

    /// The INVITE waits for another offer.
    pub(in crate::sip) fn on_leaving(&mut self, dialog: DialogId) {
        self.set_stage(dialog, Stage::Leaving);
    }

    /// The INVITE left in a transaction.
    pub(in crate::sip) fn on_trying(&mut self, dialog: DialogId, txn: TxnId) {
        self.set_stage(dialog, Stage::Trying(txn));
    }

    /// Whether a request that lost its way is still wanted.
    pub(in crate::sip) fn may_go_on(&self, job: &Job) -> bool {
        match job.errand {
            Errand::Invite(dialog) => matches!(self.dialogs.get(&dialog), Some(Dialog::Calling(c)) if !c.is_given_up()),
            _ => true,
        }
    }

    /// 1xx to the INVITE. A 100 only tells that somebody is there.
    pub(in crate::sip) fn on_provisional(&mut self, now: Time, txn: TxnId, flow: Flow, response: Message) {
        let dialog = match self.jobs.get(&txn).map(|job| job.errand.clone()) {
            Some(Errand::Invite(dialog)) => dialog,
            Some(Errand::Reinvite { dialog, .. }) => return self.on_provisional_inside(now, dialog, &response),
            Some(Errand::Late) => return self.on_late_provisional(now, txn),
            _ => return,
        };
        if self.take_provisional(dialog, txn, flow, &response) == Provisional::Out {
            return;
        }
        let mut told = response.clone();
        if self.is_offer(dialog, &response) {
            told.body = Bytes::new();
        }
        self.acknowledge_provisional(now, dialog, txn, &response);
        self.on_new_provisional(now, dialog, txn, &told);
    }

    fn on_new_provisional(&mut self, now: Time, dialog: DialogId, txn: TxnId, response: &Message) {
        let Some(calling) = self.calling(dialog) else { return };
        match calling.stage {
            Stage::Quitting(_) => self.send_cancel(now, dialog, txn),
            Stage::Canceling(_) => {}
            before => {
                calling.stage = Stage::Heard(txn);
                calling.rang.extend(
                    response.to().and_then(|to| to.tag().map(str::to_owned)).filter(|_| calling.rang.len() < RANG),
                );
                match response.status() {
                    Some(100) if matches!(before, Stage::Heard(_)) => {}
                    Some(100) => self.tell(Event::Heard { dialog }),
                    _ => self.tell(Event::Progress { dialog, response: response.clone() }),
                }
            }
        }
    }

    /// The final response to the INVITE.
    pub(in crate::sip) fn on_invite_final(
        &mut self,
        now: Time,
        txn: TxnId,
        mut job: Job,
        flow: Flow,
        response: Message,
    ) {
        let Errand::Invite(dialog) = job.errand else { return };
        let is_given_up = self.calling(dialog).is_none_or(|calling| calling.is_given_up());
        match response.status().unwrap_or(0) {
            200..=299 => self.on_invite_answered(now, txn, job, flow, response),
            401 | 407 if !is_given_up => self.on_challenged(now, job, flow, response),
            422 if !is_given_up => self.on_too_small(now, job, flow, response),
            408 | 430 | 503 if !is_given_up && self.leads_on(now, &mut job, &response) => self.attempt(now, job),
            status => self.on_refused(dialog, status, Some(response)),
        }
    }

    /// The INVITE failed for good. A call that was given up ends as 487 unless something else came, such as a refusal
    /// or an answer that crossed the CANCEL.
    pub(in crate::sip) fn on_refused(&mut self, dialog: DialogId, status: u16, response: Option<Message>) {
        let Some(Dialog::Calling(calling)) = self.close(dialog) else { return };
        let is_given_up = calling.is_given_up();
        let status = if is_given_up && response.is_none() { 487 } else { status };
        let Calling { proof, obstacle, .. } = *calling;
        let obstacle = obstacle.filter(|_| response.is_none() && !is_given_up);
        self.tell(Event::Refused { dialog, status, response, proof, obstacle });
    }

    /// The INVITE failed without an answer.
    pub(in crate::sip) fn on_unreached(&mut self, dialog: DialogId, status: u16, obstacle: Option<Obstacle>) {
        if let Some(calling) = self.calling(dialog) {
            calling.obstacle = obstacle;
        }
        self.on_refused(dialog, status, None);
    }

    /// §13.2.2.4: the first 2xx makes the dialog. One that crossed our CANCEL is ended at once.
    fn on_invite_answered(&mut self, now: Time, txn: TxnId, job: Job, flow: Flow, response: Message) {
        let Errand::Invite(dialog) = job.errand else { return };
        let auth = job.auth.as_ref().and_then(|auth| auth.inside());
        let has_offered = job.draft.body.is_some();
        let early = self.calling(dialog).map(|calling| std::mem::take(&mut calling.forks)).unwrap_or_default();
        let mut forks = Forks::new(job, &early);
        let wanted = self.calling(dialog).is_some_and(|calling| !calling.is_given_up());
        match forks.legs(&response, flow).filter(|_| wanted) {
            Some(legs) => {
                forks.keep(&response);
                self.forks.insert(txn, forks);
                let mut up = Up::new(legs, &response);
                up.auth = auth;
                self.close(dialog);
                self.dialogs.insert(dialog, Dialog::Up(up));
                let offer = self.on_agreed(now, dialog, txn, has_offered, &early, &response);
                let timer = self.timer_as_caller(&response, None);
                self.wind(now, dialog, timer);
                let mut response = as_agreed(response, &early);
                if let Some(offer) = offer {
                    response.body = Bytes::new();
                    self.tell(Event::Offered { dialog, offer });
                }
                self.tell(Event::Answered { dialog, response });
            }
            None => {
                self.forks.insert(txn, forks);
                let reason = self.calling(dialog).and_then(|calling| calling.reason.clone());
                self.on_unwanted_2xx(now, txn, flow, &response, reason);
                self.on_refused(dialog, response.status().unwrap_or(200), Some(response));
            }
        }
    }

    /// ACKs the 2xx at once, or has the ACK wait where it must carry our
    /// answer to the offer in the 2xx, which comes back.
    fn on_agreed(
        &mut self,
        now: Time,
        dialog: DialogId,
        txn: TxnId,
        has_offered: bool,
        early: &[Fork],
        response: &Message,
    ) -> Option<Bytes> {
        let is_settled = fork_of(response, early).is_some_and(|fork| !matches!(fork.accord, Accord::Blank));
        let offer = response.sdp();
        let up = self.up(dialog)?;
        if !has_offered && !is_settled && !offer.is_empty() {
            up.owed = Some(txn);
            up.exchange = Exchange::Asking;
            return Some(offer);
        }
        let legs = up.legs.clone();
        self.send_ack(now, txn, &legs, None);
        None
    }

    /// §22.2: the same INVITE with proofs and the next number, or the refusal it is.
    fn on_challenged(&mut self, now: Time, mut job: Job, flow: Flow, response: Message) {
        let Errand::Invite(dialog) = job.errand else { return };
        let rng = &mut self.minter.rng;
        if job.auth.as_mut().is_some_and(|auth| auth.answer(&response, &mut job.draft, rng)) {
            let flow = job.flow().unwrap_or(flow);
            self.resend(now, job, flow);
        } else {
            if let (Some(calling), Some(auth)) = (self.calling(dialog), &job.auth) {
                calling.proof = auth.outcome(&response);
            }
            self.on_refused(dialog, response.status().unwrap_or(401), Some(response));
        }
    }

    pub(super) fn calling(&mut self, dialog: DialogId) -> Option<&mut Calling> {
        match self.dialogs.get_mut(&dialog) {
            Some(Dialog::Calling(calling)) => Some(&mut **calling),
            _ => None,
        }
    }

    pub(super) fn set_stage(&mut self, dialog: DialogId, stage: Stage) {
        if let Some(calling) = self.calling(dialog) {
            calling.stage = stage;
        }
    }
}

/// The 2xx with the answer that counts: SDP behind a reliable answer means nothing (§13.2.1).
fn as_agreed(mut response: Message, early: &[Fork]) -> Message {
    if let Some(Accord::Settled(answer)) = fork_of(&response, early).map(|fork| &fork.accord) {
        response.set_body("application/sdp", answer.clone());
    }
    response
}

fn fork_of<'a>(response: &Message, early: &'a [Fork]) -> Option<&'a Fork> {
    let tag = response.to().and_then(|to| to.tag().map(str::to_owned));
    early.iter().find(|fork| fork.tag == tag)
}

/// A registered phone's flow, the address given, the first Route, or the Request-URI (§8.1.2).
fn first_hop(invite: &Invite) -> Next {
    let transport = if invite.uri.is_sips() { invite.transport.secured() } else { invite.transport };
    match (invite.flow, invite.target) {
        (Some(flow), _) => Next::Flow(flow),
        (None, Some(addr)) => Next::Target(Target::new(transport, addr)),
        (None, None) => route::next_hop(invite.route.first().map(|first| &first.uri), &invite.uri, transport),
    }
}

fn draft(invite: Invite, call_id: String, tag: &str) -> Draft {
    Draft {
        method: Method::Invite,
        bound: invite.target.is_some() || invite.flow.is_some(),
        uri: as_sent(invite.uri),
        route: invite.route,
        peering: invite.peering,
        max_forwards: invite.max_forwards,
        from: invite.from.with_tag(tag).to_string(),
        to: invite.to.to_string(),
        call_id,
        cseq: 1,
        contact: Some(Contact { display: invite.contact_display, user: invite.contact_user }),
        proof: Vec::new(),
        headers: invite.headers,
        body: Body::sdp(invite.offer),
    }
}

/// `transport=udp` is the default and left out of the Request-URI (spec §4.4): some peers take offence at it.
pub(in crate::sip) fn as_sent(uri: Uri) -> Uri {
    if Transport::of(&uri) == Some(Transport::Udp) { uri.without_param("transport") } else { uri }
}
