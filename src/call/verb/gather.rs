//! `Gather` collects keys or speech while it plays prompts (spec §3.3). Not run in this release.
//!
//! ```xml
//! <Gather action="/menu" numDigits="1" timeout="8"><Say>Press one for sales.</Say></Gather>
//! ```

use crate::rcml::attr::{Kind, MAX};

use super::Context;
use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};

/// `Gather` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Gather",
    about: "Collects keys or speech while prompts play.",
    section: "§3.3",
    run: Run::Later,
    contexts: &[Context::Main, Context::Screening, Context::QueueWait],
    attributes: &[
        Attr::url("action").by("§3.3", &[Restcomm, Twilio]),
        Attr::method("method").code(14104).by("§3.3", &[Restcomm, Twilio]),
        Attr::new("input", Kind::Rule(is_input, "dtmf, speech, or both"))
            .default("dtmf")
            .by("§3.3", &[Restcomm, Twilio]),
        Attr::new("timeout", Kind::IntegerOr(0, MAX, "auto")).default("5").code(13313).by("§3.3", &[Restcomm, Twilio]),
        Attr::new("finishOnKey", Kind::Keys(12))
            .default("#")
            .code(13310)
            .empty_counts()
            .by("§3.3", &[Restcomm, Twilio]),
        Attr::new("numDigits", Kind::Integer(1, MAX)).code(13314).by("§3.3", &[Restcomm, Twilio]),
        Attr::new("startInputKey", Kind::Keys(12)).default("0123456789*#").code(13315).by("§3.3", &[Restcomm]),
        Attr::new("language", Kind::Text(64)).default("en-US").by("§3.3", &[Restcomm, Twilio]),
        Attr::new("hints", Kind::List(50, 100)).by("§3.3", &[Restcomm, Twilio]),
        Attr::url("partialResultCallback").by("§3.3", &[Restcomm, Twilio]),
        Attr::method("partialResultCallbackMethod").by("§3.3", &[Restcomm, Twilio]),
        Attr::new("actionOnEmptyResult", Kind::Flag).default("false").by("§3.3", &[Twilio]),
        Attr::new("speechTimeout", Kind::IntegerOr(0, MAX, "auto")).by("§3.3", &[Twilio]),
        Attr::new("bargeIn", Kind::Flag).default("true").by("§3.3", &[Twilio]),
        Attr::new("profanityFilter", Kind::Ignored).by("§3.3", &[Twilio]),
        Attr::new("speechModel", Kind::Ignored).by("§3.3", &[Twilio]),
        Attr::new("enhanced", Kind::Ignored).by("§3.3", &[Twilio]),
        Attr::new("debug", Kind::Ignored).by("§3.3", &[Twilio]),
    ],
    children: &["Say", "Play", "Pause"],
    text: "",
};

fn is_input(text: &str) -> bool {
    let mut words: Vec<_> = text.split_whitespace().collect();
    words.sort_unstable();
    matches!(words.as_slice(), ["dtmf" | "speech"] | ["dtmf", "speech"])
}
