//! Status callbacks on their way: per call in order, one in flight, repeated with back-off until delivered or too old
//! (spec §6.7, threats-and-faults H10–H14). A value: the disk and the sockets are the edge's.
//!
//! Delivery is at least once, under the same event id. Any 2xx or 4xx but 408 and 429 is delivery (spec §6.7: any
//! status is accepted) and its body is ignored (H13). Each sending is stamped as it leaves (H7). A redirect is followed
//! as for documents, and whatever else comes is a failure. Calls never wait for each other: one queue each (`queue`),
//! and no limit on how many are in flight.

mod letter;
mod queue;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Backoff, CallSid, EventSid, Rng, Time, Timers};
use crate::call::ask;
use crate::wire::http::{Exchange, Fault, Reply, Signer};

pub use letter::{Kind, Letter, Loss};
use letter::{Outcome, outcome};
use queue::{Head, Queue, Waiting};

/// After a restart the first letters of the recovered calls leave within this time for each call, drawn by chance, so
/// that the receivers are not met by all of them at once.
const SPREAD_PER_CALL: Duration = Duration::from_millis(1);

/// What letters may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// How many may wait, all calls together; wills do not count.
    pub letters: usize,
    /// A letter that fails when it is older than this is given up.
    pub age: Duration,
    /// Redirects followed.
    pub redirects: u8,
    /// How long to wait after failures.
    pub backoff: Backoff,
    /// The query of a URL that a redirect leads to is posted in the body (`http.post_query`).
    #[serde(default)]
    pub moves_query: bool,
}

impl Rules {
    /// The rules for these limits, waiting 1 s to 5 min.
    pub const fn new(letters: usize, hours: u64, redirects: u8) -> Self {
        let backoff = Backoff { first: Duration::from_secs(1), most: Duration::from_secs(300) };
        Self { letters, age: Duration::from_secs(hours.saturating_mul(3600)), redirects, backoff, moves_query: false }
    }
}

/// The machine that delivers letters.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Courier {
    rules: Rules,
    signer: Signer,
    rng: Rng,
    queues: BTreeMap<CallSid, Queue>,
    in_flight: BTreeMap<EventSid, CallSid>,
    repeats: Timers<CallSid>,
    /// Progress letters that were never posted, oldest first: what may be left out (H14).
    thinnable: BTreeMap<u64, CallSid>,
    serial: u64,
    letters: usize,
    lost: u64,
    outputs: VecDeque<CourierOutput>,
}

/// What the courier hands out. `Keep` is on disk before anything after it leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CourierOutput {
    /// Write this to disk, behind everything kept before.
    Keep(Letter),
    /// Delivered or void: remove it from disk.
    Forget(EventSid),
    /// Carry this out and answer with `on_fetched`.
    Post {
        /// Names the answer.
        event: EventSid,
        /// Whose letter it is.
        call: CallSid,
        /// The request.
        exchange: Exchange,
    },
    /// A letter will not be delivered: for the log and the counters.
    Lost {
        /// Whose letter it was.
        call: CallSid,
        /// Its name.
        event: EventSid,
        /// Why.
        loss: Loss,
    },
}

/// How much the courier holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourierCensus {
    /// Calls with letters or wills.
    pub calls: usize,
    /// Letters waiting or in flight.
    pub letters: usize,
    /// Letters in flight.
    pub in_flight: usize,
    /// Wills.
    pub wills: usize,
    /// Letters that were not delivered, since the start.
    pub lost: u64,
}

impl Courier {
    /// A courier with nothing to do. `signer` signs again what follows a redirect, and stamps each sending.
    pub const fn new(rules: Rules, signer: Signer, rng: Rng) -> Self {
        Self {
            rules,
            signer,
            rng,
            queues: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            repeats: Timers::new(),
            thinnable: BTreeMap::new(),
            serial: 0,
            letters: 0,
            lost: 0,
            outputs: VecDeque::new(),
        }
    }

