//! The engine's side of the town: the same engine that `serve` runs, a media board, and the ports of its lines. Inputs
//! go in, what must leave comes out; between the two the engine and the board are asked until both are silent.
//!
//! `through disk` writes the engine out before every input, reads it back, gives the input to both and compares what
//! they say: the property that state is data.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

use bytes::Bytes;

use super::deeds::{Deed, Deeds};
use super::loader::Load;
use crate::base::{CallSid, EventSid, RecordingSid, Rng, Time};
use crate::call::RequestId;
use crate::call::mail::Mail;
use crate::call::recogniser::Wish;
use crate::call::recording::{Entry, Source};
use crate::call::stream::Request;
use crate::engine::{Attendant, Cdr, Census, Engine, Input, Note, Output, Settings, SettingsFault};
use crate::media::{self, Board, Channel, Resting, Seat};
use crate::sip::{self, Local, Question, ResolveId};
use crate::wire::http::Exchange;
use crate::wire::sip::{Flow, Transport};

/// What leaves the house.
#[derive(Debug)]
pub(super) enum Leaving {
    /// A SIP message.
    Message {
        /// The way.
        flow: Flow,
        /// The message.
        bytes: Bytes,
    },
    /// A packet of sound.
    Packet {
        /// From which of our ports.
        from: SocketAddr,
        /// To whom.
        to: SocketAddr,
        /// The packet.
        bytes: Vec<u8>,
    },
    /// A question to the name service.
    Resolve {
        /// Names the answer.
        id: ResolveId,
        /// The name.
        question: Question,
    },
    /// A request.
    Fetch {
        /// Names the answer.
        id: RequestId,
        /// For which call.
        call: CallSid,
        /// The request.
        exchange: Exchange,
    },
    /// A sound to be loaded.
    Load(Load),
    /// Speech to be recognised, whose sound follows.
    Recognise {
        /// Names what is heard.
        id: RequestId,
        /// By which it comes.
        fork: media::ForkId,
        /// How.
        wish: Wish,
    },
    /// The last word of a recognition is wanted.
    Conclude(RequestId),
    /// The words of a recording are wanted.
    Transcribe {
        /// Names the answer.
        id: RequestId,
        /// Which.
        recording: RecordingSid,
    },
    /// A mail.
    Mail(RequestId, Box<Mail>),
    /// The engine waits no more for an answer.
    Abandon(RequestId),
    /// Something for a recording.
    Write {
        /// Where it is made.
        group: media::GroupId,
        /// Which.
        recording: RecordingSid,
        /// What.
        what: media::Writing,
    },
    /// How far a recording is, and the conference that it is of by its name in documents.
    Taped(Entry, Option<String>),
    /// Something for the socket of a stream.
    Stream(RequestId, Request),
    /// What comes of a fork.
    Forked(media::Output),
    /// The engine does something to the sound of a phone.
    Deed(Deed),
    /// The way of the sound has changed somewhere.
    NewSound,
    /// A note.
    Note(Note),
    /// A record.
    Cdr(Cdr),
    /// The line of a call is closed.
    Line(CallSid, media::Stats),
}

/// The engine, its board and its ports.
#[derive(Debug)]
pub(super) struct House {
    engine: Engine,
    board: Board,
    seats: BTreeMap<SocketAddr, (Seat, Channel)>,
    ports: BTreeMap<Seat, SocketAddr>,
    kept: BTreeMap<EventSid, ()>,
    out: VecDeque<Leaving>,
    deeds: Deeds,
    through_disk: bool,
    /// Where the engine that was written out and read back said something else.
    pub differences: Vec<String>,
}

impl House {
    /// A house that has seen nothing, listening at `addrs`.
    pub(super) fn new(
        settings: Settings,
        addrs: &[SocketAddr],
        mut rng: Rng,
        through_disk: bool,
    ) -> Result<Self, SettingsFault> {
        let local = |transport, addr: SocketAddr| Local { transport, addr, advertised: addr.to_string() };
        let transports = [Transport::Udp, Transport::Tcp, Transport::Tls];
        let locals = addrs.iter().flat_map(|addr| transports.map(|transport| local(transport, *addr))).collect();
        let config = sip::Config { product: "Callwright".into(), ..sip::Config::new(locals, "town") };
        let board = Board::new(rng.fork(), Resting::default());
        Ok(Self {
            engine: Engine::new(settings, config, rng)?,
            board,
            seats: BTreeMap::new(),
            ports: BTreeMap::new(),
            kept: BTreeMap::new(),
            out: VecDeque::new(),
            deeds: Deeds::default(),
            through_disk,
            differences: Vec::new(),
        })
    }

