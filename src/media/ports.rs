//! The pool of RTP ports: even numbers, RTCP on the odd one above (RFC 3550 §11).
//!
//! A port goes through three hands: in use by a line, resting until its old peer is quiet (M20), free again. The one
//! freed last is used last. An empty pool is an answer, not an error (M19). Sockets are not here.

use std::collections::{BTreeSet, VecDeque};
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// Which ports are free, in use and resting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ports {
    shelves: Vec<Shelf>,
    last: u16,
    in_use: BTreeSet<SocketAddr>,
    resting: BTreeSet<SocketAddr>,
}

/// The free ports of one address: those never used yet, and those that came back, longest ago first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Shelf {
    address: IpAddr,
    untouched: Option<u16>,
    returned: VecDeque<u16>,
}

impl Ports {
    /// A pool over the even ports from `min` whose upper neighbour is not above `max`, on each address.
    pub fn new(addresses: Vec<IpAddr>, min: u16, max: u16) -> Self {
        let first = min.checked_next_multiple_of(2).map(|port| port.max(2));
        let last = max.saturating_sub(1) & !1;
        let untouched = first.filter(|first| *first <= last);
        let shelf = |address| Shelf { address, untouched, returned: VecDeque::new() };
        let shelves = addresses.into_iter().map(shelf).collect();
        Self { shelves, last, in_use: BTreeSet::new(), resting: BTreeSet::new() }
    }

    /// A port on our address of the same family as `like`; `None` when there is no such address or no port is left.
    pub fn take(&mut self, like: IpAddr) -> Option<SocketAddr> {
        let shelves = self.shelves.iter_mut().filter(|shelf| shelf.address.is_ipv4() == like.is_ipv4());
        let taken = shelves.into_iter().find_map(|shelf| shelf.take(self.last))?;
        self.in_use.insert(taken);
        Some(taken)
    }

    /// The line on this port is closed: nobody gets the port until `release`.
    pub fn rest(&mut self, port: SocketAddr) {
        if self.in_use.remove(&port) {
            self.resting.insert(port);
        }
    }

    /// The port is quiet (`Event::Rested`), or was never bound: it may be taken again.
    pub fn release(&mut self, port: SocketAddr) {
        let known = self.resting.remove(&port) || self.in_use.remove(&port);
        let shelf = self.shelves.iter_mut().find(|shelf| shelf.address == port.ip());
        if let (true, Some(shelf)) = (known, shelf) {
            shelf.returned.push_back(port.port());
        }
    }

    /// Whether there are ports of an address family at all.
    pub fn serve(&self, like: IpAddr) -> bool {
        self.shelves.iter().any(|shelf| shelf.address.is_ipv4() == like.is_ipv4())
    }

    /// How many ports carry a line.
    pub fn in_use(&self) -> usize {
        self.in_use.len()
    }

    /// How many ports wait for quiet.
    pub fn resting(&self) -> usize {
        self.resting.len()
    }
}

impl Shelf {
    fn take(&mut self, last: u16) -> Option<SocketAddr> {
        let port = match self.untouched {
            Some(port) => {
                self.untouched = port.checked_add(2).filter(|next| *next <= last);
                Some(port)
            }
            None => self.returned.pop_front(),
        };
        port.map(|port| SocketAddr::new(self.address, port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn ports(min: u16, max: u16) -> Ports {
        Ports::new(vec![HERE], min, max)
    }

    fn all(pool: &mut Ports) -> Vec<u16> {
        std::iter::from_fn(|| pool.take(HERE)).map(|port| port.port()).collect()
    }

    #[test]
    fn m19_an_empty_pool_says_so_and_the_first_free_port_is_usable() {
        let mut pool = ports(10_001, 10_006);
        assert_eq!(all(&mut pool), [10_002, 10_004]);
        assert_eq!((pool.take(HERE), pool.in_use()), (None, 2));
        pool.release((HERE, 10_002).into());
        assert_eq!(pool.take(HERE), Some((HERE, 10_002).into()));
    }

    #[test]
    fn m20_a_resting_port_is_not_given_out() {
        let mut pool = ports(10_000, 10_003);
        let first = pool.take(HERE).unwrap();
        pool.rest(first);
        assert_eq!((pool.in_use(), pool.resting()), (0, 1));
        assert_eq!(all(&mut pool), [10_002]);
        pool.release(first);
        assert_eq!((pool.take(HERE), pool.resting()), (Some(first), 0));
    }

    #[test]
    fn the_port_freed_last_is_used_last() {
        let mut pool = ports(10_000, 10_007);
        assert_eq!(all(&mut pool), [10_000, 10_002, 10_004, 10_006]);
        for port in [10_004, 10_000, 10_002] {
            pool.release((HERE, port).into());
        }
        assert_eq!(all(&mut pool), [10_004, 10_000, 10_002]);
    }

    #[test]
    fn a_port_given_back_twice_is_free_once() {
        let mut pool = ports(10_000, 10_001);
        let port = pool.take(HERE).unwrap();
        pool.release(port);
        pool.release(port);
        assert_eq!(all(&mut pool), [10_000]);
    }

    #[test]
    fn families_and_edges_of_the_range() {
        let there = "::1".parse().unwrap();
        assert_eq!(ports(10_000, 10_100).take(there), None);
        assert_eq!(Ports::new(vec![HERE, there], 7000, 7001).take(there), Some((there, 7000).into()));
        assert_eq!(all(&mut ports(65_534, 65_535)), [65_534]);
        assert!(all(&mut ports(65_535, 65_535)).is_empty());
        assert_eq!(all(&mut ports(0, 5)), [2, 4]);
        assert!(all(&mut ports(9, 3)).is_empty());
    }
}
