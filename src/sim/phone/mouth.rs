//! What leaves a phone as sound, and when: its phrase, sounds it was told to make, keys. Which packets that makes is
//! `sound`.

use std::collections::VecDeque;
use std::time::Duration;

use super::super::story::Utterance;
use super::voice;
use crate::audio::{FRAME, Frame};
use crate::base::Time;
use crate::sim::acoustics;
use crate::wire::dtmf;

/// One frame.
const TICK: Duration = Duration::from_millis(20);
/// How long after a phrase the next one is said unasked: more often than any watch for silence looks.
const PAUSE: Duration = Duration::from_secs(20);
/// How long a key is held, and how long the finger rests.
const PRESS: Duration = Duration::from_millis(100);

/// The mouth and the keys of a phone in one call.
#[derive(Debug)]
pub(super) struct Mouth {
    phone: usize,
    manner: Manner,
    queue: VecDeque<(Time, Portion)>,
    keys_until: Time,
    /// Until then it makes a sound that it was told to make.
    busy_until: Time,
}

/// What it does when it is told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Shut,
    /// Its phrase, now and then.
    Phrases {
        next: Time,
    },
    /// Its phrase, over and over.
    Always {
        next: Time,
        frame: usize,
    },
    /// Packets without sound.
    Silence {
        next: Time,
    },
}

/// One packet to come.
#[derive(Clone, Debug)]
pub(super) enum Portion {
    /// A frame of its phrase.
    Phrase(usize),
    /// A frame of some other sound.
    Made {
        /// Of which.
        sound: Made,
        /// Its number there.
        frame: usize,
    },
    /// An event of RFC 4733.
    Key {
        /// What it says.
        event: dtmf::Event,
        /// When the key went down.
        began: Time,
        /// The first packet of a key.
        marker: bool,
    },
}

/// A sound that is made as it is sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made {
    Voice(u64),
    Tone(u16),
    Key(char),
    Nothing,
}

impl Mouth {
    /// The mouth of the phone with this number.
    pub(super) fn new(now: Time, phone: usize, talkative: bool, mute: bool) -> Self {
        let manner = match (mute, talkative) {
            (true, _) => Manner::Shut,
            (_, true) => Manner::Always { next: now, frame: 0 },
            _ => Manner::Phrases { next: now },
        };
        Self { phone, manner, queue: VecDeque::new(), keys_until: now, busy_until: now }
    }

    /// It may speak from now on: what it would have said until now was never said.
    pub(super) fn wake(&mut self, now: Time) {
        if let Manner::Always { next, .. } | Manner::Silence { next } = &mut self.manner {
            *next = (*next).max(now);
        }
    }

    /// Says the phrase, unless it is being said or something else is.
    pub(super) fn say(&mut self, now: Time) {
        let speaking = self.queue.iter().any(|(_, portion)| matches!(portion, Portion::Phrase(_)));
        if !matches!(self.manner, Manner::Phrases { .. }) || speaking || now < self.busy_until {
            return;
        }
        let mut at = now;
        for frame in 0..voice::FRAMES {
            self.enqueue(at, Portion::Phrase(frame));
            at += TICK;
        }
        self.manner = Manner::Phrases { next: at + PAUSE };
    }

    /// Stops speaking of itself, or begins again.
    pub(super) fn mute(&mut self, now: Time, mute: bool) {
        self.manner = if mute { Manner::Shut } else { Manner::Phrases { next: now } };
        if mute {
            self.forget_phrase();
        }
    }

    /// Makes a sound, after the one it is making.
    pub(super) fn utter(&mut self, now: Time, name: &str, utterance: &Utterance) {
        let made = match utterance {
            Utterance::Silence => {
                self.forget_phrase();
                self.manner = Manner::Silence { next: now };
                return;
            }
            Utterance::Voice(_) => Made::Voice(self.phone as u64 + 1),
            Utterance::Text(text) => Made::Voice(acoustics::seed(&["phone", name, &acoustics::plain(text)])),
            Utterance::Tone { hz, .. } => Made::Tone(*hz),
        };
        self.make(now, made, utterance.lasting());
    }

