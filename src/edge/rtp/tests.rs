//! Real sockets on loopback: a packet through two lines of one thread, a port that is taken, a port that rests.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::Threads;
use crate::edge::clock::Clock;
use crate::media::offer::{Codec, Direction, Format, PayloadMap};
use crate::media::{Command, Event, GroupId, LineId, Resting, Terms};
use crate::wire::rtp::{self, Header};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const GROUP: GroupId = GroupId(7);
const PATIENCE: Duration = Duration::from_secs(5);

fn start(resting: Resting) -> (Threads, Receiver<Event>) {
    let (sender, events) = channel();
    let tell = move |event| sender.send(event).unwrap();
    (Threads::start(2, [1; 32], resting, Clock::start(), tell, |_, _, _| {}).unwrap(), events)
}

fn phone() -> UdpSocket {
    let socket = UdpSocket::bind((HERE, 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

/// Two even ports whose upper neighbours are free as well, just now.
fn free_ports() -> [SocketAddr; 2] {
    let mut held = Vec::new();
    for _ in 0..100 {
        let even = SocketAddr::new(HERE, phone().local_addr().unwrap().port() & !1);
        let above = SocketAddr::new(HERE, even.port() + 1);
        if let (Ok(lower), Ok(upper)) = (UdpSocket::bind(even), UdpSocket::bind(above)) {
            held.push((even, lower, upper));
        }
        if let [(one, ..), (other, ..)] = held[..] {
            return [one, other];
        }
    }
    panic!("no two pairs of free ports among a hundred tries");
}

fn open(threads: &Threads, line: u64, local: SocketAddr, remote: &UdpSocket, codec: Codec) {
    let payload = codec.entry().payload;
    let format = Format { codec, send: payload, recv: payload };
    let remote = remote.local_addr().unwrap();
    let terms = Terms {
        remote: Some(remote),
        remote_rtcp: None,
        formats: PayloadMap { formats: vec![format], events: None },
        direction: Direction::SendRecv,
        keys: None,
        silence_limit: Duration::ZERO,
    };
    let line = LineId(line);
    threads.send(Command::Open { group: GROUP, line, local, signalled_from: Some(HERE) });
    threads.send(Command::Shape { group: GROUP, line, terms });
}

fn packet(sequence: u16, payload_type: u8, payload: &[u8]) -> Vec<u8> {
    let timestamp = u32::from(sequence) * 160;
    rtp::write(&Header { marker: false, payload_type, sequence, timestamp, ssrc: 42 }, payload)
}

#[test]
fn sound_crosses_two_lines_and_changes_its_law() {
    let (threads, events) = start(Resting { quiet: Duration::from_millis(1), most: Duration::from_millis(2) });
    let (a, b) = (phone(), phone());
    let [at_a, at_b] = free_ports();
    open(&threads, 1, at_a, &a, Codec::Pcmu);
    open(&threads, 2, at_b, &b, Codec::Pcma);
    threads.send(Command::Join { group: GROUP, a: LineId(1), b: LineId(2) });
    // A failing port tells that the commands before it have been carried out.
    threads.send(Command::Open { group: GROUP, line: LineId(3), local: at_a, signalled_from: None });
    assert!(matches!(events.recv_timeout(PATIENCE), Ok(Event::Failed { line: LineId(3), .. })));

    let mut room = [0; 2048];
    for sequence in 0..50 {
        a.send_to(&packet(sequence, 0, &[0xff; 160]), at_a).unwrap();
        let (len, from) = b.recv_from(&mut room).unwrap();
        let heard = rtp::read(&room[..len]).unwrap();
        assert_eq!((from, heard.header.payload_type, heard.header.marker), (at_b, 8, sequence == 0));
        assert_eq!(room[heard.payload], [0xd5; 160]);
    }

    for line in 1..=3 {
        threads.send(Command::Close { group: GROUP, line: LineId(line) });
    }
    threads.send(Command::Forget { group: GROUP });
    let mut ended = Vec::new();
    while ended.len() < 6 {
        ended.push(events.recv_timeout(PATIENCE).unwrap());
    }
    let passed = ended.iter().filter_map(|event| match event {
        Event::Closed { line, stats, .. } => Some((line.0, stats.received, stats.sent, stats.lost)),
        _ => None,
    });
    assert_eq!(passed.collect::<Vec<_>>(), [(1, 50, 0, 0), (2, 0, 50, 0), (3, 0, 0, 0)]);
    assert!(ended.contains(&Event::Rested { local: at_b }));
    threads.stop();
    UdpSocket::bind(at_b).expect("the port is free again");
}
