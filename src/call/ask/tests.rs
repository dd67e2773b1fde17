//! Questions in virtual time, against servers that are lists of answers.

use std::time::Duration;

use bytes::Bytes;

use super::*;
use crate::base::{EventSid, Rng};
use crate::wire::http::form;

/// One call that asks.
struct Caller {
    now: Time,
    policy: Policy,
    signer: Signer,
    jar: Jar,
    sent: Vec<Exchange>,
}

impl Caller {
    fn new() -> Self {
        let signer = Signer::new("token");
        Self { now: Time::from_secs(1000), policy: Policy::default(), signer, jar: Jar::default(), sent: Vec::new() }
    }

    /// Asks `url` and gives one answer after the other, each after so many milliseconds, writing the machine out and
    /// reading it back before each.
    fn ask(&mut self, method: Method, url: &str, answers: Vec<(u64, Result<Reply, Fault>)>) -> Step {
        let params = vec![("From".to_owned(), "+1 5".to_owned()), ("Digits".to_owned(), "1&x=2".to_owned())];
        let question = Question { url: url.into(), base: None, method, params };
        let id = "RQ1".to_owned();
        let started = Ask::start(self.now, question, &self.policy, &self.signer, &mut self.jar, id);
        let (mut ask, exchange) = match started {
            Ok(started) => started,
            Err(failure) => return Step::Failed(failure),
        };
        self.sent.push(exchange);
        for (millis, answer) in answers {
            self.now += Duration::from_millis(millis);
            ask = serde_json::from_str(&serde_json::to_string(&ask).unwrap()).unwrap();
            match ask.on_fetched(self.now, answer, &self.policy, &self.signer, &mut self.jar) {
                Step::Again(exchange) => self.sent.push(exchange),
                done => return done,
            }
        }
        Step::Again(self.sent.last().unwrap().clone())
    }

    fn urls(&self) -> Vec<&str> {
        self.sent.iter().map(|exchange| exchange.url.as_str()).collect()
    }
}

fn header<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

fn reply(status: u16, headers: &[(&str, &str)], body: &'static str) -> Result<Reply, Fault> {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(Reply { status, headers, body: Bytes::from_static(body.as_bytes()) })
}

fn document() -> Result<Reply, Fault> {
    reply(200, &[("content-type", "text/xml")], "<Response/>")
}

fn moved(status: u16, location: &str) -> Result<Reply, Fault> {
    reply(status, &[("location", location)], "")
}

fn refused() -> Result<Reply, Fault> {
    Err(Fault::Connect("refused".into()))
}

fn failure(step: Step) -> Failure {
    match step {
        Step::Failed(failure) => failure,
        other => panic!("not failed: {other:?}"),
    }
}

fn answer(step: Step) -> Answer {
    match step {
        Step::Done(answer) => answer,
        other => panic!("not done: {other:?}"),
    }
}

