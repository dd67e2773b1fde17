//! What the rows share: lines on a board without sockets, and the packets of their telephones.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callwright::audio::codec::Encoder;
use callwright::audio::{Pcm, voice};
use callwright::base::Time;
use callwright::media::offer::{Codec, Direction, EventFormat, Format, Keys, PayloadMap};
use callwright::media::{Board, Command, GroupId, LineId, Output, Seat, Terms};
use callwright::wire::rtp::{self, Header};

/// Beats of a row; the first ones, in which ears open, are not counted.
pub(crate) const BEATS: u16 = 500;
pub(crate) const WARM: u16 = 50;

/// What a row did: its frames, and the time that they took.
pub(crate) struct Turn {
    pub(crate) frames: u64,
    pub(crate) spent: Duration,
}

/// One line of a table: its name, and how it plays so many beats of 20 ms.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) play: Box<dyn Fn(u16) -> Turn>,
}

/// A row of a table.
pub(crate) fn row(name: impl Into<String>, play: impl Fn(u16) -> Turn + 'static) -> Row {
    Row { name: name.into(), play: Box::new(play) }
}

/// Opens a line between this host and its telephone, which speaks `codec`.
pub(crate) fn open(board: &mut Board, group: GroupId, line: LineId, codec: Codec, keys: Option<Keys>) {
    let local = SocketAddr::from(([127, 0, 0, 1], 10_000 + 2 * line.0 as u16));
    board.command(time(0), Command::Open { group, line, local, signalled_from: None });
    board.command(time(0), Command::Shape { group, line, terms: terms(phone(line.0), codec, keys) });
}

/// The telephone of the line knows no telephone-event: its keys are tones.
pub(crate) fn agree_on_no_events(board: &mut Board, group: GroupId, line: LineId, codec: Codec) {
    let mut terms = terms(phone(line.0), codec, None);
    terms.formats.events = None;
    board.command(time(0), Command::Shape { group, line, terms });
}

fn terms(remote: SocketAddr, codec: Codec, keys: Option<Keys>) -> Terms {
    let payload = codec.entry().payload;
    Terms {
        remote: Some(remote),
        remote_rtcp: None,
        formats: PayloadMap {
            formats: vec![Format { codec, send: payload, recv: payload }],
            events: Some(EventFormat { send: 101, recv: 101, clock: 8000 }),
        },
        direction: Direction::SendRecv,
        keys,
        silence_limit: Duration::ZERO,
    }
}

/// The seats that the board has bound, in their order.
pub(crate) fn seats(board: &mut Board) -> Vec<Seat> {
    let outputs = std::iter::from_fn(|| board.poll());
    outputs.filter_map(|output| if let Output::Bind { seat, .. } = output { Some(seat) } else { None }).collect()
}

/// The address of the telephone of a line.
pub(crate) fn phone(line: u64) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], 20_000 + line as u16))
}

/// A voice in this codec, a packet for each beat.
pub(crate) fn voice_of(codec: Codec, beats: u16) -> Vec<Vec<u8>> {
    let rate = codec.rate();
    let mut encoder = Encoder::new(codec);
    let sound = voice::start(7, usize::from(beats) * rate.samples());
    let code = |(beat, frame): (usize, &[i16])| {
        let mut payload = Vec::new();
        encoder.encode(&Pcm::from_slice(rate, frame), &mut payload);
        packet(beat as u16, codec, &payload)
    };
    sound.chunks(rate.samples()).enumerate().map(code).collect()
}

/// The packet that a telephone sends with this beat.
pub(crate) fn packet(beat: u16, codec: Codec, payload: &[u8]) -> Vec<u8> {
    let entry = codec.entry();
    let timestamp = u32::from(beat) * (entry.clock / 50);
    rtp::write(&Header { marker: false, payload_type: entry.payload, sequence: beat, timestamp, ssrc: 7 }, payload)
}

/// When a beat is, in virtual time.
pub(crate) fn time(beat: u16) -> Time {
    Time::from_micros(i64::from(beat) * 20_000)
}

/// What the clock of the machine says.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
