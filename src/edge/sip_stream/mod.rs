//! SIP over streams (TCP, TLS and WebSockets): listeners, and connections by flow, whoever opened them.
//!
//! | file | holds |
//! | --- | --- |
//! | `listen` | sockets that accept |
//! | `link` | one connection: how it begins, its bytes until it ends |
//! | `pulse` | the limits on slowness and silence, and our pings |
//! | `way` | which connection a message takes: reuse (RFC 5923), a response whose connection is gone (RFC 3261 §18.2.2) |
//!
//! Decisions about full things: a connection above the limit is closed on arrival; a peer that lets 256 messages queue
//! up is cut off, and what waited for it fails.

mod limits;
mod link;
mod listen;
mod pulse;
mod way;

#[cfg(test)]
pub(in crate::edge) mod tests;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::edge::sip_tls::Keys;
use crate::edge::sip_ws::Rules;
use crate::sip::Breach;
use crate::wire::sip::{Flow, Transport};

use listen::{accept, listen};
use way::Sender;

pub use limits::Limits;
pub(crate) use link::{Link, now, until, within};

/// Messages that may wait for a peer to read.
const QUEUE: usize = 256;
/// Events that may wait for the loop; connections stop reading meanwhile.
const EVENTS: usize = 1024;

/// What all connections of one kind of listener have in common.
#[derive(Clone, Debug, Default)]
pub struct Means {
    /// How long things may take.
    pub limits: Limits,
    /// For TLS; without it nothing secure is accepted or opened.
    pub keys: Option<Arc<Keys>>,
    /// For WebSockets.
    pub web: Arc<Rules>,
}

/// What connections report to the loop, to be given to [`Streams::receive`].
#[derive(Debug)]
pub enum Event {
    /// Somebody connected.
    Accepted(Flow, TcpStream),
    /// A peer that connected has shown this certificate, and it is good.
    Proved(Flow, Serial, CertificateDer<'static>),
    /// A message.
    Message(Flow, Bytes),
    /// The connection is gone, or could not be opened; why, where that is known.
    Closed(Flow, Serial, Option<Breach>),
    /// New certificates: for connections from now on.
    Renewed(Arc<Keys>),
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
    /// The flow could not be opened, or TLS has ended it.
    Failed(Flow, Breach),
}

/// Listeners and connections.
#[derive(Debug)]
pub struct Streams {
    locals: Vec<(Transport, SocketAddr)>,
    links: HashMap<Flow, Held>,
    /// Addresses that peers said are theirs, and the connection they said it on.
    aliases: HashMap<Flow, Flow>,
    events: mpsc::Sender<Event>,
    means: Means,
    born: u64,
}

#[derive(Debug)]
struct Held {
    serial: Serial,
    queue: mpsc::Sender<Bytes>,
    task: AbortHandle,
    /// Opened by the peer.
    accepted: bool,
    /// What the peer proved to be.
    proof: Option<CertificateDer<'static>>,
}

/// How a connection begins.
#[derive(Debug)]
pub(crate) enum Origin {
    /// The peer opened it.
    Theirs(TcpStream),
    /// We open it, to a host of this name.
    Ours(String),
}

impl Streams {
    /// Listens on each address; IPv6 listeners take IPv6 only.
    pub fn bind(
        addrs: impl IntoIterator<Item = (Transport, SocketAddr)>,
        means: Means,
    ) -> io::Result<(Self, mpsc::Receiver<Event>)> {
        let (events, inbox) = mpsc::channel(EVENTS);
        let (links, aliases) = (HashMap::new(), HashMap::new());
        let mut streams = Self { locals: Vec::new(), links, aliases, events, means, born: 0 };
        for (transport, addr) in addrs {
            let listener = listen(addr)?;
            let local = listener.local_addr()?;
            streams.locals.push((transport, local));
            spawn(accept(listener, transport, local, streams.events.clone()));
        }
        Ok((streams, inbox))
    }

