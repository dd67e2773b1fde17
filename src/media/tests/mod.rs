//! Stories of one board in virtual time. Every step is done twice, by a board that stays in memory and by one that is
//! written out and read back after each step; both must do the same. What codecs remember is not written out (see
//! `audio::memory`), so where one that remembers codes or decodes there is only the board in memory.

mod bridge;
mod exchange;
mod fork;
mod listen;
mod own;
mod play;
mod quality;
mod record;
mod ringing;
mod room;
mod sealed;
mod strangers;
mod through;
mod tones;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::offer::{CODECS, Codec, Direction, EventFormat, Format, PayloadMap};
use super::{Board, Channel, Command, Event, Forward, GroupId, LineId, Output, Resting, Seat, Stats, Terms, Writing};
use crate::audio::codec::{Decoder, Encoder, Law};
use crate::audio::resample::{Doubler, Halver};
use crate::audio::{Pcm, Rate, voice};
use crate::base::{Rng, Time};
use crate::wire::dtmf;
use crate::wire::rtp::{self, Header};

const GROUP: GroupId = GroupId(1);
const A: LineId = LineId(1);
const B: LineId = LineId(2);
const SIGNALLED: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

/// A packet that left.
#[derive(Clone, Debug, PartialEq)]
struct Sent {
    at: Time,
    line: LineId,
    channel: Channel,
    to: SocketAddr,
    bytes: Vec<u8>,
}

/// A board and everything that has come out of it.
struct Studio {
    now: Time,
    board: Board,
    /// The one that is written out and read back.
    paper: Option<Board>,
    seats: BTreeMap<LineId, Seat>,
    sent: Vec<Sent>,
    events: Vec<Event>,
    written: Vec<Writing>,
    forked: Vec<Output>,
    unbound: Vec<Seat>,
}

impl Studio {
    fn new() -> Self {
        let board = Board::new(Rng::seeded(7), Resting::default());
        Self {
            now: Time::from_secs(1_000_000),
            paper: Some(board.clone()),
            board,
            seats: BTreeMap::new(),
            sent: Vec::new(),
            events: Vec::new(),
            written: Vec::new(),
            forked: Vec::new(),
            unbound: Vec::new(),
        }
    }

    /// Where codecs remember.
    fn with_memory() -> Self {
        Self { paper: None, ..Self::new() }
    }

    /// Two lines, agreed on the usual terms and joined.
    fn bridged(a: Terms, b: Terms) -> Self {
        Self::new().bridge(a, b)
    }

    fn bridge(self, a: Terms, b: Terms) -> Self {
        let mut studio = self;
        studio.open(A, 10_000);
        studio.open(B, 10_002);
        studio.shape(A, a);
        studio.shape(B, b);
        studio.command(Command::Join { group: GROUP, a: A, b: B });
        studio
    }

    fn open(&mut self, line: LineId, port: u16) {
        let local = SocketAddr::new(IpAddr::from([198, 51, 100, 1]), port);
        self.command(Command::Open { group: GROUP, line, local, signalled_from: Some(SIGNALLED) });
    }

    fn shape(&mut self, line: LineId, terms: Terms) {
        self.command(Command::Shape { group: GROUP, line, terms });
    }

    fn close(&mut self, line: LineId) -> Stats {
        self.command(Command::Close { group: GROUP, line });
        match self.events.pop() {
            Some(Event::Closed { line: closed, stats, .. }) if closed == line => stats,
            other => panic!("not closed: {other:?}"),
        }
    }

    fn command(&mut self, command: Command) {
        self.board.command(self.now, command.clone());
        self.paper.iter_mut().for_each(|paper| paper.command(self.now, command.clone()));
        self.settle();
    }

    /// One packet in; it is kept in `sent` when it goes on.
    fn packet(&mut self, line: LineId, channel: Channel, from: SocketAddr, bytes: &[u8]) -> Option<Sent> {
        let seat = self.seats[&line];
        let (mut one, mut other) = (bytes.to_vec(), bytes.to_vec());
        let forward = self.board.receive(self.now, seat, channel, from, &mut one);
        if let Some(paper) = &mut self.paper {
            assert_eq!(forward, paper.receive(self.now, seat, channel, from, &mut other));
            assert_eq!(one, other);
        }
        let sent = forward.map(|forward| self.sent_as(&forward, one));
        self.sent.extend(sent.clone());
        self.settle();
        sent
    }

