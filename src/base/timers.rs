//! Deadlines by key, in order of time: every machine that waits owns one of these and nothing else about timers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Time;

/// Deadlines of one machine. A key has at most one; setting it again moves it. Equal times fire in order of the key,
/// so that a replay fires them alike.
#[derive(Clone, Debug)]
pub struct Timers<K> {
    by_key: BTreeMap<K, Time>,
    by_time: BTreeSet<(Time, K)>,
}

impl<K: Ord + Clone> Timers<K> {
    /// No deadline set.
    pub const fn new() -> Self {
        Self { by_key: BTreeMap::new(), by_time: BTreeSet::new() }
    }

    /// Sets or moves the deadline of `key`.
    pub fn set(&mut self, key: K, at: Time) {
        if let Some(old) = self.by_key.insert(key.clone(), at) {
            self.by_time.remove(&(old, key.clone()));
        }
        self.by_time.insert((at, key));
    }

    /// Takes the deadline of `key` away; tells whether there was one.
    pub fn stop(&mut self, key: &K) -> bool {
        match self.by_key.remove(key) {
            Some(at) => self.by_time.remove(&(at, key.clone())),
            None => false,
        }
    }

    /// The earliest deadline that `now` has reached, taken out. Call it until it answers `None`.
    pub fn expired(&mut self, now: Time) -> Option<K> {
        if self.by_time.first()?.0 > now {
            return None;
        }
        let (_, key) = self.by_time.pop_first()?;
        self.by_key.remove(&key);
        Some(key)
    }

    /// The earliest deadline and whose it is.
    pub fn next(&self) -> Option<(Time, &K)> {
        self.by_time.first().map(|(at, key)| (*at, key))
    }

    /// When `key` is due.
    pub fn due(&self, key: &K) -> Option<Time> {
        self.by_key.get(key).copied()
    }

    /// How many deadlines are set.
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Whether nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }
}

impl<K: Ord + Clone> Default for Timers<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord + Clone + Serialize> Serialize for Timers<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.by_time)
    }
}

impl<'de, K: Ord + Clone + Deserialize<'de>> Deserialize<'de> for Timers<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut timers = Self::new();
        for (at, key) in Vec::<(Time, K)>::deserialize(deserializer)? {
            timers.set(key, at);
        }
        Ok(timers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Time {
        Time::from_secs(secs)
    }

    #[test]
    fn fires_in_order_of_time_then_key() {
        let mut timers = Timers::new();
        timers.set('b', at(2));
        timers.set('c', at(1));
        timers.set('a', at(2));
        assert_eq!(timers.next(), Some((at(1), &'c')));
        assert_eq!(timers.expired(at(0)), None);
        let fired: Vec<_> = std::iter::from_fn(|| timers.expired(at(2))).collect();
        assert_eq!(fired, ['c', 'a', 'b']);
        assert!(timers.is_empty());
    }

    #[test]
    fn setting_again_moves_and_stopping_forgets() {
        let mut timers = Timers::new();
        timers.set('a', at(1));
        timers.set('a', at(9));
        assert_eq!(timers.expired(at(5)), None);
        assert!(timers.stop(&'a'));
        assert!(!timers.stop(&'a'));
        assert_eq!(timers.next(), None);
    }

    #[test]
    fn survives_being_written_out_and_read_back() {
        let mut timers = Timers::new();
        timers.set("x".to_owned(), at(3));
        let text = serde_json::to_string(&timers).unwrap();
        let back: Timers<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(back.due(&"x".to_owned()), Some(at(3)));
    }
}
