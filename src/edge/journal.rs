//! The file of the journal: lines appended, a new file begun when one is full. Each file begins with the engine as it
//! is at that moment, so that each can be played by itself. What stands in the lines is `engine/journal`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Where a journal is written and how much of it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file being written; older ones are `path.1` (the youngest), `path.2`, …
    pub path: PathBuf,
    /// Bytes after which a new one is begun.
    pub max_bytes: u64,
    /// How many older ones stay.
    pub keep: u32,
}

/// A journal being written.
#[derive(Debug)]
pub struct Journal {
    place: Place,
    file: BufWriter<File>,
    written: u64,
}

impl Journal {
    /// Begins a new file, whose first line is `opening`; a file of an earlier run becomes an older one.
    pub fn begin(place: Place, opening: &str) -> io::Result<Self> {
        if let Some(folder) = place.path.parent() {
            fs::create_dir_all(folder)?;
        }
        shift(&place)?;
        let mut journal = Self { file: create(&place.path)?, place, written: 0 };
        journal.line(opening)?;
        Ok(journal)
    }

    /// Appends a line.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(line.as_bytes())?;
        self.file.write_all(b"\n")?;
        self.written += line.len() as u64 + 1;
        Ok(())
    }

    /// Hands everything to the operating system.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    /// Whether it is time for [`Journal::turn`].
    pub const fn is_full(&self) -> bool {
        self.written >= self.place.max_bytes
    }

    /// Begins the next file with the engine as it is now.
    pub fn turn(&mut self, opening: &str) -> io::Result<()> {
        self.flush()?;
        *self = Self::begin(self.place.clone(), opening)?;
        Ok(())
    }
}

/// Nobody but the owner may read: numbers, bodies and secrets are in it.
fn create(path: &Path) -> io::Result<BufWriter<File>> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    Ok(BufWriter::with_capacity(64 * 1024, file))
}

/// `path` becomes `path.1`, that one `path.2`; the oldest is overwritten.
fn shift(place: &Place) -> io::Result<()> {
    let older = |n: u32| match n {
        0 => place.path.clone(),
        n => PathBuf::from(format!("{}.{n}", place.path.display())),
    };
    for n in (0..place.keep).rev().filter(|n| older(*n).exists()) {
        fs::rename(older(n), older(n + 1))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_files_are_turned_over_and_the_oldest_goes() {
        let folder = std::env::temp_dir().join(format!("callwright-journal-{}", std::process::id()));
        let place = Place { path: folder.join("j"), max_bytes: 20, keep: 2 };
        let mut journal = Journal::begin(place.clone(), "engine 0").unwrap();
        for n in 1..=4 {
            while !journal.is_full() {
                journal.line(&format!("input {n}")).unwrap();
            }
            journal.turn(&format!("engine {n}")).unwrap();
        }
        journal.flush().unwrap();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(
            [read("j"), read("j.1"), read("j.2"), read("j.3")],
            ["engine 4\n", "engine 3\ninput 4\ninput 4\n", "engine 2\ninput 3\ninput 3\n", "",]
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
