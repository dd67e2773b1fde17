//! What must survive the process: status callbacks that are not delivered yet, the outbox (threats-and-faults H11, O2),
//! the contacts of registered telephones (spec §9.4), and what recordings there are (spec §8.7). SQLite with a
//! write-ahead log: what `apply` has committed survives the death of the process, without waiting for the platter.
//!
//! It is written on the thread of the engine, once for each turn and before anything of that turn leaves: some ten
//! microseconds for each letter. The file belongs to one engine alone, which holds its lock until it ends.

mod error;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde::de::DeserializeOwned;

use crate::base::EventSid;
use crate::call::recording;
use crate::engine::courier::Letter;
use crate::sip::registrar;
pub use error::StoreError;

/// Version of the tables below; a file of another version is not touched.
const SCHEMA: i64 = 3;

/// `row` grows, so it is the order of keeping; a letter that is kept again stays in its place.
const LETTERS: &str = "
    CREATE TABLE letters (
        row INTEGER PRIMARY KEY,
        event TEXT NOT NULL UNIQUE,
        letter TEXT NOT NULL
    ) STRICT;
";

/// Since version 2. A contact is named by the registrar.
const CONTACTS: &str = "
    CREATE TABLE contacts (
        contact INTEGER PRIMARY KEY,
        binding TEXT NOT NULL
    ) STRICT;
";

/// Since version 3. What is looked for has a column; `entry` is all of it.
const RECORDINGS: &str = "
    CREATE TABLE recordings (
        sid TEXT PRIMARY KEY,
        call TEXT NOT NULL,
        account TEXT NOT NULL,
        began INTEGER NOT NULL,
        status TEXT NOT NULL,
        entry TEXT NOT NULL
    ) STRICT;
    CREATE INDEX recordings_of_call ON recordings (call);
";

/// What makes a file of each version into one of the next; a new file is of version 0.
const STEPS: [&str; SCHEMA as usize] = [LETTERS, CONTACTS, RECORDINGS];

/// The log is folded into the file when it has this many pages (of 4 KiB): seldom, since that waits for the platter.
const CHECKPOINT_PAGES: u32 = 16_000;

/// The outbox, held by this engine.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

/// One change of the outbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Write this letter, in the place of the one of the same event or else behind all others.
    Keep(Letter),
    /// Remove the letter of this name, if it is there.
    Forget(EventSid),
    /// Write down or strike out a contact.
    Binding(registrar::Change),
    /// Write down how far a recording is; one that is none after all is struck out.
    Recording(recording::Entry),
}

