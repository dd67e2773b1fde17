//! Requests that are no calls (spec §9.7): who answers REGISTER, MESSAGE, SUBSCRIBE, PUBLISH, REFER and INFO
//! outside dialogs, and MESSAGE in one. Messages for applications go on in `reading`. Whoever may not call may
//! not send these either (threats-and-faults A8).

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::ledger::Purpose;
use super::reading::Reader;
use super::route::{Caller, Challenger, Decision, Destination, UserId};
use super::trunk::Replied;
use super::{Engine, arrival};
use crate::base::Time;
use crate::sip::registrar::{self, Aor};
use crate::sip::{Allow, DialogId, Request, Response, SentId, ServedId};
use crate::wire::sip::{Flow, Message, Method, Name, NameAddr, Uri};

/// What a MESSAGE is of that an application can read.
const TEXT: &str = "text/plain";

/// A MESSAGE that was sent on to every contact of its addressee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Relay {
    /// Contacts that have not answered.
    waiting: usize,
    /// The best refusal so far.
    best: u16,
}

impl Engine {
    pub(super) fn on_requested(&mut self, now: Time, id: ServedId, request: &Message, flow: Flow) {
        if request.method() == Some(&Method::Register) {
            return self.on_register(now, id, request, flow);
        }
        let caller = match self.authenticate(now, request, &flow, Challenger::Proxy) {
            Ok(caller) => caller,
            Err(refused) => {
                let response = self.refusal_of(now, request, &flow, refused);
                return self.sip.respond(now, id, response);
            }
        };
        match request.method() {
            Some(Method::Message) => self.on_message(now, id, request, flow, caller),
            method => self.sip.respond(now, id, refusal(method)),
        }
    }

    /// A request of ours came to its end.
    pub(super) fn on_replied(&mut self, now: Time, sent: SentId, reply: &Replied<'_>) {
        let status = reply.status;
        match self.ledger.sent(sent) {
            Some(Purpose::Ping(contact)) => self.registrar.on_pong(now, contact, status, reply.obstacle.cloned()),
            Some(Purpose::Relay(served)) => self.on_relayed(now, served, status),
            Some(Purpose::Text(sid, way)) => self.on_text_answered(now, sid, way, reply),
            // Whoever asked is gone.
            None => {}
        }
    }

    /// To whom it may concern: every contact of the user that is called, in the organisation of the sender, or the
    /// application of the number (spec §9.7).
    fn on_message(&mut self, now: Time, id: ServedId, request: &Message, flow: Flow, caller: Caller) {
        match self.decide_text(now, request, &flow, &caller) {
            Decision::Run(route) => match route.to {
                Destination::Client(login) => {
                    let user = UserId { organization: route.organization, login };
                    self.message_client(now, id, request, &caller, user);
                }
                Destination::Application(own) => {
                    let to = Reader { organization: route.organization, number: route.called, application: own };
                    self.on_text(now, id, request, flow, caller, to);
                }
                // Nobody sends texts of others on to a trunk.
                Destination::Outbound { .. } => self.sip.respond(now, id, Response::new(404)),
            },
            refused @ Decision::Refuse { .. } => {
                let response = self.refusal_of(now, request, &flow, refused);
                self.sip.respond(now, id, response);
            }
            Decision::Drop(_) => self.sip.ignore_request(now, id),
        }
    }

    fn message_client(&mut self, now: Time, id: ServedId, request: &Message, caller: &Caller, user: UserId) {
        let ways = self.registrar.destinations(&Aor::from(user));
        if ways.is_empty() {
            return self.sip.respond(now, id, Response::new(480));
        }
        let from = self.sender(request, caller);
        self.relay(now, id, request, from, &ways);
    }

    /// Words in a call: for the party at the other end of the bridge, whose answer goes back. An
    /// application does not read them; those that it could read are taken all the same, for a
    /// telephone would show their refusal as a failed call.
    pub(super) fn on_messaged(&mut self, now: Time, dialog: DialogId, id: ServedId, content_type: &str, body: Bytes) {
        let owner = self.ledger.owner(dialog);
        let family = owner.and_then(|(group, call)| Some((self.families.get(&group)?, call)));
        let peer = family.and_then(|(family, call)| family.call(family.bridged_with(call)?).dialog);
        let is_text = is_text(content_type);
        match peer {
            Some(peer) => {
                self.ledger.relay(id, Relay { waiting: 1, best: 0 });
                let sent = self.sip.message(now, peer, content_type, body);
                self.ledger.send(sent, Purpose::Relay(id));
            }
            None if is_text => self.sip.respond(now, id, Response::new(200)),
            None => self.sip.respond(now, id, no_text()),
        }
    }

