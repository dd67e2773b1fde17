//! What strangers and thieves try, against the whole engine (threats-and-faults A2, A8, A12, S11).

use super::*;
use crate::wire::sip::digest_work;
use crate::wire::sip::{Authorization, Challenge, Credentials, Method};

/// A request from a stranger who says that he is `user`.
fn request(method: &str, user: &str, authorization: &str) -> String {
    format!(
        "{method} sip:+15550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK{method}{};rport\r\n\
         From: <sip:{user}@127.0.0.1>;tag=a1\r\nTo: <sip:{user}@127.0.0.1>\r\nCall-ID: {method}\r\nCSeq: {} {method}\r\n\
         Contact: <sip:{user}@203.0.113.5>\r\nMax-Forwards: 70\r\nEvent: presence\r\n{authorization}Content-Length: 0\r\n\r\n",
        authorization.len(),
        1 + authorization.len().min(1),
    )
}

fn from_stranger(bench: &mut Bench, text: &str) -> Vec<Output> {
    let stranger = Flow { peer: "203.0.113.5:5060".parse().unwrap(), ..flow(0) };
    bench.give(Input::Message { flow: stranger, bytes: Bytes::from(text.to_owned()) })
}

fn with_kate() -> Bench {
    let mut settings = settings();
    settings.users.insert("kate".into(), User { password: "s3cret".into(), ..User::default() });
    Bench::new(settings)
}

/// What `user` is told first, and after an answer with a wrong password.
fn told(method: &str, user: &str) -> Vec<String> {
    told_by(&mut with_kate(), method, user)
}

fn told_by(bench: &mut Bench, method: &str, user: &str) -> Vec<String> {
    let first = from_stranger(bench, &request(method, user, ""));
    let challenge = sent(&first).iter().find_map(|message| {
        let header = message.header("WWW-Authenticate").or_else(|| message.header("Proxy-Authenticate"))?;
        Some(Challenge::list(&header).remove(0))
    });
    let mut texts = raw(&first);
    if let Some(challenge) = challenge {
        let method_of: Method = method.parse().expect("a token");
        let guess = Credentials::new(user, "a guess");
        let answer: Authorization =
            guess.answer(&challenge, &method_of, "sip:+15550100@127.0.0.1", "abc", 1).expect("a plain challenge");
        let name = if method == "REGISTER" { "Authorization" } else { "Proxy-Authorization" };
        texts.extend(raw(&from_stranger(bench, &request(method, user, &format!("{name}: {answer}\r\n")))));
    }
    texts
}

fn raw(outputs: &[Output]) -> Vec<String> {
    outputs
        .iter()
        .filter_map(|output| match output {
            Output::Send { bytes, .. } => Some(String::from_utf8_lossy(bytes).into_owned()),
            _ => None,
        })
        .collect()
}

#[test]
fn a2_known_and_unknown_users_are_told_the_same_bytes() {
    for method in ["INVITE", "REGISTER", "MESSAGE", "SUBSCRIBE", "OPTIONS"] {
        let (known, unknown) = (told(method, "kate"), told(method, "nate"));
        let disguised: Vec<String> = known.iter().map(|text| text.replace("kate", "nate")).collect();
        assert!(!known.is_empty(), "{method}");
        assert_eq!(disguised, unknown, "{method}");
    }
}

#[test]
fn a2_known_and_unknown_users_cost_the_same_time_and_work() {
    for method in ["INVITE", "REGISTER", "MESSAGE", "SUBSCRIBE", "OPTIONS"] {
        let cost = |user: &str| {
            let mut bench = with_kate();
            // The answer leaves in the step of its question, without any time between: no clock tells them apart.
            let (hashes, texts) = digest_work::of(|| told_by(&mut bench, method, user));
            let waits = bench.engine.next_timeout().map(|(at, why)| (at - bench.now, why));
            (texts.len(), hashes, waits, bench.engine.census())
        };
        let (known, unknown) = (cost("kate"), cost("nate"));
        assert_eq!(known, unknown, "{method}");
        // The guess is three hashes, and as many are made to look at it.
        // OPTIONS outside calls are answered whoever asks.
        assert!(if method == "OPTIONS" { known.1 == 0 } else { known.1 >= 6 }, "{method}: {known:?}");
    }
}

