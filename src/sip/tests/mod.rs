//! Tests of the SIP machines in virtual time: `timers` takes the letters one by one, `dialogs`, `endings`,
//! `inside`, `moving`, `digest`, `broken` and `hostile` play a peer by hand, `refer` and `replaces` the transfers,
//! `pair` lets two of ours talk over a bad network.

mod broken;
mod dialogs;
mod digest;
mod endings;
mod hostile;
mod inside;
mod moving;
mod outside;
mod pair;
mod prack;
mod refer;
mod replaces;
mod routes;
mod servers;
mod session_timer;
mod timers;

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::{
    Answer, Config, DialogId, Event, Invite, Kind, Local, Output, Question, Record, Reliability, ResolveId, Sip, Stray,
};
use crate::base::{Rng, Time};
use crate::wire::sip::{Flow, Message, Name, NameAddr, Transport};

const START: Time = Time::from_secs(1_800_000_000);

fn config(ip: &str, instance: &str) -> Config {
    let local =
        |transport| Local { transport, addr: format!("{ip}:5060").parse().unwrap(), advertised: format!("{ip}:5060") };
    // What a test wants of the extensions it says itself.
    Config {
        product: "callwright".to_owned(),
        reliable_provisional: Reliability::Off,
        session_timer: None,
        ..Config::new(vec![local(Transport::Udp), local(Transport::Tcp)], instance)
    }
}

fn flow(transport: Transport) -> Flow {
    Flow { transport, local: "10.0.0.1:5060".parse().unwrap(), peer: "192.0.2.9:5060".parse().unwrap() }
}

fn call_to(uri: &str, transport: Transport) -> Invite {
    let address = |text: &str| text.parse::<NameAddr>().unwrap();
    Invite {
        uri: uri.parse().unwrap(),
        from: address("\"Alice\" <sip:alice@10.0.0.1>"),
        to: address(&format!("<{uri}>")),
        contact_user: "alice".to_owned(),
        contact_display: None,
        route: Vec::new(),
        transport,
        target: None,
        flow: None,
        spare: Vec::new(),
        peering: crate::sip::Peering::default(),
        media: None,
        max_forwards: 70,
        headers: vec![("X-One".to_owned(), "1".to_owned())],
        offer: Bytes::from_static(b"v=0\r\n"),
        credentials: None,
        in_haste: false,
    }
}

/// One `Sip`, and a peer played by hand. It is written out and read back after every step.
struct Solo {
    sip: Sip,
    now: Time,
    sent: Vec<(Duration, Flow, Message)>,
    events: Vec<Event>,
    asked: Vec<(ResolveId, Question)>,
    strays: Vec<Stray>,
}

impl Solo {
    fn new() -> Self {
        let sip = Sip::new(config("10.0.0.1", "a1"), Rng::seeded(7));
        Self { sip, now: START, sent: Vec::new(), events: Vec::new(), asked: Vec::new(), strays: Vec::new() }
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut Sip, Time) -> T) -> T {
        let result = act(&mut self.sip, self.now);
        while let Some(output) = self.sip.poll() {
            match output {
                Output::Send { flow, bytes } => {
                    let message = Message::parse(bytes).expect("what we send can be read");
                    self.sent.push((self.now - START, flow, message));
                }
                Output::Resolve { id, question } => self.asked.push((id, question)),
                Output::Event(event) => self.events.push(event),
                Output::Stray(what) => self.strays.push(what),
            }
        }
        let text = serde_json::to_string(&self.sip).unwrap();
        self.sip = serde_json::from_str(&text).unwrap();
        result
    }

    fn invite(&mut self, invite: Invite) -> DialogId {
        self.act(|sip, now| sip.invite(now, invite))
    }

    /// Answers every open question: this name has these addresses, nothing else is known.
    fn know(&mut self, name: &str, addresses: &[&str]) {
        let records: Vec<Record> = addresses.iter().map(|ip| Record::Address(ip.parse().unwrap())).collect();
        self.know_records(&[(Question::new(Kind::Address, name), records)]);
    }

    /// Answers every open question out of these records, and the questions that follow.
    fn know_records(&mut self, known: &[(Question, Vec<Record>)]) {
        while let Some((id, question)) = self.asked.pop() {
            let found = known.iter().find(|(known, _)| *known == question);
            let answer =
                found.map_or(Answer::NotFound, |(_, records)| Answer::Found { records: records.clone(), ttl: 60 });
            self.act(|sip, now| sip.on_resolved(now, id, answer));
        }
    }

    fn hear(&mut self, flow: Flow, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        self.act(|sip, now| sip.receive(now, flow, Bytes::from(text.into_bytes())));
    }

    /// Lets time pass from deadline to deadline.
    fn pass(&mut self, seconds: f64) {
        let end = self.now + Duration::from_secs_f64(seconds);
        while let Some((at, _)) = self.sip.next_timeout().filter(|(at, _)| *at <= end) {
            self.now = self.now.max(at);
            self.act(|sip, now| sip.timeout(now));
        }
        self.now = end;
    }

    fn take(&mut self) -> Vec<Message> {
        self.sent.drain(..).map(|(_, _, message)| message).collect()
    }

    fn take_one(&mut self) -> Message {
        let mut sent = self.take();
        assert_eq!(sent.len(), 1, "{sent:?}");
        sent.remove(0)
    }

    /// What was sent, in short: `INVITE`, `200 INVITE`.
    fn said(&mut self) -> Vec<String> {
        self.take().iter().map(short).collect()
    }

    /// When a message was sent, by its short form, in seconds.
    fn times(&self, what: &str) -> Vec<f64> {
        let fitting = self.sent.iter().filter(|(_, _, message)| short(message) == what);
        fitting.map(|(at, ..)| at.as_secs_f64()).collect()
    }

    fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    fn assert_empty(&self) {
        assert_eq!(self.sip.census(), super::Census::default());
        assert!(self.sip.jobs.is_empty() && self.sip.forks.is_empty() && self.sip.served.is_empty());
    }
}

