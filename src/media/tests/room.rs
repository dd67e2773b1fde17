//! Rooms: who hears whom, what is announced and recorded, and lines that come from other groups and go back.

use super::*;
use crate::audio::level;
use crate::media::{Ended, Of, PlayId, Recording, Sounding};

const C: LineId = LineId(3);
const ROOM: GroupId = GroupId(9);
const LINES: [(LineId, &str); 3] = [(A, "192.0.2.10:4000"), (B, "192.0.2.20:5000"), (C, "192.0.2.30:6000")];

/// Three lines in one group, nobody in the room yet, and who speaks on each.
fn three(codecs: [Codec; 3]) -> (Studio, Vec<Speaker>) {
    let mut studio = Studio::with_memory();
    for (n, ((line, at), codec)) in LINES.into_iter().zip(codecs).enumerate() {
        studio.open(line, 10_000 + 2 * n as u16);
        studio.shape(line, terms(at, codec, 101));
    }
    let speaker = |(n, ((line, at), codec))| Speaker::new(line, at, codec, n as u64 + 1);
    let speakers = LINES.into_iter().zip(codecs).enumerate().map(speaker).collect();
    (studio, speakers)
}

fn enter(studio: &mut Studio, line: LineId, muted: bool, coach: Option<LineId>) {
    studio.command(Command::Enter { group: GROUP, line, muted, coach });
}

fn talk(studio: &mut Studio, speakers: &mut [Speaker], frames: usize) {
    for _ in 0..frames {
        speakers.iter_mut().for_each(|speaker| speaker.speak(studio));
        studio.pass(ms(20));
    }
}

/// Whether a part of what the speaker has said is in these samples.
fn hears(heard: &[i16], speaker: &Speaker) -> bool {
    let said = &speaker.said[8000..11_000];
    level::find(said, &heard[8000..], 1200).is_some_and(|found| found.likeness > 0.35)
}

/// Who hears whom.
fn ways(studio: &Studio, speakers: &[Speaker], codecs: [Codec; 3]) -> Vec<(u64, u64)> {
    let mut ways = Vec::new();
    for ((line, _), codec) in LINES.into_iter().zip(codecs) {
        let heard = studio.heard(line, codec);
        for ((other, _), speaker) in LINES.into_iter().zip(speakers) {
            if heard.len() > 16_000 && hears(&heard, speaker) {
                ways.push((line.0, other.0));
            }
        }
    }
    ways
}

#[test]
fn each_hears_all_others_and_not_itself_whatever_the_codec() {
    for codecs in [[Codec::Pcmu; 3], [Codec::Pcmu, Codec::G722, Codec::Pcma]] {
        let (mut studio, mut speakers) = three(codecs);
        LINES.into_iter().for_each(|(line, _)| enter(&mut studio, line, false, None));
        talk(&mut studio, &mut speakers, 150);
        assert_eq!(ways(&studio, &speakers, codecs), [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)], "{codecs:?}");
        let packets = studio.rtp(A).len();
        assert!((149..=151).contains(&packets), "one packet in each beat: {packets}");
    }
}

#[test]
fn two_alone_hear_each_other_to_the_bit() {
    let (mut studio, mut speakers) = three([Codec::Pcmu; 3]);
    [A, B].into_iter().for_each(|line| enter(&mut studio, line, false, None));
    talk(&mut studio, &mut speakers, 100);
    let (heard, said) = (studio.heard(B, Codec::Pcmu), coded(&speakers[0].said));
    let found = level::find(&said[8000..10_000], &heard[8000..], 1200).unwrap();
    assert_eq!(heard[8000 + found.lag..10_000 + found.lag], said[8000..10_000]);
}

#[test]
fn who_is_muted_hears_and_who_coaches_is_heard_by_one() {
    let all = [Codec::Pcmu; 3];
    for (muted, coach, expected) in [
        (true, None, vec![(1, 2), (2, 1), (3, 1), (3, 2)]),
        (false, Some(A), vec![(1, 2), (1, 3), (2, 1), (3, 1), (3, 2)]),
        (true, Some(A), vec![(1, 2), (2, 1), (3, 1), (3, 2)]),
    ] {
        let (mut studio, mut speakers) = three(all);
        [A, B].into_iter().for_each(|line| enter(&mut studio, line, false, None));
        enter(&mut studio, C, muted, coach);
        talk(&mut studio, &mut speakers, 150);
        assert_eq!(ways(&studio, &speakers, all), expected, "muted {muted}, coaching {coach:?}");
    }
}

