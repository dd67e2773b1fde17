//! Which numbers of a stream never came, or never left, and whether they lie together: a burst is heard as more than the
//! same losses one by one (ITU-T G.107 §7.5). Latecomers and repetitions are told from losses, as long as they are not too late.

use serde::{Deserialize, Serialize};

/// So many numbers wait for latecomers: over a second.
const PATIENCE: u32 = 64;

/// The gaps of all streams of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Gaps {
    /// Whether the last numbers came, the highest in the lowest bit.
    recent: u64,
    /// How many of those bits are numbers of this stream.
    waiting: u32,
    settled: Settled,
}

/// Numbers that are not waited for any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Settled {
    numbers: u64,
    missing: u64,
    /// How often a number was missing behind one that was not.
    runs: u64,
    last_is_missing: bool,
}

impl Gaps {
    /// A stream begins: what is missing of the one before it stays so.
    pub(super) fn begin(&mut self) {
        *self = Self { settled: self.all(), ..Self::default() };
        self.settled.last_is_missing = false;
    }

    /// A packet came, so many numbers behind the highest one, or before it.
    pub(super) fn come(&mut self, step: i32) {
        match step {
            0 if self.waiting == 0 => self.advance(1),
            1.. => self.advance(step.unsigned_abs()),
            _ if step.unsigned_abs() < self.waiting => self.recent |= 1 << step.unsigned_abs(),
            _ => {}
        }
    }

    /// How many numbers there were.
    pub(super) fn numbers(&self) -> u64 {
        self.all().numbers
    }

    /// How many of them never came.
    pub(super) fn missing(&self) -> u64 {
        self.all().missing
    }

    /// The same among all but the last numbers, so many of them; what is too long ago counts as no number.
    pub(super) fn before(&self, last: u32) -> (u64, u64) {
        let mut all = self.settled;
        (last.min(self.waiting)..self.waiting).rev().for_each(|bit| all.add(self.recent >> bit & 1 == 0));
        (all.numbers, all.missing)
    }

    /// How much longer losses lasted than if each number were lost by chance, which are 1/(1 - share) long on average.
    pub(super) fn burst(&self) -> f64 {
        let Settled { numbers, missing, runs, .. } = self.all();
        if runs == 0 {
            return 1.0;
        }
        let came = (numbers - missing) as f64 / numbers as f64;
        (missing as f64 / runs as f64 * came).max(1.0)
    }

    fn advance(&mut self, steps: u32) {
        for _ in 0..steps {
            if self.waiting == PATIENCE {
                self.settled.add(self.recent >> (PATIENCE - 1) == 0);
            } else {
                self.waiting += 1;
            }
            self.recent <<= 1;
        }
        self.recent |= 1;
    }

    /// With those that still wait.
    fn all(&self) -> Settled {
        let mut all = self.settled;
        (0..self.waiting).rev().for_each(|bit| all.add(self.recent >> bit & 1 == 0));
        all
    }
}

impl Settled {
    fn add(&mut self, is_missing: bool) {
        self.numbers += 1;
        self.missing += u64::from(is_missing);
        self.runs += u64::from(is_missing && !self.last_is_missing);
        self.last_is_missing = is_missing;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is known after these numbers came, in this order.
    fn after(numbers: &[i32]) -> Gaps {
        let (mut gaps, mut highest) = (Gaps::default(), numbers[0]);
        gaps.begin();
        for number in numbers {
            gaps.come(number - highest);
            highest = highest.max(*number);
        }
        gaps
    }

    #[test]
    fn what_never_came_is_missing_and_what_came_late_or_twice_is_not() {
        for (name, numbers, missing) in [
            ("whole", vec![7, 8, 9], 0),
            ("a gap", vec![7, 9], 1),
            ("out of order", vec![7, 9, 8, 10], 0),
            ("twice, beside a gap", vec![7, 7, 9, 9, 9], 1),
            ("before the first", vec![7, 6, 8], 0),
            ("a latecomer nobody waits for", vec![7, 100, 8], 92),
        ] {
            let gaps = after(&numbers);
            assert_eq!(gaps.missing(), missing, "{name}");
            let highest = numbers.iter().max().unwrap();
            assert_eq!(gaps.numbers(), (highest - 7 + 1) as u64, "{name}");
        }
    }

    #[test]
    fn losses_by_chance_are_no_bursts_and_losses_in_fives_are() {
        let single: Vec<i32> = (0..1000).filter(|n| n % 20 != 10).collect();
        let fives: Vec<i32> = (0..1000).filter(|n| n % 50 / 5 != 5).collect();
        assert_eq!((after(&single).missing(), after(&single).burst()), (50, 1.0));
        assert_eq!((after(&fives).missing(), after(&fives).burst()), (100, 4.5));
    }

    #[test]
    fn what_was_missing_some_numbers_ago_is_known() {
        let gaps = after(&[1, 3, 4, 6]);
        for (last, known) in [(0, (6, 2)), (1, (5, 2)), (2, (4, 1)), (5, (1, 0)), (6, (0, 0)), (100, (0, 0))] {
            assert_eq!(gaps.before(last), known, "{last}");
        }
    }

    #[test]
    fn a_stream_behind_another_begins_with_no_gap() {
        let mut gaps = after(&[1, 3]);
        gaps.begin();
        gaps.come(0);
        gaps.come(2);
        assert_eq!((gaps.numbers(), gaps.missing()), (6, 2));
    }
}
