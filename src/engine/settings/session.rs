//! `[session_timer]`: how long a call lives without being refreshed (RFC 4028).

use serde::{Deserialize, Serialize};

use crate::sip::{Refresher, TimerPolicy};

/// How calls are kept alive, and how it is noticed that a peer is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionTimer {
    /// Sessions expire unless they are refreshed.
    pub enabled: bool,
    /// The interval we ask for, in seconds.
    pub expires: u32,
    /// The shortest interval we agree to, in seconds; less than 90 is not allowed by the RFC.
    pub min_se: u32,
    /// Who refreshes where both sides could: `auto`, `us`, `peer`.
    pub refresher: Refresher,
}

impl Default for SessionTimer {
    fn default() -> Self {
        let TimerPolicy { expires, min_se, refresher } = TimerPolicy::default();
        Self { enabled: true, expires, min_se, refresher }
    }
}

impl SessionTimer {
    /// What the SIP machines are told.
    pub(in crate::engine) fn policy(&self) -> Option<TimerPolicy> {
        let Self { enabled, expires, min_se, refresher } = *self;
        enabled.then_some(TimerPolicy { expires, min_se, refresher })
    }
}
