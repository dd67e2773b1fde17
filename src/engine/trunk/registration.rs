//! REGISTER towards a trunk (RFC 3261 §10.2, spec §9.6 "Gateways"): one Call-ID with rising numbers, renewed before it
//! runs out, tried again ever more seldom while it is refused, taken back when the engine drains.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Replied;
use super::setup::Setup;
use crate::base::{Backoff, Rng, Time};
use crate::engine::settings::Trunk;
use crate::sip::Request;
use crate::wire::sip::{Flow, Message, Method, Name};

/// A connection that was lost is made anew within this, so that a thousand of one carrier do not come at once.
const AT_ONCE: Duration = Duration::from_secs(5);
/// One that has held for so long was no failure (RFC 5626 §4.5).
const LASTING: Duration = Duration::from_secs(120);
/// Pauses after failures: 30 s at the least, ten minutes at the most.
const BACKOFF: Backoff = Backoff { first: Duration::from_secs(60), most: Duration::from_secs(600) };
/// No server makes us wait longer.
const LONGEST_PAUSE: u32 = 3600;
/// Nor register more often or more seldom than this, in seconds.
const EXPIRES: std::ops::RangeInclusive<u32> = 10..=86_400;

/// Where the registration of one trunk stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Registration {
    /// What is asked for, in seconds; 0 registers nothing.
    expires: u32,
    call_id: Option<String>,
    cseq: u32,
    failures: u32,
    /// The way that the trunk knows us by, once it does.
    way: Option<Way>,
    /// Ways that were lost, one after another, and none of which had lasted.
    lost: u32,
    state: State,
}

/// The way of a registration: calls come by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Way {
    flow: Flow,
    since: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Not known there.
    Out,
    /// Known there until then.
    In { until: Time },
    /// Taking leave.
    Leaving,
}

/// What came of a reply.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// When the next REGISTER is due.
    pub(super) again: Option<Time>,
    /// We have become known, or are not known any more.
    pub(super) changed: bool,
    /// For the log.
    pub(super) said: Option<String>,
}

impl Registration {
    /// Before the first REGISTER.
    pub(super) fn new(own: &Trunk) -> Self {
        let wanted = u32::try_from(own.register_expires).unwrap_or(u32::MAX);
        let expires = if own.register { wanted.clamp(*EXPIRES.start(), *EXPIRES.end()) } else { 0 };
        Self { expires, call_id: None, cseq: 0, failures: 0, way: None, lost: 0, state: State::Out }
    }

    /// Whether this trunk wants to know us at all.
    pub(super) const fn is_wanted(&self) -> bool {
        self.expires > 0
    }

    /// Whether the trunk knows us.
    pub(super) fn is_known(&self, now: Time) -> bool {
        matches!(self.state, State::In { until } if now < until)
    }

    /// The same, or nobody knows: it was never refused, nor has it run out.
    pub(super) fn may_be_known(&self, now: Time) -> bool {
        match self.state {
            State::Out => self.failures == 0,
            State::In { until } => now < until,
            State::Leaving => true,
        }
    }

    /// The next REGISTER.
    pub(super) fn request(&mut self, _now: Time, setup: &Setup, rng: &mut Rng) -> Option<Request> {
        if self.state == State::Leaving {
            return None;
        }
        self.compose(setup, self.expires, rng)
    }

    /// The REGISTER that takes it back, if there is anything to take back.
    pub(super) fn leave(&mut self, setup: &Setup, rng: &mut Rng) -> Option<Request> {
        let was_in = matches!(self.state, State::In { .. });
        self.state = State::Leaving;
        self.compose(setup, 0, rng).filter(|_| was_in)
    }

    /// The end of a REGISTER.
    pub(super) fn on_reply(&mut self, now: Time, setup: &Setup, reply: &Replied<'_>, rng: &mut Rng) -> Outcome {
        self.cseq = self.cseq.max(reply.cseq);
        if self.state == State::Leaving {
            return Outcome {
                changed: true,
                said: Some("it was told that we are leaving".into()),
                ..Outcome::default()
            };
        }
        let granted = reply.response.filter(|_| (200..300).contains(&reply.status));
        match granted.map(|response| granted_to(response, setup, self.expires)) {
            Some(seconds) if seconds > 0 => {
                self.take_way(now, reply.flow);
                self.on_granted(now, seconds)
            }
            _ => self.on_failed(now, reply, rng),
        }
    }

