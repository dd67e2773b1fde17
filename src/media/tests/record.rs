//! Recordings: what is in them, how the channels lie beside each other, what ends them.

use super::*;
use crate::audio::{goertzel, level};
use crate::media::{ClipId, Ended, Of, Piece, PlayId, Recording, Sounding};

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";

fn name() -> crate::base::RecordingSid {
    crate::base::RecordingSid::mint(&mut Rng::seeded(1))
}

fn plan(of: Of) -> Recording {
    Recording { of, is_dual: false, silence: None, longest: ms(3_600_000), is_trimmed: false }
}

fn record(studio: &mut Studio, plan: Recording) {
    studio.command(Command::Record { group: GROUP, recording: name(), plan });
}

fn stop(studio: &mut Studio, cut: Duration) {
    studio.command(Command::StopRecording { group: GROUP, recording: name(), cut });
}

/// What was written: its rate, its channels, all samples.
fn written(studio: &Studio) -> (Rate, u8, Vec<i16>) {
    let Some(Writing::Begin { rate, channels }) = studio.written.first() else { panic!("no begin") };
    let mut samples = Vec::new();
    for (index, writing) in studio.written.iter().enumerate().skip(1) {
        match writing {
            Writing::Samples(piece) => {
                assert!(piece.len() <= rate.hz() as usize * usize::from(*channels));
                samples.extend(piece);
            }
            Writing::Silence(more) => samples.resize(samples.len() + more, 0),
            Writing::End => assert_eq!(index + 1, studio.written.len(), "nothing follows"),
            Writing::Begin { .. } => panic!("begun twice"),
        }
    }
    (*rate, *channels, samples)
}

/// How it ended, its length and how much of that sounds, in milliseconds; told exactly once.
fn told(studio: &Studio) -> (Ended, u128, u128) {
    let told: Vec<_> = studio
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Recorded { ended, length, sounding, .. } => Some((*ended, length.as_millis(), sounding.as_millis())),
            _ => None,
        })
        .collect();
    assert_eq!(told.len(), 1);
    told[0]
}