    /// Takes a letter for delivery, or a will for keeping.
    pub fn tell(&mut self, now: Time, letter: Letter) {
        let call = letter.call;
        if letter.kind == Kind::Will {
            self.outputs.push_back(CourierOutput::Keep(letter.clone()));
            self.void_will(&letter);
            self.queues.entry(call).or_default().wills.push(letter);
            return;
        }
        if self.has_room(&letter) {
            self.outputs.push_back(CourierOutput::Keep(letter.clone()));
            self.void_will(&letter);
            self.push(letter);
        } else {
            // The last word on a leg that found no room: its will must not speak for it after a restart.
            if letter.kind == Kind::Last {
                self.void_will(&letter);
            }
            self.lose(call, letter.event, Loss::NoRoom);
        }
        self.advance(now, call);
    }

    /// Takes what an engine before this one left on disk, in the order of keeping. It died, so its wills are delivered,
    /// each behind the other letters of its call.
    pub fn recover(&mut self, now: Time, letters: Vec<Letter>) {
        let mut by_call: BTreeMap<CallSid, Vec<Letter>> = BTreeMap::new();
        for letter in letters {
            by_call.entry(letter.call).or_default().push(letter);
        }
        let spread = SPREAD_PER_CALL.saturating_mul(u32::try_from(by_call.len()).unwrap_or(u32::MAX));
        for (call, letters) in by_call {
            let (letters, void) = letter::execute_wills(letters);
            self.outputs.extend(void.into_iter().map(CourierOutput::Forget));
            letters.into_iter().for_each(|letter| self.push(letter));
            if let Some(queue) = self.queues.get_mut(&call).filter(|queue| matches!(queue.head, Head::Ready)) {
                queue.head = Head::Resting;
                self.repeats.set(call, now + self.rng.span(Duration::ZERO, spread));
            }
        }
    }

    /// A `Post` came to its end.
    pub fn on_fetched(&mut self, now: Time, event: EventSid, result: Result<Reply, Fault>) {
        let Some(call) = self.in_flight.remove(&event) else { return };
        match outcome(&result) {
            Outcome::Delivered => self.remove_head(call),
            Outcome::Moved { status, location } => self.follow(now, call, status, location),
            Outcome::Failed { wait } => self.rest(now, call, wait),
            Outcome::Hopeless => {
                self.remove_head(call);
                self.lose(call, event, Loss::BadUrl);
            }
        }
        self.advance(now, call);
    }

    /// Time has passed.
    pub fn timeout(&mut self, now: Time) {
        while let Some(call) = self.repeats.expired(now) {
            if let Some(queue) = self.queues.get_mut(&call) {
                queue.head = Head::Ready;
            }
            self.advance(now, call);
        }
    }

    /// What must be done next.
    pub fn poll(&mut self) -> Option<CourierOutput> {
        self.outputs.pop_front()
    }

    /// When to call `timeout`, and whose letter it is about.
    pub fn next_timeout(&self) -> Option<(Time, CallSid)> {
        self.repeats.next().map(|(at, call)| (at, *call))
    }

    /// How much there is.
    pub fn census(&self) -> CourierCensus {
        CourierCensus {
            calls: self.queues.len(),
            letters: self.letters,
            in_flight: self.in_flight.len(),
            wills: self.queues.values().map(|queue| queue.wills.len()).sum(),
            lost: self.lost,
        }
    }

    /// Posts the head of the call's queue when it may leave; forgets the queue when nothing is left.
    fn advance(&mut self, now: Time, call: CallSid) {
        let Some(queue) = self.queues.get_mut(&call) else { return };
        if queue.is_empty() {
            self.queues.remove(&call);
            self.repeats.stop(&call);
            return;
        }
        if let (Head::Ready, Some(waiting)) = (&queue.head, queue.letters.front()) {
            let (serial, event, exchange) = (waiting.serial, waiting.letter.event, waiting.letter.exchange.clone());
            queue.head = Head::InFlight { since: now, redirects: 0, moved: None };
            self.thinnable.remove(&serial);
            self.post(now, call, event, exchange);
        }
    }

