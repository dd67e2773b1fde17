//! `Play` plays a sound or keys (spec §3.2). Not run in this release.
//!
//! ```xml
//! <Play loop="3">/welcome.wav</Play>
//! ```

use crate::rcml::attr::{Kind, MAX};

use super::Context;
use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};

/// `Play` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Play",
    about: "Plays a sound, or telephone keys.",
    section: "§3.2",
    run: Run::Later,
    contexts: &Context::ALL,
    attributes: &[
        Attr::new("loop", Kind::Integer(0, MAX)).default("1").code(13410).by("§3.2", &[Restcomm, Twilio]),
        Attr::new("digits", Kind::Digits).by("§3.2", &[Twilio]),
    ],
    children: &[],
    text: "The URL of the sound, absolute or relative to the document.",
};
