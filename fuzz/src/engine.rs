//! The whole engine under a stream of hostile datagrams, answers and packets. The bytes are a play: steps divided by
//! `%%`, the first byte of each says what it is.
//!
//! | step | what happens |
//! | --- | --- |
//! | `m` | the rest comes as a datagram from a trusted peer |
//! | `c` | the same over TCP |
//! | `u` | the same from an unknown one |
//! | `i` | a good INVITE comes, the rest behind its headers |
//! | `d` | a request inside the last dialog comes: method, then headers and body |
//! | `r` | the engine's last request is answered: three digits, then headers and body |
//! | `a` | the same for the last REGISTER that a trunk was sent |
//! | `l` | a user registers and answers the challenge rightly, the rest behind the headers of both |
//! | `f`, `F` | the application answers the oldest request: with the rest as a document, or not at all |
//! | `t` | time passes, as many seconds as the next byte says |
//! | `k` | the peer presses a key |
//! | `x` | the operator ends everything |
//!
//! Whatever happened: after it the house becomes empty, and every call has one record.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use callwright::base::Time;
use callwright::engine::{Command, Input, Settings, Trunk, User};
use callwright::media::Event;
use callwright::wire::http::Fault;
use callwright::wire::sip::{Credentials, Flow, Message, Method, Name, Transport};

use super::house::{House, START, address, found, reply};

const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";

/// The secret of the user.
const PASSWORD: &str = "a good secret";

/// Steps that one play may have.
const STEPS: usize = 40;

/// Plays it.
pub fn engine(data: &[u8]) {
    let house = House::new(1, people);
    let mut play = Play { house, now: START, said: None, asked: None, registered: None, count: 0 };
    let mut rest = data;
    for _ in 0..STEPS {
        let end = rest.windows(2).position(|window| window == b"%%");
        let (step, after) = end.map_or((rest, None), |at| (&rest[..at], Some(&rest[at + 2..])));
        if let Some((what, tail)) = step.split_first() {
            play.step(*what, tail);
        }
        match after {
            Some(after) => rest = after,
            None => break,
        }
    }
    play.end();
}

/// A user, and a trunk that wants to know us: so that strangers come as far as the digest, and answers to the registration.
fn people(settings: &mut Settings) {
    let kate = User { password: PASSWORD.into(), outbound: true, ..User::default() };
    settings.users.insert("kate".into(), kate);
    let carrier = Trunk {
        uri: Some("carrier.example".into()),
        username: Some("account".into()),
        password: Some("trunk secret".into()),
        register: true,
        public_address: Some([203, 0, 113, 1].into()),
        ..Trunk::default()
    };
    settings.trunks.insert("proxy".into(), carrier);
    settings.outbound.trunk = Some("proxy".into());
}

struct Play {
    house: House,
    now: Time,
    /// The engine's last response: whose tag a request inside the dialog needs.
    said: Option<Message>,
    /// The engine's last request, and the way it went.
    asked: Option<(Flow, Message)>,
    /// The last REGISTER of a trunk, and the way it went.
    registered: Option<(Flow, Message)>,
    count: u32,
}

impl Play {
    fn step(&mut self, what: u8, tail: &[u8]) {
        self.count += 1;
        match what {
            b'm' => self.message(flow(Transport::Udp, [192, 0, 2, 9]), tail.to_vec()),
            b'c' => self.message(flow(Transport::Tcp, [192, 0, 2, 9]), tail.to_vec()),
            b'u' => self.message(flow(Transport::Udp, [203, 0, 113, 9]), tail.to_vec()),
            b'i' => self.invite(tail),
            b'd' => self.inside(tail),
            b'r' => self.respond(self.asked.clone(), tail),
            b'a' => self.respond(self.registered.clone(), tail),
            b'l' => self.login(tail),
            b'f' => self.answer(reply(200, Bytes::copy_from_slice(tail))),
            b'F' => self.answer(Err(Fault::Connect("refused".into()))),
            b't' => self.pass(Duration::from_secs(tail.first().copied().unwrap_or(1).into())),
            b'k' => {
                if let Some((group, line)) = self.house.lines.first().copied() {
                    self.give(Input::Media(Event::Key { group, line, key: '*' }));
                }
            }
            b'x' => self.give(Input::Command(Command::Hangup { call: None })),
            _ => {}
        }
    }

    fn message(&mut self, flow: Flow, bytes: Vec<u8>) {
        self.give(Input::Message { flow, bytes: bytes.into() });
    }

    fn invite(&mut self, tail: &[u8]) {
        let count = self.count;
        let mut text = format!(
            "INVITE sip:100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK{count}\r\n\
             From: <sip:a@192.0.2.9>;tag=a\r\nTo: <sip:100@198.51.100.1>\r\nCall-ID: {count}\r\nCSeq: 1 INVITE\r\n\
             Contact: <sip:a@192.0.2.9:5060>\r\nMax-Forwards: 70\r\n"
        )
        .into_bytes();
        match tail.is_empty() {
            true => text.extend(format!("Content-Type: application/sdp\r\n\r\n{OFFER}").bytes()),
            false => text.extend(tail),
        }
        self.message(flow(Transport::Udp, [192, 0, 2, 9]), text);
    }

