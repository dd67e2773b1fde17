//! What the rules of media cost a relayed packet, plain, coded anew between the two laws, and
//! sealed: `Board::receive` for 400 bridged calls. A frame is one packet. The kernel's part of a
//! packet is about 2,500 ns, so 200 may be spent here.

use std::hint::black_box;
use std::time::Duration;

use callwright::base::Rng;
use callwright::media::offer::{Codec, Keys};
use callwright::media::{Board, Channel, Command, GroupId, LineId, Resting, Seat};
use callwright::wire::srtp::{Cipher, MasterKey, Suite};

use super::lines::{self, Row, Turn, now, open, phone, row, seats, time};

const CALLS: u64 = 400;

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
    ("SRTP on one side, AES-CM 80", [CM, PLAIN]),
    ("SRTP on both sides, AES-CM 80", [CM, CM]),
    ("SRTP on one side, AES-128-GCM", [GCM, PLAIN]),
    ("SRTP on both sides, AES-128-GCM", [GCM, GCM]),
];

pub(crate) fn rows() -> Vec<Row> {
    let row = |(name, sides)| row(format!("a packet relayed, {name}"), move |rounds| relay(sides, rounds));
    BRIDGES.into_iter().map(row).collect()
}

fn relay(sides: [Side; 2], rounds: u16) -> Turn {
    let mut board = bridges(sides);
    let seats = seats(&mut board);
    let mut ciphers = sides.map(|side: Side| side.suite.map(|suite| Cipher::new(key(suite))));
    let mut spent = Duration::ZERO;
    for round in 0..rounds {
        let packets = [packet(round, sides[0], &mut ciphers[0]), packet(round, sides[1], &mut ciphers[1])];
        let started = now();
        run(&mut board, &seats, round, &packets);
        spent += now() - started;
    }
    Turn { frames: u64::from(rounds) * seats.len() as u64, spent }
}

/// One packet of each phone. They all say the same with the same numbers, under one key.
fn run(board: &mut Board, seats: &[Seat], round: u16, packets: &[Vec<u8>; 2]) {
    let mut room = Vec::with_capacity(2048);
    for seat in seats {
        room.clear();
        room.extend_from_slice(&packets[seat.0 as usize % 2]);
        let sent = board.receive(time(round), *seat, Channel::Rtp, phone(u64::from(seat.0)), black_box(&mut room));
        assert!(black_box(sent).is_some(), "every packet of a bridge goes on");
    }
}

fn packet(round: u16, side: Side, cipher: &mut Option<Cipher>) -> Vec<u8> {
    let mut packet = lines::packet(round, side.codec, &[0x80; 160]);
    if let Some(cipher) = cipher {
        cipher.seal_rtp(&mut packet, round.into()).expect("a packet of ours");
    }
    packet
}

fn key(suite: Suite) -> MasterKey {
    let length = suite.entry().key_len + suite.entry().salt_len;
    MasterKey::new(suite, vec![7; length]).expect("as many bytes as the suite has")
}

fn bridges(sides: [Side; 2]) -> Board {
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    for call in 0..CALLS {
        let (group, [a, b]) = (GroupId(call), [LineId(call * 2), LineId(call * 2 + 1)]);
        for (line, Side { codec, suite }) in [a, b].into_iter().zip(sides) {
            let keys = suite.map(|suite| Keys { send: key(suite), receive: key(suite) });
            open(&mut board, group, line, codec, keys);
        }
        board.command(time(0), Command::Join { group, a, b });
    }
    board
}
