//! `[stir]`: whether the signatures of callers' numbers are checked, and whose are believed (RFC 8224, RFC 8588).

use serde::{Deserialize, Serialize};

/// STIR/SHAKEN verification of calls from trunks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stir {
    /// Check the Identity header of calls from trunks and tell the application the result (StirVerstat).
    pub verify: bool,
    /// The certificates that signing certificates must lead to: PEM, or the path of a file with it.
    pub roots: String,
    /// Milliseconds that a call may wait for its signer's certificate; then it counts as not validated.
    pub wait_ms: u64,
    /// Seconds that a signature may be old, or ahead of our clock (RFC 8224 §12.1).
    pub fresh: u64,
    /// Seconds that a certificate is kept; a call signed with a kept one does not wait.
    pub cache: u64,
    /// Certificates may come by `http://` and from loopback and private networks, for development. Those of others come
    /// by https from public addresses, whatever `http.allow_private` says.
    pub allow_private: bool,
}

impl Default for Stir {
    fn default() -> Self {
        Self { verify: false, roots: String::new(), wait_ms: 500, fresh: 60, cache: 3600, allow_private: false }
    }
}
