//! What a phone does about what happens to its calls, and how it carries out its acts.

use std::time::Duration;

use bytes::Bytes;

use super::call::Stage;
use super::{Noticed, Outgoing, Phone, quirk};
use crate::base::Time;
use crate::sim::story::{Act, Habit, PressBy};
use crate::sip::{DialogId, Event, Refusal, Response};
use crate::wire::dtmf;
use crate::wire::sip::{Algorithm, Authorization, Challenge, Credentials, Flow, Message, Method, Transport};

/// How long after a refused re-INVITE the next one is sent.
const AGAIN: Duration = Duration::from_secs(2);
/// How long an INFO says a key was held.
const HELD: u32 = 100;

impl Phone {
    pub(super) fn on_event(&mut self, now: Time, event: Event) {
        match event {
            Event::Incoming { dialog, request, .. } => self.on_invite(now, dialog, &request),
            Event::Progress { dialog, response } => {
                self.learn(dialog, Some(&response));
                self.on_answer(now, dialog, &response.body);
            }
            Event::Answered { dialog, response } => {
                if let Some(call) = self.calls.get_mut(&dialog) {
                    call.stage = Stage::Up;
                }
                self.learn(dialog, None);
                self.report(now, dialog, 200);
                self.on_answer(now, dialog, &response.body);
            }
            Event::Reoffered { dialog, offer } => self.on_reoffer(now, dialog, &offer),
            Event::Reanswered { dialog, result: Ok(body) } => self.on_answer(now, dialog, &body),
            Event::Reanswered { dialog, result: Err(_) } => {
                // The machines have tried again once already; whoever holds the phone presses the key once more.
                if let Some(call) = self.calls.get_mut(&dialog) {
                    call.again_at = Some(now + AGAIN);
                }
            }
            Event::Info { body, content_type, .. } => {
                let press = dtmf::read_info(&content_type, &body);
                self.out.extend(press.map(|press| Outgoing::Noticed(Noticed::Key(press.key))));
            }
            Event::Requested { request, message, .. } => {
                let response = self.answer_outside(&message);
                self.sip.respond(now, request, response);
            }
            Event::Messaged { request, .. } => self.sip.respond(now, request, Response::new(200)),
            Event::Offered { dialog, offer } => self.on_late_offer(now, dialog, &offer),
            Event::RefreshDue { dialog } => self.reoffer(now, dialog),
            Event::Pracked { dialog, answer: body } | Event::Acked { dialog, body } => {
                self.on_answer(now, dialog, &body);
            }
            Event::Referred { dialog, id, refer, .. } => self.on_referred(now, dialog, id, &refer),
            Event::Heard { .. } | Event::ReferAnswered { .. } | Event::ReferNotified { .. } => {}
            // A phone lives on one version of IP.
            Event::OfferWanted { .. } => {}
            Event::Refused { dialog, status, .. } => {
                self.report(now, dialog, status);
                self.let_go(dialog);
            }
            Event::Canceled { dialog, .. }
            | Event::AckTimeout { dialog }
            | Event::PrackTimeout { dialog }
            | Event::Expired { dialog }
            | Event::Ended { dialog, .. } => {
                self.let_go(dialog);
            }
            // A phone asks nothing outside calls.
            Event::Replied { request, cseq, .. } => self.registration.on_replied(request, cseq),
        }
    }

    /// Acts until the script waits.
    pub(super) fn go_on(&mut self, now: Time, dialog: DialogId) {
        while let Some(act) = self.calls.get_mut(&dialog).and_then(|call| call.take_act(now)) {
            self.perform(now, dialog, &act);
        }
    }

