//! What we make up: tags, branches, Call-IDs (RFC 3261 §8.1.1.4, §8.1.1.7, §19.3). Each carries the instance that made
//! it, so that several engines can be told apart by the message alone.

use serde::{Deserialize, Serialize};

use super::event::DialogId;
use crate::base::Rng;

/// The instance and its randomness.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Minter {
    instance: String,
    pub(super) rng: Rng,
}

impl Minter {
    /// For an instance; what is no token character is left out of its name.
    pub(super) fn new(instance: &str, rng: Rng) -> Self {
        let instance = instance.chars().filter(|c| c.is_ascii_alphanumeric() || "-._".contains(*c)).collect();
        Self { instance, rng }
    }

    /// What everything it makes begins with.
    pub(super) fn instance(&self) -> &str {
        &self.instance
    }

    /// A dialog's name. It is its tag too, so that finding the dialog of a request is reading its To tag.
    pub(super) fn dialog(&mut self) -> DialogId {
        DialogId(self.rng.next_u64())
    }

    /// Our tag in a dialog.
    pub(super) fn tag(&self, dialog: DialogId) -> String {
        format!("{}-{:016x}", self.instance, dialog.0)
    }

    /// The dialog whose tag this is.
    pub(super) fn dialog_of(&self, tag: &str) -> Option<DialogId> {
        let hex = tag.strip_prefix(self.instance.as_str())?.strip_prefix('-')?;
        let is_ours = hex.len() == 16 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        is_ours.then(|| u64::from_str_radix(hex, 16).ok().map(DialogId)).flatten()
    }

    /// A branch that no request had before.
    pub(super) fn branch(&mut self) -> String {
        format!("z9hG4bK-{}-{:016x}", self.instance, self.rng.next_u64())
    }

    /// A Call-ID that no dialog had before.
    pub(super) fn call_id(&mut self) -> String {
        format!("{}-{:016x}{:016x}", self.instance, self.rng.next_u64(), self.rng.next_u64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_its_dialog_and_nobody_elses() {
        let minter = Minter::new("a\r\n1", Rng::seeded(1));
        let tag = minter.tag(DialogId(7));
        assert_eq!(tag, "a1-0000000000000007");
        assert_eq!(minter.dialog_of(&tag), Some(DialogId(7)));
        for wrong in
            ["", "a1-7", "b1-0000000000000007", "a1-000000000000000G", "a1-00000000000000007", "a1-+000000000000007"]
        {
            assert_eq!(minter.dialog_of(wrong), None, "{wrong}");
        }
    }
}
