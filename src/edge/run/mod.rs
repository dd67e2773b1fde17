//! The only loop: it owns the engine, gives it what happened with the time, and carries out what it wants.
//!
//! One turn: wait for the first thing to happen, take what else is there (a bounded amount of each kind, so
//! that none starves the others), give it all to the engine, write the outbox, carry out the rest in order.
//! Everything runs on one thread; only media, sounds and recordings have threads of their own. Queues
//! towards the loop are bounded and their senders wait, except for those threads, which must not: a call
//! causes few events, so the calls bound that queue.

mod fault;
mod hands;
mod plan;

use std::net::SocketAddr;
use std::time::Duration;

use metrics::counter;
use tokio::sync::mpsc;

use crate::base::Time;
use crate::edge::admin::Question;
use crate::edge::api::Ask;
use crate::edge::clock::Clock;
use crate::edge::count::Tally;
use crate::edge::drain::Drain;
use crate::edge::journal::Journal;
use crate::edge::sip_stream;
use crate::engine::{Census, Command, Engine, Input, Output, journal};
use crate::media;
use crate::wire::sip::Transport;

pub use fault::StartError;
use hands::{Hands, input};
pub use plan::Plan;

/// What may wait for the loop in each queue.
const INBOX: usize = 4096;
/// What one turn takes of each kind.
const BATCH: usize = 64;

/// What tasks and handles tell the loop.
#[derive(Debug)]
pub(crate) enum Arrival {
    /// Something for the engine.
    Input(Input),
    /// Somebody has new certificates.
    Renew,
    /// Somebody wants the end.
    Stop,
}

/// Reaches a running loop from other tasks and threads.
#[derive(Clone, Debug)]
pub struct Handle(mpsc::Sender<Arrival>);

impl Handle {
    /// Drains and ends; asked twice, ends at once.
    pub async fn stop(&self) {
        // A loop that is gone has ended already.
        let _ = self.0.send(Arrival::Stop).await;
    }

    /// Reads the certificates of TLS again.
    pub async fn renew_certificates(&self) {
        // A loop that is gone has no connections.
        let _ = self.0.send(Arrival::Renew).await;
    }

    /// Gives the engine a command.
    pub async fn command(&self, command: Command) {
        let _ = self.0.send(Arrival::Input(Input::Command(command))).await;
    }
}

