//! The attributes of `Number` and `Sip` that ask who has answered: a person, a machine, a fax (spec §5.1).

use std::time::Duration;

use crate::call::detection::Wish;
use crate::call::verb::entry::Attr;
use crate::call::verb::entry::Origin::Twilio;
use crate::call::verb::form::Form;
use crate::media::Measures;
use crate::rcml::attr::Kind;

pub(super) const MODE: Attr =
    Attr::new("machineDetection", Kind::Choice(&["Enable", "DetectMessageEnd"])).by("§5.1", &[Twilio]);
pub(super) const TIMEOUT: Attr =
    Attr::new("machineDetectionTimeout", Kind::Integer(3, 59)).default("30").by("§5.1", &[Twilio]);
pub(super) const SPEECH: Attr =
    Attr::new("machineDetectionSpeechThreshold", Kind::Integer(1000, 6000)).default("2400").by("§5.1", &[Twilio]);
pub(super) const SPEECH_END: Attr =
    Attr::new("machineDetectionSpeechEndThreshold", Kind::Integer(500, 5000)).default("1200").by("§5.1", &[Twilio]);
pub(super) const SILENCE: Attr =
    Attr::new("machineDetectionSilenceTimeout", Kind::Integer(2000, 10_000)).default("5000").by("§5.1", &[Twilio]);
pub(super) const CALLBACK: Attr = Attr::url("amdStatusCallback").by("§5.1", &[Twilio]);
pub(super) const CALLBACK_METHOD: Attr = Attr::method("amdStatusCallbackMethod").by("§5.1", &[Twilio]);

/// What the attributes ask for; nothing without `machineDetection`.
pub(super) fn read(form: &Form) -> Option<Wish> {
    let to_the_end = match form.word("machineDetection") {
        "Enable" => false,
        "DetectMessageEnd" => true,
        _ => return None,
    };
    let ms = |name: &str| Duration::from_millis(form.integer(name).into());
    let measures = Measures {
        timeout: Duration::from_secs(form.integer("machineDetectionTimeout").into()),
        speech: ms("machineDetectionSpeechThreshold"),
        speech_end: ms("machineDetectionSpeechEndThreshold"),
        silence: ms("machineDetectionSilenceTimeout"),
        to_the_end,
    };
    let url = form.text("amdStatusCallback");
    Some(Wish { measures, told: url.map(|url| (url, form.method("amdStatusCallbackMethod"))) })
}
