//! `Stream`, inside `Start`, `Stop`, `Connect`: the sound of a call over a WebSocket (spec §3.15), and what else may stand
//! there: `Parameter`, `Siprec`, `Transcription`. Not run in this release.
//!
//! ```xml
//! <Stream name="s" url="wss://example.com/audio" track="both_tracks"><Parameter name="lang" value="en"/></Stream>
//! ```

use crate::rcml::attr::Kind;

use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};

/// `Stream` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Stream",
    about: "Inside Start, Stop, Connect: the sound of the call over a WebSocket.",
    section: "§3.15",
    run: Run::Later,
    contexts: &[],
    attributes: &[
        Attr::new("url", Kind::Rule(is_socket, "an absolute ws or wss URL")).code(11100).by("§3.15", &[Twilio]),
        Attr::new("name", Kind::Text(256)).by("§3.15", &[Twilio]),
        Attr::new("track", Kind::Choice(&["inbound_track", "outbound_track", "both_tracks"]))
            .default("inbound_track")
            .by("§3.15", &[Twilio]),
        Attr::url("statusCallback").by("§3.15", &[Twilio]),
        Attr::method("statusCallbackMethod").by("§3.15", &[Twilio]),
    ],
    children: &["Parameter"],
    text: "",
};

/// `Parameter`: a name and a value handed over.
pub const PARAMETER: Entry = Entry {
    name: "Parameter",
    about: "Inside Stream, Siprec, Client: a name and a value handed over.",
    section: "§3.15",
    run: Run::Later,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Text(500)).by("§3.15", &[Twilio]),
        Attr::new("value", Kind::Text(500)).by("§3.15", &[Twilio]),
    ],
    children: &[],
    text: "",
};

/// `Siprec`: recording by a session recording server.
pub const SIPREC: Entry = Entry {
    name: "Siprec",
    about: "Inside Start, Stop: recording by a session recording server.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("connectorName", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("track", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallback", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallbackMethod", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &["Parameter"],
    text: "",
};

/// `Transcription`: what is said, as text.
pub const TRANSCRIPTION: Entry = Entry {
    name: "Transcription",
    about: "Inside Start, Stop: what is said, as text.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("track", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("languageCode", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallbackUrl", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallbackMethod", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("inboundTrackLabel", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("outboundTrackLabel", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("partialResults", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("transcriptionEngine", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("speechModel", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("profanityFilter", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("enableAutomaticPunctuation", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("hints", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &[],
    text: "",
};

fn is_socket(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "ws" | "wss"))
}
