//! What goes wrong around the engine: a disk that takes no recordings, a voice that
//! cannot speak, a mail server that takes nothing.

use std::time::Duration;

use super::fault::Fault;
use super::line::Cursor;

/// What can follow `disk` and `speech`.
pub(super) const WORDS: &[&str] = &["full", "slow", "fails", "after"];

/// What becomes of recordings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disk {
    /// They are files at once.
    #[default]
    Fine,
    /// They are files so much later.
    Slow(Duration),
    /// There is no room for them.
    Full,
    /// They cannot be written.
    Broken,
}

/// What becomes of mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Post {
    /// They are taken.
    #[default]
    Taken,
    /// They are refused.
    Refused,
}

impl Post {
    /// Reads `fails` after `mail`.
    pub(super) fn read(line: &mut Cursor) -> Result<Self, Fault> {
        match line.take("fails") {
            true => Ok(Self::Refused),
            false => Err(line.unknown("a mishap of the mail", &["fails"])),
        }
    }
}

/// How texts are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// So much later; at once unless said.
    After(Duration),
    /// Not at all.
    Speechless,
}

impl Default for Speaker {
    fn default() -> Self {
        Self::After(Duration::ZERO)
    }
}

impl Disk {
    /// Reads `full`, `slow 3s` or `fails` after `disk`.
    pub(super) fn read(line: &mut Cursor) -> Result<Self, Fault> {
        if line.take("slow") {
            return line.span().map(Self::Slow);
        }
        let known = [("full", Self::Full), ("fails", Self::Broken)];
        let found = known.into_iter().find(|(word, _)| line.take(word));
        found.map(|(_, disk)| disk).ok_or_else(|| line.unknown("a mishap of the disk", &["full", "slow", "fails"]))
    }
}

impl Speaker {
    /// Reads `fails` or `after 2s` after `speech`.
    pub(super) fn read(line: &mut Cursor) -> Result<Self, Fault> {
        if line.take("after") {
            return line.span().map(Self::After);
        }
        match line.take("fails") {
            true => Ok(Self::Speechless),
            false => Err(line.unknown("a mishap of the voice", &["fails", "after"])),
        }
    }
}
