//! What must have happened when the play is over: messages, requests, endings. Read here, compared in `sim/judge`.

use super::fault::Fault;
use super::heard::{Heard, Hearing, heard};
use super::line::Cursor;
use super::recording::{Must, OfRecording};
use super::socket::{OfStream, StreamMust};
use super::step::phone;

/// What an expectation can begin with, or have after the name of a phone.
pub(super) const LINES: &[&str] = &[
    "asked",
    "told",
    "never",
    "ends",
    "notes",
    "times",
    "with",
    "no",
    "because",
    "recording",
    "stream",
    "mailed",
    "to",
    "recognised",
    "sound",
];

/// One expectation.
#[derive(Clone, Debug, PartialEq)]
pub enum Expect {
    /// These messages reached the phone, in this order; others may stand between them.
    Gets {
        /// Which phone.
        phone: String,
        /// The messages.
        marks: Vec<Mark>,
        /// Of the last message.
        with: Vec<Condition>,
    },
    /// The message reached the phone so many times.
    GetsTimes {
        /// Which phone.
        phone: String,
        /// The message.
        mark: Mark,
        /// How many.
        count: u64,
    },
    /// Such a message never reached the phone.
    NeverGets {
        /// Which phone.
        phone: String,
        /// The message.
        mark: Mark,
    },
    /// The phone heard these sounds in this order; others may stand between them.
    Hears {
        /// Which phone.
        phone: String,
        /// The sounds.
        sounds: Vec<Hearing>,
    },
    /// The phone never heard this.
    NeverHears {
        /// Which phone.
        phone: String,
        /// What.
        what: Heard,
    },
    /// What a recording is like.
    Recording(OfRecording),
    /// What a stream is like.
    Stream(OfStream),
    /// A request that no other line has claimed. Requests of one call to one path come in the order of the lines.
    Asked {
        /// The path, or a whole URL.
        path: String,
        /// What its parameters are.
        with: Vec<Condition>,
    },
    /// So many requests went there.
    Times {
        /// The path, or a whole URL.
        path: String,
        /// How many.
        count: u64,
    },
    /// A mail to this address that no other line has claimed, or none at all.
    Mailed {
        /// Who got it, seen or unseen.
        to: String,
        /// What its heads and its text are; nothing when there must be no mail.
        with: Option<Vec<Condition>>,
    },
    /// The record of the phone's next call.
    Ends {
        /// Which phone.
        phone: String,
        /// The status.
        status: String,
        /// The final SIP status.
        sip_status: Option<u16>,
        /// The cause.
        cause: Option<String>,
    },
    /// A recogniser was asked like this.
    Recognised {
        /// What of it.
        with: Vec<Condition>,
    },
    /// No record of another call of the phone.
    EndsNever {
        /// Which phone.
        phone: String,
    },
    /// The engine noted this code of spec §13 (or never did).
    Notes {
        /// The code, or the constant name of a fact.
        code: String,
        /// Whether it must be absent.
        never: bool,
    },
    /// How the sound of a phone was.
    Scores(Scores),
}

/// How good the last line of a phone must have been, by the E-model.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Which phone.
    pub phone: String,
    /// The sound that it sent, or else the sound that it was sent.
    pub from: bool,
    /// The mean opinion.
    pub bound: Bound,
}

/// What a number is measured by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// It must not be less.
    Least(f64),
    /// It must not be more.
    Most(f64),
}

impl Expect {
    /// Whether it is about this sound.
    pub(super) fn is_about(&self, what: &Heard) -> bool {
        let among = |sounds: &[Hearing]| sounds.iter().any(|hearing| hearing.what == *what);
        match self {
            Self::Hears { sounds, .. } => among(sounds),
            Self::NeverHears { what: other, .. } => other == what,
            Self::Recording(OfRecording { must, .. })
            | Self::Stream(OfStream { must: StreamMust::Sound(_, must), .. }) => match must {
                Must::Hold(sounds) => among(sounds),
                Must::NotHold(other) => other == what,
                Must::Last(_) | Must::HaveChannels(_) | Must::NotBe => false,
            },
            _ => false,
        }
    }

