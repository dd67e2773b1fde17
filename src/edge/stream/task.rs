//! One stream: connects, greets, then writes and reads at once until either side ends it. A writer that is stuck
//! because the server does not read keeps nobody from hearing what the server says, nor from closing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use metrics::counter;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::time::Interval;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message, Utf8Bytes};

use super::{Means, Pour};
use crate::call::stream::{News, Opening, Session};
use crate::edge::forks::{Carrier, Copied};
use crate::edge::web_socket::{self, DialFault, Socket, Wanted};

/// How long a server may take for the last frames.
const PARTING: Duration = Duration::from_secs(2);
/// Between two looks whether a media thread has caught up.
const BREATH: Duration = Duration::from_millis(5);
/// Pings without a word of the server after which it is gone.
const SILENT_PINGS: u32 = 3;

/// Something to be said beside sound.
#[derive(Debug)]
pub(super) enum Word {
    Key(char),
}

/// What a task needs.
pub(super) struct Task<P> {
    pub(super) means: Arc<Means>,
    pub(super) pour: P,
    pub(super) closing: watch::Receiver<bool>,
}

/// How a stream came to its end.
#[derive(Debug)]
enum End {
    /// We wanted it.
    Asked,
    /// The server closed it.
    Closed,
    /// It broke; with a code the server is told why.
    Broken(Option<CloseCode>, String),
}

type Writer = SplitSink<Socket, Message>;
type Reader = SplitStream<Socket>;

impl<P: Pour> Task<P> {
    /// Lives through the stream. Nothing is told of one that was closed from our side.
    pub(super) async fn run(
        self,
        opening: Opening,
        carrier: Carrier,
        words: UnboundedReceiver<Word>,
        told: impl Fn(News) + Send,
    ) {
        let opened = tokio::select! {
            opened = self.dial(&opening) => opened,
            () = self.asked() => return,
        };
        let end = match opened {
            Ok(socket) => self.live(socket, opening, carrier, words, &told).await,
            Err(fault) => End::Broken(None, fault.to_string()),
        };
        let (outcome, news) = match end {
            End::Asked => ("ended", None),
            End::Closed => ("closed", Some(News::Closed)),
            End::Broken(_, why) => ("failed", Some(News::Failed(why))),
        };
        counter!("callwright_streams_total", "outcome" => outcome).increment(1);
        news.into_iter().for_each(told);
    }

    async fn dial(&self, opening: &Opening) -> Result<Socket, DialFault> {
        let settings = &self.means.settings;
        let wanted = Wanted {
            url: &opening.url,
            headers: &opening.headers,
            within: Duration::from_secs(settings.connect_timeout),
            largest: settings.largest_message,
        };
        let mut tries = settings.retries;
        loop {
            match self.means.dialer.open(wanted).await {
                Err(fault) if fault.may_pass() && tries > 0 => tries -= 1,
                other => return other,
            }
        }
    }

    async fn live(
        &self,
        socket: Socket,
        opening: Opening,
        carrier: Carrier,
        words: UnboundedReceiver<Word>,
        told: &(impl Fn(News) + Send),
    ) -> End {
        let session = Mutex::new(Session::new(opening, self.means.settings.limits()));
        let (mut writer, reader) = socket.split();
        let greeting = lock(&session).greet();
        for frame in greeting {
            if writer.send(Message::text(frame)).await.is_err() {
                return End::Broken(None, "the connection broke with the first frame".into());
            }
        }
        told(News::Opened);
        let end = tokio::select! {
            end = self.write(&mut writer, &session, carrier, words) => end,
            end = self.read(reader, &session) => end,
            () = self.overdue() => End::Asked,
        };
        if let End::Broken(Some(code), why) = &end {
            let frame = CloseFrame { code: *code, reason: Utf8Bytes::from(why.as_str()) };
            within(PARTING, writer.send(Message::Close(Some(frame)))).await;
        }
        let (garbage, sid) = {
            let session = lock(&session);
            (session.garbage(), session.opening().sid)
        };
        if garbage > 0 {
            tracing::warn!(stream = %sid, garbage, "a server sent frames that mean nothing");
        }
        end
    }

