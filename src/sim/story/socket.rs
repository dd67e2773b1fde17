//! A stream server of the town: `stream wss://ai.example/bot: says voice 2s, marks m1, awaits mark m1, closes`. What it
//! must have heard and been told is an expectation: `stream wss://ai.example/bot hears alice`.

use std::time::Duration;

use super::expect::{Condition, conditions};
use super::fault::Fault;
use super::heard::{Hearing, heard};
use super::line::Cursor;
use super::recording::Must;
use super::sound::SoundFile;

/// The words of a server.
pub(super) const WORDS: &[&str] = &[
    "stream", "echoes", "says", "marks", "clears", "waits", "awaits", "mark", "closes", "breaks", "refuses", "silent",
    "nonsense", "floods", "inbound", "outbound", "opened",
];

/// A server and what it does with each stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamServer {
    /// Where it is.
    pub url: String,
    /// What it does, one after the other.
    pub acts: Vec<StreamAct>,
}

/// One thing a server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamAct {
    /// Nothing but to hear.
    Listen,
    /// Answers the upgrade with this status.
    Refuse(u16),
    /// Never answers the upgrade.
    Silent,
    /// Sends back all that it hears, from now on.
    Echo,
    /// Sends a sound, all of it at once.
    Say(SoundFile),
    /// Sends so much sound at once, in frames of a second.
    Flood(Duration),
    /// Sends a mark.
    Mark(String),
    /// Wants silence.
    Clear,
    /// Does nothing for a while.
    Wait(Duration),
    /// Does nothing until it is told of this key.
    AwaitKey(char),
    /// Does nothing until this mark comes back.
    AwaitMark(String),
    /// Sends frames that mean nothing.
    Nonsense,
    /// Closes the socket.
    Close,
    /// The connection breaks.
    Break,
}

/// What must be true of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfStream {
    /// Whose.
    pub url: String,
    /// What must be true.
    pub must: StreamMust,
}

/// What must be true of the streams of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamMust {
    /// Of the sound of a track of any of them: 0 for inbound, 1 for outbound.
    Sound(usize, Must),
    /// These frames came, in this order, others between them; the last was
    /// so, and came so soon after the server's last.
    Get(Vec<String>, Vec<Condition>, Option<Duration>),
    /// There were so many.
    Open(u64),
}

impl StreamServer {
    /// Reads `URL: ACT, ACT…` after `stream`.
    pub(super) fn read(line: &mut Cursor) -> Result<Self, Fault> {
        let url = line.word("an address such as `wss://ai.example/bot`")?;
        if !url.starts_with("ws://") && !url.starts_with("wss://") {
            return Err(line.fault_back("a stream server has an address such as `wss://ai.example/bot`"));
        }
        line.need(":")?;
        Ok(Self { url, acts: acts(line)? })
    }
}

/// Reads `ACT, ACT…` to the end of the line.
pub(super) fn acts(line: &mut Cursor) -> Result<Vec<StreamAct>, Fault> {
    let mut acts = vec![act(line)?];
    while line.take(",") {
        acts.push(act(line)?);
    }
    line.end()?;
    Ok(acts)
}

fn act(line: &mut Cursor) -> Result<StreamAct, Fault> {
    let plain = [
        ("silent", StreamAct::Silent),
        ("listens", StreamAct::Listen),
        ("echoes", StreamAct::Echo),
        ("clears", StreamAct::Clear),
        ("closes", StreamAct::Close),
        ("breaks", StreamAct::Break),
    ];
    if let Some((_, act)) = plain.into_iter().find(|(word, _)| line.take(word)) {
        return Ok(act);
    }
    if line.take_all(&["talks", "nonsense"]) {
        return Ok(StreamAct::Nonsense);
    }
    if line.take("refuses") {
        return line.status().map(StreamAct::Refuse);
    }
    if line.take("says") {
        return SoundFile::read(line).map(StreamAct::Say);
    }
    if line.take("floods") {
        return line.span().map(StreamAct::Flood);
    }
    if line.take("waits") {
        return line.span().map(StreamAct::Wait);
    }
    if line.take("marks") {
        return line.word("the name of a mark").map(StreamAct::Mark);
    }
    if line.take_all(&["awaits", "mark"]) {
        return line.word("the name of a mark").map(StreamAct::AwaitMark);
    }
    if line.take_all(&["awaits", "key"]) {
        let key = line.word("a key")?;
        return key.chars().next().map(StreamAct::AwaitKey).ok_or_else(|| line.fault_back("expected a key"));
    }
    let known = [
        "listens", "echoes", "says", "marks", "clears", "waits", "awaits", "talks", "floods", "closes", "breaks",
        "refuses",
    ];
    Err(line.unknown("something a stream server does", &known))
}

impl OfStream {
    /// Reads the line after `stream`.
    pub(super) fn read(line: &mut Cursor, phones: &[&str]) -> Result<Self, Fault> {
        let url = line.word("an address such as `wss://ai.example/bot`")?;
        Ok(Self { url, must: must(line, phones)? })
    }
}

fn must(line: &mut Cursor, phones: &[&str]) -> Result<StreamMust, Fault> {
    if line.take_all(&["is", "opened"]) {
        let count = line.count()?;
        if !line.take("times") {
            line.need("time")?;
        }
        return Ok(StreamMust::Open(count));
    }
    if line.take("gets") {
        let mut frames = vec![frame(line)?];
        while line.take(",") {
            frames.push(frame(line)?);
        }
        let with = if line.peek() == "with" { conditions(line, &["within"])? } else { Vec::new() };
        let within = if line.take("within") { Some(line.span()?) } else { None };
        return Ok(StreamMust::Get(frames, with, within));
    }
    let track = usize::from(line.take("outbound"));
    line.take("inbound");
    if line.take_all(&["never", "hears"]) {
        return Ok(StreamMust::Sound(track, Must::NotHold(heard(line, phones)?)));
    }
    if line.take("hears") {
        return Ok(StreamMust::Sound(track, Must::Hold(Hearing::list(line, phones)?)));
    }
    Err(line.unknown("something about a stream", &["hears", "never", "gets", "is", "inbound", "outbound"]))
}

/// `start`, `mark m1`, `dtmf 1`.
fn frame(line: &mut Cursor) -> Result<String, Fault> {
    let event = line.word("a frame such as `start` or `mark m1`")?;
    match event.as_str() {
        "mark" | "dtmf" => Ok(format!("{event} {}", line.word("what it says")?)),
        "connected" | "start" | "media" | "stop" => Ok(event),
        _ => Err(line.fault_back("expected `connected`, `start`, `media`, `dtmf KEY`, `mark NAME` or `stop`")),
    }
}
