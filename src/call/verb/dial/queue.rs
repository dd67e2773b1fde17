//! `Queue`, inside `Dial`: the caller at the front of a queue (spec §5.7). Not run in this release: its branch fails.
//!
//! ```xml
//! <Queue url="/about-to-connect">support</Queue>
//! ```

use crate::call::verb::entry::Origin::Twilio;
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::rcml::attr::Kind;

/// `Queue` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Queue",
    about: "Inside Dial: the caller at the front of a queue.",
    section: "§5.7",
    run: Run::Later,
    contexts: &[],
    attributes: &[
        Attr::url("url").by("§5.7", &[Twilio]),
        Attr::method("method").by("§5.7", &[Twilio]),
        Attr::new("reservationSid", Kind::Ignored).by("§5.7", &[Twilio]),
        Attr::new("postWorkActivitySid", Kind::Ignored).by("§5.7", &[Twilio]),
    ],
    children: &[],
    text: "The name of the queue.",
};