    /// Presses a key once those before it are up: as events, or as a tone.
    pub(super) fn press(&mut self, now: Time, key: char, in_band: bool) {
        if in_band {
            self.make(now, Made::Key(key), PRESS);
            return self.make(now, Made::Nothing, PRESS);
        }
        let Some(code) = dtmf::code(key) else { return };
        let began = now.max(self.keys_until);
        let ticks = PRESS.as_millis() / TICK.as_millis();
        for tick in 0..ticks + 3 {
            let end = tick >= ticks;
            let held = TICK * (tick.min(ticks - 1) as u32 + 1);
            let event = dtmf::Event { code, end, volume: 10, duration: (held.as_millis() * 8) as u16 };
            self.enqueue(began + TICK * tick as u32, Portion::Key { event, began, marker: tick == 0 });
        }
        self.keys_until = began + PRESS * 2;
    }

    /// When `portions` wants to be called.
    pub(super) fn next_timeout(&self, may_speak: bool) -> Option<Time> {
        let own = match self.manner {
            Manner::Phrases { next } | Manner::Always { next, .. } | Manner::Silence { next } if may_speak => {
                Some(next)
            }
            _ => None,
        };
        own.into_iter().chain(self.queue.front().map(|(at, _)| *at)).min()
    }

    /// What leaves now, and since when it should have.
    pub(super) fn portions(&mut self, now: Time) -> Vec<(Time, Portion)> {
        match &mut self.manner {
            Manner::Phrases { next } if *next <= now && now < self.busy_until => *next = self.busy_until,
            Manner::Phrases { next } if *next <= now => self.say(now),
            Manner::Always { next, .. } | Manner::Silence { next } if *next < self.busy_until => {
                *next = self.busy_until;
            }
            Manner::Always { next, frame } if *next <= now => {
                // Not `now`: on a real clock that is a little late, and timestamps go by whole frames.
                let (at, portion) = (*next, Portion::Phrase(*frame));
                (*next, *frame) = (at + TICK, *frame + 1);
                self.enqueue(at, portion);
            }
            Manner::Silence { next } if *next <= now => {
                let at = *next;
                *next = at + TICK;
                self.enqueue(at, Portion::Made { sound: Made::Nothing, frame: 0 });
            }
            _ => {}
        }
        let due = self.queue.partition_point(|(at, _)| *at <= now);
        self.queue.drain(..due).collect()
    }

    fn make(&mut self, now: Time, sound: Made, lasting: Duration) {
        self.forget_phrase();
        let began = now.max(self.busy_until);
        let frames = lasting.as_micros().div_ceil(TICK.as_micros()) as usize;
        for frame in 0..frames {
            self.enqueue(began + TICK * frame as u32, Portion::Made { sound, frame });
        }
        self.busy_until = began + TICK * frames as u32;
    }

    fn forget_phrase(&mut self) {
        self.queue.retain(|(_, portion)| !matches!(portion, Portion::Phrase(_)));
    }

    fn enqueue(&mut self, at: Time, portion: Portion) {
        let place = self.queue.partition_point(|(other, _)| *other <= at);
        self.queue.insert(place, (at, portion));
    }
}

impl Made {
    /// Its frame with this number.
    pub(super) fn frame(self, number: usize) -> Frame {
        let at = number * FRAME;
        match self {
            Self::Voice(seed) => crate::audio::voice::frame(seed, at as u64),
            Self::Tone(hz) => acoustics::tone_frame(hz, at),
            Self::Key(key) => acoustics::digit_frame(key, at),
            Self::Nothing => [0; FRAME],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_talkative_phone_that_rang_begins_to_speak_when_it_answers() {
        let (called, answered) = (Time::from_secs(10), Time::from_secs(15));
        let mut mouth = Mouth::new(called, 0, true, false);
        mouth.wake(answered);
        let mut left = Vec::new();
        while let Some(at) = mouth.next_timeout(true).filter(|at| *at < answered + PRESS) {
            left.extend(mouth.portions(at.max(answered)).into_iter().map(|(at, _)| at));
        }
        assert_eq!(left, [0, 1, 2, 3, 4].map(|frame| answered + TICK * frame));
    }
}
