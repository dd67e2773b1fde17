//! The subscriptions that REFERs make inside a dialog (RFC 3515 §2.4, RFC 6665): NOTIFY both ways, SUBSCRIBE to refresh
//! or end one, their time. Each is named by the number of its REFER (§2.4.6); it outlives the session of its dialog,
//! and a failed NOTIFY ends it alone (RFC 5057 §4.1, §5.1).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::bye::Leaving;
use super::{Dialog, Legs, Wait};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::auth::Auth;
use crate::sip::event::{DialogId, Event, ReferId};
use crate::sip::request::Body;
use crate::sip::response::{Asked, Reply};
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::{Message, Method, Name, Package, SIPFRAG, SubscriptionState, read_sipfrag, sipfrag};

/// How long we go on telling unless we are asked to go on; longer than anybody rings.
const TELLING: Duration = Duration::from_secs(300);

/// Refusals of a NOTIFY that end its subscription (RFC 5057 §5.1).
const UNWANTED: [u16; 15] = [404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 502, 604];

/// All subscriptions of one dialog.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::sip) struct Refers {
    /// To REFERs of theirs.
    pub(super) told: Vec<Subscription>,
    /// To REFERs of ours.
    pub(super) awaited: Vec<Awaited>,
}

impl Refers {
    /// There is nothing to tell and nothing to hear.
    pub(super) const fn is_idle(&self) -> bool {
        self.told.is_empty() && self.awaited.is_empty()
    }
}

/// What subscriptions need of a dialog, whether or not its session goes on.
pub(super) struct Talk<'d> {
    legs: &'d mut Legs,
    auth: Option<Box<Auth>>,
    pub(super) refers: &'d mut Refers,
}

/// A REFER of theirs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Subscription {
    pub(super) id: ReferId,
    pub(super) teller: Teller,
}

/// Where a REFER of theirs stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) enum Teller {
    /// It waits for our answer.
    Asked(Box<Asked>),
    /// We tell how it goes. What comes while our BYE waits for its answer is held back: whoever gets the two in the
    /// wrong order would refuse the BYE for its lower number (RFC 3261 §12.2.2).
    Live { until: Time, status: u16, held: Option<SubscriptionState> },
}

/// A REFER of ours of which we want to hear.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::sip) struct Awaited {
    pub(super) id: ReferId,
    /// The number of the REFER that was not challenged.
    pub(super) cseq: u32,
    pub(super) until: Time,
    /// The end was told; what still comes is answered and no more.
    pub(super) is_done: bool,
}

impl Sip {
    /// Tells the peer how its REFER goes; the last time with `is_final`. A subscription that is gone is no fault.
    pub fn notify_refer(&mut self, now: Time, dialog: DialogId, id: ReferId, status: u16, is_final: bool) {
        let state = match is_final {
            true => SubscriptionState::terminated("noresource"),
            false => self.state_of(now, dialog, id),
        };
        self.send_notify(now, dialog, id, Some(status), &state);
    }

    /// Their REFER was accepted (§2.4.4: the first NOTIFY follows at once).
    pub(super) fn begin_telling(&mut self, now: Time, dialog: DialogId, id: ReferId) {
        let Some(talk) = self.talk(dialog) else { return };
        let teller = Teller::Live { until: now + TELLING, status: 100, held: None };
        talk.refers.told.push(Subscription { id, teller });
        self.notify_refer(now, dialog, id, 100, false);
    }

