//! How a Dial comes out: which branch speaks for it, what a caller that still rings is told, what the action hears
//! (spec §4.5, §4.6, §4.9).

use serde::{Deserialize, Serialize};

use super::run::Dialing;
use crate::call::call::{CallId, Phase, Side, rounded_secs};
use crate::call::hook::{Param, param, sip_headers};
use crate::call::stage::Stage;
use crate::call::verdict::{CallStatus, Cause, Verdict, best_refusal};

/// How it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Outcome {
    pub(super) status: CallStatus,
    /// The branch that the action request speaks of.
    pub(super) reported: Option<CallId>,
    pub(super) bridged: bool,
}

impl Dialing {
    /// The branch that finished last, of those that really were called.
    pub(super) fn last_to_finish(&self, stage: &Stage<'_, '_>) -> Option<CallId> {
        let is_nobody = |end: &Verdict| matches!(end.cause, Cause::BadTarget | Cause::NotRegistered);
        let called = |child: &CallId| !stage.child(*child).verdict().is_some_and(|end| is_nobody(&end));
        self.branches.iter().rev().map(|branch| branch.child).find(called)
    }

    /// The weightiest ending speaks for the Dial (spec §4.6).
    pub(super) fn outcome(&self, stage: &Stage<'_, '_>) -> Outcome {
        let ends = self.branches.iter().filter_map(|branch| stage.child(branch.child).verdict());
        let status =
            ends.map(|end| unanswered(end.status)).max_by_key(|status| status.weight()).unwrap_or(CallStatus::Failed);
        Outcome { status, reported: self.last_to_finish(stage), bridged: false }
    }

    /// What the caller still ringing is told if nothing else answers it (spec §4.5).
    pub(super) fn refusal(&self, stage: &Stage<'_, '_>, outcome: &Outcome) -> u16 {
        let ends = self.branches.iter().filter_map(|branch| stage.child(branch.child).verdict());
        let is_said = |end: &Verdict| matches!(end.cause, Cause::Refused | Cause::NotRegistered);
        let (said, unreached): (Vec<_>, Vec<_>) = ends
            .filter(|end| is_said(end) || end.cause.is_unreached())
            .partition(|end| is_said(end) || end.sip != Some(408));
        let codes = said.into_iter().chain(unreached).filter_map(|end| end.sip);
        // A time-out counts as 408. That of ours comes last: any 4xx that somebody has said says more.
        let late = (outcome.status == CallStatus::NoAnswer).then_some(408);
        best_refusal(&codes.chain(late).collect::<Vec<_>>()).unwrap_or(500)
    }
}

/// A callee that answered and declined has not answered the caller (spec §4.7 step 5).
const fn unanswered(status: CallStatus) -> CallStatus {
    match status {
        CallStatus::Completed => CallStatus::NoAnswer,
        status => status,
    }
}

/// The parameters of the action request (spec §4.9).
pub(super) fn result(stage: &Stage<'_, '_>, outcome: &Outcome) -> Vec<Param> {
    let mut params = vec![param("DialCallStatus", outcome.status.name()), param("DialBridged", outcome.bridged)];
    let Some(call) = outcome.reported.map(|child| stage.child(child)) else {
        params.extend(stage.rules().compat.or_null(None).map(|null| param("DialCallSid", null)));
        params.push(param("DialCallDuration", 0));
        return params;
    };
    // A callee that answered and declined has not talked to the caller (spec §4.7 step 5).
    let talked = if outcome.bridged { rounded_secs(call.talked(stage.now())) } else { 0 };
    params.push(param("DialCallSid", stage.rules().call_sid(call.sid)));
    params.push(param("DialCallDuration", talked));
    params.push(param("DialRingDuration", rounded_secs(call.rang_for(stage.now()))));
    params.extend(call.detected());
    if let Side::Outbound { response, .. } = &call.side {
        params.extend(response.call_id.iter().map(|call_id| param("DialSipCallId", call_id)));
        params.extend(final_status(call.phase).map(|status| param("DialSipResponseCode", status)));
        params.extend(sip_headers("DialSipHeader_", &response.x_headers));
    }
    params
}

/// The final response to the branch's INVITE: 200 once it was answered, whatever came after.
fn final_status(phase: Phase) -> Option<u16> {
    match phase {
        Phase::Over { verdict, .. } => verdict.sip,
        Phase::Up { .. } => Some(200),
        _ => None,
    }
}