#[test]
fn a8_every_method_has_to_log_in_like_invite() {
    for (method, statuses) in [
        ("INVITE", ["407", "403"]),
        ("MESSAGE", ["407", "403"]),
        ("SUBSCRIBE", ["407", "403"]),
        ("PUBLISH", ["407", "403"]),
        ("REFER", ["407", "403"]),
        ("REGISTER", ["401", "403"]),
    ] {
        let told = told(method, "kate");
        let found: Vec<&str> = told.iter().filter_map(|text| text.get(8..11)).filter(|text| *text != "100").collect();
        assert_eq!(found, statuses, "{method}");
    }
}

#[test]
fn a8_a_default_install_answers_strangers_by_no_method() {
    for method in ["INVITE", "MESSAGE", "SUBSCRIBE", "PUBLISH", "INFO", "OPTIONS", "REGISTER", "NOTIFY", "XYZZY"] {
        let mut bench = Bench::new(settings());
        assert_eq!(raw(&from_stranger(&mut bench, &request(method, "kate", ""))), [""; 0], "{method}");
    }
}

/// A call of a peer that may use us as its proxy; `called` stands in Request-URI and To as it is.
fn through(called: &str, from: &str) -> Vec<Output> {
    let text = "[trunks.peer]\nsources = ['127.0.0.1']\nrelay = 'out'\n[trunks.out]\nuri = '127.0.0.1:7009'\n";
    let mut bench = Bench::new(toml::from_str(text).unwrap());
    let plain = invite("a12").replace("sip:+15550100@127.0.0.1", called);
    bench.message(7000, &plain.replace("<sip:alice@127.0.0.1>;tag=a1", &format!("{from};tag=a1")))
}

/// `X-Account` is what the caller says: custom headers pass between peers.
const HEADERS: [&str; 15] = [
    "X-Account",
    "Via",
    "Max-Forwards",
    "From",
    "To",
    "Call-ID",
    "CSeq",
    "Contact",
    "Route",
    "Allow",
    "Supported",
    "User-Agent",
    "Content-Type",
    "Session-Expires",
    "Min-SE",
];

/// The INVITE that leaves has no header that we did not mean, and comes from our host.
fn check_outgoing(invite: &Message, case: &str) {
    for header in invite.headers() {
        let text = format!("{header:?}");
        let name = text.split(':').next().unwrap_or_default();
        let known = HEADERS.contains(&name) || name.starts_with("X-RestComm-");
        assert!(known, "{case}: {text}");
    }
    assert_eq!(invite.all("From").count(), 1, "{case}");
    assert_eq!(invite.from().map(|from| from.uri.host().to_owned()).as_deref(), Some("127.0.0.1"), "{case}");
}

#[test]
fn a12_what_is_dialled_goes_out_as_a_number_or_not_at_all() {
    let long = format!("sip:{}@127.0.0.1", "5".repeat(300));
    for (called, expected) in [
        ("sip:+12125550199@127.0.0.1", Ok("+12125550199")),
        ("sip:%2b1(212)%20555-0199@127.0.0.1", Ok("+12125550199")),
        ("sip:+12125550199;phone-context=+44;isub=1@127.0.0.1;user=phone", Ok("+12125550199")),
        ("tel:+1-212-555-0199;ext=77;phone-context=evil.example", Ok("+12125550199")),
        ("sip:12125550199&Evil=1@127.0.0.1", Err(404)),
        ("sip:12125550199%3BEvil%3D1@127.0.0.1", Err(404)),
        ("sip:12125550199?Evil=1@127.0.0.1", Err(404)),
        ("sip:12125550199%3fEvil=1@127.0.0.1", Err(404)),
        ("sip:1212555%0d%0aEvil:%201@127.0.0.1", Err(484)),
        ("sip:1212555%00@127.0.0.1", Err(484)),
        ("sip:1212%405550199@127.0.0.1", Err(404)),
        ("sip:+@127.0.0.1", Err(404)),
        ("sip:127.0.0.1", Err(404)),
        (&long, Err(484)),
    ] {
        let outputs = through(called, "<sip:alice@127.0.0.1>");
        let messages = sent(&outputs);
        let leaving = messages.iter().find(|message| message.is_request());
        match expected {
            Ok(number) => {
                let leaving = leaving.unwrap_or_else(|| panic!("{called} does not go out: {:?}", statuses(&outputs)));
                let user = leaving.uri().and_then(|uri| uri.user().map(|user| user.into_owned()));
                assert_eq!(user.as_deref(), Some(number), "{called}");
                check_outgoing(leaving, called);
            }
            Err(status) => {
                assert!(leaving.is_none(), "{called} goes out");
                assert_eq!(statuses(&outputs).last(), Some(&status), "{called}");
            }
        }
    }
}

