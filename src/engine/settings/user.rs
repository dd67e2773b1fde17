//! `[users]`: who logs in by digest (spec §9.2 step 1). Secrets never print.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Application;
use crate::base::Pii;

/// A digest user.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// The secret. Never logged.
    pub password: String,
    /// Runs on the user's own calls instead of the number's application (spec §9.2 step 1a).
    pub application: Option<Application>,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let password = Pii(&self.password);
        f.debug_struct("User").field("password", &password).field("application", &self.application).finish()
    }
}
