//! The net between the engine and the phones: how long a datagram takes and what becomes of it.

use std::time::Duration;

use super::fault::Fault;
use super::line::Cursor;

/// What can follow `net`.
pub(super) const NET_WORDS: &[&str] = &["delay", "jitter", "loss", "duplicate", "reorder"];

/// What happens to datagrams on their way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weather {
    /// One way.
    pub delay: Duration,
    /// Up to so much more, drawn anew for each.
    pub jitter: Duration,
    /// The share that never arrives.
    pub loss: f64,
    /// The share that arrives twice.
    pub duplicate: f64,
    /// The share that is held back until later ones have passed.
    pub reorder: f64,
}

impl Default for Weather {
    fn default() -> Self {
        Self { delay: Duration::from_millis(10), jitter: Duration::ZERO, loss: 0.0, duplicate: 0.0, reorder: 0.0 }
    }
}

impl Weather {
    /// Whether a message may be lost, come twice or be overtaken.
    pub fn is_rough(&self) -> bool {
        self.loss > 0.0 || self.duplicate > 0.0 || self.reorder > 0.0
    }
}

/// Reads `net delay 40ms loss 5% …` after its keyword.
pub(super) fn weather(line: &mut Cursor, weather: &mut Weather) -> Result<(), Fault> {
    while !line.is_at_end() {
        if line.take("delay") {
            weather.delay = line.span()?;
        } else if line.take("jitter") {
            weather.jitter = line.span()?;
        } else if line.take("loss") {
            weather.loss = line.share()?;
        } else if line.take("duplicate") {
            weather.duplicate = line.share()?;
        } else if line.take("reorder") {
            weather.reorder = line.share()?;
        } else {
            return Err(line.unknown("something about the net", NET_WORDS));
        }
    }
    Ok(())
}
