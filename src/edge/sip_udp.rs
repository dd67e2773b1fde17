//! SIP datagrams: sockets that the loop reads itself, without a task between them and the engine.
//!
//! What the kernel cannot take at once is dropped and counted: over UDP the transactions repeat it (RFC 3261 §17), and
//! waiting here would hold up every other call.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::task::Poll;

use bytes::Bytes;
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::net::UdpSocket;

use crate::wire::sip::{Flow, Transport};

/// Room for what arrives while the loop is busy: some 3,000 messages.
const KERNEL_BUFFER: usize = 4 << 20;
/// No datagram is longer.
const LONGEST: usize = 65_535;

/// The sockets.
#[derive(Debug)]
pub struct Sockets {
    sockets: Vec<Bound>,
    buffer: Box<[u8]>,
}

#[derive(Debug)]
struct Bound {
    local: SocketAddr,
    socket: UdpSocket,
}

impl Sockets {
    /// Binds one socket for each address. An IPv6 socket takes IPv6 only, so that both families may share a port.
    pub fn bind(addrs: impl IntoIterator<Item = SocketAddr>) -> io::Result<Self> {
        let sockets = addrs.into_iter().map(bind).collect::<io::Result<_>>()?;
        Ok(Self { sockets, buffer: vec![0; LONGEST].into() })
    }

    /// The addresses, ports filled in, in the order given.
    pub fn locals(&self) -> impl Iterator<Item = SocketAddr> {
        self.sockets.iter().map(|bound| bound.local)
    }

    /// Waits until there is something to receive.
    pub async fn readable(&self) {
        poll_fn(|context| {
            let ready = self.sockets.iter().any(|bound| bound.socket.poll_recv_ready(context).is_ready());
            if ready { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Up to `most` datagrams of each socket, so that a flood on one starves neither the others nor the timers.
    pub fn receive(&mut self, most: usize, mut take: impl FnMut(Flow, Bytes)) {
        for bound in &self.sockets {
            for _ in 0..most {
                match bound.socket.try_recv_from(&mut self.buffer) {
                    Ok((length, peer)) => {
                        let flow = Flow { transport: Transport::Udp, local: bound.local, peer };
                        take(flow, Bytes::copy_from_slice(&self.buffer[..length]));
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    // An ICMP error of an earlier datagram; the next read is not affected.
                    Err(_) => {}
                }
            }
        }
    }

    /// Sends one datagram.
    pub fn send(&self, flow: &Flow, bytes: &[u8]) -> io::Result<()> {
        let bound = self.sockets.iter().find(|bound| bound.local == flow.local);
        let bound = bound.ok_or_else(|| io::Error::new(io::ErrorKind::AddrNotAvailable, "not listened on"))?;
        // Straight to the kernel: the runtime would refuse until it has once seen the socket writable.
        SockRef::from(&bound.socket).send_to(bytes, &flow.peer.into()).map(drop)
    }
}

fn bind(addr: SocketAddr) -> io::Result<Bound> {
    let socket = Socket::new(Domain::for_address(addr), Type::DGRAM, Some(Protocol::UDP))?;
    if addr.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    // The system may give less; that is no reason not to start.
    let _ = socket.set_recv_buffer_size(KERNEL_BUFFER);
    let _ = socket.set_send_buffer_size(KERNEL_BUFFER);
    socket.bind(&addr.into())?;
    let socket = UdpSocket::from_std(socket.into())?;
    Ok(Bound { local: socket.local_addr()?, socket })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(ip: [u8; 4]) -> SocketAddr {
        SocketAddr::from((ip, 0))
    }

    #[tokio::test]
    async fn datagrams_pass_between_two_sockets_with_their_flow() {
        let mut ours = Sockets::bind([any([127, 0, 0, 1]), any([127, 0, 0, 2])]).unwrap();
        let theirs = Sockets::bind([any([127, 0, 0, 1])]).unwrap();
        let (peer, second) = (theirs.locals().next().unwrap(), ours.locals().nth(1).unwrap());
        let there = Flow { transport: Transport::Udp, local: peer, peer: second };
        for n in 0..5u8 {
            theirs.send(&there, &[n]).unwrap();
        }
        let mut got = Vec::new();
        while got.len() < 5 {
            ours.readable().await;
            ours.receive(2, |flow, bytes| got.push((flow, bytes)));
        }
        let here = Flow { transport: Transport::Udp, local: second, peer };
        assert_eq!(got, (0..5u8).map(|n| (here, Bytes::copy_from_slice(&[n]))).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn one_port_serves_both_families_and_strange_flows_are_refused() {
        let six = Sockets::bind([SocketAddr::from(([0u16; 8], 0))]).unwrap();
        let port = six.locals().next().unwrap().port();
        let four = Sockets::bind([SocketAddr::from(([0, 0, 0, 0], port))]).unwrap();
        let flow = Flow { transport: Transport::Udp, local: any([127, 0, 0, 9]), peer: any([127, 0, 0, 1]) };
        assert_eq!(four.send(&flow, b"x").unwrap_err().kind(), io::ErrorKind::AddrNotAvailable);
    }
}