fn bridge() -> (Studio, Speaker, Speaker) {
    // What a recording holds back is long: written out at every step it would take minutes (the strangers do that).
    let studio = Studio::with_memory().bridge(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    (studio, Speaker::new(A, AT_A, Codec::Pcmu, 1), Speaker::new(B, AT_B, Codec::Pcmu, 2))
}

fn talk(studio: &mut Studio, speakers: &mut [&mut Speaker], frames: usize) {
    for _ in 0..frames {
        speakers.iter_mut().for_each(|speaker| speaker.speak(studio));
        studio.pass(ms(20));
    }
}

#[test]
fn a_bridge_is_recorded_in_two_channels_while_it_passes_untouched() {
    let (mut studio, mut a, mut b) = bridge();
    let plan = Recording { is_dual: true, ..plan(Of::Both(A)) };
    record(&mut studio, plan);
    talk(&mut studio, &mut [&mut a, &mut b], 250);
    stop(&mut studio, ms(0));
    let (rate, channels, samples) = written(&studio);
    assert_eq!((rate, channels, told(&studio)), (Rate::Narrow, 2, (Ended::Stopped, 5020, told(&studio).2)));
    assert_eq!(samples.len(), 2 * 251 * 160);
    let channel = |n: usize| samples.iter().skip(n).step_by(2).copied().collect::<Vec<i16>>();
    let lags = [(channel(0), &a), (channel(1), &b)].map(|(channel, speaker)| {
        let found = level::find(&speaker.said[8000..10_000], &channel[8000..], 1200).unwrap();
        assert!(found.likeness > 0.99, "{found:?}");
        found.lag
    });
    assert!(lags[0].abs_diff(lags[1]) <= 160, "{lags:?}");
    assert_eq!(studio.heard(B, Codec::Pcmu), coded(&a.said), "relayed as it is");
    let begun = studio.written.iter().filter(|writing| matches!(writing, Writing::Samples(_))).count();
    assert!(begun >= 20, "handed out as it goes");
}

#[test]
fn one_channel_is_the_sum_and_said_and_heard_are_the_one_or_the_other() {
    for (of, says, hears) in [(Of::Both(A), true, true), (Of::Said(A), true, false), (Of::Heard(A), false, true)] {
        let (mut studio, mut a, mut b) = bridge();
        record(&mut studio, plan(of));
        talk(&mut studio, &mut [&mut a, &mut b], 150);
        stop(&mut studio, ms(0));
        let (_, _, samples) = written(&studio);
        for (speaker, is_there) in [(&a, says), (&b, hears)] {
            let found = level::find(&speaker.said[8000..10_000], &samples[8000..], 1200).unwrap();
            assert_eq!(found.likeness > 0.5, is_there, "{of:?} {found:?}");
        }
    }
}

/// What is recorded of a bridge in which both say a tone as loud as this, from the second second on, and the tones.
fn both_say_tones(amplitude: f64, is_dual: bool) -> (Vec<i16>, [Vec<i16>; 2]) {
    let (mut studio, mut a, mut b) = bridge();
    record(&mut studio, Recording { is_dual, ..plan(Of::Both(A)) });
    let sine = |hz: f64, n: usize| (amplitude * (std::f64::consts::TAU * hz * n as f64 / 8000.0).sin()) as i16;
    for frame in 0..150 {
        for (speaker, hz) in [(&mut a, 500.0), (&mut b, 700.0)] {
            let sound: Vec<i16> = (0..160).map(|n| sine(hz, 160 * frame + n)).collect();
            speaker.say(&mut studio, &sound);
        }
        studio.pass(ms(20));
    }
    stop(&mut studio, ms(0));
    let (_, channels, samples) = written(&studio);
    (samples[8000 * usize::from(channels)..].to_vec(), [coded(&a.said), coded(&b.said)])
}

#[test]
fn two_loud_ones_in_one_channel_are_turned_down_and_not_clipped() {
    let (samples, _) = both_say_tones(30_000.0, false);
    assert!(samples.iter().all(|sample| sample.unsigned_abs() < 32_000), "no top is cut off");
    let power = |hz: f64| goertzel::power(&samples, hz);
    let whole = level::rms(&samples).powi(2);
    assert!((power(500.0) + power(700.0)) / whole > 0.999, "nothing but the two tones");
    assert!(level::rms(&samples) > 10_000.0, "and no more than is needed");
}

#[test]
fn two_quiet_ones_in_one_channel_are_added_to_the_bit() {
    let (samples, [one, other]) = both_say_tones(9000.0, false);
    let sums = |lag: usize| one[7000..15_000].iter().zip(&other[7000 + lag..]).map(|(a, b)| a + b).collect::<Vec<_>>();
    // Both may wait for a packet more or less.
    let begins = |sum: &[i16]| samples.windows(4000).any(|part| part == &sum[2000..6000]);
    assert!((0..=320).step_by(160).any(|lag| begins(&sums(lag))));
}

#[test]
fn two_loud_ones_in_two_channels_stay_as_they_are() {
    let (samples, said) = both_say_tones(30_000.0, true);
    for (channel, said) in said.iter().enumerate() {
        let own: Vec<i16> = samples.iter().skip(channel).step_by(2).copied().collect();
        assert!(own.windows(4000).any(|part| part == &said[9000..13_000]), "channel {channel}");
    }
}

#[test]
fn what_is_played_is_heard_and_nothing_else_is_there_then() {
    let (mut studio, mut a, mut b) = bridge();
    record(&mut studio, plan(Of::Heard(A)));
    let clip = voice::start(5, 16_000);
    let piece = Piece { rate: Rate::Narrow, samples: clip.clone().into(), is_last: true };
    studio.command(Command::Feed { group: GROUP, clip: ClipId(1), piece });
    talk(&mut studio, &mut [&mut a, &mut b], 50);
    let what = Sounding::Clip(ClipId(1));
    studio.command(Command::Play { group: GROUP, line: A, play: PlayId(1), what, times: 1 });
    talk(&mut studio, &mut [&mut a, &mut b], 200);
    stop(&mut studio, ms(0));
    let (_, _, samples) = written(&studio);
    let played = level::find(&clip[..2000], &samples[7000..], 2400).unwrap();
    assert!(played.likeness > 0.999, "{played:?}");
    let after = level::find(&b.said[28_000..30_000], &samples[28_000..], 1200).unwrap();
    assert!(after.likeness > 0.99, "{after:?}");
}

#[test]
fn the_widest_line_gives_the_rate_and_the_other_is_fitted() {
    let mut studio = Studio::with_memory().bridge(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::G722, 101));
    let (mut a, mut b) = (Speaker::new(A, AT_A, Codec::Pcmu, 1), Speaker::new(B, AT_B, Codec::G722, 2));
    record(&mut studio, Recording { is_dual: true, ..plan(Of::Both(A)) });
    talk(&mut studio, &mut [&mut a, &mut b], 150);
    stop(&mut studio, ms(0));
    let (rate, _, samples) = written(&studio);
    assert_eq!(rate, Rate::Wide);
    for (channel, speaker) in [(0, &a), (1, &b)] {
        // Every second sample of 16 kHz: either those are the samples that were said, or those between them.
        let likeness = [0, 2].map(|phase| {
            let sound: Vec<i16> = samples.iter().skip(channel + phase).step_by(4).copied().collect();
            level::find(&speaker.said[8000..10_000], &sound[8000..], 1200).unwrap().likeness
        });
        assert!(likeness.iter().any(|likeness| *likeness > 0.9), "{channel}: {likeness:?}");
    }
}

