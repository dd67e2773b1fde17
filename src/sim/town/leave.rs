//! What leaves the house and the phones, and where it goes: over the net,
//! to the web, to the name service, to the shelf.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::place::{behind, engine_addrs};
use super::{AFTER_CHANGE, Happening, Town};
use crate::audio::Rate;
use crate::base::{CallSid, Time};
use crate::call::RequestId;
use crate::call::mail::Mail;
use crate::call::recogniser::Heard;
use crate::call::recording::Status;
use crate::call::source::Source;
use crate::engine::Cdr;
use crate::media::{Output, Track};
use crate::sim::deeds::Deed;
use crate::sim::glimpse;
use crate::sim::house::Leaving;
use crate::sim::loader::{Load, Loading};
use crate::sim::phone::{Noticed, Outgoing};
use crate::sim::shelf::Filed;
use crate::sim::story::{Post, Recorded};
use crate::sim::transcript::{ENGINE, Fate, Scene};
use crate::sim::web::{filled_in, place};
use crate::sip::{Question, ResolveId};
use crate::wire::http::Exchange;
use crate::wire::sip::{Flow, Transport};

impl Town {
    /// Carries on what the house and the phones let out, until all are silent.
    pub(super) fn drain(&mut self) {
        loop {
            if let Some(leaving) = self.house.poll() {
                self.let_out_of_house(leaving);
                continue;
            }
            let speaking = self.phones.iter_mut().enumerate().find_map(|(index, phone)| Some((index, phone.poll()?)));
            let Some((index, outgoing)) = speaking else { return };
            self.let_out_of_phone(index, outgoing);
        }
    }

    fn let_out_of_house(&mut self, leaving: Leaving) {
        match leaving {
            Leaving::Message { flow, bytes } => self.message_from_engine(flow, bytes),
            Leaving::Packet { from, to, bytes } => {
                let to = behind(&self.publics, to);
                if engine_addrs().iter().any(|own| own.ip() == to.ip()) {
                    // From one of its calls to another one; that never leaves the machine.
                    return self.at(self.now, Happening::PacketToEngine { from, to, bytes });
                }
                let Some(phone) = self.addresses.get(&to.ip()).copied() else { return };
                for at in self.net.datagram(self.now) {
                    self.at(at, Happening::PacketToPhone { phone, to, bytes: bytes.clone() });
                }
            }
            Leaving::Resolve { id, question } => self.resolve(None, id, &question),
            Leaving::Fetch { id, call, exchange } => self.fetch(id, call, &exchange),
            Leaving::Load(load) => self.load(&load),
            Leaving::Mail(id, mail) => self.mail(id, *mail),
            Leaving::Abandon(id) => {
                self.loader.abandon(id);
                self.recogniser.abandon(id);
            }
            Leaving::Recognise { id, fork, wish } => {
                let told = self.recogniser.listen(self.now, (id, fork), &wish);
                self.evidence.wishes.push(wish);
                self.hears_later(id, told);
            }
            Leaving::Conclude(id) => {
                let told = self.recogniser.conclude(id);
                self.hears_later(id, told);
            }
            Leaving::Transcribe { id, recording } => {
                let record = self.shelf.records().iter().find(|record| record.sid == recording);
                let (after, result) = self.recogniser.transcribe(record);
                self.at(self.now + after, Happening::Transcribed { id, result });
            }
            Leaving::Write { group, recording, what } => {
                if let Some(filed) = self.shelf.write(self.now, group, recording, what) {
                    let Filed { after, group, recording, result } = filed;
                    self.at(self.now + after, Happening::Filed { group, recording, result });
                }
            }
            Leaving::Taped(entry, _) if entry.status == Status::Absent => self.shelf.remove(entry.sid),
            Leaving::Taped(entry, of) => {
                of.into_iter().for_each(|of| self.shelf.own(entry.sid, Recorded::Conference(of)));
            }
            Leaving::Stream(id, request) => self.stream(id, request),
            Leaving::Forked(output) => {
                self.overhear(&output);
                self.forked(&output);
            }
            Leaving::Deed(Deed { peer, text, recording }) => {
                let phone = self.addresses.get(&peer.ip()).and_then(|phone| self.phones.get(*phone));
                let Some(phone) = phone.map(|phone| phone.name().to_owned()) else { return };
                recording.into_iter().for_each(|recording| self.shelf.own(recording, Recorded::Phone(phone.clone())));
                self.transcript.push(self.now, Scene::Deed { phone, text });
            }
            Leaving::NewSound if self.say_due.is_none() => {
                let at = self.now + AFTER_CHANGE;
                self.say_due = Some(at);
                self.at(at, Happening::Say);
            }
            Leaving::NewSound => {}
            Leaving::Note(note) => {
                self.evidence.notes.push(note.clone());
                self.transcript.push(self.now, Scene::Note(note));
            }
            Leaving::Cdr(cdr) => {
                let phone = self.owners.get(&cdr.call.to_string()).cloned();
                self.evidence.over.push((phone.clone(), cdr.clone()));
                self.transcript.push(self.now, Scene::Over { phone, cdr });
            }
            Leaving::Line(call, stats) => {
                let phone = self.owners.get(&call.to_string()).cloned();
                self.evidence.lines.push((phone.clone(), stats));
                self.transcript.push(self.now, Scene::LineClosed { phone, stats });
            }
        }
    }

