//! `Stop`: ends what Start began (spec §3.15). Not run in this release.
//!
//! ```xml
//! <Stop><Stream name="s"/></Stop>
//! ```

use super::Context;
use super::entry::{Entry, Run};

/// `Stop` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Stop",
    about: "Ends what Start began.",
    section: "§3.15",
    run: Run::Later,
    contexts: &[Context::Main],
    attributes: &[],
    children: &["Stream", "Siprec", "Transcription"],
    text: "",
};
