//! A 3xx to an INVITE of ours: what is known of its contacts, and the way to the one that is tried next (RFC 3261
//! §8.1.3.4; spec §4.6). Whether a contact may be called at all, and where it leads, is decided above, as for a call of
//! whoever gave it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Family, Final, Means, Provisional};
use crate::call::call::{CallId, Destination};
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Signal};
use crate::call::hook::Subscription;
use crate::call::stage::Stage;
use crate::call::verb::dial::{self, Order};
use crate::media::offer::Codec;
use crate::wire::sip::Uri;

/// Contacts of 3xx responses that one branch follows (spec §4.6).
const CONTACTS: u8 = 5;
/// Call Is Being Forwarded.
const FORWARDED: u16 = 181;

/// Where a call may be sent on to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Forwarding {
    /// Not tried yet, the preferred first.
    contacts: VecDeque<Uri>,
    /// Given by somebody before: no target is called twice (§8.1.3.4).
    known: Vec<Uri>,
    /// How many more are followed.
    left: u8,
    /// The headers of the noun, for whoever is called.
    headers: Vec<(String, String)>,
    /// The codecs of the noun.
    codecs: Vec<Codec>,
    /// Who calls, as the document says.
    caller_id: Option<String>,
}

impl Forwarding {
    /// Of a call to that destination, which nobody has sent on yet.
    pub(super) fn of(to: &Destination, caller_id: Option<&str>) -> Self {
        Self {
            contacts: VecDeque::new(),
            known: vec![to.uri.clone()],
            left: CONTACTS,
            headers: to.headers.clone(),
            codecs: to.codecs.clone(),
            caller_id: caller_id.map(str::to_owned),
        }
    }

    /// Contacts of a 3xx go before those of an earlier one; a 6xx speaks for the callee wherever it is (§21.6).
    fn learn(&mut self, end: &Final) {
        match end.status {
            300..=399 => {
                for contact in end.contacts.iter().rev() {
                    if !self.known.iter().any(|known| known.equivalent(contact)) {
                        self.known.push(contact.clone());
                        self.contacts.push_front(contact.clone());
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
        match &mut self.call_mut(id).forwarding {
            Some(forwarding) if is_wanted => forwarding.learn(end),
            forwarding => *forwarding = None,
        }
    }

    /// The contact that is to be tried next, as long as any may be.
    pub fn next_contact(&self, id: CallId) -> Option<&Uri> {
        let forwarding = self.call(id).forwarding.as_ref().filter(|forwarding| forwarding.left > 0)?;
        forwarding.contacts.front()
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
    pub(super) fn follow(&mut self, means: &mut Means<'_>, id: CallId, order: Order) -> bool {
        self.pass_over_contact(id);
        let Some(parent) = self.call(id).parent() else { return false };
        let Some(forwarding) = &mut self.call_mut(id).forwarding else { return false };
        forwarding.left = forwarding.left.saturating_sub(1);
        let Forwarding { headers, codecs, caller_id, .. } = (**forwarding).clone();
        let order = order.with_headers(&headers);
        let ways = dial::ways(order, &mut Stage::new(self, means, parent, None, None));
        let mut ways = ways.into_iter().map(|to| Destination { codecs: codecs.clone(), ..to });
        let Some(first) = ways.next() else { return false };
        // Early media of whoever has left is heard no more.
        self.part(id);
        self.close_line(means, id);
        self.call_mut(id).party.to.clone_from(&first.called);
        let hops = self.hops_left(parent);
        if let Some(invite) = self.set_out(means, id, parent, first, caller_id.as_deref(), hops) {
            self.want(Effect::Signal(id, Signal::Invite(Box::new(invite))));
        }
        for way in ways {
            self.fork(means, id, way, caller_id.as_deref());
        }
        self.tell_forwarded(id);
        true
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
        let subscription = self.call(of).subscription.clone();
        let subscription = subscription.map(|told| Subscription { sequence: 0, ..told });
        let child = self.dial(means, holder, Ok(to), caller_id, subscription);
        // It has been sent on as often as the one that it comes from.
        let mut forwarding = self.call(of).forwarding.clone();
        if let Some(forwarding) = &mut forwarding {
            forwarding.contacts.clear();
        }
        self.call_mut(child).forwarding = forwarding;
        self.cue(holder, Cue::Forked { child, of });
    }
}
