//! Answering machine detection, measured: recordings synthesised here (espeak-ng speaks, the rest are tones and noise)
//! go through a line as a telephone would send them, and what is told of them is counted. docs/amd.md holds the counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::process::{Command as Program, Stdio};
use std::time::Duration;

use callwright::audio::codec::Encoder;
use callwright::audio::{Pcm, Rate};
use callwright::base::{Rng, Time};
use callwright::call::detection::{Detection, Wish};
use callwright::media::offer::{Codec, Direction, Format, PayloadMap};
use callwright::media::{
    Board, Channel, Command, Event, GroupId, LineId, Listening, Measures, Output, Resting, Seat, Terms,
};
use callwright::wire::rtp::{self, Header};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/amd.md");
const ANSWERS: [&str; 7] =
    ["human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax", "unknown"];
/// Other versions of espeak-ng speak a little otherwise: a cell may differ by so many.
const SLACK: usize = 3;
/// Of a hundred recordings of each kind so many are told right, at least.
const RIGHT: usize = 95;

const GROUP: GroupId = GroupId(1);
const LINE: LineId = LineId(1);
const PHONE: ([u8; 4], u16) = ([192, 0, 2, 1], 20_000);

const VOICES: [&str; 8] = ["en-us+m3", "en-us+f3", "en+m1", "en+f5", "de+m2", "fr+f2", "es+m7", "it+f4"];
const SPEEDS: [u32; 2] = [135, 180];
const SHORT: [&str; 6] = [
    "Hello?",
    "Yes?",
    "Good morning.",
    "Hello, this is Kate speaking.",
    "Miller and Sons, good morning.",
    "Yes, hello, who is there?",
];
const LONG: [&str; 4] = [
    "Hello, you have reached Kate and Bob. We are not at home. Please leave a message after the tone.",
    "The person you are calling is not available. Please leave your name, your number and a short message, and we will \
     call you back as soon as possible.",
    "Hi, it's Robin. I can't come to the phone just now. You know what to do.",
    "Welcome to the voice mail of five five five, one two three four. Please speak after the beep.",
];

/// Recordings of one kind, and what is true of them.
struct Kind {
    name: &'static str,
    truth: [&'static str; 2],
    recordings: Vec<Vec<i16>>,
}

/// Kind → answer → how often.
type Table = Vec<(&'static str, BTreeMap<&'static str, usize>, Duration)>;

#[test]
fn the_confusion_table_of_the_page_is_what_is_measured() {
    let page = std::fs::read_to_string(PAGE).expect("the page");
    let kinds = kinds();
    let mut faults = Vec::new();
    for (mode, to_the_end) in [("Enable", false), ("DetectMessageEnd", true)] {
        let table = measure(&kinds, to_the_end);
        println!("{}\n", print(mode, &table));
        for (kind, (name, counts, _)) in kinds.iter().zip(&table) {
            let right = counts.get(kind.truth[usize::from(to_the_end)]).copied().unwrap_or_default();
            if right * 100 < kind.recordings.len() * RIGHT {
                faults.push(format!("{mode}, {name}: only {right} are told right"));
            }
        }
        faults.extend(compare(&page, mode, &table));
    }
    assert!(faults.is_empty(), "{faults:#?}; what was measured is printed above");
}

/// Every cell of the page that differs from what was measured.
fn compare(page: &str, mode: &str, table: &Table) -> Vec<String> {
    let section = page.split_once(&format!("### {mode}\n")).map_or("", |(_, after)| after);
    let section = section.split("\n#").next().unwrap_or_default();
    let differs = |name: &str, counts: &BTreeMap<&'static str, usize>| {
        let row = section.lines().find(|line| line.starts_with(&format!("| {name} |"))).unwrap_or_default();
        let cells: Vec<usize> = row.split('|').skip(2).filter_map(|cell| cell.trim().parse().ok()).collect();
        let measured = ANSWERS.map(|answer| counts.get(answer).copied().unwrap_or_default());
        let same = cells.iter().zip(&measured).all(|(told, found)| told.abs_diff(*found) <= SLACK);
        let whole = cells.iter().take(ANSWERS.len()).sum::<usize>() == measured.iter().sum::<usize>();
        (!same || !whole).then(|| format!("{mode}, {name}: the page has {cells:?}, measured is {measured:?}"))
    };
    table.iter().filter_map(|(name, counts, _)| differs(name, counts)).collect()
}

