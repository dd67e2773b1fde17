//! `Start`: begins what runs beside the document (spec §3.15). Not run in this release.
//!
//! ```xml
//! <Start><Stream name="s" url="wss://example.com/audio"/></Start>
//! ```

use super::Context;
use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};

/// `Start` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Start",
    about: "Begins what runs beside the document.",
    section: "§3.15",
    run: Run::Later,
    contexts: &[Context::Main],
    attributes: &[Attr::url("action").by("§3.15", &[Twilio]), Attr::method("method").by("§3.15", &[Twilio])],
    children: &["Stream", "Siprec", "Transcription"],
    text: "",
};
