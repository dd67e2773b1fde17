//! The engine as a value: bytes and answers in, bytes and questions out, without any town around it.

mod hostile;
mod sound;

use std::time::Duration;

use bytes::Bytes;

use super::*;
use crate::sip::Local;
use crate::wire::http::{Exchange, Fault, Reply};
use crate::wire::sip::{Flow, Message, Transport};

const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";

struct Bench {
    engine: Engine,
    now: Time,
    lines: Vec<String>,
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    let application = Application {
        voice_url: "http://app.example/voice".into(),
        status_callback: Some("http://app.example/status".into()),
        ..Application::default()
    };
    settings.numbers.insert("+15550100".into(), application);
    settings
}

fn flow(port: u16) -> Flow {
    let local = "127.0.0.1:5060".parse().unwrap();
    Flow { transport: Transport::Udp, local, peer: ([127, 0, 0, 1], port).into() }
}

impl Bench {
    fn new(settings: Settings) -> Self {
        let local = Local {
            transport: Transport::Udp,
            addr: "127.0.0.1:5060".parse().unwrap(),
            advertised: "127.0.0.1:5060".into(),
        };
        let sip = sip::Config::new(vec![local], "t");
        let engine = Engine::new(settings, sip, Rng::seeded(7)).unwrap();
        Self { engine, now: Time::from_secs(1_709_633_730), lines: Vec::new() }
    }

    /// Gives an input and returns what came of it, through the disk and back.
    fn give(&mut self, input: Input) -> Vec<Output> {
        self.lines.push(journal::opening(&self.engine).unwrap());
        let text = serde_json::to_string(&self.engine).unwrap();
        self.engine = serde_json::from_str(&text).unwrap();
        self.engine.handle(self.now, input.clone());
        let outputs: Vec<_> = std::iter::from_fn(|| self.engine.poll()).collect();
        let entry = journal::entry(self.now, &input, &outputs).unwrap();
        let mut player = journal::Player::open(&self.lines.pop().unwrap()).unwrap();
        let played = player.play(&entry).unwrap();
        assert!(played.same, "played again, {input:?} came out differently");
        outputs
    }

    fn message(&mut self, port: u16, text: &str) -> Vec<Output> {
        self.give(Input::Message { flow: flow(port), bytes: Bytes::from(text.to_owned()) })
    }

    fn reply(&mut self, outputs: &[Output], body: &str) -> Vec<Output> {
        let (id, _) = fetch(outputs);
        let headers = vec![("content-type".to_owned(), "text/xml".to_owned())];
        let reply = Reply { status: 200, headers, body: Bytes::from(body.to_owned()) };
        self.give(Input::Fetched { id, result: Ok(reply) })
    }

    fn later(&mut self, secs: u64) -> Vec<Output> {
        self.now += Duration::from_secs(secs);
        self.give(Input::Tick)
    }
}

fn invite(call_id: &str) -> String {
    format!(
        "INVITE sip:+15550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:7000;branch=z9hG4bK{call_id};rport\r\n\
         From: <sip:alice@127.0.0.1>;tag=a1\r\nTo: <sip:+15550100@127.0.0.1>\r\nCall-ID: {call_id}\r\nCSeq: 1 INVITE\r\n\
         Contact: <sip:alice@127.0.0.1:7000>\r\nMax-Forwards: 70\r\nX-Account: 42\r\nContent-Type: application/sdp\r\n\
         Content-Length: {}\r\n\r\n{OFFER}",
        OFFER.len()
    )
}

fn sent(outputs: &[Output]) -> Vec<Message> {
    outputs
        .iter()
        .filter_map(|output| match output {
            Output::Send { bytes, .. } => Some(Message::parse(bytes.clone()).unwrap()),
            _ => None,
        })
        .collect()
}

fn statuses(outputs: &[Output]) -> Vec<u16> {
    sent(outputs).iter().filter_map(Message::status).collect()
}

