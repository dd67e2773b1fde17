//! REFER and Replaces as the engine sees them (spec §10, RFC 3891): a blind transfer is the business of one family, an
//! attended one concerns two, and a new call may take the place of one in a family. Bridges of two families are in
//! `apart`.

mod apart;

use super::arrival::Incoming;
use super::room::Guest;
use super::route::{Caller, Challenger, Decision, Destination as To, Route, UserId, Why};
use super::{Application, Engine, Level, Note, Output, events};
use crate::base::Time;
use crate::call::call::CallId;
use crate::call::family::{Family, Place};
use crate::call::transfer::{Bye, Owed, Wish};
use crate::media::GroupId;
use crate::sip::{DialogId, Refer, ReferId, Refusal};
use crate::wire::sip::{Reason, Replaces, Uri};

impl Engine {
    /// A party asks us to connect the one it talks to with somebody else.
    pub(super) fn on_referred(&mut self, now: Time, dialog: DialogId, id: ReferId, refer: &Refer, contact: Uri) {
        let replaces = refer.to.replaces().ok().flatten();
        let is_ours = replaces.as_ref().is_some_and(|replaces| self.sip.is_ours(replaces));
        match replaces {
            Some(_) if !self.settings.transfer.attended => {
                self.refuse_refer(now, dialog, id, 501, "Refer-To with Replaces; see [transfer] attended");
            }
            Some(replaces) if is_ours => self.on_attended(now, dialog, id, &replaces),
            replaces => {
                let onward = self.onward(now, dialog, refer, replaces.as_ref());
                let (to, referred_by) = (refer.to.uri(), refer.referred_by.clone());
                let is_ours = self.means_us(dialog, &to);
                let wish = Wish { refer: id, to, is_ours, contact, referred_by, onward };
                self.transfer(now, dialog, &wish);
            }
        }
    }

    /// A REFER to whoever is in no other call of ours.
    fn transfer(&mut self, now: Time, dialog: DialogId, wish: &Wish) {
        let here = self.ledger.owner(dialog);
        match here.and_then(|here| Some((here, self.end_apart(here)?))) {
            Some((here, far)) => self.refer_apart(now, dialog, here, far, wish),
            None => self.word(now, dialog, |family, means, call| family.on_referred(means, call, wish)),
        }
    }

    /// A party asks us to connect the one it talks to with the one it talks to in another call of ours. What cannot be
    /// done is told by NOTIFY, and both calls stay (threats-and-faults S26).
    fn on_attended(&mut self, now: Time, dialog: DialogId, id: ReferId, replaces: &Replaces) {
        let here = self.ledger.owner(dialog).and_then(|here| Some((here, self.far_end(here)?)));
        let Some((here, far)) = here else { return self.refuse_refer(now, dialog, id, 404, "the call is not bridged") };
        self.sip.accept_refer(now, dialog, id, self.settings.tells_of_transfers());
        let is_apart = self.end_apart(here).is_some();
        match self.other_call([here.0, far.0], replaces) {
            Ok((there, Place::Early)) => self.seat_early(now, here, there, (dialog, id)),
            Ok((there, place)) => {
                self.sip.notify_refer(now, dialog, id, 200, true);
                match place {
                    Place::Bridge if is_apart => self.seat(now, there, here),
                    Place::Bridge => self.connect(now, here, there),
                    Place::Own | Place::Early => self.seat(now, here, there),
                }
            }
            Err(status) => self.sip.notify_refer(now, dialog, id, status, true),
        }
    }

    /// The call of another family than these that a Replaces names, and whose place there is to be taken.
    fn other_call(&self, own: [GroupId; 2], replaces: &Replaces) -> Result<((GroupId, CallId), Place), u16> {
        let dialog = self.sip.find_referred(replaces)?;
        let (group, call) = self.ledger.owner(dialog).ok_or(481_u16)?;
        let family = self.families.get(&group).ok_or(481_u16)?;
        // Nobody could be connected with itself, or with nobody.
        match family.place_of(call).filter(|_| !own.contains(&group)) {
            Some(Place::Bridge) if family.bridged_with(call).is_none() => Err(603),
            Some(place) => Ok(((group, call), place)),
            None => Err(603),
        }
    }

