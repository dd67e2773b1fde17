//! `[outbound_proxy]`: where calls to numbers go (spec §9.6). Secrets never print.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::Pii;

/// Where calls to numbers go.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutboundProxy {
    /// `host[:port][;transport=tcp]`, with or without `sip:`.
    pub uri: String,
    /// Digest towards it.
    pub username: Option<String>,
    /// Its secret. Never logged.
    pub password: Option<String>,
}

impl fmt::Debug for OutboundProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (username, password) = (self.username.as_ref().map(Pii), self.password.as_ref().map(Pii));
        f.debug_struct("OutboundProxy")
            .field("uri", &self.uri)
            .field("username", &username)
            .field("password", &password)
            .finish()
    }
}
