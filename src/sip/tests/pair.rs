//! Two of ours over a network that loses, repeats and reorders by seed.
//! Whatever it does, the house is empty afterwards.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;

use super::*;
use crate::sip::{Census, Refusal};

pub(super) const A: usize = 0;
pub(super) const B: usize = 1;

/// What the network does, in shares of one.
#[derive(Clone, Copy)]
pub(super) struct Weather {
    loss: f64,
    twice: f64,
    transport: Transport,
    /// Whether both sides are written out and read back at every step.
    reborn: bool,
}

pub(super) const FAIR: Weather = Weather { loss: 0.0, twice: 0.0, transport: Transport::Udp, reborn: true };
pub(super) const FOUL: Weather = Weather { loss: 0.3, twice: 0.1, transport: Transport::Udp, reborn: false };

pub(super) struct Pair {
    sides: [Sip; 2],
    pub(super) events: [VecDeque<Event>; 2],
    air: BTreeMap<(Time, u64), (usize, Flow, Bytes)>,
    flown: u64,
    now: Time,
    rng: Rng,
    weather: Weather,
    pub(super) log: Vec<String>,
}

impl Pair {
    fn new(weather: Weather, seed: u64) -> Self {
        Self::with(weather, seed, |_, _| {})
    }

    /// A pair whose sides are set up differently.
    pub(super) fn with(weather: Weather, seed: u64, change: impl Fn(usize, &mut Config)) -> Self {
        let side = |side: usize, ip: &str, name: &str, seed| {
            let mut config = config(ip, name);
            change(side, &mut config);
            Sip::new(config, Rng::seeded(seed))
        };
        Self {
            sides: [side(A, "10.0.0.1", "a", seed), side(B, "10.0.0.2", "b", seed + 1000)],
            events: [VecDeque::new(), VecDeque::new()],
            air: BTreeMap::new(),
            flown: 0,
            now: START,
            rng: Rng::seeded(seed + 2000),
            weather,
            log: Vec::new(),
        }
    }

    fn call(&mut self) -> DialogId {
        let invite = call_to("sip:bob@10.0.0.2", self.weather.transport);
        self.act(A, |sip, now| sip.invite(now, invite))
    }

    pub(super) fn act<T>(&mut self, side: usize, act: impl FnOnce(&mut Sip, Time) -> T) -> T {
        let result = act(&mut self.sides[side], self.now);
        while let Some(output) = self.sides[side].poll() {
            self.log.push(format!("{side} {} {output:?}", self.now));
            match output {
                Output::Send { flow, bytes } => self.fly(side, flow, bytes),
                Output::Event(event) => self.events[side].push_back(event),
                Output::Resolve { .. } => panic!("nothing here has a name"),
                Output::Stray(_) => {}
            }
        }
        if self.weather.reborn {
            let text = serde_json::to_string(&self.sides[side]).unwrap();
            self.sides[side] = serde_json::from_str(&text).unwrap();
        }
        result
    }

    fn fly(&mut self, from: usize, flow: Flow, bytes: Bytes) {
        let is_stream = flow.transport.is_reliable();
        let copies = match () {
            () if is_stream => 1,
            () if self.rng.chance(self.weather.loss) => 0,
            () if self.rng.chance(self.weather.twice) => 2,
            () => 1,
        };
        let seen = Flow { local: flow.peer, peer: flow.local, ..flow };
        for _ in 0..copies {
            let late = if is_stream { 20 } else { 10 + self.rng.below(80) };
            self.flown += 1;
            let at = self.now + Duration::from_millis(late);
            self.air.insert((at, self.flown), (1 - from, seen, bytes.clone()));
        }
    }

    /// The next thing to happen; `false` when nothing ever will.
    fn step(&mut self) -> bool {
        let packet = self.air.keys().next().map(|(at, _)| *at);
        let timer = |sip: &Sip| sip.next_timeout().map(|(at, _)| at);
        let due = [timer(&self.sides[A]), timer(&self.sides[B])];
        let Some(next) = [packet, due[A], due[B]].into_iter().flatten().min() else { return false };
        self.now = self.now.max(next);
        if packet == Some(next) {
            let (_, (to, flow, bytes)) = self.air.pop_first().unwrap();
            self.act(to, |sip, now| sip.receive(now, flow, bytes));
        } else {
            let side = if due[A] == Some(next) { A } else { B };
            self.act(side, |sip, now| sip.timeout(now));
        }
        true
    }

    /// Runs until a side hears something; `None` when it never does.
    fn hear(&mut self, side: usize) -> Option<Event> {
        while self.events[side].is_empty() {
            if !self.step() {
                return None;
            }
        }
        self.events[side].pop_front()
    }