#[test]
fn who_leaves_the_room_hears_nothing_and_is_not_heard() {
    let (mut studio, mut speakers) = three([Codec::Pcmu; 3]);
    LINES.into_iter().for_each(|(line, _)| enter(&mut studio, line, false, None));
    studio.command(Command::Leave { group: GROUP, line: C });
    talk(&mut studio, &mut speakers, 150);
    assert_eq!(ways(&studio, &speakers, [Codec::Pcmu; 3]), [(1, 2), (2, 1)]);
    assert!(studio.rtp(C).is_empty());
}

#[test]
fn what_is_announced_is_heard_by_all_but_one_and_its_end_is_told_once() {
    let (mut studio, _) = three([Codec::Pcmu; 3]);
    LINES.into_iter().for_each(|(line, _)| enter(&mut studio, line, false, None));
    let (play, what) = (PlayId(4), Sounding::Coming);
    studio.command(Command::Announce { group: GROUP, play, what, times: 1, but: Some(C) });
    studio.pass(ms(1000));
    let loud = |line| studio.heard(line, Codec::Pcmu).iter().filter(|sample| sample.unsigned_abs() > 1000).count();
    assert!(loud(A) > 1000 && loud(A) == loud(B), "{} {}", loud(A), loud(B));
    assert_eq!(loud(C), 0);
    let told = studio.events.iter().filter(|event| **event == Event::Announced { group: GROUP, play }).count();
    assert_eq!(told, 1);
}

#[test]
fn the_room_is_recorded_in_one_channel() {
    let (mut studio, mut speakers) = three([Codec::Pcmu; 3]);
    let recording = crate::base::RecordingSid::mint(&mut Rng::seeded(1));
    LINES.into_iter().for_each(|(line, _)| enter(&mut studio, line, false, None));
    let plan = Recording { of: Of::Room, is_dual: false, silence: None, longest: ms(3_600_000), is_trimmed: false };
    studio.command(Command::Record { group: GROUP, recording, plan });
    talk(&mut studio, &mut speakers, 150);
    studio.command(Command::Forget { group: GROUP });
    let samples: Vec<i16> = studio
        .written
        .iter()
        .flat_map(|writing| if let Writing::Samples(samples) = writing { samples.clone() } else { Vec::new() })
        .collect();
    assert!((148..=151).contains(&(samples.len() / 160)), "{}", samples.len());
    assert!(speakers.iter().all(|speaker| hears(&samples, speaker)));
    let ended = studio.events.iter().any(|event| matches!(event, Event::Recorded { ended: Ended::Closed, .. }));
    assert!(ended, "{:?}", studio.events);
}

#[test]
fn a_line_that_moves_goes_on_with_its_stream_and_is_told_of_under_its_new_group() {
    let (mut studio, mut speakers) = three([Codec::Pcmu; 3]);
    studio.command(Command::Join { group: GROUP, a: A, b: B });
    talk(&mut studio, &mut speakers, 50);
    for line in [A, B] {
        studio.command(Command::Move { line, from: GROUP, to: ROOM });
        studio.command(Command::Enter { group: ROOM, line, muted: false, coach: None });
    }
    talk(&mut studio, &mut speakers, 100);
    assert!(hears(&studio.heard(A, Codec::Pcmu), &speakers[1]));
    studio.command(Command::Move { line: A, from: ROOM, to: GROUP });
    studio.command(Command::Move { line: B, from: ROOM, to: GROUP });
    studio.command(Command::Forget { group: ROOM });
    studio.command(Command::Join { group: GROUP, a: A, b: B });
    talk(&mut studio, &mut speakers, 50);
    let packets = studio.rtp(A);
    let numbers: Vec<_> = packets.iter().map(|(header, _)| (header.ssrc, header.sequence)).collect();
    assert!(numbers.windows(2).all(|pair| pair[0].0 == pair[1].0 && pair[0].1.wrapping_add(1) == pair[1].1));
    assert!((195..=205).contains(&numbers.len()), "{}", numbers.len());
    assert_eq!((studio.board.groups(), studio.board.lines()), (1, 3), "the room is gone");
    assert_eq!(studio.close(A).received, 200);
}

