//! `[limits]`: what calls may take.

use serde::{Deserialize, Serialize};

/// What calls may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Calls at once, children included; the next gets 503 with Retry-After.
    pub calls: usize,
    /// INVITEs per second from one source that is not trusted, averaged over two seconds; more are dropped for
    /// `flood_rest` seconds (A13).
    pub invites_per_second: u32,
    /// See `invites_per_second`.
    pub flood_rest: u64,
    /// INVITEs per second from one address of a trunk, repeats and all transports included, averaged over two seconds,
    /// for that address may be forged (A9); those above are dropped, and no more than those. 0 is no limit.
    pub trunk_invites_per_second: u32,
    /// Seconds that any call may last (spec §2.3).
    pub call_duration: u64,
    /// Seconds that a conference may last; then everybody is taken out of it and their documents go on (spec §5.6);
    /// 0 is for ever.
    pub conference_age: u64,
    /// Callers that may stand in one queue, 5000 at most (spec §3.12).
    pub queue_size: usize,
    /// Queues at once; of more the one goes that was empty longest.
    pub queues: usize,
    /// Document replacements in one call (spec §1.5).
    pub documents: u32,
    /// Document replacements without a media or timer verb between them (spec §1.5).
    pub documents_at_once: u32,
    /// Branches of one Dial (spec §4.3).
    pub branches: usize,
    /// Nouns of one Dial (spec §1.3).
    pub nouns: usize,
    /// Callbacks waiting for delivery, all calls together (H14).
    pub letters: usize,
    /// Hours after which an undelivered callback is given up.
    pub letter_hours: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 10_000,
            invites_per_second: 50,
            flood_rest: 300,
            trunk_invites_per_second: 200,
            call_duration: 14_400,
            conference_age: 14_400,
            queue_size: 100,
            queues: 1000,
            documents: 10_000,
            documents_at_once: 200,
            branches: 32,
            nouns: 10,
            letters: 100_000,
            letter_hours: 24,
        }
    }
}
