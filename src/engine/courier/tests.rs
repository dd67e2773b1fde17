//! The courier in virtual time, with a disk that is a list and receivers that are closures.

use bytes::Bytes;

use super::*;
use crate::call::ask::verifier::{TOLERANCE, Verifier};
use crate::wire::http::{Method, Reach, stamp};

/// A courier, its disk, what it posted and what it lost.
struct Post {
    now: Time,
    courier: Courier,
    rng: Rng,
    disk: Vec<Letter>,
    posted: Vec<(Time, CallSid, EventSid, String)>,
    /// What left, as it left.
    sent: Vec<(Time, Exchange)>,
    lost: Vec<(EventSid, Loss)>,
}

impl Post {
    fn new() -> Self {
        Self::with(Rules::new(1000, 24, 10), Vec::new())
    }

    fn with(rules: Rules, disk: Vec<Letter>) -> Self {
        let courier = Courier::new(rules, Signer::new("token"), Rng::seeded(1));
        let (now, rng) = (Time::from_secs(1_000_000), Rng::seeded(2));
        Self { now, courier, rng, disk, posted: Vec::new(), sent: Vec::new(), lost: Vec::new() }
    }

    fn call(&mut self) -> CallSid {
        CallSid::mint(&mut self.rng)
    }

    fn letter(&mut self, call: CallSid, kind: Kind) -> Letter {
        let exchange = Exchange {
            method: Method::Post,
            url: format!("http://{call}.example/status"),
            headers: Vec::new(),
            body: Some("CallStatus=ringing".into()),
            connect_timeout: Duration::from_secs(6),
            first_byte_timeout: Duration::from_secs(6),
            total_timeout: Duration::from_secs(15),
            max_body: 100,
            reach: Reach::default(),
        };
        Letter { event: EventSid::mint(&mut self.rng), call, written: self.now, exchange, kind, room: None }
    }

    /// Tells a letter and gives its name.
    fn tell(&mut self, call: CallSid, kind: Kind) -> EventSid {
        let letter = self.letter(call, kind);
        let event = letter.event;
        self.courier.tell(self.now, letter);
        self.drain();
        event
    }

    fn answer(&mut self, event: EventSid, result: Result<Reply, Fault>) {
        self.courier.on_fetched(self.now, event, result);
        self.drain();
    }

    /// Goes to the next timer.
    fn wait(&mut self) {
        self.now = self.courier.next_timeout().expect("a timer is set").0;
        self.courier.timeout(self.now);
        self.drain();
    }

    /// Does what the courier says; it is written out and read back on the way.
    fn drain(&mut self) {
        while let Some(output) = self.courier.poll() {
            match output {
                CourierOutput::Keep(letter) => self.disk.push(letter),
                CourierOutput::Forget(event) => self.disk.retain(|letter| letter.event != event),
                CourierOutput::Post { event, call, exchange } => {
                    let kept = self.disk.iter().any(|letter| letter.event == event && letter.call == call);
                    assert!(kept, "posted before it was kept");
                    self.posted.push((self.now, call, event, exchange.url.clone()));
                    self.sent.push((self.now, exchange));
                }
                CourierOutput::Lost { event, loss, .. } => self.lost.push((event, loss)),
            }
        }
        self.courier = serde_json::from_str(&serde_json::to_string(&self.courier).unwrap()).unwrap();
    }

    /// The engine is killed and started again.
    fn restart(&mut self) {
        let disk = std::mem::take(&mut self.disk);
        let mut next = Self { now: self.now, ..Self::with(self.courier.rules.clone(), disk.clone()) };
        next.posted = std::mem::take(&mut self.posted);
        next.sent = std::mem::take(&mut self.sent);
        next.rng = self.rng.clone();
        next.courier.recover(next.now, disk);
        next.drain();
        *self = next;
    }

    fn events(&self) -> Vec<EventSid> {
        self.posted.iter().map(|(_, _, event, _)| *event).collect()
    }

