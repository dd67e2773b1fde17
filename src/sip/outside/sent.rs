//! Requests of ours outside dialogs (RFC 3261 §8.1): a trunk's REGISTER, OPTIONS that ask whether somebody is there, a
//! MESSAGE on its way. Challenges are answered and further addresses tried here; what a response means is for whoever
//! asked.

use std::net::SocketAddr;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::sip::Sip;
use crate::sip::auth::{Auth, Proof};
use crate::sip::draft::Way;
use crate::sip::event::{Event, Output};
use crate::sip::obstacle::Obstacle;
use crate::sip::peering::Peering;
use crate::sip::request::{Body, Contact, Draft};
use crate::sip::route::{self, Next, Target};
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::{Credentials, Flow, Message, Method, NameAddr, Transport, Uri};

/// One request of ours outside dialogs, digest retries and further addresses included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SentId(pub u64);

/// A request to be sent outside dialogs. Its next hop is `flow`, `target`, the first of `route`, or `uri`: the first of
/// these that there is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// What is asked for; never INVITE, ACK or CANCEL.
    pub method: Method,
    /// The Request-URI as it goes on the wire.
    pub uri: Uri,
    /// The From header; without a tag it gets one.
    pub from: NameAddr,
    /// The To header.
    pub to: NameAddr,
    /// Route headers to preload.
    pub route: Vec<NameAddr>,
    /// How to send where the next hop's URI does not say.
    pub transport: Transport,
    /// Send there whatever URI and route say.
    pub target: Option<SocketAddr>,
    /// Send along this way and no other: the connection or NAT binding of a registered phone.
    pub flow: Option<Flow>,
    /// Where else the same telephone is, tried in turn where that way is broken (RFC 5626 §5.3).
    pub spare: Vec<Way>,
    /// What holds with whoever gets it.
    pub peering: Peering,
    /// Max-Forwards.
    pub max_forwards: u8,
    /// More headers, in order.
    pub headers: Vec<(String, String)>,
    /// Content-Type and body.
    pub body: Option<(String, Bytes)>,
    /// What challenges are answered with; `None` answers none.
    pub credentials: Option<Credentials>,
    /// `None` is a new one.
    pub call_id: Option<String>,
    /// `None` is 1. Digest retries take the numbers behind it.
    pub cseq: Option<u32>,
    /// The user part of our Contact; `None` sends no Contact.
    pub contact: Option<String>,
}

impl Request {
    /// A request with nothing but what every request has.
    pub fn new(method: Method, uri: Uri, from: NameAddr, to: NameAddr) -> Self {
        Self {
            method,
            uri,
            from,
            to,
            route: Vec::new(),
            transport: Transport::Udp,
            target: None,
            flow: None,
            spare: Vec::new(),
            peering: Peering::default(),
            max_forwards: 70,
            headers: Vec::new(),
            body: None,
            credentials: None,
            call_id: None,
            cseq: None,
            contact: None,
        }
    }

    fn next(&self) -> Next {
        match (self.flow, self.target) {
            (Some(flow), _) => Next::Flow(flow),
            (None, Some(addr)) => Next::Target(Target::new(self.transport, addr)),
            (None, None) => route::next_hop(self.route.first().map(|first| &first.uri), &self.uri, self.transport),
        }
    }
}

impl Sip {
    /// Sends a request outside dialogs; its end is one `Event::Replied`.
    pub fn request(&mut self, now: Time, mut request: Request) -> SentId {
        let id = self.mint_sent();
        let next = request.next();
        let auth = request.credentials.clone().map(|credentials| Box::new(Auth::new(credentials)));
        let hops = request.max_forwards;
        let spare = std::mem::take(&mut request.spare);
        let mut job = Job::new(self.outer_draft(request), Errand::Request(id)).with_auth(auth).with_spare(spare);
        if hops == 0 {
            job.obstacle = Some(Obstacle::NoHops);
            self.fail(now, job, 483);
        } else {
            self.dispatch(now, job, next);
        }
        id
    }

    /// The name of the next request.
    pub(in crate::sip) const fn mint_sent(&mut self) -> SentId {
        self.outside.minted += 1;
        SentId(self.outside.minted)
    }

    /// The final response to one of them: a challenge is answered, a server that is out of order passed over
    /// (RFC 3263 §4.3).
    pub(in crate::sip) fn on_request_final(&mut self, now: Time, mut job: Job, flow: Flow, response: Message) {
        let Errand::Request(request) = job.errand else { return };
        let status = response.status().unwrap_or(0);
        let rng = &mut self.minter.rng;
        let is_challenge = matches!(status, 401 | 407);
        if is_challenge && job.auth.as_mut().is_some_and(|auth| auth.answer(&response, &mut job.draft, rng)) {
            let flow = job.flow().unwrap_or(flow);
            self.resend(now, job, flow);
        } else if self.leads_on(now, &mut job, &response) {
            self.attempt(now, job);
        } else {
            self.on_replied(request, &job, status, Some(response));
        }
    }

    /// Whoever asked hears the end.
    pub(in crate::sip) fn on_replied(&mut self, request: SentId, job: &Job, status: u16, response: Option<Message>) {
        let challenge = response.as_ref().filter(|_| matches!(status, 401 | 407));
        let proof = challenge.zip(job.auth.as_ref()).map(|(response, auth)| auth.outcome(response));
        self.out.push_back(Output::Event(Event::Replied {
            request,
            status,
            cseq: job.draft.cseq,
            flow: job.flow(),
            proof: proof.unwrap_or(Proof::Unasked),
            obstacle: job.obstacle.clone().filter(|_| response.is_none()),
            response,
        }));
    }

    fn outer_draft(&mut self, request: Request) -> Draft {
        let from = match request.from.tag() {
            Some(_) => request.from,
            None => {
                let passing = self.minter.dialog();
                request.from.with_tag(&self.minter.tag(passing))
            }
        };
        Draft {
            method: request.method,
            uri: request.uri,
            route: request.route,
            bound: request.flow.is_some() || request.target.is_some(),
            peering: request.peering,
            max_forwards: request.max_forwards,
            from: from.to_string(),
            to: request.to.to_string(),
            call_id: request.call_id.unwrap_or_else(|| self.minter.call_id()),
            cseq: request.cseq.unwrap_or(1),
            contact: request.contact.map(|user| Contact { display: None, user }),
            proof: Vec::new(),
            headers: request.headers,
            body: request.body.map(|(media, bytes)| Body { media, bytes }),
        }
    }
}
