//! `Sms`, also written `Message`, sends a text message (spec §3.9). Not run in this release.
//!
//! ```xml
//! <Sms to="+15551234567">Your code is 4711.</Sms>
//! ```

use crate::rcml::attr::Kind;

use super::Context;
use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};

/// `Sms` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Sms",
    about: "Sends a text message.",
    section: "§3.9",
    run: Run::Later,
    contexts: &[Context::Main, Context::Screening],
    attributes: &[
        Attr::new("to", Kind::Text(256)).code(14101).by("§3.9", &[Restcomm, Twilio]),
        Attr::new("from", Kind::Text(256)).code(14102).by("§3.9", &[Restcomm, Twilio]),
        Attr::url("action").by("§3.9", &[Restcomm, Twilio]),
        Attr::method("method").code(14104).by("§3.9", &[Restcomm, Twilio]),
        Attr::url("statusCallback").by("§3.9", &[Restcomm, Twilio]),
    ],
    children: &[],
    text: "The message.",
};

/// `Message`, the other name of `Sms`.
pub const MESSAGE: Entry = Entry { name: "Message", about: "Sends a text message: another name of Sms.", ..ENTRY };