    pub(super) fn run(&mut self, seconds: i64) {
        let end = self.now + Duration::from_secs(seconds as u64);
        while self
            .sides
            .iter()
            .filter_map(|sip| sip.next_timeout())
            .map(|(at, _)| at)
            .chain(self.air.keys().map(|(at, _)| *at))
            .min()
            .is_some_and(|at| at <= end)
        {
            self.step();
        }
        self.now = end;
    }

    /// Runs until nothing happens any more: then nothing is left.
    pub(super) fn rest(&mut self) {
        for _ in 0..100_000 {
            if !self.step() {
                break;
            }
        }
        for side in &self.sides {
            assert_eq!(side.census(), Census::default());
            assert!(side.jobs.is_empty() && side.forks.is_empty() && side.served.is_empty());
        }
    }

    fn incoming(&mut self) -> Option<DialogId> {
        match self.hear(B)? {
            Event::Incoming { dialog, .. } => Some(dialog),
            other => panic!("{other:?}"),
        }
    }

    /// A call that is up on both sides, if the network lets it.
    pub(super) fn talk(&mut self) -> Option<(DialogId, DialogId)> {
        let a = self.call();
        let b = self.incoming()?;
        self.act(B, |sip, now| sip.ring(now, b, 180, &[], None));
        self.run(2);
        self.act(B, |sip, now| sip.answer(now, b, &[], Bytes::from_static(b"v=0 b\r\n")));
        loop {
            match self.hear(A)? {
                Event::Heard { .. } | Event::Progress { .. } => {}
                Event::Answered { .. } => break,
                _ => return None,
            }
        }
        matches!(self.hear(B)?, Event::Acked { .. }).then_some((a, b))
    }
}

fn ends(events: &VecDeque<Event>) -> usize {
    let is_end = |event: &&Event| {
        matches!(event, Event::Ended { .. } | Event::Refused { .. } | Event::Canceled { .. } | Event::AckTimeout { .. })
    };
    events.iter().filter(is_end).count()
}

#[test]
fn a_call_over_either_transport_leaves_nothing_behind() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let mut pair = Pair::new(Weather { transport, ..FAIR }, 1);
        let (a, b) = pair.talk().unwrap();
        pair.run(3600);
        pair.act(A, |sip, now| sip.bye(now, a, Some("Q.850;cause=16".to_owned())));
        assert_eq!(pair.hear(B), Some(Event::Ended { dialog: b, reason: Some("Q.850;cause=16".to_owned()) }));
        pair.rest();
        assert!(pair.events.iter().all(VecDeque::is_empty));
    }
}

#[test]
fn a_call_to_ourselves_is_two_dialogs() {
    let mut solo = Solo::new();
    let caller = solo.invite(call_to("sip:me@10.0.0.1", Transport::Udp));
    let mut turns = 0;
    let mut callee = None;
    while let Some((_, way, message)) = (!solo.sent.is_empty()).then(|| solo.sent.remove(0)) {
        let back = Flow { local: way.peer, peer: way.local, ..way };
        solo.act(|sip, now| sip.receive(now, back, message.to_bytes()));
        for event in solo.take_events() {
            match event {
                Event::Incoming { dialog, .. } => {
                    callee = Some(dialog);
                    solo.act(|sip, now| sip.answer(now, dialog, &[], Bytes::from_static(b"v=0\r\n")));
                }
                Event::Acked { .. } => solo.act(|sip, now| sip.bye(now, caller, None)),
                Event::Ended { dialog, .. } => assert_eq!(Some(dialog), callee),
                Event::Heard { dialog } | Event::Answered { dialog, .. } => assert_eq!(dialog, caller),
                other => panic!("{other:?}"),
            }
        }
        turns += 1;
        assert!(turns < 20);
    }
    assert!(callee.is_some());
    solo.pass(40.0);
    solo.assert_empty();
}

#[test]
fn calls_converge_while_three_in_ten_datagrams_are_lost() {
    let mut up = 0;
    for seed in 0..150 {
        let mut pair = Pair::new(FOUL, seed);
        let Some((a, b)) = pair.talk() else {
            pair.rest();
            continue;
        };
        up += 1;
        pair.run(60);
        let (side, dialog) = if seed % 2 == 0 { (A, a) } else { (B, b) };
        pair.act(side, |sip, now| sip.bye(now, dialog, None));
        pair.rest();
        assert_eq!(ends(&pair.events[1 - side]), 1, "seed {seed}");
        assert_eq!(ends(&pair.events[side]), 0, "seed {seed}");
    }
    assert!(up >= 145, "{up} of 150 calls came up");
}

#[test]
fn refusals_converge_while_three_in_ten_datagrams_are_lost() {
    let mut told = 0;
    for seed in 0..60 {
        let mut pair = Pair::new(FOUL, seed);
        pair.call();
        if let Some(b) = pair.incoming() {
            let headers = vec![("Reason".to_owned(), "Q.850;cause=17".to_owned())];
            pair.act(B, |sip, now| sip.refuse(now, b, Refusal { status: 486, phrase: None, headers }));
        }
        pair.rest();
        told += pair.events[A].iter().filter(|event| matches!(event, Event::Refused { status: 486, .. })).count();
    }
    assert!(told >= 58, "{told} of 60 refusals came through");
}

