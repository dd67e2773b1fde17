//! Names → addresses, A and AAAA, by the resolver of the operating system.
//!
//! An answer is remembered for a minute, and for an hour in case the name service falls silent: then the old answer is
//! better than none (O6). A new name fails after two seconds.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use crate::base::Time;
use crate::sip::Hop;

/// Nobody waits longer for a name.
const LIMIT: Duration = Duration::from_secs(2);
/// An answer this old is used without asking.
const FRESH: Duration = Duration::from_secs(60);
/// An answer this old is used when asking fails.
const STALE: Duration = Duration::from_secs(3600);
/// Names remembered; above, all are forgotten and asked again.
const NAMES: usize = 1024;

/// What the name service said, and when.
#[derive(Debug, Default)]
pub struct Memory {
    names: HashMap<String, (Time, Vec<IpAddr>)>,
}

impl Memory {
    /// The addresses of `hop`, if they need not be asked for.
    pub fn fresh(&self, now: Time, hop: &Hop) -> Option<Vec<SocketAddr>> {
        self.young(now, hop, FRESH)
    }

    /// What is to be used after the name service said `found`.
    pub fn learn(&mut self, now: Time, hop: &Hop, found: Vec<IpAddr>) -> Vec<SocketAddr> {
        if found.is_empty() {
            return self.young(now, hop, STALE).unwrap_or_default();
        }
        if self.names.len() >= NAMES {
            self.names.clear();
        }
        let addrs = with_port(&found, hop);
        self.names.insert(hop.host.to_lowercase(), (now, found));
        addrs
    }

    fn young(&self, now: Time, hop: &Hop, age: Duration) -> Option<Vec<SocketAddr>> {
        let (at, found) = self.names.get(&hop.host.to_lowercase())?;
        (now.since(*at) <= age).then(|| with_port(found, hop))
    }
}

fn with_port(found: &[IpAddr], hop: &Hop) -> Vec<SocketAddr> {
    found.iter().map(|ip| SocketAddr::new(*ip, hop.port)).collect()
}

/// Asks the name service; nothing when it does not know the name or does not answer in time.
#[expect(clippy::disallowed_methods, reason = "a limit on the operating system, which has no deadline of its own")]
pub async fn ask(hop: &Hop) -> Vec<IpAddr> {
    let question = tokio::net::lookup_host((hop.host.as_str(), hop.port));
    let mut found: Vec<IpAddr> = match tokio::time::timeout(LIMIT, question).await {
        Ok(Ok(addrs)) => addrs.map(|addr| addr.ip()).collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sip::Transport;

    fn hop(host: &str, port: u16) -> Hop {
        Hop { host: host.into(), port, transport: Transport::Udp }
    }

    #[test]
    fn an_answer_is_used_for_a_minute_and_kept_for_an_hour_of_silence() {
        let at = Time::from_secs;
        let mut memory = Memory::default();
        let ip = IpAddr::from([192, 0, 2, 1]);
        assert_eq!(memory.fresh(at(0), &hop("pbx", 5060)), None);
        assert_eq!(memory.learn(at(0), &hop("pbx", 5060), vec![ip]), [SocketAddr::new(ip, 5060)]);
        assert_eq!(memory.fresh(at(60), &hop("PBX", 5080)), Some(vec![SocketAddr::new(ip, 5080)]));
        assert_eq!(memory.fresh(at(61), &hop("pbx", 5060)), None);
        assert_eq!(memory.learn(at(3600), &hop("pbx", 5060), vec![]), [SocketAddr::new(ip, 5060)]);
        assert_eq!(memory.learn(at(3601), &hop("pbx", 5060), vec![]), []);
    }

    #[test]
    fn names_without_end_do_not_fill_the_house() {
        let mut memory = Memory::default();
        for n in 0..5000 {
            memory.learn(Time::from_secs(0), &hop(&n.to_string(), 1), vec![IpAddr::from([127, 0, 0, 1])]);
        }
        assert!(memory.names.len() <= NAMES);
    }

    #[tokio::test]
    async fn localhost_is_known_and_nonsense_is_not() {
        assert!(ask(&hop("localhost", 5060)).await.contains(&IpAddr::from([127, 0, 0, 1])));
        assert!(ask(&hop("..", 5060)).await.is_empty());
    }
}
