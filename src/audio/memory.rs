//! What a library remembers of a sound and does not tell: the one kind of state here that is not data.
//!
//! libopus, the G.722 of `audio-codec` and the network of `earshot` keep predictors and histories to themselves. They
//! are not written out: who reads a line back (or copies it) begins the memory anew, which is heard as one odd frame at
//! most, because these predictors adapt within milliseconds. Two memories are always equal, for the same reason.
//! Whoever owns one must not let an event hang on its contents alone.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that is made when it is needed and never written out.
pub(super) struct Memory<T>(Option<T>);

impl<T> Memory<T> {
    /// The memory, begun with `begin` if there is none.
    pub(super) fn or_begin(&mut self, begin: impl FnOnce() -> T) -> &mut T {
        self.0.get_or_insert_with(begin)
    }

    /// The memory as it is; it is begun anew when it is needed again.
    pub(super) fn take(&mut self) -> Option<T> {
        self.0.take()
    }
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Clone for Memory<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T> PartialEq for Memory<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Memory<T> {}

impl<T> fmt::Debug for Memory<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "begun" } else { "fresh" })
    }
}

impl<T> Serialize for Memory<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de, T> Deserialize<'de> for Memory<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <()>::deserialize(deserializer).map(|()| Self::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_back_or_copied_is_fresh_and_equal() {
        let mut memory = Memory::default();
        *memory.or_begin(|| 1) += 1;
        assert_eq!(*memory.or_begin(|| 1), 2);
        let mut back: Memory<i32> = serde_json::from_str(&serde_json::to_string(&memory).unwrap()).unwrap();
        assert_eq!(format!("{memory:?} {back:?} {:?}", memory.clone()), "begun fresh fresh");
        assert_eq!(memory, back);
        assert_eq!(*back.or_begin(|| 1), 1);
    }
}