#[test]
fn a_cancel_at_any_moment_ends_both_sides_once() {
    for seed in 0..120 {
        let weather = if seed % 2 == 0 { FAIR } else { FOUL };
        let mut pair = Pair::new(Weather { reborn: false, ..weather }, seed);
        let a = pair.call();
        let mut b = None;
        // The answer and the CANCEL cross at every distance.
        for tick in 0..40 {
            let until = pair.now + Duration::from_millis(10);
            while pair.air.keys().next().is_some_and(|(at, _)| *at <= until) {
                pair.step();
            }
            pair.now = until;
            if let Some(Event::Incoming { dialog, .. }) = pair.events[B].front() {
                b = Some(*dialog);
                pair.events[B].pop_front();
            }
            if let (20, Some(b)) = (tick, b) {
                pair.act(B, |sip, now| sip.answer(now, b, &[], Bytes::from_static(b"v=0\r\n")));
            }
            if tick == seed / 3 {
                pair.act(A, |sip, now| sip.cancel(now, a, None));
            }
        }
        // Whoever came too late hangs up like everybody else.
        let late = pair.events[A].iter().any(|event| matches!(event, Event::Answered { .. }));
        if late && ends(&pair.events[A]) == 0 {
            pair.act(A, |sip, now| sip.bye(now, a, None));
        }
        if let (Some(Event::Incoming { dialog, .. }), None) = (pair.events[B].front().cloned(), b) {
            pair.act(B, |sip, now| sip.ignore(now, dialog));
        }
        while pair.step() {
            if let Some(Event::Incoming { dialog, .. }) = pair.events[B].back().cloned() {
                pair.events[B].pop_back();
                pair.act(B, |sip, now| sip.ignore(now, dialog));
            }
        }
        pair.rest();
        assert!(ends(&pair.events[A]) <= 1 && ends(&pair.events[B]) <= 1, "seed {seed}");
        assert!(ends(&pair.events[A]) == 1 || late, "seed {seed}");
    }
}

#[test]
fn s22_offers_that_meet_converge() {
    for seed in 0..40 {
        let mut pair = Pair::new(FAIR, seed);
        let Some((a, b)) = pair.talk() else { panic!("seed {seed}: no call") };
        pair.run(60);
        for (side, dialog) in [(A, a), (B, b)] {
            pair.act(side, |sip, now| sip.reinvite(now, dialog, Bytes::from_static(b"v=0 new\r\n")));
        }
        let mut done = [0; 2];
        let end = pair.now + Duration::from_secs(60);
        while done != [1, 1] && pair.now < end && pair.step() {
            for (side, dialog) in [(A, a), (B, b)] {
                match pair.events[side].pop_front() {
                    Some(Event::Reoffered { .. }) => {
                        pair.act(side, |sip, now| sip.accept(now, dialog, Bytes::from_static(b"v=0 yes\r\n")));
                    }
                    Some(Event::Reanswered { result, .. }) => {
                        assert_eq!(result, Ok(Bytes::from_static(b"v=0 yes\r\n")), "seed {seed}");
                        done[side] += 1;
                    }
                    Some(other) => panic!("{other:?}"),
                    None => {}
                }
            }
        }
        assert_eq!(done, [1, 1], "seed {seed}");
        pair.act(A, |sip, now| sip.bye(now, a, None));
        pair.rest();
    }
}

#[test]
fn both_sides_hang_up_at_once_over_a_bad_network() {
    for seed in 0..60 {
        let mut pair = Pair::new(FOUL, seed);
        let Some((a, b)) = pair.talk() else { continue };
        pair.act(A, |sip, now| sip.bye(now, a, None));
        pair.act(B, |sip, now| sip.bye(now, b, None));
        pair.rest();
        assert_eq!((ends(&pair.events[A]), ends(&pair.events[B])), (0, 0));
    }
}

#[test]
fn written_out_and_read_back_at_every_step_it_goes_on_alike() {
    let story = |reborn: bool, seed: u64| {
        let mut pair = Pair::new(Weather { reborn, ..FOUL }, seed);
        if let Some((a, b)) = pair.talk() {
            pair.act(B, |sip, now| sip.reinvite(now, b, Bytes::from_static(b"v=0 hold\r\n")));
            if let Some(Event::Reoffered { .. }) = pair.hear(A) {
                pair.act(A, |sip, now| sip.accept(now, a, Bytes::from_static(b"v=0 held\r\n")));
            }
            pair.run(5);
            pair.act(A, |sip, now| sip.bye(now, a, None));
        }
        pair.rest();
        pair.log
    };
    for seed in 0..12 {
        assert_eq!(story(true, seed), story(false, seed), "seed {seed}");
    }
}