    /// A connection is gone: when to register over a new one, if it was the way of this registration.
    pub(super) fn on_closed(&mut self, now: Time, flow: Flow, rng: &mut Rng) -> Option<Time> {
        let State::In { until } = self.state else { return None };
        let way = self.way.take_if(|way| way.flow == flow && now < until)?;
        if now.since(way.since) >= LASTING {
            self.lost = 0;
        }
        let pause = if self.lost == 0 { rng.span(AT_ONCE / 5, AT_ONCE) } else { BACKOFF.delay(self.lost, rng) };
        self.lost = self.lost.saturating_add(1);
        Some(now + pause)
    }

    fn take_way(&mut self, now: Time, flow: Option<Flow>) {
        if let Some(flow) = flow.filter(|flow| self.way.is_none_or(|way| way.flow != *flow)) {
            self.way = Some(Way { flow, since: now });
        }
    }

    fn on_granted(&mut self, now: Time, seconds: u32) -> Outcome {
        let was_known = self.is_known(now);
        self.failures = 0;
        let span = Duration::from_secs(seconds.into());
        self.state = State::In { until: now + span };
        let said = (!was_known).then(|| format!("it knows us for {seconds} s"));
        // Soon enough that a lost REGISTER and its whole timer F fit in, where the time is long enough for that.
        let again = (span * 4 / 5).max(Duration::from_secs(5));
        Outcome { again: Some(now + again), changed: !was_known, said }
    }

    fn on_failed(&mut self, now: Time, reply: &Replied<'_>, rng: &mut Rng) -> Outcome {
        let least = reply.response.filter(|_| reply.status == 423).and_then(min_expires);
        // §10.2.8: the same again with what it wants at the least, once for each such answer that asks for more.
        if let Some(least) = least.filter(|least| *least > self.expires && EXPIRES.contains(least)) {
            self.expires = least;
            return Outcome { again: Some(now), ..Outcome::default() };
        }
        self.failures = self.failures.saturating_add(1);
        let asked = reply.response.and_then(Message::retry_after).map(|secs| secs.clamp(1, LONGEST_PAUSE));
        let pause = asked.map_or_else(|| BACKOFF.delay(self.failures, rng), |secs| Duration::from_secs(secs.into()));
        // An old registration holds as long as it was granted for, unless the trunk says otherwise.
        let was_in = matches!(self.state, State::In { .. });
        if !matches!(reply.status, 408 | 500..=599) || !self.is_known(now) {
            self.state = State::Out;
        }
        let is_in = matches!(self.state, State::In { .. });
        let said = format!("{}; the next is due in {} s", reply.refusal("REGISTER"), pause.as_secs());
        Outcome { again: Some(now + pause), changed: was_in != is_in, said: Some(said) }
    }

    fn compose(&mut self, setup: &Setup, expires: u32, rng: &mut Rng) -> Option<Request> {
        let fresh = || format!("{:016x}{:016x}", rng.next_u64(), rng.next_u64());
        let call_id = self.call_id.get_or_insert_with(fresh).clone();
        self.cseq = self.cseq.wrapping_add(1) & 0x7fff_ffff;
        let request = setup.request(Method::Register)?;
        Some(Request {
            call_id: Some(call_id),
            cseq: Some(self.cseq),
            contact: Some(setup.contact_user.clone()),
            headers: vec![(Name::Expires.as_str().to_owned(), expires.to_string())],
            ..request
        })
    }
}

/// How long the trunk will know us: as our Contact says, then Expires, then what we asked for (§10.2.4).
fn granted_to(response: &Message, setup: &Setup, asked: u32) -> u32 {
    let contacts = response.contacts();
    let own = contacts.iter().find(|contact| contact.uri.user().is_some_and(|user| *user == setup.contact_user));
    let said = own.and_then(|contact| contact.param("expires")?.parse().ok()).or_else(|| response.expires());
    said.unwrap_or(asked).min(*EXPIRES.end())
}

fn min_expires(response: &Message) -> Option<u32> {
    response.header(Name::MinExpires)?.trim().parse().ok()
}
