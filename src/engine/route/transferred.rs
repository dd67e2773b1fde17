//! The same decisions for a call that is not there yet: where somebody in a call would reach whom a REFER names,
//! and whoever is called the contact of its 3xx.

use super::caller::UserId;
use super::organization::organization_of_host;
use super::step::{self, Case, Verdict};
use super::{Destination, Route, Why};
use crate::engine::Engine;
use crate::engine::gate::Source;
use crate::engine::onward::Asker;
use crate::wire::sip::Uri;

impl Engine {
    /// Where a call of `asker` to that address leads; `organization` is whose call it is in.
    pub(in crate::engine) fn route_of(&self, asker: &Asker, organization: &str, to: &Uri) -> Result<Route, (u16, Why)> {
        let (settings, own) = (&self.settings, &self.plan.own);
        let user = if let Asker::User(id) = asker { Some(id) } else { None };
        let home = settings.directory(user.map_or(organization, |id| &id.organization));
        let known = user.and_then(|id| home?.users.get_key_value(&id.login));
        let called = to.user().map(|user| user.into_owned()).unwrap_or_default();
        let mut case = Case {
            settings,
            plan: &self.plan,
            service: step::Service::Call,
            source: match asker {
                Asker::Trunk(name) => Source::Trunk(name.clone()),
                // Sent here by us, as a call to our own domain is.
                Asker::Callee => Source::Own,
                Asker::User(_) | Asker::Stranger => Source::Stranger,
            },
            peers: if let Asker::Trunk(name) = asker { vec![name.clone()] } else { Vec::new() },
            estranged: None,
            home,
            // A number without a host is called as one dials it at home.
            target: if to.is_sip() { organization_of_host(settings, own, to.host()) } else { home },
            caller: known.map_or(step::Caller::Other, |(login, user)| step::Caller::User(login, user)),
            called: called.clone(),
            contact: String::new(),
            host: if to.is_sip() { to.host().to_owned() } else { String::new() },
        };
        let verdict = case.decide(None, |_, _| {});
        let is_ours = case.speaks_for_called(&verdict);
        let (organization, to) = match verdict {
            Verdict::Run(organization, own) => (organization.to_owned(), Destination::Application(own.clone())),
            Verdict::Client(organization, login) => (organization.to_owned(), Destination::Client(login.to_owned())),
            Verdict::Outbound { number, trunk } => {
                let to = Destination::Outbound { number, trunk: trunk.map(str::to_owned) };
                (home.map_or("", |home| home.name).to_owned(), to)
            }
            // A challenge would go to nobody.
            Verdict::Refuse(401 | 407, why, _) | Verdict::Drop(why) => return Err((403, why)),
            Verdict::Refuse(status, why, _) => return Err((status, why)),
        };
        let user: Option<UserId> = user.cloned();
        Ok(Route { organization, user, called, is_ours, to })
    }

    /// Whether an address is neither ours nor of any organisation.
    pub(in crate::engine) fn is_elsewhere(&self, to: &Uri) -> bool {
        let host = to.host();
        let is_named = self.settings.directories().any(|directory| directory.has_host(host));
        to.is_sip() && !is_named && !self.plan.own.has(host)
    }
}
