//! Media threads: each owns a board of groups and the sockets of its lines, and sleeps in its own epoll.
//!
//! A group lives on the thread of its number, so lines that may be joined share a thread and a packet never crosses
//! one. A line that moves to a group of another thread goes there as a value, with its sockets (`waiting`). All rules
//! are in `media`; here are sockets, threads and the wake-up of commands.

mod sockets;
mod thread;
mod waiting;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use rustix::event::{EventfdFlags, eventfd};
use rustix::fd::OwnedFd;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use self::thread::{Adoption, Order, Thread};
use super::clock::Clock;
use super::forks::Forks;
use crate::base::{RecordingSid, Rng};
use crate::media::{Board, Command, Event, GroupId, Resting, Writing};

/// The media threads.
#[derive(Debug)]
pub struct Threads {
    orders: Orders,
    threads: Vec<JoinHandle<()>>,
}

/// Reaches the media threads from anywhere.
#[derive(Clone, Debug)]
pub struct Orders(Arc<[Desk]>);

/// How one thread is reached.
#[derive(Debug)]
struct Desk {
    orders: Sender<Order>,
    bell: Arc<OwnedFd>,
    /// Bytes of what is poured and was not taken yet.
    poured: AtomicUsize,
}

impl Threads {
    /// Starts `count` threads (at least one). `events` and `writes`, for the samples of recordings, are called on them
    /// and must not wait; what is copied of lines goes to `forks`.
    pub fn start(
        count: usize,
        seed: [u8; 32],
        (resting, opus_bit_rate): (Resting, u32),
        clock: Clock,
        events: impl Fn(Event) + Send + Clone + 'static,
        writes: impl Fn(GroupId, RecordingSid, Writing) + Send + Clone + 'static,
        forks: Forks,
    ) -> io::Result<Self> {
        allow_many_sockets()?;
        let mut rng = Rng::from_entropy(seed);
        let (desks, inboxes): (Vec<_>, Vec<_>) =
            (0..count.max(1)).map(|_| Desk::new()).collect::<io::Result<Vec<_>>>()?.into_iter().unzip();
        let orders = Orders(desks.into());
        let start = |(index, inbox)| {
            let board = Board::new(rng.fork(), resting).with_opus_at(opus_bit_rate);
            let tell = (events.clone(), writes.clone(), forks.clone());
            let thread = Thread::new((orders.clone(), index), board, clock.clone(), inbox, tell)?;
            start(index, thread)
        };
        let threads = inboxes.into_iter().enumerate().map(start).collect::<io::Result<Vec<_>>>()?;
        Ok(Self { orders, threads })
    }

    /// Hands a command to the thread of its group; commands of one group stay in order.
    pub fn send(&self, command: Command) {
        self.orders.send(command);
    }

    /// For others who have commands: the loader of sounds.
    pub fn orders(&self) -> Orders {
        self.orders.clone()
    }

    /// Ends the threads and closes their sockets.
    pub fn stop(self) {}
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.orders.0.iter().for_each(|desk| desk.give(Order::Stop));
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a media thread had ended by a panic; its calls had lost their sound");
            }
        }
    }
}

impl Orders {
    /// Hands a command to the thread of its group; commands that one sender has for one group stay in order.
    pub fn send(&self, command: Command) {
        let here = self.index(command.group());
        if let Command::Move { line, to, .. } = command
            && self.index(to) != here
        {
            // Told first, so that nothing that is ordered for the line from now on can be there before it.
            self.0[self.index(to)].give(Order::Await(to, line));
        }
        self.0[here].give(Order::Carry(Box::new(command)));
    }

    /// Bytes of what others pour that the thread of a group has not taken: whoever has more for it waits.
    pub fn waiting(&self, group: GroupId) -> usize {
        self.0[self.index(group)].poured.load(Ordering::Relaxed)
    }

    /// A thread has taken an order.
    fn taken(&self, index: usize, order: &Order) {
        self.0[index].poured.fetch_sub(order.poured(), Ordering::Relaxed);
    }

    /// The thread of a group.
    fn index(&self, group: GroupId) -> usize {
        (group.0 % self.0.len() as u64) as usize
    }

    fn bell(&self, index: usize) -> Arc<OwnedFd> {
        Arc::clone(&self.0[index].bell)
    }

    fn hand_over(&self, adoption: Adoption) {
        self.0[self.index(adoption.group)].give(Order::Adopt(Box::new(adoption)));
    }
}

impl Desk {
    fn new() -> io::Result<(Self, Receiver<Order>)> {
        let (orders, inbox) = mpsc::channel();
        let bell = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
        Ok((Self { orders, bell, poured: AtomicUsize::new(0) }, inbox))
    }

    fn give(&self, order: Order) {
        self.poured.fetch_add(order.poured(), Ordering::Relaxed);
        let gone = self.orders.send(order).is_err();
        let unheard = rustix::io::write(&*self.bell, &1u64.to_ne_bytes()).is_err();
        if gone || unheard {
            tracing::error!("a media thread does not take commands any more");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "media has threads of its own, here")]
fn start(
    index: usize,
    thread: Thread<impl Fn(Event) + Send + 'static, impl Fn(GroupId, RecordingSid, Writing) + Send + 'static>,
) -> io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name(format!("media-{index}")).spawn(move || thread.run())
}

/// Two sockets a line: the soft limit of open files is lifted to the hard one.
fn allow_many_sockets() -> io::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?)
}
