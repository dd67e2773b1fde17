//! A recogniser on a WebSocket, as the server of Vosk: a text with the configuration, then 16-bit
//! sound in binary messages; each is answered by a partial text or by one that is final. After
//! `eof` comes the last one, and the server closes.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio_tungstenite::tungstenite::{self, Bytes, Message as Frame};

use super::reply::{self, Message, Said};
use super::sound::Sound;
use super::{Fault, Question};
use crate::edge::web_socket::{self, Dialer, Socket, Wanted};
use crate::engine::Recogniser;

/// Its server compares this byte by byte.
const EOF: &str = r#"{"eof" : 1}"#;
/// Samples that are sent at once, at least: each message costs an answer.
const BATCH: usize = 1600;
/// Bytes of a message: minutes of words with their times.
const LONGEST: usize = 1 << 20;
/// What a server that does not close may still say after its last word.
const AFTERWARDS: Duration = Duration::from_millis(300);

/// A connection whose recogniser knows what is wanted.
pub(super) struct Talk {
    socket: Socket,
    patience: Duration,
}

impl Talk {
    /// Connects and says what comes, and at which rate.
    pub(super) async fn open(
        dialer: &Dialer,
        settings: &Recogniser,
        question: &Question,
        hz: u32,
    ) -> Result<Self, Fault> {
        let url = question.place(settings).ok_or(Fault::Nobody)?;
        let connecting = Duration::from_secs(settings.connect_timeout);
        let headers: Vec<(String, String)> = super::login(settings).into_iter().collect();
        let wanted = Wanted { url, headers: &headers, within: connecting, largest: LONGEST };
        let mut socket = dialer.open(wanted).await?;
        let mut config = json!({ "sample_rate": hz, "words": true });
        if settings.only_hints && !question.hints.is_empty() {
            // Without the last one every other word would be heard as one of them.
            let words: Vec<&str> = question.hints.iter().map(String::as_str).chain(["[unk]"]).collect();
            config["phrase_list"] = json!(words);
        }
        if let Some(model) = question.model.as_ref().and_then(|wanted| settings.models.get(wanted)) {
            config["model"] = json!(model);
        }
        let patience = Duration::from_secs(settings.timeout);
        let text = json!({ "config": config }).to_string();
        within(patience, async { socket.send(Frame::text(text)).await.map_err(broken) }).await?;
        Ok(Self { socket, patience })
    }

    /// Sends `sound` to its end and hears what comes of it: what is said while it goes on
    /// is given to `told`, the rest is the last word.
    pub(super) async fn hear(self, mut sound: Sound, mut told: impl FnMut(Message)) -> Result<Said, Fault> {
        let Self { socket, patience } = self;
        let (mut up, mut down) = socket.split();
        let is_over = AtomicBool::new(false);
        let mut last = Vec::new();
        let listening = async {
            while let Some(message) = next(&mut down).await? {
                match message {
                    Message::Partial(_) if is_over.load(Ordering::Relaxed) => {}
                    Message::Final(said) if is_over.load(Ordering::Relaxed) => last.push(said),
                    message => told(message),
                }
            }
            Err(Fault::Closed)
        };
        tokio::select! {
            // It has no end but a fault.
            fault = listening => return fault,
            sent = send(&mut up, &mut sound, &is_over, patience) => sent?,
        }
        last.extend(rest(&mut down, patience).await?);
        Ok(Said::join(&last))
    }
}

/// Sends all of it, and that this was all.
async fn send(
    up: &mut SplitSink<Socket, Frame>,
    sound: &mut Sound,
    is_over: &AtomicBool,
    patience: Duration,
) -> Result<(), Fault> {
    let mut waiting = Vec::new();
    while let Some(piece) = sound.next().await {
        waiting.extend(piece.iter().flat_map(|sample| sample.to_le_bytes()));
        if waiting.len() >= 2 * BATCH {
            let frame = Frame::Binary(Bytes::from(std::mem::take(&mut waiting)));
            within(patience, async { up.send(frame).await.map_err(broken) }).await?;
        }
    }
    is_over.store(true, Ordering::Relaxed);
    let rest = (!waiting.is_empty()).then(|| Frame::Binary(Bytes::from(waiting)));
    for frame in rest.into_iter().chain([Frame::text(EOF)]) {
        within(patience, async { up.send(frame).await.map_err(broken) }).await?;
    }
    Ok(())
}

/// What comes after the end of the sound: everything until it closes, or until it has said something and nothing more.
async fn rest(down: &mut SplitStream<Socket>, patience: Duration) -> Result<Vec<Said>, Fault> {
    let mut last = Vec::new();
    loop {
        let limit = if last.is_empty() { patience } else { AFTERWARDS };
        match within(limit, next(down)).await {
            Ok(Some(Message::Final(said))) => last.push(said),
            Ok(Some(Message::Partial(_))) => {}
            Err(fault) if last.is_empty() => return Err(fault),
            // Servers end without closing: what was said counts.
            Ok(None) | Err(_) if !last.is_empty() => return Ok(last),
            Ok(None) | Err(_) => return Err(Fault::Closed),
        }
    }
}

/// The next message; `None` when the other side closes.
async fn next(down: &mut SplitStream<Socket>) -> Result<Option<Message>, Fault> {
    loop {
        match down.next().await {
            None | Some(Ok(Frame::Close(_)) | Err(tungstenite::Error::ConnectionClosed)) => return Ok(None),
            Some(Ok(Frame::Text(text))) => return reply::message(text.as_bytes()).map(Some),
            Some(Ok(Frame::Binary(bytes))) => return reply::message(&bytes).map(Some),
            Some(Ok(Frame::Ping(_) | Frame::Pong(_) | Frame::Frame(_))) => {}
            Some(Err(error)) => return Err(broken(error)),
        }
    }
}

async fn within<T>(patience: Duration, doing: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    #[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of a recogniser in real time")]
    let done = tokio::time::timeout(patience, doing).await;
    done.unwrap_or(Err(Fault::Slow(patience)))
}

fn broken(error: tungstenite::Error) -> Fault {
    match error {
        error if web_socket::is_farewell(&error) => Fault::Closed,
        error => Fault::Broken(error.to_string()),
    }
}
