//! Real sockets on loopback: a packet through two lines of one thread, a port that is taken, a port that rests.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::Threads;
use crate::edge::clock::Clock;
use crate::edge::forks::Forks;
use crate::media::offer::{Codec, Direction, Format, PayloadMap};
use crate::media::{Command, Event, GroupId, LineId, Resting, Terms};
use crate::wire::rtp::{self, Header};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const GROUP: GroupId = GroupId(7);
const PATIENCE: Duration = Duration::from_secs(5);

fn start(resting: Resting) -> (Threads, Receiver<Event>) {
    let (sender, events) = channel();
    let tell = move |event| sender.send(event).unwrap();
    (
        Threads::start(2, [1; 32], (resting, 32_000), Clock::start(), tell, |_, _, _| {}, Forks::default()).unwrap(),
        events,
    )
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

#[test]
fn a_line_goes_to_another_thread_with_its_port_and_its_stream() {
    let (threads, events) = start(Resting { quiet: Duration::from_millis(1), most: Duration::from_millis(2) });
    let (a, b) = (phone(), phone());
    let [at_a, at_b] = free_ports();
    open(&threads, 1, at_a, &a, Codec::Pcmu);
    open(&threads, 2, at_b, &b, Codec::Pcmu);
    let room = GroupId(GROUP.0 + 1);
    let mut bytes = [0; 2048];
    let mut last = None;
    // There and back, again and again: what is ordered for the line waits for it, and no number is used twice.
    for turn in 0..20_u16 {
        let (from, to) = if turn % 2 == 0 { (GROUP, room) } else { (room, GROUP) };
        for line in [1, 2].map(LineId) {
            threads.send(Command::Move { line, from, to });
        }
        threads.send(Command::Join { group: to, a: LineId(1), b: LineId(2) });
        // Answered by the thread where both are now.
        threads.send(Command::Open {
            group: to,
            line: LineId(100 + u64::from(turn)),
            local: at_a,
            signalled_from: None,
        });
        assert!(matches!(events.recv_timeout(PATIENCE), Ok(Event::Failed { .. })));
        for sequence in turn * 5..turn * 5 + 5 {
            a.send_to(&packet(sequence, 0, &[0x20; 160]), at_a).unwrap();
            let (len, from) = b.recv_from(&mut bytes).unwrap();
            let heard = rtp::read(&bytes[..len]).unwrap();
            let number = (heard.header.ssrc, heard.header.sequence);
            let follows = last.is_none_or(|(ssrc, before): (u32, u16)| (ssrc, before.wrapping_add(1)) == number);
            assert!(from == at_b && follows, "{last:?} {number:?}");
            last = Some(number);
        }
    }
    threads.send(Command::Move { line: LineId(77), from: GROUP, to: room });
    threads.send(Command::Forget { group: room });
    threads.send(Command::Forget { group: GROUP });
    let closed = |event: &Event| matches!(event, Event::Closed { line: LineId(1 | 2), stats, .. } if stats.received + stats.sent == 100);
    let mut ended = 0;
    while ended < 2 {
        ended += usize::from(closed(&events.recv_timeout(PATIENCE).unwrap()));
    }
    threads.stop();
}