    /// Carries out one act in one call.
    pub(super) fn perform(&mut self, now: Time, dialog: DialogId, act: &Act) {
        match act {
            Act::Ring { status, early, headers } => self.ring(now, dialog, *status, *early, headers),
            Act::Answer { headers, unusable, twice } => self.answer(now, dialog, headers, *unusable, *twice),
            Act::Refuse { status, headers } => self.refuse(now, dialog, *status, headers.clone()),
            Act::Press { keys, by } => self.press(now, dialog, keys, *by),
            Act::Utter(utterance) => {
                if let Some(call) = self.calls.get_mut(&dialog) {
                    call.sound.utter(now, &self.card.name, utterance);
                }
            }
            Act::Hold(_) | Act::Resume => {
                let Some(call) = self.calls.get_mut(&dialog) else { return };
                call.hold = if let Act::Hold(way) = act { Some(*way) } else { None };
                self.reoffer(now, dialog);
            }
            Act::Switch(names) => {
                let Some(call) = self.calls.get_mut(&dialog) else { return };
                call.desk.switch(names.iter().filter_map(|name| name.parse().ok()).collect());
                self.reoffer(now, dialog);
            }
            Act::Offer(names) => {
                let Some(call) = self.calls.get_mut(&dialog) else { return };
                let names = names.iter().filter_map(|name| name.parse().ok()).collect();
                let offer = call.desk.offer_alone(names);
                self.sip.reinvite(now, dialog, offer.into());
            }
            Act::Write { words, kind } => drop(self.sip.message(now, dialog, kind, words.clone().into())),
            Act::Update => {
                let Some(call) = self.calls.get_mut(&dialog) else { return };
                let offer = call.desk.offer(call.hold);
                self.sip.update(now, dialog, offer.into());
            }
            Act::AskForOffer => self.sip.reinvite(now, dialog, Bytes::new()),
            Act::Transfer { .. } | Act::Join => self.ask_for_transfer(now, dialog, act),
            Act::HangUp { reason } => self.hang_up(now, dialog, reason.clone()),
            Act::Vanish => {
                self.gone = true;
                self.out.clear();
            }
            Act::Disconnect => self.disconnect(),
            Act::Garbage => self.throw_garbage(dialog),
            Act::Mute | Act::Speak => {
                if let Some(call) = self.calls.get_mut(&dialog) {
                    call.sound.mute(now, *act == Act::Mute);
                }
            }
            // waits are the script's business, calls and what belongs to no call are the play's
            Act::Wait(_) | Act::Call { .. } | Act::Register { .. } | Act::Ask { .. } => {}
        }
        self.settle(now);
    }

    /// Offers what we want the call to be like, held or not.
    pub(super) fn reoffer(&mut self, now: Time, dialog: DialogId) {
        let Some(call) = self.calls.get_mut(&dialog) else { return };
        call.again_at = None;
        let offer = call.desk.offer(call.hold);
        self.sip.reinvite(now, dialog, offer.into());
    }

    fn on_invite(&mut self, now: Time, dialog: DialogId, request: &Message) {
        if let Some(refusal) = self.challenge(request, &Method::Invite) {
            return self.sip.refuse(now, dialog, refusal);
        }
        self.called += 1;
        let mut call = self.new_call(now, Stage::Ringing);
        call.offer = request.body.clone();
        call.follow(now, &self.card.script);
        self.calls.insert(dialog, call);
        self.go_on(now, dialog);
    }

    /// The refusal that asks for credentials, unless the request carries the right ones.
    fn challenge(&self, request: &Message, method: &Method) -> Option<Refusal> {
        let demand = self.card.demands.as_ref()?;
        let (asks, answers) = match demand.status {
            407 => ("Proxy-Authenticate", "Proxy-Authorization"),
            _ => ("WWW-Authenticate", "Authorization"),
        };
        let credentials = Credentials::new(&demand.user, &demand.password);
        let proof = request.header(answers).and_then(|value| value.parse::<Authorization>().ok());
        if proof.is_some_and(|proof| credentials.verify(&proof, method)) {
            return None;
        }
        let challenge = Challenge::new(&self.card.name, "a-nonce-of-the-town", Algorithm::Sha256);
        Some(Refusal { status: demand.status, phrase: None, headers: vec![(asks.into(), challenge.to_string())] })
    }

    /// A phone takes messages, and is a registrar to whoever takes it for one, as a carrier would be.
    fn answer_outside(&self, message: &Message) -> Response {
        match message.method() {
            Some(Method::Message) => Response::new(200),
            Some(Method::Register) => match self.challenge(message, &Method::Register) {
                Some(refusal) => Response::new(refusal.status).with_headers(refusal.headers),
                None => {
                    let contact = message.header("Contact").unwrap_or_default().into_owned();
                    let expires = message.header("Expires").unwrap_or_default().into_owned();
                    Response::new(200).with_headers(vec![("Contact".into(), contact), ("Expires".into(), expires)])
                }
            },
            _ => Response::new(405),
        }
    }

    fn on_answer(&mut self, now: Time, dialog: DialogId, body: &Bytes) {
        let Some(call) = self.calls.get_mut(&dialog).filter(|_| !body.is_empty()) else { return };
        if let Some(terms) = call.desk.accept(&String::from_utf8_lossy(body)) {
            call.sound.shape(now, terms);
        }
    }

    /// The offer came in a response: PRACK or ACK carry our answer.
    fn on_late_offer(&mut self, now: Time, dialog: DialogId, offer: &Bytes) {
        let Some(call) = self.calls.get_mut(&dialog) else { return };
        let answer = call.desk.answer(&String::from_utf8_lossy(offer)).filter(|_| !call.withholds);
        let answer = answer.map(|(answer, terms)| {
            call.sound.shape(now, terms);
            answer
        });
        self.sip.acknowledge(now, dialog, answer.unwrap_or_default().into());
    }

