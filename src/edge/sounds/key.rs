//! What a file in the cache is called: a digest of where it comes from. URLs hold credentials and texts hold names, so
//! neither stands on disk.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::call::source::{Speech, Voice};

/// The name of what one source gives.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key(String);

impl Key {
    /// Of a file, by its URL with everything in it.
    pub(super) fn url(url: &str) -> Self {
        Self::of(&["url", url])
    }

    /// Of a spoken text. `by` is what makes another voice of the same name: service, model, variants.
    pub(super) fn speech(speech: &Speech, by: &str) -> Self {
        let voice = match &speech.voice {
            Voice::Man => "man",
            Voice::Woman => "woman",
            Voice::Named(name) => name,
        };
        // The number counts how we have read SSML: what was spoken otherwise is of no use.
        let form = if speech.is_marked_up { "ssml 2" } else { "text" };
        Self::of(&["speech", by, voice, &speech.language, form, &speech.text])
    }

    /// One that was read from the name of a file.
    pub(super) fn read(text: &str) -> Option<Self> {
        let is_ours = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        is_ours.then(|| Self(text.to_owned()))
    }

    /// The length of each part goes in, so that no two lists of parts are the same bytes.
    fn of(parts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Self(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
