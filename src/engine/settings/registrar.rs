//! `[registrar]`: how telephones of our users register (spec §9.4, §12).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::sip::registrar::Rules;

/// How telephones register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Registrar {
    /// Seconds a contact lasts where its REGISTER does not say.
    pub expires_default: u32,
    /// Seconds it lasts at most; a longer wish is cut.
    pub expires_max: u32,
    /// Seconds it lasts at least; a shorter wish gets 423.
    pub expires_min: u32,
    /// Telephones of one user, by `+sip.instance`; contacts without one count each. One more gets 603 (A14).
    pub contacts: usize,
    /// Seconds between two OPTIONS to a contact; one that does not answer is forgotten and its calls end. 0 sends none.
    pub options_every: u64,
    /// The challenge of REGISTER: 401, or 407 for telephones that know no other, as in the legacy profile.
    pub challenge_status: Option<u16>,
    /// The server that wakes sleeping telephones by push messages (spec §5.5); an organisation may have one of its own.
    /// It gets a POST for a call to a user with `push` who is not registered.
    pub push_url: Option<String>,
    /// Seconds that such a call waits for the REGISTER of the telephone.
    pub push_wait: u64,
    /// Seconds that a call straight from client to client may last (spec §2.3).
    pub call_duration: u32,
}

impl Default for Registrar {
    fn default() -> Self {
        Self {
            expires_default: 3600,
            expires_max: 3600,
            expires_min: 60,
            contacts: 5,
            options_every: 60,
            challenge_status: None,
            push_url: None,
            push_wait: 5,
            call_duration: 3600,
        }
    }
}

impl Registrar {
    /// For the machine.
    pub(in crate::engine) fn rules(&self) -> Rules {
        Rules {
            expires_default: self.expires_default,
            expires_max: self.expires_max,
            expires_min: self.expires_min,
            contacts: self.contacts,
            options_every: (self.options_every > 0).then(|| Duration::from_secs(self.options_every)),
        }
    }
}
