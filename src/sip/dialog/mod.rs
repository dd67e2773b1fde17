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
//! | `update`, `info`, `options` | these requests |
//!
//! Here: the kinds of state, what a dialog waits for, and how one is closed.

mod ack;
mod bye;
mod cancel;
mod incoming;
mod info;
mod legs;
mod options;
mod outgoing;
mod refer;
mod reinvite;
mod replaces;
mod subscription;
mod update;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub(super) use self::ack::{Forks, Unacked};
use self::bye::Leaving;
use self::incoming::Ringing;
pub(super) use self::legs::Legs;
use self::outgoing::Calling;
use self::reinvite::Exchange;
use self::subscription::Refers;
use super::Sip;
use super::auth::Auth;
use super::event::{DialogId, Event, Output};
use super::response::{Asked, Reply};
use crate::base::Time;

/// Where a dialog stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Dialog {
    /// Our INVITE is out.
    Calling(Calling),
    /// Their INVITE waits for our final response.
    Ringing(Box<Ringing>),
    /// Confirmed.
    Up(Box<Up>),
    /// We said BYE, or are about to.
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
    /// A refer subscription is over (RFC 6665 §4.4.1).
    Refer,
}

impl Wait {
    const ALL: [Self; 6] = [Self::Repeat, Self::Ack, Self::Canceled, Self::Glare, Self::Remind, Self::Refer];
}

impl Dialog {
    /// Takes the number of a request of theirs; `false` when it is lower than the last (§12.2.2).
    pub(super) fn take_seq(&mut self, number: u32) -> bool {
        match self {
            Self::Up(up) => up.legs.take_seq(number),
            Self::Leaving(leaving) => leaving.legs.take_seq(number),
            Self::Ringing(ringing) => ringing.take_seq(number),
            // The callee's numbers begin with the dialog, which the answer makes.
            Self::Calling(_) => true,
        }
    }
}

impl Up {
    fn new(legs: Legs) -> Box<Self> {
        Box::new(Self {
            legs,
            auth: None,
            unacked: None,
            exchange: Exchange::Quiet,
            again: None,
            refers: Refers::default(),
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
            Wait::Refer => self.on_refers_due(now, dialog),
        }
    }

    /// Forgets a dialog and everything it waits for.
    fn close(&mut self, dialog: DialogId) -> Option<Dialog> {
        for wait in Wait::ALL {
            self.waits.stop(&(dialog, wait));
        }
        self.remember_end(dialog);
        self.dialogs.remove(&dialog)
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.out.push_back(Output::Event(event));
    }

    /// Answers a request.
    pub(super) fn reply(&mut self, now: Time, asked: &Asked, reply: &Reply<'_>) -> Bytes {
        let bytes = reply.print(&asked.message, asked.flow, &self.config.product);
        self.txns.respond(now, asked.txn, reply.status, bytes.clone());
        bytes
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
            _ => {}
        }
    }

    fn up(&mut self, dialog: DialogId) -> Option<&mut Up> {
        match self.dialogs.get_mut(&dialog) {
            Some(Dialog::Up(up)) => Some(up),
            _ => None,
        }
    }

    /// The dialog that a request with a To tag belongs to, when tags and Call-ID are right (§12.2.2).
    pub(super) fn dialog_of(&self, asked: &crate::wire::sip::Message) -> Option<DialogId> {
        let to = asked.to()?;
        let dialog = self.minter.dialog_of(to.tag()?)?;
        let is_its = match self.dialogs.get(&dialog)? {
            Dialog::Calling(calling) => calling.is_of(asked),
            Dialog::Ringing(ringing) => ringing.is_of(asked),
            Dialog::Up(up) => up.legs.has_sent(asked),
            Dialog::Leaving(leaving) => leaving.legs.has_sent(asked),
        };
        is_its.then_some(dialog)
    }
}
