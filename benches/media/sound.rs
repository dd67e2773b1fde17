//! Prompts, calls coded anew, calls recorded. A frame is one beat of the whole call: a packet of each side in, ears,
//! mouths, a packet to each side out. A prompt is measured with its packets sent on loopback and without, and beside it
//! what it costs to send a packet of that size that is there already.

use std::hint::black_box;
use std::net::UdpSocket;
use std::time::Duration;

use callwright::audio::{Rate, voice};
use callwright::base::{RecordingSid, Rng};
use callwright::media::offer::Codec;
use callwright::media::{
    Board, Channel, ClipId, Command, GroupId, LineId, Of, Output, Piece, PlayId, Recording, Resting, Seat, Sounding,
};

use super::lines::{BEATS, Row, Turn, WARM, now, open, phone, row, seats, time, voice_of};

/// Prompts at once, and calls at once.
const PROMPTS: u64 = 400;
const CALLS: u64 = 40;

const TRANSCODED: [(&str, [Codec; 2]); 3] = [
    ("G.722 to µ-law and back", [Codec::G722, Codec::Pcmu]),
    ("Opus to µ-law and back", [Codec::Opus, Codec::Pcmu]),
    ("Opus to G.722 and back", [Codec::Opus, Codec::G722]),
];
const RECORDED: [(&str, Codec, bool); 3] = [
    ("µ-law, one channel", Codec::Pcmu, false),
    ("µ-law, two channels", Codec::Pcmu, true),
    ("G.722, two channels", Codec::G722, true),
];

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = vec![row("the bare sending of a packet", bare_sending)];
    for codec in [Codec::Pcmu, Codec::Pcma] {
        rows.push(row(format!("a prompt in {codec:?}, not sent"), move |beats| prompts(codec, beats, |_| ())));
        rows.push(row(format!("a prompt in {codec:?}, sent"), move |beats| {
            let mut send = sender();
            prompts(codec, beats, move |packet| send(packet))
        }));
    }
    // The ground: packets pass, nobody listens.
    rows.push(row("a call relayed as it is", |beats| call([Codec::Pcmu; 2], None, beats)));
    for (name, codecs) in TRANSCODED {
        rows.push(row(format!("a call from {name}"), move |beats| call(codecs, None, beats)));
    }
    for (name, codec, is_dual) in RECORDED {
        rows.push(row(format!("a call recorded, {name}"), move |beats| call([codec; 2], Some(is_dual), beats)));
    }
    rows
}

/// Lines to which the same clip is played for ever.
fn prompts(codec: Codec, beats: u16, mut send: impl FnMut(&[u8])) -> Turn {
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    let samples = voice::start(1, 80_000);
    for n in 0..PROMPTS {
        let (group, line, clip) = (GroupId(n), LineId(n), ClipId(n));
        open(&mut board, group, line, codec, None);
        let piece = Piece { rate: Rate::Narrow, samples: samples.as_slice().into(), is_last: true };
        board.command(time(0), Command::Feed { group, clip, piece });
        let what = Sounding::Clip(clip);
        board.command(time(0), Command::Play { group, line, play: PlayId(n), what, times: 0 });
    }
    let mut turn = Turn { frames: 0, spent: Duration::ZERO };
    for beat in 0..beats {
        let started = now();
        board.timeout(time(beat));
        while let Some(output) = board.poll() {
            if let Output::Send { channel: Channel::Rtp, bytes, .. } = output {
                send(black_box(&bytes));
                turn.frames += u64::from(beat >= WARM);
            }
        }
        if beat >= WARM {
            turn.spent += now() - started;
        }
    }
    let expected = PROMPTS * u64::from(beats.saturating_sub(WARM));
    assert!(turn.frames + PROMPTS >= expected, "a packet for each prompt and beat");
    turn
}

/// What it costs to send a packet that is there already.
fn bare_sending(beats: u16) -> Turn {
    let (mut send, packet) = (sender(), [0x80; 172]);
    let frames = PROMPTS * u64::from(beats.saturating_sub(WARM));
    let started = now();
    (0..frames).for_each(|_| send(black_box(&packet)));
    Turn { frames, spent: now() - started }
}

/// Sends packets to a socket of this machine.
fn sender() -> impl FnMut(&[u8]) {
    let bind = || UdpSocket::bind("127.0.0.1:0").expect("a port of this machine");
    let (socket, sink) = (bind(), bind());
    let to = sink.local_addr().expect("a bound socket has an address");
    move |packet| {
        // The sink is kept open: a packet to nobody would come back as an error.
        black_box(&sink);
        socket.send_to(packet, to).expect("loopback takes a packet");
    }
}

/// What one beat of a call costs in which both sides speak; `recorded` into so many channels: two or one.
fn call(codecs: [Codec; 2], recorded: Option<bool>, beats: u16) -> Turn {
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    for n in 0..CALLS {
        let group = GroupId(n);
        let [a, b] = [LineId(2 * n), LineId(2 * n + 1)];
        open(&mut board, group, a, codecs[0], None);
        open(&mut board, group, b, codecs[1], None);
        board.command(time(0), Command::Join { group, a, b });
        if let Some(is_dual) = recorded {
            let longest = Duration::from_secs(3600);
            let plan = Recording { of: Of::Both(a), is_dual, silence: None, longest, is_trimmed: false };
            let recording = RecordingSid::mint(&mut Rng::seeded(n));
            board.command(time(0), Command::Record { group, recording, plan });
        }
    }
    let seats = seats(&mut board);
    let said = codecs.map(|codec| voice_of(codec, BEATS));
    let mut spent = Duration::ZERO;
    for beat in 0..beats.min(BEATS) {
        let packets = [0, 1].map(|side| said[side][usize::from(beat)].as_slice());
        let started = now();
        run(&mut board, &seats, beat, packets);
        if beat >= WARM {
            spent += now() - started;
        }
    }
    Turn { frames: CALLS * u64::from(beats.saturating_sub(WARM)), spent }
}

/// One packet of each phone, and the beat.
fn run(board: &mut Board, seats: &[Seat], beat: u16, packets: [&[u8]; 2]) {
    let mut room = Vec::with_capacity(4096);
    for (n, seat) in seats.iter().enumerate() {
        room.clear();
        room.extend_from_slice(packets[n % 2]);
        black_box(board.receive(time(beat), *seat, Channel::Rtp, phone(n as u64), &mut room));
    }
    board.timeout(time(beat));
    while let Some(output) = board.poll() {
        black_box(output);
    }
}
