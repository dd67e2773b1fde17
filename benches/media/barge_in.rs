//! How long a prompt goes on when the caller speaks or presses a key: from the first packet that can be heard to the
//! event that ends the prompt, in virtual time; by speech also where the prompt comes back at a tenth of its level, as
//! of telephones with a loudspeaker.
//!
//! Callers begin as people do: somewhere in a voice and not at its loudest, at once, rising, or with a breath of a
//! consonant before it; loud or half as loud; over a line that is clean or hisses.

use std::time::Duration;

use callwright::audio::codec::Law;
use callwright::audio::{Rate, level, tone, voice};
use callwright::base::Rng;
use callwright::media::offer::Codec;
use callwright::media::{
    Board, Channel, ClipId, Command, Event, GroupId, LineId, Listening, Output, Piece, PlayId, Resting, Sounding,
};
use callwright::wire::dtmf;
use callwright::wire::rtp::{self, Header};

use super::lines::{agree_on_no_events, open, packet, phone, seats, time};

const CALLERS: u64 = 300;
/// When the caller begins, in beats of 20 ms, and how many beats later it must have been noticed.
const BEGIN: u16 = 150;
const LONGEST: u16 = 75;
/// How long the prompt takes to the telephone and back, in beats.
const ECHO: usize = 3;
const FRAME: usize = 160;
const GROUP: GroupId = GroupId(1);
const LINE: LineId = LineId(1);

/// What the caller does.
#[derive(Clone, Copy, PartialEq)]
enum Doing {
    Speaks,
    SpeaksOverEcho,
    PressesAsEvent,
    PressesAsTone,
}

const KINDS: [(&str, Doing); 4] = [
    ("barge-in by speech", Doing::Speaks),
    ("barge-in by speech over an echo", Doing::SpeaksOverEcho),
    ("barge-in by a key, telephone-event", Doing::PressesAsEvent),
    ("barge-in by a key, tone", Doing::PressesAsTone),
];

/// Measures the kinds that are wanted and prints how their callers fare.
pub(crate) fn report(is_wanted: impl Fn(&str) -> bool) {
    for (name, doing) in KINDS.into_iter().filter(|(name, _)| is_wanted(name)) {
        let mut late: Vec<Duration> = (0..CALLERS).map(|seed| Caller::new(doing, seed).latency()).collect();
        late.sort();
        let [half, most, nearly, all] = [50, 90, 99, 100].map(|part| late[(late.len() - 1) * part / 100].as_millis());
        println!("{name}: {half} ms for half of {CALLERS} callers, {most} for 90 %, {nearly} for 99 %, {all} for all");
    }
}

struct Caller {
    doing: Doing,
    seed: u64,
    prompt: Vec<i16>,
    /// From `BEGIN` on, without what the line adds.
    said: Vec<i16>,
    /// All the time.
    hiss: Vec<i16>,
}

impl Caller {
    fn new(doing: Doing, seed: u64) -> Self {
        let length = FRAME * usize::from(LONGEST);
        let said = match doing {
            Doing::Speaks | Doing::SpeaksOverEcho => onset(seed, length),
            Doing::PressesAsEvent => vec![0; length],
            Doing::PressesAsTone => tone::digit('5', length),
        };
        let whole = FRAME * usize::from(BEGIN + LONGEST);
        let line = [-90.0, -60.0, -50.0][seed as usize / 2 % 3];
        Self { doing, seed, prompt: voice::start(seed, whole), said, hiss: noise(seed, line, whole) }
    }

    fn latency(&self) -> Duration {
        let mut board = Board::new(Rng::seeded(self.seed), Resting::default());
        open(&mut board, GROUP, LINE, Codec::Pcmu, None);
        let seat = seats(&mut board)[0];
        self.play_and_listen(&mut board);
        let mut heard = None;
        for beat in 0..BEGIN + LONGEST {
            heard = heard.or(self.can_be_heard(beat).then(|| time(beat)));
            board.receive(time(beat), seat, Channel::Rtp, phone(LINE.0), &mut self.packet(beat));
            board.timeout(time(beat));
            if is_noticed(&mut board) {
                let heard = heard.unwrap_or_else(|| panic!("caller {} is noticed before it does anything", self.seed));
                return time(beat) - heard;
            }
        }
        panic!("caller {} is never noticed", self.seed);
    }

