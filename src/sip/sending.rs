//! Sending a request: from a draft and a next hop to bytes on a flow, through the name service, one address after the
//! other, UDP and TCP (RFC 3261 §8.1.2, §18.1.1, RFC 3263 §4.3). What a response means is decided in `dialog/`.

use std::collections::VecDeque;
use std::net::IpAddr;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Sip;
use super::auth::Auth;
use super::dialog::as_sent;
use super::draft::Way;
use super::event::{DialogId, Event, ReferId};
use super::failover::Haste;
use super::obstacle::{Breach, Obstacle};
use super::outside::SentId;
use super::request::{Body, Draft};
use super::route::{self, Next, Target};
use super::txn::TxnId;
use crate::base::Time;
use crate::wire::sip::{Flow, Method, Transport};

/// A request on its way, from its draft until its final response.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) draft: Draft,
    pub(super) errand: Errand,
    /// What challenges are answered with.
    pub(super) auth: Option<Box<Auth>>,
    /// The addresses not tried yet.
    pub(super) path: VecDeque<Target>,
    /// The flows of the same telephone not tried yet.
    pub(super) spare: VecDeque<Way>,
    /// Where its offer wants the sound, if that may have to change.
    pub(super) media: Option<IpAddr>,
    /// When the last of its addresses must have been reached.
    pub(super) haste: Haste,
    /// Somebody else is asked behind the last of them.
    pub(super) in_haste: bool,
    /// Where it was sent, and under which branch: a CANCEL follows it there (§9.1).
    pub(super) sent: Option<(Flow, String)>,
    /// How often it came back as 422 and went again with a longer session interval (RFC 4028 §7.4).
    pub(super) raised: u8,
    /// Why the last server tried did not answer.
    #[serde(default)]
    pub(super) obstacle: Option<Obstacle>,
}

/// What a request is sent for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Errand {
    /// The INVITE that makes the dialog.
    Invite(DialogId),
    /// A later INVITE; `again` when 491 has already made it wait once.
    Reinvite { dialog: DialogId, again: bool },
    /// The ACK to a 2xx of this transaction.
    Ack(TxnId),
    /// The end of a dialog.
    Bye(DialogId),
    /// An INFO.
    Info(DialogId),
    /// An INVITE that went on to the next server, in case this one speaks after all.
    Late,
    /// A request outside dialogs.
    Request(SentId),
    /// A REFER.
    Refer { dialog: DialogId, id: ReferId },
    /// How a REFER of theirs goes.
    Notify { dialog: DialogId, id: ReferId },
    /// A MESSAGE in a dialog.
    Message { dialog: DialogId, sent: SentId },
    /// A PRACK.
    Prack(DialogId),
    /// An UPDATE, with an offer or to keep the session alive.
    Update { dialog: DialogId },
    /// Nobody waits for the result: CANCEL, BYE to a losing fork.
    Silent,
}

impl Errand {
    /// The dialog that a request goes through; a challenge to its INVITE is no affair of it yet.
    pub(super) const fn dialog(&self) -> Option<DialogId> {
        match self {
            Self::Reinvite { dialog, .. } | Self::Update { dialog } => Some(*dialog),
            Self::Refer { dialog, .. } | Self::Notify { dialog, .. } | Self::Message { dialog, .. } => Some(*dialog),
            Self::Bye(dialog) | Self::Info(dialog) | Self::Prack(dialog) => Some(*dialog),
            Self::Invite(_) | Self::Late | Self::Ack(_) | Self::Request(_) | Self::Silent => None,
        }
    }
}

impl Job {
    /// Not sent yet.
    pub(super) const fn new(draft: Draft, errand: Errand) -> Self {
        Self {
            draft,
            errand,
            auth: None,
            path: VecDeque::new(),
            spare: VecDeque::new(),
            media: None,
            haste: Haste::None,
            in_haste: false,
            sent: None,
            raised: 0,
            obstacle: None,
        }
    }

    /// Where it was sent.
    pub(super) fn flow(&self) -> Option<Flow> {
        self.sent.as_ref().map(|(flow, _)| *flow)
    }

    /// With other ways to the same telephone.
    pub(super) fn with_spare(mut self, spare: Vec<Way>) -> Self {
        self.spare = spare.into();
        self
    }

    /// Ways behind the one just tried: other servers and flows, and UDP to
    /// the same one where it went by TCP for its size.
    pub(super) fn ways_left(&self) -> usize {
        self.path.len() + self.spare.len()
    }

    /// Those who are still to be asked in time: where somebody else is asked in the end, that one too.
    pub(super) fn left_to_ask(&self) -> usize {
        self.ways_left() + usize::from(self.in_haste)
    }