    /// The engine, to be looked at.
    pub(super) const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Something happened to the engine.
    pub(super) fn handle(&mut self, now: Time, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for output in self.ask(now, input) {
                self.carry_out(now, output);
            }
            inputs.extend(self.drain_board().map(Input::Media));
        }
    }

    /// A packet came to one of our ports.
    pub(super) fn hear(&mut self, now: Time, from: SocketAddr, to: SocketAddr, mut bytes: Vec<u8>) {
        let Some((seat, channel)) = self.seats.get(&to).copied() else { return };
        if let Some(forward) = self.board.receive(now, seat, channel, from, &mut bytes) {
            bytes.truncate(forward.len);
            self.send(forward.seat, forward.channel, forward.to, bytes);
        }
        self.tell_events(now);
    }

    /// A piece of a sound came for the board.
    pub(super) fn feed(&mut self, now: Time, piece: media::Command) {
        self.command(now, piece);
        self.tell_events(now);
    }

    /// Does what is due.
    pub(super) fn timeout(&mut self, now: Time) {
        if self.board.next_timeout().is_some_and(|at| at <= now) {
            self.board.timeout(now);
            self.tell_events(now);
        }
        if self.engine.deadline().is_some_and(|at| at <= now) {
            self.handle(now, Input::Tick);
        }
    }

    /// When `timeout` wants to be called.
    pub(super) fn next_timeout(&self) -> Option<Time> {
        self.engine.deadline().into_iter().chain(self.board.next_timeout()).min()
    }

    /// What leaves next.
    pub(super) fn poll(&mut self) -> Option<Leaving> {
        self.out.pop_front()
    }

    /// What is still alive: nothing, when all is over.
    pub(super) fn left_over(&self) -> Vec<String> {
        // Contacts stay registered when all is over.
        let Census { calls, families, transactions, dialogs, ports, requests, letters, timers, contacts: _ } =
            self.engine.census();
        let all = [
            (calls, "calls"),
            (families, "families"),
            (transactions, "transactions"),
            (dialogs, "dialogs"),
            (ports, "ports"),
            (requests, "requests"),
            (letters, "callbacks"),
            (timers, "timers"),
            (self.board.lines(), "media lines"),
            (self.board.groups(), "media groups"),
            (self.board.resting(), "resting ports"),
            (self.kept.len(), "callbacks on disk"),
        ];
        all.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect()
    }

    /// Gives an input to the engine and takes everything it says to that.
    fn ask(&mut self, now: Time, input: Input) -> Vec<Output> {
        let twin = if self.through_disk { Some(self.read_back()) } else { None };
        let name = format!("{input:?}");
        let answer = |engine: &mut Engine, input: Input| -> Vec<Output> {
            engine.handle(now, input);
            std::iter::from_fn(|| engine.poll()).collect()
        };
        match twin {
            None => answer(&mut self.engine, input),
            Some(Ok(mut twin)) => {
                let (ours, theirs) = (answer(&mut self.engine, input.clone()), answer(&mut twin, input));
                if ours != theirs {
                    self.differences.push(format!("after {name}: {ours:?} but from disk {theirs:?}"));
                }
                // The one that was read back goes on: what was lost shows sooner or later.
                self.engine = twin;
                ours
            }
            Some(Err(error)) => {
                self.differences.push(format!("before {name}: {error}"));
                answer(&mut self.engine, input)
            }
        }
    }

    fn read_back(&self) -> serde_json::Result<Engine> {
        serde_json::from_str(&serde_json::to_string(&self.engine)?)
    }

    fn carry_out(&mut self, now: Time, output: Output) {
        self.out.extend(self.deeds.of(&output).into_iter().map(Leaving::Deed));
        let leaving = match output {
            Output::Send { flow, bytes } => Leaving::Message { flow, bytes },
            Output::Resolve { id, question } => Leaving::Resolve { id, question },
            Output::Fetch { id, call, exchange } => Leaving::Fetch { id, call, exchange },
            Output::Mail { id, mail } => Leaving::Mail(id, mail),
            Output::Abandon { id } => Leaving::Abandon(id),
            // Nobody counts.
            Output::Trunk(_) | Output::Stray(_) => return,
            Output::Keep(letter) => {
                self.kept.insert(letter.event, ());
                return;
            }
            Output::Forget { event } => {
                self.kept.remove(&event);
                return;
            }
            // No story kills the engine: what it would remember is tested where the disk is.
            Output::Bindings(_) => return,
            Output::Load { id, call, group, clip, rate, source } => {
                Leaving::Load(Load { id, call, group, clip, rate, source })
            }
            Output::Recognise { id, wish, fork, .. } => Leaving::Recognise { id, fork, wish },
            Output::Conclude { id } => Leaving::Conclude(id),
            Output::Transcribe { id, recording, .. } => Leaving::Transcribe { id, recording },
            Output::Recording(entry) => {
                let conference = self.conference_of(&entry);
                Leaving::Taped(entry, conference)
            }
            Output::Stream { id, request } => Leaving::Stream(id, request),
            Output::Media(command) => return self.command(now, command),
            Output::Note(note) => Leaving::Note(note),
            Output::Cdr(cdr) => Leaving::Cdr(cdr),
            Output::Line { call, stats } => Leaving::Line(call, stats),
        };
        self.out.push_back(leaving);
    }

    fn conference_of(&self, entry: &Entry) -> Option<String> {
        let is_of = |person: &Attendant| entry.source == Source::Conference && person.call == entry.call;
        let room = self.engine.conferences().into_iter().find(|room| room.people.iter().any(is_of))?;
        Some(room.name)
    }

    fn command(&mut self, now: Time, command: media::Command) {
        use media::Command::{Enter, Join, Part, Shape, Sound};
        if matches!(command, Shape { .. } | Join { .. } | Enter { .. } | Part { .. } | Sound { .. }) {
            self.out.push_back(Leaving::NewSound);
        }
        if self.through_disk {
            match serde_json::to_string(&self.board).and_then(|text| serde_json::from_str(&text)) {
                Ok(board) => self.board = board,
                Err(error) => self.differences.push(format!("the media board: {error}")),
            }
        }
        self.board.command(now, command);
    }

    fn tell_events(&mut self, now: Time) {
        let events: Vec<media::Event> = self.drain_board().collect();
        for event in events {
            self.handle(now, Input::Media(event));
        }
    }

    /// Carries out what the board wants, and returns what it tells.
    fn drain_board(&mut self) -> impl Iterator<Item = media::Event> + use<> {
        let mut events = Vec::new();
        while let Some(output) = self.board.poll() {
            match output {
                media::Output::Bind { seat, local } => self.bind(seat, local),
                media::Output::Unbind { seat } => {
                    self.ports.remove(&seat);
                    self.seats.retain(|_, (owner, _)| *owner != seat);
                }
                media::Output::Send { seat, channel, to, bytes } => self.send(seat, channel, to, bytes),
                media::Output::Write { group, recording, what } => {
                    self.out.push_back(Leaving::Write { group, recording, what });
                }
                forked @ (media::Output::Forked { .. } | media::Output::Marked { .. }) => {
                    self.out.push_back(Leaving::Forked(forked));
                }
                // Nobody counts.
                media::Output::Spilled { .. } => {}
                media::Output::Event(event) => events.push(event),
            }
        }
        events.into_iter()
    }

    fn bind(&mut self, seat: Seat, local: SocketAddr) {
        self.ports.insert(seat, local);
        self.seats.insert(local, (seat, Channel::Rtp));
        self.seats.insert(above(local), (seat, Channel::Rtcp));
    }

    fn send(&mut self, seat: Seat, channel: Channel, to: SocketAddr, bytes: Vec<u8>) {
        let Some(local) = self.ports.get(&seat).copied() else { return };
        let from = match channel {
            Channel::Rtp => local,
            Channel::Rtcp => above(local),
        };
        self.out.push_back(Leaving::Packet { from, to, bytes });
    }
}

fn above(rtp: SocketAddr) -> SocketAddr {
    SocketAddr::new(rtp.ip(), rtp.port().saturating_add(1))
}
