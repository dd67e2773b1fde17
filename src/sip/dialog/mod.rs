//! Dialogs: state by value, and one file for each procedure that moves it (RFC 3261 §12 to §15).
//!
//! | file | procedure |
//! | --- | --- |
//! | `legs` | the state of a confirmed dialog, and requests inside it |
//! | `outgoing` | INVITE as the caller, forks and all |
//! | `incoming` | INVITE as the callee |
//! | `ack` | the ACKs to 2xx, both ways |
//! | `cancel` | CANCEL, both ways |
//! | `bye` | the end, both ways |
//! | `reinvite` | a later INVITE, both ways, glare included |
//! | `refer`, `subscription` | REFER, and what is told about it, both ways |
//! | `replaces` | INVITE with Replaces |
//! | `prack`, `prack_caller` | reliable provisional responses, given and received |
//! | `accord` | offer and answer before the answer to the INVITE |
//! | `session_timer` | sessions that must be refreshed |
//! | `update`, `info`, `message`, `options` | these requests |
//!
//! Here: the kinds of state, what a dialog waits for, and how one is closed.

mod accord;
mod ack;
mod bye;
mod cancel;
mod incoming;
mod info;
mod legs;
mod message;
mod options;
mod outgoing;
mod prack;
mod prack_caller;
mod refer;
mod reinvite;
mod replaces;
mod session_timer;
mod subscription;
mod update;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub(super) use self::ack::{Forks, Unacked};
use self::bye::Leaving;
use self::incoming::Ringing;
pub(super) use self::legs::Legs;
use self::outgoing::Calling;
pub(super) use self::outgoing::as_sent;
use self::reinvite::Exchange;
use self::session_timer::Timer;
use self::subscription::Refers;
use super::Sip;
use super::auth::Auth;
use super::event::{DialogId, Event, Output};
use super::response::{Asked, Reply};
use super::txn::TxnId;
use crate::base::Time;
use crate::wire::sip::{Flow, Message, Method};

/// Where a dialog stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Dialog {
    /// Our INVITE is out.
    Calling(Box<Calling>),
    /// Their INVITE waits for our final response.
    Ringing(Box<Ringing>),
    /// Confirmed.
    Up(Box<Up>),
    /// We said BYE, or are about to; or the session is over and there is something left to tell.
    Leaving(Box<Leaving>),
}

/// A confirmed dialog.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Up {
    legs: Legs,
    /// What the INVITE was authenticated with, if it was.
    auth: Option<Box<Auth>>,
    /// Our 2xx that has no ACK yet.
    unacked: Option<Box<Unacked>>,
    /// Offers in the air.
    exchange: Exchange,
    /// Our offer that met theirs and waits for its second try (§14.1).
    again: Option<Bytes>,
    /// What REFERs made.
    refers: Refers,
    /// A 2xx with an offer whose ACK waits for our answer.
    owed: Option<TxnId>,
    /// The reliable provisional response that had no PRACK when our 2xx left.
    late: Option<u32>,
    /// The last reliable response to a later INVITE of ours.
    rseq: Option<u32>,
    refreshing: Refreshing,
    timer: Option<Timer>,
}

/// How a session with this peer is refreshed (RFC 4028 §7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Refreshing {
    /// By UPDATE, which the peer allows.
    ByUpdate,
    /// By INVITE with the same description.
    ByInvite,
}

impl Refreshing {
    /// What the peer's Allow leaves us.
    fn with(peer: &Message) -> Self {
        if peer.allow().contains(&Method::Update) { Self::ByUpdate } else { Self::ByInvite }
    }
}

/// What a dialog waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Wait {
    /// Time to repeat our 2xx (§13.3.1.4).
    Repeat,
    /// The ACK to our 2xx is overdue (§13.3.1.4).
    Ack,
    /// A canceled INVITE got no final response (§9.1).
    Canceled,
    /// Second try of a re-INVITE after 491 (§14.1).
    Glare,
    /// Proxies must hear that it still rings (§13.3.1.1).
    Remind,
    /// Their INVITE is good no longer (§13.3.1).
    Lapse,
    /// A refer subscription is over (RFC 6665 §4.4.1).
    Refer,
    /// Time to repeat a reliable provisional response (RFC 3262 §3).
    Provisional,
    /// The PRACK to it is overdue (RFC 3262 §3).
    Prack,
    /// The session must be refreshed by us (RFC 4028 §7.4).
    Refresh,
    /// Nobody has refreshed the session (RFC 4028 §10).
    Expiry,
}

impl Wait {
    const ALL: [Self; 11] = [
        Self::Repeat,
        Self::Ack,
        Self::Canceled,
        Self::Glare,
        Self::Remind,
        Self::Lapse,
        Self::Provisional,
        Self::Prack,
        Self::Refresh,
        Self::Expiry,
        Self::Refer,
    ];
}

impl Dialog {
    /// Takes the number of a request of theirs; `false` when it is lower than the last (§12.2.2).
    pub(super) fn take_seq(&mut self, number: u32) -> bool {
        match self {
            Self::Up(up) => up.legs.take_seq(number),
            Self::Leaving(leaving) => leaving.legs.take_seq(number),
            Self::Ringing(ringing) => ringing.legs.take_seq(number),
            // Each fork has numbers of its own; see `early`.
            Self::Calling(_) => true,
        }
    }
}

