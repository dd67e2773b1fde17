//! What a phone lets itself be heard with beyond its phrase: words, tones, silence, keys, the greeting of a machine.

use std::time::Duration;

use super::act::{Act, Script};
use super::fault::Fault;
use super::heard::frequency;
use super::line::Cursor;
use crate::sim::acoustics::spoken_length;

/// What can follow the verbs of sound.
pub(super) const WORDS: &[&str] = &["meanwhile", "like", "info", "then"];

/// How long a machine waits before it speaks, and before it beeps.
const BREATH: Duration = Duration::from_millis(500);
/// The beep of a machine.
const BEEP: (u16, Duration) = (1000, Duration::from_millis(500));

/// One sound of a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Utterance {
    /// Its own voice.
    Voice(Duration),
    /// A text in its own voice.
    Text(String),
    /// A tone.
    Tone {
        /// Its frequency.
        hz: u16,
        /// How long it sounds.
        lasting: Duration,
    },
    /// Packets without sound, until it speaks again.
    Silence,
}

/// How a key is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PressBy {
    /// By RFC 4733, or as tones when the other side knows no events.
    Event,
    /// By SIP INFO.
    Info,
    /// As tones.
    Band,
}

impl Utterance {
    /// How long it lasts; silence has no end of its own.
    pub fn lasting(&self) -> Duration {
        match self {
            Self::Voice(lasting) | Self::Tone { lasting, .. } => *lasting,
            Self::Text(text) => spoken_length(text),
            Self::Silence => Duration::ZERO,
        }
    }
}

/// Reads `says 3s`, `says "a text"`, `plays tone 1000 for 2s`, `stays silent for 3s` after the verb. The script goes on
/// when that is over, or at once with `meanwhile`.
pub(super) fn utter(line: &mut Cursor, verb: &str) -> Result<Script, Fault> {
    let (utterance, lasting) = match verb {
        "says" if line.is_quoted() => {
            let utterance = Utterance::Text(line.word("a text")?);
            let lasting = utterance.lasting();
            (utterance, lasting)
        }
        "says" => {
            let lasting = line.span()?;
            (Utterance::Voice(lasting), lasting)
        }
        "plays" => {
            line.need("tone")?;
            let hz = frequency(line)?;
            line.need("for")?;
            let lasting = line.span()?;
            (Utterance::Tone { hz, lasting }, lasting)
        }
        // "stays": the list of verbs holds no other
        _ => {
            line.need("silent")?;
            (Utterance::Silence, if line.take("for") { line.span()? } else { Duration::ZERO })
        }
    };
    let waits = !line.take("meanwhile") && !lasting.is_zero();
    Ok([Some(Act::Utter(utterance)), waits.then_some(Act::Wait(lasting))].into_iter().flatten().collect())
}

/// Reads `answers like a machine "the greeting" then beep` after `machine`.
pub(super) fn machine(line: &mut Cursor) -> Result<Script, Fault> {
    let greeting = Utterance::Text(line.word("the greeting in quotes")?);
    let lasting = greeting.lasting();
    let answer = Act::Answer { headers: Vec::new(), unusable: false, twice: false };
    let mut script =
        vec![Act::Utter(Utterance::Silence), answer, Act::Wait(BREATH), Act::Utter(greeting), Act::Wait(lasting)];
    if line.take("then") {
        line.need("beep")?;
        let (hz, lasting) = BEEP;
        script.extend([Act::Wait(BREATH), Act::Utter(Utterance::Tone { hz, lasting }), Act::Wait(lasting)]);
    }
    Ok(script)
}

/// Reads `1*# by info` or `5 in band` after `presses`.
pub(super) fn press(line: &mut Cursor) -> Result<Act, Fault> {
    let keys = line.word("keys such as `1*#`")?;
    if keys.is_empty() || !keys.chars().all(|key| matches!(key, '0'..='9' | '*' | '#' | 'A'..='D')) {
        return Err(line.fault_back("keys are 0-9, *, # and A-D"));
    }
    let by = if line.take("by") {
        line.need("info")?;
        PressBy::Info
    } else if line.take("in") {
        line.need("band")?;
        PressBy::Band
    } else {
        PressBy::Event
    };
    Ok(Act::Press { keys, by })
}
