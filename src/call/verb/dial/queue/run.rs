//! `Dial` of a `Queue` at work: the caller is answered and connected with whoever stands first; where nobody does it
//! hears ringback until somebody comes or the time is over (spec §5.7). Who stands where, the engine knows.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Order;
use crate::base::{QueueSid, Time};
use crate::call::call::rounded_secs;
use crate::call::compat::DialEnd;
use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::family::VerbAlarm;
use crate::call::hook::{Param, param};
use crate::call::queue::{Bridge, News, Request, Taking};
use crate::call::script::{Ending, Hook, Step};
use crate::call::stage::Stage;
use crate::call::verb::dial;
use crate::call::verb::dial::ringback::Ringback;
use crate::call::verb::dial::tape::Tape;
use crate::call::verdict::CallStatus;
use crate::wire::http::Method;

/// The machine of one call that takes somebody out of a queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dequeuing {
    action: Option<(String, Method)>,
    /// The document for the caller of a REFER of whoever was taken.
    refer: Option<(String, Method)>,
    hangup_on_star: bool,
    timeout: Duration,
    time_limit: Duration,
    ringback: Ringback,
    tape: Tape,
    /// The queue, once it is known.
    queue: Option<QueueSid>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Nobody stands in the queue, or it has just been asked.
    Waiting,
    /// Somebody comes, and hears something first.
    Coming,
    /// It is connected.
    Bridged { bridge: Bridge, since: Time },
    /// It is over but for the file of its recording, which the action is told of.
    Filing(Outcome),
}

/// How it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Outcome {
    status: CallStatus,
    /// `DequeueResult`.
    result: Ended,
    /// The bridge, and how long it was.
    bridge: Option<(Bridge, Duration)>,
}

/// What ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Ended {
    Bridged,
    NotFound,
    Timeout,
    Hangup,
}

impl Dequeuing {
    /// Answers the call and takes whoever stands first.
    pub fn start(dial: dial::Order, order: Order, stage: &mut Stage<'_, '_>) -> (Self, Step) {
        let run = Self {
            action: dial.action.clone().map(|url| (url, dial.method)),
            refer: dial.refer_url.clone().map(|url| (url, dial.refer_method)),
            hangup_on_star: dial.hangup_on_star,
            timeout: Duration::from_secs(dial.timeout.into()),
            time_limit: Duration::from_secs(dial.time_limit.into()),
            ringback: Ringback::of(dial.ring_tone.as_deref()),
            tape: Tape::of(&dial),
            queue: None,
            state: State::Waiting,
        };
        stage.set_refusal(None);
        if stage.answer() {
            let greeting = order.greeting.and_then(|(url, method)| Some((stage.placed_url("url", &url)?, method)));
            stage.ask_queue(Request::Take(Box::new(Taking { name: order.name, greeting })));
        }
        (run, Step::Stay)
    }

