//! Where a transfer leads that no document decides about: as a call of whoever asks for it would be routed, and within
//! the limits of that user (spec §9.2, §9.5, §10; threats-and-faults A11, S28). What becomes of it is in `call/family`.

use super::route::{Destination, Route, UserId, Why};
use super::settings::Application;
use super::{Engine, arrival};
use crate::base::Time;
use crate::call::call::{Call, CallId, Reached, Side};
use crate::call::transfer::{self, Onward};
use crate::call::verb::dial::Order;
use crate::media::GroupId;
use crate::sip::registrar::Aor;
use crate::sip::{DialogId, Refer};
use crate::wire::sip::{Name, Replaces, Uri};

/// Who asks for a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// A user at its telephone.
    User(UserId),
    /// Somebody behind a trunk.
    Trunk(String),
    /// Nobody we know, but whom a call of ours was meant for.
    Callee,
    /// Nobody we know.
    Stranger,
}

/// Whom somebody wants called.
#[derive(Clone, Copy)]
struct Target<'a> {
    asker: &'a Asker,
    /// Whose call it is in.
    organization: &'a str,
    to: &'a Uri,
    /// Its host is one of ours, or what whoever asks calls us.
    is_ours: bool,
}

impl Engine {
    /// Where a REFER leads; nothing where an application decides, or where there is nobody to transfer. `replaces` is
    /// of a dialog that is not ours.
    pub(super) fn onward(
        &mut self,
        now: Time,
        dialog: DialogId,
        refer: &Refer,
        replaces: Option<&Replaces>,
    ) -> Option<Onward> {
        let (group, id) = self.ledger.owner(dialog)?;
        let family = self.families.get(&group)?;
        let far = self.far_end((group, id))?;
        if family.has_application() && replaces.is_none() {
            return None;
        }
        let (call, organization) = (family.call(id), family.organization().to_owned());
        let (sid, asker, to) = (call.sid, self.asker(call, &organization), refer.to.uri());
        let is_ours = !self.is_elsewhere(&to) || self.is_known_as(family, id, &asker, &to);
        let target = Target { asker: &asker, organization: &organization, to: &to, is_ours };
        let led = match replaces {
            Some(replaces) => self.lead_to_substitute(now, group, &target).map(|order| {
                let headers = headers_of(refer, replaces);
                let caller_id = self.named_apart(group, far);
                Onward::Replace(Box::new(Order { caller_id, ..order.with_headers(&headers) }))
            }),
            None => self.lead(now, far.0, &target),
        };
        Some(led.unwrap_or_else(|(status, why)| {
            self.note_refusal(Some(sid), why, format!("a transfer was refused with {status}: {why}"));
            Onward::Nowhere(status)
        }))
    }

    /// Whether whoever asks for a transfer calls us by the host of its target.
    pub(super) fn means_us(&self, dialog: DialogId, to: &Uri) -> bool {
        let owner = self.ledger.owner(dialog);
        let family = owner.and_then(|(group, call)| Some((self.families.get(&group)?, call)));
        family.is_some_and(|(family, id)| {
            self.is_known_as(family, id, &self.asker(family.call(id), family.organization()), to)
        })
    }

    /// Who calls on behalf of a party that is of another family.
    fn named_apart(&self, here: GroupId, far: (GroupId, CallId)) -> Option<String> {
        let family = self.families.get(&far.0).filter(|_| far.0 != here)?;
        Some(family.call(far.1).far_party().to_owned())
    }

    /// Where the call of a transfer goes.
    fn lead(&mut self, now: Time, group: GroupId, target: &Target<'_>) -> Result<Onward, (u16, Why)> {
        let Target { asker, organization, to, is_ours } = *target;
        if !is_ours && self.is_set_free(to) {
            self.hand_over(now, group, asker, None)?;
            return address(to).map(|order| Onward::Dial(Box::new(order)));
        }
        let route = self.route_of(asker, organization, to)?;
        match route.to {
            Destination::Application(own) => Ok(Onward::Ask(Box::new(self.application(route.organization, &own)))),
            Destination::Client(login) => {
                self.has_telephone(&route.organization, &login)?;
                self.hand_over(now, group, asker, None)?;
                Ok(Onward::Dial(Box::new(arrival::of_client(&self.settings, &login))))
            }
            Destination::Outbound { number, trunk } => {
                self.hand_over(now, group, asker, Some(&number))?;
                Ok(Onward::Dial(Box::new(arrival::of_number(&self.settings, &number, trunk.as_deref()))))
            }
        }
    }

