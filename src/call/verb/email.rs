//! `Email` sends a mail (spec §3.11) through the server of `[mail]`. It does not wait until the mail has left: what
//! comes of it is a line in the log.
//!
//! ```xml
//! <Email from="bot@example.com" to="ops@example.com" subject="Missed call">Somebody called.</Email>
//! ```

use serde::{Deserialize, Serialize};

use crate::base::Pii;
use crate::call::effect::Level;
use crate::call::mail::{Mail, is_address};
use crate::call::script::Step;
use crate::call::stage::Stage;
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault, code};

use super::entry::Origin::Restcomm;
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children};
use super::{Context, Verb};

/// Addresses of one attribute.
const MOST: usize = 100;
const LONGEST: usize = 1024;
const ADDRESS: Kind = Kind::Rule(is_address, "a mail address such as kate@example.com");
const ADDRESSEE: Kind = Kind::Rule(is_address, "one mail address, and others in cc or bcc");
/// The subject where the document does not say (spec §3.11).
const SUBJECT: &str = "Message from your telephone service";

/// `Email` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Email",
    about: "Sends a mail.",
    section: "§3.11",
    run: Run::Reads(verb),
    contexts: &[Context::Main, Context::Screening],
    attributes: &[
        Attr::new("from", ADDRESS).by("§3.11", &[Restcomm]),
        Attr::new("to", ADDRESSEE).illegal("nothing is sent").by("§3.11", &[Restcomm]),
        Attr::new("cc", Kind::List(MOST, LONGEST)).by("§3.11", &[Restcomm]),
        Attr::new("bcc", Kind::List(MOST, LONGEST)).by("§3.11", &[Restcomm]),
        Attr::new("subject", Kind::Text(LONGEST)).default(SUBJECT).by("§3.11", &[Restcomm]),
    ],
    children: &[],
    text: "The body.",
};

/// What to send.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// From whom; the `from` of `[mail]` where the document does not say.
    pub from: Option<String>,
    /// To whom; nobody gets anything without.
    pub to: Option<String>,
    /// Who gets a copy.
    pub cc: Vec<String>,
    /// Who gets one unseen.
    pub bcc: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl std::fmt::Debug for Order {
    /// Without text and addresses: what is printed may be logged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").field("to", &self.to.as_ref().map(Pii)).finish_non_exhaustive()
    }
}

/// Reads the element. Who is no address is left out, with a warning.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(children(&ENTRY, element).1);
    let to = form.text("to");
    // Of one that is wrong its table has told.
    if element.attribute("to").is_none_or(|to| to.value.trim().is_empty()) {
        let fault = Fault::warning(code::SCHEMA, element.span, "Email without a to: nothing is sent");
        faults.push(fault.help("to=\"kate@example.com\""));
    }
    let mut list = |name: &str| {
        let (good, bad): (Vec<_>, Vec<_>) = form.list(name).into_iter().partition(|text| is_address(text));
        let message = || format!("{name} of Email: {} of its entries are no mail addresses: left out", bad.len());
        faults.extend((!bad.is_empty()).then(|| Fault::warning(code::SCHEMA, element.span, message())));
        good
    };
    let (cc, bcc) = (list("cc"), list("bcc"));
    let subject = form.text("subject").unwrap_or_default();
    let order = Order { from: form.text("from"), to, cc, bcc, subject, text: element.text() };
    (order, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Email(Box::new(order)), faults)
}

/// Sends it and goes on, whatever comes of it (spec §3.11).
pub fn send(order: Order, stage: &mut Stage<'_, '_>) -> Step {
    // Whoever rings is answered by every verb but Reject and Pause (spec §2.1 step 6).
    if stage.is_alive() && !stage.answer() {
        return Step::Stay;
    }
    let rules = &stage.rules().mail;
    let Order { from, to, cc, bcc, subject, text } = order;
    let why = match (from.or_else(|| rules.from.clone()), to) {
        _ if !rules.is_sent => "nothing is sent: [mail] server is not set",
        (None, _) => "nothing is sent: neither its from nor [mail] from says from whom",
        (_, None) => "nothing is sent: it has no to",
        (Some(from), Some(to)) => {
            let call = stage.call().sid;
            stage.send_mail(Mail { call, from, to, cc, bcc, subject, text });
            return Step::Next;
        }
    };
    stage.note(Level::Warning, 0, "mail_not_sent", format!("Email: {why}"));
    Step::Next
}
