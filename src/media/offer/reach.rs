//! Which codecs a peer could be asked to change to, as far as it has shown. An offer names what its sender can use (RFC
//! 3264 §5.1), an answer may leave out what it could use (§6.1): whoever has only answered is asked once.

use serde::{Deserialize, Serialize};

use super::Codec;

/// What is known of one peer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reach {
    /// Every codec of its offers.
    named: Vec<Codec>,
    /// What it was asked for alone and has refused.
    refused: Vec<Codec>,
}

impl Reach {
    /// The peer offers this; it may have changed its mind.
    pub(super) fn name(&mut self, codec: Codec) {
        self.refused.retain(|refused| *refused != codec);
        if !self.named.contains(&codec) {
            self.named.push(codec);
        }
    }

    /// The peer will not have this.
    pub(super) fn refuse(&mut self, codec: Codec) {
        if !self.refused.contains(&codec) {
            self.refused.push(codec);
        }
    }

    /// Whether there is reason to think that it could change to a codec that passes to this one.
    pub(super) fn has(&self, codec: Codec) -> bool {
        let passes = |own: &Codec| own.passes_to(codec);
        !self.refused.iter().any(passes) && (self.named.is_empty() || self.named.iter().any(passes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_only_answered_may_reach_anything_and_an_offer_says_what() {
        use Codec::{G722, Opus, Pcma, Pcmu};
        let mut reach = Reach::default();
        assert!(reach.has(G722) && reach.has(Opus));
        reach.refuse(G722);
        assert!(!reach.has(G722) && reach.has(Opus));
        reach.name(Pcmu);
        assert!(reach.has(Pcma) && !reach.has(Opus) && !reach.has(G722), "PCMU and PCMA pass to each other");
        reach.refuse(Pcmu);
        assert!(!reach.has(Pcma), "by the same way");
        reach.name(G722);
        assert!(reach.has(G722), "it says so itself");
    }
}
