//! `Enqueue` at work: the caller is answered, stands in the queue and hears the wait document until it leaves, hangs
//! up, or is taken; then it hears what whoever takes it wants it to hear, and is connected (spec §3.12, §5.7).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Order;
use crate::base::{QueueSid, Time};
use crate::call::call::rounded_secs;
use crate::call::cue::Cue;
use crate::call::effect::Level;
use crate::call::hook::{Param, param};
use crate::call::queue::{Greeting, News, Refused, Request, Standing};
use crate::call::script::{Hook, Step};
use crate::call::stage::Stage;
use crate::call::verb::Context;
use crate::call::verb::wait::{Progress, Source, Waiting};
use crate::wire::http::Method;

/// The machine of one caller in a queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Queuing {
    action: Option<(String, Method)>,
    wait: Source,
    /// The queue, once it stands there, and since when.
    place: Option<(QueueSid, Time)>,
    state: State,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum State {
    /// It has asked to stand there.
    Arriving,
    /// It stands there.
    Waiting(Waiting, Option<Page>),
    /// It was taken and hears something before it is connected.
    Greeted(Waiting, Box<Greeting>),
    /// It is connected, after it has waited so long.
    Bridged(Duration),
}

/// A page of the wait document that is asked for as soon as it is known how the call stands.
type Page = (Hook, Option<String>);

/// What the wait came to: `QueueResult`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Bridged,
    BridgingInProcess,
    Error,
    Hangup,
    Leave,
    QueueFull,
    SystemError,
}

impl Queuing {
    /// Answers the call and puts it into the queue.
    pub fn start(order: Order, stage: &mut Stage<'_, '_>) -> (Self, Step) {
        let action = order.action.map(|url| (url, order.method));
        let run = Self { action, wait: order.wait, place: None, state: State::Arriving };
        stage.set_refusal(None);
        let step = match order.name {
            None => run.result(Outcome::Error, stage),
            Some(name) => {
                if stage.answer() {
                    stage.ask_queue(Request::Enter(name));
                }
                Step::Stay
            }
        };
        (run, step)
    }

    /// Reacts to what happens to the caller and in the queue.
    pub fn on(&mut self, cue: Cue, stage: &mut Stage<'_, '_>) -> Step {
        match (cue, &mut self.state) {
            (Cue::Queue(news), _) => self.on_news(news, stage),
            (cue, State::Waiting(waiting, _) | State::Greeted(waiting, _)) => {
                let progress = waiting.on(cue, stage);
                self.go_on(progress, stage)
            }
            (_, State::Arriving | State::Bridged(_)) => Step::Stay,
        }
    }

    /// The caller is gone, and the queue has seen that; the action is owed all the same.
    pub fn leave(&mut self, stage: &mut Stage<'_, '_>) -> Step {
        stage.stop_consulting();
        let outcome = match self.state {
            State::Arriving | State::Waiting(..) => Outcome::Hangup,
            State::Greeted(..) => Outcome::BridgingInProcess,
            State::Bridged(_) => Outcome::Bridged,
        };
        self.result(outcome, stage)
    }

    /// In words.
    pub fn describe(&self) -> String {
        match &self.state {
            State::Arriving => "Enqueue, coming into the queue".to_owned(),
            State::Waiting(waiting, _) => format!("Enqueue, waiting, {}", waiting.describe()),
            State::Greeted(greeting, _) => format!("Enqueue, about to be connected, {}", greeting.describe()),
            State::Bridged(_) => "Enqueue, bridged".to_owned(),
        }
    }

    fn on_news(&mut self, news: News, stage: &mut Stage<'_, '_>) -> Step {
        match news {
            News::Entered(queue) => self.wait(queue, stage),
            News::Standing(standing) => self.on_standing(&standing, stage),
            News::Called(greeting) => self.greet(greeting, stage),
            News::Bridged(bridge) => {
                self.hush(stage);
                self.state = State::Bridged(bridge.waited);
                stage.report_transfer(200);
                Step::Stay
            }
            News::Parted => self.finish(Outcome::Bridged, stage),
            News::Refused(Refused::Full) => {
                stage.note(Level::Warning, 0, "queue_full", "the queue is full");
                self.finish(Outcome::QueueFull, stage)
            }
            News::Refused(Refused::System) => {
                let text = "there are too many queues with callers; see limits.queues";
                stage.note(Level::Error, 0, "too_many_queues", text);
                self.finish(Outcome::SystemError, stage)
            }
            // For whoever takes somebody.
            News::Unknown | News::Empty(_) | News::Coming(_) => Step::Stay,
        }
    }

