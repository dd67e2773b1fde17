//! Forks: what is in them, that calls do not notice, that they go with their line; and what is poured into one.

use super::*;
use crate::audio::level;
use crate::media::{ForkId, Track, Tracks};

const AT_A: &str = "192.0.2.10:4000";
const AT_B: &str = "192.0.2.20:5000";
const FORK: ForkId = ForkId(1);
const AWAY: GroupId = GroupId(2);

fn fork(studio: &mut Studio, fork: ForkId, tracks: Tracks, rate: Rate) {
    studio.command(Command::Fork { group: GROUP, line: A, fork, tracks, rate });
}

fn pour(studio: &mut Studio, samples: &[i16]) {
    let (samples, room) = (samples.to_vec(), ms(60_000));
    studio.command(Command::Pour { group: GROUP, line: A, fork: FORK, samples, room });
}

fn mark(studio: &mut Studio, name: &str) {
    studio.command(Command::Mark { group: GROUP, line: A, fork: FORK, name: name.into() });
}

/// All samples of a track; it has no hole.
fn copied(studio: &Studio, fork: ForkId, track: Track) -> Vec<i16> {
    let mut samples = Vec::new();
    let mut next = ms(0);
    for output in &studio.forked {
        let Output::Forked { fork: of, track: on, at, samples: piece } = output else { continue };
        if (*of, *on) == (fork, track) {
            assert_eq!(*at, next);
            next += ms(20);
            samples.extend(piece);
        }
    }
    samples
}

fn marks(studio: &Studio) -> Vec<&str> {
    let marked = studio.forked.iter().filter_map(|output| match output {
        Output::Marked { name, .. } => Some(name.as_str()),
        _ => None,
    });
    marked.collect()
}

fn bridge(codec: Codec) -> (Studio, Speaker, Speaker) {
    let studio = Studio::with_memory().bridge(terms(AT_A, codec, 101), terms(AT_B, codec, 101));
    (studio, Speaker::new(A, AT_A, codec, 1), Speaker::new(B, AT_B, codec, 2))
}

fn talk(studio: &mut Studio, speakers: &mut [&mut Speaker], frames: usize) {
    for _ in 0..frames {
        speakers.iter_mut().for_each(|speaker| speaker.speak(studio));
        studio.pass(ms(20));
    }
}

fn likeness(piece: &[i16], whole: &[i16]) -> f64 {
    level::find(piece, whole, 2400).map_or(0.0, |found| found.likeness)
}

#[test]
fn both_tracks_of_a_bridge_are_copied_while_it_passes_untouched() {
    let (mut studio, mut a, mut b) = bridge(Codec::Pcmu);
    fork(&mut studio, FORK, Tracks::Both, Rate::Narrow);
    fork(&mut studio, ForkId(2), Tracks::Said, Rate::Wide);
    fork(&mut studio, ForkId(3), Tracks::Heard, Rate::Narrow);
    fork(&mut studio, ForkId(4), Tracks::Heard, Rate::Narrow);
    talk(&mut studio, &mut [&mut a, &mut b], 150);
    for (fork, track, voice) in [
        (FORK, Track::Said, &a),
        (FORK, Track::Heard, &b),
        (ForkId(3), Track::Heard, &b),
        (ForkId(4), Track::Heard, &b),
    ] {
        let samples = copied(&studio, fork, track);
        assert_eq!(samples.len(), 151 * 160);
        assert!(likeness(&voice.said[8000..10_000], &samples[8000..]) > 0.99, "{fork:?} {track:?}");
    }
    assert_eq!(copied(&studio, ForkId(2), Track::Said).len(), 151 * 320, "at its own rate");
    assert!(copied(&studio, ForkId(2), Track::Heard).is_empty());
    assert_eq!(studio.heard(B, Codec::Pcmu), coded(&a.said), "relayed as it is");
    for fork in 1..=4 {
        studio.command(Command::Unfork { group: GROUP, line: A, fork: ForkId(fork) });
    }
    let before = studio.forked.len();
    talk(&mut studio, &mut [&mut a, &mut b], 10);
    assert_eq!(studio.forked.len(), before);
}