    /// Sends the head, or what it became by a redirect: now, and once more than before (spec §6.11).
    fn post(&mut self, now: Time, call: CallSid, event: EventSid, mut exchange: Exchange) {
        if let Some(queue) = self.queues.get_mut(&call) {
            exchange.stamp(now, queue.sendings, &self.signer);
            queue.sendings = queue.sendings.saturating_add(1);
        }
        self.in_flight.insert(event, call);
        self.outputs.push_back(CourierOutput::Post { event, call, exchange });
    }

    fn push(&mut self, letter: Letter) {
        self.serial += 1;
        self.letters += 1;
        let (serial, call) = (self.serial, letter.call);
        if letter.kind == Kind::Progress {
            self.thinnable.insert(serial, call);
        }
        self.queues.entry(call).or_default().letters.push_back(Waiting { serial, letter });
    }

    /// The head is delivered or given up.
    fn remove_head(&mut self, call: CallSid) {
        let Some(queue) = self.queues.get_mut(&call) else { return };
        queue.head = Head::Ready;
        (queue.failures, queue.sendings) = (0, 0);
        if let Some(waiting) = queue.letters.pop_front() {
            self.letters -= 1;
            self.outputs.push_back(CourierOutput::Forget(waiting.letter.event));
        }
    }

    /// A redirect that cannot be followed is a failure: the receiver may be repaired while the letter is young.
    fn follow(&mut self, now: Time, call: CallSid, status: u16, location: &str) {
        let signer = &self.signer;
        let next = self.queues.get_mut(&call).and_then(|queue| {
            let told = queue.told()?.clone();
            let event = queue.letters.front()?.letter.event;
            let Head::InFlight { redirects, moved, .. } = &mut queue.head else { return None };
            *redirects = redirects.checked_add(1).filter(|count| *count <= self.rules.redirects)?;
            let exchange = ask::redirect(&told, status, location, signer, self.rules.moves_query).ok()?;
            *moved = Some(Box::new(exchange.clone()));
            Some((event, exchange))
        });
        match next {
            Some((event, exchange)) => self.post(now, call, event, exchange),
            None => self.rest(now, call, Duration::ZERO),
        }
    }

    /// The head failed: it is tried again later, or given up for its age.
    fn rest(&mut self, now: Time, call: CallSid, wait: Duration) {
        let Some(queue) = self.queues.get_mut(&call) else { return };
        queue.failures = queue.failures.saturating_add(1);
        let Some((event, written)) = queue.letters.front().map(|head| (head.letter.event, head.letter.written)) else {
            return;
        };
        if now - written >= self.rules.age {
            self.remove_head(call);
            self.lose(call, event, Loss::TooOld { age: now - written });
            return;
        }
        queue.head = Head::Resting;
        let delay = self.rules.backoff.delay(queue.failures, &mut self.rng).max(wait.min(self.rules.backoff.most));
        self.repeats.set(call, now + delay);
    }

    /// Whether there is room for this letter. At the limit progress is left out, newest first when it comes and oldest
    /// first when a last letter needs its place; last letters that are already there are kept (H14).
    fn has_room(&mut self, letter: &Letter) -> bool {
        self.letters < self.rules.letters || (letter.kind == Kind::Last && self.thin())
    }

    fn thin(&mut self) -> bool {
        let Some((serial, call)) = self.thinnable.pop_first() else { return false };
        let Some(waiting) = self.queues.get_mut(&call).and_then(|queue| queue.take(serial)) else { return false };
        self.letters -= 1;
        self.outputs.push_back(CourierOutput::Forget(waiting.letter.event));
        self.lose(call, waiting.letter.event, Loss::NoRoom);
        true
    }

    fn void_will(&mut self, letter: &Letter) {
        let Some(queue) = self.queues.get_mut(&letter.call) else { return };
        for will in queue.wills.extract_if(.., |will| letter.replaces(will)) {
            self.outputs.push_back(CourierOutput::Forget(will.event));
        }
    }

    fn lose(&mut self, call: CallSid, event: EventSid, loss: Loss) {
        self.lost += 1;
        self.outputs.push_back(CourierOutput::Lost { call, event, loss });
    }
}

#[cfg(test)]
mod tests;
