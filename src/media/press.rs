//! Keys pressed out to the peer: as RFC 4733 events with growing duration, three ends and a gap before the next
//! (§2.5.1), or as tones where the peer has agreed on no events; or they are told, for SIP INFO.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::offer::EventFormat;
use super::stream::{Numbers, Stream};
use crate::audio::tone::key;
use crate::audio::{Pcm, Rate};
use crate::base::Time;
use crate::wire::dtmf::{self, Event};

/// Packets per second: one event packet each 20 ms, like sound.
const RATE: u32 = 50;
/// The last packet is sent three times (RFC 4733 §2.5.1.4).
const ENDS: u8 = 3;
/// Ticks of sound between two keys; 60 ms is above the 40 ms that receivers need (ITU-T Q.24).
const GAP: u8 = 3;
/// Keys that may wait; nobody presses faster than that for long.
const MOST: usize = 32;
/// A tone lasts at least 60 ms, since receivers need 40 and frames are whole, and at most eight seconds, in frames.
const SHORTEST: u128 = 3;
const LONGEST: u128 = 400;
/// The longest event, in seconds: whoever holds a key for so long has put the telephone down on it.
const HELD: u32 = 60;
/// What a packet can say of its duration; a longer event goes on in another segment (RFC 4733 §2.5.1.3).
const SEGMENT: u32 = u16::MAX as u32;
/// Level of the key, in dB below 0 dBm0.
const VOLUME: u8 = 10;

/// Keys waiting, and the one being pressed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pressing {
    waiting: VecDeque<(u8, Duration)>,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    #[default]
    Idle,
    Down {
        code: u8,
        /// When its present segment began, and how long it had been down by then.
        timestamp: u32,
        before: u32,
        /// How long it has been down.
        held: u32,
        lasting: Duration,
        ends: u8,
    },
    Sounding {
        code: u8,
        frame: u64,
        frames: u64,
    },
    /// It was told and is down for so many frames.
    Telling {
        frames: u64,
    },
    Gap(u8),
}

impl Pressing {
    /// Queues a key; what is no key, or one too many, is left out.
    pub(super) fn press(&mut self, key: char, lasting: Duration) {
        if let Some(code) = dtmf::code(key) {
            self.press_event(code, lasting);
        }
    }

    /// The same by the code of an event. What is no key can only be sent as an event.
    pub(super) fn press_event(&mut self, code: u8, lasting: Duration) {
        if self.waiting.len() < MOST {
            self.waiting.push_back((code, lasting));
        }
    }

    /// The event that was pressed last is held so long: somebody still has a finger on it, or has taken it off. What has
    /// gone out of it cannot be taken back.
    pub(super) fn hold(&mut self, event: u8, lasting: Duration) {
        let is_it = |code: u8| event == code;
        if let Some((code, waits)) = self.waiting.back_mut() {
            *waits = if is_it(*code) { lasting } else { *waits };
            return;
        }
        match &mut self.state {
            State::Down { code, lasting: held, ends: 0, .. } if is_it(*code) => *held = lasting,
            State::Sounding { code, frame, frames: all } if is_it(*code) => *all = frames(lasting).max(*frame + 1),
            _ => {}
        }
    }

    /// Whether ticks are needed.
    pub(super) fn is_busy(&self) -> bool {
        self.state != State::Idle || !self.waiting.is_empty()
    }

    /// Whether a key is down, so that sound must wait.
    pub(super) fn is_down(&self) -> bool {
        matches!(self.state, State::Down { .. } | State::Sounding { .. } | State::Telling { .. })
    }

    /// Forgets everything: the peer cannot be sent keys.
    pub(super) fn abandon(&mut self) {
        *self = Self::default();
    }

    /// One step of 20 ms: the packet to send, if it is not the turn of sound. Its marker says that the key begins.
    /// `sound` is the rate of the sound that it interrupts: a stream has one time line, and where keys have another
    /// clock it is only that of their durations (RFC 7160 §3.2 has what comes of two).
    pub(super) fn tick(
        &mut self,
        now: Time,
        stream: &mut Stream,
        format: &EventFormat,
        sound: u32,
    ) -> Option<(Numbers, Event)> {
        self.begin(|code, lasting| State::Down {
            code,
            timestamp: stream.timestamp_now(now, sound),
            before: 0,
            held: 0,
            lasting,
            ends: 0,
        });
        let State::Down { code, timestamp, before, held, lasting, ends } = &mut self.state else { return None };
        let begins = *held == 0;
        let told = *before + (*held - *before).min(SEGMENT);
        let total = ticks(*lasting, format.clock).max(told);
        // A full segment is told as such, without an end, and the next begins where it ended (RFC 4733 §2.5.1.3).
        if told - *before == SEGMENT && total > told {
            *timestamp = timestamp.wrapping_add(span(SEGMENT, format.clock, sound));
            *before = told;
        }
        *held = (*held + format.clock / RATE).min(total);
        let duration = (*held - *before).min(SEGMENT);
        let end = *before + duration == total;
        *ends += u8::from(end);
        let numbers = Numbers { begins, ..stream.originate(now, *timestamp, sound) };
        let event = Event { code: *code, end, volume: VOLUME, duration: duration as u16 };
        if *ends == ENDS {
            self.state = State::Gap(GAP);
        }
        Some((numbers, event))
    }

