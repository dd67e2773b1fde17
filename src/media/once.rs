//! One press, told once: telephones may send it as an event and as a tone, one soon after the other (M16).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Time;

/// An ear hears a tone so much later than the event comes, at most: its delay, and what the detector needs.
const WINDOW: Duration = Duration::from_millis(300);

/// How a key came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum By {
    /// RFC 4733.
    Event,
    /// In the sound.
    Tone,
}

/// The last key that was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Once(Option<(char, By, Time)>);

impl Once {
    /// Whether the key is another press than the one that was told last.
    pub(super) fn is_new(&mut self, now: Time, key: char, by: By) -> bool {
        let same = |(last, way, at): (char, By, Time)| last == key && way != by && now - at <= WINDOW;
        // The other way is taken off, so that a second press counts again.
        if self.0.take().is_some_and(same) {
            return false;
        }
        self.0 = Some((key, by, now));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m16_a_press_that_comes_both_ways_is_one_and_two_presses_are_two() {
        let told = |presses: &[(i64, char, By)]| {
            let mut once = Once::default();
            let new =
                |(ms, key, by): &(i64, char, By)| once.is_new(Time::from_micros(ms * 1000), *key, *by).then_some(*key);
            presses.iter().filter_map(new).collect::<String>()
        };
        use By::{Event, Tone};
        assert_eq!(told(&[(0, '5', Event), (100, '5', Tone), (200, '5', Event), (290, '5', Tone)]), "55");
        assert_eq!(told(&[(0, '5', Tone), (90, '5', Event), (200, '6', Tone), (290, '6', Event)]), "56");
        assert_eq!(told(&[(0, '5', Tone), (100, '5', Tone), (900, '5', Event)]), "555");
        assert_eq!(told(&[(0, '5', Event), (50, '6', Tone)]), "56");
    }
}
