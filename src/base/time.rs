//! The engine's clock reading: microseconds since 1970, never running backwards.
//!
//! It is a type of our own because the standard instant can neither be printed, serialised nor turned into wall time.
//! Reading a clock is the business of `edge/clock` and `sim/town`; here a time is only a value.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(i64);

impl Time {
    /// The moment `micros` microseconds after 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The moment `secs` seconds after 1970.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs * 1_000_000)
    }

    /// Microseconds since 1970.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// How long `self` is after `earlier`; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0).max(0) as u64)
    }

    /// As RFC 2822 in UTC, `Tue, 05 Mar 2024 10:15:30 +0000`: the form of callbacks (spec §6.7).
    pub fn rfc2822(self) -> String {
        self.utc().format("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }

    /// The day in UTC, `2024-03-05`.
    pub fn date(self) -> String {
        self.utc().format("%Y-%m-%d").to_string()
    }

    /// As RFC 3261 §20.17 has it, `Tue, 05 Mar 2024 10:15:30 GMT`: the form of Date headers.
    pub fn http_date(self) -> String {
        self.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// The 64-bit NTP timestamp of RTCP sender reports (RFC 3550 §4): seconds since 1900 and a binary fraction.
    pub fn ntp(self) -> u64 {
        const FROM_1900_TO_1970: u64 = 2_208_988_800;
        let micros = self.0.max(0) as u64;
        let (secs, rest) = (micros / 1_000_000, micros % 1_000_000);
        ((secs + FROM_1900_TO_1970) << 32) | ((rest << 32) / 1_000_000)
    }

    fn utc(self) -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.utc().format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

impl Add<Duration> for Time {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        let micros = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

impl AddAssign<Duration> for Time {
    fn add_assign(&mut self, span: Duration) {
        *self = *self + span;
    }
}

impl Sub for Time {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_iso_and_as_rfc_2822() {
        let time = Time::from_micros(1_709_633_730_250_000);
        assert_eq!(time.to_string(), "2024-03-05T10:15:30.250000Z");
        assert_eq!(time.rfc2822(), "Tue, 05 Mar 2024 10:15:30 +0000");
        assert_eq!(time.http_date(), "Tue, 05 Mar 2024 10:15:30 GMT");
    }

    #[test]
    fn a_span_before_its_start_is_zero() {
        let (a, b) = (Time::from_secs(5), Time::from_secs(7));
        assert_eq!(b - a, Duration::from_secs(2));
        assert_eq!(a - b, Duration::ZERO);
    }

    #[test]
    fn ntp_counts_from_1900_with_a_binary_fraction() {
        assert_eq!(Time::from_micros(500_000).ntp(), (2_208_988_800 << 32) | (1 << 31));
    }
}
