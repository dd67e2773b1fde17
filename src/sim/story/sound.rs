//! A sound file that the web of a story serves without there being one: `sound voice 3s arriving 5s`.

use std::time::Duration;

use super::fault::Fault;
use super::heard::frequency;
use super::line::Cursor;

/// The words of a sound.
pub(super) const WORDS: &[&str] = &["sound", "voice", "tone", "silence", "broken", "arriving", "cut"];

/// A sound file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundFile {
    /// What is in it.
    pub made: Made,
    /// How long its download takes.
    pub arriving: Duration,
    /// The connection breaks after so much of the sound.
    pub cut: Option<Duration>,
}

/// What a sound is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// A voice that no other path has.
    Voice(Duration),
    /// A tone of so many Hz.
    Tone(u16, Duration),
    /// Nothing to hear.
    Silence(Duration),
    /// Bytes that are no sound.
    Broken,
}

impl SoundFile {
    /// Reads it after `sound`.
    pub(super) fn read(line: &mut Cursor) -> Result<Self, Fault> {
        let made = if line.take("voice") {
            Made::Voice(line.span()?)
        } else if line.take("tone") {
            Made::Tone(frequency(line)?, line.span()?)
        } else if line.take("silence") {
            Made::Silence(line.span()?)
        } else if line.take("broken") {
            Made::Broken
        } else {
            return Err(line.unknown("a sound", &["voice", "tone", "silence", "broken"]));
        };
        let mut file = Self { made, arriving: Duration::ZERO, cut: None };
        loop {
            if line.take("arriving") {
                file.arriving = line.span()?;
            } else if line.take("cut") {
                file.cut = Some(line.span()?);
            } else {
                return Ok(file);
            }
        }
    }
}
