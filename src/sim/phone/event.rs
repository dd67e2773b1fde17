//! What a phone does about what happens to its calls. What it does by itself is in `act`.

use bytes::Bytes;

use super::call::Stage;
use super::change::Change;
use super::{Noticed, Outgoing, Phone};
use crate::base::Time;
use crate::sim::story::Habit;
use crate::sip::{DialogId, Event, Refusal, Response};
use crate::wire::dtmf;
use crate::wire::sip::{Algorithm, Authorization, Challenge, Credentials, Message, Method};

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
            Event::Reanswered { dialog, result: Ok(body) } => {
                self.on_answer(now, dialog, &body);
                self.on_changed(now, dialog);
            }
            Event::Reanswered { dialog, result: Err(_) } => self.on_change_refused(now, dialog),
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
            Event::RefreshDue { dialog } => self.change(now, dialog, Change::Refresh),
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
        if self.asks_for_offer(dialog) {
            self.on_changed(now, dialog);
        }
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
}
