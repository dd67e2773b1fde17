//! The sockets of the lines of one thread, found by seat without searching, all in one epoll.

use std::io;
use std::net::{SocketAddr, UdpSocket};

use rustix::buffer::spare_capacity;
use rustix::event::epoll;
use rustix::fd::{AsFd, OwnedFd};
use rustix::net::{RecvFlags, SendFlags, recvfrom, sendto};

use crate::media::{Channel, Seat};

/// The number under which epoll reports the bell; no seat has it.
const BELL: u64 = u64::MAX;

/// All sockets of a thread.
#[derive(Debug)]
pub(super) struct Sockets {
    epoll: OwnedFd,
    pairs: Vec<Option<[UdpSocket; 2]>>,
}

/// What became ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ready {
    /// There are orders.
    Bell,
    /// There is a packet.
    Packet(Seat, Channel),
}

impl Sockets {
    /// None yet; `bell` rings when there are orders.
    pub(super) fn new(bell: impl AsFd) -> io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, bell, epoll::EventData::new_u64(BELL), epoll::EventFlags::IN)?;
        Ok(Self { epoll, pairs: Vec::new() })
    }

    pub(super) fn epoll(&self) -> &OwnedFd {
        &self.epoll
    }

    /// Binds RTP on `local` and RTCP above it.
    pub(super) fn bind(&mut self, seat: Seat, local: SocketAddr) -> io::Result<()> {
        let above = SocketAddr::new(local.ip(), local.port().wrapping_add(1));
        self.put(seat, [open(local)?, open(above)?])
    }

    /// Listens to both sockets of a line. Level-triggered: whoever reads one packet an event is
    /// told again, and what came before is told at once.
    pub(super) fn put(&mut self, seat: Seat, pair: [UdpSocket; 2]) -> io::Result<()> {
        for (socket, channel) in pair.iter().zip([Channel::Rtp, Channel::Rtcp]) {
            epoll::add(&self.epoll, socket, epoll::EventData::new_u64(data(seat, channel)), epoll::EventFlags::IN)?;
        }
        let index = seat.0 as usize;
        if self.pairs.len() <= index {
            self.pairs.resize_with(index + 1, || None);
        }
        self.pairs[index] = Some(pair);
        Ok(())
    }

    /// Gives both sockets of the seat away, unread; what comes meanwhile waits in them.
    pub(super) fn take(&mut self, seat: Seat) -> Option<[UdpSocket; 2]> {
        let pair = self.pairs.get_mut(seat.0 as usize)?.take()?;
        for socket in &pair {
            if let Err(error) = epoll::delete(&self.epoll, socket) {
                tracing::error!(%error, "a media socket cannot leave its thread");
            }
        }
        Some(pair)
    }

    /// Closes the sockets of the seat; epoll forgets them with that.
    pub(super) fn unbind(&mut self, seat: Seat) {
        if let Some(pair) = self.pairs.get_mut(seat.0 as usize) {
            *pair = None;
        }
    }

    /// Reads one packet into the capacity of `room`, if there still is one.
    pub(super) fn receive(&self, seat: Seat, channel: Channel, room: &mut Vec<u8>) -> Option<SocketAddr> {
        let socket = self.socket(seat, channel)?;
        room.clear();
        let (held, whole, from) = recvfrom(socket, spare_capacity(room), RecvFlags::TRUNC).ok()?;
        // What does not fit is no packet of ours: 2 KiB hold more than a second of any sound we agree on in one packet.
        let from = SocketAddr::try_from(from?).ok()?;
        (whole <= held).then_some(from)
    }

    /// Sends one packet. One that the system does not take is lost, as it might be on any wire.
    pub(super) fn send(&self, seat: Seat, channel: Channel, to: SocketAddr, packet: &[u8]) {
        if let Some(socket) = self.socket(seat, channel)
            && let Err(error) = sendto(socket, packet, SendFlags::empty(), &to)
        {
            tracing::debug!(%error, "a media packet was not sent");
        }
    }

    fn socket(&self, seat: Seat, channel: Channel) -> Option<&UdpSocket> {
        self.pairs.get(seat.0 as usize)?.as_ref().map(|pair| &pair[channel as usize])
    }
}

impl Ready {
    /// Reads back what `bind` and `new` gave to epoll.
    pub(super) fn of(event: &epoll::Event) -> Self {
        match event.data.u64() {
            BELL => Self::Bell,
            data if data & 1 == 0 => Self::Packet(Seat((data >> 1) as u32), Channel::Rtp),
            data => Self::Packet(Seat((data >> 1) as u32), Channel::Rtcp),
        }
    }
}

fn data(seat: Seat, channel: Channel) -> u64 {
    (u64::from(seat.0) << 1) | channel as u64
}

fn open(local: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(local)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}
