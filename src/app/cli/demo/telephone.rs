//! A telephone of the demo: a phone of the virtual town (`sim::phone`) with real sockets, a microphone and an ear.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;
use tokio::sync::mpsc::Receiver;

use super::sound::{Ear, Microphone};
use crate::base::{Rng, Time};
use crate::edge::clock::Clock;
use crate::edge::sip_stream::{self, Means, News, Streams};
use crate::edge::sip_udp::Sockets;
use crate::sim::Received;
use crate::sim::phone::{Noticed, Outgoing, Phone};
use crate::sim::story::{Act, Heard, PhoneCard};
use crate::wire::sip::{Flow, Transport};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// How often a pair of neighbouring ports is looked for.
const TRIES: usize = 100;
/// Datagrams taken at once.
const BATCH: usize = 64;
/// No packet of sound is longer.
const ROOM: usize = 2048;

/// The sockets of a telephone, bound before anything knows its address.
#[derive(Debug)]
pub(super) struct Line {
    udp: Sockets,
    tcp: Streams,
    streams: Receiver<sip_stream::Event>,
    sound: UdpSocket,
    /// RTCP goes here and is not read; held so that it reaches nobody else.
    _control: UdpSocket,
    /// Where SIP is spoken, over UDP and TCP.
    pub(super) sip: SocketAddr,
    /// Where RTP is heard.
    pub(super) rtp: SocketAddr,
}

impl Line {
    /// Binds SIP over UDP and TCP on one free port, RTP and RTCP on two neighbours.
    pub(super) async fn bind() -> io::Result<Self> {
        let (udp, tcp, streams, sip) = retry(async || {
            let udp = Sockets::bind([SocketAddr::new(HERE, 0)])?;
            let sip = udp.locals().next().ok_or(io::ErrorKind::AddrNotAvailable)?;
            let (tcp, streams) = Streams::bind([(Transport::Tcp, sip)], Means::default())?;
            Ok((udp, tcp, streams, sip))
        })
        .await?;
        let (sound, _control, rtp) = retry(async || {
            let sound = UdpSocket::bind((HERE, 0)).await?;
            let rtp = sound.local_addr()?;
            let above = rtp.port().checked_add(1).filter(|port| port % 2 == 1).ok_or(io::ErrorKind::AddrInUse)?;
            Ok((sound, UdpSocket::bind((HERE, above)).await?, rtp))
        })
        .await?;
        Ok(Self { udp, tcp, streams, sound, _control, sip, rtp })
    }
}

async fn retry<T>(bind: impl AsyncFn() -> io::Result<T>) -> io::Result<T> {
    let mut result = bind().await;
    for _ in 1..TRIES {
        if result.is_ok() {
            break;
        }
        result = bind().await;
    }
    result
}

/// A telephone.
#[derive(Debug)]
pub(super) struct Telephone {
    line: Line,
    phone: Phone,
    other: String,
    arrived: Vec<sip_stream::Event>,
    /// What it began to hear, until somebody looks.
    pub(super) noticed: Vec<(Time, Heard)>,
    /// What it says.
    pub(super) microphone: Microphone,
    /// What it hears.
    pub(super) ear: Ear,
}

impl Telephone {
    /// The telephone with the manners of card `index` of the two, that calls through `target`; the number is its voice.
    pub(super) fn new(line: Line, cards: &[PhoneCard; 2], index: usize, target: SocketAddr) -> Self {
        let names = cards.each_ref().map(|card| card.name.clone());
        let other = names[1 - index].clone();
        let seed = index as u64 + 1;
        let phone = Phone::new(&cards[index], index, &names, line.sip, target, Rng::seeded(seed));
        let phone = phone.with_sound_at(line.rtp.port());
        let (microphone, ear) = (Microphone::new(seed), Ear::default());
        Self { line, phone, other, arrived: Vec::new(), noticed: Vec::new(), microphone, ear }
    }

    /// Does something.
    pub(super) fn act(&mut self, now: Time, act: &Act) -> bool {
        self.phone.act(now, act)
    }

    /// Every SIP message that reached it.
    pub(super) fn received(&self) -> &[Received] {
        &self.phone.received
    }

    /// Waits until there is something to do.
    pub(super) async fn stir(&mut self, clock: &Clock) {
        let due = self.phone.next_timeout();
        tokio::select! {
            () = self.line.udp.readable() => {}
            // An error shows again when the socket is read.
            _ = self.line.sound.readable() => {}
            Some(event) = self.line.streams.recv() => self.arrived.push(event),
            () = super::until(clock, due) => {}
        }
    }

    /// Takes what has come, does what is due, sends what must leave. `other` is whom it may hear.
    pub(super) fn turn(&mut self, now: Time, other: &Microphone) -> io::Result<()> {
        let phone = &mut self.phone;
        self.line.udp.receive(BATCH, |flow, bytes| phone.receive(now, flow, bytes));
        self.arrived.extend(std::iter::from_fn(|| self.line.streams.try_recv().ok()));
        for event in std::mem::take(&mut self.arrived) {
            let news = self.line.tcp.receive(event);
            self.learn(now, news);
        }
        self.listen(now, other);
        if self.phone.next_timeout().is_some_and(|due| due <= now) {
            self.phone.timeout(now);
        }
        while let Some(outgoing) = self.phone.poll() {
            self.carry_out(now, outgoing)?;
        }
        Ok(())
    }

    fn learn(&mut self, now: Time, news: Vec<News>) {
        for news in news {
            match news {
                News::Message(flow, bytes) => self.phone.receive(now, flow, bytes),
                News::Closed(flow) | News::Failed(flow, _) => self.phone.on_closed(now, flow),
            }
        }
    }

    fn listen(&mut self, now: Time, other: &Microphone) {
        let mut room = [0; ROOM];
        // Whatever goes wrong with one packet is a packet lost, and counted as that.
        while let Ok((length, _)) = self.line.sound.try_recv_from(&mut room) {
            let Some(packet) = room.get(..length) else { continue };
            let deaf = self.ear.packets() == 0;
            self.ear.hear(now, packet, other);
            if deaf && self.ear.packets() > 0 {
                self.noticed.push((now, Heard::Voice(self.other.clone())));
            }
            self.phone.hear(now, self.line.rtp, packet);
        }
    }

    fn carry_out(&mut self, now: Time, outgoing: Outgoing) -> io::Result<()> {
        match outgoing {
            Outgoing::Message { flow, bytes } if flow.transport.is_reliable() => {
                let news = self.line.tcp.send(flow, bytes);
                self.learn(now, news);
            }
            Outgoing::Message { flow, bytes } => self.line.udp.send(&here(flow, self.line.sip), &bytes)?,
            Outgoing::Packet { to, mut bytes, .. } => {
                self.microphone.speak(now, &mut bytes);
                // A packet that the kernel does not take is lost, and counted as that.
                let _ = self.line.sound.try_send_to(&bytes, to);
            }
            // Everybody lives at an address here.
            Outgoing::Resolve { id, .. } => self.phone.on_resolved(now, id, crate::sip::Answer::NotFound),
            Outgoing::Noticed(Noticed::Hears(Heard::Ringback)) => self.noticed.push((now, Heard::Ringback)),
            // It knows the phrases of the town, the ear knows the voices
            // here; nobody presses keys or drops connections.
            Outgoing::Noticed(_) | Outgoing::Pressed(_) | Outgoing::Closed { .. } => {}
        }
        Ok(())
    }
}

/// The flow from our only socket.
const fn here(flow: Flow, local: SocketAddr) -> Flow {
    Flow { local, ..flow }
}
