//! The calls of a registration at a carrier (spec §9.6): the routing step `registration` as the engine takes it, by
//! what the carrier has answered. The engine as a value, bytes in and bytes out.

use std::time::Duration;

use bytes::Bytes;

use callwright::base::{Rng, Time};
use callwright::engine::{Application, Engine, Input, Output, Settings, Trunk, TrunkEvent, TrunkNews};
use callwright::sip::{Config, Local};
use callwright::wire::sip::{Flow, Message, Method, Transport};

/// An engine registered as `line1` at a carrier, which sends its calls there whatever number was dialled.
struct House {
    engine: Engine,
    now: Time,
}

impl House {
    fn new() -> Self {
        let mut settings = Settings::default();
        let application = Application { voice_url: "http://app.example/voice".into(), ..Application::default() };
        settings.numbers.insert("line1".into(), application);
        let carrier = Trunk {
            sources: vec!["127.0.0.1".into()],
            uri: Some("sip:127.0.0.1:7000".into()),
            username: Some("line1".into()),
            password: Some("secret".into()),
            register: true,
            ..Trunk::default()
        };
        settings.trunks.insert("carrier".into(), carrier);
        let addr = "127.0.0.1:5060".parse().unwrap();
        let local = Local { transport: Transport::Udp, addr, advertised: "127.0.0.1:5060".into() };
        let engine = Engine::new(settings, Config::new(vec![local], "t"), Rng::seeded(7)).unwrap();
        Self { engine, now: Time::from_secs(1_709_633_730) }
    }

    fn give(&mut self, input: Input) -> Vec<Output> {
        self.engine.handle(self.now, input);
        std::iter::from_fn(|| self.engine.poll()).collect()
    }

    fn later(&mut self, seconds: u64) -> Vec<Output> {
        self.now += Duration::from_secs(seconds);
        self.give(Input::Tick)
    }

    /// A message of the carrier.
    fn hear(&mut self, bytes: Bytes) -> Vec<Output> {
        let local = "127.0.0.1:5060".parse().unwrap();
        let flow = Flow { transport: Transport::Udp, local, peer: ([127, 0, 0, 1], 7000).into() };
        self.give(Input::Message { flow, bytes })
    }

    /// A call of the carrier: the statuses that it gets at once, and how many documents are asked for.
    fn call(&mut self, id: &str) -> (Vec<u16>, usize) {
        let offer =
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";
        let text = format!(
            "INVITE sip:line1@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bK{id}\r\n\
             From: <sip:+15550001@carrier.example>;tag=1\r\nTo: <sip:+15550199@carrier.example>\r\nCall-ID: {id}\r\n\
             CSeq: 1 INVITE\r\nContact: <sip:127.0.0.1:7000>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\n\
             Content-Length: {}\r\n\r\n{offer}",
            offer.len()
        );
        let outputs = self.hear(Bytes::from(text));
        let asked = outputs.iter().filter(|output| matches!(output, Output::Fetch { .. })).count();
        (sent(&outputs).iter().filter_map(Message::status).collect(), asked)
    }

    fn answer(&mut self, register: &Message, status: u16) {
        let mut response = Message::reply_to(register, status, None);
        if status == 200 {
            let contact = register.header("Contact").unwrap();
            response.push("Contact", format!("{contact};expires=600"));
        }
        self.hear(response.to_bytes());
    }
}

fn sent(outputs: &[Output]) -> Vec<Message> {
    let bytes = outputs.iter().filter_map(|output| match output {
        Output::Send { bytes, .. } => Some(bytes.clone()),
        _ => None,
    });
    bytes.map(|bytes| Message::parse(bytes).unwrap()).collect()
}

fn register(outputs: &[Output]) -> Option<Message> {
    sent(outputs).into_iter().find(|message| message.method() == Some(&Method::Register))
}

#[test]
fn calls_of_a_registration_are_taken_only_while_the_carrier_may_know_us() {
    let mut house = House::new();
    let first = register(&house.later(0)).expect("a REGISTER leaves at once");
    assert_eq!(house.call("in-doubt"), (vec![100, 180], 1), "an earlier engine may have registered");
    house.answer(&first, 403);
    assert_eq!(house.call("refused"), (vec![100, 404], 0));
    let again = (0..100).find_map(|_| register(&house.later(10))).expect("it is tried again");
    house.answer(&again, 200);
    assert_eq!(house.call("known"), (vec![100, 180], 1));
}

#[test]
fn whether_a_trunk_knows_us_is_told_from_the_start() {
    let outputs = House::new().later(0);
    let news = outputs.iter().find_map(|output| match output {
        Output::Trunk(news) => Some(news.clone()),
        _ => None,
    });
    assert_eq!(news, Some(TrunkNews { trunk: "carrier".into(), what: TrunkEvent::Registered(false) }));
}
