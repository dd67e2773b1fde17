//! `Connect`: connects the call with a program by WebSocket (spec §3.15). Not run in this release.
//!
//! ```xml
//! <Connect><Stream url="wss://example.com/bot"/></Connect>
//! ```

use super::Context;
use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};

/// `Connect` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Connect",
    about: "Connects the call with a program by WebSocket.",
    section: "§3.15",
    run: Run::Later,
    contexts: &[Context::Main],
    attributes: &[Attr::url("action").by("§3.15", &[Twilio]), Attr::method("method").by("§3.15", &[Twilio])],
    children: &["Stream"],
    text: "",
};
