//! `Number`, inside `Dial`: a party behind the outbound proxy (spec §5.4).
//!
//! ```xml
//! <Number sendDigits="ww42#">+1 (555) 765-4321</Number>
//! ```

use crate::call::verb::entry::Origin::{Restcomm, Twilio};
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::call::verb::form::{Form, children};
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault};

use super::{Leg, Noun, detection, leg, target};

/// `Number` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Number",
    about: "Inside Dial: a telephone number behind the outbound proxy.",
    section: "§5.4",
    run: Run::Part,
    contexts: &[],
    attributes: &[
        Attr::new("sendDigits", Kind::Digits).code(13222).by("§5.4", &[Restcomm, Twilio]),
        leg::URL,
        leg::METHOD,
        leg::STATUS_CALLBACK,
        leg::STATUS_CALLBACK_METHOD,
        leg::STATUS_CALLBACK_EVENT,
        leg::TIMEOUT,
        Attr::new("byoc", Kind::Ignored).by("§5.4", &[Twilio]),
        Attr::new("phoneNumberType", Kind::Ignored).by("§5.4", &[Twilio]),
        detection::MODE,
        detection::TIMEOUT,
        detection::SPEECH,
        detection::SPEECH_END,
        detection::SILENCE,
        detection::CALLBACK,
        detection::CALLBACK_METHOD,
    ],
    children: &[],
    text: "The number; ( ) - . and spaces are removed; headers for the INVITE may follow after ?.",
};

/// Reads the element.
pub(super) fn read(element: &Element) -> (Noun, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    let (target, found) = target::number(&element.text(), element.text_span());
    faults.extend(found);
    let (send_digits, detection) = (form.text("sendDigits"), detection::read(&form));
    let leg = Leg { send_digits, detection, ..Leg::of(&form, target) };
    (Noun::Number(leg), faults)
}
