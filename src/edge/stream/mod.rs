//! The sockets of streams (spec §3.15): opened, greeted, fed with the sound of a fork, read, closed. What is said is
//! `call/stream`'s; where it may go is `edge/web_socket`'s.
//!
//! They have a thread of their own, so that their TLS and JSON are never in the way of calls. Each stream is a task
//! (`task`). Decisions about full things (H15): a server that reads too slowly loses the oldest sound, one whose own
//! sound finds no room loses the newest, and both are counted; one that is faster than a media thread is not read on.

mod task;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use metrics::gauge;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;

use self::task::{Task, Word};
use super::forks::Forks;
use super::rtp::Orders;
use super::web_socket::Dialer;
use crate::call::RequestId;
use crate::call::stream::{News, Opening, Request};
use crate::engine::Streams as Settings;
use crate::media::{Command, GroupId};

/// Milliseconds of one piece of a fork.
const PIECE: u64 = 20;
/// Threads for names.
const NAMES: usize = 4;

/// What streams are made of.
#[derive(Clone, Debug)]
pub struct Means {
    /// Limits.
    pub settings: Settings,
    /// How sockets are opened.
    pub dialer: Dialer,
    /// Where sound comes from.
    pub forks: Forks,
}

/// All streams.
#[derive(Debug)]
pub struct Streams {
    orders: Option<UnboundedSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Order {
    Request(RequestId, Request),
    Done(RequestId),
}

/// Takes what servers have for media groups.
pub trait Pour: Clone + Send + Sync + 'static {
    /// Hands it on; never waits.
    fn pour(&self, command: Command);

    /// Bytes on their way to a group, and to whoever else has the same thread.
    fn waiting(&self, group: GroupId) -> usize;
}

impl Pour for Orders {
    fn pour(&self, command: Command) {
        self.send(command);
    }

    fn waiting(&self, group: GroupId) -> usize {
        Self::waiting(self, group)
    }
}

/// Is told what becomes of streams.
pub trait Told: Fn(RequestId, News) + Clone + Send + Sync + 'static {}
impl<F: Fn(RequestId, News) + Clone + Send + Sync + 'static> Told for F {}

impl Streams {
    /// Starts the thread.
    pub fn start(means: Means, pour: impl Pour, told: impl Told) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(NAMES).build()?;
        let (orders, inbox) = mpsc::unbounded_channel();
        let own = orders.downgrade();
        let done = move |id| drop(own.upgrade().map(|orders| orders.send(Order::Done(id))));
        let desk = Desk { means: Arc::new(means), pour, told, done, open: HashMap::new() };
        let thread = start(move || run(runtime, desk, inbox))?;
        Ok(Self { orders: Some(orders), thread: Some(thread) })
    }

    /// Carries out what the engine wants of a stream.
    pub fn carry_out(&self, id: RequestId, request: Request) {
        let sent = self.orders.as_ref().is_some_and(|orders| orders.send(Order::Request(id, request)).is_ok());
        if !sent {
            tracing::error!("the thread of streams is gone");
        }
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        self.orders = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread of streams had ended by a panic");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "streams have a thread of their own, here")]
fn start(run: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("streams".into()).spawn(run)
}

fn run<P: Pour, T: Told, D: Fn(RequestId) + Clone + Send + 'static>(
    runtime: Runtime,
    mut desk: Desk<P, T, D>,
    mut inbox: UnboundedReceiver<Order>,
) {
    runtime.block_on(async {
        while let Some(order) = inbox.recv().await {
            desk.take(order);
        }
    });
    runtime.shutdown_background();
}

/// Who is open.
struct Desk<P, T, D> {
    means: Arc<Means>,
    pour: P,
    told: T,
    done: D,
    open: HashMap<RequestId, Held>,
}

/// How a stream is reached.
struct Held {
    words: UnboundedSender<Word>,
    closing: watch::Sender<bool>,
}

impl<P: Pour, T: Told, D: Fn(RequestId) + Clone + Send + 'static> Desk<P, T, D> {
    fn take(&mut self, order: Order) {
        match order {
            Order::Request(id, Request::Open(opening)) => self.open(id, *opening),
            Order::Request(id, Request::Press(key)) => {
                // One that has just come to its end hears no keys.
                let _ = self.open.get(&id).map(|held| held.words.send(Word::Key(key)));
            }
            Order::Request(id, Request::Close) => {
                if let Some(held) = self.open.get(&id) {
                    held.closing.send_replace(true);
                }
            }
            Order::Done(id) => drop(self.open.remove(&id)),
        }
        gauge!("callwright_streams").set(self.open.len() as f64);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a stream is a task, ended by its socket, by its call or with all of them"
    )]
    fn open(&mut self, id: RequestId, opening: Opening) {
        let (words, inbox) = mpsc::unbounded_channel();
        let (closing, closed) = watch::channel(false);
        let tracks = opening.tracks.each().len() as u64;
        let room = (self.means.settings.backlog_ms / PIECE * tracks) as usize;
        let carrier = self.means.forks.carry(opening.fork, room);
        let task = Task { means: Arc::clone(&self.means), pour: self.pour.clone(), closing: closed };
        let (told, done) = (self.told.clone(), self.done.clone());
        tokio::spawn(async move {
            task.run(opening, carrier, inbox, |news| told(id, news)).await;
            done(id);
        });
        self.open.insert(id, Held { words, closing });
    }
}