impl Up {
    /// A dialog with a peer that has sent this message.
    fn new(legs: Legs, peer: &Message) -> Box<Self> {
        Box::new(Self {
            legs,
            auth: None,
            unacked: None,
            exchange: Exchange::Quiet,
            again: None,
            refers: Refers::default(),
            owed: None,
            late: None,
            rseq: None,
            refreshing: Refreshing::with(peer),
            timer: None,
        })
    }
}

impl Sip {
    /// A wait of a dialog is over.
    pub(super) fn on_wait(&mut self, now: Time, dialog: DialogId, wait: Wait) {
        match wait {
            Wait::Repeat => self.on_repeat_due(now, dialog),
            Wait::Ack => self.on_ack_overdue(now, dialog),
            Wait::Canceled => self.on_cancel_overdue(dialog),
            Wait::Glare => self.on_glare_over(now, dialog),
            Wait::Remind => self.on_remind_due(now, dialog),
            Wait::Lapse => self.on_lapsed(now, dialog),
            Wait::Refer => self.on_refers_due(now, dialog),
            Wait::Provisional => self.on_provisional_due(now, dialog),
            Wait::Prack => self.on_prack_overdue(now, dialog),
            Wait::Refresh => self.on_refresh_due(now, dialog),
            Wait::Expiry => self.expire(now, dialog),
        }
    }

    /// Forgets a dialog and everything it waits for.
    fn close(&mut self, dialog: DialogId) -> Option<Dialog> {
        self.stop_waits(dialog);
        self.remember_end(dialog);
        self.dialogs.remove(&dialog)
    }

    fn stop_waits(&mut self, dialog: DialogId) {
        for wait in Wait::ALL {
            self.waits.stop(&(dialog, wait));
        }
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.out.push_back(Output::Event(event));
    }

    /// Answers a request.
    pub(super) fn reply(&mut self, now: Time, asked: &Asked, reply: &Reply<'_>) -> Bytes {
        self.try_before(now, asked, reply.status);
        let bytes = reply.print(&asked.message, asked.flow, &self.config);
        self.txns.respond(now, asked.txn, reply.status, bytes.clone());
        bytes
    }

    /// The 100 that an INVITE is owed goes before whatever else is said, but not before a challenge: a caller that has
    /// a 100 repeats its INVITE no more, so that a lost challenge would have to be repeated by us (§26.3.2.4).
    fn try_before(&mut self, now: Time, asked: &Asked, status: u16) {
        let owed = self.untried.iter().position(|(_, untried)| untried.txn == asked.txn);
        if owed.and_then(|owed| self.untried.remove(owed)).is_some() && !matches!(status, 401 | 407) {
            self.reply(now, asked, &Reply::new(100));
        }
    }

    /// Answers a request inside a dialog, whose To has its tag, or one without a dialog, which gets a passing one.
    pub(super) fn reply_bare(&mut self, now: Time, asked: &Asked, status: u16, headers: &[(String, String)]) {
        let passing = self.minter.dialog();
        let tag = self.minter.tag(passing);
        self.reply(now, asked, &Reply::new(status).tag(&tag).headers(headers));
    }

    /// A request inside a dialog was sent again with a higher number.
    pub(super) fn on_retried(&mut self, dialog: DialogId, cseq: u32) {
        match self.dialogs.get_mut(&dialog) {
            Some(Dialog::Up(up)) => up.legs.on_retried(cseq),
            Some(Dialog::Leaving(leaving)) => leaving.legs.on_retried(cseq),
            Some(Dialog::Calling(calling)) => calling.forks.iter_mut().for_each(|fork| fork.legs.on_retried(cseq)),
            _ => {}
        }
    }

    fn up(&mut self, dialog: DialogId) -> Option<&mut Up> {
        match self.dialogs.get_mut(&dialog) {
            Some(Dialog::Up(up)) => Some(up),
            _ => None,
        }
    }

    /// Whether the far party of a call has moved in mid-call, and is reached by another way than this one since.
    pub fn has_moved_from(&self, dialog: DialogId, flow: Flow) -> bool {
        matches!(self.dialogs.get(&dialog), Some(Dialog::Up(up)) if up.legs.has_moved_from(flow))
    }

    /// The dialog that a request with a To tag belongs to, when tags and Call-ID are right (§12.2.2).
    pub(super) fn dialog_of(&self, asked: &Message) -> Option<DialogId> {
        let to = asked.to()?;
        let dialog = self.minter.dialog_of(to.tag()?)?;
        let is_its = match self.dialogs.get(&dialog)? {
            Dialog::Calling(calling) => calling.is_of(asked),
            Dialog::Ringing(ringing) => ringing.legs.has_sent(asked),
            Dialog::Up(up) => up.legs.has_sent(asked),
            Dialog::Leaving(leaving) => leaving.legs.has_sent(asked),
        };
        is_its.then_some(dialog)
    }
}