    /// Says what there is to say, until the stream shall end.
    async fn write(
        &self,
        writer: &mut Writer,
        session: &Mutex<Session>,
        mut carrier: Carrier,
        mut words: UnboundedReceiver<Word>,
    ) -> End {
        let mut pulse = Pulse::new(Duration::from_secs(self.means.settings.ping));
        loop {
            let message = tokio::select! {
                () = self.asked() => {
                    let last = lock(session).stop();
                    let parting = [Message::text(last), Message::Close(None)];
                    for message in parting {
                        within(PARTING, writer.send(message)).await;
                    }
                    return End::Asked;
                }
                Some(Word::Key(key)) = words.recv() => lock(session).on_key(key).map(Message::text),
                copied = carrier.next() => frame(session, copied),
                () = pulse.beat() => Some(Message::Ping(Bytes::new())),
            };
            if let Some(message) = message
                && let Err(error) = writer.send(message).await
            {
                match broken(&error) {
                    // The reader has heard the server's farewell and answers it; it tells of the end.
                    End::Closed => std::future::pending().await,
                    end => return end,
                }
            }
        }
    }

    /// Does what the server says, until it stops saying anything.
    async fn read(&self, mut reader: Reader, session: &Mutex<Session>) -> End {
        let patience = Duration::from_secs(self.means.settings.ping) * SILENT_PINGS;
        loop {
            let message = tokio::select! {
                message = reader.next() => message,
                () = wait(patience) => {
                    return End::Broken(Some(CloseCode::Policy), format!("the server said nothing for {patience:?}"));
                }
            };
            match message {
                Some(Ok(Message::Text(text))) => self.hear(&text, session).await,
                Some(Ok(Message::Binary(_))) => self.hear("", session).await,
                Some(Ok(Message::Close(_))) => {
                    // Reading on sends the answer to it.
                    within(PARTING, reader.next()).await;
                    return End::Closed;
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Err(error)) => return broken(&error),
                None => return End::Broken(None, "the connection broke".into()),
            }
        }
    }

    /// Hands on what the server says. It is not read on while too much is on its way already: then its own side is
    /// full, and it has to wait (H15).
    async fn hear(&self, text: &str, session: &Mutex<Session>) {
        let heard = lock(session).receive(text);
        match heard {
            Ok(command) => {
                let group = command.group();
                self.pour.pour(command);
                while self.pour.waiting(group) > self.means.settings.pour_bytes {
                    wait(BREATH).await;
                }
            }
            Err(_) => counter!("callwright_stream_garbage_total").increment(1),
        }
    }

    /// The engine has no more use for the stream.
    async fn asked(&self) {
        // Whoever could ask is gone when this fails, which asks as well.
        let _ = self.closing.clone().wait_for(|closing| *closing).await;
    }

    /// The same, and the server has had its time.
    async fn overdue(&self) {
        self.asked().await;
        wait(PARTING * 2).await;
    }
}

/// The frame of what a media thread has.
fn frame(session: &Mutex<Session>, copied: Copied) -> Option<Message> {
    match copied {
        Copied::Sound { track, at, samples } => Some(Message::text(lock(session).on_sound(track, at, &samples))),
        Copied::Marked(name) => Some(Message::text(lock(session).on_marked(&name))),
        Copied::Spilled(samples) => {
            counter!("callwright_stream_samples_dropped_total").increment(samples as u64);
            None
        }
    }
}

fn broken(error: &Error) -> End {
    match error {
        Error::Capacity(_) => End::Broken(Some(CloseCode::Size), "a message of the server is too long".into()),
        Error::Utf8(_) => End::Broken(Some(CloseCode::Invalid), "a message of the server is not UTF-8".into()),
        error if web_socket::is_farewell(error) => End::Closed,
        other => End::Broken(None, format!("the connection broke: {other}")),
    }
}

/// Pings, whatever else is said meanwhile.
struct Pulse(Option<Interval>);

impl Pulse {
    /// None with zero.
    #[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of a stream in real time")]
    fn new(every: Duration) -> Self {
        Self((!every.is_zero()).then(|| tokio::time::interval(every)))
    }

    async fn beat(&mut self) {
        match &mut self.0 {
            Some(interval) => drop(interval.tick().await),
            None => std::future::pending().await,
        }
    }
}

/// Waits; zero is for ever.
#[expect(clippy::disallowed_methods, reason = "the edge keeps the limits of a stream in real time")]
async fn wait(span: Duration) {
    match span {
        Duration::ZERO => std::future::pending().await,
        span => tokio::time::sleep(span).await,
    }
}

/// What is said last need not arrive.
async fn within<T>(span: Duration, future: impl Future<Output = T>) {
    tokio::select! {
        _ = future => {}
        () = wait(span) => {}
    }
}

fn lock(session: &Mutex<Session>) -> MutexGuard<'_, Session> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}
