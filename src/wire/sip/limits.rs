//! How large a message may be (S8): nobody needs more, and everything that is kept of a message is bounded by it.

use serde::{Deserialize, Serialize};

/// Limits on one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of the whole message.
    pub message: usize,
    /// Bytes of start line and headers.
    pub section: usize,
    /// Header lines.
    pub headers: usize,
    /// Via elements. The longest valid message of RFC 4475 (§3.1.1.7) has 34.
    pub vias: usize,
}

impl Limits {
    /// No limits: for messages that went through the limits once.
    pub(super) const NONE: Self =
        Self { message: usize::MAX, section: usize::MAX, headers: usize::MAX, vias: usize::MAX };
}

impl Default for Limits {
    fn default() -> Self {
        Self { message: 64 * 1024, section: 16 * 1024, headers: 128, vias: 34 }
    }
}
