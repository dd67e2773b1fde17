//! The engine with the least around it that lets calls happen: what it sends, asks and opens is laid out for whoever
//! plays the world. Used by the state × event matrix and by the fuzz targets, so nothing of the town is here.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;

use bytes::Bytes;
use std::time::Duration;

use callwright::base::{CallSid, EventSid, RecordingSid, Rng, Time};
use callwright::call::RequestId;
use callwright::call::recogniser::Heard;
use callwright::engine::{Application, Cdr, Census, Engine, Input, Note, Output, Settings, Trunk};
use callwright::media::{self, Ended, Event, GroupId, LineId, Of, PlayId, Stats};
use callwright::sip::{self, Answer, Kind, Local, Record, ResolveId};
use callwright::wire::http::{Exchange, Fault, Reply};
use callwright::wire::sip::{Flow, Transport};

/// Every run begins then.
pub(crate) const START: Time = Time::from_secs(1_709_633_700);

/// A request of the engine's to the application.
pub(crate) struct Question {
    pub(crate) id: RequestId,
    pub(crate) call: CallSid,
    pub(crate) exchange: Exchange,
}

impl Question {
    /// Whether it is a status callback.
    pub(crate) fn is_letter(&self) -> bool {
        self.says("CallbackSource=")
    }

    /// Whether it is the last callback of a call.
    pub(crate) fn is_final(&self) -> bool {
        self.says("StatusCallbackEvent=completed")
    }

    fn says(&self, text: &str) -> bool {
        self.exchange.body.as_ref().is_some_and(|body| body.contains(text)) || self.exchange.url.contains(text)
    }
}

/// The engine and what it has let out.
pub(crate) struct House {
    pub(crate) engine: Engine,
    pub(crate) sent: VecDeque<(Flow, Bytes)>,
    pub(crate) questions: Vec<Question>,
    pub(crate) names: Vec<(ResolveId, Kind)>,
    pub(crate) lines: Vec<(GroupId, LineId)>,
    /// Sounds that are waited for.
    pub(crate) loads: Vec<RequestId>,
    /// What is played; to a room where there is no line.
    pub(crate) plays: Vec<(GroupId, Option<LineId>, PlayId)>,
    /// What is recorded.
    pub(crate) tapes: Vec<(GroupId, Of, RecordingSid)>,
    /// Files of recordings are lost.
    pub(crate) is_full: bool,
    pub(crate) cdrs: Vec<Cdr>,
    pub(crate) notes: Vec<Note>,
    kept: BTreeSet<EventSid>,
    ports: BTreeMap<(GroupId, LineId), SocketAddr>,
}

impl House {
    /// A house at 198.51.100.1 that trusts 192.0.2.0/24 and runs one application for every number.
    pub(crate) fn new(seed: u64, change: impl FnOnce(&mut Settings)) -> Self {
        let addr = address();
        let local = |transport| Local { transport, addr, advertised: addr.to_string() };
        let config = sip::Config::new(vec![local(Transport::Udp), local(Transport::Tcp)], "house");
        let mut settings = Settings::default();
        let application = Application {
            voice_url: "http://app.example/voice".into(),
            status_callback: Some("http://app.example/status".into()),
            ..Application::default()
        };
        settings.numbers.insert("*".into(), application);
        let carrier = Trunk { sources: vec!["192.0.2.0/24".into()], ..Trunk::default() };
        settings.trunks.insert("carrier".into(), carrier);
        settings.media.addresses = vec![addr.ip()];
        change(&mut settings);
        Self {
            engine: Engine::new(settings, config, Rng::seeded(seed)).expect("settings that can be used"),
            sent: VecDeque::new(),
            questions: Vec::new(),
            names: Vec::new(),
            lines: Vec::new(),
            loads: Vec::new(),
            plays: Vec::new(),
            tapes: Vec::new(),
            is_full: false,
            cdrs: Vec::new(),
            notes: Vec::new(),
            kept: BTreeSet::new(),
            ports: BTreeMap::new(),
        }
    }

