//! How far we go with extensions that a peer may or may not have: reliable provisional responses (RFC 3262) and session
//! timers (RFC 4028). The procedures are in `dialog/prack.rs` and `dialog/session_timer.rs`.

use serde::{Deserialize, Serialize};

use super::config::Config;

/// Whether provisional responses are made reliable (RFC 3262).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reliability {
    /// Never, and callers who insist are told that we cannot.
    Off,
    /// Where the peer insists, and where one carries SDP and the peer can.
    #[default]
    Supported,
    /// Always; a peer that cannot is not talked to.
    Required,
}

/// Who keeps sessions alive where both sides could (RFC 4028).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refresher {
    /// Their choice when we call, ours when they do and leave it open.
    #[default]
    Auto,
    /// We do.
    Us,
    /// They do.
    Peer,
}

/// How long a session lives without being refreshed (RFC 4028).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerPolicy {
    /// The interval we ask for, in seconds.
    pub expires: u32,
    /// The shortest we agree to, in seconds.
    pub min_se: u32,
    /// Who refreshes.
    pub refresher: Refresher,
}

impl Default for TimerPolicy {
    fn default() -> Self {
        Self { expires: 1800, min_se: 90, refresher: Refresher::Auto }
    }
}

/// An option tag and whether a configuration has it.
type Extension = (&'static str, fn(&Config) -> bool);

/// What we say in `Supported`, and understand in `Require`.
const EXTENSIONS: &[Extension] = &[
    ("norefersub", |_| true),
    ("replaces", |_| true),
    ("100rel", |config| config.reliable_provisional != Reliability::Off),
    ("timer", |config| config.session_timer.is_some()),
];

impl Config {
    /// The value of `Supported`.
    pub(super) fn supported(&self) -> String {
        let ours = EXTENSIONS.iter().filter(|(_, has)| has(self)).map(|(tag, _)| *tag);
        ours.collect::<Vec<_>>().join(", ")
    }

    /// Whether a tag in `Require` can be met.
    pub(super) fn understands(&self, tag: &str) -> bool {
        EXTENSIONS.iter().any(|(known, has)| known.eq_ignore_ascii_case(tag) && has(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_off_is_neither_said_nor_understood() {
        let config = Config::new(Vec::new(), "t");
        assert_eq!(config.supported(), "norefersub, replaces, 100rel, timer");
        assert!(config.understands("100REL") && config.understands("timer") && !config.understands("gruu"));
        let config = Config { reliable_provisional: Reliability::Off, session_timer: None, ..config };
        assert_eq!(config.supported(), "norefersub, replaces");
        assert!(!config.understands("100rel") && !config.understands("timer"));
    }
}
