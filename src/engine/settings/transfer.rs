//! `[transfer]`: what is done about REFER and Replaces (spec §10).

use serde::{Deserialize, Serialize};

pub use crate::call::transfer::Bye;

/// Transfers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Transfer {
    /// Whoever asks for a transfer is told by NOTIFY how it goes. Where it is not set, so it is unless the profile of
    /// `compat` is `restcomm-legacy`.
    pub notify: Option<bool>,
    /// When whoever asks gets BYE: `at-once` with the 202, or `after-notify` when the end of the
    /// transfer was told, at the latest after 32 seconds.
    pub bye: Bye,
    /// A REFER may name another call of ours by Replaces, which may still ring: the far parties of both are connected.
    /// A new call may take the place of one of ours in the same way.
    pub attended: bool,
    /// Hosts that a Refer-To may name besides our own and those of trunks; `*` is any. A telephone of a user may send
    /// calls on to them.
    pub hosts: Vec<String>,
    /// Users that a Refer-To may name: whole, or a beginning with `*` behind it.
    pub targets: Vec<String>,
}

impl Default for Transfer {
    fn default() -> Self {
        Self { notify: None, bye: Bye::AtOnce, attended: true, hosts: Vec::new(), targets: vec!["*".into()] }
    }
}
