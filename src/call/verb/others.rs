//! Verbs that are recognised and skipped for good (spec §3.16): of USSD, of location, of payment.

use crate::rcml::attr::Kind;

use super::Context;
use super::entry::Origin::Twilio;
use super::entry::{Attr, Entry, Run};

/// `UssdCollect`.
pub const USSD_COLLECT: Entry = Entry {
    name: "UssdCollect",
    about: "Asks for input over USSD; not supported.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[Context::Main],
    attributes: &[
        Attr::new("action", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("method", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &["UssdMessage", "Language"],
    text: "The question.",
};

/// `UssdMessage`.
pub const USSD_MESSAGE: Entry = Entry {
    name: "UssdMessage",
    about: "Tells something over USSD; not supported.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[Context::Main],
    attributes: &[],
    children: &[],
    text: "The message.",
};

/// `Language`.
pub const LANGUAGE: Entry = Entry {
    name: "Language",
    about: "The language of a USSD dialogue; not supported.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[Context::Main],
    attributes: &[],
    children: &[],
    text: "The language.",
};

/// `Geolocation`.
pub const GEOLOCATION: Entry = Entry {
    name: "Geolocation",
    about: "Asks where a phone is; not supported.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[Context::Main],
    attributes: &[
        Attr::new("source", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("deviceIdentifier", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("action", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("method", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallback", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("accuracy", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("type", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &[],
    text: "Immediate or Notification.",
};

/// `Pay`.
pub const PAY: Entry = Entry {
    name: "Pay",
    about: "Takes a payment; not supported.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[Context::Main],
    attributes: &[
        Attr::new("action", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("method", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("input", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("chargeAmount", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("currency", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("paymentConnector", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("paymentMethod", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallback", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallbackMethod", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("timeout", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("maxAttempts", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("description", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("tokenType", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("language", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("securityCode", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("postalCode", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("minPostalCodeLength", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("bankAccountType", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("validCardTypes", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &["Prompt", "Parameter"],
    text: "",
};

/// `Prompt`.
pub const PROMPT: Entry = Entry {
    name: "Prompt",
    about: "Inside Pay: what is said at a step; not supported.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[Context::Main],
    attributes: &[
        Attr::new("for", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("attempt", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("cardType", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("errorType", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &["Say", "Play", "Pause"],
    text: "",
};

/// `VirtualAgent`.
pub const VIRTUAL_AGENT: Entry = Entry {
    name: "VirtualAgent",
    about: "Hands the call to a virtual agent; not supported.",
    section: "§3.16",
    run: Run::OutOfScope,
    contexts: &[Context::Main],
    attributes: &[
        Attr::new("connectorName", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("language", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("sentimentAnalysis", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallback", Kind::Ignored).by("§3.16", &[Twilio]),
        Attr::new("statusCallbackMethod", Kind::Ignored).by("§3.16", &[Twilio]),
    ],
    children: &[],
    text: "",
};
