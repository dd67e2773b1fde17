//! One connection: how it begins, messages cut out of what is read, messages written from a queue. WebSockets are read
//! and written in `edge/sip_ws`.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_rustls::TlsStream;

use crate::edge::sip_tls::{Refusal, Side};
use crate::edge::sip_ws;
use crate::sip::Breach;
use crate::wire::sip::{Flow, Frame, Framer, Transport};

use super::pulse::{Due, Pulse};
use super::{Event, Limits, Means, Origin, Serial};

/// What a connection knows of itself.
pub(crate) struct Link {
    pub(crate) flow: Flow,
    pub(super) serial: Serial,
    pub(crate) means: Means,
    pub(super) events: mpsc::Sender<Event>,
    /// For pings and pongs. Weak, so that the queue ends when `Streams` forgets the connection.
    pub(super) own_queue: mpsc::WeakSender<Bytes>,
}

impl Link {
    /// Lives until either side closes or a limit is met; what it returns is why it never began, or how TLS ended it.
    pub(super) async fn run(self, origin: Origin, mut messages: mpsc::Receiver<Bytes>) -> Result<(), Breach> {
        match origin {
            Origin::Theirs(stream) => {
                self.serve(stream, &mut messages).await;
                Ok(())
            }
            Origin::Ours(host) => self.call(&host, &mut messages).await,
        }
    }

    /// Passes a message on; `None` when the loop is gone.
    pub(crate) async fn deliver(&self, bytes: Bytes) -> Option<()> {
        self.events.send(Event::Message(self.flow, bytes)).await.ok()
    }

    /// The limits.
    pub(crate) const fn limits(&self) -> Limits {
        self.means.limits
    }

    async fn serve(&self, stream: TcpStream, messages: &mut mpsc::Receiver<Bytes>) {
        prepare(&stream);
        match self.flow.transport {
            Transport::Udp | Transport::Tcp => {
                // A stranger's end is nobody's failure; what TLS said of it is in the log.
                let _ = self.talk(stream, true, messages).await;
            }
            Transport::Ws => sip_ws::serve(self, stream, messages).await,
            secure => {
                let Some(stream) = self.accept(stream).await else { return };
                match secure {
                    Transport::Wss => sip_ws::serve(self, stream, messages).await,
                    _ => drop(self.talk(stream, true, messages).await),
                }
            }
        }
    }

    /// Browsers listen nowhere: a WebSocket that is gone is not opened from here (RFC 7118 §5.3).
    async fn call(&self, host: &str, messages: &mut mpsc::Receiver<Bytes>) -> Result<(), Breach> {
        let limit = now() + self.limits().connect;
        match self.flow.transport {
            Transport::Ws | Transport::Wss => Ok(()),
            Transport::Udp | Transport::Tcp => {
                let stream = until(limit, self.connect()).await.map_err(|error| unopened(&error))?;
                self.talk(stream, false, messages).await
            }
            Transport::Tls => {
                let stream = until(limit, self.connect()).await.map_err(|error| unopened(&error))?;
                let stream = self.prove(stream, host, limit).await?;
                self.talk(stream, false, messages).await
            }
        }
    }

    async fn connect(&self) -> io::Result<TcpStream> {
        let socket = if self.flow.peer.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        if !self.flow.local.ip().is_unspecified() {
            socket.bind(SocketAddr::new(self.flow.local.ip(), 0))?;
        }
        let stream = socket.connect(self.flow.peer).await?;
        prepare(&stream);
        Ok(stream)
    }

    /// TLS with a peer that connected.
    async fn accept(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let keys = self.means.keys.as_ref()?;
        let is_web = self.flow.transport == Transport::Wss;
        let limit = now() + self.limits().message;
        match until(limit, async { Ok(keys.accept(stream, is_web).await) }).await {
            Ok(Ok((stream, shown))) => {
                if let Some(certificate) = shown {
                    self.events.send(Event::Proved(self.flow, self.serial, certificate)).await.ok()?;
                }
                Some(stream)
            }
            Ok(Err(refusal)) => {
                self.refuse(refusal, Side::Server);
                None
            }
            Err(error) => {
                self.refuse(Refusal::silence(&error), Side::Server);
                None
            }
        }
    }