    /// The From of a message as its addressee sees it: a user says no more than in a call (threats-and-faults A10).
    pub(super) fn sender(&self, request: &Message, caller: &Caller) -> Option<NameAddr> {
        let mut from = request.from()?;
        from.params.remove("tag");
        let Caller::User(id) = caller else { return Some(from) };
        let user = self.settings.user(&id.organization, &id.login);
        let name = arrival::amended(user, &id.login, &from.uri);
        let own = Uri::sip(Some(&name), from.uri.host(), from.uri.port());
        Some(if from.uri.user().is_some_and(|user| user == name) { from } else { NameAddr::new(own) })
    }

    fn relay(
        &mut self,
        now: Time,
        id: ServedId,
        request: &Message,
        from: Option<NameAddr>,
        ways: &[registrar::Destination],
    ) {
        let (Some(from), Some(to)) = (from, request.to()) else { return };
        let hops = request.max_forwards().unwrap_or(70).saturating_sub(1);
        let content_type = request.header(Name::ContentType).map_or("text/plain".to_owned(), |text| text.into_owned());
        let body = (!request.body.is_empty()).then(|| (content_type, request.body.clone()));
        let headers: Vec<_> =
            request.x_headers().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        self.ledger.relay(id, Relay { waiting: ways.len(), best: 0 });
        for way in ways {
            let message = Request {
                max_forwards: hops,
                headers: headers.clone(),
                body: body.clone(),
                ..self.request_to(way, Method::Message, from.clone(), to.clone())
            };
            let sent = self.sip.request(now, message);
            self.ledger.send(sent, Purpose::Relay(id));
        }
    }

    /// The first contact that takes it speaks for all; else the best of the refusals does (RFC 3261 §16.7).
    fn on_relayed(&mut self, now: Time, id: ServedId, status: u16) {
        let Some(mut relay) = self.ledger.relayed(id) else { return };
        if (200..300).contains(&status) {
            return self.sip.respond(now, id, Response::new(status));
        }
        relay.waiting -= 1;
        relay.best = better(relay.best, status);
        match relay.waiting {
            0 => self.sip.respond(now, id, Response::new(relay.best)),
            _ => self.ledger.relay(id, relay),
        }
    }
}

/// Whether an application could read it.
pub(super) fn is_text(content_type: &str) -> bool {
    content_type.is_empty() || content_type.to_ascii_lowercase().starts_with(TEXT)
}

/// The answer to what nobody here can read.
pub(super) fn no_text() -> Response {
    Response::new(415).with_headers(vec![(Name::Accept.as_str().to_owned(), TEXT.to_owned())])
}

/// The better of two refusals; 0 is none. A challenge of a telephone is none of the sender's business.
fn better(one: u16, other: u16) -> u16 {
    let found: Vec<u16> = [one, other].into_iter().filter(|code| *code > 0).collect();
    crate::call::verdict::best_refusal(&found).unwrap_or(500)
}

/// What a method gets that nobody here serves.
fn refusal(method: Option<&Method>) -> Response {
    match method {
        // No event package is ours outside calls (RFC 6665 §4.2.1.1), and which are is said (§8.2.2).
        Some(Method::Subscribe) => {
            Response::new(489).with_headers(vec![(Name::AllowEvents.as_str().to_owned(), "refer".to_owned())])
        }
        Some(Method::Info) => Response::new(481),
        Some(Method::Refer) => {
            let reason = "SIP;cause=404;text=\"REFER is served inside a bridged call only\"".to_owned();
            Response::new(404).with_headers(vec![("Reason".to_owned(), reason)])
        }
        _ => Response::new(405).with_headers(vec![(Name::Allow.as_str().to_owned(), Allow::Outside.to_string())]),
    }
}