impl Store {
    /// Opens the outbox at `path`, or makes it, and locks it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path).map_err(|error| StoreError::new(path, error))?;
        let mut store = Self { connection, path: path.to_owned() };
        let version = store.prepare().map_err(|error| StoreError::new(path, error))?;
        match version {
            SCHEMA => Ok(store),
            found => Err(StoreError::Version { path: path.to_owned(), found, expected: SCHEMA }),
        }
    }

    /// Makes `changes` in one transaction: all of them are on disk afterwards, or none.
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.write(changes).map_err(|error| StoreError::new(&self.path, error))
    }

    /// All letters, in the order of their keeping.
    pub fn recover(&self) -> Result<Vec<Letter>, StoreError> {
        self.rows()
            .map_err(|error| StoreError::new(&self.path, error))?
            .into_iter()
            .map(|row| self.read(&row))
            .collect()
    }

    /// All contacts.
    pub fn registered(&self) -> Result<Vec<registrar::Binding>, StoreError> {
        let rows = self.contacts().map_err(|error| StoreError::new(&self.path, error))?;
        rows.iter().map(|row| self.read(row)).collect()
    }

    /// All recordings, the oldest first.
    pub fn recordings(&self) -> Result<Vec<recording::Entry>, StoreError> {
        let rows = self.entries().map_err(|error| StoreError::new(&self.path, error))?;
        rows.iter().map(|row| self.read(row)).collect()
    }

    fn write(&mut self, changes: &[Change]) -> rusqlite::Result<()> {
        let transaction = begin(&mut self.connection)?;
        for change in changes {
            match change {
                Change::Keep(letter) => keep(&transaction, letter)?,
                Change::Forget(event) => forget(&transaction, *event)?,
                Change::Binding(registrar::Change::Keep(binding)) => bind(&transaction, binding)?,
                Change::Binding(registrar::Change::Forget(contact)) => unbind(&transaction, *contact)?,
                Change::Recording(entry) => record(&transaction, entry)?,
            }
        }
        transaction.commit()
    }

    fn rows(&self) -> rusqlite::Result<Vec<(i64, String)>> {
        let mut select = self.connection.prepare("SELECT row, letter FROM letters ORDER BY row")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    fn contacts(&self) -> rusqlite::Result<Vec<(i64, String)>> {
        let mut select = self.connection.prepare("SELECT contact, binding FROM contacts ORDER BY contact")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    fn entries(&self) -> rusqlite::Result<Vec<(i64, String)>> {
        let mut select = self.connection.prepare("SELECT rowid, entry FROM recordings ORDER BY began, sid")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    fn read<T: DeserializeOwned>(&self, (row, text): &(i64, String)) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|error| StoreError::Row { path: self.path.clone(), row: *row, error })
    }

    /// Takes the lock, makes the tables that a new or older file lacks, and tells the version of the file.
    fn prepare(&mut self) -> rusqlite::Result<i64> {
        // Exclusive mode keeps the lock from the first transaction to the end of the process, also over kill -9.
        self.connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        self.connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        self.connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
        let transaction = begin(&mut self.connection)?;
        let empty: bool = transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?;
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        // A file of somebody else's has tables and no version: it is told and not touched.
        let steps = usize::try_from(found).ok().filter(|found| empty || *found > 0).and_then(|from| STEPS.get(from..));
        for step in steps.unwrap_or_default() {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", SCHEMA)?;
        }
        let version = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        transaction.commit()?;
        Ok(version)
    }
}

/// A transaction that takes the write lock at once; one that reads first may fail when it comes to write.
fn begin(connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn keep(transaction: &Transaction<'_>, letter: &Letter) -> rusqlite::Result<()> {
    let text = serde_json::to_string(letter).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO letters (event, letter) VALUES (?1, ?2)
         ON CONFLICT (event) DO UPDATE SET letter = excluded.letter",
    )?;
    insert.execute(params![letter.event.to_string(), text]).map(drop)
}

fn bind(transaction: &Transaction<'_>, binding: &registrar::Binding) -> rusqlite::Result<()> {
    let text = serde_json::to_string(binding).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let mut insert =
        transaction.prepare_cached("INSERT OR REPLACE INTO contacts (contact, binding) VALUES (?1, ?2)")?;
    insert.execute(params![row_of(binding.id), text]).map(drop)
}

fn unbind(transaction: &Transaction<'_>, contact: registrar::BindingId) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM contacts WHERE contact = ?1")?.execute([row_of(contact)]).map(drop)
}

fn record(transaction: &Transaction<'_>, entry: &recording::Entry) -> rusqlite::Result<()> {
    let sid = entry.sid.to_string();
    if entry.status == recording::Status::Absent {
        return transaction.prepare_cached("DELETE FROM recordings WHERE sid = ?1")?.execute([sid]).map(drop);
    }
    let text = serde_json::to_string(entry).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO recordings (sid, call, account, began, status, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let (call, began, status) = (entry.call.to_string(), entry.began.as_micros(), entry.status.name());
    insert.execute(params![sid, call, entry.account, began, status, text]).map(drop)
}

/// SQLite counts rows with a sign.
const fn row_of(contact: registrar::BindingId) -> i64 {
    contact.0.cast_signed()
}

fn forget(transaction: &Transaction<'_>, event: EventSid) -> rusqlite::Result<()> {
    let mut delete = transaction.prepare_cached("DELETE FROM letters WHERE event = ?1")?;
    delete.execute([event.to_string()]).map(drop)
}

#[cfg(test)]
mod tests;
