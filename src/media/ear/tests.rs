//! What an ear makes of a bad network, measured: likeness, delay, what was made up.

use std::sync::LazyLock;

use super::*;
use crate::audio::codec::{Codec, Encoder, Law};
use crate::audio::voice;
use crate::base::Rng;

/// One packet on its way: when it arrives, and what it is.
#[derive(Clone)]
struct Flying {
    at: Time,
    timestamp: u32,
    payload: Vec<u8>,
}

fn ms(ms: i64) -> Time {
    Time::from_micros(ms * 1000)
}

/// `frames` packets of the test voice, one each 20 ms of a clock that is off by `ppm`.
fn voice_packets(frames: i64, ppm: i64) -> Vec<Flying> {
    let packet = |n: i64| Flying {
        at: Time::from_micros(n * 20_000 + n * 20_000 * ppm / 1_000_000),
        timestamp: (n as u32).wrapping_mul(160).wrapping_sub(1000),
        payload: Law::A.encode_all(&talk(n)),
    };
    (0..frames).map(packet).collect()
}

/// The four seconds that are said again and again.
static TALK: LazyLock<Vec<[i16; 160]>> =
    LazyLock::new(|| (0..200).map(|n| if n >= 175 { [0; 160] } else { voice::frame(1, n * 160) }).collect());

/// Speech with a pause of half a second in every four.
fn talk(n: i64) -> [i16; 160] {
    TALK[n as usize % TALK.len()]
}

/// Lets an ear hear the packets, beat after beat, from `phase` after the first one on.
fn listen(mut packets: Vec<Flying>, beats: i64, phase: i64) -> (Ear, Vec<i16>) {
    packets.sort_by_key(|packet| packet.at);
    let (mut ear, mut heard, mut waiting) = (Ear::new(), Vec::new(), packets.into_iter().peekable());
    for beat in 0..beats {
        let now = Time::from_micros(beat * 20_000 + phase);
        while let Some(packet) = waiting.next_if(|packet| packet.at <= now) {
            ear.push(packet.at, packet.timestamp, Codec::Pcma, &packet.payload);
        }
        heard.extend_from_slice(ear.take(now).unwrap_or_default().as_slice());
    }
    (ear, heard)
}

fn said(from: i64, frames: i64) -> Vec<i16> {
    (from..from + frames).flat_map(talk).collect()
}

/// How late and how alike second `second` of the voice is heard, by its first 100 ms.
fn found(heard: &[i16], second: i64) -> level::Match {
    let from = (second * 8000) as usize;
    level::find(&said(second * 50, 5), &heard[from..heard.len().min(from + 800 + 1200)], 1200).unwrap()
}

#[test]
fn a_good_network_is_heard_whole_after_thirty_to_fifty_milliseconds() {
    for phase in [0, 7000, 19_999] {
        let (ear, heard) = listen(voice_packets(500, 0), 510, phase);
        let found = found(&heard, 1);
        let delay = found.lag as i64 / 8 + phase / 1000;
        assert!(found.likeness > 0.999 && (29..=50).contains(&delay), "{found:?}");
        assert_eq!((ear.heard().concealed, ear.heard().late), (MADE_UP.into(), 0), "only behind the last packet");
    }
}

#[test]
fn m12_loss_is_concealed_and_counted() {
    let mut rng = Rng::seeded(3);
    let single: Vec<bool> = (0..3000).map(|_| rng.next_u64() % 100 < 5).collect();
    let mut left = 0;
    let bursts: Vec<bool> = (0..3000)
        .map(|_| {
            left = if left == 0 && rng.next_u64().is_multiple_of(45) { 5 } else { left.max(1) - 1 };
            left > 0
        })
        .collect();
    for (name, lost, least) in [("5 % single", single, 0.85), ("10 % in bursts", bursts, 0.75)] {
        let arriving = voice_packets(3000, 0).into_iter().zip(&lost).filter(|(_, lost)| !**lost);
        let (ear, heard) = listen(arriving.map(|(packet, _)| packet).collect(), 3000, 5000);
        let count = lost.iter().filter(|lost| **lost).count() as u64;
        let seconds: Vec<level::Match> = (0..14).map(|nth| found(&heard, nth * 4 + 1)).collect();
        let alike = seconds.iter().map(|found| found.likeness).sum::<f64>() / seconds.len() as f64;
        assert!(alike > least, "{name}: {alike}");
        let lags = || seconds.iter().map(|found| found.lag);
        // A frame may go in a pause, when the delay turns out to be longer than is needed.
        assert!(lags().max() <= lags().min().map(|least| least + 160), "{name}: no drift over a minute");
        assert!(ear.heard().concealed.abs_diff(count) <= count / 5 + 4, "{name}: {:?} of {count}", ear.heard());
    }
}

