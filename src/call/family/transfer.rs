//! Transfer by REFER (spec §10): a party of the bridge asks us to let the other one call somebody else. The one who asks
//! leaves; the one who remains runs a document of its own, or calls straight whom the other may call. What a verb's own
//! REFER brings is here too; parties that take a place in a bridge are in `substitute.rs` and `replace.rs`.

use std::time::Duration;

use super::{Alarm, Family, Kind, Means};
use crate::call::ask::Question;
use crate::call::call::CallId;
use crate::call::cue::Cue;
use crate::call::effect::{Effect, Level, Signal};
use crate::call::hook::{Param, param};
use crate::call::script::Script;
use crate::call::transfer::{Bye, Onward, Report, Transfer, Wish, user_of};
use crate::call::verb::dial::Order;
use crate::call::verdict::{Cause, Verdict};
use crate::sip::ReferId;
use crate::wire::http::Method;

/// How long the party that asked is kept where it waits for the end of the transfer (spec §10.1).
const PATIENCE: Duration = Duration::from_secs(32);

/// What a transfer leads to.
enum Destiny {
    /// A document.
    Ask {
        url: String,
        /// Of the document that says so.
        base: Option<String>,
        method: Method,
        /// Besides the parameters of every transfer.
        params: Vec<Param>,
    },
    /// A Dial that no document says.
    Dial(Box<Order>),
}

impl Family {
    /// A party asks us to connect the other one with somebody else.
    pub fn on_referred(&mut self, means: &mut Means<'_>, id: CallId, wish: &Wish) {
        let Some(other) = self.other_party(id) else {
            return self.refuse_refer(id, wish.refer, 404, "the call is not bridged");
        };
        let known = wish.onward.is_some() || self.transfer_document(id, other, wish).is_some();
        if !known {
            return self.refuse_refer(id, wish.refer, 404, "no ReferUrl");
        }
        if !means.rules.transfer.allow(&wish.to) {
            let text = "a REFER aims at an address outside the dial plan; see [transfer]";
            self.note(id, Level::Warning, 0, "refer_outside_dial_plan", text);
            return self.refuse_refer(id, wish.refer, 403, "outside the dial plan");
        }
        match wish.onward.clone() {
            Some(Onward::Nowhere(status)) => self.stay(means, id, wish.refer, status),
            Some(Onward::Replace(order)) => self.begin_substitute(means, id, other, wish, *order),
            Some(Onward::Dial(order)) => self.let_go(means, id, other, wish, Destiny::Dial(order)),
            Some(Onward::Ask(application)) => {
                (self.kind, self.organization) = (Kind::Application, application.organization);
                (self.fallback, self.refer_url) = (application.fallback, application.refer_url);
                let (url, method) = (application.url, application.method);
                let destiny = Destiny::Ask { url, base: None, method, params: Vec::new() };
                self.let_go(means, id, other, wish, destiny);
            }
            None => {
                if let Some(destiny) = self.transfer_document(id, other, wish) {
                    self.let_go(means, id, other, wish, destiny);
                }
            }
        }
        self.settle(means);
    }

    /// Whether an application decides about transfers here: calls that no document made have none that could.
    pub fn has_application(&self) -> bool {
        self.kind == Kind::Application
    }

    /// The transfer leads nowhere: whoever asked is told, and nothing else changes.
    fn stay(&mut self, means: &Means<'_>, id: CallId, refer: ReferId, status: u16) {
        self.want(Effect::Signal(id, Signal::AcceptRefer { refer, notify: means.rules.transfer.notify }));
        self.tell_refer(means, Report { to: id, refer }, status);
    }

    /// The last word to whoever asked for a transfer; its call may be over, for what it asked for is not (RFC 5057 §4.1).
    pub(super) fn tell_refer(&mut self, means: &Means<'_>, report: Report, status: u16) {
        if means.rules.transfer.notify {
            let Report { to, refer } = report;
            self.want(Effect::Signal(to, Signal::NotifyRefer { refer, status, is_final: true }));
        }
    }

    /// Refuses a REFER, with the reason in words.
    pub fn refuse_refer(&mut self, id: CallId, refer: ReferId, status: u16, why: &str) {
        let reason = crate::wire::sip::Reason::sip(status, why).to_string();
        self.want(Effect::Signal(id, Signal::RefuseRefer { refer, status, reason }));
    }

