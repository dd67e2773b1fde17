//! A 3xx to an INVITE of ours: where its contacts lead, and whether the call may go there. Whoever redirects decides no
//! more than by a call of its own: the steps of the dial plan, the guard and the numbers that are barred are asked as
//! for that (RFC 3261 §8.1.3.4; spec §4.6, threats-and-faults A11). The trunk that it then goes by counts it like any
//! call.

use super::onward::{Asker, address};
use super::route::{Destination, Why};
use super::{Engine, arrival};
use crate::base::Time;
use crate::call::call::CallId;
use crate::call::diversion::Diverter;
use crate::call::family::{Contact, Family, Final, Forward};
use crate::call::verb::dial::Order;
use crate::sip::DialogId;
use crate::sip::registrar::Aor;
use crate::wire::sip::Uri;

impl Engine {
    /// A call was refused: where it goes instead, if anywhere. The answer is part of the refusal.
    pub(super) fn forward_of(&mut self, now: Time, dialog: DialogId, end: Final) -> Final {
        let Some((group, call)) = self.ledger.owner(dialog) else { return end };
        let Some(mut family) = self.families.remove(&group) else { return end };
        let end = self.forward(now, &mut family, call, end);
        self.families.insert(group, family);
        end
    }

    /// The same of a family that is at work.
    pub(super) fn forward(&mut self, now: Time, family: &mut Family, call: CallId, end: Final) -> Final {
        if !self.rules.follow_redirects {
            return end;
        }
        family.learn_contacts(call, &end);
        while let Some(contact) = family.next_contact(call).cloned() {
            match self.lead_forward(now, family, call, &contact) {
                Ok(Some(forward)) => return Final { forward: Some(Box::new(forward)), ..end },
                Ok(None) => family.pass_over_contact(call),
                Err(why) => {
                    let text = format!("a redirection was not followed: {why}");
                    self.note_refusal(Some(family.call(call).sid), why, text);
                    family.pass_over_contact(call);
                }
            }
        }
        end
    }

    /// Where a contact leads; nothing where the caller's Dial has called already.
    fn lead_forward(
        &mut self,
        now: Time,
        family: &Family,
        call: CallId,
        contact: &Contact,
    ) -> Result<Option<Forward>, Why> {
        let asker = match self.asker_at(&contact.by, family.organization()) {
            Asker::Stranger => Asker::Callee,
            known => known,
        };
        // A telephone writes the name by which it knows us, and nobody need have told us that name.
        let is_known = self.is_known_as(family, call, &asker, &contact.uri);
        let Way { order, number, is_home } = self.way_of(family, &asker, &contact.uri, is_known)?;
        if family.has_tried(call, &order) {
            return Ok(None);
        }
        self.answer_for(now, family, call, &asker, number.as_deref())?;
        Ok(Some(Forward { order, by: self.diverter(&asker), is_home }))
    }

    /// Who others are told has sent a call on: a user of ours, by the identity that its own calls have (A10). What
    /// anybody else is called we have from others.
    fn diverter(&self, asker: &Asker) -> Option<Diverter> {
        let Asker::User(id) = asker else { return None };
        let user = self.settings.user(&id.organization, &id.login);
        let number = user.and_then(|user| user.identities.first().cloned());
        Some(Diverter { login: id.login.clone(), number })
    }

    /// The call that a contact amounts to; `is_known` says that its host is what whoever redirects calls us.
    fn way_of(&self, family: &Family, asker: &Asker, to: &Uri, is_known: bool) -> Result<Way, Why> {
        let organization = family.organization();
        if self.is_elsewhere(to) && !is_known {
            return self.way_elsewhere(asker, to);
        }
        match self.routed(asker, organization, to)? {
            (its, Destination::Client(login)) if its == organization => {
                let aor = Aor { organization: its, login: login.clone() };
                match self.registrar.destinations(&aor).is_empty() {
                    true => Err(Why::NotRegistered),
                    false => Ok(Way::of(Order::of_client(&login))),
                }
            }
            (_, Destination::Outbound { number, trunk }) => {
                let order = arrival::of_number(&self.settings, &number, trunk.as_deref());
                Ok(Way { number: Some(number), ..Way::of(order) })
            }
            // An application of ours, or somebody of another organisation: the call comes in again (spec §5.1).
            (its, Destination::Application(_) | Destination::Client(_)) => {
                let user = to.user().map(|user| user.into_owned()).unwrap_or_default();
                let here = match to.is_sip() {
                    // The name service need not know what a telephone calls us.
                    true if is_known => self.here(),
                    true => to.clone(),
                    false => Uri::sip(None, family.host(&self.rules), None),
                };
                let order = order_to(&Uri::sip(Some(&user), here.host(), here.port()))?;
                Ok(Way { is_home: its == organization, ..Way::of(order) })
            }
        }
    }

