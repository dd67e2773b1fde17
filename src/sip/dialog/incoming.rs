//! INVITE as the callee (RFC 3261 §13.3): a new call, ringing, answering, refusing. What their CANCEL does is in
//! `cancel.rs`, the wait for the ACK in `ack.rs`.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::accord::Accord;
use super::ack::Of;
use super::prack::Reliable;
use super::{Dialog, Legs, Up, Wait};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::draft::Refusal;
use crate::sip::event::{DialogId, Event};
use crate::sip::peering::Peering;
use crate::sip::request::{Body, Contact};
use crate::sip::response::{Asked, Reply};
use crate::sip::route;

/// How often proxies on the way hear that it still rings (§13.3.1.1).
const REMIND: Duration = Duration::from_secs(60);

/// Their INVITE has no final response yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Ringing {
    pub(super) asked: Asked,
    /// The early dialog.
    pub(super) legs: Legs,
    /// What our provisional response said besides; a 487 says it too (spec §2.1 step 4).
    pub(super) said: Vec<(String, String)>,
    pub(super) accord: Accord,
    pub(super) reliable: Reliable,
}

impl Sip {
    /// A new INVITE that is in order: 100 unless it is challenged at once, the rest is decided above.
    pub(in crate::sip) fn on_invite(&mut self, now: Time, asked: Asked) {
        if self.lacks_reliability(&asked.message) {
            return self.reply_bare(now, &asked, 421, &[("Require".to_owned(), "100rel".to_owned())]);
        }
        if let Some(least) = self.too_small(&asked.message) {
            return self.reply_bare(now, &asked, 422, &[least]);
        }
        let replaces = self.replaced_by(&asked.message);
        let dialog = self.minter.dialog();
        let tag = self.minter.tag(dialog);
        // §8.1.1.8: without Contact nobody could be told anything later.
        let Some(legs) = Legs::of_callee(&asked.message, asked.flow, &tag) else {
            return self.reply_bare(now, &asked, 400, &[]);
        };
        self.untried.push_back((now, asked.clone()));
        self.served.insert(asked.txn, dialog);
        let (request, flow) = (asked.message.clone(), asked.flow);
        let accord = Accord::begin(!request.sdp().is_empty(), false);
        let ringing = Ringing { asked, legs, said: Vec::new(), accord, reliable: Reliable::default() };
        self.dialogs.insert(dialog, Dialog::Ringing(Box::new(ringing)));
        // §13.3.1: the caller has said how long it will wait for us.
        if let Some(seconds) = request.expires() {
            self.waits.set((dialog, Wait::Lapse), now + Duration::from_secs(seconds.into()));
        }
        self.tell(Event::Incoming { dialog, request, flow, replaces });
    }

    /// Says what holds with whoever calls, before anything is answered.
    pub fn peer_with(&mut self, dialog: DialogId, peering: Peering) {
        if let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) {
            ringing.legs.peering = peering;
        }
    }

    /// Sends a provisional response: 180, or 183 with early media.
    pub fn ring(&mut self, now: Time, dialog: DialogId, status: u16, headers: &[(String, String)], sdp: Option<Bytes>) {
        let Some(Dialog::Ringing(ringing)) = self.dialogs.get_mut(&dialog) else { return };
        ringing.said = headers.to_vec();
        let ringing = Ringing::clone(ringing);
        let status = status.clamp(101, 199);
        if self.is_reliable(&ringing, sdp.is_some()) {
            self.ring_reliably(now, dialog, status, headers, sdp);
        } else {
            let reply = Reply::new(status).headers(headers).body(sdp.and_then(Body::sdp));
            self.reply_dialog(now, dialog, &ringing.asked, reply);
        }
        self.waits.set((dialog, Wait::Remind), now + REMIND);
    }

    /// Answers with 200, which goes again until its ACK comes.
    pub fn answer(&mut self, now: Time, dialog: DialogId, headers: &[(String, String)], sdp: Bytes) {
        if self.holds_back(dialog, headers, &sdp) {
            return;
        }
        let Some(Dialog::Ringing(ringing)) = self.dialogs.get(&dialog) else { return };
        let Ringing { asked, legs, accord, reliable, .. } = Ringing::clone(ringing);
        // RFC 3261 §13.2.1: what a reliable response has settled is not said again.
        let sdp = if matches!(accord, Accord::Settled(_)) { Bytes::new() } else { sdp };
        let of = if matches!(accord, Accord::Blank) { Of::FirstWithOffer } else { Of::First };
        let (timer, mut all) = self.timer_as_callee(&asked.message, None);
        all.extend_from_slice(headers);
        let bytes = self.reply_dialog(now, dialog, &asked, Reply::new(200).headers(&all).body(Body::sdp(sdp)));
        self.close(dialog);
        self.served.remove(&asked.txn);
        let mut up = Up::new(legs, &asked.message);
        up.late = reliable.outstanding();
        up.unacked = Some(self.await_ack(now, dialog, &asked, bytes, of));
        self.dialogs.insert(dialog, Dialog::Up(up));
        self.wind(now, dialog, timer);
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
        let legs = match self.dialogs.get(&dialog) {
            Some(Dialog::Up(up)) => Some(&up.legs),
            Some(Dialog::Ringing(ringing)) => Some(&ringing.legs),
            Some(Dialog::Leaving(leaving)) => Some(&leaving.legs),
            _ => None,
        };
        let contact = legs.map_or_else(|| Contact::of_callee(&asked.message), |legs| legs.contact().clone());
        let peering = legs.map(|legs| legs.peering.clone()).unwrap_or_default();
        let local = route::listener_of(&self.config.locals, asked.flow);
        let local = local.map(|local| local.as_known_to(&peering).into_owned());
        let contact = local.as_ref().map(|local| (&contact, local));
        self.reply(now, asked, &Reply { tag: Some(&tag), contact, ..reply })
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