fn print(mode: &str, table: &Table) -> String {
    let mut text = format!("### {mode}\n\n| | {} | told after, in ms |\n|---|", ANSWERS.join(" | "));
    text.push_str(&"---:|".repeat(ANSWERS.len() + 1));
    for (name, counts, after) in table {
        let cells = ANSWERS.map(|answer| counts.get(answer).copied().unwrap_or_default().to_string());
        let _ = write!(text, "\n| {name} | {} | {} |", cells.join(" | "), after.as_millis() / 100 * 100);
    }
    text
}

fn measure(kinds: &[Kind], to_the_end: bool) -> Table {
    let count = |kind: &Kind| {
        let mut counts = BTreeMap::new();
        let mut whole = Duration::ZERO;
        for recording in &kind.recordings {
            let (who, after) = told(recording, to_the_end);
            let who = ANSWERS.into_iter().find(|name| *name == who).expect("one of the answers");
            *counts.entry(who).or_default() += 1;
            whole += after;
        }
        (kind.name, counts, whole / u32::try_from(kind.recordings.len()).expect("few"))
    };
    kinds.iter().map(count).collect()
}

/// What applications are told of a recording, and how long after the answer.
fn told(recording: &[i16], to_the_end: bool) -> (String, Duration) {
    let measures = Measures { to_the_end, ..Measures::default() };
    let mut detection = Detection::new(Wish { measures, told: None }, time(0));
    let mut board = Board::new(Rng::seeded(1), Resting::default());
    let seat = open(&mut board);
    let to = Listening { answerer: Some(measures), ..Listening::default() };
    board.command(time(0), Command::Listen { group: GROUP, line: LINE, to });
    let mut encoder = Encoder::new(Codec::Pcmu);
    for beat in 0..=3100 {
        let now = time(beat);
        let at = usize::from(beat) * 160;
        let frame = recording.get(at..at + 160).unwrap_or(&[0; 160]);
        let mut payload = Vec::new();
        encoder.encode(&Pcm::from_slice(Rate::Narrow, frame), &mut payload);
        let header =
            Header { marker: false, payload_type: 0, sequence: beat, timestamp: u32::from(beat) * 160, ssrc: 7 };
        let mut packet = rtp::write(&header, &payload);
        board.receive(now, seat, Channel::Rtp, SocketAddr::from(PHONE), &mut packet);
        board.timeout(now);
        while let Some(output) = board.poll() {
            if let Output::Event(Event::AnsweredBy { who, .. }) = output
                && detection.on_found(now, who)
            {
                return (detection.params()[0].1.clone(), now - time(0));
            }
        }
    }
    panic!("nothing is told within a minute");
}

fn open(board: &mut Board) -> Seat {
    let local = SocketAddr::from(([127, 0, 0, 1], 10_000));
    board.command(time(0), Command::Open { group: GROUP, line: LINE, local, signalled_from: None });
    let formats = PayloadMap { formats: vec![Format { codec: Codec::Pcmu, send: 0, recv: 0 }], events: None };
    let terms = Terms {
        remote: Some(SocketAddr::from(PHONE)),
        remote_rtcp: None,
        formats,
        direction: Direction::SendRecv,
        keys: None,
        silence_limit: Duration::ZERO,
    };
    board.command(time(0), Command::Shape { group: GROUP, line: LINE, terms });
    let bound = std::iter::from_fn(|| board.poll()).find_map(|output| match output {
        Output::Bind { seat, .. } => Some(seat),
        _ => None,
    });
    bound.expect("an open line has a seat")
}

fn time(beat: u16) -> Time {
    Time::from_micros(i64::from(beat) * 20_000)
}

fn kinds() -> Vec<Kind> {
    let mut rng = Rng::seeded(4);
    let mut persons = Vec::new();
    let (mut beeping, mut silent) = (Vec::new(), Vec::new());
    for (n, voice) in VOICES.into_iter().enumerate() {
        for speed in SPEEDS {
            let loud = [1.0, 0.4][n % 2];
            for text in SHORT {
                let pause = 200 + rng.below(1300) as usize;
                persons.push(room(&mut rng, &[quiet(pause), speech(voice, speed, text, loud), quiet(6000)]));
            }
            let hello = speech(voice, speed, "Hello?", loud);
            persons.push(room(&mut rng, &[quiet(400), hello.clone(), quiet(600), hello, quiet(6000)]));
            for text in LONG {
                let (before, gap) = (rng.below(1500) as usize, 200 + rng.below(1500) as usize);
                let beep =
                    sine(&[[425.0, 800.0, 1000.0, 1400.0][rng.below(4) as usize]], 200 + rng.below(600) as usize);
                let greeting = [quiet(before), speech(voice, speed, text, loud), quiet(gap)];
                silent.push(room(&mut rng, &[greeting.concat(), quiet(9000)]));
                beeping.push(room(&mut rng, &[greeting.concat(), beep, quiet(6000)]));
            }
        }
    }
    let kind = |name, truth, recordings| Kind { name, truth, recordings };
    vec![
        kind("a person", ["human", "human"], persons),
        kind("a machine that beeps", ["machine_start", "machine_end_beep"], beeping),
        kind("a machine that does not", ["machine_start", "machine_end_silence"], silent),
        kind("a fax", ["fax", "fax"], faxes(&mut rng)),
        kind("silence and noise", ["unknown", "unknown"], silences(&mut rng)),
        kind("ringing behind an early answer", ["unknown", "unknown"], ringing(&mut rng)),
    ]
}

