//! What SIP, media, HTTP and the operator report, taken to whoever it concerns.

use super::arrival::{Incoming, final_response, provisional};
use super::ledger::Owner;
use super::route::{Decision, Route, Why};
use super::settings::Trunk;
use super::stir::{Step, Verstat};
use super::trunk::Replied;
use super::{Command, Engine, Level, Note, Output, means};
use crate::base::{CallSid, RecordingSid, Time};
use crate::call::RequestId;
use crate::call::call::CallId;
use crate::call::family::{Family, Final, Means};
use crate::call::recogniser::Heard;
use crate::call::source::LoadFault;
use crate::call::stream::News;
use crate::media;
use crate::sip::{self, DialogId, Refusal};
use crate::wire::dtmf;
use crate::wire::http::{Fault, Reply};
use crate::wire::sip::{Flow, Message};

/// Seconds after which a refused caller may try again (threats-and-faults M19, O1).
const RETRY_AFTER: &str = "10";

impl Engine {
    pub(super) fn on_sip(&mut self, now: Time, event: sip::Event) {
        use sip::Event as E;
        match event {
            E::Incoming { dialog, request, flow, replaces } => self.on_invite(now, dialog, request, flow, replaces),
            E::Requested { request, message, flow } => self.on_requested(now, request, &message, flow),
            E::Messaged { dialog, request, content_type, body } => {
                self.on_messaged(now, dialog, request, &content_type, body);
            }
            E::Canceled { dialog, reason } => {
                if let Some(id) = self.stir.on_canceled(dialog) {
                    self.abandon(id);
                }
                self.last_word(now, dialog, |family, means, call| family.on_canceled(means, call, reason));
            }
            E::AckTimeout { dialog } => self.last_word(now, dialog, Family::on_ack_timeout),
            E::PrackTimeout { dialog } => self.last_word(now, dialog, Family::on_prack_timeout),
            E::Expired { dialog } => self.last_word(now, dialog, Family::on_expired),
            E::Ended { dialog, reason } => {
                self.last_word(now, dialog, |family, means, call| family.on_ended(means, call, reason));
            }
            E::Refused { dialog, status, response, proof, obstacle } => {
                let end = Final { proof, obstacle, ..final_response(status, response.as_ref()) };
                self.on_refused(now, dialog, end);
            }
            E::Answered { dialog, response } => {
                let answer = final_response(200, Some(&response));
                self.word(now, dialog, |family, means, call| family.on_answered(means, call, answer));
            }
            E::OfferWanted { dialog, peer } => {
                self.word(now, dialog, |family, means, call| family.on_offer_wanted(means, call, peer));
            }
            E::Heard { dialog } => self.word(now, dialog, |family, _, call| family.on_heard(call)),
            E::Progress { dialog, response } => {
                let (said, sdp) = (provisional(&response), response.sdp());
                self.word(now, dialog, |family, means, call| family.on_progress(means, call, said, &sdp));
            }
            E::Acked { dialog, body } => {
                self.word(now, dialog, |family, means, call| family.on_acked(means, call, &body));
            }
            E::Reoffered { dialog, offer } => {
                self.word(now, dialog, |family, means, call| family.on_reoffered(means, call, &offer));
            }
            E::Offered { dialog, offer } => {
                self.word(now, dialog, |family, means, call| family.on_offered(means, call, &offer));
            }
            E::Pracked { dialog, answer } => {
                self.word(now, dialog, |family, means, call| family.on_acked(means, call, &answer));
            }
            E::RefreshDue { dialog } => self.word(now, dialog, |family, _, call| family.on_refresh_due(call)),
            E::Reanswered { dialog, result } => {
                self.word(now, dialog, |family, _, call| family.on_reanswered(call, result));
            }
            E::Replied { request, status, response, cseq, flow, proof, obstacle } => {
                let (response, obstacle) = (response.as_ref(), obstacle.as_ref());
                let reply = Replied { status, response, cseq, flow, proof: &proof, obstacle };
                if !self.trunks.on_replied(now, request, &reply) {
                    self.on_replied(now, request, &reply);
                }
            }
            E::Referred { dialog, id, refer, contact } => self.on_referred(now, dialog, id, &refer, contact),
            E::ReferAnswered { dialog, id, status, told } => {
                self.word(now, dialog, |family, means, call| family.on_refer_answered(means, call, id, status, told));
            }
            E::ReferNotified { dialog, id, status, is_final } => {
                let act = |family: &mut Family, means: &mut Means<'_>, call| {
                    family.on_refer_notified(means, call, id, status, is_final);
                };
                self.word(now, dialog, act);
            }
            E::Info { dialog, content_type, body } => self.on_info(now, dialog, &content_type, &body),
        }
    }

    /// A key by INFO; where the call is in no bridge of its family it may be in one with somebody out of a queue.
    fn on_info(&mut self, now: Time, dialog: DialogId, content_type: &str, body: &[u8]) {
        let Some(press) = dtmf::read_info(content_type, body) else { return };
        let mut pressed = None;
        let act = |family: &mut Family, means: &mut Means<'_>, call| {
            let is_new = family.on_info_key(means, call, press.key, press.lasting);
            pressed = family.call(call).line().filter(|_| is_new);
        };
        self.word(now, dialog, act);
        if let Some(line) = pressed {
            self.with_queues(now, |queues, _| queues.on_info_key(line, press.key, press.lasting));
        }
    }

    pub(super) fn on_media(&mut self, now: Time, event: media::Event) {
        use media::Event as E;
        match event {
            E::Key { group, line, key } => {
                self.line_word(now, group, line, |family, means, call| family.on_media_key(means, call, key));
            }
            E::Press { group, line, key, lasting } => {
                self.line_word(now, group, line, |family, _, call| family.on_press_due(call, key, lasting));
            }
            E::Silent { group, line, .. } => self.line_word(now, group, line, Family::on_silent),
            E::DeadAir { group, line, air } => {
                self.line_word(now, group, line, |family, means, call| family.on_dead_air(means, call, air));
            }
            E::Failed { group, line, why } => {
                self.line_word(now, group, line, |family, means, call| family.on_line_failed(means, call, &why));
            }
            E::SrtpFailed { group, line } => {
                self.line_word(now, group, line, |family, _, call| family.on_srtp_failed(call));
            }
            E::Played { group, line, play } => {
                if self.loans.is_away(line) {
                    self.with_rooms(now, |rooms, means| rooms.on_announced(means, play));
                }
                self.line_word(now, group, line, |family, means, call| family.on_played(means, call, play));
            }
            E::Speech { group, line, speaks } => {
                self.on_speech_in_room(now, line, speaks);
                self.line_word(now, group, line, |family, means, call| family.on_speech(means, call, speaks));
            }
            E::Recorded { group, recording, ended, length, sounding } => {
                self.rooms.on_recorded(recording, (ended, length, sounding));
                self.with_family(now, group, |family, means| {
                    family.on_recorded(means, recording, ended, length, sounding);
                });
            }
            E::AnsweredBy { group, line, who } => {
                self.line_word(now, group, line, |family, means, call| family.on_answerer(means, call, who));
            }
            E::Announced { play, .. } => self.with_rooms(now, |rooms, means| rooms.on_announced(means, play)),
            E::Closed { line, stats, .. } => {
                let call = self.ledger.closed_line(line);
                self.outputs.extend(call.map(|call| Output::Line { call, stats }));
            }
            E::Rested { local } => self.ports.release(local),
        }
    }

    pub(super) fn on_fetched(&mut self, now: Time, id: RequestId, result: Result<Reply, Fault>) {
        match self.ledger.settle(id) {
            Some(Owner::Family(family)) => {
                self.with_family(now, family, |family, means| family.on_fetched(means, id, result));
            }
            Some(Owner::Letter(event)) => self.courier.on_fetched(now, event, result),
            Some(Owner::Stir) => {
                if let Some(incoming) = self.stir.on_fetched(now, id, result) {
                    self.on_incoming(now, &incoming);
                }
            }
            Some(Owner::Room(room)) => {
                self.with_rooms(now, |rooms, means| rooms.on_fetched(means, room, id, result));
            }
            Some(Owner::Reading(text)) => self.on_text_document(now, text, result),
            // Abandoned: the answer falls on the floor. A mail is answered otherwise.
            Some(Owner::Mail(_)) | None => {}
        }
    }

    pub(super) fn on_loaded(&mut self, now: Time, id: RequestId, result: Result<(), LoadFault>) {
        match self.ledger.settle(id) {
            Some(Owner::Family(family)) => {
                self.with_family(now, family, |family, means| family.on_loaded(means, id, result));
            }
            Some(Owner::Room(room)) => self.with_rooms(now, |rooms, _| rooms.on_loaded(room, id, result)),
            _ => {}
        }
    }

    pub(super) fn on_filed(
        &mut self,
        now: Time,
        group: media::GroupId,
        recording: RecordingSid,
        result: Result<u64, String>,
    ) {
        let mut of_room = false;
        self.with_rooms(now, |rooms, means| of_room = rooms.on_filed(means.rules, recording, &result));
        if !of_room {
            self.with_family(now, group, |family, means| family.on_filed(means, recording, result));
        }
    }

    /// A recognition may hear many things: it is settled when nobody waits for it any more.
    pub(super) fn on_heard(&mut self, now: Time, id: RequestId, what: Heard) {
        let end = what.is_end();
        if let Some(Owner::Family(family)) = self.ledger.waiting(id) {
            self.with_family(now, family, |family, means| family.on_words(means, id, what));
        }
        if end {
            self.ledger.settle(id);
        }
    }

    /// A stream is settled when its socket is closed.
    pub(super) fn on_stream(&mut self, now: Time, id: RequestId, news: News) {
        let owner = if news == News::Opened { self.ledger.waiting(id) } else { self.ledger.settle(id) };
        if let Some(Owner::Family(family)) = owner {
            self.with_family(now, family, |family, means| family.on_stream(means, id, news));
        }
    }

    pub(super) fn on_transcribed(&mut self, now: Time, id: RequestId, result: Result<String, String>) {
        if let Some(Owner::Family(family)) = self.ledger.settle(id) {
            self.with_family(now, family, |family, means| family.on_transcribed(means, id, result));
        }
    }

    pub(super) fn on_command(&mut self, now: Time, command: Command) {
        match command {
            Command::Drain => {
                self.draining = true;
                self.trunks.drain();
            }
            Command::Conference { room, order } => self.on_conference_order(now, room, order),
            Command::Hangup { call } => {
                let all: Vec<_> = self.families.keys().copied().collect();
                for id in all {
                    self.with_family(now, id, |family, means| kill(family, means, call));
                }
            }
        }
    }

    fn on_invite(
        &mut self,
        now: Time,
        dialog: DialogId,
        request: Message,
        flow: Flow,
        replaces: Option<Result<DialogId, u16>>,
    ) {
        let sid = CallSid::mint(self.mint.rng());
        let trunk = self.gate.trunk_of(&self.settings, &request, &flow);
        let peering = trunk.and_then(|name| self.settings.trunks.get(name)).map(Trunk::peering);
        let public = peering.as_ref().and_then(|peering| peering.public);
        if let Some(peering) = peering {
            self.sip.peer_with(dialog, peering);
        }
        self.screen(now, Incoming { sid, dialog, request, flow, public, replaces, verstat: None });
    }

    /// A signed INVITE of a trunk waits until its signature is checked; the others go on.
    fn screen(&mut self, now: Time, incoming: Incoming) {
        if !self.gate.trusts(&incoming.flow) {
            return self.on_incoming(now, &incoming);
        }
        let (id, call) = (self.mint.request(), incoming.sid);
        match self.stir.screen(now, id, incoming) {
            Step::Go(incoming) => self.on_incoming(now, &incoming),
            Step::Wait(exchange) => {
                self.ledger.expect(id, Owner::Stir);
                self.outputs.push_back(Output::Fetch { id, call, exchange });
            }
        }
    }

    /// An INVITE about which all is known that can be.
    pub(super) fn on_incoming(&mut self, now: Time, incoming: &Incoming) {
        if let Some(why) = incoming.verstat.and_then(Verstat::why) {
            let text = format!("the signature of the caller's number is not believed: {why}");
            let (call, name) = (Some(incoming.sid), "stir_not_believed".to_owned());
            self.outputs.push_back(Output::Note(Note { call, level: Level::Warning, code: 0, name, text }));
        }
        if let Some(wish) = incoming.replaces.filter(|_| self.settings.transfer.attended) {
            return self.on_replacing(now, incoming, wish);
        }
        match self.decide(now, &incoming.request, &incoming.flow) {
            Decision::Run(_) if !self.may_enter(now, incoming) => {
                let refusal = Refusal { status: 503, phrase: None, headers: retry_after() };
                self.sip.refuse(now, incoming.dialog, refusal);
            }
            Decision::Run(route) => self.bear(now, incoming, *route),
            Decision::Refuse { status, headers, why } => {
                self.note_refused(now, status, why, &incoming.request, &incoming.flow);
                self.sip.refuse(now, incoming.dialog, Refusal { status, phrase: why.phrase(), headers });
            }
            Decision::Drop(why) => {
                let told = self.sender_told(why, &incoming.request, &incoming.flow);
                let text = format!("an INVITE was dropped: {told}");
                self.note_refusal(None, why, text);
                self.sip.ignore(now, incoming.dialog);
            }
        }
    }

    /// An INVITE has found its application: a family is born.
    fn bear(&mut self, now: Time, incoming: &Incoming, route: Route) {
        self.born += 1;
        let group = media::GroupId(self.born);
        let user = route.user.as_ref();
        let manner = self.manner_of(user, &incoming.request, &incoming.flow);
        let mut arrival = incoming.read(group, &route, &self.settings, manner);
        self.identify(incoming, &mut arrival);
        if let Some(id) = &route.user {
            self.note_phone(incoming.dialog, id, &incoming.flow);
            self.guard.begin(now, incoming.sid, id);
        }
        self.guard.answers_for(group, route.user);
        self.ledger.open(incoming.dialog, group, crate::call::call::ROOT);
        self.ledger.count_in();
        let mut means = means!(self, now);
        let family = Family::born(&mut means, arrival);
        self.settle(now, group, family);
    }

    /// A refusal in the log and among the counters; one that smells of fraud is an alert.
    pub(super) fn note_refusal(&mut self, call: Option<crate::base::CallSid>, why: Why, text: String) {
        let level = if why.is_alarming() { Level::Warning } else { Level::Info };
        self.outputs.push_back(Output::Note(Note { call, level, code: 0, name: why.name().to_owned(), text }));
    }

    /// Something in a dialog that goes on.
    pub(super) fn word(&mut self, now: Time, dialog: DialogId, act: impl FnOnce(&mut Family, &mut Means<'_>, CallId)) {
        if let Some((group, call)) = self.ledger.owner(dialog) {
            self.with_family(now, group, |family, means| act(family, means, call));
        }
    }

    /// The last thing in a dialog.
    pub(super) fn last_word(
        &mut self,
        now: Time,
        dialog: DialogId,
        act: impl FnOnce(&mut Family, &mut Means<'_>, CallId),
    ) {
        let owner = self.ledger.owner(dialog);
        self.release(dialog);
        if let Some((group, call)) = owner {
            self.with_family(now, group, |family, means| act(family, means, call));
        }
    }

    fn line_word(
        &mut self,
        now: Time,
        group: media::GroupId,
        line: media::LineId,
        act: impl FnOnce(&mut Family, &mut Means<'_>, CallId),
    ) {
        self.with_family(now, self.loans.home(line, group), |family, means| {
            if let Some(call) = family.call_of_line(line) {
                act(family, means, call);
            }
        });
    }

    /// 503 for a call that is one too many, or that comes while we drain.
    pub(super) fn overload(&self) -> Option<super::Why> {
        if self.draining {
            return Some(super::Why::Draining);
        }
        (self.ledger.calls() >= self.settings.limits.calls).then_some(super::Why::TooManyCalls)
    }
}

/// The headers of a 503.
pub(super) fn retry_after() -> Vec<(String, String)> {
    vec![("Retry-After".to_owned(), RETRY_AFTER.to_owned())]
}

fn kill(family: &mut Family, means: &mut Means<'_>, only: Option<crate::base::CallSid>) {
    match only {
        Some(sid) => {
            if let Some(id) = family.find(sid) {
                family.kill(means, id);
            }
        }
        None => family.kill(means, crate::call::call::ROOT),
    }
}
