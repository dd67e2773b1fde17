//! What waits for the disk. Media threads put it in and never wait: the lock is held for a push, and
//! where the disk is too slow for the room there is, samples are left out and counted, so that
//! silence of the same length takes their place (M21).

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metrics::counter;

use crate::base::RecordingSid;
use crate::media::{GroupId, Writing};

/// Samples that may wait: 16 s of a hundred calls at 8 kHz.
const ROOM: usize = 12_800_000;

/// One thing to do for a recording.
#[derive(Debug, PartialEq)]
pub(super) struct Order {
    pub(super) recording: RecordingSid,
    pub(super) task: Task,
}

/// What to do.
#[derive(Debug, PartialEq)]
pub(super) enum Task {
    /// What a group says.
    Write(GroupId, Writing),
    /// So many samples were left out here.
    Missing(usize),
    /// Its files go.
    Remove,
}

/// The queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Debug, Default)]
struct State {
    orders: VecDeque<Order>,
    samples: usize,
    missing: HashMap<RecordingSid, usize>,
    is_over: bool,
}

impl Queue {
    /// Puts something in. Beginnings and ends always find room.
    pub(super) fn push(&self, order: Order) {
        let mut state = self.state();
        let recording = order.recording;
        if let Task::Write(_, Writing::Samples(samples)) = &order.task {
            if state.samples + samples.len() > ROOM {
                *state.missing.entry(recording).or_default() += samples.len();
                counter!("callwright_recording_samples_dropped_total").increment(samples.len() as u64);
                return;
            }
            state.samples += samples.len();
        }
        if let Some(missing) = state.missing.remove(&recording) {
            state.orders.push_back(Order { recording, task: Task::Missing(missing) });
        }
        state.orders.push_back(order);
        self.filled.notify_one();
    }

    /// Everything that waits, or nothing after `patience`; `None` when it is empty and nothing more comes.
    pub(super) fn take(&self, patience: Duration) -> Option<VecDeque<Order>> {
        let mut state = self.state();
        if state.orders.is_empty() && !state.is_over {
            state = self.filled.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner).0;
        }
        if state.orders.is_empty() && state.is_over {
            return None;
        }
        state.samples = 0;
        Some(std::mem::take(&mut state.orders))
    }

    /// Nothing more comes.
    pub(super) fn close(&self) {
        self.state().is_over = true;
        self.filled.notify_one();
    }

    /// What panicked with the lock held left a queue that is whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::Rate;
    use crate::base::Rng;

    #[test]
    fn m21_samples_without_room_leave_a_gap_of_their_length() {
        let queue = Queue::default();
        let recording = RecordingSid::mint(&mut Rng::seeded(1));
        let push = |what| queue.push(Order { recording, task: Task::Write(GroupId(1), what) });
        push(Writing::Begin { rate: Rate::Narrow, channels: 1 });
        push(Writing::Samples(vec![1; ROOM]));
        push(Writing::Samples(vec![2; 160]));
        push(Writing::Samples(vec![3; 160]));
        push(Writing::End);
        let orders = queue.take(Duration::ZERO).unwrap();
        let tasks: Vec<_> = orders.into_iter().skip(2).map(|order| order.task).collect();
        assert_eq!(tasks, [Task::Missing(320), Task::Write(GroupId(1), Writing::End)]);
        queue.close();
        assert_eq!(queue.take(Duration::ZERO), None);
    }
}