/// The calling tone, and the answering tone with the reversals of phase of a modem (ITU-T T.30, V.25).
fn faxes(rng: &mut Rng) -> Vec<Vec<i16>> {
    let mut all = Vec::new();
    for n in 0..20 {
        let pause = 200 + rng.below(2000) as usize;
        let off = n as f64 - 10.0;
        let calling = [quiet(pause), sine(&[1100.0 + off * 3.0], 500), quiet(3000)].concat();
        let answering = [quiet(pause), sine(&[2100.0 + off], 2600 + 60 * n), quiet(5000)].concat();
        all.extend([room(rng, &[calling]), room(rng, &[answering])]);
    }
    all
}

fn silences(rng: &mut Rng) -> Vec<Vec<i16>> {
    let noise = |level: f64, rng: &mut Rng| {
        (0..80_000).map(|_| ((rng.below(2001) as f64 / 1000.0 - 1.0) * level) as i16).collect::<Vec<i16>>()
    };
    (0..20).map(|n| noise([0.0, 5.0, 20.0, 60.0, 150.0][n % 5], rng)).collect()
}

/// American and European ringing tones, of an exchange that answers before it rings.
fn ringing(rng: &mut Rng) -> Vec<Vec<i16>> {
    let mut all = Vec::new();
    for (tones, on, off) in [
        (&[440.0, 480.0][..], 2000, 4000),
        (&[425.0], 1000, 4000),
        (&[400.0, 450.0], 400, 2000),
        (&[440.0], 1000, 3000),
    ] {
        for n in 0..5 {
            let ring = [sine(tones, on), quiet(off)].concat();
            all.push(room(rng, &[quiet(200 * n), ring.repeat(6)]));
        }
    }
    all
}

fn quiet(ms: usize) -> Vec<i16> {
    vec![0; ms * 8]
}

fn sine(tones: &[f64], ms: usize) -> Vec<i16> {
    let sample = |n: usize| {
        let waves = tones.iter().map(|hz| (std::f64::consts::TAU * hz * n as f64 / 8000.0).sin());
        (waves.sum::<f64>() * 6000.0 / tones.len() as f64) as i16
    };
    (0..ms * 8).map(sample).collect()
}

/// With the faint noise of a room.
fn room(rng: &mut Rng, parts: &[Vec<i16>]) -> Vec<i16> {
    let noise = |sample: i16| sample.saturating_add(i16::try_from(rng.below(17)).unwrap_or_default() - 8);
    parts.concat().into_iter().map(noise).collect()
}

/// A sentence at 8 kHz.
fn speech(voice: &str, speed: u32, text: &str, loud: f64) -> Vec<i16> {
    let missing = "espeak-ng and sox are installed: see scripts/test";
    let speed = speed.to_string();
    let args = ["-v", voice, "-s", &speed, "--stdout", text];
    let mut espeak = Program::new("espeak-ng").args(args).stdout(Stdio::piped()).spawn().expect(missing);
    let wave = espeak.stdout.take().expect("it is piped");
    let args = ["-V1", "-D", "--ignore-length", "-t", "wav", "-", "-r", "8000", "-c", "1", "-b", "16", "-e", "signed"];
    let sox = Program::new("sox").args(args).args(["-t", "raw", "-"]).stdin(wave).output().expect(missing);
    assert!(espeak.wait().expect("it ends").success() && sox.status.success(), "{voice}: {text}");
    let (samples, _) = sox.stdout.as_chunks::<2>();
    samples.iter().map(|sample| (f64::from(i16::from_le_bytes(*sample)) * loud) as i16).collect()
}
