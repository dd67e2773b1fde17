//! What the SIP machines take and give: the values of their door.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::auth::Proof;
use super::locate::Question;
use super::outside::{SentId, ServedId};
use super::peering::Peering;
use super::policy::{Reliability, TimerPolicy};
use crate::wire::sip::{Credentials, Flow, Limits, Message, Method, NameAddr, ReferTo, ReferredBy, Transport, Uri};

/// One dialog, early or confirmed, ours or theirs; an INVITE of ours that forks is still one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DialogId(pub u64);

/// One question to the name service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResolveId(pub u64);

/// One REFER in a dialog: the number of its CSeq, at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReferId(pub u32);

/// What leaves the SIP machines.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Send these bytes that way.
    Send {
        /// The way.
        flow: Flow,
        /// One whole message.
        bytes: Bytes,
    },
    /// Look this up and answer with `Sip::on_resolved`.
    Resolve {
        /// Names the answer.
        id: ResolveId,
        /// One kind of record of one name.
        question: Question,
    },
    /// Something happened.
    Event(Event),
}

/// What happened: to a dialog, or to a request without one.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The callee turned out to be reached over the other version of IP than the offer of our INVITE says. It leaves after
    /// `Sip::offer_anew`.
    OfferWanted {
        /// Which.
        dialog: DialogId,
        /// Where it will go.
        peer: IpAddr,
    },
    /// A new INVITE; 100 has been sent. Answer it with `ring`, `answer`, `refuse` or `ignore`.
    Incoming {
        /// Its name from now on.
        dialog: DialogId,
        /// The request as received.
        request: Message,
        /// Where it came from.
        flow: Flow,
        /// The dialog whose place it wants (RFC 3891), or the status that refuses the wish.
        replaces: Option<Result<DialogId, u16>>,
    },
    /// A request that belongs to no dialog: REGISTER, MESSAGE, SUBSCRIBE, PUBLISH, REFER or INFO. Answer it with `respond` or
    /// drop it with `ignore_request`; after 60·T1 it is answered with 500.
    Requested {
        /// Its name.
        request: ServedId,
        /// As received.
        message: Message,
        /// Where it came from.
        flow: Flow,
    },
    /// The caller sent CANCEL (or BYE) before our final response, or the Expires of its INVITE ran out; 487 has been sent.
    /// The dialog is gone.
    Canceled {
        /// Which.
        dialog: DialogId,
        /// Why, as the other side may be told (RFC 3326).
        reason: Option<String>,
    },
    /// The ACK to our 2xx arrived; with a body when our 200 carried the offer.
    Acked {
        /// Which.
        dialog: DialogId,
        /// The body: an SDP answer, or nothing.
        body: Bytes,
    },
    /// No ACK within 64·T1; BYE has been sent. The dialog is gone.
    AckTimeout {
        /// Which.
        dialog: DialogId,
    },
    /// The PRACK to a provisional response of ours with an offer came, with their answer; empty without one.
    Pracked {
        /// Which.
        dialog: DialogId,
        /// The SDP answer.
        answer: Bytes,
    },
    /// No PRACK within 64·T1; the INVITE was refused with 504. The dialog is gone.
    PrackTimeout {
        /// Which.
        dialog: DialogId,
    },
    /// 100 to our INVITE: somebody is there, if nothing else has said so.
    Heard {
        /// Which.
        dialog: DialogId,
    },
    /// A provisional response other than 100 to our INVITE.
    Progress {
        /// Which.
        dialog: DialogId,
        /// The response.
        response: Message,
    },
    /// The first 2xx to our INVITE; ACK has been sent. 2xx of other forks are ACKed and BYEd without a word.
    Answered {
        /// Which.
        dialog: DialogId,
        /// The response.
        response: Message,
    },
    /// The final refusal of our INVITE, after digest and its retries; ACK has been sent. The dialog is gone.
    Refused {
        /// Which.
        dialog: DialogId,
        /// 300–699; 408 when nobody answered or the name service failed, 503 when the transport failed, 483 when
        /// Max-Forwards was used up: those three have no `response`.
        status: u16,
        /// The response, when one was received.
        response: Option<Message>,
        /// What became of our login.
        proof: Proof,
    },
    /// A re-INVITE or UPDATE with an offer: answer with `accept` or `decline`. One without an offer: `accept` with a
    /// fresh offer.
    Reoffered {
        /// Which.
        dialog: DialogId,
        /// The offer; empty when there is none.
        offer: Bytes,
    },
    /// Our re-INVITE was answered with this body; `Err` holds the status of a refusal (the session stays as it was).
    Reanswered {
        /// Which.
        dialog: DialogId,
        /// The SDP answer, or the status.
        result: Result<Bytes, u16>,
    },
    /// A response to an INVITE of ours without offer carries one: give the answer by `acknowledge`. PRACK or ACK wait
    /// for it. Comes before `Progress` or `Answered`, which then have no body, or alone for a re-INVITE.
    Offered {
        /// Which.
        dialog: DialogId,
        /// The offer.
        offer: Bytes,
    },
    /// The session must be kept alive, and the peer knows no UPDATE: send `reinvite` with our last description unchanged.
    RefreshDue {
        /// Which.
        dialog: DialogId,
    },
    /// The session was not refreshed in time (RFC 4028 §10), by them or by us; BYE has been sent. The dialog is gone.
    Expired {
        /// Which.
        dialog: DialogId,
    },
    /// An INFO in the dialog; 200 has been sent.
    Info {
        /// Which.
        dialog: DialogId,
        /// `application/dtmf-relay`, lower case, parameters cut off.
        content_type: String,
        /// The body.
        body: Bytes,
    },
    /// Words in the dialog: answer with `respond`; after 60·T1 it is answered with 500.
    Messaged {
        /// Which.
        dialog: DialogId,
        /// Its name.
        request: ServedId,
        /// As written, parameters and all; empty without one.
        content_type: String,
        /// The body.
        body: Bytes,
    },
    /// They ask us to call somebody: answer with `accept_refer` or `refuse_refer`.
    Referred {
        /// In which dialog.
        dialog: DialogId,
        /// Which of its REFERs.
        id: ReferId,
        /// What they want.
        refer: Box<Refer>,
        /// Their Contact.
        contact: Uri,
    },
    /// Our REFER has its final answer; 408 and 503 when there was none.
    ReferAnswered {
        /// In which dialog.
        dialog: DialogId,
        /// Which of its REFERs.
        id: ReferId,
        /// The status.
        status: u16,
        /// Whether `ReferNotified` will follow.
        told: bool,
    },
    /// The peer tells how our REFER goes.
    ReferNotified {
        /// In which dialog.
        dialog: DialogId,
        /// Which of its REFERs.
        id: ReferId,
        /// The status of the call it made; nothing when it stopped telling without one.
        status: Option<u16>,
        /// Nothing more is told.
        is_final: bool,
    },
    /// The peer sent BYE (200 has been sent), or an in-dialog request of ours got 408 or 481. The dialog is gone.
    Ended {
        /// Which.
        dialog: DialogId,
        /// Why, as the other side may be told (RFC 3326), when the peer said it.
        reason: Option<String>,
    },
    /// A request of ours outside dialogs has come to its end, after digest and its retries.
    Replied {
        /// Which.
        request: SentId,
        /// 200–699; 408 when nobody answered or the name service failed, 503 when the transport failed, 483 when
        /// Max-Forwards was used up: those three have no `response`.
        status: u16,
        /// The response, when one was received.
        response: Option<Message>,
        /// The number of the last try.
        cseq: u32,
        /// The way the last try went, if it left at all.
        flow: Option<Flow>,
    },
}