#[test]
fn m12_scatter_reordering_and_repetition_are_heard_as_it_was_said() {
    let mut rng = Rng::seeded(4);
    let mut packets = voice_packets(3000, 0);
    for packet in &mut packets {
        packet.at += std::time::Duration::from_micros(rng.next_u64() % 50_000);
    }
    let again: Vec<Flying> = packets.iter().step_by(7).cloned().collect();
    packets.extend(
        again.into_iter().map(|packet| Flying { at: packet.at + std::time::Duration::from_millis(3), ..packet }),
    );
    let (ear, heard) = listen(packets, 3000, 5000);
    for second in (10..58).step_by(4) {
        let found = found(&heard, second);
        assert!(found.likeness > 0.95 && found.lag < 8 * 120, "{second}: {found:?}");
    }
    assert!(ear.heard().late < 60 && ear.heard().concealed < 90, "{:?}", ear.heard());
}

#[test]
fn m13_a_clock_that_drifts_for_half_an_hour_is_followed() {
    for ppm in [200, -200] {
        let packets = voice_packets(90_000, ppm);
        let (ear, heard) = listen(packets, 90_000, 5000);
        for minute in (1..29).step_by(3) {
            // What was said in this second has been sent by a clock that is off.
            let second = minute * 60;
            let shift = second * 8000 * ppm / 1_000_000;
            let from = (second * 8000 + shift) as usize;
            let found = level::find(&said(second * 50, 5), &heard[from..from + 2000], 1000).unwrap();
            assert!(found.likeness > 0.9 && found.lag <= 8 * 60, "{ppm} ppm, minute {minute}: {found:?}");
        }
        let halves = ear.heard().left_out + ear.heard().put_in;
        assert!((30..=42).contains(&halves), "360 ms in half frames, {ppm}: {:?}", ear.heard());
    }
}

#[test]
fn m13_a_pause_is_silence_and_what_follows_is_neither_late_nor_hurried() {
    let sent = voice_packets(1000, 0).into_iter().enumerate();
    let packets = sent.filter(|(n, _)| !(200..450).contains(n)).map(|(_, packet)| packet).collect();
    let (ear, heard) = listen(packets, 1000, 5000);
    let (before, after) = (found(&heard, 2), found(&heard, 12));
    assert!(
        before.likeness > 0.99 && after.likeness > 0.99 && before.lag.abs_diff(after.lag) <= 160,
        "{before:?} {after:?}"
    );
    assert!(level::dbm0(&heard[5 * 8000..8 * 8000]) < -60.0);
    assert!(ear.heard().left_out <= 2, "a frame in halves: {:?}", ear.heard());
}

#[test]
fn a_sender_whose_time_stands_still_in_a_pause_and_a_jump_are_followed() {
    let mut packets = voice_packets(1000, 0);
    for packet in &mut packets[500..] {
        packet.at += std::time::Duration::from_secs(4);
    }
    let (_, heard) = listen(packets.clone(), 1200, 5000);
    let found = level::find(&said(600, 5), &heard[(600 + 200) * 160..(600 + 270) * 160], 1200).unwrap();
    assert!(found.likeness > 0.99 && found.lag < 8 * 60, "{found:?}");
    packets[500..].iter_mut().for_each(|packet| packet.timestamp = packet.timestamp.wrapping_add(2_000_000_000));
    let (_, heard) = listen(packets, 1200, 5000);
    let found = level::find(&said(600, 5), &heard[(600 + 200) * 160..(600 + 270) * 160], 1200).unwrap();
    assert!(found.likeness > 0.99 && found.lag < 8 * 60, "{found:?}");
}

#[test]
fn a_path_that_becomes_longer_and_a_stall_are_survived() {
    let mut longer = voice_packets(1000, 0);
    longer[500..].iter_mut().for_each(|packet| packet.at += std::time::Duration::from_millis(300));
    let (_, heard) = listen(longer, 1000, 5000);
    let later = level::find(&said(700, 5), &heard[700 * 160..780 * 160], 4000).unwrap();
    assert!(later.likeness > 0.99 && later.lag < 8 * 370, "{later:?}");
    let mut stalled = voice_packets(1000, 0);
    stalled[500..525].iter_mut().for_each(|packet| packet.at = ms(525 * 20));
    let (_, heard) = listen(stalled, 1000, 5000);
    let after = found(&heard, 14);
    assert!(after.likeness > 0.99 && after.lag < 8 * 140, "{after:?}");
}

#[test]
fn m12_after_a_stall_of_any_length_the_sound_is_whole_and_of_now_at_once() {
    for (stall, phase) in [(25, 5000), (45, 5000), (55, 0), (100, 5000), (100, 19_999), (250, 5000)] {
        let mut packets = voice_packets(1000, 0);
        let end = 440 + stall;
        packets[440..end].iter_mut().for_each(|packet| packet.at = ms(end as i64 * 20));
        let (ear, heard) = listen(packets, 1000, phase);
        let from = end as i64 + 15;
        let after = level::find(&said(from, 20), &heard[from as usize * 160..][..20 * 160 + 1200], 1200).unwrap();
        assert!(after.likeness > 0.99 && after.lag <= 8 * 140, "{stall} packets, {phase}: {after:?} {:?}", ear.heard());
    }
}

