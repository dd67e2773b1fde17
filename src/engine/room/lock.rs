//! Guessing PINs (threats-and-faults A17): a caller with too many wrong ones is locked out for a while,
//! in all rooms of its account. It is asked as ever and every PIN is wrong, after the same work in the
//! same time: nothing tells a guesser that the lock is on, or that a PIN would have been right. How
//! many guesses a call has is the verb's business.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::Guest;
use crate::base::Time;
use crate::call::room::{Key, Pin};
use crate::engine::guesses::{Guesses, Limit};
use crate::engine::settings::Guard;

/// Callers remembered at most.
const CALLERS: usize = 10_000;
/// Digits that are compared; no PIN has more.
const DIGITS: usize = 32;

/// Wrong PINs of all callers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Lock {
    limit: Limit,
    /// By account and caller.
    callers: BTreeMap<String, Guesses>,
}

impl Lock {
    /// As the settings want it.
    pub(super) const fn new(guard: &Guard) -> Self {
        let lock = Duration::from_secs(guard.pin_lock);
        let limit = Limit { most: guard.pin_failures as usize, window: lock, lock };
        Self { limit, callers: BTreeMap::new() }
    }

    /// Whether the key opens the door for this guest. A right one takes nothing back: whoever knows the PIN of one room
    /// shall not guess at another with it.
    pub(super) fn opens(&mut self, now: Time, guest: &Guest, key: &Key) -> bool {
        self.make_room(now);
        let is_right: bool = padded(&key.wanted).ct_eq(&padded(&key.said)).into();
        let guesses = self.callers.entry(format!("{}/{}", guest.account, guest.caller)).or_default();
        let is_locked = guesses.is_locked(now);
        if !is_right && !is_locked {
            guesses.on_wrong(now, &self.limit);
        }
        is_right && !is_locked
    }

    fn make_room(&mut self, now: Time) {
        if self.callers.len() < CALLERS {
            return;
        }
        let window = self.limit.window;
        self.callers.retain(|_, guesses| !guesses.is_old(now, window));
        // Still full: guesses from everywhere. Forgetting is better than growing.
        if self.callers.len() >= CALLERS {
            self.callers.clear();
        }
    }
}

/// As many bytes whatever the digits are; none of them says how many digits there were.
fn padded(pin: &Pin) -> [u8; DIGITS] {
    let mut bytes = [0; DIGITS];
    bytes.iter_mut().zip(pin.0.bytes()).for_each(|(byte, digit)| *byte = digit);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CallSid, Rng};
    use crate::call::call::ROOT;
    use crate::media::{GroupId, LineId};

    fn at(secs: u64) -> Time {
        Time::from_secs(1_000_000) + Duration::from_secs(secs)
    }

    fn guest(caller: &str) -> Guest {
        let sid = CallSid::mint(&mut Rng::seeded(7));
        let (account, caller) = ("acme".to_owned(), caller.to_owned());
        let rate = crate::audio::Rate::Narrow;
        Guest { family: GroupId(1), call: ROOT, sid, line: LineId(1), rate, account, caller }
    }

    fn key(said: &str) -> Key {
        Key { wanted: Pin("4711".to_owned()), said: Pin(said.to_owned()) }
    }

    #[test]
    fn a17_five_wrong_pins_lock_their_caller_out_for_ten_minutes_and_nobody_else() {
        let mut lock = Lock::new(&Guard::default());
        for n in 0..5 {
            assert!(lock.opens(at(n), &guest("bob"), &key("4711")), "{n} wrong ones lock nobody out");
            assert!(!lock.opens(at(n), &guest("bob"), &key("0815")));
        }
        assert!(!lock.opens(at(5), &guest("bob"), &key("4711")) && lock.opens(at(5), &guest("alice"), &key("4711")));
        assert!(!lock.opens(at(603), &guest("bob"), &key("4711")) && lock.opens(at(605), &guest("bob"), &key("4711")));
    }

    #[test]
    fn a17_pins_are_compared_whole() {
        let mut lock = Lock::new(&Guard { pin_failures: 100, ..Guard::default() });
        for wrong in ["", "471", "47110", "4712", "4711\0"] {
            let is_whole = wrong != "4711\0";
            assert_eq!(lock.opens(at(0), &guest("bob"), &key(wrong)), !is_whole, "{wrong:?}");
        }
    }

    #[test]
    fn a17_guesses_from_everywhere_do_not_fill_the_memory() {
        let mut lock = Lock::new(&Guard::default());
        for n in 0..3 * CALLERS {
            lock.opens(at(0), &guest(&n.to_string()), &key("1"));
        }
        assert!(lock.callers.len() <= CALLERS);
    }
}