/// An INVITE to be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invite {
    /// The Request-URI as it goes on the wire (no headers part).
    pub uri: Uri,
    /// The From header without tag; the machine mints the tag.
    pub from: NameAddr,
    /// The To header.
    pub to: NameAddr,
    /// The user part of our Contact.
    pub contact_user: String,
    /// The display name of our Contact.
    pub contact_display: Option<String>,
    /// Route headers to preload: an outbound proxy.
    pub route: Vec<NameAddr>,
    /// How to send: the URI's (or first route's) `transport` parameter, UDP without one.
    pub transport: Transport,
    /// Send there whatever URI and route say.
    pub target: Option<SocketAddr>,
    /// Send along this way and no other: the connection or NAT binding that a registered phone came by.
    pub flow: Option<Flow>,
    /// Where else the same telephone is, tried in turn where that way is broken (RFC 5626 §5.3).
    pub spare: Vec<Way>,
    /// What holds with whoever is called.
    pub peering: Peering,
    /// Max-Forwards.
    pub max_forwards: u8,
    /// More headers, in order; they go on digest retries too and never on CANCEL, ACK or BYE (spec §5.2).
    pub headers: Vec<(String, String)>,
    /// The SDP offer; empty to let them make one, see [`Event::Offered`].
    pub offer: Bytes,
    /// Where the offer wants its sound. Where the INVITE would leave over the other version of IP, [`Event::OfferWanted`]
    /// comes first; `None` never asks.
    pub media: Option<IpAddr>,
    /// What to answer challenges with; `None` answers none (spec §5.3).
    pub credentials: Option<Credentials>,
    /// Somebody else takes the call where no server here does: the last of them may be silent no longer than the others.
    pub in_haste: bool,
}

