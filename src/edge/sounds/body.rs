//! The bytes of a sound file while they come and afterwards: written once, read by any number of decoders, each of
//! which waits where it is ahead of the download.
//!
//! They are on disk and not in memory, so that many large downloads cost files and not the process.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::call::source::LoadFault;

/// A reader whose download stalls looks so often whether anybody still wants the sound.
const LOOK: Duration = Duration::from_millis(250);

/// What the bytes are said to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Hint {
    /// The Content-Type, in lower case, without parameters.
    pub(super) kind: String,
    /// What follows the last dot of the path, in lower case.
    pub(super) extension: String,
}

/// A file of sound, complete or still growing.
#[derive(Debug)]
pub(super) struct Body {
    /// Its name in this process: the same bytes, the same name.
    pub(super) id: u64,
    pub(super) hint: Hint,
    file: File,
    state: Mutex<State>,
    grown: Condvar,
}

#[derive(Debug, Default)]
struct State {
    bytes: u64,
    end: Option<Result<(), LoadFault>>,
    /// It was found to hold no sound.
    is_hollow: bool,
}

impl Body {
    /// One that is to be written into `file`, which can be read and written.
    pub(super) fn empty(id: u64, hint: Hint, file: File) -> Self {
        Self { id, hint, file, state: Mutex::default(), grown: Condvar::new() }
    }

    /// One that is in `file` already.
    pub(super) fn whole(id: u64, hint: Hint, file: File, bytes: u64) -> Self {
        let state = Mutex::new(State { bytes, end: Some(Ok(())), is_hollow: false });
        Self { id, hint, file, state, grown: Condvar::new() }
    }

    /// Appends what came.
    pub(super) fn grow(&self, chunk: &[u8]) -> io::Result<u64> {
        (&self.file).write_all(chunk)?;
        let mut state = self.state();
        state.bytes += chunk.len() as u64;
        self.grown.notify_all();
        Ok(state.bytes)
    }

    /// Nothing more comes.
    pub(super) fn close(&self, end: Result<(), LoadFault>) {
        self.state().end = Some(end);
        self.grown.notify_all();
    }

    /// How it ended, if it has.
    pub(super) fn end(&self) -> Option<Result<(), LoadFault>> {
        self.state().end.clone()
    }

    /// Whoever decoded it found no sound, or none that anybody was given.
    pub(super) fn disown(&self) {
        self.state().is_hollow = true;
    }

    /// Whether somebody found so.
    pub(super) fn is_hollow(&self) -> bool {
        self.state().is_hollow
    }

    /// Waits until there are bytes behind `position`: how many, or 0 at the end.
    fn wait(&self, position: u64, is_wanted: &dyn Fn() -> bool) -> io::Result<u64> {
        let mut state = self.state();
        loop {
            match &state.end {
                _ if state.bytes > position => return Ok(state.bytes - position),
                Some(Ok(())) => return Ok(0),
                Some(Err(fault)) => return Err(io::Error::other(fault.clone())),
                None if !is_wanted() => return Err(io::Error::other("nobody wants the sound any more")),
                None => {}
            }
            state = self.grown.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Nothing panics while it holds the lock; if something did, bytes and end were still of one piece.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a body from its beginning, waiting for what has not come yet: for threads that may wait.
pub(super) struct Reader {
    body: Arc<Body>,
    position: u64,
    is_wanted: Box<dyn Fn() -> bool + Send + Sync>,
}

impl Reader {
    /// Gives up as soon as the download stalls and `is_wanted` says no.
    pub(super) fn new(body: Arc<Body>, is_wanted: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { body, position: 0, is_wanted: Box::new(is_wanted) }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let there = self.body.wait(self.position, &self.is_wanted)?;
        let room = usize::try_from(there).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.body.file.read_at(buffer.get_mut(..room).unwrap_or_default(), self.position)?;
        self.position += read as u64;
        Ok(read)
    }
}
