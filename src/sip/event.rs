//! What the SIP machines give: what leaves, what happened, what is alive. What they are ordered to say is in `draft`.

use std::net::IpAddr;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::auth::Proof;
use super::draft::Refer;
use super::locate::Question;
use super::obstacle::Obstacle;
use super::outside::{SentId, ServedId};
use crate::wire::sip::{Flow, Message, Uri};

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
#[expect(
    clippy::large_enum_variant,
    reason = "each is handed over at once; a box would be an allocation for each event"
)]
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
    /// A message that belongs to nothing was dropped (threats-and-faults S14).
    Stray(Stray),
}

/// What is dropped since nobody waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stray {
    /// A response to no request of ours.
    Response,
    /// An ACK in no call.
    Ack,
}

/// What happened: to a dialog, or to a request without one.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The callee turned out to be reached over the other version of IP than the offer of our
    /// INVITE says. It leaves after `Sip::offer_anew`.
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
    /// A request that belongs to no dialog: REGISTER, MESSAGE, SUBSCRIBE, PUBLISH, REFER or INFO. Answer it with
    /// `respond` or drop it with `ignore_request`; after 60·T1 it is answered with 500.
    Requested {
        /// Its name.
        request: ServedId,
        /// As received.
        message: Message,
        /// Where it came from.
        flow: Flow,
    },
    /// The caller sent CANCEL (or BYE) before our final response, or the Expires of its INVITE
    /// ran out; 487 has been sent. The dialog is gone.
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
        /// Why there is no response; nothing where the call was given up.
        obstacle: Option<Obstacle>,
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
    /// The session must be kept alive, and the peer knows no UPDATE: send
    /// `reinvite` with our last description unchanged.
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
        /// What became of our login.
        proof: Proof,
        /// Why there is no response.
        obstacle: Option<Obstacle>,
    },
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
