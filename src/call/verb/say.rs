//! `Say` speaks a text (spec §3.1). Not run in this release.
//!
//! ```xml
//! <Say language="en-gb" loop="2">Please hold the line.</Say>
//! ```

use crate::rcml::attr::{Kind, MAX};

use super::Context;
use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};

/// `Say` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Say",
    about: "Speaks a text.",
    section: "§3.1",
    run: Run::Later,
    contexts: &Context::ALL,
    attributes: &[
        Attr::new("voice", Kind::Rule(is_voice, "man, woman, alice, or the name of a vendor's voice"))
            .default("man")
            .code(13511)
            .by("§3.1", &[Restcomm, Twilio]),
        Attr::new("language", Kind::Rule(is_language, "a language of the table, or a BCP-47 tag"))
            .default("en")
            .code(13512)
            .by("§3.1", &[Restcomm, Twilio]),
        Attr::new("loop", Kind::Integer(0, MAX)).default("1").code(13510).by("§3.1", &[Restcomm, Twilio]),
    ],
    children: &[
        "audio", "break", "emphasis", "lang", "mark", "p", "phoneme", "prosody", "s", "say-as", "speak", "sub", "w",
    ],
    text: "The text; SSML tags are ignored and their text is kept.",
};

/// Voices beyond the plain ones are the vendors' and change without us: their shape is checked.
fn is_voice(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    matches!(text, "man" | "woman" | "alice") || (text.contains(['.', '-']) && text.chars().all(plain))
}

/// A primary subtag of two or three letters and further subtags of up to eight (BCP 47).
fn is_language(text: &str) -> bool {
    let mut subtags = text.split(['-', '_']);
    let primary = subtags.next().unwrap_or_default();
    let letters = (2..=3).contains(&primary.len()) && primary.chars().all(|c| c.is_ascii_alphabetic());
    letters && subtags.all(|tag| (1..=8).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric()))
}