    /// Answers everything with 200 until nothing is left to do.
    fn deliver_all(&mut self) {
        loop {
            let flying: Vec<EventSid> = self.courier.in_flight.keys().copied().collect();
            match flying.first() {
                Some(event) => self.answer(*event, status(200)),
                None if self.courier.next_timeout().is_some() => self.wait(),
                None => return,
            }
        }
    }

    fn assert_empty(&self) {
        let CourierCensus { calls, letters, in_flight, wills, .. } = self.courier.census();
        assert_eq!((calls, letters, in_flight, wills, self.disk.len()), (0, 0, 0, 0, 0));
        assert_eq!(self.courier.next_timeout(), None);
        assert!(self.courier.thinnable.is_empty());
    }
}

fn status(status: u16) -> Result<Reply, Fault> {
    Ok(Reply { status, headers: Vec::new(), body: Bytes::from_static(b"<Response><Hangup/></Response>") })
}

fn moved(location: &str) -> Result<Reply, Fault> {
    let headers = vec![("location".into(), location.into())];
    Ok(Reply { status: 302, headers, body: Bytes::new() })
}

fn refused() -> Result<Reply, Fault> {
    Err(Fault::Connect("refused".into()))
}

#[test]
fn h10_a_slow_receiver_delays_its_own_call_only_and_in_order() {
    let mut post = Post::new();
    let (slow, quick) = (post.call(), post.call());
    let first: Vec<_> = (0..3).map(|_| post.tell(slow, Kind::Progress)).collect();
    assert_eq!(post.events(), first[..1], "one in flight");
    post.now += Duration::from_secs(10);
    let other = post.tell(quick, Kind::Progress);
    assert_eq!(post.posted.last().map(|last| (last.0, last.2)), Some((post.now, other)));
    post.deliver_all();
    let of_slow: Vec<_> = post.events().into_iter().filter(|event| first.contains(event)).collect();
    assert_eq!(of_slow, first);
    post.assert_empty();
}

#[test]
fn h11_an_hour_down_and_two_restarts_lose_nothing_and_keep_the_order() {
    let mut post = Post::new();
    let calls: Vec<_> = (0..20).map(|_| post.call()).collect();
    let mut told: Vec<_> = calls.iter().map(|call| (*call, post.tell(*call, Kind::Progress))).collect();
    let up = post.now + Duration::from_secs(3600);
    for half in 1..=2 {
        while post.now < post.posted[0].0 + Duration::from_secs(1800 * half) {
            for event in post.courier.in_flight.clone().into_keys() {
                post.answer(event, refused());
            }
            post.wait();
        }
        let kind = if half == 2 { Kind::Last } else { Kind::Progress };
        told.extend(calls.iter().map(|call| (*call, post.tell(*call, kind))).collect::<Vec<_>>());
        post.restart();
    }
    assert!(post.now >= up);
    let before = post.posted.len();
    post.deliver_all();
    let delivered = &post.posted[before..];
    assert_eq!(delivered.len(), told.len());
    for call in calls {
        let expected: Vec<_> = told.iter().filter(|(own, _)| *own == call).map(|(_, event)| *event).collect();
        let got: Vec<_> = delivered.iter().filter(|(_, own, ..)| *own == call).map(|(_, _, event, _)| *event).collect();
        assert_eq!(got, expected);
    }
    assert!(post.lost.is_empty());
    post.assert_empty();
}

#[test]
fn h12_a_repeat_carries_the_same_event_id() {
    let mut post = Post::new();
    let call = post.call();
    let event = post.tell(call, Kind::Last);
    post.answer(event, Err(Fault::Timeout(Duration::from_secs(6))));
    post.wait();
    post.answer(event, status(200));
    assert_eq!(post.events(), [event, event]);
    post.assert_empty();
}

#[test]
fn h13_any_answer_but_an_overload_is_delivery() {
    for (code, delivered) in [
        (200, true),
        (204, true),
        (404, true),
        (410, true),
        (304, false),
        (408, false),
        (429, false),
        (500, false),
        (503, false),
    ] {
        let mut post = Post::new();
        let call = post.call();
        let event = post.tell(call, Kind::Progress);
        post.answer(event, status(code));
        assert_eq!(post.disk.is_empty(), delivered, "{code}");
    }
}

