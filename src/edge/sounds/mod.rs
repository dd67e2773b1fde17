//! The loader of sounds: gets what the engine wants to be heard, from the web or spoken, and feeds it to media groups
//! piece by piece, beginning before all of it has come.
//!
//! It has a thread of its own, so that TLS, disk and decoding are never in the way of calls. `shelf` finds sounds: in
//! `memory` (decoded, shared by all calls), on `disk` (RFC 9111), by `web`, or `spoken` by `edge/voice`. Bytes grow in
//! a `body`, `decode` makes samples of them, `packer` pieces of a `sound`.

mod body;
mod decode;
mod disk;
mod key;
mod memory;
mod packer;
mod pour;
mod settings;
mod shelf;
mod sound;
mod spoken;
mod web;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use metrics::counter;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::AbortHandle;

use self::disk::Disk;
use self::shelf::{DECODERS, Shelf};
use self::sound::Next;
use crate::audio::Rate;
use crate::call::RequestId;
use crate::call::source::{LoadFault, Source};
use crate::edge::clock::Clock;
use crate::edge::hooks::{Hooks, HooksError};
use crate::edge::voice::{self, Voices};
use crate::media::{ClipId, Command, GroupId, Piece};

pub use settings::Settings;

/// Threads for names besides those for decoding.
const NAMES: usize = 8;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Names the answer.
    pub id: RequestId,
    /// Where it is heard.
    pub group: GroupId,
    /// What it is called there.
    pub clip: ClipId,
    /// At which rate.
    pub rate: Rate,
    /// From where.
    pub source: Source,
}

impl Wanted {
    fn piece(&self, samples: Arc<[i16]>, is_last: bool) -> Command {
        Command::Feed { group: self.group, clip: self.clip, piece: Piece { rate: self.rate, samples, is_last } }
    }
}

/// What the loader is made of.
#[derive(Clone, Debug)]
pub struct Means {
    /// Limits.
    pub settings: Settings,
    /// Who speaks.
    pub voice: voice::Settings,
    /// The data directory.
    pub data: PathBuf,
    /// Whether sounds may come from loopback and private addresses.
    pub allow_private: bool,
    /// The clock of everything.
    pub clock: Clock,
}

/// Why sounds cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum SoundsError {
    /// The folder of the cache.
    #[error("{path}: {why}; see sounds.directory", path = path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The HTTP client.
    #[error(transparent)]
    Hooks(#[from] HooksError),
    /// Threads.
    #[error("the operating system refused a thread for sounds: {0}")]
    Thread(io::Error),
}

/// The loader.
#[derive(Debug)]
pub struct Sounds {
    orders: Option<UnboundedSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Order {
    Load(Box<Wanted>),
    Abandon(RequestId),
    Done(RequestId),
}

/// Takes what comes for media groups.
pub trait Feed: Fn(Command) + Clone + Send + Sync + 'static {}
impl<F: Fn(Command) + Clone + Send + Sync + 'static> Feed for F {}

/// Is told how a request ended.
pub trait Told: Fn(RequestId, Result<(), LoadFault>) + Clone + Send + Sync + 'static {}
impl<F: Fn(RequestId, Result<(), LoadFault>) + Clone + Send + Sync + 'static> Told for F {}

impl Sounds {
    /// Opens the cache and starts the thread.
    pub fn start(means: Means, feed: impl Feed, told: impl Told) -> Result<Self, SoundsError> {
        let folder = folder(&means.settings, &means.data);
        let disk = Disk::open(&folder, means.settings.cache_bytes);
        let disk = disk.map_err(|why| SoundsError::Folder { path: folder, why })?;
        let hooks = Hooks::new(means.allow_private)?;
        let voices = Voices::new(means.voice)?;
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_all().thread_name("sounds").max_blocking_threads(DECODERS + NAMES).build();
        let runtime = runtime.map_err(SoundsError::Thread)?;
        let (orders, inbox) = mpsc::unbounded_channel();
        let own = orders.downgrade();
        let done = move |id| drop(own.upgrade().map(|orders| orders.send(Order::Done(id))));
        let shelf = Arc::new(Shelf::new(means.settings, disk, hooks, voices, means.clock));
        let thread = start(runtime, Desk { shelf, inbox, feed, told, done, tasks: HashMap::new() });
        Ok(Self { orders: Some(orders), thread: Some(thread.map_err(SoundsError::Thread)?) })
    }

