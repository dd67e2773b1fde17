//! One run of the matrix: who is there, what can be done, and what must be true in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use callwright::base::{CallSid, Rng, Time};
use callwright::engine::{Command, Input};
use callwright::media::{Event, Silence};
use callwright::wire::http::Fault;
use callwright::wire::sip::{Flow, Message, Transport};

use super::house::{House, START, address, found, reply};
use super::telephone::Telephone;

/// Seconds that a call of a run may last.
const CAP: u64 = 120;
/// No call lives longer than this: it may wait for documents, ring through Dials and then last until the cap.
const LONGEST: Duration = Duration::from_secs(CAP + 300);
/// In the end everything comes to rest: letters are repeated, transactions linger.
const REST: Duration = Duration::from_secs(4 * 3600);

/// A plain description, as offer and as answer.
pub(crate) const SOUND: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";
const HELD: &str = "v=0\r\no=- 1 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0\r\na=sendonly\r\n";
const STRANGE: &str =
    "v=0\r\no=- 1 3 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 40000 RTP/AVP 18\r\n";

/// What the application may say, each as likely as another.
const DOCUMENTS: [&str; 16] = [
    "<Response><Dial timeout='20'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Dial timeout='20'><Sip statusCallback='/c' statusCallbackEvent='initiated ringing answered completed'>\
     sip:b@192.0.2.11</Sip></Dial><Pause length='2'/></Response>",
    "<Response><Dial timeout='9' action='/a'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip>\
     <Sip statusCallback='/c'>sip:c@192.0.2.12</Sip></Dial></Response>",
    "<Response><Dial timeout='9' sequential='true'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip>\
     <Sip statusCallback='/c'>sip:c@192.0.2.12</Sip></Dial><Hangup/></Response>",
    "<Response><Dial answerOnBridge='true' timeout='20'><Sip statusCallback='/c'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Dial answerOnBridge='true' timeout='5'><Sip statusCallback='/c'>sip:c@192.0.2.12</Sip></Dial></Response>",
    "<Response><Dial hangupOnStar='true' timeLimit='30' action='/a'>\
     <Sip statusCallback='/c' url='/screen'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Dial timeout='20'><Sip statusCallback='/c' url='/screen'>sip:b@192.0.2.11</Sip></Dial></Response>",
    "<Response><Dial action='/a'><Sip statusCallback='/c'>sip:b@b.example</Sip></Dial></Response>",
    "<Response><Pause length='5'/><Redirect>/next</Redirect></Response>",
    "<Response><Pause length='3'/><Hangup/></Response>",
    "<Response><Reject reason='busy'/></Response>",
    "<Response/>",
    "<Response><Dial><Sip>not a uri</Sip></Dial><Redirect>/next</Redirect></Response>",
    "<!DOCTYPE x><Response/>",
    "no document at all",
];