    /// One step of 20 ms as a tone, if it is not the turn of other sound.
    pub(super) fn sound(&mut self, rate: Rate) -> Option<Pcm> {
        self.begin(|code, lasting| State::Sounding { code, frame: 0, frames: frames(lasting) });
        let State::Sounding { code, frame, frames } = &mut self.state else { return None };
        let samples = rate.samples() as u64;
        let sound = dtmf::key(*code).and_then(key::Key::of)?.frame(rate, *frame * samples, *frames * samples);
        *frame += 1;
        if frame == frames {
            self.state = State::Gap(GAP + 1);
        }
        Some(sound)
    }

    /// One step of 20 ms of a key that goes out otherwise: the key and its length, when it goes down.
    pub(super) fn tell(&mut self) -> Option<(char, Duration)> {
        if let State::Telling { frames } = self.state {
            self.state = if frames > 1 { State::Telling { frames: frames - 1 } } else { State::Gap(GAP + 1) };
            return None;
        }
        let next = self.waiting.front().copied();
        self.begin(|_, lasting| State::Telling { frames: frames(lasting).saturating_sub(1) });
        let (code, lasting) = next.filter(|_| matches!(self.state, State::Telling { .. }))?;
        Some((dtmf::key(code)?, lasting))
    }

    fn begin(&mut self, press: impl FnOnce(u8, Duration) -> State) {
        self.state = match std::mem::take(&mut self.state) {
            State::Gap(left) if left > 1 => State::Gap(left - 1),
            State::Idle | State::Gap(_) => {
                self.waiting.pop_front().map_or(State::Idle, |(code, lasting)| press(code, lasting))
            }
            down => down,
        };
    }
}

fn frames(lasting: Duration) -> u64 {
    lasting.as_millis().div_ceil(20).clamp(SHORTEST, LONGEST) as u64
}

/// Ticks of one clock as those of another.
fn span(ticks: u32, clock: u32, other: u32) -> u32 {
    (u64::from(ticks) * u64::from(other) / u64::from(clock.max(1))) as u32
}

