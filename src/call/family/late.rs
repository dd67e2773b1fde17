//! Offers that the other side makes (RFC 3261 §13.2.1, §14.1): in the response to an INVITE of ours that had none, and
//! in mid-call. A re-INVITE without an offer asks what this side of the bridge would like, and that depends on the
//! other side: so the question is passed on, the offer that it brings becomes ours, and the answer to ours goes back in
//! the ACK. What each leg says is still its own (addresses, ports, keys); what passes is the choice of codecs.
//!
//! Where the other side is busy with an offer, refuses to make one or takes its time, this side answers for itself.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Alarm, Family, Means};
use crate::call::call::CallId;
use crate::call::effect::{Effect, Level, Signal};
use crate::media::offer::Codec;

/// How long the other side may take to make an offer, and then the asker to answer: both have only to say what they
/// can.
const PATIENCE: Duration = Duration::from_secs(4);

/// A re-INVITE without an offer that was passed on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Passing {
    asker: CallId,
    asked: CallId,
    stage: Stage,
}

/// How far that got.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Stage {
    /// The other side shall make an offer.
    Asked,
    /// It has made this one, and the asker has ours.
    Offered(Bytes),
}

impl Family {
    /// A re-INVITE without an offer.
    pub(super) fn on_offer_asked(&mut self, means: &Means<'_>, id: CallId) {
        match self.peer(id).filter(|peer| self.can_be_asked(*peer)) {
            Some(peer) => {
                self.passing = Some(Passing { asker: id, asked: peer, stage: Stage::Asked });
                self.set_alarm(Alarm::Passing, means.now + PATIENCE);
                self.want(Effect::Signal(peer, Signal::Reinvite(Bytes::new())));
            }
            None => self.offer_own(id),
        }
    }

    /// The peer makes the offer in its response to an INVITE of ours.
    pub fn on_offered(&mut self, means: &Means<'_>, id: CallId, offer: &Bytes) {
        if self.call(id).is_over() {
            return;
        }
        let Some(passing) = self.passing_from(id) else { return self.answer_offer(id, offer) };
        match self.codecs_in(id, offer) {
            Some(codecs) => {
                if let Some(sound) = self.call_mut(passing.asker).sound.as_mut() {
                    sound.session.widen();
                    sound.session.put_first(&codecs);
                }
                let asker = passing.asker;
                self.passing = Some(Passing { stage: Stage::Offered(offer.clone()), ..passing });
                self.set_alarm(Alarm::Passing, means.now + PATIENCE);
                self.offer_own(asker);
            }
            None => {
                self.offer_own(passing.asker);
                self.answer_offer(id, offer);
            }
        }
    }

    /// The asker's answer has come: the other side gets one that lets packets pass as they are.
    pub(super) fn pass_answer(&mut self, id: CallId) {
        let is_its = |passing: &mut Passing| passing.asker == id && matches!(passing.stage, Stage::Offered(_));
        let Some(Passing { asked, stage: Stage::Offered(offer), .. }) = self.passing.take_if(is_its) else { return };
        self.stop_alarm(Alarm::Passing);
        let spoken = self.spoken(id);
        let offered = self.codecs_in(asked, &offer).unwrap_or_default();
        if let (Some(codec), Some(sound)) = (spoken, self.call_mut(asked).sound.as_mut())
            && offered.iter().any(|other| other.passes_to(codec))
        {
            sound.session.widen();
            sound.session.prefer(codec);
        }
        self.answer_offer(asked, &offer);
    }

    /// The other side has made no offer; false when it was not asked for one.
    pub(super) fn on_nothing_offered(&mut self, id: CallId) -> bool {
        let passing = self.passing_from(id);
        if let Some(passing) = &passing {
            self.offer_own(passing.asker);
        }
        passing.is_some()
    }

    /// One of the two takes its time.
    pub(super) fn on_passing_late(&mut self) {
        match self.passing.take() {
            Some(Passing { asker, stage: Stage::Asked, .. }) => self.offer_own(asker),
            Some(Passing { asked, stage: Stage::Offered(offer), .. }) => self.answer_offer(asked, &offer),
            None => {}
        }
    }

    /// A call is over: whoever waits for it waits no longer.
    pub(super) fn end_passing(&mut self, id: CallId) {
        if self.passing.as_ref().is_some_and(|passing| passing.asker == id || passing.asked == id) {
            self.stop_alarm(Alarm::Passing);
            self.on_passing_late();
        }
    }

    /// What the asked side was asked, taken out.
    fn passing_from(&mut self, id: CallId) -> Option<Passing> {
        let is_its = |passing: &mut Passing| passing.asked == id && matches!(passing.stage, Stage::Asked);
        let passing = self.passing.take_if(is_its)?;
        self.stop_alarm(Alarm::Passing);
        Some(passing)
    }

    fn can_be_asked(&self, id: CallId) -> bool {
        let is_settled = self.call(id).sound.as_ref().is_some_and(|sound| !sound.answer_owed);
        self.passing.is_none() && self.call(id).is_up() && is_settled
    }

    /// An offer of this side, whose answer the ACK must bring.
    fn offer_own(&mut self, id: CallId) {
        if !self.call(id).is_up() {
            return;
        }
        let Some(sound) = self.call_mut(id).sound.as_mut() else { return };
        sound.answer_owed = true;
        let sdp = sound.session.offer();
        self.want(Effect::Signal(id, Signal::Accept(sdp)));
    }

    /// Answers an offer for this side alone. One that cannot be used is turned down in kind: an offer in a response
    /// must have an answer (RFC 3261 §13.2.1).
    fn answer_offer(&mut self, id: CallId, offer: &Bytes) {
        if self.call(id).is_over() {
            return;
        }
        let answer = self.answer_anew(id, offer).unwrap_or_else(|fault| {
            self.note(id, Level::Warning, 0, "unusable_reoffer", fault.to_string());
            self.turn_down(id, offer)
        });
        self.want(Effect::Signal(id, Signal::Acknowledge(answer)));
    }

    /// The codecs of an offer, if the call could answer it.
    fn codecs_in(&self, id: CallId, offer: &Bytes) -> Option<Vec<Codec>> {
        let mut session = self.call(id).sound.as_ref()?.session.clone();
        session.widen();
        session.codecs_in(offer).ok()
    }
}
