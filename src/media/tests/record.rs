//! Recordings: what is in them, how the channels lie beside each other, what ends them.

use super::*;
use crate::audio::level;
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
fn channels_stay_aligned_for_as_much_drift_as_an_hour_has() {
    let mut studio = Studio::with_memory().bridge(terms(AT_A, Codec::Pcmu, 101), terms(AT_B, Codec::Pcmu, 101));
    let (mut a, mut b) = (Speaker::new(A, AT_A, Codec::Pcmu, 1), Speaker::new(B, AT_B, Codec::Pcmu, 1));
    record(&mut studio, Recording { is_dual: true, ..plan(Of::Both(A)) });
    let start = studio.now;
    // Both say the same at the same time by their own clocks, in ten minutes as far apart as clocks of 100 ppm in an hour.
    let (mut next_a, mut next_b) = (0u64, 0u64);
    let mut lags = Vec::new();
    while studio.now - start < ms(600_000) {
        let at = (studio.now - start).as_micros() as u64;
        while next_a * 19_988 <= at {
            a.tick_tock(&mut studio);
            next_a += 1;
        }
        while next_b * 20_012 <= at {
            b.tick_tock(&mut studio);
            next_b += 1;
        }
        studio.pass(ms(20));
        if studio.written.len() > 60 {
            lags.extend(lag_of(&mut studio));
        }
    }
    // What the two say drifts apart by 0.72 s in the hour, as it does in the room; the channels follow it.
    let drift: Vec<i64> = lags.iter().map(|(second, lag)| lag - *second * 96 / 10).collect();
    assert!(lags.len() > 30 && drift.iter().all(|off| off.abs() <= 3 * 160), "{drift:?}");
}

/// Takes what was written so far off, and measures in it how much later the second channel says a click than the first.
fn lag_of(studio: &mut Studio) -> Option<(i64, i64)> {
    let elapsed = (studio.now - Time::from_secs(1_000_000)).as_secs() as i64;
    let samples: Vec<i16> = studio
        .written
        .drain(1..)
        .filter_map(|writing| match writing {
            Writing::Samples(samples) => Some(samples),
            _ => None,
        })
        .flatten()
        .collect();
    let click = |channel: usize| samples.iter().skip(channel).step_by(2).position(|sample| *sample > 8000);
    let (one, other) = (click(0)? as i64, click(1)? as i64);
    // A click each second: the nearest one.
    let lag = (other - one).rem_euclid(8000);
    let expected = (elapsed * 96 / 10).rem_euclid(8000);
    let off = (lag - expected + 4000).rem_euclid(8000) - 4000;
    Some((elapsed, elapsed * 96 / 10 + off))
}
