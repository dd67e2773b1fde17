//! A 3xx to an INVITE of ours: what is known of its contacts, and the way to the one that is tried next (RFC 3261
//! §8.1.3.4; spec §4.6). Whether a contact may be called at all, and where it leads, is decided above, as for a call of
//! whoever gave it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Family, Final, Means, Provisional};
use crate::call::call::{CallId, Reached};
use crate::call::cue::Cue;
use crate::call::destination::Destination;
use crate::call::diversion::{self, Diversion, Diverter};
use crate::call::effect::{Effect, Signal};
use crate::call::rules::Rules;
use crate::call::script::Script;
use crate::call::stage::Stage;
use crate::call::verb::dial::target::Target;
use crate::call::verb::dial::{self, Order};
use crate::media::offer::Codec;
use crate::wire::sip::Uri;

/// Contacts of 3xx responses that one branch follows (spec §4.6).
const CONTACTS: u8 = 5;
/// What asks for something else than a call to its contacts: the first wants them as proxies, what the second offers
/// instead is said in its body (RFC 3261 §21.3.4, §21.3.5).
const OTHERWISE: [u16; 2] = [305, 380];
/// Call Is Being Forwarded.
const FORWARDED: u16 = 181;

/// Where a call may be sent on to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Forwarding {
    /// Not tried yet, the preferred first.
    contacts: VecDeque<Contact>,
    /// Given by somebody before: no target is called twice (§8.1.3.4).
    known: Vec<Uri>,
    /// Where it has been, as nouns say it.
    tried: Vec<Target>,
    /// Clients whose telephones have sent it on.
    clients: Vec<String>,
    /// The same on the way to where it is now, the latest last.
    diversions: Vec<Diversion>,
    /// How many more are followed.
    left: u8,
    /// Whoever is called now has had its time, and the next contact is called when its INVITE is over.
    #[serde(default)]
    is_late: bool,
    /// The headers of the noun, for whoever is called.
    headers: Vec<(String, String)>,
    /// The codecs of the noun.
    codecs: Vec<Codec>,
    /// Who calls, as the document says.
    caller_id: Option<String>,
}

/// Where somebody says that a call shall go.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contact {
    /// The address.
    pub uri: Uri,
    /// Who says it: it is tried as a call of theirs, whoever has been called since.
    pub by: Reached,
    /// Why, in a word of RFC 5806.
    reason: Option<String>,
    /// Who had sent the call on before it came to whoever says it.
    before: Vec<Diversion>,
}

/// Where a call goes that somebody has sent on.
#[derive(Clone, Debug)]
pub struct Forward {
    /// As a Dial would call it.
    pub order: Order,
    /// Whose telephone it was, where others may be told.
    pub by: Option<Diverter>,
    /// It comes in again, to an application of the same organisation.
    pub is_home: bool,
}

impl Forwarding {
    /// Of a call to that destination, which nobody has sent on yet.
    pub(super) fn of(to: &Destination, caller_id: Option<&str>) -> Self {
        Self {
            contacts: VecDeque::new(),
            known: vec![to.uri.clone()],
            tried: Vec::new(),
            clients: Vec::new(),
            diversions: Vec::new(),
            left: CONTACTS,
            is_late: false,
            headers: to.headers.clone(),
            codecs: to.codecs.clone(),
            caller_id: caller_id.map(str::to_owned),
        }
    }

    /// The clients whose telephones have sent it on.
    pub(in crate::call) fn left(&self) -> &[String] {
        &self.clients
    }

    /// Contacts of a 3xx go before those of an earlier one; a 6xx speaks for the callee wherever it is (§21.6).
    fn learn(&mut self, end: &Final, by: &Reached) {
        match end.status {
            status if OTHERWISE.contains(&status) => {}
            300..=399 => {
                for contact in end.contacts.iter().rev() {
                    if !self.known.iter().any(|known| known.equivalent(contact)) {
                        self.known.push(contact.clone());
                        let (reason, before) = (end.diverted.clone(), self.diversions.clone());
                        self.contacts.push_front(Contact { uri: contact.clone(), by: by.clone(), reason, before });
                    }
                }
            }
            600.. => self.contacts.clear(),
            _ => {}
        }
    }
}