#[test]
fn silence_the_longest_and_the_end_of_the_line_end_it() {
    let (mut studio, mut a, _) = bridge();
    record(&mut studio, Recording { silence: Some(ms(2000)), ..plan(Of::Said(A)) });
    talk(&mut studio, &mut [&mut a], 100);
    for _ in 0..200 {
        a.say(&mut studio, &[0; 160]);
        studio.pass(ms(20));
    }
    let (ended, length, sounding) = told(&studio);
    assert!(
        ended == Ended::Silence && (4000..4200).contains(&length) && (1500..2100).contains(&sounding),
        "{length} {sounding}"
    );

    let (mut studio, mut a, _) = bridge();
    record(&mut studio, Recording { longest: ms(3000), ..plan(Of::Said(A)) });
    talk(&mut studio, &mut [&mut a], 300);
    assert_eq!((told(&studio).0, told(&studio).1, written(&studio).2.len()), (Ended::Longest, 3000, 24_000));

    for end in [Command::Close { group: GROUP, line: A }, Command::Forget { group: GROUP }] {
        let (mut studio, mut a, _) = bridge();
        record(&mut studio, plan(Of::Both(A)));
        talk(&mut studio, &mut [&mut a], 50);
        studio.command(end);
        assert_eq!(told(&studio).0, Ended::Closed);
        assert_eq!(studio.written.last(), Some(&Writing::End));
        let closed = studio.events.iter().position(|event| matches!(event, Event::Closed { line: A, .. }));
        assert!(studio.events.iter().position(|event| matches!(event, Event::Recorded { .. })) < closed);
    }

    let (mut studio, ..) = bridge();
    record(&mut studio, plan(Of::Both(LineId(9))));
    assert_eq!(told(&studio), (Ended::Closed, 0, 0));
}

