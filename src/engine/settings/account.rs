//! `[account]`: whose calls these are (spec §6.11). Secrets never print.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::Pii;

/// The account.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// `AC` and 32 hex digits.
    pub sid: String,
    /// The AuthToken that keys signatures. Never logged.
    pub auth_token: String,
}

impl Default for Account {
    fn default() -> Self {
        Self { sid: format!("AC{:032x}", 0), auth_token: String::new() }
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("sid", &self.sid).field("auth_token", &Pii(&self.auth_token)).finish()
    }
}
