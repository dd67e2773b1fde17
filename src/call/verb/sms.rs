//! `Sms`, also written `Message`, sends a text message (spec §3.9) to a client of this server, a SIP address, or a
//! number through the trunk. It does not wait until the message has arrived: `statusCallback` is told of that.
//!
//! ```xml
//! <Sms to="+15551234567">Your code is 4711.</Sms>
//! <Message><Body>Your code is 4711.</Body></Message>
//! ```

use serde::{Deserialize, Serialize};

use crate::base::Pii;
use crate::call::effect::Level;
use crate::call::hook::param;
use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault, code};
use crate::wire::http::Method;

use super::dial::target;
use super::entry::Origin::{Restcomm, Twilio};
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, fault_of};
use super::{Context, Verb};

/// Characters of a message (spec §3.9).
const LONGEST: usize = 1600;

/// Whom a message can be for, and from.
pub(super) const PARTY: Kind = Kind::Rule(is_party, "a number, client:NAME, a client or a SIP address");

/// `Sms` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Sms",
    about: "Sends a text message.",
    section: "§3.9",
    run: Run::Reads(verb),
    contexts: &[Context::Main, Context::Screening],
    attributes: &[
        Attr::new("to", PARTY).illegal("nothing is sent").code(14101).by("§3.9", &[Restcomm, Twilio]),
        Attr::new("from", PARTY).code(14102).by("§3.9", &[Restcomm, Twilio]),
        Attr::url("action").by("§3.9", &[Restcomm, Twilio]),
        Attr::method("method").code(14104).by("§3.9", &[Restcomm, Twilio]),
        Attr::url("statusCallback").by("§3.9", &[Restcomm, Twilio]),
    ],
    children: &["Body", "Media"],
    text: "The message, which may also stand in one or more Body; of Media nothing is sent.",
};

/// `Message`, the other name of `Sms`.
pub const MESSAGE: Entry = Entry {
    name: "Message",
    about: "Sends a text message: another name of Sms.",
    run: Run::Reads(other_verb),
    ..ENTRY
};

/// What to send.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// To whom; the far party of the call where the document does not say.
    pub to: Option<String>,
    /// From whom; our side of the call where the document does not say.
    pub from: Option<String>,
    /// Asked at once with what became of it so far.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Told when it has arrived, or will not.
    pub status_callback: Option<String>,
    /// What it says; nothing where it has no text.
    pub text: Option<String>,
    /// It has a text and cannot be sent, which its action is told.
    pub is_refused: bool,
}

impl std::fmt::Debug for Order {
    /// Without text and numbers: what is printed may be logged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").field("to", &self.to.as_ref().map(Pii)).finish_non_exhaustive()
    }
}

/// Reads the element.
pub fn read(entry: &'static Entry, element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(entry, element);
    faults.extend(children(entry, element).1);
    let (text, strays) = text(element);
    faults.extend(strays);
    let length = text.chars().count();
    let trouble = match length {
        0 => Some(format!("{} without a text: nothing is sent", entry.name)),
        1..=LONGEST => None,
        _ => Some(format!("{} of more than {LONGEST} characters: nothing is sent", entry.name)),
    };
    faults.extend(trouble.map(|message| fault_of(14103, element.span, message)));
    // Not the default of the table: what was meant for somebody else is not for the far party.
    let is_astray = element.attribute("to").is_some_and(|to| !to.value.trim().is_empty()) && !form.wrote("to");
    let order = Order {
        to: form.text("to"),
        from: form.text("from"),
        action: form.text("action"),
        method: form.method("method"),
        status_callback: form.text("statusCallback"),
        text: (length > 0).then_some(text),
        is_refused: length > LONGEST || is_astray,
    };
    (order, faults)
}

/// The text, directly inside or in `Body`, as TwiML has it beside pictures, which text messages have not.
fn text(element: &Element) -> (String, Vec<Fault>) {
    let named = |name: &'static str| element.elements().filter(move |child| child.name == name);
    let warn = |span, what: &str| Fault::warning(code::SCHEMA, span, format!("{what} inside {}", element.name));
    let mut faults: Vec<Fault> = named("Media").map(|media| warn(media.span, "nothing is sent of Media")).collect();
    let bodies: Vec<String> = named("Body").map(Element::text).collect();
    if bodies.is_empty() {
        return (element.text(), faults);
    }
    faults.extend(element.texts().map(|text| warn(text.span, "text beside Body has no effect")));
    (bodies.join("\n").trim().to_owned(), faults)
}

/// A number with or without its separators, a client, or an address: what `callerId` may be, too (spec §4.4).
fn is_party(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '*' | '#' | '_' | '.' | '-');
    let separators = |c: char| matches!(c, '(' | ')' | '-' | '.' | ' ');
    let is_number = text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#') || separators(c));
    let name = text.strip_prefix("client:").map_or(text, str::trim);
    match text.contains('@') {
        true => target::sip_target(text).is_ok(),
        false => is_number || !name.is_empty() && name.len() <= 256 && name.chars().all(plain),
    }
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(&ENTRY, element);
    (Verb::Sms(Box::new(order)), faults)
}

fn other_verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(&MESSAGE, element);
    (Verb::Sms(Box::new(order)), faults)
}

/// Sends it and goes on. What has no text was noted when the document was read, and goes to the next verb (spec §3.9).
pub fn send(order: Order, stage: &mut Stage<'_, '_>) -> Step {
    let (Some(text), is_refused) = (order.text, order.is_refused) else { return Step::Next };
    // Whoever rings is answered by every verb but Reject and Pause (spec §2.1 step 6).
    if stage.is_alive() && !stage.answer() {
        return Step::Stay;
    }
    let (far, ours) = stage.parties();
    let to = order.to.unwrap_or(far);
    let ways = if is_refused { Vec::new() } else { stage.ways_to(&to, &order.from.unwrap_or(ours)) };
    let is_sent = stage.may_text(&ways);
    if ways.is_empty() && !is_refused {
        stage.note(Level::Error, 14101, "message_to", "Sms: nobody can be reached under its to");
    }
    let sid = stage.send_message(text, ways, order.status_callback.as_deref());
    let status = if is_sent { "sent" } else { "failed" };
    let params = vec![param("SmsSid", sid), param("SmsStatus", status)];
    Step::after(order.action, order.method, params)
}