    /// Addresses and flows behind the one just tried. The same server over UDP is not another one.
    pub(super) fn others(&self) -> usize {
        self.path.iter().filter(|target| !target.insist).count() + self.spare.len()
    }

    /// The server just tried is not tried again over its other transport.
    pub(super) fn leave_server(&mut self) {
        while self.path.front().is_some_and(|target| target.insist) {
            self.path.pop_front();
        }
    }

    /// With credentials to answer challenges.
    pub(super) fn with_auth(mut self, auth: Option<Box<Auth>>) -> Self {
        self.auth = auth;
        self
    }
}

impl Sip {
    /// Sends a request towards `next`.
    pub(super) fn dispatch(&mut self, now: Time, mut job: Job, next: Next) {
        match next {
            Next::Flow(flow) => self.launch(now, job, flow),
            Next::Target(target) => {
                job.path.push_back(target);
                self.attempt(now, job);
            }
            Next::Name(hop) => self.search(now, hop, job),
        }
    }

    /// Tries the next address; without one the request has failed.
    pub(super) fn attempt(&mut self, now: Time, mut job: Job) {
        while let Some(target) = job.path.pop_front() {
            if let Some(flow) = self.choose(now, &mut job, target) {
                return self.launch(now, job, flow);
            }
            let obstacle = match job.draft.peering.allows(target.transport) {
                true => Obstacle::NoListener(target.transport, target.addr),
                false => Obstacle::NotSpoken(target.transport),
            };
            job.obstacle.get_or_insert(obstacle);
        }
        // RFC 5626 §5.3: the next flow of the same instance.
        let Some(way) = job.spare.pop_front() else { return self.fail(now, job, 503) };
        job.draft.uri = as_sent(way.uri);
        job.draft.bound = way.route.is_empty();
        let next = match way.route.first() {
            None => Next::Flow(way.flow),
            Some(first) => route::next_hop(Some(&first.uri), &job.draft.uri, way.flow.transport),
        };
        job.draft.route = way.route;
        self.dispatch(now, job, next);
    }

    /// A waiting request lost its way: the next address, or failure.
    pub(super) fn on_lost(&mut self, now: Time, id: TxnId, status: u16, why: impl FnOnce(Flow) -> Obstacle) {
        let Some(mut job) = self.take_job(id) else { return };
        if let Some(flow) = job.flow() {
            self.dead.bury(now, flow);
            job.obstacle = Some(why(flow));
        }
        if (job.path.is_empty() && job.spare.is_empty()) || !self.may_go_on(&job) {
            return self.fail(now, job, status);
        }
        self.attempt(now, job);
    }

    /// A waiting request lost its connection. One inside a dialog that the peer opened its connection for has another
    /// way: the remote target (§12.2.1.1), where the peer may listen.
    pub(super) fn on_broken(&mut self, now: Time, id: TxnId, flow: Flow, why: Option<&Breach>) {
        if let Some(job) = self.jobs.get_mut(&id)
            && job.path.is_empty()
            && job.spare.is_empty()
            && !job.draft.bound
            && job.draft.route.is_empty()
            && flow.transport.is_reliable()
            && let Next::Target(target) = route::next_hop(None, &job.draft.uri, flow.transport)
            && target.addr != flow.peer
        {
            job.path.push_back(target);
        }
        self.on_lost(now, id, 503, |flow| Obstacle::broken(flow, why));
    }

    /// The same request again, the way it went before: after a challenge.
    pub(super) fn resend(&mut self, now: Time, mut job: Job, flow: Flow) {
        // Whoever challenges is there: what silence means is counted anew.
        job.haste = Haste::None;
        self.launch(now, job, flow);
    }

    /// The flow for a target. A request too large for UDP goes by TCP where we speak it, with UDP as the next try
    /// (§18.1.1).
    fn choose(&self, now: Time, job: &mut Job, target: Target) -> Option<Flow> {
        let flow = |transport| {
            let local = route::listener(&self.config.locals, transport, target.addr)?;
            Some(Flow { transport, local: local.addr, peer: target.addr })
        };
        // What was agreed on with the peer holds against whatever its URIs and the name service say.
        let first = flow(target.transport).filter(|_| job.draft.peering.allows(target.transport));
        // An ACK has no transaction that could hear of the failure, so it stays where it is.
        if target.transport != Transport::Udp || target.insist || job.draft.method == Method::Ack || first.is_none() {
            return first;
        }
        let local = route::listener(&self.config.locals, target.transport, target.addr)?;
        let length = || job.draft.print(local, "z9hG4bK-instance-0123456789abcdef", &self.config).len();
        let is_large = length() > self.config.udp_limit;
        let by_tcp = flow(Transport::Tcp).filter(|_| is_large && job.draft.peering.allows(Transport::Tcp));
        // Nobody pays twice for a TCP that is dead where UDP lives.
        let by_tcp =
            by_tcp.filter(|tcp| !self.dead.knows(now, *tcp) || first.is_some_and(|udp| self.dead.knows(now, udp)));
        if by_tcp.is_some() {
            job.path.push_front(Target { insist: true, ..target });
        }
        by_tcp.or(first)
    }

