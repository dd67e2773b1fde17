//! What a recording must be like: `recording 2 of alice holds bob for 3s`, `recording channel 1 is 7s long`, `recording
//! of conference Board never holds carol`.

use std::time::Duration;

use super::fault::Fault;
use super::heard::{Heard, Hearing, heard};
use super::line::Cursor;
use super::step::phone;

/// The words of such a line.
pub(super) const WORDS: &[&str] = &["of", "conference", "channel", "channels", "holds", "is", "long", "least", "most"];

/// Which recording, and what must be true of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfRecording {
    /// What was recorded; anything unless said.
    pub of: Option<Recorded>,
    /// Which of those, from 1.
    pub number: usize,
    /// Which channel, from 1; all of them, one after the other, unless said.
    pub channel: Option<usize>,
    /// What must be true.
    pub must: Must,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// A call of this phone.
    Phone(String),
    /// The conference of this name.
    Conference(String),
}

/// What must be true of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Must {
    /// These sounds are in it, in this order.
    Hold(Vec<Hearing>),
    /// This is not in it.
    NotHold(Heard),
    /// It has this length.
    Last(Length),
    /// It has so many channels.
    HaveChannels(u8),
    /// There is no such recording.
    NotBe,
}

/// How long something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// To the frame.
    Exactly(Duration),
    /// Or longer.
    AtLeast(Duration),
    /// Or shorter.
    AtMost(Duration),
}

impl OfRecording {
    /// Reads the line after `recording`.
    pub(super) fn read(line: &mut Cursor, phones: &[&str]) -> Result<Self, Fault> {
        let number = if line.peek().parse::<usize>().is_ok() { ordinal(line)? } else { 1 };
        let mut of = Self { of: None, number, channel: None, must: Must::NotBe };
        loop {
            if line.take_all(&["of", "conference"]) {
                of.of = Some(Recorded::Conference(line.word("the name of a conference")?));
            } else if line.take("of") {
                of.of = Some(Recorded::Phone(phone(line, phones)?));
            } else if line.take("channel") {
                of.channel = Some(ordinal(line)?);
            } else {
                of.must = must(line, phones)?;
                return Ok(of);
            }
        }
    }
}

impl std::fmt::Display for Recorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Phone(name) => f.write_str(name),
            Self::Conference(name) => write!(f, "conference {name}"),
        }
    }
}

fn must(line: &mut Cursor, phones: &[&str]) -> Result<Must, Fault> {
    if line.take("holds") {
        return Hearing::list(line, phones).map(Must::Hold);
    }
    if line.take_all(&["never", "holds"]) {
        return heard(line, phones).map(Must::NotHold);
    }
    if line.take("never") {
        return Ok(Must::NotBe);
    }
    if line.take("has") {
        let count = line.count()?;
        if !line.take("channels") {
            line.need("channel")?;
        }
        return Ok(Must::HaveChannels(u8::try_from(count).unwrap_or(u8::MAX)));
    }
    if !line.take("is") {
        return Err(line.unknown("something about a recording", &["holds", "never", "is", "has", "of", "channel"]));
    }
    let length = if line.take_all(&["at", "least"]) {
        Length::AtLeast(line.span()?)
    } else if line.take_all(&["at", "most"]) {
        Length::AtMost(line.span()?)
    } else {
        Length::Exactly(line.span()?)
    };
    line.need("long")?;
    Ok(Must::Last(length))
}

fn ordinal(line: &mut Cursor) -> Result<usize, Fault> {
    let number = line.count()?;
    usize::try_from(number).ok().filter(|number| *number > 0).ok_or_else(|| line.fault_back("counted from 1"))
}
