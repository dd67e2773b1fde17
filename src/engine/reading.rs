//! Text messages that applications read (spec §3.9, §9.7; RFC 3428): one that came is accepted and shown to its
//! application; the ways of those that the application sends are found here. What a document says is `call/reading`'s
//! business, sending is `texting`'s, messages between telephones are `outside`'s.
//!
//! A message is answered with 202 as soon as its application is known, and not with what the document makes of it: the
//! telephone hears that it was accepted and no more (RFC 3428 §7), and nobody waits for a web server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ledger::Owner;
use super::outside::{is_text, no_text};
use super::route::{Caller, UserId};
use super::settings::Application;
use super::{Engine, Level, Note, Output, arrival, events, means};
use crate::base::{CallSid, MessageSid, Time};
use crate::call::family::Means;
use crate::call::message::{self, By, Way};
use crate::call::reading::{Arrived, Hooks, Reading, Text, Want};
use crate::call::verb::dial::target::{self, Target};
use crate::rcml::Span;
use crate::sip::registrar::Aor;
use crate::sip::{Response, ServedId};
use crate::wire::http::{Fault, Reply};
use crate::wire::sip::{Flow, Message, Name, NameAddr, Uri};

/// Messages that are read, until their documents are done.
pub(super) type Readings = BTreeMap<MessageSid, Thread>;

/// Why a message cannot be sent: the code of spec §13, and the reason.
type Nowhere = (u32, &'static str);

/// Who reads a message.
pub(super) struct Reader {
    /// Whose number it is.
    pub(super) organization: String,
    /// As it was written.
    pub(super) number: String,
    /// What it leads to.
    pub(super) application: Application,
}

/// One message that came and what it leads to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Thread {
    reading: Reading,
    desk: Desk,
}

/// From where an application sends.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Desk {
    organization: String,
    /// The name that its requests have in log and outbox, where calls have theirs.
    call: CallSid,
    /// The user that has sent the message, whose permissions count.
    user: Option<UserId>,
    /// Whoever has sent it, and the way that it came.
    back: NameAddr,
    flow: Flow,
    /// It was sent by an application of ours.
    is_loop: bool,
}

impl Engine {
    /// A MESSAGE for an application.
    pub(super) fn on_text(
        &mut self,
        now: Time,
        id: ServedId,
        request: &Message,
        flow: Flow,
        caller: Caller,
        to: Reader,
    ) {
        if !is_text(&request.header(Name::ContentType).unwrap_or_default()) {
            return self.sip.respond(now, id, no_text());
        }
        let Some(back) = self.sender(request, &caller) else { return self.sip.respond(now, id, Response::new(400)) };
        if self.draining || self.readings.len() >= self.settings.limits.calls {
            return self.sip.respond(now, id, Response::new(503).with_headers(events::retry_after()));
        }
        let Some(hooks) = hooks(&to.application) else { return self.sip.respond(now, id, Response::new(404)) };
        self.sip.respond(now, id, Response::new(202));
        let rng = self.mint.rng();
        let sid = MessageSid::mint(rng);
        let desk = Desk {
            organization: to.organization,
            call: CallSid::mint(rng),
            user: if let Caller::User(user) = caller { Some(user) } else { None },
            back,
            flow,
            is_loop: self.plan.is_loop(&flow),
        };
        let arrived = Arrived {
            sid,
            from: arrival::name_of(&desk.back.uri),
            to: to.number,
            text: String::from_utf8_lossy(&request.body).into_owned(),
            headers: arrival::x_headers(request),
            source_ip: flow.peer.ip().to_canonical().to_string(),
        };
        let reading = Reading::start(&mut means!(self, now), arrived, hooks);
        self.go_on(now, Thread { reading, desk });
    }

    /// The document of a message came, or did not.
    pub(super) fn on_text_document(&mut self, now: Time, sid: MessageSid, result: Result<Reply, Fault>) {
        let Some(mut thread) = self.readings.remove(&sid) else { return };
        thread.reading.on_fetched(&mut means!(self, now), result);
        self.go_on(now, thread);
    }

    /// Does what the document wants until it waits for something or is done.
    fn go_on(&mut self, now: Time, mut thread: Thread) {
        while let Some(want) = thread.reading.poll() {
            match want {
                Want::Ask(exchange) => {
                    let id = self.mint.request();
                    self.ledger.expect(id, Owner::Reading(thread.reading.arrived().sid));
                    self.outputs.push_back(Output::Fetch { id, call: thread.desk.call, exchange });
                }
                Want::Send(text) => {
                    let is_sent = self.send(now, &mut thread, *text);
                    thread.reading.on_sent(&mut means!(self, now), is_sent);
                }
                Want::Note { level, code, name, text } => self.note_text(level, code, &name, text),
            }
        }
        if !thread.reading.is_over() {
            self.readings.insert(thread.reading.arrived().sid, thread);
        }
    }

    /// Sends a message to every telephone of whom it is for; false where there is none.
    fn send(&mut self, now: Time, thread: &mut Thread, text: Text) -> bool {
        let ways = if text.is_refused { Ok(Vec::new()) } else { self.ways(&thread.desk, &text) };
        let ways = ways.unwrap_or_else(|(code, why)| {
            self.note_text(Level::Warning, code, "message_to", format!("a text message was not sent: {why}"));
            Vec::new()
        });
        let is_sent = !ways.is_empty();
        let told = thread.reading.promise(&mut means!(self, now), &text);
        let Text { sid, text, .. } = text;
        self.send_text(now, message::Message { sid, call: thread.desk.call, text, ways, told });
        is_sent
    }