    fn inside(&mut self, tail: &[u8]) {
        let Some(said) = &self.said else { return };
        let space = tail.iter().position(|b| !b.is_ascii_uppercase()).unwrap_or(tail.len());
        let method = String::from_utf8_lossy(&tail[..space]).into_owned();
        let header = |name: Name| said.header(name).map(|value| value.into_owned()).unwrap_or_default();
        let count = self.count;
        let number = if method == "ACK" { 1 } else { count };
        let mut text = format!(
            "{method} sip:100@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK{count}\r\n\
             From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {number} {method}\r\nContact: <sip:a@192.0.2.9:5060>\r\n\
             Max-Forwards: 70\r\n",
            header(Name::From),
            header(Name::To),
            header(Name::CallId),
        )
        .into_bytes();
        let tail = &tail[space..];
        text.extend(if tail.is_empty() { b"\r\n" } else { tail });
        self.message(flow(Transport::Udp, [192, 0, 2, 9]), text);
    }

    /// REGISTER twice, as a telephone does that is asked for its login.
    fn login(&mut self, tail: &[u8]) {
        const URI: &str = "sip:198.51.100.1";
        let mut proof = String::new();
        for number in 1..=2 {
            let count = self.count;
            let mut text = format!(
                "REGISTER {URI} SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.9:5060;branch=z9hG4bK{count}-{number}\r\n\
                 From: <sip:kate@198.51.100.1>;tag=k\r\nTo: <sip:kate@198.51.100.1>\r\nCall-ID: l{count}\r\n\
                 CSeq: {number} REGISTER\r\nMax-Forwards: 70\r\n{proof}"
            )
            .into_bytes();
            match tail.is_empty() {
                true => text.extend(b"Contact: <sip:kate@203.0.113.9:5060>\r\n\r\n"),
                false => text.extend(tail),
            }
            self.message(flow(Transport::Udp, [203, 0, 113, 9]), text);
            let challenge = self.said.as_ref().and_then(|said| said.challenges().into_iter().next());
            let answer = challenge.and_then(|challenge| {
                Credentials::new("kate", PASSWORD).answer(&challenge, &Method::Register, URI, "fuzz", 1)
            });
            proof = answer.map_or_else(String::new, |answer| format!("Authorization: {answer}\r\n"));
        }
    }

    fn respond(&mut self, asked: Option<(Flow, Message)>, tail: &[u8]) {
        let Some((flow, request)) = &asked else { return };
        let digits = tail.get(..3).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        let Some(status) = digits.filter(|status| (100..700).contains(status)) else { return };
        let mut response = Message::reply_to(request, status, None);
        if let Some(to) = request.to().filter(|to| to.tag().is_none()) {
            response.set(Name::To, to.with_tag("b"));
        }
        response.push(Name::Contact, "<sip:b@192.0.2.20:5060>");
        let (flow, tail) = (*flow, &tail[3..]);
        let mut text = response.to_bytes().to_vec();
        if tail.is_empty() {
            response.set_body("application/sdp", Bytes::from_static(OFFER.as_bytes()));
            text = response.to_bytes().to_vec();
        } else if let Some(at) = text.windows(4).position(|window| window == b"\r\n\r\n") {
            text.truncate(at + 2);
            text.extend(tail);
        }
        self.message(Flow { local: address(), ..flow }, text);
    }

    fn answer(&mut self, result: Result<callwright::wire::http::Reply, Fault>) {
        if !self.house.questions.is_empty() {
            let question = self.house.questions.remove(0);
            self.house.answer(self.now, &question, result);
            self.listen();
        }
    }

    fn give(&mut self, input: Input) {
        self.house.give(self.now, input);
        self.listen();
    }

    /// Takes what the engine has sent: it can be read, whatever it was made from. Only the answer to a broken message may
    /// be as broken, for it carries its headers back.
    fn listen(&mut self) {
        while let Some((flow, bytes)) = self.house.sent.pop_front() {
            match Message::parse(bytes.clone()) {
                Ok(message) if message.method() == Some(&Method::Register) => self.registered = Some((flow, message)),
                Ok(message) if message.is_request() => self.asked = Some((flow, message)),
                Ok(message) => self.said = Some(message),
                Err(fault) => {
                    let tells = [&b"SIP/2.0 400 "[..], b"SIP/2.0 505 ", b"SIP/2.0 513 "];
                    assert!(tells.iter().any(|status| bytes.starts_with(status)), "{fault}: {bytes:?}");
                }
            }
        }
        for (id, kind) in std::mem::take(&mut self.house.names) {
            let answer = found(kind, Some(SocketAddr::from(([192, 0, 2, 20], 5060))));
            self.house.give(self.now, Input::Resolved { id, answer });
        }
    }

    fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.house.engine.deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.give(Input::Tick);
        }
        self.now = end;
    }

    /// Ends everything, answers every request, and looks what is left.
    fn end(mut self) {
        self.give(Input::Command(Command::Hangup { call: None }));
        for _ in 0..200 {
            while !self.house.questions.is_empty() {
                self.answer(reply(204, ""));
            }
            if self.house.left_over().is_none() {
                break;
            }
            self.pass(Duration::from_secs(40));
        }
        assert_eq!(self.house.left_over(), None);
        let calls: BTreeSet<String> = self.house.cdrs.iter().map(|cdr| cdr.call.to_string()).collect();
        assert_eq!(calls.len(), self.house.cdrs.len(), "one record for each call");
    }
}

fn flow(transport: Transport, peer: [u8; 4]) -> Flow {
    Flow { transport, local: address(), peer: SocketAddr::from((peer, 5060)) }
}
