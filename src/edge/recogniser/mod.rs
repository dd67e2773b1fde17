//! Speech that becomes text, at somebody's service: what callers say while they say it (Gather,
//! spec §3.3), and what is said in recordings (spec §3.4). `form` is a service that takes whole
//! files, `talk` one that takes sound on a WebSocket.
//!
//! It has a thread of its own, so that TLS and detectors are never in the way of calls. The
//! sound of a line comes straight from its media thread by `edge/forks`; it never passes the
//! engine. The words go to the engine and nowhere else.

mod desk;
mod fault;
mod form;
mod provider;
mod recording;
mod reply;
mod sound;
mod talk;
mod utterance;

#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::thread::JoinHandle;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{self, UnboundedSender};

use self::desk::{Desk, Order};
use crate::base::RecordingSid;
use crate::call::RequestId;
use crate::call::recogniser::{Heard, Wish};
use crate::edge::forks::Forks;
use crate::edge::hooks::HooksError;
use crate::engine::Recogniser;
use crate::media::ForkId;

pub use fault::Fault;
pub use provider::probe;

use provider::Provider;
use recording::Shelf;

/// Pieces of 20 ms that may wait for a recognition: ten seconds, longer than a connection may take.
const ROOM: usize = 500;

/// What recognition is made of.
#[derive(Clone, Debug)]
pub struct Means {
    /// Who is asked.
    pub settings: Recogniser,
    /// Where recordings are.
    pub recordings: PathBuf,
    /// Where the sound of lines comes from.
    pub forks: Forks,
}

/// Why nothing can be recognised.
#[derive(Debug, thiserror::Error)]
pub enum RecogniserError {
    /// The HTTP client.
    #[error(transparent)]
    Hooks(#[from] HooksError),
    /// Threads.
    #[error("the operating system refused a thread for the recogniser: {0}")]
    Thread(#[from] io::Error),
}

/// What comes of it.
#[derive(Clone, Debug)]
pub enum News {
    /// A recognition has heard something.
    Heard(RequestId, Heard),
    /// A transcription came to its end.
    Transcribed(RequestId, Result<String, String>),
}

/// Is told.
pub trait Told: Fn(News) + Clone + Send + Sync + 'static {}
impl<F: Fn(News) + Clone + Send + Sync + 'static> Told for F {}

/// What is asked, beside the sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Question {
    /// A BCP-47 tag; empty where nobody said.
    language: String,
    /// Words that are likely.
    hints: Vec<String>,
    /// As the document calls it.
    model: Option<String>,
}

impl Question {
    /// Where it is asked.
    fn place<'a>(&self, settings: &'a Recogniser) -> Option<&'a str> {
        settings.place(&self.language)
    }
}

impl From<Wish> for Question {
    fn from(wish: Wish) -> Self {
        Self { language: wish.language, hints: wish.hints, model: wish.model }
    }
}

/// The header that says who asks.
fn login(settings: &Recogniser) -> Option<(String, String)> {
    (!settings.key.is_empty()).then(|| ("Authorization".to_owned(), format!("Bearer {}", settings.key)))
}

/// The thread that has speech recognised; without a service it is not there.
#[derive(Debug)]
pub struct Recognition {
    orders: Option<UnboundedSender<Order>>,
    thread: Option<JoinHandle<()>>,
    forks: Forks,
}

impl Recognition {
    /// Starts the thread, if there is anybody to ask.
    pub fn start(means: Means, told: impl Told) -> Result<Self, RecogniserError> {
        if means.settings.url.is_none() {
            return Ok(Self { orders: None, thread: None, forks: means.forks });
        }
        let shelf = Shelf { folder: means.recordings, most: means.settings.max_bytes };
        let provider = Provider::new(means.settings, shelf)?;
        let (orders, inbox) = mpsc::unbounded_channel();
        let own = orders.downgrade();
        let done = move |id| drop(own.upgrade().map(|orders| orders.send(Order::Done(id))));
        let runtime = Builder::new_current_thread().enable_all().thread_name("recogniser").build()?;
        let desk = Desk::new(provider, told, done);
        let thread = start(move || {
            runtime.block_on(desk.run(inbox));
            runtime.shutdown_background();
        })?;
        Ok(Self { orders: Some(orders), thread: Some(thread), forks: means.forks })
    }

    /// Begins to recognise what comes by this fork; to be told before the sound begins.
    pub fn listen(&self, id: RequestId, fork: ForkId, wish: Wish) {
        if self.orders.is_some() {
            self.order(Order::Listen { id, wish, sound: self.forks.carry(fork, ROOM) });
        }
    }

    /// Wants the last word.
    pub fn conclude(&self, id: RequestId) {
        self.order(Order::Conclude(id));
    }

    /// Wants the words of a recording.
    pub fn transcribe(&self, id: RequestId, recording: RecordingSid) {
        self.order(Order::Transcribe { id, recording });
    }

    /// Nobody waits for it any more; nothing more of it is told.
    pub fn abandon(&self, id: RequestId) {
        self.order(Order::Abandon(id));
    }

    fn order(&self, order: Order) {
        if self.orders.as_ref().is_some_and(|orders| orders.send(order).is_err()) {
            tracing::error!("the recogniser's thread does not take orders any more");
        }
    }
}

impl Drop for Recognition {
    fn drop(&mut self) {
        self.orders = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the recogniser's thread had ended by a panic");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "recognition has a thread of its own, here")]
fn start(run: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("recogniser".into()).spawn(run)
}