#[test]
fn a12_a_caller_cannot_write_headers_into_the_outgoing_leg() {
    for from in [
        "<sip:alice%0d%0aEvil:%201@127.0.0.1>",
        "\"x\\\" <sip:evil@h>\\r\\nEvil: 1\" <sip:alice@127.0.0.1>",
        "<sip:alice%3bEvil@127.0.0.1>",
        "<sip:alice%22%3e%3csip:evil@127.0.0.1>",
        "<sip:alice@127.0.0.1?Evil=1>",
        "\"%0d%0aEvil: 1\" <sip:a&b;c=d@127.0.0.1;evil=%0d%0a>",
        "<tel:+1555;Evil=%0d%0a>",
    ] {
        let outputs = through("sip:+12125550199@127.0.0.1", from);
        let messages = sent(&outputs);
        let leaving = messages.iter().find(|message| message.is_request()).unwrap_or_else(|| panic!("{from}"));
        check_outgoing(leaving, from);
    }
}

#[test]
fn what_says_that_it_comes_from_ourselves_is_dropped() {
    let mut bench = Bench::new(settings());
    assert!(bench.message(5060, &invite("forged")).is_empty());
}

#[test]
fn s11_a_call_to_ourselves_stays_inside_and_its_hops_are_counted() {
    let mut bench = Bench::new(settings());
    let rung = bench.message(7000, &invite("loop").replace("Max-Forwards: 70", "Max-Forwards: 2"));
    let document = "<Response><Dial answerOnBridge='true'><Sip>sip:+15550100@127.0.0.1:5060</Sip></Dial></Response>";
    let again = bench.reply(&rung, document);
    assert!(sent(&again).iter().all(|message| !message.is_request()), "nothing leaves");
    let last = bench.reply(&again, document);
    assert_eq!(statuses(&last).last(), Some(&483), "{:?}", statuses(&last));
}

/// A note of that name among what the engine wants done.
fn notes(outputs: &[Output], name: &str) -> bool {
    outputs.iter().any(|output| matches!(output, Output::Note(note) if note.name == name))
}

#[test]
fn a9_a_call_of_a_trunk_is_confirmed_by_the_trunk_alone() {
    let mut settings = settings();
    let trunk = Trunk { sources: vec!["192.0.2.0/28".into()], ..Trunk::default() };
    settings.trunks.insert("carrier".into(), trunk);
    let mut bench = Bench::new(settings);
    let from = |ip: &str| Flow { peer: format!("{ip}:5060").parse().unwrap(), ..flow(0) };
    let say = |bench: &mut Bench, ip: &str, text: &str| {
        bench.give(Input::Message { flow: from(ip), bytes: Bytes::from(text.to_owned()) })
    };
    let rung = say(&mut bench, "192.0.2.3", &invite("spoofed"));
    let up = bench.reply(&rung, "<Response><Dial><Sip>sip:bob@192.0.2.200</Sip></Dial></Response>");
    let ok = sent(&up).into_iter().find(|message| message.status() == Some(200)).expect("Dial answers first");
    let tag = ok.to().unwrap().tag().unwrap().to_owned();
    let ack = invite("spoofed").split("Content-Type").next().unwrap().replace("INVITE", "ACK");
    let ack = ack.replace("To: <sip:+15550100@127.0.0.1>", &format!("To: <sip:+15550100@127.0.0.1>;tag={tag}"));
    let ack = ack.replace("z9hG4bKspoofed", "z9hG4bKack") + "Content-Length: 0\r\n\r\n";
    for stranger in ["203.0.113.5", "192.0.2.99"] {
        assert!(notes(&say(&mut bench, stranger, &ack), "ack_from_elsewhere"), "{stranger}");
    }
    assert!(statuses(&bench.later(2)).contains(&200), "the answer still waits for its ACK");
    // Another address of the same trunk is the same path: carriers answer from clusters.
    assert!(!notes(&say(&mut bench, "192.0.2.4", &ack), "ack_from_elsewhere"));
    assert!(statuses(&bench.later(8)).is_empty(), "it has come");
}

