//! What the rules of media cost a relayed packet: `Board::receive` for 400 bridged calls, without sockets.
//!
//! `cargo bench --bench relay`. The kernel's part of a packet is about 2,500 ns, so 200 ns here is what may be spent.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callwright::base::{Rng, Time};
use callwright::media::offer::{Codec, Direction, EventFormat, Format, PayloadMap};
use callwright::media::{Board, Channel, Command, GroupId, LineId, Output, Resting, Seat, Terms};
use callwright::wire::rtp::{self, Header};

const CALLS: u64 = 400;
const ROUNDS: u16 = 5_000;

fn main() {
    for (name, codecs) in [("as it is", [Codec::Pcmu, Codec::Pcmu]), ("µ-law to A-law", [Codec::Pcmu, Codec::Pcma])] {
        let (mut board, seats) = bridges(codecs);
        let started = now();
        for round in 0..ROUNDS {
            run(&mut board, &seats, round, codecs);
        }
        let packets = u64::from(ROUNDS) * seats.len() as u64;
        let each = (now() - started).as_nanos() / u128::from(packets);
        println!("{name}: {each} ns a packet, {packets} packets");
    }
}

/// One packet of each phone.
fn run(board: &mut Board, seats: &[Seat], round: u16, codecs: [Codec; 2]) {
    let at = Time::from_micros(i64::from(round) * 20_000);
    for seat in seats {
        let payload_type = codecs[seat.0 as usize % 2].entry().payload;
        let timestamp = u32::from(round) * 160;
        let header = Header { marker: false, payload_type, sequence: round, timestamp, ssrc: 7 };
        let mut packet = [0x80; 172];
        rtp::rewrite(&mut packet, &header);
        let sent = board.receive(at, *seat, Channel::Rtp, phone(u64::from(seat.0)), black_box(&mut packet));
        assert!(black_box(sent).is_some(), "every packet of a bridge goes on");
    }
}

fn bridges(codecs: [Codec; 2]) -> (Board, Vec<Seat>) {
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    let mut seats = Vec::new();
    let zero = Time::from_micros(0);
    for call in 0..CALLS {
        let group = GroupId(call);
        for (side, codec) in codecs.into_iter().enumerate() {
            let index = call * 2 + side as u64;
            let local = SocketAddr::from(([127, 0, 0, 1], 10_000 + 2 * index as u16));
            let line = LineId(index);
            board.command(zero, Command::Open { group, line, local, signalled_from: None });
            board.command(zero, Command::Shape { group, line, terms: terms(phone(index), codec) });
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

fn terms(remote: SocketAddr, codec: Codec) -> Terms {
    let payload = codec.entry().payload;
    Terms {
        remote: Some(remote),
        remote_rtcp: None,
        formats: PayloadMap {
            formats: vec![Format { codec, send: payload, recv: payload }],
            events: Some(EventFormat { send: 101, recv: 101, clock: 8000 }),
        },
        direction: Direction::SendRecv,
        keys: None,
        silence_limit: Duration::from_secs(300),
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine")]
fn now() -> Instant {
    Instant::now()
}
