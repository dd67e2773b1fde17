//! Keys heard as RFC 4733 events: each press is told once, however many packets carry or miss it (M16).
//!
//! A press is known by its timestamp. It counts when it has lasted 40 ms (spec §11), or when it stops coming without an
//! end, since then the packets that would prove it are lost.

use serde::{Deserialize, Serialize};

use crate::wire::dtmf::{self, Event};

/// Presses shorter than this share of a second do not count: 40 ms.
const SHORTEST: u32 = 25;
/// What is heard of the peer's keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Keys {
    keep: String,
    current: Option<Press>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Press {
    timestamp: u32,
    code: u8,
    /// Longest duration seen; a press that is longer than can be said goes on in segments (RFC 4733 §2.5.1.3).
    duration: u16,
    /// The durations of the segments before.
    before: u32,
    told: Told,
    goes: Goes,
}

/// How a press goes to the other side. It is settled when the press begins: half relayed and half pressed anew it would
/// be two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Goes {
    #[default]
    Nowhere,
    /// Packet by packet.
    Along,
    /// Pressed anew, since sound of our own coding would come between its packets.
    Anew,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Told {
    /// Not long enough yet.
    NotYet,
    /// Told, still pressed.
    Yes,
    /// The end was seen: told, or too short to count.
    Over,
}

/// What one event packet means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// A press to tell that ended without an end before this packet.
    pub(super) before: Option<char>,
    /// The press of this packet, when it counts just now.
    pub(super) key: Option<char>,
    /// First packet of a press.
    pub(super) begins: bool,
    /// How long it has lasted so far, all segments, in ticks.
    pub(super) held: u32,
    /// How its press goes to the other side.
    pub(super) goes: Goes,
}

impl Keys {
    /// These keys are told and not passed on; it holds from the next press.
    pub(super) fn keep(&mut self, keys: String) {
        self.keep = keys;
    }

    /// The stream begins anew, or its listener changes: a press under way is not passed on in halves.
    pub(super) fn interrupt(&mut self) {
        if let Some(press) = &mut self.current {
            press.goes = Goes::Nowhere;
        }
    }

    /// The source is another: its timestamps have nothing to do with what was heard before.
    pub(super) fn forget(&mut self) -> Option<char> {
        let pending = self.unfinished();
        self.current = None;
        pending
    }

    /// Takes in one event packet; `clock` is the rate of its duration, and a press that begins in it goes on as `goes`
    /// says.
    pub(super) fn hear(&mut self, timestamp: u32, event: &Event, clock: u32, goes: Goes) -> Meaning {
        let mut meaning = Meaning::default();
        match self.current {
            Some(press) if press.timestamp == timestamp && press.code == event.code => {
                // Sound has come between its packets, which would make several presses of what is left of it.
                if (press.goes, goes) == (Goes::Along, Goes::Anew) {
                    self.interrupt();
                }
            }
            Some(press) if press.continues_in(timestamp, event) => self.current = Some(press.segment(timestamp)),
            // A straggler of an older press: it was told, and its place in the relayed stream is past.
            Some(press) if (timestamp.wrapping_sub(press.timestamp) as i32) < 0 => return meaning,
            _ => {
                meaning.before = self.unfinished();
                meaning.begins = true;
                self.current =
                    Some(Press::new(timestamp, event.code, if self.passes(event) { goes } else { Goes::Nowhere }));
            }
        }
        if let Some(press) = &mut self.current {
            meaning.key = press.progress(event, clock);
            meaning.held = press.before.saturating_add(press.duration.into());
            meaning.goes = press.goes;
        }
        meaning
    }

    /// Sound came that lies after the press: its end, and all that would have proved it, is lost.
    pub(super) fn sound(&mut self, timestamp: u32, clock: u32) -> Option<char> {
        let press = self.current.as_ref().filter(|press| press.told == Told::NotYet)?;
        let after = timestamp.wrapping_sub(press.timestamp);
        if after < clock / SHORTEST || after > u32::MAX / 2 { None } else { self.unfinished() }
    }

    /// Whether a press waits to be long enough.
    pub(super) fn pending(&self) -> bool {
        self.current.as_ref().is_some_and(|press| press.told == Told::NotYet)
    }

    fn unfinished(&mut self) -> Option<char> {
        let press = self.current.as_mut().filter(|press| press.told == Told::NotYet)?;
        press.told = Told::Over;
        press.key()
    }

    fn passes(&self, event: &Event) -> bool {
        event.key().is_none_or(|key| !self.keeps(key))
    }

    /// Whether a key is told and not passed on.
    pub(super) fn keeps(&self, key: char) -> bool {
        self.keep.contains(key)
    }
}

impl Press {
    fn new(timestamp: u32, code: u8, goes: Goes) -> Self {
        Self { timestamp, code, duration: 0, before: 0, told: Told::NotYet, goes }
    }

    fn key(&self) -> Option<char> {
        dtmf::key(self.code)
    }

    fn segment(self, timestamp: u32) -> Self {
        let before = self.before.saturating_add(self.duration.into());
        Self { timestamp, duration: 0, before, ..self }
    }

