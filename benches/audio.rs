//! What sound costs: µs of one core for each 20 ms of one line, for every codec each way, the resamplers, the detectors
//! and a mix.
//!
//! `cargo bench --bench audio`. The sound is a voice, as in the tests; the first rounds are left out. A line that costs
//! 20 µs a frame leaves room for a thousand on a core.

use std::hint::black_box;
use std::time::{Duration, Instant};

use callwright::audio::beep_detector::BeepDetector;
use callwright::audio::codec::{Codec, Decoder, Encoder};
use callwright::audio::mix::{Limiter, Sum};
use callwright::audio::resample::{Converter, Doubler, Halver};
use callwright::audio::voice_activity::Activity;
use callwright::audio::{Pcm, Rate, digits, silence, tone, voice};

/// Frames of a turn: a minute.
const FRAMES: usize = 3000;
/// The fastest of so many turns counts: the others were disturbed.
const TURNS: usize = 5;

fn main() {
    let narrow = frames(Rate::Narrow);
    let wide = frames(Rate::Wide);
    codecs(&narrow, &wide);
    resamplers(&narrow, &wide);
    detectors(&narrow);
    for talkers in [3, 50, 200] {
        mix(&narrow, talkers);
    }
    let mut position = 0;
    measure("ringback of Britain", &narrow, |_| {
        position += 160;
        black_box(tone::RINGBACK_UK.frame(position));
    });
}

fn codecs(narrow: &[Pcm], wide: &[Pcm]) {
    for coding in Codec::all() {
        let sound = if coding.rate() == Rate::Narrow { narrow } else { wide };
        let (mut encoder, mut packet) = (Encoder::new(coding), Vec::new());
        measure(&format!("{coding:?}, encode"), sound, |frame| {
            packet.clear();
            encoder.encode(frame, &mut packet);
        });
        let code = |frame: &Pcm| {
            let mut packet = Vec::new();
            encoder.encode(frame, &mut packet);
            packet
        };
        let packets: Vec<Vec<u8>> = sound.iter().map(code).collect();
        let (mut decoder, mut out) = (Decoder::new(coding), Vec::new());
        measure(&format!("{coding:?}, decode"), &packets, |packet| {
            out.clear();
            decoder.decode(packet, &mut out);
        });
        measure(&format!("{coding:?}, decode and conceal every other"), &packets[..FRAMES / 2], |packet| {
            out.clear();
            decoder.decode(packet, &mut out);
            decoder.conceal(&mut out, coding.rate().samples());
        });
    }
}

fn resamplers(narrow: &[Pcm], wide: &[Pcm]) {
    let (mut doubler, mut halver) = (Doubler::default(), Halver::default());
    measure("8 to 16 kHz", narrow, |frame| {
        black_box(doubler.frame(frame));
    });
    measure("16 to 8 kHz", wide, |frame| {
        black_box(halver.frame(frame));
    });
    let pieces: Vec<Vec<i16>> = voice::start(1, FRAMES * 882).chunks(882).map(<[i16]>::to_vec).collect();
    let mut converter = Converter::new(44_100, Rate::Narrow).expect("44100 is a rate that sounds have");
    let mut out = Vec::new();
    measure("a file of 44.1 to 8 kHz", &pieces, |piece| {
        out.clear();
        converter.feed(piece, &mut out).expect("a piece of any length can be fed");
    });
}

fn detectors(narrow: &[Pcm]) {
    let mut keys = digits::Detector::default();
    measure("keys as tones", narrow, |frame| {
        black_box(keys.feed(frame.as_slice()));
    });
    let mut activity = Activity::default();
    measure("voice activity", narrow, |frame| {
        black_box(activity.feed(frame));
    });
    let mut silence = silence::Detector::default();
    measure("silence", narrow, |frame| {
        black_box(silence.feed(frame));
    });
    let mut beep = BeepDetector::default();
    measure("beep", narrow, |frame| {
        black_box(beep.feed(frame));
    });
}

/// A room in which `talkers` speak and all hear each other.
fn mix(narrow: &[Pcm], talkers: usize) {
    let mut limiters = vec![Limiter::default(); talkers];
    let rooms: Vec<&[Pcm]> = narrow.windows(talkers).step_by(FRAMES / 50).collect();
    let each = fastest(|| {
        for room in &rooms {
            let mut sum = Sum::new(Rate::Narrow);
            room.iter().for_each(|frame| sum.add(frame));
            for (own, limiter) in room.iter().zip(&mut limiters) {
                black_box(sum.without(own, limiter));
            }
        }
    });
    report(&format!("mix of {talkers}, each participant"), each, rooms.len() * talkers);
}

fn measure<T>(name: &str, inputs: &[T], mut run: impl FnMut(&T)) {
    let spent = fastest(|| inputs.iter().for_each(|input| run(black_box(input))));
    report(name, spent, inputs.len());
}

fn fastest(mut run: impl FnMut()) -> Duration {
    let turn = |_| {
        let started = now();
        run();
        now() - started
    };
    (0..TURNS).map(turn).min().unwrap_or_default()
}

fn report(name: &str, spent: Duration, frames: usize) {
    println!("{name}: {:.2} µs a frame", spent.as_nanos() as f64 / 1000.0 / frames.max(1) as f64);
}

fn frames(rate: Rate) -> Vec<Pcm> {
    voice::start(7, FRAMES * rate.samples()).chunks(rate.samples()).map(|c| Pcm::from_slice(rate, c)).collect()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the clock")]
fn now() -> Instant {
    Instant::now()
}
