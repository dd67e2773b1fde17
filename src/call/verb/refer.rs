//! `Refer` asks the caller's phone to call somebody else (spec §3.14), with `ReferSip` as another name of its noun. Not
//! run in this release.
//!
//! ```xml
//! <Refer action="/referred"><Sip>sip:kate@example.com</Sip></Refer>
//! ```

use super::Context;
use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};

/// `Refer` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Refer",
    about: "Asks the caller's phone to call somebody else.",
    section: "§3.14",
    run: Run::Later,
    contexts: &[Context::Main],
    attributes: &[Attr::url("action").by("§3.14", &[Twilio]), Attr::method("method").by("§3.14", &[Twilio])],
    children: &["Sip", "ReferSip"],
    text: "",
};

/// `ReferSip`, another name of `Sip` inside `Refer`.
pub const REFER_SIP: Entry = Entry {
    name: "ReferSip",
    about: "Inside Refer: another name of Sip.",
    section: "§1.3",
    run: Run::Later,
    contexts: &[],
    attributes: &[],
    children: &[],
    text: "The SIP address.",
};
