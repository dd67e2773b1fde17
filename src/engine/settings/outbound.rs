//! `[outbound]`: which trunks calls to numbers go to (spec §9.6).

use serde::{Deserialize, Serialize};

/// The trunk of `<Number>`, and the one that takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outbound {
    /// The name of a trunk with a `uri`.
    pub trunk: Option<String>,
    /// The trunk that stands by.
    pub fallback: Option<String>,
    /// Failed calls after which the two change places: refusals from 401 on but 401, 404 and 407; 0 never does.
    pub max_failed_calls: u32,
}

impl Default for Outbound {
    fn default() -> Self {
        Self { trunk: None, fallback: None, max_failed_calls: 20 }
    }
}
