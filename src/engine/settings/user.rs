//! `[users]`: who logs in by digest (spec §9.2 step 1), and what they may do. Secrets never print.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Application;
use crate::base::Pii;
use crate::media::offer::{Dtmf, Security};

/// A digest user.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// The secret. Never logged.
    pub password: String,
    /// Off: it may log in and is refused with 403 "Account is not ACTIVE"; calls to it are refused likewise.
    pub active: bool,
    /// Runs on the user's own calls instead of the number's application (spec §9.2 step 1a).
    pub application: Option<Application>,
    /// Numbers that are not ours are called through the outbound trunk (spec §9.2 step 1d). Off unless set: a stolen
    /// password then costs nothing.
    pub outbound: bool,
    /// Users that may stand in From and P-Asserted-Identity; another one is replaced by the first (A10). Empty: the
    /// login alone.
    pub identities: Vec<String>,
    /// Calls of this user at once, those that its telephones send on among them; `guard.user_channels` unless set
    /// (A11).
    pub channels: Option<u32>,
    /// Calls this user may begin in a minute; `guard.user_calls_per_minute` unless set (A11).
    pub calls_per_minute: Option<u32>,
    /// Whether the sound of this user's calls is encrypted; `media.srtp` unless set.
    pub srtp: Option<Security>,
    /// How keys are sent to this user: `auto` unless set, `rfc4733`, `info`, or `inband`.
    pub dtmf: Option<Dtmf>,
    /// By what the push server knows the telephone of this user: it is woken when somebody calls and it is not
    /// registered (spec §5.5). Personal.
    pub push: Option<String>,
    /// What this user's calls may cost in a day, by `[rates]`; `guard.daily_spend` unless set (A11).
    pub daily_spend: Option<f64>,
}

impl Default for User {
    fn default() -> Self {
        Self {
            password: String::new(),
            active: true,
            application: None,
            outbound: false,
            identities: Vec::new(),
            channels: None,
            calls_per_minute: None,
            srtp: None,
            dtmf: None,
            push: None,
            daily_spend: None,
        }
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("password", &Pii(&self.password))
            .field("active", &self.active)
            .field("application", &self.application)
            .field("outbound", &self.outbound)
            .field("identities", &self.identities.len())
            .field("channels", &self.channels)
            .field("calls_per_minute", &self.calls_per_minute)
            .field("srtp", &self.srtp)
            .field("push", &self.push.is_some())
            .field("daily_spend", &self.daily_spend)
            .finish()
    }
}
