//! The virtual net: how long a datagram takes, whether it is lost, doubled or held back. What a seed decides, it
//! decides for good. Streams are reliable and keep their order; datagrams promise nothing.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use super::story::Weather;
use crate::base::{Rng, Time};

/// How much later a datagram comes that is held back: enough for the next few to pass it.
const HELD_BACK: Duration = Duration::from_millis(55);

/// The net between the engine and the phones.
#[derive(Debug)]
pub(super) struct Net {
    weather: Weather,
    rng: Rng,
    streams: BTreeMap<(SocketAddr, SocketAddr), Time>,
}

impl Net {
    /// A net with this weather.
    pub(super) const fn new(weather: Weather, rng: Rng) -> Self {
        Self { weather, rng, streams: BTreeMap::new() }
    }

    /// When a datagram sent now arrives: never, once or twice.
    pub(super) fn datagram(&mut self, now: Time) -> Vec<Time> {
        let copies =
            if self.rng.chance(self.weather.loss) { 0 } else { 1 + u32::from(self.rng.chance(self.weather.duplicate)) };
        (0..copies).map(|_| now + self.delay()).collect()
    }

    /// When something sent now on the stream `from` → `to` arrives: after everything sent there before.
    pub(super) fn stream(&mut self, now: Time, from: SocketAddr, to: SocketAddr) -> Time {
        let arrival = now + self.weather.delay + self.jitter();
        let last = self.streams.entry((from, to)).or_default();
        *last = arrival.max(*last + Duration::from_micros(1));
        *last
    }

    /// There and back, for what is asked of the web and the name service.
    pub(super) fn round_trip(&self) -> Duration {
        self.weather.delay * 2
    }

    fn delay(&mut self) -> Duration {
        let held = if self.rng.chance(self.weather.reorder) { HELD_BACK } else { Duration::ZERO };
        self.weather.delay + self.jitter() + held
    }

    fn jitter(&mut self) -> Duration {
        match self.weather.jitter {
            Duration::ZERO => Duration::ZERO,
            most => self.rng.span(Duration::ZERO, most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(loss: f64, duplicate: f64, reorder: f64) -> Net {
        let jitter = Duration::from_millis(30);
        Net::new(Weather { loss, duplicate, reorder, jitter, ..Weather::default() }, Rng::seeded(4))
    }

    #[test]
    fn loses_doubles_and_holds_back_by_its_shares() {
        let mut net = net(0.1, 0.2, 0.3);
        let copies: Vec<_> = (0..10_000).map(|_| net.datagram(Time::from_secs(1))).collect();
        let share = |wanted: usize| copies.iter().filter(|copies| copies.len() == wanted).count() as f64 / 10_000.0;
        assert!((share(0) - 0.1).abs() < 0.02, "{}", share(0));
        assert!((share(2) - 0.18).abs() < 0.02, "{}", share(2));
        let late = copies.iter().flatten().filter(|at| **at - Time::from_secs(1) > Duration::from_millis(64)).count();
        assert!(late > 2000, "{late}");
    }

    #[test]
    fn a_stream_keeps_its_order() {
        let mut net = net(0.5, 0.5, 0.5);
        let (a, b) = ("192.0.2.1:1".parse().unwrap(), "192.0.2.2:2".parse().unwrap());
        let arrivals: Vec<_> = (0..100).map(|_| net.stream(Time::from_secs(1), a, b)).collect();
        assert!(arrivals.is_sorted_by(|a, b| a < b));
    }
}