    /// Lets time pass, doing what is due when it is due.
    fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.board.next_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.board.timeout(self.now);
            self.paper.iter_mut().for_each(|paper| paper.timeout(self.now));
            self.settle();
        }
        self.now = end;
    }

    /// Takes the outputs of both boards, and writes one of them out and back.
    fn settle(&mut self) {
        while let Some(output) = self.board.poll() {
            if let Some(paper) = &mut self.paper {
                assert_eq!(Some(&output), paper.poll().as_ref());
            }
            self.take(output);
        }
        if let Some(paper) = &mut self.paper {
            assert_eq!((paper.poll(), paper.next_timeout()), (None, self.board.next_timeout()));
            *paper = serde_json::from_str(&serde_json::to_string(paper).unwrap()).unwrap();
        }
    }

    fn take(&mut self, output: Output) {
        match output {
            Output::Bind { seat, local } => {
                let line = LineId(u64::from(local.port() - 10_000) / 2 + 1);
                self.seats.insert(line, seat);
            }
            Output::Unbind { seat } => self.unbound.push(seat),
            Output::Send { seat, channel, to, bytes } => {
                let sent = self.sent_as(&Forward { seat, channel, to, len: bytes.len() }, bytes);
                self.sent.push(sent);
            }
            Output::Write { what, .. } => self.written.push(what),
            forked @ (Output::Forked { .. } | Output::Marked { .. } | Output::Spilled { .. }) => {
                self.forked.push(forked)
            }
            Output::Event(event) => self.events.push(event),
        }
    }

    fn sent_as(&self, forward: &Forward, bytes: Vec<u8>) -> Sent {
        let line = self.seats.iter().find(|(_, seat)| **seat == forward.seat).map(|(line, _)| *line).unwrap();
        assert_eq!(forward.len, bytes.len());
        Sent { at: self.now, line, channel: forward.channel, to: forward.to, bytes }
    }

    /// The RTP that left on a line so far.
    fn rtp(&self, line: LineId) -> Vec<(Header, Vec<u8>)> {
        let sent = self.sent.iter().filter(|sent| sent.line == line && sent.channel == Channel::Rtp);
        sent.filter(|sent| !rtp::is_rtcp(&sent.bytes)).map(|sent| read(&sent.bytes)).collect()
    }

    /// What the peer of a line heard so far in this codec, at 8 kHz.
    fn heard(&self, line: LineId, codec: Codec) -> Vec<i16> {
        let (mut decoder, mut heard) = (Decoder::new(codec), Vec::new());
        let payload = codec.entry().payload;
        let packets = self.rtp(line).into_iter().filter(|(header, _)| header.payload_type == payload);
        packets.for_each(|(_, payload)| decoder.decode(&payload, &mut heard));
        if codec.rate() == Rate::Narrow {
            return heard;
        }
        let mut narrow = Vec::new();
        Halver::default().halve(&heard, &mut narrow);
        narrow
    }

    fn keys(&self, line: LineId) -> String {
        let key = |event: &Event| match event {
            Event::Key { line: heard, key, .. } if *heard == line => Some(*key),
            _ => None,
        };
        self.events.iter().filter_map(key).collect()
    }
}

fn read(bytes: &[u8]) -> (Header, Vec<u8>) {
    let packet = rtp::read(bytes).unwrap();
    (packet.header, bytes[packet.payload].to_vec())
}

/// A phone that sends to one line.
#[derive(Clone)]
struct Phone {
    line: LineId,
    at: SocketAddr,
    ssrc: u32,
    seq: u16,
    timestamp: u32,
}

impl Phone {
    fn new(line: LineId, at: &str) -> Self {
        Self { line, at: at.parse().unwrap(), ssrc: 99, seq: 65_530, timestamp: u32::MAX - 1000 }
    }

    fn next(&mut self, payload_type: u8, marker: bool, payload: &[u8]) -> Vec<u8> {
        self.seq = self.seq.wrapping_add(1);
        let header = Header { marker, payload_type, sequence: self.seq, timestamp: self.timestamp, ssrc: self.ssrc };
        rtp::write(&header, payload)
    }

    /// Sends 20 ms of sound and lets as much time pass.
    fn speak(&mut self, studio: &mut Studio, payload_type: u8) -> Option<Sent> {
        self.timestamp = self.timestamp.wrapping_add(160);
        let bytes = self.next(payload_type, false, &[0x7e; 160]);
        let sent = studio.packet(self.line, Channel::Rtp, self.at, &bytes);
        studio.pass(Duration::from_millis(20));
        sent
    }

    /// Presses a key for 80 ms; `arrives` says which of its four growing and three end packets do.
    fn press(&mut self, studio: &mut Studio, payload_type: u8, key: char, arrives: [bool; 7]) -> Vec<Sent> {
        self.timestamp = self.timestamp.wrapping_add(160);
        let mut sent = Vec::new();
        for (index, arrives) in arrives.into_iter().enumerate() {
            let end = index >= 4;
            let duration = if end { 640 } else { (index as u16 + 1) * 160 };
            let event = dtmf::Event { code: dtmf::code(key).unwrap(), end, volume: 10, duration };
            let bytes = self.next(payload_type, index == 0, &event.write());
            if arrives {
                sent.extend(studio.packet(self.line, Channel::Rtp, self.at, &bytes));
            }
            studio.pass(Duration::from_millis(20));
        }
        self.timestamp = self.timestamp.wrapping_add(960);
        sent
    }
}

/// A phone that says a voice in a codec.
struct Speaker {
    phone: Phone,
    codec: Codec,
    encoder: Encoder,
    doubler: Doubler,
    seed: u64,
    /// At 8 kHz.
    said: Vec<i16>,
}