#[test]
fn a13_a_flood_from_one_source_and_from_many_leaves_honest_calls_alone() {
    let mut bench = with_kate();
    let call = |n: u32| {
        let text = request("INVITE", "kate", "").replace("Call-ID: INVITE", &format!("Call-ID: flood{n}"));
        Bytes::from(text.replace("z9hG4bKINVITE", &format!("z9hG4bK{n}-")))
    };
    let give = |bench: &mut Bench, peer: std::net::IpAddr, n: u32| {
        let flow = Flow { peer: (peer, 5060).into(), ..flow(0) };
        bench.engine.handle(bench.now, Input::Message { flow, bytes: call(n) });
        let outputs: Vec<Output> = std::iter::from_fn(|| bench.engine.poll()).collect();
        // What clocks send meanwhile is of other calls.
        sent(&outputs).iter().filter(|message| message.call_id() == format!("flood{n}")).count()
    };
    // One second of 20 000 from one source, in which an honest call is answered between any two of them.
    let mut answered = 0;
    for n in 0..20_000 {
        answered += usize::from(give(&mut bench, [203, 0, 113, 5].into(), n) > 0);
        if n % 5_000 == 4_999 {
            bench.engine.handle(bench.now, Input::Message { flow: flow(7000), bytes: invite(&format!("c{n}")).into() });
            let outputs: Vec<Output> = std::iter::from_fn(|| bench.engine.poll()).collect();
            let told = sent(&outputs);
            let told = told.iter().filter(|message| message.call_id() == format!("c{n}")).filter_map(Message::status);
            assert_eq!(told.collect::<Vec<_>>(), [100, 180], "at once, in the same instant");
        }
        bench.now += Duration::from_micros(50);
    }
    let most = bench.engine.settings.limits.invites_per_second as usize * 2;
    assert_eq!(answered, most, "the rest is dropped before it is read");
    // One second of 5 000 from as many sources: each is asked who it is, and nothing is kept of it.
    for n in 0..5_000_u32 {
        let [_, _, high, low] = n.to_be_bytes();
        give(&mut bench, [198, 18, high, low].into(), 100_000 + n);
        bench.now += Duration::from_micros(200);
    }
    bench.engine.handle(bench.now, Input::Message { flow: flow(7000), bytes: invite("c-last").into() });
    let outputs: Vec<Output> = std::iter::from_fn(|| bench.engine.poll()).collect();
    let told = sent(&outputs);
    let told = told.iter().filter(|message| message.call_id() == "c-last").filter_map(Message::status);
    assert_eq!(told.collect::<Vec<_>>(), [100, 180]);
    let census = bench.engine.census();
    assert_eq!((census.calls, census.families), (5, 5), "the honest ones and no other");
    // The source rests for five minutes, and is heard again after them.
    bench.now += Duration::from_secs(290);
    assert_eq!(give(&mut bench, [203, 0, 113, 5].into(), 200_000), 0);
    bench.now += Duration::from_secs(15);
    assert!(give(&mut bench, [203, 0, 113, 5].into(), 200_001) > 0);
}