    fn message_from_engine(&mut self, flow: Flow, bytes: Bytes) {
        let Some(phone) = self.addresses.get(&flow.peer.ip()).copied() else {
            let scene = Scene::Message { from: ENGINE.into(), to: String::new(), bytes, fate: Fate::Arrives };
            self.transcript.push(self.now, scene);
            if flow.transport.is_reliable() {
                self.at(self.now + self.net.round_trip(), Happening::RefusedToEngine { flow });
            }
            return;
        };
        let name = self.phones.get(phone).map_or_else(String::new, |phone| phone.name().to_owned());
        if let Some(sid) = glimpse::header(&bytes, "X-RestComm-CallSid") {
            // The engine's own SID may stand before it.
            let sid = sid.rsplit('-').next().unwrap_or_default().to_owned();
            if self.owners.insert(sid.clone(), name.clone()).is_none() {
                self.claim(&sid, &name);
                self.latest.insert(name.clone(), sid);
            }
        }
        let there = Flow { transport: flow.transport, local: flow.peer, peer: flow.local };
        let arrivals = self.arrivals(flow.transport, flow.local, flow.peer);
        self.write_down(ENGINE, &name, usize::MAX, &bytes, arrivals.is_empty());
        for at in arrivals {
            self.at(at, Happening::MessageToPhone { phone, flow: there, bytes: bytes.clone() });
        }
    }

    /// The record of a call may leave before the first message that names it: the refusal of one that never rang.
    fn claim(&mut self, sid: &str, name: &str) {
        let is_it = |phone: &Option<String>, cdr: &Cdr| phone.is_none() && cdr.call.to_string() == sid;
        for (phone, cdr) in &mut self.evidence.over {
            if is_it(phone, cdr) {
                *phone = Some(name.to_owned());
            }
        }
        for entry in &mut self.transcript.entries {
            if let Scene::Over { phone, cdr } = &mut entry.scene
                && is_it(phone, cdr)
            {
                *phone = Some(name.to_owned());
            }
        }
    }

    fn let_out_of_phone(&mut self, index: usize, outgoing: Outgoing) {
        let name = self.phones.get(index).map_or_else(String::new, |phone| phone.name().to_owned());
        match outgoing {
            Outgoing::Message { flow, bytes } => {
                let local = behind(&self.publics, flow.peer);
                let there = Flow { transport: flow.transport, local, peer: flow.local };
                let arrivals = self.arrivals(flow.transport, flow.local, flow.peer);
                self.write_down(&name, ENGINE, index, &bytes, arrivals.is_empty());
                for at in arrivals {
                    self.at(at, Happening::MessageToEngine { flow: there, bytes: bytes.clone() });
                }
            }
            Outgoing::Packet { from, to, bytes } => {
                let to = behind(&self.publics, to);
                for at in self.net.datagram(self.now) {
                    self.at(at, Happening::PacketToEngine { from, to, bytes: bytes.clone() });
                }
            }
            Outgoing::Resolve { id, question } => self.resolve(Some(index), id, &question),
            Outgoing::Noticed(Noticed::Hears(what)) => {
                self.transcript.push(self.now, Scene::Hears { phone: name, what });
            }
            Outgoing::Noticed(Noticed::Key(key)) => {
                self.transcript.push(self.now, Scene::KeyHeard { phone: name, key });
            }
            Outgoing::Closed { flow } => {
                let local = behind(&self.publics, flow.peer);
                let there = Flow { transport: flow.transport, local, peer: flow.local };
                let at = self.net.stream(self.now, flow.local, flow.peer);
                self.at(at, Happening::ClosedToEngine { flow: there });
                self.at(self.now, Happening::ClosedToPhone { phone: index, flow });
                let to = ENGINE.into();
                self.transcript.push(self.now, Scene::Closed { from: name, to });
            }
            Outgoing::Pressed(key) => self.transcript.push(self.now, Scene::Key { phone: name, key }),
        }
    }