    /// Where somebody is called who is in a call that is not ours: at an address of others, or at a telephone of ours.
    fn lead_to_substitute(&mut self, now: Time, group: GroupId, target: &Target<'_>) -> Result<Order, (u16, Why)> {
        let Target { asker, organization, to, is_ours } = *target;
        if !is_ours {
            self.may_reach(now, group, asker, to)?;
            return address(to);
        }
        // Who is called here has its calls with us, and this is none of them.
        let unknown = |why| (481, why);
        let route = self.route_of(asker, organization, to).map_err(|(status, why)| match status {
            404 => unknown(why),
            _ => (status, why),
        })?;
        let Route { to: Destination::Client(login), organization, .. } = route else {
            return Err(unknown(Why::NoApplication));
        };
        self.has_telephone(&organization, &login)?;
        Ok(Order::of_client(&login))
    }

    /// Not every exchange looks at Replaces and Require: an address at a trunk is a call out like any other, for users
    /// with permission and for those who come from that trunk.
    fn may_reach(&mut self, now: Time, group: GroupId, asker: &Asker, to: &Uri) -> Result<(), (u16, Why)> {
        let Some(trunk) = self.rules.trunk_at(to).map(|trunk| trunk.name.clone()) else {
            return self.hand_over(now, group, asker, None);
        };
        match asker {
            Asker::Trunk(name) if *name == trunk => Ok(()),
            Asker::User(id) if self.settings.user(&id.organization, &id.login).is_some_and(|user| user.outbound) => {
                let number = to.user().map(|user| user.into_owned()).unwrap_or_default();
                self.hand_over(now, group, asker, Some(&number))
            }
            _ => Err((403, Why::NotPermitted)),
        }
    }

    /// The transfer counts as a call of its user.
    fn hand_over(&mut self, now: Time, group: GroupId, asker: &Asker, number: Option<&str>) -> Result<(), (u16, Why)> {
        let Asker::User(id) = asker else { return Ok(()) };
        let (settings, tolls) = (&self.settings, &self.plan.tolls);
        self.guard.hand_over(now, settings, tolls, group, id, number).map_err(|why| (403, why))
    }

    /// Who is at the other end of a call.
    pub(super) fn asker(&self, call: &Call, organization: &str) -> Asker {
        let caller = match call.side {
            Side::Inbound { .. } => self.guard.owner(call.sid).cloned(),
            Side::Outbound { .. } => None,
        };
        caller.map_or_else(|| self.asker_at(&call.reached(), organization), Asker::User)
    }

    /// Who is where a call has led.
    pub(super) fn asker_at(&self, there: &Reached, organization: &str) -> Asker {
        if let Some(login) = there.client.clone() {
            return Asker::User(UserId { organization: organization.to_owned(), login });
        }
        let at_source = || self.gate.trunk_at(there.source?).map(str::to_owned);
        there.trunk.clone().or_else(at_source).map_or(Asker::Stranger, Asker::Trunk)
    }

    fn has_telephone(&self, organization: &str, login: &str) -> Result<(), (u16, Why)> {
        let aor = Aor { organization: organization.to_owned(), login: login.to_owned() };
        // One that sleeps is woken when it is dialled.
        let can_be_woken = self.settings.user(organization, login).is_some_and(|user| user.push.is_some());
        match can_be_woken || !self.registrar.destinations(&aor).is_empty() {
            true => Ok(()),
            false => Err((480, Why::NotRegistered)),
        }
    }

    /// A host that `[transfer] hosts` lets transfers reach: numbers of trunks and what is ours are routed all the same.
    pub(super) fn is_set_free(&self, to: &Uri) -> bool {
        let is_named = |host: &String| host == "*" || host.eq_ignore_ascii_case(to.host());
        let is_free = self.settings.transfer.hosts.iter().any(is_named);
        is_free && self.is_elsewhere(to) && self.rules.trunk_at(to).is_none()
    }

    fn application(&self, organization: String, own: &Application) -> transfer::Application {
        transfer::Application {
            organization,
            url: own.voice_url.clone(),
            method: own.voice_method,
            fallback: own.voice_fallback_url.clone().map(|url| (url, own.voice_fallback_method)),
            refer_url: self.settings.transfer_document(own),
        }
    }
}

/// A call to a SIP address as it is.
pub(super) fn address(to: &Uri) -> Result<Order, (u16, Why)> {
    Order::of_sip(to.as_str()).map_err(|_| (404, Why::BadAddress))
}

/// What the INVITE of a substitute says. One that does not know Replaces shall refuse, and not ring (RFC 5589 §7.1).
fn headers_of(refer: &Refer, replaces: &Replaces) -> Vec<(String, String)> {
    let header = |name: Name, value: String| (name.as_str().to_owned(), value);
    let by = refer.referred_by.as_ref().map(|by| header(Name::ReferredBy, by.to_string()));
    let own = [header(Name::Replaces, replaces.to_string()), header(Name::Require, "replaces".to_owned())];
    own.into_iter().chain(by).collect()
}