#[test]
fn h14_at_the_limit_progress_is_thinned_and_last_letters_are_kept() {
    let mut post = Post::with(Rules::new(3, 24, 10), Vec::new());
    let call = post.call();
    let events: Vec<_> = (0..4).map(|_| post.tell(call, Kind::Progress)).collect();
    assert_eq!(post.lost, [(events[3], Loss::NoRoom)], "progress that comes too late is left out");
    let last = post.tell(call, Kind::Last);
    assert_eq!(post.lost[1].0, events[1], "the oldest that is not in flight makes room");
    let other = post.call();
    let second = post.tell(other, Kind::Last);
    let third = post.tell(other, Kind::Last);
    assert_eq!(post.lost[3].0, third, "the oldest last letters stay");
    assert_eq!((post.courier.census().letters, post.courier.census().lost), (3, 4));
    post.deliver_all();
    assert_eq!(post.events(), [events[0], second, last]);
    post.assert_empty();
}

#[test]
fn waits_double_from_one_second_to_five_minutes_and_a_delivery_resets_them() {
    let mut post = Post::new();
    let call = post.call();
    let (event, next) = (post.tell(call, Kind::Progress), post.tell(call, Kind::Last));
    for whole in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        let before = post.now;
        post.answer(event, refused());
        post.wait();
        let wait = (post.now - before).as_secs_f64();
        assert!(wait >= f64::from(whole) / 2.0 && wait <= f64::from(whole), "{wait} of {whole}");
    }
    post.answer(event, status(200));
    let before = post.now;
    post.answer(next, refused());
    post.wait();
    assert!(post.now - before <= Duration::from_secs(1));
}

#[test]
fn retry_after_is_honoured_up_to_five_minutes() {
    for (value, least, most) in [("60", 60, 60), ("86400", 300, 300), ("soon", 0, 1)] {
        let mut post = Post::new();
        let call = post.call();
        let event = post.tell(call, Kind::Progress);
        let (before, headers) = (post.now, vec![("retry-after".into(), value.into())]);
        post.answer(event, Ok(Reply { status: 429, headers, body: Bytes::new() }));
        post.wait();
        let wait = post.now - before;
        assert!(wait >= Duration::from_secs(least) && wait <= Duration::from_secs(most), "{value}: {wait:?}");
    }
}

#[test]
fn a_letter_that_fails_when_it_is_old_is_given_up_and_the_next_gets_its_try() {
    let mut post = Post::with(Rules::new(10, 1, 10), Vec::new());
    let call = post.call();
    let (old, next) = (post.tell(call, Kind::Progress), post.tell(call, Kind::Last));
    while post.lost.is_empty() {
        post.answer(old, refused());
        if post.lost.is_empty() {
            post.wait();
        }
    }
    assert!(matches!(post.lost[0], (event, Loss::TooOld { .. }) if event == old));
    assert!(post.now - post.posted[0].0 >= Duration::from_secs(3600));
    post.answer(next, status(200));
    post.assert_empty();
}

#[test]
fn redirects_are_followed_and_a_loop_of_them_is_a_failure() {
    let mut post = Post::new();
    let call = post.call();
    let event = post.tell(call, Kind::Progress);
    post.answer(event, moved("/a"));
    post.answer(event, moved("b?x=1"));
    let host = format!("http://{}.example", call.to_string().to_lowercase());
    let urls: Vec<_> = post.posted.iter().skip(1).map(|(.., url)| url.clone()).collect();
    assert_eq!(urls, [format!("{host}/a"), format!("{host}/b?x=1")]);
    for _ in 0..9 {
        post.answer(event, moved("/again"));
    }
    assert_eq!(post.posted.len(), 11);
    post.wait();
    assert_eq!(post.posted.last().unwrap().3, post.posted[0].3, "begins again at the callback URL");
    post.answer(event, moved("ftp://x.example/"));
    post.wait();
    post.answer(event, status(200));
    post.assert_empty();
}