    fn launch(&mut self, now: Time, mut job: Job, flow: Flow) {
        if let Some(dialog) = wants_offer(&job, flow) {
            self.set_aside(dialog, job, flow);
            return;
        }
        let branch = self.minter.branch();
        let Some(bytes) = self.print(&job.draft, flow, &branch) else {
            job.obstacle.get_or_insert(Obstacle::NoListener(flow.transport, flow.peer));
            return self.attempt(now, job);
        };
        job.sent = Some((flow, branch.clone()));
        match job.errand {
            Errand::Ack(invite) => self.on_ack_made(invite, &job.draft.to, flow, bytes),
            Errand::Invite(_) | Errand::Reinvite { .. } => {
                let id = self.txns.invite(now, flow, &branch, bytes);
                if let Errand::Invite(dialog) = job.errand {
                    self.on_trying(dialog, id);
                }
                self.be_patient(now, id, &mut job);
                self.jobs.insert(id, job);
            }
            _ => {
                let id = self.txns.request(now, flow, &branch, job.draft.method.as_str(), bytes);
                self.be_patient(now, id, &mut job);
                self.jobs.insert(id, job);
            }
        }
    }

    fn set_aside(&mut self, dialog: DialogId, job: Job, flow: Flow) {
        self.on_leaving(dialog);
        self.unsent.insert(dialog, (job, flow));
        self.tell(Event::OfferWanted { dialog, peer: flow.peer.ip() });
    }

    /// The offer for an INVITE that leaves over the other version of IP;
    /// `None` leaves it as it is, for want of a better.
    pub fn offer_anew(&mut self, now: Time, dialog: DialogId, offer: Option<Bytes>) {
        let Some((mut job, flow)) = self.unsent.remove(&dialog) else { return };
        job.media = Some(flow.peer.ip());
        if let Some(offer) = offer {
            job.draft.body = Body::sdp(offer);
        }
        self.launch(now, job, flow);
    }

    /// The bytes of a draft that goes along `flow`.
    pub(super) fn print(&self, draft: &Draft, flow: Flow, branch: &str) -> Option<Bytes> {
        let local = route::listener_of(&self.config.locals, flow)?;
        Some(draft.print(local, branch, &self.config))
    }

    /// No address is left, or nobody answered.
    pub(super) fn fail(&mut self, now: Time, job: Job, status: u16) {
        match job.errand {
            Errand::Invite(dialog) => self.on_unreached(dialog, status, job.obstacle),
            Errand::Reinvite { dialog, .. } => self.on_reinvite_failed(now, dialog, status),
            Errand::Bye(dialog) => self.on_bye_over(now, dialog, status),
            Errand::Info(dialog) => self.on_info_over(now, dialog, status),
            Errand::Message { .. } => self.on_message_over(now, &job, status, None),
            Errand::Request(request) => self.on_replied(request, &job, status, None),
            Errand::Refer { dialog, id } => self.on_refer_over(now, dialog, id, status, false),
            Errand::Notify { dialog, id } => self.on_notify_over(dialog, id, status),
            Errand::Update { .. } => self.on_update_over(now, job, status, None),
            Errand::Ack(_) | Errand::Late | Errand::Prack(_) | Errand::Silent => {}
        }
    }

    /// A request that has its answer, or gets none.
    pub(super) fn take_job(&mut self, id: TxnId) -> Option<Job> {
        self.patience.stop(&id);
        self.jobs.remove(&id)
    }
}

/// The dialog whose INVITE cannot go along this way with the offer that it
/// has, or with the line that is to answer theirs.
fn wants_offer(job: &Job, flow: Flow) -> Option<DialogId> {
    let Errand::Invite(dialog) = job.errand else { return None };
    let is_v4 = |ip: IpAddr| ip.to_canonical().is_ipv4();
    let media = job.media?;
    (is_v4(media) != is_v4(flow.peer.ip())).then_some(dialog)
}
