//! The registrar among the calls: logins are proved, changes are written down, signs of life asked for, and the calls
//! of a telephone that gives none end (spec §9.4). The bindings themselves are in `sip/registrar`.

use super::ledger::Purpose;
use super::route::{Caller, Challenger, Decision, UserId};
use super::{Engine, Level, Note, Output};
use crate::base::Time;
use crate::call::family::Family;
use crate::sip::registrar::{Aor, Binding, Destination, Loss};
use crate::sip::{self, DialogId, Request, Response, ServedId};
use crate::wire::sip::{Flow, Message, Method, Name, NameAddr, Uri};

impl Engine {
    /// Contacts of all users.
    pub fn contacts(&self) -> usize {
        self.registrar.len()
    }

    /// Their REGISTER: whoever proves to be the user of To may say where that user is.
    pub(super) fn on_register(&mut self, now: Time, id: ServedId, request: &Message, flow: Flow) {
        let by = match self.settings.register_challenge() {
            407 => Challenger::Proxy,
            _ => Challenger::Server,
        };
        let response = match self.authenticate(now, request, &flow, by) {
            // RFC 3327 §5.3: what must be used and is not is refused.
            Ok(Caller::User(user)) if is_for(request, &user) && self.insists_on_path(request, flow) => {
                let text =
                    "a REGISTER insists on its Path, and nobody at its source is believed to know one".to_owned();
                let name = "path_not_believed".to_owned();
                self.outputs.push_back(Output::Note(Note { call: None, level: Level::Info, code: 0, name, text }));
                Response::new(420).with_headers(vec![(Name::Unsupported.as_str().to_owned(), "path".to_owned())])
            }
            Ok(Caller::User(user)) if is_for(request, &user) => {
                let aor = Aor::from(user);
                let response = self.registrar.register(now, &aor, &self.believed(request, flow), flow);
                // Written down before the telephone hears that it is.
                while self.pump_registrar(now) {}
                self.sip.respond(now, id, response);
                return self.on_awake(now, &aor);
            }
            // Nobody registers for another, and a known address is no login.
            Ok(_) => Response::new(403),
            Err(refused) => self.refusal_of(now, request, &flow, refused),
        };
        self.sip.respond(now, id, response);
    }

    /// Calls that have waited for this user to register go on (spec §5.5).
    fn on_awake(&mut self, now: Time, aor: &Aor) {
        if self.registrar.destinations(aor).is_empty() {
            return;
        }
        for group in self.ledger.arrived(aor) {
            self.with_family(now, group, |family, means| family.on_registered(means, &aor.login));
        }
    }

    /// A Path is the word of a proxy, and we know ours by their addresses: a telephone that writes one would have us
    /// send to whomever it likes (RFC 3327 §6, threats-and-faults A14).
    fn believed(&self, request: &Message, flow: Flow) -> Message {
        let mut believed = request.clone();
        if !self.gate.trusts(&flow) {
            believed.remove(Name::Path);
        }
        believed
    }

    /// Whether a Path that is not believed must be used.
    fn insists_on_path(&self, request: &Message, flow: Flow) -> bool {
        let has_path = request.header(Name::Path).is_some();
        has_path && request.has_word(Name::Require, "path") && !self.gate.trusts(&flow)
    }

    /// What a refused request hears, and what the log does.
    pub(super) fn refusal_of(&mut self, now: Time, request: &Message, flow: &Flow, refused: Decision) -> Response {
        let Decision::Refuse { status, headers, why } = refused else { return Response::new(403) };
        self.note_refused(now, status, why, request, flow);
        Response { phrase: why.phrase(), ..Response::new(status).with_headers(headers) }
    }

    /// Hands out what the registrar wants; false when it wants nothing.
    pub(super) fn pump_registrar(&mut self, now: Time) -> bool {
        use sip::registrar::Output as O;
        let Some(output) = self.registrar.poll() else { return false };
        match output {
            O::Changed(change) => self.outputs.push_back(Output::Bindings(change)),
            O::Ping(destination) => self.ping(now, *destination),
            O::Lost { binding, loss } => self.on_lost(now, &binding, loss),
        }
        true
    }

