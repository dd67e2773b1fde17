//! Session timers (RFC 4028): who refreshes, how often, what happens when nobody does. Refreshes themselves are UPDATEs
//! (`update.rs`) or, for peers without them, later INVITEs (`reinvite.rs`).
//!
//! We deviate from §7.2 in one thing: a peer that knows no timers is refreshed by us all the same, for otherwise it
//! could vanish without being missed (S18); it may answer what it likes as long as it answers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Refreshing, Wait};
use crate::base::Time;
use crate::sip::Sip;
use crate::sip::event::{DialogId, Event};
use crate::sip::policy::Refresher;
use crate::sip::sending::{Errand, Job};
use crate::wire::sip::{Flow, Message, Name, RefresherRole, SessionExpires};

/// §4: the shortest interval that may ever be asked for, and what a missing Min-SE means.
const LEAST: u32 = 90;
/// §10: a session ends this much before its time, or a third of its interval.
const GRACE: u32 = 32;
/// The shortest interval that we keep, whatever was asked for: no peer makes us send requests all the time.
const SHORTEST: u32 = 30;
/// How long a refresh that could not be sent, or was refused for now, waits.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a request goes again with a longer interval.
const RAISES: u8 = 3;

/// The timer of one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Timer {
    /// In seconds.
    interval: u32,
    duty: Duty,
    doing: Doing,
}

/// Who refreshes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Duty {
    /// We do, as was agreed.
    Ours,
    /// They do.
    Theirs,
    /// We do, and they know nothing of it.
    Alone,
}

/// Whether a refresh by INVITE is under way, so that its failure is the failure of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Doing {
    Waiting,
    Refreshing,
}

impl Timer {
    const fn new(interval: u32, duty: Duty) -> Self {
        Self { interval, duty, doing: Doing::Waiting }
    }
}

impl Sip {
    /// What an INVITE of ours asks for (§7.1).
    pub(super) fn timer_wishes(&self) -> Vec<(String, String)> {
        let Some(policy) = self.config.session_timer else { return Vec::new() };
        let refresher = match policy.refresher {
            Refresher::Auto => None,
            Refresher::Us => Some(RefresherRole::Uac),
            Refresher::Peer => Some(RefresherRole::Uas),
        };
        self.wishes(SessionExpires { seconds: policy.expires, refresher })
    }

    /// What a request inside the dialog asks for: that all stays as it is (§7.4).
    pub(super) fn timer_again(&self, timer: Option<Timer>) -> Vec<(String, String)> {
        let Some(timer) = timer else { return Vec::new() };
        let role = if timer.duty == Duty::Theirs { RefresherRole::Uas } else { RefresherRole::Uac };
        let seconds = timer.interval.max(self.least());
        self.wishes(SessionExpires { seconds, refresher: Some(role) })
    }

    /// What our 2xx says, and the timer that runs from then on (§9, table 2).
    pub(super) fn timer_as_callee(
        &self,
        request: &Message,
        current: Option<Timer>,
    ) -> (Option<Timer>, Vec<(String, String)>) {
        let Some(policy) = self.config.session_timer else { return (None, Vec::new()) };
        let knows = knows(request);
        let asked = request.session_expires();
        let least = request.min_se().unwrap_or(LEAST).max(LEAST);
        // §9: never longer than they ask for, never shorter than anybody on the way agrees to. Who is below our Min-SE
        // and would not understand a 422 has what it asks for: only a proxy may raise it.
        let ours = current.map_or(policy.expires, |timer| timer.interval).max(least);
        let interval = asked.map_or(ours, |asked| asked.seconds.min(ours));
        let duty = match (knows, asked.and_then(|asked| asked.refresher), current.map(|timer| timer.duty)) {
            (false, ..) => Duty::Alone,
            (true, Some(RefresherRole::Uac), _) => Duty::Theirs,
            (true, Some(RefresherRole::Uas), _) => Duty::Ours,
            (true, None, Some(Duty::Theirs)) => Duty::Theirs,
            (true, None, None) if policy.refresher == Refresher::Peer => Duty::Theirs,
            (true, None, _) => Duty::Ours,
        };
        let role = if duty == Duty::Theirs { RefresherRole::Uac } else { RefresherRole::Uas };
        let expires = SessionExpires { seconds: interval, refresher: Some(role) };
        let mut headers = vec![header(Name::SessionExpires, expires)];
        if knows {
            headers.push(header(Name::Require, "timer"));
        }
        (Some(Timer::new(interval, duty)), headers)
    }

    /// The timer that their 2xx sets (§7.2).
    pub(super) fn timer_as_caller(&self, response: &Message, current: Option<Timer>) -> Option<Timer> {
        let policy = self.config.session_timer?;
        let Some(agreed) = response.session_expires() else {
            return Some(Timer::new(current.map_or(policy.expires, |timer| timer.interval), Duty::Alone));
        };
        let duty = if agreed.refresher == Some(RefresherRole::Uas) { Duty::Theirs } else { Duty::Ours };
        // They must not go below our Min-SE; one who does gets what we have asked for.
        Some(Timer::new(agreed.seconds.max(policy.min_se), duty))
    }

    /// The header of a 422 to a request whose interval is too small, if its sender would understand it (§9).
    pub(super) fn too_small(&self, request: &Message) -> Option<(String, String)> {
        let policy = self.config.session_timer?;
        let asked = request.session_expires().filter(|_| knows(request))?;
        (asked.seconds < policy.min_se).then(|| header(Name::MinSe, policy.min_se))
    }

