//! Conferences: one room of 200 and 50 rooms of 4, everybody speaking or one at a time. A frame is one participant and
//! beat: its packet in, its ear, the mix, its mouth, and the packet for it. The first row is the packet alone: a line
//! to which music is played and that hears nobody.

use std::hint::black_box;
use std::time::Duration;

use callwright::base::Rng;
use callwright::media::offer::Codec;
use callwright::media::{Board, Channel, Command, GroupId, LineId, Output, Resting, Tone};

use super::lines::{Row, Turn, WARM, now, open, packet, phone, row, seats, time};

const PEOPLE: u64 = 200;

/// How many are in one room, and every how many of them speaks.
const ROOMS: [(&str, u64, u64); 5] = [
    ("200 lines that hear music", 0, 0),
    ("1 room of 200, one speaks", 200, 200),
    ("1 room of 200, all speak", 200, 1),
    ("50 rooms of 4, one speaks", 4, 4),
    ("50 rooms of 4, all speak", 4, 1),
];

pub(crate) fn rows() -> Vec<Row> {
    let row = |(name, size, every)| row(name, move |beats| conference(board(size), every, beats));
    ROOMS.into_iter().map(row).collect()
}

fn conference(mut board: Board, every: u64, beats: u16) -> Turn {
    let seats = seats(&mut board);
    let mut turn = Turn { frames: 0, spent: Duration::ZERO };
    for beat in 0..beats {
        let speakers = seats.iter().enumerate().filter(|(n, _)| every > 0 && (*n as u64).is_multiple_of(every));
        let started = now();
        for (n, seat) in speakers {
            let mut said = packet(beat, Codec::Pcmu, &[0x40 + (n % 60) as u8; 160]);
            board.receive(time(beat), *seat, Channel::Rtp, phone(n as u64), &mut said);
        }
        board.timeout(time(beat));
        while let Some(output) = board.poll() {
            let is_packet = matches!(black_box(output), Output::Send { channel: Channel::Rtp, .. });
            turn.frames += u64::from(is_packet && beat >= WARM);
        }
        if beat >= WARM {
            turn.spent += now() - started;
        }
    }
    turn
}

fn board(size: u64) -> Board {
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    for n in 0..PEOPLE {
        let (group, line) = (GroupId(n / size.max(1)), LineId(n));
        open(&mut board, group, line, Codec::Pcmu, None);
        let part = match size {
            0 => Command::Sound { group, line, tone: Some(Tone::Music) },
            _ => Command::Enter { group, line, muted: false, coach: None },
        };
        board.command(time(0), part);
    }
    board
}
