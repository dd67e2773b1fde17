//! `Sim`, `WhatsApp`, `Application`, inside `Dial`: recognised, never dialled (spec §5.9). Their branch fails.

use crate::call::verb::entry::{Entry, Run};

/// `Sim`.
pub const SIM: Entry = foreign("Sim", "Inside Dial: a mobile SIM; its branch fails.");
/// `WhatsApp`.
pub const WHATSAPP: Entry = foreign("WhatsApp", "Inside Dial: a WhatsApp user; its branch fails.");
/// `Application`.
pub const APPLICATION: Entry = foreign("Application", "Inside Dial: another application; its branch fails.");

const fn foreign(name: &'static str, about: &'static str) -> Entry {
    Entry {
        name,
        about,
        section: "§5.9",
        run: Run::OutOfScope,
        contexts: &[],
        attributes: &[],
        children: &[],
        text: "The target.",
    }
}
