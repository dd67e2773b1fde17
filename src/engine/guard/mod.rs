//! What a user's login may cost when it is stolen (threats-and-faults A11): calls at once, calls a minute, numbers,
//! money a day. A pure machine: it is told of calls and says no; `engine` refuses with 403 and a note.

mod tolls;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::route::{UserId, Why};
use super::settings::{Settings, User};
use crate::base::{CallSid, Time};
use crate::call::Cdr;
use crate::media::GroupId;

pub(super) use tolls::Tolls;
use tolls::UNIT;

const MINUTE: Duration = Duration::from_secs(60);
const MICROS_A_DAY: i64 = 86_400 * 1_000_000;

/// The counts of all users. They are bounded by the users there are and their calls.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Warden {
    /// Organisation → login → counts.
    users: BTreeMap<String, BTreeMap<String, Tally>>,
    /// Calls that a user has begun, or has sent on.
    calls: BTreeMap<CallSid, UserId>,
    /// Calls that ring beside one of those, at other telephones of whom it was sent on to: they are one call of the
    /// user.
    forks: BTreeMap<CallSid, CallSid>,
    /// Who answers for what families call out: the user who began one, has taken the place of that, or has transferred
    /// somebody. A call that was sent on is answered for by whoever has done that.
    payers: BTreeMap<GroupId, UserId>,
    /// Calls that go out and may cost something.
    paid: BTreeMap<CallSid, Paid>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Tally {
    /// Calls that are up.
    up: u32,
    /// When the calls of the last minute began.
    begun: VecDeque<Time>,
    /// The day that `spent` is of.
    day: i64,
    /// Millionths.
    spent: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Paid {
    user: UserId,
    since: Time,
    /// Millionths a minute.
    price: u64,
}

impl Warden {
    /// Whether the user may begin another call.
    pub(super) fn admits(&mut self, now: Time, settings: &Settings, id: &UserId) -> Result<(), Why> {
        self.admits_beside(now, settings, id, 0)
    }

    /// Whether the user may begin a call that ends the one of that name.
    pub(super) fn admits_instead(
        &mut self,
        now: Time,
        settings: &Settings,
        id: &UserId,
        of: CallSid,
    ) -> Result<(), Why> {
        let leaving = u32::from(self.owner(of) == Some(id));
        self.admits_beside(now, settings, id, leaving)
    }

    fn admits_beside(&mut self, now: Time, settings: &Settings, id: &UserId, leaving: u32) -> Result<(), Why> {
        let Some(user) = settings.user(&id.organization, &id.login) else { return Ok(()) };
        if self.tally(id).up.saturating_sub(leaving) >= user.channels.unwrap_or(settings.guard.user_channels) {
            return Err(Why::Channels);
        }
        self.keeps_pace(now, settings, id)
    }

    /// The user lets the other party of its call be connected with somebody else: a call of its own, but for the
    /// channel that there is already. From now on it answers for what the family calls out.
    pub(super) fn hand_over(
        &mut self,
        now: Time,
        settings: &Settings,
        tolls: &Tolls,
        group: GroupId,
        id: &UserId,
        number: Option<&str>,
    ) -> Result<(), Why> {
        self.keeps_pace(now, settings, id)?;
        if let Some(number) = number {
            self.may_dial(now, settings, tolls, id, number)?;
        }
        self.tally(id).begun.push_back(now);
        self.payers.insert(group, id.clone());
        Ok(())
    }

    /// A telephone of the user sends a call on: a call of its own in place of what it was to the user before. For that
    /// call alone it answers, and not for whatever else the family calls out.
    pub(super) fn send_on(
        &mut self,
        now: Time,
        settings: &Settings,
        tolls: &Tolls,
        call: CallSid,
        id: &UserId,
        number: Option<&str>,
    ) -> Result<(), Why> {
        self.admits_instead(now, settings, id, call)?;
        if let Some(number) = number {
            self.may_dial(now, settings, tolls, id, number)?;
        }
        self.begin(now, call, id);
        Ok(())
    }

    /// The user that began a call, or has sent it on.
    pub(super) fn owner(&self, call: CallSid) -> Option<&UserId> {
        self.calls.get(&call)
    }

    /// A call of the user has begun.
    pub(super) fn begin(&mut self, now: Time, call: CallSid, id: &UserId) {
        self.tally(id).begun.push_back(now);
        self.take_on(call, id);
    }

    /// A call is one of the user's from now on, whoever had it before.
    fn take_on(&mut self, call: CallSid, id: &UserId) {
        self.let_go(call);
        self.tally(id).up += 1;
        self.calls.insert(call, id.clone());
    }

    /// A call that was sent on rings at one more telephone.
    pub(super) fn fork(&mut self, call: CallSid, of: CallSid) {
        let of = self.forks.get(&of).copied().unwrap_or(of);
        if self.calls.contains_key(&of) {
            self.forks.insert(call, of);
        }
    }

    /// Who answers for what the family calls out from now on, if anybody.
    pub(super) fn answers_for(&mut self, group: GroupId, id: Option<UserId>) {
        match id {
            Some(id) => drop(self.payers.insert(group, id)),
            None => drop(self.payers.remove(&group)),
        }
    }

    /// The family is over.
    pub(super) fn forget_family(&mut self, group: GroupId) {
        self.payers.remove(&group);
    }

    /// Whether a call of this family may go out to the number; if so it is paid for from now on.
    pub(super) fn dials(
        &mut self,
        now: Time,
        settings: &Settings,
        tolls: &Tolls,
        group: GroupId,
        call: CallSid,
        number: &str,
    ) -> Result<(), Why> {
        let Some(id) = self.payer(group, call).cloned() else { return Ok(()) };
        // It may have left by another trunk before, in vain.
        self.paid.remove(&call);
        self.may_dial(now, settings, tolls, &id, number)?;
        self.paid.insert(call, Paid { user: id, since: now, price: tolls.price(number) });
        Ok(())
    }

    /// Whether a text message of this family may go out to the number.
    pub(super) fn texts(
        &self,
        now: Time,
        settings: &Settings,
        tolls: &Tolls,
        group: GroupId,
        number: &str,
    ) -> Result<(), Why> {
        let Some(id) = self.payers.get(&group) else { return Ok(()) };
        self.may_dial(now, settings, tolls, id, number)
    }

    /// Who answers for a call that goes out: the user that has sent it on, or else whoever answers for the family.
    fn payer(&self, group: GroupId, call: CallSid) -> Option<&UserId> {
        let sent_on = self.forks.get(&call).copied().unwrap_or(call);
        self.owner(sent_on).or_else(|| self.payers.get(&group))
    }

    /// A call is over.
    pub(super) fn ended(&mut self, cdr: &Cdr) {
        if let Some(paid) = self.paid.remove(&cdr.call)
            && let Some(answered) = cdr.answered
        {
            let cost = paid.cost(cdr.end - answered);
            self.tally(&paid.user).spend(cdr.end, cost);
        }
        self.let_go(cdr.call);
    }

    /// A call is nobody's any more. Where it still rings at another telephone, that one is the call of the user.
    fn let_go(&mut self, call: CallSid) {
        self.forks.remove(&call);
        let Some(id) = self.calls.remove(&call) else { return };
        let Some(heir) = self.forks.iter().find(|(_, of)| **of == call).map(|(fork, _)| *fork) else {
            let tally = self.tally(&id);
            tally.up = tally.up.saturating_sub(1);
            return;
        };
        self.forks.remove(&heir);
        self.forks.values_mut().filter(|of| **of == call).for_each(|of| *of = heir);
        self.calls.insert(heir, id);
    }

    /// Whether the user has not begun too many calls in this minute.
    fn keeps_pace(&mut self, now: Time, settings: &Settings, id: &UserId) -> Result<(), Why> {
        let Some(user) = settings.user(&id.organization, &id.login) else { return Ok(()) };
        let tally = self.tally(id);
        while tally.begun.front().is_some_and(|begun| now - *begun >= MINUTE) {
            tally.begun.pop_front();
        }
        let most = user.calls_per_minute.unwrap_or(settings.guard.user_calls_per_minute);
        if tally.begun.len() >= most as usize { Err(Why::TooFast) } else { Ok(()) }
    }

    /// Whether the number is not barred, and the user has money left for it.
    fn may_dial(&self, now: Time, settings: &Settings, tolls: &Tolls, id: &UserId, number: &str) -> Result<(), Why> {
        tolls.judge(number).map_err(|_| Why::Barred)?;
        let cap = settings.user(&id.organization, &id.login).map_or(0, |user| cap(settings, user));
        if cap > 0 && self.spent(now, id) >= cap { Err(Why::Spent) } else { Ok(()) }
    }

    /// Millionths of today, calls that are up included as if they had been answered at once.
    fn spent(&self, now: Time, id: &UserId) -> u64 {
        let up: u64 = self.paid.values().filter(|paid| paid.user == *id).map(|paid| paid.cost(now - paid.since)).sum();
        let tally = self.users.get(&id.organization).and_then(|users| users.get(&id.login));
        let today = now.as_micros().div_euclid(MICROS_A_DAY);
        tally.filter(|tally| tally.day == today).map_or(0, |tally| tally.spent).saturating_add(up)
    }

    fn tally(&mut self, id: &UserId) -> &mut Tally {
        let organization = self.users.entry(id.organization.clone()).or_default();
        organization.entry(id.login.clone()).or_default()
    }
}

impl Tally {
    fn spend(&mut self, now: Time, cost: u64) {
        let today = now.as_micros().div_euclid(MICROS_A_DAY);
        if self.day != today {
            (self.day, self.spent) = (today, 0);
        }
        self.spent = self.spent.saturating_add(cost);
    }
}

impl Paid {
    /// By begun minutes, as carriers count.
    fn cost(&self, lasted: Duration) -> u64 {
        self.price.saturating_mul(lasted.as_micros().div_ceil(MINUTE.as_micros()) as u64)
    }
}

/// Millionths a day; 0 is no cap.
fn cap(settings: &Settings, user: &User) -> u64 {
    (user.daily_spend.unwrap_or(settings.guard.daily_spend).max(0.0) * UNIT) as u64
}

#[cfg(test)]
mod tests;