    /// TLS with a peer that we connected to.
    async fn prove(&self, stream: TcpStream, host: &str, limit: Instant) -> Result<TlsStream<TcpStream>, Breach> {
        let keys = self.means.keys.as_ref().ok_or_else(|| Breach::Connection("there is no [tls]".to_owned()))?;
        match until(limit, async { Ok(keys.connect(stream, host).await) }).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(refusal)) => Err(self.refuse(refusal, Side::Client)),
            Err(error) => Err(self.refuse(Refusal::silence(&error), Side::Client)),
        }
    }

    /// A call of ours that fails is worth a warning; a stranger at the door, of whom there are many, a word.
    fn refuse(&self, refusal: Refusal, side: Side) -> Breach {
        refusal.count(side);
        let (reason, text) = (refusal.reason, refusal.text.as_str());
        match side {
            Side::Client => tracing::warn!(peer = %self.flow.peer, reason, text, "no TLS with a peer we connected to"),
            Side::Server => tracing::info!(peer = %self.flow.peer, reason, text, "no TLS with a peer that connected"),
        }
        Breach::Tls { reason: reason.to_owned(), text: refusal.text }
    }

    /// Reads and writes until the end, with a last word where one is due.
    async fn talk<S>(&self, stream: S, accepted: bool, messages: &mut mpsc::Receiver<Bytes>) -> Result<(), Breach>
    where
        S: AsyncRead + AsyncWrite,
    {
        let (reader, mut writer) = tokio::io::split(stream);
        let parting = tokio::select! {
            parting = self.read(reader, accepted) => parting,
            () = self.write(&mut writer, messages) => Ok(None),
        };
        let limit = self.limits().write;
        if let Ok(Some(parting)) = &parting {
            let _ = within(limit, writer.write_all(parting)).await;
        }
        let _ = within(limit, writer.shutdown()).await;
        parting.map(|_| ())
    }

    /// Reads until the end; what it returns is to be said before closing.
    async fn read<S: AsyncRead>(&self, mut reader: ReadHalf<S>, accepted: bool) -> Result<Option<Bytes>, Breach> {
        let mut framer = Framer::default();
        let mut buffer = BytesMut::with_capacity(8 * 1024);
        let mut pulse = Pulse::new(now(), self.limits(), accepted);
        loop {
            buffer.clear();
            match until(pulse.deadline(), reader.read_buf(&mut buffer)).await {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::TimedOut && pulse.due(now()) == Due::Ping => {
                    self.say(b"\r\n\r\n");
                    framer.on_pinged();
                    continue;
                }
                Err(error) => return self.on_broken(&error, accepted).map_or(Ok(None), Err),
            }
            framer.push(&buffer);
            let mut whole = false;
            while let Some(frame) = match framer.next() {
                Ok(frame) => frame,
                Err(fault) => return Ok(fault.reply().map(|reply| reply.to_bytes())),
            } {
                let Some(is_message) = self.take(frame, &mut pulse).await else { return Ok(None) };
                whole |= is_message;
            }
            pulse.on_read(now(), whole, framer.is_waiting());
        }
    }

    /// Passes a frame on, and whether it was a message; `None` when the loop is gone.
    async fn take(&self, frame: Frame, pulse: &mut Pulse) -> Option<bool> {
        match frame {
            Frame::Message(bytes) => return self.deliver(bytes).await.map(|()| true),
            // RFC 5626 §4.4.1.
            Frame::Ping => self.say(b"\r\n"),
            Frame::Pong => pulse.on_pong(),
        }
        Some(false)
    }

    /// A ping or its answer. A full queue is a peer that does not read; it gets none then.
    fn say(&self, bytes: &'static [u8]) {
        if let Some(queue) = self.own_queue.upgrade() {
            let _ = queue.try_send(Bytes::from_static(bytes));
        }
    }

    /// TLS may fail after the handshake too: a client hears only then that its certificate was not wanted (RFC 8446
    /// §4.4.2.4), and renegotiation is refused.
    fn on_broken(&self, error: &io::Error, accepted: bool) -> Option<Breach> {
        let side = if accepted { Side::Server } else { Side::Client };
        Refusal::of(error).map(|refusal| self.refuse(refusal, side))
    }

    async fn write<S: AsyncWrite>(&self, writer: &mut WriteHalf<S>, messages: &mut mpsc::Receiver<Bytes>) {
        while let Some(bytes) = messages.recv().await {
            let whole = async {
                writer.write_all(&bytes).await?;
                // TLS keeps what the kernel did not take until it is asked.
                writer.flush().await
            };
            if within(self.limits().write, whole).await.is_err() {
                return;
            }
        }
    }
}

/// Why there is no connection.
fn unopened(error: &io::Error) -> Breach {
    Breach::Connection(match error.kind() {
        io::ErrorKind::TimedOut => "nobody took it in time".to_owned(),
        _ => error.to_string(),
    })
}

fn prepare(stream: &TcpStream) {
    // Neither is worth a connection.
    let _ = stream.set_nodelay(true);
    let _ = SockRef::from(stream).set_keepalive(true);
}

/// The work, unless it takes longer.
pub(crate) async fn within<T>(span: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    until(now() + span, work).await
}

/// The work, unless the limit comes first.
#[expect(clippy::disallowed_methods, reason = "limits of a connection, which the engine knows nothing of")]
pub(crate) async fn until<T>(limit: Instant, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout_at(limit, work).await.map_err(io::Error::from)?
}

/// Now, for limits.
#[expect(clippy::disallowed_methods, reason = "limits of a connection, which the engine knows nothing of")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
