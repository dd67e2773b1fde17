//! Recordings on their way to disk: media threads put samples into a `queue` and never wait, one thread writes (`wav`,
//! `opus`), another waits for the platter, and only then is the engine told that a file can be read.
//!
//! What a recording is and whom it belongs to is `call/recording`; its row is in `edge/store`, its URL in `edge/api`.

mod opus;
mod queue;
mod settings;
mod tape;
mod wav;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use metrics::counter;

use self::queue::{Order, Queue, Task};
use self::tape::{Tape, Written};
use crate::base::RecordingSid;
use crate::media::{GroupId, Writing};

pub use settings::{Format, Settings};

/// How often the folder is looked through for what is old.
const CLEANING: Duration = Duration::from_secs(3600);
/// How often a thread without work looks whether it is needed.
const LOOK: Duration = Duration::from_secs(5);

/// Why recordings cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {why}; see recordings.directory", path = path.display())]
pub struct RecordingsError {
    /// The folder.
    pub path: PathBuf,
    /// What the system said.
    pub why: io::Error,
}

/// The threads that write.
#[derive(Debug)]
pub struct Recordings {
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
}

/// Writes without ever waiting.
#[derive(Clone, Debug)]
pub struct Pen(Arc<Queue>);

impl Pen {
    /// What a recording hands out.
    pub fn write(&self, group: GroupId, recording: RecordingSid, what: Writing) {
        self.0.push(Order { recording, task: Task::Write(group, what) });
    }

    /// The recording is none after all: its files go.
    pub fn remove(&self, recording: RecordingSid) {
        self.0.push(Order { recording, task: Task::Remove });
    }
}

impl Recordings {
    /// Opens the folder, mends what a crash left, and starts the threads. `filed` tells of each recording how many
    /// bytes it has or what it lacks.
    pub fn start(
        settings: Settings,
        data: &Path,
        filed: impl Fn(GroupId, RecordingSid, Result<u64, String>) + Send + 'static,
    ) -> Result<Self, RecordingsError> {
        let folder = settings.folder(data);
        let failed = |why| RecordingsError { path: folder.clone(), why };
        DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(failed)?;
        let mended = wav::mend_all(&folder).map_err(failed)?;
        if mended > 0 {
            tracing::warn!(mended, "recordings that were cut off by a crash are readable again");
        }
        let queue = Arc::new(Queue::default());
        let (written, closing) = mpsc::channel();
        let writer =
            Writer { folder: folder.clone(), settings, queue: Arc::clone(&queue), tapes: HashMap::new(), written };
        let threads = [
            thread("recordings", move || writer.run()),
            thread("recordings-sync", move || settle_all(&closing, filed)),
        ];
        let threads = threads.into_iter().collect::<io::Result<_>>().map_err(failed)?;
        Ok(Self { queue, threads })
    }

    /// What media threads write with.
    pub fn pen(&self) -> Pen {
        Pen(Arc::clone(&self.queue))
    }
}

impl Drop for Recordings {
    fn drop(&mut self) {
        self.queue.close();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of recordings had ended by a panic");
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "recordings have threads of their own, here")]
fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name(name.into()).spawn(run)
}

/// The file of a recording, in the first of `formats` that there is.
pub fn find(folder: &Path, recording: RecordingSid, formats: &[Format]) -> Option<(PathBuf, Format)> {
    let found = formats.iter().map(|format| (tape::file(folder, recording, *format), *format));
    found.into_iter().find(|(path, _)| path.is_file())
}

/// The thread that writes.
struct Writer {
    folder: PathBuf,
    settings: Settings,
    queue: Arc<Queue>,
    tapes: HashMap<RecordingSid, Tape>,
    written: Sender<Written>,
}

impl Writer {
    fn run(mut self) {
        let mut cleaned = None;
        while let Some(orders) = self.queue.take(LOOK) {
            orders.into_iter().for_each(|order| self.carry_out(order));
            self.clean(&mut cleaned);
        }
        // Whoever still records has no more to say.
        for tape in std::mem::take(&mut self.tapes).into_values() {
            self.close(tape);
        }
    }

    fn carry_out(&mut self, Order { recording, task }: Order) {
        match task {
            Task::Write(group, Writing::Begin { rate, channels }) => {
                let form = (rate.hz(), channels);
                let tape = Tape::begin(&self.folder, &self.settings.formats, group, recording, form);
                self.tapes.insert(recording, tape);
            }
            Task::Write(_, Writing::Samples(samples)) => {
                self.tapes.get_mut(&recording).into_iter().for_each(|tape| tape.write(&samples));
            }
            Task::Write(_, Writing::Silence(samples)) => {
                self.tapes.get_mut(&recording).into_iter().for_each(|tape| tape.rest(samples));
            }
            Task::Missing(samples) => self.tapes.get_mut(&recording).into_iter().for_each(|tape| tape.skip(samples)),
            Task::Write(group, Writing::End) => {
                let tape = self.tapes.remove(&recording).unwrap_or_else(|| Tape::lost(group, recording));
                self.close(tape);
            }
            Task::Remove => self.remove(recording),
        }
    }

    fn close(&self, tape: Tape) {
        if self.written.send(tape.end()).is_err() {
            tracing::error!("the thread that closes recordings is gone");
        }
    }

    fn remove(&self, recording: RecordingSid) {
        for format in Format::ALL {
            match fs::remove_file(tape::file(&self.folder, recording, format)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, %recording, "a recording cannot be removed");
                }
                _ => {}
            }
        }
    }

    /// Removes what is older than the settings allow, from time to time.
    #[expect(clippy::disallowed_methods, reason = "files have the system's time")]
    fn clean(&self, cleaned: &mut Option<SystemTime>) {
        let now = SystemTime::now();
        let since = |then: SystemTime| now.duration_since(then).unwrap_or_default();
        if self.settings.keep_days == 0 || cleaned.is_some_and(|then| since(then) < CLEANING) {
            return;
        }
        *cleaned = Some(now);
        let days = Duration::from_secs(self.settings.keep_days.saturating_mul(24 * 3600));
        let is_old = |path: &Path| {
            let modified = path.metadata().and_then(|meta| meta.modified());
            modified.is_ok_and(|then| since(then) > days)
        };
        match clean(&self.folder, is_old) {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "old recordings are removed"),
            Err(error) => tracing::warn!(%error, "old recordings cannot be removed"),
        }
    }
}

/// Removes recordings, whole and partial ones, of which `is_old` says so.
fn clean(folder: &Path, is_old: impl Fn(&Path) -> bool) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_ours = name.split('.').next().is_some_and(|stem| stem.parse::<RecordingSid>().is_ok());
        if is_ours && is_old(&path) {
            fs::remove_file(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The thread that waits for the platter, so that no other recording does.
fn settle_all(closing: &Receiver<Written>, filed: impl Fn(GroupId, RecordingSid, Result<u64, String>)) {
    for written in closing {
        let (group, recording) = (written.group, written.recording);
        let result = written.settle();
        let outcome = if result.is_ok() { "whole" } else { "partial" };
        counter!("callwright_recordings_total", "outcome" => outcome).increment(1);
        if let Err(why) = &result {
            tracing::error!(%recording, why, "a recording is not whole");
        }
        filed(group, recording, result);
    }
}
