//! What passes between a caller and whom it calls where no document stands between them (spec §9.2 step 1d, §9.5): 18x
//! as the callee says it, and between clients and known peers the `X-` headers of every response and of the INVITE. An
//! application has its caller hear 180 at once (spec §2.1 step 4) and nothing of its branches but early media (spec
//! §4.5).

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Family, Kind, Means, Start};
use crate::call::call::{CallId, Phase, ROOT, Side};
use crate::call::effect::{Effect, Signal};
use crate::call::rules::Rules;
use crate::call::verdict::{Cause, Verdict};

/// 199 tells proxies that a fork has ended (RFC 6228): no caller is further by it.
const EARLY_DIALOG_TERMINATED: u16 = 199;

/// A provisional response to an INVITE of ours, as far as its caller may hear of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provisional {
    /// 101 to 199.
    pub status: u16,
    /// `X-` headers.
    pub x_headers: Vec<(String, String)>,
}

impl Start {
    /// Whether the caller hears 180 before anybody is called: a document is asked first, or the Dial answers at once.
    pub(super) fn rings_at_once(&self, rules: &Rules) -> bool {
        match self {
            Self::Ask { .. } => true,
            Self::Dial(order) | Self::Direct(order) => !order.answer_on_bridge.unwrap_or(rules.answer_on_bridge),
        }
    }
}

impl Family {
    /// 18x to the caller.
    pub(super) fn ring(&mut self, means: &mut Means<'_>, said: Provisional, sdp: Option<Bytes>) {
        let headers = [self.own_headers(means, ROOT), said.x_headers].concat();
        self.want(Effect::Signal(ROOT, Signal::Ring { status: said.status, headers, sdp }));
        self.turn(means, ROOT, Phase::Ringing);
    }

    /// A branch has said something before its answer; whether its caller is to hear of it and has not yet.
    pub(super) fn remember_provisional(&mut self, id: CallId, said: Provisional) -> bool {
        let is_heard = self.kind != Kind::Application && said.status != EARLY_DIALOG_TERMINATED;
        let Side::Outbound { response, .. } = &mut self.call_mut(id).side else { return false };
        // A datagram may come twice.
        let is_new = response.provisional.as_ref() != Some(&said);
        response.provisional = Some(said);
        is_heard && is_new
    }

    /// The caller who is not answered yet hears what the branch has said.
    pub(in crate::call) fn relay_ringing(&mut self, means: &mut Means<'_>, caller: CallId, callee: CallId) {
        if self.kind == Kind::Application || caller != ROOT || self.call(caller).is_up() {
            return;
        }
        let mut said = self.said_by(callee);
        // Behind a 183 a telephone waits for sound and does not ring by itself.
        let is_silent = self.has_agreed(callee) && self.peer(caller).is_none();
        if said.status == 183 && is_silent {
            said.status = 180;
        }
        self.ring(means, said, None);
    }

    /// What a caller hears with the early media of a branch: 183, or what the branch itself has said.
    pub(super) fn said_by(&self, callee: CallId) -> Provisional {
        let plain = Provisional { status: 183, x_headers: Vec::new() };
        match &self.call(callee).side {
            Side::Outbound { response, .. } if self.kind != Kind::Application => {
                let said = response.provisional.as_ref().unwrap_or(&plain);
                // RFC 3261 §8.1.3.2: what we do not know is as good as 183.
                let status = if matches!(said.status, 180..=182) { said.status } else { 183 };
                Provisional { status, x_headers: self.passable(&said.x_headers) }
            }
            _ => plain,
        }
    }

    /// The `X-` headers of the caller's INVITE, for that of a branch.
    pub(super) fn passed_on(&self, caller: CallId) -> Vec<(String, String)> {
        self.passable(&self.call(caller).party.headers)
    }

    /// The `X-` headers of the callee's answer.
    pub(super) fn passed_back(&self, caller: CallId) -> Vec<(String, String)> {
        let answered = self.children(caller).into_iter().find(|&child| self.call(child).is_up());
        answered.map(|child| self.x_headers_of(child)).unwrap_or_default()
    }

    /// The `X-` headers of the refusal that is handed on.
    pub(super) fn passed_with_refusal(&self, caller: CallId, verdict: Verdict) -> Vec<(String, String)> {
        let is_it = |child: &CallId| {
            let end = self.call(*child).verdict();
            end.is_some_and(|end| end.cause == Cause::Refused && end.sip == verdict.sip)
        };
        let refused = self.children(caller).into_iter().rev().find(is_it).filter(|_| verdict.cause == Cause::Document);
        refused.map(|child| self.x_headers_of(child)).unwrap_or_default()
    }

    fn x_headers_of(&self, child: CallId) -> Vec<(String, String)> {
        match &self.call(child).side {
            Side::Outbound { response, .. } => self.passable(&response.x_headers),
            Side::Inbound { .. } => Vec::new(),
        }
    }

    /// `X-` headers that are not the engine's own, where nothing but the call itself stands between the two.
    fn passable(&self, headers: &[(String, String)]) -> Vec<(String, String)> {
        let starts =
            |name: &str, start: &str| name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        let is_custom = |(name, _): &&(String, String)| starts(name, "x-") && !starts(name, "x-restcomm-");
        let is_direct = self.kind == Kind::Direct;
        headers.iter().filter(|_| is_direct).filter(is_custom).cloned().collect()
    }
}
