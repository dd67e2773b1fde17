//! A call that takes the place of another in its bridge (RFC 3891, spec §10.1): one that comes from outside with
//! Replaces, or the far party of another family when somebody connects the two parties it talks to. The document of the
//! bridge goes on with it.

use super::birth::root;
use super::{Alarm, Arrival, Family, Means, VerbAlarm};
use crate::call::call::{Call, CallId, Side};
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Level};
use crate::call::transfer::Bye;
use crate::call::verb::dial::StatusEvent;
use crate::call::verdict::{Cause, Verdict};
use crate::media::{Command, GroupId};
use crate::wire::sip::Reason;

impl Family {
    /// The call at the other end of the bridge that the call is in, when both are answered.
    pub fn bridged_with(&self, id: CallId) -> Option<CallId> {
        self.other_party(id)
    }

    /// An INVITE with Replaces was let in: it is answered at once, and the call whose place it takes ends.
    pub fn on_relieved(&mut self, means: &mut Means<'_>, old: CallId, arrival: &Arrival) {
        let id = CallId(self.calls.len() as u32);
        // Whether there is a partner was asked before.
        let partner = self.partner(old).unwrap_or(old);
        if self.welcome(means, partner, arrival) && self.answer(means, id) {
            self.give_place(means, old, partner, id);
        }
        self.settle(means);
    }

    /// A call with Replaces gets a line, whose codecs fit to a call here. One that cannot be spoken to is refused at
    /// once.
    pub(super) fn welcome(&mut self, means: &mut Means<'_>, beside: CallId, arrival: &Arrival) -> bool {
        let id = CallId(self.calls.len() as u32);
        self.calls.push(Call { script: None, ..root(means, arrival) });
        let codecs = self.codecs_towards(beside, &[], &arrival.manner.codecs);
        let (status, why) = if !self.place_line(means, id, arrival.heard_at(means), codecs, &arrival.manner) {
            (means.rules.media_failure_code, "no free RTP port of that address family".to_owned())
        } else if let Some(fault) = self.try_offer(id, &arrival.offer) {
            (488, fault.to_string())
        } else {
            return true;
        };
        self.note(id, Level::Warning, 0, "replaces_without_sound", &why);
        let reason = Some(Reason::sip(status, &why).to_string());
        self.hang_up(means, id, Verdict::turned_away(status, Cause::NoMedia), reason);
        false
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
    /// there was is over without its action.
    pub fn release(&mut self, means: &mut Means<'_>, leaving: CallId, to: GroupId, bye: Bye) -> Option<Call> {
        let far = self.other_party(leaving)?;
        self.part(leaving);
        let call = self.give_away(means, far, to);
        self.dismiss(means, leaving, bye);
        Some(call)
    }

    /// A call goes to another family, without what document it had. Its line goes with it as it is: a telephone that
    /// hears one stream all along cannot stumble over a second one.
    pub fn give_away(&mut self, means: &mut Means<'_>, far: CallId, to: GroupId) -> Call {
        self.quit(far);
        let call = self.call(far).clone();
        self.drop_clips(far);
        self.end_streams(means, far);
        if let Some(sound) = self.call_mut(far).sound.take() {
            self.want(Effect::Media(Command::Move { line: sound.line, from: self.group, to }));
        }
        self.forsake(means, far);
        call
    }

    /// Whoever has connected two others leaves; its document is over without its action.
    pub fn dismiss(&mut self, means: &mut Means<'_>, leaving: CallId, bye: Bye) {
        self.see_off(means, leaving, bye);
        self.settle(means);
    }

    /// The document of a call is over without another word, as if another had been put in its place (spec §4.9), and
    /// nobody holds the call any more.
    pub(super) fn quit(&mut self, id: CallId) {
        self.stop_verb_alarms(id);
        self.stop_asking(id);
        self.keep_keys(id, "");
        let call = self.call_mut(id);
        (call.script, call.holder) = (None, None);
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

    /// What hangs on the place and not on the party: cookies, callback, recordings and streams.
    fn inherit(&mut self, means: &mut Means<'_>, old: CallId, new: CallId) {
        if self.pass_on(old, new) {
            self.tell(means, new, StatusEvent::Answered);
        }
        self.pass_tapes(old, new);
        if let (Some(from), Some(line)) = (self.call(old).line(), self.call(new).line()) {
            self.pass_streams(old, (new, line));
            self.want(Effect::Media(Command::Inherit { group: self.group, line, from }));
        }
    }

    /// Cookies and callback of a place go to whoever has it now; the former keeps its own for what is still told of it.
    /// Whether the callback is new to the other one.
    pub(super) fn pass_on(&mut self, from: CallId, to: CallId) -> bool {
        let (jar, subscription) = (self.call(from).jar.clone(), self.call(from).successor());
        let call = self.call_mut(to);
        call.jar = jar;
        let is_new = call.subscription.is_none();
        call.subscription = call.subscription.take().or(subscription);
        is_new
    }

    fn hand_over_script(&mut self, old: CallId, new: CallId) {
        let former = self.call_mut(old);
        let (script, transfer, owed) = (former.script.take(), former.transfer.take(), former.owed.take());
        let call = self.call_mut(new);
        (call.script, call.transfer, call.owed) = (script, transfer, owed);
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