    fn on_reoffer(&mut self, now: Time, dialog: DialogId, offer: &Bytes) {
        let Some(call) = self.calls.get_mut(&dialog) else { return };
        if offer.is_empty() && self.card.is(Habit::WantsOffers) {
            return self.sip.decline(now, dialog, 488);
        }
        if offer.is_empty() {
            let offer = call.desk.offer(call.hold);
            return self.sip.accept(now, dialog, offer.into());
        }
        match call.desk.answer(&String::from_utf8_lossy(offer)) {
            Some((answer, terms)) => {
                call.sound.shape(now, terms);
                self.sip.accept(now, dialog, answer.into());
            }
            None => self.sip.decline(now, dialog, 488),
        }
    }

    fn ring(&mut self, now: Time, dialog: DialogId, status: u16, early: bool, headers: &[(String, String)]) {
        let sdp = if early { self.agree(now, dialog).map(Bytes::from) } else { None };
        self.sip.ring(now, dialog, status, headers, sdp);
    }

    fn answer(&mut self, now: Time, dialog: DialogId, headers: &[(String, String)], unusable: bool, twice: bool) {
        let useless = self.calls.get(&dialog).filter(|_| unusable).map(|call| call.desk.unusable());
        let Some(sdp) = useless.or_else(|| self.agree(now, dialog)) else {
            return self.refuse(now, dialog, 488, Vec::new());
        };
        if let Some(call) = self.calls.get_mut(&dialog) {
            call.stage = Stage::Up;
            call.answers_twice = twice;
        }
        self.sip.answer(now, dialog, headers, sdp.into());
        self.learn(dialog, None);
    }

    /// Answers the caller's offer, once, and begins to speak; makes one where there is none.
    fn agree(&mut self, now: Time, dialog: DialogId) -> Option<String> {
        let is_willing = !self.card.is(Habit::WantsOffers);
        let call = self.calls.get_mut(&dialog)?;
        if call.answer.is_none() && call.offer.is_empty() {
            call.answer = is_willing.then(|| (call.desk.offer(None), None));
        } else if call.answer.is_none() {
            let answer = call.desk.answer(&String::from_utf8_lossy(&call.offer));
            call.answer = answer.map(|(answer, terms)| (answer, Some(terms)));
        }
        let (answer, terms) = call.answer.clone()?;
        if let Some(terms) = terms {
            call.sound.shape(now, terms);
        }
        Some(answer)
    }

    fn refuse(&mut self, now: Time, dialog: DialogId, status: u16, headers: Vec<(String, String)>) {
        self.let_go(dialog);
        self.sip.refuse(now, dialog, Refusal { status, phrase: None, headers });
    }

    fn press(&mut self, now: Time, dialog: DialogId, keys: &str, by: PressBy) {
        for key in keys.chars() {
            if by == PressBy::Info {
                let body = format!("Signal={key}\r\nDuration={HELD}\r\n");
                self.sip.info(now, dialog, "application/dtmf-relay", body.into());
            } else if let Some(call) = self.calls.get_mut(&dialog) {
                call.sound.press(now, key, by == PressBy::Band);
                self.out.push_back(Outgoing::Pressed(key));
            }
        }
    }

    fn hang_up(&mut self, now: Time, dialog: DialogId, reason: Option<String>) {
        let Some(stage) = self.let_go(dialog) else { return };
        match stage {
            Stage::Up => self.sip.bye(now, dialog, reason),
            Stage::Calling => self.sip.cancel(now, dialog, reason),
            Stage::Ringing => {
                self.sip.refuse(now, dialog, Refusal { status: 480, phrase: None, headers: Vec::new() });
            }
        }
    }

    /// Closes the connection to the engine; whoever has something to say opens another.
    pub(super) fn disconnect(&mut self) {
        let flow = Flow { transport: self.card.transport.max(Transport::Tcp), local: self.addr, peer: self.target };
        self.out.push_back(Outgoing::Closed { flow });
    }

    fn throw_garbage(&mut self, dialog: DialogId) {
        let flow = quirk::flow(self.addr, self.target);
        for bytes in quirk::GARBAGE {
            self.out.push_back(Outgoing::Message { flow, bytes: Bytes::from_static(bytes) });
        }
        let Some(call) = self.calls.get(&dialog) else { return };
        let Some(to) = call.sound.remote() else { return };
        let from = call.sound.local();
        self.out.extend(quirk::noise().map(|bytes| Outgoing::Packet { from, to, bytes }));
    }
}