fn fetches(outputs: &[Output]) -> Vec<(crate::call::RequestId, &Exchange)> {
    outputs
        .iter()
        .filter_map(|output| match output {
            Output::Fetch { id, exchange, .. } => Some((*id, exchange)),
            _ => None,
        })
        .collect()
}

/// The document asked for.
fn fetch(outputs: &[Output]) -> (crate::call::RequestId, &Exchange) {
    let found = fetches(outputs).into_iter().find(|(_, exchange)| !exchange.url.ends_with("/status"));
    found.expect("a document is asked for")
}

#[test]
fn a_call_is_answered_dialled_and_told_about() {
    let mut bench = Bench::new(settings());
    let rung = bench.message(7000, &invite("c1"));
    assert_eq!(statuses(&rung), [100, 180]);
    let call = rung.iter().find_map(|output| match output {
        Output::Fetch { call, .. } => Some(*call),
        _ => None,
    });
    let body = fetch(&rung).1.body.clone().unwrap();
    assert!(body.contains("CallStatus=ringing") && body.contains("SipHeader_X-Account=42"), "{body}");
    let dialled = bench.reply(&rung, "<Response><Dial><Sip>sip:bob@127.0.0.1:7001</Sip></Dial></Response>");
    let messages = sent(&dialled);
    assert_eq!(statuses(&dialled), [200]);
    let invite = messages.iter().find(|message| message.status().is_none()).expect("an INVITE leaves");
    assert_eq!(invite.uri().map(|uri| uri.to_string()), Some("sip:bob@127.0.0.1:7001".into()));
    assert_eq!(bench.engine.census().calls, 2);
    let doing = bench.engine.describe(call.expect("the document is asked for a call"));
    assert_eq!(doing.as_deref(), Some("in-progress, Dial, ringing, 1 branches, 0 waiting"));
}

#[test]
fn a_number_nobody_configured_is_refused_with_404_and_leaves_nothing() {
    let mut bench = Bench::new(Settings::default());
    let refused = bench.message(7000, &invite("c2"));
    assert_eq!(statuses(&refused), [100, 404]);
    bench.later(40);
    assert_eq!(bench.engine.census(), Census::default());
}

#[test]
fn an_application_that_cannot_be_reached_is_a_500_with_a_reason() {
    let mut bench = Bench::new(settings());
    let mut outputs = bench.message(7000, &invite("c3"));
    // One retry on a connection that fails (spec §6.4).
    for _ in 0..2 {
        let (id, _) = fetch(&outputs);
        outputs = bench.give(Input::Fetched { id, result: Err(Fault::Connect("refused".into())) });
    }
    assert_eq!(statuses(&outputs), [500]);
    assert!(sent(&outputs)[0].header("Reason").is_some_and(|reason| reason.contains("11205")));
}

#[test]
fn o1_a_draining_engine_refuses_new_calls() {
    let mut bench = Bench::new(settings());
    bench.give(Input::Command(Command::Drain));
    let refused = bench.message(7000, &invite("c4"));
    assert_eq!(statuses(&refused), [100, 503]);
    assert!(sent(&refused)[1].header("Retry-After").is_some());
}

#[test]
fn o11_exactly_the_cap_is_admitted() {
    let mut settings = settings();
    settings.limits.calls = 2;
    let mut bench = Bench::new(settings);
    for (call, last) in [("a", 180), ("b", 180), ("c", 503)] {
        let answered = bench.message(7000, &invite(call));
        assert_eq!(statuses(&answered).last(), Some(&last), "{call}");
    }
}

#[test]
fn an_offer_inside_a_multipart_body_is_found() {
    let mut bench = Bench::new(settings());
    let body = format!(
        "--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n{OFFER}\r\n--b1--\r\n"
    );
    let (head, _) = invite("c5").split_once("\r\n\r\n").map(|(head, body)| (head.to_owned(), body.len())).unwrap();
    let head = head.replace("application/sdp", "multipart/mixed;boundary=b1");
    let head = head.replace(&format!("Content-Length: {}", OFFER.len()), &format!("Content-Length: {}", body.len()));
    let rung = bench.message(7000, &format!("{head}\r\n\r\n{body}"));
    assert_eq!(statuses(&rung), [100, 180]);
    let dialled = bench.reply(&rung, "<Response><Dial><Sip>sip:bob@127.0.0.1:7001</Sip></Dial></Response>");
    assert!(sent(&dialled).iter().any(|message| message.status() == Some(200) && !message.body.is_empty()));
}

