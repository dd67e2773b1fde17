//! Carrying out what families want, in order.

use super::arrival::final_response;
use super::courier::{CourierOutput, Kind, Letter, Loss};
use super::ledger::Owner;
use super::route::Why;
use super::{Cdr, Engine, Level, Note, Output, means};
use crate::base::Time;
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::effect::{Effect, Letter as Telling, Signal};
use crate::call::family::{Family, Means};
use crate::call::message::Message;
use crate::call::stream::Request;
use crate::media::Command;
use crate::sip::DialogId;
use crate::sip::registrar::Aor;
use crate::wire::dtmf;

impl Engine {
    pub(super) fn carry_out(&mut self, now: Time, family: &mut Family, effect: Effect) {
        match effect {
            Effect::Conceived => self.ledger.count_in(),
            Effect::Forked { child, of } => self.guard.fork(family.call(child).sid, family.call(of).sid),
            Effect::Signal(call, signal) => self.signal(now, family, call, signal),
            Effect::Media(command) => self.command_line(now, command),
            Effect::Room(call, request) => self.on_room_wish(now, family, call, request),
            Effect::Queue(call, request) => self.on_queue_wish(now, family, call, request),
            Effect::Seated(call) => self.on_seated(now, family, call),
            Effect::Transferred(dialog, refer, status) => self.on_transferred(now, dialog, refer, status),
            Effect::Fetch { id, call, exchange } => {
                self.ledger.expect(id, Owner::Family(family.group()));
                self.outputs.push_back(Output::Fetch { id, call, exchange });
            }
            Effect::Load { id, call, clip, rate, source } => {
                let group = family.group();
                self.ledger.expect(id, Owner::Family(group));
                self.outputs.push_back(Output::Load { id, call, group, clip, rate, source });
            }
            Effect::Recognise { id, call, line, wish, fork } => {
                let group = family.group();
                self.ledger.expect(id, Owner::Family(group));
                self.outputs.push_back(Output::Recognise { id, call, group, line, wish, fork });
            }
            Effect::Conclude(id) => self.outputs.push_back(Output::Conclude { id }),
            Effect::Transcribe { id, call, recording } => {
                self.ledger.expect(id, Owner::Family(family.group()));
                self.outputs.push_back(Output::Transcribe { id, call, recording });
            }
            Effect::Stream { id, request } => {
                match request {
                    Request::Open(_) => self.ledger.expect(id, Owner::Family(family.group())),
                    Request::Close => drop(self.ledger.settle(id)),
                    Request::Press(_) => {}
                }
                self.outputs.push_back(Output::Stream { id, request });
            }
            Effect::Message(message) => {
                let message = self.may_text_out(now, family, *message);
                self.send_text(now, message);
            }
            Effect::Mail(mail) => self.send_mail(mail),
            Effect::Recording(entry) => self.outputs.push_back(Output::Recording(entry)),
            Effect::Await(login) => {
                let organization = family.organization().to_owned();
                self.ledger.await_phone(Aor { organization, login }, family.group());
            }
            Effect::Abandon(id) => self.abandon(id),
            Effect::Tell { event, call, exchange, kind } => {
                self.courier.tell(now, Letter { event, call, written: now, exchange, kind: kind_of(kind), room: None });
                while self.pump_courier() {}
            }
            Effect::Note(note) => self.outputs.push_back(Output::Note(note)),
            Effect::CloseLine { call, line } => {
                self.ledger.close_line(line, call);
                self.command_line(now, Command::Close { group: family.group(), line });
            }
            Effect::Cdr(cdr) => {
                self.count_out(&cdr);
                self.outputs.push_back(Output::Cdr(cdr));
            }
            Effect::Unrecorded(cdr) => self.count_out(&cdr),
        }
    }

    fn count_out(&mut self, cdr: &Cdr) {
        self.ledger.count_out();
        self.guard.ended(cdr);
    }

    /// An answer is not waited for any more.
    pub(super) fn abandon(&mut self, id: RequestId) {
        self.ledger.settle(id);
        self.outputs.push_back(Output::Abandon { id });
    }

    /// Hands out what the courier wants; false when it wants nothing.
    pub(super) fn pump_courier(&mut self) -> bool {
        let Some(output) = self.courier.poll() else { return false };
        self.outputs.push_back(match output {
            CourierOutput::Keep(letter) => Output::Keep(letter),
            CourierOutput::Forget(event) => Output::Forget { event },
            CourierOutput::Lost { call, loss, .. } => Output::Note(lost(call, &loss)),
            CourierOutput::Post { event, call, exchange } => {
                let id = self.mint.request();
                self.ledger.expect(id, Owner::Letter(event));
                Output::Fetch { id, call, exchange }
            }
        });
        true
    }