    /// The far party of `leaving` goes on where the call `to` is; both calls of whoever asked end.
    fn seat(&mut self, now: Time, leaving: (GroupId, CallId), to: (GroupId, CallId)) {
        let Some(far) = self.bring_out(now, leaving, to.0, Bye::AtOnce) else { return };
        if let Some(dialog) = far.dialog {
            self.ledger.open(dialog, to.0, to.1);
        }
        self.with_family(now, to.0, |family, means| family.on_seated(means, to.1, far));
    }

    /// The same where the call `to` of whoever asked still rings (RFC 5589 §7.6): how that ends is told by NOTIFY, and
    /// whoever asked leaves as behind a blind transfer.
    fn seat_early(
        &mut self,
        now: Time,
        leaving: (GroupId, CallId),
        to: (GroupId, CallId),
        (dialog, refer): (DialogId, ReferId),
    ) {
        self.sip.notify_refer(now, dialog, refer, 180, false);
        let Some(far) = self.bring_out(now, leaving, to.0, self.settings.transfer.bye) else {
            return self.sip.notify_refer(now, dialog, refer, 487, true);
        };
        if let Some(dialog) = far.dialog {
            self.ledger.open(dialog, to.0, to.1);
        }
        let owed = Owed::Elsewhere(dialog, refer);
        self.with_family(now, to.0, |family, means| family.on_seated_early(means, to.1, far, owed));
    }

    /// The far party of `there` takes the place of `here`; both calls of whoever asked end.
    fn connect(&mut self, now: Time, here: (GroupId, CallId), there: (GroupId, CallId)) {
        let far = self.bring_out(now, there, here.0, Bye::AtOnce);
        let (Some(far), Some(family)) = (far, self.families.get(&here.0)) else { return };
        if let Some(dialog) = far.dialog {
            self.ledger.open(dialog, here.0, next_place(family));
        }
        self.with_family(now, here.0, |family, means| family.on_connected(means, here.1, far));
    }

    /// Another call has a place, with its line: whatever happens in its dialog belongs there, and queues and
    /// conferences hear of it.
    pub(super) fn on_seated(&mut self, now: Time, family: &Family, call: CallId) {
        let own = family.call(call);
        let (Some(dialog), Some(guest)) = (own.dialog, Guest::of(family, call)) else { return };
        self.ledger.open(dialog, family.group(), call);
        self.with_queues(now, |queues, _| queues.hand_over(&guest));
        self.with_rooms(now, |rooms, means| rooms.hand_over(means, guest));
    }

    /// A new call wants the place of one of ours; whoever sends it has to be let in like any caller.
    pub(super) fn on_replacing(&mut self, now: Time, incoming: &Incoming, wish: Result<DialogId, u16>) {
        if self.overload().is_some() {
            return self.turn_away(now, incoming.dialog, 503, events::retry_after());
        }
        let user = match self.authenticate(now, &incoming.request, &incoming.flow, Challenger::Proxy) {
            Ok(Caller::User(user)) => Some(user),
            Ok(Caller::Peer) => None,
            Err(Decision::Refuse { status, headers, why }) => {
                self.note_refused(now, status, why, &incoming.request, &incoming.flow);
                return self.sip.refuse(now, incoming.dialog, Refusal { status, phrase: None, headers });
            }
            Err(_) => return self.turn_away(now, incoming.dialog, 403, Vec::new()),
        };
        if let Some(Err(why)) = user.as_ref().map(|id| self.may_replace(now, id, wish.ok())) {
            self.note_refusal(None, why, format!("an INVITE with Replaces was refused with 403: {why}"));
            return self.sip.refuse(
                now,
                incoming.dialog,
                Refusal { status: 403, phrase: why.phrase(), headers: vec![] },
            );
        }
        match wish.and_then(|old| Ok((old, self.replaceable(old, incoming)?))) {
            Err(status) => self.turn_away(now, incoming.dialog, status, Vec::new()),
            Ok((old, _)) if !self.may_enter_instead(now, incoming, old) => {
                self.turn_away(now, incoming.dialog, 503, events::retry_after());
            }
            Ok((_, old)) => self.relieve(now, incoming, old, user),
        }
    }

