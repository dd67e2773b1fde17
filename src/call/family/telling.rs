//! Callbacks about the progress of calls, and the will that speaks if this engine cannot (spec §6.7, §6.8).

use super::{Family, Means};
use crate::base::EventSid;
use crate::call::ask::{self, Question};
use crate::call::call::{CallId, Phase};
use crate::call::compat::{CallbackSequence, CallbackStatus};
use crate::call::effect::{Effect, Letter, Level};
use crate::call::hook::{self, Subscriber, Subscription};
use crate::call::verb::dial::StatusEvent;
use crate::call::verdict::{CallStatus, Cause, Verdict};
use crate::wire::http::Method;

impl Family {
    /// Fires the callback of `event` if somebody asked for it, and renews the will that goes with it.
    pub(super) fn tell(&mut self, means: &mut Means<'_>, id: CallId, event: StatusEvent) {
        let Some(subscription) = self.call(id).subscription.clone() else { return };
        let wanted = subscription.wants(event);
        if wanted {
            let kind = if event == StatusEvent::Completed { Letter::Last } else { Letter::Progress };
            let status = self.status_told(means, id, subscription.of, event);
            self.post(means, id, &subscription, event, status, kind);
            self.advance(id);
        }
        let first = matches!(event, StatusEvent::Initiated)
            || subscription.of == Subscriber::Number && event == StatusEvent::Ringing;
        if event != StatusEvent::Completed && subscription.wants(StatusEvent::Completed) && (wanted || first) {
            self.leave_will(means, id);
        }
    }

    /// What is said of the call if the engine dies now: it failed (threats-and-faults O2).
    fn leave_will(&mut self, means: &mut Means<'_>, id: CallId) {
        let Some(subscription) = self.call(id).subscription.clone() else { return };
        let alive = self.call(id).phase;
        let verdict = Verdict::failed(None, Cause::Killed);
        self.call_mut(id).phase = Phase::Over { at: means.now, verdict };
        self.post(means, id, &subscription, StatusEvent::Completed, CallStatus::Failed.name(), Letter::Will);
        self.call_mut(id).phase = alive;
    }

    fn post(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        subscription: &Subscription,
        event: StatusEvent,
        status: &str,
        kind: Letter,
    ) {
        let mut params = self.standard(means, id, status);
        let of = subscription.of;
        let fixed = of == Subscriber::Noun && means.rules.compat.callback_sequence() == CallbackSequence::Fixed;
        let sequence = if fixed { event.place() } else { subscription.sequence };
        params.extend(hook::progress(self.call(id), of, event, sequence, means.now));
        if event == StatusEvent::Completed && kind == Letter::Last {
            params.extend(self.recorded_with(means, id));
        }
        self.write(means, id, subscription.url.clone(), subscription.method, params, kind);
    }

    /// A letter on behalf of a call to an absolute URL.
    pub(in crate::call) fn write(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        url: String,
        method: Method,
        params: Vec<hook::Param>,
        kind: Letter,
    ) {
        let sid = EventSid::mint(means.mint.rng());
        let rules = means.rules;
        let question = Question { url, base: None, method, params };
        let jar = &self.call(id).jar;
        let made = ask::callback(means.now, &question, &rules.http, &rules.signer, jar, sid);
        let call = self.call(id).sid;
        match made {
            Ok(exchange) => self.want(Effect::Tell { event: sid, call, exchange, kind }),
            Err(failure) => self.note(id, Level::Error, failure.code, "callback_url", failure.text),
        }
    }

    fn advance(&mut self, id: CallId) {
        if let Some(subscription) = &mut self.call_mut(id).subscription {
            subscription.sequence += 1;
        }
    }

    /// The status that a callback carries: of its own moment (spec §6.7).
    fn status_told(&self, means: &Means<'_>, id: CallId, of: Subscriber, event: StatusEvent) -> &'static str {
        let by_event = of == Subscriber::Noun && means.rules.compat.callback_status() == CallbackStatus::Event;
        match event {
            event if by_event => event.name(),
            StatusEvent::Initiated => CallStatus::Initiated.name(),
            StatusEvent::Ringing => CallStatus::Ringing.name(),
            StatusEvent::Answered => CallStatus::InProgress.name(),
            StatusEvent::Completed => self.call(id).status().name(),
        }
    }

    /// The standard parameters of a call.
    pub(in crate::call) fn standard(&self, means: &Means<'_>, id: CallId, status: &str) -> Vec<hook::Param> {
        let call = self.call(id);
        let parent = call.parent().map(|parent| self.call(parent));
        let bridged = call.holder.is_none().then(|| self.peer(id)).flatten().map(|peer| self.call(peer));
        hook::standard(call, parent, bridged, status, means.rules)
    }
}
