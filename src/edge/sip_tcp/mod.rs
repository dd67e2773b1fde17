//! SIP over TCP: listeners, and connections by flow, whoever opened them. What happens on one connection is `link`'s.
//!
//! Decisions about full things: a connection above the limit is closed on arrival; a peer that lets 256 messages queue
//! up is cut off, and what waited for it fails.

mod link;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::wire::sip::{Flow, Transport};

/// Messages that may wait for a peer to read.
const QUEUE: usize = 256;
/// Events that may wait for the loop; connections stop reading meanwhile.
const EVENTS: usize = 1024;
/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// How long things may take on a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first byte of a message (or from the accepting) to its last (S29).
    pub message: Duration,
    /// To open a connection.
    pub connect: Duration,
    /// To hand one message to the kernel.
    pub write: Duration,
    /// Without a byte received.
    pub idle: Duration,
    /// Connections at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: Duration::from_secs(10),
            connect: Duration::from_secs(4),
            write: Duration::from_secs(10),
            idle: Duration::from_secs(3600),
            connections: 20_000,
        }
    }
}

/// What connections report to the loop, to be given to [`Streams::receive`].
#[derive(Debug)]
pub enum Event {
    /// Somebody connected.
    Accepted(Flow, TcpStream),
    /// A message.
    Message(Flow, Bytes),
    /// The connection is gone, or could not be opened.
    Closed(Flow, Serial),
}

/// Tells a connection from an earlier one on the same flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serial(u64);

/// What the engine is to be told.
#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// A message arrived.
    Message(Flow, Bytes),
    /// The flow is closed.
    Closed(Flow),
}

/// Listeners and connections.
#[derive(Debug)]
pub struct Streams {
    locals: Vec<SocketAddr>,
    links: HashMap<Flow, Link>,
    events: mpsc::Sender<Event>,
    limits: Limits,
    born: u64,
}

#[derive(Debug)]
struct Link {
    serial: Serial,
    queue: mpsc::Sender<Bytes>,
    task: AbortHandle,
}

impl Streams {
    /// Listens on each address; IPv6 listeners take IPv6 only.
    pub fn bind(
        addrs: impl IntoIterator<Item = SocketAddr>,
        limits: Limits,
    ) -> io::Result<(Self, mpsc::Receiver<Event>)> {
        let (events, inbox) = mpsc::channel(EVENTS);
        let mut streams = Self { locals: Vec::new(), links: HashMap::new(), events, limits, born: 0 };
        for addr in addrs {
            let listener = listen(addr)?;
            let local = listener.local_addr()?;
            streams.locals.push(local);
            spawn(accept(listener, local, streams.events.clone()));
        }
        Ok((streams, inbox))
    }

    /// The addresses, ports filled in, in the order given.
    pub fn locals(&self) -> impl Iterator<Item = SocketAddr> {
        self.locals.iter().copied()
    }

    /// Connections open or being opened.
    pub fn len(&self) -> usize {
        self.links.len()
    }

    /// Whether there is no connection.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Takes in what a connection reported.
    pub fn receive(&mut self, event: Event) -> Option<News> {
        match event {
            Event::Accepted(flow, stream) => {
                if self.links.len() < self.limits.connections {
                    self.open(flow, Some(stream));
                }
                None
            }
            Event::Message(flow, bytes) => Some(News::Message(flow, bytes)),
            Event::Closed(flow, serial) => {
                let own = self.links.get(&flow).is_some_and(|link| link.serial == serial);
                own.then(|| self.close(flow))
            }
        }
    }

    /// Sends a message, opening a connection where there is none.
    pub fn send(&mut self, flow: Flow, bytes: Bytes) -> Option<News> {
        if !self.links.contains_key(&flow) {
            self.open(flow, None);
        }
        let sent = self.links.get(&flow).is_some_and(|link| link.queue.try_send(bytes).is_ok());
        (!sent).then(|| self.close(flow))
    }

    fn open(&mut self, flow: Flow, stream: Option<TcpStream>) {
        self.born += 1;
        let serial = Serial(self.born);
        let (queue, messages) = mpsc::channel(QUEUE);
        let link = link::Link { flow, limits: self.limits, events: self.events.clone(), pongs: queue.downgrade() };
        let events = self.events.clone();
        let task = spawn(async move {
            link.run(stream, messages).await;
            // The loop is gone when this fails, and nobody is left to be told.
            let _ = events.send(Event::Closed(flow, serial)).await;
        });
        self.links.insert(flow, Link { serial, queue, task });
    }

    fn close(&mut self, flow: Flow) -> News {
        if let Some(link) = self.links.remove(&flow) {
            link.task.abort();
        }
        News::Closed(flow)
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        for link in self.links.values() {
            link.task.abort();
        }
    }
}

fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    if addr.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    // A restart finds connections of the old process in TIME_WAIT on this port.
    socket.set_reuse_address(true)?;
    socket.bind(&addr.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

async fn accept(listener: TcpListener, local: SocketAddr, events: mpsc::Sender<Event>) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let flow = Flow { transport: Transport::Tcp, local, peer };
                if events.send(Event::Accepted(flow, stream)).await.is_err() {
                    return;
                }
            }
            // No descriptor is left, most likely: trying again at once would only burn the processor.
            Err(_) => rest().await,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "no deadline of the engine: the operating system has run out of something"
)]
async fn rest() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[expect(clippy::disallowed_methods, reason = "a connection is a task of the edge, ended with `Streams`")]
fn spawn(task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
    tokio::spawn(task).abort_handle()
}