    /// The next segment of the same long press: it begins where the full duration of this one ends, on the clock of the
    /// events or on that of the sound beside them, which is six times faster or slower at most.
    fn continues_in(&self, timestamp: u32, event: &Event) -> bool {
        let whole = u32::from(self.duration);
        self.code == event.code
            && self.told == Told::Yes
            && self.duration > u16::MAX - 2000
            && (whole / 6 - 2000..whole * 6 + 12_000).contains(&timestamp.wrapping_sub(self.timestamp))
    }

    fn progress(&mut self, event: &Event, clock: u32) -> Option<char> {
        self.duration = self.duration.max(event.duration);
        let counts = self.told == Told::NotYet && u32::from(self.duration) >= clock / SHORTEST;
        self.told = match self.told {
            _ if event.end => Told::Over,
            Told::NotYet if counts => Told::Yes,
            told => told,
        };
        if counts { self.key() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(timestamp: u32, code: u8, duration: u16, end: bool) -> (u32, Event) {
        (timestamp, Event { code, end, volume: 10, duration })
    }

    fn told(keys: &mut Keys, packets: &[(u32, Event)]) -> String {
        let meanings = packets.iter().map(|(timestamp, event)| keys.hear(*timestamp, event, 8000, Goes::Along));
        meanings.flat_map(|meaning| [meaning.before, meaning.key]).flatten().collect()
    }

    #[test]
    fn m16_each_press_is_told_once() {
        let whole: Vec<_> = [160, 320, 480].map(|d| packet(1000, 5, d, false)).to_vec();
        let ends = [packet(1000, 5, 640, true); 3];
        type Packets = Vec<(u32, Event)>;
        let cases: [(&str, Packets, &str); 8] = [
            ("whole, three ends", [&whole[..], &ends].concat(), "5"),
            ("only ends arrive", ends.to_vec(), "5"),
            ("one end arrives", ends[..1].to_vec(), "5"),
            ("the end is lost, another press follows", [&whole[..], &[packet(9000, 5, 320, false)]].concat(), "55"),
            ("one packet arrives, another press follows", vec![whole[0], packet(9000, 7, 400, true)], "57"),
            ("40 ms", vec![packet(1, 11, 320, true)], "#"),
            (
                "shorter than 40 ms",
                vec![packet(1, 11, 80, false), packet(1, 11, 160, true), packet(1, 11, 160, true)],
                "",
            ),
            ("a flash is no key", vec![packet(1, 16, 800, true)], ""),
        ];
        for (name, packets, expected) in cases {
            assert_eq!(told(&mut Keys::default(), &packets), expected, "{name}");
        }
    }

    #[test]
    fn m16_stragglers_of_an_older_press_say_nothing() {
        let mut keys = Keys::default();
        let packets = [packet(1000, 1, 800, true), packet(5000, 2, 800, true), packet(1000, 1, 800, true)];
        assert_eq!(told(&mut keys, &packets), "12");
    }

    #[test]
    fn m16_sound_after_a_single_packet_tells_the_press() {
        let mut keys = Keys::default();
        assert_eq!(told(&mut keys, &[packet(1000, 3, 160, false)]), "");
        assert_eq!(keys.sound(1160, 8000), None, "the press may still go on");
        assert_eq!(keys.sound(400, 8000), None, "older sound");
        assert_eq!(keys.sound(1800, 8000), Some('3'));
        assert_eq!(keys.sound(1960, 8000), None);
    }

    #[test]
    fn a_press_of_twelve_seconds_is_one_press() {
        let mut keys = Keys::default();
        let first = (1..=409u32).map(|n| packet(100, 4, (n * 160) as u16, false));
        let second = (1..=190u32).map(|n| packet(100 + 65_440, 4, (n * 160) as u16, n == 190));
        assert_eq!(told(&mut keys, &first.chain(second).collect::<Vec<_>>()), "4");
        let again = keys.hear(100 + 65_440, &packet(0, 4, 30_400, true).1, 8000, Goes::Along);
        assert_eq!(again.held, 65_440 + 30_400, "all of it");
        let beside = keys.hear(900_000, &packet(0, 4, u16::MAX, false).1, 8000, Goes::Along);
        assert!(beside.begins);
        let beside = keys.hear(900_000 + 6 * 65_535, &packet(0, 4, 160, false).1, 8000, Goes::Along);
        assert_eq!((beside.begins, beside.held), (false, 65_535 + 160), "by the clock of the sound");
    }

    #[test]
    fn kept_keys_do_not_pass_and_a_change_does_not_cut_a_press() {
        let mut keys = Keys::default();
        let passes = |keys: &mut Keys, (timestamp, event): (u32, Event)| {
            keys.hear(timestamp, &event, 8000, Goes::Along).goes == Goes::Along
        };
        assert!(passes(&mut keys, packet(1, 10, 160, false)));
        keys.keep("*".into());
        assert!(passes(&mut keys, packet(1, 10, 320, true)), "it began before");
        assert!(!passes(&mut keys, packet(2000, 10, 160, false)));
        assert!(passes(&mut keys, packet(4000, 1, 160, false)));
        keys.interrupt();
        assert!(!passes(&mut keys, packet(4000, 1, 320, false)));
    }
}
