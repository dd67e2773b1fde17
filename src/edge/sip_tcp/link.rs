//! One connection: messages cut out of what is read, messages written from a queue, and the limits on slowness.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::wire::sip::{Flow, Frame, Framer};

use super::{Event, Limits};

/// What a connection knows of itself.
pub(super) struct Link {
    pub(super) flow: Flow,
    pub(super) limits: Limits,
    pub(super) events: mpsc::Sender<Event>,
    /// Weak, so that the queue ends when `Streams` forgets the connection.
    pub(super) pongs: mpsc::WeakSender<Bytes>,
}

impl Link {
    /// Lives until either side closes or a limit is met. Without a stream it connects first.
    pub(super) async fn run(self, stream: Option<TcpStream>, mut messages: mpsc::Receiver<Bytes>) {
        let accepted = stream.is_some();
        let Some(mut stream) = (match stream {
            Some(stream) => Some(stream),
            None => self.connect().await,
        }) else {
            return;
        };
        let _ = stream.set_nodelay(true);
        let _ = SockRef::from(&stream).set_keepalive(true);
        let (reader, mut writer) = stream.split();
        let parting = tokio::select! {
            parting = self.read(reader, accepted) => parting,
            () = self.write(&mut writer, &mut messages) => None,
        };
        if let Some(parting) = parting {
            let _ = within(self.limits.write, writer.write_all(&parting)).await;
        }
        let _ = within(self.limits.write, writer.shutdown()).await;
    }

    async fn connect(&self) -> Option<TcpStream> {
        let socket = if self.flow.peer.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.ok()?;
        if !self.flow.local.ip().is_unspecified() {
            socket.bind(SocketAddr::new(self.flow.local.ip(), 0)).ok()?;
        }
        within(self.limits.connect, socket.connect(self.flow.peer)).await.ok()
    }

    /// Reads until the end; what it returns is to be said before closing.
    async fn read(&self, mut reader: ReadHalf<'_>, accepted: bool) -> Option<Bytes> {
        let mut framer = Framer::default();
        let mut buffer = BytesMut::with_capacity(8 * 1024);
        // A stranger who connects owes a message as if its first byte had come (S29).
        let mut begun = accepted.then(now);
        loop {
            let limit = begun.map_or_else(|| now() + self.limits.idle, |begun| begun + self.limits.message);
            buffer.clear();
            let read = reader.read_buf(&mut buffer);
            if until(limit, read).await.ok()? == 0 {
                return None;
            }
            framer.push(&buffer);
            loop {
                match framer.next() {
                    Ok(Some(frame)) => self.take(frame).await?,
                    Ok(None) => break,
                    Err(fault) => return Some(fault.reply()?.to_bytes()),
                }
                begun = None;
            }
            begun = framer.is_waiting().then(|| begun.unwrap_or_else(now));
        }
    }

    /// Passes a frame on; `None` when the loop is gone.
    async fn take(&self, frame: Frame) -> Option<()> {
        match frame {
            Frame::Message(bytes) => self.events.send(Event::Message(self.flow, bytes)).await.ok(),
            // RFC 5626 §4.4.1: CRLFCRLF is answered with CRLF. A full queue is a peer that does not read; no pong then.
            Frame::Ping => self.pongs.upgrade().map(|queue| drop(queue.try_send(Bytes::from_static(b"\r\n")))),
        }
    }

    async fn write(&self, writer: &mut WriteHalf<'_>, messages: &mut mpsc::Receiver<Bytes>) {
        while let Some(bytes) = messages.recv().await {
            if within(self.limits.write, writer.write_all(&bytes)).await.is_err() {
                return;
            }
        }
    }
}

async fn within<T>(span: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    until(now() + span, work).await
}

#[expect(clippy::disallowed_methods, reason = "limits of a connection, which the engine knows nothing of")]
async fn until<T>(limit: Instant, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::time::timeout_at(limit, work).await.map_err(io::Error::from)?
}

#[expect(clippy::disallowed_methods, reason = "limits of a connection, which the engine knows nothing of")]
fn now() -> Instant {
    Instant::now()
}
