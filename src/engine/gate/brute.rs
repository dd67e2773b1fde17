//! Guessing passwords (threats-and-faults A3): a source with too many wrong logins is banned for a while, and a source
//! that goes for one account is locked out of that account. Neither hinders anybody else.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::engine::guesses::{Guesses, Limit};
use crate::engine::settings::Guard;

/// Sources remembered at most; those whose last wrong login is longest ago go first.
const SOURCES: usize = 10_000;
/// Accounts of one source remembered at most.
const ACCOUNTS: usize = 100;

/// Wrong logins of all sources.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Brute {
    source: Limit,
    account: Limit,
    sources: BTreeMap<IpAddr, Source>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Source {
    guesses: Guesses,
    accounts: BTreeMap<String, Guesses>,
}

impl Brute {
    /// As the settings want it.
    pub(super) const fn new(guard: &Guard) -> Self {
        let window = Duration::from_secs(guard.login_window);
        let (ban, lock) = (Duration::from_secs(guard.login_ban), Duration::from_secs(guard.account_lock));
        Self {
            source: Limit { most: guard.login_failures as usize, window, lock: ban },
            account: Limit { most: guard.account_failures as usize, window, lock },
            sources: BTreeMap::new(),
        }
    }

    /// A wrong login. Whether the source, if it may be banned, is banned by it.
    pub(super) fn on_wrong(&mut self, now: Time, source: IpAddr, account: &str, may_be_banned: bool) -> bool {
        self.make_room(now);
        let record = self.sources.entry(key(source)).or_default();
        if record.accounts.len() >= ACCOUNTS {
            record.accounts.retain(|_, guesses| guesses.is_locked(now));
        }
        if record.accounts.len() < ACCOUNTS {
            record.accounts.entry(account.to_owned()).or_default().on_wrong(now, &self.account);
        }
        let most = if may_be_banned { self.source.most } else { usize::MAX };
        record.guesses.on_wrong(now, &Limit { most, ..self.source })
    }

    /// Whether the source is dropped.
    pub(super) fn is_banned(&self, now: Time, source: IpAddr) -> bool {
        self.sources.get(&key(source)).is_some_and(|record| record.guesses.is_locked(now))
    }

    /// Whether this source may not log in to this account.
    pub(super) fn is_locked(&self, now: Time, source: IpAddr, account: &str) -> bool {
        let account = self.sources.get(&key(source)).and_then(|record| record.accounts.get(account));
        account.is_some_and(|guesses| guesses.is_locked(now))
    }

    fn make_room(&mut self, now: Time) {
        if self.sources.len() < SOURCES {
            return;
        }
        let window = self.source.window;
        self.sources.retain(|_, record| !record.guesses.is_old(now, window));
        // Still full: an attack from everywhere. Forgetting is better than growing.
        if self.sources.len() >= SOURCES {
            self.sources.clear();
        }
    }
}

/// Whoever has one address of an IPv6 network has 2⁶⁴ of them.
fn key(source: IpAddr) -> IpAddr {
    match source.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Time {
        Time::from_secs(1_000_000) + Duration::from_millis(millis)
    }

    fn brute() -> Brute {
        Brute::new(&Guard { account_failures: 5, ..Guard::default() })
    }

    #[test]
    fn a3_ten_wrong_logins_in_a_minute_ban_their_source_alone() {
        let mut brute = brute();
        let (bad, good): (IpAddr, IpAddr) = ("192.0.2.66".parse().unwrap(), "192.0.2.7".parse().unwrap());
        let banned_by = (0..1000).find(|n| brute.on_wrong(at(*n), bad, &format!("user{n}"), true));
        assert_eq!(banned_by, Some(9), "the tenth");
        assert!(brute.is_banned(at(299_000), bad) && !brute.is_banned(at(311_000), bad));
        assert!(!brute.is_banned(at(10), good));
        let slow = (0..100).any(|n| brute.on_wrong(at(n * 7_000), good, "kate", true));
        assert!(!slow, "one in seven seconds is a telephone with an old password");
    }

    #[test]
    fn a3_five_hundred_sources_are_each_locked_out_of_the_account_and_its_owner_is_not() {
        let mut brute = brute();
        let source = |n: u32| IpAddr::from(std::net::Ipv4Addr::from_bits(0xC000_0200 + n));
        for n in 0..500 {
            for _ in 0..5 {
                assert!(!brute.on_wrong(at(0), source(n), "kate", true));
            }
            assert!(brute.is_locked(at(1), source(n), "kate") && !brute.is_locked(at(1), source(n), "bob"));
        }
        assert!(!brute.is_locked(at(1), source(500), "kate"));
        assert!(!brute.is_locked(at(60_001), source(0), "kate"), "for a while");
    }

    #[test]
    fn a3_a_trunk_is_locked_out_of_accounts_and_never_banned() {
        let mut brute = brute();
        let trunk: IpAddr = "192.0.2.1".parse().unwrap();
        for n in 0..1000 {
            assert!(!brute.on_wrong(at(n), trunk, &format!("user{n}"), false));
        }
        assert!(!brute.is_banned(at(1), trunk));
        assert!(brute.sources.values().all(|record| record.accounts.len() <= ACCOUNTS));
    }

    #[test]
    fn a_network_of_ipv6_is_one_source() {
        let mut brute = brute();
        let source = |n: u16| format!("2001:db8::{n:x}").parse().unwrap();
        assert!((0..10).any(|n| brute.on_wrong(at(0), source(n), "kate", true)));
        assert!(brute.is_banned(at(1), source(99)));
        assert!(!brute.is_banned(at(1), "2001:db8:0:1::1".parse().unwrap()));
    }
}