    /// Their NOTIFY in a dialog that is or was confirmed.
    pub(in crate::sip) fn on_notify(&mut self, now: Time, dialog: DialogId, asked: &Asked) {
        let message = &asked.message;
        let Some(package) = message.event().filter(Package::is_refer) else {
            return self.reply_bare(now, asked, 489, &[(Name::AllowEvents.as_str().to_owned(), "refer".to_owned())]);
        };
        let number = package.id.as_deref().map(str::parse);
        let Some(talk) = self.talk(dialog) else { return };
        // §2.4.6: the first REFER of a dialog may go without a name.
        let found =
            talk.refers.awaited.iter_mut().find(|awaited| number.as_ref().is_none_or(|n| *n == Ok(awaited.cseq)));
        let Some(awaited) = found else { return self.reply_bare(now, asked, 481, &[]) };
        let Some(state) = message.subscription_state() else { return self.reply_bare(now, asked, 400, &[]) };
        let status = fragment(message);
        let is_final = state.is_terminated() || status.is_some_and(|status| status >= 200);
        let news = (!awaited.is_done).then_some(awaited.id);
        awaited.is_done |= is_final;
        awaited.until = state.expires.map_or(awaited.until, |left| now + Duration::from_secs(left.into()).min(TELLING));
        if state.is_terminated() {
            let cseq = awaited.cseq;
            talk.refers.awaited.retain(|awaited| awaited.cseq != cseq);
        }
        talk.legs.refresh(message, asked.flow);
        self.reply_dialog(now, dialog, asked, Reply::new(200));
        self.watch_refers(dialog);
        if let Some(id) = news.filter(|_| is_final || status.is_some()) {
            self.tell(Event::ReferNotified { dialog, id, status, is_final });
        }
    }

    /// Their SUBSCRIBE in a dialog: it may prolong or end what a REFER made (§2.4.4), and make nothing.
    pub(in crate::sip) fn on_subscribe(&mut self, now: Time, dialog: DialogId, asked: &Asked) {
        let message = &asked.message;
        let Some(package) = message.event().filter(Package::is_refer) else {
            return self.reply_bare(now, asked, 489, &[(Name::AllowEvents.as_str().to_owned(), "refer".to_owned())]);
        };
        let wanted = Duration::from_secs(message.expires().unwrap_or(60).into()).min(TELLING);
        let number = package.id.as_deref().map(str::parse);
        let is_it = |known: &ReferId| number.as_ref().is_none_or(|n| *n == Ok(known.0));
        let Some(id) = self.live(dialog).find(is_it) else { return self.reply_bare(now, asked, 481, &[]) };
        if let Some(Teller::Live { until, .. }) = self.teller(dialog, id) {
            *until = now + wanted;
        }
        let headers = [(Name::Expires.as_str().to_owned(), wanted.as_secs().to_string())];
        self.reply_dialog(now, dialog, asked, Reply::new(200).headers(&headers));
        let state = match wanted.is_zero() {
            true => SubscriptionState::terminated("timeout"),
            false => self.state_of(now, dialog, id),
        };
        self.send_notify(now, dialog, id, None, &state);
    }

    /// What was held back until our BYE had its answer.
    pub(super) fn tell_held(&mut self, now: Time, dialog: DialogId) {
        let ids: Vec<ReferId> = self.live(dialog).collect();
        for id in ids {
            let Some(Teller::Live { held, .. }) = self.teller(dialog, id) else { continue };
            if let Some(state) = held.take() {
                self.send_notify(now, dialog, id, None, &state);
            }
        }
    }

    /// Our NOTIFY is over: who does not want it gets no more. Other refusals concern that NOTIFY alone.
    pub(in crate::sip) fn on_notify_over(&mut self, dialog: DialogId, id: ReferId, status: u16) {
        let Some(talk) = self.talk(dialog).filter(|_| UNWANTED.contains(&status)) else { return };
        talk.refers.told.retain(|known| known.id != id);
        self.watch_refers(dialog);
    }

    /// A subscription's time is over.
    pub(super) fn on_refers_due(&mut self, now: Time, dialog: DialogId) {
        let Some(talk) = self.talk(dialog) else { return };
        let awaited = &talk.refers.awaited;
        let over: Vec<Awaited> = awaited.iter().filter(|awaited| awaited.until <= now).cloned().collect();
        talk.refers.awaited.retain(|awaited| awaited.until > now);
        for awaited in over.into_iter().filter(|awaited| !awaited.is_done) {
            self.tell(Event::ReferNotified { dialog, id: awaited.id, status: None, is_final: true });
        }
        let ids: Vec<ReferId> = self.live(dialog).collect();
        for id in ids {
            if let Some(Teller::Live { until, .. }) = self.teller(dialog, id)
                && *until <= now
            {
                *until = now + TELLING;
                self.send_notify(now, dialog, id, None, &SubscriptionState::terminated("timeout"));
            }
        }
        self.watch_refers(dialog);
    }

