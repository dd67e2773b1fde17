//! The outbox on disk: status callbacks that are not delivered yet (threats-and-faults H11, O2). SQLite with a
//! write-ahead log: what `apply` has committed survives the death of the process, without waiting for the platter.
//!
//! It is written on the thread of the engine, once for each turn and before anything of that turn leaves: some ten
//! microseconds for each letter. The file belongs to one engine alone, which holds its lock until it ends.

mod error;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::base::EventSid;
use crate::engine::courier::Letter;
pub use error::StoreError;

/// Version of the tables below; a file of another version is not touched.
const SCHEMA: i64 = 1;

/// `row` grows, so it is the order of keeping; a letter that is kept again stays in its place.
const TABLES: &str = "
    CREATE TABLE letters (
        row INTEGER PRIMARY KEY,
        event TEXT NOT NULL UNIQUE,
        letter TEXT NOT NULL
    ) STRICT;
";

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

    fn write(&mut self, changes: &[Change]) -> rusqlite::Result<()> {
        let transaction = begin(&mut self.connection)?;
        for change in changes {
            match change {
                Change::Keep(letter) => keep(&transaction, letter)?,
                Change::Forget(event) => forget(&transaction, *event)?,
            }
        }
        transaction.commit()
    }

    fn rows(&self) -> rusqlite::Result<Vec<(i64, String)>> {
        let mut select = self.connection.prepare("SELECT row, letter FROM letters ORDER BY row")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    fn read(&self, (row, text): &(i64, String)) -> Result<Letter, StoreError> {
        serde_json::from_str(text).map_err(|error| StoreError::Row { path: self.path.clone(), row: *row, error })
    }

    /// Takes the lock, makes the tables of a new file, and tells the version of the file.
    fn prepare(&mut self) -> rusqlite::Result<i64> {
        // Exclusive mode keeps the lock from the first transaction to the end of the process, also over kill -9.
        self.connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        self.connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        self.connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
        let transaction = begin(&mut self.connection)?;
        let empty: bool = transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?;
        if empty {
            transaction.execute_batch(TABLES)?;
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

fn forget(transaction: &Transaction<'_>, event: EventSid) -> rusqlite::Result<()> {
    let mut delete = transaction.prepare_cached("DELETE FROM letters WHERE event = ?1")?;
    delete.execute([event.to_string()]).map(drop)
}

#[cfg(test)]
mod tests;