    /// An address of our own: a host that is not a domain of ours has the port that we listen on.
    fn here(&self) -> Uri {
        let own = &self.rules;
        let is_named = own.domains.iter().any(|domain| domain.eq_ignore_ascii_case(&own.host));
        Uri::sip(None, &own.host, own.own_address.filter(|_| !is_named).map(|address| address.port()))
    }

    /// The steps that a call of whoever redirects would go through. A user whose calls all go to an application of its
    /// own forwards those of others like anybody who has none.
    fn routed(&self, asker: &Asker, organization: &str, to: &Uri) -> Result<(String, Destination), Why> {
        let own = match asker {
            Asker::User(id) => self.settings.user(&id.organization, &id.login),
            _ => None,
        };
        let is_captured = own.is_some_and(|user| user.application.is_some());
        let asker = if is_captured { &Asker::Callee } else { asker };
        let route = self.route_of(asker, organization, to).map_err(|(_, why)| why)?;
        Ok((route.organization, route.to))
    }

    /// A call to an address of others, where it may go there. One at a trunk is a call out: for users with permission,
    /// and for whoever is behind that trunk, who is called there as the trunk wants its calls; never to a number that
    /// is barred. Any other is reached by no call of a user's own, and so by what its transfers reach alone
    /// (threats-and-faults S28).
    fn way_elsewhere(&self, asker: &Asker, to: &Uri) -> Result<Way, Why> {
        let by_address = || self.gate.trunk_at(to.host().parse().ok()?).map(str::to_owned);
        let by_name = self.rules.trunk_at(to).map(|trunk| trunk.name.clone());
        let Some(trunk) = by_name.or_else(by_address) else {
            let is_allowed = || self.is_set_free(to) && self.rules.transfer.allow(to, false);
            return match asker {
                Asker::User(_) if !is_allowed() => Err(Why::OutsideDialPlan),
                _ => Ok(Way::of(order_to(to)?)),
            };
        };
        let number = to.user().map(|user| user.into_owned()).unwrap_or_default();
        self.plan.tolls.judge(&number).map_err(|_| Why::Barred)?;
        match asker {
            Asker::Trunk(name) if *name == trunk => Ok(Way::of(self.within(&trunk, &number, to)?)),
            Asker::User(id) if self.settings.user(&id.organization, &id.login).is_some_and(|user| user.outbound) => {
                Ok(Way { number: Some(number), ..Way::of(order_to(to)?) })
            }
            _ => Err(Why::NotPermitted),
        }
    }

    /// A trunk sends a call on to another address of its own: that one may challenge as the first one did.
    fn within(&self, trunk: &str, number: &str, to: &Uri) -> Result<Order, Why> {
        match self.rules.trunk(Some(trunk)).filter(|_| !number.is_empty()) {
            Some(_) => Order::of_number_at(to.as_str(), number, trunk).map_err(|_| Why::BadAddress),
            None => order_to(to),
        }
    }

    /// The call is one of whoever redirects from now on, in place of what it was to them before.
    fn answer_for(
        &mut self,
        now: Time,
        family: &Family,
        call: CallId,
        asker: &Asker,
        number: Option<&str>,
    ) -> Result<(), Why> {
        let Asker::User(id) = asker else { return Ok(()) };
        self.guard.send_on(now, &self.settings, &self.plan.tolls, family.call(call).sid, id, number)
    }
}

/// The call that a contact amounts to.
struct Way {
    order: Order,
    /// The number that it is to, where it may cost something.
    number: Option<String>,
    /// It comes in again, to the organisation that it comes from.
    is_home: bool,
}

impl Way {
    /// It costs nothing, and does not come back.
    const fn of(order: Order) -> Self {
        Self { order, number: None, is_home: false }
    }
}

/// A call to that address as it is.
fn order_to(to: &Uri) -> Result<Order, Why> {
    address(to).map_err(|(_, why)| why)
}