    fn arrivals(&mut self, transport: Transport, from: SocketAddr, to: SocketAddr) -> Vec<Time> {
        match transport {
            Transport::Udp => self.net.datagram(self.now),
            _ => vec![self.net.stream(self.now, from, to)],
        }
    }

    fn write_down(&mut self, from: &str, to: &str, sender: usize, bytes: &Bytes, lost: bool) {
        let again = !self.sent.insert((sender, bytes.clone()));
        let fate = match (lost, again) {
            (true, _) => Fate::Lost,
            (_, true) => Fate::Repeats,
            _ => Fate::Arrives,
        };
        let scene = Scene::Message { from: from.into(), to: to.into(), bytes: bytes.clone(), fate };
        self.transcript.push(self.now, scene);
    }

    fn resolve(&mut self, asker: Option<usize>, id: ResolveId, question: &Question) {
        if let Some(answer) = self.names.answer(question) {
            self.at(self.now + self.net.round_trip(), Happening::Resolved { asker, id, answer });
        }
    }

    fn fetch(&mut self, id: RequestId, call: CallSid, exchange: &Exchange) {
        let seen = self.web.asked.len();
        let (thinks, result) = self.web.receive(self.now, call, exchange);
        let bare = exchange.url.split(['?', '#']).next().unwrap_or_default();
        let place = bare.strip_prefix(crate::sim::story::APP).unwrap_or(bare).to_owned();
        let asked = self.web.asked.get(seen).filter(|asked| asked.is_callback());
        let event = asked.and_then(|asked| asked.value("StatusCallbackEvent").or_else(|| asked.value("CallStatus")));
        let event = event.map(str::to_owned);
        let method = exchange.method.as_str();
        self.transcript.push(self.now, Scene::Request { call, method, place: place.clone(), event });
        let at = self.now + self.net.round_trip() + thinks;
        let result = result.map(|reply| filled_in(reply, &self.latest));
        self.at(at, Happening::Fetched { id, place, result: Box::new(result) });
    }

    fn mail(&mut self, id: RequestId, mail: Mail) {
        let result = match self.post {
            Post::Taken => Ok(()),
            Post::Refused => Err("the mail server says 550".to_owned()),
        };
        let (call, method, place) = (mail.call, "MAIL", mail.to.clone());
        self.transcript.push(self.now, Scene::Request { call, method, place, event: None });
        if result.is_ok() {
            self.evidence.mails.push(mail);
        }
        self.at(self.now + self.net.round_trip(), Happening::Mailed { id, result });
    }

    fn load(&mut self, load: &Load) {
        if let Source::Url(url) = &load.source {
            let (call, method, place, event) = (load.call, "GET", place(url), None);
            self.transcript.push(self.now, Scene::Request { call, method, place, event });
        }
        let web = (&mut self.web, self.net.round_trip());
        for (after, loading) in self.loader.load(self.now, load, web, &mut self.repertoire) {
            if let (Loading::Over { result, .. }, Source::Url(url)) = (&loading, &load.source) {
                let text = result.as_ref().map_or_else(ToString::to_string, |()| "200 sound".to_owned());
                let (place, good) = (place(url), result.is_ok());
                self.at(self.now + after, Happening::Told(Scene::Response { place, text, good }));
            }
            self.at(self.now + after, Happening::Loading(loading));
        }
    }

    /// The sound of a line, for a recognition that listens to it.
    fn overhear(&mut self, output: &Output) {
        let Output::Forked { fork, track: Track::Said, samples, .. } = output else { return };
        if let Some((id, what)) = self.recogniser.hear(*fork, Rate::Wide, samples) {
            self.at(self.now, Happening::Heard { id, what });
        }
    }

    fn hears_later(&mut self, id: RequestId, told: Option<(Duration, Heard)>) {
        if let Some((after, what)) = told {
            self.at(self.now + after, Happening::Heard { id, what });
        }
    }

    pub(super) fn say_all(&mut self) {
        for phone in &mut self.phones {
            phone.say(self.now);
        }
    }

    pub(super) fn at(&mut self, at: Time, happening: Happening) {
        self.queued += 1;
        self.agenda.insert((at, self.queued), happening);
    }
}
