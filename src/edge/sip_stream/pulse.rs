//! When a connection is too slow, too silent, or due for a ping. Values only: who waits for them is `link`.

use tokio::time::Instant;

use super::Limits;

/// What is due at the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// A ping of ours.
    Ping,
    /// The end of the connection.
    End,
}

/// The clocks of one connection.
#[derive(Debug)]
pub(super) struct Pulse {
    limits: Limits,
    /// Since when a message is owed.
    begun: Option<Instant>,
    heard: Instant,
    next_ping: Option<Instant>,
    pinged: Option<Instant>,
    /// The peer has answered a ping before, so that silence means something; not every peer has to (RFC 5626 §4.4).
    answers: bool,
}

impl Pulse {
    /// A connection has begun. A stranger who connects owes a message as if its first
    /// byte had come (S29); pings go where we connected.
    pub(super) fn new(now: Instant, limits: Limits, accepted: bool) -> Self {
        let next_ping = limits.keep_alive.filter(|_| !accepted).map(|every| now + every);
        Self { limits, begun: accepted.then_some(now), heard: now, next_ping, pinged: None, answers: false }
    }

    /// Bytes came: whether a message was among them, and whether one has begun that is not complete.
    pub(super) fn on_read(&mut self, now: Instant, whole: bool, waiting: bool) {
        self.heard = now;
        self.begun = match (whole, self.begun) {
            // Blank lines do not pay what a stranger owes.
            (false, Some(begun)) => Some(begun),
            _ => waiting.then_some(now),
        };
    }

    /// The answer to a ping came.
    pub(super) fn on_pong(&mut self) {
        (self.pinged, self.answers) = (None, true);
    }

    /// When something is due.
    pub(super) fn deadline(&self) -> Instant {
        [self.end(), self.next_ping.unwrap_or_else(|| self.end())].into_iter().min().unwrap_or(self.heard)
    }

    /// What is due now.
    pub(super) fn due(&mut self, now: Instant) -> Due {
        match (self.next_ping, self.limits.keep_alive) {
            (Some(at), Some(every)) if now >= at && now < self.end() => {
                self.pinged = self.pinged.or(Some(now));
                self.next_ping = Some(now + every);
                Due::Ping
            }
            _ => Due::End,
        }
    }

    fn end(&self) -> Instant {
        let slow = self.begun.map(|begun| begun + self.limits.message);
        let silent = self.pinged.filter(|_| self.answers).map(|pinged| pinged + self.limits.pong);
        let idle = self.heard + self.limits.idle;
        [slow, silent].into_iter().flatten().fold(idle, Instant::min)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn limits() -> Limits {
        Limits { keep_alive: Some(Duration::from_secs(100)), ..Limits::default() }
    }

    #[expect(clippy::disallowed_methods, reason = "any instant will do")]
    fn start() -> Instant {
        Instant::now()
    }

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_stranger_owes_a_message_and_blank_lines_are_none() {
        let start = start();
        let mut pulse = Pulse::new(start, limits(), true);
        pulse.on_read(start + secs(9), false, false);
        assert_eq!(pulse.deadline(), start + secs(10));
        pulse.on_read(start + secs(9), true, false);
        assert_eq!(pulse.deadline(), start + secs(9 + 3600));
        pulse.on_read(start + secs(50), true, true);
        pulse.on_read(start + secs(55), false, true);
        assert_eq!((pulse.deadline(), pulse.due(start + secs(60))), (start + secs(60), Due::End));
    }

    #[test]
    fn our_connections_are_pinged_and_given_up_when_a_peer_that_answers_falls_silent() {
        let start = start();
        let mut pulse = Pulse::new(start, limits(), false);
        assert_eq!((pulse.deadline(), pulse.due(start + secs(100))), (start + secs(100), Due::Ping));
        // It never answered: not every peer does.
        assert_eq!((pulse.deadline(), pulse.due(start + secs(200))), (start + secs(200), Due::Ping));
        pulse.on_pong();
        assert_eq!((pulse.deadline(), pulse.due(start + secs(300))), (start + secs(300), Due::Ping));
        assert_eq!((pulse.deadline(), pulse.due(start + secs(310))), (start + secs(310), Due::End));
    }
}
