//! Two who have found each other in a queue: the caller hears what there is to hear, its line is lent to the group of
//! whoever takes it, and goes home when one of the two leaves. Whoever remains before the bridge stands first again.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Agent, Caller, Queue, QueueMeans, Queues};
use crate::call::queue::{Bridge, Greeting, News};
use crate::engine::room::Guest;
use crate::media::{Command, LineId};

/// A caller and whoever has taken it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pair {
    caller: Caller,
    agent: Agent,
    progress: Progress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Progress {
    /// The caller hears something first.
    Greeting,
    /// They are connected.
    Bridged,
}

impl Pair {
    pub(super) fn guests(&mut self) -> [&mut Guest; 2] {
        [&mut self.caller.guest, &mut self.agent.guest]
    }

    fn has(&self, line: LineId) -> bool {
        self.caller.guest.line == line || self.agent.guest.line == line
    }

    fn other_than(&self, line: LineId) -> &Guest {
        if self.caller.guest.line == line { &self.agent.guest } else { &self.caller.guest }
    }
}

impl Queues {
    /// As long as somebody stands in the queue and somebody waits for a caller, the first of each find each other.
    pub(super) fn match_up(&mut self, means: &mut QueueMeans<'_>, queue: &mut Queue) {
        while !queue.callers.is_empty()
            && let Some(agent) = queue.agents.pop_front()
            && let Some(caller) = queue.callers.pop_front()
        {
            let mut pair = Pair { caller, agent, progress: Progress::Greeting };
            match pair.agent.taking.greeting.clone() {
                Some((url, method)) => {
                    let waited = means.now - pair.caller.since;
                    let greeting = Greeting { url, method, by: pair.agent.guest.sid, waited };
                    self.word(&pair.caller.guest, News::Called(Box::new(greeting)));
                    self.word(&pair.agent.guest, News::Coming(queue.sid));
                }
                None => self.bridge(means, queue, &mut pair),
            }
            queue.pairs.push(pair);
        }
    }

    /// The caller has heard what it was to hear.
    pub(super) fn on_ready(&mut self, means: &mut QueueMeans<'_>, line: LineId) {
        let Some(sid) = self.lines.get(&line).copied() else { return };
        self.with_queue(means, sid, |queues, means, queue| {
            let Some(at) = queue.pairs.iter().position(|pair| pair.caller.guest.line == line) else { return };
            let mut pair = queue.pairs.swap_remove(at);
            if pair.progress == Progress::Greeting {
                queues.bridge(means, queue, &mut pair);
            }
            queue.pairs.push(pair);
        });
    }

    /// A key that came by INFO: the line of the other one says it as RFC 4733 has it (spec §4.8).
    pub(in crate::engine) fn on_info_key(&mut self, line: LineId, key: char, lasting: Duration) {
        let Some(pair) = self.bridge_of(line) else { return };
        let (group, other) = (pair.agent.guest.family, pair.other_than(line).line);
        self.command(Command::Press { group, line: other, key, lasting });
    }

    /// Whom a line is connected with out of a queue.
    pub(in crate::engine) fn other_end(&self, line: LineId) -> Option<&Guest> {
        self.bridge_of(line).map(|pair| pair.other_than(line))
    }

    fn bridge_of(&self, line: LineId) -> Option<&Pair> {
        let queue = self.lines.get(&line).and_then(|sid| self.queues.get(sid))?;
        queue.pairs.iter().find(|pair| pair.progress == Progress::Bridged && pair.has(line))
    }

    /// One of a pair is gone; the other one hears of it, or stands where it stood.
    pub(super) fn break_up(&mut self, means: &mut QueueMeans<'_>, queue: &mut Queue, gone: LineId) {
        let Some(at) = queue.pairs.iter().position(|pair| pair.has(gone)) else { return };
        let Pair { caller, agent, progress } = queue.pairs.swap_remove(at);
        let caller_is_gone = caller.guest.line == gone;
        match progress {
            Progress::Bridged => {
                self.part(means, &caller, &agent, gone);
                let other = if caller_is_gone { agent.guest } else { caller.guest };
                self.lines.remove(&other.line);
                self.word(&other, News::Parted);
            }
            Progress::Greeting if caller_is_gone => {
                if queue.callers.is_empty() {
                    self.word(&agent.guest, News::Empty(queue.sid));
                }
                queue.agents.push_front(agent);
                self.match_up(means, queue);
            }
            Progress::Greeting => {
                self.word(&caller.guest, News::Entered(queue.sid));
                queue.callers.push_front(caller);
                self.match_up(means, queue);
            }
        }
    }

    fn bridge(&mut self, means: &mut QueueMeans<'_>, queue: &Queue, pair: &mut Pair) {
        pair.progress = Progress::Bridged;
        let (caller, agent) = (&pair.caller.guest, &pair.agent.guest);
        if caller.family != agent.family {
            let lent = means.loans.lend(caller.line, caller.family, agent.family);
            self.command(lent);
        }
        self.command(Command::Join { group: agent.family, a: agent.line, b: caller.line });
        let bridge = |with| Bridge { queue: queue.sid, with, waited: means.now - pair.caller.since };
        self.word(caller, News::Bridged(bridge(agent.sid)));
        self.word(agent, News::Bridged(bridge(caller.sid)));
    }

    /// The line of the caller goes home; what is closed needs no parting.
    fn part(&mut self, means: &mut QueueMeans<'_>, caller: &Caller, agent: &Agent, gone: LineId) {
        let left = if caller.guest.line == gone { agent.guest.line } else { caller.guest.line };
        self.command(Command::Part { group: agent.guest.family, line: left });
        if let Some(home) = means.loans.give_back(caller.guest.line) {
            self.command(home);
        }
    }
}