#[test]
fn the_end_is_cut_and_trimming_leaves_the_sound_and_a_breath() {
    let (mut studio, mut a, _) = bridge();
    record(&mut studio, plan(Of::Said(A)));
    talk(&mut studio, &mut [&mut a], 100);
    stop(&mut studio, ms(310));
    assert_eq!((told(&studio).1, written(&studio).2.len()), (2020 - 320, 1700 * 8));

    let (mut studio, mut a, _) = bridge();
    record(&mut studio, Recording { is_trimmed: true, ..plan(Of::Said(A)) });
    let silence = |studio: &mut Studio, a: &mut Speaker, frames| {
        for _ in 0..frames {
            a.say(studio, &[0; 160]);
            studio.pass(ms(20));
        }
    };
    silence(&mut studio, &mut a, 100);
    talk(&mut studio, &mut [&mut a], 50);
    silence(&mut studio, &mut a, 50);
    talk(&mut studio, &mut [&mut a], 50);
    silence(&mut studio, &mut a, 150);
    stop(&mut studio, ms(0));
    let length = told(&studio).1;
    assert!((3000..3300).contains(&length), "two seconds, the second between them, and a breath: {length}");

    let (mut studio, mut a, _) = bridge();
    record(&mut studio, Recording { is_trimmed: true, ..plan(Of::Said(A)) });
    silence(&mut studio, &mut a, 100);
    stop(&mut studio, ms(0));
    assert_eq!((told(&studio), written(&studio).2.len()), ((Ended::Stopped, 0, 0), 0));
}

#[test]
fn trimming_takes_silence_of_any_length_off_and_what_lies_between_sounds_keeps_its_length() {
    let (mut studio, mut a, _) = bridge();
    record(&mut studio, Recording { is_trimmed: true, ..plan(Of::Said(A)) });
    let silence = |studio: &mut Studio, a: &mut Speaker, secs| {
        for _ in 0..secs * 50 {
            a.say(studio, &[0; 160]);
            studio.pass(ms(20));
        }
    };
    silence(&mut studio, &mut a, 100);
    talk(&mut studio, &mut [&mut a], 50);
    silence(&mut studio, &mut a, 100);
    talk(&mut studio, &mut [&mut a], 50);
    silence(&mut studio, &mut a, 100);
    stop(&mut studio, ms(0));
    let ((_, length, _), samples) = (told(&studio), written(&studio).2);
    assert!((102_000..102_400).contains(&length), "{length}");
    assert_eq!(samples.len() as u128, length * 8);
    assert!(studio.written.iter().any(|writing| matches!(writing, Writing::Silence(_))), "it is counted, not held");
    let again = level::find(&a.said[801_000..803_000], &samples, 4000).unwrap();
    assert!(again.likeness > 0.99, "{again:?}");
}

#[test]
fn the_longest_counts_from_the_beginning_also_where_nobody_says_anything() {
    let (mut studio, mut a, _) = bridge();
    record(&mut studio, Recording { is_trimmed: true, longest: ms(3000), ..plan(Of::Said(A)) });
    for _ in 0..147 {
        a.say(&mut studio, &[0; 160]);
        studio.pass(ms(20));
    }
    assert!(!studio.events.iter().any(|event| matches!(event, Event::Recorded { .. })));
    studio.pass(ms(80));
    assert_eq!(told(&studio), (Ended::Longest, 0, 0));
}

/// A phone that sends silence with a click in each second, by a clock of its own.
struct Clock {
    phone: Phone,
    /// Between two packets, in microseconds.
    every: u64,
    sent: u64,
    /// Where in the file its clicks are found.
    clicks: Vec<i64>,
}

impl Clock {
    fn new(line: LineId, at: &str, every: u64) -> Self {
        Self { phone: Phone::new(line, at), every, sent: 0, clicks: Vec::new() }
    }

    fn next(&self) -> u64 {
        self.sent * self.every
    }

    fn send(&mut self, studio: &mut Studio, [silence, click]: &[Vec<u8>; 2]) {
        let payload = if self.sent.is_multiple_of(50) { click } else { silence };
        self.phone.timestamp = self.phone.timestamp.wrapping_add(160);
        let bytes = self.phone.next(0, false, payload);
        studio.packet(self.phone.line, Channel::Rtp, self.phone.at, &bytes);
        self.sent += 1;
    }