#[test]
fn a_line_goes_to_another_board_with_its_peer_its_stream_and_its_watch() {
    let (mut studio, mut speakers) = three([Codec::Pcmu; 3]);
    enter(&mut studio, A, false, None);
    enter(&mut studio, B, false, None);
    talk(&mut studio, &mut speakers[..2], 50);
    let before = studio.rtp(A).last().map(|(header, _)| (header.ssrc, header.sequence)).unwrap();
    let handover = studio.board.surrender(studio.now, A, GROUP).unwrap();
    assert_eq!(handover.seat(), studio.seats[&A]);
    assert!(studio.board.surrender(studio.now, A, GROUP).is_none(), "it is gone");
    let mut other = Board::new(Rng::seeded(8), Resting::default());
    let seat = other.adopt(studio.now, handover, ROOM);
    other.command(studio.now, Command::Enter { group: ROOM, line: A, muted: false, coach: None });
    let mut sent = Vec::new();
    let end = studio.now + ms(6000);
    while let Some(due) = other.next_timeout().filter(|due| *due <= end) {
        other.timeout(due);
        sent.extend(std::iter::from_fn(|| other.poll()));
    }
    let packet = |output: &Output| match output {
        Output::Send { seat: from, channel: Channel::Rtp, bytes, .. } if *from == seat => Some(read(bytes).0),
        _ => None,
    };
    let first = sent.iter().find_map(packet).unwrap();
    assert_eq!((first.ssrc, first.sequence), (before.0, before.1.wrapping_add(1)));
    let reports = sent.iter().filter(|it| matches!(it, Output::Send { channel: Channel::Rtcp, .. })).count();
    assert!(reports > 0, "its reports go on");
}

/// 200 in one room of whom all speak, while they come and go (threats-and-faults M23): the work of each beat has an end,
/// and nothing is left of the room.
#[test]
fn m23_two_hundred_come_and_go_in_virtual_time() {
    let mut studio = Studio::with_memory();
    let peer = |n: u64| SocketAddr::new(SIGNALLED, 20_000 + 2 * n as u16);
    for n in 1..=200 {
        studio.open(LineId(n), 9_998 + 2 * n as u16);
        studio.shape(LineId(n), terms(&peer(n).to_string(), Codec::Pcmu, 101));
        enter(&mut studio, LineId(n), false, None);
    }
    let mut inside: std::collections::VecDeque<u64> = (1..=200).collect();
    for beat in 0..60_u16 {
        // 50 a second leave, and 50 come.
        let who = inside.pop_front().unwrap();
        studio.command(Command::Leave { group: GROUP, line: LineId(who) });
        enter(&mut studio, LineId(who), false, None);
        inside.push_back(who);
        for n in 1..=200 {
            let header = Header {
                marker: false,
                payload_type: 0,
                sequence: beat,
                timestamp: u32::from(beat) * 160,
                ssrc: n as u32,
            };
            studio.packet(LineId(n), Channel::Rtp, peer(n), &rtp::write(&header, &[0x40; 160]));
        }
        let before = studio.sent.iter().filter(|sent| sent.channel == Channel::Rtp).count();
        studio.pass(ms(20));
        let sent = studio.sent.iter().filter(|sent| sent.channel == Channel::Rtp).count() - before;
        let beats = 1 + usize::from(beat == 0);
        assert!(sent <= 200 * beats, "one packet to each at most, not one for each pair: {sent}");
        studio.sent.clear();
    }
    (1..=200).for_each(|n| studio.command(Command::Leave { group: GROUP, line: LineId(n) }));
    studio.pass(ms(5000));
    assert!(studio.sent.iter().all(|sent| sent.channel == Channel::Rtcp), "an empty room is silent");
    studio.command(Command::Forget { group: GROUP });
    assert_eq!((studio.board.groups(), studio.board.lines()), (0, 0));
}
