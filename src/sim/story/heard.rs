//! What can be heard, by a phone or in a recording, and how much of it: `"Please hold" for 3s`, `tone 440 2 times`.

use std::time::Duration;

use super::fault::Fault;
use super::line::Cursor;

/// What sounds are called, beside the names of phones, texts and paths.
pub(super) const WORDS: &[&str] =
    &["ringback", "silence", "key", "in", "band", "tone", "beep", "music", "by", "for", "times"];

/// What a phone can hear.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heard {
    /// A generated ringing tone.
    Ringback,
    /// Nothing at all.
    Silence,
    /// The voice of a phone.
    Voice(String),
    /// A key (RFC 4733).
    Key(char),
    /// A key as a tone.
    Band(char),
    /// A text, spoken by the engine or by a phone.
    Text(Spoken),
    /// A sound of the web, by its path or whole URL.
    File(String),
    /// A tone of so many Hz, or two at once.
    Tone(Pitch),
    /// The tone before a recording.
    Beep,
    /// The music of those who wait.
    Music,
}

/// The frequencies of a tone in Hz, one or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pitch(pub u16, pub Option<u16>);

/// A text and, if that matters, who speaks it and in which language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spoken {
    /// The words, without marks of SSML.
    pub text: String,
    /// `man`, `woman`, the name of a voice, or of the phone that says it.
    pub by: Option<String>,
    /// Its BCP-47 tag.
    pub language: Option<String>,
}

/// A sound, and how much of it is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hearing {
    /// What.
    pub what: Heard,
    /// For exactly so long at a stretch.
    pub lasting: Option<Duration>,
    /// So often.
    pub times: Option<u64>,
}

impl Hearing {
    /// Reads a sound with `for 3s` or `2 times`.
    pub(super) fn read(line: &mut Cursor, phones: &[&str]) -> Result<Self, Fault> {
        let what = heard(line, phones)?;
        let lasting = if line.take("for") { Some(line.span()?) } else { None };
        let mut times = None;
        if line.peek().parse::<u64>().is_ok() {
            times = Some(line.count()?);
            if !line.take("times") {
                line.need("time")?;
            }
        }
        Ok(Self { what, lasting, times })
    }

    /// Reads sounds between commas.
    pub(super) fn list(line: &mut Cursor, phones: &[&str]) -> Result<Vec<Self>, Fault> {
        let mut list = vec![Self::read(line, phones)?];
        while line.take(",") {
            list.push(Self::read(line, phones)?);
        }
        Ok(list)
    }

    /// Whether packets alone do not tell.
    pub fn needs_sound(&self) -> bool {
        let told = matches!(self.what, Heard::Ringback | Heard::Silence | Heard::Voice(_) | Heard::Key(_));
        !told || self.lasting.is_some() || self.times.is_some()
    }
}

/// Reads what is heard.
pub(super) fn heard(line: &mut Cursor, phones: &[&str]) -> Result<Heard, Fault> {
    let plain =
        [("ringback", Heard::Ringback), ("silence", Heard::Silence), ("beep", Heard::Beep), ("music", Heard::Music)];
    if let Some((_, found)) = plain.into_iter().find(|(word, _)| line.take(word)) {
        return Ok(found);
    }
    if line.is_quoted() {
        return spoken(line).map(Heard::Text);
    }
    if line.peek().starts_with('/') || line.peek().contains("://") {
        return line.word("a path").map(Heard::File);
    }
    if line.take("tone") {
        return pitch(line).map(Heard::Tone);
    }
    if line.take("key") {
        let key = key(line)?;
        return Ok(if line.take_all(&["in", "band"]) { Heard::Band(key) } else { Heard::Key(key) });
    }
    if !phones.contains(&line.peek()) {
        let words = ["ringback", "silence", "beep", "music", "tone", "key", "\"a text\"", "/a-file.wav"];
        let known: Vec<&str> = phones.iter().copied().chain(words).collect();
        return Err(line.unknown("something that can be heard", &known));
    }
    line.word("a phone").map(Heard::Voice)
}

/// A frequency that a telephone carries.
pub(super) fn frequency(line: &mut Cursor) -> Result<u16, Fault> {
    let hz = line.count()?;
    carried(hz).ok_or_else(|| line.fault_back(CARRIED))
}

/// `440`, or `440+480`: both at once.
fn pitch(line: &mut Cursor) -> Result<Pitch, Fault> {
    let Some((low, high)) = line.peek().split_once('+') else { return Ok(Pitch(frequency(line)?, None)) };
    let both = [low, high].map(|hz| hz.parse().ok().and_then(carried));
    line.word("a frequency")?;
    match both {
        [Some(low), Some(high)] if low.abs_diff(high) >= APART => Ok(Pitch(low, Some(high))),
        [Some(_), Some(_)] => Err(line.fault_back("two frequencies of a tone are 20 Hz apart or more")),
        _ => Err(line.fault_back(CARRIED)),
    }
}

const CARRIED: &str = "a tone has between 100 and 3800 Hz";
/// What lies nearer to each other is heard as one.
const APART: u16 = 20;

fn carried(hz: u64) -> Option<u16> {
    u16::try_from(hz).ok().filter(|hz| (100..=3800).contains(hz))
}

fn spoken(line: &mut Cursor) -> Result<Spoken, Fault> {
    let mut spoken = Spoken { text: line.word("a text")?, by: None, language: None };
    loop {
        if line.take("by") {
            spoken.by = Some(line.word("`man`, `woman`, a voice or a phone")?);
        } else if line.take("in") {
            spoken.language = Some(line.word("a language such as `en-GB`")?);
        } else {
            return Ok(spoken);
        }
    }
}

fn key(line: &mut Cursor) -> Result<char, Fault> {
    let key = line.word("a key")?;
    let mut keys = key.chars();
    match (keys.next(), keys.next()) {
        (Some(key @ ('0'..='9' | '*' | '#' | 'A'..='D')), None) => Ok(key),
        _ => Err(line.fault_back("expected one key: 0-9, *, # or A-D")),
    }
}

impl std::fmt::Display for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ringback => f.write_str("ringback"),
            Self::Silence => f.write_str("silence"),
            Self::Voice(name) => f.write_str(name),
            Self::Key(key) => write!(f, "key {key}"),
            Self::Band(key) => write!(f, "key {key} in band"),
            Self::Text(spoken) => write!(f, "\"{}\"", spoken.text),
            Self::File(path) => f.write_str(path),
            Self::Tone(Pitch(hz, None)) => write!(f, "tone {hz}"),
            Self::Tone(Pitch(low, Some(high))) => write!(f, "tone {low}+{high}"),
            Self::Beep => f.write_str("beep"),
            Self::Music => f.write_str("music"),
        }
    }
}

impl std::fmt::Display for Hearing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.what)?;
        if let Some(lasting) = self.lasting {
            write!(f, " for {lasting:?}")?;
        }
        match self.times {
            Some(times) => write!(f, " {times} times"),
            None => Ok(()),
        }
    }
}
