//! Requests outside dialogs that are no INVITE: REGISTER, MESSAGE, SUBSCRIBE, PUBLISH, REFER from others, and those
//! that we send (RFC 3261 §8, §10, RFC 3428). OPTIONS, which has an answer of its own, is in `dialog/options.rs`.
//!
//! | file | holds |
//! | --- | --- |
//! | `sent` | ours, until their final response |
//! | `served` | theirs, until they are answered above |
//!
//! Here: the state of both.

mod sent;
mod served;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::response::Asked;
use crate::base::Timers;

pub use self::sent::{Request, SentId};
pub(super) use self::served::is_served;
pub use self::served::{Response, ServedId};

/// Requests outside dialogs that wait for something.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Outside {
    /// Theirs without an answer.
    served: BTreeMap<ServedId, Asked>,
    /// Counts names.
    minted: u64,
    /// When theirs are answered if nobody has.
    pub(super) overdue: Timers<ServedId>,
}

impl Outside {
    /// Requests that wait.
    pub(super) fn len(&self) -> usize {
        self.served.len()
    }
}