    /// It stands in the queue; whoever stands there again because the other
    /// one is gone begins with the wait document anew.
    fn wait(&mut self, queue: QueueSid, stage: &mut Stage<'_, '_>) -> Step {
        self.hush(stage);
        let (_, since) = self.place.unwrap_or((queue, stage.now()));
        self.place = Some((queue, since));
        let mut waiting = Waiting::new(self.wait.clone());
        let progress = waiting.start(stage);
        self.state = State::Waiting(waiting, None);
        self.go_on(progress, stage)
    }

    fn greet(&mut self, greeting: Box<Greeting>, stage: &mut Stage<'_, '_>) -> Step {
        self.hush(stage);
        let mut waiting = Waiting::new(Source::Once(greeting.url.clone(), greeting.method));
        let progress = waiting.start(stage);
        self.state = State::Greeted(waiting, greeting);
        self.go_on(progress, stage)
    }

    fn go_on(&mut self, progress: Progress, stage: &mut Stage<'_, '_>) -> Step {
        match (progress, &mut self.state) {
            (Progress::Ask(hook, base), State::Waiting(_, page)) => {
                *page = Some((hook, base));
                stage.ask_queue(Request::Look);
            }
            (Progress::Ask(hook, base), State::Greeted(_, greeting)) => {
                let queue = self.place.map(|(queue, _)| param("QueueSid", queue));
                let params = [
                    param("QueueTime", rounded_secs(greeting.waited)),
                    param("DequeingCallSid", stage.rules().call_sid(greeting.by)),
                ];
                let params = queue.into_iter().chain(params);
                consult((hook, base), params, Context::Dequeued, stage);
            }
            (Progress::Leave, State::Waiting(..)) => {
                stage.ask_queue(Request::Leave);
                return self.finish(Outcome::Leave, stage);
            }
            // The verb stays: it owes its action.
            (Progress::HangUp, _) => stage.end_call(),
            (Progress::Done, State::Greeted(..)) => stage.ask_queue(Request::Ready),
            _ => {}
        }
        Step::Stay
    }

    /// Each wait document is asked for with how the call stands now (spec §3.12).
    fn on_standing(&mut self, standing: &Standing, stage: &mut Stage<'_, '_>) -> Step {
        let (State::Waiting(_, page), Some((queue, _))) = (&mut self.state, self.place) else { return Step::Stay };
        let Some(page) = page.take() else { return Step::Stay };
        let params = [
            param("QueuePosition", standing.position),
            param("QueueSid", queue),
            param("QueueTime", rounded_secs(standing.waited)),
            param("AvgQueueTime", rounded_secs(standing.average)),
            param("CurrentQueueSize", standing.size),
            param("MaxQueueSize", standing.most),
        ];
        consult(page, params, Context::QueueWait, stage);
        Step::Stay
    }

    fn hush(&mut self, stage: &mut Stage<'_, '_>) {
        if let State::Waiting(waiting, _) | State::Greeted(waiting, _) = &mut self.state {
            waiting.stop(stage);
        }
    }

    fn finish(&mut self, outcome: Outcome, stage: &mut Stage<'_, '_>) -> Step {
        self.hush(stage);
        stage.report_transfer(if outcome.is_failure() { 486 } else { 200 });
        self.result(outcome, stage)
    }

    /// The action is told, or the document goes on.
    fn result(&self, outcome: Outcome, stage: &Stage<'_, '_>) -> Step {
        let Some((url, method)) = self.action.clone() else { return Step::Next };
        let mut params = vec![param("QueueResult", outcome.name())];
        if let Some((queue, since)) = self.place {
            let waited = if let State::Bridged(waited) = self.state { waited } else { stage.now() - since };
            params.extend([param("QueueSid", queue), param("QueueTime", rounded_secs(waited))]);
        }
        Step::Ask(Hook { url, method, params })
    }
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Bridged => "bridged",
            Self::BridgingInProcess => "bridging-in-process",
            Self::Error => "error",
            Self::Hangup => "hangup",
            Self::Leave => "leave",
            Self::QueueFull => "queue-full",
            Self::SystemError => "system-error",
        }
    }

    const fn is_failure(self) -> bool {
        matches!(self, Self::Error | Self::QueueFull | Self::SystemError)
    }
}

/// Asks for a page; what a Gather in the one before has collected goes with it.
fn consult(
    (mut hook, base): Page,
    params: impl IntoIterator<Item = Param>,
    context: Context,
    stage: &mut Stage<'_, '_>,
) {
    hook.params.extend(params);
    let base = base.or_else(|| stage.document());
    stage.beside(base.as_deref()).consult(hook, context);
}