    /// A dialog that a telephone of this user opened belongs to the contact it came from.
    pub(super) fn note_phone(&mut self, dialog: DialogId, user: &UserId, flow: &Flow) {
        let aor = Aor::from(user.clone());
        let contact = self.registrar.of(&aor).find(|binding| binding.flow() == Some(*flow)).map(|binding| binding.id);
        if let Some(contact) = contact {
            self.ledger.note_phone(dialog, contact);
        }
    }

    /// OPTIONS along the way of its calls (RFC 3261 §11).
    fn ping(&mut self, now: Time, destination: Destination) {
        let own = NameAddr::new(Uri::sip(Some("callwright"), &self.rules.host, None));
        let to = NameAddr::new(destination.uri.clone());
        let request = Request {
            headers: vec![(Name::Accept.as_str().to_owned(), "application/sdp".to_owned())],
            ..self.request_to(&destination, Method::Options, own, to)
        };
        let sent = self.sip.request(now, request);
        self.ledger.send(sent, Purpose::Ping(destination.binding));
    }

    /// A request to a contact, without headers and body.
    pub(super) fn request_to(
        &self,
        destination: &Destination,
        method: Method,
        from: NameAddr,
        to: NameAddr,
    ) -> Request {
        Request {
            flow: destination.route.is_empty().then_some(destination.flow),
            route: destination.route.clone(),
            spare: destination.spare.clone(),
            transport: destination.flow.transport,
            ..Request::new(method, destination.uri.clone(), from, to)
        }
    }

    fn on_lost(&mut self, now: Time, binding: &Binding, loss: Loss) {
        // Whoever closes a connection may say more over the next one: its calls are not over.
        if let Loss::Closed(why) = &loss {
            let level = if why.is_some() { Level::Warning } else { Level::Info };
            let text = format!("contact {} was forgotten: {loss}; {}", binding.id.0, of_contact(binding));
            let name = "contact_lost".to_owned();
            return self.outputs.push_back(Output::Note(Note { call: None, level, code: 0, name, text }));
        }
        // Its calls are those of the telephone, and that is still there.
        if let Some(other) = self.registrar.sibling(binding) {
            self.ledger.move_phone(binding.id, other);
        }
        let whose = of_contact(binding);
        let text = format!("contact {} was forgotten and its calls ended: {loss}; {whose}", binding.id.0);
        let name = "contact_lost".to_owned();
        self.outputs.push_back(Output::Note(Note { call: None, level: Level::Warning, code: 0, name, text }));
        self.end_calls_of(now, binding);
    }

    /// A call that the telephone has taken with it to another place goes on there.
    fn end_calls_of(&mut self, now: Time, binding: &Binding) {
        for dialog in self.ledger.dialogs_of(binding.id) {
            if binding.flow().is_some_and(|flow| self.sip.has_moved_from(dialog, flow)) {
                continue;
            }
            if let Some((group, call)) = self.ledger.owner(dialog) {
                self.with_family(now, group, |family: &mut Family, means| family.lose(means, call));
            }
        }
    }
}

/// Whose contact it is and where, as the log says it.
pub(super) fn of_contact(binding: &Binding) -> String {
    let Aor { login, organization } = &binding.aor;
    format!("user={login} organization={organization} peer={}", binding.peer())
}

/// Whether the REGISTER is about the user who logged in (RFC 3261 §10.3 step 4).
fn is_for(request: &Message, user: &UserId) -> bool {
    request.to().is_some_and(|to| to.uri.user().is_some_and(|login| *login == user.login))
}

impl From<UserId> for Aor {
    fn from(user: UserId) -> Self {
        Self { organization: user.organization, login: user.login }
    }
}

#[cfg(test)]
mod tests;
