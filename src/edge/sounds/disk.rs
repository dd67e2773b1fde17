//! The cache on disk: for each key the bytes (`<key>.body`) and a card that says what they are and how long they may be
//! used (`<key>.json`). The longest unused go when there are more bytes than allowed.
//!
//! What is not whole is in a file of another name, so that a crash leaves nothing that is taken for a sound. A reader
//! that has a file open keeps it, whatever becomes of its name.

use std::collections::HashMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use http_cache_semantics::CachePolicy;
use metrics::gauge;
use serde::{Deserialize, Serialize};

use super::body::{Body, Hint};
use super::key::Key;

/// What is known of a file in the cache.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Card {
    pub(super) bytes: u64,
    pub(super) hint: Hint,
    /// How RFC 9111 lets it be used; spoken texts never grow old.
    pub(super) policy: Option<CachePolicy>,
}

/// The folder and what is in it.
#[derive(Debug)]
pub(super) struct Disk {
    folder: PathBuf,
    limit: u64,
    entries: HashMap<Key, Entry>,
    bytes: u64,
    /// Grows with each use and each new body.
    turn: u64,
}

#[derive(Debug)]
struct Entry {
    id: u64,
    used: u64,
    card: Card,
}

/// A file without a place in the cache yet; goes unless it is kept.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // Kept files have moved away.
        let _ = fs::remove_file(&self.0);
    }
}

impl Disk {
    /// Opens the cache, or makes it; what a crash left half done is removed.
    pub(super) fn open(folder: &Path, limit: u64) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let mut disk = Self { folder: folder.to_owned(), limit, entries: HashMap::new(), bytes: 0, turn: 0 };
        let mut found: Vec<(SystemTime, Key, Card)> = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).and_then(Key::read);
            match (stem, path.extension().and_then(|end| end.to_str())) {
                (Some(key), Some("json")) => found.extend(disk.card(&key).map(|(used, card)| (used, key, card))),
                (Some(key), Some("body")) if disk.card(&key).is_some() => {}
                (Some(_), Some("body")) | (_, Some("part")) => remove(&path),
                // Not ours.
                _ => {}
            }
        }
        found.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
        for (_, key, card) in found {
            disk.add(key, card);
        }
        disk.make_room();
        Ok(disk)
    }

    /// A number that no body of this process has.
    pub(super) fn mint(&mut self) -> u64 {
        self.turn += 1;
        self.turn
    }

    /// Body number and card of what is kept.
    pub(super) fn find(&mut self, key: &Key) -> Option<(u64, Card)> {
        self.turn += 1;
        let entry = self.entries.get_mut(key)?;
        entry.used = self.turn;
        Some((entry.id, entry.card.clone()))
    }

    /// The bytes themselves; what cannot be opened any more is forgotten.
    pub(super) fn body(&mut self, key: &Key) -> Option<Arc<Body>> {
        let entry = self.entries.get(key)?;
        let opened = OpenOptions::new().read(true).write(true).open(self.path(key, "body"));
        match opened {
            Ok(file) => {
                touch(&file);
                Some(Arc::new(Body::whole(entry.id, entry.card.hint.clone(), file, entry.card.bytes)))
            }
            Err(_) => {
                self.forget(key);
                None
            }
        }
    }

    /// A new file for bytes that are to come.
    pub(super) fn temporary(&mut self) -> io::Result<(Temporary, File)> {
        let name = format!("{}-{}.part", std::process::id(), self.mint());
        let path = self.folder.join(name);
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        Ok((Temporary(path), file))
    }

    /// Gives a complete file its place, instead of the one that had it.
    pub(super) fn keep(&mut self, key: &Key, id: u64, file: &Temporary, card: Card) -> io::Result<()> {
        if card.bytes > self.limit {
            return Ok(());
        }
        self.forget(key);
        fs::rename(&file.0, self.path(key, "body"))?;
        self.write(key, &card)?;
        self.add(key.clone(), card);
        if let Some(entry) = self.entries.get_mut(key) {
            entry.id = id;
        }
        self.make_room();
        Ok(())
    }

    /// The server said that the bytes are still right.
    pub(super) fn renew(&mut self, key: &Key, policy: CachePolicy) -> io::Result<()> {
        let Some(entry) = self.entries.get_mut(key) else { return Ok(()) };
        entry.card.policy = Some(policy);
        let card = entry.card.clone();
        self.write(key, &card)
    }

    /// Strikes out these bytes, but not others that have taken their place.
    pub(super) fn strike(&mut self, key: &Key, id: u64) {
        if self.entries.get(key).is_some_and(|entry| entry.id == id) {
            self.forget(key);
        }
    }

    /// Strikes it out.
    pub(super) fn forget(&mut self, key: &Key) {
        let Some(entry) = self.entries.remove(key) else { return };
        self.bytes -= entry.card.bytes;
        remove(&self.path(key, "json"));
        remove(&self.path(key, "body"));
    }

    fn add(&mut self, key: Key, card: Card) {
        self.bytes += card.bytes;
        let id = self.mint();
        self.entries.insert(key, Entry { id, used: id, card });
    }

    fn make_room(&mut self) {
        while self.bytes > self.limit {
            let Some(key) = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone()) else {
                break;
            };
            self.forget(&key);
        }
        gauge!("callwright_sound_cache_bytes").set(self.bytes as f64);
    }

    fn write(&self, key: &Key, card: &Card) -> io::Result<()> {
        let part = self.folder.join(format!("{key}.part"));
        fs::write(&part, serde_json::to_vec(card)?)?;
        fs::rename(part, self.path(key, "json"))
    }

    /// A card whose bytes are all there, and when they were used last.
    fn card(&self, key: &Key) -> Option<(SystemTime, Card)> {
        let card: Card = serde_json::from_slice(&fs::read(self.path(key, "json")).ok()?).ok()?;
        let body = fs::metadata(self.path(key, "body")).ok()?;
        (body.len() == card.bytes).then_some((body.modified().ok()?, card))
    }

    fn path(&self, key: &Key, end: &str) -> PathBuf {
        self.folder.join(format!("{key}.{end}"))
    }
}

/// Marks the file as used, for the next start.
#[expect(clippy::disallowed_methods, reason = "the time of a file is the system's own")]
fn touch(file: &File) {
    if let Err(error) = file.set_modified(SystemTime::now()) {
        tracing::debug!(%error, "a sound in the cache cannot be marked as used");
    }
}

fn remove(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, path = %path.display(), "a file of the sound cache cannot be removed");
        }
        _ => {}
    }
}
