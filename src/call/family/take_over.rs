//! A call that takes over the place of one that is in no bridge (RFC 3891 §3): a caller that hears a document, waits in a
//! queue, is in a conference or hears its Dial ring, and a callee that is screened. The place is the call's number in its
//! family: script, line, room, queue, recordings and streams go by it and stay what they are, and the two calls change
//! numbers. Who comes calls with Replaces, or is brought by an attended transfer. Who takes a place in a bridge is in
//! `replace.rs`.

use std::net::IpAddr;

use super::birth::root;
use super::{Alarm, Arrival, Family, Means};
use crate::call::call::{Call, CallId, Side, Sound};
use crate::call::effect::{Effect, Level, Signal};
use crate::call::verb::dial::StatusEvent;
use crate::call::verdict::{Cause, Verdict};
use crate::media::Command;
use crate::media::offer::{Dtmf, Session};
use crate::wire::sip::Reason;

/// Whose place a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Of one that is in a bridge, or of a branch that rings: beside the call at the other end.
    Bridge,
    /// Of one that is in none: with all that it is at.
    Own,
}

impl Family {
    /// Which place another call would take that replaces this one; none where there is nothing to go on with.
    pub fn place_of(&self, id: CallId) -> Option<Place> {
        let call = self.call(id);
        let is_held = call.holder.is_some_and(|holder| !self.call(holder).is_over());
        match self.partner(id) {
            Some(_) => Some(Place::Bridge),
            None => (call.is_up() && (call.script.is_some() || is_held)).then_some(Place::Own),
        }
    }

    /// An INVITE with Replaces was let in: it is answered at once and goes on where `place` was, whose call ends.
    pub fn on_taken_over(&mut self, means: &mut Means<'_>, place: CallId, arrival: &Arrival) {
        let coming = CallId(self.calls.len() as u32);
        self.calls.push(Call { script: None, ..root(means, arrival) });
        match self.sound_for(means, coming, place, arrival) {
            Ok(sound) => {
                self.end_passing(means, place);
                self.exchange(place, coming, sound);
                self.meet(place, Some(arrival.source), arrival.dtmf);
                self.answer(means, place);
                self.hang_up(means, coming, Verdict::completed(Cause::Transferred), None);
            }
            Err(why) => {
                self.note(coming, Level::Warning, 0, "replaces_without_sound", &why);
                let reason = Some(Reason::sip(488, &why).to_string());
                self.hang_up(means, coming, Verdict::turned_away(488, Cause::NoMedia), reason);
            }
        }
        self.settle(means);
    }

    /// Whether a party whose sound reaches us here could go on where that call is, by the line of that.
    pub fn can_seat(&self, place: CallId, sound: &Sound) -> bool {
        let own = self.call(place).sound.as_ref();
        own.is_some_and(|own| own.local.is_ipv4() == sound.local.is_ipv4())
    }

    /// The far party of another family goes on where `place` was, whose call ends. It has been answered already, and is
    /// asked to send its sound to the line of the place.
    pub fn on_seated(&mut self, means: &mut Means<'_>, place: CallId, mut far: Call) {
        let coming = CallId(self.calls.len() as u32);
        if let Side::Outbound { parent, .. } = &mut far.side {
            *parent = coming;
        }
        let (since, is_told, own) = (far.answered.unwrap_or(means.now), far.subscription.is_some(), far.sound.take());
        self.calls.push(far);
        let Some((mut sound, own)) = self.call(place).sound.clone().zip(own) else {
            self.hang_up(means, coming, Verdict::completed(Cause::CallerGone), None);
            return self.settle(means);
        };
        self.dispose(means, coming, &own);
        let advertised = self.advertised(means, coming, sound.local);
        sound = Sound { session: own.session.moved_to(advertised), said: None, agreed: own.agreed, ..sound };
        sound.session.widen(&means.rules.codecs);
        let (offer, dtmf, terms) = (sound.session.offer(), sound.session.dtmf(), sound.session.terms().cloned());
        self.end_passing(means, place);
        self.exchange(place, coming, Sound { answer_owed: false, ..sound });
        self.meet(place, self.call(place).signalled_from, dtmf);
        // It is heard as soon as it knows where to send; it can hear at once.
        terms.into_iter().for_each(|terms| self.shape(place, terms));
        self.want(Effect::Signal(place, Signal::Reinvite(offer)));
        self.set_alarm(Alarm::Cap(place), since + means.rules.call_duration);
        if !is_told {
            self.tell(means, place, StatusEvent::Answered);
        }
        self.hang_up(means, coming, Verdict::completed(Cause::Transferred), None);
        self.settle(means);
    }

    /// What the line of `place` will be for the one who comes.
    fn sound_for(
        &self,
        means: &mut Means<'_>,
        coming: CallId,
        place: CallId,
        arrival: &Arrival,
    ) -> Result<Sound, String> {
        let former = self.call(place).sound.as_ref().ok_or("the call has no sound")?;
        if former.local.is_ipv4() != arrival.source.is_ipv4() {
            return Err("the call has its sound by the other version of IP".to_owned());
        }
        let codecs = self.codecs_towards(means, place, &[]);
        let manner = (arrival.security, arrival.dtmf);
        let session: Session = self.session(means, coming, former.local, codecs, manner);
        if !arrival.offer.is_empty() {
            session.clone().answer(&arrival.offer).map_err(|fault| fault.to_string())?;
        }
        Ok(Sound { session, said: None, answer_owed: false, agreed: Vec::new(), ..former.clone() })
    }

    /// The two calls change numbers. What hangs on the place and not on the party goes back.
    fn exchange(&mut self, place: CallId, coming: CallId, sound: Sound) {
        self.calls.swap(place.0 as usize, coming.0 as usize);
        let former = self.call_mut(coming);
        former.sound = None;
        let (script, holder) = (former.script.take(), former.holder.take());
        let (transfer, detection, jar) = (former.transfer.take(), former.detection.take(), former.jar.clone());
        let subscription = former.successor();
        let call = self.call_mut(place);
        (call.script, call.holder, call.sound) = (script, holder, Some(sound));
        (call.transfer, call.detection, call.jar) = (transfer, detection, jar);
        call.subscription = call.subscription.take().or(subscription);
    }

    fn meet(&mut self, id: CallId, signalled_from: Option<IpAddr>, dtmf: Dtmf) {
        let (group, Some(line)) = (self.group, self.call(id).line()) else { return };
        self.want(Effect::Media(Command::Meet { group, line, signalled_from }));
        self.want(Effect::Media(Command::PressBy { group, line, dtmf }));
    }
}