    /// Sets the alarm for whichever subscription ends first. A dialog that is kept for them alone ends with the last.
    pub(super) fn watch_refers(&mut self, dialog: DialogId) {
        if matches!(self.dialogs.get(&dialog), Some(Dialog::Leaving(leaving)) if leaving.is_done()) {
            self.close(dialog);
        }
        let Some(talk) = self.talk(dialog) else { return };
        let told = talk.refers.told.iter().filter_map(|known| match known.teller {
            Teller::Live { until, .. } => Some(until),
            Teller::Asked(_) => None,
        });
        let first = told.chain(talk.refers.awaited.iter().map(|awaited| awaited.until)).min();
        match first {
            Some(at) => self.waits.set((dialog, Wait::Refer), at),
            None => drop(self.waits.stop(&(dialog, Wait::Refer))),
        }
    }

    /// One NOTIFY: of this status, or once more of the last one. A state that is over is the last word.
    fn send_notify(
        &mut self,
        now: Time,
        dialog: DialogId,
        id: ReferId,
        status: Option<u16>,
        state: &SubscriptionState,
    ) {
        let must_wait = matches!(self.dialogs.get(&dialog), Some(Dialog::Leaving(leaving)) if leaving.says_bye());
        let Some(Teller::Live { status: last, held, .. }) = self.teller(dialog, id) else { return };
        *last = status.unwrap_or(*last);
        if must_wait {
            // The last word stands, whatever else is said behind it.
            if !held.as_ref().is_some_and(SubscriptionState::is_terminated) {
                *held = Some(state.clone());
            }
            return;
        }
        let bytes = sipfrag(*last);
        let Some(talk) = self.talk(dialog) else { return };
        let mut draft = talk.legs.request(Method::Notify);
        draft.contact = Some(talk.legs.contact().clone());
        draft.headers.push((Name::Event.as_str().to_owned(), Package::refer(id.0).to_string()));
        draft.headers.push((Name::SubscriptionState.as_str().to_owned(), state.to_string()));
        draft.body = Some(Body { media: SIPFRAG.to_owned(), bytes });
        if state.is_terminated() {
            talk.refers.told.retain(|known| known.id != id);
        }
        let (next, auth) = (talk.legs.next(), talk.auth);
        self.dispatch(now, Job::new(draft, Errand::Notify { dialog, id }).with_auth(auth), next);
        self.watch_refers(dialog);
    }

    fn state_of(&mut self, now: Time, dialog: DialogId, id: ReferId) -> SubscriptionState {
        let until = match self.teller(dialog, id) {
            Some(Teller::Live { until, .. }) => *until,
            _ => now,
        };
        SubscriptionState::active(u32::try_from((until - now).as_secs()).unwrap_or(0))
    }

    /// A dialog that is confirmed, or was.
    pub(super) fn talk(&mut self, dialog: DialogId) -> Option<Talk<'_>> {
        match self.dialogs.get_mut(&dialog)? {
            Dialog::Up(up) => Some(Talk { legs: &mut up.legs, auth: up.auth.clone(), refers: &mut up.refers }),
            Dialog::Leaving(leaving) => {
                let Leaving { legs, auth, refers, .. } = &mut **leaving;
                Some(Talk { legs, auth: auth.clone(), refers })
            }
            Dialog::Calling(_) | Dialog::Ringing(_) => None,
        }
    }

    fn teller(&mut self, dialog: DialogId, id: ReferId) -> Option<&mut Teller> {
        self.talk(dialog)?.refers.told.iter_mut().find(|known| known.id == id).map(|known| &mut known.teller)
    }

    /// The REFERs of theirs of which we tell.
    fn live(&mut self, dialog: DialogId) -> impl Iterator<Item = ReferId> + use<> {
        let told = self.talk(dialog).map(|talk| talk.refers.told.clone()).unwrap_or_default();
        told.into_iter().filter(|known| matches!(known.teller, Teller::Live { .. })).map(|known| known.id)
    }
}

/// The status that a NOTIFY tells.
fn fragment(message: &Message) -> Option<u16> {
    let kind = message.content_type()?;
    read_sipfrag(&message.body).filter(|_| kind.is("message/sipfrag"))
}
