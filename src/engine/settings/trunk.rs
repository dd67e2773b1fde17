//! `[trunks]`: carriers and exchanges, known by their addresses.

use serde::{Deserialize, Serialize};

/// A peer known by its addresses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trunk {
    /// Source addresses, single or as `10.0.0.0/8`.
    pub sources: Vec<String>,
}