impl Family {
    /// Takes in what a final response says about where else its call may go.
    pub fn learn_contacts(&mut self, id: CallId, end: &Final) {
        let is_wanted = !self.call(id).is_over() && self.call(id).taken_back().is_none();
        let by = self.call(id).reached();
        match &mut self.call_mut(id).forwarding {
            Some(forwarding) if is_wanted => forwarding.learn(end, &by),
            forwarding => *forwarding = None,
        }
    }

    /// The contact that is to be tried next, as long as any may be.
    pub fn next_contact(&self, id: CallId) -> Option<&Contact> {
        let forwarding = self.call(id).forwarding.as_ref().filter(|forwarding| forwarding.left > 0)?;
        forwarding.contacts.front()
    }

    /// Whoever is called now has not answered in time: where another contact may be tried, the call goes on there once
    /// its INVITE is over. False where nobody is left.
    pub(in crate::call) fn move_on(&mut self, id: CallId) -> bool {
        let call = self.call(id);
        let is_asked = call.dialog.is_some() && !call.is_over() && !call.is_up() && call.taken_back().is_none();
        if !is_asked || self.next_contact(id).is_none() {
            return false;
        }
        let signal = if call.was_heard() { Signal::Cancel { reason: None } } else { Signal::PassBy };
        match &mut self.call_mut(id).forwarding {
            Some(forwarding) if !forwarding.is_late => forwarding.is_late = true,
            _ => return false,
        }
        self.want(Effect::Signal(id, signal));
        true
    }

    /// Whether whoever was called last has had its time.
    pub(super) fn was_late(&self, id: CallId) -> bool {
        self.call(id).forwarding.as_ref().is_some_and(|forwarding| forwarding.is_late)
    }

    /// The noun of a call leads there.
    pub(in crate::call) fn aim(&mut self, id: CallId, target: &Target) {
        if let Some(forwarding) = &mut self.call_mut(id).forwarding {
            forwarding.tried.push(target.clone());
        }
    }

    /// Whether the call, or another branch of the same Dial, has been where the order leads: several telephones of one
    /// user may send their calls on to one place, and that is called once (§16.5).
    pub fn has_tried(&self, id: CallId, order: &Order) -> bool {
        let Some(target) = order.target() else { return false };
        let been = |tried: &Vec<Target>| tried.iter().any(|tried| tried.leads_to(target));
        let has_been = |one: &CallId| self.call(*one).forwarding.as_ref().is_some_and(|own| been(&own.tried));
        let script = self.call(id).holder.and_then(|holder| self.call(holder).script.as_ref());
        has_been(&id) || script.map(Script::branches).unwrap_or_default().iter().any(has_been)
    }

    /// The next contact is not called.
    pub fn pass_over_contact(&mut self, id: CallId) {
        if let Some(forwarding) = &mut self.call_mut(id).forwarding {
            forwarding.contacts.pop_front();
        }
    }