#[test]
fn a_post_carries_only_our_parameters_and_keeps_the_query_of_the_url() {
    let mut caller = Caller::new();
    let done = answer(caller.ask(Method::Post, "http://a.example/v?k=1#top", vec![(5, document())]));
    assert_eq!(done.url, "http://a.example/v?k=1");
    let sent = &caller.sent[0];
    assert_eq!((sent.method, sent.url.as_str()), (Method::Post, "http://a.example/v?k=1"));
    assert_eq!(sent.body.as_deref(), Some("From=%2B1+5&Digits=1%26x%3D2"));
    assert_eq!(header(sent, "Content-Type"), Some("application/x-www-form-urlencoded; charset=UTF-8"));
    assert_eq!(header(sent, "User-Agent"), Some(concat!("callwright/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(header(sent, "Expect"), None);
}

#[test]
fn every_request_is_signed_over_what_is_sent() {
    let mut caller = Caller::new();
    caller.ask(Method::Post, "http://a.example/v?k=1", vec![(5, document())]);
    caller.ask(Method::Get, "http://a.example/v?From=old&k=1", vec![(5, document())]);
    for sent in &caller.sent {
        let params = sent.body.as_ref().map(|body| form::parse(body.as_bytes())).unwrap_or_default();
        let signature = header(sent, "X-Twilio-Signature").unwrap();
        assert!(caller.signer.verify(&sent.url, &params, signature));
        assert_eq!(header(sent, "X-RestComm-Signature"), Some(signature));
    }
    assert_eq!(caller.sent[1].url, "http://a.example/v?k=1&From=%2B1+5&Digits=1%26x%3D2");
}

#[test]
fn h7_retries_and_redirects_are_sendings_of_one_request() {
    let mut caller = Caller::new();
    let answers = vec![(5, refused()), (900, moved(303, "/next")), (200, document())];
    answer(caller.ask(Method::Post, "http://a.example/", answers));
    let of = |name| caller.sent.iter().map(|sent| header(sent, name).unwrap_or("none")).collect::<Vec<_>>();
    assert_eq!(of("X-Request-Id"), ["RQ1"; 3]);
    assert_eq!(of("X-Request-Sequence"), ["0", "1", "2"]);
    assert_eq!(of("X-Request-Time"), ["1000", "1000", "1000"]);
    let mut signatures = of("X-RestComm-Signature-SHA256");
    signatures.dedup();
    assert_eq!(signatures.len(), 3);
}

#[test]
fn h1_a_failed_connection_is_tried_once_more_and_other_faults_are_not() {
    let table = [
        (Fault::Connect("refused".into()), 2, 11205),
        (Fault::Host("a.example".into()), 2, 11210),
        (Fault::Tls("expired".into()), 1, 11205),
        (Fault::Timeout(Duration::from_secs(6)), 1, 11205),
        (Fault::Protocol("reset".into()), 1, 11206),
        (Fault::Forbidden("a.example".into()), 1, 11210),
        (Fault::TooLarge(1 << 20), 1, 11750),
        (Fault::BadUrl("x".into()), 1, 11100),
    ];
    for (fault, sent, code) in table {
        let mut caller = Caller::new();
        let failed = failure(caller.ask(Method::Post, "http://a.example/", vec![(5, Err(fault.clone())); 3]));
        assert_eq!((caller.sent.len(), failed.code, failed.attempts.len()), (sent, code, sent), "{fault}");
        assert!(caller.sent.iter().all(|exchange| header(exchange, "X-Request-Id") == Some("RQ1")));
    }
}

#[test]
fn h1_the_budget_covers_retries_and_redirects() {
    let mut caller = Caller::new();
    caller.ask(Method::Post, "http://a.example/", vec![(6_000, refused())]);
    assert_eq!(caller.sent[1].total_timeout, Duration::from_secs(9));
    assert_eq!(caller.sent[1].connect_timeout, Duration::from_secs(6));

    let mut caller = Caller::new();
    let slow = vec![(6_000, moved(302, "/1")), (6_000, moved(302, "/2")), (3_000, moved(302, "/3"))];
    let failed = failure(caller.ask(Method::Post, "http://a.example/", slow));
    assert_eq!((failed.code, failed.attempts.len()), (11205, 3));
    assert_eq!(caller.sent[2].first_byte_timeout, Duration::from_secs(3));
}

#[test]
fn h2_a_status_that_is_no_success_fails_and_no_content_is_an_empty_document() {
    for (status, code) in [(404, 21402), (410, 11200), (429, 11200), (500, 11200), (503, 11200), (304, 11200)] {
        let failed = failure(Caller::new().ask(Method::Get, "http://a.example/v", vec![(5, reply(status, &[], "x"))]));
        assert_eq!((failed.code, failed.status), (code, Some(status)));
        assert_eq!(failed.attempts, [Attempt { url: "http://a.example/v".into(), outcome: status.to_string() }]);
    }
    for empty in [reply(204, &[], ""), reply(200, &[("content-type", "text/xml")], "")] {
        assert_eq!(answer(Caller::new().ask(Method::Get, "http://a.example/", vec![(5, empty)])).body, "");
    }
}

#[test]
fn h4_a_body_over_the_limit_has_its_own_code() {
    let mut caller = Caller::new();
    caller.policy.document_bytes = 1000;
    let failed = failure(caller.ask(Method::Get, "http://a.example/", vec![(5, Err(Fault::TooLarge(1000)))]));
    assert_eq!((failed.code, caller.sent[0].max_body), (11750, 1000));
}

#[test]
fn h5_ten_redirects_are_followed_and_no_more() {
    let chain =
        |hops: usize| (0..hops).map(|hop| (1, moved(302, &format!("/{hop}")))).chain([(1, document())]).collect();
    assert_eq!(answer(Caller::new().ask(Method::Post, "http://a.example/", chain(10))).url, "http://a.example/9");
    let failed = failure(Caller::new().ask(Method::Post, "http://a.example/", chain(11)));
    assert_eq!((failed.code, failed.attempts.len()), (11206, 11));
}

#[test]
fn h5_redirects_keep_method_and_parameters_except_303() {
    for (status, method) in [(301, "POST"), (302, "POST"), (303, "GET"), (307, "POST"), (308, "POST")] {
        let mut caller = Caller::new();
        let done = answer(caller.ask(
            Method::Post,
            "http://a.example/d/v",
            vec![(1, moved(status, "w?q=1")), (1, document())],
        ));
        assert_eq!(done.url, "http://a.example/d/w?q=1");
        assert_eq!(caller.sent[1].method.as_str(), method);
        let params = "From=%2B1+5&Digits=1%26x%3D2";
        match caller.sent[1].method {
            Method::Post => assert_eq!(caller.sent[1].body.as_deref(), Some(params)),
            Method::Get => assert_eq!(caller.urls()[1], format!("http://a.example/d/w?q=1&{params}")),
        }
    }
}

#[test]
fn h5_a_downgrade_is_refused() {
    let failed =
        failure(Caller::new().ask(Method::Get, "https://a.example/", vec![(1, moved(302, "http://a.example/"))]));
    assert_eq!(failed.code, 11206);
}

#[test]
fn h5_credentials_and_cookies_stay_with_their_host() {
    let mut caller = Caller::new();
    let first = reply(302, &[("location", "https://b.example/y"), ("set-cookie", "sid=1; Path=/")], "");
    let back = moved(302, "https://a.example/z");
    caller.ask(Method::Get, "https://u:p@a.example/x", vec![(1, first), (1, back), (1, document())]);
    let seen: Vec<_> =
        caller.sent.iter().map(|sent| (header(sent, "Authorization").is_some(), header(sent, "Cookie"))).collect();
    assert_eq!(seen, [(true, None), (false, None), (true, Some("sid=1"))]);
    assert!(caller.sent.iter().all(|sent| !sent.url.contains("u:p")));
}

#[test]
fn cookies_last_for_the_later_questions_of_the_call() {
    let mut caller = Caller::new();
    let set = reply(200, &[("set-cookie", "sid=7"), ("content-type", "text/xml")], "<Response/>");
    caller.ask(Method::Get, "http://a.example/v", vec![(1, set)]);
    caller.ask(Method::Get, "http://a.example/w", vec![(1, document())]);
    assert_eq!(header(&caller.sent[1], "Cookie"), Some("sid=7"));
}

#[test]
fn the_fragment_overrides_times_and_retries() {
    let mut caller = Caller::new();
    let url = "http://a.example/#rc=3&ct=2000&rt=4000&tt=9000&rp=5xx";
    let failed = failure(caller.ask(Method::Post, url, vec![(5, reply(503, &[], "")); 9]));
    assert_eq!((caller.sent.len(), failed.code), (4, 11200));
    let (first, second) = (&caller.sent[0], Duration::from_secs(1));
    assert_eq!((first.connect_timeout, first.first_byte_timeout), (second * 2, second * 4));
    assert_eq!((first.total_timeout, first.url.as_str()), (second * 9, "http://a.example/"));

    let mut caller = Caller::new();
    caller.ask(Method::Post, "http://a.example/#rc=0", vec![(5, refused())]);
    assert_eq!(caller.sent.len(), 1);
}

#[test]
fn h9_no_parameter_or_url_brings_a_header_or_parameter_of_its_own() {
    let mut caller = Caller::new();
    let evil = "x\r\nX-Evil: 1&CallSid=CA0";
    let url = format!("http://a.example/v?q={evil}");
    let params = vec![("CallerName".to_owned(), evil.to_owned())];
    for method in [Method::Get, Method::Post] {
        let question = Question { url: url.clone(), base: None, method, params: params.clone() };
        let (_, sent) =
            Ask::start(caller.now, question, &caller.policy, &caller.signer, &mut caller.jar, "RQ1".into()).unwrap();
        let lines = sent.headers.iter().flat_map(|(name, value)| [name, value]).chain([&sent.url]).chain(&sent.body);
        assert!(lines.clone().all(|line| !line.contains(['\r', '\n'])), "{lines:?}");
        let carried = sent.body.as_deref().unwrap_or(sent.url.split_once('?').unwrap().1);
        let read = form::parse(carried.as_bytes());
        assert_eq!(read.iter().filter(|(name, _)| name == "CallerName").collect::<Vec<_>>(), [&params[0]]);
    }
}

#[test]
fn a_url_that_cannot_be_asked_fails_at_once_and_keeps_its_password() {
    for url in ["relative.xml", "ftp://a.example/", "http://u:s3cret@/"] {
        let failed = failure(Caller::new().ask(Method::Get, url, Vec::new()));
        assert_eq!(failed.code, 11100, "{url}");
        assert!(!format!("{failed:?}").contains("s3cret"));
    }
}

#[test]
fn audio_is_played_from_where_it_was_found() {
    let mut caller = Caller::new();
    let wav = reply(200, &[("content-type", "audio/wav")], "RIFF");
    let done = answer(caller.ask(Method::Post, "http://a.example/", vec![(1, moved(301, "/hello.wav")), (1, wav)]));
    assert_eq!(done.content_type.as_deref(), Some("audio/wav"));
}

#[test]
fn a_callback_is_named_by_its_event_and_follows_redirects_without_credentials() {
    let caller = Caller::new();
    let event = EventSid::mint(&mut Rng::seeded(1));
    let question = Question {
        url: "status?leg=1".into(),
        base: Some("https://a.example/app/voice".into()),
        method: Method::Post,
        params: vec![("CallStatus".into(), "ringing".into())],
    };
    let mut jar = Jar::default();
    jar.learn(&Link::resolve("https://u:p@a.example/", None).unwrap());
    let told = callback(caller.now, &question, &caller.policy, &caller.signer, &jar, event).unwrap();
    assert_eq!(told.url, "https://a.example/app/status?leg=1");
    assert_eq!(header(&told, "X-Request-Id"), Some(event.to_string().as_str()));
    assert!(header(&told, "Authorization").is_some());

    let here = redirect(&told, 307, "/moved", &caller.signer, false).unwrap();
    assert_eq!((here.url.as_str(), &here.body), ("https://a.example/moved", &told.body));
    assert!(header(&here, "Authorization").is_some());
    let there = redirect(&told, 303, "https://b.example/", &caller.signer, false).unwrap();
    assert_eq!((there.url.as_str(), &there.body), ("https://b.example/?CallStatus=ringing", &None));
    assert_eq!(
        (header(&there, "Authorization"), header(&there, "X-Request-Id")),
        (None, header(&told, "X-Request-Id"))
    );
    assert!(redirect(&told, 302, "http://a.example/", &caller.signer, false).is_err());
}