/// What an onlooker sees, in order.
#[derive(Debug)]
pub enum Seen<'a> {
    /// Given to the engine.
    In(&'a Input),
    /// Wanted by the engine.
    Out(&'a Output),
}

type Onlooker = Box<dyn FnMut(Time, Seen<'_>) + Send>;

/// The engine with everything around it, bound and open; `run` makes it go.
pub struct House {
    engine: Engine,
    clock: Clock,
    hands: Hands,
    ears: Ears,
    handle: Handle,
    journal: Option<Journal>,
    tally: Tally,
    drain: Drain,
    patience: Duration,
    onlooker: Option<Onlooker>,
    /// For the engine, without waiting.
    pending: Vec<Input>,
    /// From the engine, in this turn.
    outputs: Vec<Output>,
}

/// Where things arrive.
struct Ears {
    inbox: mpsc::Receiver<Arrival>,
    streams: mpsc::Receiver<sip_stream::Event>,
    media: mpsc::UnboundedReceiver<media::Event>,
    /// Sounds loaded, recordings filed, mails sent: few for each call, as media events are.
    files: mpsc::UnboundedReceiver<Input>,
    questions: mpsc::Receiver<Question>,
    asks: mpsc::Receiver<Ask>,
}

/// The first thing that happened in a turn.
enum First {
    Readable,
    Deadline,
    Arrival(Arrival),
    Stream(sip_stream::Event),
    Media(media::Event),
    Question(Question),
    Ask(Ask),
}

impl House {
    /// Shows everything that passes to `onlooker`, on the loop's thread: it must be quick.
    pub fn watched(mut self, onlooker: impl FnMut(Time, Seen<'_>) + Send + 'static) -> Self {
        self.onlooker = Some(Box::new(onlooker));
        self
    }

    /// Reaches the loop while it runs.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// The addresses of SIP sockets in the order of the plan, ports filled in: datagrams first.
    pub fn locals(&self) -> Vec<(Transport, SocketAddr)> {
        let udp = self.hands.udp.locals().map(|addr| (Transport::Udp, addr));
        udp.chain(self.hands.streams.locals()).collect()
    }

    /// Where the operator's port is.
    pub fn admin(&self) -> Option<SocketAddr> {
        self.hands.admin
    }

    /// Where applications get recordings and see to conferences.
    pub fn api(&self) -> Option<SocketAddr> {
        self.hands.api
    }

    /// Turns until somebody wants the end and all is settled, or somebody wants it twice.
    pub async fn run(mut self) -> Census {
        loop {
            self.feed_pending();
            self.finish_turn();
            if self.drain == Drain::Over {
                return self.engine.census();
            }
            if self.pending.is_empty() {
                let first = self.first().await;
                self.take(first);
                self.gather();
            }
        }
    }

    /// Waits for something to happen.
    async fn first(&mut self) -> First {
        let deadline = [self.engine.deadline(), self.drain.next_timeout()].into_iter().flatten().min();
        let ears = &mut self.ears;
        tokio::select! {
            () = self.hands.udp.readable() => First::Readable,
            Some(event) = ears.media.recv() => First::Media(event),
            Some(input) = ears.files.recv() => First::Arrival(Arrival::Input(input)),
            Some(event) = ears.streams.recv() => First::Stream(event),
            Some(arrival) = ears.inbox.recv() => First::Arrival(arrival),
            Some(question) = ears.questions.recv() => First::Question(question),
            Some(ask) = ears.asks.recv() => First::Ask(ask),
            () = until(&self.clock, deadline) => First::Deadline,
        }
    }

    /// Takes what else is there, a bounded amount of each kind.
    fn gather(&mut self) {
        let pending = &mut self.pending;
        self.hands.udp.receive(BATCH, |flow, bytes| pending.push(Input::Message { flow, bytes }));
        for _ in 0..BATCH {
            let ears = &mut self.ears;
            let (media, stream, arrival, file) =
                (ears.media.try_recv(), ears.streams.try_recv(), ears.inbox.try_recv(), ears.files.try_recv());
            if media.is_err() && stream.is_err() && arrival.is_err() && file.is_err() {
                return;
            }
            self.pending.extend(file);
            media.into_iter().for_each(|event| self.take(First::Media(event)));
            stream.into_iter().for_each(|event| self.take(First::Stream(event)));
            arrival.into_iter().for_each(|arrival| self.take(First::Arrival(arrival)));
        }
    }

    fn take(&mut self, first: First) {
        match first {
            First::Readable | First::Deadline => {}
            First::Media(event) => self.pending.push(Input::Media(event)),
            First::Stream(event) => self.pending.extend(self.hands.streams.receive(event).into_iter().map(input)),
            First::Arrival(arrival) => self.on_arrival(arrival),
            // Whoever asked may have gone.
            First::Question(question) => drop(question.send(self.engine.census())),
            First::Ask(ask) => self.on_ask(ask),
        }
    }

    /// Answers the port for applications, whose caller may have gone.
    fn on_ask(&mut self, ask: Ask) {
        match ask {
            Ask::Conferences(answer) => drop(answer.send(self.engine.conferences())),
            Ask::Conference(sid, answer) => drop(answer.send(self.engine.conference(sid))),
            Ask::Order { room, order, answer } => {
                let checked = self.engine.check_order(room, &order);
                if checked.is_ok() {
                    self.feed(Input::Command(Command::Conference { room, order }));
                }
                drop(answer.send(checked.map(|()| self.engine.conference(room))));
            }
        }
    }

    fn on_arrival(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Input(input) => self.pending.push(input),
            Arrival::Renew => self.hands.reload.ask(),
            Arrival::Stop => {
                tracing::info!(calls = self.engine.calls(), "draining: new calls are refused");
                self.hands.desk.set_draining();
                self.pending.extend(self.drain.begin(self.clock.now(), self.patience).map(Input::Command));
            }
        }
    }

    fn feed_pending(&mut self) {
        for input in std::mem::take(&mut self.pending) {
            self.feed(input);
        }
        if self.engine.deadline().is_some_and(|deadline| deadline <= self.clock.now()) {
            self.feed(Input::Tick);
        }
    }

    fn feed(&mut self, input: Input) {
        let now = self.clock.now();
        self.tally.saw(now, &input);
        if let Input::Fetched { id, .. } = &input {
            self.hands.settled(*id);
        }
        if let Some(onlooker) = &mut self.onlooker {
            onlooker(now, Seen::In(&input));
        }
        let journaled = self.journal.is_some().then(|| input.clone());
        let from = self.outputs.len();
        self.engine.handle(now, input);
        self.outputs.extend(std::iter::from_fn(|| self.engine.poll()));
        if let Some(input) = journaled {
            self.write_down(now, &input, from);
        }
        for output in &self.outputs[from..] {
            self.tally.did(now, output);
            if let Some(onlooker) = &mut self.onlooker {
                onlooker(now, Seen::Out(output));
            }
        }
    }

    /// Carries out what the turn led to, and sees whether it was the last.
    fn finish_turn(&mut self) {
        let now = self.clock.now();
        self.hands.carry(&mut self.outputs, &mut self.pending);
        if self.drain != Drain::Serving {
            let command = self.drain.turn(now, self.engine.calls(), self.engine.letters() + self.engine.mails());
            self.pending.extend(command.map(Input::Command));
        }
    }

    /// A journal that cannot be written is given up: it must not cost a call.
    fn write_down(&mut self, now: Time, input: &Input, from: usize) {
        let Some(journal) = &mut self.journal else { return };
        let written = (|| {
            journal.line(&journal::entry(now, input, &self.outputs[from..])?)?;
            if journal.is_full() {
                journal.turn(&journal::opening(&self.engine)?)?;
            }
            journal.flush()
        })();
        if let Err(error) = written {
            counter!("callwright_journal_errors_total").increment(1);
            tracing::error!(%error, "the journal cannot be written and is given up");
            self.journal = None;
        }
    }
}

/// Waits until `deadline`; without one, for ever.
#[expect(clippy::disallowed_methods, reason = "the one place that waits for the engine's deadlines")]
async fn until(clock: &Clock, deadline: Option<Time>) {
    match deadline {
        Some(deadline) => tokio::time::sleep(deadline.since(clock.now())).await,
        None => std::future::pending().await,
    }
}
