//! How keys go out to a peer (RFC 4733, SIP INFO, tones); those of a peer are understood in whichever way they come.

use serde::{Deserialize, Serialize};

/// How keys are sent to a peer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dtmf {
    /// As events where the peer has agreed on them, else as tones.
    #[default]
    Auto,
    /// As events, or not at all (RFC 4733).
    Rfc4733,
    /// By SIP INFO; events are not agreed on.
    Info,
    /// As tones; events are not agreed on.
    Inband,
}

impl Dtmf {
    /// Whether events are agreed on where the peer knows them.
    pub(super) const fn agrees_on_events(self) -> bool {
        matches!(self, Self::Auto | Self::Rfc4733)
    }
}