    fn play_and_listen(&self, board: &mut Board) {
        if self.doing == Doing::PressesAsTone {
            agree_on_no_events(board, GROUP, LINE, Codec::Pcmu);
        }
        let speech = matches!(self.doing, Doing::Speaks | Doing::SpeaksOverEcho);
        let to = Listening { speech, ..Listening::default() };
        board.command(time(0), Command::Listen { group: GROUP, line: LINE, to });
        let piece = Piece { rate: Rate::Narrow, samples: self.prompt.as_slice().into(), is_last: true };
        board.command(time(0), Command::Feed { group: GROUP, clip: ClipId(1), piece });
        let what = Sounding::Clip(ClipId(1));
        board.command(time(0), Command::Play { group: GROUP, line: LINE, play: PlayId(1), what, times: 1 });
    }

    fn can_be_heard(&self, beat: u16) -> bool {
        let said = beat.checked_sub(BEGIN).map(|beat| frame(&self.said, beat.into()));
        said.is_some_and(|said| self.doing == Doing::PressesAsEvent || level::dbm0(said) > -38.0)
    }

    fn packet(&self, beat: u16) -> Vec<u8> {
        if self.doing == Doing::PressesAsEvent && beat >= BEGIN {
            return event(beat);
        }
        let mut sound = [0; FRAME];
        sound.copy_from_slice(frame(&self.hiss, beat.into()));
        if let Some(beat) = beat.checked_sub(BEGIN) {
            let said = frame(&self.said, beat.into());
            sound.iter_mut().zip(said).for_each(|(sample, said)| *sample = sample.saturating_add(*said));
        }
        if self.doing == Doing::SpeaksOverEcho && usize::from(beat) >= ECHO {
            let echo = frame(&self.prompt, usize::from(beat) - ECHO).iter().map(|sample| sample / 10);
            sound.iter_mut().zip(echo).for_each(|(sample, echo)| *sample = sample.saturating_add(echo));
        }
        packet(beat, Codec::Pcmu, &Law::Mu.encode_all(&sound))
    }
}

/// How somebody begins to speak.
fn onset(seed: u64, length: usize) -> Vec<i16> {
    let skip = (seed as usize * 7919) % 40_000;
    let mut voice = voice::start(seed + 1000, skip + length).split_off(skip);
    if seed % 5 >= 3 {
        voice.iter_mut().for_each(|sample| *sample /= 2);
    }
    match seed % 4 {
        // In the middle of a voice, as after a stop consonant.
        0 => voice,
        // Rising for 60 ms or 120, as vowels do.
        rises @ 1..3 => {
            let over = 480 * rises as usize;
            let part = |at: usize| (at.min(over) as f64 / over as f64).powi(2);
            voice.iter().enumerate().map(|(at, sample)| (f64::from(*sample) * part(at)) as i16).collect()
        }
        // Behind 80 ms of a hiss that rises, as of an s.
        _ => {
            let breath = noise(seed, -27.0, 640);
            let rising = breath.iter().enumerate().map(|(at, sample)| (i32::from(*sample) * at as i32 / 640) as i16);
            // What hisses has no low tones.
            let rising: Vec<i16> = rising.collect();
            let high = rising.windows(2).map(|pair| (pair[1] - pair[0]) / 2);
            high.chain(voice).take(length).collect()
        }
    }
}

/// White noise of this loudness, in dBm0.
fn noise(seed: u64, loudness: f64, samples: usize) -> Vec<i16> {
    let (mut rng, peak) = (Rng::seeded(seed), 32768.0 * 1.5f64.sqrt() * 10f64.powf((loudness - 3.17) / 20.0));
    let mut next = || (rng.next_u64() >> 11) as f64 / (1u64 << 52) as f64 - 1.0;
    (0..samples).map(|_| (next() * peak) as i16).collect()
}

fn frame(sound: &[i16], nth: usize) -> &[i16] {
    &sound[nth * FRAME..(nth + 1) * FRAME]
}

/// The packet of a key that is held since `BEGIN` (RFC 4733 §2.5).
fn event(beat: u16) -> Vec<u8> {
    let nth = beat - BEGIN;
    let timestamp = u32::from(BEGIN) * FRAME as u32;
    let header = Header { marker: nth == 0, payload_type: 101, sequence: beat, timestamp, ssrc: 7 };
    let code = dtmf::code('5').expect("a key of every telephone");
    rtp::write(&header, &dtmf::Event { code, end: false, volume: 10, duration: (nth + 1) * FRAME as u16 }.write())
}

fn is_noticed(board: &mut Board) -> bool {
    let mut is_noticed = false;
    while let Some(output) = board.poll() {
        is_noticed |= matches!(output, Output::Event(Event::Key { .. } | Event::Speech { speaks: true, .. }));
    }
    is_noticed
}
