//! A call that takes the place of another in its bridge (RFC 3891, spec §10.1): one that comes from outside with
//! Replaces, or the far party of another family when somebody connects the two parties it talks to. The document of the
//! bridge goes on with it.

use super::birth::root;
use super::{Alarm, Arrival, Family, Means, VerbAlarm};
use crate::call::call::{Call, CallId, Side};
use crate::call::cue::Cue;
use crate::call::effect::Effect;
use crate::call::verb::dial::StatusEvent;
use crate::call::verdict::{Cause, Verdict};
use crate::media::{Command, GroupId};

impl Family {
    /// The call at the other end of the bridge that the call is in, when both are answered.
    pub fn bridged_with(&self, id: CallId) -> Option<CallId> {
        self.other_party(id)
    }

    /// An INVITE with Replaces was let in: it is answered at once, and the call whose place it takes ends.
    pub fn on_relieved(&mut self, means: &mut Means<'_>, old: CallId, arrival: &Arrival) {
        let id = CallId(self.calls.len() as u32);
        self.calls.push(Call { script: None, ..root(means, arrival) });
        let Some(partner) = self.partner(old) else {
            return self.hang_up(means, id, Verdict::turned_away(603, Cause::Refused), None);
        };
        let codecs = self.codecs_towards(means, partner, &[]);
        if !self.place_line(means, id, arrival.source, codecs, (arrival.security, arrival.dtmf)) {
            let status = means.rules.media_failure_code;
            self.hang_up(means, id, Verdict::turned_away(status, Cause::NoMedia), None);
        } else if self.try_offer(id, &arrival.offer).is_some() {
            self.hang_up(means, id, Verdict::turned_away(488, Cause::NoMedia), None);
        } else if self.answer(means, id) {
            self.give_place(means, old, partner, id);
        }
        self.settle(means);
    }

    /// The far party of another family takes the place of `old`, with its line.
    pub fn on_connected(&mut self, means: &mut Means<'_>, old: CallId, far: Call) {
        let id = CallId(self.calls.len() as u32);
        let since = far.answered.unwrap_or(means.now);
        self.calls.push(far);
        let Some(partner) = self.other_party(old) else {
            // Nobody is left to talk to, in either family.
            self.hang_up(means, id, Verdict::completed(Cause::CallerGone), None);
            return self.settle(means);
        };
        if let Side::Outbound { parent, .. } = &mut self.call_mut(id).side {
            *parent = partner;
        }
        self.set_alarm(Alarm::Cap(id), since + means.rules.call_duration);
        self.give_place(means, old, partner, id);
        self.settle(means);
    }

    /// The party at the other end of the bridge of `leaving` goes to another family, and `leaving` ends. What document
    /// there was is over without its action. Its line goes with it as it is: a telephone that hears one stream all along
    /// cannot stumble over a second one.
    pub fn release(&mut self, means: &mut Means<'_>, leaving: CallId, to: GroupId) -> Option<Call> {
        let far = self.other_party(leaving)?;
        self.part(leaving);
        for id in [leaving, far] {
            self.stop_verb_alarms(id);
            self.stop_asking(id);
            let call = self.call_mut(id);
            (call.script, call.holder) = (None, None);
        }
        let call = self.call(far).clone();
        self.drop_clips(far);
        self.end_streams(means, far);
        if let Some(sound) = self.call_mut(far).sound.take() {
            self.want(Effect::Media(Command::Move { line: sound.line, from: self.group, to }));
        }
        self.forsake(means, far);
        self.hang_up(means, leaving, Verdict::completed(Cause::Transferred), None);
        self.settle(means);
        Some(call)
    }

    /// `new` does what `old` did for `partner`: the document goes on, whichever of the two it runs on.
    pub(super) fn give_place(&mut self, means: &mut Means<'_>, old: CallId, partner: CallId, new: CallId) {
        let is_up = self.call(old).is_up();
        self.part(old);
        self.inherit(means, old, new);
        if self.call(partner).holder == Some(old) {
            self.call_mut(partner).holder = Some(new);
            self.hand_over_script(old, new);
            self.cue(new, Cue::Replaced { child: old, by: new });
        } else {
            self.call_mut(new).holder = self.call_mut(old).holder.take();
            self.cue(partner, Cue::Replaced { child: old, by: new });
        }
        if is_up {
            self.answer_for(means, partner, new);
            self.join(partner, new);
            self.hang_up(means, old, Verdict::completed(Cause::Transferred), None);
        } else {
            self.hang_up(means, old, Verdict::canceled(Cause::AnsweredElsewhere), None);
        }
    }

    /// What hangs on the place and not on the party: cookies, callback, recordings and streams. The former keeps the first two
    /// for what is still told of it.
    fn inherit(&mut self, means: &mut Means<'_>, old: CallId, new: CallId) {
        self.call_mut(new).jar = self.call(old).jar.clone();
        if self.call(new).subscription.is_none() {
            self.call_mut(new).subscription = self.call(old).successor();
            self.tell(means, new, StatusEvent::Answered);
        }
        self.pass_tapes(old, new);
        if let (Some(from), Some(line)) = (self.call(old).line(), self.call(new).line()) {
            self.pass_streams(old, (new, line));
            self.want(Effect::Media(Command::Inherit { group: self.group, line, from }));
        }
    }

    fn hand_over_script(&mut self, old: CallId, new: CallId) {
        let former = self.call_mut(old);
        let (script, transfer) = (former.script.take(), former.transfer.take());
        let call = self.call_mut(new);
        (call.script, call.transfer) = (script, transfer);
        for alarm in VerbAlarm::ALL {
            if let Some(at) = self.timers.due(&Alarm::Verb(old, alarm)) {
                self.set_alarm(Alarm::Verb(new, alarm), at);
            }
        }
        self.stop_verb_alarms(old);
    }

    /// Who would talk to whoever takes the place of this call.
    pub(super) fn partner(&self, id: CallId) -> Option<CallId> {
        let ringing =
            |holder: &CallId| !self.call(id).is_up() && !self.call(id).is_over() && !self.call(*holder).is_over();
        self.other_party(id).or_else(|| self.call(id).holder.filter(ringing))
    }
}
