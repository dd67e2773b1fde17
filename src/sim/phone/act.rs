//! What a phone does when its script or the play wants it: calling, answering, pressing keys, hanging up, and bad
//! manners. How it changes a call that is up is in `change`.

use bytes::Bytes;

use super::call::Stage;
use super::change::Change;
use super::{Outgoing, Phone, quirk};
use crate::base::Time;
use crate::media::offer::Codec;
use crate::sim::story::{Act, Habit, PressBy};
use crate::sip::{DialogId, Invite, Refusal};
use crate::wire::sip::{Credentials, Flow, NameAddr, Transport, Uri};

/// How long an INFO says a key was held.
const HELD: u32 = 100;

impl Phone {
    /// Does what the play wants; false when it must wait for something first, such as being called.
    pub fn act(&mut self, now: Time, act: &Act) -> bool {
        let of =
            |stages: &[Stage]| self.calls.iter().rfind(|(_, call)| stages.contains(&call.stage)).map(|(id, _)| *id);
        let dialog = match act {
            Act::Call { to, headers, without_offer, without_answer, .. } => {
                self.call(now, to, headers, *without_offer, *without_answer);
                return true;
            }
            Act::Vanish => {
                self.gone = true;
                self.out.clear();
                return true;
            }
            Act::Wait(_) => return true,
            Act::Register { login, seconds, headers } => {
                self.register(now, login.as_deref(), *seconds, headers);
                return true;
            }
            Act::Ask { method, to, headers, body } => {
                self.ask(now, method, to, headers, body);
                return true;
            }
            Act::Disconnect => {
                self.disconnect();
                return true;
            }
            Act::Move => {
                self.door.shift();
                return true;
            }
            Act::Ring { .. } | Act::Answer { .. } | Act::Refuse { .. } => of(&[Stage::Ringing]),
            // The older of two calls first.
            Act::HangUp { .. } => self.first_call().or_else(|| of(&[Stage::Ringing, Stage::Calling, Stage::Up])),
            Act::Join { .. } => self.first_call().filter(|_| self.joinable().is_some()),
            Act::Transfer { .. }
            | Act::Mute
            | Act::Speak
            | Act::Garbage
            | Act::Press { .. }
            | Act::Utter(_)
            | Act::Hold(_)
            | Act::Resume
            | Act::Switch(_)
            | Act::Offer(_)
            | Act::Write { .. }
            | Act::Update
            | Act::AskForOffer => of(&[Stage::Up]).or_else(|| of(&[Stage::Calling, Stage::Ringing])),
        };
        if let Some(dialog) = dialog {
            self.perform(now, dialog, act);
        }
        dialog.is_some()
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
            Act::Hold(way) => self.change(now, dialog, Change::Hold(Some(*way))),
            Act::Resume => self.change(now, dialog, Change::Hold(None)),
            Act::Switch(names) => self.change(now, dialog, Change::Switch(codecs(names))),
            Act::Offer(names) => self.change(now, dialog, Change::Offer(codecs(names))),
            Act::Write { words, kind } => drop(self.sip.message(now, dialog, kind, words.clone().into())),
            Act::Update => self.change(now, dialog, Change::Update),
            Act::AskForOffer => self.change(now, dialog, Change::Ask),
            Act::Transfer { .. } | Act::Join { .. } => self.ask_for_transfer(now, dialog, act),
            Act::HangUp { reason } => self.hang_up(now, dialog, reason.clone()),
            Act::Vanish => {
                self.gone = true;
                self.out.clear();
            }
            Act::Disconnect => self.disconnect(),
            Act::Move => self.door.shift(),
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

    /// Lets go of every call without a word, at the end of a story that failed.
    pub(in crate::sim) fn hang_up_all(&mut self, now: Time) {
        let all: Vec<DialogId> = self.calls.keys().copied().collect();
        for dialog in all {
            self.perform(now, dialog, &Act::HangUp { reason: None });
        }
    }

    pub(super) fn call(
        &mut self,
        now: Time,
        to: &str,
        headers: &[(String, String)],
        without_offer: bool,
        withholds: bool,
    ) -> Option<DialogId> {
        let text = if to.contains(':') { to.to_owned() } else { format!("sip:{to}@{}", self.target) };
        let uri = text.parse::<Uri>().ok()?;
        let uri = match self.card.transport {
            Transport::Udp => uri,
            stream => uri.with_param("transport", stream.param()),
        };
        let host = self.card.uri.rsplit('@').next().unwrap_or_default();
        let from = Uri::sip(Some(&self.card.number), host, None);
        let mut call = self.new_call(now, Stage::Calling);
        let offer = if without_offer { String::new() } else { call.desk.offer(None) };
        call.withholds = withholds;
        let invite = Invite {
            to: NameAddr::new(uri.clone()),
            uri,
            from: NameAddr::new(from),
            contact_user: self.card.number.clone(),
            contact_display: None,
            route: Vec::new(),
            transport: self.card.transport,
            target: Some(self.target),
            flow: None,
            spare: Vec::new(),
            media: None,
            peering: crate::sip::Peering::default(),
            max_forwards: 70,
            headers: headers.to_vec(),
            offer: offer.into(),
            credentials: self.card.login.as_ref().map(|(user, password)| Credentials::new(user, password)),
            in_haste: false,
        };
        let dialog = self.sip.invite(now, invite);
        self.calls.insert(dialog, call);
        self.settle(now);
        Some(dialog)
    }

    fn ring(&mut self, now: Time, dialog: DialogId, status: u16, early: bool, headers: &[(String, String)]) {
        let sdp = if early { self.agree(now, dialog).map(Bytes::from) } else { None };
        self.sip.ring(now, dialog, status, headers, sdp);
        self.learn(dialog, None);
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

fn codecs(names: &[String]) -> Vec<Codec> {
    names.iter().filter_map(|name| name.parse().ok()).collect()
}