    /// How much later than it was sent each click is in the file, in samples; but for what is the same for all.
    fn delays(&self) -> Vec<i64> {
        let sent = (0..).map(|second| (second * 50 * self.every * 8 / 1000) as i64);
        self.clicks.iter().zip(sent).map(|(found, sent)| found - sent).collect()
    }
}

#[test]
fn channels_stay_within_20_ms_of_each_other_for_an_hour_while_clocks_drift_apart() {
    let (mut studio, ..) = bridge();
    let mut clocks = [Clock::new(A, AT_A, 19_998), Clock::new(B, AT_B, 20_002)];
    let mut click = [0; 160];
    click[..8].fill(16_000);
    let sounds = [Law::Mu.encode_all(&[0; 160]), Law::Mu.encode_all(&click)];
    record(&mut studio, Recording { is_dual: true, longest: ms(10_000_000), ..plan(Of::Both(A)) });
    let (start, mut written) = (studio.now, 0);
    while clocks[0].next() < 3_600_000_000 {
        let turn = usize::from(clocks[1].next() < clocks[0].next());
        studio.pass((start + Duration::from_micros(clocks[turn].next())).since(studio.now));
        clocks[turn].send(&mut studio, &sounds);
        if studio.written.len() > 100 {
            written += find_clicks(&mut studio, written, &mut clocks);
        }
    }
    let [one, other] = clocks.map(|clock| clock.delays());
    assert!(one.len() > 3550 && one.len().abs_diff(other.len()) <= 1, "{} {}", one.len(), other.len());
    // The sounds lie in the file as they were said in the room: the clocks of both are 0.7 seconds apart in the end.
    let apart = one.iter().zip(&other).map(|(one, other)| (one - other).abs()).max().unwrap();
    assert!(apart <= 160, "{apart} samples");
}

/// Takes what was written so far off, and notes where in each channel there are clicks. Answers how much it was.
fn find_clicks(studio: &mut Studio, before: i64, clocks: &mut [Clock; 2]) -> i64 {
    studio.sent.clear();
    let mut count = 0;
    for writing in studio.written.drain(1..) {
        let Writing::Samples(samples) = writing else { panic!("{writing:?}") };
        for pair in samples.chunks(2) {
            for (clock, sample) in clocks.iter_mut().zip(pair) {
                if *sample > 8000 && clock.clicks.last().is_none_or(|last| before + count - last > 100) {
                    clock.clicks.push(before + count);
                }
            }
            count += 1;
        }
    }
    count
}

#[test]
fn what_is_recorded_of_a_place_is_recorded_of_who_takes_it() {
    const C: LineId = LineId(3);
    let mut studio = Studio::bridged(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    studio.open(C, 10_004);
    studio.shape(C, terms("192.0.2.30:6000", Codec::Pcmu, 101));
    let mut speakers =
        [(A, AT_A, 1), (C, "192.0.2.30:6000", 2)].map(|(line, at, seed)| Speaker::new(line, at, Codec::Pcmu, seed));
    record(&mut studio, plan(Of::Said(A)));
    for frame in 0..100 {
        speakers.iter_mut().for_each(|speaker| speaker.speak(&mut studio));
        studio.pass(ms(20));
        if frame == 49 {
            studio.command(Command::Exchange { group: GROUP, line: A, with: C });
        }
    }
    studio.close(C);
    stop(&mut studio, Duration::ZERO);
    let (_, _, taped) = written(&studio);
    for (speaker, from) in [(&speakers[0], 3000), (&speakers[1], 11_000)] {
        let said = coded(&speaker.said[from..from + 2000]);
        let found = level::find(&said, &taped[from - 800..from + 4000], 2000);
        assert!(found.is_some_and(|found| found.likeness > 0.9), "{from} {found:?}");
    }
}
