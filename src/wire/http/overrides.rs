//! Overrides in a URL's fragment (spec §6.1): `#rc=2&ct=2000&rt=5000&tt=9000&rp=5xx,ct`. A value out of its range, or a
//! name that is not known, changes nothing.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::form;

/// What one URL wants to be different.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overrides {
    /// `rc`: how often to try again, 0 to 5.
    pub retries: Option<u8>,
    /// `ct`: time to connect, 100 to 10 000 ms.
    pub connect: Option<Duration>,
    /// `rt`: time to the first byte, 100 to 15 000 ms.
    pub first_byte: Option<Duration>,
    /// `tt`: time for everything, 100 to 15 000 ms.
    pub total: Option<Duration>,
    /// `rp`: after what to try again; `None` means after a failed connection.
    pub retry_after: Option<BTreeSet<Trouble>>,
}

/// A kind of failure after which a request may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trouble {
    /// `4xx`.
    ClientError,
    /// `5xx`.
    ServerError,
    /// `ct`: no connection, or one that closed before any byte.
    Connect,
    /// `rt`: no answer in time.
    Read,
}

impl Overrides {
    /// Reads a fragment, without its `#`.
    pub fn parse(fragment: &str) -> Self {
        let mut overrides = Self::default();
        for (name, value) in form::parse(fragment.as_bytes()) {
            match name.as_str() {
                "rc" => overrides.retries = within(&value, 0..=5).map(|count| count as u8),
                "ct" => overrides.connect = within(&value, 100..=10_000).map(Duration::from_millis),
                "rt" => overrides.first_byte = within(&value, 100..=15_000).map(Duration::from_millis),
                "tt" => overrides.total = within(&value, 100..=15_000).map(Duration::from_millis),
                "rp" => overrides.retry_after = Some(value.split(',').flat_map(troubles).copied().collect()),
                _ => {}
            }
        }
        overrides
    }
}

fn within(value: &str, range: RangeInclusive<u64>) -> Option<u64> {
    value.parse().ok().filter(|number| range.contains(number))
}

fn troubles(name: &str) -> &'static [Trouble] {
    match name.trim() {
        "4xx" => &[Trouble::ClientError],
        "5xx" => &[Trouble::ServerError],
        "ct" => &[Trouble::Connect],
        "rt" => &[Trouble::Read],
        "all" => &[Trouble::ClientError, Trouble::ServerError, Trouble::Connect, Trouble::Read],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_override_within_its_range() {
        let read = Overrides::parse("rc=2&ct=2000&rt=5000&tt=9000&rp=5xx,ct");
        assert_eq!(read.retries, Some(2));
        assert_eq!(read.connect, Some(Duration::from_secs(2)));
        assert_eq!(read.first_byte, Some(Duration::from_secs(5)));
        assert_eq!(read.total, Some(Duration::from_secs(9)));
        assert_eq!(read.retry_after, Some([Trouble::ServerError, Trouble::Connect].into()));
        assert_eq!(Overrides::parse("rp=all").retry_after.unwrap().len(), 4);
    }

    #[test]
    fn nonsense_changes_nothing() {
        for fragment in ["", "top", "rc=6&ct=99&rt=15001&tt=x", "rc=-1&ct=", "%ff=&&=&"] {
            assert_eq!(Overrides::parse(fragment), Overrides::default(), "{fragment}");
        }
    }
}