    /// The ways to its addressee: whoever sent the message that it answers, `client:NAME`, the name of a client, a SIP
    /// address, a number.
    fn ways(&self, desk: &Desk, text: &Text) -> Result<Vec<Way>, Nowhere> {
        let (to, from) = (text.to.as_str(), text.from.as_str());
        let is_client = |login: &str| self.settings.user(&desk.organization, login).is_some();
        if to == arrival::name_of(&desk.back.uri) {
            return self.ways_back(desk, from);
        }
        if let Some(login) = to.strip_prefix("client:").map(str::trim).or(Some(to).filter(|to| is_client(to))) {
            return self.ways_to_client(&desk.organization, login, from);
        }
        if let Some(uri) = to.parse::<Uri>().ok().filter(|_| to.contains('@')) {
            return self.ways_to_address(desk, &uri, from);
        }
        let Ok(Target::Number(to)) = target::number(to, Span::default()).0 else {
            return Err((14101, "its recipient is no number, client or SIP address"));
        };
        let trunk = self.rules.trunk(self.rules.outbound.as_deref());
        let trunk = trunk.ok_or((14101, "no trunk is set up for numbers"))?;
        self.may_text(desk, &to.number)?;
        Ok(vec![trunk.way(from, &to.number)])
    }

    /// To all telephones of the user who has sent a message, or through the trunk that it came from; where neither can
    /// be called, to where it came from.
    fn ways_back(&self, desk: &Desk, from: &str) -> Result<Vec<Way>, Nowhere> {
        // Two applications that answer each other would never come to an end.
        if desk.is_loop {
            return Err((0, "it answers an application of ours"));
        }
        if let Some(user) = &desk.user {
            let ways = self.ways_to_client(&user.organization, &user.login, from);
            if ways.is_ok() {
                return ways;
            }
        } else if let Some(trunk) = self.rules.trunk(self.gate.trunk(&desk.flow)) {
            return Ok(vec![trunk.way(from, &arrival::name_of(&desk.back.uri))]);
        }
        let peer = desk.flow.peer;
        let user = desk.back.uri.user().map(|user| user.into_owned());
        let there = Uri::sip(user.as_deref(), &peer.ip().to_canonical().to_string(), Some(peer.port()));
        let uri = there.with_param("transport", desk.flow.transport.param());
        let to = NameAddr::new(desk.back.uri.clone());
        let by = By::address(uri);
        Ok(vec![Way { from: self.own(&desk.organization, from), to, by }])
    }

    fn ways_to_client(&self, organization: &str, login: &str, from: &str) -> Result<Vec<Way>, Nowhere> {
        let user = self.settings.user(organization, login).ok_or((14101, "its recipient is no client"))?;
        if !user.active {
            return Err((11001, "its recipient is not active"));
        }
        let aor = Aor { organization: organization.to_owned(), login: login.to_owned() };
        let (from, to) = (self.own(organization, from), self.own(organization, login));
        let way = |way| Way { from: from.clone(), to: to.clone(), by: By::Client(Box::new(way)) };
        let ways: Vec<Way> = self.registrar.destinations(&aor).into_iter().map(way).collect();
        if ways.is_empty() { Err((0, "no telephone of its recipient is registered")) } else { Ok(ways) }
    }

    /// At a host of ours a client, at a trunk's a number of it, and else whoever is there.
    fn ways_to_address(&self, desk: &Desk, to: &Uri, from: &str) -> Result<Vec<Way>, Nowhere> {
        let user = to.user().map(|user| user.into_owned()).unwrap_or_default();
        if let Some(trunk) = self.rules.trunk_at(to) {
            self.may_text(desk, &user)?;
            return Ok(vec![trunk.way(from, &user)]);
        }
        if !self.is_elsewhere(to) {
            return self.ways_to_client(&desk.organization, &user, from);
        }
        let by = By::address(to.without_headers());
        Ok(vec![Way { from: self.own(&desk.organization, from), to: NameAddr::new(to.clone()), by }])
    }

    /// What a user may not call it does not reach through an application either (threats-and-faults A11).
    fn may_text(&self, desk: &Desk, number: &str) -> Result<(), Nowhere> {
        match desk.user.is_some() && self.plan.tolls.judge(number).is_err() {
            true => Err((11001, "[guard] bars the number or its country")),
            false => Ok(()),
        }
    }

    /// A user of the organisation, as others see it.
    fn own(&self, organization: &str, user: &str) -> NameAddr {
        let directory = self.settings.directory(organization);
        let host = directory.and_then(|directory| directory.hosts().next().map(str::to_owned));
        let host = host.unwrap_or_else(|| self.rules.host.clone());
        NameAddr::new(match format!("sip:{host}").parse::<Uri>() {
            Ok(uri) => Uri::sip(Some(user), uri.host(), uri.port()),
            Err(_) => Uri::sip(Some(user), &host, None),
        })
    }

    fn note_text(&mut self, level: Level, code: u32, name: &str, text: String) {
        self.outputs.push_back(Output::Note(Note { call: None, level, code, name: name.to_owned(), text }));
    }
}

fn hooks(application: &Application) -> Option<Hooks> {
    Some(Hooks {
        url: application.sms_url.clone()?,
        method: application.sms_method,
        fallback: application.sms_fallback_url.clone().map(|url| (url, application.sms_fallback_method)),
    })
}