#[test]
fn a_fork_goes_with_its_line_and_has_no_gap() {
    let (mut studio, mut a, mut b) = bridge(Codec::G722);
    fork(&mut studio, FORK, Tracks::Both, Rate::Wide);
    talk(&mut studio, &mut [&mut a, &mut b], 50);
    for (from, to) in [(GROUP, AWAY), (AWAY, GROUP), (GROUP, AWAY)] {
        studio.command(Command::Move { line: A, from, to });
        talk(&mut studio, &mut [&mut a], 50);
    }
    let samples = copied(&studio, FORK, Track::Said);
    assert!(samples.len().abs_diff(200 * 320) <= 5 * 320, "{}", samples.len());
    let late = level::rms(&samples[samples.len() - 3200..]);
    assert!(late > 100.0, "the peer is heard there too");
    studio.command(Command::Close { group: AWAY, line: A });
    let before = studio.forked.len();
    studio.pass(ms(100));
    assert_eq!(studio.forked.len(), before, "it ends with the line");
}

#[test]
fn what_is_poured_is_heard_and_its_marks_are_told_once_it_was() {
    let mut studio = Studio::new();
    studio.open(A, 10_000);
    studio.shape(A, terms(AT_A, Codec::Pcmu, 101));
    fork(&mut studio, FORK, Tracks::Both, Rate::Narrow);
    let sound = voice::start(3, 8000);
    for piece in sound.chunks(800) {
        pour(&mut studio, piece);
    }
    mark(&mut studio, "end");
    studio.pass(ms(990));
    assert!(marks(&studio).is_empty());
    studio.pass(ms(40));
    assert_eq!(marks(&studio), ["end"]);
    assert_eq!(studio.heard(A, Codec::Pcmu), coded(&sound));
    let track = copied(&studio, FORK, Track::Heard);
    assert_eq!(&track[..8000], &sound[..], "it is what the peer hears");
    unbroken(&studio.rtp(A));
}

#[test]
fn h16_clearing_is_silence_within_forty_milliseconds_and_every_mark_once() {
    let mut studio = Studio::new();
    studio.open(A, 10_000);
    studio.shape(A, terms(AT_A, Codec::Pcmu, 101));
    fork(&mut studio, FORK, Tracks::Said, Rate::Narrow);
    for name in ["a", "b", "c"] {
        pour(&mut studio, &voice::start(3, 8000));
        mark(&mut studio, name);
    }
    studio.pass(ms(1500));
    assert_eq!(marks(&studio), ["a"]);
    let cleared = studio.now;
    studio.command(Command::Clear { group: GROUP, line: A, fork: FORK });
    assert_eq!(marks(&studio), ["a", "b", "c"]);
    studio.pass(ms(3000));
    assert!(studio.sent.iter().filter(|sent| sent.channel == Channel::Rtp).all(|sent| sent.at <= cleared + ms(40)));
    assert_eq!(marks(&studio), ["a", "b", "c"]);
    let before = studio.rtp(A).len();
    pour(&mut studio, &voice::start(4, 1600));
    studio.pass(ms(400));
    assert_eq!(studio.rtp(A).len(), before + 10, "and goes on after it");
}

#[test]
fn h15_who_pours_an_hour_is_heard_as_long_as_there_is_room() {
    let mut studio = Studio::with_memory();
    studio.open(A, 10_000);
    studio.shape(A, terms(AT_A, Codec::Pcmu, 101));
    fork(&mut studio, FORK, Tracks::Said, Rate::Narrow);
    for _ in 0..3600 {
        pour(&mut studio, &[1000; 8000]);
    }
    let spilled = |output: &Output| if let Output::Spilled { samples, .. } = output { *samples } else { 0 };
    assert_eq!(studio.forked.iter().map(spilled).sum::<usize>(), 3540 * 8000);
    studio.pass(ms(61_000));
    assert_eq!(studio.rtp(A).len(), 3000);
    // A name that is not known pours nothing.
    let other = Command::Pour { group: GROUP, line: A, fork: ForkId(9), samples: vec![1; 160], room: ms(1000) };
    studio.command(other);
    studio.pass(ms(100));
    assert_eq!(studio.rtp(A).len(), 3000);
}
