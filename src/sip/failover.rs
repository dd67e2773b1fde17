//! The next server (RFC 3263 §4.3): a request with several to try does not wait for timer B or F at the first that says
//! nothing. The time for all of them is shared out, so that the last is asked while the caller still listens (S25).
//!
//! An INVITE cannot be taken back unheard: where the silent server wakes up, it gets a CANCEL, and a BYE if it was
//! faster.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Sip;
use super::dialog::Forks;
use super::obstacle::Obstacle;
use super::request::Draft;
use super::sending::{Errand, Job};
use super::txn::TxnId;
use crate::base::Time;
use crate::wire::sip::{Flow, Message, Method};

/// When the last of the addresses of a request must have been reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Haste {
    /// Nothing is counted yet.
    None,
    /// It is counted from here, where the name service was asked: whoever calls has waited since then.
    Since(Time),
    /// By then.
    Until(Time),
}

impl Haste {
    /// Counts from `now`, if nothing is counted yet.
    pub(super) const fn since(self, now: Time) -> Self {
        match self {
            Self::None => Self::Since(now),
            counted => counted,
        }
    }
}

impl Sip {
    /// How long the server just asked may say nothing: an equal share of the time for all. One
    /// that has nothing behind it may take its time.
    pub(super) fn be_patient(&mut self, now: Time, txn: TxnId, job: &mut Job) {
        let end = match job.haste {
            Haste::None => now + self.config.failover,
            Haste::Since(begun) => begun + self.config.failover,
            Haste::Until(end) => end,
        };
        let time = if end > now { end - now } else { Duration::ZERO };
        if !matches!(job.haste, Haste::Until(_)) {
            // Who gets too short a share is dead to us whether it lives or not, so the last in order are left out.
            let behind = job.left_to_ask() - job.path.len();
            job.path.truncate(self.most_servers(time).saturating_sub(behind).max(1));
        }
        let left = job.left_to_ask();
        if left == 0 || matches!(job.errand, Errand::Late) {
            return;
        }
        job.haste = Haste::Until(end);
        let share = time / u32::try_from(left).unwrap_or(u32::MAX);
        self.patience.set(txn, now + share.max(self.least_share()));
    }

    /// Servers behind the first that can have a share of this time.
    fn most_servers(&self, time: Duration) -> usize {
        let least = self.least_share().as_micros().max(1);
        usize::try_from(time.as_micros() / least).unwrap_or(usize::MAX)
    }

    /// Half of T1: most networks are there and back by then.
    fn least_share(&self) -> Duration {
        (self.config.t1 / 2).min(self.config.failover)
    }

    /// It has said nothing.
    pub(super) fn on_impatient(&mut self, now: Time, txn: TxnId) {
        let Some(mut job) = self.take_job(txn) else { return };
        if matches!(job.errand, Errand::Late) {
            return self.txns.forget(txn);
        }
        if !self.may_go_on(&job) {
            self.jobs.insert(txn, job);
            return;
        }
        if let Some(flow) = job.flow() {
            self.dead.bury(now, flow);
            job.obstacle = Some(Obstacle::silent(flow));
        }
        if job.draft.method == Method::Invite {
            self.txns.hush(txn);
            let late = Job { errand: Errand::Late, path: VecDeque::new(), spare: VecDeque::new(), ..job.clone() };
            self.jobs.insert(txn, late);
        } else {
            self.txns.forget(txn);
        }
        // Its other transport is as dead as the first, unless nobody else is there: something may take connections for
        // a server that hears UDP alone.
        if job.others() > 0 {
            job.leave_server();
        }
        match job.ways_left() {
            // Whoever is asked next is not ours to know.
            0 => self.fail(now, job, 408),
            _ => self.attempt(now, job),
        }
    }

    /// Whether a refusal leads to the next server or the next flow of the same telephone: 503 is a server's (RFC 3263
    /// §4.3), 408 and 430 are those of a broken flow (RFC 5626 §5.3), and anything else is the callee's word.
    pub(super) fn leads_on(&mut self, now: Time, job: &mut Job, response: &Message) -> bool {
        let by_size = job.path.front().copied().filter(|target| target.insist);
        if matches!(response.status(), Some(408 | 430 | 503)) {
            // Over its other transport the same server would say the same.
            job.leave_server();
        }
        if let (Some(flow), Some(status)) = (job.flow(), response.status()) {
            job.obstacle = Some(Obstacle::OutOfOrder(flow.peer, status));
        }
        match response.status() {
            Some(503) => {
                // RFC 3261 §21.5.4: with Retry-After nothing more is sent there for so long; without, it is a 500.
                if let (Some(flow), Some(seconds)) = (job.flow(), response.retry_after()) {
                    let span = Duration::from_secs(seconds.into());
                    self.dead.rest(now, flow, span);
                    // It was UDP that it was to be asked by, and TCP for the size alone: it is the same server.
                    if let Some(target) = by_size {
                        self.dead.rest(now, Flow { transport: target.transport, peer: target.addr, ..flow }, span);
                    }
                }
                !job.path.is_empty()
            }
            Some(408 | 430) => job.path.is_empty() && !job.spare.is_empty(),
            _ => false,
        }
    }

    /// Something came from the server that a request went to: it lives.
    pub(super) fn on_sign_of_life(&mut self, txn: TxnId) {
        let Some(job) = self.jobs.get(&txn) else { return };
        // One that was given up is waited for until it has obeyed its CANCEL.
        if !matches!(job.errand, Errand::Late) {
            self.patience.stop(&txn);
        }
        if let Some(flow) = job.flow() {
            self.dead.revive(flow);
        }
    }

    /// A server that was given up begins to ring.
    pub(super) fn on_late_provisional(&mut self, now: Time, txn: TxnId) {
        if self.patience.due(&txn).is_some() {
            return;
        }
        let Some((draft, flow, branch)) = self.jobs.get(&txn).and_then(late_cancel) else { return };
        if let Some(bytes) = self.print(&draft, flow, &branch) {
            self.txns.request(now, flow, &branch, Method::Cancel.as_str(), bytes);
        }
        // §9.1: it may never say anything final.
        self.patience.set(txn, now + self.config.t1 * 64);
    }

    /// It answered: the call is somewhere else already.
    pub(super) fn on_late_final(&mut self, now: Time, txn: TxnId, job: Job, flow: Flow, response: &Message) {
        if response.status().is_some_and(|status| (200..300).contains(&status)) {
            self.forks.insert(txn, Forks::new(job, &[]));
            self.on_unwanted_2xx(now, txn, flow, response, None);
        }
    }
}

fn late_cancel(job: &Job) -> Option<(Draft, Flow, String)> {
    let (flow, branch) = job.sent.clone()?;
    Some((job.draft.cancel(), flow, branch))
}
