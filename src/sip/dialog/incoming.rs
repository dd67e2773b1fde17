//! INVITE as the callee (RFC 3261 §13.3): a new call, ringing, answering, refusing. What their CANCEL does is in
//! `cancel.rs`, the wait for the ACK in `ack.rs`.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::ack::Of;
use super::{Dialog, Legs, Up, Wait};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::{DialogId, Event, Refusal};
use crate::sip::request::{Body, Contact};
use crate::sip::response::{Asked, Reply};
use crate::sip::route;
use crate::wire::sip::Message;

/// How often proxies on the way hear that it still rings (§13.3.1.1).
const REMIND: Duration = Duration::from_secs(60);

/// Their INVITE has no final response yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Ringing {
    pub(super) asked: Asked,
    /// The number of the caller's latest request.
    seq: u32,
    /// What our provisional response said besides; a 487 says it too (spec §2.1 step 4).
    pub(super) said: Vec<(String, String)>,
}

impl Ringing {
    /// Takes the number of a request; `false` when it is lower than the last.
    pub(super) fn take_seq(&mut self, number: u32) -> bool {
        let is_in_order = number >= self.seq;
        self.seq = self.seq.max(number);
        is_in_order
    }

    /// Whether a request is the caller's.
    pub(super) fn is_of(&self, request: &Message) -> bool {
        let invite = &self.asked.message;
        let tag = |message: &Message| message.from().and_then(|from| from.tag().map(str::to_owned));
        request.call_id() == invite.call_id() && tag(request) == tag(invite)
    }
}

impl Sip {
    /// A new INVITE that is in order: 100 at once, the rest is decided above.
    pub(in crate::sip) fn on_invite(&mut self, now: Time, asked: Asked) {
        // §8.1.1.8: without Contact nobody could be told anything later.
        if asked.message.contact().is_none() {
            return self.reply_bare(now, &asked, 400, &[]);
        }
        let replaces = self.replaced_by(&asked.message);
        let dialog = self.minter.dialog();
        self.reply(now, &asked, &Reply::new(100));
        self.served.insert(asked.txn, dialog);
        let seq = asked.message.cseq().map_or(0, |cseq| cseq.number);
        let (request, flow) = (asked.message.clone(), asked.flow);
        self.dialogs.insert(dialog, Dialog::Ringing(Box::new(Ringing { asked, seq, said: Vec::new() })));
        self.tell(Event::Incoming { dialog, request, flow, replaces });
    }

    /// Sends a provisional response: 180, or 183 with early media.
    pub fn ring(&mut self, now: Time, dialog: DialogId, status: u16, headers: &[(String, String)], sdp: Option<Bytes>) {
        let Some(Ringing { asked, .. }) = self.ringing(dialog) else { return };
        if let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) {
            ringing.said = headers.to_vec();
        }
        self.reply_dialog(
            now,
            dialog,
            &asked,
            Reply::new(status.clamp(101, 199)).headers(headers).body(sdp.and_then(Body::sdp)),
        );
        self.waits.set((dialog, Wait::Remind), now + REMIND);
    }

    /// Answers with 200, which goes again until its ACK comes.
    pub fn answer(&mut self, now: Time, dialog: DialogId, headers: &[(String, String)], sdp: Bytes) {
        let Some(Ringing { asked, seq, .. }) = self.ringing(dialog) else { return };
        let tag = self.minter.tag(dialog);
        let Some(mut legs) = Legs::of_callee(&asked.message, asked.flow, &tag) else {
            // `on_invite` has seen all it takes; an INVITE that lost it since cannot be answered.
            return self.refuse(now, dialog, Refusal { status: 400, phrase: None, headers: Vec::new() });
        };
        legs.take_seq(seq);
        let bytes = self.reply_dialog(now, dialog, &asked, Reply::new(200).headers(headers).body(Body::sdp(sdp)));
        self.close(dialog);
        self.served.remove(&asked.txn);
        let mut up = Up::new(legs);
        up.unacked = Some(self.await_ack(now, dialog, &asked, bytes, Of::First));
        self.dialogs.insert(dialog, Dialog::Up(up));
    }

    /// Refuses for good. The dialog is gone.
    pub fn refuse(&mut self, now: Time, dialog: DialogId, refusal: Refusal) {
        let Some(asked) = self.close_ringing(dialog) else { return };
        let tag = self.minter.tag(dialog);
        let reply = Reply {
            status: refusal.status.clamp(300, 699),
            phrase: refusal.phrase.as_deref(),
            tag: Some(&tag),
            headers: &refusal.headers,
            ..Reply::default()
        };
        self.reply(now, &asked, &reply);
    }

    /// Forgets a new call without a word; repetitions of its INVITE are not heard either.
    pub fn ignore(&mut self, now: Time, dialog: DialogId) {
        if let Some(asked) = self.close_ringing(dialog) {
            self.txns.mute(now, asked.txn);
        }
    }

    /// It still rings.
    pub(super) fn on_remind_due(&mut self, now: Time, dialog: DialogId) {
        let Some(Dialog::Ringing(ringing)) = self.dialogs.get(&dialog) else { return };
        let txn = ringing.asked.txn;
        self.txns.remind(now, txn);
        self.waits.set((dialog, Wait::Remind), now + REMIND);
    }

    /// A response that makes or refreshes the dialog: with our tag, our Contact and the Record-Route of the request.
    pub(super) fn reply_dialog(&mut self, now: Time, dialog: DialogId, asked: &Asked, reply: Reply<'_>) -> Bytes {
        let tag = self.minter.tag(dialog);
        let contact = match self.dialogs.get(&dialog) {
            Some(Dialog::Up(up)) => up.legs.contact().clone(),
            _ => Contact::of_callee(&asked.message),
        };
        let local = route::listener_of(&self.config.locals, asked.flow).cloned();
        let contact = local.as_ref().map(|local| (&contact, local));
        self.reply(now, asked, &Reply { tag: Some(&tag), contact, ..reply })
    }

    fn ringing(&self, dialog: DialogId) -> Option<Ringing> {
        match self.dialogs.get(&dialog) {
            Some(Dialog::Ringing(ringing)) => Some(Ringing::clone(ringing)),
            _ => None,
        }
    }

    fn close_ringing(&mut self, dialog: DialogId) -> Option<Asked> {
        if !matches!(self.dialogs.get(&dialog), Some(Dialog::Ringing(_))) {
            return None;
        }
        let Some(Dialog::Ringing(ringing)) = self.close(dialog) else { return None };
        self.served.remove(&ringing.asked.txn);
        Some(ringing.asked)
    }
}
