//! What a conference costs: µs for each participant and 20 ms, one room of 200 and 50 rooms of 4, everybody speaking or one
//! at a time. `cargo bench --bench room`.
//!
//! Without sockets: taking the packet of a participant in, decoding it, mixing, coding and handing out the packet for it.
//! The first line is the bare packet: one line that plays to its peer and hears nobody.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callwright::base::{Rng, Time};
use callwright::media::offer::{Codec, Direction, EventFormat, Format, PayloadMap};
use callwright::media::{Board, Channel, Command, GroupId, LineId, Output, Resting, Seat, Terms, Tone};
use callwright::wire::rtp::{self, Header};

const PEOPLE: u64 = 200;
const BEATS: u16 = 1_000;

/// How many are in one room, and every how many of them speaks.
const ROOMS: [(&str, u64, u64); 5] = [
    ("bare packets of a tone", 0, 0),
    ("1 room of 200, one speaks", 200, 200),
    ("1 room of 200, all speak", 200, 1),
    ("50 rooms of 4, one speaks", 4, 4),
    ("50 rooms of 4, all speak", 4, 1),
];

fn main() {
    for (name, size, every) in ROOMS {
        let (mut board, seats) = board(size);
        let mut spent = Duration::ZERO;
        let mut packets = 0_u64;
        for beat in 0..BEATS {
            let speakers = seats.iter().enumerate().filter(|(n, _)| every > 0 && (*n as u64).is_multiple_of(every));
            let started = now();
            for (n, seat) in speakers {
                speak(&mut board, *seat, n as u64, beat);
            }
            board.timeout(Time::from_micros(i64::from(beat) * 20_000));
            while let Some(output) = board.poll() {
                packets += u64::from(matches!(black_box(output), Output::Send { channel: Channel::Rtp, .. }));
            }
            spent += now() - started;
        }
        let each = spent.as_nanos() as f64 / 1000.0 / packets.max(1) as f64;
        println!("{name}: {each:.2} µs a participant and tick, {packets} packets");
    }
}

fn speak(board: &mut Board, seat: Seat, n: u64, beat: u16) {
    let header =
        Header { marker: false, payload_type: 0, sequence: beat, timestamp: u32::from(beat) * 160, ssrc: n as u32 };
    let mut packet = rtp::write(&header, &[0x40 + (n % 60) as u8; 160]);
    board.receive(Time::from_micros(i64::from(beat) * 20_000), seat, Channel::Rtp, phone(n), &mut packet);
}

fn board(size: u64) -> (Board, Vec<Seat>) {
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    let zero = Time::from_micros(0);
    for n in 0..PEOPLE {
        let (group, line) = (GroupId(n / size.max(1)), LineId(n));
        let local = SocketAddr::from(([127, 0, 0, 1], 10_000 + 2 * n as u16));
        board.command(zero, Command::Open { group, line, local, signalled_from: None });
        board.command(zero, Command::Shape { group, line, terms: terms(phone(n)) });
        board.command(
            zero,
            match size {
                0 => Command::Sound { group, line, tone: Some(Tone::Music) },
                _ => Command::Enter { group, line, muted: false, coach: None },
            },
        );
    }
    let outputs = std::iter::from_fn(|| board.poll());
    let seats = outputs.filter_map(|output| if let Output::Bind { seat, .. } = output { Some(seat) } else { None });
    let seats = seats.collect();
    (board, seats)
}

fn phone(n: u64) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], 20_000 + n as u16))
}

fn terms(remote: SocketAddr) -> Terms {
    Terms {
        remote: Some(remote),
        remote_rtcp: None,
        formats: PayloadMap {
            formats: vec![Format { codec: Codec::Pcmu, send: 0, recv: 0 }],
            events: Some(EventFormat { send: 101, recv: 101, clock: 8000 }),
        },
        direction: Direction::SendRecv,
        keys: None,
        silence_limit: Duration::ZERO,
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine")]
fn now() -> Instant {
    Instant::now()
}
