//! Servers that did not answer. Whoever has another one to try passes them over for a minute, whatever call found out
//! (RFC 3263 §4.3, threats-and-faults S25); where all are dead all are tried, for the list must not be what fails.

use serde::{Deserialize, Serialize};

use std::collections::VecDeque;
use std::time::Duration;

use crate::base::Time;
use crate::sip::route::Target;
use crate::wire::sip::Flow;

/// How long a server is passed over.
const REST: Duration = Duration::from_secs(60);
/// No server takes itself out for longer.
const LONGEST: Duration = Duration::from_secs(600);
/// Servers remembered; above, the oldest is forgotten.
const SERVERS: usize = 256;

/// The dead, the first found at the front.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::sip) struct Dead {
    servers: VecDeque<(Time, Target)>,
}

impl Dead {
    /// It did not answer, or could not be reached.
    pub(in crate::sip) fn bury(&mut self, now: Time, flow: Flow) {
        self.rest(now, flow, REST);
    }

    /// It does not want to be asked for so long (RFC 3261 §21.5.4).
    pub(in crate::sip) fn rest(&mut self, now: Time, flow: Flow, span: Duration) {
        self.revive(flow);
        self.servers.retain(|(until, _)| now < *until);
        if self.servers.len() >= SERVERS {
            self.servers.pop_front();
        }
        self.servers.push_back((now + span.min(LONGEST), Target::new(flow.transport, flow.peer)));
    }

    /// Whether it is passed over now.
    pub(in crate::sip) fn knows(&self, now: Time, flow: Flow) -> bool {
        let target = Target::new(flow.transport, flow.peer);
        self.servers.iter().any(|(until, dead)| now < *until && *dead == target)
    }

    /// It said something.
    pub(in crate::sip) fn revive(&mut self, flow: Flow) {
        if !self.servers.is_empty() {
            self.servers.retain(|(_, dead)| *dead != Target::new(flow.transport, flow.peer));
        }
    }

    /// The living of them, or all when none lives.
    pub(in crate::sip) fn sift(&self, now: Time, targets: Vec<Target>) -> Vec<Target> {
        let is_dead = |target: &Target| self.servers.iter().any(|(until, dead)| now < *until && dead == target);
        if targets.iter().all(is_dead) { targets } else { targets.into_iter().filter(|t| !is_dead(t)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sip::Transport;

    #[test]
    fn a_dead_server_is_passed_over_for_a_minute_unless_all_are_dead() {
        let at = Time::from_secs;
        let addr = |last: u8| std::net::SocketAddr::from(([192, 0, 2, last], 5060));
        let flow = |last| Flow { transport: Transport::Udp, local: addr(99), peer: addr(last) };
        let both = || vec![Target::new(Transport::Udp, addr(1)), Target::new(Transport::Udp, addr(2))];
        let mut dead = Dead::default();
        dead.bury(at(0), flow(1));
        assert_eq!(dead.sift(at(59), both()), both()[1..]);
        assert_eq!(dead.sift(at(60), both()), both());
        dead.bury(at(61), flow(1));
        dead.bury(at(62), flow(2));
        assert_eq!(dead.sift(at(63), both()), both());
        dead.revive(flow(1));
        assert_eq!(dead.sift(at(63), both()), both()[..1]);
    }
}