    fn signal(&mut self, now: Time, family: &mut Family, call: CallId, signal: Signal) {
        if let Signal::Invite(invite) = signal {
            // Taken back in the same breath: nothing has left, and nothing will.
            if family.call(call).is_over() {
                return;
            }
            if let Err(why) = self.may_go_out(now, family, call) {
                let sid = family.call(call).sid;
                self.note_refusal(Some(sid), why, format!("a call was not let out: {why}"));
                let end = self.forward(now, family, call, final_response(403, None));
                let mut means = means!(self, now);
                return family.on_refused(&mut means, call, end);
            }
            if !self.may_leave(now, family, call) {
                return;
            }
            let invite = self.hurried(family, call, *invite);
            let dialog = self.sip.invite(now, invite);
            if let Some(trunk) = &family.call(call).trunk {
                self.trunks.carry(dialog, trunk);
            }
            self.ledger.open(dialog, family.group(), call);
            if let Some(contact) = family.call(call).contact {
                self.ledger.note_phone(dialog, contact);
            }
            family.placed(call, dialog, self.sip.call_id(dialog));
            return;
        }
        let Some(dialog) = family.call(call).dialog else { return };
        match signal {
            Signal::Invite(_) => {}
            Signal::OfferAnew(offer) => self.sip.offer_anew(now, dialog, offer),
            Signal::Ring { status, headers, sdp } => self.sip.ring(now, dialog, status, &headers, sdp),
            Signal::Answer { headers, sdp } => self.sip.answer(now, dialog, &headers, sdp),
            Signal::Accept(sdp) => self.sip.accept(now, dialog, sdp),
            Signal::Decline(status) => self.sip.decline(now, dialog, status),
            Signal::Press { key, lasting } => {
                let body = dtmf::write_info(dtmf::Press { key, lasting });
                self.sip.info(now, dialog, dtmf::INFO, body.into());
            }
            Signal::Reinvite(sdp) => self.sip.reinvite(now, dialog, sdp),
            Signal::Acknowledge(sdp) => self.sip.acknowledge(now, dialog, sdp),
            Signal::AcceptRefer { refer, notify } => self.sip.accept_refer(now, dialog, refer, notify),
            Signal::NotifyRefer { refer, status, is_final } => {
                self.sip.notify_refer(now, dialog, refer, status, is_final);
            }
            Signal::RefuseRefer { refer, status, reason } => {
                self.sip.refuse_refer(now, dialog, refer, status, &[("Reason".to_owned(), reason)]);
            }
            Signal::Refer(refer) => {
                let refer = self.sip.refer(now, dialog, &refer);
                family.referring(call, refer);
            }
            Signal::Refuse(refusal) => {
                self.release(dialog);
                self.sip.refuse(now, dialog, refusal);
            }
            Signal::Cancel { reason } => {
                // One that waits for its final response is still heard of.
                if family.call(call).is_over() {
                    self.release(dialog);
                }
                // Its refusal will be our own doing.
                self.trunks.drop_call(dialog);
                self.sip.cancel(now, dialog, reason);
            }
            Signal::PassBy => self.pass_by(now, family, call, dialog),
            Signal::Bye { reason } => {
                self.release(dialog);
                self.sip.bye(now, dialog, reason);
            }
        }
    }
}

impl Engine {
    /// Whoever says nothing at all is left behind, as one who has refused.
    fn pass_by(&mut self, now: Time, family: &mut Family, call: CallId, dialog: DialogId) {
        self.release(dialog);
        self.sip.cancel(now, dialog, None);
        let end = self.forward(now, family, call, final_response(408, None));
        let mut means = means!(self, now);
        family.on_refused(&mut means, call, end);
    }

    /// Whether the guard lets a call go out through a trunk (threats-and-faults A11).
    fn may_go_out(&mut self, now: Time, family: &Family, call: CallId) -> Result<(), Why> {
        let call = family.call(call);
        let Some(number) = &call.toll else { return Ok(()) };
        self.guard.dials(now, &self.settings, &self.plan.tolls, family.group(), call.sid, number)
    }
}

impl Engine {
    /// A text message of a document without the ways that the guard keeps it from: through a trunk to numbers that
    /// whoever has called may not reach (threats-and-faults A11).
    fn may_text_out(&mut self, now: Time, family: &Family, mut message: Message) -> Message {
        let (call, group) = (message.call, family.group());
        message.ways.retain(|way| {
            let Some(number) = way.number(&self.rules) else { return true };
            let Err(why) = self.guard.texts(now, &self.settings, &self.plan.tolls, group, &number) else { return true };
            self.note_refusal(Some(call), why, format!("a text message was not let out: {why}"));
            false
        });
        message
    }
}

const fn kind_of(telling: Telling) -> Kind {
    match telling {
        Telling::Progress => Kind::Progress,
        Telling::Last => Kind::Last,
        Telling::Will => Kind::Will,
    }
}

fn lost(call: crate::base::CallSid, loss: &Loss) -> Note {
    let text = format!("a status callback will not be delivered: {loss}");
    Note { call: Some(call), level: Level::Error, code: 0, name: loss.name().to_owned(), text }
}