#[test]
fn a_url_that_cannot_be_asked_is_given_up_at_once() {
    let mut post = Post::new();
    let call = post.call();
    let event = post.tell(call, Kind::Progress);
    post.answer(event, Err(Fault::BadUrl("x".into())));
    assert_eq!(post.lost, [(event, Loss::BadUrl)]);
    post.assert_empty();
}

#[test]
fn a_late_or_foreign_answer_changes_nothing() {
    let mut post = Post::new();
    let call = post.call();
    let event = post.tell(call, Kind::Progress);
    post.answer(event, status(200));
    post.answer(event, status(200));
    let stranger = EventSid::mint(&mut post.rng);
    post.answer(stranger, status(200));
    post.assert_empty();
}

#[test]
fn a_will_is_kept_and_never_posted_while_the_engine_lives() {
    let mut post = Post::new();
    let call = post.call();
    let first = post.tell(call, Kind::Will);
    let second = post.tell(call, Kind::Will);
    assert_eq!(post.disk.iter().map(|letter| letter.event).collect::<Vec<_>>(), [second], "not {first}");
    let last = post.tell(call, Kind::Last);
    assert_eq!(post.events(), [last]);
    post.answer(last, status(200));
    post.assert_empty();
}

#[test]
fn a_will_belongs_to_its_callback_url() {
    let mut post = Post::new();
    let call = post.call();
    let will = post.tell(call, Kind::Will);
    let mut other = post.letter(call, Kind::Last);
    other.exchange.url = "http://other.example/".into();
    let event = other.event;
    post.courier.tell(post.now, other);
    post.drain();
    post.answer(event, status(200));
    assert_eq!(post.disk[0].event, will);
    assert_eq!(post.courier.census().wills, 1);
}

#[test]
fn after_death_the_will_is_delivered_behind_the_other_letters() {
    let mut post = Post::new();
    let (call, over) = (post.call(), post.call());
    let progress = post.tell(call, Kind::Progress);
    let (lost_will, will) = (post.tell(call, Kind::Will), post.tell(call, Kind::Will));
    let (_, last) = (post.tell(over, Kind::Will), post.tell(over, Kind::Last));
    let before = post.posted.len();
    post.restart();
    post.restart();
    post.deliver_all();
    let after = &post.events()[before..];
    let of_call: Vec<_> = after.iter().copied().filter(|event| *event != last).collect();
    assert_eq!(of_call, [progress, will], "not {lost_will}");
    assert_eq!(after.len(), 3);
    post.assert_empty();
}

#[test]
fn a_will_and_a_last_letter_found_together_are_one_ending() {
    let mut post = Post::new();
    let call = post.call();
    let (will, last) = (post.letter(call, Kind::Will), post.letter(call, Kind::Last));
    post.disk = vec![will, last.clone()];
    post.restart();
    post.deliver_all();
    assert_eq!(post.events(), [last.event]);
    post.assert_empty();
}

#[test]
fn h7_each_sending_has_its_own_time_and_number_and_the_same_id() {
    let mut post = Post::new();
    let call = post.call();
    let mut letter = post.letter(call, Kind::Last);
    let (event, name) = (letter.event, letter.event.to_string());
    letter.exchange.headers.push((stamp::ID.into(), name.clone()));
    post.courier.tell(post.now, letter);
    post.drain();
    post.answer(event, moved("http://other.example/status"));
    post.answer(event, refused());
    post.wait();
    post.answer(event, status(503));
    post.now += Duration::from_secs(2);
    post.restart();
    post.wait();
    post.answer(event, status(200));
    let mut verifier = Verifier::new(Signer::new("token"), TOLERANCE);
    let sendings = post.sent.iter().map(|(at, exchange)| {
        let body = exchange.body.as_deref().unwrap_or_default().as_bytes();
        let Exchange { method, url, headers, .. } = exchange;
        let stamp = verifier.receive(*at, &stamp::Received { method: *method, url, headers, body }).unwrap();
        assert_eq!((&stamp.id, at.since(stamp.time).as_secs()), (&name, 0));
        stamp.sequence
    });
    // A restart begins to count anew; the time is another one by then.
    assert_eq!(sendings.collect::<Vec<_>>(), [0, 1, 2, 0]);
    post.assert_empty();
}
