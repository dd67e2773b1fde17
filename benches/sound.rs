//! What sound of our own costs a media thread: prompts, calls coded anew, calls recorded. Twenty seconds or so.
//!
//! `cargo bench --bench sound`. Each line: µs of one core for each frame of 20 ms, and how many at once fill a core. A
//! prompt is measured twice: what making its packets costs, and what sending a packet of that size on loopback costs and
//! nothing else. Calls are without sockets: packets in, ears, mouths, packets out; a frame is one beat of the whole call.

use std::hint::black_box;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use callwright::audio::codec::Encoder;
use callwright::audio::{Pcm, Rate, voice};
use callwright::base::{RecordingSid, Rng, Time};
use callwright::media::offer::{Codec, Direction, EventFormat, Format, PayloadMap};
use callwright::media::{
    Board, Channel, ClipId, Command, GroupId, LineId, Of, Output, Piece, PlayId, Recording, Resting, Seat, Sounding,
    Terms,
};
use callwright::wire::rtp::{self, Header};

/// Prompts at once, and calls at once.
const PROMPTS: u64 = 400;
const CALLS: u64 = 40;
/// Beats of a measurement; the first ones, in which ears open, are left out.
const BEATS: u16 = 500;
const WARM: u16 = 50;
/// One beat in microseconds.
const BEAT: i64 = 20_000;

const TRANSCODED: [(&str, [Codec; 2]); 3] = [
    ("G.722 to µ-law and back", [Codec::G722, Codec::Pcmu]),
    ("Opus to µ-law and back", [Codec::Opus, Codec::Pcmu]),
    ("Opus to G.722 and back", [Codec::Opus, Codec::G722]),
];

fn main() -> std::io::Result<()> {
    let sending = bare_sending()?;
    for codec in [Codec::Pcmu, Codec::Pcma] {
        prompts(codec, sending)?;
    }
    // The ground: packets pass, nobody listens.
    report("a call relayed as it is", call([Codec::Pcmu; 2], None));
    for (name, codecs) in TRANSCODED {
        report(&format!("a call from {name}"), call(codecs, None));
    }
    for (name, codec, is_dual) in [
        ("µ-law, one channel", Codec::Pcmu, false),
        ("µ-law, two channels", Codec::Pcmu, true),
        ("G.722, two channels", Codec::G722, true),
    ] {
        report(&format!("a call recorded, {name}"), call([codec, codec], Some(is_dual)));
    }
    Ok(())
}

/// Lines to which the same clip is played for ever.
fn prompts(codec: Codec, sending: Duration) -> std::io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let sink = UdpSocket::bind("127.0.0.1:0")?;
    let to = sink.local_addr()?;
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    let samples = voice::start(1, 80_000);
    for n in 0..PROMPTS {
        let (group, line, clip) = (GroupId(n), LineId(n), ClipId(n));
        open(&mut board, group, line, codec);
        let piece = Piece { rate: Rate::Narrow, samples: samples.as_slice().into(), is_last: true };
        board.command(time(0), Command::Feed { group, clip, piece });
        let what = Sounding::Clip(clip);
        board.command(time(0), Command::Play { group, line, play: PlayId(n), what, times: 0 });
    }
    let (mut spent, mut packets) = (Duration::ZERO, 0);
    for beat in 0..BEATS {
        let started = now();
        board.timeout(time(beat));
        while let Some(output) = board.poll() {
            if let Output::Send { channel: Channel::Rtp, bytes, .. } = output {
                socket.send_to(black_box(&bytes), to)?;
                packets += u64::from(beat >= WARM);
            }
        }
        if beat >= WARM {
            spent += now() - started;
        }
    }
    assert!(packets >= PROMPTS * u64::from(BEATS - WARM) - PROMPTS, "a packet for each prompt and beat");
    let each = spent / packets as u32;
    report(&format!("a prompt in {codec:?}, sent"), each);
    let over = each.saturating_sub(sending);
    report(&format!("a prompt in {codec:?}, over the bare sending"), over);
    Ok(())
}

