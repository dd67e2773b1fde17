//! `Conference`, inside `Dial`: a room that several calls share (spec §5.6). Not run in this release: its branch fails.
//!
//! ```xml
//! <Conference startConferenceOnEnter="false" waitUrl="/music.xml">Board</Conference>
//! ```

use crate::call::verb::entry::Origin::{Restcomm, Twilio};
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::rcml::attr::Kind;

const EVENTS: [&str; 9] = ["start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"];

/// `Conference` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Conference",
    about: "Inside Dial: a room that several calls share.",
    section: "§5.6",
    run: Run::Later,
    contexts: &[],
    attributes: &[
        Attr::new("name", Kind::Text(128)).by("§5.6", &[Restcomm]),
        Attr::new("muted", Kind::Flag).default("false").by("§5.6", &[Restcomm, Twilio]),
        Attr::new("beep", Kind::Choice(&["true", "false", "onEnter", "onExit"]))
            .default("true")
            .by("§5.6", &[Restcomm, Twilio]),
        Attr::new("startConferenceOnEnter", Kind::Flag).default("true").by("§5.6", &[Restcomm, Twilio]),
        Attr::new("endConferenceOnExit", Kind::Flag).default("false").by("§5.6", &[Restcomm, Twilio]),
        Attr::url("waitUrl").empty_counts().by("§5.6", &[Restcomm, Twilio]),
        Attr::method("waitMethod").code(13234).by("§5.6", &[Restcomm, Twilio]),
        Attr::new("maxParticipants", Kind::Integer(2, 250)).default("40").by("§5.6", &[Restcomm, Twilio]),
        Attr::new("record", Kind::Choice(&["do-not-record", "record-from-start"]))
            .default("do-not-record")
            .by("§5.6", &[Twilio]),
        Attr::new("trim", Kind::Choice(&["trim-silence", "do-not-trim"])).default("do-not-trim").by("§5.6", &[Twilio]),
        Attr::url("recordingStatusCallback").by("§6.10", &[Twilio]),
        Attr::method("recordingStatusCallbackMethod").by("§6.10", &[Twilio]),
        Attr::new("recordingStatusCallbackEvent", Kind::Events(&["in-progress", "completed", "absent"]))
            .default("completed")
            .code(13254)
            .by("§6.10", &[Twilio]),
        Attr::new("coach", Kind::Rule(is_call_sid, "the SID of a call: CA and 32 hex digits"))
            .code(13240)
            .by("§5.6", &[Twilio]),
        Attr::new("participantLabel", Kind::Text(128)).by("§5.6", &[Twilio]),
        Attr::url("statusCallback").by("§6.9", &[Twilio]),
        Attr::method("statusCallbackMethod").by("§6.9", &[Twilio]),
        Attr::new("statusCallbackEvent", Kind::Events(&EVENTS)).code(13254).by("§6.9", &[Twilio]),
        Attr::new("region", Kind::Ignored).by("§5.6", &[Twilio]),
        Attr::new("jitterBufferSize", Kind::Ignored).by("§5.6", &[Twilio]),
        Attr::new("eventCallbackUrl", Kind::Ignored).by("§5.6", &[Twilio]),
    ],
    children: &["Video"],
    text: "The name of the room.",
};

fn is_call_sid(text: &str) -> bool {
    text.parse::<crate::base::CallSid>().is_ok()
}