    /// The sound that must not be heard.
    pub(super) const fn denies(&self) -> Option<&Heard> {
        match self {
            Self::NeverHears { what, .. }
            | Self::Recording(OfRecording { must: Must::NotHold(what), .. })
            | Self::Stream(OfStream { must: StreamMust::Sound(_, Must::NotHold(what)), .. }) => Some(what),
            _ => None,
        }
    }
}

/// A message by what its first line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A request by its method.
    Method(String),
    /// A response by its status, to whichever request.
    Status(u16),
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Method(method) => f.write_str(method),
            Self::Status(status) => write!(f, "{status}"),
        }
    }
}

/// What a parameter or header must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Its name.
    pub name: String,
    /// What it must be.
    pub is: Relation,
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Exactly this.
    Equal(String),
    /// Something else, or absent.
    Unequal(String),
    /// This is a part of it.
    Contains(String),
    /// There is none.
    Absent,
}

impl Condition {
    /// Whether a value fulfils it.
    pub fn holds(&self, value: Option<&str>) -> bool {
        match &self.is {
            Relation::Equal(wanted) => value == Some(wanted),
            Relation::Unequal(wanted) => value != Some(wanted),
            Relation::Contains(part) => value.is_some_and(|value| value.contains(part.as_str())),
            Relation::Absent => value.is_none(),
        }
    }
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.is {
            Relation::Equal(value) => write!(f, "{}={value}", self.name),
            Relation::Unequal(value) => write!(f, "{}!={value}", self.name),
            Relation::Contains(value) => write!(f, "{}~{value}", self.name),
            Relation::Absent => write!(f, "no {}", self.name),
        }
    }
}

/// Reads the line of an expectation.
pub(super) fn expect(line: &mut Cursor, phones: &[&str]) -> Result<Expect, Fault> {
    let found = if line.take("asked") || line.take("told") {
        asked(line)?
    } else if line.take_all(&["mailed", "to"]) {
        let to = line.word("an address such as `bob@example.com`")?;
        let with = if line.take("never") { None } else { Some(conditions(line, &[])?) };
        Expect::Mailed { to, with }
    } else if line.take("notes") {
        let never = line.take("no");
        Expect::Notes { code: line.word("a code such as `13291`")?, never }
    } else if line.take("recognised") {
        Expect::Recognised { with: conditions(line, &[])? }
    } else if line.take("recording") {
        Expect::Recording(OfRecording::read(line, phones)?)
    } else if line.take("sound") {
        Expect::Scores(scores(line, phones)?)
    } else if line.take("stream") {
        Expect::Stream(OfStream::read(line, phones)?)
    } else {
        let name = phone(line, phones)?;
        of_phone(line, name, phones)?
    };
    line.end()?;
    Ok(found)
}

/// Reads `with Name=value no Name Name~part` up to one of `stops` or the end.
pub(super) fn conditions(line: &mut Cursor, stops: &[&str]) -> Result<Vec<Condition>, Fault> {
    let mut found = Vec::new();
    line.take("with");
    while !line.is_at_end() && !stops.contains(&line.peek()) {
        if line.take(",") {
            continue;
        }
        found.push(condition(line)?);
    }
    Ok(found)
}

/// Reads one message by its first line.
pub(super) fn mark(line: &mut Cursor) -> Result<Mark, Fault> {
    if line.peek().starts_with(|c: char| c.is_ascii_digit()) {
        return line.status().map(Mark::Status);
    }
    let word = line.word("a method or status")?;
    match word.chars().all(|c| c.is_ascii_uppercase()) {
        true => Ok(Mark::Method(word)),
        false => Err(line.fault_back("expected a method such as `BYE` or a status such as `486`")),
    }
}

