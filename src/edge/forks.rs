//! From media threads to whoever carries a fork (`media::Command::Fork`): a stream, a recogniser.
//! Media threads put in and never wait; what is not fetched in time is lost from its old end and
//! counted, for late sound is of no use to anybody.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metrics::counter;
use tokio::sync::Notify;

use crate::media::{ForkId, Output, Track};

/// All forks that are carried; media threads give to it, carriers ask it.
#[derive(Clone, Debug, Default)]
pub struct Forks(Arc<Mutex<HashMap<ForkId, Arc<Lane>>>>);

/// What comes of one fork. It is carried no longer when this is dropped.
#[derive(Debug)]
pub struct Carrier {
    forks: Forks,
    fork: ForkId,
    lane: Arc<Lane>,
}

/// One thing that comes of a fork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copied {
    /// 20 ms of sound.
    Sound {
        /// Of which track.
        track: Track,
        /// How long after the beginning of the fork.
        at: Duration,
        /// At the rate of the fork.
        samples: Vec<i16>,
    },
    /// What was poured before this mark has been played or cleared.
    Marked(String),
    /// So many samples that were poured found no room.
    Spilled(usize),
}

#[derive(Debug)]
struct Lane {
    waiting: Mutex<Waiting>,
    filled: Notify,
}

#[derive(Debug)]
struct Waiting {
    queue: VecDeque<Copied>,
    /// Pieces of sound among them, and how many there may be.
    pieces: usize,
    room: usize,
    dropped: u64,
}

impl Forks {
    /// Carries a fork from now on, also one that is still to begin; `room` pieces of sound may wait.
    pub fn carry(&self, fork: ForkId, room: usize) -> Carrier {
        let waiting = Waiting { queue: VecDeque::new(), pieces: 0, room: room.max(1), dropped: 0 };
        let lane = Arc::new(Lane { waiting: Mutex::new(waiting), filled: Notify::new() });
        lock(&self.0).insert(fork, Arc::clone(&lane));
        Carrier { forks: self.clone(), fork, lane }
    }

    /// Takes what a media thread has of a fork; what nobody carries is gone.
    pub(super) fn give(&self, output: Output) {
        let (fork, copied) = match output {
            Output::Forked { fork, track, at, samples } => (fork, Copied::Sound { track, at, samples }),
            Output::Marked { fork, name } => (fork, Copied::Marked(name)),
            Output::Spilled { fork, samples } => (fork, Copied::Spilled(samples)),
            _ => return,
        };
        let lane = lock(&self.0).get(&fork).cloned();
        if let Some(lane) = lane {
            lock(&lane.waiting).push(copied);
            lane.filled.notify_one();
        }
    }
}

#[cfg(test)]
impl Forks {
    /// How many are carried.
    pub(super) fn carried(&self) -> usize {
        lock(&self.0).len()
    }

    /// Whether something was not fetched yet.
    pub(super) fn waits(&self) -> bool {
        lock(&self.0).values().any(|lane| !lock(&lane.waiting).queue.is_empty())
    }

    /// How many pieces were lost.
    pub(super) fn dropped(&self) -> u64 {
        lock(&self.0).values().map(|lane| lock(&lane.waiting).dropped).sum()
    }
}

impl Carrier {
    /// The next thing. Nothing is lost when the waiting is given up.
    pub async fn next(&mut self) -> Copied {
        loop {
            // What comes after this look leaves a permit behind.
            if let Some(copied) = self.take() {
                return copied;
            }
            self.lane.filled.notified().await;
        }
    }

    /// What is there already.
    pub fn take(&mut self) -> Option<Copied> {
        lock(&self.lane.waiting).pop()
    }

    /// How many pieces were lost because they were not fetched in time.
    pub fn dropped(&self) -> u64 {
        lock(&self.lane.waiting).dropped
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        lock(&self.forks.0).remove(&self.fork);
    }
}

impl Waiting {
    fn push(&mut self, copied: Copied) {
        if matches!(copied, Copied::Sound { .. }) {
            self.pieces += 1;
        }
        self.queue.push_back(copied);
        if self.pieces > self.room
            && let Some(oldest) = self.queue.iter().position(|one| matches!(one, Copied::Sound { .. }))
        {
            self.queue.remove(oldest);
            self.pieces -= 1;
            self.dropped += 1;
            counter!("callwright_fork_pieces_dropped_total").increment(1);
        }
    }

    fn pop(&mut self) -> Option<Copied> {
        let copied = self.queue.pop_front()?;
        if matches!(copied, Copied::Sound { .. }) {
            self.pieces -= 1;
        }
        Some(copied)
    }
}

/// What panicked with the lock held left a value that is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(number: u64) -> (Output, Copied) {
        let (track, at, samples) = (Track::Said, Duration::from_millis(number * 20), vec![1; 160]);
        let copied = Copied::Sound { track, at, samples: samples.clone() };
        (Output::Forked { fork: ForkId(1), track, at, samples }, copied)
    }

    #[tokio::test]
    async fn what_is_not_fetched_in_time_is_lost_from_its_old_end() {
        let forks = Forks::default();
        forks.give(sound(0).0);
        let mut carrier = forks.carry(ForkId(1), 2);
        for number in 1..=3 {
            forks.give(sound(number).0);
            forks.give(Output::Marked { fork: ForkId(1), name: number.to_string() });
        }
        forks.give(Output::Spilled { fork: ForkId(2), samples: 1 });
        let marked = |number: u64| Copied::Marked(number.to_string());
        for expected in [marked(1), sound(2).1, marked(2), sound(3).1, marked(3)] {
            assert_eq!(carrier.next().await, expected);
        }
        assert_eq!((carrier.take(), carrier.dropped()), (None, 1));
        drop(carrier);
        assert!(lock(&forks.0).is_empty());
    }
}
