//! How the application is asked (spec §6.4): the `[http]` table of the configuration.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::compat::PostQuery;
use crate::wire::http::Overrides;

/// Time-outs and limits of questions and callbacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Milliseconds to connect.
    pub connect_ms: u64,
    /// Milliseconds to the first byte.
    pub first_byte_ms: u64,
    /// Milliseconds for a request with all its redirects and retries.
    pub total_ms: u64,
    /// Redirects followed.
    pub redirects: u8,
    /// Bytes of a document.
    pub document_bytes: usize,
    /// What becomes of the query of a URL that is posted to: `keep`, or `body` as in the legacy profile (spec §6.1).
    pub post_query: Option<PostQuery>,
    /// Hooks may reach loopback and private addresses: for development (H8).
    pub allow_private: bool,
}

impl Policy {
    /// Whether queries of URLs are posted in the body.
    pub(super) fn moves_query(&self) -> bool {
        self.post_query == Some(PostQuery::Body)
    }

    /// The time for everything, unless the URL says otherwise (`tt`).
    pub(super) fn total(&self, overrides: &Overrides) -> Duration {
        overrides.total.unwrap_or(Duration::from_millis(self.total_ms))
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            connect_ms: 6_000,
            first_byte_ms: 6_000,
            total_ms: 15_000,
            redirects: 10,
            document_bytes: 1 << 20,
            post_query: None,
            allow_private: false,
        }
    }
}
