//! `[recogniser]`: who turns speech into text, for `Gather input="speech"` and `Record transcribe="true"`. The engine
//! asks only whether there is one; the rest is for `edge/recogniser`. The key never prints.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::Pii;

/// The recogniser of speech.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recogniser {
    /// Where it is asked; without it speech counts as silence, and transcriptions fail (spec §3.3, §3.4).
    pub url: Option<String>,
    /// How it is spoken with; by the scheme of `url` unless set.
    pub kind: Option<Kind>,
    /// A language, whole (`de-AT`) or by its first part (`de`) → where that one is asked instead.
    pub languages: BTreeMap<String, String>,
    /// The bearer token; none is sent when it is empty. Never logged.
    pub key: String,
    /// The name of its model, for those of kind `http`.
    pub model: String,
    /// A `speechModel` of documents → the name of a model there; others are as if not written.
    pub models: BTreeMap<String, String>,
    /// Whether `hints` of a Gather are the only words that one of kind `websocket` may hear.
    pub only_hints: bool,
    /// Recognitions of calls at once; more hear nothing.
    pub at_once: usize,
    /// Recordings being transcribed at once; more wait.
    pub transcriptions: usize,
    /// Seconds for a connection.
    pub connect_timeout: u64,
    /// Seconds for its last word about what was said.
    pub timeout: u64,
    /// Seconds for the text of a recording.
    pub transcription_timeout: u64,
    /// Seconds of speech after which one of kind `http` is asked although it goes on.
    pub longest: u64,
    /// Bytes of a recording; the text of a larger one cannot be had.
    pub max_bytes: u64,
}

/// How a recogniser is spoken with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A form with a WAV file is posted for each utterance, and `{"text": …}` comes back, as with OpenAI's.
    Http,
    /// Sound goes up and text comes down on a WebSocket, as with the server of Vosk.
    Websocket,
}

impl Recogniser {
    /// How it is spoken with.
    pub fn kind(&self) -> Kind {
        let is_socket = self.url.as_deref().is_some_and(|url| url.starts_with("ws"));
        self.kind.unwrap_or(if is_socket { Kind::Websocket } else { Kind::Http })
    }

    /// Where speech of this language is understood.
    pub fn place(&self, language: &str) -> Option<&str> {
        let primary = language.split('-').next().unwrap_or_default();
        let find = |wanted: &str| self.languages.iter().find(|(own, _)| own.eq_ignore_ascii_case(wanted));
        let own = find(language).or_else(|| find(primary)).map(|(_, url)| url.as_str());
        own.or(self.url.as_deref())
    }

    /// The model for what a document calls one.
    pub fn model<'a>(&'a self, wanted: Option<&str>) -> &'a str {
        wanted.and_then(|wanted| self.models.get(wanted)).map_or(&self.model, String::as_str)
    }
}

impl Default for Recogniser {
    fn default() -> Self {
        Self {
            url: None,
            kind: None,
            languages: BTreeMap::new(),
            key: String::new(),
            model: "whisper-1".into(),
            models: BTreeMap::new(),
            only_hints: false,
            at_once: 100,
            transcriptions: 2,
            connect_timeout: 3,
            // A Gather waits ten seconds for the last word.
            timeout: 8,
            transcription_timeout: 300,
            longest: 60,
            // As much as OpenAI's takes.
            max_bytes: 25 << 20,
        }
    }
}

impl fmt::Debug for Recogniser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recogniser")
            .field("url", &self.url)
            .field("kind", &self.kind())
            .field("languages", &self.languages)
            .field("key", &Pii(&self.key))
            .field("model", &self.model)
            .field("models", &self.models)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_language_is_found_whole_then_by_its_first_part() {
        let languages = [("de", "ws://de"), ("de-at", "ws://at")].map(|(own, url)| (own.into(), url.into()));
        let own = Recogniser { url: Some("ws://en".into()), languages: languages.into(), ..Recogniser::default() };
        for (language, url) in [("de-AT", "ws://at"), ("de-CH", "ws://de"), ("en-US", "ws://en"), ("", "ws://en")] {
            assert_eq!(own.place(language), Some(url), "{language}");
        }
        assert_eq!(own.kind(), Kind::Websocket);
    }

    #[test]
    fn the_key_is_not_printed() {
        let own = Recogniser { key: "s3cret".into(), ..Recogniser::default() };
        assert!(!format!("{own:?}").contains("s3cret"));
    }
}
