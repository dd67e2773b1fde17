//! Queues (spec §3.12, §5.7): who stands in which, in which order, who waits to take somebody, and who
//! was connected with whom. A queue is there from its first caller on, also while nobody stands in it; of
//! too many the one goes that was empty longest.
//!
//! Here: the queues and their two doors. `pair` is what becomes of two who have found each other, `carry` their place
//! in the engine. Queues tell families by words that the engine delivers; they know nothing of documents.

mod carry;
mod pair;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::loan::Loans;
use super::room::Guest;
use super::settings::{Limits, SettingsFault};
use crate::base::{QueueSid, Rng, Time};
use crate::call::call::CallId;
use crate::call::queue::{News, Refused, Standing, Taking};
use crate::media::{self, GroupId, LineId};

use pair::Pair;

/// The longest that a queue may be made (spec §3.12).
const LONGEST: usize = 5000;

/// All queues.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Queues {
    /// So many may stand in one.
    size: usize,
    /// So many queues are remembered.
    most: usize,
    queues: BTreeMap<QueueSid, Queue>,
    /// The queue that each line has to do with.
    lines: BTreeMap<LineId, QueueSid>,
    outputs: VecDeque<QueueOutput>,
}

/// What queues want done, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum QueueOutput {
    /// A command for a media group.
    Media(media::Command),
    /// The family hears this, when it has the word.
    Word(GroupId, CallId, News),
}

/// What queues draw on while they are at work.
pub(super) struct QueueMeans<'a> {
    pub(super) now: Time,
    pub(super) rng: &'a mut Rng,
    pub(super) loans: &'a mut Loans,
}

/// One queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Queue {
    sid: QueueSid,
    account: String,
    name: String,
    /// When something last happened in it.
    used: Time,
    /// Who waits, the first in front.
    callers: VecDeque<Caller>,
    /// Who waits for a caller, the first in front. One of the two is always empty.
    agents: VecDeque<Agent>,
    pairs: Vec<Pair>,
}

/// Somebody who stands in a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Caller {
    guest: Guest,
    since: Time,
}

/// Somebody who takes callers out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Agent {
    guest: Guest,
    taking: Taking,
}

impl Queues {
    /// None yet.
    ///
    /// # Errors
    ///
    /// A limit that no queue can keep.
    pub(super) fn new(limits: &Limits) -> Result<Self, SettingsFault> {
        let fault = |setting: &str, text: String| SettingsFault { setting: setting.to_owned(), text };
        if !(1..=LONGEST).contains(&limits.queue_size) {
            return Err(fault("limits.queue_size", format!("write a number from 1 to {LONGEST}")));
        }
        if limits.queues == 0 {
            return Err(fault("limits.queues", "0 would let nobody wait; write 1 or more".to_owned()));
        }
        let (size, most) = (limits.queue_size, limits.queues);
        Ok(Self { size, most, queues: BTreeMap::new(), lines: BTreeMap::new(), outputs: VecDeque::new() })
    }

    /// A call wants to stand in a queue.
    pub(super) fn enter(&mut self, means: &mut QueueMeans<'_>, guest: Guest, name: &str) {
        let known = self.find(&guest.account, name);
        let Some(sid) = known.or_else(|| self.open(means, &guest.account, name)) else {
            return self.word(&guest, News::Refused(Refused::System));
        };
        let size = self.size;
        self.with_queue(means, sid, |queues, means, queue| {
            if queue.callers.len() >= size {
                return queues.word(&guest, News::Refused(Refused::Full));
            }
            queues.lines.insert(guest.line, sid);
            queues.word(&guest, News::Entered(sid));
            queue.callers.push_back(Caller { guest, since: means.now });
            queues.match_up(means, queue);
        });
    }

    /// A call wants to be connected with whoever stands first.
    pub(super) fn take(&mut self, means: &mut QueueMeans<'_>, guest: Guest, taking: Taking) {
        let Some(sid) = self.find(&guest.account, &taking.name) else { return self.word(&guest, News::Unknown) };
        self.with_queue(means, sid, |queues, means, queue| {
            queues.lines.insert(guest.line, sid);
            if queue.callers.is_empty() {
                queues.word(&guest, News::Empty(sid));
            }
            queue.agents.push_back(Agent { guest, taking });
            queues.match_up(means, queue);
        });
    }

