//! `Email` sends a mail (spec §3.11). Not run in this release.
//!
//! ```xml
//! <Email from="bot@example.com" to="ops@example.com" subject="Missed call">Somebody called.</Email>
//! ```

use crate::rcml::attr::Kind;

use super::Context;
use super::entry::Origin::Restcomm;
use super::entry::{Attr, Entry, Run};

/// `Email` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Email",
    about: "Sends a mail.",
    section: "§3.11",
    run: Run::Later,
    contexts: &[Context::Main, Context::Screening],
    attributes: &[
        Attr::new("from", Kind::Text(1024)).by("§3.11", &[Restcomm]),
        Attr::new("to", Kind::Text(1024)).by("§3.11", &[Restcomm]),
        Attr::new("cc", Kind::List(100, 1024)).by("§3.11", &[Restcomm]),
        Attr::new("bcc", Kind::List(100, 1024)).by("§3.11", &[Restcomm]),
        Attr::new("subject", Kind::Text(1024)).by("§3.11", &[Restcomm]),
    ],
    children: &[],
    text: "The body.",
};
