//! Where rooms meet the rest of the engine: what calls want of them, what media and disk report, and what they want
//! done. What a family hears of its room it hears when it has the word next, since it may be at work just now.

use super::{Conference, Guest, Order, OrderFault, RoomMeans, RoomOutput, Rooms, Telling};
use crate::base::{CallSid, ConferenceSid, EventSid, Time};
use crate::call::ask::{self, Jar, Question};
use crate::call::call::CallId;
use crate::call::family::Family;
use crate::call::room::Request;
use crate::engine::courier::Letter;
use crate::engine::ledger::Owner;
use crate::engine::settings::secs;
use crate::engine::word::{Of, Word};
use crate::engine::{Engine, Level, Note, Output};
use crate::media::{Command, LineId};

impl Engine {
    /// A call wants something of a conference.
    pub(in crate::engine) fn on_room_wish(&mut self, now: Time, family: &Family, call: CallId, request: Request) {
        let Some(guest) = Guest::of(family, call) else { return };
        let line = guest.line;
        self.with_rooms(now, |rooms, means| match request {
            Request::Join(wish) => rooms.join(means, guest, *wish),
            Request::Leave => rooms.leave(means, line),
        });
    }

    /// A command of a family, which finds its line wherever it is.
    pub(in crate::engine) fn command_line(&mut self, now: Time, command: Command) {
        if let Command::Exchange { group, line, with } = command {
            let follows = self.loans.follow(with, group, line);
            self.outputs.extend(follows.map(Output::Media));
        }
        let closed = if let Command::Close { line, .. } = command { Some(line) } else { None };
        self.outputs.push_back(Output::Media(self.loans.address(command)));
        if let Some(line) = closed {
            // Before the line is forgotten: whoever it is connected with gets its own back.
            self.with_queues(now, |queues, means| queues.on_closed(means, line));
            self.with_rooms(now, |rooms, means| rooms.on_closed(means, line));
        }
    }

    /// The peer of a line begins or ceases to speak.
    pub(in crate::engine) fn on_speech_in_room(&mut self, now: Time, line: LineId, speaks: bool) {
        self.with_rooms(now, |rooms, means| rooms.on_speech(means, line, speaks));
    }

    /// An operator wants something of a conference.
    pub(in crate::engine) fn on_conference_order(&mut self, now: Time, room: ConferenceSid, order: Order) {
        self.with_rooms(now, |rooms, means| rooms.order(means, room, order));
    }

    /// The conferences that go on and the last of those that are over, the latest first.
    pub fn conferences(&self) -> Vec<Conference> {
        self.rooms.views(&self.rules)
    }

    /// One of them.
    pub fn conference(&self, sid: ConferenceSid) -> Option<Conference> {
        self.rooms.view(sid, &self.rules)
    }

    /// Whether an operator may want this of a conference; [`Input::Command`](crate::engine::Input) does it.
    pub fn check_order(&self, room: ConferenceSid, order: &Order) -> Result<(), OrderFault> {
        self.rooms.check(room, order)
    }

    pub(in crate::engine) fn with_rooms(&mut self, now: Time, act: impl FnOnce(&mut Rooms, &mut RoomMeans<'_>)) {
        let mut means = RoomMeans {
            now,
            mint: &mut self.mint,
            loans: &mut self.loans,
            born: &mut self.born,
            age: secs(self.settings.limits.conference_age),
            rules: &self.rules,
        };
        act(&mut self.rooms, &mut means);
        while let Some(output) = self.rooms.poll() {
            self.carry_out_of_room(now, output);
        }
    }

    fn carry_out_of_room(&mut self, now: Time, output: RoomOutput) {
        match output {
            RoomOutput::Media(command) => self.outputs.push_back(Output::Media(command)),
            RoomOutput::Word(group, call, news) => {
                self.words.push_back(Word { family: group, call, of: Of::Room(news) })
            }
            RoomOutput::Recording(entry) => self.outputs.push_back(Output::Recording(entry)),
            RoomOutput::Fetch { room, id, call, exchange } => {
                self.ledger.expect(id, Owner::Room(room));
                self.outputs.push_back(Output::Fetch { id, call, exchange });
            }
            RoomOutput::Load { room, id, call, group, clip, rate, source } => {
                self.ledger.expect(id, Owner::Room(room));
                self.outputs.push_back(Output::Load { id, call, group, clip, rate, source });
            }
            RoomOutput::Abandon(id) => self.abandon(id),
            RoomOutput::Lost(call, text) => self.note_of_room(call, 0, "recording_failed", text),
            RoomOutput::Tell(telling) => {
                let Telling { room, call, url, method, params, kind } = *telling;
                let event = EventSid::mint(self.mint.rng());
                let question = Question { url, base: None, method, params };
                let (policy, signer) = (&self.rules.http, &self.rules.signer);
                match ask::callback(now, &question, policy, signer, &Jar::default(), event) {
                    Ok(exchange) => {
                        self.courier.tell(now, Letter { event, call, written: now, exchange, kind, room: Some(room) });
                        while self.pump_courier() {}
                    }
                    Err(failure) => self.note_of_room(call, failure.code, "callback_url", failure.text),
                }
            }
        }
    }

    fn note_of_room(&mut self, call: CallSid, code: u32, name: &str, text: String) {
        let note = Note { call: Some(call), level: Level::Error, code, name: name.to_owned(), text };
        self.outputs.push_back(Output::Note(note));
    }
}
