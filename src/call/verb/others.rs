//! Verbs that are recognised and skipped for good (spec §3.16): of USSD, of location, of payment.

use crate::rcml::attr::Kind;

use super::Context;
use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};

/// What all of them have in common: a main document may hold them, and nothing comes of it.
const SKIPPED: Entry = Entry {
    name: "",
    about: "",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[Context::Main],
    attributes: &[],
    children: &[],
    text: "",
};

/// An attribute of theirs: known by its name, and nothing more.
const fn of_theirs(name: &'static str) -> Attr {
    Attr::new(name, Kind::Ignored).by("§3.16", &[Twilio])
}

/// `UssdCollect`.
pub const USSD_COLLECT: Entry = Entry {
    name: "UssdCollect",
    about: "Asks for input over USSD; not supported.",
    attributes: &[of_theirs("action"), of_theirs("method")],
    children: &["UssdMessage", "Language"],
    text: "The question.",
    ..SKIPPED
};

/// `UssdMessage`.
pub const USSD_MESSAGE: Entry =
    Entry { name: "UssdMessage", about: "Tells something over USSD; not supported.", text: "The message.", ..SKIPPED };

/// `Language`.
pub const LANGUAGE: Entry = Entry {
    name: "Language",
    about: "The language of a USSD dialogue; not supported.",
    text: "The language.",
    ..SKIPPED
};

/// `Geolocation`.
pub const GEOLOCATION: Entry = Entry {
    name: "Geolocation",
    about: "Asks where a phone is; not supported.",
    attributes: &[
        of_theirs("source"),
        of_theirs("deviceIdentifier"),
        of_theirs("action"),
        of_theirs("method"),
        of_theirs("statusCallback"),
        of_theirs("accuracy"),
        of_theirs("type"),
    ],
    text: "Immediate or Notification.",
    ..SKIPPED
};

/// `Pay`.
pub const PAY: Entry = Entry {
    name: "Pay",
    about: "Takes a payment; not supported.",
    attributes: &[
        of_theirs("action"),
        of_theirs("method"),
        of_theirs("input"),
        of_theirs("chargeAmount"),
        of_theirs("currency"),
        of_theirs("paymentConnector"),
        of_theirs("paymentMethod"),
        of_theirs("statusCallback"),
        of_theirs("statusCallbackMethod"),
        of_theirs("timeout"),
        of_theirs("maxAttempts"),
        of_theirs("description"),
        of_theirs("tokenType"),
        of_theirs("language"),
        of_theirs("securityCode"),
        of_theirs("postalCode"),
        of_theirs("minPostalCodeLength"),
        of_theirs("bankAccountType"),
        of_theirs("validCardTypes"),
    ],
    children: &["Prompt", "Parameter"],
    ..SKIPPED
};

/// `Prompt`.
pub const PROMPT: Entry = Entry {
    name: "Prompt",
    about: "Inside Pay: what is said at a step; not supported.",
    attributes: &[of_theirs("for"), of_theirs("attempt"), of_theirs("cardType"), of_theirs("errorType")],
    children: &["Say", "Play", "Pause"],
    ..SKIPPED
};

/// `VirtualAgent`.
pub const VIRTUAL_AGENT: Entry = Entry {
    name: "VirtualAgent",
    about: "Hands the call to a virtual agent; not supported.",
    attributes: &[
        of_theirs("connectorName"),
        of_theirs("language"),
        of_theirs("sentimentAnalysis"),
        of_theirs("statusCallback"),
        of_theirs("statusCallbackMethod"),
    ],
    ..SKIPPED
};
