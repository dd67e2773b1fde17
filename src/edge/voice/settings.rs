//! The `[voice]` table: who speaks the texts of Say. Secrets never print.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::Pii;

/// The local voice, and a service that goes before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The program that speaks, `espeak-ng` or one that takes its options; empty for none.
    pub program: String,
    /// Variant of its voices for a man.
    pub man: String,
    /// Variant of its voices for a woman.
    pub woman: String,
    /// Programs at once; more wait.
    pub at_once: usize,
    /// Seconds until a program that says nothing is ended.
    pub timeout: u64,
    /// A speech service over HTTP, asked before the program.
    pub provider: Option<Provider>,
}

/// A service that takes `POST {model, input, voice, response_format}` and answers with WAV, as OpenAI's does.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Where it is asked, such as `https://api.openai.com/v1/audio/speech`.
    pub url: String,
    /// The bearer token; none is sent when it is empty. Never logged.
    #[serde(default)]
    pub key: String,
    /// The name of its model.
    #[serde(default)]
    pub model: String,
    /// `man`, `woman`, one of them with a language behind (`woman:fr`, `man:en-GB`), or a vendor's voice
    /// (`Polly.Joanna`) → the name of a voice there.
    #[serde(default)]
    pub voices: BTreeMap<String, String>,
    /// Seconds that it may say nothing, before its answer and within it; then the program speaks.
    #[serde(default = "Provider::patience")]
    pub timeout: u64,
}

impl Provider {
    fn patience() -> u64 {
        5
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("url", &self.url)
            .field("key", &Pii(&self.key))
            .field("model", &self.model)
            .field("voices", &self.voices)
            .field("timeout", &self.timeout)
            .finish()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            program: "espeak-ng".into(),
            man: "m3".into(),
            woman: "f3".into(),
            at_once: 4,
            timeout: 10,
            provider: None,
        }
    }
}
