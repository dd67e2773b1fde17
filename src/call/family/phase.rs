//! Where a call's standing changes, and the only place: callbacks, cues to the parent, the end of children, line and
//! bridge all hang on it (spec §7.1).

use super::{Alarm, Family, Kind, Means};
use crate::call::call::{Call, CallId, Phase, ROOT, Side};
use crate::call::compat::{CdrUnanswered, DirectRecord};
use crate::call::cue::Cue;
use crate::call::effect::{Cdr, Effect, Signal};
use crate::call::verb::dial::StatusEvent;
use crate::call::verdict::{CallStatus, Cause, Verdict};
use crate::sip::Refusal;

impl Family {
    /// Writes the phase of a call; false when it is not a step forward, as after a late message.
    pub(super) fn turn(&mut self, means: &mut Means<'_>, id: CallId, phase: Phase) -> bool {
        let call = self.call_mut(id);
        if rank(phase) <= rank(call.phase) {
            return false;
        }
        call.phase = phase;
        match phase {
            Phase::Queued => {}
            Phase::Ringing => {
                call.rang = Some(means.now);
                self.tell(means, id, StatusEvent::Ringing);
            }
            Phase::Up { since } => {
                call.answered = Some(since);
                self.set_alarm(Alarm::Cap(id), since + means.rules.call_duration);
                self.watch_air(means, id);
                self.tell(means, id, StatusEvent::Answered);
            }
            Phase::Over { verdict, .. } => self.bury(means, id, verdict),
        }
        true
    }

    /// Ends a call from our side, whatever it is doing: BYE, CANCEL or a refusal.
    pub(in crate::call) fn hang_up(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        verdict: Verdict,
        reason: Option<String>,
    ) {
        let call = self.call(id);
        if call.is_over() || call.taken_back().is_some() {
            return;
        }
        let reason = reason.or_else(|| verdict.reason());
        if verdict.cause == Cause::Unanswered {
            self.note_silence(id);
        }
        if self.take_back(id, verdict, &reason) {
            return;
        }
        let call = self.call(id);
        let signal = match (call.phase, call.parent()) {
            (Phase::Up { .. }, _) => Signal::Bye { reason },
            (_, Some(_)) => Signal::Cancel { reason },
            (_, None) => self.refusal(means, id, verdict, reason),
        };
        if self.call(id).dialog.is_some() || self.call(id).parent().is_none() {
            self.want(Effect::Signal(id, signal));
        }
        self.turn(means, id, Phase::Over { at: means.now, verdict });
    }

    /// CANCEL for a child that has been heard: it is over when its INVITE has a final response, whose headers the
    /// application is told (spec §4.9), at the latest after 64·T1. One that nobody has heard has nothing to say.
    fn take_back(&mut self, id: CallId, verdict: Verdict, reason: &Option<String>) -> bool {
        let call = self.call_mut(id);
        // Whoever kills a call does not want to wait (O10).
        let at_once = verdict.cause == Cause::Killed;
        if at_once || call.is_up() || call.dialog.is_none() || !call.was_heard() {
            return false;
        }
        let Side::Outbound { taken_back, .. } = &mut call.side else { return false };
        *taken_back = Some(verdict);
        self.want(Effect::Signal(id, Signal::Cancel { reason: reason.clone() }));
        true
    }

    /// The call goes on in another family; here nothing is left of it but its place.
    pub(super) fn forsake(&mut self, means: &Means<'_>, id: CallId) {
        self.stop_alarm(Alarm::Cap(id));
        let call = self.call_mut(id);
        call.phase = Phase::Over { at: means.now, verdict: Verdict::completed(Cause::Transferred) };
        (call.dialog, call.subscription, call.contact) = (None, None, None);
    }

    /// The signalling is gone already; only we have to follow.
    pub(super) fn gone(&mut self, means: &mut Means<'_>, id: CallId, verdict: Verdict) {
        self.turn(means, id, Phase::Over { at: means.now, verdict });
    }

    fn refusal(&self, means: &Means<'_>, id: CallId, verdict: Verdict, reason: Option<String>) -> Signal {
        let status = verdict.sip.unwrap_or(500);
        let mut headers = self.own_headers(means, id);
        headers.extend(self.passed_with_refusal(id, verdict));
        headers.extend(reason.map(|reason| ("Reason".to_owned(), reason)));
        if matches!(status, 503 | 480) {
            headers.push(("Retry-After".to_owned(), "10".to_owned()));
        }
        let phrase = (status == 500).then(|| "Problem to setup the call".to_owned());
        Signal::Refuse(Refusal { status, phrase, headers })
    }

