//! Floor 3: families of calls, their scripts and verbs, hooks and verdicts. Knows neither sockets nor bytes.

pub mod ask;
pub mod verb;

use serde::{Deserialize, Serialize};

/// One question to a customer's server; the answer carries it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u64);