fn asked(line: &mut Cursor) -> Result<Expect, Fault> {
    let path = line.word("a path such as `/done`")?;
    if line.take("never") {
        return Ok(Expect::Times { path, count: 0 });
    }
    if line.peek().parse::<u64>().is_ok() {
        return Ok(Expect::Times { path, count: times(line)? });
    }
    Ok(Expect::Asked { path, with: conditions(line, &[])? })
}

/// Reads `1 time`, `10 times`.
fn times(line: &mut Cursor) -> Result<u64, Fault> {
    let count = line.count()?;
    if !line.take("times") {
        line.need("time")?;
    }
    Ok(count)
}

fn scores(line: &mut Cursor, phones: &[&str]) -> Result<Scores, Fault> {
    let from = line.take("from");
    if !from {
        line.need("to")?;
    }
    let phone = phone(line, phones)?;
    line.need("scores")?;
    line.need("at")?;
    let bound: fn(f64) -> Bound =
        if line.take("most") { Bound::Most } else { line.need("least").map(|()| Bound::Least)? };
    let mos = line.word("a mean opinion such as `4.2`")?.parse::<f64>().ok().filter(|mos| (1.0..=4.5).contains(mos));
    let mos = mos.ok_or_else(|| line.fault_back("expected a mean opinion from 1 to 4.5"))?;
    Ok(Scores { phone, from, bound: bound(mos) })
}

fn of_phone(line: &mut Cursor, phone: String, phones: &[&str]) -> Result<Expect, Fault> {
    if line.take_all(&["never", "hears"]) {
        return Ok(Expect::NeverHears { phone, what: heard(line, phones)? });
    }
    if line.take("hears") {
        return Ok(Expect::Hears { phone, sounds: Hearing::list(line, phones)? });
    }
    if line.take_all(&["never", "gets"]) {
        return Ok(Expect::NeverGets { phone, mark: mark(line)? });
    }
    if line.take_all(&["ends", "never"]) {
        return Ok(Expect::EndsNever { phone });
    }
    if line.take("ends") {
        let status = line.word("a status such as `completed`")?;
        let sip_status = if line.peek().parse::<u16>().is_ok() { Some(line.status()?) } else { None };
        let cause = if line.take("because") { Some(line.word("a cause such as `hangup`")?) } else { None };
        return Ok(Expect::Ends { phone, status, sip_status, cause });
    }
    if !line.take("gets") {
        return Err(line.unknown("something expected of a phone", &["gets", "hears", "never", "ends"]));
    }
    let first = mark(line)?;
    if line.peek().parse::<u64>().is_ok() {
        return Ok(Expect::GetsTimes { phone, mark: first, count: times(line)? });
    }
    let mut marks = vec![first];
    while line.take(",") {
        marks.push(mark(line)?);
    }
    Ok(Expect::Gets { phone, marks, with: conditions(line, &[])? })
}

fn condition(line: &mut Cursor) -> Result<Condition, Fault> {
    if line.take("no") {
        return Ok(Condition { name: line.word("the name of a parameter")?, is: Relation::Absent });
    }
    let mut word = line.word("a condition such as `CallStatus=ringing`")?;
    if let sign @ ("=" | "!=" | "~") = line.peek() {
        word.push_str(sign);
        line.word("a sign")?;
        word.push_str(&line.word("a value")?);
    }
    let at = word.find(['=', '~']).filter(|at| *at > 0);
    let Some((name, value)) = at.and_then(|at| Some((word.get(..at)?, word.get(at + 1..)?))) else {
        return Err(line.fault_back("expected a condition: `Name=value`, `Name!=value`, `Name~part` or `no Name`"));
    };
    let value = value.to_owned();
    let is = match (word.as_bytes().get(at.unwrap_or(0)), name.strip_suffix('!')) {
        (Some(b'~'), _) => Relation::Contains(value),
        (_, Some(name)) => return Ok(Condition { name: name.into(), is: Relation::Unequal(value) }),
        _ => Relation::Equal(value),
    };
    Ok(Condition { name: name.into(), is })
}
