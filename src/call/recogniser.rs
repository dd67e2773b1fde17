//! Speech that becomes text: what a recogniser is asked and what it answers (spec §3.3, §3.4). Who recognises is the
//! edge's business; a live recognition hears one line of a media group, a transcription reads the file of a recording.

use serde::{Deserialize, Serialize};

/// What a live recognition is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// A BCP-47 tag, such as `en-US`.
    pub language: String,
    /// Words that are likely.
    pub hints: Vec<String>,
    /// The provider's model, by its name there.
    pub model: Option<String>,
    /// Whether guesses are wanted before the end.
    pub wants_partials: bool,
}

/// What a live recognition hears. It goes on until it is abandoned; one that is told to conclude gives one last
/// `Final`, which may be empty, or `Failed`, and nothing after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heard {
    /// A guess at what is being said: all of it since the last `Final`.
    Partial {
        /// The words.
        text: String,
        /// How little they will change, in thousandths.
        stability: u16,
    },
    /// Something that was said to its end.
    Final {
        /// The words; empty where there were none.
        text: String,
        /// How sure they are, in thousandths.
        confidence: u16,
    },
    /// Nothing more will be heard.
    Failed(String),
}

impl Heard {
    /// Whether nothing follows.
    pub const fn is_end(&self) -> bool {
        matches!(self, Self::Failed(_))
    }
}

/// A share in thousandths as parameters have it: `0.87`.
pub fn share(thousandths: u16) -> String {
    format!("{:.2}", f64::from(thousandths.min(1000)) / 1000.0)
}

impl std::fmt::Display for Heard {
    /// Without the words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Partial { text, .. } => write!(f, "a guess of {} characters", text.chars().count()),
            Self::Final { text, .. } => write!(f, "{} characters", text.chars().count()),
            Self::Failed(why) => write!(f, "nothing: {why}"),
        }
    }
}