fn short(message: &Message) -> String {
    let method = message.cseq().map(|cseq| cseq.method.to_string()).unwrap_or_default();
    message.status().map_or(method.clone(), |status| format!("{status} {method}"))
}

/// A response to a request of ours, with this To tag, these further header lines and this body.
fn respond(request: &Message, status: u16, tag: &str, more: &str, body: &str) -> String {
    let mut response = Message::reply_to(request, status, None);
    if let Some(to) = request.to().filter(|to| to.tag().is_none() && !tag.is_empty()) {
        response.set(Name::To, to.with_tag(tag));
    }
    if status < 300 {
        response.push(Name::Contact, format!("<sip:bob@192.0.2.9:5060;fork={tag}>"));
    }
    for line in more.lines() {
        let (name, value) = line.split_once(": ").unwrap();
        response.push(name, value);
    }
    if !body.is_empty() {
        response.set_body("application/sdp", Bytes::copy_from_slice(body.as_bytes()));
    }
    String::from_utf8(response.to_bytes().to_vec()).unwrap()
}

/// A request of the peer's.
fn request(method: &str, branch: &str, cseq: u32, to_tag: &str, more: &str, body: &str) -> String {
    let to_tag = if to_tag.is_empty() { String::new() } else { format!(";tag={to_tag}") };
    let kind = if body.is_empty() { "" } else { "Content-Type: application/sdp\n" };
    format!(
        "{method} sip:service@10.0.0.1 SIP/2.0\n\
         Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK{branch};rport\n\
         Max-Forwards: 70\n\
         From: <sip:bob@192.0.2.9>;tag=bob\n\
         To: <sip:service@10.0.0.1>{to_tag}\n\
         Call-ID: from-bob\n\
         CSeq: {cseq} {method}\n\
         Contact: <sip:bob@192.0.2.9:5060>\n\
         {more}{kind}Content-Length: {}\n\n{body}",
        body.len()
    )
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// A call of theirs that we have not answered: its dialog.
fn incoming(solo: &mut Solo, transport: Transport) -> DialogId {
    solo.hear(flow(transport), &request("INVITE", "in", 1, "", "", "v=0\n"));
    match solo.take_events().as_slice() {
        [Event::Incoming { dialog, .. }] => *dialog,
        other => panic!("{other:?}"),
    }
}

/// A call of theirs, answered and ACKed: its dialog and our tag.
fn answered(solo: &mut Solo) -> (DialogId, String) {
    let dialog = incoming(solo, Transport::Udp);
    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0 ours\r\n")));
    let ok = solo.take().pop().unwrap();
    let tag = ok.to().unwrap().tag().unwrap().to_owned();
    solo.hear(flow(Transport::Udp), &request("ACK", "ack", 1, &tag, "", ""));
    assert!(matches!(solo.take_events().as_slice(), [Event::Acked { .. }]));
    assert_eq!(solo.said(), Vec::<String>::new());
    (dialog, tag)
}

/// A call of ours that was answered: its dialog and the INVITE.
fn talking(solo: &mut Solo, transport: Transport) -> (DialogId, Message) {
    let dialog = solo.invite(call_to("sip:bob@192.0.2.9", transport));
    let invite = solo.take_one();
    solo.hear(flow(transport), &respond(&invite, 200, "b", "", "v=0 theirs\n"));
    assert!(matches!(solo.take_events().as_slice(), [Event::Answered { .. }]));
    assert_eq!(solo.said(), ["ACK"]);
    (dialog, invite)
}

/// The statuses that answer a datagram after which nothing is left. What answers a broken message may lack what that
/// lacks, so it is not read as a message.
fn answers(text: &str) -> Vec<u16> {
    let mut sip = Sip::new(config("10.0.0.1", "a1"), Rng::seeded(7));
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    sip.receive(START, flow(Transport::Udp), Bytes::from(text.into_bytes()));
    let mut statuses = Vec::new();
    while let Some(output) = sip.poll() {
        let Output::Send { bytes, .. } = output else { panic!("{output:?}") };
        let status = bytes.get(8..11).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        statuses.push(status.expect("a response"));
    }
    sip.timeout(START + Duration::from_secs(33));
    assert_eq!(sip.census(), crate::sip::Census::default());
    statuses
}
