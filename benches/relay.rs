//! What the rules of media cost a relayed packet: `Board::receive` for 400 bridged calls, without sockets.
//!
//! `cargo bench --bench relay`. The kernel's part of a packet is about 2,500 ns, so 200 ns here is what may be spent.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callwright::base::{Rng, Time};
use callwright::media::offer::{Codec, Direction, EventFormat, Format, Keys, PayloadMap};
use callwright::media::{Board, Channel, Command, GroupId, LineId, Output, Resting, Seat, Terms};
use callwright::wire::rtp::{self, Header};
use callwright::wire::srtp::{Cipher, MasterKey, Suite};

const CALLS: u64 = 400;
const ROUNDS: u16 = 5_000;

/// One side of every bridge.
#[derive(Clone, Copy)]
struct Side {
    codec: Codec,
    suite: Option<Suite>,
}

const fn side(codec: Codec, suite: Option<Suite>) -> Side {
    Side { codec, suite }
}

const PLAIN: Side = side(Codec::Pcmu, None);
const CM: Side = side(Codec::Pcmu, Some(Suite::Cm80));
const GCM: Side = side(Codec::Pcmu, Some(Suite::Gcm128));

const BRIDGES: [(&str, [Side; 2]); 6] = [
    ("as it is", [PLAIN, PLAIN]),
    ("µ-law to A-law", [PLAIN, side(Codec::Pcma, None)]),
    ("SRTP to RTP and back, AES-CM 80", [CM, PLAIN]),
    ("SRTP on both sides, AES-CM 80", [CM, CM]),
    ("SRTP to RTP and back, AES-128-GCM", [GCM, PLAIN]),
    ("SRTP on both sides, AES-128-GCM", [GCM, GCM]),
];

fn main() {
    let mut plain = None;
    for (name, sides) in BRIDGES {
        let (mut board, seats) = bridges(sides);
        let mut ciphers = sides.map(|side| side.suite.map(|suite| Cipher::new(key(suite))));
        let mut spent = Duration::ZERO;
        for round in 0..ROUNDS {
            let packets = [packet(round, sides[0], &mut ciphers[0]), packet(round, sides[1], &mut ciphers[1])];
            let started = now();
            run(&mut board, &seats, round, &packets);
            spent += now() - started;
        }
        let packets = f64::from(ROUNDS) * seats.len() as f64;
        let each = spent.as_nanos() as f64 / packets;
        let ratio = each / *plain.get_or_insert(each);
        println!("{name}: {each:.0} ns a packet, {ratio:.1} times the first, {packets} packets");
    }
}

/// One packet of each phone. They all say the same with the same numbers, under one key.
fn run(board: &mut Board, seats: &[Seat], round: u16, packets: &[Vec<u8>; 2]) {
    let at = Time::from_micros(i64::from(round) * 20_000);
    let mut room = Vec::with_capacity(2048);
    for seat in seats {
        room.clear();
        room.extend_from_slice(&packets[seat.0 as usize % 2]);
        let sent = board.receive(at, *seat, Channel::Rtp, phone(u64::from(seat.0)), black_box(&mut room));
        assert!(black_box(sent).is_some(), "every packet of a bridge goes on");
    }
}

fn packet(round: u16, side: Side, cipher: &mut Option<Cipher>) -> Vec<u8> {
    let (payload_type, timestamp) = (side.codec.entry().payload, u32::from(round) * 160);
    let mut packet =
        rtp::write(&Header { marker: false, payload_type, sequence: round, timestamp, ssrc: 7 }, &[0x80; 160]);
    if let Some(cipher) = cipher {
        cipher.seal_rtp(&mut packet, round.into()).expect("a packet of ours");
    }
    packet
}

fn key(suite: Suite) -> MasterKey {
    let length = suite.entry().key_len + suite.entry().salt_len;
    MasterKey::new(suite, vec![7; length]).expect("as many bytes as the suite has")
}

fn bridges(sides: [Side; 2]) -> (Board, Vec<Seat>) {
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    let mut seats = Vec::new();
    let zero = Time::from_micros(0);
    for call in 0..CALLS {
        let group = GroupId(call);
        for (index, side) in sides.into_iter().enumerate() {
            let index = call * 2 + index as u64;
            let local = SocketAddr::from(([127, 0, 0, 1], 10_000 + 2 * index as u16));
            let line = LineId(index);
            board.command(zero, Command::Open { group, line, local, signalled_from: None });
            board.command(zero, Command::Shape { group, line, terms: terms(phone(index), side) });
        }
        board.command(zero, Command::Join { group, a: LineId(call * 2), b: LineId(call * 2 + 1) });
    }
    while let Some(output) = board.poll() {
        if let Output::Bind { seat, .. } = output {
            seats.push(seat);
        }
    }
    (board, seats)
}

fn phone(index: u64) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], 20_000 + index as u16))
}

fn terms(remote: SocketAddr, Side { codec, suite }: Side) -> Terms {
    let payload = codec.entry().payload;
    Terms {
        remote: Some(remote),
        remote_rtcp: None,
        formats: PayloadMap {
            formats: vec![Format { codec, send: payload, recv: payload }],
            events: Some(EventFormat { send: 101, recv: 101, clock: 8000 }),
        },
        direction: Direction::SendRecv,
        keys: suite.map(|suite| Keys { send: key(suite), receive: key(suite) }),
        silence_limit: Duration::from_secs(300),
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine")]
fn now() -> Instant {
    Instant::now()
}
