//! `Fax` sends a document (spec §3.10). Not run in this release.
//!
//! ```xml
//! <Fax to="+15551234567">/offer.pdf</Fax>
//! ```

use crate::rcml::attr::Kind;

use super::Context;
use super::entry::Origin::Restcomm;
use super::entry::{Attr, Entry, Run};

/// `Fax` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Fax",
    about: "Sends a document by fax.",
    section: "§3.10",
    run: Run::Later,
    contexts: &[Context::Main, Context::Screening],
    attributes: &[
        Attr::new("to", Kind::Text(256)).by("§3.10", &[Restcomm]),
        Attr::new("from", Kind::Text(256)).by("§3.10", &[Restcomm]),
        Attr::url("action").by("§3.10", &[Restcomm]),
        Attr::method("method").by("§3.10", &[Restcomm]),
        Attr::url("statusCallback").by("§3.10", &[Restcomm]),
    ],
    children: &[],
    text: "The URL of a PDF or TIFF document.",
};
