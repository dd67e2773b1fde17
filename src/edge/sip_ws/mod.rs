//! SIP over WebSockets (RFC 7118): the handshake and its rules, frames, and the limits on them (S31). The TCP or TLS
//! below is `edge/sip_stream`'s; what a frame may hold is `wire/sip/web`'s. Media of browsers is not here.

mod handshake;

#[cfg(test)]
mod tests;

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use metrics::counter;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use crate::edge::sip_stream::{Link, now, until, within};
use crate::wire::sip::Whole;

pub use handshake::Rules;

/// Bytes of one message; no SIP message of ours or theirs is longer (`wire::sip::Limits`).
const LONGEST: usize = 64 * 1024;
/// Pings of one second; a browser sends none, a library one in half a minute.
const PINGS: u32 = 20;

/// Without a byte for so long, a peer has said what it wanted to say.
const SILENCE: Duration = Duration::from_secs(1);

/// Why a WebSocket is closed from here.
type Parting = (CloseCode, &'static str);

/// Shakes hands over `stream`, then reads and writes until the end.
pub(crate) async fn serve<S>(link: &Link, stream: S, messages: &mut mpsc::Receiver<Bytes>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let config = WebSocketConfig::default().max_message_size(Some(LONGEST)).max_frame_size(Some(LONGEST));
    let shaken = handshake::shake(stream, &link.means.web, config);
    let Ok(mut socket) = within(link.limits().message, async { Ok(shaken.await) }).await.and_then(|done| done) else {
        return;
    };
    if let Some((code, reason)) = talk(link, &mut socket, messages).await {
        counter!("callwright_websocket_closed_total", "reason" => reason).increment(1);
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        let _ = within(link.limits().write, part(&mut socket, frame)).await;
    }
}

/// Says why, and hears the peer out: a connection that is closed before all was read from it is reset, and the peer,
/// which is still talking, would lose the code (RFC 6455 §7.1.1).
async fn part<S>(socket: &mut WebSocketStream<S>, frame: CloseFrame) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    socket.close(Some(frame)).await.map_err(io::Error::other)?;
    let stream = socket.get_mut();
    stream.shutdown().await?;
    let mut rest = vec![0; 16 << 10];
    while within(SILENCE, stream.read(&mut rest)).await? > 0 {}
    Ok(())
}

/// Until the peer closes (`None`), or what it does is too much.
async fn talk<S>(link: &Link, socket: &mut WebSocketStream<S>, messages: &mut mpsc::Receiver<Bytes>) -> Option<Parting>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let mut pings = Pings::default();
    // A stranger who connects owes a message (S29).
    let mut limit = now() + link.limits().message;
    loop {
        let frame = tokio::select! {
            frame = until(limit, async { Ok(socket.next().await) }) => frame,
            message = messages.recv() => {
                send(link, socket, message?).await?;
                continue;
            }
        };
        match frame.ok()?? {
            Ok(Message::Text(text)) => take(link, socket, text.into()).await?,
            Ok(Message::Binary(bytes)) => take(link, socket, bytes).await?,
            Ok(Message::Ping(_)) if pings.is_flood(now()) => return Some((CloseCode::Policy, "too many pings")),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => continue,
            Ok(Message::Close(_)) => return None,
            Err(Error::Capacity(_)) => return Some((CloseCode::Size, "message too long")),
            Err(Error::Utf8(_)) => return Some((CloseCode::Invalid, "text is not UTF-8")),
            Err(_) => return None,
        }
        limit = now() + link.limits().idle;
    }
}

/// One frame is one message (RFC 7118 §4); what is none is answered as far as it can be, and the next frame read.
async fn take<S>(link: &Link, socket: &mut WebSocketStream<S>, frame: Bytes) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    match Whole::read(frame) {
        // RFC 5626 §4.4.1, which libraries keep to over WebSockets too.
        Ok(Whole::KeepAlive) => send(link, socket, Bytes::from_static(b"\r\n")).await,
        Ok(Whole::Message(bytes)) => link.deliver(bytes).await,
        Ok(Whole::Corrected(bytes)) => {
            counter!("callwright_websocket_lengths_total").increment(1);
            link.deliver(bytes).await
        }
        Err(fault) => match fault.reply() {
            Some(reply) => send(link, socket, reply.to_bytes()).await,
            None => Some(()),
        },
    }
}

/// As text where it is text: some browsers' libraries read nothing else.
async fn send<S>(link: &Link, socket: &mut WebSocketStream<S>, bytes: Bytes) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let frame = match Utf8Bytes::try_from(bytes.clone()) {
        Ok(text) => Message::Text(text),
        Err(_) => Message::Binary(bytes),
    };
    within(link.limits().write, async { socket.send(frame).await.map_err(io::Error::other) }).await.ok()
}

/// Pings of the current second.
#[derive(Debug, Default)]
struct Pings {
    since: Option<Instant>,
    count: u32,
}

impl Pings {
    fn is_flood(&mut self, now: Instant) -> bool {
        if self.since.is_none_or(|since| now.duration_since(since) >= Duration::from_secs(1)) {
            (self.since, self.count) = (Some(now), 0);
        }
        self.count += 1;
        self.count > PINGS
    }
}
