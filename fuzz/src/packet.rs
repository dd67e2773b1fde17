//! Targets for what comes to the ports of sound: RTP, RTCP, and noise that looks like STUN.

use std::net::SocketAddr;
use std::time::Duration;

use callwright::base::{Rng, Time};
use callwright::media::offer::{Codec, Direction, EventFormat, Format, PayloadMap};
use callwright::media::{Board, Channel, Command, GroupId, LineId, Output, Resting, Seat, Terms};
use callwright::wire::{dtmf, rtcp as report, rtp as packet};

const GROUP: GroupId = GroupId(1);

/// RTP: the payload lies inside the packet, rewriting changes the header alone; then the packet goes through a bridge.
pub fn rtp(data: &[u8]) {
    if let Ok(read) = packet::read(data) {
        let payload = data.get(read.payload.clone()).expect("the payload lies inside");
        let _event = dtmf::Event::read(payload);
        let mut copy = data.to_vec();
        let header = packet::Header { sequence: 7, ..read.header };
        packet::rewrite(&mut copy, &header);
        let again = packet::read(&copy).expect("still a packet");
        assert_eq!((again.header, again.payload), (header, read.payload));
    }
    bridge(data, Channel::Rtp);
}

/// RTCP: what was read and written is read alike; then the packet goes to a line.
pub fn rtcp(data: &[u8]) {
    let compound = report::read(data);
    let written = report::write(&compound.packets);
    let again = report::read(&written);
    assert!(again.packets.len() >= compound.packets.len(), "{compound:?} {again:?}");
    bridge(data, Channel::Rtcp);
}

/// Noise on both ports: packets divided by 0xff 0x00, with the magic of STUN put in every other one.
pub fn stun(data: &[u8]) {
    let mut noise = Vec::new();
    for (index, piece) in split(data, &[0xff, 0x00]).enumerate() {
        let mut bytes = piece.to_vec();
        if index % 2 == 0 && bytes.len() >= 8 {
            bytes[0] &= 0x3f;
            bytes[4..8].copy_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
        }
        noise.push(bytes);
    }
    let mut studio = Studio::new();
    for (index, bytes) in noise.iter().enumerate().take(64) {
        let channel = if index % 3 == 0 { Channel::Rtcp } else { Channel::Rtp };
        studio.hear(index % 2, channel, bytes);
    }
    studio.close();
}

/// The packet, three times, to both sides of a bridge, and a strange one after it.
fn bridge(data: &[u8], channel: Channel) {
    let mut studio = Studio::new();
    for piece in split(data, &[0xff, 0x00]).take(64) {
        for side in [0, 1, 0] {
            studio.hear(side, channel, piece);
        }
    }
    studio.close();
}

fn split<'d>(data: &'d [u8], mark: &'d [u8]) -> impl Iterator<Item = &'d [u8]> {
    let mut rest = Some(data);
    std::iter::from_fn(move || {
        let here = rest?;
        match here.windows(mark.len()).position(|window| window == mark) {
            Some(at) => {
                rest = Some(&here[at + mark.len()..]);
                Some(&here[..at])
            }
            None => rest.take(),
        }
    })
}

/// Two lines with a bridge between them.
struct Studio {
    board: Board,
    seats: Vec<Seat>,
    now: Time,
    heard: u64,
}

impl Studio {
    fn new() -> Self {
        let mut studio = Self {
            board: Board::new(Rng::seeded(1), Resting::default()),
            seats: Vec::new(),
            now: Time::from_secs(1_709_633_700),
            heard: 0,
        };
        for line in [LineId(1), LineId(2)] {
            let local = SocketAddr::from(([198, 51, 100, 1], 10_000 + 2 * line.0 as u16));
            studio.command(Command::Open { group: GROUP, line, local, signalled_from: Some(peer(line.0).ip()) });
            studio.command(Command::Shape { group: GROUP, line, terms: terms(line.0) });
        }
        studio.command(Command::Join { group: GROUP, a: LineId(1), b: LineId(2) });
        studio
    }

    fn command(&mut self, command: Command) {
        self.board.command(self.now, command);
        self.settle();
    }

    /// A packet to one side: from its peer, or for every fifth from a stranger; 20 ms later.
    fn hear(&mut self, side: usize, channel: Channel, bytes: &[u8]) {
        self.now += Duration::from_millis(20);
        self.heard += 1;
        let stranger = SocketAddr::from(([203, 0, 113, 7], 4000));
        let from = if self.heard % 5 == 4 { stranger } else { peer(side as u64 + 1) };
        let mut packet = bytes.to_vec();
        if let Some(forward) = self.board.receive(self.now, self.seats[side], channel, from, &mut packet) {
            assert!(forward.len <= packet.len(), "no more goes on than came");
            assert_ne!(forward.to, stranger, "nothing is sent to a stranger");
        }
        self.pass();
    }

    fn pass(&mut self) {
        if self.board.next_timeout().is_some_and(|due| due <= self.now) {
            self.board.timeout(self.now);
        }
        self.settle();
    }

    fn settle(&mut self) {
        while let Some(output) = self.board.poll() {
            if let Output::Bind { seat, .. } = output {
                self.seats.push(seat);
            }
        }
    }

    /// Closed, and a minute later nothing is left.
    fn close(mut self) {
        for line in [LineId(1), LineId(2)] {
            self.command(Command::Close { group: GROUP, line });
        }
        self.command(Command::Forget { group: GROUP });
        self.now += Duration::from_secs(61);
        self.pass();
        assert_eq!((self.board.lines(), self.board.groups(), self.board.resting()), (0, 0, 0));
    }
}

fn peer(line: u64) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, line as u8], 4000))
}

fn terms(line: u64) -> Terms {
    let format = Format { codec: Codec::Pcmu, send: 0, recv: 0 };
    let remote = peer(line);
    Terms {
        remote: Some(remote),
        remote_rtcp: Some(SocketAddr::new(remote.ip(), remote.port() + 1)),
        formats: PayloadMap { formats: vec![format], events: Some(EventFormat { send: 101, recv: 101, clock: 8000 }) },
        direction: Direction::SendRecv,
        silence_limit: Duration::ZERO,
        keys: None,
    }
}