    /// Begins to load; pieces come by the feed, the end is told.
    pub fn load(&self, wanted: Wanted) {
        self.order(Order::Load(Box::new(wanted)));
    }

    /// Nobody waits for it any more; nothing more of it comes.
    pub fn abandon(&self, id: RequestId) {
        self.order(Order::Abandon(id));
    }

    fn order(&self, order: Order) {
        if self.orders.as_ref().is_none_or(|orders| orders.send(order).is_err()) {
            tracing::error!("the loader of sounds does not take orders any more");
        }
    }
}

impl Drop for Sounds {
    fn drop(&mut self) {
        self.orders = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the loader of sounds had ended by a panic");
        }
    }
}

/// Where the cache is.
pub fn folder(settings: &Settings, data: &Path) -> PathBuf {
    settings.directory.clone().unwrap_or_else(|| data.join("sounds"))
}

/// What runs on the thread.
struct Desk<F, T, D> {
    shelf: Arc<Shelf>,
    inbox: UnboundedReceiver<Order>,
    feed: F,
    told: T,
    done: D,
    tasks: HashMap<RequestId, AbortHandle>,
}

#[expect(clippy::disallowed_methods, reason = "sounds have a thread of their own, here")]
fn start<D: Fn(RequestId) + Clone + Send + Sync + 'static>(
    runtime: Runtime,
    mut desk: Desk<impl Feed, impl Told, D>,
) -> io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("sounds".into()).spawn(move || {
        runtime.block_on(desk.run());
        // A decoder that waits for a server must not hold up the end.
        runtime.shutdown_background();
    })
}

impl<F: Feed, T: Told, D: Fn(RequestId) + Clone + Send + Sync + 'static> Desk<F, T, D> {
    async fn run(&mut self) {
        while let Some(order) = self.inbox.recv().await {
            match order {
                Order::Load(wanted) => self.begin(*wanted),
                Order::Abandon(id) => self.tasks.remove(&id).into_iter().for_each(|task| task.abort()),
                Order::Done(id) => drop(self.tasks.remove(&id)),
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a request is a task, ended by its sound or by `abandon`")]
    fn begin(&mut self, wanted: Wanted) {
        let (shelf, feed, told, done) =
            (Arc::clone(&self.shelf), self.feed.clone(), self.told.clone(), self.done.clone());
        let id = wanted.id;
        let task = tokio::spawn(async move {
            let result = hand_on(&shelf, &wanted, &feed).await;
            if let Err(fault) = &result {
                counter!("callwright_sound_faults_total", "kind" => kind(fault)).increment(1);
            }
            done(id);
            told(id, result);
        });
        self.tasks.insert(id, task.abort_handle());
    }
}

/// Feeds a sound to its end, or to where it broke off; then whoever wanted it ends the clip.
async fn hand_on(shelf: &Arc<Shelf>, wanted: &Wanted, feed: &impl Feed) -> Result<(), LoadFault> {
    let sound = shelf.sound(&wanted.source, wanted.rate).await?;
    let mut listener = sound.listen();
    loop {
        match listener.next().await {
            Next::Piece(samples) => feed(wanted.piece(samples, false)),
            Next::End(result) => {
                result?;
                feed(wanted.piece(Arc::from([]), true));
                return Ok(());
            }
        }
    }
}

fn kind(fault: &LoadFault) -> &'static str {
    match fault {
        LoadFault::Status(_) => "status",
        LoadFault::Unreachable(_) => "unreachable",
        LoadFault::Unreadable(_) => "unreadable",
        LoadFault::TooLarge(_) => "too_large",
        LoadFault::Speechless(_) => "speechless",
    }
}