#[test]
fn sound_is_of_the_version_of_ip_that_an_offer_names_whatever_its_invite_came_by() {
    let mut settings = settings();
    settings.media.addresses = vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()];
    let mut bench = Bench::new(settings);
    for (call, address) in [("v6", "IP6 ::1"), ("v4", "IP4 127.0.0.1")] {
        let text = invite(call).replace("IP4 127.0.0.1", address);
        let length = OFFER.replace("IP4 127.0.0.1", address).len();
        let text = text.replace(&format!("Content-Length: {}", OFFER.len()), &format!("Content-Length: {length}"));
        let rung = bench.message(7000, &text);
        assert_eq!(statuses(&rung), [100, 180], "{address}");
        let answered = bench.reply(&rung, "<Response><Dial><Conference>Board</Conference></Dial></Response>");
        let body = sent(&answered).iter().find(|message| message.status() == Some(200)).unwrap().body.clone();
        let body = String::from_utf8_lossy(&body).into_owned();
        assert!(body.contains(&format!("c=IN {address}")), "{address}: {body}");
    }
}

#[test]
fn a_port_that_another_program_has_is_replaced_by_the_next() {
    let mut bench = Bench::new(settings());
    let rung = bench.message(7000, &invite("c6"));
    let opened = |outputs: &[Output]| {
        outputs.iter().find_map(|output| match output {
            Output::Media(crate::media::Command::Open { group, line, local, .. }) => Some((*group, *line, *local)),
            _ => None,
        })
    };
    let (group, line, local) = opened(&rung).expect("a line is opened");
    let why = "address in use".to_owned();
    let again = bench.give(Input::Media(crate::media::Event::Failed { group, line, why }));
    let (_, next_line, next) = opened(&again).expect("another line is opened");
    assert!(next != local && next_line != line);
    assert_eq!(statuses(&again), [0_u16; 0], "the caller goes on ringing");
}

#[test]
fn a16_a_signed_call_rings_when_its_certificate_is_there_or_late_and_the_application_is_told() {
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let roots = params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem();
    let mut settings = settings();
    settings.stir = Stir { verify: true, roots, ..Stir::default() };
    let mut bench = Bench::new(settings);
    // {"alg":"ES256","ppt":"shaken","x5u":"https://c.example"} and claims about this call at this time.
    let head = "eyJhbGciOiJFUzI1NiIsInBwdCI6InNoYWtlbiIsIng1dSI6Imh0dHBzOi8vYy5leGFtcGxlIn0";
    let claims = "eyJhdHRlc3QiOiJBIiwib3JpZyI6eyJ0biI6IjE1NTUwMTk5In0sImRlc3QiOnsidG4iOlsiMTU1NTAxMDAiXX0sImlhdCI6MTcwOTYzMzczMH0";
    let identity = format!("Identity: {head}.{claims}.c2ln;info=<https://c.example>\r\n");
    let signed = invite("c1").replace("Content-Type:", &format!("{identity}Content-Type:"));
    let signed = signed.replace("<sip:alice@", "<sip:+15550199@");
    let held = bench.message(7000, &signed);
    assert_eq!(statuses(&held), [100], "it does not ring before the verdict");
    assert_eq!(fetch(&held).1.url, "https://c.example");
    bench.now += Duration::from_millis(500);
    let late = bench.give(Input::Tick);
    assert_eq!(statuses(&late), [180]);
    assert!(late.iter().any(|output| matches!(output, Output::Abandon { .. })));
    let body = fetch(&late).1.body.clone().unwrap();
    assert!(body.contains("StirVerstat=No-TN-Validation"), "{body}");
}
