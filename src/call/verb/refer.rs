//! `Refer` asks the far party's phone to call somebody else (spec §3.14), with `ReferSip` as another name of its noun.
//!
//! ```xml
//! <Refer action="/referred"><Sip>sip:kate@example.com</Sip></Refer>
//! ```

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::family::VerbAlarm;
use crate::call::hook::param;
use crate::call::script::{Hook, Step};
use crate::call::stage::Stage;
use crate::call::verdict::CallStatus;
use crate::rcml::{Element, Fault};
use crate::sip::Refer;
use crate::wire::http::Method;
use crate::wire::sip::{NameAddr, ReferTo, Uri};

use super::dial::target::{self, Target, TargetFault};
use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};
use super::form::{Form, children, fault_of, stray_text};
use super::{Context, Verb};

/// How long the end is waited for (spec §3.14).
const PATIENCE: Duration = Duration::from_secs(60);

/// `Refer` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Refer",
    about: "Asks the far party's phone to call somebody else.",
    section: "§3.14",
    run: Run::Reads(verb),
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
    run: Run::Part,
    contexts: &[],
    attributes: &[],
    children: &[],
    text: "The SIP address; headers for the call that is made may follow after ?.",
};

/// Whom the far party shall call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Asked once at the end with the result.
    pub action: Option<String>,
    /// How it is asked.
    pub method: Method,
    /// Whom to call; an unusable target is passed over.
    pub target: Result<Target, TargetFault>,
}

/// Reads the element and its noun.
pub fn read(element: &Element) -> (Order, Vec<Fault>) {
    let (form, mut faults) = Form::of(&ENTRY, element);
    faults.extend(stray_text(&ENTRY, element));
    let (nouns, strays) = children(&ENTRY, element);
    faults.extend(strays);
    let target = match nouns.as_slice() {
        [(_, noun)] => {
            let (target, found) = target::sip(&noun.text(), noun.text_span());
            faults.extend(found);
            target
        }
        _ => {
            let fault = TargetFault { code: 13241, message: "Refer needs exactly one Sip".to_owned() };
            faults.push(fault_of(fault.code, element.span, format!("{}: it is skipped", fault.message)));
            Err(fault)
        }
    };
    (Order { action: form.text("action"), method: form.method("method"), target }, faults)
}

fn verb(element: &Element) -> (Verb, Vec<Fault>) {
    let (order, faults) = read(element);
    (Verb::Refer(order), faults)
}

/// A Refer at work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Referring {
    action: Option<String>,
    method: Method,
    /// The answer to the REFER.
    answer: Option<u16>,
    /// What the far party told last of the call it made.
    told: Option<u16>,
}

impl Referring {
    /// Sends the REFER on a call that is answered and in no bridge; elsewhere there is nothing to do.
    pub fn start(order: Order, stage: &mut Stage<'_, '_>) -> (Option<Self>, Step) {
        if !stage.call().is_up() || stage.is_bridged() {
            stage.note(Level::Error, 13290, "refer_not_possible", "Refer needs an answered call that is in no bridge");
            return (None, Step::Next);
        }
        // What is wrong with the target was noted when the document was read.
        let Some(to) = order.target.as_ref().ok().and_then(refer_to) else { return (None, Step::Next) };
        stage.refer(Refer { to, referred_by: None, wants_notify: true });
        stage.set_alarm(VerbAlarm::Refer, stage.now() + PATIENCE);
        (Some(Self { action: order.action, method: order.method, answer: None, told: None }), Step::Stay)
    }

    /// Ends with the last NOTIFY, a refusal, a far party that will not tell, or time.
    pub fn on(&mut self, cue: &Cue) -> Step {
        match *cue {
            Cue::ReferAnswered { status, told } => {
                self.answer = Some(status);
                if told { Step::Stay } else { self.finish() }
            }
            Cue::ReferNotified { status, is_final } => {
                self.told = status.or(self.told);
                if is_final { self.finish() } else { Step::Stay }
            }
            Cue::Alarm(VerbAlarm::Refer) => self.finish(),
            _ => Step::Stay,
        }
    }

    /// The far party hung up before the end was known.
    pub fn leave(&self) -> Step {
        self.hook(Some(CallStatus::Canceled)).map_or(Step::Next, Step::Ask)
    }

    fn finish(&self) -> Step {
        self.hook(self.status()).map_or(Step::Next, Step::Ask)
    }

    /// `ReferCallStatus`: nothing when the REFER was accepted and no word followed.
    fn status(&self) -> Option<CallStatus> {
        let refused = self.answer.filter(|answer| *answer >= 300);
        match self.told.or(refused)? {
            200..=299 => Some(CallStatus::InProgress),
            // It told that it calls, and never how that ended.
            100..=199 | 408 | 480 => Some(CallStatus::NoAnswer),
            486 | 600 | 603 => Some(CallStatus::Busy),
            _ => Some(CallStatus::Failed),
        }
    }

    fn hook(&self, status: Option<CallStatus>) -> Option<Hook> {
        let status = status.map(|status| param("ReferCallStatus", status.name()));
        let answer = self.answer.map(|answer| param("ReferSipResponseCode", answer));
        let told = self.told.map(|told| param("NotifySipResponseCode", told));
        let params = [status, answer, told].into_iter().flatten().collect();
        Some(Hook { url: self.action.clone()?, method: self.method, params })
    }
}

/// The address with its headers, escaped again.
fn refer_to(target: &Target) -> Option<ReferTo> {
    let Target::Sip(sip) = target else { return None };
    let uri: Uri = sip.uri.parse().ok()?;
    let uri = sip.headers.iter().fold(uri, |uri, (name, value)| uri.with_header(name, value));
    Some(ReferTo(NameAddr::new(uri)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(answer: Option<u16>, told: Option<u16>) -> Option<&'static str> {
        let run = Referring { action: None, method: Method::Post, answer, told };
        run.status().map(CallStatus::name)
    }

    #[test]
    fn the_outcome_has_the_names_of_a_call() {
        for (answer, told, name) in [
            (Some(202), None, None),
            (Some(202), Some(200), Some("in-progress")),
            (Some(202), Some(486), Some("busy")),
            (Some(202), Some(408), Some("no-answer")),
            (Some(202), Some(404), Some("failed")),
            (Some(202), Some(180), Some("no-answer")),
            (Some(405), None, Some("failed")),
            (Some(603), None, Some("busy")),
            (None, None, None),
        ] {
            assert_eq!(status(answer, told), name, "{answer:?} {told:?}");
        }
    }
}