    /// The addresses, ports filled in, in the order given.
    pub fn locals(&self) -> impl Iterator<Item = (Transport, SocketAddr)> {
        self.locals.iter().copied()
    }

    /// Where others report what `receive` takes.
    pub fn events(&self) -> mpsc::Sender<Event> {
        self.events.clone()
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
    pub fn receive(&mut self, event: Event) -> Vec<News> {
        match event {
            Event::Accepted(flow, stream) => {
                if self.links.len() < self.means.limits.connections {
                    self.open(flow, Origin::Theirs(stream));
                }
            }
            Event::Proved(flow, serial, certificate) => {
                if let Some(link) = self.links.get_mut(&flow).filter(|link| link.serial == serial) {
                    link.proof = Some(certificate);
                }
            }
            Event::Message(flow, bytes) => {
                self.learn_alias(flow, &bytes);
                return vec![News::Message(flow, bytes)];
            }
            Event::Closed(flow, serial, why) => {
                if self.links.get(&flow).is_some_and(|link| link.serial == serial) {
                    return self.close(flow, why);
                }
            }
            Event::Renewed(keys) => self.means.keys = Some(keys),
        }
        Vec::new()
    }

    /// Sends a message, opening a connection where there is none.
    pub fn send(&mut self, flow: Flow, bytes: Bytes) -> Vec<News> {
        let way = self.way(flow, &bytes);
        if !self.links.contains_key(&way) {
            self.open(way, Origin::Ours(way::next_host(&bytes).unwrap_or_else(|| way.peer.ip().to_string())));
        }
        let sent = self.links.get(&way).is_some_and(|link| link.queue.try_send(bytes).is_ok());
        if sent { Vec::new() } else { self.close(way, None) }
    }

    /// The connection that a message along `flow` takes.
    fn way(&self, flow: Flow, bytes: &[u8]) -> Flow {
        let known = |flow: Flow| match self.links.contains_key(&flow) {
            true => Some(flow),
            false => self.aliases.get(&flow).copied(),
        };
        let otherwise = || way::of_orphan(flow, bytes);
        known(flow).or_else(|| otherwise().map(|other| known(other).unwrap_or(other))).unwrap_or(flow)
    }

    /// RFC 5923 §5.1: a peer that says `alias` in a Via wants requests to the address there on this connection.
    fn learn_alias(&mut self, flow: Flow, bytes: &[u8]) {
        let Some(link) = self.links.get(&flow).filter(|link| link.accepted) else { return };
        let sender = Sender { flow, proof: link.proof.as_ref() };
        if let Some(address) = sender.alias(bytes).filter(|address| !self.links.contains_key(address)) {
            self.aliases.insert(address, flow);
        }
    }

    fn open(&mut self, flow: Flow, origin: Origin) {
        self.born += 1;
        let serial = Serial(self.born);
        let (queue, messages) = mpsc::channel(QUEUE);
        let (events, means) = (self.events.clone(), self.means.clone());
        let link = Link { flow, serial, means, events: events.clone(), own_queue: queue.downgrade() };
        let accepted = matches!(origin, Origin::Theirs(_));
        let task = spawn(async move {
            let why = link.run(origin, messages).await.err();
            // The loop is gone when this fails, and nobody is left to be told.
            let _ = events.send(Event::Closed(flow, serial, why)).await;
        });
        self.links.insert(flow, Held { serial, queue, task, accepted, proof: None });
    }

    /// Forgets a connection; whoever waits on it, by its own address or by an alias, is told.
    fn close(&mut self, flow: Flow, why: Option<Breach>) -> Vec<News> {
        if let Some(link) = self.links.remove(&flow) {
            link.task.abort();
        }
        let names = self.aliases.extract_if(|_, way| *way == flow).map(|(alias, _)| News::Closed(alias));
        let own = why.map_or(News::Closed(flow), |why| News::Failed(flow, why));
        std::iter::once(own).chain(names).collect()
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        for link in self.links.values() {
            link.task.abort();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a connection is a task of the edge, ended with `Streams`")]
fn spawn(task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
    tokio::spawn(task).abort_handle()
}