    /// Sends the call on to where the next contact leads; false when nobody is there. Nothing that was meant for the
    /// first target comes with it but the headers and codecs of the noun: whoever redirects does not earn its
    /// credentials.
    pub(super) fn follow(&mut self, means: &mut Means<'_>, id: CallId, forward: Forward) -> bool {
        let Forward { order, by, is_home } = forward;
        let Some(parent) = self.call(id).parent() else { return false };
        let client = self.call(id).reached().client;
        let Some(forwarding) = &mut self.call_mut(id).forwarding else { return false };
        let Some(contact) = forwarding.contacts.pop_front() else { return false };
        forwarding.left = forwarding.left.saturating_sub(1);
        forwarding.is_late = false;
        forwarding.clients.extend(client);
        forwarding.tried.extend(order.target().cloned());
        let diversion = by.map(|by| Diversion::by_telephone(&by, contact.reason.as_deref()));
        forwarding.diversions = contact.before.into_iter().chain(diversion).collect();
        let Forwarding { mut headers, codecs, caller_id, .. } = (**forwarding).clone();
        if is_home {
            headers.extend(self.told_at_home(means.rules, id));
        }
        let order = order.with_headers(&headers);
        let ways = dial::ways(order, &mut Stage::new(self, means, parent, None, None));
        let mut ways = ways.into_iter().map(|to| Destination { codecs: codecs.clone(), ..to });
        let Some(first) = ways.next() else { return false };
        // Early media of whoever has left is heard no more.
        self.part(id);
        self.close_line(means, id);
        self.call_mut(id).party.to.clone_from(&first.called);
        let hops = self.hops_left(parent);
        if let Some(invite) = self.depart(means, id, parent, first, caller_id.as_deref(), hops) {
            self.want(Effect::Signal(id, Signal::Invite(Box::new(invite))));
            if let Some(holder) = self.call(id).holder {
                self.cue(holder, Cue::Forwarded { child: id });
            }
        }
        for way in ways {
            self.fork(means, id, way, caller_id.as_deref());
        }
        self.tell_forwarded(id);
        true
    }

    /// Who has sent a call on, the latest first; behind them whoever a trunk is told of where nobody has.
    pub(super) fn diversions(&self, id: CallId, parent: CallId, caller_id: Option<&str>) -> Vec<Diversion> {
        let party = &self.call(parent).party;
        let sent_on = self.call(id).forwarding.as_ref().map(|forwarding| forwarding.diversions.clone());
        let mut all = sent_on.unwrap_or_default();
        // A caller that keeps its number is called on behalf of the one of ours that it has called.
        let is_told = party.is_ours && caller_id.is_none() && all.first().is_none_or(|first| !first.is_by(&party.to));
        if is_told {
            all.insert(0, Diversion::by_application(&party.to));
        }
        let received = party.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Diversion"));
        let times = received.map_or(0, |(_, raw)| diversion::count_of(raw));
        if let Some(first) = all.first_mut() {
            *first = first.clone().after(times);
        }
        all.reverse();
        all
    }

    /// The same for an application of ours that a call comes to: a mailbox has to know whose it is.
    fn told_at_home(&self, rules: &Rules, id: CallId) -> Vec<(String, String)> {
        let forwarding = self.call(id).forwarding.as_ref();
        let sent_on = forwarding.into_iter().flat_map(|forwarding| forwarding.diversions.iter().rev());
        sent_on.map(|diversion| diversion.for_us(self.host(rules))).collect()
    }

    /// A caller that hears what its callee says before the answer hears 181 (§21.1.3).
    fn tell_forwarded(&mut self, id: CallId) {
        let said = Provisional { status: FORWARDED, x_headers: Vec::new() };
        if self.remember_provisional(id, said)
            && let Some(holder) = self.call(id).holder
        {
            self.cue(holder, Cue::Ringing { child: id, early: false });
        }
    }

    /// One more telephone of whom a call was sent on to. Only a Dial knows what to do with several.
    fn fork(&mut self, means: &mut Means<'_>, of: CallId, to: Destination, caller_id: Option<&str>) {
        let Some(holder) = self.call(of).holder else { return };
        let subscription = self.call(of).successor();
        let child = self.dial(means, holder, Ok(to), caller_id, subscription);
        // It has been sent on as often as the one that it comes from.
        let mut forwarding = self.call(of).forwarding.clone();
        if let Some(forwarding) = &mut forwarding {
            forwarding.contacts.clear();
        }
        self.call_mut(child).forwarding = forwarding;
        if !self.call(child).is_over() {
            self.want(Effect::Forked { child, of });
        }
        self.cue(holder, Cue::Forked { child, of });
    }
}
