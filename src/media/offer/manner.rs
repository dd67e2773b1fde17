//! How a peer is spoken with: as its user, its trunk or `[media]` has it.

use super::{Codec, Dtmf, Security};

/// What holds for all the sound of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manner {
    /// All codecs that may be spoken, best first.
    pub codecs: Vec<Codec>,
    /// Whether it is encrypted.
    pub security: Security,
    /// How it gets its keys.
    pub dtmf: Dtmf,
}
