//! `Record` records the caller (spec §3.4). Not run in this release.
//!
//! ```xml
//! <Record action="/recorded" maxLength="60" finishOnKey="#"/>
//! ```

use crate::rcml::attr::{Kind, MAX};

use super::Context;
use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};

/// `Record` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Record",
    about: "Records the caller.",
    section: "§3.4",
    run: Run::Later,
    contexts: &[Context::Main, Context::Screening],
    attributes: &[
        Attr::url("action").by("§3.4", &[Restcomm, Twilio]),
        Attr::method("method").code(13610).by("§3.4", &[Restcomm, Twilio]),
        Attr::new("timeout", Kind::Integer(0, MAX)).default("5").code(13612).by("§3.4", &[Restcomm, Twilio]),
        Attr::new("finishOnKey", Kind::KeysOrOff(12))
            .default("1234567890*#")
            .code(13613)
            .by("§3.4", &[Restcomm, Twilio]),
        Attr::new("maxLength", Kind::Integer(2, 14_400)).default("3600").code(13612).by("§3.4", &[Restcomm, Twilio]),
        Attr::new("playBeep", Kind::Flag).default("true").code(13614).by("§3.4", &[Restcomm, Twilio]),
        Attr::new("trim", Kind::Choice(&["trim-silence", "do-not-trim"])).default("do-not-trim").by("§3.4", &[Twilio]),
        Attr::new("transcribe", Kind::Flag).default("false").by("§3.4", &[Restcomm, Twilio]),
        Attr::url("transcribeCallback").by("§3.4", &[Restcomm, Twilio]),
        Attr::new("media", Kind::Choice(&["audio_only", "video_only", "audio_video"]))
            .default("audio_only")
            .code(13612)
            .by("§3.4", &[Restcomm]),
        Attr::url("recordingStatusCallback").by("§6.10", &[Twilio]),
        Attr::method("recordingStatusCallbackMethod").by("§6.10", &[Twilio]),
        Attr::new("recordingStatusCallbackEvent", Kind::Events(&["in-progress", "completed", "absent"]))
            .default("completed")
            .code(13254)
            .by("§6.10", &[Twilio]),
        Attr::new("timeLimit", Kind::Ignored).by("§3.4", &[Restcomm]),
    ],
    children: &[],
    text: "",
};
