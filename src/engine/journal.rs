//! The journal: an engine as it was, then every input with its time and a digest of what came of it. Played again, the
//! same inputs give the same outputs, so that a call from production becomes a test.
//!
//! One JSON document a line. The first line of a file is the engine itself, secrets included: a journal is to be kept
//! like the configuration. Writing the file is the edge's.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Engine, Input, Output};
use crate::base::Time;

/// The form of the lines; a journal of another form is refused.
const FORMAT: u32 = 1;

/// One line of a journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// The engine before the inputs that follow.
    Engine {
        /// The form of the lines; another is refused.
        format: u32,
        /// The whole state.
        state: Box<Engine>,
    },
    /// One input.
    Input {
        /// When it was given.
        at: Time,
        /// What happened.
        input: Input,
        /// The outputs it led to, as a digest.
        digest: String,
    },
}

/// Why a journal cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum JournalFault {
    /// Not a line of a journal.
    #[error("not a line of a journal of this version: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Written by another version.
    #[error("the journal has format {0}, this program reads format {FORMAT}; replay it with the version that wrote it")]
    Format(u32),
    /// The first line is not an engine.
    #[error("a journal begins with a line {{\"engine\":…}}; this one does not")]
    NoEngine,
    /// An engine in the middle.
    #[error("a second engine in the journal: play each file by itself")]
    SecondEngine,
}

/// The first line of a journal.
///
/// # Errors
///
/// The engine cannot be written as JSON, which is a fault of ours.
pub fn opening(engine: &Engine) -> serde_json::Result<String> {
    serde_json::to_string(&Line::Engine { format: FORMAT, state: Box::new(engine.clone()) })
}

/// The line of an input and of the outputs drained after it.
///
/// # Errors
///
/// See [`opening`].
pub fn entry(at: Time, input: &Input, outputs: &[Output]) -> serde_json::Result<String> {
    serde_json::to_string(&Line::Input { at, input: input.clone(), digest: digest(outputs)? })
}

/// An engine that is given its old inputs again.
#[derive(Debug)]
pub struct Player {
    engine: Box<Engine>,
}

/// One input played again.
#[derive(Debug)]
pub struct Played {
    /// When.
    pub at: Time,
    /// What happened.
    pub input: Input,
    /// What came of it this time.
    pub outputs: Vec<Output>,
    /// Whether the same came of it as when it was written.
    pub same: bool,
}

impl Player {
    /// Begins with the first line of a journal.
    ///
    /// # Errors
    ///
    /// It is not one.
    pub fn open(line: &str) -> Result<Self, JournalFault> {
        match serde_json::from_str(line)? {
            Line::Engine { format: FORMAT, state } => Ok(Self { engine: state }),
            Line::Engine { format, .. } => Err(JournalFault::Format(format)),
            Line::Input { .. } => Err(JournalFault::NoEngine),
        }
    }

    /// Plays the next line.
    ///
    /// # Errors
    ///
    /// It is not the line of an input.
    pub fn play(&mut self, line: &str) -> Result<Played, JournalFault> {
        let Line::Input { at, input, digest: written } = serde_json::from_str(line)? else {
            return Err(JournalFault::SecondEngine);
        };
        self.engine.handle(at, input.clone());
        let outputs: Vec<_> = std::iter::from_fn(|| self.engine.poll()).collect();
        let same = digest(&outputs)? == written;
        Ok(Played { at, input, outputs, same })
    }

    /// The engine as it stands.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }
}

fn digest(outputs: &[Output]) -> serde_json::Result<String> {
    let hash = Sha256::digest(serde_json::to_vec(outputs)?);
    Ok(hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}
