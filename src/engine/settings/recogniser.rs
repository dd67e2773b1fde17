//! `[recogniser]`: who turns speech into text, for `Gather input="speech"` and `Record transcribe="true"`.

use serde::{Deserialize, Serialize};

/// The recogniser of speech.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recogniser {
    /// Where it is asked; without it speech counts as silence, and transcriptions fail (spec §3.3, §3.4).
    pub url: Option<String>,
}