/// A way to a registered telephone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The Request-URI.
    pub uri: Uri,
    /// The Route set; its first entry is the next hop.
    pub route: Vec<NameAddr>,
    /// The next hop where there is no Route.
    pub flow: Flow,
}

/// A REFER, theirs or ours (RFC 3515).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refer {
    /// Whom to call, and what to say there.
    pub to: ReferTo,
    /// Who asks, as the called party shall know.
    pub referred_by: Option<ReferredBy>,
    /// Whoever asks wants to hear how it goes (RFC 4488).
    pub wants_notify: bool,
}

/// A final refusal of an incoming INVITE.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// 300–699.
    pub status: u16,
    /// The reason phrase; `None` is the standard one.
    pub phrase: Option<String>,
    /// More headers: Reason, Retry-After, WWW-Authenticate, `X-RestComm-*`.
    pub headers: Vec<(String, String)>,
}

/// Where we listen, and what we call that place in messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Local {
    /// The transport.
    pub transport: Transport,
    /// The socket's address.
    pub addr: SocketAddr,
    /// Host and port for Via and Contact: the public address when there is one.
    pub advertised: String,
}

/// What the SIP machines are set up with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// Everything we listen on.
    pub locals: Vec<Local>,
    /// Several engines on one machine are told apart by this, minted into every tag, branch and Call-ID.
    pub instance: String,
    /// `User-Agent` and `Server`.
    pub product: String,
    /// T1, T2, T4 (RFC 3261 §17): 0.5 s, 4 s, 5 s unless the network is a strange one.
    pub t1: Duration,
    /// See `t1`.
    pub t2: Duration,
    /// See `t1`.
    pub t4: Duration,
    /// Requests over UDP longer than this many bytes go by TCP where the peer has it (RFC 3261 §18.1.1).
    pub udp_limit: usize,
    /// Whether provisional responses are made reliable (RFC 3262).
    pub reliable_provisional: Reliability,
    /// How long sessions live without a refresh; for ever without this (RFC 4028).
    pub session_timer: Option<TimerPolicy>,
    /// A request with several servers to try has reached the last of them after this time, however many say nothing.
    pub failover: Duration,
    /// How large a message of theirs may be.
    #[serde(default)]
    pub limits: Limits,
}

/// The last of several servers is asked in time to answer inside four seconds.
const FAILOVER: Duration = Duration::from_millis(3500);

impl Config {
    /// The timers and limits of the RFC, on these addresses. `instance` tells this engine from others.
    pub fn new(locals: Vec<Local>, instance: impl Into<String>) -> Self {
        Self {
            locals,
            instance: instance.into(),
            product: concat!("Callwright/", env!("CARGO_PKG_VERSION")).into(),
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
            udp_limit: 1300,
            reliable_provisional: Reliability::default(),
            session_timer: Some(TimerPolicy::default()),
            failover: FAILOVER,
            limits: Limits::default(),
        }
    }
}

/// What is alive inside; all zero in an empty house.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Census {
    /// Transactions in any state, lingering ones included.
    pub transactions: usize,
    /// Dialogs.
    pub dialogs: usize,
    /// Timers set.
    pub timers: usize,
    /// Requests that wait for the name service.
    pub questions: usize,
    /// Requests outside dialogs without an answer.
    pub requests: usize,
}

/// The methods that we take in a dialog.
pub(super) const ALLOWED: [Method; 12] = [
    Method::Invite,
    Method::Ack,
    Method::Cancel,
    Method::Bye,
    Method::Options,
    Method::Info,
    Method::Refer,
    Method::Notify,
    Method::Subscribe,
    Method::Update,
    Method::Prack,
    Method::Message,
];