impl Speaker {
    fn new(line: LineId, at: &str, codec: Codec, seed: u64) -> Self {
        let encoder = Encoder::new(codec);
        Self { phone: Phone::new(line, at), codec, encoder, doubler: Doubler::default(), seed, said: Vec::new() }
    }

    /// Goes on in another codec.
    fn turn(&mut self, codec: Codec) {
        (self.codec, self.encoder) = (codec, Encoder::new(codec));
    }

    /// Sends the next 20 ms of the voice.
    fn speak(&mut self, studio: &mut Studio) {
        let frame = voice::frame(self.seed, self.said.len() as u64);
        self.say(studio, &frame);
    }

    /// The same, and as much time passes.
    fn speak_on(&mut self, studio: &mut Studio) {
        self.speak(studio);
        studio.pass(ms(20));
    }

    /// Presses a key for so many frames while it goes on speaking; two more packets repeat the end.
    fn press_amid(&mut self, studio: &mut Studio, key: char, frames: u16) {
        self.press_amid_of(studio, key, frames, |_, _| {});
    }

    /// The same, with something to do before each frame.
    fn press_amid_of(&mut self, studio: &mut Studio, key: char, frames: u16, mut before: impl FnMut(&mut Self, u16)) {
        let began = self.phone.timestamp;
        for index in 1..=frames + 2 {
            before(self, index);
            self.speak(studio);
            let (end, duration) = (index >= frames, index.min(frames) * 160);
            let event = dtmf::Event { code: dtmf::code(key).unwrap(), end, volume: 10, duration };
            let beside = std::mem::replace(&mut self.phone.timestamp, began);
            let bytes = self.phone.next(101, index == 1, &event.write());
            self.phone.timestamp = beside;
            studio.packet(self.phone.line, Channel::Rtp, self.phone.at, &bytes);
            studio.pass(ms(20));
        }
    }

    /// Holds down an event for so many frames and says nothing meanwhile; its clock is that of the sound.
    fn hold(&mut self, studio: &mut Studio, code: u8, frames: u32) {
        let (began, clock, most) = (self.phone.timestamp, self.codec.entry().clock, u32::from(u16::MAX));
        let (mut before, mut duration) = (0, 0);
        for index in 1..=frames + 2 {
            before += if duration == most { most } else { 0 };
            let end = index >= frames;
            duration = (index.min(frames) * clock / 50 - before).min(most);
            let event = dtmf::Event { code, end, volume: 10, duration: duration as u16 };
            self.phone.timestamp = began.wrapping_add(before);
            let bytes = self.phone.next(101, index == 1, &event.write());
            studio.packet(self.phone.line, Channel::Rtp, self.phone.at, &bytes);
            studio.pass(ms(20));
        }
        self.phone.timestamp = began.wrapping_add((frames + 2) * clock / 50);
    }

    /// Sends 20 ms of a sound at 8 kHz.
    fn say(&mut self, studio: &mut Studio, sound: &[i16]) {
        self.said.extend(sound);
        let mut frame = Pcm::from_slice(Rate::Narrow, sound);
        if self.codec.rate() == Rate::Wide {
            frame = self.doubler.frame(&frame);
        }
        let mut payload = Vec::new();
        self.encoder.encode(&frame, &mut payload);
        let entry = self.codec.entry();
        self.phone.timestamp = self.phone.timestamp.wrapping_add(entry.clock / 50);
        let bytes = self.phone.next(entry.payload, false, &payload);
        studio.packet(self.phone.line, Channel::Rtp, self.phone.at, &bytes);
    }
}

/// What is heard of a sound that is coded in µ-law.
fn coded(samples: &[i16]) -> Vec<i16> {
    Law::Mu.decode_all(&Law::Mu.encode_all(samples))
}

/// Terms of a phone at `remote` that speaks `codec`; our numbers are the usual ones, its own for events is `events`.
fn terms(remote: &str, codec: Codec, events: u8) -> Terms {
    let remote: SocketAddr = remote.parse().unwrap();
    let payload = codec.entry().payload;
    Terms {
        remote: Some(remote),
        remote_rtcp: Some(SocketAddr::new(remote.ip(), remote.port() + 1)),
        formats: PayloadMap {
            formats: vec![Format { codec, send: payload, recv: payload }],
            events: Some(EventFormat { send: events, recv: events, clock: 8000 }),
        },
        direction: Direction::SendRecv,
        keys: None,
        silence_limit: Duration::ZERO,
    }
}

/// One stream without a gap: one SSRC, numbers in order, time never back; answers the steps of the timestamps.
fn unbroken(packets: &[(Header, Vec<u8>)]) -> Vec<u32> {
    let pairs = packets.windows(2).map(|pair| (pair[0].0, pair[1].0));
    pairs
        .map(|(one, next)| {
            assert_eq!(next.ssrc, one.ssrc);
            assert_eq!(next.sequence, one.sequence.wrapping_add(1), "{one:?} {next:?}");
            let step = next.timestamp.wrapping_sub(one.timestamp);
            assert!(step < 1 << 31, "time went back: {one:?} {next:?}");
            step
        })
        .collect()
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
