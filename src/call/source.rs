//! Where the sound of a clip comes from, and why there is none.

mod vendor;

use serde::{Deserialize, Serialize};

pub use vendor::is_accent;

/// What the loader of sounds has to get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A sound file, by its absolute URL (spec §3.2).
    Url(String),
    /// A text to be spoken (spec §3.1).
    Speech(Speech),
}

/// A text to be spoken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Speech {
    /// Who speaks.
    pub voice: Voice,
    /// A BCP-47 tag, such as `en-GB`.
    pub language: String,
    /// What; SSML from `<speak>` to `</speak>` when it is marked up, else the plain text.
    pub text: String,
    /// Whether the text is SSML.
    pub is_marked_up: bool,
}

/// A voice (spec §3.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Voice {
    /// Low.
    Man,
    /// High.
    Woman,
    /// A voice of a speech service, by the name that it has there.
    Named(String),
}

/// Why a sound cannot be had, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum LoadFault {
    /// The server said something else than 2xx.
    #[error("its server answered {0}")]
    Status(u16),
    /// No answer: name, connection, TLS, time.
    #[error("it cannot be fetched: {0}")]
    Unreachable(String),
    /// What came is no sound that we can read.
    #[error("it is not a sound that can be played: {0}")]
    Unreadable(String),
    /// It is larger than the settings allow.
    #[error("it is larger than {0} bytes")]
    TooLarge(u64),
    /// Nobody can speak the text.
    #[error("it cannot be spoken: {0}")]
    Speechless(String),
}
