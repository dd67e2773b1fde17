//! `Client`, inside `Dial`: a party registered with this server (spec §5.5), and `Identity` inside it. Not dialled in
//! this release: its branch fails.
//!
//! ```xml
//! <Client url="/screen">alice</Client>
//! ```

use crate::call::verb::entry::Origin::Restcomm;
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::rcml::attr::Kind;

use super::leg;

/// `Client` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Client",
    about: "Inside Dial: a party registered with this server.",
    section: "§5.5",
    run: Run::Later,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Text(256)).by("§5.5", &[Restcomm]),
        leg::URL,
        leg::METHOD,
        leg::STATUS_CALLBACK,
        leg::STATUS_CALLBACK_METHOD,
        leg::STATUS_CALLBACK_EVENT,
        leg::TIMEOUT,
    ],
    children: &["Video", "Identity", "Parameter"],
    text: "The client's login; headers for the INVITE may follow after ?.",
};

/// `Identity`: the login where `Parameter`s stand beside it.
pub const IDENTITY: Entry = Entry {
    name: "Identity",
    about: "Inside Client: the login, where Parameters stand beside it.",
    section: "§5.5",
    run: Run::Later,
    contexts: &[],
    attributes: &[],
    children: &[],
    text: "The client's login.",
};
