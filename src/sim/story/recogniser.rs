//! The recogniser of the town: whether there is one, what it makes of what it hears, and when.

use std::time::Duration;

use super::fault::Fault;
use super::line::Cursor;

/// What can follow `recogniser`.
pub(super) const WORDS: &[&str] = &["listens", "ends", "sure", "silent"];

/// How speech is recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Recogniser {
    /// What it makes of what it hears.
    pub makes: Makes,
    /// How sure it says it is, in thousandths.
    pub confidence: u16,
    /// How long its last word takes, or its failing.
    pub after: Duration,
    /// Whether it tells what was said as soon as a text has come to its end, or only when it is asked.
    pub ends: bool,
}

/// What becomes of sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Makes {
    /// The texts that phones say.
    Texts,
    /// This text of any voice.
    Text(String),
    /// A failure.
    Failure,
    /// Nothing: it never says a word.
    Nothing,
}

impl Default for Recogniser {
    fn default() -> Self {
        Self { makes: Makes::Texts, confidence: 900, after: Duration::from_millis(200), ends: false }
    }
}

impl Recogniser {
    /// Reads `listens`, `hears "two words"`, `fails` or `silent`, then `sure 0.87`, `after 300ms`, `ends`.
    pub(super) fn read(line: &mut Cursor) -> Result<Self, Fault> {
        let makes = if line.take("hears") {
            Makes::Text(line.word("a text in quotes")?)
        } else {
            let known = [("listens", Makes::Texts), ("fails", Makes::Failure), ("silent", Makes::Nothing)];
            let found = known.into_iter().find(|(word, _)| line.take(word));
            let words = ["listens", "hears", "fails", "silent"];
            found.map(|(_, makes)| makes).ok_or_else(|| line.unknown("what a recogniser does", &words))?
        };
        let mut read = Self { makes, ..Self::default() };
        while !line.is_at_end() {
            match line.peek() {
                "," => drop(line.take(",")),
                "ends" => read.ends = line.take("ends"),
                "after" => {
                    line.take("after");
                    read.after = line.span()?;
                }
                "sure" => {
                    line.take("sure");
                    let share = line.word("a share such as `0.87`")?.parse::<f64>().ok();
                    let share = share.filter(|share| (0.0..=1.0).contains(share));
                    let share = share.ok_or_else(|| line.fault_back("expected a share such as `0.87`"))?;
                    read.confidence = (share * 1000.0).round() as u16;
                }
                _ => return Err(line.unknown("a habit of a recogniser", &["sure", "after", "ends"])),
            }
        }
        Ok(read)
    }
}