    /// 422 to our INVITE: the same with a longer interval (§7.3), or the refusal it is.
    pub(super) fn on_too_small(&mut self, now: Time, mut job: Job, flow: Flow, response: Message) {
        let Errand::Invite(dialog) = job.errand else { return };
        if raise(&mut job, &response) {
            let flow = job.flow().unwrap_or(flow);
            self.resend(now, job, flow);
        } else {
            self.on_refused(dialog, 422, Some(response));
        }
    }

    /// 422 to a later request of ours; gives the job back when it cannot go again.
    pub(super) fn raise_inside(&mut self, now: Time, mut job: Job, flow: Flow, response: &Message) -> Option<Job> {
        let Some(dialog) = job.errand.dialog().filter(|_| raise(&mut job, response)) else { return Some(job) };
        self.on_retried(dialog, job.draft.cseq);
        let flow = job.flow().unwrap_or(flow);
        self.resend(now, job, flow);
        None
    }

    /// Begins an interval.
    pub(super) fn wind(&mut self, now: Time, dialog: DialogId, timer: Option<Timer>) {
        for wait in [Wait::Refresh, Wait::Expiry] {
            self.waits.stop(&(dialog, wait));
        }
        let Some(up) = self.up(dialog) else { return };
        up.timer = timer;
        let Some(timer) = timer else { return };
        let span = |seconds: u32| Duration::from_secs(seconds.into());
        let timer = Timer { interval: timer.interval.max(SHORTEST), ..timer };
        if timer.duty != Duty::Theirs {
            self.waits.set((dialog, Wait::Refresh), now + span(timer.interval / 2));
        }
        let grace = GRACE.min(timer.interval / 3);
        self.waits.set((dialog, Wait::Expiry), now + span(timer.interval.saturating_sub(grace)));
    }

    /// Half of the interval is over, and refreshing is our business.
    pub(super) fn on_refresh_due(&mut self, now: Time, dialog: DialogId) {
        let Some(up) = self.up(dialog) else { return };
        let Some(timer) = up.timer.as_mut() else { return };
        timer.doing = Doing::Refreshing;
        match up.refreshing {
            // An offer in the air refreshes the session when it is answered.
            _ if !up.is_quiet() || up.again.is_some() => self.waits.set((dialog, Wait::Refresh), now + PATIENCE),
            Refreshing::ByUpdate => self.refresh(now, dialog),
            Refreshing::ByInvite => self.tell(Event::RefreshDue { dialog }),
        }
    }

    /// A refresh was refused: a peer that knows of no timers has at least spoken, any other is asked again.
    pub(super) fn on_refresh_refused(&mut self, now: Time, dialog: DialogId) {
        let Some(timer) = self.up(dialog).and_then(|up| up.timer) else { return };
        match (timer.doing, timer.duty) {
            (Doing::Waiting, _) => {}
            (Doing::Refreshing, Duty::Alone) => self.wind(now, dialog, Some(Timer::new(timer.interval, Duty::Alone))),
            (Doing::Refreshing, _) => self.waits.set((dialog, Wait::Refresh), now + PATIENCE),
        }
    }

    /// Whether a later INVITE of ours is a refresh.
    pub(super) fn is_refreshing(&mut self, dialog: DialogId) -> bool {
        let timer = self.up(dialog).and_then(|up| up.timer);
        timer.is_some_and(|timer| timer.doing == Doing::Refreshing)
    }

    /// §10: the session was not refreshed in time, or its refresh found nobody.
    pub(super) fn expire(&mut self, now: Time, dialog: DialogId) {
        if self.up(dialog).is_none() {
            return;
        }
        self.depart(now, dialog, Some("SIP;cause=408;text=\"Session Expired\"".to_owned()));
        self.tell(Event::Expired { dialog });
    }

    fn wishes(&self, expires: SessionExpires) -> Vec<(String, String)> {
        vec![header(Name::SessionExpires, expires), header(Name::MinSe, self.least())]
    }

    /// Our Min-SE.
    fn least(&self) -> u32 {
        self.config.session_timer.map_or(LEAST, |policy| policy.min_se)
    }
}

/// Whether the sender of a request knows session timers; a proxy may have put the interval in for one who does not.
fn knows(request: &Message) -> bool {
    request.has_word(Name::Supported, "timer") || request.has_word(Name::Require, "timer")
}

/// Lengthens the interval that a request asks for to what a 422 demands (§7.3).
fn raise(job: &mut Job, refusal: &Message) -> bool {
    let Some(least) = refusal.min_se().filter(|_| job.raised < RAISES) else { return false };
    let value = |name: Name| move |(known, _): &&mut (String, String)| known.eq_ignore_ascii_case(name.as_str());
    let Some((_, expires)) = job.draft.headers.iter_mut().find(value(Name::SessionExpires)) else { return false };
    let Some(asked) = expires.parse::<SessionExpires>().ok().filter(|asked| asked.seconds < least) else {
        return false;
    };
    *expires = SessionExpires { seconds: least, ..asked }.to_string();
    if let Some((_, min_se)) = job.draft.headers.iter_mut().find(value(Name::MinSe)) {
        *min_se = least.to_string();
    }
    job.draft.cseq = job.draft.cseq.wrapping_add(1) & 0x7fff_ffff;
    job.raised += 1;
    true
}

fn header(name: Name, value: impl ToString) -> (String, String) {
    (name.as_str().to_owned(), value.to_string())
}