    /// Whether the user may begin a call in place of another; its own ends at the same moment and leaves it a channel.
    fn may_replace(&mut self, now: Time, user: &UserId, old: Option<DialogId>) -> Result<(), Why> {
        let owner = old.and_then(|old| self.ledger.owner(old));
        let sid = owner.and_then(|(group, call)| Some(self.families.get(&group)?.call(call).sid));
        match sid {
            Some(sid) => self.guard.admits_instead(now, &self.settings, user, sid),
            None => self.guard.admits(now, &self.settings, user),
        }
    }

    fn replaceable(&self, old: DialogId, incoming: &Incoming) -> Result<(GroupId, CallId, Place), u16> {
        let (group, call) = self.ledger.owner(old).ok_or(481_u16)?;
        let family = self.families.get(&group).ok_or(481_u16)?;
        // A call of another organisation is as unknown as any other (spec §9.1).
        let organization = super::route::organization_of(&self.settings, self.plan.own(), &incoming.request);
        if organization.is_none_or(|organization| organization.name != family.organization()) {
            return Err(481);
        }
        let place = family.place_of(call).filter(|place| *place != Place::Early);
        place.map(|place| (group, call, place)).ok_or(603)
    }

    fn relieve(
        &mut self,
        now: Time,
        incoming: &Incoming,
        (group, old, place): (GroupId, CallId, Place),
        user: Option<UserId>,
    ) {
        let Some(family) = self.families.get(&group) else { return };
        let organization = family.organization().to_owned();
        let new = if place == Place::Own { old } else { next_place(family) };
        let takes_callers_place = family.call(old).parent().is_none();
        let called = super::route::called(&self.settings, &incoming.request);
        let to = To::Application(Application::default());
        let manner = self.manner_of(user.as_ref(), &incoming.request, &incoming.flow);
        if let Some(id) = &user {
            self.note_phone(incoming.dialog, id, &incoming.flow);
            self.guard.begin(now, incoming.sid, id);
        }
        let route = Route { organization, user: user.clone(), called, is_ours: false, to };
        let mut arrival = incoming.read(group, &route, &self.settings, manner);
        self.identify(incoming, &mut arrival);
        self.ledger.open(incoming.dialog, group, new);
        self.ledger.count_in();
        self.with_family(now, group, |family, means| match place {
            Place::Bridge => family.on_relieved(means, old, &arrival),
            Place::Own | Place::Early => family.on_taken_over(means, old, &arrival),
        });
        let has_place = |family: &Family| family.find(incoming.sid) == Some(new) && family.call(new).is_up();
        if takes_callers_place && self.families.get(&group).is_some_and(has_place) {
            self.guard.answers_for(group, user);
        }
    }

    fn turn_away(&mut self, now: Time, dialog: DialogId, status: u16, headers: Vec<(String, String)>) {
        let text = format!("an INVITE with Replaces was refused with {status}");
        let name = "replaces_refused".to_owned();
        self.outputs.push_back(Output::Note(Note { call: None, level: Level::Info, code: 0, name, text }));
        self.sip.refuse(now, dialog, Refusal { status, phrase: None, headers });
    }

    /// 404 for whatever reason (spec §10.1), which the Reason header tells.
    fn refuse_refer(&mut self, now: Time, dialog: DialogId, id: ReferId, cause: u16, why: &str) {
        let reason = ("Reason".to_owned(), Reason::sip(cause, why).to_string());
        self.sip.refuse_refer(now, dialog, id, 404, &[reason]);
    }
}

/// The place of the next call of a family.
fn next_place(family: &Family) -> CallId {
    CallId(u32::try_from(family.calls().len()).unwrap_or(u32::MAX))
}