/// What it costs to send a packet that is there already.
fn bare_sending() -> std::io::Result<Duration> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let sink = UdpSocket::bind("127.0.0.1:0")?;
    let (to, packet) = (sink.local_addr()?, [0x80; 172]);
    let rounds = PROMPTS as u32 * u32::from(BEATS - WARM);
    let started = now();
    for _ in 0..rounds {
        socket.send_to(black_box(&packet), to)?;
    }
    let each = (now() - started) / rounds;
    report("the bare sending of a packet", each);
    Ok(each)
}

/// What one beat of a call costs in which both sides speak; `recorded` into so many channels: two or one.
fn call(codecs: [Codec; 2], recorded: Option<bool>) -> Duration {
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    for n in 0..CALLS {
        let group = GroupId(n);
        let [a, b] = [LineId(2 * n), LineId(2 * n + 1)];
        open(&mut board, group, a, codecs[0]);
        open(&mut board, group, b, codecs[1]);
        board.command(time(0), Command::Join { group, a, b });
        if let Some(is_dual) = recorded {
            let longest = Duration::from_secs(3600);
            let plan = Recording { of: Of::Both(a), is_dual, silence: None, longest, is_trimmed: false };
            let recording = RecordingSid::mint(&mut Rng::seeded(n));
            board.command(time(0), Command::Record { group, recording, plan });
        }
    }
    let seats = seats(&mut board);
    let payloads = codecs.map(said);
    let mut spent = Duration::ZERO;
    for beat in 0..BEATS {
        let packets = [0, 1].map(|side| packet(beat, codecs[side], &payloads[side][usize::from(beat)]));
        let started = now();
        run(&mut board, &seats, beat, &packets);
        if beat >= WARM {
            spent += now() - started;
        }
    }
    spent / (CALLS as u32 * u32::from(BEATS - WARM))
}

/// One packet of each phone, and the beat.
fn run(board: &mut Board, seats: &[Seat], beat: u16, packets: &[Vec<u8>; 2]) {
    let mut room = Vec::with_capacity(4096);
    for (n, seat) in seats.iter().enumerate() {
        room.clear();
        room.extend_from_slice(&packets[n % 2]);
        black_box(board.receive(time(beat), *seat, Channel::Rtp, phone(n as u64), &mut room));
    }
    board.timeout(time(beat));
    while let Some(output) = board.poll() {
        black_box(output);
    }
}

fn seats(board: &mut Board) -> Vec<Seat> {
    let bound = std::iter::from_fn(|| board.poll()).filter_map(|output| match output {
        Output::Bind { seat, .. } => Some(seat),
        _ => None,
    });
    bound.collect()
}

fn open(board: &mut Board, group: GroupId, line: LineId, codec: Codec) {
    let local = SocketAddr::from(([127, 0, 0, 1], 10_000 + 2 * line.0 as u16));
    board.command(time(0), Command::Open { group, line, local, signalled_from: None });
    board.command(time(0), Command::Shape { group, line, terms: terms(phone(line.0), codec) });
}

/// A voice in this codec, packet by packet.
fn said(codec: Codec) -> Vec<Vec<u8>> {
    let rate = codec.rate();
    let mut encoder = Encoder::new(codec.coding());
    let sound = voice::start(7, usize::from(BEATS) * rate.samples());
    let code = |frame: &[i16]| {
        let mut payload = Vec::new();
        encoder.encode(&Pcm::from_slice(rate, frame), &mut payload);
        payload
    };
    sound.chunks(rate.samples()).map(code).collect()
}

fn packet(beat: u16, codec: Codec, payload: &[u8]) -> Vec<u8> {
    let entry = codec.entry();
    let timestamp = u32::from(beat) * (entry.clock / 50);
    rtp::write(&Header { marker: false, payload_type: entry.payload, sequence: beat, timestamp, ssrc: 7 }, payload)
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
        silence_limit: Duration::ZERO,
    }
}

fn time(beat: u16) -> Time {
    Time::from_micros(i64::from(beat) * BEAT)
}

fn report(name: &str, each: Duration) {
    let at_once = BEAT as f64 * 1000.0 / each.as_nanos().max(1) as f64;
    println!("{name}: {:.2} µs a frame, {at_once:.0} at once on a core", each.as_nanos() as f64 / 1000.0);
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine")]
fn now() -> Instant {
    Instant::now()
}