    /// The call is over: what hangs on it goes with it, each thing once.
    fn bury(&mut self, means: &mut Means<'_>, id: CallId, verdict: Verdict) {
        self.stop_alarm(Alarm::Cap(id));
        self.stop_alarm(Alarm::Transferor(id));
        self.end_passing(id);
        self.part(id);
        self.end_streams(means, id);
        self.close_line(means, id);
        self.tapes_end(id, means.now);
        self.stop_hearing(id);
        self.drop_clips(id);
        self.end_detection(means, id);
        self.tell(means, id, StatusEvent::Completed);
        let cdr = self.cdr(means, id);
        // Whoever has been seated in the place of the caller is the caller.
        let hidden = self.kind == Kind::Direct && self.call(id).parent().is_some() && id != ROOT;
        let is_wanted = !hidden || means.rules.compat.direct_record() == DirectRecord::All;
        self.want(if is_wanted { Effect::Cdr(cdr) } else { Effect::Unrecorded(cdr) });
        for child in self.children(id) {
            self.end_orphan(means, child, verdict, id);
        }
        if self.call(id).holder.is_some() {
            // Nobody needs its screening document any more.
            self.stop_asking(id);
        }
        self.stop_verb_alarms(id);
        self.mourn(id);
        match self.call(id).holder {
            Some(holder) if self.call(holder).is_over() => self.mourn(holder),
            Some(holder) => self.cue(holder, Cue::ChildOver { child: id }),
            None => {}
        }
        self.give_up_place(means, id, verdict);
        // Its document has led to no call.
        self.report_transfer(means, id, 487);
    }

    /// A call that is over has its script told once its children are over too: what they were answered belongs into the
    /// last request of a Dial (spec §4.9).
    fn mourn(&mut self, id: CallId) {
        if self.children(id).into_iter().all(|child| self.call(child).is_over()) {
            self.cue(id, Cue::HungUp);
        }
    }

    /// The caller is gone: a bridged child completes, a ringing one is taken back (spec §2.1 steps 9 and 10).
    fn end_orphan(&mut self, means: &mut Means<'_>, child: CallId, parent: Verdict, holder: CallId) {
        let verdict = match self.call(child).phase {
            Phase::Up { .. } => Verdict::completed(orphan_cause(parent.cause)),
            _ if parent.cause == Cause::Killed => Verdict::canceled(Cause::Killed),
            _ => Verdict::canceled(Cause::CallerGone),
        };
        let reason = self.call(holder).parting.clone();
        self.hang_up(means, child, verdict, reason);
    }

    /// Why a call that its document leaves ends, where a child has said it: with its BYE of this moment, or with the
    /// refusal that is handed on (RFC 3326, RFC 6432).
    pub(in crate::call) fn parting_of_child(&self, means: &Means<'_>, id: CallId, verdict: Verdict) -> Option<String> {
        let is_up = self.call(id).is_up();
        let fits = |end: Verdict, at| match is_up {
            true => end.cause == Cause::Hangup && at == means.now,
            false => end.cause == Cause::Refused && end.sip == verdict.sip,
        };
        let said = |child: CallId| match self.call(child).phase {
            Phase::Over { at, verdict } if fits(verdict, at) => self.call(child).parting.clone(),
            _ => None,
        };
        self.children(id).into_iter().rev().find_map(said)
    }

    fn cdr(&self, means: &Means<'_>, id: CallId) -> Cdr {
        let call = self.call(id);
        let now = means.now;
        let verdict = call.verdict().unwrap_or(Verdict::failed(None, Cause::Killed));
        Cdr {
            call: call.sid,
            parent: call.parent().map(|parent| self.call(parent).sid),
            direction: call.direction().to_owned(),
            from: call.party.from.clone(),
            to: call.party.to.clone(),
            start: call.started,
            answered: call.answered,
            end: now,
            ring: Call::rang_for(call, now),
            status: status_of(call, verdict, means.rules.compat.cdr_unanswered()).name().to_owned(),
            sip_status: verdict.sip,
            cause: self.cause_of_record(id, verdict).name().to_owned(),
        }
    }

    /// A caller who hears that a callee was not reached: its record says why, for the callee's own may not be kept.
    fn cause_of_record(&self, id: CallId, verdict: Verdict) -> Cause {
        let is_it = |end: &Verdict| end.cause.is_unreached() && end.sip == verdict.sip;
        let of_child = |child: CallId| self.call(child).verdict().filter(is_it);
        let said = verdict.cause == Cause::Document && self.call(id).answered.is_none();
        let found = self.children(id).into_iter().rev().find_map(of_child).filter(|_| said);
        found.map_or(verdict.cause, |end| end.cause)
    }
}

/// The status of the record: a caller refused by his document may have the one of an answered call (spec §7.1).
fn status_of(call: &Call, verdict: Verdict, unanswered: CdrUnanswered) -> CallStatus {
    let by_document = matches!(verdict.cause, Cause::Document | Cause::DocumentFault) && call.parent().is_none();
    match unanswered {
        CdrUnanswered::Completed if by_document => CallStatus::Completed,
        _ => verdict.status,
    }
}

/// Phases only rise; the same one twice is no event.
const fn rank(phase: Phase) -> u8 {
    match phase {
        Phase::Queued => 0,
        Phase::Ringing => 1,
        Phase::Up { .. } => 2,
        Phase::Over { .. } => 3,
    }
}

/// Silence, expiry and kill end both sides for the same reason; otherwise the child ends because its caller did.
const fn orphan_cause(parent: Cause) -> Cause {
    match parent {
        Cause::MediaTimeout | Cause::DeadAir | Cause::SessionExpired | Cause::Killed | Cause::TimeLimit => parent,
        _ => Cause::CallerGone,
    }
}
