//! A call that takes over the place of one that is in no bridge (RFC 3891 §3): a caller that hears a document, waits in
//! a queue, is in a conference or hears its Dial ring, and a callee that is screened. The place is the call's number in
//! its family: script, line, room, queue, recordings and streams go by it and stay what they are. The two calls change
//! numbers and their lines change peers. Who comes calls with Replaces, or is brought by an attended transfer. Who
//! takes a place in a bridge is in `replace.rs`.

use super::{Alarm, Arrival, Family, Means};
use crate::call::call::{Call, CallId, Phase, Side};
use crate::call::cue::Cue;
use crate::call::effect::Effect;
use crate::call::transfer::Owed;
use crate::call::verb::dial::StatusEvent;
use crate::call::verdict::{Cause, Verdict};
use crate::media::{Command, LineId};

/// Whose place a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Of one that is in a bridge, or of a branch that rings: beside the call at the other end.
    Bridge,
    /// Of one that is in none: with all that it is at.
    Own,
    /// The same of a caller who is not answered yet and hears it ring.
    Early,
}

impl Family {
    /// Which place another call would take that replaces this one; none where there is nothing to go on with.
    pub fn place_of(&self, id: CallId) -> Option<Place> {
        let call = self.call(id);
        let is_held = call.holder.is_some_and(|holder| !self.call(holder).is_over());
        match self.partner(id) {
            Some(_) => Some(Place::Bridge),
            None => {
                let goes_on = call.line().is_some() && (call.script.is_some() || is_held);
                let place = match call.phase {
                    Phase::Up { .. } => Some(Place::Own),
                    Phase::Ringing if call.parent().is_none() => Some(Place::Early),
                    _ => None,
                };
                place.filter(|_| goes_on)
            }
        }
    }

    /// An INVITE with Replaces was let in: it is answered at once and goes on where `place` was, whose call ends.
    pub fn on_taken_over(&mut self, means: &mut Means<'_>, place: CallId, arrival: &Arrival) {
        let coming = CallId(self.calls.len() as u32);
        if self.welcome(means, place, arrival) {
            self.exchange(place, coming);
            self.answer(means, place);
            self.leave_place(means, place, coming);
        }
        self.settle(means);
    }

    /// The far party of another family goes on where `place` was, whose call ends. It has been answered already, and
    /// hears of nothing but the other sound: its line comes with it.
    pub fn on_seated(&mut self, means: &mut Means<'_>, place: CallId, far: Call) {
        let coming = CallId(self.calls.len() as u32);
        self.calls.push(far);
        self.seat(means, place, coming);
        self.settle(means);
    }

    /// The same where `place` was not answered yet (RFC 5589 §7.6): its caller gets 487, and whoever is called rings on.
    /// Who has asked for it is owed the end.
    pub fn on_seated_early(&mut self, means: &mut Means<'_>, place: CallId, far: Call, owed: Owed) {
        let coming = CallId(self.calls.len() as u32);
        self.calls.push(far);
        self.call_mut(place).owed = Some(owed);
        self.seat(means, place, coming);
        self.cue(place, Cue::Seated);
        self.settle(means);
    }

    /// A call that is answered goes on where `place` was.
    pub(super) fn seat(&mut self, means: &mut Means<'_>, place: CallId, coming: CallId) {
        let call = self.call_mut(coming);
        let (since, is_told) = (call.answered.unwrap_or(means.now), call.subscription.is_some());
        if let Some(sound) = &mut call.sound {
            // What a bridge has left out may be needed at the new place.
            sound.session.widen();
        }
        self.exchange(place, coming);
        self.set_alarm(Alarm::Cap(place), since + means.rules.call_duration);
        if !is_told {
            self.tell(means, place, StatusEvent::Answered);
        }
        self.leave_place(means, place, coming);
    }

    /// The two calls change numbers, and their lines peers: the sound of who comes is that of the place from now on, by
    /// the port, the keys and the numbers that its peer knows. What hangs on the place and not on the party goes back.
    fn exchange(&mut self, place: CallId, coming: CallId) {
        self.end_passing(place);
        self.calls.swap(place.0 as usize, coming.0 as usize);
        if let (Some(with), Some(line)) = (self.call(place).line(), self.call(coming).line()) {
            self.name_line(place, line);
            self.name_line(coming, with);
            self.want(Effect::Media(Command::Exchange { group: self.group, line, with }));
        }
        self.pass_on(coming, place);
        let former = self.call_mut(coming);
        let (script, holder) = (former.script.take(), former.holder.take());
        let (transfer, owed, detection) = (former.transfer.take(), former.owed.take(), former.detection.take());
        let call = self.call_mut(place);
        (call.script, call.holder) = (script, holder);
        (call.transfer, call.owed, call.detection) = (transfer, owed, detection);
        if let Side::Outbound { parent, .. } = &mut call.side {
            *parent = coming;
        }
    }

    fn name_line(&mut self, id: CallId, line: LineId) {
        if let Some(sound) = &mut self.call_mut(id).sound {
            sound.line = line;
        }
    }

    /// Whoever was at the place has left it.
    fn leave_place(&mut self, means: &mut Means<'_>, place: CallId, former: CallId) {
        let verdict = match self.call(former).is_up() {
            true => Verdict::completed(Cause::Transferred),
            false => Verdict::canceled(Cause::Transferred),
        };
        self.hang_up(means, former, verdict, None);
        self.want(Effect::Seated(place));
    }
}