    /// The REFER of a verb has its name.
    pub fn referring(&mut self, id: CallId, refer: ReferId) {
        self.call_mut(id).referring = Some(refer);
    }

    /// The REFER of a verb was answered.
    pub fn on_refer_answered(&mut self, means: &mut Means<'_>, id: CallId, refer: ReferId, status: u16, told: bool) {
        if self.call(id).referring == Some(refer) {
            self.cue(id, Cue::ReferAnswered { status, told });
            self.settle(means);
        }
    }

    /// The far party tells how the REFER of a verb goes.
    pub fn on_refer_notified(
        &mut self,
        means: &mut Means<'_>,
        id: CallId,
        refer: ReferId,
        status: Option<u16>,
        is_final: bool,
    ) {
        if self.call(id).referring == Some(refer) {
            self.cue(id, Cue::ReferNotified { status, is_final });
            self.settle(means);
        }
    }

    /// The transfer of this call has come to its end: whoever asked for it hears so, once, and leaves.
    pub(in crate::call) fn report_transfer(&mut self, means: &mut Means<'_>, id: CallId, status: u16) {
        let report = self.call_mut(id).transfer.as_mut().and_then(|transfer| transfer.report.take());
        let Some(report) = report else { return };
        self.tell_refer(means, report, status);
        self.stop_alarm(Alarm::Transferor(report.to));
        self.hang_up(means, report.to, Verdict::completed(Cause::Transferred), None);
    }

    /// The other side of a bridge of two answered calls.
    pub(in crate::call) fn other_party(&self, id: CallId) -> Option<CallId> {
        let other = self.peer(id)?;
        (self.call(id).is_up() && self.call(other).is_up()).then_some(other)
    }

    /// The `referUrl` of the Dial that called whoever asks, else that of the number (spec §10.3).
    fn transfer_document(&self, id: CallId, other: CallId, wish: &Wish) -> Option<Destiny> {
        let holder = self.call(id).holder.filter(|holder| *holder == other);
        let script = holder.and_then(|holder| self.call(holder).script.as_ref());
        if let Some(((url, method), script)) = script.and_then(|script| Some((script.refer_url()?, script))) {
            let params = vec![param("ReferTransferTarget", wish.to.as_str())];
            return Some(Destiny::Ask { url, base: script.url().map(str::to_owned), method, params });
        }
        let (url, method) = self.refer_url.clone()?;
        Some(Destiny::Ask { url, base: None, method, params: Vec::new() })
    }

    /// The bridge is broken: `from` leaves, `to` goes on with a document of its own. The document that made the bridge is
    /// over without its action, as if another had been put in its place (spec §4.9).
    fn let_go(&mut self, means: &mut Means<'_>, from: CallId, to: CallId, wish: &Wish, destiny: Destiny) {
        let notify = means.rules.transfer.notify;
        self.want(Effect::Signal(from, Signal::AcceptRefer { refer: wish.refer, notify }));
        self.part(from);
        for id in [from, to] {
            self.stop_verb_alarms(id);
            self.stop_asking(id);
            self.keep_keys(id, "");
            let call = self.call_mut(id);
            (call.script, call.holder) = (None, None);
        }
        let transfer = Transfer {
            target: user_of(&wish.to),
            transferor: user_of(&wish.contact),
            transferee: self.call(to).far_party().to_owned(),
            referred_by: wish.referred_by.clone(),
            report: Some(Report { to: from, refer: wish.refer }),
        };
        let call = self.call_mut(to);
        call.transfer = Some(Box::new(transfer));
        call.script = Some(Script::main());
        match means.rules.transfer.bye {
            Bye::AtOnce => self.hang_up(means, from, Verdict::completed(Cause::Transferred), None),
            Bye::AfterNotify => self.set_alarm(Alarm::Transferor(from), means.now + PATIENCE),
        }
        match destiny {
            Destiny::Ask { url, base, method, params } => {
                let params = [self.standard(means, to, self.call(to).status().name()), params].concat();
                self.ask(means, to, Question { url, base, method, params });
            }
            Destiny::Dial(order) => self.begin_dial(to, *order),
        }
    }
}