/// Something that can be done, and its name.
pub(crate) type Deed = (&'static str, fn(&mut Play));

/// Everything that can be done.
pub(crate) const DEEDS: [Deed; 24] = [
    ("caller calls", |play| {
        let offer = play.pick(&[SOUND, SOUND, SOUND, HELD, STRANGE, ""]);
        play.phone(0, |phone, now| phone.call(now, offer));
    }),
    ("caller hangs up", |play| play.phone(0, Telephone::hang_up)),
    ("caller holds", |play| play.phone(0, |phone, now| phone.reoffer(now, HELD))),
    ("caller resumes", |play| play.phone(0, |phone, now| phone.reoffer(now, SOUND))),
    ("caller offers nothing", |play| play.phone(0, |phone, now| phone.reoffer(now, ""))),
    ("caller presses star", |play| play.phone(0, Telephone::press)),
    ("callee rings", |play| {
        let (status, early) = play.pick(&[(180, None), (180, None), (183, Some(SOUND)), (183, Some(STRANGE))]);
        play.callee(|phone, now| phone.ring(now, status, early));
    }),
    ("callee answers", |play| play.callee(|phone, now| phone.answer(now, SOUND))),
    ("callee answers badly", |play| play.callee(|phone, now| phone.answer(now, STRANGE))),
    ("callee refuses", |play| {
        let status = play.pick(&[486, 480, 404, 503, 603, 600, 302, 488, 401]);
        play.callee(|phone, now| phone.refuse(now, status));
    }),
    ("callee hangs up", |play| play.callee(Telephone::hang_up)),
    ("callee holds", |play| play.callee(|phone, now| phone.reoffer(now, HELD))),
    ("callee presses star", |play| play.callee(Telephone::press)),
    ("callee is cut off", |play| play.callee(|phone, _| phone.gone = true)),
    ("application answers", |play| {
        let document = play.pick(&DOCUMENTS);
        play.application(reply(200, document));
    }),
    ("application errs", |play| {
        let status = play.pick(&[404, 500, 503, 204, 302]);
        play.application(reply(status, ""));
    }),
    ("application is gone", |play| {
        let fault = if play.rng.chance(0.5) {
            Fault::Connect("refused".into())
        } else {
            Fault::Timeout(Duration::from_secs(6))
        };
        play.application(Err(fault));
    }),
    ("letter is taken", |play| play.mail(reply(204, ""))),
    ("letter is refused", |play| play.mail(reply(500, ""))),
    ("key comes", |play| play.line(|group, line| Event::Key { group, line, key: '*' })),
    ("silence comes", |play| play.line(|group, line| Event::Silent { group, line, what: Silence::Since })),
    ("port fails", |play| play.line(|group, line| Event::Failed { group, line, why: "address in use".into() })),
    ("operator ends one", |play| {
        let calls: Vec<CallSid> = play.alive().collect();
        let call = (!calls.is_empty()).then(|| calls[play.rng.below(calls.len() as u64) as usize]);
        play.give(Input::Command(Command::Hangup { call }));
    }),
    ("old messages come again", Play::repeat),
];

/// Somebody's message on its way: to whom, the way as they see it, the bytes.
type Flight = (Option<usize>, Flow, Bytes);

/// A run.
pub(crate) struct Play {
    seed: u64,
    now: Time,
    rng: Rng,
    house: House,
    phones: Vec<Telephone>,
    air: BTreeMap<(Time, u64), Flight>,
    flights: u64,
    loss: f64,
    last: Vec<(Flow, Bytes)>,
    calls: BTreeSet<CallSid>,
    /// Last callbacks that the application has taken, by call.
    told: BTreeMap<CallSid, u32>,
    /// What happened, when somebody wants to read it.
    diary: Option<Vec<(Time, String)>>,
    /// The deeds that were done, with the states of the calls then.
    pub(crate) met: BTreeSet<(String, &'static str)>,
}

impl Play {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = Rng::seeded(seed);
        let ports = if rng.chance(0.1) { 2 } else { 200 };
        let house = House::new(rng.next_u64(), |settings| {
            settings.limits.call_duration = CAP;
            settings.media.port_max = settings.media.port_min + ports;
        });
        let phones = (0..3).map(|index| Telephone::new(index, rng.fork())).collect();
        let loss = [0.0, 0.0, 0.1, 0.3][rng.below(4) as usize];
        Self {
            seed,
            now: START,
            rng,
            house,
            phones,
            air: BTreeMap::new(),
            flights: 0,
            loss,
            last: Vec::new(),
            calls: BTreeSet::new(),
            told: BTreeMap::new(),
            diary: None,
            met: BTreeSet::new(),
        }
    }

    /// The same, writing down what happens.
    pub(crate) fn with_diary(self) -> Self {
        Self { diary: Some(Vec::new()), ..self }
    }

    /// A call comes, a dozen things happen at chosen moments, then all is left to itself.
    pub(crate) fn run(&mut self) {
        self.act(&DEEDS[0]);
        for _ in 0..4 + self.rng.below(14) {
            let span = self.pick(&[0, 1, 15, 40, 200, 600, 2_000, 6_000, 21_000]);
            self.pass(Duration::from_millis(span));
            // What moves a call on comes more often than what disturbs it.
            let deed = if self.rng.chance(0.5) {
                self.pick(&[6, 7, 7, 14, 14, 17])
            } else {
                self.rng.below(DEEDS.len() as u64) as usize
            };
            self.act(&DEEDS[deed]);
        }
        self.rest();
        self.judge();
    }

    /// What happened, for whoever looks into a failure.
    pub(crate) fn tell(&self) {
        for (at, line) in self.diary.iter().flatten() {
            eprintln!("{:9.3} {line}", (*at - START).as_secs_f64());
        }
    }

    fn act(&mut self, (name, deed): &Deed) {
        self.note(|| name.to_string());
        let calls: Vec<CallSid> = self.alive().collect();
        let states = calls.into_iter().filter_map(|call| self.house.engine.describe(call));
        self.met.extend(states.map(|described| (state(&described), *name)));
        deed(self);
        self.settle();
    }

    fn note(&mut self, line: impl FnOnce() -> String) {
        if let Some(diary) = &mut self.diary {
            diary.push((self.now, line()));
        }
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.rng.below(from.len() as u64) as usize]
    }

    fn alive(&self) -> impl Iterator<Item = CallSid> {
        self.calls.iter().copied().filter(|call| !self.house.cdrs.iter().any(|cdr| cdr.call == *call))
    }

    fn phone(&mut self, index: usize, act: impl FnOnce(&mut Telephone, Time)) {
        act(&mut self.phones[index], self.now);
    }

    /// Whichever callee has something to do, the second one first by chance.
    fn callee(&mut self, act: impl FnOnce(&mut Telephone, Time)) {
        let busy = |phone: &Telephone| !phone.ringing.is_empty() || !phone.up.is_empty();
        let index = if busy(&self.phones[2]) && (self.rng.chance(0.5) || !busy(&self.phones[1])) { 2 } else { 1 };
        self.phone(index, act);
    }

    fn application(&mut self, result: Result<callwright::wire::http::Reply, Fault>) {
        if let Some(at) = self.house.questions.iter().position(|question| !question.is_letter()) {
            self.reply(at, result);
        }
    }

    fn mail(&mut self, result: Result<callwright::wire::http::Reply, Fault>) {
        if let Some(at) = self.house.questions.iter().position(super::house::Question::is_letter) {
            self.reply(at, result);
        }
    }

    fn reply(&mut self, at: usize, result: Result<callwright::wire::http::Reply, Fault>) {
        let question = self.house.questions.remove(at);
        let taken = result.as_ref().is_ok_and(|reply| reply.status < 300);
        if taken && question.is_letter() && question.is_final() {
            *self.told.entry(question.call).or_default() += 1;
        }
        self.note(|| format!("{} -> {:?}", question.exchange.url, result.as_ref().map(|reply| reply.status)));
        self.house.answer(self.now, &question, result);
    }

    fn line(&mut self, event: impl FnOnce(callwright::media::GroupId, callwright::media::LineId) -> Event) {
        let lines = self.house.lines.len() as u64;
        if lines > 0 {
            let (group, line) = self.house.lines[self.rng.below(lines) as usize];
            self.give(Input::Media(event(group, line)));
        }
    }

    fn give(&mut self, input: Input) {
        self.house.give(self.now, input);
    }

    /// Whatever the engine has received comes once more.
    fn repeat(&mut self) {
        for (flow, bytes) in self.last.clone() {
            self.give(Input::Message { flow, bytes });
        }
    }

    /// Takes everything up and puts it into the air, until all are silent.
    fn settle(&mut self) {
        loop {
            self.calls.extend(self.house.questions.iter().map(|question| question.call));
            for (id, kind) in std::mem::take(&mut self.house.names) {
                let known = self.rng.chance(0.7);
                let answer = found(kind, known.then(|| self.phones[1].addr));
                self.give(Input::Resolved { id, answer });
            }
            if let Some((flow, bytes)) = self.house.sent.pop_front() {
                self.calls.extend(sid(&bytes));
                let phone = self.phones.iter().position(|phone| phone.addr.ip() == flow.peer.ip());
                self.fly(flow, bytes, phone);
                continue;
            }
            let (now, rng) = (self.now, &mut self.rng);
            let said = self.phones.iter_mut().find_map(|phone| phone.poll(now, rng));
            let Some((flow, bytes)) = said else { return };
            self.fly(flow, bytes, None);
        }
    }

    fn fly(&mut self, flow: Flow, bytes: Bytes, to: Option<usize>) {
        let there = Flow { transport: flow.transport, local: flow.peer, peer: flow.local };
        let lost = flow.transport == Transport::Udp && self.rng.chance(self.loss);
        if !lost && (to.is_some() || there.local == address()) {
            self.flights += 1;
            let at = self.now + self.rng.span(Duration::from_millis(1), Duration::from_millis(25));
            self.air.insert((at, self.flights), (to, there, bytes));
        }
    }

    fn next(&self) -> Option<Time> {
        let air = self.air.keys().next().map(|(at, _)| *at);
        let phones = self.phones.iter().filter_map(|phone| phone.sip.deadline());
        air.into_iter().chain(self.house.engine.deadline()).chain(phones).min()
    }

    fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.next().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.step();
        }
        self.now = end;
    }

    fn step(&mut self) {
        while let Some(entry) = self.air.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let (to, flow, bytes) = entry.remove();
            self.note(|| first_line(&bytes));
            match to {
                Some(phone) => self.phones[phone].receive(self.now, flow, bytes),
                None => {
                    self.last.truncate(3);
                    self.last.insert(0, (flow, bytes.clone()));
                    self.give(Input::Message { flow, bytes });
                }
            }
            self.settle();
        }
        if self.house.engine.deadline().is_some_and(|due| due <= self.now) {
            self.give(Input::Tick);
        }
        for phone in &mut self.phones {
            if phone.sip.deadline().is_some_and(|due| due <= self.now) {
                phone.sip.timeout(self.now);
            }
        }
        self.settle();
    }

    /// Everybody does nothing but what is due; the application says no more than it must. In half of the runs the
    /// telephones stay where they are until the engine has had enough of them.
    fn rest(&mut self) {
        if self.rng.chance(0.5) {
            for index in 0..3 {
                for _ in 0..8 {
                    self.phone(index, Telephone::hang_up);
                }
            }
            self.settle();
        }
        let end = self.now + REST;
        while self.house.left_over().is_some() && self.now < end {
            while !self.house.questions.is_empty() {
                self.reply(0, reply(204, ""));
                self.settle();
            }
            let Some(due) = self.next() else { break };
            self.now = self.now.max(due);
            self.step();
        }
    }

    fn judge(&self) {
        assert_eq!(self.house.left_over(), None, "seed {}: something is left", self.seed);
        let faults: Vec<_> = self.house.notes.iter().filter(|note| note.name == "rounds").collect();
        assert!(faults.is_empty(), "seed {}: {faults:?}", self.seed);
        let mut records: BTreeMap<CallSid, u32> = BTreeMap::new();
        for cdr in &self.house.cdrs {
            *records.entry(cdr.call).or_default() += 1;
            let lived = cdr.end.since(cdr.start);
            assert!(lived <= LONGEST, "seed {}: a call lived {lived:?}", self.seed);
            let talked = cdr.answered.map_or(Duration::ZERO, |answered| cdr.end.since(answered));
            assert!(talked <= Duration::from_secs(CAP), "seed {}: a call lasted {talked:?}", self.seed);
        }
        assert!(records.values().all(|count| *count == 1), "seed {}: records {records:?}", self.seed);
        assert!(self.calls.iter().all(|call| records.contains_key(call)), "seed {}: a call without record", self.seed);
        // "not a uri" has no callback of its own; every other noun and every number has.
        let told = self.house.cdrs.iter().filter(|cdr| cdr.cause != "bad_target").map(|cdr| (cdr.call, 1)).collect();
        assert_eq!(self.told, told, "seed {}: last callbacks", self.seed);
    }
}

/// The beginning of what the engine says about a call: its status, its verb, the state of the verb.
fn state(described: &str) -> String {
    described
        .split(", ")
        .take(3)
        .filter(|part| !part.starts_with(|c: char| c.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The call that an INVITE of the engine's begins.
fn sid(bytes: &Bytes) -> Option<CallSid> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.starts_with("INVITE "))?;
    let (_, rest) = text.split_once("X-RestComm-CallSid: ")?;
    rest.lines().next()?.parse().ok()
}

fn first_line(bytes: &Bytes) -> String {
    let message = Message::parse(bytes.clone());
    let cseq = message.as_ref().ok().and_then(Message::cseq).map(|cseq| cseq.to_string()).unwrap_or_default();
    let line = bytes.split(|b| *b == b'\r').next().unwrap_or_default();
    format!("    {} ({cseq})", String::from_utf8_lossy(line))
}