    /// A caller wants to know how it stands.
    pub(super) fn look(&mut self, now: Time, line: LineId) {
        let Some(queue) = self.lines.get(&line).and_then(|sid| self.queues.get(sid)) else { return };
        let Some(at) = queue.callers.iter().position(|caller| caller.guest.line == line) else { return };
        let waited: Vec<Duration> = queue.callers.iter().map(|caller| now - caller.since).collect();
        let size = waited.len();
        let average = waited.iter().sum::<Duration>() / u32::try_from(size.max(1)).unwrap_or(u32::MAX);
        let waited = waited.get(at).copied().unwrap_or_default();
        let standing = Standing { position: at + 1, waited, average, size, most: self.size };
        if let Some(guest) = queue.callers.get(at).map(|caller| caller.guest.clone()) {
            self.word(&guest, News::Standing(standing));
        }
    }

    /// A call has nothing to do with its queue any more, and goes on by itself.
    pub(super) fn leave(&mut self, means: &mut QueueMeans<'_>, line: LineId) {
        let Some(sid) = self.lines.remove(&line) else { return };
        self.with_queue(means, sid, |queues, means, queue| {
            queue.callers.retain(|caller| caller.guest.line != line);
            queue.agents.retain(|agent| agent.guest.line != line);
            queues.break_up(means, queue, line);
        });
    }

    /// Another call has the line, and stands where the former one stood.
    pub(super) fn hand_over(&mut self, guest: &Guest) {
        let Some(queue) = self.lines.get(&guest.line).and_then(|sid| self.queues.get_mut(sid)) else { return };
        let callers = queue.callers.iter_mut().map(|caller| &mut caller.guest);
        let agents = queue.agents.iter_mut().map(|agent| &mut agent.guest);
        let pairs = queue.pairs.iter_mut().flat_map(Pair::guests);
        let all = callers.chain(agents).chain(pairs);
        all.filter(|other| other.line == guest.line).for_each(|former| former.clone_from(guest));
    }

    /// The line of a call is closed: it has hung up, or was.
    pub(super) fn on_closed(&mut self, means: &mut QueueMeans<'_>, line: LineId) {
        if self.lines.contains_key(&line) {
            means.loans.forget(line);
            self.leave(means, line);
        }
    }

    /// Hands out the next thing to do.
    pub(super) fn poll(&mut self) -> Option<QueueOutput> {
        self.outputs.pop_front()
    }

    /// Calls that have to do with a queue.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    fn find(&self, account: &str, name: &str) -> Option<QueueSid> {
        self.queues.values().find(|queue| queue.account == account && queue.name == name).map(|queue| queue.sid)
    }

    /// Another queue; none where there are too many and somebody is in each of them.
    fn open(&mut self, means: &mut QueueMeans<'_>, account: &str, name: &str) -> Option<QueueSid> {
        if self.queues.len() >= self.most {
            let empty = self.queues.values().filter(|queue| queue.is_empty());
            let oldest = empty.min_by_key(|queue| queue.used).map(|queue| queue.sid)?;
            self.queues.remove(&oldest);
        }
        let sid = QueueSid::mint(means.rng);
        let queue = Queue {
            sid,
            account: account.to_owned(),
            name: name.to_owned(),
            used: means.now,
            callers: VecDeque::new(),
            agents: VecDeque::new(),
            pairs: Vec::new(),
        };
        self.queues.insert(sid, queue);
        Some(sid)
    }

    /// Gives a queue the word.
    fn with_queue(
        &mut self,
        means: &mut QueueMeans<'_>,
        sid: QueueSid,
        act: impl FnOnce(&mut Self, &mut QueueMeans<'_>, &mut Queue),
    ) {
        let Some(mut queue) = self.queues.remove(&sid) else { return };
        queue.used = means.now;
        act(self, means, &mut queue);
        self.queues.insert(sid, queue);
    }

    fn command(&mut self, command: media::Command) {
        self.outputs.push_back(QueueOutput::Media(command));
    }

    fn word(&mut self, guest: &Guest, news: News) {
        self.outputs.push_back(QueueOutput::Word(guest.family, guest.call, news));
    }
}

impl Queue {
    fn is_empty(&self) -> bool {
        self.callers.is_empty() && self.agents.is_empty() && self.pairs.is_empty()
    }
}