#[test]
fn packets_of_any_length_and_codec_are_heard() {
    for (codec, clock) in [(Codec::G722, 8000), (Codec::Opus, 48_000), (Codec::Pcmu, 8000)] {
        let (mut encoder, mut ear, rate) = (Encoder::new(codec), Ear::new(), codec.rate());
        let tone =
            |n: u32| (8000.0 * (std::f64::consts::TAU * 300.0 * f64::from(n) / f64::from(rate.hz())).sin()) as i16;
        let mut heard = Vec::new();
        for n in 0..100u32 {
            let samples: Vec<i16> = (0..rate.samples() as u32).map(|at| tone(n * rate.samples() as u32 + at)).collect();
            let mut payload = Vec::new();
            encoder.encode(&Pcm::from_slice(rate, &samples), &mut payload);
            ear.push(ms(i64::from(n) * 20), n * clock / 50, codec, &payload);
            heard.extend_from_slice(ear.take(ms(i64::from(n) * 20)).unwrap_or_default().as_slice());
        }
        assert!((level::dbm0(&heard[rate.samples() * 20..]) + 9.1).abs() < 1.5, "{codec:?}");
        assert_eq!(ear.heard().concealed, 0, "{codec:?}");
    }
    for length in [80, 240, 320, 480, 960] {
        let (mut ear, mut heard) = (Ear::new(), Vec::new());
        let sound = Law::A.encode_all(&voice::start(1, 16_000));
        let mut packets = sound.chunks(length).enumerate().map(|(n, chunk)| (n * length, chunk)).peekable();
        for beat in 0..110 {
            // A packet leaves when it is full.
            while let Some((at, chunk)) = packets.next_if(|(at, _)| at + length <= beat * 160 + 160) {
                ear.push(ms(beat as i64 * 20), at as u32, Codec::Pcma, chunk);
            }
            heard.extend_from_slice(ear.take(ms(beat as i64 * 20)).unwrap_or_default().as_slice());
        }
        let found = level::find(&voice::start(1, 2000), &heard, 1600).unwrap();
        assert!(found.likeness > 0.99, "{length}: {found:?}");
    }
}

#[test]
fn whatever_comes_an_ear_stays_small() {
    let (mut rng, mut ear) = (Rng::seeded(9), Ear::new());
    for n in 0..20_000 {
        let bits = rng.next_u64();
        let codec = [Codec::Pcmu, Codec::G722, Codec::Opus][bits as usize % 3];
        let timestamp = if bits & 64 == 0 { (bits >> 32) as u32 } else { n as u32 * 160 };
        ear.push(ms(n * 5), timestamp, codec, &vec![bits as u8; (bits >> 20) as usize % 2000]);
        if n % 4 == 0 {
            ear.take(ms(n * 5));
        }
    }
    assert!(ear.samples.len() <= 16_000 && serde_json::to_string(&ear).unwrap().len() < 600_000);
}

#[test]
fn m13_two_ears_stay_within_20_ms_of_each_other_for_an_hour_of_clocks_that_drift_apart() {
    let mut click = [0; 160];
    click[..8].fill(16_000);
    let sounds = [[0; 160], click].map(|sound| Law::A.encode_all(&sound));
    // How much later than it was sent each click is heard, in samples.
    let delays = [200, -200].map(|ppm: i64| {
        let at = |n: i64| Time::from_micros(n * 20_000 + n * 20_000 * ppm / 1_000_000);
        let (mut ear, mut sent, mut delays, mut last) = (Ear::new(), 0, Vec::new(), -8000);
        for beat in 0..180_000 {
            let now = Time::from_micros(beat * 20_000 + 5000);
            while at(sent) <= now {
                ear.push(at(sent), (sent * 160) as u32, Codec::Pcma, &sounds[usize::from(sent % 50 == 0)]);
                sent += 1;
            }
            let frame = ear.take(now).unwrap_or_default();
            let found = frame.as_slice().iter().position(|sample| *sample > 8000);
            if let Some(place) = found.map(|place| beat * 160 + place as i64).filter(|place| place - last > 4000) {
                delays.push(place - at(delays.len() as i64 * 50).as_micros() * 8 / 1000);
                last = place;
            }
        }
        delays
    });
    let apart = delays[0].iter().zip(&delays[1]).map(|(one, other)| (one - other).abs()).max().unwrap();
    assert!(delays[0].len().min(delays[1].len()) >= 3598 && apart <= 160, "{apart} samples");
}