    /// Reacts to what happens to the caller, in the queue, and to its recording.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Step {
        self.ringback.on(&cue, stage);
        match (self.tape.on(&cue, stage), self.state) {
            (true, State::Filing(outcome)) => return self.conclude(&outcome, stage),
            (_, State::Filing(_)) => return Step::Stay,
            _ => {}
        }
        match cue {
            Cue::Queue(news) => self.on_news(news, stage),
            Cue::Alarm(VerbAlarm::DialTimeout) if self.state == State::Waiting => {
                stage.ask_queue(Request::Leave);
                self.finish(Outcome { status: CallStatus::NoAnswer, result: Ended::Timeout, bridge: None }, stage)
            }
            Cue::Alarm(VerbAlarm::DialLimit) => self.part(stage),
            Cue::Key('*') if self.hangup_on_star => self.part(stage),
            _ => Step::Stay,
        }
    }

    /// The caller is gone, and the queue has seen that; the action is owed all the same (spec §4.9).
    pub fn leave(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        let outcome = match self.state {
            State::Filing(outcome) => outcome,
            State::Bridged { .. } => self.completed(stage),
            State::Waiting | State::Coming => {
                Outcome { status: CallStatus::Canceled, result: Ended::Hangup, bridge: None }
            }
        };
        if self.action.is_some() && self.tape.end(stage) {
            self.state = State::Filing(outcome);
            return Step::Stay;
        }
        self.action(&outcome, stage).map_or(Step::Next, Step::Ask)
    }

    /// The document for the caller when whoever it has taken asks for a transfer (spec §10.3).
    pub fn refer_url(&self) -> Option<(String, Method)> {
        self.refer.clone()
    }

    /// In words.
    pub fn describe(&self) -> String {
        match self.state {
            State::Waiting => "Dial, waiting for a caller in a queue".to_owned(),
            State::Coming => "Dial, about to be connected with a caller out of a queue".to_owned(),
            State::Bridged { .. } => "Dial, bridged with a caller out of a queue".to_owned(),
            State::Filing(_) => "Dial, closing the file of its recording".to_owned(),
        }
    }

    fn on_news(&mut self, news: News, stage: &mut Stage<'_, '_>) -> Step {
        match news {
            News::Unknown => {
                stage.note(Level::Error, 13320, "queue_unknown", "Dial: there is no queue of this name");
                self.finish(Outcome { status: CallStatus::Failed, result: Ended::NotFound, bridge: None }, stage)
            }
            News::Empty(queue) => {
                (self.queue, self.state) = (Some(queue), State::Waiting);
                self.ringback.begin(stage);
                stage.set_alarm(VerbAlarm::DialTimeout, stage.now() + self.timeout);
                Step::Stay
            }
            News::Coming(queue) => {
                (self.queue, self.state) = (Some(queue), State::Coming);
                self.ringback.begin(stage);
                stage.stop_alarm(VerbAlarm::DialTimeout);
                Step::Stay
            }
            News::Bridged(bridge) => self.on_bridged(bridge, stage),
            News::Parted => {
                let outcome = self.completed(stage);
                self.finish(outcome, stage)
            }
            // For whoever stands in a queue.
            News::Entered(_) | News::Refused(_) | News::Standing(_) | News::Called(_) => Step::Stay,
        }
    }

    fn on_bridged(&mut self, bridge: Bridge, stage: &mut Stage<'_, '_>) -> Step {
        (self.queue, self.state) = (Some(bridge.queue), State::Bridged { bridge, since: stage.now() });
        self.ringback.end(stage);
        stage.stop_alarm(VerbAlarm::DialTimeout);
        if self.hangup_on_star {
            stage.keep_keys("*");
        }
        self.tape.on_taken(stage);
        stage.report_transfer(200);
        stage.set_alarm(VerbAlarm::DialLimit, stage.now() + self.time_limit);
        Step::Stay
    }

    /// Ends the bridge; the other one goes on with its own document.
    fn part(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        if !matches!(self.state, State::Bridged { .. }) {
            return Step::Stay;
        }
        stage.ask_queue(Request::Leave);
        let outcome = self.completed(stage);
        self.finish(outcome, stage)
    }

    fn completed(&self, stage: &Stage<'_, '_>) -> Outcome {
        let bridge = match self.state {
            State::Bridged { bridge, since } => Some((bridge, stage.now() - since)),
            _ => None,
        };
        Outcome { status: CallStatus::Completed, result: Ended::Bridged, bridge }
    }

    /// The action is asked once the file of a recording can be read, or the document goes on.
    fn finish(&mut self, outcome: Outcome, stage: &mut Stage<'_, '_>) -> Step {
        self.ringback.end(stage);
        stage.keep_keys("");
        stage.report_transfer(if outcome.bridge.is_some() { 200 } else { 480 });
        if self.tape.end(stage) && self.action.is_some() {
            self.state = State::Filing(outcome);
            return Step::Stay;
        }
        self.conclude(&outcome, stage)
    }

    fn conclude(&self, outcome: &Outcome, stage: &Stage<'_, '_>) -> Step {
        let hangs_up = outcome.bridge.is_some() && stage.rules().compat.dial_end() == DialEnd::Hangup;
        let next = if hangs_up { Step::End(Ending::Hangup) } else { Step::Next };
        self.action(outcome, stage).map_or(next, Step::Ask)
    }

    fn action(&self, outcome: &Outcome, stage: &Stage<'_, '_>) -> Option<Hook> {
        let (url, method) = self.action.clone()?;
        let mut params = self.told(outcome, stage);
        params.extend(self.tape.params(stage));
        Some(Hook { url, method, params })
    }

    /// What the action is told (spec §4.9).
    fn told(&self, outcome: &Outcome, stage: &Stage<'_, '_>) -> Vec<Param> {
        let bridge = outcome.bridge.map(|(bridge, _)| bridge);
        let talked = outcome.bridge.map_or(0, |(_, talked)| rounded_secs(talked));
        let with = bridge.map(|bridge| stage.rules().call_sid(bridge.with));
        let mut params =
            vec![param("DialCallStatus", outcome.status.name()), param("DialBridged", outcome.bridge.is_some())];
        params.extend(stage.rules().compat.or_null(with).map(|sid| param("DialCallSid", sid)));
        params.push(param("DialCallDuration", talked));
        params.extend(self.queue.map(|queue| param("QueueSid", queue)));
        params.extend(bridge.map(|bridge| param("QueueTime", rounded_secs(bridge.waited))));
        params.push(param("DequeueResult", outcome.result.name()));
        params
    }
}

impl Ended {
    const fn name(self) -> &'static str {
        match self {
            Self::Bridged => "bridged",
            Self::NotFound => "queue-not-found",
            Self::Timeout => "timeout",
            Self::Hangup => "hangup",
        }
    }
}