    /// Something happened. Lines that are closed say so at once, and their ports rest no time at all.
    pub(crate) fn give(&mut self, now: Time, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.engine.handle(now, input);
            while let Some(output) = self.engine.poll() {
                self.take(output, &mut inputs);
            }
        }
        let late = self.engine.deadline().filter(|due| *due <= now);
        assert!(late.is_none(), "a deadline has passed and nobody was woken: {:?}", self.engine.next_timeout());
    }

    /// The application's answer to a request.
    pub(crate) fn answer(&mut self, now: Time, question: &Question, result: Result<Reply, Fault>) {
        self.give(now, Input::Fetched { id: question.id, result });
    }

    /// What is still alive: nothing, when all is over.
    pub(crate) fn left_over(&self) -> Option<String> {
        let census = self.engine.census();
        let empty = census == Census::default() && self.kept.is_empty() && self.ports.is_empty();
        let (kept, lines) = (self.kept.len(), self.ports.len());
        (!empty).then(|| format!("{census:?}, {kept} letters on disk, {lines} lines"))
    }

    fn take(&mut self, output: Output, inputs: &mut VecDeque<Input>) {
        match output {
            Output::Send { flow, bytes } => self.sent.push_back((flow, bytes)),
            Output::Resolve { id, question } => self.names.push((id, question.kind)),
            Output::Fetch { id, call, exchange } => self.questions.push(Question { id, call, exchange }),
            Output::Keep(letter) => drop(self.kept.insert(letter.event)),
            Output::Forget { event } => drop(self.kept.remove(&event)),
            Output::Load { id, .. } => self.loads.push(id),
            Output::Recognise { id, .. } => {
                inputs.push_back(Input::Heard { id, what: Heard::Failed("nobody listens".into()) });
            }
            Output::Transcribe { id, .. } => {
                inputs.push_back(Input::Transcribed { id, result: Err("nobody listens".into()) });
            }
            Output::Media(command) => self.command(command, inputs),
            Output::Note(note) => self.notes.push(note),
            Output::Cdr(cdr) => self.cdrs.push(cdr),
            // The answer to what is abandoned may come all the same; the rest is for the disk.
            _ => {}
        }
    }

    fn command(&mut self, command: media::Command, inputs: &mut VecDeque<Input>) {
        match command {
            media::Command::Open { group, line, local, .. } => {
                let before = self.ports.insert((group, line), local);
                assert_eq!(before, None, "a line is opened once");
                self.lines.push((group, line));
            }
            media::Command::Move { line, from, to } => {
                let local = self.ports.remove(&(from, line)).expect("a line moves from where it is");
                self.ports.insert((to, line), local);
                let moved = |place: &mut (GroupId, LineId)| {
                    if place.1 == line {
                        place.0 = to
                    }
                };
                self.lines.iter_mut().for_each(moved);
                self.silence(line);
            }
            media::Command::Play { group, line, play, .. } => {
                self.silence(line);
                self.plays.push((group, Some(line), play));
            }
            media::Command::Announce { group, play, .. } => self.plays.push((group, None, play)),
            media::Command::Hush { line, .. } => self.silence(line),
            media::Command::Record { group, recording, plan } => self.tapes.push((group, plan.of, recording)),
            media::Command::StopRecording { recording, .. } => {
                self.stop(Ended::Stopped, |tape| tape.2 == recording, inputs);
            }
            media::Command::Close { group, line } => {
                let local = self.ports.remove(&(group, line)).expect("only an open line is closed, and once");
                self.lines.retain(|open| *open != (group, line));
                self.silence(line);
                self.stop(Ended::Closed, |tape| tape.1.line() == Some(line), inputs);
                inputs.push_back(Input::Media(Event::Closed { group, line, stats: Stats::default() }));
                inputs.push_back(Input::Media(Event::Rested { local }));
            }
            media::Command::Forget { group } => {
                self.plays.retain(|play| play.0 != group);
                self.stop(Ended::Closed, |tape| tape.0 == group, inputs);
            }
            _ => {}
        }
    }

    fn silence(&mut self, line: LineId) {
        self.plays.retain(|play| play.1 != Some(line));
    }

    /// Ends recordings: their files are closed at once.
    fn stop(
        &mut self,
        ended: Ended,
        which: impl Fn(&(GroupId, Of, RecordingSid)) -> bool,
        inputs: &mut VecDeque<Input>,
    ) {
        let (over, going) = std::mem::take(&mut self.tapes).into_iter().partition(which);
        self.tapes = going;
        for tape in over {
            inputs.extend(self.recorded(tape, ended));
        }
    }

    /// What is told of a recording that has come to its end.
    pub(crate) fn recorded(&self, (group, _, recording): (GroupId, Of, RecordingSid), ended: Ended) -> [Input; 2] {
        let length = Duration::from_secs(1);
        let told = Event::Recorded { group, recording, ended, length, sounding: length };
        let result = if self.is_full { Err("the disk is full".to_owned()) } else { Ok(16_044) };
        [Input::Media(told), Input::Filed { group, recording, result }]
    }
}

/// What a name service says that knows one address, or nothing.
pub(crate) fn found(kind: Kind, address: Option<SocketAddr>) -> Answer {
    match address.filter(|_| kind == Kind::Address) {
        Some(address) => Answer::Found { records: vec![Record::Address(address.ip())], ttl: 60 },
        None => Answer::NotFound,
    }
}

/// Where the engine listens.
pub(crate) fn address() -> SocketAddr {
    SocketAddr::from(([198, 51, 100, 1], 5060))
}

/// A good answer.
pub(crate) fn reply(status: u16, body: impl Into<Bytes>) -> Result<Reply, Fault> {
    let headers = vec![("content-type".to_owned(), "text/xml".to_owned())];
    Ok(Reply { status, headers, body: body.into() })
}