/// The whole duration on the event clock: at least 40 ms.
fn ticks(lasting: Duration, clock: u32) -> u32 {
    let ticks = lasting.as_millis().saturating_mul(u128::from(clock)) / 1000;
    ticks.clamp(u128::from(clock / 25), u128::from(clock * HELD)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;

    const FORMAT: EventFormat = EventFormat { send: 101, recv: 101, clock: 8000 };

    fn run(pressing: &mut Pressing, stream: &mut Stream, ticks: i64) -> Vec<Option<(Numbers, Event)>> {
        (0..ticks).map(|n| pressing.tick(Time::from_micros(n * 20_000), stream, &FORMAT, 8000)).collect()
    }

    #[test]
    fn a_key_grows_ends_three_times_and_leaves_a_gap() {
        let mut stream = Stream::new(&mut Rng::seeded(1));
        let mut pressing = Pressing::default();
        pressing.press('5', Duration::from_millis(70));
        pressing.press('#', Duration::ZERO);
        let packets = run(&mut pressing, &mut stream, 20);
        let shown: Vec<_> = packets.iter().map(|p| p.map(|(n, e)| (e.code, e.duration, e.end, n.begins))).collect();
        let expected = [
            Some((5, 160, false, true)),
            Some((5, 320, false, false)),
            Some((5, 480, false, false)),
            Some((5, 560, true, false)),
            Some((5, 560, true, false)),
            Some((5, 560, true, false)),
            None,
            None,
            Some((11, 160, false, true)),
            Some((11, 320, true, false)),
            Some((11, 320, true, false)),
            Some((11, 320, true, false)),
        ];
        assert_eq!(shown[..12], expected);
        assert!(shown[12..].iter().all(Option::is_none) && !pressing.is_busy());
        let numbers: Vec<_> = packets.iter().flatten().map(|(numbers, _)| *numbers).collect();
        assert!(numbers.windows(2).all(|pair| pair[1].seq == pair[0].seq.wrapping_add(1)));
        assert_eq!(numbers[0].timestamp, numbers[5].timestamp);
        assert_eq!(numbers[6].timestamp.wrapping_sub(numbers[0].timestamp), 160 * 8, "time went on by the clock");
    }

    #[test]
    fn keys_of_another_clock_than_the_sound_cost_no_time_of_the_sound() {
        let (mut stream, mut pressing) = (Stream::new(&mut Rng::seeded(1)), Pressing::default());
        let begin = stream.timestamp_now(Time::default(), 48_000);
        let at = |frame: i64| Time::from_micros(frame * 20_000);
        for frame in 0..200 {
            if frame % 20 == 10 {
                pressing.press('5', Duration::from_millis(100));
            }
            let key = pressing.tick(at(frame), &mut stream, &FORMAT, 48_000);
            if let Some((numbers, event)) = key {
                let pressed = 10 + frame / 20 * 20;
                assert_eq!(numbers.timestamp.wrapping_sub(begin), pressed as u32 * 960, "{frame}");
                assert!(event.duration <= 800, "on their own clock");
            } else {
                let timestamp = stream.timestamp_now(at(frame), 48_000);
                let numbers = stream.originate(at(frame), timestamp, 48_000);
                assert_eq!(numbers.timestamp.wrapping_sub(begin), frame as u32 * 960, "{frame}");
            }
        }
    }

    #[test]
    fn a_key_that_is_told_is_down_as_long_as_any_and_told_once() {
        let mut pressing = Pressing::default();
        pressing.press('5', Duration::from_millis(100));
        pressing.press('#', Duration::from_millis(60));
        let told: Vec<_> = (0..16).filter_map(|step| Some((step, pressing.tell()?))).collect();
        let ms = Duration::from_millis;
        assert_eq!(told, [(0, ('5', ms(100))), (8, ('#', ms(60)))]);
        assert!(!pressing.is_busy());
    }

    #[test]
    fn a_key_is_down_as_long_as_it_is_held_and_not_shorter_than_it_was() {
        let ms = Duration::from_millis;
        for (released_at, lasting, whole) in [(2, ms(60), 480), (2, ms(20), 320), (20, ms(400), 3200)] {
            let (mut stream, mut pressing) = (Stream::new(&mut Rng::seeded(1)), Pressing::default());
            pressing.press('5', ms(100));
            let mut step = |pressing: &mut Pressing, n: i64| {
                pressing.tick(Time::from_micros(n * 20_000), &mut stream, &FORMAT, 8000).map(|(_, event)| event)
            };
            for n in 0..released_at {
                assert!(step(&mut pressing, n).is_some_and(|event| !event.end), "{n}");
                pressing.hold(6, Duration::ZERO);
                pressing.hold(5, ms(20 * n as u64 + 80));
            }
            pressing.hold(5, lasting);
            let rest: Vec<_> = (released_at..released_at + 10).filter_map(|n| step(&mut pressing, n)).collect();
            assert_eq!(rest.last().map(|event| (event.end, event.duration)), Some((true, whole)));
            assert_eq!(rest.iter().filter(|event| event.end).count(), 3);
            assert!(!pressing.is_busy());
        }
    }

    #[test]
    fn a_key_longer_than_a_packet_can_say_goes_on_in_segments_to_one_end() {
        let (mut stream, mut pressing) = (Stream::new(&mut Rng::seeded(1)), Pressing::default());
        pressing.press('5', Duration::from_secs(10));
        let packets: Vec<(Numbers, Event)> = run(&mut pressing, &mut stream, 510).into_iter().flatten().collect();
        let begin = packets[0].0.timestamp;
        let (first, second): (Vec<_>, Vec<_>) = packets.iter().partition(|(numbers, _)| numbers.timestamp == begin);
        assert_eq!(first.last().map(|(_, event)| (event.end, event.duration)), Some((false, u16::MAX)));
        assert!(second.iter().all(|(numbers, _)| numbers.timestamp == begin.wrapping_add(65_535) && !numbers.begins));
        assert_eq!(second.last().map(|(_, event)| (event.end, event.duration)), Some((true, 14_465)), "of 80,000");
        assert_eq!(packets.iter().filter(|(_, event)| event.end).count(), 3);
        assert_eq!(packets.len(), 502);
    }

    #[test]
    fn no_key_and_too_many_keys_are_left_out() {
        let mut pressing = Pressing::default();
        pressing.press('x', Duration::ZERO);
        assert!(!pressing.is_busy());
        (0..100).for_each(|_| pressing.press('1', Duration::MAX));
        assert_eq!(pressing.waiting.len(), MOST);
        assert_eq!(ticks(Duration::MAX, 48_000), 48_000 * 60);
    }
}
