//! What is poured into a line from outside while it comes: sound of any length at 8 kHz, and marks between it that are
//! told when all before them has been played. What finds no room is spilled and counted (H15).

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::command::ForkId;
use crate::audio::{Pcm, RATE, Rate};

/// A sound that begins waits for so much of it, in samples and in beats: who sends at the pace of speech is uneven.
const LEAD: usize = 480;
const PATIENCE: u8 = 2;

/// The queue of one fork.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pouring {
    fork: ForkId,
    items: VecDeque<Item>,
    /// Samples among them.
    samples: usize,
    pace: Pace,
    /// Marks whose time has come, to be told with the next beat: the last frame before them is leaving.
    passed: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Item {
    Sound(VecDeque<i16>),
    Mark(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Pace {
    /// Nothing is heard; it has been like that for so many beats with something in the queue.
    Waiting(u8),
    Flowing,
}

impl Pouring {
    pub(super) fn new(fork: ForkId) -> Self {
        Self { fork, items: VecDeque::new(), samples: 0, pace: Pace::Waiting(0), passed: Vec::new() }
    }

    pub(super) fn fork(&self) -> ForkId {
        self.fork
    }

    /// Adds sound behind what is there; answers how many samples found no room.
    pub(super) fn pour(&mut self, mut samples: Vec<i16>, room: Duration) -> usize {
        let most = (room.as_millis() * u128::from(RATE) / 1000).min(usize::MAX as u128) as usize;
        let fits = samples.len().min(most.saturating_sub(self.samples));
        let spilled = samples.len() - fits;
        samples.truncate(fits);
        self.samples += fits;
        match self.items.back_mut() {
            Some(Item::Sound(last)) => last.extend(samples),
            _ if samples.is_empty() => {}
            _ => self.items.push_back(Item::Sound(samples.into())),
        }
        spilled
    }

    /// A mark behind all that is there.
    pub(super) fn mark(&mut self, name: String) {
        self.items.push_back(Item::Mark(name));
    }

    /// Throws all sound away; answers the marks that were pending, in their order.
    pub(super) fn clear(&mut self) -> Vec<String> {
        let items = std::mem::take(&mut self.items);
        (self.samples, self.pace) = (0, Pace::Waiting(0));
        let marks = items.into_iter().filter_map(|item| match item {
            Item::Mark(name) => Some(name),
            Item::Sound(_) => None,
        });
        std::mem::take(&mut self.passed).into_iter().chain(marks).collect()
    }

    /// Whether it has something to say or to tell.
    pub(super) fn is_busy(&self) -> bool {
        !self.items.is_empty() || !self.passed.is_empty()
    }

    /// The marks whose time has come.
    pub(super) fn passed(&mut self) -> Vec<String> {
        let mut passed = std::mem::take(&mut self.passed);
        passed.extend(self.marks_in_front());
        passed
    }

    /// The next 20 ms.
    pub(super) fn next(&mut self) -> Option<Pcm> {
        if !self.flows() {
            return None;
        }
        let mut samples = Vec::with_capacity(Rate::Narrow.samples());
        while samples.len() < Rate::Narrow.samples()
            && let Some(item) = self.items.front_mut()
        {
            match item {
                Item::Sound(sound) => {
                    let count = sound.len().min(Rate::Narrow.samples() - samples.len());
                    samples.extend(sound.drain(..count));
                    if sound.is_empty() {
                        self.items.pop_front();
                    }
                }
                Item::Mark(name) => {
                    self.passed.push(std::mem::take(name));
                    self.items.pop_front();
                }
            }
        }
        let marks: Vec<String> = self.marks_in_front().collect();
        self.passed.extend(marks);
        self.samples = self.samples.saturating_sub(samples.len());
        if self.samples == 0 {
            self.pace = Pace::Waiting(0);
        }
        Some(Pcm::from_slice(Rate::Narrow, &samples))
    }

    fn flows(&mut self) -> bool {
        if let Pace::Waiting(beats) = self.pace {
            let is_whole = self.items.iter().any(|item| matches!(item, Item::Mark(_)));
            let begins = self.samples > 0 && (self.samples >= LEAD || is_whole || beats >= PATIENCE);
            self.pace = match (begins, self.samples) {
                (true, _) => Pace::Flowing,
                (false, 0) => Pace::Waiting(0),
                (false, _) => Pace::Waiting(beats.saturating_add(1)),
            };
        }
        self.pace == Pace::Flowing
    }

    /// Takes the marks out that have nothing before them.
    fn marks_in_front(&mut self) -> impl Iterator<Item = String> {
        std::iter::from_fn(|| match self.items.pop_front() {
            Some(Item::Mark(name)) => Some(name),
            Some(sound) => {
                self.items.push_front(sound);
                None
            }
            None => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn frames(pouring: &mut Pouring, beats: usize) -> Vec<(Vec<String>, Option<i16>)> {
        (0..beats).map(|_| (pouring.passed(), pouring.next().map(|frame| frame.as_slice()[0]))).collect()
    }

    #[test]
    fn sound_begins_with_a_lead_and_marks_are_told_behind_what_is_before_them() {
        let mut pouring = Pouring::new(ForkId(1));
        for sample in 1..=3 {
            assert_eq!(frames(&mut pouring, 1), [(vec![], None)], "not enough yet");
            assert_eq!(pouring.pour(vec![sample; 160], HOUR), 0);
        }
        pouring.mark("end".into());
        let told = frames(&mut pouring, 5);
        assert_eq!(told[..3], [1, 2, 3].map(|sample| (vec![], Some(sample))));
        assert_eq!(told[3..], [(vec!["end".to_owned()], None), (vec![], None)]);
        assert!(!pouring.is_busy());
    }

    #[test]
    fn what_is_short_is_heard_after_two_beats_or_at_once_before_a_mark() {
        let mut pouring = Pouring::new(ForkId(1));
        pouring.pour(vec![7; 10], HOUR);
        assert_eq!(
            frames(&mut pouring, 4).into_iter().map(|(_, sample)| sample).collect::<Vec<_>>(),
            [None, None, Some(7), None]
        );
        pouring.pour(vec![8; 10], HOUR);
        pouring.mark("a".into());
        pouring.pour(vec![9; 10], HOUR);
        pouring.mark("b".into());
        let told = frames(&mut pouring, 2);
        assert_eq!(told, [(vec![], Some(8)), (vec!["a".into(), "b".into()], None)]);
        pouring.mark("alone".into());
        assert_eq!(pouring.passed(), ["alone"], "with nothing before it");
    }

    #[test]
    fn h15_what_finds_no_room_is_spilled() {
        let mut pouring = Pouring::new(ForkId(1));
        let room = Duration::from_secs(1);
        assert_eq!(pouring.pour(vec![1; 6000], room), 0);
        assert_eq!(pouring.pour(vec![1; 6000], room), 4000);
        assert_eq!(pouring.pour(vec![1; 6000], room), 6000);
        assert_eq!(frames(&mut pouring, 60).iter().filter(|(_, frame)| frame.is_some()).count(), 50);
    }

    #[test]
    fn h16_clearing_gives_back_every_pending_mark_once() {
        let mut pouring = Pouring::new(ForkId(1));
        for name in ["a", "b", "c"] {
            pouring.pour(vec![1; 160], HOUR);
            pouring.mark(name.into());
        }
        frames(&mut pouring, 1);
        assert_eq!(pouring.clear(), ["a", "b", "c"]);
        assert!(!pouring.is_busy() && pouring.clear().is_empty());
        assert_eq!(frames(&mut pouring, 1), [(vec![], None)]);
    }
}
